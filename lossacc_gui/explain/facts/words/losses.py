"""How the losses are told: their course, and validation against training."""

from __future__ import annotations

from math import log

from lossacc_gui.explain.facts.fact import Unit, Words

WORDS: dict[str, Words] = {
    "val_rise": Words(
        0.0,
        0.4,
        "Validation loss (smoothed) ended {over} its best.",
        "Validation loss (smoothed) ended at its best.",
        little="Validation loss (smoothed) ended no more than {over} its best.",
    ),
    "val_rise_errors": Words(
        0.0,
        6.0,
        "The rise of validation loss since its best is {value} beyond what the jitter of the curve explains.",
        "Validation loss did not rise by more than its jitter explains.",
        little="The rise of validation loss since its best is no more than {value} beyond what the jitter of the curve "
        "explains.",
    ),
    "val_fall": Words(
        0.0,
        1.5,
        "At its best, validation loss (smoothed) stood {over} its first value.",
        "Validation loss (smoothed) never got noticeably below its first value.",
        little="At its best, validation loss (smoothed) stood no more than {over} its first value.",
    ),
    "train_fall": Words(
        0.0,
        2.0,
        "At its best, training loss (smoothed) stood {over} its first value.",
        "Training loss (smoothed) never got noticeably below its first value.",
        little="At its best, training loss (smoothed) stood no more than {over} its first value.",
    ),
    "train_fall_after_best": Words(
        0.0,
        0.6,
        "Since validation loss was best, training loss (smoothed) changed by {value}.",
        "Training loss (smoothed) ended where it was when validation loss was best.",
        little="Since validation loss was best, training loss (smoothed) fell by no more than {size}.",
    ),
    "train_late_fall": Words(
        0.0,
        0.3,
        "Over the last {bound} of the run training loss (smoothed) changed by {value}.",
        "Training loss (smoothed) stood still over the last {bound} of the run.",
        bound="25 %",
        little="Over the last {bound} of the run training loss (smoothed) fell by no more than {size}.",
    ),
    "train_end_up": Words(
        0.0,
        0.4,
        "Training loss (smoothed) ended {over} its best.",
        "Training loss (smoothed) ended at its best.",
        little="Training loss (smoothed) ended no more than {over} its best.",
    ),
    "loss_over_first": Words(
        0.0,
        1.5,
        "The highest that a loss of the run got is {value} times its first value ({where}).",
        "No loss of the run was higher than at its first point.",
        1.0,
    ),
    "val_noise": Words(
        log(0.005),
        log(0.2),
        "A point of the validation loss lies about {value} off its smooth course (standard deviation).",
        "Points of the validation loss lie hardly off its smooth course.",
    ),
    "train_noise": Words(
        log(0.003),
        log(0.15),
        "A point of the training loss lies about {value} off its smooth course (standard deviation).",
        "Points of the training loss lie hardly off its smooth course.",
    ),
    "noise_lead": Words(
        0.5,
        8.0,
        "A point of the validation loss lies {value} times as far off its smooth course as a point of the training "
        "loss: {first} against {last} (standard deviations; less than {bound} counts as such).",
        "A point of the validation loss lies as far off its smooth course as a point of the training loss: "
        "{first} (standard deviation).",
        1.0,
        bound="0.1 %",
    ),
    "val_spike": Words(
        0.0,
        0.8,
        "The highest single point of the validation loss stands {over} the smoothed curve ({where}).",
        "No point of the validation loss stands out.",
        little="The highest single point of the validation loss stands no more than {over} the smoothed curve "
        "({where}).",
    ),
    "train_jump_errors": Words(
        2.0,
        12.0,
        "The largest step up of the training loss is {value} times as far as its points lie off its smooth course "
        "(standard deviation; less than {bound} counts as {bound}; {where}).",
        "Training loss never went up from point to point.",
        bound="1 %",
    ),
    "val_second_descent": Words(
        0.0,
        0.3,
        "After its highest rise, validation loss (smoothed) fell again by {value}, counted down to where that rise "
        "began ({where}).",
        "Validation loss (smoothed) did not fall again after a rise.",
    ),
    "late_step": Words(
        0.0,
        0.2,
        "After the first {bound} of the run all losses fell together by {value} or more in a single step ({where}).",
        "The losses never fell together in a single step after the first {bound} of the run.",
        bound="20 %",
    ),
    "gap_end": Words(
        -0.4,
        1.0,
        "In the last points validation loss stood {over} training loss (medians, {where}).",
        "In the last points validation loss and training loss were alike (medians, {where}).",
    ),
    "gap_growth": Words(
        -0.1,
        0.6,
        "Since validation loss was best, the ratio of validation to training loss changed by {value} ({first}, "
        "smoothed, to {last}, medians of the end).",
        "The ratio of validation to training loss is what it was when validation loss was best.",
        little="Since validation loss was best, the ratio of validation to training loss grew by no more than {size} "
        "({first}, smoothed, to {last}, medians of the end).",
        of_ends=Unit.RATIO,
    ),
    "gap_first": Words(
        -0.4,
        0.4,
        "In the first {bound} points validation loss stood {over} training loss.",
        "In the first {bound} points the losses were alike.",
        bound="2",
    ),
    "gap_halfway": Words(
        -0.4,
        0.5,
        "When training loss had gone {bound} of its way (on a log scale), validation loss stood {over} it "
        "({where}, smoothed).",
        "When training loss had gone {bound} of its way (on a log scale), validation loss was as low ({where}).",
        bound="50 %",
    ),
    "early_rate": Words(
        0.0,
        1.2,
        "Until training loss had fallen by {first}, which is {bound} of its way (on a log scale), validation loss fell "
        "by {value} (smoothed).",
        "Until training loss had fallen by {first}, which is {bound} of its way (on a log scale), validation loss "
        "gained nothing (smoothed).",
        bound="50 %",
        little="Until training loss had fallen by {first}, which is {bound} of its way (on a log scale), validation "
        "loss fell by no more than {value} (smoothed).",
    ),
    "val_ahead_share": Words(
        0.0,
        1.0,
        "Validation loss was below training loss at {value} of the points (both smoothed).",
        "Validation loss was never below training loss (both smoothed).",
        whole="Validation loss was below training loss at all points (both smoothed).",
    ),
}
