"""Event files byte by byte: what is a scalar and how it is written, what is passed over, what is damaged."""

from __future__ import annotations

import struct
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from event_bytes import BYTES, FIXED32, FIXED64, PLAIN, VARINT, Maker, field, record, simple, varint

from lossacc_gui.model.run import Run
from lossacc_gui.readers.formats.tensorboard import event_file, event_layout, event_records
from lossacc_gui.readers.registry import read

PAYLOADS = {VARINT: b"\x07", FIXED64: b"\x01" * 8, BYTES: b"\x02\x08\x01", FIXED32: b"\x02" * 4}
"""Something of each wire type, with its length where it has one."""
KNOWN = {
    "event": {1: FIXED64, 2: VARINT, 5: BYTES},
    "summary": {1: BYTES},
    "value": {1: BYTES, 2: FIXED32, 8: BYTES, 9: BYTES},
    "metadata": {1: BYTES},
    "plugin": {1: BYTES},
    "tensor": {1: VARINT, 2: BYTES, 4: BYTES},
    "shape": {2: BYTES},
    "dim": {1: VARINT},
}
"""The fields of each message that a scalar is told by, with their wire type."""
DECOYS = [
    (level, number, wire)
    for level, known in KNOWN.items()
    for number, wire in product((*known, 99), PAYLOADS)
    if known.get(number) != wire
]


def run_of(folder: Path, *records: bytes) -> Run:
    path = folder / "events.out.tfevents.1.h"
    path.write_bytes(b"".join(records))
    (run,) = read(path)
    return run


def told(run: Run) -> dict[str, list[tuple[float, float]]]:
    return {one.metric: list(zip(one.step.tolist(), one.value.tolist(), strict=True)) for one in run.series}


def with_loss(folder: Path, *parts: bytes, maker: Maker = PLAIN) -> dict[str, list[tuple[float, float]]]:
    """What is read of three events that log a loss, and a metric as `parts` tell it."""
    events = (maker.event(i, maker.value("loss", simple(1 / (1 + i))), maker.value("mse", *parts)) for i in range(3))
    found = told(run_of(folder, *events))
    assert [step for step, _ in found["loss"]] == [0, 1, 2]
    return found


def content(dtype: int, raw: bytes) -> bytes:
    return PLAIN.tensor(field(1, VARINT, varint(dtype)), field(4, BYTES, raw))


SCALARS = {
    "float": (content(1, struct.pack("<f", 0.375)), 0.375),
    "double": (content(2, struct.pack("<d", 0.1)), 0.1),
    "int32": (content(3, struct.pack("<i", -7)), -7),
    "int64": (content(9, struct.pack("<q", -(2**40))), -(2**40)),
    "bfloat16": (content(14, struct.pack("<f", 0.375)[2:]), 0.375),
    "half": (content(19, np.float16(0.375).tobytes()), 0.375),
    "uint32": (content(22, struct.pack("<I", 2**31 + 1)), 2**31 + 1),
    "uint64": (content(23, struct.pack("<Q", 2**63)), 2**63),
    "float_val": (PLAIN.tensor(field(5, FIXED32, struct.pack("<f", 0.375))), 0.375),
    "float_val, packed": (PLAIN.tensor(field(5, BYTES, struct.pack("<f", 0.375))), 0.375),
    "double_val": (PLAIN.tensor(field(6, FIXED64, struct.pack("<d", 0.1))), 0.1),
    "half_val": (PLAIN.tensor(field(1, VARINT, varint(19)), field(13, VARINT, varint(0x3600))), 0.375),
    "bfloat16 in half_val": (PLAIN.tensor(field(1, VARINT, varint(14)), field(13, VARINT, varint(0x3EC0))), 0.375),
    "int_val": (PLAIN.tensor(field(7, VARINT, varint(-7))), -7),
    "int_val, packed": (PLAIN.tensor(field(7, BYTES, varint(300))), 300),
    "int64_val": (PLAIN.tensor(field(10, VARINT, varint(2**62))), 2**62),
    "uint32_val": (PLAIN.tensor(field(16, VARINT, varint(5))), 5),
    "uint64_val": (PLAIN.tensor(field(17, VARINT, varint(6))), 6),
    "simple": (simple(0.375), 0.375),
    "a shape without dimensions": (PLAIN.tensor(PLAIN.shape([]), field(5, FIXED32, struct.pack("<f", 0.375))), 0.375),
    "shape 1": (PLAIN.tensor(PLAIN.shape([1]), field(5, FIXED32, struct.pack("<f", 0.375))), 0.375),
    "shape 1, 1": (PLAIN.tensor(PLAIN.shape([1, 1]), field(5, FIXED32, struct.pack("<f", 0.375))), 0.375),
}
NO_SCALARS = {
    "two floats": content(1, struct.pack("<2f", 1, 2)),
    "half a float": content(1, b"\0\0"),
    "a string": content(7, b"\0\0\0\0"),
    "content of no dtype": PLAIN.tensor(field(4, BYTES, b"\0\0\0\0")),
    "two float_val": PLAIN.tensor(field(5, BYTES, struct.pack("<2f", 1, 2))),
    "a float_val of eight bytes": PLAIN.tensor(field(5, FIXED64, b"\0" * 8)),
    "a double_val of four bytes": PLAIN.tensor(field(6, FIXED32, b"\0" * 4)),
    "two int_val": PLAIN.tensor(field(7, BYTES, varint(300) + varint(1))),
    "two half_val": PLAIN.tensor(field(1, VARINT, varint(19)), field(13, BYTES, varint(1) + varint(1))),
    "shape 2": PLAIN.tensor(PLAIN.shape([2]), field(5, FIXED32, b"\0" * 4)),
    "shape 0": PLAIN.tensor(PLAIN.shape([0]), field(5, FIXED32, b"\0" * 4)),
    "shape 1, 2": PLAIN.tensor(PLAIN.shape([1, 2]), field(5, FIXED32, b"\0" * 4)),
    "shape 2 told late": PLAIN.tensor(field(5, FIXED32, b"\0" * 4), PLAIN.shape([2])),
    "an empty tensor": PLAIN.tensor(),
    "nothing": b"",
    "an image": simple(1.0) + PLAIN.plugin("images"),
}


