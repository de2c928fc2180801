"""What an analysis has to say, as text, HTML, JSON and figure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from lossacc_gui.api.arguments import figure_settings, path_in, text_in
from lossacc_gui.export import html, markdown, text
from lossacc_gui.export.json import as_json
from lossacc_gui.language import say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import CannotWrite, UnreadableLog
from lossacc_gui.model.verdict import WORST_FIRST, State

_COLOURS = {State.PROBLEM: "#b3261e", State.WATCH: "#8a5a00", State.FINE: "#1b6e3c"}
_HEIGHT = "max-height:32em;overflow:auto"


@dataclass(frozen=True, slots=True)
class Figure:
    """An annotated chart as the content of a file; a notebook shows it.

    kind    "svg", "png" or "pdf"
    data    the bytes of the file
    inputs  the logs that it shows, none of which it replaces
    """

    kind: str
    data: bytes
    inputs: tuple[Path, ...] = ()

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the file; CannotWrite where `path` ends as another kind, exists already, or cannot be written."""
        from lossacc_gui.export.files import write_whole

        target = path_in("path", path)
        if target.suffix.lower() != f".{self.kind}":
            raise CannotWrite(
                say("{target} must end in .{kind}: that is what this figure is.", target=target, kind=self.kind)
            )
        write_whole(target, self.data, overwrite=overwrite, inputs=self.inputs)
        return target

    def _repr_mimebundle_(self, **_: object) -> dict[str, str | bytes]:
        """What Jupyter shows."""
        if self.kind == "svg":
            return {"image/svg+xml": self.data.decode("utf-8")}
        return {"image/png" if self.kind == "png" else "application/pdf": self.data}


