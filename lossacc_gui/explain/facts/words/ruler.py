"""How the loss is told against the ruler."""

from __future__ import annotations

from math import log

from lossacc_gui.explain.facts.fact import Words

WORDS: dict[str, Words] = {
    "loss_repeated": Words(
        0.2,
        0.95,
        "The loss is the very same number at {value} of the points.",
        whole="The loss is the very same number at all points.",
    ),
    "untrained_trend": Words(
        -4.0,
        -2.0,
        "From its first point on the training loss hardly moves and goes nowhere (a trend of {value}), and answers are "
        "right about as often as by chance at such a loss.",
    ),
    "loss_below_zero": Words(
        0.0,
        0.5,
        "The loss is below zero at {value} of the points, which no cross-entropy can be ({where}).",
    ),
    "free_errors": Words(
        0.0,
        0.9,
        "The loss is zero but for rounding at {value} of the points, though answers are wrong there ({where}).",
    ),
    "clipped_errors": Words(
        0.0,
        0.6,
        "At {value} of the points each wrong answer costs what a framework makes of the logarithm of nothing "
        "({bound}; {where}).",
        bound="16.1 or 100",
    ),
    "even_price": Words(
        log(5.4),
        log(9.0),
        "However many answers are wrong, each of them costs about {value} ({where}), as where outputs are cut off.",
    ),
    "dear_throughout": Words(
        0.4,
        0.75,
        "At {value} of the points each wrong answer costs more than where nothing is learned ({bound} at the least), "
        "and training does not get better.",
        bound="4.4",
        whole="At all points each wrong answer costs more than where nothing is learned ({bound} at the least), and "
        "training does not get better.",
    ),
    "dearest_errors": Words(
        log(0.8),
        log(1.25),
        "Even where the loss is lowest for each wrong answer, it is {value} for each ({where}).",
    ),
    "on_twice_line": Words(
        0.6,
        0.95,
        "At {value} of the later points loss and accuracy lie on the line of a softmax applied to probabilities: "
        "together they make {bound} for K classes.",
        "Loss and accuracy do not lie on the line of a softmax applied to probabilities.",
        bound="ln(e + K - 1)",
    ),
    "on_sigmoid_line": Words(
        0.6,
        0.95,
        "At {value} of the later points the loss is that of sure probabilities given to a sigmoid once more: each "
        "error costs {bound} more than a right answer.",
        "The loss is not that of probabilities given to a sigmoid once more.",
        bound="0.38 to 0.62",
    ),
    "over_entropy": Words(
        -0.5,
        0.7,
        "In the last points (medians, {where}) the loss is {value} times the most that a calibrated model loses with "
        "{given}.",
        "In the last points (medians, {where}) the loss is the most that a calibrated model loses with {given}.",
        1.0,
    ),
    "rests_high": Words(
        0.0,
        log(2.0),
        "With nearly all answers right, the loss has come to rest at {value} times the most that a calibrated model "
        "loses with {given}.",
    ),
    "off_smoothed_floor": Words(
        -0.3,
        -0.14,
        "At the end the loss stands {over} the floor that label smoothing sets for this number of classes ({where}).",
        "At the end the loss stands on the floor that label smoothing sets for this number of classes ({where}).",
    ),
    "not_twice": Words(
        0.0,
        0.1,
        "A second softmax leaves {value} of the difference between logged and plain loss unexplained.",
        "A second softmax explains the difference between logged and plain loss.",
    ),
    "not_smoothing": Words(
        0.0,
        0.01,
        "Smoothed labels leave {value} of the difference between logged and plain loss unexplained.",
        "Smoothed labels explain the difference between logged and plain loss.",
    ),
}
