"""The command line as a person or another program meets it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commanded import LOG, run

pytestmark = pytest.mark.usefixtures("qapp")  # figures in this process need the application that widgets need


def test_json_keeps_the_contract(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", log, "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert result["schema_version"] == 1
    assert result["errors"] == []
    (only,) = result["runs"]
    assert {"path", "name", "format", "series", "notices", "episodes", "findings", "causes"} <= set(only)
    assert [s["metric"] for s in only["series"]] == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert only["series"][3] == {"metric": "val_loss", "quantity": "loss", "split": "val", "points": 50}
    rising = [e for e in only["episodes"] if e["split"] == "val" and e["loss"] == "up"]
    assert len(rising) == 1
    episode = rising[0]
    assert episode["accuracy"] == "flat"
    assert abs(episode["start"] - 15) <= 4 and episode["end"] == 49
    assert {"loss_metric", "accuracy_metric", "pattern", "severity", "loss_change", "confidence", "causes"} <= set(
        episode
    )


def test_text_names_the_epochs_the_cause_and_the_remedy(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", log) == 0
    text = capsys.readouterr().out
    assert "–49" in text
    assert "confiden" in text.lower()
    assert "check" in text.lower() and "remed" in text.lower()


def test_an_unreadable_log_is_a_sentence_and_the_others_are_still_done(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert run("analyze", empty, log, "--json") == 1
    captured = capsys.readouterr()
    result = json.loads(captured.out)
    assert [r["path"] for r in result["runs"]] == [str(log)]
    (error,) = result["errors"]
    assert error["path"] == str(empty) and "empty" in error["message"]
    assert str(empty) in captured.err


@pytest.mark.parametrize("screen", [True, False])
def test_an_error_that_the_document_has_is_not_told_again_on_the_same_screen(
    screen: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another program takes the document, the person hears of the error all the same."""
    monkeypatch.setattr("lossacc_gui.cli.analyze.is_read_on_screen", lambda: screen)
    assert run("analyze", tmp_path / "nothing.csv", "--json") == 1
    said = capsys.readouterr()
    assert len(json.loads(said.out)["errors"]) == 1
    assert ("nothing.csv" in said.err) is not screen
    assert run("analyze", tmp_path / "nothing.csv", "--format", "csv") == 1
    assert "nothing.csv" in capsys.readouterr().err, "a table has no room for it"


def test_a_missing_file_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", tmp_path / "nothing.csv") == 1
    assert "nothing.csv" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".html", ".md", ".csv", ".json"])
def test_the_ending_of_the_output_file_chooses_the_format(suffix: str, log: Path, tmp_path: Path) -> None:
    output = tmp_path / f"report{suffix}"
    assert run("analyze", log, "-o", output) == 0
    text = output.read_text()
    expected = {".html": "<!doctype html", ".md": "# ", ".csv": "run,", ".json": '{"schema_version"'}[suffix]
    assert text.lower().replace("\n", "").replace('{  "', '{"').startswith(expected)


