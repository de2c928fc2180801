"""A script that draws a figure anew with matplotlib, from the numbers beside it."""

from __future__ import annotations

from collections.abc import Iterable

from lossacc_gui.chart.palette import BAND_ALPHA
from lossacc_gui.export.paper.redrawn import SIGN_WIDTHS, Redrawn
from lossacc_gui.export.unparted import unparted

_FEWEST = 12
_LETTER_EMS = 0.62
"""Width of a letter of a legend in matplotlib's own font, in font sizes, with its share of the sample before it."""
_MARKERS = {"diamond": "D", "triangle": "^"}
_BODY = '''

def plain(text):
    """Text in which matplotlib takes no dollar for the beginning of a formula, and all is one line of letters."""
    text = " ".join(text.encode("utf-8", "backslashreplace").decode().splitlines())
    return text.replace("$", r"\\$")


def wrapped(text):
    """A label in lines that fit into the figure; numbers stay beside their units."""
    return textwrap.fill(plain(text), LEGEND_LETTERS, break_on_hyphens=False)


def read():
    """The columns of the data by name."""
    with open(HERE / DATA, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: [float(row[name]) for row in rows] for name in (rows[0] if rows else ())}


def axes_of(figure):
    """The vertical axes by side; the first has the x axis and the bands."""
    axes = {}
    for side, title, low, high, scale, colour, ticks in AXES:
        axis = next(iter(axes.values())).twinx() if axes else figure.subplots()
        axis.set_yscale(scale)
        axis.set_ylim(low, high)
        axis.minorticks_off()
        if ticks:
            axis.set_yticks([place for place, _ in ticks], [plain(text) for _, text in ticks])
        axis.set_ylabel(plain(title))
        axis.yaxis.set_label_position(side)
        axis.yaxis.set_ticks_position(side)
        axis.spines["top"].set_visible(False)
        for other in ("left", "right"):
            axis.spines[other].set_visible(other == side)
        axis.spines[side].set_color(colour)
        axes[side] = axis
    title, low, high, scale = X_AXIS
    first = next(iter(axes.values()))
    first.set_xscale(scale)
    first.set_xlim(low, high)
    first.set_xlabel(plain(title))
    if TICKS:
        first.set_xticks([place for place, _ in TICKS], [plain(text) for _, text in TICKS])
    return axes


def draw(figure):
    """Everything, from back to front."""
    data, axes = read(), axes_of(figure)
    first = next(iter(axes.values()))
    handles, labels, last = [], [], []
    for low, high, number, row, colour, edge, aside, label in SPANS:
        middle = STRIP - BAR_SHARE * (row + 0.5)
        if aside:
            first.axvspan(low, high, ymin=middle - 0.008, ymax=middle + 0.008, color=colour, linewidth=0)
            if label:
                last.append((plt.Line2D([], [], color=colour, linewidth=2.5), label))
        else:
            first.axvspan(low, high, ymin=STRIP, color=colour, alpha=BAND_ALPHA, linewidth=0)
            for x in {low, high}:
                first.axvline(x, ymin=STRIP, color=colour, linewidth=0.6, linestyle=edge)
        if number:
            first.annotate(
                str(number),
                ((low * high) ** 0.5 if X_AXIS[3] == "log" else (low + high) / 2, middle if aside else 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 0 if aside else 3 + 1.7 * FONT_SIZE * row),
                textcoords="offset points",
                ha="center",
                va="center_baseline" if aside else "bottom",
                fontsize=0.88 * FONT_SIZE,
                fontweight="bold",
                zorder=9,
                bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": colour, "linewidth": 0.6},
            )
    if LANE:
        first.annotate(
            plain(LANE),
            (0, LANE_MIDDLE),
            xycoords="axes fraction",
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=0.88 * FONT_SIZE,
            color="0.35",
        )
    for side, level, text in LEVELS:
        axes[side].axhline(level, color="0.35", linewidth=0.5, linestyle=":")
        axes[side].annotate(
            plain(text),
            (1, level),
            xycoords=("axes fraction", "data"),
            xytext=(-2, 1),
            textcoords="offset points",
            ha="right",
            fontsize=0.88 * FONT_SIZE,
            color="0.35",
        )
    for x, y, label, side, colour, width, dashes, every in CURVES:
        (line,) = axes[side].plot(
            data[x],
            data[y],
            color=colour,
            linewidth=width,
            linestyle=dashes,
            marker="o" if every else "",
            markevery=max(every, 1),
            markersize=3 * width,
            markerfacecolor="white",
        )
        if label:
            handles.append(line)
            labels.append(label)
    for x, y, label, side, colour, marker in POINTS:
        if y is None:
            sign = first.axvline(x, ymin=STRIP, color=colour, linewidth=0.8, linestyle=":")
        else:
            look = {"color": colour, "marker": marker, "linestyle": "", "markersize": SIGN_SIZE}
            (sign,) = axes[side].plot([x], [y], zorder=8, clip_on=False, **look)
        if label:
            handles.append(sign)
            labels.append(label)
    handles += [handle for handle, _ in last]
    labels = [wrapped(label) for label in [*labels, *(label for _, label in last)]]
    if labels:
        legend = figure.legend(
            handles,
            [f" {label}" for label in labels],  # matplotlib leaves out what begins with _
            loc="outside upper left",
            ncols=LEGEND_COLUMNS,
            frameon=False,
            fontsize=0.88 * FONT_SIZE,
        )
        for text, label in zip(legend.get_texts(), labels):
            text.set_text(label)


def main():
    """Draw into the file named on the command line."""
    plt.rcParams.update({"font.size": FONT_SIZE, "pdf.fonttype": 42, "svg.fonttype": "none"})
    figure = plt.figure(figsize=SIZE, layout="constrained")
    if AXES:
        draw(figure)
    figure.savefig(sys.argv[1] if len(sys.argv) > 1 else HERE / OUTPUT, dpi=300)


if __name__ == "__main__":
    main()
'''


