"""Prints a chart or the pages of a report, as large as the paper allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.export.drawing.style import POINTS_PER_INCH
from lossacc_gui.export.painter import paint

_ALIKE = 3.0
"""Points by which sheets of one size differ."""

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


def ask_and_print(drawings: Sequence[Drawing], parent: QWidget) -> bool:
    """Ask for a printer and print each on a page; False where the person gave up."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(drawings[0].title)
    if QPrintDialog(printer, parent).exec() != QPrintDialog.DialogCode.Accepted:
        return False
    return print_on(printer, drawings)


def print_on(printer: QPrinter, drawings: Sequence[Drawing]) -> bool:
    """Print in true size, smaller where the paper is; False where the printer could not be started.

    What is as large as the sheet, as the page of a report, has borders of its own: those of the printer do not shrink
    it.
    """
    from PySide6.QtPrintSupport import QPrinter

    dots = printer.resolution() / POINTS_PER_INCH
    sheet, page = printer.paperRect(QPrinter.Unit.Point), printer.pageRect(QPrinter.Unit.Point)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for number, drawing in enumerate(drawings):
        if number and not printer.newPage():
            painter.end()
            return False
        whole = abs(drawing.width - sheet.width()) < _ALIKE and abs(drawing.height - sheet.height()) < _ALIKE
        scale = 1.0 if whole else min(1.0, page.width() / drawing.width, page.height() / drawing.height)
        painter.resetTransform()
        if whole:
            painter.translate(dots * -page.x(), dots * -page.y())
        painter.scale(dots * scale, dots * scale)
        paint(painter, drawing)
    painter.end()
    return True
