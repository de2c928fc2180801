"""The window that is soaked, in a process of its own: the program itself, which tells every so often how it is."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, QUrl, Slot
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from watched import Warnings, Watched, holders, resident, trimmed

from lossacc_gui.gui.program import app, first_paint
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.window import main_window

TELLS_EVERY = 40  # milliseconds
COUNT = "count"  # a file of this name beside the status asks for the holders of memory


class Tame(QObject):
    """Lets no page of the guide leave the program."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = 0
        QDesktopServices.setUrlHandler("file", self, "keep")

    @Slot(QUrl)
    def keep(self, _: QUrl) -> None:
        """Open nothing."""
        self.pages += 1


class Told:
    """What came in the window so far."""

    def __init__(self, status: Path) -> None:
        self.status = status
        self.faults: list[str] = []
        self.fired: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.held: dict[str, Any] = {}

    def listen(self) -> None:
        """Hear of every exception, and of each log that is to be opened."""
        real_hook, real_open = first_paint.hook_for, Session.open

        def listening(session: Session) -> Any:
            tell = real_hook(session)

            def hook(kind: Any, error: Any, trace: Any) -> None:
                self.faults.append(f"{kind.__name__}: {error}")
                tell(kind, error, trace)

            return hook

        def opening(session: Session, paths: Any, *rest: Any, **named: Any) -> Any:
            self.asked.update(str(path) for path in paths)
            return real_open(session, paths, *rest, **named)

        first_paint.hook_for = listening
        Session.open = opening  # type: ignore[method-assign]

    def count(self) -> bool:
        """Count what is held if that is asked for; whether it was."""
        asked = self.status.with_name(COUNT)
        if not asked.exists():
            return False
        objects, garbage = holders()
        self.held = {"objects": objects, "garbage": garbage, "memory": trimmed(), "at": time.time()}
        asked.unlink()
        return True


class Window(main_window.MainWindow):
    """The window; what closes it closes nothing."""

    told: Told

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.painted.connect(self._begin)
        self._heard: set[tuple[str, QAction | QMenu]] = set()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay."""
        event.ignore()

    def _begin(self) -> None:
        self._meter = Watched()
        self._warnings = Warnings()
        self._tame = Tame()
        self._note_timer = QTimer(self, interval=TELLS_EVERY)
        self._note_timer.timeout.connect(self._note)
        self._note_timer.start()

    def _note(self) -> None:
        self._hear_actions()
        if self.told.count():
            self._meter.begin()
        session, told = self._session, self.told
        front = in_front(self)
        now = {
            "at": time.time(),
            "front": type(front).__name__,
            "rect": corners(front),
            "kind": kind_of(front),
            "others": [int(one.winId()) for one in windows() if one is not front],
            "popup": popup(),
            "menus": self._titles() if front is self else {},
            "ready": [name for name, action in self.actions_by_name.all() if action.isEnabled()],
            "list": self._rows(),
            "runs": len(session.runs) if session is not None else 0,
            "busy": session is not None and session.busy,
            "overlay": session is not None and session.together.overlay is not None,
            "memory": resident(),
            "threads": threading.active_count(),
            "stalls": self._meter.told,
            "warnings": self._warnings.told,
            "faults": told.faults,
            "fired": told.fired,
            "asked": told.asked,
            "held": told.held,
        }
        fresh = told.status.with_suffix(".new")
        fresh.write_text(json.dumps(now), encoding="utf-8")
        fresh.replace(told.status)

    def _hear_actions(self) -> None:
        """Count each action that is triggered; those of a menu below one count for it."""
        docks = () if self._docks is None else self._docks.actions
        for name, action in (*self.actions_by_name.all(), *((f"dock {one.text()}", one) for one in docks)):
            source = action.menu() or action  # a menu may come later
            if (name, source) not in self._heard:
                self._heard.add((name, source))
                source.triggered.connect(lambda *_, it=name: self.told.fired.update([it]))

    def _titles(self) -> dict[str, tuple[int, int]]:
        """Where the titles of the menus are."""
        bar = self.menuBar()
        found = zip(main_window.menu_titles(), bar.actions(), strict=True)
        return {name: middle(bar, bar.actionGeometry(action)) for name, action in found}

    def _rows(self) -> list[int]:
        """Where the list of runs is, and how high its rows are; empty where it is not seen."""
        tree = self.workspace.runs.tree if self.workspace is not None else None
        if tree is None or tree.visibleRegion().isEmpty():  # a tab behind another is visible, and lies off the screen
            return []
        return [*corners(tree.viewport()), max(tree.sizeHintForRow(0), 10)]


def windows() -> list[QWidget]:
    """What a manager of windows would show."""
    return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.isWindow() and not _floats(one)]


def _floats(one: QWidget) -> bool:
    kind = one.windowType()
    return kind in (kind.Popup, kind.ToolTip, kind.SplashScreen)


def in_front(main: QWidget) -> QWidget:
    """The window that has the keyboard; gives it to the newest where none has, as a manager of windows would."""
    modal, active = QApplication.activeModalWidget(), QApplication.activeWindow()
    if modal is not None and active is not modal:
        modal.activateWindow()
    elif active is None:
        (modal or windows()[-1] if windows() else main).activateWindow()
    return modal or active or main


def kind_of(front: QWidget) -> str:
    """What a file dialog asks for; empty for any other window."""
    if not isinstance(front, QFileDialog):
        return ""
    if front.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
        return "save"
    return "folder" if front.fileMode() is QFileDialog.FileMode.Directory else "file"


def popup() -> list[Any]:
    """[class, [(name or text, x, y, whether it opens a menu)]] of the menu that is open; empty for none."""
    found = QApplication.activePopupWidget()
    if found is None:
        return []
    entries = found.actions() if isinstance(found, QMenu) else []
    return [type(found).__name__, [_entry(found, one) for one in entries if one.isEnabled() and not one.isSeparator()]]


def _entry(menu: QMenu, action: QAction) -> tuple[str, int, int, bool]:
    return (action.objectName() or action.text(), *middle(menu, menu.actionGeometry(action)), action.menu() is not None)


def middle(widget: QWidget, rect: QRect) -> tuple[int, int]:
    """The middle of a part of a widget, on the screen."""
    place = widget.mapToGlobal(rect.center())
    return place.x(), place.y()


def corners(widget: QWidget) -> list[int]:
    """Left, top, right and bottom of a widget on the screen."""
    left_top, right_bottom = widget.mapToGlobal(QPoint(0, 0)), widget.mapToGlobal(widget.rect().bottomRight())
    return [left_top.x(), left_top.y(), right_bottom.x(), right_bottom.y()]


def window_of(status: Path, logs: Sequence[str]) -> None:
    """Run the program with these logs; note how it is in `status` every so often."""
    told = Told(status)
    told.listen()
    Window.told = told
    app.MainWindow = Window  # type: ignore[misc]
    app.main(logs)
