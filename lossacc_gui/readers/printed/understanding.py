"""Understands what a training printed, line by line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part, silent
from lossacc_gui.model.run import FloatArray, Notice, Quantity, Run
from lossacc_gui.readers.files.growing import START, grown
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.files.suffixes import PROSE
from lossacc_gui.readers.head import Head, head_of
from lossacc_gui.readers.kinds.foreign import INSTEAD
from lossacc_gui.readers.kinds.programs import CODE, is_source, without_program
from lossacc_gui.readers.printed import CLEAR, NAME
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.kept import OF_TABLE, Lines, blocks_of_page, blocks_of_program, with_only
from lossacc_gui.readers.printed.listed_records import records_in
from lossacc_gui.readers.printed.lists import rows_in
from lossacc_gui.readers.printed.page import Page, PageMaker, page_of
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, unmarked
from lossacc_gui.readers.printed.quoted import quoted_in
from lossacc_gui.readers.printed.restarts import several_trainings
from lossacc_gui.readers.printed.result_tables import without_result_tables
from lossacc_gui.readers.printed.results import results_of_several, tells_an_evaluation, told_once
from lossacc_gui.readers.printed.results_of_things import without_things_beside
from lossacc_gui.readers.printed.roles import Role
from lossacc_gui.readers.printed.template import templates_of
from lossacc_gui.readers.printed.tracks import Reading, read_page
from lossacc_gui.readers.printed.trainings import run_of_tracks, trainings_of
from lossacc_gui.readers.series.assemble import run_of
from lossacc_gui.readers.series.file_names import run_name
from lossacc_gui.readers.series.names import AXES
from lossacc_gui.readers.series.whole_numbers import have_fractions
from lossacc_gui.readers.tables.wrapped_tables import side_by_side

OFTEN = 3  # values of one metric that make a text a log where nothing counts
CERTAIN = 0.7  # certainty with counters and metrics that come again; tables and JSON are surer of theirs
DOUBTFUL = 0.35
GUESSED = 0.15  # no name is known; a table of numbers may be called after a metric
LONG = 100  # lines that tell a metric; no list in each of them is a curve of its own
MOSTLY_LOG = 0.5  # of the lines of a file that is called a text for people, where it is a log all the same
QUOTING = 0.3  # a program that quotes a log; in a folder it is none
WORD = re.compile(r"[^\W\d_]{2,}")
LOG_OF_BLOCK = Path("block.log")  # what stands apart in a text for people is judged as a log of its own
SENTENCE = 3  # words of a line that says something to people
LONGEST_SHOWN = 60  # characters of a line that a sentence shows
LATE = 0.1  # a long text without metrics in its head: a preamble may hide the training


def certainty_of(head: Head) -> float:
    """Rather sure where metrics come again under a counter that moves."""
    if is_source(head):
        return _of_source(head)
    text = without_program(head.text)
    reading = understood(text)
    head.understood[NAME] = (text, reading)  # of a small file that is all of it: read() need not do it again
    certainty = _told(reading, head)
    if not certainty and head.path.suffix.lower() in PROSE:
        return QUOTING if _kept(head.text, head.path) else 0.0
    return certainty


def _told(reading: Reading, head: Head) -> float:
    certainty = _certainty(reading, head) if not reading.tracks or _measures(reading) else 0.0
    taken = [track for track in reading.tracks if not track.why and track.quantity not in ON_NO_EXAMPLES]
    guessed = taken and all(track.seen and track.quantity is Quantity.OTHER for track in taken)
    return min(certainty, GUESSED) if guessed else certainty


def _of_source(head: Head) -> float:
    """A program is no log, but may quote the one that it printed, or keep its results as lists."""
    if _is_quoted(understood(quoted_in(head.text)), head) or _kept(head.text, head.path):
        return QUOTING
    return QUOTING if rows_in(head.text) else 0.0


def _is_quoted(reading: Reading, head: Head) -> bool:
    return bool(reading.tracks) and _measures(reading) and _certainty(reading, head) >= CLEAR


@lru_cache(maxsize=1)
def _kept(text: str, path: Path) -> str:
    """The logs that are kept in a program or in a text for people, at the lines that they have; empty for none.

    Who judged a file reads it next, which would understand each of its blocks once more.
    """
    blocks = blocks_of_page(text) if path.suffix.lower() in PROSE else blocks_of_program(text)
    logs = [block for block in blocks if _is_log(block, path)]
    return with_only(text, logs) if logs else ""


def _is_log(block: Lines, path: Path) -> bool:
    text = "\n".join(line for _, line in block)
    reading = understood(text)
    return _is_quoted(reading, Head(LOG_OF_BLOCK if path.suffix.lower() in PROSE else path, text.encode()))


def _certainty(reading: Reading, head: Head) -> float:
    prose = head.path.suffix.lower() in CODE | PROSE
    values: dict[str, int] = {}
    fractions: set[str] = set()
    counters: set[tuple[str, float]] = set()
    moves = False
    crowded = _crowded(reading)
    for track in reading.tracks:
        name = unmarked(track.name)
        if track.why or track.quantity in AXES or name in crowded:
            continue
        values[name] = values.get(name, 0) + len(track.lines)
        known = track.value[np.isfinite(track.value)]
        moves |= _moves(known) or any(map(_moves, _counts(reading.told[track.order])))
        if have_fractions(known).any():
            fractions.add(name)
        counters |= {("epoch", e) for e in track.epoch[np.isfinite(track.epoch)].tolist()}
        counters |= {("step", s) for s in track.step[np.isfinite(track.step)].tolist()}
    often = max(values.values(), default=0)
    unmoved = often >= OFTEN > len(counters) and not moves  # HTTP/1.1 in every line is no curve
    if unmoved or (prose and _share_of_log(reading, head) < MOSTLY_LOG):  # a text for people may quote a training
        return 0.0
    if often >= OFTEN and len(counters) >= OFTEN:
        return CLEAR if prose else CERTAIN
    if often >= 2 and len(counters) >= 2:
        return CLEAR
    if 0 < often < OFTEN and head.path.suffix.lower() in PROSE:
        return 0.0  # a result that people write of
    counted = counters and len(values) > 1
    told = fractions and (counted or any(values[name] >= OFTEN for name in fractions))
    if told or (not often and rows_in(head.text)):
        return DOUBTFUL
    return 0.0 if head.whole else LATE


def _crowded(reading: Reading) -> set[str]:
    """The names of unknown kinds that have few places for their values: a score of each fold is no curve."""
    places: dict[str, list[tuple[object, str, str]]] = defaultdict(list)
    for track in reading.tracks:
        if not track.why and track.quantity is Quantity.OTHER:
            counts = zip(map(str, track.epoch.tolist()), map(str, track.step.tolist()), strict=True)
            places[unmarked(track.name)] += [(track.own_split, *count) for count in counts]
    return {name for name, some in places.items() if 2 * len(set(some)) <= len(some)}


def _measures(reading: Reading) -> bool:
    """Whether anything is told of the model: rates, norms and times alone are the frame of a training."""
    return any(not track.why and track.quantity not in ON_NO_EXAMPLES for track in reading.tracks)


def _moves(values: FloatArray) -> bool:
    return bool((values != values[:1]).any())


def _counts(one: Told) -> Iterator[FloatArray]:
    """The epochs and steps that lines tell themselves."""
    return (found for role in (Role.EPOCH, Role.STEP) if (found := one.counted(role)) is not None)


def _share_of_log(reading: Reading, head: Head) -> float:
    """The share of lines on which something is measured or counted; of a text for people among those that say much."""
    lines = [one.template.lines for one in reading.told if one.metrics or one.counts]
    if not lines:
        return 0.0
    logged = set(np.concatenate(lines).tolist())
    share = len(logged) / len(reading.page)
    if share >= MOSTLY_LOG or head.path.suffix.lower() in CODE:
        return share
    told = {i: reading.page.line(i) for i in range(len(reading.page))}
    in_table = any(OF_TABLE.match(line) for line in told.values())  # of tables who reads pages knows more
    printed = sum(not (in_table and told[i].lstrip().startswith("|")) for i in logged)
    said = sum(len(WORD.findall(line)) >= SENTENCE for i, line in told.items() if i not in logged)
    return printed / (printed + said) if printed >= OFTEN else 0.0


def understood(text: str, progress: Progress = silent) -> Reading:
    """What a text says."""
    return _of_page(_page_of(text, progress), progress)


def _page_of(text: str, progress: Progress) -> Page:
    return page_of(side_by_side(without_result_tables(text)), part(progress, 0.0, 0.4))


def _of_page(page: Page, progress: Progress) -> Reading:
    return read_page(page, templates_of(page, part(progress, 0.4, 0.8)))


def _understood_before(text: str, judged: Head) -> Reading | None:
    """What a text says, as it was understood when the file was judged; None where that was not all of it."""
    told: tuple[str, Reading] | None = judged.understood.pop(NAME, None)  # for one alone, which adds to it
    return told[1] if told is not None and told[0] == text else None


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run for each training that was printed: an epoch counter that starts again begins another."""
    judged = head_of(path)
    quotes = is_source(judged)
    notices = [Notice(say("This is a program; what it quotes of a log, or keeps as lists, is read."))] if quotes else []
    reading, kept = _reading_of(path, judged, progress, quotes=quotes)
    if kept and not quotes:
        notices.append(Notice(say("This is a text for people; the log that it holds is read.")))
    reading.notices.extend(notices)
    listed, recorded = _listed(path, text_of(path, silent), notices) if _may_be_listed(reading) else ((), False)
    told = [len(track.lines) for track in reading.tracks if not track.why and track.quantity.is_progress]
    if (
        not (quotes and recorded)  # each list of records is told whole, and the same once
        and max(told, default=0) > 1
        and max((len(s.value) for run in listed for s in run.series), default=0) <= max(told)
    ):
        listed = ()
    return listed or _runs_of(path, reading, progress)


