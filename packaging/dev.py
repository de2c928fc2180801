"""Set lossacc up, run it, test it; needs nothing but Python 3.11 or newer.

    python3 packaging/dev.py run [LOG...]           open logs (or a sample); without a screen print and export
    python3 packaging/dev.py test [ARGUMENT...]     run the tests; arguments go to pytest (-n 0: in one process)
        --python 3.13                               on that Python, as the first argument
        --python other                              on another Python than this one, where one is installed
    python3 packaging/dev.py lint                   formatting, lint, types, floors
    python3 packaging/dev.py setup                  only set up, with all that the others need

Everything is installed into .venv in the checkout, or .venv-3.13 for a Python that was named; on Linux, libraries that
Qt lacks come from the system's package manager when this user may install, otherwise the command to type is shown. A
second start has nothing left to do.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is where somebody with an older Python learns it
    sys.exit("lossacc needs Python 3.11 or newer, and this is {}.{}; call this script with a newer one, for example "
             "python3.11".format(*sys.version_info[:2]))  # fmt: skip

import subprocess
from collections.abc import Sequence
from pathlib import Path

from checkout import ROOT
from console import SetUpFailed, say
from environment import Environment
from other_python import others, python_of, this_version

from lossacc_gui.system.screens import screens

SAMPLE = ROOT / "resources" / "samples" / "overconfidence" / "overconfidence.csv"
# A worker for each core, four at most: each holds half a gigabyte. A file's tests stay together, in their order.
WORKERS = ("--numprocesses", "auto", "--maxprocesses", "4", "--dist", "loadfile")
LINTERS = (("ruff", "format", "--check"), ("ruff", "check"), ("mypy",), ("lint-imports",))


def run(environment: Environment, logs: Sequence[str]) -> int:
    """Open `logs`, or a sample, in the window; without a screen print the analysis and write chart and report."""
    platforms = screens()
    environment.make_ready(platforms=("offscreen", *platforms))
    if not logs:
        say(f"No log was named, so here is a sample: {SAMPLE}")
        logs = (str(SAMPLE),)
    if platforms or sys.platform != "linux":
        return _call([environment.program("lossacc-gui"), *logs])
    say("There is no screen: the analysis is printed, chart and report are written to this folder.")
    lossacc = environment.program("lossacc")
    worst = 0
    for log, name in zip(logs, output_names(logs), strict=True):
        status = _call([lossacc, "analyze", log])
        if status == 0 or Path(log).is_dir():  # in a folder one unreadable log does not spoil the others
            for command in (["export", log, "-o", f"{name}.svg"], ["analyze", log, "-o", f"{name}.html"]):
                status = max(status, _call([lossacc, *command, "--overwrite"]))
        worst = max(worst, status)
    return worst


def test(environment: Environment, arguments: Sequence[str]) -> int:
    """Run the tests without a screen; returns pytest's status."""
    if arguments and arguments[0] == "--python":
        return _test_on(arguments[1], arguments[2:]) if len(arguments) > 1 else _usage("--python needs a version")
    environment.make_ready(("test",))
    return _call([environment.program("pytest"), *WORKERS, *arguments], ROOT)


def _test_on(version: str, arguments: Sequence[str]) -> int:
    """Run the tests on another Python in an environment of its own; that there is no other at all is no failure."""
    if version == this_version():
        return test(Environment(ROOT, f".venv-{version}"), arguments)
    if version == "other":
        found = next(others(), None)
        if found is None:
            say(f"No Python but {this_version()} is installed here; the tests are run on no other.")
            return 0
        version, python = found
    else:
        named = python_of(version)
        if named is None:
            raise SetUpFailed(f"Python {version} is not installed here.")
        python = named
    say(f"The tests on Python {version}:")
    return _call([python, Path(__file__), "test", "--python", version, *arguments])


def lint(environment: Environment, arguments: Sequence[str]) -> int:
    """Run every linter, also after one has failed; returns 1 when one did."""
    if arguments:
        return _usage("lint takes no arguments")
    environment.make_ready(("lint",))
    failed = [" ".join(linter) for linter in LINTERS if _call([environment.program(linter[0]), *linter[1:]], ROOT)]
    if failed:
        say(f"Not clean: {', '.join(failed)}")
    return 1 if failed else 0


def setup(environment: Environment, arguments: Sequence[str]) -> int:
    """Install what every other command needs."""
    if arguments:
        return _usage("setup takes no arguments")
    environment.make_ready(("lint", "test"), ("offscreen", *screens()))
    say(f"Everything is installed in {environment.folder}")
    return 0


def output_names(logs: Sequence[str]) -> list[str]:
    """A name for what is written about each log, from the log's own: all different, without a suffix."""
    names: list[str] = []
    for log in logs:
        stem = Path(log).resolve().stem
        name, number = f"{stem}-lossacc", 2
        while name in names:
            name, number = f"{stem}-{number}-lossacc", number + 1
        names.append(name)
    return names


def _call(command: Sequence[str | Path], folder: Path | None = None) -> int:
    """Run a program to its end with our input and output; returns its status, 128 + n when signal n ended it."""
    with subprocess.Popen(command, cwd=folder) as program:
        while True:
            try:
                status = program.wait()
                break
            except KeyboardInterrupt:
                continue  # Ctrl-C reached the program too; how to end is for it to decide
    if status < 0:
        say(f"{Path(command[0]).name} was ended by signal {-status}.")
        return 128 - status
    return status


def _usage(problem: str) -> int:
    say(f"{problem}\n\n{__doc__}")
    return 2


COMMANDS = {"run": run, "test": test, "lint": lint, "setup": setup}


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its status, 2 for wrong usage, 1 when the set-up cannot go on, 130 after Ctrl-C."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    if arguments[0] not in COMMANDS:
        return _usage(f"There is no command {arguments[0]!r}.")
    try:
        return COMMANDS[arguments[0]](Environment(ROOT), arguments[1:])
    except SetUpFailed as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        say("Stopped; the next start finishes what is missing.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
