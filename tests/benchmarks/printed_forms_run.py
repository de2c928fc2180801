"""Reads texts of random forms (tests/printed_forms), and prints how many were read right and what was wrong.

    PYTHONPATH=. python tests/benchmarks/printed_forms_run.py SEED N [FOLDER]
    PYTHONPATH=. python tests/benchmarks/printed_forms_run.py SEED N --damaged

A seed stands for texts that no other seed has; what it gives when it is used for the first time is the figure of a
first contact. Texts that were not read right are written into FOLDER. Damaged ones must be read, or refused in a
sentence, within SLOWEST seconds of the processor; those that are not are printed by number.
"""

from __future__ import annotations

import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from printed_forms.damage import damaged
from printed_forms.form import form_of
from printed_forms.found import RIGHT, outcome

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.registry import read

A_SEED = 1_000_000  # texts of a seed
SLOWEST = 5.0


def whole(seed: int, n: int, kept: Path | None) -> None:
    count: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for i in range(n):
            form = form_of(seed * A_SEED + i)
            result, why = outcome(form, Path(folder))
            count[result] += 1
            if result == RIGHT:
                continue
            print(f"{i} {result}: {why[:300]}\n    {form.made}")
            if kept is not None:
                kept.mkdir(parents=True, exist_ok=True)
                (kept / f"{seed}_{i}.log").write_text(form.text, encoding="utf-8")
    print(", ".join(f"{result} {many} of {n} ({100 * many / n:.1f} %)" for result, many in sorted(count.items())))


def broken(seed: int, n: int) -> None:
    count: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "train.log")
        for i in range(n):
            random = Random(seed * A_SEED + i)
            path.write_text(damaged(form_of(seed * A_SEED + i // 8).text, random), encoding="utf-8")
            started = time.process_time()
            try:
                read(path)
                count["read"] += 1
            except UnreadableLog:
                count["refused"] += 1
            except Exception as error:  # noqa: BLE001 - any other is what is looked for
                count["tripped"] += 1
                print(f"{i} {error!r}", flush=True)
            if time.process_time() - started > SLOWEST:
                count["slow"] += 1
                print(f"{i} took {time.process_time() - started:.1f} s", flush=True)
            if not (i + 1) % 1000:
                print(f"{i + 1} texts: {dict(count)}", flush=True)
    print(f"{n} damaged texts: {dict(count)}")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    chosen = sys.argv[3] if len(sys.argv) > 3 else ""
    if chosen == "--damaged":
        broken(int(sys.argv[1]), int(sys.argv[2]))
    else:
        whole(int(sys.argv[1]), int(sys.argv[2]), Path(chosen) if chosen else None)