def _reading_of(path: Path, judged: Head, progress: Progress, *, quotes: bool) -> tuple[Reading, bool]:
    """(what a log tells, or what a program or a text for people holds of one, whether it is only that)."""
    loading, understanding = part(progress, 0.0, 0.3), part(progress, 0.3, 0.8)
    text = text_of(path, loading)
    if not quotes and path.suffix.lower() not in PROSE:
        before = _understood_before(text, judged)
        if before is not None:
            return before, False
        page = _page_of(text, understanding)
        del text  # the page has its bytes
        return _of_page(page, understanding), False
    head = Head(path, text.encode())
    said = quoted_in(text) if quotes else text
    reading = _understood_before(said, judged) or understood(said, understanding)
    kept = "" if quotes and _is_quoted(reading, head) else _kept(text, path)
    if not kept:
        return reading, quotes
    apart = understood(kept)
    if not quotes and _told(reading, head) and _values(apart) < _values(reading):
        return reading, False  # what stands apart is not all
    return apart, True


def _values(reading: Reading) -> int:
    """How many values of losses, accuracies and the like are told."""
    return sum(len(track.lines) for track in reading.tracks if not track.why and track.quantity.is_progress)


def _runs_of(path: Path, reading: Reading, progress: Progress) -> tuple[Run, ...]:
    reading.tracks[:] = without_things_beside(reading)
    if not _measures(reading):
        raise UnreadableLog(path, say("No metric with a number is found in the lines of this text."))
    if (at := told_once(reading)) is not None:
        told = say("This text tells one value of each metric, and no epoch: a result, not its history.")
        if at:
            told = say(
                "This text tells one value of each metric, at epoch {epoch}: a result, not its history.",
                epoch=Number(f"{at:g}"),
            )
        raise UnreadableLog(path, told)
    if tells_an_evaluation(reading):
        told = say("This text tells the episodes of the evaluation of a finished model, not the history of a training.")
        raise UnreadableLog(path, told, advice=INSTEAD)
    if label := results_of_several(reading):
        told = say(
            "This text tells several results, each with a name or settings of its own (“{label}”), not the history of "
            "one training.",
            label=label if len(label) <= LONGEST_SHOWN else f"{label[:LONGEST_SHOWN]}…",
        )
        raise UnreadableLog(path, told, advice=INSTEAD)
    trainings = trainings_of(reading)
    several = [several_trainings(len(trainings))]
    runs = []
    for i, tracks in enumerate(trainings, start=1):
        name = run_name(path) if len(trainings) == 1 else f"{run_name(path)} part {i}"
        progress(0.8 + 0.2 * (i - 1) / len(trainings), "putting the run together")
        run = run_of_tracks(name, path, NAME, reading, tracks, several if len(trainings) > 1 else [])
        if run is not None:
            runs.append(run)
    if not runs:
        raise UnreadableLog(path, say("No metric with a number is found in the lines of this text."))
    progress(1.0, "read")
    return tuple(runs)


