"""Both worse: the loss rises and the accuracy falls."""

from __future__ import annotations

from lossacc_gui.detect.stretches import regained_share, worth_attention
from lossacc_gui.detect.view import View
from lossacc_gui.model.episode import Direction, Finding, FindingKind, Severity
from lossacc_gui.numerals import points_text, relative_text, stretch_text


def find(view: View) -> tuple[Finding, ...]:
    """One finding for each stretch, a problem when loss or accuracy loses as much as makes an episode one."""
    options = view.options
    found = []
    for curves, stretches in zip(view.curves, view.stretches, strict=True):
        for s in stretches:
            directions = (s.loss, s.accuracy)
            if directions != (Direction.UP, Direction.DOWN) or not worth_attention(s, curves, options):
                continue
            regained = regained_share(s, curves, options)
            grave = s.loss_change >= options.problem_loss_rise or -s.accuracy_change >= options.problem_accuracy_fall
            grave = grave and regained < options.regained_half and curves.size > options.too_short
            severity = Severity.PROBLEM if grave else Severity.WATCH
            back = ""
            if regained >= options.regained_all:
                severity, back = Severity.BENIGN, " The run later won all of it back."
            where = stretch_text(s.start, s.end, view.run.x_name)
            found.append(
                Finding(
                    FindingKind.DETERIORATION,
                    str(curves.split),
                    s.start,
                    s.end,
                    severity,
                    f"In {where} both get worse: {curves.pair.loss.metric} {relative_text(s.loss_change)}, "
                    f"{curves.pair.accuracy.metric} {points_text(s.accuracy_change)}.{back}",
                    s.accuracy_change,
                )
            )
    return tuple(found)
