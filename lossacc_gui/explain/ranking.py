"""Ranks causes by the evidence that a run gives for and against them."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import is_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Measured
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.sentences import told
from lossacc_gui.explain.telling import tells
from lossacc_gui.measure.course import Side
from lossacc_gui.measure.curves import middle, true_places, usable
from lossacc_gui.measure.ruler.free import is_no_curve
from lossacc_gui.measure.trend import trend_errors
from lossacc_gui.model.cause import NOTHING_WRONG, Cause, Evidence, Explanation, Family, RankedCause
from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.later import Later
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import FloatArray, IntArray, Quantity, Series, Split

Known = Mapping[str, Measured | None]
"""What was measured, by the name of the fact; None where it is not known."""

DOUBT = 0.1  # of all belief: so often it is none of what the facts speak for; it goes to all leaves alike
SHORT = 2.0  # points: in a run of so few the log-odds are halved
OF_ENTROPY = {
    *("bound_ratio", "two_way_ratio", "ten_way_ratio", "train_two_way_ratio", "loss_per_error_best"),
    *("train_loss_per_error_end", "dearest_errors", "over_entropy", "on_twice_line", "on_sigmoid_line"),
    *("off_smoothed_floor", "clipped_errors", "dear_throughout", "even_price"),
}
"""Facts that hold a loss against what answers cost in cross-entropy."""
_SAID_TWICE = {"found_chance": "chance_share"}
"""Facts that say what another one says of the same stretch, beside which they are not told."""
_ALIKE = {
    "not_finite_share": "ends_lost",
    "train_accuracy_gain": "accuracy_gain",
    "train_errors_left": "errors_left",
    "train_loss_per_error_end": "loss_per_error_best",
    "train_two_way_ratio": "two_way_ratio",
    "two_way_ratio": "ten_way_ratio",
    "train_worse_answers": "worse_answers",
    "train_idle_fall": "idle_fall",
}
"""Facts that say what another one says where both measure the same: training alone has one curve for both, and what is
held against a number of classes is told of the one that is known or assumed.
"""
_SINCE_BEST = {"val_rise_errors", "train_fall_after_best", "gap_growth"}
"""What happened since the validation loss was best: nothing could, where it ended there."""
_OF_ONE_FALL = {"idle_fall": "worse_answers", "train_idle_fall": "train_worse_answers"}
"""A fall of a loss beside answers that do not get better, and answers that get worse while a loss falls."""
_MADE_OF = {"noise_lead": {"val_noise", "train_noise"}}
"""Facts that compare what others tell."""
_SAME_STRETCH = 0.1  # of its length
_TWINS = {
    fact: tuple(other for pair in _ALIKE.items() if fact in pair for other in pair if other != fact)
    for fact in (*_ALIKE, *_ALIKE.values())
}
SAYS = {
    FindingKind.OVERFITTING.value: "overfitting",
    FindingKind.GAP.value: "overfitting",
    FindingKind.DEAD.value: "not_learning",
}
"""Kinds of findings of harm that are what a family says by its title: that training improves and validation falls
behind, that the curves get nowhere.
"""
STATES = {
    FindingKind.FEW_EXAMPLES.value: "small_validation",
    FindingKind.EMPTY_EPOCHS.value: "data_ran_out",
    FindingKind.RESTART.value: "resumed_or_restarted",
}
"""Kinds of findings that are a cause: what they say was counted or logged, and needs no belief."""
_LEAST_OF_GUESSING = 0.95 * math.log(2)  # a curve that was smoothed may dip a little below
_WORD = re.compile(r"[a-z]+")
_PLACES = frozenset({"box", "bbox", "giou", "ciou", "diou", "dfl", "reg", "kpt", "keypoint", "pose"})
WORTH_SAYING = 0.05  # log-odds below which a fact changes nothing that a person could see


def possible(causes: tuple[Cause, ...], case: Case) -> tuple[Cause, ...]:
    """The causes that what was logged could show at all; predictions tell the answers of validation and their loss.

    A course holds no loss that is negative or nothing but zero, yet beside a share of right answers it shows what such
    a loss shows.
    """
    sides = [side for side in (case.course.lead, case.course.train_own) if side is not None]
    logged = {"training" if side.split is Split.TRAIN else "validation" for side in sides}
    logged |= {"accuracy"} if any(side.accuracy is not None for side in sides) else set()
    lost = any(side.loss is not None for side in sides) or any(map(is_no_curve, case.pairs))
    logged |= {"loss"} if lost else set()
    if case.predictions is not None:
        logged |= {"accuracy", "validation"} | (set() if case.predictions.numbered else {"loss"})
    logged |= set() if case.of_values or _of_places(case.course.lead) else {"classes"}
    logged |= set() if any(map(_beats_any_majority, sides)) else {"majority"}
    logged |= {"guessing"} if _may_guess(case) else set()
    logged |= set() if any(_gets_better(one, case.options) for one in case.run.series) else {"unimproved"}
    return tuple(cause for cause in causes if logged.issuperset(cause.needs))


def _gets_better(score: Series, options: Options) -> bool:
    """Whether a score that no threshold or frequent class holds still rises in order, and in its last two thirds by
    what is seen: then answers improve, and no penalty is all that falls.
    """
    if score.quantity not in _SCORES:
        return False
    values = score.value[usable(score.value, options.largest_value)]
    late = values[len(values) // 3 :]
    third = max(1, len(late) // 3)
    gained = middle(late[-third:]) - middle(values[:third]) if len(late) else 0.0
    return len(late) >= options.dead_points and trend_errors(late) >= options.steady_errors and gained >= _GAINED


def _of_places(lead: Side | None) -> bool:
    """Whether the loss that is judged is by its name that of where things are, as of the boxes of a detector: what it
    falls by makes no answer surer.
    """
    return lead is not None and not _PLACES.isdisjoint(_WORD.findall(lead.loss_metric.lower()))


_SCORES = frozenset({Quantity.AUC, Quantity.IOU, Quantity.F1, Quantity.MAP})
_GAINED = 0.03  # of such a score: less is what an AUC near its ceiling gains by nothing


def _may_guess(case: Case) -> bool:
    """Whether loss and accuracy are anywhere those of guessing; of a loss alone, whether it stays above the ln 2 that
    guessing between two classes costs. Predictions tell what the curves do not.
    """
    lead = case.course.lead
    if case.of_values and case.predictions is None:
        return False  # there are no classes to guess among
    found = FACTS["chance_share"].measure(case)
    if case.predictions is not None or lead is None or (found is not None and found.value > 0):
        return True
    if any(one.kind is FindingKind.CHANCE for one in case.detection.findings):
        return True
    if found is not None:
        return False
    return lead.loss is None or float(lead.loss.level.min()) >= _LEAST_OF_GUESSING


def _beats_any_majority(side: Side) -> bool:
    """Whether a run begins with fewer nats than answers that are always the same can cost, or without a wrong one.

    Who always gives the class that has a share p of all loses the entropy of p at the least.
    """
    if side.loss is None or side.accuracy is None:
        return False
    begin = slice(max(2, side.n // 3))
    right = side.accuracy.values[begin]
    wrong = np.minimum(np.maximum(1 - right, 1e-12), 1 - 1e-12)
    entropy = -wrong * np.log(wrong) - (1 - wrong) * np.log1p(-wrong)
    few = (right >= 1) | (side.loss.plain[begin] < entropy / 2)  # half: losses may be weighted
    return bool(2 * np.count_nonzero(few) > len(few))


def argued_with(causes: tuple[Cause, ...]) -> list[str]:
    """The names of the facts that causes argue with."""
    return list(_layout(_Same(causes)).facts)


def measured(case: Case, facts: Iterable[str]) -> dict[str, Measured | None]:
    """The facts of these names; a value that is no finite number counts as not known."""
    known: dict[str, Measured | None] = {}
    with np.errstate(all="ignore"):
        for name in facts:
            found = FACTS[name].measure(case)
            known[name] = found if found is not None and math.isfinite(found.value) else None
    return known


@dataclass(frozen=True, slots=True)
class Belief:
    """How much is believed in each leaf cause, and what each was argued with.

    leaves    the causes that are no parent of another, NOTHING_WRONG among them
    parents   the parent of each, the leaf itself where it has none
    shares    shape (leaves,), sum 1
    log_odds  the same before they were made to sum to 1
    """

    leaves: tuple[Cause, ...]
    parents: tuple[Cause, ...]
    log_odds: FloatArray
    shares: FloatArray

    def share(self, wanted: str) -> float:
        """The share of a leaf or of all the leaves of a parent; 0 for what is neither."""
        pairs = zip(self.leaves, self.parents, self.shares, strict=True)
        return float(sum(share for leaf, parent, share in pairs if wanted in (leaf.id, parent.id)))

    def heading(self, kind: str, options: Options, *, held_out: bool = True, learning: bool = True) -> Belief:
        """The belief once an event of this kind (a pattern or a kind of finding) is to be explained: of the causes that
        can make it there, or of the one that the event states. What is believed of the others is told of nobody.

        It is an event of `held_out` curves, or else of training, which was `learning` meanwhile or got worse as well:
        what happens to held-out data alone moves no curve of training, and who overfits gets better there.
        """
        stated = [leaf.id == STATES.get(kind) for leaf in self.leaves]
        if any(stated):
            return self.kept(np.array(stated), np.ones(1))
        fits = np.array([kind in leaf.patterns for leaf in self.leaves], dtype=np.bool_)
        odds = self.log_odds + np.where(fits, options.pattern_weight, -2 * options.pattern_weight)
        found = _belief(self.leaves, self.parents, odds)
        found = found.without_harmless(SAYS[kind]) if kind in SAYS else found
        able = [
            leaf.id == NOTHING_WRONG
            or (
                leaf.can_make(kind, held_out=held_out)
                and (learning or parent.id != SAYS[FindingKind.OVERFITTING.value])
            )
            for leaf, parent in zip(self.leaves, self.parents, strict=True)
        ]
        return found.kept(np.array(able, dtype=np.bool_), found.shares[able])

    def kept(self, kept: NDArray[np.bool_], shares: FloatArray) -> Belief:
        """The leaves that are kept, with their shares."""
        at = true_places(kept).tolist()
        leaves, parents = (tuple(some[i] for i in at) for some in (self.leaves, self.parents))
        return Belief(leaves, parents, self.log_odds[kept], shares)

    def without_harmless(self, parent: str) -> Belief:
        """The belief where harm was found that is this family by its own definition: what was believed of what does no
        harm goes to the faces of the family, each in proportion.
        """
        faces = np.array([one.id == parent for one in self.parents], dtype=np.bool_)
        harmless = np.array([leaf.benign for leaf in self.leaves], dtype=np.bool_) & ~faces
        own = float(self.shares[faces].sum())
        if own <= 0:
            return self
        grown = self.shares * np.where(
            faces, 1 + float(self.shares[harmless].sum()) / own, np.where(harmless, 0.0, 1.0)
        )
        return Belief(self.leaves, self.parents, self.log_odds, grown)


def believe(causes: tuple[Cause, ...], known: Known, points: int, elsewhere: Collection[str] = ()) -> Belief:
    """What the facts make of each cause: log-odds are its prior and the weights of its signs and of its parent's.

    Of `points` few tell less: the log-odds are divided by `flatter`. Facts of what happened `elsewhere` speak for no
    cause; against one they may.

    A softmax over all leaves, "nothing wrong" among them, less DOUBT, which keeps the surest from being too sure:
    stated and true shares agree on makers that were left out of the fit (tests/benchmarks/calibrate_causes.py).
    """
    layout = _layout(_Same(causes))
    says = layout.says(known)
    worth = layout.weights * says[layout.places]
    if elsewhere:
        far = np.array([fact in elsewhere for fact in layout.facts])
        worth = np.where(far[layout.places], np.minimum(worth, 0.0), worth)
    # numpy sums rows one after the other, so that the last digit does not depend on what else is known
    argued = layout.priors + np.add.reduce(worth, axis=0)
    odds = argued[layout.leaf_at] + argued[layout.parent_at]
    return _belief(layout.leaves, layout.parents, odds / flatter(points))


class _Same(tuple[Cause, ...]):
    """Causes told apart by identity: to hash and compare all that they say takes longer than to argue with it."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash(tuple(map(id, self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and len(self) == len(other) and all(map(is_, self, other))


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """Causes laid out for arithmetic, which is the same for all runs.

    leaves, parents     as in `Belief`
    facts               what they argue with, sorted
    lows, highs         shape (facts,): as in `Words`
    priors              shape (causes + 1,); the last cause, for which nothing speaks, stands for a parent that is none
    weights, places     shape (signs, causes + 1): of each sign its weight, zero for none, and the index of its fact
    leaf_at, parent_at  shape (leaves,): index of each leaf and of its parent among the causes, -1 for no parent
    """

    leaves: tuple[Cause, ...]
    parents: tuple[Cause, ...]
    facts: tuple[str, ...]
    lows: FloatArray
    highs: FloatArray
    priors: FloatArray
    weights: FloatArray
    places: IntArray
    leaf_at: IntArray
    parent_at: IntArray

    def says(self, known: Known) -> FloatArray:
        """What each fact says (see `Words.says`), 0 where it is not known; shape (facts,), one at least."""
        found = [known.get(fact) for fact in self.facts]
        values = np.array([np.nan if one is None else one.value for one in found] or [np.nan])
        within = np.minimum(np.maximum(values, self.lows), self.highs)  # first: what is far beyond overflows as a share
        share = (within - self.lows) / (self.highs - self.lows)
        return np.where(np.isnan(values), 0.0, 2 * share - 1)


