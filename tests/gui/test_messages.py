"""The list of messages: its order, its words, the way to the line, and taking what was left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.dialogs.messages import MessagesDialog
from lossacc_gui.gui.dialogs.source_view import SourceDialog
from lossacc_gui.gui.look.plain import spoken
from lossacc_gui.gui.look.theme import DARK
from lossacc_gui.gui.panels.message_list import MessageList
from lossacc_gui.gui.panels.message_model import said
from lossacc_gui.gui.panels.tabs import MESSAGES
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.language import say
from lossacc_gui.model.run import Quantity

LOG = "".join(
    f"epoch {i} train loss {1 / i:.4f} train acc {1 - 1 / (i + 1):.4f} zork {0.5 + i / 100:.4f}\n" for i in range(1, 20)
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "train.txt"
    path.write_text(LOG)
    return path


def shown(qtbot: QtBot, window: MainWindow, log: Path) -> MessageList:
    """The messages of a log that was opened."""
    with qtbot.waitSignal(window.session.opened):
        window.session.open([log])
    assert window.workspace is not None
    window.workspace.tabs.setCurrentIndex(MESSAGES)
    return window.workspace.tabs.messages


def texts(messages: MessageList) -> list[str]:
    return [str(messages.model().index(row, 0).data()) for row in range(messages.model().rowCount())]


def test_errors_stand_first_and_what_was_not_taken_last(qtbot: QtBot, window: MainWindow, log: Path) -> None:
    messages = shown(qtbot, window, log)
    window.session.messages.complain(Message(MessageKind.NOTICE, "odd rows", log, 3))
    window.session.messages.complain(Message(MessageKind.ERROR, "It is empty.", log.with_name("empty.csv")))
    assert texts(messages) == [
        f"Error {log.with_name('empty.csv')}: It is empty.",
        f"Notice {log}, line 3: odd rows",
        f"Not taken {log}: zork: 19 values, the name is not known.",
    ]
    assert "1 not taken" in window.status.counts.text()


def test_a_click_on_its_button_takes_what_was_left_out(qtbot: QtBot, window: MainWindow, log: Path) -> None:
    messages = shown(qtbot, window, log)
    button = messages.button_of(messages.model().index(0, 0))
    message = messages.messages.message(messages.model().index(0, 0))
    assert message is not None
    title = messages.fontMetrics().horizontalAdvance(messages._titles(message))
    assert button.width() > title > 0 and messages.visualRect(messages.model().index(0, 0)).contains(button)
    told: list[str] = []
    window.statusBar().messageChanged.connect(told.append)
    with qtbot.waitSignal(window.session.opened):
        qtbot.mouseClick(messages.viewport(), Qt.MouseButton.LeftButton, pos=button.center())
    current = window.session.current
    assert current is not None and not current.run.left_out
    (zork,) = [one for one in current.run.series if one.metric == "zork"]
    assert zork.quantity is Quantity.ACCURACY  # a share that rises
    assert texts(messages) == []
    assert any("zork is taken as accuracy" in text for text in told)


def test_a_click_beside_the_button_takes_nothing(qtbot: QtBot, window: MainWindow, log: Path) -> None:
    messages = shown(qtbot, window, log)
    with qtbot.assertNotEmitted(messages.help_asked):
        area = messages.visualRect(messages.model().index(0, 0))
        qtbot.mouseClick(messages.viewport(), Qt.MouseButton.LeftButton, pos=area.topLeft() + area.center() / 4)


def test_double_click_and_enter_go_to_the_line(qtbot: QtBot, window: MainWindow, log: Path) -> None:
    messages = shown(qtbot, window, log)
    window.session.messages.complain(Message(MessageKind.ERROR, "odd", log, 7))
    place = messages.visualRect(messages.model().index(0, 0)).center()
    qtbot.mouseClick(messages.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(messages.viewport(), Qt.MouseButton.LeftButton, pos=place)
    (dialog,) = window.findChildren(SourceDialog)
    qtbot.waitUntil(lambda: bool(dialog.text.toPlainText()))
    assert dialog.text.textCursor().block().text().split() == ["7", *LOG.splitlines()[6].split()]
    assert len(dialog.text.extraSelections()) == 1 and str(log) in dialog.place.text()
    dialog.reject()
    qtbot.waitUntil(lambda: not window.findChildren(SourceDialog))
    qtbot.keyClick(messages, Qt.Key.Key_Return)
    (again,) = window.findChildren(SourceDialog)
    again.reject()


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (b"\x89PNG\0\0\xff\xfe\0", "binary"), (None, "no such file")]
)
def test_a_file_without_lines_says_so(qtbot: QtBot, tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "a.log").write_bytes(content)
    dialog = SourceDialog(tmp_path / "a.log", 3, DARK)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "\n" in dialog.place.text())
    assert said in dialog.place.text() or "line 3 is not among them" in dialog.place.text()
    dialog.reject()


def test_a_long_message_is_wrapped_and_grows_as_the_list_narrows(qtbot: QtBot) -> None:
    messages = MessageList(lambda _: "")
    qtbot.addWidget(messages)
    path = Path("/a/very/long/way") / "that" / "goes" / "on" / "the-name-of-the-log.csv"
    messages.messages.show_messages((Message(MessageKind.ERROR, "many words " * 40, path),))
    heights = []
    for width in (900, 300):
        messages.resize(width, 300)
        messages.show()
        qtbot.waitUntil(lambda w=width: abs(messages.visualRect(messages.model().index(0, 0)).width() - w) < 30)
        heights.append(messages.visualRect(messages.model().index(0, 0)).height())
    assert heights[1] > 2 * heights[0] > 4 * messages.fontMetrics().height()


def test_markup_in_a_message_is_text(qtbot: QtBot) -> None:
    messages = MessageList(lambda _: "")
    qtbot.addWidget(messages)
    messages.messages.show_messages((Message(MessageKind.ERROR, "<b>no</b>", Path("/a/<i>b</i>.csv")),))
    index = messages.model().index(0, 0)
    assert index.data() == "Error /a/<i>b</i>.csv: <b>no</b>"
    assert "&lt;i&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_everything_is_there_by_keyboard_and_for_assistive_programs(
    qtbot: QtBot, window: MainWindow, log: Path
) -> None:
    messages = shown(qtbot, window, log)
    messages.setFocus()
    messages.setCurrentIndex(messages.model().index(0, 0))
    tree = QAccessible.queryAccessibleInterface(messages)
    assert tree is not None and tree.text(QAccessible.Text.Name) == "Messages"
    assert "Enter" in tree.text(QAccessible.Text.Description)
    item = tree.child(0)
    assert item is not None and "zork: 19 values" in item.text(QAccessible.Text.Name)
    qtbot.keyClick(messages, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "zork" in QGuiApplication.clipboard().text()
    message = messages.messages.message(messages.currentIndex())
    assert message is not None
    assert [a.text() for a in messages.menu_of(message).actions()] == ["Take", "Show the Log", "Copy"]
    with qtbot.assertNotEmitted(messages.help_asked):
        qtbot.keyClick(messages, Qt.Key.Key_Down)
        qtbot.keyClick(messages, Qt.Key.Key_Z)
    with qtbot.waitSignal(window.session.opened):
        qtbot.keyClick(messages, Qt.Key.Key_Space)


def test_without_a_log_the_messages_are_a_dialog_with_the_same_list(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    with qtbot.waitSignal(window.session.messages.complained):
        window.session.open([tmp_path / "none.csv"])
    window.show_messages()
    (dialog,) = window.findChildren(MessagesDialog)
    assert "none.csv" in texts(dialog.messages)[0]
    dialog.reject()


def test_ten_thousand_messages_are_laid_out_in_turns(qtbot: QtBot) -> None:
    messages = MessageList(lambda _: "")
    qtbot.addWidget(messages)
    messages.resize(500, 300)
    messages.show()
    asked: list[int] = []
    delegate = messages.itemDelegate()
    real = delegate.sizeHint

    def counted(option: object, index: object) -> object:
        asked.append(1)
        return real(option, index)

    delegate.sizeHint = counted  # type: ignore[method-assign]
    many = tuple(Message(MessageKind.NOTICE, f"note {i}", Path("/a/b.csv"), i) for i in range(10_000))
    messages.messages.show_messages(many)
    QGuiApplication.processEvents()
    assert 0 < len(asked) < 2000


def test_what_is_typed_stands_in_quotes_where_there_is_no_font_of_code(qtbot: QtBot, window: MainWindow) -> None:
    named = say("Run `pip install {name}`.", name="a`b`c")
    message = Message(MessageKind.ERROR, say("It failed: {why}", why=named))
    window.session.messages.complain(message)
    assert window.strip.text() == "It failed: Run “pip install a`b`c”."
    assert said(message) == "Error: It failed: Run “pip install a`b`c”."
    assert spoken("as it is") == "as it is" and spoken("a `plain` text") == "a `plain` text"
