"""Icons drawn as SVG in one colour, repainted in the theme's text colour."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.resource import resource


def icon(name: str, theme: Theme, colour: str | None = None, size: int = 20) -> QIcon:
    """resources/icons/<name>.svg in `colour` (default: the text colour), as large as beside letters, crisp anywhere."""
    application = QGuiApplication.instance()
    scale = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    return QIcon(pixmap(name, colour or theme.text, enlarged(size), scale))


def pixmap(name: str, colour: str, size: int, scale: float) -> QPixmap:
    """The icon as a picture of `size` logical pixels for a screen with `scale` device pixels each."""
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    picture = QPixmap(QSize(size, size) * scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture
