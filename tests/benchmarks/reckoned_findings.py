"""The numbers of findings from the raw values and in plain Python, by the kind of the finding."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from statistics import median

from reckoned_sides import Curve, Loss, Side, Sides, Values
from sentence_events import NUMBER

from lossacc_gui.model.analysis import Analysis, Pair
from lossacc_gui.model.episode import Episode, Finding, FindingKind
from lossacc_gui.numerals import change_text, loss_text, percent_text, points_text, relative_text, unsigned_text

Checked = Iterator[str]


def against_raw(finding: Finding, analysis: Analysis, sides: Sides) -> list[str] | None:
    """What is wrong with the numbers of a finding; None where they are not reckoned."""
    check = _CHECKS.get(finding.kind)
    side = next((one for one in (sides.lead, sides.own) if one is not None and one.split.value == finding.split), None)
    if check is None or side is None:
        return None
    try:
        return list(check(finding, analysis, sides, side))
    except _Unknown:
        return None


class _Unknown(Exception):
    """What a finding is of is not known."""


def _shown(text: str, expected: dict[str, Callable[[float], str]], values: dict[str, Values]) -> Checked:
    """Each number that is expected stands in the text, as far as it is not at the edge of rounding."""
    for name, written in expected.items():
        told = values[name]
        forms = {written(one * (1 + off)) for one in told for off in (-1e-6, 0.0, 1e-6)}
        if not any(form in text for form in forms):
            yield f"its {name} is {written(told[0])}"


def _overfitting(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    loss, train = side.loss, sides.train
    if loss is None or "rises" not in finding.text:
        raise _Unknown
    best, last = min(loss.level), loss.level[-1]
    yield from _shown(
        finding.text,
        {"best loss": loss_text, "last loss": loss_text, "rise": relative_text},
        {"best loss": [best], "last loss": [last], "rise": [last / best - 1]},
    )
    since = side.x.index(finding.start)
    if train is not None and train.loss is not None and "falls on" in finding.text:
        ends = [train.loss.level[since], train.loss.level[-1]]
        for name, one in zip(("first training loss", "last training loss"), ends, strict=True):
            yield from _shown(finding.text, {name: loss_text}, {name: [one]})
    if side.right is not None and "changed by" in finding.text:
        change = side.right.calmed[-1] - side.right.calmed[since]
        yield from _shown(finding.text, {"change of accuracy": points_text}, {"change of accuracy": [change]})


def _of_pair(finding: Finding | Episode, analysis: Analysis) -> tuple[Values, Values, Values]:
    """Places, losses and accuracies of a pair that is logged together at the places of a finding."""
    pairs = [one for one in analysis.pairs if one.loss.split.value == finding.split]
    if len(pairs) != 1:
        pairs = [one for one in pairs if _names(finding, one)]
    if len(pairs) != 1 or not _together(pairs[0]):
        raise _Unknown
    most = analysis.options.largest_value
    rows = zip(*(one.tolist() for one in (pairs[0].loss.x, pairs[0].loss.value, pairs[0].accuracy.value)), strict=True)
    known = [row for row in rows if abs(row[1]) <= most and math.isfinite(row[2])]
    x, losses, right = (list(column) for column in zip(*known, strict=True))
    return x, losses, right


def _names(found: Finding | Episode, pair: Pair) -> bool:
    if isinstance(found, Episode):
        return (found.loss_metric, found.accuracy_metric) == (pair.loss.metric, pair.accuracy.metric)
    return pair.loss.metric in found.text and pair.accuracy.metric in found.text


def _together(pair: Pair) -> bool:
    return len(pair.loss.x) <= 1000 and pair.loss.x.tolist() == pair.accuracy.x.tolist()


def _chance(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    x, losses, right = _of_pair(finding, analysis)
    inside = [i for i, at in enumerate(x) if finding.start <= at <= finding.end]
    yield from _shown(
        finding.text,
        {"loss": loss_text, "accuracy": percent_text},
        {"loss": [median(losses[i] for i in inside)], "accuracy": [median(right[i] for i in inside)]},
    )


def _below_bound(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    x, losses, right = _of_pair(finding, analysis)
    place = re.search(rf" at \w+ ({NUMBER}) it is ", finding.text)
    if place is None:
        raise _Unknown
    at = [i for i, one in enumerate(x) if abs(one - float(place[1].replace(",", ""))) < 0.51]
    yield from _shown(
        finding.text,
        {"loss": loss_text, "accuracy": percent_text, "least loss": loss_text},
        {
            "loss": [losses[i] for i in at],
            "accuracy": [right[i] for i in at],
            "least loss": [(1 - right[i]) * math.log(2) for i in at],
        },
    )


def _ahead(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    train = sides.train
    curves = (side.loss, side.right, None if train is None else train.loss, None if train is None else train.right)
    if any(one is None for one in curves) or train is None or max(side.logged, train.logged) > side.n:
        raise _Unknown
    held, right, loss, own = (_raw(one) for one in curves)
    least = analysis.options.val_better_loss
    at = [i for i in range(side.n) if loss[i] > 0 and held[i] < (1 - least) * loss[i] and right[i] > own[i]]
    below = median(held[i] for i in at) / median(loss[i] for i in at) - 1
    lead = median(right[i] - own[i] for i in at)
    yield from _shown(finding.text, {"loss": relative_text, "lead": points_text}, {"loss": [below], "lead": [lead]})


def _raw(one: Curve | Loss | None) -> Values:
    if one is None:
        raise _Unknown
    return one.raw


def _window(n: int, analysis: Analysis) -> int:
    """Over how many points a change is judged."""
    options = analysis.options
    share = max(options.window_least, int(n * options.window_share))
    return min(share, max(options.window_least, int(options.window_root * math.sqrt(n))))


def calmed(values: Values, width: int) -> Values:
    """Running median, then running mean, of so many points; the ends repeat."""
    before, n = width // 2, len(values)

    def rolled(given: Values, summary: Callable[[Values], float]) -> Values:
        around = (range(i - before, i - before + width) for i in range(n))
        return [summary([given[min(max(j, 0), n - 1)] for j in some]) for some in around]

    return rolled(rolled(values, median), lambda some: math.fsum(some) / width)


def _gap(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    train = sides.train
    if train is None or side.right is None or train.right is None or "in the end" not in finding.text:
        raise _Unknown
    if side.loss is None or max(side.logged, train.logged) > side.n:
        raise _Unknown
    width = _window(side.n, analysis)
    of_train, held = (calmed(one, width)[-1] for one in (train.right.raw, side.right.raw))
    yield from _shown(
        finding.text,
        {"training": percent_text, "held out": percent_text, "gap": lambda one: unsigned_text(points_text(one))},
        {"training": [of_train], "held out": [held], "gap": [of_train - held]},
    )


def _whole(found: Finding | Episode, analysis: Analysis) -> tuple[Values, Values, Values]:
    """As `_of_pair`, of a pair that is calmed in one piece."""
    x, losses, right = _of_pair(found, analysis)
    whole = len(x) == len(next(one for one in analysis.pairs if one.loss.split.value == found.split).loss.x)
    if not whole or analysis.run.breaks or min(losses) <= 0 or len(x) > analysis.options.most_bins:
        raise _Unknown
    if any(series.quantity.value == "learning_rate" for series in analysis.run.series):
        raise _Unknown  # where it steps a curve is calmed on both sides by itself
    if found.start not in x or found.end not in x or right[0] == right[1]:
        raise _Unknown
    return x, losses, right


def of_episode_raw(episode: Episode, analysis: Analysis) -> list[str] | None:
    """What is wrong with the ends of an episode, which are those of the log or of the calmed curves; None where they
    are not reckoned.
    """
    try:
        x, losses, right = _whole(episode, analysis)
    except _Unknown:
        return None
    width = _window(len(x), analysis)
    scaled, answers = calmed([math.log(one) for one in losses], width), calmed(right, width)
    wrong = []
    for place, loss, accuracy in (
        (x.index(episode.start), episode.loss_from, episode.accuracy_from),
        (x.index(episode.end), episode.loss_to, episode.accuracy_to),
    ):
        ends = ((loss, (math.exp(scaled[place]), losses[place])), (accuracy, (answers[place], right[place])))
        for told, near in ends:
            if not any(math.isclose(told, one, rel_tol=1e-6, abs_tol=1e-9) for one in near):
                wrong.append(f"tells {told:.6g}, the raw values say {near[0]:.6g}, or {near[1]:.6g} as logged")
    return wrong


def _miscalibrated(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    x, losses, right = _of_pair(finding, analysis)
    place = re.search(rf": at \w+ ({NUMBER}) ", finding.text)
    if place is None or analysis.run.breaks or len(x) > analysis.options.most_bins:
        raise _Unknown
    at = [i for i, one in enumerate(x) if abs(one - float(place[1].replace(",", ""))) < 0.51]
    width = _window(len(x), analysis)
    yield from _shown(
        finding.text,
        {"loss": loss_text, "accuracy": lambda one: percent_text(one, 2)},
        {
            "loss": [calmed(losses, width)[i] for i in at],
            "accuracy": [calmed(right, width)[i] for i in at],
        },
    )


def _both_change(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    """Of a plateau, or where both get worse: the changes are those of the calmed curves between its ends."""
    x, losses, right = _whole(finding, analysis)
    width = _window(len(x), analysis)
    scaled, answers = calmed([math.log(one) for one in losses], width), calmed(right, width)
    first, last = x.index(finding.start), x.index(finding.end)
    before, after = math.exp(scaled[first]), math.exp(scaled[last])
    change = answers[last] - answers[first]
    if change_text(before, after) not in finding.text:
        yield f"the loss changes by {change_text(before, after)}"
    yield from _shown(finding.text, {"change of accuracy": points_text}, {"change of accuracy": [change]})


_CHECKS = {
    FindingKind.OVERFITTING: _overfitting,
    FindingKind.CHANCE: _chance,
    FindingKind.BOUND_VIOLATED: _below_bound,
    FindingKind.VAL_BETTER_THAN_TRAIN: _ahead,
    FindingKind.GAP: _gap,
    FindingKind.MISCALIBRATED: _miscalibrated,
    FindingKind.PLATEAU: _both_change,
    FindingKind.DETERIORATION: _both_change,
}
