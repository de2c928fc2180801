"""Every number that varies in a printed log is a series, a counter, a time, or counted among what was not taken."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from forms import each, runs_of
from printed_forms.form import form_of

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import silent
from lossacc_gui.model.run import FloatArray, Run
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.understanding import understood
from lossacc_gui.readers.registry import read

FEWEST = 3  # lines of one pattern
DIGITS = 9
COUNTED = r"^\d+ values? (?:of bars|told again)|printed twice"
KINDS = "lines of other kinds"
LARGEST = 60_000  # bytes at the beginning of a log that are looked at: what comes after is printed by the same lines
COUNTS = (Role.EPOCH, Role.STEP, Role.TIME)


def lost(text: str, runs: tuple[Run, ...]) -> list[str]:
    """The slots of a text whose numbers vary and are nowhere in what was read of it."""
    series = [s for run in runs for s in (*run.series, *(one.series for one in run.left_out if one.series is not None))]
    known = {round(value, DIGITS) for one in series for scale in (1, 100) for value in (one.value * scale).tolist()}
    named = {one.metric for run in runs for one in run.left_out}
    counted = any(re.search(COUNTED, one.text) for run in runs for one in run.notices)
    out = []
    for one in understood(text).told:
        for field in one.fields if len(one.template) >= FEWEST else ():
            values = one.template.values(field.slot)
            if field.role is Role.METRIC and counted:
                continue
            if _varies(values) and not _is_told(one, field, values, known, named):
                out.append(f"{field.role.name} {field.name} of {one.template.cut.texts}")
    return out


def _varies(values: FloatArray) -> bool:
    return len(np.unique(values[np.isfinite(values)])) > 1


def _is_told(one: Told, field: Field, values: FloatArray, known: set[float], named: set[str]) -> bool:
    if field.role in COUNTS or field.over >= 0:
        return True
    if field.role is Role.METRIC and any(round(value, DIGITS) in known for value in values.tolist()):
        return True
    names = (" ".join(field.name.split()), f"{field.name} (average)", f"number {field.slot + 1}")
    if any(name and any(other == name or other.startswith(f"{name} (") for other in named) for name in names):
        return True
    if not one.metrics and not one.counts and (KINDS in named or any(name.startswith("lines like") for name in named)):
        return True
    return _says_again(one, field, values)


def _says_again(one: Told, field: Field, values: FloatArray) -> bool:
    """Whether numbers are the n of k/n, a share k/n in percent, or how far a bar is."""
    counts = [one.template.values(slot) for slot in range(len(one.template.cut.slots))]
    whole = bool((values % 1 == 0).all())
    shares = [100 * a / np.where(b == 0, np.nan, b) for a, b in pairwise(counts)]
    shares += [share / 100 for share in shares]
    again = any(float((np.abs(values - share) <= 1.5).mean()) > 0.9 for share in shares)
    bar = values.min() <= 15 and values.max() >= 85
    return (whole and field.role is Role.TOTAL) or again or (field.role is Role.PROGRESS and bool(bar))


FORMS = {
    "accuracies of classes in percent": "epoch {k} loss={loss} acc={acc} [cat:{k}% dog:{x}%]\n",
    "more numbers of one split": "Epoch {k} | Train {loss}/{acc} | Val {other}/{acc}/0.{x}\n",
    "numbers without names behind a counter": "Epoch {k} | {loss} | {acc} | {other}\nepoch {k} loss {loss}\n",
    "scores with slashes": "[Epoch {k}] Train loss = {loss} BLEU = {x}.5 {x}.1/{x}.2/{x}.3 (BP = {acc})\n",
    "counts of answers": "Epoch {k} loss: {loss}\nTP:{x}, TN:{jump}, FP:{k}, FN:{hits}\n",
    "a second number of one name": "epoch {k} loss: {loss} acc: {acc} loss: {other}\n",
    "a share behind its count": "epoch {k} loss {loss} accuracy: {hits}/1000 ({acc})\n",
    "sizes in whole numbers": "epoch {k} loss {loss}\ndata set size: {x}, batch size: {jump}\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_no_number_that_varies_is_lost(form: str, tmp_path: Path) -> None:
    text = each(FORMS[form])
    assert lost(text, runs_of(tmp_path, text)) == []


@pytest.mark.parametrize("i", range(0, 60, 3))
def test_no_number_of_a_random_form_is_lost(i: int, tmp_path: Path) -> None:
    text = form_of(3_000_000 + i).text
    assert lost(text, runs_of(tmp_path, text)) == []


def test_no_number_of_the_logs_of_the_project_is_lost(tmp_path: Path) -> None:
    found = _lost_under(Path(__file__).parents[1] / "data" / "text", tmp_path)
    assert found == Counter()


@pytest.mark.shared
def test_no_number_of_the_collected_cases_is_lost(shared: Path, tmp_path: Path) -> None:
    """Those of the corpus are asked for where each is read anyway, in test_corpus_table.py."""
    assert _lost_under(shared / "cases" / "reading" / "logs", tmp_path) == Counter()


def _lost_under(folder: Path, own: Path) -> Counter[str]:
    """How many slots of each printed log in a folder are lost; what is cut of long ones is kept in the folder `own`."""
    out: Counter[str] = Counter()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".ipynb":
            try:
                runs = read(seen := _begun(path, own))
            except UnreadableLog:
                continue
            if all(run.format == "text" for run in runs):
                out[str(path.relative_to(folder))] += len(lost(text_of(seen, silent), runs))
    assert len(out) > FEWEST
    return +out


def _begun(path: Path, own: Path) -> Path:
    """The log, or the whole lines at the beginning of a long one."""
    if path.stat().st_size <= LARGEST:
        return path
    begun = own / path.parent.name / path.name
    begun.parent.mkdir(exist_ok=True)
    with path.open("rb") as file:
        begun.write_bytes(file.read(LARGEST).rpartition(b"\n")[0] + b"\n")
    return begun


def test_what_is_lost_is_seen(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, each("epoch {k} loss {loss}\n"))
    assert [one.split(" of ")[0] for one in lost(each("epoch {k} loss {loss} 7{x}.5\n"), runs)] == ["NAMELESS "]
    assert [one.split(" of ")[0] for one in lost(each("epoch {k} loss {loss} acc {acc}\n"), runs)] == ["METRIC acc"]
