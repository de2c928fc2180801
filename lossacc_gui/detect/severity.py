"""How much attention an episode deserves, and by which rule."""

from __future__ import annotations

from lossacc_gui.detect.stretches import Stretch
from lossacc_gui.language import say
from lossacc_gui.measure.harm import SEEN_ACCURACY, Rise
from lossacc_gui.model.episode import Direction, Pattern, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.numerals import change_text, percent_text, points_text, unsigned_text


def severity_of(
    pattern: Pattern, stretch: Stretch, rise: Rise, regained: float, at_ease: bool, pinned: bool, options: Options
) -> tuple[Severity, str]:
    """The severity of a disagreement, and the rule that decided it as a sentence.

    `rise`: what the loss rose by, of a stretch in which it did.
    `regained`: the share of what the stretch lost that the run later won back; what passes is no problem.
    `at_ease`: whether the loss ends no higher than that of a calibrated model that is nearly always right.
    `pinned`: whether the accuracy has not moved by an example since the run began.
    """
    match pattern:
        case Pattern.LOSS_WORSE_ACCURACY_FLAT | Pattern.LOSS_WORSE_ACCURACY_BETTER:
            return _loss_worse(stretch, rise, regained, at_ease, options)
        case Pattern.LOSS_BETTER_ACCURACY_WORSE | Pattern.LOSS_FLAT_ACCURACY_WORSE:
            return _accuracy_worse(stretch, regained, options)
        case Pattern.LOSS_BETTER_ACCURACY_FLAT:
            return _accuracy_flat(stretch, pinned, options)
        case Pattern.LOSS_FLAT_ACCURACY_BETTER:
            points = points_text(stretch.accuracy_change)
            return Severity.BENIGN, say(
                "Harmless: the accuracy improves ({change}) while the loss stays where it is.", change=points
            )


def _loss_worse(stretch: Stretch, rise: Rise, regained: float, at_ease: bool, options: Options) -> tuple[Severity, str]:
    measured = say("the loss rose ({change})", change=change_text(stretch.loss_from, stretch.loss_to))
    if at_ease:
        return Severity.BENIGN, say(
            "Harmless: {measured}, but is no higher than that of a calibrated model with {right} of its answers right.",
            measured=measured,
            right=percent_text(stretch.accuracy_to),
        )
    if rise.is_slight(options):
        return Severity.BENIGN, say(
            "Harmless: {measured}, which takes {lost} of the probability of the right answers away.",
            measured=measured,
            lost=percent_text(rise.probability_lost),
        )
    if regained >= options.regained_half:
        return _won_back(measured, regained, options)
    return (_by_probability if rise.in_nats(options) else _by_share)(measured, stretch, rise, options)


def _by_probability(measured: str, stretch: Stretch, rise: Rise, options: Options) -> tuple[Severity, str]:
    told = {"measured": measured, "lost": percent_text(rise.probability_lost)}
    if rise.is_grave(options):
        return Severity.PROBLEM, say(
            "Problem: {measured}, which takes {lost} of the probability of the right answers away.", **told
        )
    return Severity.WATCH, say(
        "Worth a look: {measured}, which takes {lost} of the probability of the right answers away, and {suffered}.",
        suffered=_suffered(stretch),
        **told,
    )


def _by_share(measured: str, stretch: Stretch, rise: Rise, options: Options) -> tuple[Severity, str]:
    limit = percent_text(options.problem_loss_rise, 0)
    if rise.is_grave(options):
        return Severity.PROBLEM, say("Problem: {measured}, so what it measures has got far worse.", measured=measured)
    suffered = _suffered(stretch)
    if stretch.loss_change >= options.problem_loss_rise:
        return Severity.WATCH, say(
            "Worth a look: {measured}, from next to nothing to little beside what it began with, and {suffered}.",
            measured=measured,
            suffered=suffered,
        )
    return Severity.WATCH, say(
        "Worth a look: {measured}, less than {limit}, and {suffered}.",
        measured=measured,
        limit=limit,
        suffered=suffered,
    )


def _suffered(stretch: Stretch) -> str:
    if stretch.accuracy is Direction.UP:
        return say("the accuracy improved")
    if stretch.accuracy_change <= -SEEN_ACCURACY:
        return say("what the accuracy lost ({change}) may be chance", change=points_text(stretch.accuracy_change))
    return say("the accuracy has not suffered")


def _accuracy_worse(stretch: Stretch, regained: float, options: Options) -> tuple[Severity, str]:
    measured = say("the accuracy fell ({change})", change=points_text(stretch.accuracy_change))
    limit = unsigned_text(points_text(options.problem_accuracy_fall, 0))
    if regained >= options.regained_half:
        return _won_back(measured, regained, options)
    if -stretch.accuracy_change >= options.problem_accuracy_fall:
        return Severity.PROBLEM, say(
            "Problem: {measured}, {limit} or more, and the loss does not show it.", measured=measured, limit=limit
        )
    return Severity.WATCH, say(
        "Worth a look: {measured}, less than {limit}, and the loss does not show it.", measured=measured, limit=limit
    )


def _won_back(measured: str, regained: float, options: Options) -> tuple[Severity, str]:
    if regained >= options.regained_all:
        return Severity.BENIGN, say("Harmless: {measured}, but the run later won all of it back.", measured=measured)
    share = percent_text(regained, 0)
    return Severity.WATCH, say(
        "Worth a look: {measured}, but the run later won back {share} of it.", measured=measured, share=share
    )


def _accuracy_flat(stretch: Stretch, pinned: bool, options: Options) -> tuple[Severity, str]:
    measured = say("the loss improves ({change})", change=change_text(stretch.loss_from, stretch.loss_to))
    level = percent_text(stretch.accuracy_to)
    if pinned:
        return (
            Severity.WATCH,
            say(
                "Worth a look: {measured} but the accuracy has not moved from {level} since the run began.",
                measured=measured,
                level=level,
            ),
        )
    if stretch.accuracy_change <= -SEEN_ACCURACY:
        return Severity.BENIGN, say(
            "Harmless: {measured}; that the accuracy ends at {level} ({change}) may be chance.",
            measured=measured,
            level=level,
            change=points_text(stretch.accuracy_change),
        )
    if stretch.accuracy_change >= SEEN_ACCURACY:
        return Severity.BENIGN, say(
            "Harmless: {measured} and the accuracy ends at {level}; nothing gets worse.", measured=measured, level=level
        )
    return Severity.BENIGN, say(
        "Harmless: {measured} while the accuracy stays at {level}; nothing gets worse.", measured=measured, level=level
    )
