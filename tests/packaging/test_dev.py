from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import commanded
import dev
import pytest
from console import SetUpFailed

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "dev.py"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="screens of Linux")


class Ready:
    """An environment that is ready: this one. Remembers what it was asked to be ready for."""

    folder = Path(sys.prefix)

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], tuple[str, ...]]] = []

    def make_ready(self, extras: Sequence[str] = (), platforms: Sequence[str] = ("offscreen",)) -> None:
        self.asked.append((tuple(extras), tuple(platforms)))

    def program(self, name: str) -> Path:
        return Path(sys.executable).parent / (f"{name}.exe" if sys.platform == "win32" else name)


class Calls:
    """Stands in for running programs: remembers their names and arguments and answers with a status."""

    def __init__(self, failing: Sequence[str] = ()) -> None:
        self.made: list[list[str]] = []
        self.failing = failing

    def __call__(self, command: Sequence[str | Path], folder: Path | None = None) -> int:
        words = [Path(command[0]).stem, *(str(word) for word in command[1:])]
        self.made.append(words)
        return int(any(word in self.failing for word in words))


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> Ready:
    ready = Ready()
    monkeypatch.setattr(dev, "Environment", lambda _: ready)
    return ready


def calls(monkeypatch: pytest.MonkeyPatch, *failing: str) -> Calls:
    stand_in = Calls(failing)
    monkeypatch.setattr(dev, "_call", stand_in)
    return stand_in


def without_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "screens", lambda: ())


def test_the_script_tells_its_commands() -> None:
    told = subprocess.run([sys.executable, SCRIPT, "--help"], capture_output=True, text=True, check=True)
    assert all(f"dev.py {command}" in told.stdout for command in dev.COMMANDS)
    assert told.stderr == ""


@pytest.mark.parametrize("arguments", [[], ["rnu"], ["lint", "more"], ["setup", "more"]])
def test_wrong_usage_is_told_and_has_the_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str], ready: Ready
) -> None:
    assert dev.main(arguments) == 2
    said = capsys.readouterr()
    assert "dev.py run [LOG...]" in said.err + said.out
    assert ready.asked == []


def test_an_old_python_gets_as_far_as_the_sentence_about_its_age() -> None:
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 7))
    lines = SCRIPT.read_text("utf-8").splitlines()
    check = next(number for number, line in enumerate(lines) if "sys.version_info <" in line)
    before = [line for line in lines[:check] if line.startswith(("import", "from"))]
    assert before == ["from __future__ import annotations", "import sys"]


