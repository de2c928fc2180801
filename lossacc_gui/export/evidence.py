"""The sentences about a run's predictions that all reports and the window share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lossacc_gui.language import Number, joined, say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.event import Event
from lossacc_gui.numerals import loss_text, percent_text, place_text, points_text, signed_loss_text, stretch_text

if TYPE_CHECKING:  # with nothing to tell of predictions, what is told of them is not loaded
    from lossacc_gui.model.evidence import Account, Change, LossSpread, PredictionEvidence, Reliability, Temperature

TITLE = "What the predictions show"
EXAMPLES = 10
"""Examples named in a report; the window lists more, and exports all."""


def evidence_texts(analysis: Analysis) -> tuple[str, ...]:
    """What the run's predictions show, a sentence a line; nothing where there are none."""
    found = analysis.evidence
    if found is None:
        return ()
    lines = [found.summary, *([found.doubt] if found.doubt else [])]
    changes = [change_of(analysis, event) for event in analysis.events]
    if found.whole is not None and all(one is None or one.summary != found.whole.summary for one in changes):
        lines.append(found.whole.summary)
    for number, change in enumerate(changes, 1):
        if change is not None:
            lines += [f"Event {number}: {change.summary}", f"Event {number}: {account_text(change.account)}"]
    lines.append(snapshot_text(found, len(found.snapshots) - 1))
    told = told_change(found)
    if told is not None:
        first = ", ".join(str(one.index) for one in told.examples[:EXAMPLES])
        where = stretch_text(told.account.start, told.account.end, found.x_name)
        if told.account.priced:
            lines.append(f"Examples that moved the loss most in {where}: {first}.")
    return tuple(lines)


def change_of(analysis: Analysis, event: Event) -> Change | None:
    """What the predictions show of an event; None where they show nothing of it."""
    found = analysis.evidence
    if found is None:
        return None
    changes = zip(analysis.episodes, found.changes, strict=True)
    return next((change for episode, change in changes if episode is event.what), None)


def told_change(found: PredictionEvidence) -> Change | None:
    """The change whose examples are named: of the first episode that has one, else of the whole run."""
    return next((change for change in found.changes if change is not None), found.whole)


def account_text(account: Account) -> str:
    """The four groups with what each adds to loss and accuracy."""
    if not account.priced:
        groups = "; ".join(
            f"{group.name} {group.examples:,} (accuracy {points_text(group.accuracy)})"
            for group in account.groups
            if group.examples
        )
        return f"{groups[0].upper()}{groups[1:]}."
    groups = "; ".join(
        f"{group.name} {group.examples:,} (loss {signed_loss_text(group.loss)}, accuracy {points_text(group.accuracy)})"
        for group in account.groups
        if group.examples
    )
    return f"{groups[0].upper()}{groups[1:]}."


HARDLY = 0.02  # of a loss: nobody recalibrates a model for less
SURE = 2.0  # standard errors: of 19 samples in 20 an interval so wide holds what is true


def worst_text(losses: LossSpread) -> str:
    """What the worst hundredth of the examples carry, with its interval; the share alone where there is none."""
    share, reach = losses.worst_share, SURE * losses.worst_error
    if not math.isfinite(reach):
        return percent_text(share, 0)
    low, high = (percent_text(min(max(end, 0.0), 1.0), 0) for end in (share - reach, share + reach))
    told = percent_text(share, 0)
    return told if low == high else say("{share} ({low} to {high})", share=told, low=low, high=high)


def calibration_text(told: Reliability) -> str:
    """The expected calibration error, held against what a calibrated model shows on as many examples."""
    most = told.usual + SURE * told.spread
    if told.ece <= most:
        return say(
            "the expected calibration error is {error}, no more than a calibrated model may show on this many examples",
            error=percent_text(told.ece),
        )
    return say(
        "the expected calibration error is {error}, where a calibrated model shows up to {most} on this many examples",
        error=percent_text(told.ece),
        most=percent_text(most),
    )


def snapshot_text(found: PredictionEvidence, at: int) -> str:
    """Plain loss against the logged one, calibration and the worst examples of a recorded epoch; the temperature."""
    one = found.snapshots[at]
    if found.predictions.numbered:
        return say(
            "At {place} {right} of the answers are right; how sure they were, and so what they cost, class numbers do "
            "not tell.",
            place=place_text(one.epoch, found.x_name),
            right=percent_text(1 - one.loss),
        )
    cost = say(
        "At {place} the predictions cost {loss} ({kind})",
        place=place_text(one.epoch, found.x_name),
        loss=loss_text(one.loss),
        kind=say("cross-entropy") if found.predictions.classified else say("squared error"),
    )
    if one.logged_loss is not None:
        cost = say("{cost}, the log says {loss}", cost=cost, loss=loss_text(one.logged_loss))
    parts: list[str] = [cost]
    if math.isfinite(one.losses.worst_error):
        worst = {"worst": Number("1 %"), "share": worst_text(one.losses)}
        parts.append(say("the worst {worst} of the examples carry {share} of it", **worst))
    if one.reliability is not None:
        parts.append(calibration_text(one.reliability))
    if one.residuals is not None:
        left = {"mean": loss_text(one.residuals.mean), "deviation": loss_text(one.residuals.deviation)}
        parts.append(say("the residuals have mean {mean} and deviation {deviation}", **left))
    text = say("{parts}.", parts=joined("; ", parts))
    return text if found.temperature is None else joined(" ", (text, _cooled_text(found.temperature)))


def _cooled_text(cooled: Temperature) -> str:
    """What one temperature would make of the last loss."""
    before, after = loss_text(cooled.loss), loss_text(cooled.cooled_loss)
    if cooled.cooled_loss > (1 - HARDLY) * cooled.loss:
        return say("No temperature would lower the last loss by {least} or more.", least=Number("2 %"))
    return say(
        "One temperature of {temperature} would bring the last loss from {before} to {after}.",
        temperature=Number(f"{cooled.temperature:.2f}"),
        before=before,
        after=after,
    )
