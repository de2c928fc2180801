"""Finds the Pythons beside the one that runs this: those on the path and those that pyenv keeps."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

KNOWN = ("3.14", "3.13", "3.12", "3.11")  # those that the tests are run on, the most telling first


def this_version() -> str:
    """The version of the Python that runs this, as "3.11"."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def others() -> Iterator[tuple[str, Path]]:
    """(version, program) of every known Python that answers here and is another than this one."""
    for version in KNOWN:
        found = None if version == this_version() else python_of(version)
        if found is not None:
            yield version, found


def python_of(version: str) -> Path | None:
    """The program of Python `version` ("3.13"); None where none answers, as pyenv's stand-ins on the path may not."""
    return next((program for program in _candidates(version) if _answers(program, version)), None)


def _candidates(version: str) -> Iterator[Path]:
    on_path = shutil.which(f"python{version}")
    if on_path is not None:
        yield Path(on_path)
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    yield from sorted(kept.glob(f"{version}.*/bin/python{version}"), reverse=True)


def _answers(program: Path, version: str) -> bool:
    command = [str(program), "-c", "import sys; print(*sys.version_info[:2], sep='.')"]
    try:
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == version