@lru_cache(maxsize=16)
def _layout(causes: _Same) -> _Layout:
    at = {cause.id: i for i, cause in enumerate(causes)}
    above = {cause.parent for cause in causes}
    leaves = tuple(cause for cause in causes if cause.id not in above)
    facts = tuple(sorted({sign.fact for cause in causes for sign in cause.signs}))
    most = max((len(cause.signs) for cause in causes), default=0)
    shape = most + 1, len(causes) + 1
    weights, places = np.zeros(shape), np.zeros(shape, dtype=np.int64)
    for i, cause in enumerate(causes):
        for j, sign in enumerate(cause.signs):
            weights[j, i], places[j, i] = sign.weight, facts.index(sign.fact)
    return _Layout(
        leaves=leaves,
        parents=tuple(causes[at[leaf.parent]] if leaf.parent in at else leaf for leaf in leaves),
        facts=facts,
        lows=np.array([WORDS[fact].low for fact in facts] or [0.0]),
        highs=np.array([WORDS[fact].high for fact in facts] or [1.0]),
        priors=np.array([*(cause.prior for cause in causes), 0.0]),
        weights=weights,
        places=places,
        leaf_at=np.array([at[leaf.id] for leaf in leaves], dtype=np.int64),
        parent_at=np.array([at.get(leaf.parent, -1) for leaf in leaves], dtype=np.int64),
    )


