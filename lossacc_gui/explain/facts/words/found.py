"""How what was found in the curves is told: episodes and findings."""

from __future__ import annotations

from lossacc_gui.explain.facts.fact import Words


def _found(what: str) -> Words:
    """Half of a run is as much as all of it."""
    return Words(
        0.0,
        0.5,
        f"In {{value}} of the run {what} ({{where}}).",
        f"No stretch stands out in which {what}.",
        whole=f"Throughout the run {what} ({{where}}).",
    )


WORDS: dict[str, Words] = {
    "found_loss_worse": _found("loss gets worse while accuracy holds or improves"),
    "found_loss_worse_accuracy_better": _found("loss gets worse while accuracy improves"),
    "found_loss_alone_better": _found("loss improves while accuracy stands still"),
    "found_accuracy_alone_better": _found("accuracy improves while loss stands still"),
    "found_accuracy_worse": _found("accuracy gets worse while loss holds or improves"),
    "found_overfitting": _found("training improves while validation gets worse"),
    "found_deterioration": _found("loss and accuracy both get worse"),
    "found_chance": _found("loss and accuracy are those of guessing"),
    "found_dead": _found("nothing is learned"),
    "found_metric": _found("a metric contradicts the rest"),
    "found_unsteady": _found("the curves jump about"),
    "found_gap": _found("training and validation have parted"),
    "found_plateau": _found("neither loss nor accuracy moves any more"),
    "found_below_bound": _found("the loss is below what the accuracy allows"),
    "found_miscalibrated": _found("the loss is above what the accuracy explains"),
    "found_ahead": _found("validation is ahead of training"),
    "found_few": _found("validation is of a handful of examples"),
    "found_empty_epochs": Words(
        0.0,
        0.5,
        "{value} of the epochs trained on next to nothing ({where}).",
        "No epochs are nearly empty by turns.",
    ),
    "found_blow_up": _found("the loss blows up"),
    "found_spikes": Words(0.0, 2.0, "Spikes of the loss that stand out: {value}.", "No spike of the loss stands out."),
    "found_steps": Words(
        0.0, 2.0, "Steps of the loss to another level: {value}.", "The loss never steps to another level."
    ),
}
