"""A layout that breaks its parts into rows, like words: nothing needs scrolling sideways."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

GAP = 8


class Flow(QLayout):
    """As many parts in a row as their smallest widths allow; those of a row share its width in that proportion."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # of widths, asked for many times over while windows are laid out
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more part."""
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        """How many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """A part, None behind the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give a part away."""
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """A part has become another size."""
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """As wide as there is room."""
        return Qt.Orientation.Horizontal

    def minimumSize(self) -> QSize:
        """The widest part alone in its row; the height comes from the width."""
        return QSize(max((item.minimumSize().width() for item in self._shown()), default=0), 0)

    def sizeHint(self) -> QSize:
        """A row of some parts."""
        return self.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """The narrower, the more rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all rows."""
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Put every part in its place."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        free = -1
        for item in self._shown():
            wanted = item.minimumSize().width()
            if wanted > free:
                rows.append([])
                free = width
            rows[-1].append(item)
            free -= wanted + GAP
        return rows

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Place the rows below each other; returns how high they are together."""
        y = rect.y()
        for row in self._rows(rect.width()):
            smallest = [item.minimumSize().width() for item in row]
            share = (rect.width() - GAP * (len(row) - 1)) / max(sum(smallest), 1)
            widths = [int(share * width) for width in smallest]
            height = max(_height(item, width) for item, width in zip(row, widths, strict=True))
            x = rect.x()
            for item, width in zip(row, widths, strict=True):
                if move:
                    item.setGeometry(QRect(x, y, width, height))
                x += width + GAP
            y += height + GAP
        return max(y - rect.y() - GAP, 0)


def _height(item: QLayoutItem, width: int) -> int:
    smallest = item.minimumSize().height()
    return max(smallest, item.heightForWidth(width)) if item.hasHeightForWidth() else smallest
