"""What every part of a figure needs to place its words: style, colours and the width of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from lossacc_gui.chart.colours import dressed
from lossacc_gui.chart.palette import Theme
from lossacc_gui.chart.parts import Chart
from lossacc_gui.export.drawing.primitives import Text
from lossacc_gui.export.drawing.style import SMALL, FigureStyle
from lossacc_gui.export.unparted import NO_BREAK, as_typed, unparted

Measure = Callable[[str, float, bool], float]
"""The width in points of a text in a size (points), bold or not."""

LEADING = 1.28
"""From one line of words to the next, in font sizes."""
_BREAK_AFTER = f"/_-.,;:\\{NO_BREAK}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure's style with what follows from it; lengths in points.

    fewer    how many times fewer points curves have than can be seen: while a view moves they are soon painted anew
    colours  those that a window or a person has in place of the style's
    """

    style: FigureStyle
    measure: Measure
    fewer: int = 1
    colours: Theme | None = None

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self.colours or self.style.theme

    def dressed_for(self, chart: Chart) -> Sheet:
        """The sheet with the colours that a person gives to this chart."""
        return replace(self, colours=dressed(self.theme, chart))

    @property
    def em(self) -> float:
        """The font size."""
        return self.style.font_pt

    @property
    def small(self) -> float:
        """The size of footnotes and captions."""
        return SMALL * self.em

    @property
    def hair(self) -> float:
        """The width of axes and edges."""
        return 0.55 * self.style.line_pt

    @property
    def margin(self) -> float:
        """What stays free at the border."""
        return 0.7 * self.em

    def text(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float | None = None,
        anchor: Literal["left", "middle", "right"] = "left",
        colour: str = "",
        bold: bool = False,
    ) -> Text:
        """Words on a baseline at y whose left end, middle or right end is at x."""
        size = self.em if size is None else size
        width = self.measure(text, size, bold)
        left = x - {"left": 0.0, "middle": 0.5, "right": 1.0}[anchor] * width
        return Text(left, y, text, size, width, colour or self.theme.ink, bold)

    def wrapped(self, text: str, width: float, size: float, *, bold: bool = False, most: int = 99) -> list[str]:
        """The text in lines no wider than `width`; a word that is too long is broken, after a sign where it has one.

        What needs more lines than `most` is shortened in its middle: names differ at their ends.
        """
        lines = self._wrapped(text, width, size, bold)
        low, high = 1, len(text)  # letters that are kept: the shorter the fewer lines
        if len(lines) <= most:
            return lines
        while low < high - 1:
            middle = (low + high) // 2
            low, high = (
                (middle, high)
                if len(self._wrapped(_shortened(text, middle), width, size, bold)) <= most
                else (low, middle)
            )
        return self._wrapped(_shortened(text, low), width, size, bold)[:most]

    def cut(self, lines: list[str], most: int, width: float, size: float) -> list[str]:
        """The first lines, the last of them ending in dots where others follow."""
        if len(lines) <= most or not most:
            return lines[:most]
        last = lines[most - 1]
        while last and self.measure(f"{last}…", size, False) > width:
            last = last[:-1]
        return [*lines[: most - 1], f"{last}…"]

    def _wrapped(self, text: str, width: float, size: float, bold: bool) -> list[str]:
        lines: list[str] = []
        line = ""
        for word in filter(None, unparted(text).split(" ")):
            whole = f"{line} {word}" if line else word
            if self.measure(whole, size, bold) <= width:
                line = whole
                continue
            if line:
                lines.append(line)
            *full, line = self._broken(word, width, size, bold)
            lines += full
        return [as_typed(one).strip() for one in (*lines, line) if one]

    def _broken(self, word: str, width: float, size: float, bold: bool) -> Iterator[str]:
        while self.measure(word, size, bold) > width and len(word) > 1:
            # By halving, within twice what fits last: a name of 10,000 letters is not measured at each of them.
            fits, beyond = 1, 2
            while beyond < len(word) and self.measure(word[:beyond], size, bold) <= width:
                fits, beyond = beyond, 2 * beyond
            beyond = min(beyond, len(word))
            while fits < beyond - 1:
                middle = (fits + beyond) // 2
                fits, beyond = (middle, beyond) if self.measure(word[:middle], size, bold) <= width else (fits, middle)
            nice = max((word.rfind(sign, 0, fits) + 1 for sign in _BREAK_AFTER), default=0)
            cut = nice if nice > fits // 2 else fits
            yield word[:cut]
            word = word[cut:]
        yield word

    def lines(
        self, texts: list[str], x: float, top: float, *, size: float, colour: str = "", bold: bool = False
    ) -> tuple[list[Text], float]:
        """Lines of words under each other from `top` on, and where they end."""
        placed = [
            self.text(text, x, top + (i * LEADING + 0.98) * size, size=size, colour=colour, bold=bold)
            for i, text in enumerate(texts)
        ]
        return placed, top + len(texts) * LEADING * size


def _shortened(text: str, kept: int) -> str:
    """The first and last letters of a text, `kept` in all, with dots between them."""
    return f"{text[: (kept + 1) // 2].rstrip()}…{text[len(text) - kept // 2 :].lstrip()}"