def flatter(points: int) -> float:
    """By what the log-odds of a run of so many points are divided: facts measured on a few are often wrong."""
    return 1 + SHORT / max(points, 2)


class Told:
    """What was measured, and the sentence of each fact, written once and only where somebody will read it."""

    def __init__(self, known: Known, x_name: str, *, priced: bool = True) -> None:
        self.known = known
        self._x_name = x_name
        self._texts: dict[str, str] = {}
        self._argued: dict[str, list[_Argument]] = {}
        self._priced = priced  # whether the loss may be what answers cost
        self._beyond = frozenset() if priced else OF_ENTROPY

    def without(self, facts: Collection[str]) -> Told:
        """The same, as if some facts were not known."""
        left = Told({**self.known, **dict.fromkeys(facts)}, self._x_name, priced=self._priced)
        left._texts = self._texts
        return left

    def text(self, fact: str, measured: Measured) -> str:
        """The sentence of a fact that is known."""
        if fact not in self._texts:
            self._texts[fact] = told(WORDS[fact], FACTS[fact].unit, measured, self._x_name)
        return self._texts[fact]

    def argued(self, leaf: Cause, parent: Cause) -> list[_Argument]:
        """What is told for and against a cause, weightiest first; it is the same for every event."""
        if leaf.id not in self._argued:
            self._argued[leaf.id] = _arguments(leaf, parent, self.known, self._beyond)
        return self._argued[leaf.id]


