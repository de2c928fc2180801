"""Tries a program that was built or installed, as a person would: analyse, export, open a window on a screen.

python3 packaging/smoke.py lossacc lossacc-gui        the commands to try
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from console import SetUpFailed, say

MARKS = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}
LONGEST = 180  # seconds that one step may take on a busy machine


def smoke_test(command: Sequence[str | Path], window: Sequence[str | Path], folder: Path) -> None:
    """Raise SetUpFailed with what is wrong; `command` and `window` begin the two programs, `folder` takes files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    log = folder / "history.csv"
    log.write_text(_log(), "utf-8")
    began = time.monotonic()
    told = _run([*command, "analyze", log])
    say(f"smoke: analysed in {time.monotonic() - began:.1f} s")
    _want("history" in told and "validation loss rises" in told, f"the analysis says:\n{told}")
    for kind, mark in MARKS.items():
        target = folder / f"chart.{kind}"
        _run([*command, "export", log, "-o", target])
        _want(mark in target.read_bytes()[:2000], f"{target} is no {kind}")
    runs = folder / "runs"
    for run in ("a", "b", "c"):  # in processes of its own
        (runs / run).mkdir(parents=True)
        shutil.copy(log, runs / run / "history.csv")
    _want("3 runs: " in _run([*command, "triage", runs, "--no-cache"]), "the triage does not tell of its 3 runs")
    _want("Qt (PySide6)" in _run([*command, "--version"]), "--version does not tell the parts")
    picture = folder / "window.png"
    screen = ["xvfb-run", "-a"] if sys.platform == "linux" and shutil.which("xvfb-run") else []
    began = time.monotonic()
    _run([*screen, *window, log, "--screenshot", picture])
    say(f"smoke: window opened, painted and closed in {time.monotonic() - began:.1f} s{' on Xvfb' * bool(screen)}")
    _want(picture.stat().st_size > 20_000, f"{picture} shows nothing")
    say("smoke: everything works")


def _log() -> str:
    """A run that overfits from epoch 12 on."""
    rows = ["epoch,loss,accuracy,val_loss,val_accuracy"]
    for epoch in range(40):
        rise = 0.02 * max(epoch - 12, 0)
        rows.append(
            f"{epoch},{0.7 * 0.92**epoch:.4f},{0.98 - 0.4 * 0.9**epoch:.4f},"
            f"{0.7 * 0.94 ** min(epoch, 12) + rise:.4f},{0.88 - 0.3 * 0.85**epoch:.4f}"
        )
    return "\n".join(rows) + "\n"


def _run(command: Sequence[str | Path]) -> str:
    shown = " ".join(map(str, command))
    try:
        done = subprocess.run(
            command, env=_surroundings(), capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetUpFailed(f"smoke: {shown}: {error}") from error
    _want(done.returncode == 0, f"{shown} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    _want("Traceback" not in done.stderr, f"{shown} goes on after an error:\n{done.stderr}")
    return done.stdout


def _surroundings() -> dict[str, str]:
    """What the program is started with: nothing of the Python that tries it, and a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return kept | {"HOME": tempfile.gettempdir(), "PYTHONUTF8": "1"}


def _want(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise SetUpFailed(f"smoke: {otherwise}")


if __name__ == "__main__":
    try:
        smoke_test([sys.argv[1]], [sys.argv[2]], Path(tempfile.gettempdir()) / "lossacc-smoke")
    except SetUpFailed as failure:
        sys.exit(str(failure))
