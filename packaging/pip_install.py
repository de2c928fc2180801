"""Calls pip under the project's pins and turns what it says into progress and, when it fails, one sentence."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from console import SetUpFailed, disk_is_full, say

_NETWORK_SIGNS = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Temporary failure in name resolution",
    "Connection refused",
    "Network is unreachable",
    "ProxyError",
    "IncompleteRead",
    "ProtocolError",
)
_DISK_SIGNS = ("No space left on device", "not enough space on the disk")


def pip_install(python: Path, wanted: Sequence[str], constraints: Path, root: Path, log: Path) -> None:
    """Install `wanted` (arguments of `pip install`, run in `root`) with `python`, pinned by `constraints`.

    All that pip says is written to `log`; what it fetches goes to standard error. Raises SetUpFailed.
    """
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    command += ["--constraint", str(constraints), *wanted]
    # PIP_USER in a person's settings would make pip refuse to work inside an environment.
    surroundings = {**os.environ, "PIP_USER": "0", "PYTHONUTF8": "1"}
    seen: list[str] = []
    with (
        log.open("w", encoding="utf-8") as file,
        subprocess.Popen(
            command,
            cwd=root,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as pip,
    ):
        assert pip.stdout is not None
        try:
            for line in pip.stdout:
                file.write(line)
                seen.append(line.strip())
                _say_progress(line)
        except BaseException:
            pip.kill()  # nobody may go on writing into an environment that the next start makes anew
            raise
    if pip.returncode != 0:
        raise SetUpFailed(why_pip_failed(seen, log))


def why_pip_failed(lines: Sequence[str], log: Path) -> str:
    """One sentence from all that pip said: what, why, what to do."""
    said = "\n".join(lines)
    errors = [line[len("error:") :].strip() for line in lines if line.lower().startswith("error:")]
    if errors and errors[-1] == "Exception:" and not lines[-1].lower().startswith("error:"):
        errors = [lines[-1].strip()]  # pip's own traceback follows, and ends with what it is about
    again = f"then start again (all that pip said: {log})."
    if any(sign in said for sign in _DISK_SIGNS):
        return disk_is_full(log.parent)
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return f"pip does not trust the package index's certificate; name the right ones in PIP_CERT, {again}"
    if any(sign in said for sign in _NETWORK_SIGNS):
        return f"pip has no connection to the package index, so the dependencies cannot be fetched; check it, {again}"
    for error in errors:
        what, found, requirement = error.partition("No matching distribution found for ")
        if found and not what:
            return f"There is no {requirement} for this Python and system; try a newer Python or system, {again}"
    return (
        f"pip could not install the dependencies: {errors[-1] if errors else 'it was ended'}; put that right, {again}"
    )


def _say_progress(line: str) -> None:
    if line.lstrip().startswith("Downloading"):
        say(f"  {line.strip()}")
    elif line.startswith("Installing collected packages"):
        say(f"  Installing {line.count(',') + 1} packages ...")
