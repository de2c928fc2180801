"""Files that would harm, hang or fill the memory give one clear sentence each."""

from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.files import safe_pickle, unpack
from lossacc_gui.readers.files.safe_pickle import _Count, load_npy, loads
from lossacc_gui.readers.files.stand_ins import Refused
from lossacc_gui.readers.formats import archive
from lossacc_gui.readers.registry import logs_under, read


class Planted:
    """Runs a command when it is unpickled the ordinary way."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (self.command,)


def reason(path: Path) -> str:
    with pytest.raises(UnreadableLog) as caught:
        read(path)
    return caught.value.sentence


def test_a_planted_command_in_a_pickle_is_refused_by_name_and_not_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    path = tmp_path / "history.pkl"
    path.write_bytes(pickle.dumps({"loss": [1.0], "x": Planted(f"touch {trace}")}))
    assert "posix.system" in reason(path) or "nt.system" in reason(path)
    assert not trace.exists()


def test_a_planted_command_in_an_object_array_is_refused_by_name_and_not_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    path = tmp_path / "history.npy"
    np.save(path, np.array(Planted(f"touch {trace}"), dtype=object), allow_pickle=True)
    assert ".system" in reason(path)
    assert not trace.exists()


@pytest.mark.parametrize("name", ["eval", "exec", "getattr", "open", "__import__", "bytes", "bytearray"])
def test_builtin_functions_are_refused(name: str) -> None:
    with pytest.raises(Refused, match=name):
        loads(b"\x80\x02cbuiltins\n" + name.encode() + b"\n.")


def test_histories_of_every_protocol_and_numpy_type_are_opened() -> None:
    history = {"loss": [np.float32(0.5), np.float64(0.25)], "acc": np.array([0.5, 0.75]), "epoch": [np.int64(0), 1]}
    for protocol in range(6):
        assert loads(pickle.dumps(history, protocol)) == {"loss": [0.5, 0.25], "acc": [0.5, 0.75], "epoch": [0, 1]}


def test_an_array_of_another_byte_order_and_layout_is_read_rightly() -> None:
    array = np.asfortranarray(np.arange(6, dtype=">f8").reshape(2, 3))
    assert loads(pickle.dumps(array, 2)) == array.tolist()
    file = io.BytesIO()
    np.save(file, array)
    assert load_npy(file.getvalue()) == array.tolist()


def test_a_pickle_that_refers_to_one_list_millions_of_times_is_refused() -> None:
    value: list[object] = ["ha"] * 10
    for _ in range(11):
        value = [value] * 10
    with pytest.raises(ValueError, match="many"):
        loads(pickle.dumps(value))


def test_a_list_of_itself_is_not_walked_through_at_every_depth() -> None:
    visited = 0

    class Told(list[object]):
        def __iter__(self) -> Iterator[object]:
            nonlocal visited
            for one in super().__iter__():
                visited += 1
                yield one

    value = Told()
    value.extend([value] * 100_000)
    with pytest.raises(ValueError, match="many"):
        _Count().check(value)
    assert visited < 2 * len(value)


def array_of(shape: bytes, data: bytes) -> bytes:
    """A pickle of a numpy array of float64 whose shape and data are the pickles given."""
    made = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x00tC\x01btR"
    return b"\x80\x03" + made + b"(K\x01" + shape + b"cnumpy\ndtype\n(X\x02\x00\x00\x00f8tR" + b"\x89" + data + b"tb."


NESTED = b"]q\x00(" + b"K\x01" * 10 + b"e" + b"".join(b"]q%c(" % n + b"h%c" % (n - 1) * 10 + b"e" for n in range(1, 12))
BOMBS = {
    "bytes that are not there": b"\x80\x05\x96" + (3 << 30).to_bytes(8, "little") + b".",
    "lists in lists": b"\x80\x02" + NESTED + b".",
    "a shape of lists in lists": array_of(NESTED, b"C\x08" + bytes(8)),
    "objects of lists in lists": array_of(b"(K\x01t", NESTED).replace(b"f8tR", b"O8tR"),
    "lists in lists as a text": b"\x80\x02c_codecs\nencode\n(" + NESTED + b"tR.",
    "lists in lists as a dtype": b"\x80\x02cnumpy\ndtype\n(" + NESTED + b"tR.",
    "a thousand million empty rows": array_of(b"(J\0\xca\x9a\x3bK\0t", b"C\0"),
    "a list copied without end": b"\x80\x02cbuiltins\nlist\nq\0]("
    + b"N" * 100_000
    + b"eq\x01"
    + b"h\0h\x01\x85R" * 1000
    + b".",
    "a text encoded without end": (
        b"\x80\x02c_codecs\nencode\nq\0X"
        + (100_000).to_bytes(4, "little")
        + b"a" * 100_000
        + b"q\x01"
        + b"h\0h\x01\x85R" * 1000
    )
    + b".",
    "two million lists": b"\x80\x02" + b"]" * 2_000_000 + b".",
    "two million notes": b"\x80\x04" + b"N\x94" * 2_000_000 + b".",
    "keys of one hash": pickle.dumps({n * (2**61 - 1): 0 for n in range(1, 1000)}),
    "members of one hash": b"\x80\x04\x8f("
    + b"".join(pickle.dumps(n * (2**61 - 1), 2)[2:-1] for n in range(1, 60_000))
    + b"\x90.",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_small_pickle_never_becomes_a_large_one(bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert safe_pickle.MOST_MADE <= 64 << 20
    monkeypatch.setattr(safe_pickle, "MOST_MADE", safe_pickle.MOST_MADE // 8)  # to note a million places takes seconds
    tracemalloc.start()
    try:
        with suppress(ValueError, Refused):
            json.dumps(loads(BOMBS[bomb]))
        assert tracemalloc.get_traced_memory()[1] < 4 * safe_pickle.MOST_MADE
    finally:
        tracemalloc.stop()


def test_a_number_of_thousands_of_digits_in_a_pickle_is_infinite() -> None:
    assert loads(pickle.dumps({"loss": [10**5000, -(10**5000)]})) == {"loss": [np.inf, -np.inf]}


def test_names_of_several_parts_and_sets_are_opened() -> None:
    assert loads(pickle.dumps({("val", "loss"): {0.5}})) == {"('val', 'loss')": [0.5]}


def test_a_memo_number_of_two_thousand_million_claims_no_memory() -> None:
    assert loads(b"\x80\x02]r\xff\xff\xff\x7f.") == []


def test_a_gzip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch)
    gzip_bomb(tmp_path / "log.csv.gz")
    assert "it unpacks to more than 8 MB" in reason(tmp_path / "log.csv.gz")


def limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no more than 8 MB be unpacked: half a gigabyte would take seconds in each test."""
    monkeypatch.setattr(unpack, "LARGEST_UNPACKED", 8 << 20)
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 8 << 20)


