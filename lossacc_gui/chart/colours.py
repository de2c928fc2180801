"""The colours that a person gives to curves and runs, and which of them are hard to see or to tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from lossacc_gui.chart.eyes import alike_on_grey_paper, alike_to_all, alike_without_red_and_green, grey_of
from lossacc_gui.chart.marks import lies_on
from lossacc_gui.chart.palette import Theme, contrast
from lossacc_gui.chart.parts import Chart, Line, Mark
from lossacc_gui.language import Number, Said, say
from lossacc_gui.model.colour import Colour

LEAST_CONTRAST = 3.0
"""Of a curve against its background, as WCAG 2.2 (1.4.11) asks of what must be told apart."""


def with_colours(chart: Chart, colours: tuple[Colour, ...]) -> Chart:
    """The chart of one run with these colours; of several for a curve the last one counts."""
    if not colours:
        return chart
    lines = tuple(replace(line, colour=_own(line, colours)) for line in chart.lines)
    return replace(chart, lines=lines, marks=tuple(_like_its_curve(mark, lines) for mark in chart.marks))


def in_greys(chart: Chart) -> Chart:
    """The chart with a person's colours as grey paper shows them."""
    return replace(
        chart,
        lines=tuple(replace(one, colour=one.colour and grey_of(one.colour)) for one in chart.lines),
        marks=tuple(replace(one, colour=one.colour and grey_of(one.colour)) for one in chart.marks),
        runs=tuple(replace(one, colour=one.colour and grey_of(one.colour)) for one in chart.runs),
    )


def dressed(theme: Theme, chart: Chart) -> Theme:
    """The theme with the colours that a person gives to runs, and with axes in the colours of their curves."""
    if chart.runs:
        return replace(theme, runs=tuple(run.colour or theme.run(i) for i, run in enumerate(chart.runs)))
    left, right = _tied(theme.left, "left", theme, chart), _tied(theme.right, "right", theme, chart)
    return replace(theme, left=left, right=right)


def name_of(line: Line, chart: Chart) -> str:
    """What a person's colour of a curve is for: its metric, with its split where other curves have the same metric."""
    shared = any(one.metric == line.metric and one.split != line.split for one in chart.lines)
    return f"{line.metric}:{line.split}" if shared else line.metric


def pale_notes(colours: Iterable[Colour], background: str) -> tuple[Said, ...]:
    """A sentence on each colour that does not stand out from this background as it should."""
    return tuple(
        say(
            "{rgb} ({name}) is hard to see: {ratio} to 1 against the background {background}; curves want 3 to 1.",
            rgb=one.rgb,
            name=one.name,
            ratio=Number(f"{contrast(one.rgb, background):.1f}"),
            background=background,
        )
        for one in colours
        if contrast(one.rgb, background) < LEAST_CONTRAST
    )


def colour_notes(chart: Chart, colours: Iterable[Colour], theme: Theme) -> tuple[Said, ...]:
    """A sentence on each of these colours of curves of one run that is pale, and on each two that look alike."""
    drawn = tuple(one for one in colours if any(one.is_of(line.metric, line.split) for line in chart.lines))
    return (*pale_notes(drawn, theme.background), *alike_notes(chart, theme))


def alike_notes(chart: Chart, theme: Theme) -> Iterator[Said]:
    """Dashes tell splits and rings tell axes; what is left to colours are the curves of one axis and split."""
    curves = [line for line in chart.lines if line.role == "smooth" and line.run is None]
    for one, other in combinations(curves, 2):
        if (one.axis, one.split) != (other.axis, other.split) or not (one.colour or other.colour):
            continue
        pair = theme.of(one), theme.of(other)
        where = _where_alike(*pair)
        if where:
            yield say(
                "{one} ({rgb}) and {other} ({other_rgb}) look alike {where}.",
                one=name_of(one, chart),
                rgb=pair[0],
                other=name_of(other, chart),
                other_rgb=pair[1],
                where=where,
            )


def _where_alike(one: str, other: str) -> str:
    """Where two colours are not told apart, empty where they always are."""
    if alike_to_all(one, other):
        return say("to all eyes")
    grey, hueless = alike_on_grey_paper(one, other), alike_without_red_and_green(one, other)
    if grey and hueless:
        return say("on grey paper and to eyes that take red for green")
    return say("on grey paper") if grey else say("to eyes that take red for green") if hueless else ""


def _tied(tones: tuple[str, ...], side: str, theme: Theme, chart: Chart) -> tuple[str, ...]:
    """The tones of an axis whose first curves have colours of their own: it takes that which they share, or none."""
    own = {line.colour for line in chart.lines if line.axis == side and line.tone == 0}
    if not own or "" in own:
        return tones
    return (own.pop() if len(own) == 1 else theme.ink, *tones[1:])


def _own(line: Line, colours: tuple[Colour, ...]) -> str:
    return next((one.rgb for one in reversed(colours) if one.is_of(line.metric, line.split)), "")


def _like_its_curve(mark: Mark, lines: tuple[Line, ...]) -> Mark:
    colour = next((line.colour for line in lines if lies_on(mark, line)), "")
    return replace(mark, colour=colour) if colour else mark
