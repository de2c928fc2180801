"""The lines of the palette: model and painting."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.palette.things import Found, Thing

_Index = QModelIndex | QPersistentModelIndex
FOUND_ROLE = Qt.ItemDataRole.UserRole
MARGIN = 8
KIND_EMS = 6
"""Line heights that the column of kinds takes."""
MORE_SHARE = 0.45
"""Share of a line that keys or a reason take where a title has no room for more."""


class Lines(QAbstractListModel):
    """What was found, line by line."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._found: tuple[Found, ...] = ()

    def show(self, found: tuple[Found, ...]) -> None:
        """List this from now on."""
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    def thing(self, index: QModelIndex) -> Thing | None:
        """What stands in a line."""
        return self._found[index.row()].thing if index.isValid() else None

    def rowCount(self, parent: _Index | None = None) -> int:
        """One row a thing."""
        return 0 if parent is not None and parent.isValid() else len(self._found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for the eye, and all of it for who listens."""
        found = self._found[index.row()]
        thing = found.thing
        if role == Qt.ItemDataRole.DisplayRole:
            return thing.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            why = self.tr("not possible: {0}").format(thing.why_not) if thing.why_not else ""
            return ", ".join(part for part in (thing.title, thing.kind, thing.keys, thing.more, why) if part)
        return found if role == FOUND_ROLE else None


class LinePainter(QStyledItemDelegate):
    """Kind, words with what was typed in bold, and at the right end the keys, a value or why it is not possible."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """One line with some room."""
        return QSize(200, QFontMetrics(option.font).height() + MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a line."""
        found: Found = index.data(FOUND_ROLE)
        thing, theme = found.thing, self._theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        area = option.rect
        ink = theme.accent_text if selected else theme.muted if thing.why_not else theme.text
        quiet = theme.accent_text if selected else theme.muted
        painter.save()
        if selected:
            painter.fillRect(area, QColor(theme.accent))
        font = option.font
        painter.setFont(font)
        metrics = QFontMetrics(font)
        kind = QRect(area.left() + MARGIN, area.top(), KIND_EMS * metrics.height(), area.height())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(quiet))
        painter.drawText(kind, middle, metrics.elidedText(thing.kind, Qt.TextElideMode.ElideRight, kind.width()))
        more = more_of(thing, font, area.width())
        right = area.adjusted(0, 0, -MARGIN, 0)
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, more)
        painter.setPen(QColor(ink))
        end = right.right() - metrics.horizontalAdvance(more) - MARGIN
        _draw_words(painter, found, QRect(kind.right(), area.top(), end - kind.right(), area.height()), font)
        painter.restore()


def more_of(thing: Thing, font: QFont, width: int) -> str:
    """Keys, or the reason why not, as they have room in a line of so many pixels: what the title leaves, or a share."""
    bold, metrics = QFont(font), QFontMetrics(font)
    bold.setBold(True)
    spare = width - KIND_EMS * metrics.height() - QFontMetrics(bold).horizontalAdvance(thing.title) - 3 * MARGIN
    more = thing.why_not or "   ".join(part for part in (thing.more, thing.keys) if part)
    return metrics.elidedText(more, Qt.TextElideMode.ElideRight, max(int(MORE_SHARE * width), spare))


def _draw_words(painter: QPainter, found: Found, area: QRect, font: QFont) -> None:
    """The title with the letters that were typed in bold, cut where it has no room."""
    text = QFontMetrics(font).elidedText(found.thing.title, Qt.TextElideMode.ElideMiddle, area.width())
    places = found.places if text == found.thing.title else frozenset()  # a cut text has them elsewhere
    bold = QFont(font)
    bold.setBold(True)
    painter.setClipRect(area)
    x = area.left()
    for strong, letters in groupby(range(len(text)), key=places.__contains__):
        piece = "".join(text[i] for i in letters)
        painter.setFont(bold if strong else font)
        painter.drawText(QRect(x, area.top(), area.width(), area.height()), Qt.AlignmentFlag.AlignVCenter, piece)
        x += painter.fontMetrics().horizontalAdvance(piece)
