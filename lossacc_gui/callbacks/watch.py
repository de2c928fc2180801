"""Keeps what a training logs, analyses it and tells the verdict; whatever happens here, the training goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lossacc_gui.api.analyze import analyze
from lossacc_gui.api.result import Result
from lossacc_gui.model.errors import LossaccError
from lossacc_gui.troubles import reported


class Watch:
    """One training: its records, one an epoch, and the last result."""

    def __init__(self, every: int | None, tell: Callable[[str], object], name: str) -> None:
        if every is not None and every < 1:
            raise ValueError("every counts epochs: it is 1 or more")
        self.every = every
        self.name = name
        self.records: list[dict[str, float]] = []
        self.result: Result | None = None
        self._tell = tell
        self._told: tuple[int, list[str]] = (0, [])

    def begin(self) -> None:
        """Forget an earlier training."""
        self.records, self.result, self._told = [], None, (0, [])

    def add(self, epoch: int, metrics: Mapping[str, Any]) -> None:
        """Keep the metrics of one epoch; what is no number is left out."""
        found = {name: value for name, metric in metrics.items() if (value := _number(metric)) is not None}
        self.records.append({"epoch": float(epoch), **found})

    def is_due(self, epochs: int) -> bool:
        """Whether to look after so many whole epochs."""
        return self.every is not None and epochs > 0 and epochs % self.every == 0

    def look(self, records: Sequence[object] | None = None, epochs: int | None = None) -> None:
        """Analyse what was logged (or `records` of so many `epochs`) and tell the verdict.

        What was told after as many epochs in the same words is not told again, as at the end of a training that ends
        when a look is due. An error is told as well, and raised never.
        """
        told = (len(self.records) if epochs is None else epochs, self._found(records))
        if told != self._told:
            self._told = told
            for line in told[1]:
                self._tell(line)

    def _found(self, records: Sequence[object] | None) -> list[str]:
        """A line for each run."""
        try:
            self.result = analyze(self.records if records is None else list(records), name=self.name)
            return [f"lossacc: {one.name} [{one.state}] {one.verdict}" for one in self.result]
        except LossaccError as error:
            return [f"lossacc: nothing to say: {error}"]
        except Exception as error:  # noqa: BLE001 - a training of days is not ended by what looks at it
            report = reported(error, "Looking at a training from a callback")
            return [f"lossacc: this is an error in lossacc ({type(error).__name__}: {error}); report: {report}"]


def _number(metric: Any) -> float | None:
    try:
        return float(metric)
    except (TypeError, ValueError):
        return None
