"""Reads every log of the collection beside the checkout and prints kind x opened / refused / wrong.

    python tests/benchmarks/corpus_table.py [CORPUS] [--verbose]

Every file is read alone, and its points are held against MANIFEST.csv: each column that the manifest counts has as many
points in the series of that name, and a table has as many points as rows. Points that a notice says were replaced,
repeated or left out are not missed. A log "fell" where something else than UnreadableLog was raised.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import silent
from lossacc_gui.model.run import Run
from lossacc_gui.readers.event_file import read_tags
from lossacc_gui.readers.registry import read

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
COUNTED = re.compile(r"^(.*)\((\d+)\)$")
EXCUSED = ("came again", "replaced", "left out", "started again", "trainings", "repeated", "beside it")
REFUSED_RIGHTLY = ("no scalars", "no complete row", "a table of runs", "one value a metric", "have no names")
UNCOUNTED = {"epoch", "train/epoch", "epochs", "step", "iter", "iteration", "unnamed: 0", "wall time", "values"}


def main() -> None:
    """Print the table; with --verbose every log that is not as the manifest says."""
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    corpus = Path(arguments[0]) if arguments else CORPUS
    table: dict[str, Counter[str]] = defaultdict(Counter)
    doubts: list[str] = []
    start = time.perf_counter()
    with (corpus / "MANIFEST.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            outcome, text = judged(corpus / row["local_path"], row)
            table[row["kind"]][outcome] += 1
            table[row["kind"]]["files"] += 1
            if outcome in ("refused", "doubtful", "fell"):
                doubts.append(f"{outcome:9}{row['local_path']}: {text}")
    names = ("files", "opened", "doubtful", "refused rightly", "refused", "fell")
    print(f"{'kind':24}" + "".join(f"{name:>17}" for name in names))
    for kind, counts in sorted(table.items()):
        print(f"{kind:24}" + "".join(f"{counts[name]:17}" for name in names))
    total = sum(table.values(), Counter())
    print(f"{'all':24}" + "".join(f"{total[name]:17}" for name in names) + f"   {time.perf_counter() - start:.1f} s")
    if "--verbose" in sys.argv:
        print("\n".join(doubts))


def judged(path: Path, row: dict[str, str]) -> tuple[str, str]:
    """(outcome, why) of one log."""
    try:
        runs = read(path)
    except UnreadableLog as error:
        rightly = any(word in error.reason for word in REFUSED_RIGHTLY)
        return ("refused rightly" if rightly else "refused"), error.sentence
    except Exception as error:  # noqa: BLE001 - what falls is what this looks for
        return "fell", repr(error)
    missing = missed(runs, row, distinct_steps(path) if "tfevents" in path.name else {})
    return ("doubtful", "; ".join(missing)) if missing else ("opened", "")


def distinct_steps(path: Path) -> dict[str, dict[int, int]]:
    """{tag: {values in the event file: distinct steps among them}}."""
    tags, _ = read_tags(path, silent)
    return {tag.name: {len(tag.step): len(set(tag.step.tolist()))} for tag in tags}


def missed(runs: tuple[Run, ...], row: dict[str, str], distinct: dict[str, dict[int, int]]) -> list[str]:
    """What the manifest counts and the runs do not have."""
    if any(word in notice.text for run in runs for notice in run.notices for word in EXCUSED):
        return []
    points: dict[str, set[int]] = defaultdict(set)
    for run in runs:
        splits: Counter[str] = Counter()
        for series in run.series:
            points[series.metric].add(len(series.step))
            splits[series.metric] += len(series.step)
        for name, count in splits.items():
            points[name].add(count)
    settings = {name for run in runs for name, _ in run.settings}
    longest = sum(max(len(s.step) for s in run.series) for run in runs)
    counted = [match for match in map(COUNTED.match, row["columns_or_tags"].split("; ")) if match is not None]
    if counted and all(match[1].isdecimal() for match in counted):  # keys are epochs, and metrics the entries of each
        return [] if longest >= len(counted) and len(points) == int(counted[0][2]) else ["epochs are not the keys"]
    wrong = []
    for column in row["columns_or_tags"].split("; "):
        match = COUNTED.match(column.strip())
        if match is None or match[1].lower() in UNCOUNTED:
            continue
        name, count = match[1].split("/")[-1] if row["kind"].startswith("02") else match[1], int(match[2])
        if name in points and count in distinct.get(name, {}) and distinct[name][count] in points[name]:
            continue  # the manifest counts a step as often as it was logged, a series has it once
        if name in points and count not in points[name]:
            wrong.append(f"{name} has {sorted(points[name])} points, not {count}")
        elif name not in points and name not in settings and not row["kind"].startswith("12"):
            wrong.append(f"{name} is missing")
    if row["kind"][:2] in ("01", "04", "05", "06", "09") and row["rows"].isdigit() and longest > int(row["rows"]):
        wrong.append(f"{longest} points in {row['rows']} rows")
    if row["kind"][:2] in ("01", "04", "06") and row["rows"].isdigit() and longest != int(row["rows"]):
        wrong.append(f"{longest} points, not {row['rows']} as there are rows")
    return wrong


if __name__ == "__main__":
    main()
