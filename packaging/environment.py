"""Makes a virtual environment in the checkout, with pinned dependencies, repairs it, sees at once when it is ready."""

from __future__ import annotations

import compileall
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from console import SetUpFailed, disk_is_full, say
from pip_install import pip_install
from system_packages import provide, python_packages

from lossacc_gui.system.packages import LIBRARIES, manager_here
from lossacc_gui.system.qt_libraries import missing_libraries, not_loadable

_WINDOWS = sys.platform == "win32"
_LINUX = sys.platform == "linux"

_LEAST_SPACE = 50_000_000  # bytes; an empty environment with pip has 20 MB
_PROBE = "import sys; from PySide6.QtWidgets import QApplication; QApplication(['probe', '-platform', 'offscreen'])"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an environment was made of and for; written when it is complete, absent while it is not."""

    made_for: str  # the checkout and the Python version; another one needs a new environment
    pins: str  # hash of everything that says what is installed; another one needs another installation
    extras: tuple[str, ...]
    platforms: tuple[str, ...]  # Qt's platform plugins whose libraries were all found
    packages: tuple[str, ...]  # what lies in site-packages


class Environment:
    """A virtual environment of one checkout, made for and by the Python that runs this."""

    def __init__(self, root: Path, name: str = ".venv") -> None:
        self.root = root
        self.folder = root / name
        places = {"base": str(self.folder), "platbase": str(self.folder)}
        self.scripts = Path(sysconfig.get_path("scripts", "venv", places))
        self.site_packages = Path(sysconfig.get_path("purelib", "venv", places))
        self.python = self.program("python")
        self.constraints = root / "packaging" / "constraints.txt"
        self._stamp = self.folder / "lossacc-stamp.json"
        self._unfinished = self.folder / "lossacc-unfinished"
        self._log = self.folder / "lossacc-setup.log"
        self._made_for = f"{self.site_packages} of Python {sys.version_info.major}.{sys.version_info.minor}"

    def program(self, name: str) -> Path:
        """The path of a program that a package installed, for example "pytest"."""
        return self.scripts / (f"{name}.exe" if _WINDOWS else name)

    def ours(self) -> tuple[Path, ...]:
        """The folders whose libraries are of packages from the index, or of the Python that this was made with."""
        return self.folder, Path(sys.base_prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"

    def make_ready(self, extras: Sequence[str] = (), platforms: Sequence[str] = ("offscreen",)) -> None:
        """Bring the environment to where a command with these extras and Qt platforms can run.

        Costs a few milliseconds when it is there already. Raises SetUpFailed with what to do.
        """
        try:
            if self._lacks(extras, platforms):
                with _alone(self.root / "pyproject.toml"):
                    self._set_up(extras, platforms)
        except OSError as error:
            where = error.filename or self.folder
            raise SetUpFailed(f"The set-up cannot use {where}: {error.strerror or error}.") from error

    def _lacks(self, extras: Sequence[str], platforms: Sequence[str]) -> bool:
        stamp = self._read_stamp()
        return (
            stamp is None
            or self._is_broken(stamp)
            or stamp.pins != self._pins()
            or not set(extras) <= set(stamp.extras)
            or not set(platforms) <= set(stamp.platforms)
        )

    def _set_up(self, extras: Sequence[str], platforms: Sequence[str]) -> None:
        stamp = self._read_stamp()
        if stamp is None and self._is_usable():
            stamp = Stamp(self._made_for, "", (), (), ())  # made by hand: complete it instead of throwing it away
        if stamp is None or self._is_broken(stamp):
            self._create(platforms)
            stamp = Stamp(self._made_for, "", (), (), ())
        if stamp.pins != self._pins() or not set(extras) <= set(stamp.extras):
            all_extras = tuple(sorted({*stamp.extras, *extras}))
            self._install(all_extras)
            stamp = Stamp(self._made_for, self._pins(), all_extras, (), self._packages())
            self._write_stamp(stamp)
        if not set(platforms) <= set(stamp.platforms):
            self._find_qt_libraries(platforms)
            known = tuple(sorted({*stamp.platforms, *platforms}))
            self._write_stamp(Stamp(stamp.made_for, stamp.pins, stamp.extras, known, stamp.packages))

    def _is_usable(self) -> bool:
        """Whether an environment without our stamp is whole: pip answers, and no installation was cut off."""
        return (
            self.site_packages.is_dir()
            and not self._unfinished.exists()
            and self.python.exists()
            and _output_of([self.python, "-m", "pip", "--version"]).returncode == 0
        )

    def _is_broken(self, stamp: Stamp) -> bool:
        return (
            stamp.made_for != self._made_for
            or not self.python.exists()
            or not set(stamp.packages) <= set(self._packages())
        )

    def _create(self, platforms: Sequence[str]) -> None:
        _provide_venv_module(platforms)
        say(f"Making {self.folder} for Python {sys.version.split()[0]} ...")
        base = getattr(sys, "_base_executable", None) or sys.executable  # never the environment that is replaced
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir()
        self._unfinished.touch()
        made = _output_of([base, "-m", "venv", str(self.folder)])
        if made.returncode != 0:
            if shutil.disk_usage(self.folder).free < _LEAST_SPACE:
                raise SetUpFailed(disk_is_full(self.folder))
            raise SetUpFailed(
                f"Python could not make the virtual environment {self.folder} ({_last_line(made.stdout)}); "
                "put that right or delete the folder, then start again."
            )

    def _install(self, extras: Sequence[str]) -> None:
        """Install the build backend, then the project in place, both pinned."""
        self._unfinished.touch()
        self._stamp.unlink(missing_ok=True)
        what = f" for {' and '.join(extras)}" if extras else ""
        say(f"Installing the pinned dependencies{what}; the first time about 150 MB are fetched ...")
        build = [*self._settings()["build-system"]["requires"], "editables"]  # hatchling links the checkout with it
        editable = ("--no-build-isolation", "--editable", f".[{','.join(extras)}]" if extras else ".")
        for wanted in (build, editable):
            pip_install(self.python, wanted, self.constraints, self.root, self._log)
        # in place nothing is compiled by pip, and where Python may not write bytecode every start would compile it all
        compileall.compile_dir(self.root / "lossacc_gui", quiet=2)
        self._unfinished.unlink()

    def _find_qt_libraries(self, platforms: Sequence[str]) -> None:
        if _LINUX:
            missing = self._missing_libraries(platforms)
            if missing:
                provide((), missing, f"Qt needs system libraries that are missing here: {', '.join(missing)}")
                missing = self._missing_libraries(platforms)
            if missing:
                raise SetUpFailed(f"Qt still cannot load {', '.join(missing)} though its package was installed.")
        probe = _output_of([self.python, "-c", _PROBE])
        if probe.returncode != 0:
            raise SetUpFailed(f"Qt does not start on this system: {_last_line(probe.stdout)}")

    def _missing_libraries(self, platforms: Sequence[str]) -> tuple[str, ...]:
        try:
            return missing_libraries(self.site_packages, platforms)
        except (FileNotFoundError, ValueError) as error:
            self._stamp.unlink()
            self._unfinished.touch()
            raise SetUpFailed(f"PySide6 is damaged ({error}); start again to install it anew.") from error

    def _packages(self) -> tuple[str, ...]:
        """The names in site-packages, without versions: another version of a package is no broken environment."""
        if not self.site_packages.is_dir():
            return ()
        names = (path.name for path in self.site_packages.iterdir() if path.suffix not in {".dist-info", ".pth"})
        return tuple(sorted(name for name in names if name != "__pycache__"))

    def _pins(self) -> str:
        settings = self._settings()
        said = json.dumps([settings["project"], settings["build-system"]]) + self.constraints.read_text("utf-8")
        return hashlib.sha256(said.encode()).hexdigest()

    def _settings(self) -> dict[str, Any]:
        file = self.root / "pyproject.toml"
        try:
            return tomllib.loads(file.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise SetUpFailed(f"{file} is not valid TOML: {error}") from error

    def _read_stamp(self) -> Stamp | None:
        try:
            read = json.loads(self._stamp.read_text("utf-8"))
            extras, platforms, packages = (tuple(read[name]) for name in ("extras", "platforms", "packages"))
            return Stamp(read["made_for"], read["pins"], extras, platforms, packages)
        except (OSError, ValueError, TypeError, KeyError):
            return None  # not there, cut off or written by another version: all mean "not complete"

    def _write_stamp(self, stamp: Stamp) -> None:
        new = self._stamp.with_suffix(".new")
        new.write_text(json.dumps(asdict(stamp)), "utf-8")
        new.replace(self._stamp)


def _provide_venv_module(platforms: Sequence[str]) -> None:
    """See to it that Python can make environments; where it cannot, ask for Qt's libraries in the same breath."""
    lacking = [module for module in ("venv", "ensurepip") if importlib.util.find_spec(module) is None]
    if not lacking:
        return
    what = f"Python cannot make virtual environments here, for lack of its own {' and '.join(lacking)}"
    packages = python_packages(manager_here())
    if not packages:
        raise SetUpFailed(f"{what}. Please install this system's package for Python's venv and pip, then start again.")
    # A guess from the table: what Qt really needs is looked up once it is here, but most people then type one command.
    libraries = not_loadable(library for platform in platforms for library in LIBRARIES[platform])
    if libraries:
        what += f", and libraries that Qt needs are missing: {', '.join(libraries)}"
    provide(packages, libraries, what)


def _output_of(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run to the end, with both outputs in one text; a program that cannot be started has the status 127."""
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, f"{command[0]}: {error.strerror}")


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Hold back a second set-up of the same checkout until this one is done; on Windows nobody is held back."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with file.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work in this checkout; waiting for it ...")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
