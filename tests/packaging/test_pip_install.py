from __future__ import annotations

import sys
from pathlib import Path

import pytest
from console import SetUpFailed
from pip_install import pip_install, why_pip_failed

LOG = Path(__file__).parent / "pip.log"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            ["WARNING: Retrying after NewConnectionError", "ERROR: No matching distribution found for numpy"],
            "no connection",
        ),
        (
            ["SSLError(... CERTIFICATE_VERIFY_FAILED ...)", "ERROR: No matching distribution found for numpy"],
            "PIP_CERT",
        ),
        (["ERROR: Could not install packages: [Errno 28] No space left on device"], "The disk is full"),
        (
            ["ERROR: No matching distribution found for PySide6-Essentials==6.11.3"],
            "There is no PySide6-Essentials==6.11.3",
        ),
        (["error: metadata-generation-failed", "hint: See above"], "metadata-generation-failed"),
        (
            ["ERROR: Exception:", "Traceback", "BackendUnavailable: Cannot import '_a'"],
            "BackendUnavailable: Cannot import",
        ),
        ([], "it was ended"),
    ],
)
def test_a_failure_of_pip_becomes_one_sentence(lines: list[str], sentence: str) -> None:
    said = why_pip_failed(lines, LOG)
    assert sentence in said
    assert str(LOG.parent) in said
    assert "start again" in said
    assert "\n" not in said


def test_pip_is_bound_to_the_pins_and_runs_in_the_checkout(tmp_path: Path) -> None:
    python = stand_in_for_python(tmp_path, "import os, sys; print(os.getcwd(), os.environ['PIP_USER'], *sys.argv[1:])")
    log = tmp_path / "log"
    pip_install(python, ["--editable", "."], Path("pins.txt"), tmp_path, log)
    folder, user, *arguments = log.read_text().split()
    assert Path(folder) == tmp_path.resolve()
    assert user == "0"
    assert arguments[:3] == ["-m", "pip", "install"]
    assert arguments[-4:] == ["--constraint", "pins.txt", "--editable", "."]


def test_what_pip_fetches_is_shown_and_the_rest_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "Collecting a\\n  Downloading a-1.whl (2 kB)\\nInstalling collected packages: a, b\\n"
    pip_install(stand_in_for_python(tmp_path, f"print('{said}')"), [], Path("pins.txt"), tmp_path, tmp_path / "log")
    shown = capsys.readouterr()
    assert shown.err.splitlines() == ["  Downloading a-1.whl (2 kB)", "  Installing 2 packages ..."]
    assert shown.out == ""


def test_a_pip_that_fails_stops_the_set_up(tmp_path: Path) -> None:
    python = stand_in_for_python(tmp_path, "import sys; print('ERROR: it is broken'); sys.exit(1)")
    with pytest.raises(SetUpFailed, match="it is broken"):
        pip_install(python, [], Path("pins.txt"), tmp_path, tmp_path / "log")


def stand_in_for_python(folder: Path, script: str) -> Path:
    if sys.platform == "win32":
        pytest.skip("a script cannot stand in for a program here")
    program = folder / "python"
    program.write_text(f"#!{sys.executable}\n{script}\n")
    program.chmod(0o755)
    return program
