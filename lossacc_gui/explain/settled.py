"""Gathers what predictions show about a run, and says which causes they confirm or rule out."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from lossacc_gui.explain.accounting import fitted_tolerance
from lossacc_gui.explain.calibration import last_temperature
from lossacc_gui.explain.changes import change_between, nearest
from lossacc_gui.explain.facts.beside_log import doubt, held_out
from lossacc_gui.explain.facts.outputs import NARROW_TEMPERATURE
from lossacc_gui.explain.snapshots import logged, snapshot
from lossacc_gui.language import say, say_many
from lossacc_gui.model.analysis import Detection, Pair
from lossacc_gui.model.cause import NOTHING_WRONG, Explanation
from lossacc_gui.model.episode import Episode
from lossacc_gui.model.evidence import Change, PredictionEvidence, Standing, Temperature
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Run, Split
from lossacc_gui.numerals import belief_text, counted_text, listed_text, place_text, whole_text

NAMED = 3  # causes in the sentence: more is a table


def settle(
    source: Path,
    predictions: Predictions,
    run: Run,
    detection: Detection,
    curves: Explanation,
    overall: Explanation,
    options: Options,
) -> PredictionEvidence:
    """All that `predictions`, read from `source`, show about a run.

    `curves` is the run's ranking without them, `overall` with them.
    """
    pair = held_out(detection.pairs)
    doubted = doubt(predictions, pair, options)
    tolerance = None if predictions.classified else _tolerance(predictions, pair)
    snapshots = tuple(snapshot(predictions, at, pair, tolerance) for at in range(len(predictions.epochs)))
    standings = () if doubted else _standings(curves, overall, options)
    last = len(predictions.epochs) - 1
    known = predictions.classified or tolerance is not None
    return PredictionEvidence(
        source,
        predictions,
        tolerance,
        snapshots,
        change_between(predictions, 0, last, tolerance, run.x_name) if known else None,
        tuple(_of_episode(e, predictions, tolerance, run.x_name) if known else None for e in detection.episodes),
        _temperature(predictions, options) if predictions.graded else None,
        standings,
        run.x_name,
        _summary(predictions, run, standings, overall, bool(doubted)),
        doubted,
    )


def _tolerance(predictions: Predictions, pair: Pair | None) -> float | None:
    """The tolerance behind the logged hit rate, fitted at the recorded epochs; None where no hit rate was logged."""
    if pair is None:
        return None
    rates = [logged(pair.accuracy.x, pair.accuracy.value, float(e)) for e in predictions.epochs]
    told = [i for i, rate in enumerate(rates) if rate is not None]
    if not told:
        return None
    part = Predictions(predictions.y_true, predictions.epochs[told], tuple(predictions.outputs[i] for i in told))
    return fitted_tolerance(part, np.array([rates[i] for i in told], dtype=np.float64))


def _of_episode(episode: Episode, predictions: Predictions, tolerance: float | None, x_name: str) -> Change | None:
    start, end = nearest(predictions, episode.start), nearest(predictions, episode.end)
    if episode.split == Split.TRAIN or start == end:
        return None
    return change_between(predictions, start, end, tolerance, x_name)


def _temperature(predictions: Predictions, options: Options) -> Temperature | None:
    """None where so few examples do not tell it from 1."""
    fitted = last_temperature(predictions)
    if len(predictions.y_true) < options.fewest_examples or not fitted.sure(options.told_errors, NARROW_TEMPERATURE):
        return None
    return Temperature(fitted.temperature, float(predictions.losses[-1].mean()), fitted.loss)


def _standings(curves: Explanation, overall: Explanation, options: Options) -> tuple[Standing, ...]:
    before = {ranked.cause.id: ranked for ranked in curves.causes}
    after = {ranked.cause.id: ranked for ranked in overall.causes}
    standings = []
    for name in dict.fromkeys((*after, *before)):
        ranked = after.get(name) or before[name]
        was, is_now = (found[name].score if name in found else 0.0 for found in (before, after))
        standings.append(Standing(name, ranked.cause.title, was, is_now, verdict_of(was, is_now, options)))
    return tuple(standings)


def verdict_of(
    before: float, after: float, options: Options
) -> Literal["confirmed", "supported", "weakened", "ruled out"]:
    """What predictions did to a cause whose share of belief was `before`, compared as people are told."""
    if after < options.least_score:
        return "ruled out"
    if belief_text(after) != belief_text(before) and after < before:
        return "weakened"
    return "confirmed" if after >= options.confirmed_score else "supported"


def _summary(
    predictions: Predictions, run: Run, standings: tuple[Standing, ...], overall: Explanation, doubted: bool
) -> str:
    epochs = len(predictions.epochs)
    about = say_many(
        "The predictions of {count} example at {where}",
        "The predictions of {count} examples at {where}",
        len(predictions.y_true),
        where=counted_text(epochs, run.x_name) if epochs > 1 else place_text(float(predictions.epochs[0]), run.x_name),
    )
    if predictions.left_out:
        left_out = whole_text(predictions.left_out)
        about = say("{about} (without {count} whose outputs are not all finite)", about=about, count=left_out)
    if doubted:
        return say("{about} settle nothing: the causes are judged without them.", about=about)
    if not overall.causes:
        return say("{about} support no cause.", about=about)
    first = overall.causes[0].cause.id
    parts = [_done_to(one) for one in standings if one.id == first and one.verdict != "ruled out"]
    out = [_named(s) for s in standings if s.verdict == "ruled out"][:NAMED]
    if out:
        parts.append(say("rule out {causes}", causes=listed_text(out)))
    return say("{about} {parts}, judged over the whole run.", about=about, parts=listed_text(parts))


def _done_to(standing: Standing) -> str:
    """What the predictions do to the first cause."""
    match standing.verdict:
        case "confirmed":
            return say("confirm {cause}", cause=_named(standing))
        case "supported":
            return say("support {cause}", cause=_named(standing))
        case _:
            return say("leave {cause} ahead", cause=_named(standing))


def _named(standing: Standing) -> str:
    told = {
        "cause": say(standing.title.partition(": ")[0]),
        "before": belief_text(standing.before) if standing.before else say("not ranked"),
        "after": belief_text(standing.after) if standing.after else say("out"),
    }
    if standing.id == NOTHING_WRONG:  # unquoted the sentence would be read as saying that nothing is supported
        return say('"{cause:lower}" ({before} → {after})', **told)
    return say("{cause:lower} ({before} → {after})", **told)
