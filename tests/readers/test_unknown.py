"""Logs with names that nobody knows: what they hold, what the curves suggest, what the command line makes of it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.model.choice import Choice
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Run, Series, Split
from lossacc_gui.readers.guesses import are_hopeful, as_arguments, guesses
from lossacc_gui.readers.mapping import choice_of, mapped
from lossacc_gui.readers.registry import logs_under, read, read_unknown

COUNT = 40


def curves() -> dict[str, list[float]]:
    """A counter, a loss that falls, an accuracy that rises, a loss that turns at a third of the way."""
    t = np.arange(1, COUNT + 1)
    jitter = 0.004 * np.sin(7.0 * t)
    turning = 0.6 + 0.5 * np.exp(-t / 5) + 0.015 * np.maximum(t - 14, 0) + jitter
    columns = {"t": t, "foo": 2.1 * np.exp(-t / 9) + 0.2 + jitter, "bar": 0.9 - 0.7 * np.exp(-t / 8), "quux": turning}
    return {name: [round(float(value), 4) for value in column] for name, column in columns.items()}


def rows() -> list[dict[str, float]]:
    return [dict(zip(curves(), row, strict=True)) for row in zip(*curves().values(), strict=True)]


def as_table() -> str:
    return "t,foo,bar,quux\n" + "".join(f"{r['t']:g},{r['foo']},{r['bar']},{r['quux']}\n" for r in rows())


def as_print() -> str:
    return "starting with 8 workers\n" + "".join(
        f"[{r['t']:g}] foo {r['foo']} bar={r['bar']} (quux {r['quux']})\n" for r in rows()
    )


def as_json_lines() -> str:
    return "".join(json.dumps(row) + "\n" for row in rows())


FORMS = {
    "log.csv": as_table,
    "log.txt": as_print,
    "log.jsonl": as_json_lines,
    "a.json": lambda: json.dumps({"curves": curves()}),
}
MEANT = ("foo=loss:train", "bar=accuracy:val", "quux=loss:val")


@pytest.fixture(params=FORMS)
def unknown(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / str(request.param)
    path.write_text(FORMS[str(request.param)](), encoding="utf-8")
    return path


def test_what_comes_again_is_there_to_be_named(unknown: Path) -> None:
    with pytest.raises(UnreadableLog):
        read(unknown)
    (run,) = read_unknown(unknown)
    assert [len(one.value) for one in run.series] == [COUNT] * 4
    assert {"foo", "bar", "quux"} <= {one.metric for one in run.series}
    assert all(one.quantity is Quantity.OTHER for one in run.series)
    (foo,) = [one for one in run.series if one.metric == "foo"]
    assert foo.value.tolist() == curves()["foo"]


def test_the_curves_suggest_what_was_measured(unknown: Path) -> None:
    (run,) = read_unknown(unknown)
    found = guesses(run)
    assert found[0].quantity is Quantity.EPOCH
    assert set(found[1:]) == {choice_of(text) for text in MEANT}


def test_the_refusal_lists_what_map_takes_and_map_takes_it(unknown: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["analyze", str(unknown)]) == 1
    said = capsys.readouterr()
    assert said.out.strip() == "" and said.err.count("\n") == 1
    (run,) = read_unknown(unknown)
    assert as_arguments(guesses(run)) in said.err and "Choose Metrics" in said.err
    maps = [word for choice in guesses(run) for word in ("--map", as_arguments([choice])[6:].strip("'"))]
    assert command_line(["analyze", str(unknown), "--json", *maps]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["errors"] == []
    (only,) = told["runs"]
    assert only["x"] == "epoch"
    assert {(s["metric"], s["quantity"], s["split"]) for s in only["series"]} >= {
        ("foo", "loss", "train"),
        ("bar", "accuracy", "val"),
        ("quux", "loss", "val"),
    }
    assert any(event["split"] == "val" for event in only["episodes"] + only["findings"])


def test_names_that_do_not_help_leave_the_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.csv"
    path.write_text(as_table())
    assert command_line(["analyze", str(path), "--map", "t=epoch"]) == 1
    assert "--map" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "\n".join(f"x = {i}.5" for i in range(20))),
        ("a.txt", "Chapter 1\nIt was the year 1984.\nChapter 2\nIt cost 4.50.\n"),
        ("a.txt", "\n".join(f"line {i} of {i * i}" for i in range(50))),
        (
            "a.csv",
            "who,height,weight\n"
            + "".join(f"{w},1.{i}5,{60 + i}.5\n" for i, w in enumerate(["Ann", "Bob", "Cy", "Di"])),
        ),
        ("a.csv", "sample,y_true,p_0,p_1\n" + "".join(f"{i},{i % 2},0.{i}1,0.{9 - i}9\n" for i in range(9))),
        ("a.csv", "t,foo,bar\n1,0.5,0.5\n2,0.4,0.6\n"),
        ("a.json", '{"foo": {"bar": 1.5}}'),
        ("a.txt", ""),
    ],
)
def test_what_is_no_log_stays_refused(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert read_unknown(tmp_path / name) == ()


def test_in_a_folder_a_table_of_something_else_is_still_passed_over(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("epoch,loss\n1,0.5\n2,0.4\n")
    (tmp_path / "sizes.csv").write_text(as_table())
    assert logs_under(tmp_path) == [tmp_path / "log.csv"]


def test_lines_between_the_counts_lie_where_was_counted_last(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text(
        "".join(
            f"<{r['t']:g}> foo {r['foo']}\n" + (f"  -> quux {r['quux']}\n" if not r["t"] % 5 else "") for r in rows()
        )
    )
    (run,) = read_unknown(path)
    out = mapped(run, [choice_of("number 1=epoch"), choice_of("foo=loss:train"), choice_of("quux=loss:val")])
    (quux,) = [one for one in out.series if one.metric == "quux"]
    assert quux.x.tolist() == [5, 10, 15, 20, 25, 30, 35, 40]


def test_rows_of_numbers_without_names_are_offered_as_curves(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text("0.9,0.8,0.7,0.65,0.6,0.55\n0.95,0.85,0.75,0.7,0.68,0.69\n")
    (run,) = read_unknown(path)
    out = mapped(run, [choice_of("row 1=loss:train"), choice_of("row 2=loss:val")])
    assert [one.value.tolist() for one in out.series] == [
        [0.9, 0.8, 0.7, 0.65, 0.6, 0.55],
        [0.95, 0.85, 0.75, 0.7, 0.68, 0.69],
    ]


def alone(value: list[float]) -> Run:
    series = Series("a", Quantity.OTHER, Split.TRAIN, np.arange(len(value)), np.array(value))
    return Run("made", Path("made"), "table", (series,))


@pytest.mark.parametrize(
    ("value", "quantity"),
    [
        ([60.1, 70.2, 75.1, 79.3, 80.2, 81.1], Quantity.ACCURACY),
        ([2.3, 1.4, 1.1, 0.9, 0.85, 0.84], Quantity.LOSS),
        ([0.01, 0.01, 0.01, 0.001, 0.001, 0.001, 0.001, 0.001], Quantity.LEARNING_RATE),
        ([12.3, 24.9, 37.1, 140.2, 252.9, 365.0], Quantity.TIME),
        ([1.06, 1.12, 1.31, 1.41, 1.52, 1.58], Quantity.TIME),
        ([0.5, 0.5, 0.5, 0.5, 0.5], None),
        ([7, 9, 4, 6, 8, 5], None),
    ],
)
def test_each_curve_is_taken_for_what_it_looks_like(value: list[float], quantity: Quantity | None) -> None:
    assert [choice.quantity for choice in guesses(alone(value))] == ([quantity] if quantity else [])


def test_what_has_a_known_name_is_not_guessed() -> None:
    run = alone([2.3, 1.4, 1.1, 0.9, 0.85])
    assert guesses(replace(run, series=(replace(run.series[0], quantity=Quantity.LOSS),))) == ()


def test_a_counter_that_starts_again_is_not_guessed_to_be_an_accuracy() -> None:
    counts = [float(i % 16) for i in range(31)]
    run = alone(counts)
    assert [choice.quantity for choice in guesses(run)] == [Quantity.ACCURACY]
    assert guesses(replace(run, series=(replace(run.series[0], metric="epoch"),))) == ()


def test_names_of_several_words_are_quoted_for_the_shell() -> None:
    assert as_arguments([Choice("number 1", Quantity.EPOCH)]) == "--map 'number 1=epoch'"


@pytest.mark.shared
def test_real_curves_without_their_names_are_mostly_known_by_their_looks(shared: Path) -> None:
    """Seen while the rules were made: the folders 01, 08, 10 to 12. Counted here: the others, 02 to 07 and 09."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    folders = sorted(
        folder for folder in (shared / "corpus").iterdir() if folder.name[:2] in ("02", "05", "06", "07", "09")
    )
    for log in logs_under(*folders):
        if isinstance(log, UnreadableLog):
            continue
        for run in read(log):
            kept = [one for one in run.series if len(one.value) >= 4 and one.quantity.is_progress]
            bare = [replace(one, metric=f"a{i}", turned_from="", quantity=Quantity.OTHER) for i, one in enumerate(kept)]
            found = {choice.metric: choice.quantity for choice in guesses(replace(run, series=tuple(bare)))}
            for i, one in enumerate(kept):
                kind = "loss" if one.quantity.is_loss else "accuracy"
                guess = found.get(f"a{i}", Quantity.OTHER)
                total[kind] += 1
                right[kind] += guess.is_loss if kind == "loss" else guess.is_accuracy
    sys.stdout.write(", ".join(f"{kind} {right[kind]} of {total[kind]}" for kind in total))
    assert all(right[kind] >= 0.65 * total[kind] for kind in total) and min(total.values()) > 50


