"""All actions of the window with their words, keys and icons: menus, toolbar and shortcut sheet are made from these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPixmap

from lossacc_gui.gui.keys import cleaned, shown, written
from lossacc_gui.gui.theme import Theme
from lossacc_gui.language import tr

ICON_SIZE = 20


class Entry(NamedTuple):
    """One action: where it is found, its words, its keys (the first is shown), its icon and what it tells."""

    name: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    checkable: bool = False
    divider: bool = False
    short: str = ""


ENTRIES = (
    Entry("open", "File", "&Open Training Log…", ("Ctrl+O",), "open", "Open one or more training logs", short="Open"),
    Entry("open_folder", "File", "Open &Folder of Runs…", ("Ctrl+Shift+O",), "folder", "Open all logs in a folder"),
    Entry(
        "triage",
        "File",
        "&Triage Folder…",
        ("Ctrl+T",),
        tip="All runs of a folder in a table, the most harmed first",
    ),
    Entry(
        "open_address",
        "File",
        "Open A&ddress…",
        tip="Copy the logs at s3://, sftp:// and the like to this machine, and open or triage them",
    ),
    Entry(
        "open_predictions",
        "File",
        "Open &Predictions…",
        ("Ctrl+P",),
        tip="Open the outputs of the current run for single examples: .npz, .csv or .parquet",
    ),
    Entry(
        "use_predictions",
        "File",
        "&Use Predictions",
        tip="Analyse the current run again with the predictions beside its log",
        short="Use them",
    ),
    Entry("recent", "File", "Open &Recent"),
    Entry("samples", "File", "Open &Sample"),
    Entry(
        "reopen",
        "File",
        "Reopen Last Sessio&n",
        tip="Open again what was open when the program last ended, as it was",
        short="Reopen",
    ),
    Entry("reload", "File", "Re&load", ("Ctrl+R", "F5"), tip="Read the log of the current run again", divider=True),
    Entry("close_run", "File", "&Close Run", ("Ctrl+W",)),
    Entry(
        "save_project",
        "File",
        "Sa&ve Project",
        ("Ctrl+S",),
        tip="Save logs, notes and views in a file that opens again as it was left",
        divider=True,
    ),
    Entry("save_project_as", "File", "Save Project &As…", ("Ctrl+Shift+S",)),
    Entry("export", "File", "&Export…", ("Ctrl+E",), "export", "Export chart, report or data", False, True, "Export"),
    Entry("quit", "File", "&Quit", ("Ctrl+Q",), "quit", divider=True),
    Entry("undo", "Edit", "&Undo", ("Ctrl+Z",), tip="Take back what you did last: a dismissal, a note, a relation"),
    Entry("redo", "Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Entry("copy_chart", "Edit", "&Copy Chart", ("Ctrl+Shift+C",), "copy", "Copy the chart as a picture", divider=True),
    Entry("copy_explanation", "Edit", "Copy &Explanation", ("Ctrl+Shift+E",), "copy", "Copy the explanation as text"),
    Entry("copy_path", "Edit", "Copy &Path of the Log"),
    Entry(
        "copy_analysis_command",
        "Edit",
        "Copy &Analysis as Command",
        ("Ctrl+Shift+A",),
        tip="Copy the line that gives this very analysis on the command line",
    ),
    Entry(
        "copy_chart_command",
        "Edit",
        "Copy Chart as Comman&d",
        ("Ctrl+Shift+D",),
        tip="Copy the line that writes this very chart on the command line",
    ),
    Entry(
        "add_note",
        "Edit",
        "Add &Note…",
        ("N",),
        tip="Note something about this run, a point or a stretch",
        divider=True,
    ),
    Entry("notes", "Edit", "Note&s of This Run…", ("Shift+N",), tip="Read, change and remove notes"),
    Entry("clear_messages", "Edit", "Clear &Messages", divider=True),
    Entry("forget_recents", "Edit", "F&orget Recent Logs…"),
    Entry(
        "own_causes",
        "Edit",
        "O&wn Causes…",
        tip="Choose a folder with causes of your own, one TOML file each",
        divider=True,
    ),
    Entry(
        "settings",
        "Edit",
        "Se&ttings…",
        ("Ctrl+,",),
        tip="Theme, fonts, wheel, thresholds, folders of causes and of checkpoints",
    ),
    Entry("fit", "View", "&Fit", ("F", "Ctrl+0"), "fit", "Show the whole run", short="Fit"),
    Entry("fit_y", "View", "Keep &Y Fitted", ("Y",), "", "Fit loss and accuracy to what is visible", checkable=True),
    Entry("zoom_in", "View", "Zoom &In", ("Ctrl++", "Ctrl+=")),
    Entry("zoom_out", "View", "Zoom &Out", ("Ctrl+-",)),
    Entry(
        "log_loss", "View", "&Log Loss", ("L",), "log", "Draw the loss on a logarithmic axis", True, True, "Log loss"
    ),
    Entry("x_axis", "View", "&X Axis", tip="What the x axis counts: epochs, steps, time, rows, any column that rises"),
    Entry("log_x", "View", "Lo&g X", ("Shift+L",), "", "Draw x logarithmically", checkable=True, short="Log x"),
    Entry(
        "references",
        "View",
        "&Reference Levels",
        ("R",),
        tip="Draw the levels that the loss can stand on: guessing, the least that so many errors allow",
        checkable=True,
    ),
    Entry(
        "lines", "View", "Li&nes…", ("Shift+R",), tip="Draw lines of your own: chance, a baseline, a published result"
    ),
    Entry(
        "colours", "View", "Colo&urs…", ("Shift+C",), tip="Give curves, or the runs of an overlay, colours of your own"
    ),
    Entry("overview", "View", "O&verview", ("O",), tip="Show the whole run below the chart", checkable=True),
    Entry("bookmarks", "View", "Bookmar&ks", tip="Come back to parts of the run that you keep under names"),
    Entry("smoothing", "View", "Smoot&hing", tip="By a weight, over steps or a share of the run, by medians"),
    Entry("smooth_more", "View", "Smooth &More", ("]",)),
    Entry("smooth_less", "View", "Smooth Le&ss", ("[",)),
    Entry("pin_a", "View", "Pin &Cursor A", ("A",), tip="Pin a cursor, and read what changes up to the other one"),
    Entry("pin_b", "View", "Pin Cursor &B", ("B",)),
    Entry("theme_auto", "View", "&Auto Theme", checkable=True, divider=True),
    Entry("theme_light", "View", "Ligh&t Theme", checkable=True),
    Entry("theme_dark", "View", "&Dark Theme", checkable=True),
    Entry("next_run", "Run", "&Next Run", ("J", "Ctrl+Down", "Alt+Down")),
    Entry("previous_run", "Run", "&Previous Run", ("K", "Ctrl+Up", "Alt+Up")),
    Entry("filter_runs", "Run", "&Filter Runs", ("Ctrl+F",)),
    Entry(
        "overlay_runs",
        "Run",
        "O&verlay Selected Runs",
        ("V",),
        tip="Draw the runs that are selected in the list in one chart; Escape, or choosing one run, leaves it",
        divider=True,
    ),
    Entry("baseline", "Run", "&Difference To", tip="Draw how the runs of an overlay differ from one of them"),
    Entry(
        "seeds",
        "Run",
        "M&edians of Seeds",
        tip="In an overlay, draw runs that differ in their seed alone as their medians with the quartiles around them",
        checkable=True,
    ),
    Entry(
        "follow",
        "Run",
        "F&ollow the Log",
        ("Ctrl+L",),
        tip="Read the log of the current run again whenever it has changed",
        checkable=True,
        divider=True,
    ),
    Entry(
        "follow_all",
        "Run",
        "Follow &All Logs",
        ("Ctrl+Shift+L",),
        tip="Read every log that is open again whenever it has changed",
        checkable=True,
    ),
    Entry(
        "show_news",
        "Run",
        "Show What &Got Worse",
        ("G",),
        tip="Show the run whose verdict got worse last while its log was followed",
        short="Show it",
    ),
    Entry(
        "choose_metrics",
        "Run",
        "&Choose Metrics…",
        tip="Say what each metric of the log means: loss, accuracy, split, x axis",
    ),
    Entry(
        "name_metrics",
        "Run",
        "Na&me Metrics…",
        tip="Say what the metrics mean of the log that was opened last and has no name that is known",
        short="Choose metrics",
    ),
    Entry("relate", "Run", "&Relate", tip="Choose which loss is related to which accuracy"),
    Entry(
        "relate_across",
        "Run",
        "Relate Across &Splits",
        tip="Relate the training loss to the validation accuracy, or what else the run has, where no split has both",
        short="Relate them",
    ),
    Entry("main_metrics", "Run", "Show Ma&in Metrics", tip="Draw the main loss and accuracy of each split"),
    Entry("next_event", "Event", "&Next Event", (".",), "next"),
    Entry("previous_event", "Event", "&Previous Event", (",",), "previous"),
    Entry("zoom_event", "Event", "&Zoom to Event", ("Shift+F",), "fit"),
    Entry("explain", "Event", "&Explain", ("Return", "Enter"), "explain", "Go to the explanation"),
    Entry("stretches", "Event", "&Why Here, Why Not There", ("W",), tip="Why each stretch is an episode or is none"),
    Entry("dismiss", "Event", "&Dismiss", ("Delete",), tip="Take the selected event out of sight"),
    Entry(
        "deselect",
        "Event",
        "Whole &Run",
        ("Escape",),
        tip="Take away pinned cursors; then select nothing and go back to where you were",
        divider=True,
    ),
    Entry(
        "worked_table",
        "Help",
        "&Loss and Accuracy…",
        tip="Change the predictions of a few examples and watch both numbers",
    ),
    Entry(
        "recording",
        "Help",
        "&Record Predictions…",
        tip="Save in a training what the model answers, so that causes are settled and not only suggested",
    ),
    Entry(
        "palette",
        "Help",
        "&Command Palette…",
        ("Ctrl+Shift+P",),
        tip="Find any action, run, event, metric or cause by a few letters",
        divider=True,
    ),
    Entry("guide", "Help", "User &Guide", tip="Pages for the browser: a tour, commands, formats, causes, thresholds"),
    Entry("shortcuts", "Help", "&Keyboard and Mouse…", ("?", "F1"), tip="All keys, and how to change them"),
    Entry("licences", "Help", "L&icences", tip="What the program is made of, and on which terms"),
    Entry("about", "Help", "&About lossacc"),
)
MENUS = ("File", "Edit", "View", "Run", "Event", "Help")
BY_NAME = {entry.name: entry for entry in ENTRIES}
USUAL_KEYS = {entry.name: tuple(written(QKeySequence(key)) for key in entry.keys) for entry in ENTRIES}
NEED_RUN = frozenset(
    {
        "reload",
        "close_run",
        "save_project",
        "save_project_as",
        "open_predictions",
        "use_predictions",
        "export",
        "copy_chart",
        "copy_explanation",
        "copy_path",
        "add_note",
        "notes",
        "copy_analysis_command",
        "copy_chart_command",
        "fit",
        "fit_y",
        "zoom_in",
        "zoom_out",
        "log_loss",
        "x_axis",
        "log_x",
        "references",
        "lines",
        "colours",
        "overview",
        "bookmarks",
        "smoothing",
        "smooth_more",
        "smooth_less",
        "pin_a",
        "pin_b",
        "next_run",
        "previous_run",
        "filter_runs",
        "overlay_runs",
        "choose_metrics",
        "main_metrics",
        "next_event",
        "previous_event",
        "zoom_event",
        "explain",
        "deselect",
        "stretches",
        "dismiss",
        "relate",
        "follow",
        "follow_all",
    }
)
"""Actions that make sense only while a run is open."""

MOUSE = (
    ("Wheel", "Zoom x at the cursor"),
    ("Shift + wheel", "Zoom loss and accuracy at the cursor; over an axis: that axis alone"),
    ("Drag", "Move the view"),
    ("Shift + drag", "Zoom to a box"),
    ("Double click", "Show the whole run"),
    ("Ctrl + click on runs in the list", "Select several, for an overlay"),
    ("Click on a band", "Select the event and go there; Escape comes back"),
    ("← →  in the chart", "Move the cursor by one point, with Shift by ten"),
    ("Ctrl + click", "Pin A, then B"),
    ("+ −  in the chart", "Zoom x"),
    ("Page Up, Page Down  in the chart", "Move the view by half"),
)


class Actions:
    """The QActions, by name."""

    def __init__(self, parent: QObject, keys: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """`keys` are those that a person gave to some of them."""
        self._actions: dict[str, QAction] = {}
        for entry in ENTRIES:
            action = QAction(tr(entry.text), parent)
            action.setObjectName(entry.name)
            action.setCheckable(entry.checkable)
            action.setStatusTip("")
            action.setIconText(tr(entry.short) or bare(tr(entry.text)))
            self._actions[entry.name] = action
        self.set_keys(keys or {})

    def set_keys(self, wanted: Mapping[str, tuple[str, ...]]) -> None:
        """Give the actions named their keys, in place of the usual ones; all others have the usual ones."""
        for name, keys in cleaned(wanted, USUAL_KEYS, menu_letters()).items():
            action, entry = self._actions[name], BY_NAME[name]
            action.setShortcuts([QKeySequence(key) for key in keys])
            tip = tr(entry.tip) or bare(tr(entry.text))
            action.setToolTip(f"{tip} ({shown(keys[0])})" if keys else tip)

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """The keys of every action, by name."""
        return {name: tuple(map(written, action.shortcuts())) for name, action in self._actions.items()}

    @property
    def titles(self) -> dict[str, str]:
        """What every action is called, by name."""
        return {name: bare(action.text()).rstrip("…") for name, action in self._actions.items()}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> tuple[tuple[str, QAction], ...]:
        """Every action with its name."""
        return tuple(self._actions.items())

    def keep_room(self) -> None:
        """Give every action with an icon an empty one: for the first frame the room is enough."""
        blank = QPixmap(ICON_SIZE, ICON_SIZE)
        blank.fill(QColor(0, 0, 0, 0))
        room = QIcon(blank)
        for entry in ENTRIES:
            if entry.icon:
                self[entry.name].setIcon(room)

    def dress(self, theme: Theme) -> None:
        """Paint the icons for a theme."""
        from lossacc_gui.gui.icons import icon  # after the first frame

        for entry in ENTRIES:
            if entry.icon:
                self[entry.name].setIcon(icon(entry.icon, theme))

    def enable(self, *, run: bool) -> None:
        """Switch on what makes sense with or without a run."""
        for name in NEED_RUN:
            self[name].setEnabled(run)


def bare(text: str) -> str:
    """The words of a menu without the mark of its letter."""
    return text.replace("&", "")


def menu_letters() -> str:
    """The letters that open the menus with Alt."""
    return "".join(title.partition("&")[2][:1].upper() for title in map(tr, (f"&{menu}" for menu in MENUS)))
