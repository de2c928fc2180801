from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import dev
import other_python
import pytest
from console import SetUpFailed

THIS = other_python.this_version()
OTHER = next(version for version in other_python.KNOWN if version != THIS)


class Ready:
    """Stands in for an environment; remembers its name and extras."""

    made: list[tuple[str, tuple[str, ...]]]

    def __init__(self, root: Path, name: str = ".venv") -> None:
        self.name = name

    def make_ready(self, extras: Sequence[str] = (), platforms: Sequence[str] = ("offscreen",)) -> None:
        self.made.append((self.name, tuple(extras)))

    def program(self, name: str) -> Path:
        return Path(self.name, name)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The programs that were called, with their arguments."""
    calls: list[list[str]] = []

    def call(command: Sequence[str | Path], folder: Path | None = None) -> int:
        calls.append([Path(word).as_posix() if isinstance(word, Path) else word for word in command])
        return 7

    Ready.made = []
    monkeypatch.setattr(dev, "_call", call)
    monkeypatch.setattr(dev, "Environment", Ready)
    return calls


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A path and a pyenv without any Python."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    return tmp_path


def program(at: Path, text: str) -> Path:
    at.parent.mkdir(parents=True)
    at.write_text(f"#!/bin/sh\n{text}\n")
    at.chmod(0o755)
    return at


needs_a_shell = pytest.mark.skipif(sys.platform == "win32", reason="programs are shell scripts here")


def test_this_python_runs_the_tests_in_an_environment_of_its_own_when_it_is_named(made: list[list[str]]) -> None:
    assert dev.main(["test", "--python", THIS, "-k", "name"]) == 7
    assert Ready.made == [(f".venv-{THIS}", ("test",))]
    assert made == [[f".venv-{THIS}/pytest", *dev.WORKERS, "-k", "name"]]


def test_another_python_that_is_named_is_called_with_the_same_words(
    made: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "python_of", lambda version: Path(f"/bin/python{version}"))
    assert dev.main(["test", "--python", OTHER, "-k", "name"]) == 7
    script = Path(dev.__file__).as_posix()
    assert made == [[f"/bin/python{OTHER}", script, "test", "--python", OTHER, "-k", "name"]]
    assert Ready.made == [], "what this one needs is no matter"


def test_any_other_python_is_called_by_its_version(made: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "others", lambda: iter([("3.99", Path("/bin/newest")), ("3.98", Path("/bin/older"))]))
    assert dev.main(["test", "--python", "other"]) == 7
    assert made == [["/bin/newest", Path(dev.__file__).as_posix(), "test", "--python", "3.99"]]


def test_that_there_is_no_other_python_is_said_in_one_line_and_is_no_failure(
    made: list[list[str]], nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["test", "--python", "other"]) == 0
    said = capsys.readouterr().err
    assert said == f"No Python but {THIS} is installed here; the tests are run on no other.\n"
    assert made == []


def test_a_python_that_is_named_and_not_there_is_a_failure(
    made: list[list[str]], nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["test", "--python", OTHER]) == 1
    assert capsys.readouterr().err == f"Python {OTHER} is not installed here.\n"
    assert made == []


def test_a_version_must_follow(made: list[list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["test", "--python"]) == 2
    assert "--python needs a version" in capsys.readouterr().err


@needs_a_shell
def test_a_python_on_the_path_is_found_when_it_answers(nowhere: Path) -> None:
    there = program(nowhere / "bin" / f"python{OTHER}", f"echo {OTHER}")
    assert other_python.python_of(OTHER) == there
    assert list(other_python.others()) == [(OTHER, there)]


@needs_a_shell
@pytest.mark.parametrize("answer", ["exit 127", "echo 2.7", "echo pyenv: command not found"])
def test_behind_a_stand_in_that_does_not_answer_the_python_that_pyenv_keeps_is_found(
    nowhere: Path, answer: str
) -> None:
    program(nowhere / "bin" / f"python{OTHER}", answer)
    assert other_python.python_of(OTHER) is None
    kept = program(nowhere / "versions" / f"{OTHER}.1" / "bin" / f"python{OTHER}", f"echo {OTHER}")
    assert other_python.python_of(OTHER) == kept


def test_this_python_is_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_python, "python_of", Path)
    assert [version for version, _ in other_python.others()] == [v for v in other_python.KNOWN if v != THIS]


def test_failures_of_the_set_up_are_told_of_another_python_too(
    made: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise SetUpFailed("The disk is full.")

    monkeypatch.setattr(Ready, "make_ready", fail)
    assert dev.main(["test", "--python", THIS]) == 1
    assert capsys.readouterr().err == "The disk is full.\n"
