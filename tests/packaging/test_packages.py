"""What is built for people to install."""

from __future__ import annotations

import argparse
import json
import os
import re
import struct
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import pytest
from checkout import told_of_the_project
from console import SetUpFailed
from debian import LINUX, depends_on, put_desktop_files
from metadata import with_absolute_links
from sbom import bill_of_materials

from lossacc_gui.cli.arguments import parser_of
from lossacc_gui.gui.program.app import ID
from lossacc_gui.gui.program.arguments import parser

ROOT = Path(__file__).resolve().parents[2]
ICONS = ROOT / "packaging" / "icons"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def entry() -> ConfigParser:
    read = ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read(LINUX / f"{ID}.desktop", "utf-8")
    return read


def test_one_name_stands_everywhere() -> None:
    assert entry()["Desktop Entry"]["Icon"] == ID
    info = ET.parse(LINUX / f"{ID}.metainfo.xml").getroot()
    assert info.findtext("id") == ID and info.findtext("launchable") == f"{ID}.desktop"
    assert f'!define ID "{ID}"' in (ROOT / "packaging" / "windows" / "lossacc.nsi").read_text("utf-8")
    assert f'bundle_identifier="{ID}"' in (ROOT / "packaging" / "frozen" / "lossacc.spec").read_text("utf-8")


def test_the_entry_starts_the_window_with_arguments_that_it_knows() -> None:
    read = entry()
    assert read["Desktop Entry"]["Exec"] == "lossacc-gui %F"
    actions = read["Desktop Entry"]["Actions"].rstrip(";").split(";")
    assert set(read.sections()) == {"Desktop Entry", *(f"Desktop Action {name}" for name in actions)}
    for section in read.sections():
        words = read[section]["Exec"].split()
        assert words[0] == "lossacc-gui"
        parser().parse_args([word for word in words[1:] if word != "%F"])


def test_own_kinds_of_file_are_described_and_tables_are_only_offered() -> None:
    kinds = ET.parse(LINUX / f"{ID}.mime.xml").getroot()
    own = {kind.get("type") for kind in kinds}
    listed = set(entry()["Desktop Entry"]["MimeType"].rstrip(";").split(";"))
    assert own < listed and {"text/csv", "application/json"} <= listed - own
    assert not {"text/plain", "inode/directory"} & listed  # of these it would be a nuisance


@pytest.mark.parametrize("size", SIZES)
def test_an_icon_has_the_size_that_it_is_called_by(size: int) -> None:
    data = (ICONS / f"lossacc-{size}.png").read_bytes()
    assert data.startswith(b"\x89PNG") and struct.unpack(">II", data[16:24]) == (size, size)


def test_the_icons_of_windows_and_macos_hold_pictures() -> None:
    data = (ICONS / "lossacc.ico").read_bytes()
    count = struct.unpack("<HHH", data[:6])[2]
    for at in range(count):
        width, _, _, _, _, bits, length, place = struct.unpack_from("<BBBBHHII", data, 6 + 16 * at)
        assert bits == 32 and data[place : place + 4] == b"\x89PNG" and place + length <= len(data)
        assert struct.unpack(">I", data[place + 16 : place + 20])[0] == (width or 256)
    apple = (ICONS / "lossacc.icns").read_bytes()
    assert apple.startswith(b"icns") and struct.unpack(">I", apple[4:8])[0] == len(apple)
    assert b"ic09" in apple


def test_the_desktop_files_stand_where_desktops_look(tmp_path: Path) -> None:
    put_desktop_files(tmp_path)
    assert (tmp_path / "applications" / f"{ID}.desktop").is_file()
    assert (tmp_path / "icons" / "hicolor" / "48x48" / "apps" / f"{ID}.png").is_file()
    assert (tmp_path / "icons" / "hicolor" / "scalable" / "apps" / f"{ID}.svg").is_file()
    told = (tmp_path / "metainfo" / f"{ID}.metainfo.xml").read_text("utf-8")
    release = ET.fromstring(told).find("releases/release")
    assert release is not None and re.fullmatch(r"\d{4}-\d\d-\d\d", release.get("date", ""))
    assert "@" not in told
    assert ET.fromstring(told).findtext("url") == told_of_the_project()["homepage"]


@pytest.mark.skipif(sys.platform != "linux", reason="a Debian package is built on Linux")
def test_the_debian_package_depends_on_what_is_left_to_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debian.system_libraries", lambda *_: ("libEGL.so.1", "libc.so.6"))
    (tmp_path / "_internal").mkdir()
    names = [name.partition(" ")[0] for name in depends_on(tmp_path)]
    assert names == ["libc6", "libegl1"]
    (tmp_path / "_internal" / "libfontconfig.so.1").touch()
    assert "fontconfig-config" in depends_on(tmp_path)
    monkeypatch.setattr("debian.system_libraries", lambda *_: ("libnobody.so.7",))
    with pytest.raises(SetUpFailed, match=r"libnobody\.so\.7"):
        depends_on(tmp_path)