def test_an_existing_file_is_not_overwritten_unasked(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "report.html"
    output.write_text("mine")
    assert run("analyze", log, "-o", output) == 1
    assert output.read_text() == "mine"
    assert "--overwrite" in capsys.readouterr().err
    assert run("analyze", log, "-o", output, "--overwrite") == 0
    assert output.read_text() != "mine"


@pytest.mark.parametrize(("suffix", "magic"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_export_writes_a_chart(suffix: str, magic: bytes, log: Path, tmp_path: Path) -> None:
    output = tmp_path / f"chart{suffix}"
    assert run("export", log, "-o", output, "--smoothing", "0.5", "--dark") == 0
    assert output.read_bytes().startswith(magic)


def test_an_overlay_draws_several_runs_and_the_differences_to_one(log: Path, tmp_path: Path) -> None:
    first, second = log.rename(tmp_path / "first.csv"), tmp_path / "second.csv"
    second.write_text("".join(LOG.splitlines(True)[:30]), encoding="utf-8")
    assert run("export", first, second, "--overlay", "-o", tmp_path / "both.svg") == 0
    both = (tmp_path / "both.svg").read_text(encoding="utf-8")
    assert ">first<" in both and ">second<" in both
    assert run("export", first, second, "--overlay", "--baseline", "second", "-o", tmp_path / "less.svg") == 0
    assert "minus that of second" in (tmp_path / "less.svg").read_text(encoding="utf-8")


def test_an_overlay_of_seeds_draws_their_medians(log: Path, tmp_path: Path) -> None:
    seeds = [tmp_path / f"seed{seed}.csv" for seed in range(3)]
    for seed in seeds:
        seed.write_bytes(log.read_bytes())
    assert run("export", *seeds, "--overlay", "--seeds", "-o", tmp_path / "medians.svg") == 0
    assert "(3 runs)" in (tmp_path / "medians.svg").read_text(encoding="utf-8")
    log.unlink()
    assert run("export", tmp_path, "--overlay", "--seeds", "-o", tmp_path / "folder.svg") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--overlay", "--baseline", "nobody"), "nobody"),
        (("--overlay", "--metric", "nothing"), "nothing"),
        (("--overlay", "--seeds"), "fewest_seeds"),
        (("--overlay", "--run", "history"), "--run"),
        (("--overlay", "--x", "tokens"), "tokens"),
        (("--baseline", "history"), "--overlay"),
    ],
)
def test_what_an_overlay_cannot_be_is_a_sentence(
    words: tuple[str, ...], said: str, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", log, *words, "-o", tmp_path / "chart.svg") in (1, 2)
    assert said in capsys.readouterr().err and not (tmp_path / "chart.svg").exists()


def test_an_unknown_figure_kind_or_preset_is_a_sentence(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", log, "-o", tmp_path / "chart.bmp") in (1, 2)
    assert ".png" in capsys.readouterr().err
    assert run("export", log, "-o", tmp_path / "chart.png", "--preset", "poster") in (1, 2)
    assert "screen" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["analyze"], ["nonsense"], ["export", "a.csv"], ["export", "a", "-o", "b.png", "--range", "9:3"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "wanted"),
    [
        ("--smoothing", "a share of the run as 1%"),
        ("--width", "above 0"),
        ("--dpi", "above 0"),
        ("--range", "A:B with A below B"),
    ],
)
def test_a_word_where_a_number_belongs_is_told_what_is_wanted(
    option: str, wanted: str, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("export", log, "-o", tmp_path / "chart.png", option, "much")
    assert stopped.value.code == 2
    assert wanted in capsys.readouterr().err


def test_examples_without_predictions_are_refused_before_the_work(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("analyze", log, "--examples", tmp_path / "examples.csv") == 2
    said = capsys.readouterr()
    assert said.out == "" and "--evidence" in said.err


def test_a_missing_folder_of_the_output_is_named(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", log, "-o", tmp_path / "reports" / "a.html") == 1
    assert f"there is no folder {tmp_path / 'reports'}" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("analyze", "-o"), ("export", "-o")])
def test_the_log_is_never_replaced_even_when_asked_to(
    command: tuple[str, str], log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = log if command[0] == "analyze" else log.rename(log.with_suffix(".svg"))
    before = target.read_bytes()
    assert run(command[0], target, command[1], target, "--overwrite") == 1
    assert "never replaced" in capsys.readouterr().err
    assert target.read_bytes() == before


def test_a_log_in_a_folder_that_is_searched_is_not_replaced(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = log.read_bytes()
    assert run("analyze", log.parent, "-o", log, "--overwrite") == 1
    assert "never replaced" in capsys.readouterr().err
    assert log.read_bytes() == before
    for _ in range(2):
        assert run("analyze", log.parent, "-o", log.parent / "all.html", "--overwrite") == 0


def test_the_ending_and_the_format_must_agree(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", log, "-o", tmp_path / "a.png") == 2
    assert "lossacc export" in capsys.readouterr().err
    assert run("analyze", log, "--json", "-o", tmp_path / "a.html") == 2
    assert "must end in .json" in capsys.readouterr().err
    assert not list(tmp_path.glob("a.*"))
    assert run("analyze", log, "--json", "-o", tmp_path / "a") == 0


@pytest.mark.parametrize("command", ["analyze", "export", "report"])
def test_an_ending_that_is_none_is_told_with_those_there_are(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run(command, log, "-o", tmp_path / "a.xyz") in (1, 2)
    said = capsys.readouterr().err.strip()
    assert all(ending in said for ending in (".xyz", ".html", ".md", ".txt")) and len(said.splitlines()) == 1
    assert not list(tmp_path.glob("a*"))
    assert run("analyze", log, "--format", "json", "-o", tmp_path / "a.xyz") == 0, "what it holds was said"


def test_what_cannot_be_written_is_said_before_the_work(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from lossacc_gui import use_case

    monkeypatch.setattr(use_case, "analyze_all", None)
    (tmp_path / "there.html").touch()
    assert run("analyze", log, "-o", tmp_path / "there.html") == 1
    assert run("export", log, "-o", tmp_path / "no" / "a.png") == 1
    assert run("export", log, "-o", tmp_path / "run_lr0.001") == 2
    assert "exists already" in capsys.readouterr().err


def test_of_one_epoch_nothing_is_claimed(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log.write_text("\n".join(LOG.splitlines()[:2]) + "\n")
    assert run("analyze", log) == 0
    told = capsys.readouterr().out
    assert "[too short to say]" in told or "[undetermined]" in told


@pytest.fixture
def oddly_named(log: Path) -> Path:
    """A log whose name is no UTF-8."""
    odd = log.with_name(os.fsdecode(b"l\xf6g.csv"))
    try:
        odd.write_bytes(log.read_bytes())
    except (OSError, UnicodeError):
        pytest.skip("this file system has only names in UTF-8")
    return odd


@pytest.mark.parametrize("suffix", [".txt", ".html", ".md", ".csv", ".json"])
def test_a_name_that_is_no_utf8_is_escaped_in_a_report(suffix: str, oddly_named: Path, tmp_path: Path) -> None:
    report = tmp_path / f"report{suffix}"
    assert run("analyze", oddly_named, "-o", report) == 0
    assert "l\\udcf6g" in report.read_text("utf-8")


def test_a_name_that_is_no_utf8_is_escaped_on_standard_output(
    oddly_named: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "utf-8", errors="strict"))
    assert run("analyze", oddly_named) == 0
    assert b"l\\udcf6g" in written.getvalue()


LONG_WAY = "import sys; from lossacc_gui.__main__ import command_line; sys.exit(command_line(sys.argv[1:]))"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp932"])
@pytest.mark.parametrize("form", ["json", "text", "csv"])
def test_the_output_is_utf8_whatever_the_locale(
    encoding: str, form: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = log.rename(log.with_name("läuf ‹日本›.csv"))
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding))
    assert run("analyze", log, "--format", form) == 0
    sys.stdout.flush()
    assert "läuf ‹日本›" in written.getvalue().decode("utf-8")


def test_the_output_of_a_process_is_utf8_whatever_the_locale(log: Path) -> None:
    log = log.rename(log.with_name("läuf ‹日本›.csv"))
    done = subprocess.run(
        [sys.executable, "-c", LONG_WAY, "analyze", str(log)],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "cp932"},
        check=False,
    )
    assert "läuf ‹日本›" in done.stdout.decode("utf-8")
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("arguments", [["--help"], ["analyze", "LOG", "--json"]])
def test_a_full_output_is_a_sentence_and_a_status(arguments: list[str], log: Path) -> None:
    arguments = [str(log) if one == "LOG" else one for one in arguments]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", LONG_WAY, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "standard output could not be written: No space left" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("command", ["formats", "causes", "options"])
def test_so_it_is_for_what_a_command_lists(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as full:
        full.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(io.FileIO("/dev/full", "w")), "utf-8"))
        assert run(command) == 1
        sys.stdout.detach().detach().close()  # what is left in it cannot be written either
    assert "standard output could not be written: No space left" in capsys.readouterr().err


def test_closed_standard_streams_are_no_harm(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as closed:
        closed.setattr(sys, "stdout", None)
        assert run("analyze", log) == 1
        assert "standard output is closed" in capsys.readouterr().err
    with monkeypatch.context() as closed:
        closed.setattr(sys, "stderr", None)
        assert run("analyze", log, log.with_name("none.csv"), "--json") == 1
        assert len(json.loads(capsys.readouterr().out)["errors"]) == 1


@pytest.mark.parametrize("arguments", [["analyze", ""], ["export", " ", "-o", "a.png"], ["analyze", "a", "-o", ""]])
def test_an_empty_path_is_not_the_current_folder(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2
    assert "expected a file or a folder" in capsys.readouterr().err


def test_a_wrong_option_is_a_sentence(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", log, "--option", "n_exmples=1") == 2
    assert "but n_examples" in capsys.readouterr().err
    assert run("analyze", log, "--option", "n_examples=many") == 2
    assert "number" in capsys.readouterr().err


def test_facts_lists_what_is_measured_and_who_expects_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("facts") == 0
    told = capsys.readouterr().out
    assert "val_rise (says no at 0, yes at 0.4; told as: relative)" in told
    assert "+overfitting" in told


def test_formats_causes_and_options_list_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("formats") == 0
    assert "keras-csv" in capsys.readouterr().out
    assert run("causes") == 0
    assert "overconfidence" in capsys.readouterr().out
    assert run("causes", "overconfidence") == 0
    whole = capsys.readouterr().out
    assert "temperature" in whole and "Guo" in whole
    assert run("causes", "bad_luck") == 2
    assert run("options") == 0
    assert "n_examples" in capsys.readouterr().out


def test_open_hands_its_paths_to_the_window(log: Path) -> None:
    from lossacc_gui import cli

    opened: list[str] = []

    def window(paths: object) -> int:
        opened.extend(paths)
        return 0

    assert cli.main(["open", str(log)], window) == 0
    assert opened == [str(log)]


def test_the_real_program_analyses_a_small_log_without_pandas_or_qt(log: Path) -> None:
    code = (
        "import sys; from lossacc_gui.__main__ import command_line; "
        f"status = command_line(['analyze', {str(log)!r}, '--json']); "
        "heavy = sorted({m.split('.')[0] for m in sys.modules} & {'pandas', 'PySide6', 'pyqtgraph', 'scipy'}); "
        "print(heavy, file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"
    assert json.loads(done.stdout)["runs"]


def test_a_figure_of_a_table_loads_nothing_that_only_other_logs_need(log: Path, tmp_path: Path) -> None:
    """To load what understands printed lines, unpacks predictions or knows masked arrays takes a tenth of the time."""
    unneeded = {
        *("numpy.ma", "zipfile", "tempfile", "sqlite3", "html.parser", "lossacc_gui.explain.plain_npz"),
        *("lossacc_gui.readers.printed.understanding", "lossacc_gui.readers.unknown", "lossacc_gui.readers.refusal"),
        *("lossacc_gui.readers.kinds.programs", "lossacc_gui.readers.files.legacy", "lossacc_gui.measure.checkpoints"),
        *("lossacc_gui.readers.formats.tensorboard.event_file", "lossacc_gui.readers.tables.database_tables"),
    }
    code = (
        "import sys, numpy; of_numpy = set(sys.modules); "  # numpy 1 loads its masked arrays itself
        "from lossacc_gui.__main__ import command_line; "
        f"status = command_line(['export', {str(log)!r}, '-o', {str(tmp_path / 'chart.svg')!r}]); "
        f"print(sorted((set(sys.modules) - of_numpy) & {unneeded!r})); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("[]")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system does not tell the threads of a process")
def test_a_process_has_no_threads_for_matrices(log: Path) -> None:
    code = (
        "import os, sys; from lossacc_gui.__main__ import command_line; "
        f"command_line(['analyze', {str(log)!r}]); print(len(os.listdir('/proc/self/task')))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.endswith("NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines()[-1] == "1"


def test_a_reader_of_the_output_may_stop_early(log: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    code = (
        f"import sys; from lossacc_gui.__main__ import command_line; sys.exit(command_line(['analyze', {str(log)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


def test_why_each_stretch_is_an_episode_or_none_is_told_when_asked(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("analyze", log, "--json", "--explain-episodes") == 0
    (only,) = json.loads(capsys.readouterr().out)["runs"]
    assert any(one["is_episode"] for one in only["stretches"])
    assert all(one["reason"].endswith(".") and one["confidence"] is not None for one in only["stretches"])
    assert run("analyze", log, "--explain-episodes") == 0
    told = capsys.readouterr().out
    assert "Every stretch" in told and "standard errors" in told and "sure to" in told
    assert run("analyze", log, "--json") == 0
    assert "stretches" not in capsys.readouterr().out


def test_any_loss_can_be_related_to_any_accuracy(log: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("analyze", log, "--json", "--pair", "val_loss:accuracy") == 0
    (only,) = json.loads(capsys.readouterr().out)["runs"]
    assert ("val_loss", "accuracy") in {(e["loss_metric"], e["accuracy_metric"]) for e in only["episodes"]}
    assert run("export", log, "-o", tmp_path / "a.svg", "--pair", "val_los:accuracy") == 2
    said = capsys.readouterr().err
    assert "'val_los:accuracy'" in said and "losses are loss, val_loss" in said


@pytest.mark.shared
def test_folders_of_many_kinds_of_logs_are_analysed_in_one_call(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those whose runs are gathered from several files; readers/test_corpus_table.py analyses each log alone."""
    kinds = [folder for kind in ("03_*", "04_*", "10_*", "11_*") for folder in sorted((shared / "corpus").glob(kind))]
    assert run("analyze", *kinds, "--json") == 1
    captured = capsys.readouterr()
    result = json.loads(captured.out)
    assert "Traceback" not in captured.err
    assert len(result["runs"]) > 5 * len(result["errors"]) > 0
    for entry in result["runs"]:
        names = [(s["metric"], s["split"]) for s in entry["series"]]
        assert len(names) == len(set(names)), entry["path"]
    sys.stdout.write(f"{len(result['runs'])} runs analysed, {len(result['errors'])} logs refused\n")
