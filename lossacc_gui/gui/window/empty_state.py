"""What the window shows without a log: where to drop one, recent logs, samples to try, what else there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.gui.actions.actions import Actions
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.window.card import Card
from lossacc_gui.language import say, tr
from lossacc_gui.model.plain import plain_text

if TYPE_CHECKING:
    from lossacc_gui.samples import Sample

WIDTH = 860
"""Pixels of what stands there, with letters of the usual size."""
SHOWN_RECENTS = 6
FIRST_SAMPLES = ("overconfidence", "near_ties", "healthy")
"""What a first user is shown: a problem, something strange and harmless, and nothing wrong."""
WAYS = (
    (
        "open_folder",
        say("A folder of runs"),
        say("Every log below it becomes a run, of whatever format, packed or not."),
    ),
    (
        "recording",
        say("Record predictions"),
        say("A few lines in your training save its answers: then the cause is settled."),
    ),
    ("worked_table", say("Loss and accuracy by hand"), say("Change four predictions and watch the two numbers part.")),
)
"""What else a first user needs: the action, its title, and a sentence."""
LOGO = 72


class EmptyState(QScrollArea):
    """A drop target with two buttons, recents, three samples and three ways on; tells which paths a person chose."""

    chosen = Signal(object)

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        self._words: QLabel | None = None
        super().__init__(parent)
        self._actions = actions
        self._theme = theme
        self.setObjectName("empty")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Open a training log"))
        self._logo = QLabel()
        self._logo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._logo.setFixedHeight(LOGO)
        self._buttons = tuple(self._button(actions[name]) for name in ("open", "open_folder"))
        self._buttons[0].setDefault(True)
        self._buttons[0].setObjectName("first")
        self._recents = QVBoxLayout()
        self._samples = QGridLayout()
        self._recents_title = _heading(self.tr("Recent logs"))
        self._samples_title = _heading(self.tr("Samples to try"))
        self._ways_title = _heading(self.tr("What else there is"))
        self._more = QPushButton()
        self._more.setObjectName("recent")
        self._more.clicked.connect(self._show_more)
        self._ways = QGridLayout()
        self._drop = QFrame()
        self._column = QWidget()
        self._words = words = QLabel(self.tr("Drop a training log or a folder of runs here"))
        self._assemble(words)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.setStyleSheet(
            f"#empty, #column {{ background: {theme.base}; }}"
            f"#drop {{ border: 2px dashed {theme.line}; border-radius: 12px; background: {theme.window}; }}"
            f"#drop[aimed='true'] {{ border-color: {theme.accent}; }}"
            f"QPushButton {{ padding: 8px 18px; border-radius: 6px; border: 1px solid {theme.line};"
            f" background: {theme.raised}; color: {theme.text}; }}"
            f"QPushButton:hover, QPushButton:focus {{ border-color: {theme.accent}; }}"
            f"QPushButton#first {{ background: {theme.accent}; color: {theme.accent_text};"
            f" border-color: {theme.accent}; }}"
            f"QPushButton#first:focus {{ border: 2px solid {theme.text}; padding: 7px 17px; }}"
            f"QPushButton#recent {{ text-align: left; padding: 5px 8px; border-color: transparent;"
            f" background: transparent; }}"
            f"QPushButton#recent:hover, QPushButton#recent:focus {{ border-color: {theme.line};"
            f" background: {theme.window}; }}"
        )

    def show_logo(self) -> None:
        """Fill the room that was kept for the logo in the first frame."""
        from lossacc_gui.gui.look.icons import pixmap

        self._logo.setPixmap(pixmap("lossacc", self._theme.text, LOGO, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Other letters make other headlines."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._enlarge()

    def _enlarge(self) -> None:
        if self._words is None:  # events come as early as Qt's own part is made
            return
        self._column.setMaximumWidth(enlarged(WIDTH))
        font = QFont(self.font())
        if font.pointSizeF() > 0:  # less than 0 where it is told in pixels
            font.setPointSizeF(font.pointSizeF() * 1.5)
        if font != self._words.font():
            self._words.setFont(font)

    def aim(self, aimed: bool) -> None:
        """Show that a drop would land here."""
        self._drop.setProperty("aimed", aimed)
        self._drop.style().unpolish(self._drop)
        self._drop.style().polish(self._drop)

    def show_recents(self, recents: tuple[Path, ...]) -> None:
        """List recent logs; whether they still exist is found out when one is opened."""
        _clear(self._recents)
        self._recents_title.setVisible(bool(recents))
        for path in recents[:SHOWN_RECENTS]:
            button = QPushButton(plain_text(f"{path.name}   —   {_short(path.parent)}").replace("&", "&&"))
            button.setObjectName("recent")
            button.setToolTip(plain_tip(str(path)))
            button.setAccessibleName(self.tr("Open {0}").format(path))
            button.clicked.connect(self._choosing(path))
            self._recents.addWidget(button)

    def show_samples(self, samples: tuple[Sample, ...]) -> None:
        """List the samples to begin with; the menu has them all."""
        from lossacc_gui.gui.look.icons import icon

        _clear(self._samples)
        first = [sample for name in FIRST_SAMPLES for sample in samples if sample.id == name] or list(samples[:3])
        self._samples_title.setVisible(bool(first))
        self._more.setVisible(len(samples) > len(first))
        self._more.setText(self.tr("All {0} samples…").format(len(samples)))
        for i, sample in enumerate(first):
            button = Card(tr(sample.title), tr(sample.teaser))
            button.show_sign(icon("sample", self._theme))
            button.setAccessibleName(self.tr("Open the sample {0}").format(tr(sample.title)))
            button.clicked.connect(self._choosing(sample.path))
            self._samples.addWidget(button, 0, i)
        if not self._ways.count():
            self._show_ways()

    def _show_ways(self) -> None:
        """Show what else there is, once: the first frame does without."""
        self._ways_title.show()
        for i, (name, title, sentence) in enumerate(WAYS):
            button = Card(self.tr(title), self.tr(sentence))
            button.clicked.connect(self._actions[name].trigger)
            self._ways.addWidget(button, 0, i)

    def _show_more(self) -> None:
        menu = self._actions["samples"].menu()
        if isinstance(menu, QMenu):
            menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _assemble(self, words: QLabel) -> None:
        column = self._column
        column.setObjectName("column")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        self._enlarge()
        what = QLabel(
            self.tr(
                "See where loss and accuracy disagree, read why, and export the chart. Nothing leaves this computer."
            )
        )
        what.setAlignment(Qt.AlignmentFlag.AlignCenter)
        what.setWordWrap(True)
        row = QHBoxLayout()
        row.addStretch()
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch()
        self._drop.setObjectName("drop")
        inside = QVBoxLayout(self._drop)
        inside.setContentsMargins(24, 26, 24, 26)
        inside.setSpacing(12)
        for widget in (self._logo, words, what):
            inside.addWidget(widget)
        inside.addLayout(row)
        self._recents.setSpacing(0)
        for grid in (self._samples, self._ways):
            grid.setSpacing(6)
            for i in range(3):
                grid.setColumnStretch(i, 1)
        heading = QHBoxLayout()
        heading.addWidget(self._samples_title, 1)
        heading.addWidget(self._more)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(self._drop)
        layout.addSpacing(8)
        layout.addWidget(self._recents_title)
        layout.addLayout(self._recents)
        layout.addLayout(heading)
        layout.addLayout(self._samples)
        layout.addSpacing(8)
        layout.addWidget(self._ways_title)
        layout.addLayout(self._ways)
        layout.addStretch(2)
        for hidden in (self._recents_title, self._samples_title, self._ways_title, self._more):
            hidden.hide()
        holder = QWidget()
        holder.setObjectName("column")
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(column, 100)
        across.addStretch(1)
        self.setWidget(holder)

    def _button(self, action: QAction) -> QPushButton:
        button = QPushButton(action.text().replace("&", ""))
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        return button

    def _choosing(self, path: Path) -> Callable[[], None]:
        def choose() -> None:
            self.chosen.emit((path,))

        return choose


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _short(folder: Path) -> str:
    home = str(Path.home())
    text = str(folder)
    return "~" + text[len(home) :] if text.startswith(home) else text


def _clear(layout: QVBoxLayout | QGridLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