def explained(
    belief: Belief, facts: Told, summary: str, options: Options, *, heard: bool = False, whole: bool = False
) -> Explanation:
    """The causes worth showing, best first, with their evidence, and their families.

    Where more is believed of "nothing wrong" than of any family an event has no causes; of the run as a whole (`whole`)
    "nothing wrong" is the first answer then, and what follows is what it would be if anything were. `heard` tells that
    the run's own predictions speak, which confirm a face sooner than curves do.
    """
    settled = options.confirmed_score if heard else options.named_share
    spoken = _spoken_for(belief, facts, options)
    families = _families(spoken, settled, options.least_score)
    healthy = _is_healthy(families)
    if healthy and not (whole and _is_healthy(_families(belief, settled, options.least_score))):
        return Explanation(summary, ())  # that nobody could say why more is believed of a cause is no health
    belief = spoken
    ranked: list[RankedCause] = []
    for i in np.argsort(-belief.shares, kind="stable")[: options.most_causes + 1].tolist():
        leaf, share = belief.leaves[i], float(belief.shares[i])
        if (healthy or leaf.id != NOTHING_WRONG) and (share >= options.least_score or (whole and not ranked)):
            evidence = Later(partial(evidence_of, leaf, belief.parents[i], facts, options.most_evidence))
            ranked.append(RankedCause(leaf, share, evidence))
    found = tuple(ranked[: options.most_causes])
    shown = tuple(
        one for one in families if (healthy or one.cause.id != NOTHING_WRONG) and one.score >= options.least_score
    )
    return Explanation(summary, found, "" if healthy else deciding_check(found), shown)


