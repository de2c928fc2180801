"""How much attention an episode deserves, and by which rule."""

from __future__ import annotations

from lossacc_gui.detect.stretches import Stretch
from lossacc_gui.model.episode import Pattern, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import percent_text, points_text, relative_text


def severity_of(
    pattern: Pattern, stretch: Stretch, regained: bool, pinned: bool, options: Options
) -> tuple[Severity, str]:
    """The severity of a disagreement, and the rule that decided it as a sentence.

    `regained`: whether the run later won back half of what the stretch lost; what passes is no problem.
    `pinned`: whether the accuracy has not moved by an example since the run began.
    """
    match pattern:
        case Pattern.LOSS_WORSE_ACCURACY_FLAT | Pattern.LOSS_WORSE_ACCURACY_BETTER:
            return _loss_worse(stretch, regained, options)
        case Pattern.LOSS_BETTER_ACCURACY_WORSE | Pattern.LOSS_FLAT_ACCURACY_WORSE:
            return _accuracy_worse(stretch, regained, options)
        case Pattern.LOSS_BETTER_ACCURACY_FLAT:
            return _accuracy_flat(stretch, pinned, options)
        case Pattern.LOSS_FLAT_ACCURACY_BETTER:
            points = points_text(stretch.accuracy_change)
            return Severity.BENIGN, f"Benign: the accuracy improves ({points}) while the loss stays where it is."


def _loss_worse(stretch: Stretch, regained: bool, options: Options) -> tuple[Severity, str]:
    measured = f"the loss rose ({relative_text(stretch.loss_change)})"
    limit = percent_text(options.problem_loss_rise, 0)
    if regained:
        return Severity.WATCH, f"Watch: {measured}, but the run later won back half of it or more."
    if stretch.loss_change >= options.problem_loss_rise:
        return (
            Severity.PROBLEM,
            f"Problem: {measured}, {limit} or more, so its probabilities can no longer be trusted.",
        )
    return Severity.WATCH, f"Watch: {measured}, less than {limit}, and the accuracy has not suffered."


def _accuracy_worse(stretch: Stretch, regained: bool, options: Options) -> tuple[Severity, str]:
    measured = f"the accuracy fell ({points_text(stretch.accuracy_change)})"
    limit = points_text(options.problem_accuracy_fall, 0).removeprefix("+")
    if regained:
        return Severity.WATCH, f"Watch: {measured}, but the run later won back half of it or more."
    if -stretch.accuracy_change >= options.problem_accuracy_fall:
        return (
            Severity.PROBLEM,
            f"Problem: {measured}, {limit} or more, and the loss does not show it.",
        )
    return Severity.WATCH, f"Watch: {measured}, less than {limit}, and the loss does not show it."


def _accuracy_flat(stretch: Stretch, pinned: bool, options: Options) -> tuple[Severity, str]:
    measured = f"the loss improves ({relative_text(stretch.loss_change)})"
    level, limit = percent_text(stretch.accuracy_to), percent_text(options.high_accuracy, 0)
    if pinned:
        return Severity.WATCH, f"Watch: {measured} but the accuracy has not moved from {level} since the run began."
    if stretch.accuracy_to >= options.high_accuracy:
        return Severity.BENIGN, f"Benign: {measured} and the accuracy is high ({level}, {limit} or more)."
    return Severity.WATCH, f"Watch: {measured} but the accuracy stays at {level}, below {limit}."
