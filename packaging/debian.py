"""Makes the Debian package of the frozen folder: files where Debian wants them, and what it depends on."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from checkout import ROOT, told_of_the_project
from console import SetUpFailed, say

from lossacc_gui import __version__
from lossacc_gui.system.packages import DEBIAN, LIBRARIES
from lossacc_gui.system.qt_libraries import system_libraries

ID = "io.github.lossacc.lossacc"
LINUX = ROOT / "packaging" / "linux"
_OF_THE_C_LIBRARY = re.compile(r"(libc|libm|libdl|libpthread|librt|libutil|libresolv|ld-linux-.*)\.so\.\d+")
_FURTHER = {"libdrm.so.2": "libdrm2", "libgbm.so.1": "libgbm1", "libwayland-egl.so.1": "libwayland-egl1"}
_WITH_LIBRARIES = {"libfontconfig.so.1": "fontconfig-config"}
"""What a library that comes along reads on the system; without it Fontconfig complains at each start of the window."""
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def debian_package(folder: Path, target: Path, work: Path) -> Path:
    """The .deb of a frozen `folder`, in `target`."""
    if shutil.which("dpkg-deb") is None:
        raise SetUpFailed("A Debian package is built with dpkg-deb, which is not installed here.")
    tree = work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    share = tree / "usr" / "share"
    shutil.copytree(folder, tree / "usr" / "lib" / "lossacc", symlinks=True)
    (tree / "usr" / "bin").mkdir(parents=True)
    for name in ("lossacc", "lossacc-gui"):
        (tree / "usr" / "bin" / name).symlink_to(f"../lib/lossacc/{name}")
    put_desktop_files(share)
    _put_documents(share, folder)
    for path in tree.rglob("*"):  # whatever the umask of who builds
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or _is_program(path) else 0o644)
    (tree / "DEBIAN").mkdir(mode=0o755)
    (tree / "DEBIAN" / "control").write_text(_control(tree, folder), "utf-8")
    package = target / f"lossacc_{__version__}_{_architecture()}.deb"
    say("Packing the Debian package ...")
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z4", "--build", tree, package],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return package


def put_desktop_files(share: Path) -> None:
    """Desktop entry, icons, metainfo and kinds of file, under a share folder."""
    _put(LINUX / f"{ID}.desktop", share / "applications" / f"{ID}.desktop")
    _put(LINUX / f"{ID}.mime.xml", share / "mime" / "packages" / f"{ID}.xml")
    icons = share / "icons" / "hicolor"
    _put(ROOT / "resources" / "icons" / "lossacc.svg", icons / "scalable" / "apps" / f"{ID}.svg")
    for picture in (ROOT / "packaging" / "icons").glob("lossacc-*.png"):
        size = picture.stem.rpartition("-")[2]
        _put(picture, icons / f"{size}x{size}" / "apps" / f"{ID}.png")
    told = (LINUX / f"{ID}.metainfo.xml").read_text("utf-8")
    told = told.replace("@VERSION@", __version__).replace("@DATE@", _today())
    told = told.replace("@HOMEPAGE@", told_of_the_project()["homepage"])
    (share / "metainfo").mkdir(parents=True)
    (share / "metainfo" / f"{ID}.metainfo.xml").write_text(told, "utf-8")


def _put_documents(share: Path, folder: Path) -> None:
    man = share / "man" / "man1"
    man.mkdir(parents=True)
    for page in LINUX.glob("*.1"):
        text = page.read_text("utf-8").replace("@VERSION@", __version__).replace("@DATE@", _today())
        (man / f"{page.name}.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    doc = share / "doc" / "lossacc"
    doc.mkdir(parents=True)
    (doc / "copyright").write_text((LINUX / "copyright").read_text("utf-8"), "utf-8")
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (doc / "NEWS.md.gz").write_bytes(gzip.compress(changes, 9, mtime=0))
    (doc / "changelog.gz").write_bytes(gzip.compress(_debian_changelog().encode(), 9, mtime=0))
    overrides = share / "lintian" / "overrides"
    overrides.mkdir(parents=True)
    (overrides / "lossacc").write_text((LINUX / "lintian-overrides").read_text("utf-8"), "utf-8")
    (doc / "sbom.cdx.json").write_bytes((folder / "sbom.cdx.json").read_bytes())


def _debian_changelog() -> str:
    """What Debian wants of a changelog; what is new stands in NEWS.md."""
    day = format_datetime(datetime.now(UTC))
    return f"""lossacc ({__version__}) unstable; urgency=medium

  * What is new stands in /usr/share/doc/lossacc/NEWS.md.gz.

 -- {told_of_the_project()["maintainer"]}  {day}
"""


def _control(tree: Path, folder: Path) -> str:
    size = sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir()) // 1024
    project = told_of_the_project()
    return f"""Package: lossacc
Version: {__version__}
Architecture: {_architecture()}
Maintainer: {project["maintainer"]}
Homepage: {project["homepage"]}
Installed-Size: {size}
Depends: {", ".join(depends_on(folder))}
Recommends: xdg-desktop-portal
Section: science
Priority: optional
Description: see where loss and accuracy of a training run part, and why
 lossacc opens the log of a machine-learning training run, plots loss and
 accuracy on twin axes and shades the epochs in which the two disagree. It
 explains each such stretch with ranked causes, evidence, checks and remedies,
 and exports the annotated chart.
 .
 The window is lossacc-gui, the command line lossacc.
"""


def depends_on(folder: Path) -> list[str]:
    """The packages that bring what the folder needs from outside of it; SetUpFailed for a library without one."""
    inside = folder / "_internal"
    libraries = [path for path in inside.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    outside = system_libraries([*libraries, folder / "lossacc"], {path.parent for path in libraries})
    known = {name: packages[DEBIAN] for group in LIBRARIES.values() for name, packages in group.items()} | _FURTHER
    wanted = [name for name in outside if not _OF_THE_C_LIBRARY.fullmatch(name)]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise SetUpFailed(f"No Debian package is known for {', '.join(unknown)}: add it in debian.py, or leave it out.")
    newest = subprocess.run(["getconf", "GNU_LIBC_VERSION"], capture_output=True, text=True, check=True).stdout.split()
    read = {package for name, package in _WITH_LIBRARIES.items() if any(path.name == name for path in libraries)}
    return sorted({f"libc6 (>= {newest[-1]})", *read, *(known[name] for name in wanted)})


def _is_program(path: Path) -> bool:
    return path.parent.name == "lossacc" and path.name == "lossacc"


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _architecture() -> str:
    machine = os.uname().machine
    return _ARCHITECTURES.get(machine, machine)


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")
