"""A picture for LaTeX that draws a figure anew with pgfplots, from the numbers beside it."""

from __future__ import annotations

from collections.abc import Iterator

from lossacc_gui.chart.palette import BAND_ALPHA
from lossacc_gui.chart.parts import Axis
from lossacc_gui.export.drawing.axes import Ticks
from lossacc_gui.export.drawing.style import SMALL
from lossacc_gui.export.paper.latex import escaped, with_letters
from lossacc_gui.export.paper.redrawn import SIGN_WIDTHS, Curve, Redrawn

_TOP = 0.93
"""Share of the height of the frame above which words over a line would be cut off."""
_MARKS = {"diamond": "diamond*", "triangle": "triangle*"}
_ROW_EMS = 1.7


def picture_of(redrawn: Redrawn, name: str, made_by: str) -> str:
    r"""The picture for \input beside NAME-data.csv; pgfplots 1.16 or later."""
    return with_letters("\n".join([*_lines(redrawn, name, made_by), ""]))


def _lines(redrawn: Redrawn, name: str, made_by: str) -> Iterator[str]:
    yield f"% Written by {made_by}; draws {name}-data.csv."
    yield r"% In the preamble: \usepackage[T1]{fontenc} \usepackage{textcomp,pgfplots} \pgfplotsset{compat=1.16}"
    yield r"\begin{tikzpicture}"
    for colour in _colours(redrawn):
        yield rf"\definecolor{{{_named(colour)}}}{{HTML}}{{{colour[1:].upper()}}}"
    small = SMALL * redrawn.style.font_pt
    yield rf"\def\lossaccsmall{{\fontsize{{{small:.2f}}}{{{1.2 * small:.2f}}}\selectfont}}"
    yield from _style(redrawn)
    for i, (side, axis, colour, ticks) in enumerate(redrawn.axes):
        first, last = i == 0, i == len(redrawn.axes) - 1
        yield from _begun(redrawn, side, axis, colour, ticks, first=first)
        if first:
            yield from _behind(redrawn, axis)
        yield from _levels(redrawn, side, axis)
        yield from _drawn(redrawn, side, name)
        if last:
            yield from _legend(redrawn)
        yield r"\end{axis}"
    yield from _numbers(redrawn)
    yield from _lane(redrawn)
    yield r"\end{tikzpicture}%"


def _style(redrawn: Redrawn) -> Iterator[str]:
    _, _, width, _ = redrawn.size
    height = _height(redrawn)
    em, x = redrawn.style.font_pt, redrawn.x
    wrapped = f", text width={width - 4 * em:.0f}bp" if redrawn.legend_columns == 1 else ""
    yield r"\pgfplotsset{lossacc/.style={"
    yield f"  scale only axis, width={width:.2f}bp, height={height:.2f}bp, xmin={x.low:.12g}, xmax={x.high:.12g},"
    yield r"  unbounded coords=jump, filter discard warning=false,"
    yield r"  tick align=outside, tick pos=lower, scaled ticks=false, line join=round,"
    yield r"  /pgf/number format/1000 sep={\,},"
    font = rf"\fontsize{{{em:.2f}}}{{{1.2 * em:.2f}}}\selectfont"
    yield f"  tick label style={{font={font}}}, label style={{font={font}, align=center}},"
    yield rf"  legend style={{font=\lossaccsmall, draw=none, fill=none, cells={{anchor=west, align=left{wrapped}}},"
    yield r"  nodes={inner sep=2pt, text depth={}}},"  # else pgfplots gives a label of two lines the room of one
    yield r"}}"


