"""The sample logs that come with the program, and what each of them teaches."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from lossacc_gui.model.episode import Pattern
from lossacc_gui.resource import resource


@dataclass(frozen=True, slots=True)
class Sample:
    """A log of a real, small training.

    path      the log: a file or a run folder
    teaser    one sentence for somebody who looks for a sample to open
    rows      the rows of the source documents' table that it shows, such as "S11"
    cause     the id of the cause that the analysis should name, None where nothing is wrong
    patterns  the patterns that its episodes should show, none where it has no episode
    source    the title of the source document that tells of it, empty where none does
    """

    id: str
    path: Path
    title: str
    teaser: str
    rows: tuple[str, ...]
    cause: str | None
    patterns: tuple[Pattern, ...]
    source: str

    @property
    def evidence(self) -> Path | None:
        """The run's own predictions beside the log, if they were kept."""
        beside = self.path.parent / "predictions.npz"
        return beside if beside.is_file() else None


def samples() -> tuple[Sample, ...]:
    """All samples, in the order in which to show them. Reads one small file, never a log."""
    folder = resource("samples")
    table = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))
    return tuple(
        Sample(
            id=entry["id"],
            path=folder / entry["file"],
            title=entry["title"],
            teaser=entry["teaser"],
            rows=tuple(entry["rows"]),
            cause=entry.get("cause"),
            patterns=tuple(Pattern(name) for name in entry["patterns"]),
            source=entry.get("source", ""),
        )
        for entry in table["samples"]
    )
