"""How loss is told against accuracy."""

from __future__ import annotations

from math import log

from lossacc_gui.explain.facts.fact import Unit, Words
from lossacc_gui.language import Number, say

_NO_BETTER = say("{change} points", change=Number("0.5"))

WORDS: dict[str, Words] = {
    "loss_per_error_best": Words(
        log(0.3),
        log(8.0),
        "Where the loss was best, the loss divided by the share of wrong answers was {value} (smoothed).",
    ),
    "train_loss_per_error_end": Words(
        log(0.3),
        log(6.0),
        "At the end training loss divided by the share of wrong answers in training was {value} (smoothed).",
    ),
    "confident_rise": Words(
        0.0,
        0.5,
        "Since the loss was best, the loss per wrong answer changed by {value} (smoothed).",
        "The loss per wrong answer is what it was where the loss was best (smoothed).",
        little="Since the loss was best, the loss per wrong answer rose by no more than {size} (smoothed).",
    ),
    "bound_ratio": Words(
        -0.5,
        1.0,
        "Divided by the share of wrong answers, the loss is {first} even where that is lowest ({where}, smoothed): "
        "{value} times the {bound} that plain cross-entropy has at the least.",
        "Divided by the share of wrong answers, the loss gets down to the {bound} that plain cross-entropy has at the "
        "least ({where}, smoothed).",
        1.0,
        bound="0.693 (ln 2)",
        of_ends=Unit.LOSS,
        below="Divided by the share of wrong answers, the loss gets down to {first} ({where}, smoothed), {value} times "
        "the {bound} that plain cross-entropy has at the least: it is another loss, or the accuracy is wrong.",
    ),
    "two_way_ratio": Words(
        -0.3,
        2.0,
        "Where the loss (smoothed) was best, it was {value} times the most that a calibrated model loses with {given}.",
        "Where the loss (smoothed) was best, it was the most that a calibrated model loses with {given}.",
        1.0,
    ),
    "ten_way_ratio": Words(
        -1.0,
        0.6,
        "Where the loss (smoothed) was best, it was {value} times the most that a calibrated model loses with {given}.",
        "Where the loss (smoothed) was best, it was the most that a calibrated model loses with {given}.",
        1.0,
    ),
    "train_two_way_ratio": Words(
        -0.5,
        1.0,
        "At the end training loss (smoothed) was {value} times the most that a calibrated model loses with {given}.",
        "At the end training loss (smoothed) was the most that a calibrated model loses with {given}.",
        1.0,
    ),
    "chance_share": Words(
        0.0,
        0.8,
        "At {value} of the points loss and accuracy are near those of guessing ({bound}).",
        "Loss and accuracy were never near those of guessing.",
        bound=say("ln K and 1/K"),
        whole="At all points loss and accuracy are near those of guessing ({bound}).",
    ),
    "worse_answers": Words(
        0.0,
        0.06,
        "Accuracy fell by {value} while the loss went from {first} to {last} ({where}, smoothed).",
        "Accuracy (smoothed) never fell while the loss got clearly better.",
        little="While the loss got clearly better, accuracy fell by no more than {value} ({where}, smoothed).",
        of_ends=Unit.LOSS,
    ),
    "train_worse_answers": Words(
        0.0,
        0.04,
        "Training accuracy fell by {value} while the training loss went from {first} to {last} ({where}, smoothed).",
        "Training accuracy (smoothed) never fell while its loss got clearly better.",
        little="While the training loss got clearly better, training accuracy fell by no more than "
        "{value} ({where}, smoothed).",
        of_ends=Unit.LOSS,
    ),
    "idle_fall": Words(
        0.0,
        0.6,
        "The loss fell by {value} while accuracy went from {first} to {last} ({where}, smoothed).",
        "Whenever the loss fell, accuracy gained more than {bound} (smoothed).",
        little="While accuracy gained no more than {bound}, the loss fell by {value} at most ({where}, smoothed).",
        bound=_NO_BETTER,
    ),
    "train_idle_fall": Words(
        0.0,
        0.6,
        "The training loss fell by {value} while training accuracy went from {first} to {last} ({where}, smoothed).",
        "Whenever the training loss fell, training accuracy gained more than {bound} (smoothed).",
        little="While training accuracy gained no more than {bound}, the training loss fell by {value} at most "
        "({where}, smoothed).",
        bound=_NO_BETTER,
    ),
    "stuck_start_fall": Words(
        0.0,
        0.4,
        "Before accuracy first moved, the loss changed by {value} ({where}).",
        "The loss had gone nowhere before accuracy first moved.",
        little="Before accuracy first moved, the loss fell by no more than {size} ({where}).",
    ),
}
