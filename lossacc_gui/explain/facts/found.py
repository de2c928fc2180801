"""What was found in the curves before anybody asked why: episodes and findings, as the share of the run they take."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit, of_side
from lossacc_gui.measure.course import Side
from lossacc_gui.measure.curves import share
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.episode import Episode, Finding, FindingKind, Pattern, Severity
from lossacc_gui.model.run import FloatArray

Known = Callable[[Case, Side], bool]
"""Whether what a run logged could show something at all."""
_SMALL = 0.25  # the middle of the range over which findings speak


def _logged(_: Case, side: Side) -> bool:
    return side.loss is not None or side.accuracy is not None


def _with_loss(_: Case, side: Side) -> bool:
    return side.loss is not None


def _with_accuracy(_: Case, side: Side) -> bool:
    return side.accuracy is not None


def _with_both(_: Case, side: Side) -> bool:
    return side.loss is not None and side.accuracy is not None


def _with_answers(_: Case, side: Side) -> bool:
    return side.loss is not None and side.accuracy is not None and side.counted


def _with_training(case: Case, _: Side) -> bool:
    return case.course.both is not None


def _share(
    case: Case, known: Known, found: Iterable[Episode | Finding], points: FloatArray | None = None
) -> Measured | None:
    """The share of the points that lie in any of the stretches of the split that leads."""
    side = case.course.lead
    if side is None:  # what is found where no curve has a course is of the whole run
        whole = next(iter(found), None)
        return None if whole is None else Measured(1.0, whole.start, whole.end)
    if not known(case, side):
        return None
    x = side.x if points is None else points
    here = [one for one in found if one.split == side.split.value]
    if not here:
        return _of(case, side, known, Measured(0.0, float(x[0]), float(x[-1])))
    inside = np.zeros(len(x), dtype=np.bool_)
    for one in here:
        inside |= (x >= one.start) & (x <= one.end)
    where = min(one.start for one in here), max(one.end for one in here)
    return _of(case, side, known, Measured(share(inside), *where))


def _of(case: Case, side: Side, known: Known, found: Measured) -> Measured | None:
    """What was found, with its split: of training against validation both are named already."""
    return found if known is _with_training else of_side(found, case, side)


def _disagreeing(*patterns: Pattern) -> Callable[[Case], Measured | None]:
    """Of the main pair of the split that leads: what the accuracies of further outputs do is not what "accuracy" is."""

    def measured(case: Case) -> Measured | None:
        lead = case.course.lead
        pair = None if lead is None else case.pair(lead.split)
        found = (e for e in case.detection.episodes if e.pattern in patterns)
        return _share(case, _with_both, (e for e in found if pair is None or _is_of(e, pair)))

    return measured


def _is_of(episode: Episode, pair: Pair) -> bool:
    return (episode.loss_metric, episode.accuracy_metric) == (pair.loss.metric, pair.accuracy.metric)


def _finding(kind: FindingKind, known: Known) -> Callable[[Case], Measured | None]:
    return lambda case: _share(case, known, (f for f in case.detection.findings if f.kind is kind))


def _unsteady(case: Case) -> Measured | None:
    """Not known where the points are batches, which jump by themselves."""
    side = case.course.lead
    if side is None or side.of_batches:
        return None
    return _finding(FindingKind.UNSTEADY, _with_loss)(case)


def _few(case: Case) -> Measured | None:
    """Of more than a handful, which does no harm by itself, less the more there are, down to what says neither yes nor
    no; it is no share of the run then, and is told by the finding alone.
    """
    side = case.course.lead
    if side is None:
        return None
    here = (one for one in case.detection.findings if one.split == side.split.value)
    few = next((one for one in here if one.kind is FindingKind.FEW_EXAMPLES), None)
    if few is not None and few.severity is Severity.BENIGN:
        handful, small = case.options.handful, case.options.small_set
        value = float(np.interp(few.value or 0.0, (handful, small), (2 * _SMALL, _SMALL)))
        return of_side(Measured(value, few.start, few.end, untold=True), case, side)
    return _finding(FindingKind.FEW_EXAMPLES, _with_accuracy)(case)


def _blown_up(case: Case) -> Measured | None:
    """As `_share`, of all points of the loss: those that are no numbers are what a blow-up is made of. Of a loss that
    leaps and comes back only the points that are far up.
    """
    side = case.course.lead
    if side is None or side.loss is None:
        return None
    own = (s for s in case.run.series if s.split is side.split and s.metric == side.loss_metric and len(s.x))
    series = next(own, None)
    found = [f for f in case.detection.findings if f.kind is FindingKind.BLOW_UP and f.split == side.split.value]
    if series is not None and found and all(f.severity is Severity.WATCH and f.value for f in found):
        high = share(series.value >= case.options.burst_factor * np.nanmedian(series.value))
        return of_side(Measured(high, found[0].start, found[-1].end), case, side)
    return _share(case, _with_loss, found, side.x if series is None else series.x)


def _guessing(case: Case) -> Measured | None:
    """Of the split that leads, else of training: who guesses there has learned nothing to answer with elsewhere."""
    found = _finding(FindingKind.CHANCE, _with_answers)(case)
    side = case.course.train_own
    if found is None or found.value > 0 or side is None:
        return found
    here = [f for f in case.detection.findings if f.kind is FindingKind.CHANCE and f.split == side.split.value]
    grave = next((one for one in here if one.severity is Severity.PROBLEM), None)
    if grave is None:
        return found
    inside = share((side.x >= grave.start) & (side.x <= grave.end))
    return Measured(inside, grave.start, grave.end, split=side.split)


def _empty_epochs(case: Case) -> Measured:
    """Of training, whichever split leads: the epochs are empty for both."""
    found = next((one for one in case.detection.findings if one.kind is FindingKind.EMPTY_EPOCHS), None)
    return Measured(0.0) if found is None else Measured(0.5, found.start, found.end)


def _count(kind: FindingKind) -> Callable[[Case], Measured | None]:
    def measured(case: Case) -> Measured | None:
        side = case.course.lead
        if side is None or side.loss is None:
            return None
        here = [f for f in case.detection.findings if f.kind is kind and f.split == side.split.value]
        start = min((f.start for f in here), default=float(side.x[0]))
        return of_side(
            Measured(float(len(here)), start, max((f.end for f in here), default=float(side.x[-1]))), case, side
        )

    return measured


_DISAGREEMENTS = (
    ("found_loss_worse", (Pattern.LOSS_WORSE_ACCURACY_BETTER, Pattern.LOSS_WORSE_ACCURACY_FLAT)),
    ("found_loss_worse_accuracy_better", (Pattern.LOSS_WORSE_ACCURACY_BETTER,)),
    ("found_loss_alone_better", (Pattern.LOSS_BETTER_ACCURACY_FLAT,)),
    ("found_accuracy_alone_better", (Pattern.LOSS_FLAT_ACCURACY_BETTER,)),
    ("found_accuracy_worse", (Pattern.LOSS_BETTER_ACCURACY_WORSE, Pattern.LOSS_FLAT_ACCURACY_WORSE)),
)
_FINDINGS: tuple[tuple[str, FindingKind, Known], ...] = (
    ("found_overfitting", FindingKind.OVERFITTING, _with_training),
    ("found_deterioration", FindingKind.DETERIORATION, _with_both),
    ("found_dead", FindingKind.DEAD, _logged),
    ("found_metric", FindingKind.METRIC, _with_both),
    ("found_gap", FindingKind.GAP, _with_training),
    ("found_plateau", FindingKind.PLATEAU, _with_both),
    ("found_below_bound", FindingKind.BOUND_VIOLATED, _with_both),
    ("found_miscalibrated", FindingKind.MISCALIBRATED, _with_both),
    ("found_ahead", FindingKind.VAL_BETTER_THAN_TRAIN, _with_training),
)
_COUNTS = (("found_spikes", FindingKind.SPIKE), ("found_steps", FindingKind.STEP))

FACTS: tuple[Fact, ...] = (
    *(
        Fact(
            name,
            Unit.SHARE,
            f"Share of the points of validation (else training) in episodes of {' or '.join(patterns)}.",
            _disagreeing(*patterns),
        )
        for name, patterns in _DISAGREEMENTS
    ),
    *(
        Fact(
            name,
            Unit.SHARE,
            f"Share of the points of validation (else training) in findings of the kind {kind.value}.",
            _finding(kind, known),
        )
        for name, kind, known in _FINDINGS
    ),
    Fact(
        "found_few",
        Unit.SHARE,
        "Share of the points of validation in findings of the kind few_examples; of a harmless one half to a quarter, "
        "by how few they are.",
        _few,
    ),
    Fact(
        "found_unsteady",
        Unit.SHARE,
        "Share of the points of validation (else training) in findings of the kind unsteady; not known of batches.",
        _unsteady,
    ),
    Fact(
        "found_chance",
        Unit.SHARE,
        "Share of the points of validation in findings of the kind chance, without one that of training where it ends "
        "in one.",
        _guessing,
    ),
    Fact(
        "found_empty_epochs",
        Unit.SHARE,
        "Half, where a finding tells that every second epoch trained on next to nothing, else 0.",
        _empty_epochs,
    ),
    Fact(
        "found_blow_up",
        Unit.SHARE,
        "Share of the points of validation (else training) loss, numbers or not, in findings of the kind blow_up.",
        _blown_up,
    ),
    *(
        Fact(
            name,
            Unit.COUNT,
            f"Findings of the kind {kind.value} in the loss of validation (else training).",
            _count(kind),
        )
        for name, kind in _COUNTS
    ),
)
