"""What is promised to notebooks and programs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lossacc_gui as la
from lossacc_gui.resource import resource
from lossacc_gui.samples import samples

pytestmark = pytest.mark.usefixtures("qapp")  # figures in this process need the application that widgets need

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLE = next(sample.path for sample in samples() if sample.path.name == "overconfidence.csv")
FRAME = pd.read_csv(SAMPLE)
LISTS: dict[str, list[float]] = {name: list(FRAME[name]) for name in FRAME}
RECORDS: list[dict[str, Any]] = FRAME.to_dict("records")


class Tensor:
    """What tensors of PyTorch, TensorFlow and JAX have in common."""

    def __init__(self, value: float) -> None:
        self.value = value

    def detach(self) -> Tensor:
        return self

    def item(self) -> float:
        return self.value


SOURCES: dict[str, Callable[[], object]] = {
    "path as text": lambda: str(SAMPLE),
    "path": lambda: SAMPLE,
    "table": lambda: FRAME,
    "table with the epoch as index": lambda: FRAME.set_index("epoch"),
    "table of objects": lambda: FRAME.astype(object),
    "history of Keras": lambda: SimpleNamespace(history={n: v for n, v in LISTS.items() if n != "epoch"}),
    "lists": lambda: LISTS,
    "arrays": lambda: {name: np.array(values, dtype=np.float32) for name, values in LISTS.items()},
    "lists of tensors": lambda: {name: [Tensor(v) for v in values] for name, values in LISTS.items()},
    "records": lambda: RECORDS,
    "records of numpy": lambda: [{name: np.float64(v) for name, v in one.items()} for one in RECORDS],
    "trainer": lambda: SimpleNamespace(log_history=[*RECORDS, {"train_runtime": 3.0, "train_loss": 9.0, "epoch": 60}]),
}


@pytest.fixture(scope="module")
def small() -> la.Result:
    return la.analyze({"val_loss": [1.0, 0.8, 0.7], "val_accuracy": [0.1, 0.4, 0.5]}, name="a")


@pytest.fixture(scope="module")
def of_file() -> dict[str, Any]:
    """The run as the file tells it."""
    return run_of(la.analyze(SAMPLE))


def run_of(result: la.Result) -> dict[str, Any]:
    (run,) = result.to_dict()["runs"]
    return dict(run)


@pytest.mark.parametrize("kind", SOURCES)
def test_every_kind_of_source_gives_what_the_file_gives(kind: str, of_file: dict[str, Any]) -> None:
    result = la.analyze(SOURCES[kind]())
    found = run_of(result)
    assert {one["metric"]: one["points"] for one in found["series"]} == {
        one["metric"]: one["points"] for one in of_file["series"]
    }
    assert (found["verdict"]["state"], found["verdict"]["cause"]) == (result.state, result.cause)
    assert found["verdict"]["state"] == of_file["verdict"]["state"]
    assert [(e["start"], e["end"], e["pattern"]) for e in found["episodes"]] == [
        (e["start"], e["end"], e["pattern"]) for e in of_file["episodes"]
    ]


@pytest.mark.parametrize("thing", [3, object(), [1, 2, 3], [{"loss": 1.0}, 4], b"log.csv"])
def test_another_thing_is_a_type_error_that_names_what_is_taken(thing: object) -> None:
    with pytest.raises(TypeError, match="a path, a DataFrame, a Keras History"):
        la.analyze(thing)


@pytest.mark.parametrize("empty", [{}, [], pd.DataFrame(), {"names": ["a"]}, [{"text": "a"}]])
def test_what_holds_no_numbers_cannot_be_read(empty: object) -> None:
    with pytest.raises(la.UnreadableLog):
        la.analyze(empty)


@pytest.mark.parametrize("kind", [str, float])
def test_a_table_of_words_is_read_to_its_last_row_where_a_cell_is_no_number(kind: type) -> None:
    words = [kind(1.0 - 0.05 * i) for i in range(9)]
    table = pd.DataFrame({"epoch": range(10), "val_loss": [*words, "lost"], "val_accuracy": np.linspace(0.1, 0.6, 10)})
    found = run_of(la.analyze(table))
    assert {one["metric"]: one["points"] for one in found["series"]} == {"val_loss": 9, "val_accuracy": 10}
    (notice,) = found["notices"]
    assert notice["text"] == "val_loss: 'lost' is no number; such cells are left out." and notice["line"] is None


def test_names_that_tell_nothing_are_refused_until_somebody_says_what_they_mean() -> None:
    unknown = FRAME.rename(columns={"val_loss": "foo", "val_accuracy": "bar"})[["epoch", "foo", "bar"]]
    with pytest.raises(la.UnreadableLog, match="foo"):
        la.analyze(unknown)
    said = la.analyze(unknown, metrics={"foo": "loss:val", "bar": "accuracy:val"})
    assert {one["quantity"] for one in run_of(said)["series"]} == {"loss", "accuracy"}
    with pytest.raises(la.BadOption, match="quux"):
        la.analyze(FRAME, metrics={"quux": "loss"})


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        ({"name": 3}, TypeError, "name takes a text, not an object of type int"),
        ({"name": " "}, la.BadOption, "name is empty"),
        ({"metrics": "foo=loss"}, TypeError, "metrics takes a dictionary"),
        ({"metrics": {3: "loss"}}, TypeError, "metrics .* keys is an object of type int"),
        ({"metrics": {"foo": 3}}, TypeError, "the meaning of 'foo' in metrics takes a text"),
        ({"metrics": {"foo": "nonsense"}}, la.BadOption, "^metrics: there is no quantity '?nonsense'?;"),
        ({"pairs": "val_loss:val_accuracy"}, TypeError, "pairs takes a list"),
        ({"pairs": [("val_loss", "val_accuracy")]}, TypeError, "pairs .* items is an object of type tuple"),
        ({"pairs": 3}, TypeError, "pairs takes a list"),
        ({"pairs": ["a:b"]}, la.BadOption, "^pairs: '?a:b'? is no LOSS:ACCURACY .*; metrics says"),
        ({"options": ["loss_effect"]}, TypeError, "options takes a dictionary"),
        ({"options": {3: 1.0}}, TypeError, "options .* keys is an object of type int"),
        ({"options": {"loss_effect": float("nan")}}, la.BadOption, "option loss_effect takes a number from 0"),
        ({"options": {"loss_effect": None}}, la.BadOption, "option loss_effect takes a number from 0"),
        ({"causes": 3}, TypeError, "causes takes a path"),
        ({"causes": ""}, la.BadOption, "causes is empty"),
        ({"evidence": True}, TypeError, "evidence takes a path"),
        ({"evidence": ""}, la.BadOption, "evidence is empty"),
        ({"source": ""}, la.BadOption, "source is empty"),
    ],
)
def test_a_wrong_argument_is_named_with_what_it_takes(wrong: dict[str, Any], kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        la.analyze(**{"source": LISTS, **wrong})


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        ({"kind": 3}, TypeError, "kind takes a text"),
        ({"kind": "bmp"}, la.CannotWrite, "png, .svg or .pdf"),
        ({"colour": 1}, TypeError, "no setting 'colour'; the settings are preset"),
        ({"preset": 3}, TypeError, "preset takes a name"),
        ({"preset": "zz"}, la.BadOption, "no preset '?zz'?;"),
        ({"width_mm": "wide"}, TypeError, "width_mm takes a number"),
        ({"width_mm": True}, TypeError, "width_mm takes a number"),
        ({"width_mm": float("nan")}, la.BadOption, "not nan mm"),
        ({"dark": "no"}, TypeError, "dark takes True or False"),
        ({"smoothing": None}, TypeError, "smoothing takes a weight or a text"),
        ({"smoothing": 2}, la.BadOption, "from 0 to 0.99, not 2; so many steps are the text '2'"),
        ({"smoothing": float("nan")}, la.BadOption, "from 0 to 0.99, not nan$"),
        ({"smoothing": -0.1}, la.BadOption, "from 0 to 0.99, not -0.1$"),
        ({"smoothing": "much"}, la.BadOption, "smoothing: expected a weight"),
    ],
)
def test_a_wrong_setting_of_a_figure_is_named_with_what_it_takes(
    small: la.Result, wrong: dict[str, Any], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        small.figure(**wrong)


@pytest.mark.parametrize(
    ("at", "kind", "said"),
    [
        (1, IndexError, "no run 1; there are 1"),
        (-2, IndexError, "no run -2; there are 1"),
        ("b", KeyError, "no run 'b'; the runs are 'a'"),
        (1.5, TypeError, "by its place, its name or a slice, not by float"),
    ],
)
def test_a_run_that_is_not_there_is_told_in_words(small: la.Result, at: Any, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        small[at]


def test_of_several_runs_state_cause_and_point_to_keep_are_those_of_the_worst() -> None:
    chance, fall = np.random.default_rng(3), np.exp(-np.arange(40) / 8)
    healthy = {"loss": 0.3 + 1.5 * fall, "val_loss": 0.4 + 1.5 * fall + chance.normal(0, 0.005, 40)}
    rises = np.interp(np.arange(40), [0, 8, 39], [1.9, 0.6, 1.8]) + chance.normal(0, 0.005, 40)
    both = la.Result([one._analyses[0] for one in map(la.analyze, (healthy, {"loss": 1.5 * fall, "val_loss": rises}))])
    assert [one.state for one in both] == ["fine", "problem"] and both.state == "problem"
    assert both.cause == both[1].cause == "overfitting" and both.keep == both[1].keep == 8.0
    assert both[0] in both and both.index(both[1]) == 1 and both[0] != both[1] and len({both[0], both[0]}) == 1


def test_of_no_run_there_is_no_figure_and_everything_else_is_empty(small: la.Result, tmp_path: Path) -> None:
    none = small[1:]
    assert (none.state, none.cause, none.keep, none.verdict, none.text) == ("", None, None, "", "")
    with pytest.raises(IndexError, match="there is no run"):
        none.figure()
    with pytest.raises(TypeError, match="path takes a path"):
        small.save(3)  # type: ignore[arg-type]
    with pytest.raises(la.CannotWrite, match="not one without a suffix"):
        small.save(tmp_path / "x")


def test_options_and_pairs_reach_the_analysis() -> None:
    with pytest.raises(la.BadOption, match="no_such"):
        la.analyze(FRAME, options={"no_such": 1.0})
    with pytest.raises(la.BadOption, match="nothing"):
        la.analyze(FRAME, pairs=["val_loss:nothing"])


def test_nan_to_the_end_of_a_column_was_logged_and_other_gaps_are_blanks() -> None:
    blown_up = FRAME.copy()
    blown_up.loc[40:, "loss"] = np.nan
    points = {one["metric"]: one["points"] for one in run_of(la.analyze(blown_up))["series"]}
    assert points["loss"] == len(FRAME)
    every_other = FRAME.copy()
    every_other.loc[1::2, "loss"] = np.nan
    points = {one["metric"]: one["points"] for one in run_of(la.analyze(every_other))["series"]}
    assert points["loss"] == (len(FRAME) + 1) // 2
    tested = pd.concat([FRAME, pd.DataFrame([{"epoch": len(FRAME), "test_loss": 0.5}])], ignore_index=True)
    points = {one["metric"]: one["points"] for one in run_of(la.analyze(tested))["series"]}
    assert points["loss"] == len(FRAME) and points["test_loss"] == 1


def test_a_result_says_it_in_words_html_json_and_pictures(tmp_path: Path) -> None:
    result = la.analyze(FRAME, name="mine")
    assert result.text.startswith("mine\n====") and str(result) == result.text
    assert result.name == "mine" and result.keep is not None and result.verdict in " ".join(result.text.split())
    assert json.loads(result.to_json()) == result.to_dict()
    assert result.to_html().startswith("<!doctype html>") and result.to_markdown().startswith("# ")
    assert repr(result) == f"<lossacc.Result mine [{result.state}]>"
    shown = result._repr_html_()
    assert "<svg" in shown and "<script" not in shown and shown.count("<div") == shown.count("</div>")
    assert result.figure("png", dpi=50, dark=True).data.startswith(b"\x89PNG")
    assert set(result.figure()._repr_mimebundle_()) == {"image/svg+xml"}
    for name in ("a.svg", "a.pdf", "a.html", "a.md", "a.csv", "a.json", "a.txt"):
        assert result.save(tmp_path / name).stat().st_size > 300
    with pytest.raises(la.CannotWrite, match="exists already"):
        result.save(tmp_path / "a.svg")
    with pytest.raises(la.CannotWrite, match="end in"):
        result.figure("png").save(tmp_path / "b.svg")


def test_a_result_of_several_runs_is_a_sequence_of_runs(tmp_path: Path) -> None:
    for name in ("one", "two"):
        FRAME.to_csv(tmp_path / f"{name}.csv", index=False)
    (tmp_path / "history.json").write_text("{")
    result = la.analyze(tmp_path)
    assert [one.name for one in result] == ["one", "two"] == result.name.split(", ")
    assert result["two"].name == result[1].name == result[-1:].name
    assert [error.path.name for error in result.errors] == ["history.json"] and not result[0].errors
    with pytest.raises(KeyError):
        result["three"]
    assert "1 unread" in repr(result)


def test_a_log_that_cannot_be_read_is_raised(tmp_path: Path) -> None:
    with pytest.raises(la.UnreadableLog):
        la.analyze(tmp_path / "not-there.csv")


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; old = set(sys.modules); import lossacc_gui; print(sorted(set(sys.modules) - old))"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['lossacc_gui']"


def test_what_is_promised_is_there_and_stands_in_the_stub_and_the_guide() -> None:
    stub = (CHECKOUT / "lossacc_gui" / "__init__.pyi").read_text("utf-8")
    page = (CHECKOUT / "packaging" / "guide" / "programs.md").read_text("utf-8")
    assert set(la.__all__) <= set(dir(la)) and "analyze" in la.__all__
    for name in la.__all__:
        assert getattr(la, name) is not None
        assert f" as {name}\n" in stub or f"{name}: " in stub
        assert name == "__version__" or f"la.{name}" in page, name
    assert stub.count(" as ") == len(la.__all__) - 1
    with pytest.raises(AttributeError):
        _ = la.no_such_thing  # type: ignore[attr-defined]
    assert callable(la.analyze)  # no module of that name hides the function


def test_the_cells_of_the_notebook_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where no notebook can: test_notebook.py runs them as one, once a week."""
    monkeypatch.chdir(tmp_path)
    cells = json.loads(resource("notebooks", "tour.ipynb").read_text("utf-8"))["cells"]
    known: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), known)
    assert "result" in known
