"""Holds every log of the collection beside the checkout against MANIFEST.csv and prints what agrees, kind by kind.

    python tests/benchmarks/corpus_table.py [CORPUS] [--verbose]

Every file is read alone, in an empty copy of its folder. Expected are, without any reader of the program:

points  the counts that the manifest gives; else the filled cells of each column as the csv module finds them, or the
        numbers behind a metric's name in a text. What is missing has to be told by number: the log has exactly as many
        points fewer as its notices say that came again, were replaced or were left out, else it is wrong.
splits  what a name (val_loss, Test accuracy), a folder or the format says; unmarked metrics are of the training.
runs    one, but what the manifest names as several: runs in a table, a chart or a pickle, trainings in a text.

A log is "wrong" where any of the three differ, where it is refused though it has metrics, or where something else than
UnreadableLog was raised.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import silent
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.registry import read

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
TEXTS = ("08_keras_stdout", "08_print_logs", "12_nanogpt")
TABLES = ("01", "05", "06", "08_handmade", "09", "10")
COUNTED = re.compile(r"^(.*)\((\d+)\)$")
TOLD = (
    re.compile(r": (\d+) values? came again at the same place"),
    re.compile(r"\(as do (\d+) values? of "),
    re.compile(r"(\d+) repeated values? replaced"),
)
COUNTERS = {"epoch", "epochs", "step", "iter", "iteration", "wall time", "train/epoch", "unnamed: 0", "", "mode"}
NO_METRICS = {"env_info", "config", "seed", "exp_name"}  # of mmcv's first line
NO_METRICS |= {"bbox_map_copypaste"}  # a text with six numbers in it
REFUSED_RIGHTLY = {  # kinds of logs without a history, and the words that say why
    "03": "no scalars",
    "08_print_logs": "have no names",
    "10": "a table of runs|one value a metric",
}
VALIDATION = re.compile(r"(^|[^a-z])(val|valid|validation|eval|dev)(?![a-z])|^val[A-Z_]", re.IGNORECASE)
TEST = re.compile(r"(^|[^a-z])test(?![a-z])", re.IGNORECASE)
TRAIN = re.compile(r"(^|[^a-z])train(ing)?(?![a-z])", re.IGNORECASE)
PACE = re.compile(r" \((?:batches|\d+)\)")  # what a reader adds to a name that is printed in two places
CUTS = ("points", "splits", "runs")


def main() -> int:
    """Print the table; with --verbose every log that is not as expected. 1 where any is wrong."""
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    corpus = Path(arguments[0]) if arguments else CORPUS
    table: dict[str, Counter[str]] = defaultdict(Counter)
    doubts: list[str] = []
    start = time.perf_counter()
    with (corpus / "MANIFEST.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        counts = table[row["kind"]]
        counts["files"] += 1
        outcome, wrong = judged(corpus / row["local_path"], row)
        counts[outcome] += 1
        if outcome == "opened":
            counts.update(cut for cut in CUTS if cut not in wrong)
        for cut, why in wrong.items():
            doubts.append(f"{outcome} {cut}: {row['local_path']}: {why}")
        counts["wrong"] += bool(wrong)
    names = ("files", "opened", "refused rightly", "wrong", *CUTS)
    print(f"{'kind':24}" + "".join(f"{name:>16}" for name in names))
    for kind, counts in sorted(table.items()):
        print(f"{kind:24}" + "".join(f"{counts[name]:16}" for name in names))
    total = sum(table.values(), Counter())
    print(f"{'all':24}" + "".join(f"{total[name]:16}" for name in names) + f"   {time.perf_counter() - start:.1f} s")
    if "--verbose" in sys.argv:
        print("\n".join(doubts))
    return 1 if total["wrong"] else 0


@contextmanager
def alone(path: Path) -> Iterator[Path]:
    """A copy of the file without its neighbours, in folders of the same names."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary, *path.parent.parts[-3:], path.name)
        copy.parent.mkdir(parents=True)
        shutil.copy(path, copy)
        yield copy


def judged(path: Path, row: dict[str, str]) -> tuple[str, dict[str, str]]:
    """(opened, refused rightly or fell; what differs) of one log."""
    try:
        with alone(path) as copy:
            runs = read(copy)
    except UnreadableLog as error:
        words = next((w for kind, w in REFUSED_RIGHTLY.items() if row["kind"].startswith(kind)), "(?!)")
        rightly = re.search(words, error.reason) and not metrics_of(row)
        return ("refused rightly", {}) if rightly else ("refused", {"points": error.sentence})
    except Exception as error:  # noqa: BLE001 - what falls is what this looks for
        return "fell", {"points": repr(error)}
    differ = {
        "points": wrong_points(path, row, runs),
        "splits": wrong_splits(row, runs),
        "runs": wrong_runs(path, row, runs),
    }
    return "opened", {cut: why for cut, why in differ.items() if why}


def metrics_of(row: dict[str, str]) -> list[str]:
    """The tags that the manifest counts: an event file without any rightly has no run."""
    return [column for column in row["columns_or_tags"].split("; ") if COUNTED.match(column)]


