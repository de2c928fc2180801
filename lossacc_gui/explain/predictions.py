"""Reads the per-example outputs of a run at some epochs: the evidence that settles a cause."""

from __future__ import annotations

from dataclasses import dataclass

from lossacc_gui.model.run import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Validation outputs of n examples at m epochs.

    y_true   shape (n,): class labels, or targets where `probabilities` is False
    epochs   shape (m,)
    outputs  one array an epoch: probabilities (n, K), rows summing to 1, or predicted values (n,)
    """

    y_true: FloatArray
    epochs: FloatArray
    outputs: tuple[FloatArray, ...]

    @property
    def probabilities(self) -> bool:
        """Whether the outputs are class probabilities (else they are values of a regression)."""
        return self.outputs[0].ndim == 2
