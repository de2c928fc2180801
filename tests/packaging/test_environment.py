from __future__ import annotations

import errno
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import environment
import pytest
from console import SetUpFailed
from environment import Environment

PYPROJECT = """
[build-system]
requires = ["hatchling>=1"]
[project]
name = "lossacc"
[tool.ruff]
line-length = 120
"""


@dataclass
class Machine:
    """Stands in for Python, pip and Qt: makes the folders that they would make and remembers what was asked."""

    root: Path
    installed: list[str] = field(default_factory=list)
    created: int = 0
    missing: tuple[str, ...] = ()
    pip_fails: BaseException | None = None
    venv_fails: str = ""
    pip_answers: bool = True

    @property
    def environment(self) -> Environment:
        return Environment(self.root)

    def make_ready(self, *extras: str, platforms: Sequence[str] = ("offscreen",)) -> None:
        self.environment.make_ready(extras, platforms)

    def done(self) -> tuple[int, list[str]]:
        """How often an environment was made and what was installed, since the last question."""
        answer = (self.created, self.installed)
        self.created, self.installed = 0, []
        return answer

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        if "venv" in command:
            if self.venv_fails:
                return subprocess.CompletedProcess(command, 1, self.venv_fails)
            self.created += 1
            self.environment.python.parent.mkdir(parents=True)
            self.environment.python.touch()
            self.environment.site_packages.mkdir(parents=True)
        if "pip" in command and not self.pip_answers:
            return subprocess.CompletedProcess(command, 1, "No module named pip")
        return subprocess.CompletedProcess(command, 0, "")

    def pip_install(self, python: Path, wanted: Sequence[str], constraints: Path, root: Path, log: Path) -> None:
        assert constraints == self.root / "packaging" / "constraints.txt"
        assert root == self.root
        if self.pip_fails is not None:
            raise self.pip_fails
        self.installed.append(" ".join(wanted))
        for name in ("numpy", "numpy-2.4.6.dist-info", "__pycache__"):
            (self.environment.site_packages / name).mkdir(exist_ok=True)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "packaging").mkdir()
    (tmp_path / "packaging" / "constraints.txt").write_text("numpy==2.4.6\n")
    machine = Machine(tmp_path)
    monkeypatch.setattr(environment, "_output_of", machine.run)
    monkeypatch.setattr(environment, "pip_install", machine.pip_install)
    monkeypatch.setattr(environment, "missing_libraries", lambda *_: machine.missing)
    monkeypatch.setattr(environment, "_LINUX", True)
    return machine


BUILD = "hatchling>=1 editables"


def test_the_first_start_makes_an_environment_and_installs_the_project_in_place(machine: Machine) -> None:
    machine.make_ready()
    assert machine.done() == (1, [BUILD, "--no-build-isolation --editable ."])


def test_the_project_is_compiled_when_it_is_installed(machine: Machine) -> None:
    package = machine.root / "lossacc_gui"
    package.mkdir()
    (package / "__init__.py").write_text("")
    machine.make_ready()
    assert [path.name.split(".")[0] for path in package.glob("__pycache__/*.pyc")] == ["__init__"]


