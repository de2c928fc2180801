"""Light and dark: the colours of the window, applied in one place."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.gui.look.letters import enlarged
from lossacc_gui.resource import resource

BOX, ARROW, CLOSE, GROOVE, HANDLE = 14, 10, 16, 4, 14
"""Pixels, beside letters of the usual size: a box to tick, a menu's arrow, the sign that closes a panel, a slider."""


class ThemeChoice(StrEnum):
    """What a person chose; AUTO follows the system."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Contrast(StrEnum):
    """Whether colours are as far apart as they can be; AUTO follows the system."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


class Theme(NamedTuple):
    """Colours as '#rrggbb'; severities look as their bands do in the chart, whose own colours are in chart.palette."""

    dark: bool
    window: str
    base: str
    raised: str
    text: str
    muted: str
    line: str
    accent: str
    accent_text: str
    benign: str
    watch: str
    problem: str
    benign_wash: str
    watch_wash: str
    problem_wash: str
    contrast: bool = False

    def severity(self, name: str) -> str:
        """The text colour of a severity, or of the state of a run."""
        return self._of(name, (self.benign, self.watch, self.problem, self.muted))

    def severity_wash(self, name: str) -> str:
        """The background of a severity's label, or of that of a state."""
        return self._of(name, (self.benign_wash, self.watch_wash, self.problem_wash, self.raised))

    @staticmethod
    def _of(name: str, colours: tuple[str, str, str, str]) -> str:
        """Harmless, to watch, a problem, or nobody could say."""
        names = ("benign", "watch", "problem")
        return colours[names.index("benign" if name == "fine" else name)] if name in (*names, "fine") else colours[3]


LIGHT = Theme(
    dark=False,
    window="#f5f6f8",
    base="#ffffff",
    raised="#eceef2",
    text="#1c2128",
    muted="#5c6570",
    line="#d5d9e0",
    accent="#0b66c3",
    accent_text="#ffffff",
    benign="#00664b",
    watch="#7a5200",
    problem="#97235f",
    benign_wash="#dcf1ea",
    watch_wash="#fbefd2",
    problem_wash="#f8e0ee",
)
DARK = Theme(
    dark=True,
    window="#1e2227",
    base="#171a1e",
    raised="#2a2f36",
    text="#e6e9ed",
    muted="#a0a9b4",
    line="#3a414a",
    accent="#4ea3f0",
    accent_text="#0d1116",
    benign="#5fd3ac",
    watch="#f0c964",
    problem="#f39ac9",
    benign_wash="#17372d",
    watch_wash="#3b3115",
    problem_wash="#43203a",
)
CONTRAST_LIGHT = Theme(
    dark=False,
    window="#ffffff",
    base="#ffffff",
    raised="#e6e6e6",
    text="#000000",
    muted="#303030",
    line="#000000",
    accent="#003c8f",
    accent_text="#ffffff",
    benign="#004d38",
    watch="#573a00",
    problem="#7a0f48",
    benign_wash="#ffffff",
    watch_wash="#ffffff",
    problem_wash="#ffffff",
    contrast=True,
)
CONTRAST_DARK = Theme(
    dark=True,
    window="#1c1c1c",
    base="#000000",
    raised="#333333",
    text="#ffffff",
    muted="#d6d6d6",
    line="#ffffff",
    accent="#94d0ff",
    accent_text="#000000",
    benign="#6ff0c4",
    watch="#ffd75e",
    problem="#ffb0dc",
    benign_wash="#000000",
    watch_wash="#000000",
    problem_wash="#000000",
    contrast=True,
)

