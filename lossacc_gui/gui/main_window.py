"""The main window: lays out the parts and connects the actions; decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QProgressBar,
    QSizePolicy,
    QSlider,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui import __version__
from lossacc_gui.gui.actions import ENTRIES, MENUS, Actions
from lossacc_gui.gui.empty_state import EmptyState
from lossacc_gui.gui.message_strip import MessageStrip
from lossacc_gui.gui.settings import Settings
from lossacc_gui.gui.theme import ThemeChoice, apply_theme

if TYPE_CHECKING:
    from lossacc_gui.gui.background import Progressed
    from lossacc_gui.gui.readout import Reading
    from lossacc_gui.gui.session import Message, Session
    from lossacc_gui.gui.workspace import Workspace
    from lossacc_gui.samples import Sample

SMOOTHING_STEPS = 99
"""The slider counts hundredths of the weight."""
SMOOTHING_KEY_STEP = 0.1
ICON_SIZE = 20
START_SIZE = QSize(1280, 800)
ZOOM_KEY_STEP = 1.4


class MainWindow(QMainWindow):
    """Everything a person sees. `painted` comes once, after the first frame; the session may join as late as that."""

    painted = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._settings = settings
        self._painted = False
        self._samples: tuple[Sample, ...] = ()
        self.workspace: Workspace | None = None
        self.theme = apply_theme(_application(), settings.theme)
        self.actions_by_name = Actions(self)
        self.empty = EmptyState(self.actions_by_name["open"], self.actions_by_name["open_folder"], self.theme, self)
        self.strip = MessageStrip(self)
        self._stack = QStackedWidget(self)
        self._docks: tuple[QDockWidget, ...] = ()
        self.setWindowTitle("lossacc")
        self.setAcceptDrops(True)
        self.setDockOptions(QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self._lay_out()
        self._make_toolbar()
        self._make_menus()
        self._make_status_bar()
        self.actions_by_name.keep_room(ICON_SIZE)
        self.actions_by_name.enable(run=False)
        self.slider.setEnabled(False)
        self.resize(START_SIZE)
        self._restore("geometry", self.restoreGeometry)

    @property
    def session(self) -> Session:
        """What is open and selected."""
        assert self._session is not None
        return self._session

    # Layout

    def _lay_out(self) -> None:
        centre = QWidget(self)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addWidget(self._stack, 1)
        self._stack.addWidget(self.empty)
        self.setCentralWidget(centre)
        self.empty.show_recents(self._settings.recents)

    def _make_toolbar(self) -> None:
        bar = QToolBar(self.tr("Tools"), self)
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        act = self.actions_by_name
        self.x_label = QLabel(self.tr("X: {0}").format("—"), self)
        self.x_label.setContentsMargins(6, 0, 6, 0)
        self.x_label.setToolTip(self.tr("What the x axis counts"))
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, SMOOTHING_STEPS)
        self.slider.setPageStep(10)
        self.slider.setFixedWidth(140)
        self.slider.setAccessibleName(self.tr("Smoothing"))
        self.slider.setToolTip(self.tr("Weight of the exponential average, 0 is off ([ and ])"))
        self.slider_value = QLabel("0.00", self)
        self.slider_value.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.00 "))
        smoothing = QWidget(self)
        smoothing.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(smoothing)
        row.setContentsMargins(6, 0, 6, 0)
        label = QLabel(self.tr("Smoothing"), self)
        label.setBuddy(self.slider)
        for widget in (label, self.slider, self.slider_value):
            row.addWidget(widget)
        bar.addAction(act["open"])
        bar.addSeparator()
        bar.addWidget(self.x_label)
        bar.addWidget(smoothing)
        bar.addAction(act["log_loss"])
        bar.addAction(act["fit"])
        bar.addSeparator()
        bar.addAction(act["previous_episode"])
        bar.addAction(act["next_episode"])
        bar.addSeparator()
        bar.addAction(act["export"])
        for name in ("previous_episode", "next_episode"):
            button = bar.widgetForAction(act[name])
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
                button.setAccessibleName(act[name].text().replace("&", ""))
        self.addToolBar(bar)
        self._toolbar = bar
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def _make_menus(self) -> None:
        themes = QActionGroup(self)
        self._recent_menu = QMenu(self)
        self._sample_menu = QMenu(self)
        for title in MENUS:
            menu = self.menuBar().addMenu(f"&{title}")
            for entry in ENTRIES:
                if entry.menu != title:
                    continue
                action = self.actions_by_name[entry.name]
                if entry.divider:
                    menu.addSeparator()
                menu.addAction(action)
                if entry.name.startswith("theme_"):
                    themes.addAction(action)
        self.actions_by_name["recent"].setMenu(self._recent_menu)
        self.actions_by_name["samples"].setMenu(self._sample_menu)
        self.actions_by_name[f"theme_{self._settings.theme.value}"].setChecked(True)

    def _make_status_bar(self) -> None:
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        self.counts = QLabel(self)
        self.counts.setContentsMargins(8, 0, 8, 0)
        self.counts.linkActivated.connect(self._on_counts_clicked)
        self.under_cursor = QLabel(self)
        self.under_cursor.setContentsMargins(8, 0, 8, 0)
        self.under_cursor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.under_cursor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 1000)
        self.progress.setFixedWidth(160)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.doing = QLabel(self)
        self.cancel_button = QToolButton(self)
        self.cancel_button.setText(self.tr("Cancel"))
        for widget in (self.doing, self.progress, self.cancel_button):
            status.addWidget(widget)
            widget.hide()
        status.addWidget(self.counts)
        status.addWidget(self.under_cursor, 1)

    def _add_workspace(self) -> Workspace:
        """The parts that show a run, when there is one for the first time."""
        from lossacc_gui.gui.workspace import Workspace

        workspace = Workspace(self.session, self.actions_by_name, self.theme, self)
        workspace.pointed.connect(self._on_pointed)
        workspace.menu_requested.connect(self._on_menu_requested)
        self._stack.addWidget(workspace.centre)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self._docks = (
            self._dock("runs", self.tr("Runs"), workspace.runs, left),
            self._dock("explanation", self.tr("Explanation"), workspace.panel, right),
        )
        for dock, width in zip(self._docks, (310, 370), strict=True):
            self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        view = self.menuBar().actions()[MENUS.index("View")].menu()
        if isinstance(view, QMenu):
            view.addSeparator()
            for dock in self._docks:
                view.addAction(dock.toggleViewAction())
        self._restore("docks", self.restoreState)
        return workspace

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(widget)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable | QDockWidget.DockWidgetFeature.DockWidgetMovable
        )
        self.addDockWidget(area, dock)
        return dock

    # Connections

    def attach(self, session: Session) -> None:
        """Follow a session from now on, and let the actions work on it."""
        self._session = session
        self.cancel_button.clicked.connect(session.cancel)
        session.current_changed.connect(self._on_current_changed)
        session.runs_changed.connect(self._show_counts)
        session.messages_changed.connect(self._show_counts)
        session.view_changed.connect(self._on_view_changed)
        session.complained.connect(self._on_complained)
        session.work_started.connect(self._on_work_started)
        session.work_progressed.connect(self._on_work_progressed)
        session.work_ended.connect(self._on_work_ended)
        session.opened.connect(self._on_opened)
        self.empty.chosen.connect(session.open)
        self.strip.details_asked.connect(self.show_messages)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self._recent_menu.aboutToShow.connect(self._fill_recent_menu)
        _application().styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)
        for name, slot in self._slots().items():
            self.actions_by_name[name].triggered.connect(slot)

    def _slots(self) -> dict[str, Callable[..., object]]:
        session = self.session
        return {
            "open": self._on_open,
            "open_folder": self._on_open_folder,
            "reload": self._on_reload,
            "close_run": self._on_close_run,
            "export": self._on_export,
            "quit": self.close,
            "copy_chart": self._on_copy_chart,
            "copy_explanation": self._on_copy_explanation,
            "clear_messages": session.clear_messages,
            "forget_recents": self._on_forget_recents,
            "fit": lambda: self._chart_do("fit"),
            "zoom_in": lambda: self._chart_do("zoom", "x", 0.5, 1 / ZOOM_KEY_STEP),
            "zoom_out": lambda: self._chart_do("zoom", "x", 0.5, ZOOM_KEY_STEP),
            "log_loss": session.set_log_loss,
            "smooth_more": lambda: self._smooth(SMOOTHING_KEY_STEP),
            "smooth_less": lambda: self._smooth(-SMOOTHING_KEY_STEP),
            "theme_auto": lambda: self.choose_theme(ThemeChoice.AUTO),
            "theme_light": lambda: self.choose_theme(ThemeChoice.LIGHT),
            "theme_dark": lambda: self.choose_theme(ThemeChoice.DARK),
            "next_run": lambda: self._step_run(1),
            "previous_run": lambda: self._step_run(-1),
            "filter_runs": self._on_filter_runs,
            "main_metrics": self._on_main_metrics,
            "next_episode": lambda: session.step_episode(1),
            "previous_episode": lambda: session.step_episode(-1),
            "zoom_episode": self._on_zoom_episode,
            "explain": self._on_explain,
            "deselect": lambda: session.select_episode(None),
            "shortcuts": self._on_shortcuts,
            "about": self._on_about,
        }

    # Start and end

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell that the first frame is painted, once it is."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, then stop all work and wait for it."""
        self._settings.keep_layout("geometry", self.saveGeometry())
        if self._docks:
            self._settings.keep_layout("docks", self.saveState())
        if self._session is not None:
            self._session.close()
        super().closeEvent(event)

    def finish(self) -> None:
        """Do what can wait until the window is on the screen."""
        self.actions_by_name.dress(self.theme)
        self.empty.show_logo()

    def show_samples(self, samples: tuple[Sample, ...]) -> None:
        """Offer samples, in the empty window and in the menu."""
        self._samples = samples
        self.empty.show_samples(samples)
        self._sample_menu.clear()
        for sample in samples:
            action = self._sample_menu.addAction(sample.title)
            action.setToolTip(sample.teaser)
            action.triggered.connect(self._opening(sample.path))
        self.actions_by_name["samples"].setEnabled(bool(samples))

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
        self.session.open(_local_paths(event.mimeData()))

    # What a person asks for

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Take another theme and remember it."""
        self._settings.theme = choice
        self.actions_by_name[f"theme_{choice.value}"].setChecked(True)
        self.theme = apply_theme(_application(), choice)
        self._dress()

    def show_messages(self) -> None:
        """Bring the messages before the eyes."""
        if self.workspace is not None and self.session.runs:
            self.workspace.show_messages_tab()
            return
        from lossacc_gui.gui.dialogs import MessagesDialog

        MessagesDialog(self.session.messages, self.theme, self).open()

    def _on_open(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Open training logs"), str(self._settings.folder), self.tr("All files (*)")
        )
        self._open_from_dialog([Path(name) for name in names])

    def _on_open_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Open a folder of runs"), str(self._settings.folder))
        self._open_from_dialog([Path(name)] if name else [])

    def _open_from_dialog(self, paths: list[Path]) -> None:
        if paths:
            self._settings.folder = paths[0].parent
            self.session.open(paths)

    def _on_reload(self) -> None:
        analysis = self.session.current
        if analysis is not None:
            self.session.open([analysis.run.source])

    def _on_close_run(self) -> None:
        if self.session.current_index is not None:
            self.session.close_run(self.session.current_index)

    def _on_export(self) -> None:
        from lossacc_gui.gui.export_dialog import ExportDialog

        analysis, workspace = self.session.current, self.workspace
        if analysis is None:
            return
        shown = workspace.chart.ranges.x if workspace is not None and workspace.chart is not None else None
        ExportDialog(analysis, self.session.view, shown, self._settings, self).open()

    def _on_copy_chart(self) -> None:
        from lossacc_gui.gui.export_dialog import copy_chart

        analysis = self.session.current
        if analysis is not None:
            copy_chart(analysis, self.session.view, dark=False)
            self.statusBar().showMessage(self.tr("The chart is on the clipboard"), 4000)

    def _on_copy_explanation(self) -> None:
        if self.workspace is not None:
            self.workspace.panel.copy()
            self.statusBar().showMessage(self.tr("The explanation is on the clipboard"), 4000)

    def _on_forget_recents(self) -> None:
        self._settings.forget_recents()
        self.empty.show_recents(())

    def _chart_do(self, what: str, *arguments: object) -> None:
        if self.workspace is not None and self.workspace.chart is not None:
            getattr(self.workspace.chart, what)(*arguments)

    def _smooth(self, by: float) -> None:
        self.slider.setValue(self.slider.value() + round(by * 100))

    def _step_run(self, by: int) -> None:
        if self.session.current_index is not None:
            self.session.show_run((self.session.current_index + by) % len(self.session.runs))

    def _on_filter_runs(self) -> None:
        if self.workspace is not None:
            self._docks[0].show()
            self.workspace.runs.filter.setFocus()

    def _on_main_metrics(self) -> None:
        if self.session.current_index is not None:
            self.session.show_metrics(self.session.current_index, None)

    def _on_zoom_episode(self) -> None:
        analysis, selected = self.session.current, self.session.selection.episode
        if analysis is not None and selected is not None:
            episode = analysis.episodes[selected]
            self._chart_do("zoom_to", episode.start, episode.end)

    def _on_explain(self) -> None:
        if self.workspace is not None:
            self._docks[1].show()
            self.workspace.panel.setFocus()

    def _on_shortcuts(self) -> None:
        from lossacc_gui.gui.dialogs import ShortcutsDialog

        ShortcutsDialog(self.actions_by_name, self).open()

    def _on_about(self) -> None:
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("About lossacc"))
        box.setText(f"<b>lossacc {__version__}</b>")
        box.setInformativeText(
            self.tr("Shows where the loss and the accuracy of a training run disagree, and explains why. MIT licence.")
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _opening(self, path: Path) -> Callable[[], None]:
        def open_it() -> None:
            self.session.open((path,))

        return open_it

    def _fill_recent_menu(self) -> None:
        self._recent_menu.clear()
        for path in self._settings.recents:
            self._recent_menu.addAction(str(path)).triggered.connect(self._opening(path))
        if self._recent_menu.isEmpty():
            self._recent_menu.addAction(self.tr("No log was opened yet")).setEnabled(False)

    # What the session tells

    def _on_current_changed(self) -> None:
        analysis = self.session.current
        if analysis is not None and self.workspace is None:
            self.workspace = self._add_workspace()
        self._stack.setCurrentWidget(
            self.workspace.centre if analysis is not None and self.workspace is not None else self.empty
        )
        for dock in self._docks:
            dock.setVisible(analysis is not None)
        self.setWindowTitle("lossacc" if analysis is None else f"{analysis.run.name} — lossacc")
        self._enable()
        self._show_counts()

    def _on_view_changed(self) -> None:
        session = self.session
        self.slider.setValue(round(session.smoothing * 100))
        self.slider_value.setText(f"{session.smoothing:.2f}")
        self.actions_by_name["log_loss"].setChecked(session.log_loss)

    def _on_slider_moved(self, value: int) -> None:
        self.session.set_smoothing(value / 100)

    def _on_complained(self, message: Message) -> None:
        if message.is_error:
            self.strip.tell(message)

    def _on_work_started(self) -> None:
        for widget in (self.doing, self.progress, self.cancel_button):
            widget.show()
        self.counts.hide()
        self.progress.setValue(0)
        self.doing.setText(self.tr("Opening…"))

    def _on_work_progressed(self, progressed: Progressed) -> None:
        self.progress.setValue(round(progressed.fraction * 1000))
        self.doing.setText(progressed.text)

    def _on_work_ended(self) -> None:
        for widget in (self.doing, self.progress, self.cancel_button):
            widget.hide()
        self.counts.show()

    def _on_opened(self, paths: tuple[Path, ...]) -> None:
        own = {sample.path for sample in self._samples}
        self._settings.remember([path for path in paths if path not in own])
        self.empty.show_recents(self._settings.recents)

    def _on_pointed(self, reading: Reading | None) -> None:
        self.under_cursor.setText(reading.sentence if reading is not None else "")

    def _on_menu_requested(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in (
            "fit",
            "zoom_episode",
            "log_loss",
            "",
            "next_episode",
            "previous_episode",
            "",
            "copy_chart",
            "export",
        ):
            if name:
                menu.addAction(self.actions_by_name[name])
            else:
                menu.addSeparator()
        menu.popup(place)

    def _on_counts_clicked(self, _: str) -> None:
        self.show_messages()

    def _on_color_scheme_changed(self) -> None:
        if self._settings.theme is ThemeChoice.AUTO:
            self.theme = apply_theme(_application(), ThemeChoice.AUTO)
            self._dress()

    # How it looks

    def _dress(self) -> None:
        self.actions_by_name.dress(self.theme)
        self.empty.apply_theme(self.theme)
        self.strip.apply_theme(self.theme)
        self.empty.show_samples(self._samples)
        if self.workspace is not None:
            self.workspace.apply_theme(self.theme)

    def _enable(self) -> None:
        analysis = self.session.current
        self.actions_by_name.enable(run=analysis is not None)
        for widget in (self.slider, self.slider_value):
            widget.setEnabled(analysis is not None)
        self.x_label.setText(self.tr("X: {0}").format(analysis.run.x_name if analysis is not None else "—"))

    def _show_counts(self) -> None:
        runs = len(self.session.runs)
        parts = [self.tr("{0} run(s)").format(runs).replace("(s)", "" if runs == 1 else "s")] if runs else []
        analysis = self.session.current
        if analysis is not None:
            rows = max((len(series.step) for series in analysis.run.series), default=0)
            parts.append(f"{rows:,} rows")
            notices = len(analysis.run.notices)
            if notices:
                parts.append(f"{notices} notice{'s' if notices > 1 else ''} <a href='show'>(show)</a>")
        errors = sum(message.is_error for message in self.session.messages)
        if errors:
            parts.append(f"{errors} error{'s' if errors > 1 else ''} <a href='show'>(show)</a>")
        self.counts.setText(" · ".join(parts))

    def _restore(self, name: str, restore: Callable[..., bool]) -> None:
        layout = self._settings.layout(name)
        if layout is not None:
            restore(layout)


def _application() -> QApplication:
    app = QGuiApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _local_paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
