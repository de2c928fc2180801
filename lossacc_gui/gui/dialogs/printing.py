"""Prints a chart on a page, as large as the page allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.export.painter import paint

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


def ask_and_print(drawing: Drawing, parent: QWidget) -> bool:
    """Ask for a printer and print; False where the person gave up."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(drawing.title)
    if QPrintDialog(printer, parent).exec() != QPrintDialog.DialogCode.Accepted:
        return False
    return print_on(printer, drawing)


def print_on(printer: QPrinter, drawing: Drawing) -> bool:
    """Print in true size, smaller where the page is; False where the printer could not be started."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    from PySide6.QtPrintSupport import QPrinter

    dots = printer.resolution() / 72
    page = printer.pageRect(QPrinter.Unit.Point)
    scale = min(1.0, page.width() / drawing.width, page.height() / drawing.height)
    painter.scale(dots * scale, dots * scale)
    paint(painter, drawing)
    painter.end()
    return True