def wrong_points(path: Path, row: dict[str, str], runs: tuple[Run, ...]) -> str:
    """Where the points of a metric are not those that are expected; what is missing must be told by number."""
    ours: Counter[str] = Counter()
    for run in runs:
        for series in run.series:
            ours[key(series.metric)] += len(series.step)
    if is_text(row):
        return wrong_in_text(path, runs)
    expected = expected_points(path, row, runs)
    told = sum(int(m[1]) for run in runs for n in run.notices for pattern in TOLD for m in pattern.finditer(n.text))
    missing = {name: count - ours[name] for name, count in expected.items() if count != ours[name]}
    if any(count < 0 for count in missing.values()):
        return f"more points than the log has: {missing}"
    if sum(missing.values()) != told:
        return f"{missing} are missing, but {told} are told"
    return ""


def expected_points(path: Path, row: dict[str, str], runs: tuple[Run, ...]) -> Counter[str]:
    """Points by metric, counters and settings left aside."""
    settings = {key(name) for run in runs for name, _ in run.settings}
    expected: Counter[str] = Counter()
    counted = [match for match in map(COUNTED.match, row["columns_or_tags"].split("; ")) if match is not None]
    if counted and all(match[1].isdecimal() for match in counted):
        epochs = len(json.loads(path.read_text()))  # the manifest stops at 30 keys, which are epochs here
        return Counter({f"{path.stem} {i + 1}": epochs for i in range(int(counted[0][2]))})
    for match in counted:
        name = key(match[1].split("/")[-1] if row["kind"].startswith("02") else match[1])
        if name not in COUNTERS | NO_METRICS and name not in settings:
            expected[name] += int(match[2])
    return expected or points_of_rows(path, row, runs, settings)


def points_of_rows(path: Path, row: dict[str, str], runs: tuple[Run, ...], settings: set[str]) -> Counter[str]:
    """Points by metric of a log of which the manifest counts only the rows."""
    if row["kind"].startswith(TABLES) and path.suffix != ".json":
        return Counter({name: count for name, count in cells_of(path, row).items() if name not in settings})
    if row["kind"] == "12_catboost" and path.suffix == ".json":
        rows = len(json.loads(path.read_text())["iterations"])
    elif row["kind"].startswith("02"):  # one list, or what the manifest calls by its type alone
        rows = int(row["rows"]) or max(len(series.step) for run in runs for series in run.series)
    else:
        rows = int(row["rows"])
    return Counter({key(series.metric): rows for run in runs for series in run.series})


def cells_of(path: Path, row: dict[str, str]) -> Counter[str]:
    """Filled cells that are numbers in each column, as the csv module finds them; repeated headers are no rows."""
    text = text_of(path, silent)
    first = text.splitlines()[0]
    delimiter = max(",;\t|", key=first.count)
    lines = [cells for cells in csv.reader(io.StringIO(text), delimiter=delimiter) if any(c.strip() for c in cells)]
    header = [cell.strip() for cell in lines[0]]
    unnamed = header == [str(i) for i in range(len(header))] and len(lines) > 1  # a header that pandas numbered
    if all(map(is_number, header)):  # one metric, in a column with or without a counter beside it, or in a row
        counter = len(header) == 2 and all(int(cells[0]) == i for i, cells in enumerate(lines, start=int(header[0])))
        return Counter({key(path.stem): (len(header) - counter) * (len(lines) - (unnamed and not counter))})
    counts: Counter[str] = Counter()
    for cells in lines[1:]:
        for name, cell in zip(header, cells, strict=False):
            metric = name.rsplit(" - ", 1)[-1] if row["kind"].startswith("10") else name
            if is_number(cell.strip()) and key(metric) not in COUNTERS and not metric.endswith(("__MIN", "__MAX")):
                counts[key(metric)] += 1
    return counts


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, a percentage, tensor(0.3), nan, or a time as fastai writes it."""
    cell = re.sub(r"^(tensor|array)\(\[?([^,)\]]+).*$", r"\2", cell).removesuffix("%")
    if re.fullmatch(r"\d+:\d\d(:\d\d)?", cell):
        return True
    try:
        float(cell.replace(",", ""))
    except ValueError:
        return False
    return True


def key(name: str) -> str:
    """A name as it is compared: upper and lower case, blanks at its ends and what a reader glues are the same."""
    return " ".join(name.strip().lower().split())


def is_text(row: dict[str, str]) -> bool:
    """Whether the log is what a training printed."""
    return row["kind"] in TEXTS or (row["kind"] == "12_mmcv" and row["local_path"].endswith(".log"))


def plain_text(path: Path) -> str:
    """The text of a log without colours."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text_of(path, silent))


