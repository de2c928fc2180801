"""The callback for Keras."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from lossacc_gui.callbacks.watch import Watch


def made(every: int | None, tell: Callable[[str], object], name: str) -> Any:
    """A `keras.callbacks.Callback`."""
    base = importlib.import_module("keras").callbacks.Callback

    class LossaccCallback(base):  # type: ignore[misc, valid-type]
        """Tells the verdict each so many epochs and at the end."""

        watch = Watch(every, tell, name)

        def on_train_begin(self, logs: Any = None) -> None:
            self.watch.begin()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.watch.add(epoch, logs or {})
            if self.watch.is_due(epoch + 1):
                self.watch.look()

        def on_train_end(self, logs: Any = None) -> None:
            self.watch.look()

    return LossaccCallback()