def _begun(redrawn: Redrawn, side: str, axis: Axis, colour: str, ticks: Ticks, *, first: bool) -> Iterator[str]:
    modes = f"xmode={_mode(redrawn.x)}, ymode={_mode(axis)}"  # in a style pgfplots would not look for them
    across = (
        f"axis x line*=bottom, name=lossacc, xlabel={{{escaped(redrawn.x.title)}}}," if first else "axis x line=none,"
    )
    yield rf"\begin{{axis}}[lossacc, axis y line*={side}, {across}"
    yield f"  {modes}, ymin={redrawn.floor(axis):.12g}, ymax={axis.high:.12g}, ylabel={{{escaped(axis.title)}}},"
    yield f"  y axis line style={{draw={_named(colour)}}}, ytick pos={side},"
    yield from _ticks("y", ticks)
    if first:
        yield from _ticks("x", redrawn.ticks)
    height = _height(redrawn)
    above = (0.6 + _ROW_EMS * redrawn.rows) * redrawn.style.font_pt
    yield f"  legend style={{at={{(0,{1 + above / height:.4f})}}, anchor=south west}},"
    yield f"  legend columns={redrawn.legend_columns},"
    yield "]"


def _ticks(axis: str, ticks: Ticks) -> Iterator[str]:
    """The numbers of an axis; without any it has those that pgfplots thinks of."""
    if ticks:
        places = ",".join(f"{place:.12g}" for place, _ in ticks)
        texts = ",".join(f"{{{escaped(text)}}}" for _, text in ticks)
        yield f"  {axis}tick={{{places}}}, {axis}ticklabels={{{texts}}}, {axis}minorticks=false,"


def _height(redrawn: Redrawn) -> float:
    """That of the frame in points, with the bars below the curves."""
    return redrawn.size[3] / (1 - redrawn.strip)


def _behind(redrawn: Redrawn, axis: Axis) -> Iterator[str]:
    """The bands, with a place in the middle of each that has a number."""
    floor = f"{redrawn.floor(axis):.12g}"
    for span in redrawn.spans:
        colour, low, high = _named(span.colour), f"{span.low:.12g}", f"{span.high:.12g}"
        if span.aside:
            up = f"yshift={_bar(redrawn, span.row):.1f}bp"
            ends = f"([{up}]axis cs:{low},{floor}) -- ([{up}]axis cs:{high},{floor})"
            yield rf"\draw[{colour}, line width=2pt] {ends};"
        else:
            if span.high > span.low:
                top = f"axis cs:{high},{axis.high:.12g}"
                yield rf"\fill[{colour}, opacity={BAND_ALPHA:g}] (axis cs:{low},{axis.low:.12g}) rectangle ({top});"
            dash = _dash(span.dashes, 0.6)
            for x in dict.fromkeys((low, high)):
                ends = f"(axis cs:{x},{axis.low:.12g}) -- (axis cs:{x},{axis.high:.12g})"
                yield rf"\draw[{colour}, line width=0.6pt{dash}] {ends};"
        if span.number:
            middle = (span.low * span.high) ** 0.5 if redrawn.x.log else (span.low + span.high) / 2
            yield rf"\coordinate (lossacc-{span.number}) at (axis cs:{middle:.12g},{axis.low:.12g});"
    for point in redrawn.points:
        if point.y is None:
            ends = f"(axis cs:{point.x:.12g},{axis.low:.12g}) -- (axis cs:{point.x:.12g},{axis.high:.12g})"
            yield rf"\draw[{_named(point.colour)}, densely dotted] {ends};"


def _levels(redrawn: Redrawn, side: str, axis: Axis) -> Iterator[str]:
    for level, text in ((level, text) for at, level, text in redrawn.levels if at == side):
        y = f"{level:.12g}"
        low, high = f"{redrawn.x.low:.12g}", f"{redrawn.x.high:.12g}"
        place = "below" if level > _TOP * axis.high + (1 - _TOP) * axis.low else "above"
        yield (
            rf"\draw[gray, dotted] (axis cs:{low},{y}) --"
            rf" node[pos=1, {place} left, inner sep=1pt, font=\lossaccsmall] {{{escaped(text)}}} (axis cs:{high},{y});"
        )


