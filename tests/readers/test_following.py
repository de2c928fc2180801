"""A log that is followed while it grows is read as if it were read anew, and only what is new is looked at."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Run
from lossacc_gui.readers.following import Following
from lossacc_gui.readers.formats import any_table, json_lines
from lossacc_gui.readers.printed import page
from lossacc_gui.readers.registry import read
from lossacc_gui.readers.tables import large_table

BARS = "".join(
    f"Epoch {e}/9\n"
    + "".join(f"\r{b}/5 [==>...] - loss: {2 / (e + b):.4f} - acc: 0.{e}{b}" for b in range(1, 6))
    + "\n"
    for e in range(1, 10)
)
PRINTED = "Namespace(lr=0.1, seed=3, batch=32)\n" + "".join(
    f"2024-01-01 10:{i:02d}:00,123 - root - INFO - epoch {i // 4} step {i} train loss {3 / (1 + i):.{i % 3 + 2}f}\n"
    + (f"epoch {i // 4} val loss: {3.1 / (1 + i):.4f}, recall@5: 0.{i:02d}, recall@10: nan\n" if i % 4 == 3 else "")
    for i in range(24)
)
RECORDS = "".join(
    json.dumps({"step": 10 * i, "loss": 3 / (1 + i), "é": i})
    + "\n"
    + (json.dumps({"step": 10 * i, "val_loss": 3.1 / (1 + i), "mode": "val"}) + "\n\n" if i % 3 == 2 else "")
    + ("no record\n" if i == 7 else "")
    for i in range(20)
)
MM = "".join(
    json.dumps({"mode": "train", "epoch": 1 + i // 4, "iter": 1 + i % 4, "loss": 3 / (1 + i), "lr": 0.1}) + "\n"
    for i in range(20)
)
LOGS = {"bars.log": BARS, "printed.log": PRINTED, "records.jsonl": RECORDS, "mm.json": MM}


TABLE = "epoch,loss,val_loss\n" + "".join(f"{i},{3 / (1 + i)!r},{3.1 / (1 + i)!r}\n" for i in range(60))
ODD = "60,nan,0.5\n61,0.4,\n62,0.3,word\n"


@pytest.mark.parametrize("name", ["log.csv", "metrics.csv"])
@pytest.mark.parametrize("rest", ["", ODD])
@pytest.mark.parametrize("columns", ["", "step,"])
def test_a_large_table_is_followed_as_if_read_anew(
    name: str, rest: str, columns: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_table, "LARGE", 400)
    monkeypatch.setattr(any_table, "LARGE", 400)
    log = tmp_path / name
    lines = (TABLE + rest).splitlines(keepends=True)
    whole = "".join([columns + lines[0], *(f"{7 * i}," * bool(columns) + line for i, line in enumerate(lines[1:]))])
    following = Following()
    for cut in (600, 1000, 1003, 1010, 1400, len(whole)):
        log.write_text(whole[:cut])
        assert told(log, following) == told(log)


def test_rows_of_a_large_table_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_table, "LARGE", 400)
    log = tmp_path / "log.csv"
    log.write_text(TABLE)
    following = Following()
    following.read(log)
    rows: list[int] = []
    fill = large_table._fill
    monkeypatch.setattr(large_table, "_fill", lambda out, *rest: (rows.append(out.shape[1]), fill(out, *rest))[1])
    with log.open("a") as file:
        file.write("60,0.1,0.2\n61,0.1,0.2\n")
    following.read(log)
    assert rows == [2]


def told(path: Path, following: Following | None = None) -> object:
    """All that is read of a log, or the sentence that says why it cannot be."""
    try:
        runs = following.read(path) if following is not None else read(path)
    except UnreadableLog as error:
        return error.sentence
    return [_plain(run) for run in runs]


def _plain(run: Run) -> dict[str, object]:
    apart = ("series", "left_out", "counters", "recounted")
    out: dict[str, object] = {f.name: getattr(run, f.name) for f in fields(run) if f.name not in apart}
    out["counters"] = [[_list(getattr(axis, f.name)) for f in fields(axis)] for axis in run.counters]
    out["recounted"] = run.recounted and [_list(getattr(run.recounted, f.name)) for f in fields(run.recounted)]
    out["series"] = [[_list(getattr(s, f.name)) for f in fields(s)] for s in run.series]
    out["left_out"] = [(one.metric, one.why) for one in run.left_out]
    return out


def _list(value: object) -> object:
    return [str(x) for x in value.tolist()] if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize("name", LOGS)
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_what_is_followed_is_read_as_if_anew(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    log = tmp_path_factory.mktemp("log") / name
    whole = LOGS[name].encode()
    cuts = sorted(data.draw(st.lists(st.integers(40, len(whole)), min_size=2, max_size=3)))
    following = Following()
    log.write_bytes(b"")
    before = 0
    for cut in cuts:
        with log.open("ab") as file:
            file.write(whole[before:cut])
        before = cut
        assert told(log, following) == told(log)


@pytest.mark.parametrize("name", LOGS)
def test_a_log_that_shrinks_or_is_replaced_is_read_anew(name: str, tmp_path: Path) -> None:
    log = tmp_path / name
    whole = LOGS[name]
    following = Following()
    for text in (whole, whole[: len(whole) // 2], whole.replace("0.", "1."), whole):
        log.write_text(text, encoding="utf-8")
        assert told(log, following) == told(log)
    other = tmp_path / "other"
    other.write_text(whole + whole[-200:], encoding="utf-8")
    other.replace(log)
    assert told(log, following) == told(log)


def test_a_text_is_cut_into_lines_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "train.log"
    log.write_text(PRINTED * 8, encoding="utf-8")  # of fewer lines nobody knows yet what begins each of them
    following = Following()
    following.read(log)
    pieces: list[bytes] = []
    cut = page._cut
    monkeypatch.setattr(page, "_cut", lambda data, shapes: (pieces.append(data), cut(data, shapes))[1])
    with log.open("a") as file:
        file.write("epoch 6 step 24 train loss 0.1\n")
    following.read(log)
    mine = [piece for piece in pieces if b"step 24" in piece]
    assert [len(piece) for piece in mine if len(piece) < len(PRINTED) // 2] == [len(mine[-1])]


def test_a_record_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(RECORDS, encoding="utf-8")
    following = Following()
    following.read(log)
    texts: list[str] = []
    take = json_lines._take
    monkeypatch.setattr(json_lines, "_take", lambda text, *rest: (texts.append(text), take(text, *rest))[1])
    with log.open("a") as file:
        file.write('{"step": 999, "loss": 0.5}\n')
    following.read(log)
    assert texts == ['{"step": 999, "loss": 0.5}\n', ""]


def test_a_whole_last_line_is_not_torn_when_a_log_that_did_not_grow_is_read_again(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("".join(f"epoch {i} loss {2 / (1 + i / 9):.4f}\n" for i in range(300)) + "epoch 300 loss 0.5\n")
    following = Following()
    first = told(log, following)
    log.touch()
    assert told(log, following) == first == told(log)