def wrong_in_text(path: Path, runs: tuple[Run, ...]) -> str:
    """A metric has as many points as numbers stand behind its name (behind `Test loss` where a split is printed before
    it), but one an epoch where it is printed more often, and fewer where that is told.
    """
    text = plain_text(path)
    ours: Counter[tuple[str, str]] = Counter()
    for run in runs:
        for series in run.series:
            ours[PACE.sub("", series.metric), series.split.value] += len(series.step)
    names = {name for name, _ in ours}
    told = sum(int(m[1]) for run in runs for n in run.notices for pattern in TOLD for m in pattern.finditer(n.text))
    epochs = {len(set(re.findall(r"epoch\W{0,3}(\d+)", text, re.IGNORECASE)))}
    epochs |= {numbers_behind(name, text) for name in names if VALIDATION.search(name)}
    for (name, split), count in ours.items():
        found = numbers_behind(name, text)
        longer = sum(numbers_behind(o, text) for o in names if o != name and o.lower().endswith(f" {name.lower()}"))
        exact = {found, found - longer, found - longer - told, lines_with(split, name, text)}
        if sum(n for (other, _), n in ours.items() if other == name) == found:  # each under a heading of its split
            continue
        if count not in exact and not (count in epochs and count < found):
            return f"{name} ({split}) has {count} points, and {found} numbers stand behind it"
    return ""


def lines_with(split: str, name: str, text: str) -> int:
    """How many lines name a split and, behind it, a number of a metric: `Test accuracy: 0.79  loss: 0.59`."""
    behind = (line.lower().partition(split)[2] for line in text.splitlines() if split in line.lower())
    return sum(numbers_behind(name, line) > 0 for line in behind)


def numbers_behind(name: str, text: str) -> int:
    """How often a number stands behind a metric's name."""
    words = r"\W+".join(map(re.escape, name.split()))
    return len(re.findall(rf"(?i)(?<![A-Za-z/]){words}(?:\W|is|of){{0,8}}?\s*[-+]?(?:\d|nan|inf|\.\d)", text))


def wrong_splits(row: dict[str, str], runs: tuple[Run, ...]) -> str:
    """The first loss or accuracy whose split is not what its name, its folder, its file or its format says.

    Where training and validation are marked throughout, an accuracy that is not is of the validation, which is told. In
    a text any split that it names may stand before the name.
    """
    for run in runs:
        guessed = any("does not tell the split" in notice.text for notice in run.notices)
        for series in run.series:
            if not (series.quantity.is_fraction or series.quantity is Quantity.LOSS):
                continue
            split = split_of(series.metric, row)
            unmarked = not any(pattern.search(series.metric) for pattern in (VALIDATION, TEST, TRAIN))
            guess = guessed and series.split is Split.VAL and series.quantity.is_fraction
            if split != series.split.value and not (unmarked and (guess or is_text(row))):
                return f"{series.metric} is taken as {series.split.value}, not {split}"
    return ""


def split_of(name: str, row: dict[str, str]) -> str:
    """The split that is expected."""
    marks = ((VALIDATION, "val"), (TEST, "test"), (TRAIN, "train"))
    found = [(match.start(), split) for pattern, split in marks if (match := pattern.search(name))]
    if found:
        return min(found)[1]
    if row["kind"].startswith("09") or (
        name.startswith("metrics/") and row["kind"].startswith(("06", "03_tfevents_torch"))
    ):
        return "val"
    if row["kind"].startswith("12_mmcv") and "loss" not in name.lower() and not name.startswith("acc_"):
        return "val"  # mm logs no other accuracy but this of a head while it trains
    place = Path(row["local_path"])
    if row["kind"].startswith("03") and VALIDATION.fullmatch(place.parent.name):
        return "val"
    return "val" if row["kind"].startswith("08") and VALIDATION.match(place.stem) else "train"


def wrong_runs(path: Path, row: dict[str, str], runs: tuple[Run, ...]) -> str:
    """Whether there are as many runs as the manifest, or a text's own counting of epochs, tells."""
    expected = trainings_in(plain_text(path)) if is_text(row) else runs_of(row)
    return "" if len(runs) == expected else f"{len(runs)} runs, not {expected}"


def runs_of(row: dict[str, str]) -> int:
    """Runs that the manifest tells: stacked in a table, lines of a chart, trainings in a text, groups in a pickle."""
    stacked = re.search(r"(\d+) runs stacked", row["notes"])
    if stacked is not None:
        return int(stacked[1])
    columns = row["columns_or_tags"].split("; ")
    if row["kind"].startswith("10"):
        return len({c.rsplit(" - ", 1)[0] for c in columns if " - " in c})
    if row["kind"].startswith("02"):
        return len({c.rsplit("/", 1)[0] for c in columns if "/" in c}) or 1
    return 1


def trainings_in(text: str) -> int:
    """How often the epochs of a text begin anew (`Epochs: 3` counts nothing, though the manifest takes it for one)."""
    epochs = [int(number) for number in re.findall(r"(?<![/\w])epoch[ :#]*(\d+)", text, re.IGNORECASE)]
    return 1 + sum(b < a and b <= epochs[0] for a, b in pairwise(epochs))


if __name__ == "__main__":
    sys.exit(main())
