"""What the palette offers: actions, runs, events, metrics and causes, each with what happens when it is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar
from shiboken6 import isValid

from lossacc_gui.gui.palette.fuzzy import match
from lossacc_gui.gui.palette.reasons import why_not
from lossacc_gui.gui.session.session import Session
from lossacc_gui.gui.session.state import RunKey
from lossacc_gui.language import tr
from lossacc_gui.model.plain import plain_text
from lossacc_gui.model.run import Run
from lossacc_gui.numerals import belief_text, span_text

if TYPE_CHECKING:
    from lossacc_gui.model.cause import Cause

MOST_LISTED = 200
"""Lines of the list: nobody walks through more, and typing finds the others."""
NEVER = frozenset({"palette"})


@dataclass(frozen=True, slots=True)
class Thing:
    """One line: what it is, its words, its keys; `why_not` says why it cannot be chosen now, empty where it can."""

    kind: str
    title: str
    do: Callable[[], object]
    keys: str = ""
    more: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A thing, and the places of its title that answer to what was typed."""

    thing: Thing
    places: frozenset[int] = frozenset()


def found(query: str, things: Sequence[Thing]) -> tuple[Found, ...]:
    """What answers to the query, the best first; what can be chosen before what cannot, else in the order given."""
    if not query.strip():
        ordered = sorted(things, key=lambda thing: (bool(thing.why_not), " › " in thing.title))
        return tuple(Found(thing) for thing in ordered[:MOST_LISTED])
    scored = []
    for thing in things:
        whole = f"{thing.title} {thing.kind} {thing.more}"
        here = match(query, thing.title) or match(query, whole)
        if here is not None:
            places = frozenset(place for place in here.places if place < len(thing.title))
            scored.append((-here.score - 20 * (len(places) > 0) + 40 * bool(thing.why_not), Found(thing, places)))
    scored.sort(key=lambda pair: pair[0])
    return tuple(one for _, one in scored[:MOST_LISTED])


def things_of(bar: QMenuBar, session: Session) -> tuple[Thing, ...]:
    """All actions of the menus, and what is in the session."""
    return (*_actions(bar, session), *_runs(session), *_events(session), *_metrics(session))


def causes_as_things(causes: Sequence[Cause], session: Session, show: Callable[[Cause], object]) -> tuple[Thing, ...]:
    """The causes; those that the shown run is suspected of say how much."""
    analysis = session.current
    believed: dict[str, str] = {}
    for number, event in enumerate(analysis.events if analysis is not None else (), start=1):
        for ranked in event.explanation.causes:
            believed.setdefault(ranked.cause.id, tr("{0} in event {1}").format(tr(belief_text(ranked.score)), number))
    kind = tr("Cause")
    return tuple(Thing(kind, tr(one.title), partial(show, one), more=believed.get(one.id, "")) for one in causes)


def _actions(bar: QMenuBar, session: Session) -> Iterator[Thing]:
    for action in bar.actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _in_menu(menu, (), _words(action), session)


def _in_menu(menu: QMenu, above: tuple[str, ...], kind: str, session: Session) -> Iterator[Thing]:
    menu.aboutToShow.emit()  # some menus are filled only then
    for action in menu.actions():
        below, title = action.menu(), (*above, _words(action))
        if action.isSeparator() or action.objectName() in NEVER:
            continue
        if isinstance(below, QMenu) and action.isEnabled():
            yield from _in_menu(below, title, kind, session)
        elif action.isEnabled() or action.objectName():
            yield Thing(
                kind,
                " › ".join(title),
                partial(_trigger, action),
                keys=action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
                more=tr("on") if action.isCheckable() and action.isChecked() else "",
                why_not="" if action.isEnabled() else why_not(action.objectName(), session),
            )


def _trigger(action: QAction) -> None:
    if isValid(action):  # a menu that is filled anew, while the palette is open, takes its old actions along
        action.trigger()


def _runs(session: Session) -> Iterator[Thing]:
    for i, run in enumerate(session.runs):
        verdict = run.analysis.verdict
        shown = tr("shown") if i == session.current_index else tr(verdict.state.said)
        yield Thing(tr("Run"), plain_text(run.key.name), partial(session.show_run, i), more=shown)


def _events(session: Session) -> Iterator[Thing]:
    analysis = session.current
    for i, event in enumerate(analysis.events if analysis is not None else ()):
        where = span_text(event.start, event.end)
        yield Thing(
            tr("Event"), f"{i + 1}: {tr(event.said)}, {tr(where)}", partial(session.select_event, i), more=event.split
        )


def _metrics(session: Session) -> Iterator[Thing]:
    analysis, index = session.current, session.current_index
    if analysis is None or index is None:
        return
    shown, overlaid = session.shown_metrics, bool(session.together.keys)
    for name in _drawable(analysis.run):
        drawn = name in shown
        changed = tuple(one for one in shown if one != name) if drawn else (*shown, name)
        last = drawn and len(changed) == 0
        yield Thing(
            tr("Metric"),
            plain_text(name),
            partial(_draw, session, session.runs[index].key, changed),
            more=tr("drawn; Enter hides it") if drawn else tr("Enter draws it"),
            why_not=(
                tr("An overlay draws the main curves of each run")
                if overlaid
                else tr("The only curve that is drawn")
                if last
                else ""
            ),
        )


def _draw(session: Session, key: RunKey, metrics: tuple[str, ...]) -> None:
    """What is chosen here happens in a turn of its own: the run may be closed by then."""
    index = session.index_of(key)
    if index is not None:
        session.show_metrics(index, metrics)


def _drawable(run: Run) -> tuple[str, ...]:
    names = run.curve_names
    return tuple(dict.fromkeys(names[one.logged_as, one.split.value] for one in run.series if len(one.value)))


def _words(action: QAction) -> str:
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
