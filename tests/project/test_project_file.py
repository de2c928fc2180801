"""A project file: what is written is read again, moved files are found, and what anybody may write is checked."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path, PurePath
from typing import Any

import pytest
from commanded import LOG
from hypothesis import given, settings
from hypothesis import strategies as st

from lossacc_gui.__main__ import command_line
from lossacc_gui.language import SILENCE, tr
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.colour import Colour
from lossacc_gui.model.dismissal import Gone
from lossacc_gui.model.errors import BadProject
from lossacc_gui.model.level import Level
from lossacc_gui.model.note import Note, lettered
from lossacc_gui.model.options import Options
from lossacc_gui.model.quantity import Quantity, Split
from lossacc_gui.model.request import Request
from lossacc_gui.model.smoothing import Over
from lossacc_gui.project import OverlayView, Project, RunPart, RunView, WindowView, parsed, read_project, written
from lossacc_gui.project import file as project_file
from lossacc_gui.project.places import path_at
from lossacc_gui.use_case import logs_of


def whole(folder: Path) -> Project:
    """A project that says something of everything."""
    log, other = folder / "a.csv", folder / "deep" / "b.csv"
    for path in (log, other):
        path.parent.mkdir(exist_ok=True)
        path.write_text(LOG)
    overlay = OverlayView(
        runs=((log, "a"), (other, "b")),
        baseline=(other, "b"),
        seeds=True,
        place=RunView(None, (1.0, 9.5), (-3.0, 0.5), (0.1, 0.9), True, (2.0, 3.0)),
        hidden_runs=((log, "a"),),
        hidden_kinds=(("left", "val"),),
    )
    return Project(
        logs=(log, other),
        request=Request(
            options=Options(loss_effect=0.1, too_short=4, largest_value=1e90),
            own_causes=folder / "causes",
            checkpoints=folder / "saved",
            choices=(Choice("odd", Quantity.LOSS),),
            meanings=(("abc", (Choice("x", Quantity.ACCURACY, Split.VAL),)),),
            pairs=("loss:accuracy",),
            pairs_of=((log, ("val_loss:accuracy",)),),
            evidence=None,
            evidence_of=((other, folder / "p.npz"),),
        ),
        runs=(
            RunPart(
                log,
                "a",
                dismissed=(Gone("loss_worse_accuracy_flat", "val", ("val_loss", "val_accuracy"), 15.0, 49.0),),
                notes=(Note("the <learning> rate"), Note("look\nhere", 3.0, 3.0), Note("and here", 5.5, 9.0)),
                colour="#0072b2",
                view=RunView(("loss",), (1.0, 9.5), (-3.0, 0.5), (0.1, 0.9), True, (2.0, 2.0), 2),
            ),
        ),
        view=WindowView(
            *((other, "b"), 0.35, True, "time", True, True),
            trimmed=True,
            lines=(Level("left", 0.69, "chance"), Level("right", 76.0)),
            colours=(Colour("val_loss", "#d55e00"),),
            hidden=(("loss", "train"),),
            layout=(("geometry", "AAEC"),),
            overlay=overlay,
            followed=(other,),
            follows_all=True,
        ),
    )


def test_a_project_may_be_as_large_as_is_said_and_no_larger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.lossacc"
    path.write_text(written(Project(), tmp_path))
    monkeypatch.setattr(project_file, "LARGEST", path.stat().st_size)
    assert read_project(path) == Project()
    monkeypatch.setattr(project_file, "LARGEST", path.stat().st_size - 1)
    with pytest.raises(BadProject, match="too large"):
        read_project(path)


def test_a_project_that_says_something_of_everything_leaves_nothing_usual(tmp_path: Path) -> None:
    project = whole(tmp_path)
    assert project.view.overlay is not None
    for part in (project.view, project.view.overlay, project.runs[0], project.runs[0].view, project):
        untold = {one.name for one in fields(part) if getattr(part, one.name) in (one.default, Request(), RunView())}
        assert untold <= {"file", "notice"}, type(part)


def test_a_log_in_an_archive_is_found_beside_the_project(tmp_path: Path) -> None:
    (tmp_path / "runs.zip").write_bytes(b"")
    inside = tmp_path / "runs.zip" / "a" / "log.csv"
    place = {"path": "runs.zip/a/log.csv", "absolute": str(tmp_path / "elsewhere" / "log.csv")}
    assert path_at(place, tmp_path) == inside
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "log.csv").touch()
    assert path_at(place, tmp_path) == inside
    (tmp_path / "runs.zip").unlink()
    assert path_at(place, tmp_path) == tmp_path / "elsewhere" / "log.csv"


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    project = whole(tmp_path)
    for causes in (tmp_path / "causes", tmp_path / "saved"):
        causes.mkdir()
    (tmp_path / "p.npz").touch()
    assert parsed(written(project, tmp_path), tmp_path) == project
    assert parsed(written(Project(), tmp_path), tmp_path) == Project()
    median = replace(project, view=replace(project.view, smoothing=Over(0.01, share=True, median=True)))
    assert parsed(written(median, tmp_path), tmp_path) == median


def test_a_project_that_says_nothing_asks_for_nothing(tmp_path: Path) -> None:
    assert parsed('{"lossacc_project": 1}', tmp_path) == Project()
    view = {"current": {"log": {"path": "a.csv"}, "name": "a"}}
    assert parsed(json.dumps({"lossacc_project": 1, "view": view}), tmp_path).view == WindowView(
        (tmp_path / "a.csv", "a")
    )


def test_a_moved_folder_takes_its_logs_along_and_a_moved_file_finds_them_where_they_were(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    project = whole(home)
    file = home / "p.lossacc"
    file.write_text(written(project, home))
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(file, tmp_path / "elsewhere" / "p.lossacc")
    assert read_project(tmp_path / "elsewhere" / "p.lossacc").logs == project.logs
    moved = tmp_path / "moved"
    home.rename(moved)
    assert read_project(moved / "p.lossacc").logs == (moved / "a.csv", moved / "deep" / "b.csv")


def test_a_log_whose_place_beside_the_project_can_be_none_is_where_it_was_when_it_was_saved(tmp_path: Path) -> None:
    log = tmp_path / "a.csv"
    log.write_text(LOG)
    place = {"path": "a" * 300, "absolute": str(log)}  # longer than any name of a file may be
    assert parsed(json.dumps({"lossacc_project": 1, "logs": [place]}), tmp_path).logs == (log,)


DAMAGES: list[tuple[list[Any], Any, str]] = [
    (["lossacc_project"], None, "lossacc_project should be a whole number"),
    (["lossacc_project"], 0, "lossacc_project should be a whole number from 1 to"),
    (["lossacc_project"], 99, "newer lossacc"),
    (["logs"], "a.csv", "logs should be a list"),
    (["logs", 0], {}, "logs[0] should be a place"),
    (["logs", 0, "path"], "a\0b", "a text of a reasonable length"),
    (["logs", 0, "path"], "", "a place with a path"),
    (["analysis", "options", "loss_effect"], 1e9, "loss_effect takes"),
    (["analysis", "options", "no_such"], "much", "options.no_such should be a number"),
    (["analysis", "map"], [["a", "nothing", None]], "a quantity"),
    (["runs", 0, "notes", 0, "text"], "", "a note"),
    (["runs", 0, "notes", 1, "end"], None, "a note"),
    (["runs", 0, "notes", 1, "start"], True, "a number"),
    (["runs", 0, "dismissed", 0, "start"], 10**400, "a number"),
    (["runs", 0, "view", "x"], [2, 1], "two numbers"),
    (["runs", 0, "view", "fits"], [3, 2], "two numbers"),
    (["runs", 0, "view", "fits"], [2], "two numbers"),
    (["runs", 0, "view", "event"], -1, "a whole number"),
    (["view", "smoothing"], 3, "a number from 0 to 0.99"),
    (["view", "overlay"], [], "view.overlay should be an object"),
    (["view", "overlay", "runs", 0], {"name": "a"}, "runs[0].log should be"),
    (["view", "overlay", "hidden_kinds"], [["left"]], "an axis and a split"),
    (["view", "smoothed_over"], "much", "a way of smoothing"),
    (["view", "layout"], {"geometry": 3}, "a text"),
]


@pytest.mark.parametrize(("place", "value", "said"), DAMAGES)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, place: list[Any], value: Any, said: str) -> None:
    document = json.loads(written(whole(tmp_path), tmp_path))
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    file = tmp_path / "p.lossacc"
    file.write_text(json.dumps(document))
    with pytest.raises(BadProject) as error:
        read_project(file)
    assert said in str(error.value) and str(file) in str(error.value)


@pytest.mark.parametrize(
    "names", [["memory_most"], ["keep_memory", "memory_most"], [f"a{i}{'b' * 99}" for i in range(9)]]
)
def test_options_of_another_version_are_passed_over_with_one_notice(tmp_path: Path, names: list[str]) -> None:
    document = json.loads(written(whole(tmp_path), tmp_path))
    assert parsed(json.dumps(document), tmp_path).notice == SILENCE
    document["analysis"]["options"] |= dict.fromkeys(names, 0.5)
    found = parsed(json.dumps(document), tmp_path)
    assert found == whole(tmp_path)
    assert all(name[:40] in found.notice for name in names[:6]) and len(found.notice) < 400
    assert ("…" in found.notice) == (len(names) > 6) and (len(names) < 2 or tr(found.notice).count(names[1][:40]) == 1)
    assert parsed(written(found, tmp_path), tmp_path).notice == SILENCE


def test_an_option_of_another_version_is_told_once_of_a_project_and_refused_on_the_command_line(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(saved.read_text())
    document["analysis"]["options"]["memory_most"] = 0.9
    saved.write_text(json.dumps(document))
    command_line(["analyze", str(saved), "--json"])
    assert capsys.readouterr().err.count("memory_most") == 1
    assert command_line(["analyze", str(saved), "--option", "memory_most=0.9"]) == 2
    told = capsys.readouterr().err
    assert "there is no option 'memory_most'" in told and "`lossacc options` lists all" in told


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"3", b"[" * 100_000, b'{"lossacc_project": 1e400}'])
def test_what_is_no_project_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "p.lossacc"
    file.write_bytes(content)
    with pytest.raises(BadProject):
        read_project(file)


def test_a_project_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(BadProject, match=r"none\.lossacc could not be read: No such file"):
        read_project(tmp_path / "none.lossacc")
    with pytest.raises(BadProject, match="could not be read: embedded null"):
        read_project(tmp_path / "a\0b.lossacc")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["logs", "analysis", "runs", "view"])


@settings(max_examples=25, deadline=None)  # to make one takes far longer than to read it
@given(st.dictionaries(KEYS, JSON, max_size=4))
def test_nothing_that_is_json_does_more_than_be_refused(parts: dict[str, Any]) -> None:
    text = json.dumps({"lossacc_project": 1, **parts})
    with suppress(BadProject):
        assert isinstance(parsed(text, Path("/nowhere")), Project)


def test_notes_have_letters_from_left_to_right() -> None:
    notes = [Note(str(i), float(i), float(i)) for i in reversed(range(30))] + [Note("all")]
    letters = [(letter, note.text) for letter, note in lettered(notes)]
    assert letters[0] == ("a", "all") and letters[1] == ("b", "0") and letters[30] == ("ae", "29")
    alike = [Note("long", 3.0, 9.0), Note("short", 3.0, 5.0), Note("point", 3.0, 3.0)]
    assert [note.text for _, note in lettered(alike)] == ["point", "short", "long"], "of one start the shorter first"


@pytest.mark.parametrize(
    "ends", [(1.0, None), (2.0, 1.0), (float("nan"), 1.0), (0.0, float("inf")), (-float("inf"), 0.0)]
)
def test_a_note_with_odd_ends_is_none(ends: tuple[float, float | None]) -> None:
    with pytest.raises(ValueError, match="a note"):
        Note("x", *ends)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    project = whole(tmp_path)
    lost = tmp_path / "lost.csv"
    request = Request(options=Options(loss_effect=0.1), pairs_of=((tmp_path / "a.csv", ("val_loss:accuracy",)),))
    file = tmp_path / "p.lossacc"
    file.write_text(written(replace(project, logs=(*project.logs, lost), request=request), tmp_path))
    return file


def test_the_command_line_analyses_a_project_as_it_was_left(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["analyze", str(saved), "--json"]) == 1, "a log is missing"
    told = capsys.readouterr()
    result = json.loads(told.out)
    assert "lost.csv" in told.err and result["errors"][0]["path"].endswith("lost.csv")
    first, second = result["runs"]
    assert [note["letter"] for note in first["notes"]] == ["a", "b", "c"] and second["notes"] == []
    assert {e["accuracy_metric"] for e in first["episodes"]} != {e["accuracy_metric"] for e in second["episodes"]}
    kinds = [(e["pattern"], e["split"], e["accuracy_metric"]) for e in first["episodes"]]
    assert ("loss_worse_accuracy_flat", "val", "val_accuracy") not in kinds


@pytest.mark.usefixtures("qapp")
def test_notes_stand_in_every_report_and_in_the_figure(saved: Path, tmp_path: Path) -> None:
    for ending in ("txt", "md", "html", "json"):
        report = tmp_path / f"out.{ending}"
        command_line(["analyze", str(saved), "-o", str(report)])
        text = report.read_text()
        assert "rate" in text and "and here" in text and "<learning>" not in text.replace("the <learning> rate", "")
    assert "the <learning>" not in (tmp_path / "out.html").read_text()
    assert command_line(["export", str(saved), "-o", str(tmp_path / "out.svg"), "--run", "a", "--width", "200"]) == 1
    assert command_line(["export", str(saved), "-o", str(tmp_path / "out.png"), "--run", "a", "--width", "200"]) == 1
    picture = (tmp_path / "out.svg").read_text()
    assert "note b, epoch 3: look here" in picture and "Note a: the" in picture


def test_a_project_is_given_alone_and_never_replaced(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["analyze", str(saved), str(saved.parent / "a.csv")]) == 2
    assert "is a project" in capsys.readouterr().err
    before = saved.read_bytes()
    command_line(["analyze", str(saved), "-o", str(saved), "--format", "json", "--overwrite"])
    assert saved.read_bytes() == before


def test_a_project_in_a_folder_is_no_log_of_it(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["analyze", str(saved.parent), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["runs"]) == 2


def test_the_good_log_of_a_hostile_project_is_read_and_each_other_entry_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text(LOG)
    secret = tmp_path / "secret"
    secret.write_text("root:x:0:0:root:/root:/bin/bash\n")
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    paths = ["../../a.csv", "../../secret", "../../../nothing/passwd", "p.lossacc", "a" * 5000, "\x1b[31mred", "\ud800"]
    project = folder / "p.lossacc"
    project.write_text(json.dumps({"lossacc_project": 1, "logs": [{"path": path} for path in paths]}))
    assert command_line(["analyze", str(project), "--json"]) == 1
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert len(told["runs"]) == 1 and len(told["errors"]) == len(paths) - 1
    assert "an error in lossacc" not in said.err and "\x1b" not in said.err and "root:x" not in said.err + said.out
    assert "p.lossacc: This is a project" in said.err


def test_thousands_of_logs_in_a_project_are_not_compared_with_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[object] = []
    alike = PurePath.__eq__

    def counted(one: PurePath, other: object) -> bool:
        compared.append(other)
        return alike(one, other)

    monkeypatch.setattr(PurePath, "__eq__", counted)
    logs = [tmp_path / f"no{i}.csv" for i in range(200)]
    assert len(logs_of(logs, Request())) == 200
    assert len(compared) < 10 * len(logs)