_SHEET = """
QMainWindow::separator {{ width: 5px; height: 5px; }}
QMainWindow::separator:vertical {{ background: qlineargradient(x1:0, y1:0, x2:1, y2:0, {seam}); }}
QMainWindow::separator:horizontal {{ background: qlineargradient(x1:0, y1:0, x2:0, y2:1, {seam}); }}
QToolBar {{ border: none; border-bottom: 1px solid {line}; padding: 2px 6px; spacing: 4px; background: {window}; }}
QToolBar QToolButton {{ padding: 4px 9px; border-radius: 5px; border: 1px solid transparent; }}
QToolBar QToolButton:hover {{ background: {raised}; }}
QToolBar QToolButton:focus {{ border-color: {accent}; }}
QToolBar QToolButton:pressed, QToolBar QToolButton:checked {{ background: {raised}; border-color: {line}; }}
QToolBar::separator {{ background: {line}; width: 1px; margin: 5px 5px; }}
QToolBar QToolButton#qt_toolbar_ext_button {{ padding: 0; background: {raised}; border-color: {line}; }}
QMenu {{ background: {window}; border: 1px solid {muted}; padding: 3px; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 3px 4px; }}
QMenu::item {{ padding: 4px 20px 4px 28px; border-radius: 4px; background: transparent; }}
QMenu::item:selected {{ background: {accent}; color: {accent_text}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::item:disabled:selected {{ background: {raised}; color: {muted}; }}
QMenu::icon, QMenu::indicator {{ margin-left: 4px; }}
QMenu::indicator {{ width: 14px; height: 14px; }}
QMenu::indicator:exclusive {{ border: 1px solid {muted}; border-radius: 8px; background: {base}; }}
QMenu::indicator:exclusive:checked {{ width: 6px; height: 6px; border: 5px solid {accent}; }}
QMenu::icon:selected {{ background: {window}; border-radius: 3px; }}
QMenu::icon:checked {{ background: {raised}; border: 1px solid {accent}; border-radius: 3px; }}
QDockWidget {{ font-weight: 600; titlebar-close-icon: url("{close}"); }}
QDockWidget::title {{ background: {window}; padding: 6px 8px; text-align: left; }}
QStatusBar {{ border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QHeaderView {{ background: {window}; border: none; border-bottom: 1px solid {line}; }}
QHeaderView::section {{ background: {window}; color: {muted}; border: none; padding: 4px 6px; }}
QTableView, QTreeView {{ border: none; }}
QAbstractItemView {{ outline: 1px solid {muted}; }}
QTreeView::item {{ padding: 3px 4px 3px 0; }}
QTabBar::tab {{ padding: 6px 9px; border: none; border-bottom: 2px solid transparent; color: {muted}; }}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {line}; }}
QLineEdit {{ border: 1px solid {line}; border-radius: 5px; padding: 3px 5px; background: {base}; }}
QLineEdit:focus {{ border-color: {accent}; }}
TriageWindow QTextEdit {{ border: 1px solid {line}; }}
TriageWindow QTextEdit:focus {{ border-color: {accent}; }}
QAbstractSpinBox {{ min-height: 1.35em; }}
QCheckBox::indicator, QTreeView::indicator, QMenu::indicator:non-exclusive {{ border: 1px solid {muted};
    border-radius: 3px; background: {base}; }}
QCheckBox::indicator, QTreeView::indicator {{ width: {box}px; height: {box}px; }}
QCheckBox::indicator:checked, QTreeView::indicator:checked,
QMenu::indicator:non-exclusive:checked {{ background: {accent}; border-color: {accent};
    image: url("{check}"); }}
QCheckBox::indicator:focus {{ border: 2px solid {accent}; width: {inner}px; height: {inner}px; }}
QRadioButton::indicator {{ width: {box}px; height: {box}px; border: 1px solid {muted};
    border-radius: {round}px; background: {base}; }}
QRadioButton::indicator:checked {{ width: {dot}px; height: {dot}px;
    border: {ring}px solid {accent}; }}
QRadioButton::indicator:focus:!checked {{ border: 2px solid {accent}; width: {inner}px; height: {inner}px; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {faint}; background: {window}; }}
QCheckBox::indicator:checked:disabled {{ background: {faint}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 3px; }}
"""
_EDGES = """
QPushButton, QComboBox {{ border: 1px solid {line}; border-radius: 4px; background: {raised}; padding: 3px 10px; }}
QComboBox {{ background: {base}; padding: 2px 4px; }}
QPushButton:default, QPushButton:focus {{ border: 2px solid {accent}; padding: 2px 9px; }}
QComboBox:focus {{ border: 2px solid {accent}; padding: 1px 3px; }}
QPushButton:pressed {{ background: {base}; }}
QComboBox::drop-down {{ border: none; width: 1.4em; }}
QComboBox::down-arrow {{ image: url("{down}"); width: 0.8em; height: 0.8em; }}
QAbstractSpinBox {{ border: 1px solid {line}; border-radius: 4px; background: {base}; padding: 2px 4px; }}
QAbstractSpinBox:focus {{ border: 2px solid {accent}; padding: 1px 3px; }}
QAbstractSpinBox::up-button {{ subcontrol-origin: border; subcontrol-position: top right; border: none; width: 1.4em; }}
QAbstractSpinBox::down-button {{ subcontrol-origin: border; subcontrol-position: bottom right; border: none;
    width: 1.4em; }}
QAbstractSpinBox::up-arrow {{ image: url("{up}"); width: 0.7em; height: 0.7em; }}
QAbstractSpinBox::down-arrow {{ image: url("{down}"); width: 0.7em; height: 0.7em; }}
QDialog QPlainTextEdit, QDialog QTextEdit, QDialog QAbstractItemView, TriageWindow QAbstractItemView {{
    border: 1px solid {line}; }}
QDialog QPlainTextEdit:focus, QDialog QTextEdit:focus, QDialog QAbstractItemView:focus,
TriageWindow QAbstractItemView:focus {{ border: 1px solid {accent}; }}
QPushButton:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{ color: {muted}; border-style: dashed;
    border-color: {muted}; }}
"""
"""In high contrast buttons and fields are known by their edges, which Qt's own are too faint for."""
_ENLARGED = """
QToolBar QToolButton::menu-indicator {{ image: url("{down}"); width: {arrow}px; height: {arrow}px; }}
QDockWidget::close-button {{ icon-size: {shut}px; }}
QSlider:horizontal {{ min-height: {slid}px; }}
QSlider::groove:horizontal {{ height: {groove}px; border-radius: {groove}px; background: {muted}; }}
QSlider::handle:horizontal {{ width: {handle}px; height: {handle}px; margin: {over}px 0; border: 1px solid {text};
    border-radius: {half}px; background: {base}; }}
QSlider::handle:horizontal:focus {{ border: 2px solid {accent}; }}
"""
"""Beside large letters: what the style draws in one size for ever."""