def test_a_failed_set_up_is_one_sentence_and_the_status_1(
    monkeypatch: pytest.MonkeyPatch, ready: Ready, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SetUpFailed("The disk is full.")

    monkeypatch.setattr(ready, "make_ready", fail)
    assert dev.main(["test"]) == 1
    assert capsys.readouterr().err == "The disk is full.\n"


def test_a_stopped_set_up_says_that_the_next_start_goes_on(
    monkeypatch: pytest.MonkeyPatch, ready: Ready, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ready, "make_ready", stop)
    assert dev.main(["run"]) == 130
    assert "next start" in capsys.readouterr().err


def test_tests_need_no_screen_and_get_their_arguments(monkeypatch: pytest.MonkeyPatch, ready: Ready) -> None:
    made = calls(monkeypatch).made
    assert dev.main(["test", "-k", "name", "tests/readers"]) == 0
    assert ready.asked == [(("test",), ("offscreen",))]
    assert made == [["pytest", *dev.WORKERS, "-k", "name", "tests/readers"]]


def test_every_linter_runs_and_one_that_fails_is_named(
    monkeypatch: pytest.MonkeyPatch, ready: Ready, capsys: pytest.CaptureFixture[str]
) -> None:
    made = calls(monkeypatch, "format").made
    assert dev.main(["lint"]) == 1
    assert made == [["ruff", "format", "--check"], ["ruff", "check"], ["mypy"], ["lint-imports"]]
    assert capsys.readouterr().err == "Not clean: ruff format --check\n"


@on_linux
def test_with_a_screen_the_window_opens_the_logs(monkeypatch: pytest.MonkeyPatch, ready: Ready) -> None:
    monkeypatch.setattr(dev, "screens", lambda: ("xcb",))
    made = calls(monkeypatch).made
    assert dev.main(["run", "a.csv", "b.csv"]) == 0
    assert ready.asked == [((), ("offscreen", "xcb"))]
    assert made == [["lossacc-gui", "a.csv", "b.csv"]]


def test_without_a_log_a_sample_is_opened(monkeypatch: pytest.MonkeyPatch, ready: Ready) -> None:
    monkeypatch.setattr(dev, "screens", lambda: ("xcb",))
    made = calls(monkeypatch).made
    assert dev.main(["run"]) == 0
    assert made == [["lossacc-gui", str(dev.SAMPLE)]]
    assert dev.SAMPLE.is_file()


def test_a_log_that_cannot_be_read_does_not_keep_the_next_from_its_chart(
    monkeypatch: pytest.MonkeyPatch, ready: Ready
) -> None:
    without_screen(monkeypatch)
    made = calls(monkeypatch, "bad.csv").made
    assert dev.main(["run", "bad.csv", "good.csv"]) == 1
    assert made == [
        ["lossacc", "analyze", "bad.csv"],
        ["lossacc", "analyze", "good.csv"],
        ["lossacc", "export", "good.csv", "-o", "good-lossacc.svg", "--overwrite"],
        ["lossacc", "analyze", "good.csv", "-o", "good-lossacc.html", "--overwrite"],
    ]


def test_what_is_written_about_two_logs_has_two_names() -> None:
    logs = ["a/log.csv", "b/log.csv", "b/log.json", "log-2.csv", "runs/"]
    names = dev.output_names(logs)
    assert names == ["log-lossacc", "log-2-lossacc", "log-3-lossacc", "log-2-2-lossacc", "runs-lossacc"]


def test_without_a_screen_the_sample_is_explained_and_chart_and_report_are_written(
    monkeypatch: pytest.MonkeyPatch, ready: Ready, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    without_screen(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dev, "_call", lambda command: commanded.run(*command[1:]))  # here, not in three processes
    for name in ("overconfidence-lossacc.html", "overconfidence-lossacc.svg"):
        (tmp_path / name).write_text("what it wrote before, which it writes over")
    assert dev.main(["run"]) == 0
    assert not any("wrote before" in path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    said = capfd.readouterr()
    assert "no screen" in said.err
    assert "overconfidence" in said.out.lower()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "overconfidence-lossacc.html",
        "overconfidence-lossacc.svg",
    ]
    assert "overconfidence-lossacc.svg" in said.err
    assert "overconfidence-lossacc.html" in said.err


@on_linux
@pytest.mark.parametrize("display", ["", "nonsense", ":", ":987", "unix:987.0", "localhost:"])
def test_a_display_on_which_nobody_answers_is_no_screen(monkeypatch: pytest.MonkeyPatch, display: str) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert dev.screens() == ()


@on_linux
def test_displays_that_answer_are_screens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{server.getsockname()[1] - 6000}.0")
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        assert dev.screens() == ("xcb",)
        (tmp_path / "wayland-0").touch()
        assert dev.screens() == ("xcb", "wayland")


def test_a_program_that_crashes_is_told_and_fails(capfd: pytest.CaptureFixture[str]) -> None:
    if os.name == "nt":
        pytest.skip("no signals here")
    crash = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
    assert dev._call([sys.executable, "-c", crash]) == 128 + 15
    assert "was ended by signal 15" in capfd.readouterr().err


def test_the_commands_of_the_readme_are_those_that_continuous_integration_runs() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    integration = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "python3 packaging/dev.py run" in readme
    assert "python3 packaging/dev.py test\n" in readme
    assert "\npython3 packaging/dev.py test || status=1\n" in integration
    assert os.access(ROOT / ".ci" / "run", os.X_OK) or os.name == "nt"
