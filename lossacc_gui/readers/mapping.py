"""Says anew what the metrics of a run measure, where their names tell it wrongly or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.run import FloatArray, IntArray, Notice, Quantity, Run, Series, Split
from lossacc_gui.readers.series.finish import XName, as_fraction
from lossacc_gui.readers.series.names import COUNTERS, WORDS, meaning_of
from lossacc_gui.readers.series.rows import LARGEST_STEP

ERROR_WORDS = frozenset({"error", "errors", "err"})
PATTERN = "pattern"  # the setting of a run that has the text around numbers without names
SHOWN = 40  # names that a sentence lists


def choice_of(text: str) -> Choice:
    """The choice that METRIC=QUANTITY[:SPLIT] says; BadOption lists what there is."""
    metric, equals, meant = text.rpartition("=")
    quantity, colon, split = (part.strip() for part in meant.partition(":"))
    if not equals or not metric.strip():
        raise BadOption(say("--map: expected METRIC=QUANTITY or METRIC=QUANTITY:SPLIT, found {text!r}", text=text))
    quantities, splits = {q.value: q for q in Quantity}, {s.value: s for s in Split}
    if quantity not in quantities:
        raise BadOption(
            say(
                "--map: there is no quantity {quantity!r}; there are {quantities}",
                quantity=quantity,
                quantities=", ".join(quantities),
            )
        )
    if colon and split not in splits:
        raise BadOption(
            say("--map: there is no split {split!r}; there are {splits}", split=split, splits=", ".join(splits))
        )
    return Choice(metric.strip(), quantities[quantity], splits[split] if colon else None)


def names_of(run: Run) -> list[str]:
    """What a choice calls each series: as the log does, with `#1`, `#2`, ... in its order where names are shared."""
    shared = Counter(series.logged_as for series in run.series)
    seen: Counter[str] = Counter()
    names = []
    for name in (series.logged_as for series in run.series):
        seen[name] += 1
        names.append(name if shared[name] == 1 else f"{name}#{seen[name]}")
    return names


def header_of(run: Run) -> str:
    """What logs of one kind have in common, as a short key: the names of all that can be taken, in any order, and the
    text around the numbers where the log gives them no names.
    """
    import hashlib  # here, as it takes a hundredth of a command that needs no key

    pattern = dict(run.settings).get(PATTERN)
    names = "\n".join([*sorted(names_of(with_all(run))), *([] if pattern is None else [pattern])])
    return hashlib.blake2b(names.encode("utf-8", errors="replace"), digest_size=12).hexdigest()


def is_understood(run: Run) -> bool:
    """Whether any metric of the run is known as a loss, as something like an accuracy, or as a reward."""
    return any(one.quantity.is_progress or one.quantity is Quantity.REWARD for one in run.series)


def check_metrics(choices: Iterable[Choice], runs: Iterable[Run]) -> None:
    """Raise BadOption for the first choice whose metric none of `runs` has."""
    runs = [with_all(run) for run in runs]
    known = {series.logged_as for run in runs for series in run.series}
    metrics = list(dict.fromkeys(name for run in runs for name in names_of(run)))
    for choice in choices:
        if choice.metric not in known and choice.metric not in metrics:
            told = {"metric": choice.metric, "names": ", ".join(metrics[:SHOWN]), "count": len(metrics) - SHOWN}
            raise BadOption(
                say("--map: there is no metric {metric!r} in the log; there are {names} and {count} others", **told)
                if len(metrics) > SHOWN
                else say("--map: there is no metric {metric!r} in the log; there are {names}", **told)
            )


def mapped(run: Run, choices: Sequence[Choice]) -> Run:
    """The run with its metrics as `choices` say; metrics that it does not have are passed over.

    Values become fractions or stop being fractions as their new quantity wants it; an error rate taken as an accuracy
    is turned round. BadOption where two series would become one, or a counter does not count.
    """
    if not choices:
        return run
    run = with_all(run, {choice.metric for choice in choices})
    notices: list[Notice] = []
    series = []
    counters: list[Series] = []
    for one, name in zip(run.series, names_of(run), strict=True):
        choice = next((c for c in reversed(choices) if c.metric in (one.logged_as, name)), None)
        series.append(_chosen(one, choice, notices) if choice is not None else one)
        if choice is not None and choice.quantity in COUNTERS:
            counters.append(series[-1])
    before, names = (Counter((one.logged_as, one.split) for one in some) for some in (run.series, series))
    for (metric, split), count in names.items():
        if count > max(1, before[metric, split]):
            raise BadOption(
                say(
                    "{metric!r} is logged for several splits, so they cannot all be {split!r}; choose one of them as "
                    "{metric}#1, {metric}#2, ...",
                    metric=metric,
                    split=split.value,
                )
            )
    unknown = {one.metric for one in series if one.quantity is Quantity.OTHER}
    left_out = tuple(one for one in run.left_out if not one.goes or one.metric in unknown)
    out = replace(run, series=tuple(series), notices=(*run.notices, *notices), left_out=left_out)
    return _counted_by(out, counters[0]) if counters else out


def with_all(run: Run, wanted: Collection[str] | None = None) -> Run:
    """The run with what its reader left out among its series: all that can be taken, or what is `wanted` by name."""
    taken = [one for one in run.left_out if one.series is not None and (wanted is None or one.metric in wanted)]
    if not taken:
        return run
    found = tuple(one.series for one in taken if one.series is not None)
    return replace(run, series=(*run.series, *found), left_out=tuple(one for one in run.left_out if one not in taken))


def mapped_or_told(run: Run, choices: Sequence[Choice]) -> Run:
    """As `mapped`, but where the choices do not fit the run as it was read, with a notice why."""
    try:
        return mapped(run, choices)
    except BadOption as error:
        notice = Notice(say("The metrics chosen for logs of this kind do not fit here: {why}.", why=error.said))
        return replace(run, notices=(*run.notices, notice))


def _chosen(series: Series, choice: Choice, notices: list[Notice]) -> Series:
    fraction = 1.0 - series.value if series.turned_from else series.value  # by an earlier choice
    logged = fraction * 100.0 if series.percent else fraction
    name = series.logged_as
    of_words = meaning_of(name).quantity is Quantity.WORD_ERROR_RATE and _is_share_of_right_answers(choice.quantity)
    value, quantity, percent = as_fraction(
        name, logged, Quantity.WORD_ERROR_RATE if of_words else choice.quantity, notices
    )
    quantity = choice.quantity if of_words else quantity
    chosen = replace(
        series,
        metric=name,
        quantity=quantity,
        split=choice.split or series.split,
        value=value,
        percent=percent,
        turned_from="",
    )
    if not _is_share_of_right_answers(quantity) or not _is_error(name):
        return chosen
    notices.append(
        Notice(
            say("{name} is an error rate; 1 minus it is taken as {axis_name}.", name=name, axis_name=quantity.axis_name)
        )
    )
    return chosen.turned_round(quantity)


def _is_share_of_right_answers(quantity: Quantity) -> bool:
    """Whether an error rate is the rest to 1."""
    return quantity.is_fraction and quantity.better == "higher"


def _is_error(name: str) -> bool:
    """Whether a metric's name means wrong answers."""
    named = meaning_of(name).quantity
    words = {word.lower() for word in WORDS.findall(name)}
    return named.is_error_rate or (not _is_share_of_right_answers(named) and not ERROR_WORDS.isdisjoint(words))


