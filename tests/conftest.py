"""Fixtures for every test."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from commanded import LOG, Here
from hypothesis import HealthCheck, settings

IN_MEMORY = Path("/dev/shm")
"""A folder that is kept in memory: thousands are made and removed, each of which a disk may take milliseconds for."""
if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 2 << 30:
    os.environ.setdefault("TMPDIR", str(IN_MEMORY))  # for the programs that tests start, too
    tempfile.tempdir = None  # asked for again

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="lossacc-tests-")  # no report lands in the person's own folder
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)
os.environ["XDG_CACHE_HOME"] = os.environ["XDG_STATE_HOME"]  # nor does what a triage keeps
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every program that a test starts compiles all modules again
sys.dont_write_bytecode = False

# A change is judged by what it changed, not by luck: continuous integration tries the same examples every time. Whoever
# works on the project gets new ones with every run, and writes down as an @example what they find.
# Twenty-five are enough where nothing else is said: a law that is easily broken breaks within a dozen.
# No test fails because the machine is busy.
patient = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("new examples", patient)
settings.register_profile("the same examples", patient, derandomize=True)
settings.load_profile("the same examples" if os.environ.get("CI") else "new examples")

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    path.write_text(LOG)
    return path


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command does in this process what it would give to others, which take a second to start."""
    monkeypatch.setattr("lossacc_gui.triage.pool.Pool", Here)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The collection of real logs and runs with known truth that may lie beside the checkout."""
    folder = CHECKOUT.parent / "shared"
    if not (folder / "corpus").is_dir():
        pytest.skip("no collection of real logs beside the checkout")
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the tests over the collection of real logs tried, also when they pass."""
    for report in terminalreporter.stats.get("passed", []):
        if "shared" in report.keywords and report.capstdout.strip():
            terminalreporter.write_line(f"{report.nodeid.split('::')[-1]}: {report.capstdout.strip()}")
