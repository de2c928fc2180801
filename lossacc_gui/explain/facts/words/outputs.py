"""How the run's own predictions are told."""

from __future__ import annotations

from lossacc_gui.explain.facts.fact import Words

WORDS: dict[str, Words] = {
    "overconfidence": Words(
        -0.05,
        0.15,
        "In the last predictions confidence is {over} accuracy.",
        "In the last predictions confidence equals accuracy.",
    ),
    "overconfidence_at_best": Words(
        -0.12,
        0.05,
        "Where its loss was best, confidence was {over} accuracy.",
        "Where its loss was best, confidence equalled accuracy.",
    ),
    "temperature": Words(0.9, 3.0, "The temperature that fits the last predictions best is {value}."),
    "temperature_gain": Words(
        0.0,
        0.5,
        "A fitted temperature takes {value} of the last cross-entropy away.",
        "No temperature makes the last predictions better.",
    ),
    "worst_share_at_best": Words(
        0.05,
        0.3,
        "The worst {bound} of the examples carried {value} of the loss at its best.",
        bound="1 %",
    ),
    "error_tail": Words(
        1.0,
        2.0,
        "Where the loss was best, the mean loss of the errors was {value} times their median.",
        "Where the loss was best, the mean loss of the errors equalled their median.",
        1.0,
    ),
    "undecided": Words(
        0.0,
        0.25,
        "{value} of the examples were torn between classes, with {bound} or more for the second.",
        "No example was torn between classes.",
        bound="40 %",
    ),
    "flipped_margin": Words(
        0.0, 0.4, "The answers that changed had a median margin of {value} between the first class and the second."
    ),
    "flips": Words(0.02, 0.3, "{value} of the answers change from a recorded epoch to the next."),
    "logged_over_plain_start": Words(
        0.0,
        0.1,
        "At the first recorded epoch the logged loss is {over} the cross-entropy of the predictions.",
        "At the first recorded epoch the logged loss equals the cross-entropy of the predictions.",
    ),
    "logged_over_plain": Words(
        0.0,
        0.2,
        "At the last recorded epoch the logged loss is {over} the cross-entropy of the predictions.",
        "At the last recorded epoch the logged loss equals the cross-entropy of the predictions.",
    ),
    "logged_apart_start": Words(
        0.0,
        0.1,
        "At the first recorded epoch the logged loss is {value} off the cross-entropy of the predictions.",
        "At the first recorded epoch the logged loss equals the cross-entropy of the predictions.",
    ),
    "not_class_weights": Words(
        0.0,
        0.03,
        "Class weights leave {value} of the difference between logged and plain loss unexplained.",
        "Class weights explain the difference between logged and plain loss.",
    ),
    "logged_accuracy_off": Words(
        0.0,
        0.06,
        "The logged accuracy is {value} further off that of the predictions than chance explains.",
        "The logged accuracy is that of the predictions, up to chance.",
    ),
    "majority_share": Words(0.3, 0.8, "The most frequent class holds {value} of the true labels."),
    "mix_distance": Words(
        0.02,
        0.2,
        "{value} of the answers would have to change for classes to be answered as often as they occur.",
        "Classes are answered as often as they occur.",
    ),
    "least_recall_early": Words(
        0.1,
        0.7,
        "Early on the worst class was recognised in {value} of its cases.",
        "Early on the worst class was never recognised.",
    ),
    "recall_spread": Words(
        0.1, 0.6, "The recalls of the classes differ by up to {value}.", "All classes are recognised alike."
    ),
    "one_answer": Words(0.4, 0.95, "The most frequent answer makes {value} of the answers."),
    "flatness": Words(0.3, 0.95, "The predictions' entropy is {value} of the most possible."),
    "spoilt_outputs": Words(
        0.0,
        1.0,
        "Recorded epochs whose outputs are not finite: {value}.",
        "The outputs of all recorded epochs are finite.",
    ),
    "values_predicted": Words(
        0.0,
        1.0,
        "The recorded outputs are values of a regression, no probabilities.",
        "The recorded outputs are class probabilities.",
    ),
    "residual_skew": Words(
        0.0,
        0.2,
        "Mean and median of the residuals differ by {value} standard deviations.",
        "Mean and median of the residuals are equal.",
    ),
}
