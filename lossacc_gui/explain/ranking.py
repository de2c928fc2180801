"""Ranks causes by the evidence that a run gives for and against them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Measured, Unit
from lossacc_gui.explain.sentences import episode_summary, filled, run_summary
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.cause import Cause, Evidence, Explanation, RankedCause, Sign
from lossacc_gui.model.episode import Episode
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Run

Known = Mapping[str, Measured | None]
"""What was measured, by the name of the fact; None where it is not known."""

NOTHING = 0.0  # log-odds of "none of these causes", which every cause has to beat
SHARP = 1e-6  # a narrower border is none
WORTH_SAYING = 0.05  # log-odds below which a sign changes nothing that a person could see


def explain(
    run: Run,
    detection: Detection,
    causes: tuple[Cause, ...],
    options: Options,
    predictions: Predictions | None = None,
) -> tuple[tuple[Explanation, ...], Explanation]:
    """Explain each episode of `detection`, in order, and the run as a whole. Never raises on any curve.

    The log-odds of a cause are its prior and the weights of its signs; the score is its share of exp(log-odds) among
    all causes and the answer "none of these". No causes in an explanation means that there is not enough evidence.
    """
    case = Case(run, detection, options, predictions=predictions)
    used = sorted({sign.fact for cause in causes for sign in cause.signs})
    known = measured(case, used)
    ranked = rank(causes, known, run.x_name, options)
    overall = Explanation(run_summary(ranked, detection), ranked, deciding_check(ranked))
    about_episode = [name for name in used if FACTS[name].of_episode]
    explanations = []
    for episode in detection.episodes:
        here = {**known, **measured(replace(case, episode=episode), about_episode)}
        best = rank(causes, here, run.x_name, options, episode)
        explanations.append(Explanation(episode_summary(episode, best, run.x_name), best, deciding_check(best)))
    return tuple(explanations), overall


def measured(case: Case, names: Iterable[str]) -> dict[str, Measured | None]:
    """The facts of that name; a value that is no finite number counts as not known."""
    known: dict[str, Measured | None] = {}
    with np.errstate(all="ignore"):
        for name in names:
            found = FACTS[name].measure(case)
            known[name] = found if found is not None and math.isfinite(found.value) else None
    return known


def rank(
    causes: tuple[Cause, ...], known: Known, x_name: str, options: Options, episode: Episode | None = None
) -> tuple[RankedCause, ...]:
    """The causes worth showing, best first; none where "none of these" is likelier than any."""
    evidence = [tuple(_evidence(cause, known, x_name, options, episode)) for cause in causes]
    base = 0.0 if episode is None else options.episode_weight
    log_odds = np.array(
        [base + cause.prior + sum(e.weight for e in own) for cause, own in zip(causes, evidence, strict=True)]
    )
    shares = np.exp(np.append(log_odds, NOTHING) - log_odds.max(initial=NOTHING))
    shares /= shares.sum()
    if shares[-1] >= shares[:-1].max(initial=0.0):
        return ()
    order = [i for i in np.argsort(-log_odds, kind="stable") if shares[i] >= options.least_score]
    return tuple(
        RankedCause(
            causes[i],
            float(shares[i]),
            tuple(sorted((e for e in evidence[i] if abs(e.weight) >= WORTH_SAYING), key=lambda e: -abs(e.weight))),
        )
        for i in order[: options.most_causes]
    )


def degree(sign: Sign, value: float, options: Options) -> float:
    """How far the condition of a sign holds, 0..1: one half on a bound, gradual within `options.soft_border` of it.

    A measured number just beyond a bound says next to nothing; counts, and bounds at zero, have no such border.
    The border of a share is narrow near one as it is near zero.
    """
    unit = FACTS[sign.fact].unit
    inside = 1.0
    for bound, over in ((sign.low, 1), (sign.high, -1)):
        if bound is None:
            continue
        border = 0.0 if unit is Unit.COUNT else options.soft_border * abs(bound)
        if unit is Unit.SHARE and 0 < bound < 1:
            border = options.soft_border * min(bound, 1 - bound)
        beyond = over * (value - bound)
        if border < SHARP:
            inside = min(inside, float(beyond >= 0))
        else:
            inside = min(inside, max(0.0, min(1.0, 0.5 + beyond / (2 * border))))
    return inside


def deciding_check(ranked: tuple[RankedCause, ...]) -> str:
    """The check that tells the first two causes apart: one written for the pair, else the first check of the first."""
    if len(ranked) < 2:
        return ""
    first, second = ranked[0].cause, ranked[1].cause
    written = dict(first.apart).get(second.id) or dict(second.apart).get(first.id)
    return written or first.checks[0]


def _evidence(cause: Cause, known: Known, x_name: str, options: Options, episode: Episode | None) -> Iterable[Evidence]:
    if episode is not None:
        fits = episode.pattern in cause.patterns
        yield Evidence(
            text=f"It {'can' if fits else 'does not usually'} make this pattern ({episode.pattern.said}).",
            weight=options.pattern_weight if fits else -2 * options.pattern_weight,
            start=episode.start,
            end=episode.end,
        )
    for sign in cause.signs:
        found = known[sign.fact]
        if found is None:
            continue
        holds = degree(sign, found.value, options)
        weight = holds * sign.weight + (1 - holds) * sign.otherwise
        text = sign.text if weight > 0 else sign.text_otherwise
        yield Evidence(
            text=filled(text, FACTS[sign.fact].unit, found, x_name),
            weight=weight,
            value=found.value,
            fact=sign.fact,
            start=found.start,
            end=found.end,
        )