def _drawn(redrawn: Redrawn, side: str, name: str) -> Iterator[str]:
    for curve in redrawn.curves:
        if curve.side == side:
            ring = (
                f", {_ring(curve)}, mark repeat={curve.every}, mark phase={curve.every // 2 + 1}" if curve.every else ""
            )
            yield (
                rf"\addplot[{_pen(curve)}{ring or ', mark=none'}, forget plot]"
                rf" table[col sep=comma, x={curve.x}, y={curve.y}] {{{name}-data.csv}};"
            )
    for point in redrawn.points:
        if point.side == side and point.y is not None:
            mark = f"mark={_MARKS.get(str(point.shape), '*')}, mark size={_sign(redrawn)}"
            look = f"only marks, {_named(point.colour)}, {mark}"
            yield rf"\addplot[{look}, forget plot] coordinates {{({point.x:.12g},{point.y:.12g})}};"


def _legend(redrawn: Redrawn) -> Iterator[str]:
    entries = [
        (f"{_pen(curve)}{', ' + _ring(curve) if curve.every else ''}", curve.label)
        for curve in redrawn.curves
        if curve.label
    ]
    for point in redrawn.points:
        if point.label:
            mark = (
                f"only marks, mark size={_sign(redrawn)}, mark={_MARKS.get(str(point.shape), '*')}"
                if point.y is not None
                else "densely dotted"
            )
            entries.append((f"{_named(point.colour)}, {mark}", point.label))
    entries += [(f"{_named(span.colour)}, line width=2pt", span.label) for span in redrawn.spans if span.label]
    for look, label in entries:
        yield rf"\addlegendimage{{{look}}}"
        yield rf"\addlegendentry{{{escaped(label)}}}"


def _numbers(redrawn: Redrawn) -> Iterator[str]:
    em = redrawn.style.font_pt
    for span in redrawn.spans:
        if span.number:
            side, up, anchor = "north", 2.0 + _ROW_EMS * em * span.row, "south"
            if span.aside:
                side, up, anchor = "south", _bar(redrawn, span.row), "center"
            at = f"[yshift={up:.1f}bp]lossacc.{side} -| lossacc-{span.number}"
            look = f"draw={_named(span.colour)}, fill=white, rounded corners=1pt, inner sep=1.5pt, anchor={anchor}"
            yield rf"\node[{look}, font=\lossaccsmall\bfseries] at ({at}) {{{span.number}}};"


def _lane(redrawn: Redrawn) -> Iterator[str]:
    if redrawn.lane:
        at = f"[xshift=-3bp, yshift={redrawn.lane_middle * _height(redrawn):.1f}bp]lossacc.south west"
        yield rf"\node[anchor=east, inner sep=1pt, gray, font=\lossaccsmall] at ({at}) {{{escaped(redrawn.lane)}}};"


def _bar(redrawn: Redrawn, row: int) -> float:
    """How high a bar lies in the frame, in points."""
    return (redrawn.strip - redrawn.bar * (row + 0.5)) * _height(redrawn)


def _ring(curve: Curve) -> str:
    return f"mark=*, mark size={1.6 * curve.width:.3g}pt, mark options={{solid, fill=white}}"


def _sign(redrawn: Redrawn) -> str:
    """Half the size of a marked value, as pgfplots counts it."""
    return f"{SIGN_WIDTHS / 2 * redrawn.style.line_pt:.3g}pt"


def _mode(axis: Axis) -> str:
    return "log" if axis.log else "normal"


def _pen(curve: Curve) -> str:
    return f"{_named(curve.colour)}, line width={curve.width:.3g}pt{_dash(curve.dashes, curve.width)}"


def _dash(dashes: tuple[float, ...], width: float) -> str:
    if not dashes:
        return ""
    on, off = (length * width for length in dashes)
    return f", dash pattern=on {on:.3g}pt off {off:.3g}pt"


def _colours(redrawn: Redrawn) -> list[str]:
    used = [colour for _, _, colour, _ in redrawn.axes]
    for group in (redrawn.curves, redrawn.spans, redrawn.points):
        used += [one.colour for one in group]
    return list(dict.fromkeys(used))


def _named(colour: str) -> str:
    return f"lossacc{colour[1:]}"