def test_the_second_start_asks_nothing_of_anybody(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.make_ready("test")
    monkeypatch.setattr(environment, "_output_of", None)
    monkeypatch.setattr(environment, "pip_install", None)
    monkeypatch.setattr(environment, "missing_libraries", None)
    machine.make_ready("test")
    machine.make_ready()


def test_more_extras_are_added_to_those_that_are_there(machine: Machine) -> None:
    machine.make_ready("test")
    machine.done()
    machine.make_ready("lint")
    assert machine.done() == (0, [BUILD, "--no-build-isolation --editable .[lint,test]"])
    machine.make_ready("test")
    assert machine.done() == (0, [])


@pytest.mark.parametrize("file", ["pyproject.toml", "packaging/constraints.txt"])
def test_other_pins_are_installed_into_the_same_environment(machine: Machine, file: str) -> None:
    machine.make_ready()
    machine.done()
    path = machine.root / file
    path.write_text(path.read_text().replace("lossacc", "lossacc2").replace("2.4.6", "2.4.7"))
    machine.make_ready()
    assert machine.done() == (0, [BUILD, "--no-build-isolation --editable ."])


def test_settings_of_a_tool_are_no_reason_to_install_again(machine: Machine) -> None:
    machine.make_ready()
    machine.done()
    path = machine.root / "pyproject.toml"
    path.write_text(path.read_text().replace("120", "100"))
    machine.make_ready()
    assert machine.done() == (0, [])


@pytest.mark.parametrize(
    "cut_off_by", [KeyboardInterrupt(), SetUpFailed("no network"), OSError(errno.ENOSPC, "No space")]
)
def test_a_set_up_that_was_cut_off_is_begun_anew(machine: Machine, cut_off_by: BaseException) -> None:
    machine.pip_fails = cut_off_by
    with pytest.raises((KeyboardInterrupt, SetUpFailed)):
        machine.make_ready()
    machine.pip_fails = None
    assert machine.done() == (1, [])
    machine.make_ready()
    assert machine.done() == (1, [BUILD, "--no-build-isolation --editable ."])
    machine.make_ready()
    assert machine.done() == (0, [])


def test_an_upgrade_that_was_cut_off_is_begun_anew(machine: Machine) -> None:
    machine.make_ready()
    machine.pip_fails = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        machine.make_ready("test")
    machine.pip_fails = None
    machine.done()
    machine.make_ready()
    assert machine.done()[0] == 1


def test_an_environment_that_lost_a_package_is_made_anew(machine: Machine) -> None:
    machine.make_ready()
    (machine.environment.site_packages / "numpy").rmdir()
    machine.done()
    machine.make_ready()
    assert machine.done()[0] == 1


def test_an_environment_that_lost_its_python_is_made_anew(machine: Machine) -> None:
    machine.make_ready()
    machine.environment.python.unlink()
    machine.done()
    machine.make_ready()
    assert machine.done()[0] == 1


def test_what_a_person_adds_to_the_environment_stays(machine: Machine) -> None:
    machine.make_ready()
    (machine.environment.site_packages / "own").mkdir()
    (machine.environment.site_packages / "numpy-2.4.6.dist-info").rename(
        machine.environment.site_packages / "numpy-2.4.7.dist-info"
    )
    machine.done()
    machine.make_ready()
    assert machine.done() == (0, [])
    assert (machine.environment.site_packages / "own").is_dir()


def test_a_checkout_that_was_moved_gets_a_new_environment(machine: Machine) -> None:
    machine.make_ready()
    moved = machine.root / "moved"
    moved.mkdir()
    for name in ("pyproject.toml", "packaging", ".venv"):
        (machine.root / name).rename(moved / name)
    machine.root = moved
    machine.done()
    machine.make_ready()
    assert machine.done()[0] == 1


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"made_for": 1}', '{"extras": 3}', "\x00\xff"])
def test_a_damaged_stamp_leads_to_a_new_installation(machine: Machine, content: str) -> None:
    machine.make_ready()
    machine.done()
    (machine.root / ".venv" / "lossacc-stamp.json").write_text(content, "utf-8")
    machine.make_ready()
    assert machine.done() == (0, [BUILD, "--no-build-isolation --editable ."])


def test_an_environment_made_by_hand_is_completed_and_not_replaced(machine: Machine) -> None:
    machine.run(["python", "-m", "venv"])
    machine.done()
    machine.make_ready()
    assert machine.done() == (0, [BUILD, "--no-build-isolation --editable ."])


def test_an_environment_without_pip_is_made_anew(machine: Machine) -> None:
    machine.run(["python", "-m", "venv"])
    machine.done()
    machine.pip_answers = False
    machine.make_ready()
    assert machine.done()[0] == 1


def test_python_that_cannot_make_an_environment_is_told_with_its_last_words(machine: Machine) -> None:
    machine.venv_fails = "Traceback\nError: ensurepip is broken\n"
    with pytest.raises(SetUpFailed, match="ensurepip is broken") as failure:
        machine.make_ready()
    assert str(machine.root / ".venv") in str(failure.value)
    machine.venv_fails = ""
    machine.make_ready()
    assert machine.done()[0] == 1


def test_a_disk_without_space_for_an_empty_environment_is_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.venv_fails = "Error: Command '-m ensurepip' returned non-zero exit status 1"
    monkeypatch.setattr(environment, "_LEAST_SPACE", sys.maxsize)
    with pytest.raises(SetUpFailed, match="The disk is full"):
        machine.make_ready()


def test_a_folder_that_cannot_be_written_is_named(machine: Machine) -> None:
    (machine.root / ".venv").write_text("a file where the folder should be")
    with pytest.raises(SetUpFailed, match=r"\.venv: "):
        machine.make_ready()


def test_settings_that_are_no_toml_are_named(machine: Machine) -> None:
    (machine.root / "pyproject.toml").write_text("[project")
    with pytest.raises(SetUpFailed, match=r"pyproject\.toml is not valid TOML"):
        machine.make_ready()


