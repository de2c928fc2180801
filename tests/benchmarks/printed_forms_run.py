"""Reads texts of random forms (tests/printed_forms) and prints how many were read right, and what was wrong with the others.

    PYTHONPATH=. python tests/benchmarks/printed_forms_run.py SEED N [FOLDER]

A seed stands for N texts that no other seed has; what it gives when it is used for the first time is the figure of a
first contact. Texts that were not read right are written into FOLDER.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from printed_forms.form import form_of
from printed_forms.found import RIGHT, outcome

A_SEED = 1_000_000  # texts of a seed


def main(seed: int, n: int, kept: Path | None) -> None:
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


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
