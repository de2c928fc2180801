"""What the window shows without a log: where to drop one, recent logs, samples to try, what else there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
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
from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.language import say, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

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
LOGO, SIGN = 72, 20
"""Pixels of the program's sign, and beside letters of the usual size of that of a sample."""
ALL, RECENT = 500, 28
"""Pixels, beside letters of the usual size, that all of it takes without recents, and each of these."""
EDGE = 24


class EmptyState(QScrollArea):
    """A drop target with two buttons, recents, three samples and three ways on; tells which paths a person chose."""

    chosen = Signal(object)

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._theme = theme
        self.setObjectName("empty")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Open a training log"))
        self._logo = QLabel()
        by_name(self._logo, alignment="AlignCenter")
        self._logo.setFixedHeight(LOGO)
        self._buttons = {name: self._button(actions[name]) for name in ("open", "open_folder")}
        self._buttons["open"].setDefault(True)
        self._buttons["open"].setObjectName("first")
        self._column = QVBoxLayout()
        self._recents = QVBoxLayout()
        self._recents_title = _heading(self.tr("Recent logs"))
        self._cards = QWidget()
        self._drop = QFrame()
        self._page = QWidget()
        self._words = words = QLabel(self.tr("Drop a training log or a folder of runs here"))
        self.apply_theme(theme)  # before anything is inside that Qt would dress twice
        self._assemble(words)

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.setStyleSheet(
            f"#empty, #column {{ background: {theme.base}; }}"
            f"#drop, #aimed {{ border: 2px dashed {theme.line}; border-radius: 12px; background: {theme.window}; }}"
            f"#aimed {{ border-color: {theme.accent}; }}"
            "#heading { font-weight: bold; }"
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

    def finish(self) -> None:
        """Add to the first frame the logo, in the room that was kept for it, and what the buttons do."""
        from lossacc_gui.gui.look.icons import pixmap

        for name, button in self._buttons.items():
            button.setToolTip(self._actions[name].toolTip())
        self._logo.setPixmap(pixmap("lossacc", self._theme.text, LOGO, self.devicePixelRatioF()))

    def fit_letters(self) -> None:
        """Other letters make other headlines."""
        self._page.setMaximumWidth(enlarged(WIDTH))
        # By the points of the window's letters, asked without naming QFont (see `usual_letters`): those are of pixels.
        headline = f"font-size: {1.5 * round(self.fontInfo().pointSizeF()):.1f}pt"
        if headline != self._words.styleSheet():
            self._words.setStyleSheet(headline)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a larger window there is more room above."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Leave a third of the room above, by what there will be: nothing moves when the cards come."""
        rows = self._recents.count()
        taken = enlarged(ALL) + (rows + 1) * enlarged(RECENT) if rows else enlarged(ALL)
        above = max(EDGE, EDGE + (self.height() - taken) // 3)
        if above != self._column.contentsMargins().top():
            self._column.setContentsMargins(EDGE, above, EDGE, EDGE)

    def aim(self, aimed: bool) -> None:
        """Show that a drop would land here."""
        self._drop.setObjectName("aimed" if aimed else "drop")
        self._drop.style().unpolish(self._drop)
        self._drop.style().polish(self._drop)

    def show_recents(self, recents: tuple[Path, ...]) -> None:
        """List recent logs; whether they still exist is found out when one is opened."""
        _clear(self._recents)
        self._recents_title.setVisible(bool(recents))
        self._add_recents(recents[:SHOWN_RECENTS])
        self._place()

    def _add_recents(self, recents: tuple[Path, ...]) -> None:
        if not recents:
            return
        from lossacc_gui.model.plain import plain_text

        for path in recents:
            button = QPushButton(plain_text(f"{path.name}   —   {_short(path.parent)}").replace("&", "&&"))
            button.setObjectName("recent")
            button.setToolTip(plain_tip(str(path)))
            button.setAccessibleName(self.tr("Open {0}").format(path))
            button.clicked.connect(self._choosing(path))
            self._recents.addWidget(button)

    def show_samples(self, samples: tuple[Sample, ...]) -> None:
        """List the samples to begin with; the menu has them all."""
        from lossacc_gui.gui.look.icons import pixmap
        from lossacc_gui.gui.window.card import Card

        if self._cards.layout() is None:
            self._make_room_for_cards()
        _clear(self._samples)
        first = [sample for name in FIRST_SAMPLES for sample in samples if sample.id == name] or list(samples[:3])
        self._samples_title.setVisible(bool(first))
        self._more.setVisible(len(samples) > len(first))
        self._more.setText(self.tr("All {0} samples…").format(len(samples)))
        sign = pixmap("sample", self._theme.text, enlarged(SIGN), self.devicePixelRatioF())
        for i, sample in enumerate(first):
            button = Card(tr(sample.title), tr(sample.teaser))
            button.show_sign(sign)
            button.setAccessibleName(self.tr("Open the sample {0}").format(tr(sample.title)))
            button.clicked.connect(self._choosing(sample.path))
            self._samples.addWidget(button, 0, i)
        if not self._ways.count():
            self._show_ways()

    def _show_ways(self) -> None:
        """Show what else there is, once."""
        from lossacc_gui.gui.window.card import Card

        for i, (name, title, sentence) in enumerate(WAYS):
            button = Card(self.tr(title), self.tr(sentence))
            button.clicked.connect(self._actions[name].trigger)
            self._ways.addWidget(button, 0, i)

    def _make_room_for_cards(self) -> None:
        """Make headings and places: the first frame does without."""
        self._samples, self._ways = QGridLayout(), QGridLayout()
        self._samples_title = _heading(self.tr("Samples to try"))
        self._more = QPushButton()
        self._more.setObjectName("recent")
        self._more.clicked.connect(self._show_more)
        heading = QHBoxLayout()
        heading.addWidget(self._samples_title, 1)
        heading.addWidget(self._more)
        for grid in (self._samples, self._ways):
            grid.setSpacing(6)
            for i in range(3):
                grid.setColumnStretch(i, 1)
        cards = QVBoxLayout(self._cards)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(8)
        cards.addLayout(heading)
        cards.addLayout(self._samples)
        cards.addSpacing(8)
        cards.addWidget(_heading(self.tr("What else there is")))
        cards.addLayout(self._ways)
        cards.addStretch()

    def _show_more(self) -> None:
        menu = self._actions["samples"].menu()
        if isinstance(menu, QMenu):
            menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _assemble(self, words: QLabel) -> None:
        column = self._page
        column.setObjectName("column")
        by_name(words, alignment="AlignCenter")
        words.setWordWrap(True)
        self.fit_letters()
        what = QLabel(
            self.tr(
                "See where loss and accuracy disagree, read why, and export the chart. Nothing leaves this computer."
            )
        )
        by_name(what, alignment="AlignCenter")
        what.setWordWrap(True)
        row = QHBoxLayout()
        row.addStretch()
        for button in self._buttons.values():
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
        layout = self._column
        column.setLayout(layout)
        layout.setSpacing(8)
        layout.addWidget(self._drop)
        layout.addSpacing(8)
        layout.addWidget(self._recents_title)
        layout.addLayout(self._recents)
        layout.addWidget(self._cards)
        layout.addStretch()
        self._recents_title.hide()
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
        button.clicked.connect(action.trigger)
        return button

    def _choosing(self, path: Path) -> Callable[[], None]:
        def choose() -> None:
            self.chosen.emit((path,))

        return choose


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("heading")
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
