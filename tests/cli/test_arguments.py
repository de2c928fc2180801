"""What arguments may be, on both sides of each bound, and that each asks for what it says."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import handmade
import pytest
from commanded import run

from lossacc_gui.__main__ import main
from lossacc_gui.cli import kinds
from lossacc_gui.cli.arguments import parser_of
from lossacc_gui.cli.asked import request_of
from lossacc_gui.cli.results import metrics_of_any
from lossacc_gui.explain import knowledge
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.request import Request
from lossacc_gui.model.smoothing import Over
from lossacc_gui.project import Project


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (kinds.event, {"1": 1, "100000": 100_000}, ("0", "100001", "-1", "1.0", "")),
        (kinds.jobs, {"1": 1, "256": 256}, ("0", "257", "-1", "two", "")),
        (
            kinds.smoothing,
            {"0": 0.0, "0.99": 0.99, "1": Over(1.0), "100%": Over(1.0, share=True), "median:2": Over(2.0, median=True)},
            ("-0.001", "0.991", "100.1%", "0%", "median:0.5", "nan", ""),
        ),
        (kinds.positive, {"0.001": 0.001, "99999": 99_999.0}, ("0", "100000", "-1", "nan", "inf")),
        (kinds.stretch, {"1:2": (1.0, 2.0), "-3:0.5": (-3.0, 0.5)}, ("2:2", "3:2", "1", "1:", ":2", "a:b")),
        (kinds.setting, {"a=1": ("a", "1"), " a = b=c ": ("a", "b=c"), "a=": ("a", "")}, ("a", "")),
        (kinds.path, {"a b": Path("a b"), "auto": Path("auto")}, ("", "  ", "a\0b")),
        (kinds.evidence, {"auto": "auto", "p.npz": Path("p.npz")}, ("", "\0")),
    ],
)
def test_a_kind_of_argument_takes_what_lies_within_its_bounds_and_no_more(
    kind: Callable[[str], object], good: dict[str, object], bad: tuple[str, ...]
) -> None:
    assert {text: kind(text) for text in good} == good
    for text in bad:
        with pytest.raises(argparse.ArgumentTypeError):
            kind(text)


def asked(*words: str) -> argparse.Namespace:
    return parser_of(main).parse_args(["analyze", "log.csv", *words])


CHANGES: dict[tuple[str, ...], dict[str, object]] = {
    ("--option", "window_least=9"): {"options": Request().options.changed({"window_least": "9"})},
    ("--causes", "mine"): {"own_causes": Path("mine")},
    ("--pair", "loss:f1"): {"pairs": ("loss:f1",), "pairs_of": ()},
    ("--evidence", "auto"): {"evidence": "auto"},
    ("--evidence", "p.npz"): {"evidence": Path("p.npz")},
    ("--checkpoints", "models"): {"checkpoints": Path("models")},
}


@pytest.mark.parametrize("words", CHANGES)
def test_an_argument_changes_what_it_names_and_goes_before_the_project(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge, "with_causes", lambda request: (request, ()))  # reads them all
    left = Request(
        options=Request().options.changed({"fewest_seeds": "7"}),
        pairs=("val_loss:val_f1",),
        evidence=Path("left.npz"),
        checkpoints=Path("left"),
    )
    for project in (None, Project(request=left)):
        kept = Request() if project is None else left
        assert request_of(asked(), project) == (kept, False)
        changes = dict(CHANGES[words])
        if "options" in changes:
            changes["options"] = kept.options.changed({"window_least": "9"})
        assert request_of(asked(*words), project) == (replace(kept, **changes), False)  # type: ignore[arg-type]


OVERLAY_ALONE = (
    ("--kind", "svg"),
    ("--jobs", "1"),
    ("--run", "a"),
    ("--dismiss", "1"),
    ("--note", "1=dip"),
    ("--references",),
    ("--line", "loss=1"),
)


@pytest.mark.parametrize("words", OVERLAY_ALONE)
def test_an_overlay_refuses_each_thing_that_means_one_run_or_many_files(
    words: tuple[str, ...], log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", log, "--overlay", *words, "-o", tmp_path / "chart.svg") == 2
    assert "--overlay" in capsys.readouterr().err and not (tmp_path / "chart.svg").exists()


def test_a_metric_of_an_overlay_is_one_that_any_of_the_runs_has() -> None:
    whole, part = handmade.run(), handmade.run(handmade.curves()[:1])
    analyses = [handmade.analysis(part, ()), handmade.analysis(whole)]
    for names in (None, ["loss"], ["val_accuracy", "loss"]):
        assert metrics_of_any(names, analyses) == (None if names is None else tuple(names))
    with pytest.raises(BadOption, match="'f1'"):
        metrics_of_any(["loss", "f1"], analyses)


@pytest.mark.parametrize(("read", "text"), [(kinds.smoothing, "much"), (kinds.level, "much"), (kinds.colour, "much")])
def test_what_is_wrong_with_a_value_is_told_alike(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"^expected [^;]+, found 'much'$"):
        read(text)
