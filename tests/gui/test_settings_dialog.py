"""The settings dialog: it applies at once, Cancel takes all of it back, and what is kept is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication
from pytestqt.qtbot import QtBot

from lossacc_gui.chart.palette import Theme as ChartTheme
from lossacc_gui.chart.palette import theme_of
from lossacc_gui.gui.dialogs.causes import CausesDialog
from lossacc_gui.gui.dialogs.settings import SettingsDialog
from lossacc_gui.gui.dialogs.settings.option_model import NAME, RANGE, REASON, VALUE, OptionModel
from lossacc_gui.gui.look.preferences import FASTEST_WHEEL, SLOWEST_WHEEL, Preferences, Wheel, WheelChoice
from lossacc_gui.gui.look.theme import CONTRAST_DARK, CONTRAST_LIGHT, Contrast, ThemeChoice
from lossacc_gui.gui.persistence.settings import LARGEST_FONT, SMALLEST_FONT, Settings
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.options import Options, described

MARGIN = 8
"""Pixels in a line beside its text."""


@pytest.fixture
def dialog(qtbot: QtBot, filled: MainWindow) -> Iterator[SettingsDialog]:
    font, flash = QApplication.font(), QApplication.cursorFlashTime()
    filled.actions_by_name["settings"].trigger()
    (made,) = filled.findChildren(SettingsDialog)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    yield made
    made.reject()
    QApplication.setFont(font)
    QApplication.setCursorFlashTime(flash)


OTHER = Preferences(
    theme=ThemeChoice.DARK,
    contrast=Contrast.ON,
    calm=True,
    restores=True,
    notifies=True,
    font_size=15,
    font_family="Liberation Sans",
    wheel=Wheel(WheelChoice.MOVE, 2.0, True),
    options=(("loss_effect", "0.2"),),
    causes=Path("/somewhere/causes"),
    checkpoints=Path("/somewhere/saved"),
)


def test_preferences_are_kept_whole(store: QSettings) -> None:
    Settings(store).preferences = OTHER
    assert Settings(store).preferences == OTHER
    Settings(store).preferences = Preferences()
    assert Settings(store).preferences == Preferences()


@pytest.mark.parametrize("font", [SMALLEST_FONT, LARGEST_FONT])
@pytest.mark.parametrize("speed", [SLOWEST_WHEEL, FASTEST_WHEEL])
def test_numbers_at_the_ends_of_what_is_allowed_are_kept(store: QSettings, font: int, speed: float) -> None:
    Settings(store).preferences = replace(OTHER, font_size=font, wheel=replace(OTHER.wheel, speed=speed))
    kept = Settings(store).preferences
    assert (kept.font_size, kept.wheel.speed) == (font, speed)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "pink"),
        ("contrast", "x"),
        ("font/size", "4000"),
        ("font/size", "big"),
        ("wheel/speed", "nan"),
        ("wheel/does", "jump"),
        ("options", '{"no_such": "1", "loss_effect": "-4"}'),
        ("options", "["),
    ],
)
def test_damaged_values_are_the_usual_ones(store: QSettings, key: str, value: str) -> None:
    store.setValue(key, value)
    assert Settings(store).preferences == Preferences()


def test_a_threshold_applies_at_once_and_cancel_takes_it_back(
    qtbot: QtBot, filled: MainWindow, dialog: SettingsDialog, store: QSettings
) -> None:
    session, page = filled.session, dialog.thresholds
    page.filter.setText("loss_effect both")
    assert page.model.text(page._row, NAME) == "both_loss_effect"
    with qtbot.waitSignal(session.current_changed):
        page.model.setData(page.model.index(page._row, VALUE), "0.3")
    assert session.current is not None and session.current.options.both_loss_effect == 0.3
    assert Settings(store).preferences.options == (("both_loss_effect", "0.3"),)
    with qtbot.waitSignal(session.current_changed):
        dialog.reject()
    assert session.current.options == Options() and Settings(store).preferences.options == ()


def test_a_threshold_is_typed_by_keys_alone_and_reset(qtbot: QtBot, filled: MainWindow, dialog: SettingsDialog) -> None:
    page = dialog.thresholds
    dialog.tabs.setCurrentWidget(page)
    page.filter.setFocus()
    qtbot.keyClicks(page.filter, "too_short")
    qtbot.keyClick(page.filter, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_5)
    editor = QApplication.focusWidget()
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: filled.session.request.options.too_short == 5)
    page.reset.click()
    assert filled.session.request.options == Options() and not page.reset.isEnabled()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_escape_in_a_filter_do_not_close_the_dialog_while_something_is_typed(
    key: Qt.Key, qtbot: QtBot, dialog: SettingsDialog
) -> None:
    page = dialog.thresholds
    dialog.tabs.setCurrentWidget(page)
    qtbot.keyClicks(page.filter, "noise")
    qtbot.keyClick(page.filter, key)
    assert dialog.isVisible() and page.table.hasFocus()
    page.filter.clear()
    qtbot.keyClick(page.filter, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_option_stands_with_unit_range_and_reason(qapp: QApplication) -> None:
    model = OptionModel((), qapp)
    assert model.rowCount() == len(described(Options()))
    for row in range(model.rowCount()):
        texts = [model.text(row, column) for column in range(model.columnCount())]
        assert all(texts), texts
        assert texts[REASON] == described(Options())[row][3]


def test_the_columns_of_thresholds_hold_their_texts_though_not_every_cell_is_asked(
    filled: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    data = OptionModel.data

    def counted(model: OptionModel, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        asked.append(role)
        return data(model, index, role)

    monkeypatch.setattr(OptionModel, "data", counted)
    filled.actions_by_name["settings"].trigger()
    (dialog,) = filled.findChildren(SettingsDialog)
    page = dialog.thresholds
    assert len(asked) < page.model.rowCount()  # all of it would be forty times as many
    for size in (9, 18):
        font = page.font()
        font.setPointSize(size)
        page.setFont(font)
        letters = page.table.fontMetrics()
        for column in (NAME, VALUE, RANGE):
            texts = [page.model.text(row, column) for row in range(page.model.rowCount())]
            assert max(map(letters.horizontalAdvance, texts)) <= page.table.columnWidth(column)
    dialog.reject()


def test_a_value_out_of_range_is_refused_with_the_range(dialog: SettingsDialog, filled: MainWindow) -> None:
    page = dialog.thresholds
    page.filter.setText("too_short")
    assert not page.model.setData(page.model.index(page._row, VALUE), "2.5")
    assert "a whole number from 1" in page.about.text()
    assert filled.session.request.options == Options()


def test_looks_apply_at_once_and_cancel_takes_them_back(filled: MainWindow, dialog: SettingsDialog) -> None:
    looks = dialog.looks
    size = QApplication.font().pointSize()
    before = filled.theme
    looks.letters.setValue(size + 5)
    looks.calm.setChecked(True)
    assert QApplication.font().pointSize() == size + 5
    assert not filled.isAnimated() and QApplication.cursorFlashTime() == 0
    dialog.reject()
    assert QApplication.font().pointSize() == size and filled.isAnimated() and filled.theme == before
    assert QApplication.cursorFlashTime() > 0


def test_high_contrast_reaches_window_and_chart(qtbot: QtBot, filled: MainWindow) -> None:
    assert filled.workspace is not None and filled.workspace.chart is not None
    for choice, theme in ((ThemeChoice.DARK, CONTRAST_DARK), (ThemeChoice.LIGHT, CONTRAST_LIGHT)):
        filled.prefer(replace(Preferences(), theme=choice, contrast=Contrast.ON))
        qtbot.waitUntil(lambda theme=theme: filled.theme == theme and filled.updatesEnabled())  # type: ignore[misc]
        expected = theme_of(dark=theme.dark, contrast=True).background
        assert filled.workspace.chart._plot.backgroundBrush().color().name() == expected
    filled.prefer(Preferences())
    qtbot.waitUntil(lambda: not filled.theme.contrast and filled.updatesEnabled())


def _luminance(name: str) -> float:
    def linear(part: float) -> float:
        return float(part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4)

    colour = QColor(name)
    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_every_colour_of_high_contrast_is_seven_to_one(dark: bool) -> None:
    chart: ChartTheme = theme_of(dark=dark, contrast=True)
    curves = (*chart.left, *chart.right, chart.ink, chart.muted, chart.benign, chart.watch, chart.problem)
    assert all(contrast(colour, chart.background) >= 7 for colour in curves)
    theme = CONTRAST_DARK if dark else CONTRAST_LIGHT
    for colour in (theme.text, theme.muted, theme.accent, theme.benign, theme.watch, theme.problem):
        assert contrast(colour, theme.window) >= 7 and contrast(colour, theme.raised) >= 7
    assert contrast(theme.accent_text, theme.accent) >= 7


def turn(qtbot: QtBot, window: MainWindow, control: bool = False) -> tuple[float, float]:
    """How the view changes by a notch of the wheel: the width as a factor, the middle in widths."""
    assert window.workspace is not None and window.workspace.chart is not None
    chart = window.workspace.chart
    chart.place.zoom_to(20, 40)
    low, high = chart.place.ranges.x
    viewport = chart._plot.viewport()
    middle = QPointF(viewport.width() / 2, viewport.height() / 2)
    modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        middle,
        viewport.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)
    left, right = chart.place.ranges.x
    return (right - left) / (high - low), ((left + right) - (low + high)) / 2 / (high - low)


def test_the_wheel_does_what_a_person_prefers(qtbot: QtBot, filled: MainWindow, analysis: Analysis) -> None:
    width, _ = turn(qtbot, filled)
    assert width < 1
    filled.prefer(replace(Preferences(), wheel=Wheel(turned=True)))
    assert turn(qtbot, filled)[0] > 1
    filled.prefer(replace(Preferences(), wheel=Wheel(speed=2.0)))
    assert turn(qtbot, filled)[0] == pytest.approx(width**2)
    filled.prefer(replace(Preferences(), wheel=Wheel(WheelChoice.MOVE)))
    moved = turn(qtbot, filled)
    assert moved[0] == pytest.approx(1) and abs(moved[1]) > 0.05
    assert turn(qtbot, filled, control=True)[0] == pytest.approx(width)
    filled.prefer(Preferences())


def test_another_start_has_what_was_preferred(qtbot: QtBot, filled: MainWindow, store: QSettings) -> None:
    from lossacc_gui.gui.program.app import build_window

    options = (("too_short", "7"), ("memory_most", "0.5"))  # the second is of an older version
    Settings(store).preferences = replace(Preferences(), options=options, checkpoints=Path("/saved"))
    again = build_window(store)
    qtbot.addWidget(again)
    assert [message.text for message in again.session.messages.all if "memory_most" in message.text]
    assert Settings(store).drop_unknown_options() == ""
    assert again.session.request.options.too_short == 7 and again.session.request.checkpoints == Path("/saved")
    again.close()


def test_the_folder_of_checkpoints_of_the_run_is_looked_into(tmp_path: Path) -> None:
    from lossacc_gui.measure.checkpoints import checkpoints_beside

    log = tmp_path / "logs" / "run-a.csv"
    log.parent.mkdir()
    log.touch()
    saved = tmp_path / "saved"
    for name in ("run-a/e_07.pt", "other/e_09.pt", "e_03.pt"):
        (saved / name).parent.mkdir(parents=True, exist_ok=True)
        (saved / name).touch()
    assert [one.epoch for one in checkpoints_beside(log, saved)] == [7]
    assert [one.epoch for one in checkpoints_beside(log.with_name("b.csv"), saved)] == [3]
    assert checkpoints_beside(log) == ()


@pytest.mark.parametrize("contrast", [Contrast.OFF, Contrast.ON])
def test_numbers_to_type_have_room_for_their_letters(dialog: SettingsDialog, contrast: Contrast) -> None:
    dialog.looks.contrast.setCurrentIndex(dialog.looks.contrast.findData(contrast))
    QApplication.processEvents()
    spins = dialog.findChildren(QAbstractSpinBox)
    assert len(spins) >= 2
    for spin in spins:
        assert spin.lineEdit().height() >= spin.fontMetrics().height() + 2, "else the feet of g and y are cut"


@pytest.mark.usefixtures("large_letters")
def test_large_letters_leave_room_to_say_what_no_folder_means(filled: MainWindow) -> None:
    made = CausesDialog(None, filled.theme, filled)
    made.show()
    QApplication.processEvents()
    needed = made.path.fontMetrics().horizontalAdvance(made.path.placeholderText())
    assert made.path.width() > needed + 2 * MARGIN
    made.reject()
