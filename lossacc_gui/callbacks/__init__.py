"""Callbacks that analyse a training while it runs and at its end; no framework is imported before it is asked for.

from lossacc_gui import callbacks

model.fit(..., callbacks=[callbacks.keras(every=10)])
lightning.Trainer(callbacks=[callbacks.lightning()])
transformers.Trainer(..., callbacks=[callbacks.transformers()])
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["keras", "lightning", "transformers"]


def keras(every: int | None = None, tell: Callable[[str], object] = print, name: str = "run") -> Any:
    """A Keras callback that tells the verdict at the end of the training, and each `every` epochs.

    `tell` gets the words; the callback's `watch.result` has everything after the training.
    """
    from lossacc_gui.callbacks.for_keras import made

    return made(every, tell, name)


def lightning(every: int | None = None, tell: Callable[[str], object] = print, name: str = "run") -> Any:
    """A callback for Lightning (or pytorch_lightning), otherwise as `keras`; it reads what the module logs."""
    from lossacc_gui.callbacks.for_lightning import made

    return made(every, tell, name)


def transformers(every: int | None = None, tell: Callable[[str], object] = print, name: str = "run") -> Any:
    """A TrainerCallback for Hugging Face's Trainer, otherwise as `keras`; it reads the log history."""
    from lossacc_gui.callbacks.for_transformers import made

    return made(every, tell, name)