def test_the_address_and_the_maintainer_stand_in_one_place() -> None:
    told = told_of_the_project()
    assert re.fullmatch(r"https://\S+", told["homepage"]) and re.fullmatch(r".+ <\S+@\S+>", told["maintainer"])
    files = [path for kind in ("*.py", "*.xml", "*.nsi", "*.spec", "copyright") for path in LINUX.parent.rglob(kind)]
    said = [path.name for path in files for value in told.values() if value in path.read_text("utf-8")]
    assert files and said == []


def test_what_is_odd_for_debian_is_told_with_a_reason() -> None:
    lines = (LINUX / "lintian-overrides").read_text("utf-8").splitlines()
    told = [line for line in lines if not line.startswith("#")]
    assert lines[0].startswith("#") and all(re.fullmatch(r"lossacc: [a-z-]+ \*", line) for line in told)
    assert len(told) == len(set(told))


def test_the_bill_of_materials_names_the_program_and_its_parts() -> None:
    parts = [
        {"name": "lossacc", "version": "1", "licence": "MIT", "text": ""},
        {"name": "PySide6_Essentials", "version": "6", "licence": "LGPL-3.0-only OR GPL-3.0-only", "text": ""},
        {"name": "colorama", "version": "0.4", "licence": "BSD License", "text": ""},
    ]
    bill = json.loads(bill_of_materials(parts))
    assert bill["bomFormat"] == "CycloneDX" and bill["metadata"]["component"]["name"] == "lossacc"
    qt, colour = bill["components"]
    assert qt["licenses"] == [{"expression": "LGPL-3.0-only OR GPL-3.0-only"}]
    assert qt["purl"] == "pkg:pypi/pyside6-essentials@6"
    assert colour["licenses"] == [{"license": {"name": "BSD License"}}]


def test_links_to_files_become_links_to_the_repository_or_words() -> None:
    text = "![Window](a/b.png)\n\nSee [file](c.py), [site](https://x.org) and [here](#part)."
    absolute = with_absolute_links(text, "https://example.org/r")
    assert "![Window](https://example.org/r/raw/main/a/b.png)" in absolute
    assert "[file](https://example.org/r/blob/main/c.py)" in absolute and "(https://x.org)" in absolute
    assert with_absolute_links(text, "") == "See file, [site](https://x.org) and [here](#part)."


def test_the_wheel_has_every_resource() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    taken = set(settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"])
    there = {f"resources/{path.name}" for path in (ROOT / "resources").iterdir()}
    assert taken == there


def test_the_frozen_window_paints_without_the_opengl_of_qt() -> None:
    """What freezing leaves out is named in the recipe, and its stand-in is enough for pyqtgraph to draw a curve."""
    recipe = (ROOT / "packaging" / "frozen" / "lossacc.spec").read_text("utf-8")
    assert '"PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"' in recipe
    code = (
        "import runpy, sys\n"
        f"runpy.run_path({str(ROOT / 'packaging' / 'frozen' / 'start.py')!r})['without_opengl']()\n"
        "import pyqtgraph as pg\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "plot = pg.PlotWidget()\n"
        "plot.plot([1, 2, 3], [1, 3, 2], pen='r')\n"
        "picture = plot.grab().toImage()\n"
        "colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}\n"
        "print('#ff0000' in colours, hasattr(sys.modules['PySide6.QtOpenGL'], '__file__'))\n"
    )
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=surroundings, check=False)
    assert done.stdout.split() == ["True", "False"], done.stderr


def manual(program: str) -> str:
    """A page of the manual without the marks of its fonts."""
    return re.sub(r"\\f[BIR]", "", (LINUX / f"{program}.1").read_text("utf-8")).replace(r"\-", "-")


def test_the_manual_tells_of_every_command() -> None:
    (group,) = [one for one in parser_of(lambda _: 0)._actions if isinstance(one, argparse._SubParsersAction)]
    commands = manual("lossacc").partition(".SH COMMANDS")[2].partition(".SH EXIT")[0]
    heads = " ".join(re.findall(r"^\.B.*$", commands, flags=re.MULTILINE))
    told = set(re.findall(r"(?<![a-z-])[a-z]{3,}\b", heads))
    assert told - {"lossacc"} == set(group.choices)


def test_the_manual_of_the_window_tells_of_every_argument_and_its_values() -> None:
    page = manual("lossacc-gui")
    asked = [one for one in parser()._actions if one.option_strings and one.dest != "help"]
    told = re.findall(r"^\.BR? (--[a-z-]+)", page, flags=re.MULTILINE)
    assert sorted(told) == sorted(one.option_strings[0] for one in asked)
    for one in asked:
        assert not one.choices or f'{one.option_strings[0]} " " {"|".join(map(str, one.choices))}' in page, one.dest
