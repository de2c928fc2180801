"""A drawing as pixels: Qt's painter with the letters as outlines of the program's own font."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.export.drawing.style import MM_PER_INCH, POINTS_PER_INCH
from lossacc_gui.export.foreign import no_qt
from lossacc_gui.language import Number, say
from lossacc_gui.model.errors import CannotWrite

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


def image_of(drawing: Drawing, dpi: float) -> QImage:
    """The drawing at a resolution; CannotWrite where Qt or the memory is missing."""
    try:
        from PySide6.QtGui import QColor, QImage, QPainter

        from lossacc_gui.export.painter import paint
    except ImportError as error:
        raise no_qt(error) from error

    scale = dpi / POINTS_PER_INCH
    image = QImage(round(drawing.width * scale), round(drawing.height * scale), QImage.Format.Format_RGB32)
    if image.isNull():
        raise CannotWrite(say("there is not enough memory for a picture at {dpi} dpi.", dpi=Number(f"{dpi:g}")))
    image.fill(QColor(drawing.background))
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint(painter, drawing, on_pixels=True)
    painter.end()
    image.setDotsPerMeterX(round(dpi / MM_PER_INCH * 1000))
    image.setDotsPerMeterY(round(dpi / MM_PER_INCH * 1000))
    return image
