from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lossacc_gui.samples import samples
from lossacc_gui.system import missing
from lossacc_gui.system.missing import told_missing, why_no_qt, why_no_window

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="shared libraries and screens of Linux")

CHECKOUT = Path(__file__).resolve().parents[2]
FAILING = """
import ctypes, sys
real = ctypes.CDLL
def load(name, *further, **named):
    if "libfontconfig" in str(name) or "libqoffscreen" in str(name):
        raise OSError("libfontconfig.so.1: cannot open shared object file: No such file or directory")
    return real(name, *further, **named)
ctypes.CDLL = load
"""


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system whose loader finds neither the library that Debian leaves out nor any plugin that needs it."""

    def load(name: str) -> None:
        if "libq" in name or name == "libxcb-cursor.so.0":
            raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")

    monkeypatch.setattr("ctypes.CDLL", load)


def test_nothing_is_said_where_qt_can_load_its_plugin() -> None:
    assert why_no_qt(["offscreen"]) is None


@pytest.mark.usefixtures("bare")
def test_a_missing_library_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lossacc_gui.system.packages.shutil.which", lambda name: f"/bin/{name}" * (name == "apt-get"))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert why_no_qt(["xcb"]) == (
        "Qt needs system libraries that are missing here: libxcb-cursor.so.0. This command installs them:\n"
        "    apt-get update && apt-get install -y --no-install-recommends libxcb-cursor0"
    )


@pytest.mark.usefixtures("bare")
def test_one_platform_that_can_be_loaded_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missing, "_loads", lambda plugin: "wayland" in plugin.name)
    assert why_no_qt(["xcb", "wayland"]) is None
    assert why_no_qt(["xcb"]) is not None


def test_of_a_platform_that_is_not_ours_qt_itself_speaks() -> None:
    assert why_no_qt(["invented"]) is None


def test_a_machine_without_pyside_is_not_told_about_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert told_missing(["xcb"]) is None and why_no_qt(["xcb"]) is None


@pytest.mark.parametrize("asked", ["", "xcb", "wayland;xcb"])
def test_a_screen_at_which_nobody_answers_is_named(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", asked)
    monkeypatch.setenv("DISPLAY", ":5999")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    told = why_no_window()
    assert told is not None and "nothing answers at DISPLAY=:5999" in told and "lossacc export" in told


@pytest.mark.parametrize("asked", ["offscreen", "offscreen:size=800x600", "xcb;offscreen"])
def test_a_platform_that_needs_no_screen_needs_none(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", asked)
    monkeypatch.setenv("DISPLAY", ":5999")
    assert why_no_window() is None


@pytest.mark.parametrize(
    ("call", "status"), [("main([])", 2), ("command_line(['export', sys.argv[1], '-o', 'chart.png'])", 1)]
)
def test_the_program_ends_with_a_sentence_where_qt_would_abort(call: str, status: int, tmp_path: Path) -> None:
    log = tmp_path / "训练.csv"  # letters that the program's own font has not: Qt has to draw them
    log.write_bytes(next(one.path for one in samples() if one.path.suffix == ".csv").read_bytes())
    code = FAILING + f"from lossacc_gui.__main__ import command_line, main; sys.exit({call})"
    done = subprocess.run(
        [sys.executable, "-c", code, log],
        cwd=tmp_path,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert "libfontconfig.so.1" in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.glob("chart*"))
