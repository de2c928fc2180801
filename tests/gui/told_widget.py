"""A widget and all that is visible in it as lines: places, states, numbers in texts, tables, and what is painted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QBuffer,
    QByteArray,
    QIODevice,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
)
from PySide6.QtGui import QAction, QBrush, QColor, QFont, QKeySequence, QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QFontComboBox,
    QHeaderView,
    QTextEdit,
    QWidget,
)
from reference.told import digest, numbers

_STATES = (
    *("checked", "checkable", "value", "minimum", "maximum", "singleStep", "decimals", "currentIndex"),
    *("readOnly", "maxLength", "wordWrap", "alignment", "orientation", "autoRepeat", "flat", "default", "modal"),
    *("focusPolicy", "contextMenuPolicy", "minimumWidth", "minimumHeight", "maximumWidth", "maximumHeight"),
    *("selectionMode", "selectionBehavior", "sortingEnabled", "textInteractionFlags", "echoMode", "popupMode"),
    *("acceptDrops", "autoDefault", "autoFillBackground", "autoRaise", "mouseTracking", "tabChangesFocus", "editable"),
    *("alternatingRowColors", "showGrid", "tabKeyNavigation", "editTriggers", "dragDropMode", "textElideMode"),
    *("uniformItemSizes", "uniformRowHeights", "rootIsDecorated", "animated", "itemsExpandable", "headerHidden"),
    *("highlightSections", "stretchLastSection", "showSortIndicator", "cornerButtonEnabled", "indentation"),
    *("horizontalScrollBarPolicy", "verticalScrollBarPolicy", "horizontalScrollMode", "verticalScrollMode"),
    *("clearButtonEnabled", "openLinks", "openExternalLinks", "undoRedoEnabled", "lineWrapMode", "textFormat"),
    *("widgetResizable", "childrenCollapsible", "opaqueResize", "documentMode", "usesScrollButtons", "movable"),
    *("textVisible", "keyboardTracking", "tracking", "pageStep", "wrapping", "sizeGripEnabled", "toolButtonStyle"),
    *("frameShape", "indent", "margin", "scaledContents", "maxVisibleItems", "minimumContentsLength"),
)
_TEXTS = (
    *("text", "plainText", "windowTitle", "title", "placeholderText", "prefix", "suffix", "toolTip", "statusTip"),
    *("accessibleName", "accessibleDescription", "format"),
)
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
    Qt.ItemDataRole.TextAlignmentRole,
    Qt.ItemDataRole.ForegroundRole,
    Qt.ItemDataRole.BackgroundRole,
    Qt.ItemDataRole.FontRole,
    Qt.ItemDataRole.CheckStateRole,
    Qt.ItemDataRole.DecorationRole,
    Qt.ItemDataRole.SizeHintRole,
)
MOST_ROWS = 25
_WORDS = re.compile(r"<(text|title|desc)\b.*?</\1>|<image\b.*?/>|xlink:href=\"[^\"]*\"", re.DOTALL)


def lines_of(widget: QWidget, depth: int = 0) -> Iterator[str]:
    """One line for each visible widget in it and each cell that a table shows; of texts their numbers only."""
    yield "  " * depth + _line(widget)
    inner = "  " * (depth + 1)
    for action in widget.actions():
        if not action.isSeparator():
            yield f"{inner}{_action(action)}"
    if isinstance(widget, QAbstractItemView):
        yield from (f"{inner}{one}" for one in _cells(widget))
    if isinstance(widget, QComboBox):
        return  # that of fonts lists those of the machine
    own = type(widget).__module__.startswith("lossacc_gui")
    if own or isinstance(widget, QAbstractItemView | QTextEdit):
        yield f"{inner}painted {_painted(widget)}"
    for child in widget.children():
        if isinstance(child, QWidget) and child.isVisibleTo(widget) and not child.isWindow():
            yield from lines_of(child, depth + 1)


def _line(widget: QWidget) -> str:
    place = widget.geometry()
    at = (place.x(), place.y(), place.width(), place.height()) if not widget.isWindow() else place.size().toTuple()
    told = [type(widget).__name__, *([widget.objectName()] if widget.objectName() else []), ",".join(map(str, at))]
    if not widget.isEnabled():
        told.append("disabled")
    for name in _STATES:
        if widget.isWindow() or isinstance(widget, QFontComboBox):
            break  # how large and which one depends on all fonts of the machine
        value = widget.property(name)
        if value not in (None, "", False, 16777215):
            told.append(f"{name}={_said(value)}")
    if isinstance(widget, QHeaderView):
        modes = [widget.sectionResizeMode(i).value for i in range(widget.count())]
        told.append(f"sections={widget.sectionsClickable():d}{widget.sectionsMovable():d}/{digest(str(modes))}")
    for name in _TEXTS:
        value = widget.property(name)
        if isinstance(value, str) and value:
            told.append(f"{name}={numbers(_plain(value)).replace(' ', ',')}")
    return " ".join(told)


def _plain(text: str) -> str:
    """A text without what only formats it."""
    return re.sub(r"<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)


def _action(action: QAction) -> str:
    keys = " ".join(one.toString(QKeySequence.SequenceFormat.PortableText) for one in action.shortcuts())
    states = [
        word
        for word, is_so in (
            ("disabled", not action.isEnabled()),
            ("hidden", not action.isVisible()),
            ("checked", action.isChecked()),
            ("checkable", action.isCheckable()),
            ("once", not action.autoRepeat()),
            ("icon", not action.icon().isNull()),
            ("menu", action.menu() is not None),
        )
        if is_so
    ]
    return " ".join(["action", action.objectName() or "-", *states, keys]).strip()


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    yield from _rows(model, columns, QModelIndex(), "cell")
    for column in range(columns):
        told = [model.headerData(column, Qt.Orientation.Horizontal, role) for role in _ROLES]
        yield f"heading {column} {' '.join(_said(one) for one in told if one is not None)}"


def _rows(model: QAbstractItemModel, columns: int, parent: QModelIndex, name: str) -> Iterator[str]:
    for row in range(min(model.rowCount(parent), MOST_ROWS)):
        for column in range(columns):
            index = model.index(row, column, parent)
            told = [_said(value) for role in _ROLES if (value := index.data(role)) is not None]
            yield f"{name} {row},{column} {int(index.flags().value)} {' '.join(told)}"
        if not parent.isValid():
            yield from _rows(model, columns, model.index(row, 0, parent), f"{name} {row}")


_WRITTEN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (str, lambda one: numbers(_plain(one)).replace(" ", ",") or "''"),
    (QColor, lambda one: one.name()),
    (QBrush, lambda one: one.color().name()),
    (QFont, lambda one: f"font {one.bold()} {one.italic()} {one.strikeOut()}"),
    (QSize, lambda one: f"{one.width()},{one.height()}"),
    (int, lambda one: str(int(one))),
    (float, lambda one: f"{one:g}"),
)


def _said(value: Any) -> str:
    for kind, written in _WRITTEN:
        if isinstance(value, kind):
            return written(value)
    return str(value.value) if hasattr(value, "value") else type(value).__name__


def _painted(widget: QWidget) -> str:
    """What changes with anything that the widget itself paints, words and pictures left out."""
    taken = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made = QSvgGenerator()
    made.setOutputDevice(buffer)
    made.setSize(taken.size())
    painter = QPainter(made)
    taken.render(painter, QPoint(), QRegion(), QWidget.RenderFlag(0))
    painter.end()
    return digest(_WORDS.sub("", bytes(kept.data()).decode("utf-8")))