class Result(Sequence["Result"]):
    """All that lossacc has to say about some runs; an item of it is one run.

    `print(result)` tells it in words, a notebook shows verdict, chart and words, `result.to_dict()` has everything.
    """

    def __init__(self, analyses: Sequence[Analysis], errors: Sequence[UnreadableLog] = ()) -> None:
        self._analyses = tuple(analyses)
        self.errors = tuple(errors)
        """The logs that could not be read, each with its path and a sentence."""

    def __len__(self) -> int:
        return len(self._analyses)

    def __getitem__(self, at: int | slice | str) -> Result:
        """One run by place or name, or several by a slice; without the errors. KeyError for a name that none has."""
        if isinstance(at, slice):
            return Result(self._analyses[at])
        if isinstance(at, str):
            named = [one for one in self._analyses if one.run.name == at]
            if not named:
                names = ", ".join(repr(one.run.name) for one in self._analyses)
                raise KeyError(f"there is no run {at!r}; the runs are {names or 'none'}")
            return Result(named)
        if not hasattr(at, "__index__"):
            raise TypeError(f"a run is taken by its place, its name or a slice, not by {type(at).__name__}")
        return Result((self._run(at),))

    def _run(self, at: int) -> Analysis:
        """The run at a place; IndexError in words where there is none."""
        if not -len(self) <= at < len(self):
            raise IndexError(f"there is no run {at}; there are {len(self)}" if len(self) else "there is no run")
        return self._analyses[at]

    def __eq__(self, other: object) -> bool:
        """Whether both tell of the very same analyses."""
        return isinstance(other, Result) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)

    @property
    def _told(self) -> tuple[int, ...]:
        return (*map(id, self._analyses), *map(id, self.errors))

    def __iter__(self) -> Iterator[Result]:
        return (Result((one,)) for one in self._analyses)

    @property
    def name(self) -> str:
        """The name of the run; several with commas between."""
        return ", ".join(one.run.name for one in self._analyses)

    @property
    def state(self) -> str:
        """ "problem", "watch", "fine", "undetermined" or "too_short"; of several runs the worst, "" of none."""
        worst = self._worst
        return "" if worst is None else worst.verdict.state.value

    @property
    def _worst(self) -> Analysis | None:
        """The first of those in the worst state."""
        return min(self._analyses, key=lambda one: WORST_FIRST.index(one.verdict.state), default=None)

    @property
    def verdict(self) -> str:
        """The verdict in words; of several runs one line each, with its name."""
        if len(self) == 1:
            return self._analyses[0].verdict.text
        return "\n".join(f"{one.run.name}: {one.verdict.text}" for one in self._analyses)

    @property
    def cause(self) -> str | None:
        """The named cause (`lossacc causes ID`), of several runs that of the worst; None where none is named."""
        return None if self._worst is None else self._worst.verdict.cause

    @property
    def keep(self) -> float | None:
        """The epoch (or step) to keep, of several runs that of the worst; None where there is none."""
        found = None if self._worst is None else self._worst.verdict.keep
        return None if found is None else float(found.chosen.x)

    @cached_property
    def text(self) -> str:
        """Verdict, events, causes, checks and remedies, as `lossacc analyze` prints them."""
        return text.as_text(self._analyses, self.errors)

    def to_json(self) -> str:
        """The contract that `lossacc schema` describes, as text."""
        return as_json(self._analyses, self.errors)

    def to_dict(self) -> dict[str, Any]:
        """The same as a dictionary: `schema_version`, `runs`, `errors`."""
        return dict(json.loads(self.to_json()))

    def to_html(self) -> str:
        """The report as one self-contained page with the charts."""
        return html.as_html(self._analyses, self.errors)

    def to_markdown(self) -> str:
        """The report as Markdown."""
        return markdown.EXPORTER.render(self._analyses, self.errors)

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write a report or a figure, by the ending of `path`; CannotWrite says why it could not be.

        Beside Markdown, which can hold no chart, that of each run is written: NAME-chart.svg, or NAME-chart-1.svg, ...
        """
        from lossacc_gui.export.files import write_all
        from lossacc_gui.export.registry import REPORTS, exporter_of

        target = path_in("path", path)
        exporter = exporter_of(target.suffix, REPORTS)
        if exporter is None:
            return self.figure(target.suffix.lower().removeprefix(".")).save(target, overwrite=overwrite)
        files = exporter.files(target, self._analyses, self.errors)
        write_all(files, overwrite=overwrite, inputs=[one.run.source for one in self._analyses])
        return target

    def figure(self, kind: str = "svg", **settings: Any) -> Figure:
        """The annotated chart of the first run as "svg", "png" or "pdf".

        Settings: preset ("screen", "nature-89", ...), width_mm, dpi, dark, smoothing (a weight of 0 to 0.99, or a text
        as the command line takes it: "1%", "median:500"), log_loss. Raises CannotWrite for another kind, BadOption for
        a wrong preset, IndexError where there is no run, TypeError for another setting.
        """
        from lossacc_gui.chart import View, chart_of
        from lossacc_gui.export.figure import figure_bytes, style_for

        view, style = figure_settings(settings)
        chart = chart_of(self._run(0), View(**view))
        kind = text_in("kind", kind, maybe_empty=True)
        content = figure_bytes(chart, kind, style_for(style.pop("preset", "screen"), **style))
        return Figure(kind, content, tuple(one.run.source for one in self._analyses))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        told = "; ".join(f"{one.run.name} [{one.verdict.state.value}]" for one in self._analyses)
        return f"<lossacc.Result {told or 'of no run'}{f', {len(self.errors)} unread' if self.errors else ''}>"

    def _repr_html_(self) -> str:
        """What Jupyter shows: verdict and chart of each run, everything in words behind a click."""
        return "\n".join([*map(_in_notebook, self), *(f"<p>{escape(str(error))}</p>" for error in self.errors)])


def _in_notebook(result: Result) -> str:
    (analysis,) = result._analyses
    verdict = analysis.verdict
    badge = f'<b style="color:{_COLOURS.get(verdict.state, "#5f6368")}">{escape(verdict.state.said)}</b>'
    drawn = f'<div style="max-width:960px">{_drawn(analysis)}</div>'
    words = f'<details><summary>All of it</summary><pre style="{_HEIGHT}">{escape(result.text)}</pre></details>'
    return f"<div><p><b>{escape(analysis.run.name)}</b>: {badge}. {escape(verdict.text)}</p>{drawn}{words}</div>"


def _drawn(analysis: Analysis) -> str:
    """The chart as an SVG element as wide as its place, with ids of its own: several outputs share one page."""
    from lossacc_gui.chart import View, chart_of
    from lossacc_gui.export.figure import laid_out, style_for
    from lossacc_gui.export.svg import svg_element, svg_of

    drawing = laid_out(chart_of(analysis, View()), style_for("screen"))
    mark = hashlib.sha256(svg_of(drawing).encode()).hexdigest()[:8]
    return svg_element(drawing, f"lossacc-{mark}-")
