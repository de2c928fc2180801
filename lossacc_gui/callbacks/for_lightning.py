"""The callback for Lightning, by either of its names."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

from lossacc_gui.callbacks.watch import Watch


def made(every: int | None, tell: Callable[[str], object], name: str) -> Any:
    """A `lightning.pytorch.Callback`."""
    package = "lightning.pytorch" if importlib.util.find_spec("lightning") is not None else "pytorch_lightning"
    base = importlib.import_module(package).Callback

    class LossaccCallback(base):  # type: ignore[misc, valid-type]
        """Tells the verdict each so many epochs and at the end, in the first of several processes."""

        watch = Watch(every, tell, name)

        def on_train_start(self, trainer: Any, pl_module: Any) -> None:
            self.watch.begin()
            self._before = dict(trainer.callback_metrics)

        def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
            logged = dict(trainer.callback_metrics)
            # Lightning keeps a metric until it is logged again: one of the very object of the epoch before is of then
            stale = {key for key, one in logged.items() if self._before.get(key) is one}
            self._before, logged = logged, {key: one for key, one in logged.items() if key not in stale}
            # what is logged by step and by epoch has three names; the one without an ending is that of the epoch
            self.watch.add(trainer.current_epoch, {key: logged[key] for key in logged if not _is_other(key, logged)})
            if trainer.is_global_zero and self.watch.is_due(trainer.current_epoch + 1):
                self.watch.look()

        def on_train_end(self, trainer: Any, pl_module: Any) -> None:
            if trainer.is_global_zero:
                self.watch.look()

    return LossaccCallback()


def _is_other(key: str, logged: dict[str, Any]) -> bool:
    return any(key.endswith(ending) and key.removesuffix(ending) in logged for ending in ("_step", "_epoch"))
