"""The callback for Hugging Face's Trainer."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from lossacc_gui.callbacks.watch import Watch


def made(every: int | None, tell: Callable[[str], object], name: str) -> Any:
    """A `transformers.TrainerCallback`."""
    base = importlib.import_module("transformers").TrainerCallback

    class LossaccCallback(base):  # type: ignore[misc, valid-type]
        """Tells the verdict each so many epochs and at the end, in the first of several processes."""

        watch = Watch(every, tell, name)

        def on_train_begin(self, args: Any, state: Any, control: Any, **further: Any) -> None:
            self.watch.begin()

        def on_epoch_end(self, args: Any, state: Any, control: Any, **further: Any) -> None:
            if state.is_world_process_zero and self.watch.is_due(round(state.epoch or 0)):
                self.watch.look(state.log_history, round(state.epoch or 0))

        def on_train_end(self, args: Any, state: Any, control: Any, **further: Any) -> None:
            if state.is_world_process_zero:
                self.watch.look(state.log_history, round(state.epoch or 0))

    return LossaccCallback()
