"""The run ends with a stretch in which neither loss nor accuracy moves; where that is most of it, far from good in
training as well, more epochs will not help.
"""

from __future__ import annotations

from lossacc_gui.detect.stretches import Stretch
from lossacc_gui.detect.view import View
from lossacc_gui.language import say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.trend import late_share
from lossacc_gui.model.episode import Direction, Finding, FindingKind, Severity
from lossacc_gui.numerals import points_text, relative_text


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each pair."""
    found = []
    for curves, stretches in zip(view.curves, view.stretches, strict=True):
        if not stretches:
            continue
        last = stretches[-1]
        flat = last.loss is Direction.FLAT and last.accuracy is Direction.FLAT
        flat = flat and not _falls_on(view, str(curves.split))
        # curves that jump may be called flat though a person sees them gone elsewhere
        flat = flat and abs(last.loss_change) < view.options.loss_effect
        flat = flat and abs(last.accuracy_change) < view.options.accuracy_effect
        if flat and last.points >= max(view.options.window_least + 1, view.options.plateau_share * curves.size):
            found.append(
                Finding(
                    FindingKind.PLATEAU,
                    str(curves.split),
                    last.start,
                    last.end,
                    Severity.WATCH if _early_and_low(view, curves, last) else Severity.BENIGN,
                    say(
                        "Nothing moves any more: {loss} {loss_change}, {accuracy} {accuracy_change}. Going on alike "
                        "will hardly change it.",
                        loss=curves.pair.loss.metric,
                        loss_change=relative_text(last.loss_change),
                        accuracy=curves.pair.accuracy.metric,
                        accuracy_change=points_text(last.accuracy_change),
                    ),
                    float(last.points),
                )
            )
    return tuple(found)


def _early_and_low(view: View, curves: Aligned, last: Stretch) -> bool:
    """Whether most of the run is spent at a level that is far from good and was near from the start, in training too;
    of the split that leads, as the others say the same.

    Of many classes a low accuracy may be a good one, but not where the loss hardly fell to get there.
    """
    options, lead = view.options, view.course.lead
    if lead is None or curves.split is not lead.split or last.points < options.plateau_early * curves.size:
        return False
    sides = [side for side in (lead, view.course.train) if side is not None]
    low = all(s.accuracy is not None and float(s.accuracy.smooth[-1]) < options.hardly_accuracy for s in sides)
    fell = [float(s.loss.values[0] - s.loss.smooth[-1]) for s in sides if s.loss is not None]
    return low and bool(fell) and max(fell) < options.hardly_loss


def _falls_on(view: View, split: str) -> bool:
    """Whether the loss of the split still falls, taken over the last quarter of the run."""
    side = next((one for one in (view.course.lead, view.course.train_own) if one and one.split.value == split), None)
    return side is not None and side.loss is not None and late_share(side.loss) >= view.options.low_late