@pytest.mark.parametrize("name", SCALARS)
def test_a_number_is_read_as_it_is_written(name: str, tmp_path: Path) -> None:
    written, number = SCALARS[name]
    assert with_loss(tmp_path, written)["mse"] == [(step, pytest.approx(number)) for step in range(3)]


@pytest.mark.parametrize("name", NO_SCALARS)
def test_what_is_no_single_number_is_none(name: str, tmp_path: Path) -> None:
    assert set(with_loss(tmp_path, NO_SCALARS[name])) == {"loss"}


@pytest.mark.parametrize(("level", "number", "wire"), DECOYS)
def test_fields_of_another_number_or_wire_type_are_passed_over(
    level: str, number: int, wire: int, tmp_path: Path
) -> None:
    payload = PAYLOADS[wire][1:] if wire == BYTES else PAYLOADS[wire]
    found = []
    for maker in (PLAIN, Maker(level, field(number, wire, payload))):
        parts = maker.plugin("scalars"), maker.tensor(maker.shape([1]), field(5, FIXED32, struct.pack("<f", 0.375)))
        found.append(with_loss(tmp_path, *parts, maker=maker))
    assert found[0] == found[1] and found[0]["mse"][0] == (0, 0.375)


def test_the_first_value_of_a_tag_says_whether_it_is_a_scalar_until_another_does(tmp_path: Path) -> None:
    plugins = {0: "images", 3: "scalars"}
    events = []
    for step in range(5):
        told_by = PLAIN.plugin(plugins[step]) if step in plugins else b""
        mse = PLAIN.value("mse", told_by, simple(step))
        events.append(PLAIN.event(step, PLAIN.value("loss", simple(1.0)), mse))
    found = told(run_of(tmp_path, *events))
    assert [step for step, _ in found["loss"]] == list(range(5))
    assert [step for step, _ in found["mse"]] == [3]


@pytest.mark.parametrize("padding", [0, 900, 2000])
def test_a_record_of_any_length_is_read_alike(padding: int, tmp_path: Path) -> None:
    """Short ones are decoded together, long ones by themselves; steps may be negative, times and steps missing."""
    more = field(99, BYTES, b"x" * padding)
    made = [(-3, 1.0), (-2, 2.0), (0, None), (None, 4.0), (2**40, 5.0)]
    values = [SCALARS["int_val"][0], SCALARS["bfloat16"][0], SCALARS["half"][0], SCALARS["double"][0]]
    events = [
        PLAIN.event(
            step, *(PLAIN.value(tag, value) for tag, value in zip("abcd", values, strict=True)), wall=wall, more=more
        )
        for step, wall in made
    ]
    run = run_of(tmp_path, *events)
    assert {one.metric: one.value.tolist()[-1] for one in run.series} == {"a": -7, "b": 0.375, "c": 0.375, "d": 0.1}
    for one in run.series:
        assert one.step.tolist() == [-3, -2, 0, 2**40] and one.time is not None
        assert one.time.tolist() == [1, 2, 4, 5]


@pytest.mark.parametrize("padding", [0, 2000])
@pytest.mark.parametrize(
    "broken",
    [b"\x0b", b"\x0d\0", b"\x80" * 12, field(99, BYTES, b"x")[:-1] + b"", b"\x9a\x06\xff\x7f"],
    ids=["no wire type", "beyond the end", "no end of a number", "a length without bytes", "a length too large"],
)
def test_an_event_that_does_not_parse_is_damaged(broken: bytes, padding: int, tmp_path: Path) -> None:
    good = [PLAIN.event(i, PLAIN.value("loss", simple(1.0)), more=field(99, BYTES, b"x" * padding)) for i in range(4)]
    bad = record(good[0][12:-4] + broken)
    run = run_of(tmp_path, good[0], bad, *good[1:], bad)
    assert run.series[0].step.tolist() == [0, 1, 2, 3]
    assert [one.text for one in run.notices] == ["2 of 6 records are damaged (wrong checksum) and were left out."]


