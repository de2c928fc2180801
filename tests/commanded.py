"""The command line in this process, and a log for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lossacc_gui.__main__ import command_line

LOG = "epoch,accuracy,loss,val_accuracy,val_loss\n" + "".join(
    f"{i},{0.7 + 0.005 * i:.4f},{0.6 - 0.01 * i:.4f},{0.9:.4f},{0.3 + 0.02 * max(0, i - 15):.4f}\n" for i in range(50)
)
"""From epoch 15 on the validation loss rises while the validation accuracy stays."""


def run(*arguments: object) -> int:
    """What the command line answers."""
    return command_line([str(argument) for argument in arguments])


class Here:
    """A pool without processes, which take a second to start."""

    def __init__(self, prepare: Callable[[], Callable[[Any], Any]], jobs: int) -> None:
        self._work = prepare()

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def each(self, tasks: Iterable[Any], tick: Callable[[], None]) -> Iterator[tuple[Any, Any]]:
        for task in tasks:
            tick()
            yield task, self._work(task)
