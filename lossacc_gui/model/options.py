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