def _is_healthy(families: Sequence[Family]) -> bool:
    return not families or families[0].cause.id == NOTHING_WRONG


def _spoken_for(belief: Belief, facts: Told, options: Options) -> Belief:
    """The causes for which something speaks that a reader is told; what is believed of the others stays untold.

    A prior and many facts that weigh little by themselves can lift a cause, but nobody could say why.
    """
    told = belief.shares < options.least_score
    for i in true_places(~told).tolist():
        leaf, parent = belief.leaves[i], belief.parents[i]
        told[i] = (
            leaf.id == NOTHING_WRONG
            or any(one.worth > 0 for one in facts.argued(leaf, parent)[: options.most_evidence])
            or not any(sign.expected for sign in (*leaf.signs, *parent.signs))  # it never says why
        )
    return belief.kept(told, belief.shares[told])


def evidence_of(leaf: Cause, parent: Cause, facts: Told, most: int | None = None) -> tuple[Evidence, ...]:
    """What the facts say for and against a cause and the parent whose face it is, weightiest first, `most` of it."""
    return tuple(
        Evidence(
            facts.text(one.fact, one.found),
            one.worth,
            one.found.told,
            one.fact,
            one.found.start,
            one.found.end,
            FACTS[one.fact].unit.value,
        )
        for one in facts.argued(leaf, parent)[:most]
    )


class _Argument(NamedTuple):
    """What a fact adds to the log-odds of a cause."""

    worth: float
    fact: str
    found: Measured


def _arguments(leaf: Cause, parent: Cause, known: Known, beyond: Collection[str]) -> list[_Argument]:
    """What speaks for and against a cause, weightiest first, without the facts `beyond`.

    Told are the facts of which one knows why they speak: those that the cause or its parent leads one to expect, unless
    their words belie it. What else was fitted weighs little by itself and stands in `lossacc facts`.
    """
    found = []
    for fact, weight in _expected(_Same((leaf, parent))):
        one = known.get(fact)
        if one is not None and fact not in beyond:
            worth = weight * WORDS[fact].says(one.value)
            if abs(worth) >= WORTH_SAYING and tells(fact, one):  # most weigh less, and their words take longer
                found.append(_Argument(worth, fact, one))
    found.sort(key=lambda one: -abs(one.worth))
    return _once(found)


@lru_cache(maxsize=1024)
def _expected(face: _Same) -> tuple[tuple[str, float], ...]:
    """The facts that a leaf and its parent (the leaf itself where it has none) lead one to expect, with their weights.

    A weight against what is expected is left out: a reader would take the sentence for the opposite.
    """
    leaf, parent = face
    signs = leaf.signs if parent is leaf else (*leaf.signs, *parent.signs)
    expected = {sign.fact: sign.expected for sign in reversed(signs) if sign.expected}  # of both the leaf's own counts
    weights: dict[str, float] = {}
    for sign in signs:
        if sign.fact in expected:
            weights[sign.fact] = weights.get(sign.fact, 0.0) + sign.weight
    return tuple((fact, weight) for fact, weight in weights.items() if weight * expected[fact] > 0)


