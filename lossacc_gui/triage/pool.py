"""Work in several processes, of which any may end at any moment: what it was at is tried again, and told if lost."""

from __future__ import annotations

import os
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from lossacc_gui.language import say
from lossacc_gui.model.errors import LossaccError

if TYPE_CHECKING:  # a triage that knows all runs starts no process: it can do without the half of a tenth of a second
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Task = TypeVar("Task")
Result = TypeVar("Result")
Work = Callable[[Task], Result]

READY = "ready"
AHEAD = 4  # tasks that a process has at least, so that it need not wait for the next one
HELD = 0.05  # seconds that a result waits for others to share its message: fewer messages, and nobody sees it
LATEST = 0.25  # seconds after which it is sent whatever is done meanwhile
STARTS = 3  # processes that may end in a row before they have begun
TICK = 0.1  # seconds between two calls of the tick while nothing comes


@dataclass(frozen=True, slots=True)
class Lost(Generic[Task]):
    """A task during which its process ended twice, once with no other at hand; `code` as multiprocessing tells it."""

    task: Task
    code: int | None


@dataclass(eq=False, slots=True)
class _Worker(Generic[Task]):
    process: BaseProcess
    pipe: Connection
    ready: bool = False
    tasks: deque[Task] = field(default_factory=deque)
    ahead: int = AHEAD


def usable_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool(Generic[Task, Result]):
    """Processes that do `prepare()(task)`. Tasks are told apart by hash, so each is to be given once.

    `prepare` and the tasks are pickled, so are results; an exception that the work raises is raised here.
    """

    def __init__(self, prepare: Callable[[], Work[Task, Result]], jobs: int) -> None:
        """Starts nothing yet; `jobs` is the largest number of processes."""
        self._prepare = prepare
        self._jobs = jobs
        self._workers: list[_Worker[Task]] = []
        self._failed_starts = 0

    def __enter__(self) -> Pool[Task, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def each(self, tasks: Iterable[Task], tick: Callable[[], None]) -> Iterator[tuple[Task, Result | Lost[Task]]]:
        """The tasks with their results as they come; `tick` is called often and may raise to stop."""
        from multiprocessing.connection import wait

        waiting = deque(tasks)
        suspects: set[Task] = set()  # what processes had when they ended
        while waiting or any(worker.tasks for worker in self._workers):
            self._hand_out(waiting, suspects)
            for pipe in wait([worker.pipe for worker in self._workers], TICK):
                worker = next(one for one in self._workers if one.pipe is pipe)
                try:
                    answers = worker.pipe.recv()
                except (EOFError, OSError):
                    yield from self._ended(worker, waiting, suspects)
                    continue
                if answers == READY:
                    worker.ready, self._failed_starts = True, 0
                    continue
                worker.ahead = max(AHEAD, 2 * len(answers))
                done = [worker.tasks.popleft() for _ in answers]
                self._hand_out(waiting, suspects)
                for task, answer in zip(done, answers, strict=True):
                    error, result = pickle.loads(answer)
                    if error is not None:
                        raise error
                    yield task, result
            tick()

    def close(self) -> None:
        """End the processes and wait for them."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers.clear()

    def _hand_out(self, waiting: deque[Task], suspects: set[Task]) -> None:
        while waiting and len(self._workers) < min(self._jobs, len(waiting) + len(self._workers)):
            self._start()
        for worker in self._workers:
            # Towards the end each gets one at a time, so that no process has to wait for another one's last tasks.
            share = min(worker.ahead, max(1, len(waiting) // (2 * len(self._workers))))
            more: list[Task] = []
            while waiting and len(worker.tasks) < share:
                if worker.tasks and not suspects.isdisjoint((worker.tasks[0], waiting[0])):
                    break  # alone, so that it is plain what ends a process
                more.append(waiting.popleft())
                worker.tasks.append(more[-1])
            if more:
                with suppress(OSError):  # it has ended: the next look at its pipe tells
                    worker.pipe.send(more)

    def _start(self) -> None:
        from multiprocessing import get_context

        context = get_context("spawn")  # a fork would take the window's threads for its own
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there,), daemon=True)
        process.start()
        there.close()  # so that its end is seen here as the end of the pipe
        self._workers.append(_Worker(process, here))
        with suppress(OSError):  # it has ended: the next look at its pipe tells
            here.send(self._prepare)  # not with the start, which waits for ever on a process that ends before it reads

    def _ended(
        self, worker: _Worker[Task], waiting: deque[Task], suspects: set[Task]
    ) -> Iterator[tuple[Task, Lost[Task]]]:
        """Take a process that has ended out; what it had is tried once more, one after the other."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        left = worker.tasks
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= STARTS:
                raise LossaccError(
                    say(
                        "No process could be started for the analysis (code {exitcode}).",
                        exitcode=worker.process.exitcode,
                    )
                )
        elif left and left[0] in suspects:
            yield left[0], Lost(left[0], worker.process.exitcode)
            return
        else:
            suspects.update(left)
        waiting.extendleft(reversed(left))


def _serve(pipe: Connection) -> None:
    """What a process does: get ready, then one task after the other, until its pipe is closed."""
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is told to all; whoever started us ends us
    try:
        work = pipe.recv()()
        gc.collect()
        gc.freeze()  # what is there by now stays
        pipe.send(READY)
        answers = _Answers(pipe)
        while True:
            if not pipe.poll():
                answers.send()
            for task in pipe.recv():
                try:
                    answer: tuple[Exception | None, object] = (None, work(task))
                except Exception as error:  # noqa: BLE001 - it is raised where somebody can tell it
                    answer = (error, None)
                answers.add(answer)
    except (EOFError, OSError):
        return  # nobody wants it any more


class _Answers:
    """Answers on their way back, several in a message, and none much later than LATEST."""

    def __init__(self, pipe: Connection) -> None:
        from threading import Event, Lock, Thread

        self._pipe = pipe
        self._pickled: list[bytes] = []
        self._since = 0.0
        self._lock = Lock()
        self._some = Event()
        Thread(target=self._send_in_time, daemon=True).start()

    def add(self, answer: tuple[Exception | None, object]) -> None:
        pickled = pickle.dumps(answer)  # here, where what fails ends the process
        now = time.monotonic()
        with self._lock:
            if not self._pickled:
                self._since = now
            self._pickled.append(pickled)
            self._some.set()
        if now - self._since >= HELD:
            self.send()

    def send(self) -> None:
        with self._lock:  # also while it is sent: one message after the other
            if self._pickled:
                self._pipe.send(self._pickled)
                self._pickled = []

    def _send_in_time(self) -> None:
        """While a long task is done, what was ready before it is sent; seldom, as each look takes the work its turn,
        and never while there is nothing.
        """
        with suppress(OSError):  # nobody wants it any more
            while True:
                self._some.wait()
                time.sleep(LATEST)
                self._some.clear()
                self.send()
