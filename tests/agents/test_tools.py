"""The tools for agents, through the protocol's own client where its SDK is installed."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.agents import tools
from lossacc_gui.model.errors import BadOption, CannotWrite, UnreadableLog
from lossacc_gui.samples import samples

CHECKOUT = Path(__file__).resolve().parents[2]
LOG = next(sample.path for sample in samples() if sample.path.name == "overconfidence.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "runs").mkdir()
    for name in ("one", "two"):
        shutil.copy(LOG, tmp_path / "runs" / f"{name}.csv")
    return tmp_path / "runs"


def test_analyze_tells_the_verdict_with_few_causes() -> None:
    found = asyncio.run(tools.analyze(str(LOG)))
    (run,) = found["runs"]
    assert run["verdict"]["state"] in ("problem", "watch") and len(run["causes"]) <= 5
    assert run["episodes"] and all(len(event["causes"]) <= 3 for event in run["episodes"])
    with pytest.raises(UnreadableLog):
        asyncio.run(tools.analyze("/no/such/log.csv"))


def test_explain_tells_a_run_or_a_cause(folder: Path) -> None:
    assert "two" in asyncio.run(tools.explain(str(folder), run="two")).splitlines()[0]
    assert "Sources" in asyncio.run(tools.explain(str(folder), cause="overconfidence"))
    with pytest.raises(BadOption, match="one, two"):
        asyncio.run(tools.explain(str(folder), run="three"))
    with pytest.raises(BadOption, match="overconfidence"):
        asyncio.run(tools.explain(str(folder), cause="bad luck"))


def test_too_many_runs_are_for_triage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MOST_RUNS", 1)
    with pytest.raises(BadOption, match="triage"):
        asyncio.run(tools.analyze(str(folder)))


def test_triage_gives_the_most_harmed_first_and_no_more_than_asked(folder: Path) -> None:
    found = asyncio.run(tools.triage(str(folder), most=1))
    assert len(found["runs"]) == 1 and found["runs_in_all"] == 2
    json.dumps(found, allow_nan=False)


@pytest.mark.usefixtures("qapp")
def test_export_replaces_no_file_that_it_was_not_told_to(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    assert asyncio.run(tools.export(str(LOG), str(report))) == str(report.resolve())
    report.write_text("mine")
    with pytest.raises(CannotWrite, match="overwrite"):
        asyncio.run(tools.export(str(LOG), str(report)))
    assert report.read_text() == "mine"
    asyncio.run(tools.export(str(LOG), str(report), overwrite=True))
    assert "overconfidence" in report.read_text()


def test_without_the_sdk_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.delitem(sys.modules, "lossacc_gui.agents.server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    assert command_line(["mcp"]) == 2
    assert 'pip install "lossacc[mcp]"' in capsys.readouterr().err


async def _conversation(folder: Path, figure: Path) -> dict[str, Any]:
    """All tools, called by a client that starts the server as agents do."""
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    surroundings = os.environ | {"PYTHONPATH": str(CHECKOUT), "QT_QPA_PLATFORM": "offscreen"}
    code = "from lossacc_gui.__main__ import command_line; command_line(['mcp'])"
    server = StdioServerParameters(command=sys.executable, args=["-c", code], env=surroundings)
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        listed = await session.list_tools()
        calls: tuple[tuple[str, dict[str, Any]], ...] = (
            ("analyze", {"path": str(LOG)}),
            ("explain", {"path": str(folder), "run": "one"}),
            ("export", {"path": str(LOG), "output": str(figure)}),
            ("triage", {"path": str(folder)}),
            ("analyze", {"path": "/no/such/log.csv"}),
        )
        answers = [await session.call_tool(name, arguments) for name, arguments in calls]
        return {"tools": [tool.name for tool in listed.tools], "answers": answers}


@pytest.mark.filterwarnings("ignore")  # those of the SDK's own parts
def test_a_real_client_calls_every_tool(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("mcp")
    figure = tmp_path / "chart.svg"
    told = asyncio.run(_conversation(folder, figure))
    analyzed, explained, exported, triaged, failed = told["answers"]
    assert sorted(told["tools"]) == ["analyze", "explain", "export", "triage"]
    assert '"state"' in analyzed.content[0].text and not analyzed.is_error
    assert explained.content[0].text.startswith("one")
    assert exported.content[0].text == str(figure.resolve()) and b"<svg" in figure.read_bytes()
    assert json.loads(triaged.content[0].text)["runs_in_all"] == 2
    assert failed.is_error and "/no/such/log.csv: There is no such file." in failed.content[0].text
