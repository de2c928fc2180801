"""Menus as they are painted: what is chosen can be read, and what is switched on is seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from in_one import in_one_test
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from lossacc_gui.chart.palette import contrast
from lossacc_gui.gui.look.theme import BOX, Contrast, Theme, ThemeChoice, colour_program, style_window
from lossacc_gui.gui.window.main_window import MainWindow

LOOKS = [(choice, on) for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK) for on in (Contrast.OFF, Contrast.ON)]


def dressed(window: MainWindow, choice: ThemeChoice, contrast: Contrast = Contrast.OFF) -> Theme:
    """The theme that the program and the window have on from now on."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = colour_program(app, choice, contrast)
    style_window(window, theme)
    return theme


def colours(menu: QMenu, place: QRect) -> Counter[str]:
    """The colours within a part of a menu, by the number of pixels that have them."""
    picture = menu.grab(place).toImage()
    return Counter(picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height()))


@in_one_test(("choice", "on"), LOOKS)
def test_the_entry_that_is_chosen_stands_out_and_can_be_read(
    qtbot: QtBot, filled: MainWindow, choice: ThemeChoice, on: Contrast
) -> None:
    theme = dressed(filled, choice, on)
    menu = filled.menus._by_title["View"]
    chosen = filled.actions_by_name["zoom_out"]
    menu.popup(filled.mapToGlobal(filled.rect().topLeft()))
    qtbot.waitExposed(menu)
    menu.setActiveAction(chosen)
    seen = colours(menu, menu.actionGeometry(chosen))
    ground = seen.most_common(1)[0][0]
    assert contrast(ground, theme.window) >= 3
    assert max(contrast(ground, one) for one in seen) >= 4.5
    menu.close()
    dressed(filled, ThemeChoice.AUTO)


@in_one_test("letters", [1.0, 1.5, 2.0])
def test_the_texts_of_a_menu_begin_below_each_other(qtbot: QtBot, filled: MainWindow, letters: float) -> None:
    points = round(letters * QApplication.font().pointSizeF())
    filled.prefer(replace(filled._settings.preferences, font_size=points))
    qtbot.waitUntil(filled.updatesEnabled)
    menu = filled.menus._by_title["View"]
    menu.popup(filled.mapToGlobal(filled.rect().topLeft()))
    qtbot.waitExposed(menu)
    starts = set()
    for name in ("fit", "zoom_in", "log_x", "theme_dark"):  # with an icon, with nothing, with a box, with a circle
        place = menu.actionGeometry(filled.actions_by_name[name])
        picture = menu.grab(place).toImage()
        beside = BOX + 10  # icon, box and circle lie left of it
        ground = picture.pixelColor(beside - 1, 1).name()
        inked = [
            x
            for x in range(beside, picture.width())
            if any(picture.pixelColor(x, y).name() != ground for y in range(2, picture.height() - 2))
        ]
        starts.add(inked[0])
    assert max(starts) - min(starts) <= 2
    menu.close()
    filled.prefer(replace(filled._settings.preferences, font_size=0))
    qtbot.waitUntil(filled.updatesEnabled)


def test_icons_are_as_large_as_the_letters_beside_them(qtbot: QtBot, filled: MainWindow) -> None:
    usual = filled.tools.iconSize().height()
    filled.prefer(replace(filled._settings.preferences, font_size=round(2 * QApplication.font().pointSizeF())))
    qtbot.waitUntil(filled.updatesEnabled)
    assert filled.workspace is not None
    signs = filled.workspace.runs.tree.iconSize().height()
    for side, icon in (
        (filled.tools.iconSize().height(), filled.actions_by_name["open"].icon()),
        (signs, filled.workspace.runs.model.item(0).icon()),
    ):
        assert side > 1.5 * usual * (16 / 20 if side == signs else 1)
        assert icon.actualSize(QSize(200, 200)).height() == side
    filled.prefer(replace(filled._settings.preferences, font_size=0))
    qtbot.waitUntil(filled.updatesEnabled)
    assert filled.tools.iconSize().height() == usual


@in_one_test(("choice", "on"), LOOKS)
def test_the_icon_of_the_entry_that_is_chosen_is_seen(
    qtbot: QtBot, filled: MainWindow, choice: ThemeChoice, on: Contrast
) -> None:
    theme = dressed(filled, choice, on)
    filled.actions_by_name.dress(theme)
    menu = filled.menus._by_title["View"]
    chosen = filled.actions_by_name["fit"]
    menu.popup(filled.mapToGlobal(filled.rect().topLeft()))
    qtbot.waitExposed(menu)
    menu.setActiveAction(chosen)
    place = menu.actionGeometry(chosen)
    inside = QRect(place.left() + 6, place.top() + 2, BOX + 4, place.height() - 4)
    seen = colours(menu, inside)
    assert theme.window in [one for one, _ in seen.most_common(2)], "the icon lies on a ground of its own"
    assert max(contrast(theme.window, one) for one in seen if one != theme.accent) >= 4.5
    menu.close()
    dressed(filled, ThemeChoice.AUTO)