def test_a_few_numbers_that_fall_are_asked_about_only_where_they_are_many() -> None:
    few, many = alone([3.9, 3.8, 3.5, 3.1, 3.0]), alone([3.9, 3.8, 3.5, 3.1, 3.0, 2.8, 2.7, 2.65, 2.6])
    assert guesses(few) and not are_hopeful(few, guesses(few))
    assert are_hopeful(many, guesses(many))


def test_digits_of_other_scripts_in_a_text_are_no_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("".join(f"\u0663 foo {2 * 0.9**i:.4f}\n" for i in range(20)), encoding="utf-8")
    (run,) = read_unknown(path)
    assert [len(one.value) for one in run.series] == [20]


def test_a_folder_of_unknown_logs_is_read_once_they_have_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(as_table())
    assert command_line(["analyze", str(tmp_path)]) == 1
    assert "by itself" in capsys.readouterr().err
    maps = [word for text in ("t=epoch", *MEANT) for word in ("--map", text)]
    assert command_line(["analyze", str(tmp_path), "--json", *maps]) == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)["runs"]] == ["a", "b"]


def test_a_reward_is_never_offered_to_be_a_loss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.csv"
    log.write_text("episode,return\n" + "".join(f"{i},{10 + 7 * i % 90}\n" for i in range(60)))
    with pytest.raises(SystemExit) as ended:
        sys.exit(command_line(["analyze", str(log)]))
    told = capsys.readouterr()
    assert "reward" in told.out and "--map" not in told.out + told.err and not ended.value.code
