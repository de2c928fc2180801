"""What the listings and the bar look like to a person."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from commanded import LOG, Here, run

from lossacc_gui.cli import terminal
from lossacc_gui.triage import pool


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_causes_stand_in_two_columns_with_a_gap(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("causes") == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    split = [re.fullmatch(r"(\S+)( {2,})(\S.*)", line) for line in lines]
    assert all(split) and len({match.start(3) for match in split if match}) == 1
    assert min(len(match[2]) for match in split if match) == 2, "no wider than the longest name wants"


def test_facts_tell_for_each_who_expects_it_with_its_sign(capsys: pytest.CaptureFixture[str]) -> None:
    from lossacc_gui.explain.knowledge import known_causes

    assert run("facts") == 0
    said = dict(re.findall(r"^(\w+) \(.*?\n    expected by: (.*?)$", capsys.readouterr().out, flags=re.M | re.S))
    causes, _ = known_causes(None)
    expecting = {
        name: {
            f"{'+' if sign.expected > 0 else '-'}{cause.id}"
            for cause in causes
            for sign in cause.signs
            if sign.fact == name and sign.expected
        }
        for name in said
    }
    assert any(expecting.values()) and not all(expecting.values())
    for name, expected in expecting.items():
        assert set(said[name].split(", ")) == expected or (not expected and said[name].startswith("none"))


@pytest.mark.parametrize(
    ("command", "name", "other", "misspelt"),
    [
        ("options", "problem_loss_rise", "loss_effect", "problem_los_rise"),
        ("facts", "val_rise", "train_rise", "val_rize"),
        ("causes", "overconfidence", "overfitting", "overconfidenc"),
    ],
)
def test_names_are_told_of_alone_and_a_misspelt_one_is_told_what_it_is_like(
    command: str, name: str, other: str, misspelt: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command, name) == 0
    told = capsys.readouterr().out
    assert name in told.splitlines()[0] or "confiden" in told.splitlines()[0].lower()
    assert f"\n{other} " not in told and len(told) < 5000
    assert run(command, misspelt) == 2
    captured = capsys.readouterr()
    assert name in captured.err and f"`lossacc {command}` lists all" in captured.err and len(captured.err) < 200
    assert not captured.out


def test_a_misspelt_option_is_answered_with_the_few_that_are_like_it(capsys: pytest.CaptureFixture[str]) -> None:
    for misspelt, like in (("loss_efect", "but loss_effect"), ("xyzzyq", "'xyzzyq'; `lossacc options`")):
        assert run("analyze", LOG, "--option", f"{misspelt}=1") == 2
        told = capsys.readouterr().err
        assert like in told and len(told) < 200


def drawn(screen: _Screen) -> list[tuple[int, str]]:
    """The hashes and the text of each bar that was drawn, every one as wide as the others."""
    bars = re.findall(r"\r\x1b\[K\[(#*)(\.*)\] ([^\r\n]*)", screen.getvalue())
    assert all(len(done) + len(left) == terminal.ProgressBar.WIDTH for done, left, _ in bars)
    return [(len(done), text) for done, _, text in bars]


@pytest.mark.parametrize("command", ["analyze", "triage", "export"])
def test_the_bar_goes_from_empty_to_full_and_takes_itself_away(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = tmp_path / "runs"
    runs.mkdir()
    for name in ("a", "b", "c"):
        (runs / f"{name}.csv").write_text(LOG, encoding="utf-8")
    if command == "export":
        monkeypatch.setattr(pool, "Pool", Here)
    monkeypatch.setattr(sys, "stderr", screen := _Screen())
    more = {"analyze": [], "triage": ["--no-cache", "--jobs", "1"], "export": ["-o", tmp_path, "--kind", "csv"]}
    assert run(command, runs, *more[command]) == 0
    lengths = [length for length, _ in drawn(screen)]
    assert lengths == sorted(lengths) and len(set(lengths)) > 1
    assert lengths[0] < terminal.ProgressBar.WIDTH // 2 and lengths[-1] == terminal.ProgressBar.WIDTH
    assert "\r\x1b[K" in screen.getvalue().rpartition("]")[2], "what is left is taken away"


def test_without_a_screen_there_is_no_bar(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyze", log) == 0
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("out", "err", "read"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False), (None, True, False)],
)
def test_what_both_streams_say_is_read_twice_only_where_both_are_on_a_screen(
    out: bool | None, err: bool | None, read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, shown in (("stdout", out), ("stderr", err)):
        stream = None if shown is None else _Screen() if shown else io.StringIO()
        monkeypatch.setattr(sys, name, stream)
    assert terminal.is_read_on_screen() == read
