"""All that facts are measured on: a run laid out for measuring, and its own predictions where there are any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lossacc_gui.measure.course import Course, Side
from lossacc_gui.measure.pairing import main_of
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
    def comparable(self) -> bool:
        """Whether the accuracies of training and of what was held out are of one kind: a share of hits is no AUC."""
        if self.course.held_out is None:
            return False
        splits = self.course.held_out.split, Split.TRAIN
        held, train = (main_of(self.run, split, self.pairs).accuracy for split in splits)
        return held is not None and train is not None and held.quantity is train.quantity

    def split_of(self, side: Side) -> Split | None:
        """The split of a side where both could be meant, else None."""
        both = self.course.held_out is not None and self.course.train_own is not None
        return side.split if both else None

    def pair(self, split: Split) -> Pair | None:
        """The main pair of a split."""
        return next((p for p in self.pairs if p.loss.split == split), None)