class Following:
    """Reads a text that grows: what was read before is not cut into lines and numbers again."""

    def __init__(self) -> None:
        self._place = START
        self._maker = PageMaker(keeps=True)

    def read(self, path: Path, progress: Progress) -> tuple[Run, ...] | None:
        """The runs as `read` finds them; None where the text has to be read from its start."""
        new = grown(path, self._place)
        if new is None:
            return None
        self._maker.add(new.whole, part(progress, 0.0, 0.4))
        self._place = new.place
        page = self._maker.page(new.torn)
        reading = read_page(page, templates_of(page, part(progress, 0.4, 0.8)))
        return _runs_of(path, reading, progress) if _tells_curves(reading) else None


def _tells_curves(reading: Reading) -> bool:
    """Whether lines tell a loss, an accuracy or the like more than once."""
    return any(len(track.lines) > 1 and not track.why and track.quantity.is_progress for track in reading.tracks)


def _may_be_listed(reading: Reading) -> bool:
    """Whether so few lines tell metrics that lists in them may hold more values than there are lines."""
    return all(len(t.lines) < LONG or t.why or not t.quantity.is_progress for t in reading.tracks)


def _listed(path: Path, text: str, notices: list[Notice]) -> tuple[tuple[Run, ...], bool]:
    """(a run for each training whose metrics are printed as lists, whether lists of records are among them)."""
    records = records_in(text)
    trainings = rows_in(text, records)
    counted = say("The metrics are printed as lists; their values are counted from 0.")
    placed = say("The metrics are printed as lists.")
    runs = []
    for i, (label, rows) in enumerate(trainings, start=1):
        name = run_name(path) if len(trainings) == 1 else f"{run_name(path)} {label or f'part {i}'}"
        told = counted if rows.epoch is None and rows.step is None else placed
        runs.append(run_of(name, path, NAME, rows, notices=[*notices, Notice(told)]))
    return tuple(run for run in runs if run is not None), bool(records)
