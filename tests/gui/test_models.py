"""What holds for every table and list of the window: flat, titled above, quiet about what nobody asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import handmade
import pytest
from gui.gui_handmade import made_analysis
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from lossacc_gui.explain.worked_table import presets
from lossacc_gui.gui.dialogs.settings.option_model import VALUE, OptionModel
from lossacc_gui.gui.dialogs.worked_table import CaseModel
from lossacc_gui.gui.look.theme import DARK, LIGHT
from lossacc_gui.gui.palette.lines import Lines
from lossacc_gui.gui.palette.things import Found, Thing
from lossacc_gui.gui.panels.message_model import MESSAGE, MessageModel
from lossacc_gui.gui.panels.stretches import StretchTable
from lossacc_gui.gui.panels.table_view import TableView
from lossacc_gui.gui.panels.tables import DataTable, EventTable, TextTable
from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.gui.triage.table import TriageTable
from lossacc_gui.model.options import Options, described
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.triage.summary import row_of
from lossacc_gui.use_case import with_stretches

HORIZONTAL, VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
NOBODY_ASKS = Qt.ItemDataRole.UserRole + 7


def lines(parent: QObject) -> QAbstractItemModel:
    made = Lines(parent)
    made.show(
        tuple(
            Found(Thing("kind", title, lambda: None, keys="F", more="more", why_not=why))
            for title, why in (("one", ""), ("other", "closed"))
        )
    )
    return made


def messages(parent: QObject) -> QAbstractItemModel:
    made = MessageModel(parent)
    made.show_messages(tuple(Message(kind, "odd", None, 3) for kind in reversed(MessageKind)))
    return made


def events(parent: QObject) -> QAbstractItemModel:
    made = EventTable(parent)
    made.show_analysis(made_analysis())
    return made


def values(parent: QObject) -> QAbstractItemModel:
    made = DataTable(parent)
    made.show_analysis(made_analysis())
    return made


def stretches(parent: QObject) -> QAbstractItemModel:
    made = StretchTable(parent)
    judged = with_stretches(handmade.analysis())
    assert judged.stretches
    made.show_stretches(judged.stretches, "epoch")
    return made


def case(parent: QObject) -> QAbstractItemModel:
    return CaseModel(presets()[0].first, LIGHT, parent)


def thresholds(parent: QObject) -> QAbstractItemModel:
    return OptionModel((), parent)


def triage(parent: QObject) -> QAbstractItemModel:
    made = TriageTable(parent)
    made.add([row_of(made_analysis(name), f"{name}.csv") for name in ("one", "other")])
    return made


MODELS: dict[str, Callable[[QObject], QAbstractItemModel]] = {
    one.__name__: one for one in (lines, messages, events, values, stretches, case, thresholds, triage)
}


@pytest.mark.parametrize("make", MODELS.values(), ids=MODELS)
def test_a_table_is_as_qt_wants_it_and_flat(
    make: Callable[[QObject], QAbstractItemModel], qtbot: QtBot, qapp: QObject
) -> None:
    model = make(qapp)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    cell = model.index(0, 0)
    assert model.rowCount(QModelIndex()) >= 2 and model.rowCount(cell) == 0
    assert cell.data(NOBODY_ASKS) is None
    if isinstance(model, QAbstractListModel):
        return
    assert model.columnCount(QModelIndex()) >= 2 and model.columnCount(cell) == 0
    titles = [model.headerData(i, HORIZONTAL, Qt.ItemDataRole.DisplayRole) for i in range(model.columnCount())]
    assert all(isinstance(title, str) for title in titles) and len(set(titles)) == len(titles)
    assert model.headerData(0, VERTICAL, Qt.ItemDataRole.DisplayRole) is None
    assert model.headerData(0, HORIZONTAL, NOBODY_ASKS) is None


def test_the_palette_says_all_of_a_line_to_who_listens(qapp: QObject) -> None:
    possible, not_possible = (lines(qapp).index(i, 0) for i in (0, 1))
    assert possible.data(Qt.ItemDataRole.AccessibleTextRole) == "one, kind, F, more"
    assert not_possible.data(Qt.ItemDataRole.AccessibleTextRole) == "other, kind, F, more, not possible: closed"
    assert possible.data() == "one"


def test_the_messages_stand_in_the_order_of_their_weight_and_say_where(qapp: QObject, tmp_path: Path) -> None:
    model = messages(qapp)
    kinds = [model.index(i, 0).data(MESSAGE).kind for i in range(model.rowCount(QModelIndex()))]
    assert kinds == [MessageKind.ERROR, MessageKind.NOTICE, MessageKind.LEFT_OUT]
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    assert {model.index(0, 0).data(role) for role in roles} == {"Error, line 3: odd"}
    nowhere, there = MessageModel(qapp), MessageModel(qapp)
    nowhere.show_messages((Message(MessageKind.NOTICE, "odd"),))
    there.show_messages((Message(MessageKind.NOTICE, "odd", tmp_path / "log.csv"),))
    told = [
        [
            one.index(0, 0).data(role)
            for role in (Qt.ItemDataRole.AccessibleDescriptionRole, Qt.ItemDataRole.ToolTipRole)
        ]
        for one in (nowhere, there)
    ]
    assert told[0] == ["", None] and told[1][0] and "log.csv" in told[1][1]
    assert there.index(0, 0).data() == f"Notice {tmp_path / 'log.csv'}: odd"
    assert there.message(QModelIndex()) is None and there.data(QModelIndex()) is None


def test_a_value_stands_in_the_row_of_its_place_and_nothing_where_none_was_logged(qapp: QObject) -> None:
    members = (
        handmade.series("loss", Quantity.LOSS, Split.TRAIN, [0.5, 0.4, 0.3], step=[1, 2, 4]),
        handmade.series("val_accuracy", Quantity.ACCURACY, Split.VAL, [0.25, 0.5], step=[2, 3]),
    )
    table = DataTable(qapp)
    table.show_analysis(handmade.analysis(handmade.run(members), ()))
    cells = [[table.index(row, column).data() for column in range(3)] for row in range(table.rowCount())]
    assert cells == [
        ["1", "0.5", ""],
        ["2", "0.4", "25.00 %"],
        ["3", "", "50.00 %"],
        ["4", "0.3", ""],
    ]
    assert [table.row_at(x) for x in (0, 1, 1.5, 4, 5)] == [0, 0, 1, 3, 4]
    table.show_analysis(None)
    assert table.rowCount() == 0 and table.headings() == ("epoch",)


def test_a_table_of_runs_sorts_numbers_by_size_and_what_is_none_to_the_end(qapp: QObject) -> None:
    table = TriageTable(qapp)
    known = row_of(made_analysis("b"), "b.csv")
    rates = {"a": "0.1", "b": "1e-3", "c": "", "d": "cosine", "e": "10"}
    table.add(replace(known, name=name, settings=(("lr", rate),) if rate else ()) for name, rate in rates.items())
    table.show_settings(("lr",))
    column = table.columnCount() - 1
    table.sort(column)
    assert [row.name for row in table.shown] == ["b", "a", "e", "c", "d"]
    table.sort(column, Qt.SortOrder.DescendingOrder)
    assert [row.name for row in table.shown] == ["d", "c", "e", "a", "b"]
    table.sort(-1)
    assert table.shown == list(table.rows) and table.count == 5
    table.show_settings(())
    table.sort(column)  # a column that is there no more sorts nothing
    assert table.shown == list(table.rows)
    table.sort(0)
    table.filter("lr=0.1 csv")
    assert [row.name for row in table.shown] == ["a"] and table.line_of(table.rows[1]) is None
    table.filter("", ("fine",))
    assert table.shown == []
    table.filter("")
    table.group_by("lr")
    assert table.headings_at and all(table.run_at(line) is None for line in table.headings_at)
    bold = [bool(font := table.index(line, 0).data(Qt.ItemDataRole.FontRole)) and font.bold() for line in range(3)]
    assert bold == [True, False, True] and table.index(0, 1).data() == ""
    table.begin(table.asked_as)
    assert table.count == 0 == table.rowCount()


def test_a_threshold_is_changed_where_its_value_stands_and_is_bold_then(qapp: QObject) -> None:
    model = OptionModel((), qapp)
    name, usual, *_ = described(Options())[0]  # 0, which asks the log
    cells = [model.index(0, column) for column in range(model.columnCount(QModelIndex()))]
    assert [bool(cell.flags() & Qt.ItemFlag.ItemIsEditable) for cell in cells] == [i == VALUE for i in range(6)]
    assert [cell.data(Qt.ItemDataRole.FontRole) for cell in cells] == [None] * 6
    told: list[object] = []
    model.changed.connect(told.append)
    model.refused.connect(told.append)
    value = cells[VALUE]
    assert not model.setData(cells[0], "3", Qt.ItemDataRole.EditRole)
    assert not model.setData(value, "3", Qt.ItemDataRole.DisplayRole)
    assert not model.setData(value, f" {usual:g} ") and told == []
    assert not model.setData(value, "many") and isinstance(told.pop(), str)
    another = "1500"
    assert model.setData(value, another) and told == [((name, another),)] and model.is_changed(0)
    assert [bool(cell.data(Qt.ItemDataRole.FontRole)) for cell in cells] == [True, True, False, False, False, False]
    model.reset(1)  # another one
    assert model.options == ((name, another),)
    model.reset(0)
    assert model.options == () and value.data() == cells[VALUE + 1].data()


def test_another_theme_is_told_of_all_cells_of_a_table_that_has_some(qtbot: QtBot, qapp: QObject) -> None:
    for table, cells in ((EventTable(qapp), 0), (events(qapp), 27)):
        assert isinstance(table, TextTable)
        told: list[int] = []
        table.dataChanged.connect(lambda a, b, _, told=told: told.append((b.row() + 1) * (b.column() + 1)))
        table.apply_theme(DARK)
        assert told == ([cells] if cells else [])
        assert not cells or table.index(1, 4).data(Qt.ItemDataRole.ForegroundRole).name() == DARK.problem


@pytest.mark.parametrize("make", [events, stretches])
def test_the_columns_of_a_fitted_table_reach_its_edge(qtbot: QtBot, make: Callable[[QObject], TextTable]) -> None:
    parent = QObject()
    view = TableView(make(parent), "made", fitted=True)
    qtbot.addWidget(view)
    view.resize(1800, 200)
    view.show()
    assert view.horizontalHeader().length() == view.viewport().width()
