"""Ranks causes by the evidence that a run gives for and against them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Measured, Unit
from lossacc_gui.explain.sentences import episode_summary, filled, run_summary, where
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.cause import Cause, Evidence, Explanation, RankedCause, Sign
from lossacc_gui.model.episode import Episode, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import FloatArray, Run

Known = Mapping[str, Measured | None]
"""What was measured, by the name of the fact; None where it is not known."""

NOTHING_WRONG = "nothing_wrong"  # the id under which the knowledge base argues that a run is healthy
NOTHING = 0.0  # log-odds of "none of these causes" before that argument; every cause has to beat it
SHARP = 1e-6  # a narrower border is none
TINY = 1e-12  # a share of belief that is none
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
    all causes and the answer "none of these", which argues like a cause (NOTHING_WRONG); that of the run is mixed with
    those of its episodes. No causes in an explanation means that the run looks healthy, or not enough evidence.
    """
    case = Case(run, detection, options, predictions=predictions)
    used = sorted({sign.fact for cause in causes for sign in cause.signs})
    known = measured(case, used)
    about_episode = [name for name in used if FACTS[name].of_episode]
    explanations, beliefs = [], []
    for episode in detection.episodes:
        here = {**known, **measured(replace(case, episode=episode), about_episode)}
        belief = believe(causes, here, run.x_name, options, episode)
        best = best_of(causes, belief, options)
        explanations.append(Explanation(episode_summary(episode, best, run.x_name), best, deciding_check(best)))
        beliefs.append(belief)
    whole = believe(causes, known, run.x_name, options)
    ranked = best_of(causes, merged(whole, detection.episodes, beliefs, case, options), options)
    return tuple(explanations), Explanation(run_summary(ranked, detection, whole.well), ranked, deciding_check(ranked))


def measured(case: Case, names: Iterable[str]) -> dict[str, Measured | None]:
    """The facts of that name; a value that is no finite number counts as not known."""
    known: dict[str, Measured | None] = {}
    with np.errstate(all="ignore"):
        for name in names:
            found = FACTS[name].measure(case)
            known[name] = found if found is not None and math.isfinite(found.value) else None
    return known


@dataclass(frozen=True, slots=True)
class Belief:
    """How much is believed in each cause: `shares`, shape (causes + 1,), sum 1, the last "none of these"; and why.

    The share of NOTHING_WRONG itself is 0: it speaks through the last one, by the evidence `well`, strongest first.
    """

    shares: FloatArray
    evidence: tuple[tuple[Evidence, ...], ...]
    well: tuple[Evidence, ...] = ()


def rank(
    causes: tuple[Cause, ...], known: Known, x_name: str, options: Options, episode: Episode | None = None
) -> tuple[RankedCause, ...]:
    """The causes worth showing, best first; none where "none of these" is likelier than any."""
    return best_of(causes, believe(causes, known, x_name, options, episode), options)


def believe(
    causes: tuple[Cause, ...], known: Known, x_name: str, options: Options, episode: Episode | None = None
) -> Belief:
    """What the facts make of each cause, of the run or of one episode."""
    evidence = tuple(tuple(_evidence(cause, known, x_name, options, episode)) for cause in causes)
    base = 0.0 if episode is None else options.episode_weight
    log_odds = np.array(
        [base + cause.prior + sum(e.weight for e in own) for cause, own in zip(causes, evidence, strict=True)]
    )
    nothing = NOTHING
    well: tuple[Evidence, ...] = ()
    for i, cause in enumerate(causes):
        if cause.id == NOTHING_WRONG:
            well = _weightiest(e for e in evidence[i] if e.fact)
            nothing += cause.prior + sum(e.weight for e in well)
            log_odds[i] = -np.inf
    log_odds = np.append(log_odds, nothing)
    shares = np.exp(log_odds - log_odds.max())
    return Belief(shares / shares.sum(), evidence, well)


def merged(whole: Belief, episodes: tuple[Episode, ...], beliefs: list[Belief], case: Case, options: Options) -> Belief:
    """What is believed of the run once its episodes have had their say, each by its length and severity.

    The say of all is the share of the run that they fill, times `options.episode_say`; what it adds to a cause stands
    among its evidence, with the episode that adds most.
    """
    curve = case.val or case.train
    if not beliefs or curve is None or curve.x[-1] <= curve.x[0]:
        return whole
    heavy = {Severity.BENIGN: options.benign_say, Severity.WATCH: 1.0, Severity.PROBLEM: 1.0}
    says = np.array([max(0.0, e.end - e.start) * heavy[e.severity] for e in episodes]) / (curve.x[-1] - curve.x[0])
    told = np.stack([belief.shares for belief in beliefs])
    say = options.episode_say * min(1.0, float(says.sum()))
    if say <= 0:
        return whole
    shares = (1 - say) * whole.shares + say * (says @ told) / says.sum()
    evidence = []
    for i, own in enumerate(whole.evidence):
        gained = float(np.log(max(shares[i], TINY) / max(whole.shares[i], TINY)))
        best = episodes[int(np.argmax(says * told[:, i]))]
        stretch = where(Measured(0.0, best.start, best.end), case.run.x_name)
        text = f"It explains {stretch} ({best.pattern.said})."
        more = Evidence(text=text, weight=gained, start=best.start, end=best.end)
        evidence.append((*own, more) if gained > WORTH_SAYING else own)
    return Belief(shares, tuple(evidence), whole.well)


def best_of(causes: tuple[Cause, ...], belief: Belief, options: Options) -> tuple[RankedCause, ...]:
    """The causes worth showing, best first; none where "none of these" is likelier than any.

    What nothing in the run speaks for is not shown, however common it is.
    """
    shares, evidence = belief.shares, belief.evidence
    if shares[-1] >= shares[:-1].max(initial=0.0):
        return ()
    order = [
        i
        for i in np.argsort(-shares[:-1], kind="stable")
        if shares[i] >= options.least_score and any(e.weight >= WORTH_SAYING for e in evidence[i])
    ]
    return tuple(
        RankedCause(causes[i], float(shares[i]), _weightiest(evidence[i])) for i in order[: options.most_causes]
    )


def _weightiest(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted((e for e in evidence if abs(e.weight) >= WORTH_SAYING), key=lambda e: -abs(e.weight)))


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
            text=f"It {'can' if fits else 'does not usually'} look like this: {episode.pattern.said}.",
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
