"""What every detector of a finding is given: the run, and its curves as prepared for episodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from lossacc_gui.detect.stretches import Stretch
from lossacc_gui.language import say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.classes import known_classes
from lossacc_gui.measure.course import Course
from lossacc_gui.measure.curves import BoolArray, unbroken
from lossacc_gui.measure.pairing import main_of
from lossacc_gui.measure.splits import held_out_split
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Run, Series, Split


@dataclass(frozen=True, eq=False)
class View:
    """A run with its judged pairs and their stretches; `stretches[i]` belong to `curves[i]`."""

    run: Run
    options: Options
    course: Course
    curves: tuple[Aligned, ...]
    stretches: tuple[tuple[Stretch, ...], ...]

    def main(self, split: Split) -> Aligned | None:
        """The main pair of a split."""
        return next((c for c in self.curves if c.split is split), None)

    @property
    def asked(self) -> Aligned | None:
        """The curves that tell whether a change of the rate helped: the main held-out ones, else the first."""
        held = (c for c in self.curves if self.main(c.split) is c and c.split is not Split.TRAIN)
        return next(held, next(iter(self.curves), None))

    def seen(self, split: str) -> Aligned | None:
        """The first pair of a split whose number of examples its accuracies or the log show."""
        return next((c for c in self.curves if c.split == split and c.examples.seen), None)

    def named(self, curves: Aligned, told: str) -> str:
        """An accuracy as it is told, with the name of its metric where the split has several of right answers."""
        counted = {c.pair.accuracy.metric for c in self.curves if c.split is curves.split and _counts(c)}
        if len(counted) < 2:
            return told
        return say("{accuracy} ({metric})", accuracy=told, metric=curves.pair.accuracy.metric)

    def classes_of(self, curves: Aligned) -> int | None:
        """How many classes the answers of a pair are among, None where nothing tells it: of one of several outputs
        nothing does but what is said of the run.
        """
        if self.named(curves, ""):
            return self.options.classes or None
        return known_classes(self.course, self.options)

    def train_and_val(self) -> tuple[Aligned, Aligned] | None:
        """The main pairs of train and of the split held out, when both are there and count x alike."""
        held_out = held_out_split(self.run)
        train, val = self.main(Split.TRAIN), self.main(held_out) if held_out is not None else None
        if train is None or val is None or train.in_epochs is not val.in_epochs:
            return None
        return (train, val) if len(train.x) and len(val.x) else None

    @cached_property
    def losses(self) -> tuple[Series, ...]:
        """The loss that speaks for each split, where one does."""
        pairs = tuple(curves.pair for curves in self.curves)
        found = (main_of(self.run, split, pairs).loss for split in Split)
        return tuple(loss for loss in found if loss is not None)


def _counts(curves: Aligned) -> bool:
    return curves.pair.accuracy.quantity is Quantity.ACCURACY


def longest(wanted: BoolArray, starts: Sequence[int] = ()) -> tuple[int, int] | None:
    """First and last index of the longest unbroken run of true values, shape (n,), none of which goes on behind one of
    `starts`; None when none is true.
    """
    if not wanted.any():
        return None
    parts = pairwise((0, *starts, len(wanted)))
    runs = [
        (first + a, first + b) for first, after in parts for a, b in zip(*unbroken(wanted[first:after]), strict=True)
    ]
    begin, stop = max(runs, key=lambda run: run[1] - run[0])
    return int(begin), int(stop) - 1
