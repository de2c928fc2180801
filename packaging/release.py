"""Make a release: check, number, build, sum up.

    python3 packaging/release.py 0.2.0

Refuses where something is not committed, the number is not above the last one, the changelog has nothing new, or tests
or linters fail. Then it writes the number and the day into the package and the changelog, builds what this system can
build, writes dist/SHA256SUMS, and says which git commands are left; it commits and pushes nothing.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from checkout import ROOT
from console import SetUpFailed, say

KINDS = {"linux": ("wheel", "frozen", "smoke", "deb", "tar"), "win32": ("wheel", "frozen", "smoke", "windows")}
MACOS = ("wheel", "frozen", "smoke", "macos")
_NUMBER = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_UNRELEASED = "## Unreleased\n"


def release(number: str) -> None:
    """Do all of it; SetUpFailed says what stands against it."""
    if _output("git", "status", "--porcelain"):
        raise SetUpFailed("Something is not committed: a release is made of what is.")
    package, changelog = ROOT / "lossacc_gui" / "__init__.py", ROOT / "CHANGELOG.md"
    numbered = with_number(package.read_text("utf-8"), number)
    dated = with_release(changelog.read_text("utf-8"), number, datetime.now(UTC).strftime("%Y-%m-%d"))
    for task in ("lint", "test"):
        _run("dev.py", task)
    package.write_text(numbered, "utf-8")
    changelog.write_text(dated, "utf-8")
    _run("build.py", *KINDS.get(sys.platform, MACOS))
    dist = ROOT / "dist"
    files = [path for path in dist.iterdir() if path.is_file() and number in path.name]
    (dist / "SHA256SUMS").write_text(sums(files), "utf-8")
    say(f"Built {', '.join(sorted(path.name for path in files))}, with their sums in dist/SHA256SUMS. What is left:")
    say(f"    git commit -am 'Release {number}' && git tag v{number} && git push --follow-tags")


def with_number(source: str, number: str) -> str:
    """The text of the package with another version; SetUpFailed where that is not above the one it has."""
    last = re.search(r'__version__ = "([^"]+)"', source)
    if last is None:
        raise SetUpFailed("The package has no __version__.")
    if _order(number) < _order(last[1]):
        raise SetUpFailed(f"{number} is below the last version, {last[1]}.")
    return source.replace(last[0], f'__version__ = "{number}"')


def with_release(changelog: str, number: str, day: str) -> str:
    """The changelog with what is unreleased under this number, and room for what comes; SetUpFailed without any."""
    before, found, after = changelog.partition(_UNRELEASED)
    new, following, rest = after.partition("\n## ")
    if not found or not re.search(r"^- ", new, flags=re.MULTILINE):
        raise SetUpFailed("The changelog says nothing under 'Unreleased': then there is nothing to release.")
    if f"## {number} " in changelog:
        raise SetUpFailed(f"The changelog has {number} already.")
    return f"{before}{_UNRELEASED}\n## {number} ({day})\n{new}{following}{rest}"


def sums(files: Iterable[Path]) -> str:
    """A line a file as `sha256sum --check` reads them, by name."""
    ordered = sorted(files, key=lambda path: path.name)
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in ordered)


def _order(number: str) -> tuple[int, ...]:
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise SetUpFailed(f"{number!r} is no version: three numbers with dots between, as in 0.2.0.")
    return tuple(map(int, match.groups()))


def _run(script: str, *arguments: str) -> None:
    command = [sys.executable, str(ROOT / "packaging" / script), *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetUpFailed(f"{script} {' '.join(arguments)} failed; nothing is released.")


def _output(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__)
        sys.exit(2)
    try:
        release(sys.argv[1])
    except SetUpFailed as failure:
        sys.exit(str(failure))