def script_of(redrawn: Redrawn, name: str, made_by: str) -> str:
    """The script beside NAME-data.csv; it needs matplotlib 3.7 and nothing else, and writes NAME-matplotlib.pdf."""
    return "\n".join([*_head(redrawn, name, made_by), *_lists(redrawn)]) + _BODY


def _head(redrawn: Redrawn, name: str, made_by: str) -> Iterable[str]:
    width, height, _, _ = redrawn.size
    return (
        f'"""Draws the figure from {name}-data.csv with matplotlib 3.7 or later; written by {made_by}.',
        "",
        f"    python {name}-matplotlib.py [FILE.pdf|.svg|.png]",
        '"""',
        "",
        "import csv",
        "import sys",
        "import textwrap",
        "from pathlib import Path",
        "",
        "import matplotlib",
        "",
        'matplotlib.use("Agg")',
        "import matplotlib.pyplot as plt",
        "",
        "HERE = Path(__file__).resolve().parent",
        f'DATA = "{name}-data.csv"',
        f'OUTPUT = "{name}-matplotlib.pdf"',
        f"SIZE = ({width / 72:.3f}, {height / 72:.3f})  # inches",
        f"FONT_SIZE = {redrawn.style.font_pt:g}",
        f"STRIP = {redrawn.strip:.3g}  # of the height, free of curves for the bars at the bottom",
        f"BAR_SHARE = {redrawn.bar:.3g}  # of the height, from one bar to the next",
        f"LANE, LANE_MIDDLE = {redrawn.lane!r}, {redrawn.lane_middle:.3g}  # whose events are bars, and where",
        f"SIGN_SIZE = {SIGN_WIDTHS * redrawn.style.line_pt:.3g}",
        f"BAND_ALPHA = {BAND_ALPHA:g}",
        f"LEGEND_COLUMNS = {redrawn.legend_columns}",
        f"LEGEND_LETTERS = {max(_FEWEST, int(width / redrawn.legend_columns / (_LETTER_EMS * redrawn.style.font_pt)))}",
    )


def _lists(redrawn: Redrawn) -> Iterable[str]:
    x = redrawn.x
    yield f"X_AXIS = {(x.title, x.low, x.high, _scale(x.log))!r}  # title, from, to, scale"
    yield from _listed("TICKS", "place, text; empty for the usual ones", redrawn.ticks)
    axes = [
        (side, axis.title, redrawn.floor(axis), axis.high, _scale(axis.log), colour, ticks)
        for side, axis, colour, ticks in redrawn.axes
    ]
    yield from _listed("AXES", "side, title, from, to, scale, colour, ticks (empty for the usual ones)", axes)
    curves = [
        (one.x, one.y, one.label, one.side, one.colour, round(one.width, 3), _line_style(one.dashes), one.every)
        for one in redrawn.curves
    ]
    yield from _listed(
        "CURVES", "column of x, of y, label, axis, colour, width, dashes, points from ring to ring", curves
    )
    spans = [
        (one.low, one.high, one.number, one.row, one.colour, _line_style(one.dashes), one.aside, unparted(one.label))
        for one in redrawn.spans
    ]
    yield from _listed("SPANS", "from, to, number, row of the number, colour, edge, at the bottom, label", spans)
    yield from _listed("LEVELS", "axis, level, text", redrawn.levels)
    points = [
        (one.x, one.y, unparted(one.label), one.side, one.colour, _MARKERS.get(one.shape, "")) for one in redrawn.points
    ]
    yield from _listed("POINTS", "x, y or None for a line, label, axis, colour, marker", points)


def _listed(name: str, about: str, rows: Iterable[tuple[object, ...]]) -> Iterable[str]:
    yield f"{name} = [  # {about}"
    yield from (f"    {row!r}," for row in rows)
    yield "]"


def _scale(log: bool) -> str:
    return "log" if log else "linear"


def _line_style(dashes: tuple[float, ...]) -> object:
    return (0, dashes) if dashes else "-"
