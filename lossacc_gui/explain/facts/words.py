"""What each fact is told as, and over which range of its values it speaks.

The ranges are in the unit of the fact and hold for any run: they were set by what a person would call little and much,
before weights were fitted, and are not fitted themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from types import MappingProxyType

from lossacc_gui.explain.facts.fact import Words
from lossacc_gui.measure.ruler import MOST_CLASSES


def _found(what: str) -> Words:
    """Half of a run is as much as all of it."""
    return Words(
        0.0, 0.5, f"In {{value}} of the run {what} ({{where}}).", f"Nowhere in the run was it found that {what}."
    )


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        # what was found before anybody asked why
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
        "found_blow_up": _found("the loss blows up"),
        "found_spikes": Words(
            0.0, 2.0, "Spikes of the loss that stand out: {value}.", "No spike of the loss stands out."
        ),
        "found_steps": Words(
            0.0, 2.0, "Steps of the loss to another level: {value}.", "The loss never steps to another level."
        ),
        # how the losses move
        "val_rise": Words(
            0.0,
            0.4,
            "Validation loss (smoothed) ended {value} against its best.",
            "Validation loss (smoothed) ended at its best.",
        ),
        "val_rise_errors": Words(
            0.0,
            6.0,
            "The rise of validation loss since its best is {value} beyond what the jitter of the curve explains.",
            "Validation loss did not rise by more than its jitter explains.",
        ),
        "val_fall": Words(
            0.0,
            1.5,
            "At its best, validation loss (smoothed) stood {value} against its first value.",
            "Validation loss (smoothed) was at its best where it began.",
        ),
        "train_fall": Words(
            0.0,
            2.0,
            "At its best, training loss (smoothed) stood {value} against its first value.",
            "Training loss (smoothed) was at its best where it began.",
        ),
        "train_fall_after_best": Words(
            0.0,
            0.6,
            "Since validation loss was best, training loss (smoothed) changed by {value}.",
            "Training loss (smoothed) ended where it was when validation loss was best.",
        ),
        "train_late_fall": Words(
            0.0,
            0.3,
            "Over the last {bound} of the run training loss (smoothed) changed by {value}.",
            "Training loss (smoothed) stood still over the last {bound} of the run.",
            bound="25 %",
        ),
        "train_end_up": Words(
            0.0,
            0.4,
            "Training loss (smoothed) ended {value} against its best.",
            "Training loss (smoothed) ended at its best.",
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
            "Validation loss jumps by {value} from point to point (its standard deviation).",
            "Validation loss does not jump from point to point.",
        ),
        "train_noise": Words(
            log(0.003),
            log(0.15),
            "Training loss jumps by {value} from point to point (its standard deviation).",
            "Training loss does not jump from point to point.",
        ),
        "noise_lead": Words(
            0.5,
            8.0,
            "Validation loss jumps {value} times as far as training loss (each held against its own level plus "
            "{bound} of its first value, and against {least} of that at the least).",
            "Validation loss jumps as far as training loss (each held against its own level plus {bound} of its "
            "first value).",
            1.0,
            bound="5 %",
            least="0.1 %",
        ),
        "val_spike": Words(
            0.0,
            0.8,
            "The highest single point of the validation loss stands {value} off the smoothed curve ({where}).",
            "No point of the validation loss stands out.",
        ),
        "train_jump_errors": Words(
            2.0,
            12.0,
            "The largest step up of the training loss is {value} times its usual jump, or times a jump of {bound} "
            "where that is more ({where}).",
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
            "After the first {bound} of the run all losses fell together by {value} or more in a single step "
            "({where}).",
            "The losses never fell together in a single step after the first {bound} of the run.",
            bound="20 %",
        ),
        "gap_end": Words(
            -0.4,
            1.0,
            "At the end validation loss stood {value} against training loss (medians, {where}).",
            "At the end validation loss and training loss were alike (medians, {where}).",
        ),
        "gap_growth": Words(
            -0.1,
            0.6,
            "Since validation loss was best, its distance to training loss changed by {value} (logarithms of the "
            "losses plus {bound} of the first of them).",
            "The distance of the losses is what it was when validation loss was best.",
            bound="5 %",
        ),
        "gap_first": Words(
            -0.4,
            0.4,
            "In the first {bound} points validation loss stood {value} against training loss.",
            "In the first {bound} points the losses were alike.",
            bound="2",
        ),
        "gap_halfway": Words(
            -0.4,
            0.5,
            "When training loss had gone {bound} of its way (as a logarithm), validation loss stood {value} against it "
            "({where}, smoothed).",
            "When training loss had gone {bound} of its way (as a logarithm), validation loss was as low ({where}).",
            bound="50 %",
        ),
        "early_rate": Words(
            0.0,
            1.2,
            "Until training loss had gone {bound} of its way (as a logarithm), validation loss went {value} times as "
            "far.",
            "Until training loss had gone {bound} of its way (as a logarithm), validation loss gained nothing.",
            bound="50 %",
        ),
        "val_ahead_share": Words(
            0.0,
            1.0,
            "Validation loss was below training loss at {value} of the points (both smoothed).",
            "Validation loss was never below training loss (both smoothed).",
        ),
        # how the answers move
        "accuracy_start": Words(0.1, 0.9, "Accuracy began at {value}."),
        "accuracy_end": Words(0.1, 1.0, "Accuracy ended at {value} (median, {where})."),
        "accuracy_gain": Words(
            0.0,
            0.4,
            "At its best, accuracy (smoothed) was {value} against its first value.",
            "Accuracy (smoothed) was at its best where it began.",
        ),
        "errors_left": Words(log(0.01), log(0.6), "At its best, accuracy (smoothed) was {value}."),
        "errors_gone": Words(
            0.0,
            1.0,
            "At the best accuracy (smoothed) the number of errors stood {value} against the first point.",
            "At the best accuracy (smoothed) there were as many errors as at the first point.",
        ),
        "accuracy_fall": Words(
            0.0, 0.1, "Accuracy (smoothed) ended {value} below its best.", "Accuracy (smoothed) ended at its best."
        ),
        "accuracy_fall_errors": Words(
            0.0,
            6.0,
            "The fall of the accuracy since its best is {value} of the curve.",
            "Accuracy did not fall by more than its jitter.",
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
            "Accuracy jumps by {value} from point to point (its standard deviation).",
            "Accuracy does not jump from point to point.",
        ),
        "accuracy_constant": Words(
            0.05,
            0.8,
            "The commonest number of the accuracy, to {bound} decimals, stands at {value} of the points.",
            bound="4",
        ),
        "accuracy_extreme": Words(
            0.0,
            0.5,
            "Accuracy was exactly {bound} at {value} of the points.",
            "Accuracy was never exactly {bound}.",
            bound="0 % or 100 %",
        ),
        "accuracy_grain": Words(0.002, 0.025, "The closest accuracies of the log are {value} apart."),
        "train_accuracy_gain": Words(
            0.0,
            0.6,
            "At its best, training accuracy (smoothed) was {value} against its first value.",
            "Training accuracy (smoothed) was at its best where it began.",
        ),
        "train_errors_left": Words(log(0.005), log(0.6), "At its best, training accuracy (smoothed) was {value}."),
        "answers_gap_end": Words(
            -0.1,
            0.3,
            "At the end training accuracy was {value} against validation accuracy (medians, {where}).",
            "At the end both accuracies were alike (medians, {where}).",
        ),
        "answers_gap_first": Words(
            -0.2,
            0.1,
            "In the first {bound} points training accuracy was {value} against validation accuracy.",
            "In the first {bound} points both accuracies were alike.",
            bound="2",
        ),
        "answers_gap_halfway": Words(
            -0.2,
            0.2,
            "When training accuracy had gone {bound} of its way, it was {value} against validation accuracy ({where}, "
            "smoothed).",
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
            "Validation accuracy jumps {value} times as far as training accuracy (jumps of less than {bound} "
            "counted as such).",
            "Validation accuracy jumps as far as training accuracy.",
            1.0,
            bound="0.1 points",
        ),
        # loss against accuracy
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
            "Where the loss was best, it was {value} times that of a calibrated model of this accuracy with {bound} "
            "classes (smoothed).",
            "Where the loss was best, it was that of a calibrated model of this accuracy with {bound} classes "
            "(smoothed).",
            1.0,
            bound="2",
        ),
        "ten_way_ratio": Words(
            -1.0,
            0.6,
            "Where the loss was best, it was {value} times that of a calibrated model of this accuracy with {bound} "
            "classes (smoothed).",
            "Where the loss was best, it was that of a calibrated model of this accuracy with {bound} classes "
            "(smoothed).",
            1.0,
            bound="10",
        ),
        "train_two_way_ratio": Words(
            -0.5,
            1.0,
            "At the end training loss was {value} times that of a calibrated model of its accuracy with {bound} "
            "classes (smoothed).",
            "At the end training loss was that of a calibrated model of its accuracy with {bound} classes (smoothed).",
            1.0,
            bound="2",
        ),
        "chance_share": Words(
            0.0,
            0.8,
            "At {value} of the points loss and accuracy are those of guessing ({bound}).",
            "Loss and accuracy were never those of guessing.",
            bound="ln K and 1/K",
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
        # the loss against the ruler
        "loss_repeated": Words(0.2, 0.95, "The loss is the very same number at {value} of the points."),
        "loss_below_zero": Words(
            0.0,
            0.5,
            "The loss is below zero at {value} of the points, which no cross-entropy can be ({where}).",
        ),
        "dearest_errors": Words(
            log(3.5),
            log(5.5),
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
        "over_entropy": Words(
            -0.5,
            0.7,
            "At the end the loss is {value} times the most that a calibrated model of this accuracy loses ({where}; "
            "counted with {bound} classes where their number is not known).",
            bound=str(MOST_CLASSES),
        ),
        "off_smoothed_floor": Words(
            -0.6,
            -0.15,
            "At the end the loss stands {value} off the floor that label smoothing sets for this number of classes "
            "({where}).",
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
            0.05,
            "Smoothed labels leave {value} of the difference between logged and plain loss unexplained.",
            "Smoothed labels explain the difference between logged and plain loss.",
        ),
        # what else the log holds
        "learning_rate_drops": Words(
            0.0,
            1.0,
            "Drops of the logged learning rate: {value} ({where}).",
            "The logged learning rate was never dropped.",
        ),
        "step_at_rate_drop": Words(
            0.0,
            0.3,
            "At a drop of the learning rate the loss changed by {value} (medians of {bound} points, {where}).",
            "The loss did not move where the learning rate was dropped.",
            bound="3",
        ),
        "rise_after_rate_drop": Words(
            0.0,
            0.3,
            "After the learning rate was first dropped, validation loss (smoothed) rose by {size} from its best since "
            "then.",
            "After the learning rate was first dropped, validation loss (smoothed) did not rise.",
        ),
        "restarts": Words(
            0.0,
            1.0,
            "Places at which the log starts over or was resumed: {value} ({where}).",
            "The log runs through without a restart.",
        ),
        "penalty_share": Words(
            0.0,
            0.4,
            "At the end the plain cross-entropy logged beside the loss stood {value} against it.",
            "At the end the loss is the plain cross-entropy logged beside it.",
        ),
        "plain_loss_change": Words(
            -0.3,
            0.0,
            "After the first {bound} of the run the plain cross-entropy changed by {value}.",
            "After the first {bound} of the run the plain cross-entropy stood still.",
            bound="33 %",
        ),
        "gradient_spike": Words(
            3.0,
            20.0,
            "The largest gradient norm is {value} times the median ({where}).",
            "The gradient norm never rose.",
            1.0,
        ),
        "accuracy_over_balanced": Words(
            0.0,
            0.2,
            "At the end accuracy was {value} against the balanced metric of the same examples.",
            "At the end the balanced metric agrees with accuracy.",
        ),
        "regression_metrics": Words(
            0.0,
            1.0,
            "Metrics of regression in the log ({bound}): {value}.",
            "The log has no metric of regression.",
            bound="squared error, absolute error, R2",
        ),
        "not_finite_share": Words(
            0.0, 0.03, "{value} of the losses are no number or beyond all bounds ({where}).", "All losses are numbers."
        ),
        "ends_lost": Words(
            0.0,
            1.0,
            "A loss ends as no number, or before its accuracy does ({where}).",
            "The losses are numbers to the end.",
        ),
        # what the run's own predictions show
        "overconfidence": Words(
            -0.05,
            0.15,
            "In the last predictions confidence is {value} against accuracy.",
            "In the last predictions confidence equals accuracy.",
        ),
        "overconfidence_at_best": Words(
            -0.12,
            0.05,
            "Where its loss was best, confidence was {value} against accuracy.",
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
            "Where the loss was best, the mean loss of the errors was their median.",
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
            "At the first recorded epoch the logged loss is {value} against the cross-entropy of the predictions.",
            "At the first recorded epoch the logged loss is the cross-entropy of the predictions.",
        ),
        "logged_over_plain": Words(
            0.0,
            0.2,
            "At the last recorded epoch the logged loss is {value} against the cross-entropy of the predictions.",
            "At the last recorded epoch the logged loss is the cross-entropy of the predictions.",
        ),
        "logged_apart_start": Words(
            0.0,
            0.1,
            "At the first recorded epoch the logged loss is {value} off the cross-entropy of the predictions.",
            "At the first recorded epoch the logged loss is the cross-entropy of the predictions.",
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
)
