"""What is built for people to install."""

from __future__ import annotations

import json
import re
import struct
import tomllib
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import pytest
from checkout import told_of_the_project
from debian import LINUX, put_desktop_files
from metadata import with_absolute_links
from sbom import bill_of_materials

from lossacc_gui.gui.app import ID, _parser

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
        _parser().parse_args([word for word in words[1:] if word != "%F"])


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
