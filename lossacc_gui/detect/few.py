"""What a handful of examples shows is worth a look at the most, as long as one or two of them may make it; and that
there is no more than a handful is worth a look by itself.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lossacc_gui.detect.view import View
from lossacc_gui.language import joined, say, say_many
from lossacc_gui.measure.examples import accuracy_error, apart_by_chance, examples_of, loss_error
from lossacc_gui.measure.pairing import main_of
from lossacc_gui.model.episode import Episode, Finding, FindingKind, Severity
from lossacc_gui.numerals import counted_text, points_text, unsigned_text

_OF_CHANGES = {FindingKind.OVERFITTING, FindingKind.DETERIORATION, FindingKind.UNSTEADY}


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding: what was held out has an accuracy, and only a few examples are behind it; of more than a
    handful it is told and does no harm.
    """
    held, options = view.course.held_out, view.options
    if held is None or held.accuracy is None or held.n <= options.too_short:
        return ()
    series = main_of(view.run, held.split, tuple(curves.pair for curves in view.curves)).accuracy
    known = None if series is None else examples_of(view.run, series, options)
    if known is None or not known.seen or known.reckoned > options.small_set:
        return ()
    right = float(np.clip(np.median(held.accuracy.values), 0.0, 1.0))
    apart = apart_by_chance(accuracy_error(right, known.reckoned), options)
    what = {
        "split": held.split.said,
        "step": unsigned_text(points_text(1.0 / known.reckoned)),
        "apart": unsigned_text(points_text(min(apart, 1.0))),
    }
    text = say(
        "The {split} accuracy goes in steps of {step}, as of only {examples}: checkpoints less than {apart} apart "
        "may be equally good.",
        examples=counted_text(known.reckoned, "example"),
        **what,
    )
    if known.count is not None:
        text = say_many(
            "Only {count} example stands behind the {split} accuracy: one answer moves it by {step}, and checkpoints "
            "less than {apart} apart may be equally good.",
            "Only {count} examples stand behind the {split} accuracy: one answer moves it by {step}, and checkpoints "
            "less than {apart} apart may be equally good.",
            known.count,
            **what,
        )
    ends = float(held.x[0]), float(held.x[-1])
    severity = Severity.WATCH if known.reckoned <= options.handful else Severity.BENIGN
    return (Finding(FindingKind.FEW_EXAMPLES, held.split.value, *ends, severity, text, float(known.reckoned)),)


def held_back_episode(view: View, episode: Episode) -> Episode:
    """The episode, whose severity is that of a thing to be watched where few examples are behind it."""
    few = _few(view, episode, episode.loss_change, episode.accuracy_change)
    return episode if not few else replace(episode, severity=Severity.WATCH, reason=_said(few))


def held_back_finding(view: View, finding: Finding) -> Finding:
    """A finding alike, if it is one of changes: that nothing is learned, or no number is finite, needs no sample."""
    few = 0
    if finding.kind in _OF_CHANGES:
        few = _few(view, finding, finding.loss_change or 0.0, finding.accuracy_change or 0.0)
    if not few:
        return finding
    return replace(finding, severity=Severity.WATCH, text=joined(" ", (finding.text, _said(few))))


def _few(view: View, told: Episode | Finding, loss: float, accuracy: float) -> int:
    """How many examples are behind a grave change of a loss (relative) and of an accuracy, where they are few and may
    make it by chance, as other examples of that number would (`accuracy_error`, `loss_error`); 0 where not.
    """
    curves = view.seen(told.split)
    if told.severity is not Severity.PROBLEM or curves is None or not len(curves.x):
        return 0
    examples = curves.examples.reckoned
    if examples >= view.options.fewest_examples:
        return 0
    right = float(np.clip(curves.accuracy[int(curves.loss.argmin())], 0.0, 1.0))
    losses, answers = (apart_by_chance(of(right, examples), view.options) for of in (loss_error, accuracy_error))
    return examples if np.log1p(max(loss, 0.0)) <= losses and -accuracy <= answers else 0


def _said(few: int) -> str:
    return say(
        "Worth a look and no more: of {examples} one or two more that are wrong would do the same.",
        examples=counted_text(few, "example"),
    )
