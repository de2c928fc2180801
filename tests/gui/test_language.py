"""Every text of the window comes from the catalogue: in a made-up language nothing is left in letters of ASCII."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import languages
import pytest
from gui.gui_handmade import made_analysis, show
from in_one import in_one_test
from PySide6.QtCore import QLocale, QModelIndex, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFontComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import chart_of
from lossacc_gui.chart.overlay import Member, overlay_of
from lossacc_gui.chart.parts import View
from lossacc_gui.explain.knowledge import known_causes
from lossacc_gui.export.text import cause_as_text
from lossacc_gui.gui.actions.entries import ENTRIES, MENUS
from lossacc_gui.gui.dialogs.address import AddressDialog
from lossacc_gui.gui.dialogs.causes import CausesDialog
from lossacc_gui.gui.dialogs.export import ExportDialog
from lossacc_gui.gui.dialogs.export_subject import of_run
from lossacc_gui.gui.dialogs.mapping import MappingDialog
from lossacc_gui.gui.dialogs.note import NoteDialog
from lossacc_gui.gui.dialogs.notes import NotesDialog
from lossacc_gui.gui.dialogs.recording import RecordingDialog
from lossacc_gui.gui.dialogs.settings import SettingsDialog
from lossacc_gui.gui.dialogs.shortcuts import ShortcutsDialog
from lossacc_gui.gui.dialogs.worked_table import WorkedTableDialog
from lossacc_gui.gui.look.preferences import Preferences
from lossacc_gui.gui.look.speaking import speak_as, speech_of
from lossacc_gui.gui.look.theme import LIGHT
from lossacc_gui.gui.look.translator import Translator
from lossacc_gui.gui.palette.things import causes_as_things, things_of
from lossacc_gui.gui.panels.evidence.pictures import Pictures
from lossacc_gui.gui.panels.explanation_page import page
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.program.app import build_window
from lossacc_gui.gui.session.state import Selection
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.language import ENGLISH, Language, Numbers, Speech, shown, speak, tr
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.note import Note
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.smoothing import Over, Smoothing, smoothing_in
from lossacc_gui.samples import samples
from lossacc_gui.triage.compare import compare
from lossacc_gui.triage.groups import CAUSE, CONFIGURATION, groups_of
from lossacc_gui.triage.reports.comparison import as_body
from lossacc_gui.triage.reports.report import counted
from lossacc_gui.triage.row import Failure, Table, packed, unpacked
from lossacc_gui.triage.settings import statements
from lossacc_gui.triage.summary import row_of
from lossacc_gui.use_case import analyze

LETTERS = str.maketrans({chr(code): chr(code + 0xFEE0) for code in (*range(65, 91), *range(97, 123))})
"""Letters of the made-up language: those of Latin, as wide as Chinese ones, so that no letter of ASCII is left."""
KEPT = re.compile(r"(\{[^{}]*\}|<[^<>]*>|`[^`]*`|&\w+;)")
"""What stays in a text: fields, tags and code."""
NOT_OURS = {"Export...", "Export", "Float", "Scroll Left", "Scroll Right", "Press shortcut"}
NOT_OURS |= {"Closes the dock widget", "Undocks and re-attaches the dock widget"}
"""What Qt and pyqtgraph say, the program by itself not being asked."""
QT_SAYS = "OK Cancel Close Save Discard Reset Open Apply Find Ctrl Shift Del Return Esc Alt PgUp PgDown Left Right Home"
DATA = re.compile(
    "Keras|PyTorch|cvpr|grey|iclr|icml|ieee|nature|neurips|readme|screen|slide|standard|wide|mm|px|pt|dpi|inf|lossacc|"
    "loss|accuracy|val_loss|val_accuracy|val_f1|val_f|val_auc|val|train|history|csv|English|Deutsch|JSON|logs|history.csv|"
    "median|classes|n_examples|most_examples|inference_luck|Calibration|of|On|Modern|Neural|Networks|Guo|et|al|model|keras|model-27.keras|predictions.npz"
)
"""Names of metrics, files, presets and papers."""


def sentences_of(analysis: Analysis) -> Iterator[str]:
    """What the hand-made analysis says, which is in no catalogue and has to be looked for there all the same."""
    yield from (analysis.verdict.text, *(finding.text for finding in analysis.findings))
    for check in analysis.verdict.checks:
        yield from (check.name, check.why, check.log)
    for event in analysis.events:
        yield from (event.explanation.summary, event.explanation.deciding_check)
        yield event.episode.reason if event.episode is not None else ""
        for ranked in event.explanation.causes:
            cause = ranked.cause
            yield from (cause.title, cause.story, *cause.checks, *cause.remedies)
            yield from (one.text for one in ranked.evidence)


class MadeUp:
    """Turns the letters of every text that the catalogues are to have, and of no other."""

    def __init__(self) -> None:
        self._known = {text for one in languages.texts() for text in (one.one, one.many)}
        self._known |= set(sentences_of(made_analysis()))

    def gettext(self, message: str) -> str:
        if message not in self._known:
            return message
        parts = KEPT.split(message)
        return "".join(part if i % 2 else part.translate(LETTERS) for i, part in enumerate(parts))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)


@cache
def made_up() -> Speech:
    return Speech(MadeUp())


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[None]:
    translator = Translator()
    speak(made_up())
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
    speak(ENGLISH)


@pytest.fixture
def speaking(spoken: None, qtbot: QtBot, store: QSettings, analysis: Analysis) -> Iterator[MainWindow]:
    """A window that shows the hand-made analysis in the made-up language."""
    made = build_window(store)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    qtbot.waitExposed(made)
    show(qtbot, made.session, analysis)
    yield made
    made.close()


def left(text: str) -> str:
    """The words of a text that are in letters of ASCII, without what HTML, code and data say."""
    text = re.sub(r"<style>.*?</style>|<code>.*?</code>|<[^<>]*>", " ", text, flags=re.DOTALL)
    words = re.findall(r"(?<![\w.])[A-Za-z_][A-Za-z0-9_.]*[A-Za-z]\b", re.sub("`[^`]*`", " ", unescape(text)))
    return " ".join(word for word in words if not DATA.fullmatch(word) and word not in QT_SAYS.split())


def of_view(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    columns = {QTableView: "horizontalHeader", QTreeView: "header"}
    header = next((getattr(view, name)() for kind, name in columns.items() if isinstance(view, kind)), None)
    for column in range(1 if header is None else header.count()):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "") if header is not None else ""
            for row in range(min(model.rowCount(QModelIndex()), 3)):
                yield str(model.index(row, column, QModelIndex()).data(role) or "")


def of_widget(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QGroupBox() | QMenu():
            yield widget.title()
        case QTabBar():
            yield from (widget.tabText(i) for i in range(widget.count()))
        case QTextEdit() | QPlainTextEdit():
            yield widget.toPlainText()
        case QComboBox():
            yield from (widget.itemText(i) for i in range(widget.count()))
        case QAbstractItemView() if widget.model() is not None:
            yield from of_view(widget)


def untold(top: QWidget) -> set[str]:
    """The texts of a window, and of all that is in it, that are not wholly from the catalogue."""
    fonts = {below for box in top.findChildren(QFontComboBox) for below in (box, *box.findChildren(QWidget))}
    widgets = [one for one in (top, *top.findChildren(QWidget)) if one not in fonts]  # these have the names they have
    told = [text for widget in widgets for text in of_widget(widget)]
    told = [text for text in told if not text.startswith("from lossacc_gui.recorder import")]
    told += [text for one in top.findChildren(QAction) for text in (one.text(), one.toolTip(), one.iconText())]
    return {f"{rest} <- {text[:200]}" for text in {*told} - NOT_OURS if (rest := left(text))}


SOURCES = re.compile(r"<p class='source'>.*?</p>")
NAMES = re.compile(r"\b(overconfidence|outliers|epoch_(loss|accuracy))\b")


@pytest.mark.parametrize("name", ["overconfidence", "outliers"])
def test_nothing_of_what_a_real_analysis_says_is_left_in_english(name: str, spoken: None, qtbot: QtBot) -> None:
    """Everything unfolded, of the run and of each event, with the predictions where there are such."""
    sample = next(one for one in samples() if one.id == name)
    (analysis,) = analyze(sample.path, Request(evidence=sample.evidence))
    events = [event.explanation for event in analysis.events]
    families = {one.cause.id for told in (analysis.overall, *events) for one in told.families}
    everything = frozenset((*range(30), *families))
    pages = [page(analysis, Selection(event), everything, LIGHT) for event in (None, *range(len(events)))]
    assert not [rest for told in pages if (rest := left(NAMES.sub("", SOURCES.sub("", told))))]
    if analysis.evidence is not None:
        pictures = Pictures()
        qtbot.addWidget(pictures)
        pictures.show_evidence(analysis.evidence)
        for change in (analysis.evidence.whole, *analysis.evidence.changes):
            pictures.show_change(analysis.evidence, change)
            assert not untold(pictures)


def test_nothing_of_a_triage_is_left_in_english(spoken: None) -> None:
    """The table, what goes with settings, groups and comparisons, also out of the cache."""
    (first,) = analyze(next(one for one in samples() if one.id == "overconfidence").path, Request())
    row = unpacked(json.loads(json.dumps(packed(row_of(first, "/a.csv")))))
    fine = replace(row, state="fine", events=(), main="", kinds=(), loss_cost=0.0, best_loss=0.2)
    rows = [
        replace(one, name=f"/{seed}{lr}", source=f"/{seed}{lr}.csv", settings=(("lr", lr), ("seed", str(seed))))
        for seed in range(8)
        for one, lr in ((row, "1"), (fine, "2"))
    ]
    causes = {cause.id: cause for cause in known_causes(None)[0]}
    told = [as_body(compare(rows[:2], others, causes, Options()), shown) for others in ((), rows)]
    told += [str(shown(one.text)) for by in (CAUSE, CONFIGURATION, "lr") for one in groups_of(rows, by)]
    told += [str(shown(one.text)) for one in statements(rows, Options())]
    told += [tr(counted(Table(tuple(rows), (Failure("/x", "?"),), ("/y",)))), tr(row.text), *map(tr, row.notices)]
    names = re.compile(r"\b(lr|seed|csv|none|val|val_(loss|accuracy)|[a-z])\b")
    assert statements(rows, Options())
    assert not [rest for text in told if (rest := left(names.sub("", text)))]


def test_nothing_of_the_palette_is_left_in_english(speaking: MainWindow) -> None:
    things = [
        *things_of(speaking.menuBar(), speaking.session),
        *causes_as_things(known_causes(None)[0], speaking.session, print),
    ]
    shown = [text for one in things for text in (one.kind, one.title, one.more, one.why_not)]
    assert not [rest for text in shown if (rest := left(text))]
    told = [cause_as_text(replace(one, sources=()), tr) for one in known_causes(None)[0]]
    assert {rest for text in told if (rest := left(text))} <= {one.id for one in known_causes(None)[0]}


def test_nothing_of_the_main_window_is_left_in_english(speaking: MainWindow) -> None:
    assert not untold(speaking)


@pytest.mark.parametrize("smoothing", [0.6, Over(10.0), Over(0.2, share=True, median=True), Over(0.001, share=True)])
def test_nothing_that_is_said_of_smoothing_is_left_in_english(smoothing: Smoothing, spoken: None) -> None:
    view = View(smoothing=smoothing)
    charts = [chart_of(made_analysis(), view)]
    charts += [overlay_of([Member(made_analysis(one)) for one in "ab"], view, base) for base in (None, 0)]
    for chart in charts:
        notes = [note for note in chart.footnotes if note.startswith("Smoothing")]
        assert len(notes) == 1 and not [rest for text in (chart.smoothed, *notes) if (rest := left(tr(text)))]


def test_a_refusal_of_an_overlay_or_a_smoothing_is_not_left_in_english(spoken: None) -> None:
    with pytest.raises(BadOption) as many:
        overlay_of([Member(made_analysis())] * 9, View())
    with pytest.raises(ValueError) as smoothing:
        smoothing_in("much")
    assert not left(tr(many.value.said))
    assert left(tr(smoothing.value.args[0])) == ""


def export_of(window: MainWindow, folder: Path) -> QDialog:
    assert window.session.current is not None
    return ExportDialog(of_run(window.session.current), View(), None, settings(folder), window)


DIALOGS: dict[str, Callable[[MainWindow, Path], QDialog]] = {
    "address": lambda window, _: AddressDialog(window),
    "causes": lambda window, _: CausesDialog(None, LIGHT, window),
    "export": lambda window, folder: ExportDialog(
        of_run(window.session.current), View(), None, settings(folder), window
    ),
    "mapping": lambda window, _: MappingDialog(window.session.current.run, (), window),
    "note": lambda window, _: NoteDialog(Note("1", 3.0, 9.0), None, (0.0, 30.0), "epoch", window),
    "notes": lambda window, _: NotesDialog(window.session, window),
    "recording": lambda window, _: RecordingDialog(window),
    "settings": lambda window, _: SettingsDialog(Preferences(), LIGHT, window),
    "shortcuts": lambda window, folder: ShortcutsDialog(window.actions_by_name, settings(folder), LIGHT, window),
    "worked table": lambda window, _: WorkedTableDialog(LIGHT, "", window),
}


def settings(folder: Path) -> Settings:
    return Settings(QSettings(str(folder / "own.ini"), QSettings.Format.IniFormat))


@in_one_test("name", DIALOGS)
def test_nothing_of_a_dialog_is_left_in_english(name: str, speaking: MainWindow, tmp_path: Path) -> None:
    dialog = DIALOGS[name](speaking, tmp_path)
    found = untold(dialog)
    dialog.reject()
    assert not found


@pytest.mark.parametrize("menu", MENUS)
def test_the_letters_of_a_german_menu_are_each_for_one_action(menu: str) -> None:
    speak(speech_of(Language.GERMAN, comma=True))
    letters = [tr(entry.text).partition("&")[2][:1].lower() for entry in ENTRIES if entry.menu == menu]
    titles = [tr(f"&{title}").partition("&")[2][:1].lower() for title in MENUS]
    speak(ENGLISH)
    assert len(set(letters)) == len(letters) and "" not in letters
    assert len(set(titles)) == len(titles) and "" not in titles


@pytest.mark.parametrize(
    ("language", "numbers", "told", "comma"),
    [
        (Language.GERMAN, Numbers.LANGUAGE, "Abbrechen", True),
        (Language.GERMAN, Numbers.POINT, "Abbrechen", False),
        (Language.ENGLISH, Numbers.COMMA, "Cancel", True),
        (Language.ENGLISH, Numbers.LANGUAGE, "Cancel", False),
    ],
)
def test_the_window_speaks_as_it_is_told(language: Language, numbers: Numbers, told: str, comma: bool) -> None:
    app, before = QApplication.instance(), QLocale()
    assert app is not None
    given = speak_as(app, language, numbers)
    try:
        assert tr("Cancel") == told
        assert app.translate("QPlatformTheme", "Cancel") == told
        assert (QLocale().decimalPoint() == ",") is comma
    finally:
        for translator in given:
            app.removeTranslator(translator)
        QLocale.setDefault(before)
        speak(ENGLISH)


def test_columns_have_room_for_what_they_say_in_another_language(speaking: MainWindow) -> None:
    assert speaking.workspace is not None
    table = speaking.workspace.tabs.events
    model = table.model()
    assert model.rowCount() and "loss" not in str(model.index(0, 3).data()), "it speaks another language"
    for column in range(model.columnCount()):
        assert table._text_width(column) >= table.sizeHintForColumn(column)
