"""Small rules of the window's state, without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from gui.gui_handmade import made_analysis, show
from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSettings
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.actions.entries import ENTRIES, NEED_RUN
from lossacc_gui.gui.background.threads import Background, Progressed, _Delivered, _Report
from lossacc_gui.gui.chart.mouse import SideAxis
from lossacc_gui.gui.chart.ranges import Ranges
from lossacc_gui.gui.dialogs.settings.option_model import NAME, OptionModel
from lossacc_gui.gui.dialogs.settings.thresholds import _Filter
from lossacc_gui.gui.look.preferences import Preferences
from lossacc_gui.gui.palette.fuzzy import LOOSEST, match
from lossacc_gui.gui.palette.reasons import why_not
from lossacc_gui.gui.palette.things import _metrics
from lossacc_gui.gui.panels.tables import EventTable
from lossacc_gui.gui.persistence.settings import KEPT_RECENTS, Settings
from lossacc_gui.gui.session.drawing import Drawing
from lossacc_gui.gui.session.following import Following, _Looked
from lossacc_gui.gui.session.made import NOTHING_MADE, Made, OfRun, Step
from lossacc_gui.gui.session.reanalysis import Reanalysis
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import Message, MessageKind, RunKey
from lossacc_gui.gui.triage.stamp import _lines
from lossacc_gui.gui.window.docks import Docks
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.gui.window.message_strip import MessageStrip
from lossacc_gui.gui.window.preferring import analyse_with
from lossacc_gui.gui.window.run_menu import RunMenu
from lossacc_gui.model.errors import Cancelled
from lossacc_gui.model.note import Note
from lossacc_gui.model.options import Options, described
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource

KEY = RunKey(Path("a.csv"), "a")


def step(text: str, before: OfRun = NOTHING_MADE) -> Step:
    return Step("Note", KEY, before, OfRun(notes=(*before.notes, Note(text))))


def test_what_was_taken_back_cannot_be_done_again_after_something_else_was_done() -> None:
    made = Made()
    made.do(step("first"))
    made.undo(made.done[-1])
    assert made.of(KEY) == NOTHING_MADE and len(made.undone) == 1
    made.redo(made.undone[-1])
    made.undo(made.done[-1])
    made.do(step("second"))
    assert made.undone == () and [one.text for one in made.of(KEY).notes] == ["second"]
    assert made.runs == (KEY,) and len(made.done) == 1


def test_the_recents_hold_each_log_once_the_newest_first_and_not_more_than_are_shown(tmp_path: Path) -> None:
    settings = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    settings.remember([tmp_path / "a", tmp_path / "b"])
    settings.remember([tmp_path / "b"])
    assert settings.recents == (tmp_path / "b", tmp_path / "a")
    settings.remember([tmp_path / str(number) for number in range(KEPT_RECENTS + 3)])
    assert len(settings.recents) == KEPT_RECENTS and settings.recents[0] == tmp_path / "0"
    settings.forget_recents()
    assert settings.recents == ()


@pytest.mark.parametrize(("start", "end", "x"), [(4.0, 4.0, (2.0, 6.0)), (4.0, 12.0, (2.0, 14.0))])
def test_around_a_point_there_is_room_and_around_a_stretch_a_quarter_of_it(
    start: float, end: float, x: tuple[float, float]
) -> None:
    assert Ranges((0.0, 1.0), (0.0, 1.0), (0.0, 1.0)).around(start, end, None).x == pytest.approx(x)


def test_a_report_of_work_that_was_superseded_is_not_heard(qtbot: QtBot) -> None:
    background = Background("test")
    heard: list[object] = []
    background.delivered.connect(heard.append)
    background.progressed.connect(heard.append)
    with qtbot.waitSignal(background.delivered):
        for job, what in ((-1, _Delivered("old")), (-1, Progressed(0.5, "old")), (0, _Delivered("new"))):
            background._post.reported.emit(_Report(background._job + job, what))
    assert heard == ["new"]
    background.close()


def test_a_log_that_is_followed_no_more_is_not_heard_of(qtbot: QtBot) -> None:
    following = Following(Request, tuple, None)
    changes: list[None] = []
    following.state_changed.connect(lambda: changes.append(None))
    following._on_delivered(_Looked(Path("gone.csv"), None, None))
    assert following.logs == () and changes == []
    found: list[object] = []
    following.found.connect(found.append)
    following._on_delivered(made_analysis())
    assert found == []
    following.close()


def names(session: Session) -> tuple[list[str], str]:
    assert session.current is not None
    return [run.analysis.run.name for run in session.runs], session.current.run.name


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session(lambda: None)
    for name in ("a", "b", "c"):
        made.add(made_analysis(name))
    yield made
    made.close()


@pytest.mark.usefixtures("qapp")
def test_events_are_stepped_through_round_and_round_and_a_run_without_any_has_none(session: Session) -> None:
    seen = []
    for by in (1, 1, 1, 1, -1, -1):
        session.step_event(by)
        seen.append(session.selection.event)
    assert seen == [0, 1, 2, 0, 2, 1]
    session.add(replace(made_analysis("none"), events=()))
    session.show_run(3)
    session.step_event(1)
    assert session.selection.event is None
    empty = Session(lambda: None)
    empty.step_event(1)
    assert empty.current is None and empty.selection.event is None
    empty.close()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("chosen", "closed", "left"), [(1, 0, "b"), (1, 1, "c"), (1, 2, "b"), (2, 2, "b"), (0, 0, "b")]
)
def test_closing_a_run_leaves_the_current_one_or_its_neighbour(
    session: Session, chosen: int, closed: int, left: str
) -> None:
    session.show_run(chosen)
    session.close_run(closed)
    assert names(session) == ([name for name in "abc" if name != "abc"[closed]], left)


@pytest.mark.usefixtures("qapp")
def test_what_was_selected_stays_selected_in_another_analysis_of_the_run(session: Session) -> None:
    session.show_run(0)
    session.select_event(1)
    session.add(made_analysis("a"))
    assert session.selection.event == 1 and session.current_index == 0


def test_the_menu_opens_the_guide_in_the_browser(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    window.actions_by_name["guide"].trigger()
    assert [Path(one) for one in opened] == [resource("guide", "index.html")]


@pytest.mark.usefixtures("qapp")
def test_messages_in_a_row_are_counted_and_a_notice_takes_no_place_of_an_error() -> None:
    strip = MessageStrip()
    path = Path("a.csv")
    strip.tell(Message(MessageKind.NOTICE, "One row was skipped.", path, 12))
    assert strip.text() == "a.csv: line 12: One row was skipped."
    strip.tell(Message(MessageKind.ERROR, "The file is empty.", path))
    assert strip.text() == "a.csv: The file is empty.  (1 more)"
    strip.tell(Message(MessageKind.NOTICE, "Another.", path))
    assert strip.text() == "a.csv: The file is empty.  (1 more)"
    strip.dismiss()
    strip.tell(Message(MessageKind.NOTICE, "Another."))
    assert strip.text() == "Another."


def test_the_list_of_runs_is_shown_from_two_runs_on_and_the_explanation_from_one(
    qtbot: QtBot, window: MainWindow
) -> None:
    show(qtbot, window.session, made_analysis())
    (docks,) = window.findChildren(Docks)
    seen = []
    for count in (0, 1, 2):
        docks.show_count(count)
        seen.append((docks.runs.isHidden(), docks.explanation.isHidden()))
    assert seen == [(True, True), (True, False), (False, False)]


@pytest.mark.usefixtures("qapp")
def test_every_action_that_cannot_be_used_says_why() -> None:
    empty = Session(lambda: None)
    for entry in ENTRIES:
        reason = why_not(entry.name, empty)
        assert reason[0].isupper() and len(reason) > 10
        assert (reason == "No run is open") is (entry.name in NEED_RUN)
    empty.close()


@pytest.mark.parametrize("ended", [Reanalysis._on_ended, Drawing._on_ended])
def test_an_error_that_nobody_expected_is_no_quiet_end_of_work_and_cancelling_is(
    ended: Callable[[Any, BaseException | None], None],
) -> None:
    ended(Mock(), None)
    ended(Mock(), Cancelled())
    with pytest.raises(ValueError, match="unexpected"):
        ended(Mock(), ValueError("unexpected"))


def test_the_thumbnail_of_a_curve_joins_each_value_to_the_next_where_both_are_numbers() -> None:
    lines = _lines((0, 50, -1, 100, 0), QRectF(10, 0, 40, 20))
    assert [(line.x1(), line.y1(), line.x2(), line.y2()) for line in lines] == [(10, 20, 20, 10), (40, 0, 50, 20)]


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("xy", "axxxb", None),
        ("ab", "axxxb", {0, 4}),
        ("vl", "validation loss", {0, 11}),
        ("loss", "val_loss", {4, 5, 6, 7}),
    ],
)
def test_letters_are_found_together_as_initials_or_not_too_far_apart(
    typed: str, text: str, found: set[int] | None
) -> None:
    told = match(typed, text)
    assert (None if told is None else set(told.places)) == found


def test_scattered_letters_may_take_so_many_times_their_number_of_places_and_no_more() -> None:
    room = int(LOOSEST * 2)
    assert match("ab", "a" + "x" * (room - 2) + "b") is not None
    assert match("ab", "a" + "x" * (room - 1) + "b") is None


@pytest.mark.usefixtures("qapp")
def test_an_event_that_the_run_does_not_have_is_no_selection(session: Session) -> None:
    assert session.current is not None
    count = len(session.current.events)
    for index, selected in ((0, 0), (count - 1, count - 1), (count, None), (-1, None), (None, None)):
        session.select_event(0)
        session.select_event(index)
        assert session.selection.event == selected


@pytest.mark.usefixtures("qapp")
def test_thresholds_are_found_by_all_words_of_name_unit_and_reason_and_by_being_changed() -> None:
    parent = QWidget()
    model = OptionModel((("loss_effect", "0.2"),), parent)
    found = _Filter(model, parent)

    def rows(text: str, only_changed: bool = False) -> set[str]:
        found.want(text, only_changed)
        return {str(found.index(row, NAME).data()) for row in range(found.rowCount())}

    told = {name: f"{name} {unit} {reason}".lower().replace("_", " ") for name, _, unit, reason in described(Options())}
    assert rows("") == set(told)
    for text in ("LOSS", "loss_effect", "loss effect", "effect loss", "epochs", "no such word"):
        words = text.lower().replace("_", " ").split()
        wanted = {name for name, about in told.items() if all(word in about for word in words)}
        assert rows(text) == wanted and (len(wanted) < len(told))
    assert rows("", True) == {"loss_effect"} and rows("epochs", True) <= {"loss_effect"}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("title", "shown"), [("Loss", True), ("", True), (None, False)])
def test_an_axis_without_a_curve_has_neither_title_nor_numbers(title: str | None, shown: bool) -> None:
    axis = SideAxis("left", lambda *_: {})
    axis.dress(title, "#101010", "#808080", QFont())
    assert axis.style["showValues"] == shown and axis.label.isVisible() == shown
    assert axis.tickPen().color().name() == "#808080" and axis.textPen().color().name() == "#101010"


@pytest.mark.usefixtures("qapp")
def test_the_palette_hides_what_is_drawn_draws_what_is_not_and_keeps_the_last_curve(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session.current is not None and session.current_index is not None
    run = session.current_index
    curves = session.current.run.curve_names.items()
    monkeypatch.setattr(
        session.drawing, "curves_of", lambda _: tuple(one for one, name in curves if name in session.runs[run].shown)
    )
    monkeypatch.setattr(session.drawing, "show_metrics", lambda _: None)
    names = list(dict.fromkeys(one.logged_as for one in session.current.run.series))
    session.show_metrics(run, (names[0], names[1]))
    things = list(_metrics(session))
    assert [thing.title for thing in things] == names and not any(thing.why_not for thing in things)
    assert [thing.more for thing in things] == ["drawn; Enter hides it"] * 2 + ["Enter draws it"] * (len(names) - 2)
    things[1].do()
    assert session.shown_metrics == (names[0],)
    things = list(_metrics(session))
    assert [bool(thing.why_not) for thing in things] == [True] + [False] * (len(names) - 1)
    things[2].do()
    assert session.shown_metrics == (names[0], names[2])
    later = things[0].do
    while session.runs:
        session.close_run(0)
    later()  # its run is gone by the time it is done
    assert session.current_index is None


def test_the_table_of_events_tells_what_a_finding_changed() -> None:
    made = made_analysis()
    *others, gap = made.events
    finding = replace(gap.what, loss_change=0.82, accuracy_change=-0.041)
    table = EventTable()
    table.show_analysis(replace(made, events=(*others, replace(gap, what=finding))))
    assert [str(table.text(2, column)) for column in (6, 7, 8)] == ["+82 %", "-4.1 points", ""]
    table.show_analysis(made)
    assert [table.text(2, column) for column in (6, 7, 8)] == ["", "", ""], "where a finding tells no change"


def test_a_menu_that_is_filled_again_keeps_nothing_of_before(qtbot: QtBot, filled: MainWindow) -> None:
    menus = [
        one for one in filled.findChildren(RunMenu) if type(one).__name__ in ("PairMenu", "XMenu", "SmoothingMenu")
    ]
    assert len(menus) == 3
    for menu in menus:
        for _ in range(3):
            menu.fill()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        kept = [one.metaObject().className() for one in menu.children()]
        menu.fill()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert sorted(kept) == sorted(one.metaObject().className() for one in menu.children())


def test_what_is_open_is_analysed_anew_only_where_another_analysis_is_preferred_than_it_had() -> None:
    session = Mock(request=Request(options=Options(loss_effect=0.2)))  # as a project asks, whatever is preferred
    before = Preferences()
    analyse_with(session, before, Preferences(notifies=not before.notifies))
    session.analyse_as.assert_not_called()
    wanted = Preferences(options=(("loss_effect", "0.1"),))
    analyse_with(session, before, wanted)
    (asked,) = session.analyse_as.call_args.args
    assert asked.options.loss_effect == 0.1
    session.request = asked
    analyse_with(session, before, wanted)
    session.analyse_as.assert_called_once()


@pytest.mark.parametrize("damaged", ["{", "[]", "3", '{"a": 3}', '{"a":' * 100_000])
def test_what_is_damaged_in_the_settings_counts_as_absent(store: QSettings, damaged: str) -> None:
    for key in ("keys", "metrics", "options", "fits_y", "shows_overview", "shows_list", "calm"):
        store.setValue(key, damaged)
    settings = Settings(store)
    assert settings.keys == {} and settings.choices == {} and settings.preferences.options == ()
    assert settings.fits_y and settings.shows_overview and settings.shows_list is None and not settings.calm


def test_a_damaged_meaning_takes_no_other_with_it(store: QSettings) -> None:
    store.setValue("metrics", '{"a": 3, "b": [["m", "loss", "val"]]}')
    assert list(Settings(store).choices) == ["b"]


def test_choices_of_an_export_that_are_nested_too_deep_count_as_none(store: QSettings) -> None:
    store.setValue("export", '{"a":' * 100_000)
    assert Settings(store).export_choices == {}
