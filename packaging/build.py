"""Build what people install; each kind is one command, and what it makes lies in dist/.

    python3 packaging/build.py wheel       wheel and sdist, for pip
    python3 packaging/build.py frozen      a folder with everything in it, Python too; the others are made of it
    python3 packaging/build.py deb         Debian and Ubuntu (on Linux)
    python3 packaging/build.py tar         the folder as tar.zst (on Linux)
    python3 packaging/build.py windows     an installer (on Windows, with NSIS)
    python3 packaging/build.py macos       a .dmg with lossacc.app (on macOS)
    python3 packaging/build.py smoke       try the folder: analyse, export, open a window

Needs nothing but Python 3.11 or newer; what builds is installed into .venv-build. Signing is off unless a certificate
is named: LOSSACC_SIGN_WINDOWS (a thumbprint for signtool), LOSSACC_SIGN_MACOS (an identity for codesign).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path

from bundled import Part, bundled
from checkout import ROOT
from console import SetUpFailed, say
from debian import debian_package
from environment import Environment
from sbom import bill_of_materials
from smoke import smoke_test

DIST = ROOT / "dist"
WORK = ROOT / "build"
FOLDER = DIST / "lossacc"
MOST_MB = {"frozen": 200, "deb": 80}


def wheel() -> Path:
    """The wheel, and beside it the sdist."""
    environment = _ready()
    _call([environment.program("hatchling"), "build", "-d", DIST])
    return max(DIST.glob("lossacc-*.whl"), key=lambda path: path.stat().st_mtime)


def frozen() -> Path:
    """The folder with everything in it; it is made anew each time."""
    environment = _ready()
    WORK.mkdir(exist_ok=True)
    parts = json.loads(
        _output([environment.python, "-c", "from lossacc_gui import licences as l; print(l.as_json(l.frozen()))"])
    )
    (WORK / "components.json").write_text(json.dumps(parts), "utf-8")
    surroundings = os.environ | {"LOSSACC_ROOT": str(ROOT), "LOSSACC_COMPONENTS": str(WORK / "components.json")}
    spec = ROOT / "packaging" / "frozen" / "lossacc.spec"
    command: list[str | Path] = [
        environment.program("pyinstaller"),
        "--noconfirm",
        f"--distpath={DIST}",
        f"--workpath={WORK}",
        spec,
    ]
    say("Freezing the program; that takes some minutes ...")
    log = WORK / "pyinstaller.log"
    with log.open("w", encoding="utf-8") as file:
        if subprocess.run(command, env=surroundings, stdout=file, stderr=file, check=False).returncode != 0:
            raise SetUpFailed(f"PyInstaller failed; all that it said: {log}")
    if sys.platform == "linux":
        _finish_on_linux(environment)
    _list_parts([*parts, *bundled((WORK / "lossacc" / "COLLECT-00.toc").read_text("utf-8"), environment.ours())])
    _check_size("frozen", size_of(FOLDER))
    return FOLDER


def _list_parts(parts: list[Part]) -> None:
    """In the program, which shows the licence of each, and beside it, for machines."""
    (FOLDER / "sbom.cdx.json").write_text(bill_of_materials(parts), "utf-8")
    shown = [{name: told for name, told in part.items() if name != "purl"} for part in parts]
    for file in FOLDER.rglob("components.json"):
        file.write_text(json.dumps(shown, indent=1, ensure_ascii=False), "utf-8")


def _finish_on_linux(environment: Environment) -> None:
    """The window as a link, no links to what was left out, Python's libraries without what only builders have use for.

    These are what debuggers want, and the folder where that Python was installed.
    """
    (FOLDER / "lossacc-gui").symlink_to("lossacc")
    for link in FOLDER.rglob("*"):
        if link.is_symlink() and not link.exists():
            link.unlink()
    inside = FOLDER / "_internal"
    of_python = [*inside.glob("libpython*.so.*"), *inside.glob("python3*/lib-dynload/*.so")]
    if shutil.which("strip"):  # of Python alone: numpy's OpenBLAS does not survive it
        _call(["strip", "--strip-unneeded", *of_python])
    _call([environment.program("patchelf"), "--remove-rpath", *of_python])


def deb() -> Path:
    """The package for Debian and Ubuntu, of the folder."""
    package = debian_package(_frozen_before(), DIST, WORK)
    _check_size("deb", package.stat().st_size)
    return package


def tar() -> Path:
    """The folder packed; `tar xf` and `lossacc/lossacc-gui` are all that it needs."""
    folder = _frozen_before()
    target = DIST / f"lossacc-{_version()}-linux-{os.uname().machine}.tar.zst"
    plain = target.with_suffix("")
    with tarfile.open(plain, "w") as archive:
        archive.add(folder, "lossacc", filter=_of_nobody)
    # Level 19 is some percent smaller and takes many minutes; this one a quarter of one.
    _call(["zstd", "-q", "-10", "--long", "-T0", "--rm", "-f", plain, "-o", target])
    return target


def windows() -> Path:
    """The installer for Windows, by NSIS."""
    folder = _frozen_before()
    _sign_windows(folder.glob("*.exe"))
    target = DIST / f"lossacc-{_version()}-setup.exe"
    script = ROOT / "packaging" / "windows" / "lossacc.nsi"
    _call(["makensis", f"/DVERSION={_version()}", f"/DFOLDER={folder}", f"/DTARGET={target}", f"/DROOT={ROOT}", script])
    _sign_windows([target])
    return target


def _sign_windows(programs: Iterable[Path]) -> None:
    thumbprint = os.environ.get("LOSSACC_SIGN_WINDOWS")
    for program in programs if thumbprint else ():
        _call(["signtool", "sign", "/sha1", thumbprint, "/fd", "sha256", program])


def macos() -> Path:
    """A disk image with lossacc.app and a link to Applications."""
    _frozen_before()
    app, identity = DIST / "lossacc.app", os.environ.get("LOSSACC_SIGN_MACOS")
    if identity:
        _call(["codesign", "--deep", "--force", "--options", "runtime", "--sign", identity, app])
    stage = WORK / "dmg"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    shutil.copytree(app, stage / "lossacc.app", symlinks=True)
    (stage / "Applications").symlink_to("/Applications")
    target = DIST / f"lossacc-{_version()}.dmg"
    _call(["hdiutil", "create", "-volname", "lossacc", "-srcfolder", stage, "-ov", "-format", "UDZO", target])
    return target


def smoke() -> Path:
    """Try the folder that was made."""
    folder = _frozen_before()
    smoke_test([folder / _named("lossacc")], [folder / _named("lossacc-gui")], WORK / "smoke")
    return folder


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder, links not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())


def _frozen_before() -> Path:
    return FOLDER if (FOLDER / _named("lossacc")).exists() else frozen()


def _named(program: str) -> str:
    return f"{program}.exe" if sys.platform == "win32" else program


def _check_size(kind: str, size: int) -> None:
    say(f"{kind}: {size / 1e6:.0f} MB")
    if size > MOST_MB[kind] * 1e6:
        raise SetUpFailed(f"The {kind} has {size / 1e6:.0f} MB, more than {MOST_MB[kind]} MB: see what came in anew.")


def _of_nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def _ready() -> Environment:
    environment = Environment(ROOT, ".venv-build")
    environment.make_ready(("build", "excel"))
    return environment


def _version() -> str:
    from lossacc_gui import __version__

    return __version__


def _call(command: list[object]) -> None:
    words = list(map(str, command))
    try:
        done = subprocess.run(words, cwd=ROOT, check=False)
    except FileNotFoundError as error:
        raise SetUpFailed(f"{words[0]} is not installed here, and this kind is built with it.") from error
    if done.returncode != 0:
        raise SetUpFailed(f"{words[0]} failed with status {done.returncode}.")


def _output(command: list[object]) -> str:
    return subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=True).stdout


KINDS: dict[str, Callable[[], Path]] = {
    "wheel": wheel,
    "frozen": frozen,
    "deb": deb,
    "tar": tar,
    "windows": windows,
    "macos": macos,
    "smoke": smoke,
}


def main(arguments: list[str]) -> int:
    """Build the kinds that are named, one after the other."""
    if not arguments or not set(arguments) <= set(KINDS):
        print(__doc__)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        for kind in arguments:
            say(f"{kind}: {KINDS[kind]()}")
    except SetUpFailed as failure:
        say(str(failure))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