def _counted_by(run: Run, counter: Series) -> Run:
    """The run with the values of `counter` as its x; what lies before or behind them is left out."""
    known = np.isfinite(counter.value)
    step, count = counter.step[known], counter.value[known]
    whole = counter.quantity is Quantity.EPOCH or bool((count == np.round(count)).all())
    if count.size < 2 or not (np.diff(count) > 0).all() or not whole or np.abs(count).max() > LARGEST_STEP:
        raise BadOption(
            say("{metric!r} does not rise from value to value, so it cannot be the x axis", metric=counter.metric)
        )
    series = [_placed(one, step, count, counter.quantity) for one in run.series]
    longest = max(run.series, key=lambda one: len(one.step))
    moved = np.interp(longest.step, step, count)
    breaks = []
    for one in run.breaks:
        at = min(int(np.searchsorted(longest.x, one.position)), len(moved) - 1)
        breaks.append(replace(one, position=float(moved[at])))
    name: XName = "epoch" if counter.quantity is Quantity.EPOCH else "step"
    kept = tuple(one for one in series if len(one.step))
    return replace(run, series=kept, x_name=name, breaks=tuple(breaks), counters=(), recounted=None)


def _placed(series: Series, step: IntArray, count: FloatArray, quantity: Quantity) -> Series:
    """The series on the counter: at what was counted last where that tells its values apart, else between counts."""
    inside = series.step >= step[0]
    last = np.searchsorted(step, series.step[inside], side="right") - 1
    if (np.diff(last) > 0).all():
        x = count[last]
    else:
        inside &= series.step <= step[-1]
        x = np.interp(series.step[inside], step, count)
    if quantity is Quantity.STEP:
        x = np.round(x)
    rising = np.append(np.diff(x) > 0, True)[: len(x)]
    keep = np.flatnonzero(inside)[rising]
    time = series.time[keep] if series.time is not None else None
    value, x = series.value[keep], x[rising]
    if quantity is Quantity.STEP:
        return replace(series, step=x.astype(np.int64), value=value, epoch=None, time=time)
    return replace(series, step=series.step[keep], value=value, epoch=x, time=time)
