"""Every threshold of the analysis, with its unit and the reason for its value."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from lossacc_gui.model.errors import BadOption


def option(default: Any, unit: str, reason: str) -> Any:
    """A field of Options that says its unit and why its value is what it is."""
    return field(default=default, metadata={"unit": unit, "reason": reason})


@dataclass(frozen=True, slots=True)
class Options:
    """Thresholds; see `described` for units and reasons."""

    n_examples: int = option(0, "examples", "size of the validation set; 0 infers it from the logged accuracies")
    most_examples: int = option(
        20_000, "examples", "largest size inferred: beyond it single precision hides the counts"
    )
    inference_luck: float = option(
        0.01, "probability", "a size that arbitrary numbers would fit this often is no inference"
    )
    most_bins: int = option(2000, "points", "longer curves are averaged to this many: more than a screen can show")

    window_share: float = option(
        0.05, "of the run", "change is judged over a twentieth of the run: less is not seen on a chart"
    )
    window_least: int = option(3, "points", "a median of fewer points removes no spike")
    loss_margin: float = option(
        0.02, "relative change over a window on each side", "2 % of loss is about a line's width"
    )
    accuracy_margin: float = option(0.006, "change over a window on each side", "0.6 points is about a line's width")
    length_share: float = option(1 / 15, "of the run", "shorter stretches are a moment, not a phase")
    length_least: int = option(4, "points", "three points in a row happen by chance")
    loss_effect: float = option(
        0.08, "relative change", "a stretch of moving loss alone is worth attention from 8 % on"
    )
    accuracy_effect: float = option(
        0.02, "change", "a stretch of moving accuracy alone is worth attention from 2 points on"
    )
    both_loss_effect: float = option(0.04, "relative change", "when both move the same way half of that each is enough")
    both_accuracy_effect: float = option(
        0.012, "change", "when both move the same way about half of that each is enough"
    )
    least_confidence: float = option(
        0.3, "probability", "below it the answer is undetermined: a shaded band must be trusted"
    )
    problem_loss_rise: float = option(0.25, "relative change", "a quarter more loss: the probabilities are far off")
    problem_accuracy_fall: float = option(0.05, "change", "one example in twenty is newly wrong")
    high_accuracy: float = option(0.9, "fraction", "above it there is little left for the accuracy to gain")
    switch_cost: float = option(1.0, "log-odds", "a new phase must be e times likelier than going on with the old")

    pattern_weight: float = option(1.0, "log-odds", "a cause that makes the episode's pattern is e times likelier")
    least_score: float = option(0.03, "share of belief", "a cause believed in less than one in thirty is not shown")
    most_causes: int = option(6, "causes", "nobody checks more")

    def changed(self, settings: dict[str, str]) -> Options:
        """These options with `settings` (name -> text) applied; BadOption names what is wrong."""
        known = {f.name: f for f in fields(self)}
        values: dict[str, Any] = {}
        for name, text in settings.items():
            if name not in known:
                raise BadOption(f"there is no option {name!r}; the options are {', '.join(known)}")
            kind = type(known[name].default)
            try:
                values[name] = kind(text)
            except ValueError as error:
                raise BadOption(
                    f"option {name} takes a number ({known[name].metadata['unit']}), not {text!r}"
                ) from error
        return replace(self, **values)


def described(options: Options) -> tuple[tuple[str, Any, str, str], ...]:
    """(name, value, unit, reason) of every option, in order."""
    return tuple((f.name, getattr(options, f.name), f.metadata["unit"], f.metadata["reason"]) for f in fields(options))
