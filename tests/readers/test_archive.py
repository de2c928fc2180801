"""An archive of several files is read as the folder that was packed, within bounds and only in its own folder."""

from __future__ import annotations

import io
import os
import pickle
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Run
from lossacc_gui.readers.files import unpack
from lossacc_gui.readers.formats import archive
from lossacc_gui.readers.registry import logs_under, read

DATA = Path(__file__).resolve().parent.parent / "data"
CSV = "epoch,loss,val_loss\n" + "".join(f"{i},{1 / (i + 1)},{1.1 / (i + 1)}\n" for i in range(5))


def zipped(path: Path, **files: str | bytes) -> Path:
    """A zip at `path`; two underscores in a name stand for a slash, one before the suffix for a dot."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(named(name), data)
    return path


def tarred(path: Path, mode: str, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, mode) as made:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    return path


def named(name: str) -> str:
    folder, _, file = name.rpartition("__")
    stem, _, suffix = file.rpartition("_")
    return f"{folder.replace('__', '/')}/{stem}.{suffix}".lstrip("/")


def folder_as(path: Path, kind: str, folder: Path) -> Path:
    """`folder` packed as `path` with that ending."""
    files = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    if kind != "zip":
        return tarred(path, {"tar": "w", "tar.gz": "w:gz", "tar.bz2": "w:bz2", "tar.xz": "w:xz"}[kind], files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def curves(runs: tuple[Run, ...]) -> list[tuple[str, str, str, list[float], list[float]]]:
    return sorted((r.format, s.metric, str(s.split), s.x.tolist(), s.value.tolist()) for r in runs for s in r.series)


def sentence(path: Path) -> str:
    with pytest.raises(UnreadableLog) as caught:
        read(path)
    assert caught.value.path == path
    assert "\n" not in caught.value.sentence
    return caught.value.sentence


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"])
@pytest.mark.parametrize("folder", ["mlflow", "tensorboard-events", "epoch-files", "catboost-tsv"])
def test_a_packed_folder_opens_as_the_folder_would(tmp_path: Path, kind: str, folder: str) -> None:
    path = folder_as(tmp_path / f"{folder}.{kind}", kind, DATA / folder)
    runs = read(path)
    logs = logs_under(DATA / folder)
    plain = tuple(run for log in logs if isinstance(log, Path) for run in read(log))
    assert curves(runs) == curves(plain)
    assert {run.source for run in runs} == {path}
    assert len({run.name for run in runs}) == len(runs)
    assert logs_under(path) == [path]


def test_the_names_of_runs_are_those_of_the_folder_and_come_again(tmp_path: Path) -> None:
    path = zipped(tmp_path / "runs.zip", a__history_csv=CSV, b__history_csv=CSV, history_csv=CSV)
    names = [run.name for run in read(path)]
    assert sorted(names) == ["a/history", "b/history", "runs/history"]
    assert names == [run.name for run in read(path)]


def test_runs_of_one_name_are_told_apart_by_their_place(tmp_path: Path) -> None:
    path = zipped(tmp_path / "runs.zip", a__resnet_csv=CSV, b__resnet_csv=CSV)
    assert [run.name for run in read(path)] == ["resnet (a/resnet.csv)", "resnet (b/resnet.csv)"]


def test_a_zip_of_one_file_is_that_file(tmp_path: Path) -> None:
    path = zipped(tmp_path / "history.zip", deep__history_csv=CSV)
    (run,) = read(path)
    assert (run.name, run.format, run.notices) == (f"{tmp_path.name}/history", "keras-csv", ())


def test_archives_in_archives_are_opened_too(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", history_csv=CSV, notes_txt="none").read_bytes()
    outer = tarred(tmp_path / "outer.tar.gz", "w:gz", {"more/inner.zip": inner, "more/inner/x.txt": b"in the way"})
    (run,) = read(outer)
    assert [len(series.value) for series in run.series] == [5, 5]
    only = zipped(tmp_path / "only.zip", inner_zip=inner)
    assert curves(read(only)) == curves((run,))


def test_archives_that_go_too_deep_are_left_out_with_a_notice(tmp_path: Path) -> None:
    data = zipped(tmp_path / "x.zip", history_csv=CSV, a_txt="a").read_bytes()
    for _ in range(archive.DEEPEST):
        data = zipped(tmp_path / "x.zip", x_zip=data, a_txt="a").read_bytes()
    (tmp_path / "x.zip").write_bytes(data)
    told = sentence(tmp_path / "x.zip")
    assert told.startswith("There is no training log in this archive.")
    assert "x.zip (archives in archives in archives)" in told
    (run,) = read(zipped(tmp_path / "with.zip", x_zip=data, history_csv=CSV))
    assert any("archives in archives" in notice.text for notice in run.notices)


@pytest.mark.parametrize(
    "name",
    ["../../evil.csv", "/etc/evil.csv", "..\\..\\evil.csv", "C:\\evil.csv", "a/../../evil.csv", "con.csv", "a" * 400],
)
def test_a_name_that_leads_out_of_the_archive_stays_in_it(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "a" / "b" / "temporary"
    inside.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(inside))
    path = tmp_path / "log.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(name, CSV)
        made.writestr("history.csv", CSV)
    assert read(path)
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["log.zip"]
    assert not list(inside.iterdir())
    assert not Path("/etc/evil.csv").exists()


def test_names_in_an_archive_lose_what_leads_elsewhere() -> None:
    assert archive.inside("../a/./b/..//c.csv") == ("a", "b", "c.csv")
    assert archive.inside("C:\\x\\nul.txt") == ("C_", "x", "_nul.txt")
    assert archive.inside("/") == ()
    assert len(archive.inside("a/" * 5000 + "b")) == archive.MOST_FOLDERS


def test_links_and_devices_in_a_tar_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "run.tar"
    with tarfile.open(path, "w") as made:
        for kind, name in ((tarfile.SYMTYPE, "history.csv"), (tarfile.FIFOTYPE, "log.csv"), (tarfile.CHRTYPE, "x.csv")):
            member = tarfile.TarInfo(name)
            member.type = kind
            member.linkname = "/etc/passwd"
            made.addfile(member)
        member = tarfile.TarInfo("loss.csv")
        member.size = len(CSV)
        made.addfile(member, io.BytesIO(CSV.encode()))
    (run,) = read(path)
    assert len(run.series) == 2


def test_a_zip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert archive.LARGEST_UNPACKED == 512 << 20
    for module in (archive, unpack):
        monkeypatch.setattr(module, "LARGEST_UNPACKED", 32 << 20)
    path = tmp_path / "run.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("a.csv", CSV)
        with made.open("log.csv", "w") as file:
            for _ in range(33):
                file.write(b"\n" * (1 << 20))
    said = sentence(path)
    assert "32 MB" in said and "Take the log out" in said


def test_a_bomb_of_many_parts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 1 << 20)
    many = {f"log{i}_csv": CSV + "\n" * 50_000 for i in range(40)}
    assert "unpacks to more than 1 MB" in sentence(zipped(tmp_path / "flat.zip", **many))
    inner = zipped(tmp_path / "i.zip", **many).read_bytes()
    assert "unpacks to more than 1 MB" in sentence(zipped(tmp_path / "nested.zip", a_zip=inner, b_zip=inner))
    packed = tarred(tmp_path / "x.tar.gz", "w:gz", {f"log{i}.csv": b"\n" * 50_000 for i in range(40)})
    assert "unpacks to more than 1 MB" in sentence(packed)


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 20)
    files = {f"log{i}.csv": b"" for i in range(21)}
    for path in (
        zipped(tmp_path / "a.zip", **{f"log{i}_csv": "" for i in range(21)}),
        tarred(tmp_path / "b.tar", "w", files),
        tarred(tmp_path / "c.tar.gz", "w:gz", files),
    ):
        assert "more than 20 files" in sentence(path)


def test_a_zip_with_an_endless_directory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MOST_AT_ONCE", 70_000)
    path = zipped(tmp_path / "a.zip", **{f"a_rather_long_name_of_a_file_{i}_csv": "" for i in range(2000)})
    assert "too many files" in sentence(path)


def test_a_sparse_file_of_ten_gigabytes_that_calls_itself_an_archive_is_refused(tmp_path: Path) -> None:
    start = zipped(tmp_path / "a.zip", a_csv=CSV, b_csv=CSV).read_bytes()
    for name, data in (("big.zip", start), ("big.tar", tarred(tmp_path / "a.tar", "w", {"a.csv": b"x"}).read_bytes())):
        path = tmp_path / name
        with path.open("wb") as file:
            file.write(data[:600])
            try:
                file.truncate(10 << 30)
            except OSError:
                pytest.skip("this file system has no sparse files of that size")
            if name == "big.zip":
                file.seek(-22, os.SEEK_END)
                end = bytearray(data[-22:])
                end[12:16] = (0xF0000000).to_bytes(4, "little")  # a directory of four gigabytes
                file.write(bytes(end))
        assert sentence(path)


def test_a_planted_command_in_an_archive_is_not_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"

    class Planted:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {trace}",)

    array = io.BytesIO()
    np.save(array, np.array(Planted(), dtype=object), allow_pickle=True)
    path = zipped(tmp_path / "run.zip", history_pkl=pickle.dumps({"loss": [1.0], "x": Planted()}), notes_txt="x")
    assert ".system" in sentence(path)
    path = zipped(tmp_path / "more.zip", history_csv=CSV, history_npy=array.getvalue())
    (run,) = read(path)
    assert any(".system" in notice.text for notice in run.notices)
    assert not trace.exists()


def test_a_locked_archive_says_so(tmp_path: Path) -> None:
    path = zipped(tmp_path / "run.zip", a_csv=CSV, b_csv=CSV)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    path.write_bytes(bytes(data))
    assert "locked with a password" in sentence(path)


def test_an_archive_without_a_log_says_so(tmp_path: Path) -> None:
    assert sentence(zipped(tmp_path / "a.zip", a_txt="hello", b_txt="world")) == (
        "There is no training log in this archive."
    )
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w"):
        pass
    assert "empty zip archive" in sentence(empty)


def test_what_cannot_be_read_in_an_archive_is_told(tmp_path: Path) -> None:
    broken = '{"loss": [1, 2'
    assert "history.json in the archive is its only log" in sentence(
        zipped(tmp_path / "a.zip", history_json=broken, readme_md="x")
    )
    (run,) = read(zipped(tmp_path / "b.zip", history_json=broken, train_csv=CSV))
    assert run.notices[-1].text.startswith("history.json in the archive was left out: ")


def test_pictures_and_models_in_an_archive_are_never_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 1 << 20)
    path = zipped(
        tmp_path / "run.zip",
        history_csv=CSV,
        loss_png=b"\x89PNG\r\n\x1a\n" + bytes(3 << 20),
        model_h5=b"\x89HDF\r\n\x1a\n" + bytes(3 << 20),
    )
    (run,) = read(path)
    assert not run.notices


def test_a_tar_that_is_cut_off_gives_what_lies_before_the_cut(tmp_path: Path) -> None:
    whole = tarred(tmp_path / "a.tar", "w", {"history.csv": CSV.encode(), "more.csv": CSV.encode() * 100})
    cut = tmp_path / "cut.tar"
    cut.write_bytes(whole.read_bytes()[:2500])
    (run,) = read(cut)
    assert len(run.series[0].value) == 5
    assert any("more.csv" in notice.text for notice in run.notices)


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    read(DATA / "archive" / "keras_run.zip")
    read(DATA / "notebook" / "train.ipynb")
    with pytest.raises(UnreadableLog):
        read(zipped(tmp_path / "a.zip", a_txt="hello", b_txt="world"))
    assert not list(temporary.iterdir())


def test_in_a_folder_only_archives_with_logs_are_logs(tmp_path: Path) -> None:
    zipped(tmp_path / "photos.zip", a_txt="hello", b_txt="world")
    zipped(tmp_path / "other.zip", run__history_csv=CSV, b_txt="world")
    (tmp_path / "log.csv").write_text(CSV)
    assert logs_under(tmp_path) == [tmp_path / "log.csv", tmp_path / "other.zip"]


def test_the_command_line_reads_an_archive(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert command_line(["analyze", str(DATA / "archive" / "keras_run.zip")]) == 0
    assert "keras_run" in capsys.readouterr().out
    assert command_line(["analyze", str(zipped(tmp_path / "a.zip", a_txt="hello", b_txt="world"))]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_notebook_is_read_cell_by_cell() -> None:
    printed, table = read(DATA / "notebook" / "train.ipynb")
    assert (printed.format, table.format) == ("text", "fastai")
    assert [len(series.value) for series in printed.series] == [8] * 4
    assert table.series[2].metric == "accuracy" and table.series[2].split.value == "val"
    assert printed.name == "train output of cell 3"


def test_a_notebook_without_a_training_says_so(tmp_path: Path) -> None:
    path = tmp_path / "clean.ipynb"
    path.write_text('{"cells": [{"cell_type": "code", "outputs": [], "source": ["x"]}], "nbformat": 4}')
    assert "No cell of this notebook" in sentence(path)
    (tmp_path / "log.csv").write_text(CSV)
    assert logs_under(tmp_path) == [tmp_path / "log.csv"]


def test_two_names_that_do_not_agree_are_told_in_a_few_words(tmp_path: Path) -> None:
    """The list at the end of the zip has another name than the entry itself, both of them long."""
    path, name = tmp_path / "run.zip", f"{'long' * 30}.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "epoch,loss\n1,0.5\n2,0.4\n")
    packed = path.read_bytes()
    path.write_bytes(packed.replace(b"long", b"thin", 1))
    with pytest.raises(UnreadableLog) as refused:
        read(path)
    assert "is damaged where it begins" in refused.value.sentence
    assert "thin" not in refused.value.sentence
