"""The dialog in which a person gives curves, or the runs of an overlay, colours of their own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.chart import Line
from lossacc_gui.chart.colours import alike_notes, dressed, name_of, pale_notes
from lossacc_gui.chart.legend import Curve, CurvesOfRun, LegendEntry, legend_of
from lossacc_gui.chart.palette import theme_of
from lossacc_gui.gui.dialogs.closing import add_action
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import RunKey
from lossacc_gui.language import tr
from lossacc_gui.model.colour import Colour

SIZE = QSize(480, 340)
SWATCH = QSize(34, 16)


def show_colours(window: QWidget, session: Session, theme: Theme, chosen: Curve | None = None) -> None:
    """Show the dialog of a window, with the chosen curve or run selected."""
    if session.prepared is not None:
        dialog = window.findChild(ColoursDialog) or ColoursDialog(session, theme, window)
        if chosen is not None:
            dialog.select(chosen)
        dialog.show()
        dialog.raise_()


class ColoursDialog(QDialog):
    """Every curve of the chart, or every run of an overlay, in its colour; follows the session."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Colours"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, SIZE)
        self._session = session
        self._theme = theme_of(dark=theme.dark, contrast=theme.contrast)
        self._entries: tuple[LegendEntry, ...] = ()
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setIconSize(SWATCH)
        self.list.setAccessibleName(self.tr("Curves and their colours"))
        self.told = plain(QLabel(self))
        self.told.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.choose = add_action(self.buttons, self.tr("&Choose…"))
        self.usual = add_action(self.buttons, self.tr("&Usual Colour"))
        self.choose.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.told)
        layout.addWidget(self.buttons)
        self._connect()
        self._follow()

    def select(self, curve: Curve) -> None:
        """Select a curve, or a run."""
        self.list.setCurrentRow([entry.curve for entry in self._entries].index(curve))

    def _connect(self) -> None:
        self.buttons.rejected.connect(self.reject)
        self.choose.clicked.connect(self._on_choose)
        self.usual.clicked.connect(lambda: self._give(""))
        self.list.itemDoubleClicked.connect(self._on_choose)
        self.list.currentRowChanged.connect(self._allow)
        self._session.chart_prepared.connect(self._follow)

    @property
    def _chosen(self) -> LegendEntry | None:
        row = self.list.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def _on_choose(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            picker = QColorDialog(QColor(self._colour(chosen)), self)
            picker.setWindowTitle(self.tr("Colour of {0}").format(tr(chosen.text)))
            picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            picker.colorSelected.connect(lambda colour: self._give(colour.name()))
            picker.open()

    def _give(self, rgb: str) -> None:
        """Give the selected curve or run this colour; empty for the usual one."""
        chosen, prepared = self._chosen, self._session.prepared
        if chosen is None or prepared is None:
            return
        shown, doing = chosen.shown, self._session.doing
        if isinstance(shown, Line):
            others = tuple(one for one in self._session.drawing.colours if not one.is_of(shown.metric, shown.split))
            own = (Colour(name_of(shown, prepared.chart), rgb),) if rgb else ()
            doing.give_colours((*others, *own))
        elif isinstance(chosen.curve, CurvesOfRun):
            doing.colour_run(RunKey(*prepared.chart.runs[chosen.curve.run].of[0]), rgb)

    def _follow(self) -> None:
        """List the curves that are drawn now."""
        prepared, row = self._session.prepared, self.list.currentRow()
        entries = () if prepared is None else legend_of(prepared.chart)
        self._entries = tuple(
            one for one in entries if isinstance(one.shown, Line) or isinstance(one.curve, CurvesOfRun)
        )
        self.list.blockSignals(True)
        self.list.clear()
        for entry in self._entries:
            own = self._own(entry)
            text = f"{tr(entry.text)}  {own}" if own else tr(entry.text)
            self.list.addItem(QListWidgetItem(_swatch(self._colour(entry), self._theme.background), text))
        self.list.setCurrentRow(min(max(row, 0), len(self._entries) - 1))
        self.list.blockSignals(False)
        self._allow()

    def _allow(self) -> None:
        """Allow what can be done with the selected curve, and say which colours are hard to see or to tell apart."""
        chosen = self._chosen
        self.choose.setEnabled(chosen is not None)
        self.usual.setEnabled(chosen is not None and bool(self._own(chosen)))
        given = [Colour(tr(one.text), own) for one in self._entries if (own := self._own(one))]
        prepared = self._session.prepared
        alike = () if prepared is None else alike_notes(prepared.chart, self._theme)
        self.told.setText("\n".join(map(tr, (*pale_notes(given, self._theme.background), *alike))))
        self.told.setVisible(bool(self.told.text()))

    def _own(self, entry: LegendEntry) -> str:
        """The colour that a person gave, empty for none."""
        prepared = self._session.prepared
        if prepared is not None and isinstance(entry.curve, CurvesOfRun):
            return prepared.chart.runs[entry.curve.run].colour
        return entry.shown.colour if isinstance(entry.shown, Line) else ""

    def _colour(self, entry: LegendEntry) -> str:
        """The colour that it is drawn in."""
        prepared = self._session.prepared
        theme = self._theme if prepared is None else dressed(self._theme, prepared.chart)
        if isinstance(entry.curve, CurvesOfRun):
            return theme.run(entry.curve.run)
        return theme.of(entry.shown) if isinstance(entry.shown, Line) else theme.ink


def _swatch(colour: str, edge: str) -> QIcon:
    """A patch of a colour; the edge parts it from the colour of a selected row, which Qt would mix into it."""
    picture = QPixmap(SWATCH)
    picture.fill(QColor(edge))
    painter = QPainter(picture)
    painter.fillRect(picture.rect().adjusted(2, 2, -2, -2), QColor(colour))
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon
