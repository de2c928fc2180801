"""Damaged logs: bytes flipped and cut, or the structure of tables, JSON, archives and event files changed."""

from __future__ import annotations

import io
import json
import pickle
import random
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

from lossacc_gui.readers.formats.tensorboard.crc32c import masked_one

LARGEST = 20_000  # bytes: of larger samples only the beginning is damaged and read
MUTATIONS = 3  # at most, on one log
JUNK = (b",", b";", b"\t", b"\n", b"\r", b'"', b"nan", b"inf", b"-1e999", b"9" * 40, b"[", b"{", b"]", b"}", b"\0")
JUNK += (b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2K", b"\x08", b"epoch", b"val_loss", b'{"a":' * 30, b"-", b"%", b"1/0")
NUMBERS = (
    "nan", "NaN", "inf", "-inf", "0", "-0.0", "1", "-1", "1e308", "-1e308", "1e100", "1e101", "5e-324", "1e-300",
    "1e16", "9007199254740993", "9" * 400, "1e999", "0.1", "100", "99.99999999", "1.0000000001", "2.302585092994046",
    "", "None", "true", "1,5", "0x10", "1_000", "12%", "1:30", "'", "2024-01-01T00:00:00Z", "\u0661", "\U0001f600",
)  # fmt: skip
NAMES = (
    "epoch", "step", "loss", "val_loss", "accuracy", "val_accuracy", "acc", "lr", "learning_rate", "perplexity",
    "val_perplexity", "cross_entropy", "kl", "bits_per_byte", "grad_norm", "f1", "val_f1", "auc", "mse", "mae", "rmse",
    "r2", "error", "val_error", "top5", "map", "iou", "bleu", "reward", "time", "wall_time", "batch_size", "dropout",
    "weight_decay", "temperature", "train/loss", "test_loss", "test_acc", "loss#2", "", " ", "<b>x</b>",
    "=cmd|' /C'!A0", "\x1b[31mloss", "名", "a" * 3000, "\u202eloss", "val_loss_std", "epoch.1", "nan", "1",
    "%", "{value}", "&amp;",
)  # fmt: skip
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def number(chance: random.Random) -> str:
    """A number, or what stands where one should."""
    return (
        chance.choice(NUMBERS) if chance.random() < 0.7 else repr(chance.uniform(-1, 1) * 10 ** chance.randint(-9, 9))
    )


def thing(chance: random.Random) -> Any:
    """A value of any kind that JSON and pickles know."""
    some: tuple[Any, ...] = (None, True, False, 0, -1, 10**400, 1e308, float("nan"), float("inf"), -0.0, 5e-324, 0.5)
    more: tuple[Any, ...] = ("", "nan", "x" * 2000, "\x1b[2J", [], {}, [[]], [1.0, None, "a"], {"": {"": []}}, "2")
    return chance.choice(some + more)


def damaged(data: bytes, other: bytes, chance: random.Random, name: str) -> bytes:
    """`data`, which a file called `name` holds, after one to three mutations; `other` is spliced in."""
    if chance.random() < 0.6:
        try:
            changed = structural(data, chance, name)
            return changed if chance.random() < 0.8 else _bytewise(changed, other, chance)
        except (ValueError, KeyError, IndexError, EOFError, RecursionError, zipfile.BadZipFile, pickle.PickleError):
            pass  # what is damaged already, or begins with no row, has no structure
    return _bytewise(data, other, chance)


def structural(data: bytes, chance: random.Random, name: str) -> bytes:
    """`data` with its structure changed as its suffix tells; a text is changed as prose."""
    suffix = Path(name).suffix.lower()
    if suffix in (".zip", ".xlsx", ".npz"):
        return _archive(data, chance)
    if suffix in (".pkl", ".pickle") and data[:1] == b"\x80":
        return pickle.dumps(_tree(pickle.loads(data), chance))  # a sample of our own
    if "tfevents" in name:
        return _records(data, chance)
    text = data[:LARGEST].decode("utf-8", "replace")
    if suffix in (".json", ".ipynb"):
        text = json.dumps(_tree(json.loads(data), chance))
    elif suffix in (".jsonl", ".ndjson"):
        lines = text.splitlines()
        at = chance.randrange(len(lines))
        lines[at] = json.dumps(_tree(json.loads(lines[at]), chance))
        text = "\n".join(lines)
    else:
        text = _table(text, chance) if suffix in (".csv", ".tsv") else _prose(text, chance)
    return text.encode("utf-8", "replace")


def _bytewise(data: bytes, other: bytes, chance: random.Random) -> bytes:
    body = bytearray(data[:LARGEST])
    for _ in range(chance.randint(1, MUTATIONS)):
        at = chance.randrange(len(body) + 1)
        kind = chance.choice(("cut", "cut", "flip", "flip", "junk", "bytes", "lines", "splice", "again", "digit"))
        if kind == "cut":
            del body[at : len(body) if chance.random() < 0.5 else at + chance.randint(1, 200)]
        elif kind == "flip":
            for _ in range(chance.randint(1, 8)):
                if body:
                    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        elif kind == "junk":
            body[at:at] = chance.choice(JUNK) * chance.choice((1, 1, 2, 50))
        elif kind == "bytes":
            body[at:at] = chance.randbytes(chance.randint(1, 60))
        elif kind == "lines":
            lines = body.split(b"\n")
            chance.shuffle(lines)
            body = bytearray(b"\n".join(lines))
        elif kind == "splice":
            body[at:] = other[chance.randrange(len(other) + 1) :][:LARGEST]
        elif kind == "again":
            body[at:at] = body[: chance.randint(0, 2000)]
        else:
            digits = [i for i, byte in enumerate(body) if 48 <= byte < 58]
            if digits:
                body[chance.choice(digits)] = 48 + chance.randrange(10)
    return bytes(body)


def _table(text: str, chance: random.Random) -> str:
    """A table with columns and rows changed; cells are cut at the commonest separator, whatever quotes say."""
    cut = max(",;\t", key=text.count)
    rows = [line.split(cut) for line in text.splitlines()]
    for _ in range(chance.randint(1, MUTATIONS)):
        wide = max(map(len, rows), default=1)
        column, row = chance.randrange(max(wide, 1)), chance.randrange(len(rows))
        kind = chance.choice(
            ("name", "name", "cell", "cell", "column", "column", "tail", "drop", "double", "row", "cut")
        )
        if kind == "name":
            rows[0] = [chance.choice(NAMES) if i == column else cell for i, cell in enumerate(rows[0])]
        elif kind == "cell" and column < len(rows[row]):
            rows[row][column] = number(chance)
        elif kind in ("column", "tail"):
            same = number(chance)
            for cells in rows[row if kind == "tail" else 1 :]:
                if column < len(cells):
                    cells[column] = same if chance.random() < 0.9 else number(chance)
        elif kind == "drop":
            rows = [[*cells[:column], *cells[column + 1 :]] for cells in rows]
        elif kind == "double":
            rows = [[*cells, *cells[column : column + 1] * chance.choice((1, 2, 40))] for cells in rows]
        elif kind == "row":
            rows[row:row] = [list(chance.choice(rows)) for _ in range(chance.randint(1, 5))]
        elif kind == "cut":
            rows = rows[: row + 1]
    cut = chance.choice((cut, cut, cut, cut, ",", ";", "\t", " "))
    return "\n".join(cut.join(cells) for cells in rows) + chance.choice(("\n", ""))


def _prose(text: str, chance: random.Random) -> str:
    """A printed text with some of its numbers, words and lines changed."""
    found = list(NUMBER.finditer(text))
    for _ in range(chance.randint(1, 6)):
        if found and chance.random() < 0.7:
            one = chance.choice(found)
            text = text[: one.start()] + number(chance) + text[one.end() :]
            found = list(NUMBER.finditer(text)) if len(text) < 5000 else []
        else:
            lines = text.split("\n")
            at = chance.randrange(len(lines))
            lines[at:at] = [chance.choice(lines), f"{chance.choice(NAMES)}: {number(chance)}"][: chance.randint(0, 2)]
            text = "\n".join(lines)
            found = []
    return text


def _tree(tree: Any, chance: random.Random) -> Any:
    """A tree of dicts and lists with some of its nodes changed."""
    for _ in range(chance.randint(1, MUTATIONS)):
        places = list(_places(tree))
        if not places:
            return thing(chance)
        holder, key = chance.choice(places)
        kind = chance.choice(("value", "value", "number", "drop", "name", "double", "deep"))
        if kind == "value":
            holder[key] = thing(chance)
        elif kind == "number" and isinstance(holder[key], list):
            holder[key] = [thing(chance) if chance.random() < 0.2 else one for one in holder[key]]
        elif kind == "drop":
            del holder[key]
        elif kind == "name" and isinstance(holder, dict):
            holder[chance.choice(NAMES)] = holder.pop(key)
        elif kind == "double" and isinstance(holder, list):
            holder.insert(key, holder[key])
        elif kind == "deep":
            for _ in range(chance.choice((1, 3, 60))):
                holder[key] = [holder[key]]
    return tree


def _places(tree: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting and len(found) < 3000:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else list(range(len(one))) if isinstance(one, list) else []
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys]
    return found


def _archive(data: bytes, chance: random.Random) -> bytes:
    """An archive with one of its members damaged, left out, doubled or called otherwise."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        members = [(info.filename, old.read(info)) for info in old.infolist()]
    at = chance.randrange(len(members))
    name, body = members[at]
    kind = chance.choice(("damage", "damage", "damage", "drop", "name", "double"))
    if kind == "damage":
        members[at] = (name, damaged(body, b"", chance, name if not name.endswith(".xml") else "x.txt"))
    elif kind == "drop":
        del members[at]
    elif kind == "name":
        members[at] = (chance.choice(("../x.csv", "/x", "a" * 300, "con.csv", "\x1b[2J.csv", "x/../../y")), body)
    else:
        members.append((f"more/{name}", body))
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in members:
            file.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)  # no time of today: the same each time
    return new.getvalue()


def _records(data: bytes, chance: random.Random) -> bytes:
    """An event file with whole records changed, whose checksums are right again."""
    records: list[bytes] = []
    at = 0
    while at + 12 <= len(data):
        size = struct.unpack_from("<Q", data, at)[0]
        records.append(data[at + 12 : at + 12 + size])
        at += 16 + size
    for _ in range(chance.randint(1, MUTATIONS)):
        i = chance.randrange(len(records))
        kind = chance.choice(("bytes", "bytes", "double", "drop", "swap"))
        if kind == "bytes":
            records[i] = _bytewise(records[i], chance.choice(records), chance)
        elif kind == "double":
            records.insert(chance.randrange(len(records)), records[i])
        elif kind == "drop" and len(records) > 1:
            del records[i]
        else:
            chance.shuffle(records)
    return b"".join(map(_framed, records))


def _framed(record: bytes) -> bytes:
    size = struct.pack("<Q", len(record))
    return size + struct.pack("<I", masked_one(size)) + record + struct.pack("<I", masked_one(record))
