"""The legend above a chart: curves, best values, marks, what to keep, what is hidden, on as many rows as it takes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from lossacc_gui.chart import Chart, Kept, Line, Mark
from lossacc_gui.chart.legend import Curve, CurvesOfKind, LegendEntry, Swatch, is_hidden, legend_of, of_metrics
from lossacc_gui.chart.marks import lies_on
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.words import SAMPLE_EMS, sample
from lossacc_gui.gui.chart.paint import paint_all
from lossacc_gui.gui.chart.pens import colour
from lossacc_gui.gui.chart.scene import UNIT
from lossacc_gui.language import say, tr

GAP = 8
SPACE = 22
MARGIN = 10
FADED = 0.35
"""Strength of a curve that is hidden."""


class Legend(QWidget):
    """Paints the entries from left to right and wraps them. A click hides a curve, a double click shows it alone.

    `colour_asked` tells the curve that a person wants another colour for.
    """

    hidden_changed = Signal()
    colour_asked = Signal(object)

    def __init__(self, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[LegendEntry | str, ...] = ()
        self._entries: tuple[LegendEntry | str, ...] = ()  # those that have room
        self._left_out: tuple[LegendEntry | str, ...] = ()
        self._most_rows = 4
        self._chart: Chart | None = None
        self._sheet = sheet
        self._hidden: frozenset[Curve] = frozenset()
        self._before: frozenset[Curve] = frozenset()  # what was hidden before the first of two clicks
        self._doubled = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Legend"))

    @property
    def hidden(self) -> frozenset[Curve]:
        """The curves that a person hides."""
        return self._hidden

    def show_chart(self, chart: Chart, sheet: Sheet) -> None:
        """Show a chart in its style; a smoothed curve stands for its logged values too."""
        self._chart = chart
        self._sheet = sheet
        theme = sheet.theme
        palette = self.palette()
        palette.setColor(self.backgroundRole(), QColor(theme.background))
        palette.setColor(self.foregroundRole(), QColor(theme.ink))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self._list()

    def show_other_runs(self) -> None:
        """Hide nothing of an overlay any more: its runs are others now."""
        self.hide_curves(of_metrics(self._hidden))

    def hide_curves(self, hidden: frozenset[Curve]) -> None:
        """Hide these curves, and tell."""
        if hidden != self._hidden:
            self._hidden = hidden
            self._list()
            self.hidden_changed.emit()

    def give_height(self, height: int) -> None:
        """Take no more than so many pixels, but a row at least; what has no room is counted."""
        self._most_rows = max(1, int((height - GAP) / self._row_height()))
        self._fit_height()

    def height_of(self, rows: int) -> int:
        """Pixels that so many rows take."""
        return rows * self._row_height() + GAP

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(300, self.height_of(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower legend needs more rows."""
        super().resizeEvent(event)
        self._fit_height()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be clicked."""
        over = self._curve_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press: else the release goes elsewhere."""
        self._doubled = False
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Hide a curve or show it again."""
        curve = self._curve_at(event.position())
        if self._doubled or curve is None or event.button() != Qt.MouseButton.LeftButton:
            self._doubled = False
            return
        self._before = self._hidden
        self._toggle(curve)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show a curve alone, or all of them where it was alone."""
        curve = self._curve_at(event.position())
        if curve is not None:
            self._doubled = True
            self._isolate(curve)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a curve."""
        curve = self._curve_at(QPointF(event.pos()))
        if curve is None:
            super().contextMenuEvent(event)
            return
        self._before = self._hidden
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        hide = self.tr("&Show") if curve in self._hidden else self.tr("&Hide")
        menu.addAction(hide).triggered.connect(lambda: self._toggle(curve))
        menu.addAction(self.tr("Show &Alone")).triggered.connect(lambda: self._isolate(curve))
        if not isinstance(curve, CurvesOfKind):  # in an overlay colours tell runs
            menu.addAction(self.tr("&Colour…")).triggered.connect(lambda: self.colour_asked.emit(curve))
        menu.popup(event.globalPos())

    def _toggle(self, curve: Curve) -> None:
        self.hide_curves(self._hidden ^ {curve})

    def _isolate(self, curve: Curve) -> None:
        """Show a curve alone, or all of them where it was alone before."""
        alike = frozenset(one for one in self._curves() if type(one) is type(curve))
        others = alike - {curve}
        alone = self._before & others == others
        self.hide_curves(self._before - others if alone else self._before - alike | others)

    def event(self, event: QEvent) -> bool:
        """Tell what a click does, and texts that are cut."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            entry = self._entry_at(QPointF(event.pos()))
            told = [] if entry is None else [_text(entry)]
            if self._left_out and entry is self._entries[-1]:
                told = [_text(one) for one in self._left_out]
            if self._curve_at(QPointF(event.pos())) is not None:
                told.append(self.tr("Click: hide or show. Double click: show alone. Right click: colour."))
            QToolTip.showText(event.globalPos(), "\n".join(told), self)
            return True
        return super().event(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Samples and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self.palette().color(self.foregroundRole())
        for entry, place in zip(self._entries, self._places(), strict=True):
            hidden = not isinstance(entry, str) and entry.curve in self._hidden
            painter.setOpacity(FADED if hidden else 1.0)
            if not isinstance(entry, str):
                self._paint_sample(painter, entry.shown, QPointF(place.left(), place.center().y()))
            painter.setPen(colour(self._sheet.theme.muted) if isinstance(entry, str) else ink)
            words = place.adjusted(self._indent(entry), 0, 0, 0)
            text = self.fontMetrics().elidedText(_text(entry), Qt.TextElideMode.ElideMiddle, int(words.width()) + 1)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _list(self) -> None:
        if self._chart is None:
            return
        lines = [line for line in self._chart.lines if line.role == "smooth"]
        count = sum(is_hidden(line, self._hidden) for line in lines)
        counted = {0: (), 1: (self.tr("1 curve hidden"),)}.get(count, (self.tr("{0} curves hidden").format(count),))
        entries = (entry for entry in legend_of(self._chart) if not self._marks_hidden(entry.shown))
        smoothed = (self._chart.smoothed,) if self._chart.smoothed else ()
        self._all = (*entries, *smoothed, *self._chart.hidden, *counted)
        self.setAccessibleDescription("; ".join(_described(entry) for entry in self._all))
        self._fit_height()
        self.update()

    def _curves(self) -> list[Curve]:
        entries = legend_of(self._chart) if self._chart is not None else ()
        return [entry.curve for entry in entries if entry.curve is not None]

    def _marks_hidden(self, shown: Line | Mark | Kept | Swatch) -> bool:
        """Whether it is the best value of a curve that is hidden."""
        lines = self._chart.lines if self._chart is not None else ()
        if not isinstance(shown, Mark) or shown.y is None or self._hidden.isdisjoint(self._curves()):
            return False
        return not any(lies_on(shown, line) for line in lines if not is_hidden(line, self._hidden))

    def _entry_at(self, at: QPointF) -> LegendEntry | str | None:
        found = zip(self._entries, self._places(), strict=True)
        return next((entry for entry, place in found if place.contains(at)), None)

    def _curve_at(self, at: QPointF) -> Curve | None:
        entry = self._entry_at(at)
        return entry.curve if isinstance(entry, LegendEntry) else None

    def _paint_sample(self, painter: QPainter, shown: Line | Mark | Kept | Swatch, left: QPointF) -> None:
        """As figures have it; a mark takes less room than a piece of line."""
        spare = self._sample_width - self._width_of(shown)
        paint_all(painter, sample(self._sheet, shown, (left.x() - spare / 2) / UNIT, left.y() / UNIT))

    @property
    def _sample_width(self) -> float:
        return SAMPLE_EMS * self._sheet.small * UNIT

    def _width_of(self, shown: Line | Mark | Kept | Swatch) -> float:
        return float(self._sheet.em * UNIT) if isinstance(shown, Mark) else self._sample_width

    def _indent(self, entry: LegendEntry | str) -> float:
        return 0.0 if isinstance(entry, str) else GAP + self._width_of(entry.shown)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 4

    def _places(self) -> list[QRectF]:
        """The rectangle of each entry."""
        places: list[QRectF] = []
        x, y = float(MARGIN), GAP / 2
        for entry in self._entries:
            wanted = self._indent(entry) + self.fontMetrics().horizontalAdvance(_text(entry)) + 2.0
            width = min(wanted, self.width() - 2.0 * MARGIN)
            if x > MARGIN and x + width > self.width() - MARGIN:
                x, y = float(MARGIN), y + self._row_height()
            places.append(QRectF(x, y, width, self._row_height()))
            x += width + SPACE
        return places

    def _fit_height(self) -> None:
        """Show as many entries as have room, and as high as they need."""
        self._entries, self._left_out = self._all, ()
        while len(self._places()) > 1 and self._places()[-1].bottom() > GAP / 2 + self._most_rows * self._row_height():
            kept = len(self._all) - len(self._left_out) - 1
            self._left_out = self._all[kept:]
            self._entries = (*self._all[:kept], self.tr("{0} more").format(len(self._left_out)))
        places = self._places()
        wanted = int(places[-1].bottom() + GAP / 2) if places else 0
        if wanted != self.height():
            self.setFixedHeight(wanted)
        self.update()


def _text(entry: LegendEntry | str) -> str:
    return tr(entry if isinstance(entry, str) else entry.text)


def _described(entry: LegendEntry | str) -> str:
    if isinstance(entry, LegendEntry) and isinstance(entry.shown, Line):
        side = say("left axis") if entry.shown.axis == "left" else say("right axis")
        return tr(say("{curve} ({axis})", curve=entry.text, axis=side))
    return _text(entry)
