"""The list of all keys, and how a person changes them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.gui.actions.actions import Actions, bare, menu_letters, usual_keys
from lossacc_gui.gui.actions.entries import ENTRIES, MOUSE
from lossacc_gui.gui.actions.keys import refused, shown, written
from lossacc_gui.gui.dialogs.closing import be_aside
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.room import room_for
from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.gui.panels.filter_keys import FilterKeys
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.language import tr

SIZE = QSize(720, 540)
LETTERS = 40
"""Of what an action does; large fonts get a wider dialog."""
WIDEST = 0.9
"""Share of the screen."""
NAME_ROLE = Qt.ItemDataRole.UserRole
WHAT, KEYS, WHERE = range(3)


class ShortcutsDialog(QDialog):
    """What is chosen in the list gets another key, at once; one that is taken is refused with the reason."""

    def __init__(self, actions: Actions, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard and mouse"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = actions
        self._settings = settings
        self._theme = theme
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Filter by name, key or menu"))
        self.filter.setAccessibleName(self.tr("Filter by name, key or menu"))
        self.filter.setClearButtonEnabled(True)
        self.table = QTableWidget(0, 3, self)
        self.chosen = plain(QLabel(self))
        self.edit = QKeySequenceEdit(self)
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName(self.tr("New key: press it"))
        self.told = plain(QLabel(self))
        self.told.setWordWrap(True)
        self.set_key = self._button(self.tr("&Set"), self.tr("Give it this key alone"))
        self.add_key = self._button(self.tr("&Add"), self.tr("Give it this key besides the others"))
        self.clear_keys = self._button(self.tr("&No Key"), self.tr("Take all its keys away"))
        self.reset_keys = self._button(self.tr("&Reset"), self.tr("Give it the keys that it has usually"))
        self.reset_all = QPushButton(self.tr("Reset A&ll"), self)
        be_aside(self.reset_all)
        self._set_up_table()
        self._lay_out()
        self._connect()
        self._on_chosen()

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        be_aside(button)
        return button

    def _set_up_table(self) -> None:
        table = self.table
        table.setAccessibleName(self.tr("Actions and their keys"))
        table.setHorizontalHeaderLabels([self.tr("What it does"), self.tr("Keys"), self.tr("Where")])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        for column in (KEYS, WHERE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        titles = self._actions.titles
        for entry in ENTRIES:
            if self._actions[entry.name].menu() is None:
                self._add_row(titles[entry.name], "", bare(tr(f"&{entry.menu}")), entry.name)
        for how, what in MOUSE:
            self._add_row(tr(what), tr(how), self.tr("Chart"), "")
        self._show_keys()
        table.setCurrentCell(0, WHAT)
        others = sum(map(table.sizeHintForColumn, (KEYS, WHERE)))
        wanted = others + LETTERS * self.fontMetrics().averageCharWidth()
        most = int(WIDEST * self.screen().availableGeometry().width())
        size = room_for(self, SIZE)
        self.resize(max(size.width(), min(wanted, most)), size.height())

    def _add_row(self, what: str, keys: str, where: str, name: str) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, text in ((WHAT, what), (KEYS, keys), (WHERE, where)):
            item = QTableWidgetItem(text)
            item.setData(NAME_ROLE, name)
            if not name:
                item.setForeground(QColor(self._theme.muted))
            self.table.setItem(row, column, item)

    def _lay_out(self) -> None:
        keys = QHBoxLayout()
        keys.addWidget(self.edit, 1)
        for button in (self.set_key, self.add_key, self.clear_keys, self.reset_keys):
            keys.addWidget(button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.addButton(self.reset_all, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.filter)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.chosen)
        layout.addLayout(keys)
        layout.addWidget(self.told)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._on_filter_changed)
        FilterKeys(self.filter, in_dialog=True).left.connect(self.table.setFocus)
        self.table.currentCellChanged.connect(self._on_chosen)
        self.edit.keySequenceChanged.connect(self._on_typed)
        self.set_key.clicked.connect(lambda: self._give(()))
        self.add_key.clicked.connect(lambda: self._give(self._actions.keys[self._name]))
        self.clear_keys.clicked.connect(lambda: self._take(self._name, ()))
        self.reset_keys.clicked.connect(self._on_reset)
        self.reset_all.clicked.connect(self._on_reset_all)

    @property
    def _name(self) -> str:
        item = self.table.item(self.table.currentRow(), WHAT)
        return "" if item is None else str(item.data(NAME_ROLE))

    @property
    def _key(self) -> str:
        return written(self.edit.keySequence())

    def _on_chosen(self, *_: int) -> None:
        name = self._name
        title = self._actions.titles.get(name)
        self.chosen.setText(
            self.tr("What the mouse and these keys do in the chart is fixed.")
            if title is None
            else self.tr("New key of “{0}”: press it here").format(title)
        )
        self.edit.clear()
        self.edit.setEnabled(title is not None)
        self._on_typed()

    def _on_typed(self) -> None:
        """Say at once where a key is taken."""
        name, key = self._name, self._key
        why = self._why_refused(key, name) if key and name else ""
        self._say(why, wrong=bool(why))
        for button in (self.set_key, self.add_key):
            button.setEnabled(bool(key and name) and not why)
        self.clear_keys.setEnabled(bool(name and self._actions.keys[name]))
        self.reset_keys.setEnabled(bool(name) and self._actions.keys[name] != usual_keys()[name])

    def _why_refused(self, key: str, name: str) -> str:
        return refused(key, name, self._actions.keys, self._actions.titles, menu_letters())

    def _give(self, besides: tuple[str, ...]) -> None:
        name = self._name
        self._take(name, tuple(dict.fromkeys((*besides, self._key))))

    def _on_reset(self) -> None:
        name = self._name
        usual = usual_keys()[name]
        why = next((why for key in usual if (why := self._why_refused(key, name)) and key in self._others(name)), "")
        if why:
            self._say(why, wrong=True)
        else:
            self._take(name, usual)

    def _others(self, name: str) -> set[str]:
        return {key for other, keys in self._actions.keys.items() if other != name for key in keys}

    def _on_reset_all(self) -> None:
        self._keep({})
        self._say(self.tr("All keys are the usual ones."))

    def _take(self, name: str, keys: tuple[str, ...]) -> None:
        wanted = {other: own for other, own in self._actions.keys.items() if own != usual_keys()[other]}
        self._keep(wanted | {name: keys})
        title = self._actions.titles[name]
        held = ", ".join(map(shown, keys)) or self.tr("no key")
        self._say(self.tr("“{0}” has {1} from now on.").format(title, held))

    def _keep(self, wanted: dict[str, tuple[str, ...]]) -> None:
        own = {name: keys for name, keys in wanted.items() if keys != usual_keys()[name]}
        self._actions.set_keys(own)
        self._settings.keys = own
        self._show_keys()
        self.edit.clear()
        self._on_typed()

    def _show_keys(self) -> None:
        held = self._actions.keys
        for row in range(self.table.rowCount()):
            item = self.table.item(row, KEYS)
            name = "" if item is None else str(item.data(NAME_ROLE))
            if item is None or not name:
                continue
            keys = held[name]
            item.setText(self.tr(" or ").join(map(shown, keys)))
            font = item.font()
            font.setBold(keys != usual_keys()[name])
            item.setFont(font)
            item.setToolTip(self.tr("Changed by you") if font.bold() else "")

    def _on_filter_changed(self, text: str) -> None:
        words = text.lower().split()
        rows = range(self.table.rowCount())
        for row in rows:
            cells = (self.table.item(row, column) for column in range(3))
            about = " ".join(cell.text() for cell in cells if cell is not None).lower()
            self.table.setRowHidden(row, not all(word in about for word in words))
        first = next((row for row in rows if not self.table.isRowHidden(row)), -1)
        if self.table.currentRow() < 0 or self.table.isRowHidden(self.table.currentRow()):
            self.table.setCurrentCell(first, WHAT)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.told.setText(text)
        self.told.setStyleSheet(f"color: {self._theme.problem if wrong else self._theme.muted}")
