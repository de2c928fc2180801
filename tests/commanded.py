"""The command line in this process, and a log for it."""

from __future__ import annotations

from lossacc_gui.__main__ import command_line

LOG = "epoch,accuracy,loss,val_accuracy,val_loss\n" + "".join(
    f"{i},{0.7 + 0.005 * i:.4f},{0.6 - 0.01 * i:.4f},{0.9:.4f},{0.3 + 0.02 * max(0, i - 15):.4f}\n" for i in range(50)
)
"""From epoch 15 on the validation loss rises while the validation accuracy stays."""


def run(*arguments: object) -> int:
    """What the command line answers."""
    return command_line([str(argument) for argument in arguments])
