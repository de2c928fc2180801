"""Makes the row of a triage out of the analysis of a run; it reckons nothing that the analysis has already."""

from __future__ import annotations

import math

import numpy as np

from lossacc_gui.chart.named import named
from lossacc_gui.language import say
from lossacc_gui.measure.beside import beside_best
from lossacc_gui.measure.examples import accuracy_error, examples_of, fewest_examples, loss_error
from lossacc_gui.measure.extremes import best_value
from lossacc_gui.measure.keep import end_of
from lossacc_gui.measure.pairing import Main, main_of
from lossacc_gui.measure.splits import speaking_order
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.event import Event
from lossacc_gui.model.run import FloatArray, Run, Series
from lossacc_gui.model.verdict import Keep
from lossacc_gui.triage.row import Band, Happening, Row, Sketch

SKETCHED = 48  # values of a curve: a stamp is some hundred pixels wide
LONGEST_SETTING = 200  # characters of a value that are kept: a triage compares them, nobody reads more in a table
MOST_SETTINGS = 200  # of one run
MOST_NOTICES = 5  # of one run; the rest is counted


def row_of(analysis: Analysis, source: str) -> Row:
    """The row of a run whose log a person calls `source`."""
    run, verdict = analysis.run, analysis.verdict
    speaking = _speaking(analysis)
    loss, accuracy = speaking.loss, speaking.accuracy or speaking.reward
    besides = [None if one is None else beside_best(one, analysis.options) for one in (loss, accuracy)]
    errors = _errors(analysis, loss, speaking.accuracy)
    curves = [one for one in (loss, accuracy) if one is not None and len(one.value)]
    longest = max(curves, key=lambda one: len(one.value), default=None)
    # of one point there is nothing to choose
    main, keep = verdict.main, verdict.keep if longest is not None and len(longest.value) > 1 else None
    severities = [event.severity for event in analysis.events]
    return Row(
        source=source,
        name=run.name,
        format=run.format,
        state=verdict.state.value,
        main="" if main is None else main.said,
        split="" if main is None else main.split,
        start=None if main is None else _finite(main.start),
        end=None if main is None else _finite(main.end),
        cause=verdict.cause or "",
        title=_title(analysis),
        text=verdict.text,
        x_name=run.x_name,
        keep=None if keep is None else _finite(keep.chosen.x),
        keep_by="" if keep is None else keep.chosen.metric,
        keep_low=None if keep is None else _finite(keep.chosen.low),
        keep_high=None if keep is None else _finite(keep.chosen.high),
        loss_metric="" if loss is None else loss.metric,
        best_loss=_best(loss),
        last_loss=_last(loss),
        loss_noise=_noise(loss, verdict.keep),
        loss_level=None if besides[0] is None else _finite(besides[0].level),
        loss_spread=None if besides[0] is None else _finite(besides[0].spread),
        loss_error=errors[0],
        accuracy_metric="" if accuracy is None else accuracy.metric,
        best_accuracy=_best(accuracy),
        last_accuracy=_last(accuracy),
        accuracy_noise=_noise(accuracy, verdict.keep),
        accuracy_level=None if besides[1] is None else _finite(besides[1].level),
        accuracy_spread=None if besides[1] is None else _finite(besides[1].spread),
        accuracy_error=errors[1],
        loss_cost=_loss_cost(run, loss, keep),
        accuracy_cost=_accuracy_cost(run, speaking.accuracy, keep),
        loss_jumps=_finite_or_none(analysis.jumps[0]),
        accuracy_jumps=_finite_or_none(analysis.jumps[1]),
        suspicion=_suspicion(analysis),
        classes=analysis.classes,
        examples=_examples(analysis, speaking.accuracy),
        length=0 if longest is None else len(longest.value),
        last=None if longest is None else _finite(float(longest.x[-1])),
        problems=severities.count(Severity.PROBLEM),
        watched=severities.count(Severity.WATCH),
        kinds=tuple(dict.fromkeys(one.said for one in analysis.events if one.severity is not Severity.BENIGN)),
        events=tuple(_happened(event) for event in analysis.events),
        believed=() if main is None else tuple((one.cause.id, one.score) for one in main.explanation.causes),
        logged=_logged(run),
        settings=tuple((name, value[:LONGEST_SETTING]) for name, value in run.settings[:MOST_SETTINGS]),
        notices=_notices(analysis),
        sketch=_sketch(analysis, loss, accuracy),
    )


def _speaking(analysis: Analysis) -> Main:
    """What speaks for the run: the curves of the first split that has any."""
    mains = [main_of(analysis.run, split, analysis.pairs) for split in speaking_order(analysis.run)]
    return next((one for one in mains if one.loss or one.accuracy or one.reward), mains[0])


def _title(analysis: Analysis) -> str:
    """The title of the cause that the run is said to have; empty where none is named."""
    found = named(analysis, None)
    return "" if found is None else found.cause.title


def _suspicion(analysis: Analysis) -> float:
    """That of the likeliest family which is no harmless one, likelier or not than that nothing is wrong."""
    family = next((one for one in analysis.overall.families if not one.cause.benign), None)
    return 0.0 if family is None else float(family.score)


