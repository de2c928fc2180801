"""What a cold triage of made runs spends its time on: milliseconds of processor time a run, part by part.

    python tests/benchmarks/triage_parts.py [RUNS] [--seed N] [--rounds N]

Makes RUNS logs (300) as `triage.py` does and looks at all of them in this one process, without a cache, ROUNDS times
(5); prints of each part the least and the median of the rounds. Parts lie in one another as they are indented; what is
not in any is what is around them.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from functools import wraps
from pathlib import Path
from types import ModuleType

from triage import make

from lossacc_gui import use_case
from lossacc_gui.model.request import Request
from lossacc_gui.readers import registry
from lossacc_gui.triage import summary, triage, workers

PARTS: tuple[tuple[ModuleType, str, str], ...] = (
    (registry, "judged", "judging what each file is"),
    (use_case, "logs_of", "finding the logs among them"),
    (workers, "look_at", "looking at each log"),
    (use_case, "_read", "  reading"),
    (use_case, "analyze_run", "  analysis"),
    (use_case, "course_of", "    course"),
    (use_case, "detect", "    detection"),
    (use_case, "keep_of", "    what to keep"),
    (use_case, "explain", "    facts, belief, verdict"),
    (summary, "row_of", "  row"),
    (workers, "content_of", "  digest of the content"),
)

spent: dict[str, float] = defaultdict(float)


def timed(module: ModuleType, name: str, part: str) -> None:
    """Let a function of a module add what it takes to a part."""
    function = getattr(module, name)

    @wraps(function)
    def measured(*args: object, **named: object) -> object:
        start = time.process_time()
        try:
            return function(*args, **named)
        finally:
            spent[part] += time.process_time() - start

    setattr(module, name, measured)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="?", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    for one in PARTS:
        timed(*one)
    # as a process of a triage does it: nobody watches there, so that no log is read in a thread of its own
    setattr(triage, "done", lambda request, task, _: workers.done(request, task))  # noqa: B010
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make(folder, args.runs, args.seed)
        rounds: list[dict[str, float]] = []
        for _ in range(args.rounds + 1):  # the first one imports, too
            spent.clear()
            start = time.process_time()
            found = list(triage.Triage([folder], Request(), jobs=1).results())
            assert len(found) == args.runs
            rounds.append({"all": time.process_time() - start, **spent})
    for part in ("all", *(part for _, _, part in PARTS)):
        times = [1e3 * one[part] / args.runs for one in rounds[1:]]
        print(f"{part:32} {min(times):7.2f} ms {statistics.median(times):7.2f} ms")


if __name__ == "__main__":
    main()