def _once(found: list[_Argument]) -> list[_Argument]:
    """The arguments, weightiest first, without those that say once more what others say."""
    heard = {one.fact: one for one in found}
    told: dict[str, _Argument] = {}
    for one in found:
        twins = (told[name] for name in _TWINS.get(one.fact, ()) if name in told)
        if not _follows(one, heard) and not any(_alike(one, twin) for twin in twins):
            told[one.fact] = one
    return list(told.values())


def _follows(one: _Argument, heard: Mapping[str, _Argument]) -> bool:
    """Whether an argument says no more than others that are told."""
    parts = _MADE_OF.get(one.fact)
    if _SAID_TWICE.get(one.fact) in heard or (parts is not None and parts <= heard.keys()):
        return True
    rise, fall = heard.get("val_rise"), heard.get(_OF_ONE_FALL.get(one.fact, ""))
    if one.fact in _SINCE_BEST:
        return rise is not None and rise.found.told <= 0
    return fall is not None and _same_stretch(one.found, fall.found)


def _same_stretch(one: Measured, other: Measured) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    room = _SAME_STRETCH * (one.end - one.start)
    return abs(one.start - other.start) <= room and abs(one.end - other.end) <= room


def _alike(one: _Argument, other: _Argument) -> bool:
    return math.isclose(one.found.told, other.found.told, rel_tol=1e-9, abs_tol=1e-12)


def deciding_check(ranked: tuple[RankedCause, ...]) -> str:
    """The check that was written to tell the first two causes apart; empty where none was."""
    if len(ranked) < 2:
        return ""
    first, second = ranked[0].cause, ranked[1].cause
    return dict(first.apart).get(second.id) or dict(second.apart).get(first.id) or ""


def _families(belief: Belief, settled: float, least: float) -> tuple[Family, ...]:
    """The parents, and leaves without one, best first: those with the share `least` of belief, else the first alone.

    A face with the share `settled` of all belief is told instead of its family, and so is one beside which no other has
    `least`: to name the family would be no surer, and would say less. Such a family ranks by the belief in that face,
    which is what a reader sees; "nothing wrong" is first where it outweighs every family as a whole.
    """
    shares: dict[str, float] = {}
    faces: dict[str, list[tuple[float, str]]] = {}
    for leaf, parent, share in zip(belief.leaves, belief.parents, belief.shares.tolist(), strict=True):
        shares[parent.id] = shares.get(parent.id, 0.0) + share
        if leaf is not parent:
            faces.setdefault(parent.id, []).append((share, leaf.id))
    told: dict[str, str] = {}
    as_told = dict(shares)  # the belief that stands beside the name under which a family is told
    for name, found in faces.items():
        (first, face), *others = sorted(found, reverse=True)
        if first >= settled or (first >= least and all(share < least for share, _ in others)):
            told[name], as_told[name] = face, first
    parents: Iterable[Cause] = {parent.id: parent for parent in belief.parents}.values()
    first_of_all = max(shares, key=lambda name: shares[name], default="")
    ordered = sorted(parents, key=lambda one: (one.id != NOTHING_WRONG or one.id != first_of_all, -as_told[one.id]))
    likely = [one for one in ordered if shares[one.id] >= least] or ordered[:1]
    return tuple(Family(one, shares[one.id], told.get(one.id, "")) for one in likely)


def _belief(leaves: tuple[Cause, ...], parents: tuple[Cause, ...], odds: FloatArray) -> Belief:
    return Belief(leaves, parents, odds, shares_of(odds))


def shares_of(odds: FloatArray, doubt: float = DOUBT) -> FloatArray:
    """The share of each leaf, shape (..., leaves), of log-odds of that shape; -inf for what is not possible.

    `doubt` of all belief goes to what is possible alike.
    """
    shares = np.exp(odds - odds.max(axis=-1, keepdims=True, initial=-np.inf))
    left = np.isfinite(odds)
    sure = shares / np.maximum(shares.sum(axis=-1, keepdims=True), 1e-300)
    return np.asarray((1 - doubt) * sure + doubt * left / np.maximum(left.sum(axis=-1, keepdims=True), 1))
