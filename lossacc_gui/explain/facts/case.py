"""All that facts are measured on: a run laid out for measuring, and its own predictions where there are any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lossacc_gui.measure.classes import known_classes
from lossacc_gui.measure.course import Course, Side
from lossacc_gui.measure.pairing import main_of
from lossacc_gui.measure.task import OF_REGRESSION
from lossacc_gui.measure.total import is_total, overlap_of
from lossacc_gui.model.analysis import Detection, Pair
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Run, Split


@dataclass(frozen=True)
class Case:
    """One run as facts see it."""

    run: Run
    course: Course
    detection: Detection
    options: Options
    predictions: Predictions | None = None

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The losses with their accuracies, the main pair of each split first."""
        return self.detection.pairs

    @cached_property
    def classes(self) -> int | None:
        """How many classes there are; the run's own predictions have a column for each."""
        if not self.options.classes and self.predictions is not None and self.predictions.graded:
            return self.predictions.classes
        return known_classes(self.course, self.options)

    @cached_property
    def comparable(self) -> bool:
        """Whether the accuracies of training and of what was held out are of one kind: a share of hits is no AUC."""
        if self.course.held_out is None:
            return False
        splits = self.course.held_out.split, Split.TRAIN
        held, train = (main_of(self.run, split, self.pairs).accuracy for split in splits)
        return held is not None and train is not None and held.quantity is train.quantity

    @property
    def of_values(self) -> bool:
        """Whether values are learned and no classes: so the predictions are, or errors of values are all that is
        logged.
        """
        if self.predictions is not None:
            return not self.predictions.classified
        answers = any(series.quantity.is_accuracy for series in self.run.series if series.quantity not in OF_REGRESSION)
        return self.has_errors_of_values and not answers

    @property
    def has_errors_of_values(self) -> bool:
        """Whether errors of values are logged or values predicted: then no loss is surely what answers cost, whatever
        hits are logged beside it.
        """
        predicted = self.predictions is not None and not self.predictions.classified
        return predicted or any(series.quantity in OF_REGRESSION for series in self.run.series)

    @cached_property
    def has_parts(self) -> bool:
        """Whether a loss that is judged is made of what was logged beside it: the sum of others, or 1 minus an overlap;
        then it is no cross-entropy.
        """
        sides = [one for one in (self.course.lead, self.course.train_own) if one is not None]
        summed = any(is_total(self.run, one.split, one.loss_metric) for one in sides)
        return summed or any(overlap_of(self.run, one.split) is not None for one in sides)

    def split_of(self, side: Side) -> Split | None:
        """The split of a side where both could be meant, else None."""
        both = self.course.held_out is not None and self.course.train_own is not None
        return side.split if both else None

    def pair(self, split: Split) -> Pair | None:
        """The main pair of a split."""
        return next((p for p in self.pairs if p.loss.split == split), None)
