"""The main window: lays out the parts and connects them with the session; decides nothing itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import delete, isValid

from lossacc_gui.gui.actions.actions import Actions, menu_titles
from lossacc_gui.gui.look.by_name import by_name
from lossacc_gui.gui.look.theme import ThemeChoice
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.window.centre import Centre
from lossacc_gui.gui.window.dressing import Dressing
from lossacc_gui.gui.window.status_bar import StatusBar, tell
from lossacc_gui.gui.window.toolbar import ToolBar

# The first frame costs little more than a bare window: what it does not show is imported and made where it is used,
# and the enumerations of `Qt` are not named (see `by_name`).
if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent, QResizeEvent

    from lossacc_gui.chart.legend import Curve
    from lossacc_gui.gui.background.in_turns import Step
    from lossacc_gui.gui.chart.view import ChartView
    from lossacc_gui.gui.look.preferences import Preferences
    from lossacc_gui.gui.look.theme import Theme
    from lossacc_gui.gui.panels.workspace import Workspace
    from lossacc_gui.gui.persistence.projects import Projects
    from lossacc_gui.gui.session.session import Session
    from lossacc_gui.gui.session.state import Message
    from lossacc_gui.gui.window.docks import Docks
    from lossacc_gui.gui.window.early import Early
    from lossacc_gui.gui.window.empty_state import EmptyState
    from lossacc_gui.gui.window.menus import Menus
    from lossacc_gui.gui.window.message_strip import MessageStrip
    from lossacc_gui.gui.window.preferring import Preferring
    from lossacc_gui.gui.window.run_menu import RunMenu
    from lossacc_gui.samples import Sample

START_SIZE = QSize(1280, 800)


class MainWindow(QMainWindow):
    """Everything a person sees. `painted` comes once, after the first frame.

    The window is made with what its first frame shows. The rest is `left_to_build`: the commands at once after the
    frame, as keys may come now, the others in turns; and the session may join last.
    """

    painted = Signal()
    menus: Menus
    strip: MessageStrip
    _early: Early

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._settings = settings
        self._painted = False
        self._docks: Docks | None = None
        self.workspace: Workspace | None = None
        self.projects: Projects | None = None
        self.building = QObject(self)
        """Owns the turns that build the window: they end with it, when the window is closed."""
        if settings.calm or settings.font_family or settings.font_size:
            self._preferring.put_on(settings)
        self._dressing = Dressing(_application(), settings, self)
        self._dressing.take((self._dress_commands, self._dress_workspace), self._chart)
        self._left: deque[Step] = deque(
            (
                self._add_commands,
                self._add_run_menus,
                self._name_enumerations,
                self._add_strip,
                self._dressing.ask_system,
                self._watch_letters,
            )
        )
        self.actions_by_name = Actions(self)
        self.tools = ToolBar(self.actions_by_name, self)
        self._menus = {menu: self.menuBar().addMenu(title) for menu, title in menu_titles().items()}
        self.status = StatusBar(self)
        self._centre = Centre(self.actions_by_name, self.theme, self)
        self.empty.show_recents(settings.recents)
        self.setWindowTitle("lossacc")
        self.setAcceptDrops(True)
        by_name(self, contextMenuPolicy="NoContextMenu")
        self.addToolBar(self.tools)
        self.setStatusBar(self.status)
        self.setCentralWidget(self._centre.widget)
        self.resize(START_SIZE)
        self._restore("geometry", self.restoreGeometry)

    @cached_property
    def _preferring(self) -> Preferring:
        from lossacc_gui.gui.window.preferring import Preferring  # most first frames do without

        return Preferring(_application(), self)

    # What the first frame does without

    @property
    def left_to_build(self) -> tuple[Step, ...]:
        """What is still to be made, a turn each."""
        return (self._build_next,) * len(self._left)

    def build(self) -> None:
        """Make all that is left, at once."""
        while self._left:
            self._build_next()

    def _build_next(self) -> None:
        if self._left:
            self._left.popleft()()

    def _add_commands(self) -> None:
        from lossacc_gui.gui.window.bookmarks import BookmarkMenu
        from lossacc_gui.gui.window.early import Early
        from lossacc_gui.gui.window.menus import Menus
        from lossacc_gui.gui.window.overlay_commands import BaselineMenu

        actions, settings = self.actions_by_name, self._settings
        actions.complete(settings.keys)
        for name in ("undo", "redo", "reopen", "show_news", "name_metrics", "relate_across", "baseline", "seeds"):
            actions[name].setEnabled(False)
        actions[f"theme_{settings.theme.value}"].setChecked(True)
        actions["fit_y"].setChecked(settings.fits_y)
        actions["overview"].setChecked(settings.shows_overview)
        below: dict[str, RunMenu] = {
            "bookmarks": BookmarkMenu(lambda: self._session, self._chart, self),
            "baseline": BaselineMenu(lambda: self._session, self),
        }
        self.menus = Menus(self, self._menus, actions, lambda: settings.recents, below)
        self._early = Early(actions, (self.menus.chosen, self.empty.chosen), self)

    def _add_run_menus(self) -> None:
        from lossacc_gui.gui.window.pair_menu import PairMenu
        from lossacc_gui.gui.window.smoothing_menu import SmoothingMenu
        from lossacc_gui.gui.window.x_menu import XMenu

        menus: dict[str, RunMenu] = {
            "relate": PairMenu(lambda: self._session, self),
            "x_axis": XMenu(lambda: self._session, self),
            "smoothing": SmoothingMenu(lambda: self._session, lambda: self.tools.smoothing, self),
        }
        self.actions_by_name.keep_room()
        self.tools.give_menus(menus)  # before the actions: a button takes the state of its menu's action
        for name, menu in menus.items():
            self.actions_by_name[name].setMenu(menu)

    def _name_enumerations(self) -> None:
        """Let PySide make those of `Qt` (see `by_name`), which nothing can split, in a turn with nothing else."""
        from PySide6.QtCore import Qt

        _ = Qt.AlignmentFlag.AlignCenter  # the first look makes them all

    def _add_strip(self) -> None:
        from lossacc_gui.gui.window.message_strip import MessageStrip

        self.strip = MessageStrip(self)
        self.strip.apply_theme(self.theme)
        self.strip.give_height(self.height())
        self._centre.put_above(self.strip)

    def _watch_letters(self) -> None:
        from lossacc_gui.gui.look.other_letters import OtherLetters

        for widget in (self.tools.smoothing, self.empty):
            OtherLetters(widget, widget.fit_letters)

    @property
    def theme(self) -> Theme:
        """The colours that the window has on."""
        return self._dressing.theme

    @property
    def empty(self) -> EmptyState:
        """What there is without a run."""
        return self._centre.empty

    @property
    def session(self) -> Session:
        """What is open and selected."""
        assert self._session is not None
        return self._session

    def _chart(self) -> ChartView | None:
        return self.workspace.chart if self.workspace is not None else None

    # Layout

    def prepare_workspace(self) -> None:
        """Make the parts that show a run before there is one: then the first log need not wait for them."""
        if self.workspace is None:
            from lossacc_gui.gui.background.in_turns import in_turns

            self.workspace = self._add_workspace()
            in_turns(self.workspace, self.workspace.made_chart)

    def _add_workspace(self) -> Workspace:
        from lossacc_gui.gui.panels.workspace import Workspace
        from lossacc_gui.gui.window.docks import Docks
        from lossacc_gui.gui.window.preferring import show_with

        workspace = Workspace(self.session, self.actions_by_name, self.theme, self)
        workspace.pointed.connect(self.status.show_reading)
        workspace.tabs.written.connect(self._on_written)
        workspace.panel.cause_copied.connect(self._on_cause_copied)
        workspace.panel.table_asked.connect(self.show_worked_table)
        workspace.menu_requested.connect(self.menus.pop_up_chart_menu)
        workspace.colour_asked.connect(self._on_colour_asked)
        show_with(workspace, self._settings.preferences)
        self._centre.take(workspace.centre)
        self._docks = Docks(self, self._settings, workspace.runs, workspace.panel)
        self.menus.add_to_view(self._docks.actions)
        return workspace

    def _on_colour_asked(self, curve: Curve) -> None:
        from lossacc_gui.gui.dialogs.colours import show_colours

        show_colours(self, self.session, self.theme, curve)

    def _restore(self, name: str, restore: Callable[..., bool]) -> None:
        layout = self._settings.layout(name)
        if layout is not None:
            restore(layout)

    # Connections

    def attach(self, session: Session) -> None:
        """Follow a session from now on, and let the actions work on it."""
        self.build()
        from lossacc_gui.gui.persistence.projects import Projects
        from lossacc_gui.gui.window.as_command import AsCommand
        from lossacc_gui.gui.window.commands import Around, command
        from lossacc_gui.gui.window.noting import Noting
        from lossacc_gui.gui.window.overlay_commands import OverlayCommands
        from lossacc_gui.gui.window.preferring import ask_as_preferred
        from lossacc_gui.gui.window.recents import Recents
        from lossacc_gui.gui.window.reflecting import Reflecting
        from lossacc_gui.gui.window.reporting import Reporting

        self._session = session
        ask_as_preferred(session, self._settings)
        overlays = OverlayCommands(self, self.actions_by_name, session, lambda: self.workspace)
        command(
            Around(
                window=self,
                actions=self.actions_by_name,
                session=session,
                settings=self._settings,
                workspace=lambda: self.workspace,
                theme=lambda: self.theme,
                prefer=self.prefer,
                overlays=overlays,
            )
        )
        AsCommand(self, self.actions_by_name, session, lambda: self.workspace, lambda: self.theme)
        self.projects = projects = Projects(self, session, self._settings, self._made_workspace)
        self.actions_by_name["save_project"].triggered.connect(projects.save)
        self.actions_by_name["save_project_as"].triggered.connect(projects.save_as)
        Reporting(self, self.actions_by_name, session, self._settings)
        Noting(self, self.actions_by_name, session, lambda: self.workspace)
        for choice in ThemeChoice:
            self.actions_by_name[f"theme_{choice.value}"].triggered.connect(lambda _, it=choice: self.choose_theme(it))
        recents = Recents(self, session, self._settings, self.empty, lambda: self._centre.samples)
        self.actions_by_name["forget_recents"].triggered.connect(recents.ask_to_forget)
        self.actions_by_name["worked_table"].triggered.connect(lambda: self.show_worked_table(""))
        session.current_changed.connect(self._on_current_changed)
        around = self.actions_by_name, self.tools, self.status
        self._reflecting = Reflecting(self, *around, session, projects, lambda: self._docks)
        session.messages.complained.connect(self._on_complained)
        session.work_started.connect(self.status.begin_work)
        session.work_progressed.connect(self.status.show_progress)
        session.work_ended.connect(self.status.end_work)
        self.status.cancel_asked.connect(session.cancel)
        self.status.details_asked.connect(self.show_messages)
        self.strip.details_asked.connect(self.show_messages)
        self.strip.offer_taken.connect(self._on_offer_taken)
        session.work_started.connect(self.strip.withdraw_offer)
        session.current_changed.connect(self.strip.withdraw_offer)
        self.empty.chosen.connect(session.open)
        self.menus.chosen.connect(session.open)
        self.tools.smoothing.chosen.connect(lambda smoothing: session.drawing.look(smoothing=smoothing))
        for name, by in (("smooth_more", 1), ("smooth_less", -1)):
            self.actions_by_name[name].triggered.connect(lambda _, it=by: self.tools.smoothing.step(it))
        session.chart_prepared.connect(lambda prepared: self.tools.counted.show_chart(prepared.chart))
        self._dressing.follow_system()
        self._early.end(session.open)

    # Start and end

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell that the first frame is painted, once it is."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._on_painted)

    def _on_painted(self) -> None:
        self.painted.emit()
        self._build_next()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for what is not saved, remember the layout, then stop all work and wait for it."""
        if self.projects is not None and not self.projects.may_go():
            event.ignore()
            return
        if isValid(self.building):
            delete(self.building)
        self._settings.keep_layout("geometry", self.saveGeometry())
        if self._docks is not None:
            self._docks.keep()
        if self.projects is not None:
            self.projects.close()
        if self._session is not None:
            self._session.close()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may want another arrangement."""
        super().resizeEvent(event)
        if hasattr(self, "strip"):  # made after the first frame
            self.strip.give_height(self.height())
        if self._docks is not None:
            self._docks.arrange()

    def finish(self) -> None:
        """Do what can wait until the window is on the screen."""
        self.actions_by_name.dress(self.theme)
        self.tools.apply_theme(self.theme)
        self.empty.finish()

    def show_samples(self, samples: tuple[Sample, ...]) -> None:
        """Offer samples, in the empty window and in the menu."""
        self._centre.show_samples(samples)
        self.menus.show_samples(samples)

    # Drag and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped."""
        if _local_paths(event.mimeData()):
            event.acceptProposedAction()
            self.empty.aim(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is over the window any more."""
        super().dragLeaveEvent(event)
        self.empty.aim(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.empty.aim(False)
        event.acceptProposedAction()
        paths = _local_paths(event.mimeData())
        if self._session is None:
            self.build()
            self._early.keep_paths(tuple(paths))
        else:
            self._session.open(paths)

    # Messages and looks

    def show_messages(self) -> None:
        """Bring the messages before the eyes."""
        if self.workspace is not None and self.session.runs:
            self.workspace.show_messages()
            return
        from lossacc_gui.gui.dialogs.messages import MessagesDialog

        MessagesDialog(self.session, self.theme, self).show()

    def show_worked_table(self, preset: str) -> None:
        """Open the live table "Loss and accuracy" at a preset; at the first where there is none of that id."""
        from lossacc_gui.gui.dialogs.worked_table import WorkedTableDialog

        WorkedTableDialog(self.theme, preset, self).show()

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Take another theme and remember it."""
        from dataclasses import replace

        self.prefer(replace(self._settings.preferences, theme=choice))

    def prefer(self, wanted: Preferences) -> None:
        """Put into effect what a person prefers from now on, and remember it."""
        from lossacc_gui.gui.window.preferring import analyse_with, show_with

        before = self._settings.preferences
        self._settings.preferences = wanted
        another_font = self._preferring.put_on(wanted)
        self.actions_by_name[f"theme_{wanted.theme.value}"].setChecked(True)
        if another_font or (wanted.theme, wanted.contrast) != (before.theme, before.contrast):
            self._dressing.dress()
        show_with(self.workspace, wanted)
        if self._session is not None:
            analyse_with(self._session, before, wanted)

    def _dress_commands(self, theme: Theme) -> None:
        self.actions_by_name.dress(theme)
        self.tools.apply_theme(theme)
        self._centre.apply_theme(theme)
        self.strip.apply_theme(theme)
        self.strip.give_height(self.height())

    def _dress_workspace(self, theme: Theme) -> None:
        if self.workspace is not None:
            self.workspace.apply_theme(theme)

    # What the session tells

    def _on_current_changed(self) -> None:
        wanted = self.session.current is not None
        if wanted:
            self.prepare_workspace()
        self._centre.show_run(wanted)
        self._reflecting.show_current()

    @property
    def restores(self) -> bool:
        """Whether a start without a log opens what was open last."""
        return self._settings.preferences.restores

    def _made_workspace(self) -> Workspace | None:
        self.prepare_workspace()
        return self.workspace

    def _on_complained(self, message: Message) -> None:
        if message.is_error or message.offer:
            offer = self.actions_by_name[message.offer].iconText() if message.offer else ""
            self.strip.tell(message, offer)

    def _on_written(self, path: Path) -> None:
        tell(self, self.tr("Wrote {0}").format(path))

    def _on_cause_copied(self) -> None:
        tell(self, self.tr("The cause is on the clipboard"))

    def _on_offer_taken(self, name: str) -> None:
        self.actions_by_name[name].trigger()


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _local_paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
