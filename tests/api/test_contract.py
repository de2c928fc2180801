"""What is printed as JSON is what the schema in the package says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import lossacc_gui as la
from lossacc_gui.__main__ import command_line
from lossacc_gui.samples import samples

DATA = Path(__file__).resolve().parents[1] / "data"
fastjsonschema = pytest.importorskip("fastjsonschema")


def closed(part: Any) -> Any:
    """The schema with nothing allowed that it does not name: a new key has to be described."""
    if isinstance(part, list):
        return [closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    more = {"additionalProperties": False} if part.get("type") == "object" else {}
    return {name: closed(one) for name, one in part.items()} | more


@pytest.fixture(scope="module")
def valid() -> Any:
    return fastjsonschema.compile(closed(la.schema()))


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.path.stem)
def test_the_json_of_a_sample_is_as_the_schema_says(
    sample: Any, valid: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["analyze", str(sample.path), "--json", "--explain-episodes", "--evidence", "auto"]
    assert command_line(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    valid(found)
    assert found["schema_version"] == 1


def test_the_json_of_every_small_log_is_as_the_schema_says(valid: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["analyze", str(DATA), "--json", "--explain-episodes"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)
    valid(found)
    assert len({run["format"] for run in found["runs"]}) > 20


def test_what_is_found_of_no_split_says_so_with_null(valid: Any) -> None:
    epochs = [*range(12), *range(12)]
    records = [{"epoch": e, "val_loss": 1 / (n + 1), "lr": 0.1 * 0.8**n} for n, e in enumerate(epochs)]
    found = la.analyze(records).to_dict()
    valid(found)
    kinds = {one["kind"]: one["split"] for one in found["runs"][0]["findings"]}
    assert kinds["schedule"] is None and kinds["restart"] is None


def test_samples_show_every_part_of_the_schema(valid: Any) -> None:
    runs = [la.analyze(sample.path, evidence="auto").to_dict()["runs"][0] for sample in samples()]
    assert any(run["episodes"] for run in runs) and any(run["findings"] for run in runs)
    assert any(run["verdict"]["keep"] for run in runs) and any("evidence" in run for run in runs)


def test_logs_that_cannot_be_read_are_as_the_schema_says(
    tmp_path: Path, valid: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.json").write_text("{")
    assert command_line(["analyze", str(tmp_path / "log.json"), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    valid(found)
    assert found["errors"] and not found["runs"]


@pytest.mark.parametrize(
    ("place", "wrong"),
    [(("schema_version",), 2), (("runs", 0, "verdict", "state"), "bad"), (("runs", 0, "series", 0, "points"), "60")],
)
def test_another_value_or_a_missing_key_is_against_the_schema(
    place: tuple[Any, ...], wrong: object, valid: Any
) -> None:
    found = la.analyze(samples()[0].path).to_dict()
    valid(found)
    inner = found
    for key in place[:-1]:
        inner = inner[key]
    kept = inner[place[-1]]
    for change in (lambda: inner.update({place[-1]: wrong}), lambda: inner.pop(place[-1])):
        change()
        with pytest.raises(fastjsonschema.JsonSchemaException):
            valid(found)
        inner[place[-1]] = kept


def test_the_command_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == la.schema()
