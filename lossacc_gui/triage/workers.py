"""What a process of a triage does: judge whether files are logs, read and analyse a log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lossacc_gui.model.errors import Cancelled, LossaccError, TableOfRuns, UnreadableLog
from lossacc_gui.model.progress import Progress, silent
from lossacc_gui.model.request import Request
from lossacc_gui.triage.places import Stamp, content_of, stamp_of
from lossacc_gui.triage.row import Failure, Row

if TYPE_CHECKING:  # a triage that knows all runs reads no log: it can do without the fifth of a second
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.run import Run
    from lossacc_gui.readers.searching import Judgement

CHANGED = "The log changed while it was read: look again."


@dataclass(frozen=True, slots=True)
class Judging:
    """Files of which is to be told what they are."""

    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A log that is to be read and analysed; `source` is what a person calls it.

    While it has the stamp `judged`, the `reader` of that name is known to be the one to read it.
    """

    log: Path
    source: str
    reader: str = ""
    judged: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a log came to: its rows and failures, the files that had a say, their content, whether it held still."""

    found: tuple[Row | Failure, ...]
    files: tuple[str, ...] = ()
    content: str = ""
    still: bool = True


Task = Judging | Reading
Answer: TypeAlias = "tuple[Judgement, ...] | Look"


def worker(request: Request) -> Callable[[Task], Answer]:
    """What does the tasks, for a process of its own, which takes the time to get ready here."""
    import lossacc_gui.readers.registry
    import lossacc_gui.triage.summary
    import lossacc_gui.use_case  # noqa: F401

    return partial(done, request)


def done(request: Request, task: Task, progress: Progress = silent) -> Answer:
    """A task done."""
    from lossacc_gui.readers.registry import judged

    if isinstance(task, Judging):
        return tuple(map(judged, task.files))
    return look_at(task, request, progress)


def look_at(task: Reading, request: Request, progress: Progress = silent) -> Look:
    """Read and analyse a log; what fails is told in the place of a row."""
    from lossacc_gui.readers.registry import read
    from lossacc_gui.use_case import analyze_log, evidence_file

    before = _stamp(task.log)
    read_log = partial(read, reader=task.reader) if task.reader and before == task.judged else read
    found: list[Row | Failure] = []
    evidence = evidence_file(task.log, request)
    files = {str(task.log)} | ({str(evidence)} if evidence is not None else set())
    for result in analyze_log(task.log, request, progress, read_log):
        if isinstance(result, TableOfRuns):
            found.extend(_row_of(run, request, task) for run in result.runs)
            continue
        if isinstance(result, UnreadableLog):
            found.append(failure_of(result, task))
            continue
        files.update(str(path) for path in result.run.files)
        found.append(_row_of(result, request, task))
    still = _stamp(task.log) == before
    if not still:
        found = list(_told(found))
    own = {name for name in files if Path(name).is_file()}
    return Look(tuple(found), tuple(sorted(own)), content_of(own), still)


def _row_of(one: Analysis | Run, request: Request, task: Reading) -> Row | Failure:
    """The row of a run; an exception that nobody expected is a failure of this log."""
    from lossacc_gui.model.run import Run
    from lossacc_gui.triage.summary import row_of
    from lossacc_gui.troubles import trouble_with
    from lossacc_gui.use_case import analyze_run

    try:
        return row_of(analyze_run(one, request) if isinstance(one, Run) else one, task.source)
    except (LossaccError, Cancelled):
        raise
    except Exception as error:  # noqa: BLE001 - one log never takes others down
        return failure_of(trouble_with(task.log, error), task)


def failure_of(error: UnreadableLog, task: Reading | None = None) -> Failure:
    """An error as a triage keeps it."""
    source = task.source if task is not None and error.path == task.log else str(error.path)
    return Failure(source, error.sentence, error.line)


def _told(found: list[Row | Failure]) -> Iterator[Row | Failure]:
    for one in found:
        yield replace(one, notices=(CHANGED, *one.notices)) if isinstance(one, Row) else one


def _stamp(path: Path) -> Stamp | None:
    try:
        return stamp_of(path.stat())
    except OSError:
        return None
