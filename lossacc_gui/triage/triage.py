"""The use case: paths in, a row for every run under them out, read by several processes and kept for the next look."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lossacc_gui.explain.knowledge import with_causes
from lossacc_gui.language import joined, say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.request import Request
from lossacc_gui.triage.cache import Cache, Entry
from lossacc_gui.triage.cluster import Cluster
from lossacc_gui.triage.kept import found_in, judgement, kept, kept_judgement, kept_search, searched
from lossacc_gui.triage.places import Neighbours, Places, called_as, content_of, digest_of, digests_of, seen_from
from lossacc_gui.triage.pool import Lost, Pool, usable_cores
from lossacc_gui.triage.row import Failure, Row
from lossacc_gui.triage.version import asked, program
from lossacc_gui.triage.workers import Answer, Judging, Look, Reading, Task, done, failure_of, look_at, worker

if TYPE_CHECKING:
    from lossacc_gui.readers.searching import Judgement

FEW = 24  # logs that are done here: two processes take as long to start as this many take
JUDGED_AT_ONCE = 32  # files: some 40 ms of work
KEPT_AT_ONCE = 200  # entries: what a program that is ended may lose
SEARCHING = 0.1  # of the whole work

Crew: TypeAlias = "Pool[Task, Answer] | Cluster"


@dataclass(slots=True)
class Triage:
    """One look at everything under some paths.

    jobs   processes at most, 0 for one a core
    since  logs whose files were last changed before this time (seconds since 1970) are passed over
    scheduler  the address of a Dask scheduler whose workers do the work, in place of processes here; empty for none
    After `results`, `read` counts the logs that were read, `kept` those that were known, `older` those passed over for
    their age; `others` are the files that belong to no log.
    """

    paths: Sequence[Path]
    request: Request
    cache: Cache | None = None
    jobs: int = 0
    since: float | None = None
    progress: Progress = silent
    scheduler: str = ""
    read: int = 0
    kept: int = 0
    older: int = 0
    others: tuple[str, ...] = ()
    _files: set[str] = field(default_factory=set, init=False)
    _readers: dict[str, str] = field(default_factory=dict, init=False)
    _version: str = field(default="", init=False)
    _told: tuple[float, str] = field(default=(0.0, "looking for logs"), init=False)

    def results(self) -> Iterator[Row | Failure]:
        """A row for each run and a failure for each log that could not be read, in the order in which they are ready.

        Raises BadOption and BadKnowledge as `analyze_all` does, LossaccError where a scheduler is not there or gone,
        and whatever `progress` raises to cancel.
        """
        self.request, errors = with_causes(self.request)
        if errors:
            raise errors[0]
        self.progress(0.0, "looking for logs")
        self._version = program()
        places = Places.under(self.paths)
        with self._crew() as pool:
            found = self._search(places, pool)
            neighbours = Neighbours.of(places, found)
            logs: list[Path] = []
            for log in found:
                self._files.add(str(log.path if isinstance(log, UnreadableLog) else log))
                if self._is_old(log.path if isinstance(log, UnreadableLog) else log, places):
                    self.older += 1
                elif isinstance(log, UnreadableLog):
                    yield from self._refused(log)
                else:
                    logs.append(log)
            tasks: dict[Reading, str] = {}
            for log, entry, stamp in self._known(logs, neighbours):
                if entry is None:
                    name = str(log)
                    tasks[Reading(log, name, self._readers.get(name, ""), places.stamps.get(name))] = stamp
                else:
                    self.kept += 1
                    yield from entry
            yield from self._look(tasks, pool, neighbours, len(logs))
        self.others = tuple(sorted(name for name in places.stamps if not self._belongs(name)))
        self.progress(1.0, "done")

    def _refused(self, error: UnreadableLog) -> tuple[Row | Failure, ...]:
        """What a file comes to that no reader takes: more is said once its numbers are looked at, as `analyze` does."""
        if not error.path.is_file():
            return (failure_of(error),)
        return look_at(Reading(error.path, str(error.path)), self.request).found

    def _crew(self) -> Crew:
        if self.scheduler:
            return Cluster(self.scheduler, self.request)
        return Pool(partial(worker, self.request), self.jobs or usable_cores())

    def _belongs(self, name: str) -> bool:
        """Whether a file, or a folder that it is in, is a log, a part of one, or was complained of."""
        return name in self._files or any(str(folder) in self._files for folder in Path(name).parents)

    # Which logs there are

    def _search(self, places: Places, pool: Crew) -> list[Path | UnreadableLog]:
        key = digest_of([self._version, str(self.request.evidence), *map(str, self.paths)])
        stamp = places.digest()
        if self.cache is not None:
            known = searched(self.cache.search(key, stamp))
            if known is not None:
                return known
        from lossacc_gui.use_case import logs_of

        files: dict[str, Judgement] = {}
        more = self._judged(places, pool, files)
        found = logs_of(list(self.paths), self.request, partial(_once_known, files, more))
        deque(more, 0)  # what is nowhere asked for
        if self.cache is not None:
            self.cache.keep_search(key, stamp, [kept_search(one) for one in found], int(time.time()))
        return found

    def _judged(self, places: Places, pool: Crew, known: dict[str, Judgement]) -> Iterator[bool]:
        """Add to `known` what each file is: first as the cache knows, then at each turn what the processes say of some.

        They are asked in the order of the search, which goes on meanwhile.
        """
        names = sorted(places.stamps)
        keys = dict(zip(names, digests_of(self._version, names), strict=True))
        if self.cache is not None:
            told = self.cache.judgements(list(keys.values()))
            for name, key in keys.items():
                kept = judgement(told[key][1]) if key in told else None
                if kept is not None and told[key][0] == repr(places.stamps[name]):
                    known[name] = kept
        files = [Path(name) for name in names if name not in known]
        tasks: list[Task] = [
            Judging(tuple(files[at : at + JUDGED_AT_ONCE])) for at in range(0, len(files), JUDGED_AT_ONCE)
        ]
        fresh: list[tuple[str, str, Any]] = []
        for i, (task, answer) in enumerate(self._answers(tasks, pool, len(files))):
            self._tell(SEARCHING * i / len(tasks), f"looking for logs: {len(known):,} of {len(names):,} files")
            if isinstance(task, Judging) and isinstance(answer, tuple):
                for path, one in zip(task.files, answer, strict=True):
                    known[str(path)] = one
                    self._readers[str(path)] = one.reader
                    if one.lone:
                        fresh.append((keys[str(path)], repr(places.stamps[str(path)]), kept_judgement(one)))
            yield True
        if self.cache is not None:
            self.cache.keep_judgements(fresh, int(time.time()))

    def _is_old(self, log: Path, places: Places) -> bool:
        return self.since is not None and 0.0 < places.newest(str(log)) < self.since

    # What they come to

    def _known(
        self, logs: list[Path], neighbours: Neighbours
    ) -> Iterator[tuple[Path, tuple[Row | Failure, ...] | None, str]]:
        """Each log with what is kept of it, None where it has to be read, and the key of what is kept."""
        wanted, here = digest_of([self._version, asked(self.request)]), os.getcwd()  # noqa: PTH109 - as a text
        whole = [os.path.join(here, log) for log in logs]  # noqa: PTH118 - a tenth of the time
        whole = [os.path.normpath(name) if ".." in name else name for name in whole]
        keys = dict(zip(logs, digests_of(wanted, whole), strict=True))
        entries = {} if self.cache is None else self.cache.entries(list(keys.values()))
        used: list[str] = []
        touched: list[Entry] = []
        for log, key in keys.items():
            entry = entries.get(key)
            results = None if entry is None else found_in(entry.found, str(log))
            if results is None:
                entry = None
            if entry is not None and entry.around == neighbours.around(log):
                files = called_as(str(log), entry.files)
                stamp = neighbours.own(log, files)
                self._files.update(files)
                if stamp == entry.stamp:
                    used.append(key)
                elif entry.content and content_of(files) == entry.content:
                    touched.append(replace(entry, stamp=stamp))
                else:
                    entry = None
            else:
                entry = None
            yield log, None if entry is None else results, key
        if self.cache is not None:
            self.cache.use(used, int(time.time()))
            self.cache.keep(touched, int(time.time()))

    def _look(
        self, tasks: dict[Reading, str], pool: Crew, neighbours: Neighbours, count: int
    ) -> Iterator[Row | Failure]:
        fresh: list[Entry] = []
        try:
            for i, (task, answer) in enumerate(self._answers(list(tasks), pool, len(tasks)), 1):
                assert isinstance(task, Reading)
                self.read += 1
                at = count - len(tasks) + i
                self._tell(SEARCHING + (1 - SEARCHING) * at / count, f"{at:,} of {count:,} logs")
                if isinstance(answer, Lost):
                    yield Failure(task.source, lost(answer.code))
                    continue
                assert isinstance(answer, Look)
                self._files.update(answer.files)
                if answer.still and all(isinstance(one, Row) for one in answer.found):  # what failed may work next time
                    fresh.append(
                        Entry(
                            key=tasks[task],
                            stamp=neighbours.own(task.log, answer.files),
                            around=neighbours.around(task.log),
                            content=answer.content,
                            files=seen_from(str(task.log), answer.files),
                            found=[kept(one) for one in answer.found],
                        )
                    )
                yield from answer.found
                if len(fresh) >= KEPT_AT_ONCE:
                    self._keep(fresh)
        finally:  # what was found before somebody stopped it, or a scheduler was lost, is known the next time
            self._keep(fresh)

    def _answers(self, tasks: Sequence[Task], pool: Crew, count: int) -> Iterator[tuple[Task, Answer | Lost[Task]]]:
        """The tasks with their answers: by the cluster or the processes, or here where there are few."""
        if self.scheduler or (count > FEW and self.jobs != 1):
            yield from pool.each(tasks, lambda: self.progress(*self._told))
            return
        for task in tasks:
            yield task, done(self.request, task, lambda _fraction, _text: self.progress(*self._told))

    def _tell(self, fraction: float, text: str) -> None:
        self._told = (fraction, text)
        self.progress(fraction, text)

    def _keep(self, fresh: list[Entry]) -> None:
        if self.cache is not None:
            self.cache.keep(fresh, int(time.time()))
        fresh.clear()


def _once_known(known: dict[str, Judgement], more: Iterator[bool], path: Path) -> Judgement:
    """What a file is, as soon as that is known; where the processes were not asked, or lost, it is told here."""
    from lossacc_gui.readers.registry import judged

    name = str(path)
    while name not in known and next(more, False):
        pass
    return known[name] if name in known else judged(path)


def lost(code: int | None) -> str:
    """What to tell of a log during which its process ended twice; `code` is negative for a signal of the system."""
    if code is None:  # of workers elsewhere nothing is known
        return say(
            "The workers that read this log were lost, one after the other. Perhaps their memory ran out: try it alone."
        )
    how = say("by signal {number}", number=-code) if code < 0 else say("with code {number}", number=code)
    told = say("The process that read this log was ended twice ({how}).", how=how)
    return joined(" ", (told, say("Perhaps the memory ran out: try it alone."))) if code == -9 else told
