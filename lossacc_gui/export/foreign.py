"""Words with letters that the program's own font has not, as outlines of whatever font the machine has for them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lossacc_gui.export.drawing.font import FAMILY
from lossacc_gui.language import say
from lossacc_gui.model.errors import CannotWrite
from lossacc_gui.resource import resource
from lossacc_gui.system.missing import told_missing, why_no_qt

if TYPE_CHECKING:
    from PySide6.QtGui import QPainterPath

Step = tuple[str, tuple[float, ...]]
"""A command of a PDF's path (m, l, c) with its points."""


def no_qt(error: ImportError) -> CannotWrite:
    """What to say where Qt cannot be loaded."""
    why = told_missing(("offscreen",)) or say("{error}. Install what it names.", error=error)
    return CannotWrite(say("a picture needs Qt, which could not be loaded here: {why}", why=why))


@cache
def start_fonts() -> None:
    """Make the program's own font known to Qt, and start an offscreen Qt where there is none.

    CannotWrite where Qt itself cannot be loaded, because the machine lacks a library that it needs.
    """
    try:
        from PySide6.QtGui import QFontDatabase, QGuiApplication
    except ImportError as error:
        raise no_qt(error) from error

    if QGuiApplication.instance() is None:
        missing = why_no_qt(("offscreen",))
        if missing is not None:
            raise CannotWrite(say("a figure cannot be drawn here: {missing}", missing=missing))
        QGuiApplication(["lossacc", "-platform", "offscreen"])
    for name in ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def foreign_outline(text: str, size: float, bold: bool, width: float) -> QPainterPath:
    """The outline of words whose baseline begins at (0, 0), squeezed where they are wider than `width`."""
    start_fonts()
    from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QTransform

    font = QFont(FAMILY)
    font.setPixelSize(100)
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    path = QPainterPath()
    path.addText(0, 0, font, text)
    scale = size / 100
    wide = QFontMetricsF(font).horizontalAdvance(text) * scale
    return QTransform.fromScale(scale * min(1.0, width / wide) if wide else scale, scale).map(path)


def foreign_path(text: str, size: float, bold: bool, width: float) -> list[Step]:
    """The same as commands of a PDF; nothing where Qt cannot be loaded: what the words are is told all the same."""
    try:
        path = foreign_outline(text, size, bold, width)
    except CannotWrite:
        return []
    steps: list[Step] = []
    points: list[float] = []
    kinds = path.ElementType
    for i in range(path.elementCount()):
        element = path.elementAt(i)
        if element.type in (kinds.MoveToElement, kinds.LineToElement):
            steps.append(("m" if element.type == kinds.MoveToElement else "l", (element.x, element.y)))
            continue
        points += (element.x, element.y)
        if len(points) == 6:
            steps.append(("c", tuple(points)))
            points = []
    return steps
