from __future__ import annotations

import ctypes
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from lossacc_gui.samples import samples
from lossacc_gui.system import missing, screens
from lossacc_gui.system.missing import told_missing, why_no_qt, why_no_window

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="shared libraries and screens of Linux")

CHECKOUT = Path(__file__).resolve().parents[2]
FAILING = """
import _ctypes, ctypes, sys
def failing(real):
    def load(name, *further, **named):
        if "libfontconfig" in str(name) or "libqoffscreen" in str(name):
            raise OSError("libfontconfig.so.1: cannot open shared object file: No such file or directory")
        return real(name, *further, **named)
    return load
ctypes.CDLL, _ctypes.dlopen = failing(ctypes.CDLL), failing(_ctypes.dlopen)
"""


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system whose loader finds neither the library that Debian leaves out nor any plugin that needs it."""

    def load(name: str, _: int = 0) -> None:
        if "libq" in name or name == "libxcb-cursor.so.0":
            raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")

    monkeypatch.setattr("ctypes.CDLL", load)
    monkeypatch.setattr("_ctypes.dlopen", load)


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


@contextmanager
def x_server(*answers: bytes) -> Iterator[str]:
    """A DISPLAY whose server gives these answers to the first words of one program after the other."""

    def serve() -> None:
        for answer in answers:
            connection, _ = server.accept()
            with connection:
                if connection.recv(4096):  # whoever only asks whether somebody listens says nothing
                    connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        thread = Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1] - 6000}"
        thread.join()


REFUSED = struct.pack("<BBHHH", 0, 8, 11, 0, 2) + b"No key! "
LET_IN = struct.pack("<BBHHH", 1, 0, 11, 0, 8) + bytes(32)


ASKED_ONLY = b""  # of whoever only sees that somebody listens


@pytest.mark.parametrize(
    ("answers", "let_in"),
    [
        ([REFUSED] * len(screens.PAUSES), False),
        ([LET_IN], True),
        ([b"", LET_IN], True),  # one that begins anew since its only program has ended closes the connection
    ],
    ids=["refused", "let in", "begins anew"],
)
def test_a_screen_that_does_not_let_this_user_in_is_named(
    answers: list[bytes], let_in: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        ctypes.CDLL("libxcb.so.1")
    except OSError:
        pytest.skip("without libxcb nobody is asked")
    monkeypatch.setattr(missing, "why_no_qt", lambda platforms: None)
    monkeypatch.setattr(screens, "PAUSES", (0.0,) * len(screens.PAUSES))
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    with x_server(ASKED_ONLY, *answers) as display:
        monkeypatch.setenv("DISPLAY", display)
        told = why_no_window()
    if let_in:
        assert told is None
    else:
        assert told is not None and f"DISPLAY={display} does not let this user in" in told and "XAUTHORITY" in told


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
