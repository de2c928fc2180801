"""What the curves of a run show: pairs, episodes and findings."""

from __future__ import annotations

from collections.abc import Callable

from lossacc_gui.detect import (
    blow_up,
    bound_violated,
    chance,
    copied,
    dead,
    deterioration,
    empty_epochs,
    few,
    gap,
    metric,
    miscalibrated,
    no_score,
    overfitting,
    plateau,
    restart,
    reward,
    ruler,
    schedule,
    spike,
    step,
    unsteady,
    val_better,
)
from lossacc_gui.detect.episodes import episodes_among, of_parts
from lossacc_gui.detect.few import held_back_episode, held_back_finding
from lossacc_gui.detect.overfitting import overfits
from lossacc_gui.detect.stretches import stretches_of
from lossacc_gui.detect.view import View
from lossacc_gui.measure.aligned import Aligned, aligned
from lossacc_gui.measure.course import Course, course_of
from lossacc_gui.measure.pairing import is_part, is_sum, judged, pairs_of
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.episode import Finding
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Run

# one line for each kind of finding, in the order in which they are told
DETECTORS: tuple[Callable[[View], tuple[Finding, ...]], ...] = (
    blow_up.find,
    empty_epochs.find,
    dead.find,
    no_score.find,
    chance.find,
    copied.find,
    metric.find,
    overfitting.find,
    deterioration.find,
    reward.find,
    unsteady.find,
    gap.find,
    spike.find,
    restart.find,
    schedule.find,
    step.find,
    bound_violated.find,
    ruler.find,
    miscalibrated.find,
    val_better.find,
    plateau.find,
    few.find,
)


def risen(curves: Aligned, course: Course, options: Options) -> bool:
    """Whether the loss of a pair is known to rise since its best: it is the one of which training tells overfitting."""
    held = course.held_out
    main = held is not None and curves.split is held.split and curves.pair.loss.metric == held.loss_metric
    return main and overfits(course, options)


def detect(run: Run, options: Options, course: Course | None = None) -> Detection:
    """Find the pairs, episodes and findings of a run; never raises on any curve. `course` is measured if not given."""
    pairs = pairs_of(run)
    course = course or course_of(run, pairs, options)
    curves = tuple(aligned(run, pair, options) for pair in judged(pairs))
    stretches = tuple(stretches_of(c, options, overfits=risen(c, course, options)) for c in curves)
    view = View(run, options, course, curves, stretches)
    parts = [is_part(c.pair, pairs) for c in curves]
    summed = [is_sum(run, c.pair.loss, c.pair.accuracy) for c in curves]
    return Detection(
        pairs=pairs,
        episodes=tuple(
            held_back_episode(view, of_parts(episode, part=part, sums=sums))
            for c, s, part, sums in zip(curves, stretches, parts, summed, strict=True)
            for episode in episodes_among(s, c, options)
        ),
        findings=tuple(held_back_finding(view, finding) for find in DETECTORS for finding in find(view)),
    )
