"""Work on the machines of a Dask cluster, whose workers may be lost and found again at any moment."""

from __future__ import annotations

import logging
import pickle
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from lossacc_gui import __version__
from lossacc_gui.language import Said, say
from lossacc_gui.model.errors import Cancelled, LossaccError
from lossacc_gui.model.request import Request
from lossacc_gui.triage.pool import TICK, Lost
from lossacc_gui.triage.workers import Answer, Task, done

if TYPE_CHECKING:
    from distributed import Client, Future

NEEDED = say('The package `distributed` is missing, which --scheduler needs: pip install "lossacc[cluster]"')
REACHED = 10  # seconds for a scheduler to answer: one that is there does at once
FETCHED = 30  # seconds for a result that is ready: it has a kilobyte, and where its worker is lost meanwhile none comes
TRIES = 3  # times that a result may be lost with its worker before the task is given up
AHEAD = 256  # tasks that the scheduler is handed at once: enough for a hundred workers, and their results fit memory


class Cluster:
    """The workers of a Dask scheduler, with the interface of a Pool.

    They see the logs at the same paths as this machine, and have the same version of lossacc. What a worker was at
    when it was lost, the scheduler gives to another one; a task that ends worker after worker, also when it is tried
    alone, is lost.
    """

    def __init__(self, address: str, request: Request) -> None:
        """Connects to nothing yet; `address` as Dask takes it: tcp://host:8786, or tls://, or a bare host:8786."""
        self._address = address
        self._request = request
        self._client: Client | None = None
        self._left = ExitStack()

    def __enter__(self) -> Cluster:
        """LossaccError where the package is missing, or no scheduler answers."""
        try:
            from distributed import Client
        except ImportError as error:
            raise LossaccError(NEEDED) from error
        with ExitStack() as muted:
            muted.enter_context(_muted())
            try:
                self._client = Client(self._address, timeout=REACHED, set_as_default=False, name="lossacc")
            except Exception as error:
                raise LossaccError(
                    say(
                        "No Dask scheduler could be reached at {address}: {error}. `dask scheduler` starts one and "
                        "says its address.",
                        address=self._address,
                        error=_reason(error),
                    )
                ) from error
            self._left = muted.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            with suppress(Exception):  # the scheduler may be gone, and everything that it had
                self._client.close(timeout=TICK * 10)
            self._client = None
        self._left.close()

    def each(self, tasks: Iterable[Task], tick: Callable[[], None]) -> Iterator[tuple[Task, Answer | Lost[Task]]]:
        """The tasks with their results as they come; `tick` is called often and may raise to stop.

        LossaccError where the scheduler is lost, or a worker cannot do the work.
        """
        assert self._client is not None
        waiting = deque(tasks)
        if not waiting:
            return
        # A task itself, so that it is made again where the worker that holds it is lost
        request = self._submitted(pickle.loads, pickle.dumps(self._request))
        ready: SimpleQueue[Future] = SimpleQueue()
        under_way: dict[Future, Task] = {}
        lost: Counter[Task] = Counter()
        suspects: deque[Task] = deque()
        alone: set[Task] = set()
        try:
            while waiting or under_way or suspects:
                if not waiting and not under_way:  # alone, so that what ends its worker takes no other task with it
                    waiting.append(suspects.popleft())
                while waiting and len(under_way) < AHEAD:
                    future = self._submitted(answered, request, waiting[0])
                    under_way[future] = waiting.popleft()
                    future.add_done_callback(ready.put)
                tick()
                with suppress(Empty):
                    future = ready.get(timeout=TICK)
                    task = under_way.pop(future)
                    answer = self._answer(future, task, tick)
                    lost[task] += answer is None
                    if answer is None and lost[task] < TRIES:
                        waiting.append(task)
                    elif isinstance(answer, Lost) and task not in alone:
                        alone.add(task)
                        suspects.append(task)
                    else:
                        yield task, Lost(task, None) if answer is None else answer
                if self._client.status != "running":
                    raise LossaccError(self._gone())
        finally:
            with suppress(Exception):
                self._client.cancel([request, *under_way], force=True)

    def _submitted(self, work: Callable[..., object], *arguments: object) -> Future:
        assert self._client is not None
        try:
            return self._client.submit(work, *arguments, pure=False)
        except Exception as error:
            raise LossaccError(self._gone()) from error

    def _answer(self, future: Future, task: Task, tick: Callable[[], None]) -> Answer | Lost[Task] | None:
        """What came of a task; None where the worker that had it was lost after all."""
        from distributed import CancelledError, KilledWorker

        try:
            result = _fetched(future, tick)
        except KilledWorker:
            return Lost(task, None)
        except CancelledError as error:
            raise LossaccError(self._gone()) from error
        except (LossaccError, Cancelled):
            raise
        except Exception as error:
            assert self._client is not None
            if self._client.status != "running":
                raise LossaccError(self._gone()) from error
            raise LossaccError(
                say(
                    "A worker of {address} could not do its work: {error}.", address=self._address, error=_reason(error)
                )
            ) from error
        if result is None:
            return None
        version, answer = result
        if version != __version__:
            raise LossaccError(
                say(
                    "A worker of {address} has lossacc {version} and this is {own}: they would not find the same.",
                    address=self._address,
                    version=version,
                    own=__version__,
                )
            )
        found: Answer = answer
        return found

    def _gone(self) -> Said:
        return say(
            "The Dask scheduler at {address} was lost. What the cache has by now is not read again.",
            address=self._address,
        )


def _fetched(future: Future, tick: Callable[[], None]) -> tuple[str, Any] | None:
    """What a worker gave back; None where it does not come. Whatever the work raised, a TimeoutError as well."""
    for _ in range(int(FETCHED / TICK)):
        try:
            found: tuple[str, Any] = future.result(timeout=TICK)
        except TimeoutError:
            if future.status == "error":  # the work itself ran out of time
                raise
            tick()
        else:
            return found
    return None


def answered(request: Request, task: Task) -> tuple[str, Answer]:
    """A task done by a worker, with the version that did it."""
    return __version__, done(request, task)


@contextmanager
def _muted() -> Iterator[None]:
    """Dask's own messages held back: what matters of them is told as an error."""
    logger = logging.getLogger("distributed")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _reason(error: BaseException) -> str:
    """What an error of Dask says, without what it says of its insides."""
    first: Any = error.__cause__ if isinstance(error.__cause__, ImportError) else error
    text = next(iter(str(first).strip().splitlines()), "") or type(error).__name__
    return text.rstrip(".")
