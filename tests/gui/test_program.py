"""The real program in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from lossacc_gui.gui.program import app
from lossacc_gui.gui.program.screenshot import scratch_settings

LOG = "\n".join(
    ["epoch,loss,accuracy,val_loss,val_accuracy"]
    + [
        f"{i},{1 / (i + 1):.4f},{1 - 0.5 / (i + 1):.4f},{0.5 + 1 / (i + 1):.4f},{0.9 - 0.4 / (i + 1):.4f}"
        for i in range(30)
    ]
)


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(home), "TMPDIR": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "lossacc_gui", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program") / "logs"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.csv").write_text(LOG + "\n")
    return folder


def pictured(logs: Path, *arguments: str) -> QImage:
    """What the program shows of the logs, as it saves it."""
    picture = logs.with_name("picture.png")
    done = run(logs.parent, *arguments, str(logs), "--screenshot", str(picture), "--size", "1000x700")
    assert (done.returncode, done.stderr) == (0, "")
    return QImage(str(picture))


@pytest.fixture(scope="module")
def dark(logs: Path) -> QImage:
    return pictured(logs, "--theme", "dark")


def is_dark(picture: QImage) -> bool:
    return picture.pixelColor(995, 695).lightness() < 128


def test_the_program_opens_logs_saves_its_picture_and_ends(dark: QImage) -> None:
    assert (dark.width(), dark.height()) == (1000, 700)
    assert is_dark(dark)


def test_a_triage_is_what_the_picture_shows_in_the_theme_that_is_asked_for(logs: Path, dark: QImage) -> None:
    triage = pictured(logs, "--triage", "--theme", "dark")
    assert triage.size() == dark.size()
    inside = [QPoint(x, y) for x in range(300, 900, 7) for y in range(150, 400, 7)]
    assert sum(triage.pixelColor(at) != dark.pixelColor(at) for at in inside) > len(inside) / 20


def test_the_empty_window_has_a_picture_too(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    done = run(tmp_path, "--screenshot", str(picture), "--theme", "light", "--size", "1000x700")
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    assert picture.stat().st_size > 10_000
    assert not is_dark(QImage(str(picture)))
    assert list(tmp_path.iterdir()) == [picture]  # which is the folder for what is temporary, too


def test_a_picture_leaves_nothing_behind_where_work_still_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = scratch_settings()
    ended: list[int] = []
    settings.setValue("theme", "light")
    monkeypatch.setattr("lossacc_gui.gui.background.threads.any_left", lambda: True)
    monkeypatch.setattr(os, "_exit", ended.append)
    app._end_with_what_hangs(settings, 3, scratch=True)
    assert ended == [3] and not Path(settings.fileName()).parent.exists()


def test_a_machine_without_any_font_gets_letters_from_us(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("other systems have fonts of their own")
    (tmp_path / "fonts.conf").write_text("<?xml version='1.0'?><fontconfig></fontconfig>")
    code = (
        "from PySide6.QtGui import QFontInfo, QFontMetrics\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from lossacc_gui.gui.program.app import give_letters\n"
        "app = QApplication([])\n"
        "print(QFontMetrics(app.font()).inFont('a'))\n"
        "give_letters(app)\n"
        "metrics = QFontMetrics(app.font())\n"
        "print(all(metrics.inFontUcs4(ord(sign)) for sign in 'aZ0%→–▼►●·'), QFontInfo(app.font()).family())\n"
    )
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split("\n")[:2] == ["False", "True Liberation Sans"]


def test_without_a_screen_it_says_what_to_do_instead(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux can be without a screen")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "lossacc_gui"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "there is no screen" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_first_log_needs_is_imported_beside_the_window() -> None:
    code = (
        "import sys; from lossacc_gui.gui.program.warming import import_for_a_log; import_for_a_log(); "
        "print({'numpy', 'pyqtgraph', 'lossacc_gui.use_case', 'lossacc_gui.gui.panels.workspace'} <= set(sys.modules))"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout == "True\n"


FIRST_FRAME = """
import os, sys
from lossacc_gui.gui.program import app
class Window(app.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.painted.connect(self._tell)
    def _tell(self):
        heavy = {"numpy", "pyqtgraph", "json", "html", "dataclasses", "ctypes", "lossacc_gui.gui.session.session"}
        heavy |= {"lossacc_gui.gui.window." + name for name in ("run_menu", "preferring", "menus")}
        heavy |= {"lossacc_gui.gui.background." + name for name in ("garbage", "in_turns")}
        from PySide6 import QtCore, QtGui, QtWidgets
        named = {*vars(QtCore), *vars(QtGui), *vars(QtWidgets)}  # with all their enumerations
        print(*sorted(sys.modules.keys() & heavy), *sorted(named & {"Qt", "QStyle", "QIcon", "QFont"}))
        sys.stdout.flush()
        os._exit(0)
app.MainWindow = Window
app.main([])
"""


def test_the_first_frame_is_painted_before_anything_is_imported_that_it_does_not_show(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    command = [sys.executable, "-c", FIRST_FRAME]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert told.stdout == "\n"


def test_pyside_looks_at_no_source_of_what_is_imported() -> None:
    code = (
        "import inspect, lossacc_gui.gui; read = []; inspect.getsource = read.append; "
        "import lossacc_gui.gui.look.plain, wave; print(read)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


CLOSED_EARLY = """
import sys
from PySide6.QtCore import QTimer
from lossacc_gui.gui.program import app
class Window(app.MainWindow):
    turns = int(sys.argv[1])
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.painted.connect(self._pass)
    def _pass(self):
        Window.turns -= 1
        if Window.turns < 0:
            self.close()
        else:
            QTimer.singleShot(0, self, self._pass)
app.MainWindow = Window
sys.exit(app.main([sys.argv[2]]))
"""


@pytest.mark.parametrize("turns", [0, 9, 40, 70])
def test_a_window_that_is_closed_while_it_starts_with_a_log_ends_in_order(
    tmp_path: Path, log: Path, turns: int
) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path)}
    environment["XDG_STATE_HOME"] = str(tmp_path)
    command = [sys.executable, "-c", CLOSED_EARLY, str(turns), str(log)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