@pytest.mark.parametrize(("more", "kept"), [(-2000, False), (0, False), (1, True)])
def test_a_wrong_checksum_is_damage_unless_the_record_is_larger_than_any_that_is_checked(
    more: int, kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_file, "CHECKED_BYTES", 2500)
    bare = len(padded(0, 2300)) - 16 - 2300
    events = [padded(i, 2500 - bare + more) for i in range(4)]
    assert len(events[2]) - 16 == 2500 + more
    events[2] = record(events[2][12:-4], wrong=True)
    run = run_of(tmp_path, *events)
    assert run.series[0].step.tolist() == ([0, 1, 2, 3] if kept else [0, 1, 3])
    assert len(run.notices) == (not kept)


def padded(step: int, size: int) -> bytes:
    return PLAIN.event(step, PLAIN.value("loss", simple(1.0)), more=field(99, BYTES, b"x" * size))


def test_records_without_scalars_are_not_checked_when_they_are_long(tmp_path: Path) -> None:
    events = [PLAIN.event(i, PLAIN.value("loss", simple(1.0))) for i in range(3)]
    graph = record(field(99, BYTES, b"x" * 2000), wrong=True)
    run = run_of(tmp_path, events[0], graph, *events[1:])
    assert run.series[0].step.tolist() == [0, 1, 2] and run.notices == ()


def test_an_event_with_more_values_than_any_has_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_layout, "MOST_VALUES", 3)
    events = [PLAIN.event(i, *(PLAIN.value(tag, simple(1.0)) for tag in "abcd"[: 3 + (i == 1)])) for i in range(4)]
    run = run_of(tmp_path, *events)
    assert [one.step.tolist() for one in run.series] == [[0, 2, 3]] * 3 and len(run.notices) == 1


@pytest.mark.parametrize("most", [1, 2, 3, 64])
def test_however_many_layouts_records_of_one_length_have_all_are_read(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_file, "MOST_LAYOUTS", most)
    events = []
    for i in range(12):  # the place of the padding differs
        loss, pad = PLAIN.value("loss", simple(float(i))), field(99, BYTES, b"xy")
        parts = [field(2, VARINT, varint(i)), field(1, FIXED64, struct.pack("<d", 5.0)), field(5, BYTES, loss)]
        parts.insert(i % 4, pad)
        events.append(record(b"".join(parts)))
    assert told(run_of(tmp_path, *events)) == {"loss": [(i, float(i)) for i in range(12)]}


@pytest.mark.parametrize("few", [1, 2, 5, 6, 7])
def test_however_many_tags_of_one_length_there_are_each_keeps_its_values(
    few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters past the eighth tell them apart as those before do."""
    monkeypatch.setattr(event_file, "FEW_TAGS", few)
    tags = ["a" * 9, "b" + "a" * 8, "a" * 8 + "b", "a" * 7 + "ba", "c" * 9, "d" * 9]
    events = [PLAIN.event(i, PLAIN.value(tags[i % 6], simple(float(i)))) for i in range(24)]
    assert told(run_of(tmp_path, *events)) == {
        tag: [(i, float(i)) for i in range(24) if tags[i % 6] == tag] for tag in tags
    }


@pytest.mark.parametrize("period", [1, 2, 3, 5])
@pytest.mark.parametrize("batch", [4, 7, 64])
def test_records_that_come_in_a_rhythm_are_read_as_any_others(
    period: int, batch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_records, "SHORTEST_WALK", 12)
    monkeypatch.setattr(event_records, "BATCH", batch)
    monkeypatch.setattr(event_records, "LONGEST_RHYTHM", 3)
    tags = ["loss", "mse", "lr", "a/longer/loss", "nll"][:period]
    plan = [(i // period, tags[i % period]) for i in range(60)]
    plan[40:40] = [(13, "late loss"), (13, "a loss with a name of another length")]  # out of the rhythm
    events = [PLAIN.event(step, PLAIN.value(tag, simple(step / 4))) for step, tag in plan]
    found = told(run_of(tmp_path, *events))
    assert found == {tag: [(step, step / 4) for step, name in plan if name == tag] for _, tag in plan}
    broken = bytearray(b"".join(events))
    at = sum(map(len, events[:50]))
    broken[at] ^= 64
    (tmp_path / "events.out.tfevents.1.h").write_bytes(bytes(broken))
    (run,) = read(tmp_path / "events.out.tfevents.1.h")
    assert sum(len(one.step) for one in run.series) == 50
    assert [one.text for one in run.notices] == [f"The file is damaged at byte {at}; what follows was not read."]


@pytest.mark.parametrize("left", [1, 11, 12, 13, 15])
def test_a_record_that_was_cut_off_is_told_by_what_is_left_of_it(left: int, tmp_path: Path) -> None:
    events = [PLAIN.event(i, PLAIN.value("loss", simple(1.0))) for i in range(4)]
    run = run_of(tmp_path, *events[:3], events[3][:left])
    assert run.series[0].step.tolist() == [0, 1, 2] and f"({left} bytes)" in run.notices[0].text
