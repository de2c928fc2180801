"""How loss is told against accuracy."""

from __future__ import annotations

from math import log

from lossacc_gui.explain.facts.fact import Words
from lossacc_gui.language import say

WORDS: dict[str, Words] = {
    "loss_per_error_best": Words(
        log(0.3), log(8.0), "Where the loss was best, it was {value} for each wrong answer (smoothed)."
    ),
    "train_loss_per_error_end": Words(
        log(0.3), log(6.0), "At the end training loss was {value} for each wrong answer in training (smoothed)."
    ),
    "confident_rise": Words(
        0.0,
        0.5,
        "Of the rise of the loss since its best {value} are not explained by more errors: they are certainty.",
        "The loss rose by no more than the number of errors explains.",
    ),
    "bound_ratio": Words(
        -0.5,
        1.0,
        "The least that the run lost for each wrong answer (smoothed) is {value} times {bound}, which is the "
        "least that an error costs in plain cross-entropy ({where}).",
        "The least that the run lost for each wrong answer (smoothed) is {bound}, as little as an error can cost "
        "in "
        "plain cross-entropy ({where}).",
        1.0,
        bound="ln 2",
    ),
    "two_way_ratio": Words(
        -0.3,
        2.0,
        "Where the loss was best, it was {value} times that of a calibrated model of this accuracy whose errors all go "
        "to the same class (smoothed).",
        "Where the loss was best, it was that of a calibrated model of this accuracy whose errors all go to the "
        "same class (smoothed).",
        1.0,
    ),
    "ten_way_ratio": Words(
        -1.0,
        0.6,
        "Where the loss was best, it was {value} times that of a calibrated model of this accuracy whose errors spread "
        "over {bound} classes (smoothed).",
        "Where the loss was best, it was that of a calibrated model of this accuracy whose errors spread over {bound} "
        "classes (smoothed).",
        1.0,
        bound="9",
    ),
    "train_two_way_ratio": Words(
        -0.5,
        1.0,
        "At the end training loss was {value} times that of a calibrated model of its accuracy whose errors all go to "
        "the same class (smoothed).",
        "At the end training loss was that of a calibrated model of its accuracy whose errors all go to the same class "
        "(smoothed).",
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
        "While the loss got better, accuracy fell by {value} ({where}, smoothed).",
        "Accuracy (smoothed) never fell while the loss got better.",
        little="While the loss got better, accuracy fell by no more than {value} ({where}, smoothed).",
    ),
    "train_worse_answers": Words(
        0.0,
        0.04,
        "While the training loss got better, training accuracy fell by {value} ({where}, smoothed).",
        "Training accuracy (smoothed) never fell while its loss got better.",
        little="While the training loss got better, training accuracy fell by no more than "
        "{value} ({where}, smoothed).",
    ),
    "idle_fall": Words(
        0.0,
        0.6,
        "The loss fell by {value} while accuracy got no better ({where}, smoothed).",
        "Accuracy (smoothed) got better whenever the loss did.",
        little="While accuracy got no better, the loss fell by no more than {value} ({where}, smoothed).",
    ),
    "train_idle_fall": Words(
        0.0,
        0.6,
        "The training loss fell by {value} while training accuracy got no better ({where}, smoothed).",
        "Training accuracy (smoothed) got better whenever its loss did.",
        little="While training accuracy got no better, the training loss fell by no more than "
        "{value} ({where}, smoothed).",
    ),
    "stuck_start_fall": Words(
        0.0,
        0.4,
        "Before accuracy first moved, the loss changed by {value} ({where}).",
        "The loss had gone nowhere before accuracy first moved.",
    ),
}
