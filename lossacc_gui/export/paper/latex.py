"""Words as LaTeX sets them, and the lines that place a figure in a paper."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from lossacc_gui.chart.parts import Band, Chart
from lossacc_gui.export.drawing.bands import first_told
from lossacc_gui.export.drawing.style import MM_PER_INCH, POINTS_PER_INCH, FigureStyle
from lossacc_gui.export.unparted import unparted
from lossacc_gui.model.plain import plain_text

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi o pi rho varsigma sigma tau upsilon"
    " phi chi psi omega"
)
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    **{sign: f"\\{sign}" for sign in "#$%&_{}"},
    "-": "{-}",  # two of them are no dash
    "\u00a0": "~",
    "\u2009": r"\,",
    "\u202f": r"\,",
    "\u2060": "",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "…": r"\dots{}",
    "·": r"\textperiodcentered{}",
    "°": r"\textdegree{}",
    **{
        sign: rf"\ensuremath{{{command}}}"
        for sign, command in {
            **{"−": "-", "×": r"\times", "±": r"\pm", "≤": r"\leq", "≥": r"\geq", "≈": r"\approx", "≠": r"\neq"},
            **{"→": r"\to", "←": r"\leftarrow", "∞": r"\infty", "√": r"\surd", "∑": r"\sum", "∆": r"\Delta"},
            **{"²": "^2", "³": "^3", "¹": "^1", "½": r"\frac12", "¬": r"\neg", "÷": r"\div", "µ": r"\mu"},
        }.items()
    },
    **{chr(0x3B1 + i): rf"\ensuremath{{\{name}}}" for i, name in enumerate(_GREEK.split()) if name != "o"},
}
_LETTERS = range(0xC0, 0x17F)
"""Accented Latin letters, which every LaTeX of today reads."""
_MOST_TOLD = 8
"""Events of which a caption tells: more would fill the page."""
_WIDEST = 6.9
"""Inches: no page of a paper has a wider line of text."""

LETTER = r"\providecommand\lossaccletter[2]{\ifdefined\XeTeXversion#1\else\ifdefined\directlua#1\else#2\fi\fi}"
"""A letter that only XeLaTeX and LuaLaTeX know, or the number that others print for it."""


def escaped(text: str) -> str:
    """A text that LaTeX prints as it is, whatever is in it; no line parts a number from its unit."""
    return "".join(map(_escaped, unparted(plain_text(text))))


def with_letters(text: str) -> str:
    """LaTeX after the definition that its rare letters need."""
    return f"{LETTER}\n{text}" if r"\lossaccletter" in text else text


def _escaped(letter: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if letter.isascii() or ord(letter) in _LETTERS:
        return letter
    if 0xD800 <= ord(letter) < 0xE000:  # a byte of a file name that is no UTF-8
        return escaped(f"\\x{ord(letter) & 0xFF:x}")
    return rf"\lossaccletter{{{letter}}}{{[U+{ord(letter):04X}]}}"


def snippet_of(chart: Chart, style: FigureStyle, name: str, made_by: str) -> str:
    """A floating figure with NAME-figure.pdf, or NAME-pgfplots.tex in its place, a caption and the label fig:NAME."""
    # Names are long words: a line may end after their signs.
    short = re.sub(r"(\\_|/)(?=\w)", r"\1\\allowbreak{}", f"Training run {escaped(chart.title)}")
    lines = [
        rf"% Written by {made_by}. In the preamble: \usepackage[T1]{{fontenc}} \usepackage{{textcomp,graphicx}}",
        r"\begin{figure}[t] % figure* where it is to span both columns",
        r"  \centering",
        f"  {_included(style, name)}",
        r"  % Or set by LaTeX itself; in the preamble: \usepackage{pgfplots} \pgfplotsset{compat=1.16}",
        f"  % {_set(style, name)}",
        f"  \\caption[{{{short}}}]{{%",
        *textwrap.wrap(
            " ".join(_caption(chart, style, short)),
            110,
            initial_indent="    ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        ),
        r"  }",
        rf"  \label{{fig:{name}}}",
        r"\end{figure}",
        "",
    ]
    return with_letters("\n".join(lines))


def _included(style: FigureStyle, name: str) -> str:
    file = f"{{{name}-figure.pdf}}"
    inches = style.width_pt / POINTS_PER_INCH
    if inches > _WIDEST:
        return rf"\includegraphics[width=\linewidth]{file} % made for {inches:.1f} in: its letters shrink"
    return rf"\includegraphics{file} % {inches * MM_PER_INCH:.1f} mm wide with letters of {style.font_pt:g} pt"


def _set(style: FigureStyle, name: str) -> str:
    picture = rf"\input{{{name}-pgfplots}}"
    too_wide = style.width_pt / POINTS_PER_INCH > _WIDEST
    return rf"\resizebox{{\linewidth}}{{!}}{{{picture}}}" if too_wide else picture


def _caption(chart: Chart, style: FigureStyle, short: str) -> Iterator[str]:
    axes = " and ".join(escaped(axis.title) for axis in (chart.left, chart.right) if axis is not None)
    yield f"{short}: {axes or 'no curves'} over {escaped(chart.x.title)}."
    if style.parts.captions:
        if chart.verdict:
            yield escaped(chart.verdict)
        if chart.bands and style.parts.bands:
            yield from _told(chart.bands, style)
    if style.parts.notes:
        yield from (escaped(note) for note in chart.footnotes)


def _told(bands: tuple[Band, ...], style: FigureStyle) -> Iterator[str]:
    first = sorted(bands, key=first_told)[:_MOST_TOLD]
    told = [
        (rf"\textbf{{{band.number}}} " if style.parts.numbers else "") + escaped(band.caption)
        for band in sorted(first, key=lambda band: band.number)
    ]
    yield "Marked are " + "; ".join(told) + "."
    if len(bands) > len(first):
        yield f"{len(bands) - len(first)} more events are marked."
