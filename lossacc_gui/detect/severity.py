"""How much attention an episode deserves, and by which rule."""

from __future__ import annotations

from lossacc_gui.model.episode import Pattern, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import percent_text, points_text, relative_text


def severity_of(
    pattern: Pattern, loss_change: float, accuracy_change: float, accuracy_to: float, options: Options
) -> tuple[Severity, str]:
    """The severity of a pattern with these changes (loss relative, accuracy absolute), and the rule in a sentence."""
    loss = relative_text(loss_change)
    points = points_text(accuracy_change)
    match pattern:
        case Pattern.LOSS_WORSE_ACCURACY_FLAT | Pattern.LOSS_WORSE_ACCURACY_BETTER:
            if loss_change >= options.problem_loss_rise:
                return Severity.PROBLEM, (
                    f"problem: the loss rose by {loss}, {relative_text(options.problem_loss_rise)} or more, "
                    "so its probabilities are no longer to be trusted"
                )
            return Severity.WATCH, f"watch: the loss rose by {loss} while the accuracy did not suffer ({points})"
        case Pattern.LOSS_BETTER_ACCURACY_WORSE | Pattern.LOSS_FLAT_ACCURACY_WORSE:
            if -accuracy_change >= options.problem_accuracy_fall:
                return Severity.PROBLEM, (
                    f"problem: the accuracy fell by {points}, {percent_text(options.problem_accuracy_fall, 0)} "
                    "of all examples or more, and the loss does not show it"
                )
            return Severity.WATCH, f"watch: the accuracy fell by {points} and the loss does not show it"
        case Pattern.LOSS_BETTER_ACCURACY_FLAT:
            if accuracy_to < options.high_accuracy:
                return Severity.WATCH, (
                    f"watch: the loss improves ({loss}) but the accuracy stays at {percent_text(accuracy_to)}, "
                    f"below {percent_text(options.high_accuracy, 0)}"
                )
            return Severity.BENIGN, (
                f"benign: the accuracy is high ({percent_text(accuracy_to)}) and the loss still improves ({loss})"
            )
        case Pattern.LOSS_FLAT_ACCURACY_BETTER:
            return Severity.BENIGN, f"benign: the accuracy improves ({points}) at the same loss"