def first_theme(app: QApplication, choice: ThemeChoice, *, contrast: bool) -> Theme:
    """Give the program the colours of its first frame, which is painted before it can ask Qt what the system wants.

    Whether the system is dark is seen by its own palette; whether contrast is high the caller has to know.
    """
    _request(app, choice)
    app.setPalette(QPalette())
    system, role = app.palette(), QPalette.ColorRole
    seen = system.color(role.Window).lightness() < system.color(role.WindowText).lightness()
    return _colour(app, _theme(dark=choice is ThemeChoice.DARK or (choice is ThemeChoice.AUTO and seen), high=contrast))


def colour_program(app: QApplication, choice: ThemeChoice, contrast: Contrast) -> Theme:
    """Give the program its colours; returns the theme that came out of the choices and the system."""
    _request(app, choice)
    return _colour(app, theme_for(app, choice, contrast))


def _request(app: QApplication, choice: ThemeChoice) -> None:
    scheme = {ThemeChoice.AUTO: "Unknown", ThemeChoice.LIGHT: "Light", ThemeChoice.DARK: "Dark"}[choice]
    by_name(app.styleHints(), colorScheme=scheme)


def _colour(app: QApplication, theme: Theme) -> Theme:
    if sys.platform not in ("win32", "darwin"):  # there the style brings its own palette and follows the scheme
        app.setPalette(_palette(theme))
    return theme


def style_window(window: QWidget, theme: Theme) -> None:
    """Give a window its style sheet (its dialogs inherit it): one for the application takes Qt four times as long."""
    signs = {
        name: resource("icons", f"{name}-{'dark' if theme.dark else 'light'}.svg").as_posix()
        for name in ("check", "close", "down", "up")
    }
    sheet = _SHEET + (_EDGES if theme.contrast else "") + (_ENLARGED if enlarged(BOX) > BOX else "")
    sizes = {**_boxes(), **_signs()}
    more = {"faint": _faint(theme).name(), "seam": _seam(theme)}
    window.setStyleSheet(sheet.format(**signs, **sizes, **more, **theme._asdict()))


def _seam(theme: Theme) -> str:
    """A line of a pixel in a seam of five. To one that is as narrow as its line Qt adds a widget to take hold of, anew
    each time that a dock is shown, and keeps them all.
    """
    stops = ((0.0, theme.base), (0.39, theme.base), (0.4, theme.line), (0.6, theme.line), (0.61, theme.base))
    return ", ".join(f"stop:{place} {ink}" for place, ink in stops)


def _boxes() -> dict[str, int]:
    """Pixels of the boxes to tick, as large as beside letters, and of what is in them."""
    box = 2 * (enlarged(BOX) // 2)
    ring = (box + 1) // 3
    return {"box": box, "inner": box - 2, "round": box // 2 + 1, "ring": ring, "dot": box + 2 - 2 * ring}


def _signs() -> dict[str, int]:
    """Pixels of the signs whose size the style fixes, beside the letters of the window."""
    handle, groove = 2 * (enlarged(HANDLE) // 2), 2 * (enlarged(GROOVE) // 2)
    sizes = {
        "groove": groove,
        "handle": handle,
        "half": handle // 2 + 1,
        "over": (groove - handle) // 2 - 1,
        "slid": handle + 4,
    }
    return sizes | {"arrow": enlarged(ARROW), "shut": enlarged(CLOSE)}


def theme_for(app: QApplication, choice: ThemeChoice, contrast: Contrast) -> Theme:
    """The theme that comes out of the choices and the system."""
    from PySide6.QtCore import Qt  # the first frame does without

    dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    dark = dark if choice is ThemeChoice.AUTO else choice is ThemeChoice.DARK
    return _theme(dark=dark, high=contrast is Contrast.ON or (contrast is Contrast.AUTO and wants_contrast(app)))


def wants_contrast(app: QApplication) -> bool:
    """Whether the system wants colours that are as far apart as they can be."""
    from PySide6.QtCore import Qt  # the first frame does without

    hints = app.styleHints()  # what is asked of it lives as long as it does
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def _theme(*, dark: bool, high: bool) -> Theme:
    if high:
        return CONTRAST_DARK if dark else CONTRAST_LIGHT
    return DARK if dark else LIGHT


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.base),
        (role.AlternateBase, theme.window),
        (role.Text, theme.text),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.accent_text),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.accent_text),
        (role.Accent, theme.accent),
        (role.Light, theme.raised),
        (role.Midlight, theme.raised),
        (role.Mid, theme.line),
        (role.Dark, theme.line),
        (role.Shadow, theme.line),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, _faint(theme))
    return palette


def _faint(theme: Theme) -> QColor:
    """The colour of what cannot be used now."""
    return QColor(theme.muted).darker(130 if theme.dark else 80)