def _notices(analysis: Analysis) -> tuple[str, ...]:
    texts = [notice.text for notice in analysis.run.notices]
    more = len(texts) - MOST_NOTICES
    return (*texts[:MOST_NOTICES], *([say("and {count} more", count=more)] if more > 0 else []))


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _finite_or_none(value: float | None) -> float | None:
    return None if value is None else _finite(value)


def _best(series: Series | None) -> float | None:
    return None if series is None else best_value(series)


def _last(series: Series | None) -> float | None:
    """The last value, NaN and infinity too."""
    return float(series.value[-1]) if series is not None and len(series.value) else None


def _noise(series: Series | None, keep: Keep | None) -> float | None:
    """What the keeping has measured of the curve that it was chosen by."""
    choices = () if series is None or keep is None else (keep.by_loss, keep.by_accuracy)
    for one in choices:
        if one is not None and series is not None and (one.logged_as, one.split) == (series.logged_as, series.split):
            return None if one.noise is None else _finite(one.noise)
    return None


def _errors(analysis: Analysis, loss: Series | None, accuracy: Series | None) -> tuple[float | None, float | None]:
    """What the number of examples makes of the best loss and accuracy, as standard errors of the two values.

    The best of many is better than what is true of it, so that two right and two wrong answers are added (Agresti and
    Coull, 1998).
    """
    right, least = (_best(one) for one in (accuracy, loss))
    if accuracy is None or right is None or not 0.0 <= right <= 1.0:
        return None, None
    examples = fewest_examples(analysis.run, accuracy, analysis.options)
    usual = (examples * right + 2) / (examples + 4)
    of_loss = None if least is None else _finite(abs(least) * loss_error(usual, examples))
    return of_loss, accuracy_error(usual, examples)


def _examples(analysis: Analysis, accuracy: Series | None) -> int | None:
    return None if accuracy is None else examples_of(analysis.run, accuracy, analysis.options).count


def _logged(run: Run) -> tuple[str, ...]:
    told = [one for one in run.series if one.quantity.is_progress and len(one.value)]
    return tuple(sorted({f"{one.split.value} {'loss' if one.quantity.is_loss else 'accuracy'}" for one in told}))


def _happened(event: Event) -> Happening:
    what = event.what
    changes = _finite_or_none(what.loss_change), _finite_or_none(what.accuracy_change)
    return Happening(event.kind, event.split, _finite(event.start), _finite(event.end), event.severity.value, *changes)


def _at_choice(run: Run, series: Series | None, keep: Keep | None) -> tuple[float, float] | None:
    """The value of a held-out curve at the epoch to keep and the last one of its training; the same where that is as
    good.
    """
    if series is None or keep is None or not len(series.value):
        return None
    at = min(int(series.x.searchsorted(keep.chosen.x)), len(series.value) - 1)
    end = end_of(run, series, keep.chosen.x)
    there, last = float(series.value[at]), float(series.value[end])
    if not math.isfinite(there):
        return None
    as_good = math.isfinite(last) and keep.chosen.holds(float(series.x[end]))
    return there, there if as_good else last


def _loss_cost(run: Run, series: Series | None, keep: Keep | None) -> float | None:
    ends = _at_choice(run, series, keep)
    if ends is None or ends[0] <= 0:
        return None
    there, last = ends
    return max(0.0, last / there - 1.0) if math.isfinite(last) else math.inf


def _accuracy_cost(run: Run, series: Series | None, keep: Keep | None) -> float | None:
    ends = _at_choice(run, series, keep)
    return None if ends is None or not math.isfinite(ends[1]) else max(0.0, ends[0] - ends[1])


def _sketch(analysis: Analysis, loss: Series | None, accuracy: Series | None) -> Sketch:
    # all in halves: the difference of two numbers can be more than a number can hold
    ends = [(float(one.x[0]) / 2, float(one.x[-1]) / 2) for one in (loss, accuracy) if one is not None and len(one.x)]
    if not ends:
        return Sketch()
    low, high = min(first for first, _ in ends), max(last for _, last in ends)
    if not high > low:
        return Sketch()
    grid: FloatArray = 2 * (np.arange(float(SKETCHED)) * ((high - low) / (SKETCHED - 1)) + low)
    grid[-1] = 2 * high
    bands: list[Band] = []
    for event in analysis.events:
        left, right = (round(min(max((x / 2 - low) / (high - low), 0.0), 1.0), 3) for x in (event.start, event.end))
        bands.append((left, right, event.severity.value))
    return Sketch(_sketched(loss, grid), _sketched(accuracy, grid), tuple(bands))


def _sketched(series: Series | None, grid: FloatArray) -> tuple[int, ...]:
    if series is None or not len(series.value):
        return ()
    at = np.minimum(series.x.searchsorted(grid), len(series.value) - 1)
    value = series.value[at] / 2
    finite = np.isfinite(value)
    if not finite.any():
        return ()
    low, high = float(value[finite].min()), float(value[finite].max())
    scaled = np.full(len(value), -1, dtype=np.int64)
    scaled[finite] = np.rint(100 * ((value[finite] - low) / (high - low))) if high > low else 50
    return tuple(scaled.tolist())
