"""Where a file is saved: its ending, and the question before anything is replaced."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from lossacc_gui.gui.look.saving import ask_where_to_save, ended

SUFFIXES = ("png", "svg", "csv")


class Person:
    """Types names, and answers the question whether to replace a file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, names: list[Path | str], yes: bool = False) -> None:
        self.names, self.questions, self.warnings = names, list[str](), list[str]()
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._names)
        monkeypatch.setattr(QMessageBox, "warning", lambda *told: self.warnings.append(told[2]))
        self._answer = QMessageBox.StandardButton.Yes if yes else QMessageBox.StandardButton.No
        monkeypatch.setattr(QMessageBox, "question", self._answers)

    def _names(self, *_: object, options: QFileDialog.Option) -> tuple[str, str]:
        assert options == QFileDialog.Option.DontConfirmOverwrite
        return str(self.names.pop(0)), ""

    def _answers(self, *asked: object) -> QMessageBox.StandardButton:
        self.questions.append(str(asked[2]))
        return self._answer


def asked(qtbot: QtBot, *inputs: Path, beside: Sequence[str] = ()) -> tuple[Path, bool] | None:
    parent = QWidget()
    qtbot.addWidget(parent)
    return ask_where_to_save(
        parent,
        "Export",
        Path("chart.png"),
        "Chart",
        SUFFIXES,
        inputs,
        lambda path: [path.with_name(one) for one in beside],
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("chart", "chart.png"), ("run_lr0.001", "run_lr0.001.png"), ("a.SVG", "a.SVG"), ("v1.2.csv", "v1.2.csv")],
)
def test_a_name_gets_the_ending_that_it_has_not(typed: str, meant: str) -> None:
    assert ended(Path(typed), SUFFIXES) == Path(meant)


def test_the_question_is_about_the_name_with_its_ending(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "chart.png"
    there.touch()
    person = Person(monkeypatch, [tmp_path / "chart", tmp_path / "other", ""])
    assert asked(qtbot) == (tmp_path / "other.png", False)
    assert len(person.questions) == 1 and str(there) in person.questions[0]
    Person(monkeypatch, [tmp_path / "chart"], yes=True)
    assert asked(qtbot) == (there, True)
    Person(monkeypatch, [tmp_path / "chart", ""])
    assert asked(qtbot) is None


def test_the_log_itself_is_refused_and_asked_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "history.csv"
    log.touch()
    person = Person(monkeypatch, [log, tmp_path / "none" / "a.png", tmp_path / "a.png"], yes=True)
    assert asked(qtbot, log) == (tmp_path / "a.png", False)
    assert not person.questions
    assert "never replaced" in person.warnings[0] and "no folder" in person.warnings[1]


def test_what_is_written_beside_a_file_is_asked_about_with_it(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = [f"chart-{number}.svg" for number in range(5)]
    (tmp_path / beside[0]).touch()
    person = Person(monkeypatch, [tmp_path / "a.png", ""])
    assert asked(qtbot, beside=beside) is None and str(tmp_path / beside[0]) in person.questions[0]
    for name in (*beside, "a.png"):
        (tmp_path / name).touch()
    person = Person(monkeypatch, [tmp_path / "a.png"], yes=True)
    assert asked(qtbot, beside=beside) == (tmp_path / "a.png", True)
    assert "a.png, chart-0.svg, chart-1.svg, 3 more" in person.questions[0] and len(person.questions) == 1
    person = Person(monkeypatch, [tmp_path / "b.png", ""])
    assert asked(qtbot, tmp_path / beside[1], beside=beside) is None and "never replaced" in person.warnings[0]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such links")
def test_a_link_to_nothing_is_asked_about(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "link.png").symlink_to(tmp_path / "nothing.png")
    person = Person(monkeypatch, [tmp_path / "link.png"], yes=True)
    assert asked(qtbot) == (tmp_path / "link.png", True)
    assert len(person.questions) == 1
