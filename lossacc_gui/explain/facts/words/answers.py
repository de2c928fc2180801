"""How the answers are told: accuracies, and training against validation."""

from __future__ import annotations

from math import log

from lossacc_gui.explain.facts.fact import Unit, Words
from lossacc_gui.language import Number, say

WORDS: dict[str, Words] = {
    "accuracy_start": Words(0.1, 0.9, "Accuracy began at {value}."),
    "first_errors": Words(
        0.0, log(20.0), "At the first point training was wrong {value} times as often as validation ({where})."
    ),
    "accuracy_end": Words(0.1, 1.0, "In the last points accuracy was {value} (median, {where})."),
    "accuracy_gain": Words(
        0.0,
        0.4,
        "At its best, accuracy (smoothed) was {over} its first value.",
        "Accuracy (smoothed) never got noticeably above its first value.",
        little="At its best, accuracy (smoothed) was no more than {over} its first value.",
    ),
    "errors_left": Words(log(0.01), log(0.6), "At its best, accuracy (smoothed) was {value}."),
    "errors_gone": Words(
        0.0,
        1.0,
        "Where accuracy (smoothed) was best, the number of errors stood {over} that of the first point.",
        "Where accuracy (smoothed) was best, there were as many errors as at the first point.",
        little="Where accuracy (smoothed) was best, the number of errors stood no more than {over} that of the first "
        "point.",
    ),
    "accuracy_fall": Words(
        0.0,
        0.1,
        "Accuracy (smoothed) ended {value} below its best.",
        "Accuracy (smoothed) ended at its best.",
        little="Accuracy (smoothed) ended no more than {value} below its best.",
    ),
    "accuracy_fall_errors": Words(
        0.0,
        6.0,
        "The fall of the accuracy since its best is {value} of the curve.",
        "Accuracy did not fall by more than its jitter.",
        little="The fall of the accuracy since its best is no more than {value} of the curve.",
    ),
    "accuracy_after_best_loss": Words(
        -0.1,
        0.05,
        "After the best loss accuracy (smoothed) changed by {value}.",
        "Accuracy (smoothed) ended where it was at the best loss.",
    ),
    "accuracy_noise": Words(
        log(0.002),
        log(0.06),
        "A point of the accuracy lies about {value} off its smooth course (standard deviation).",
        "Points of the accuracy lie hardly off its smooth course.",
    ),
    "accuracy_constant": Words(
        0.05,
        0.8,
        "Rounded to {bound} decimals, accuracy is the very same number at {value} of the points.",
        bound="4",
        whole="Rounded to {bound} decimals, accuracy is the very same number at all points.",
    ),
    "accuracy_extreme": Words(
        0.0,
        0.5,
        "Accuracy was {bound}, at {value} of the points.",
        "Accuracy was nowhere {bound}.",
        bound=say(
            "{low} or less, above {high}, or {high} beside a loss above {least}",
            low=Number("0 %"),
            high=Number("100 %"),
            least=Number("ln 2"),
        ),
    ),
    "accuracy_grain": Words(0.002, 0.025, "The closest accuracies of the log are {value} apart."),
    "train_accuracy_gain": Words(
        0.0,
        0.6,
        "At its best, training accuracy (smoothed) was {over} its first value.",
        "Training accuracy (smoothed) never got noticeably above its first value.",
        little="At its best, training accuracy (smoothed) was no more than {over} its first value.",
    ),
    "train_errors_left": Words(log(0.005), log(0.6), "At its best, training accuracy (smoothed) was {value}."),
    "answers_gap_end": Words(
        -0.1,
        0.3,
        "In the last points training accuracy was {over} validation accuracy (medians, {where}).",
        "In the last points both accuracies were alike (medians, {where}).",
    ),
    "answers_gap_first": Words(
        -0.2,
        0.1,
        "In the first {bound} points training accuracy was {over} validation accuracy.",
        "In the first {bound} points both accuracies were alike.",
        bound="2",
    ),
    "answers_gap_halfway": Words(
        -0.2,
        0.2,
        "When training accuracy had gone {bound} of its way, it was {over} validation accuracy ({where}, smoothed).",
        "When training accuracy had gone {bound} of its way, validation accuracy was as good ({where}).",
        bound="50 %",
    ),
    "gain_after_fit": Words(
        -0.05,
        0.1,
        "After training accuracy had reached {bound}, validation accuracy changed by {value} (both smoothed).",
        "After training accuracy had reached {bound}, validation accuracy stood still (both smoothed).",
        bound="98.5 %",
    ),
    "answers_noise_lead": Words(
        0.5,
        8.0,
        "A point of the validation accuracy lies {value} times as far off its smooth course as a point of the "
        "training accuracy: {first} against {last} (standard deviations; less than {bound} counts as such).",
        "A point of the validation accuracy lies as far off its smooth course as a point of the training accuracy: "
        "{first} (standard deviation).",
        1.0,
        bound=say("{change} points", change=Number("0.1")),
        of_ends=Unit.DISTANCE,
    ),
}