class Provided:
    """Stands in for the package manager: remembers what was asked for, then does or refuses it."""

    def __init__(self, afterwards: Callable[[], None]) -> None:
        self.asked: list[tuple[tuple[str, ...], tuple[str, ...], str]] = []
        self.afterwards = afterwards

    def __call__(self, packages: Sequence[str], libraries: Sequence[str], what: str) -> None:
        self.asked.append((tuple(packages), tuple(libraries), what))
        self.afterwards()


def test_libraries_that_qt_misses_are_installed_once(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.missing = ("libEGL.so.1", "libGL.so.1")
    provide = Provided(lambda: setattr(machine, "missing", ()))
    monkeypatch.setattr(environment, "provide", provide)
    machine.make_ready()
    machine.make_ready()
    assert [(packages, libraries) for packages, libraries, _ in provide.asked] == [((), ("libEGL.so.1", "libGL.so.1"))]
    assert "libEGL.so.1, libGL.so.1" in provide.asked[0][2]


def test_libraries_that_may_not_be_installed_stop_the_start_but_keep_what_is_there(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise SetUpFailed("please type sudo apt-get install libegl1")

    machine.missing = ("libEGL.so.1",)
    monkeypatch.setattr(environment, "provide", Provided(refuse))
    for _ in range(2):
        with pytest.raises(SetUpFailed, match="libegl1"):
            machine.make_ready()
    assert machine.done() == (1, [BUILD, "--no-build-isolation --editable ."])
    machine.missing = ()
    machine.make_ready()
    assert machine.done() == (0, [])


def test_libraries_that_stay_missing_are_named(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.missing = ("libEGL.so.1",)
    monkeypatch.setattr(environment, "provide", Provided(lambda: None))
    with pytest.raises(SetUpFailed, match=r"still cannot load libEGL\.so\.1"):
        machine.make_ready()


def test_a_screen_that_appears_later_is_looked_at_then(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "missing_libraries", lambda _, platforms: looked_at.append(platforms) or ())
    machine.make_ready()
    machine.make_ready(platforms=("offscreen", "xcb"))
    machine.make_ready()
    machine.make_ready(platforms=("offscreen", "xcb"))
    assert looked_at == [("offscreen",), ("offscreen", "xcb")]
    assert machine.done()[0] == 1


def test_a_damaged_qt_is_installed_anew_by_the_next_start(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> None:
        raise ValueError("libQt6Gui.so.6 is cut off or damaged")

    monkeypatch.setattr(environment, "missing_libraries", damaged)
    with pytest.raises(SetUpFailed, match=r"PySide6 is damaged \(libQt6Gui\.so\.6 is cut off"):
        machine.make_ready()
    monkeypatch.setattr(environment, "missing_libraries", lambda *_: ())
    machine.done()
    machine.make_ready()
    assert machine.done()[0] == 1


def test_a_bare_debian_is_asked_for_venv_and_the_libraries_of_qt_in_one_go(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise SetUpFailed("please type the command")

    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else real(name))
    monkeypatch.setattr(environment, "python_packages", lambda _: ("python3.11-venv",))
    monkeypatch.setattr(
        environment, "not_loadable", lambda names: tuple(sorted(set(names) & {"libEGL.so.1", "libGL.so.1"}))
    )
    provide = Provided(refuse)
    monkeypatch.setattr(environment, "provide", provide)
    with pytest.raises(SetUpFailed):
        machine.make_ready()
    ((packages, libraries, what),) = provide.asked
    assert packages == ("python3.11-venv",)
    assert libraries == ("libEGL.so.1", "libGL.so.1")
    assert "ensurepip" in what
    assert not (machine.root / ".venv").exists()


def test_elsewhere_a_missing_venv_module_is_named(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(environment, "python_packages", lambda _: ())
    with pytest.raises(SetUpFailed, match="for lack of its own venv and ensurepip"):
        machine.make_ready()


def test_the_places_in_an_environment_are_those_that_python_uses(tmp_path: Path) -> None:
    (tmp_path / "packaging").mkdir()
    described = Environment(tmp_path)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", described.folder], check=True)
    assert described.python.exists()
    assert described.site_packages.is_dir()


def test_a_checkout_that_lost_its_settings_is_told_so(machine: Machine) -> None:
    machine.make_ready()
    (machine.root / "pyproject.toml").unlink()
    with pytest.raises(SetUpFailed, match=r"pyproject\.toml: No such file"):
        machine.make_ready()


def test_a_second_set_up_of_the_same_checkout_waits_for_the_first(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    file = tmp_path / "pyproject.toml"
    file.touch()
    with environment._alone(file), file.open("rb") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with file.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
