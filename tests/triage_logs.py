"""Logs of a healthy run and of one that overfits, for the tests of the triage."""

from __future__ import annotations


def healthy(epochs: int = 40) -> str:
    rows = [
        f"{i},{0.1 + 0.8 * (1 - 0.9**i):.4f},{2.3 * 0.9**i + 0.02:.4f},{0.1 + 0.78 * (1 - 0.9**i):.4f},"
        f"{2.3 * 0.9**i + 0.1:.4f}"
        for i in range(epochs)
    ]
    return "\n".join(["epoch,accuracy,loss,val_accuracy,val_loss", *rows, ""])


def sick(epochs: int = 60, slope: float = 0.03) -> str:
    """The validation loss rises from epoch 20 on while the accuracy stays."""
    rows = [
        f"{i},{min(0.99, 0.3 + 0.035 * i):.4f},{2.3 * 0.88**i + 0.01:.4f},{min(0.8, 0.3 + 0.025 * i):.4f},"
        f"{0.5 + 1.8 * 0.85**i + slope * max(0, i - 20):.4f}"
        for i in range(epochs)
    ]
    return "\n".join(["epoch,accuracy,loss,val_accuracy,val_loss", *rows, ""])