def test_a_zip_with_a_lying_directory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.csv", "epoch,loss,val_loss\n0,1,1\n")
    data = bytearray(path.read_bytes())
    data[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(bytes(data))
    assert reason(path)


def test_a_sparse_file_of_ten_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    for name in ("log.csv", "events.out.tfevents.1.host"):
        path = tmp_path / name
        with path.open("wb") as file:
            try:
                file.truncate(10 << 30)
            except OSError:
                pytest.skip("this file system has no sparse files of that size")
        assert reason(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_fifo_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    os.mkfifo(path)
    assert "pipe" in reason(path)
    (error,) = logs_under(path)
    assert isinstance(error, UnreadableLog)
    assert logs_under(tmp_path)[0].reason == "There is no training log in this folder."  # type: ignore[union-attr]


def test_a_folder_that_links_to_itself_is_searched_once(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("epoch,loss,val_loss\n0,1,1\n1,0.5,0.7\n")
    try:
        (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert logs_under(tmp_path) == [tmp_path / "log.csv"]


def forbidden(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that this person may not read; where root may read everything, opening it fails as it would."""
    path.write_text("epoch,loss\n0,1\n")
    path.chmod(0)
    if os.access(path, os.R_OK):
        opened = Path.open

        def refusing(self: Path, *arguments: Any, **named: Any) -> Any:
            if self == path:
                raise PermissionError(13, "Permission denied", str(path))
            return opened(self, *arguments, **named)

        monkeypatch.setattr(Path, "open", refusing)
    return path


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "permission" in reason(forbidden(tmp_path / "log.csv", monkeypatch))


def pickled(path: Path) -> None:
    path.write_bytes(pickle.dumps({"loss": [1.0], "x": Planted(f"touch {path}.trace")}))


def object_array(path: Path) -> None:
    np.save(path, np.array(Planted(f"touch {path}.trace"), dtype=object), allow_pickle=True)


def gzip_bomb(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"epoch,loss,val_loss\n")
        for _ in range(12):
            file.write(b"\n" * (1 << 20))


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("history.csv", "epoch,loss,val_loss\n0,1,1\n")
        with archive.open("log.csv", "w") as file:
            for _ in range(12):
                file.write(b"\n" * (1 << 20))


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 << 30)


def sparse_table(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"epoch,loss,val_loss\n0,1,1\n1,0.9,0.9\n")
        file.truncate(10 << 30)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def circle(path: Path) -> None:
    path.symlink_to(path)


def planted_in_archive(path: Path) -> None:
    planted = pickle.dumps({"loss": [1.0], "x": Planted(f"touch {path}.trace")})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("run/history.pkl", planted)
        archive.writestr("run/notes.txt", "none")


def array_in_archive(path: Path) -> None:
    file = io.BytesIO()
    np.save(file, np.array(Planted(f"touch {path}.trace"), dtype=object), allow_pickle=True)
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("run/history.npy")
        member.size = len(file.getvalue())
        archive.addfile(member, io.BytesIO(file.getvalue()))


HAZARDS: list[tuple[str, Callable[[Path], None], str]] = [
    ("history.pkl", pickled, ".system"),
    ("history.npy", object_array, ".system"),
    ("log.csv.gz", gzip_bomb, "unpacks to more than 8 MB"),
    ("log.zip", zip_bomb, "unpacks to more than 8 MB"),
    ("log.csv", sparse, "binary data"),
    ("events.out.tfevents.1.host", sparse, "event file"),
    ("history.pkl", sparse, "binary data"),
    ("train.log", sparse_table, "binary data"),
    ("log.csv", fifo, "pipe or a device"),
    ("log.csv", circle, "cannot be reached"),
    ("log.zip", planted_in_archive, ".system"),
    ("log.tar.gz", array_in_archive, ".system"),
]


@pytest.mark.parametrize(("name", "make", "words"), HAZARDS, ids=[make.__name__ + " " + n for n, make, _ in HAZARDS])
def test_the_command_line_says_one_sentence_and_does_the_rest(
    tmp_path: Path,
    name: str,
    make: Callable[[Path], None],
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limit(monkeypatch)
    path = tmp_path / "bad" / name
    path.parent.mkdir()
    good = tmp_path / "good.csv"
    good.write_text("epoch,loss,val_loss\n" + "".join(f"{i},{9 - i},{9 - i}\n" for i in range(6)))
    try:
        make(path)
    except (OSError, AttributeError):
        pytest.skip("this system cannot make such a file")
    assert command_line(["analyze", "--json", str(path), str(good)]) == 1
    told = capsys.readouterr()
    (line,) = told.err.splitlines()
    assert line.startswith(f"{path}: ") and words in line
    found = json.loads(told.out)
    assert [Path(run["path"]) for run in found["runs"]] == [good]
    assert [error["message"] for error in found["errors"]] == [line.removeprefix(f"{path}: ")]
    assert not list(tmp_path.rglob("*.trace"))


def test_the_command_line_says_that_a_file_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = forbidden(tmp_path / "log.csv", monkeypatch)
    assert command_line(["analyze", str(path)]) == 1
    assert capsys.readouterr().err == f"{path}: The file cannot be read: permission denied.\n"


def test_the_command_line_goes_round_a_folder_that_links_to_itself_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.csv").write_text("epoch,loss,val_loss\n0,1,1\n1,0.5,0.7\n")
    try:
        (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert command_line(["analyze", "--json", str(tmp_path), str(tmp_path / "again")]) == 0
    assert len(json.loads(capsys.readouterr().out)["runs"]) == 1


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_text("[" * 100_000)
    assert reason(path)
    path.write_text('{"a":' * 50_000 + "1" + "}" * 50_000)
    assert reason(path)
