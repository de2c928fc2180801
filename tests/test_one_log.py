"""An exception while one log is worked on never takes the others down."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lossacc_gui import troubles, use_case
from lossacc_gui.__main__ import command_line
from lossacc_gui.cli.batch import Drawing, Orders, draw
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.export import registry as export_registry
from lossacc_gui.export import text
from lossacc_gui.export.look import Look
from lossacc_gui.language import say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption, Cancelled, UnreadableLog
from lossacc_gui.model.request import Request
from lossacc_gui.readers import registry
from lossacc_gui.readers.reader import Reader
from lossacc_gui.resource import resource
from lossacc_gui.triage import summary
from lossacc_gui.use_case import analyze_all

LOG = "epoch,loss,accuracy\n0,1,0.5\n1,0.9,0.6\n2,0.8,0.7\n"
STAGES = ("identify", "beside", "read", "detect", "explain")


class Planted(Exception):
    pass


def plant(stage: str, monkeypatch: pytest.MonkeyPatch, error: type[BaseException] = Planted) -> None:
    """Let one stage raise for the log that is called bad.csv."""

    def failing(work: Callable[..., Any], names: Callable[..., str]) -> Callable[..., Any]:
        def attempt(*arguments: Any, **named: Any) -> Any:
            if names(*arguments) == "bad":
                raise error("planted")
            return work(*arguments, **named)

        return attempt

    if stage == "identify":
        monkeypatch.setattr(registry, "_best", failing(registry._best, lambda head: head.path.stem))
    elif stage in ("beside", "read"):

        def spoilt(reader: Reader) -> Reader:
            return replace(reader, **{stage: failing(getattr(reader, stage), lambda path, *_: path.stem)})

        monkeypatch.setattr(registry, "READERS", tuple(map(spoilt, registry.READERS)))
    else:
        monkeypatch.setattr(use_case, stage, failing(getattr(use_case, stage), lambda run, *_: run.source.stem))


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(troubles, "logs_folder", lambda: tmp_path / "reports")
    (tmp_path / "logs").mkdir()
    for name in ("a", "bad", "c"):
        (tmp_path / "logs" / f"{name}.csv").write_text(LOG, encoding="utf-8")
    return tmp_path / "logs"


def split(results: list[Analysis | UnreadableLog]) -> tuple[list[str], list[UnreadableLog]]:
    runs = [result.run.source.stem for result in results if isinstance(result, Analysis)]
    return runs, [result for result in results if isinstance(result, UnreadableLog)]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("as_folder", [True, False])
def test_the_other_logs_are_analysed_and_the_error_is_told_as_ours(
    stage: str, as_folder: bool, logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(stage, monkeypatch)
    paths = [logs] if as_folder else sorted(logs.iterdir())
    runs, errors = split(list(analyze_all(paths, Request(causes=()))))
    assert runs == ["a", "c"]
    (error,) = errors
    assert error.path == logs / "bad.csv"
    assert "an error in lossacc, not in your log (Planted)" in error.sentence
    (report,) = (logs.parent / "reports").iterdir()
    assert str(report) in error.sentence
    text = report.read_text(encoding="utf-8")
    assert "Planted: planted" in text and "bad.csv" in text and "lossacc 0" in text


@pytest.mark.parametrize("stage", STAGES)
def test_the_command_line_tells_it_and_goes_on(
    stage: str, logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(stage, monkeypatch)
    assert command_line(["analyze", str(logs), "--json"]) == 1
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert len(told["runs"]) == 2 and len(told["errors"]) == 1
    assert "not in your log" in json.dumps(told["errors"])
    assert said.err.count("not in your log") == 1 and "Traceback" not in said.err


def test_an_error_while_the_report_is_made_ends_with_a_sentence(
    logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def trip(*_: object) -> str:
        raise Planted("planted")

    monkeypatch.setattr(text, "EXPORTER", replace(text.EXPORTER, make=trip))
    monkeypatch.setattr(export_registry, "REPORTS", (text.EXPORTER,))
    assert command_line(["analyze", str(logs), "--format", "text"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "an error in lossacc (Planted: planted)" in said and "error-" in said


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "epoch,loss,accuracy,perplexity\n" + "".join(f"{i},{0 if i > 5 else 1},0.5,1\n" for i in range(12))),
        (
            "b.csv",
            "epoch,loss,accuracy,cross_entropy\n"
            + "".join(f"{i},{1 if i < 4 else 'nan'},0.5,nan\n" for i in range(12)),
        ),
        (
            "c.csv",
            "epoch,loss,accuracy,grad_norm\n" + "".join(f"{i},1,0.5,{1 if i < 4 else 'inf'}\n" for i in range(12)),
        ),
        ("d.csv", "epoch,loss,accuracy,f1\n" + "".join(f"{i},1,0.5,{0.4 if i < 4 else 'nan'}\n" for i in range(12))),
        ("e.json", "".join(f'{{"epoch": {i}, "iter": 0, "loss": {1 / i}, "lr": 0.1}}\n' for i in range(1, 6))),
    ],
)
def test_zeros_and_ends_of_nan_are_no_trouble(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    runs, errors = split(list(analyze_all([path], Request(causes=load_causes(resource("causes"))))))
    assert runs == [path.stem] and not errors


def test_predictions_that_trip_us_leave_their_log(logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(path: Path) -> None:
        raise Planted("planted")

    monkeypatch.setattr(use_case, "read_predictions", trip)
    (logs / "predictions.npz").touch()
    runs, errors = split(list(analyze_all([logs / "a.csv"], Request(causes=(), evidence="auto"))))
    assert runs == ["a"]
    assert [error.path.name for error in errors] == ["predictions.npz"]


def test_cancelling_is_no_trouble(logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant("read", monkeypatch, Cancelled)
    with pytest.raises(Cancelled):
        list(analyze_all([logs], Request(causes=())))


def test_want_of_memory_is_said_plainly(logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant("read", monkeypatch, MemoryError)
    _, (error,) = split(list(analyze_all([logs], Request(causes=()))))
    assert error.sentence == "There is not enough memory for this log."


def test_the_same_error_has_one_report_and_the_oldest_go(logs: Path) -> None:
    def raised(kind: type[Exception]) -> Exception:
        try:
            raise kind("planted")
        except kind as error:
            return error

    kinds = [type(f"Planted{i}", (Exception,), {}) for i in range(troubles.KEPT + 5)]
    for kind in [*kinds, kinds[-1]]:
        assert troubles.reported(raised(kind), "testing") is not None
    assert len(list((logs.parent / "reports").iterdir())) == troubles.KEPT


def test_a_report_that_cannot_be_written_is_no_second_error(logs: Path) -> None:
    (logs.parent / "reports").write_text("in the way", encoding="utf-8")
    told = troubles.trouble_with(logs, Planted("planted"))
    assert told.sentence == "This is an error in lossacc, not in your log (Planted)."


def test_an_error_that_is_not_about_a_log_is_not_told_as_one(logs: Path) -> None:
    about = UnreadableLog(logs, say("It is empty."))
    assert troubles.told_of(logs, about) is about
    assert "Planted" in troubles.told_of(logs, Planted("planted")).sentence
    for error in (Cancelled(), BadOption(say("There is no such option."))):
        with pytest.raises(type(error)):
            troubles.told_of(logs, error)


@pytest.mark.parametrize("command", ["triage --jobs 1 --no-cache", "compare", "export --kind svg"])
def test_what_is_made_of_the_other_logs_is_made_where_one_trips(
    command: str, logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def tripping(work: Callable[..., Any]) -> Callable[..., Any]:
        def attempt(analysis: Any, *rest: Any) -> Any:
            one = analysis[0] if isinstance(analysis, list) else analysis
            if one.run.source.stem == "bad":
                raise Planted("planted")
            return work(analysis, *rest)

        return attempt

    if command.startswith("export"):
        (svg,) = (one for one in export_registry.EXPORTERS if one.name == "svg")
        monkeypatch.setattr(export_registry, "EXPORTERS", (replace(svg, make=tripping(svg.make)),))
        orders = Orders(("svg",), logs.parent, Look(), None, overwrite=False)
        drawn = [draw(Request(causes=()), orders, Drawing(log, log.stem)) for log in sorted(logs.iterdir())]
        assert [one.files for one in drawn] == [1, 0, 1]
        said = "".join(drawn[1].troubles)
    else:
        monkeypatch.setattr(summary, "row_of", tripping(summary.row_of))
        assert command_line([*command.split(), *map(str, sorted(logs.iterdir()))]) == 1
        output = capsys.readouterr()
        said = output.err
        assert "a.csv" in output.out and "c.csv" in output.out
    assert said.count("an error in lossacc, not in your log (Planted)") == 1


@pytest.mark.parametrize(
    ("command", "stage"),
    [
        ("analyze", "lossacc_gui.export.text.phrases.about"),
        ("analyze --json", "lossacc_gui.export.json._run"),
        ("report -o {}.html", "lossacc_gui.export.html.chart_of"),
        ("report -o {}.md", "lossacc_gui.export.markdown._run"),
        ("report -o {}.pdf", "lossacc_gui.export.report_pdf.chart_of"),
        ("export --overlay -o {}.svg", "lossacc_gui.chart.overlay.drawn.drawn_of"),
        ("export --overlay -o {}.svg", "lossacc_gui.chart.overlay.drawn.bands_of"),
        ("export --overlay --baseline a -o {}.svg", "lossacc_gui.chart.overlay.drawn.bands_of"),
    ],
)
def test_one_document_or_figure_of_many_runs_is_made_of_the_others(
    command: str, stage: str, logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    room, _, name = stage.rpartition(".")
    place = pkgutil.resolve_name(room)
    work = getattr(place, name)

    def attempt(analysis: Analysis, *rest: Any) -> Any:
        if analysis.run.source.stem == "bad":
            raise Planted("planted")
        return work(analysis, *rest)

    monkeypatch.setattr(place, name, attempt)
    out = logs.parent / "out"
    assert command_line([*command.format(out).split(), *map(str, sorted(logs.iterdir()))]) == 1
    output = capsys.readouterr()
    assert output.err.count("bad.csv: This is an error in lossacc, not in your log (Planted)") == 1
    made = [file for file in logs.parent.iterdir() if file.stem == "out"]
    assert len(made) == (" -o " in command)
    if not made:
        assert "a.csv" in output.out and "c.csv" in output.out
    if "--baseline" in command:
        assert "a (baseline)" in made[0].read_text(encoding="utf-8")
    if command.startswith("report") and made[0].suffix != ".pdf":
        text = made[0].read_text(encoding="utf-8")
        assert "c.csv" in text and "not in your log" in text


def test_an_error_that_is_told_keeps_nothing_of_what_was_read(tmp_path: Path) -> None:
    log = tmp_path / "notes.csv"
    log.write_text("no,log\nat,all\n", encoding="utf-8")
    (error,) = analyze_all([log], Request())
    assert isinstance(error, UnreadableLog)
    assert error.__traceback__ is None and error.__cause__ is None and error.__context__ is None
