"""What the program is made of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lossacc_gui import __version__, licences
from lossacc_gui.gui.dialogs.licences import LicencesDialog
from lossacc_gui.licences import Component, as_json, components, versions


@pytest.fixture(autouse=True)
def looked_up_anew() -> Iterator[None]:
    components.cache_clear()
    yield
    components.cache_clear()


def test_each_part_has_a_version_a_licence_and_its_text() -> None:
    found = {one.name: one for one in components()}
    assert {"lossacc", "Python", "numpy", "pandas", "PySide6_Essentials", "shiboken6", "pyqtgraph", "PyYAML"} <= set(
        found
    )
    assert not {"pytest", "hypothesis", "mypy", "tensorboard"} & set(found)
    for one in found.values():
        assert one.version and one.licence and one.text, one.name
    assert "LESSER GENERAL PUBLIC" in found["PySide6_Essentials"].text
    assert "licenses-used-in-qt" in found["PySide6_Essentials"].text
    assert "BSD" in found["numpy"].licence and "Redistribution" in found["numpy"].text
    assert "Permission is hereby granted" in found["lossacc"].text


def test_the_versions_are_those_of_what_matters() -> None:
    first, parts, system = versions().splitlines()
    assert first == f"lossacc {__version__}" and parts.startswith("Python 3.") and system
    assert re.search(r"numpy \d+\.\d+", parts)


def test_a_frozen_program_knows_its_parts_from_the_file_that_was_made_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = (Component("lossacc", "9.9", "MIT", "text"), Component("Qt", "6", "LGPL-3.0-only", "é"))
    (tmp_path / licences.KEPT).write_text(as_json(parts), encoding="utf-8")
    monkeypatch.setattr(licences, "resource", tmp_path.joinpath)
    assert components() == parts
    assert json.loads(as_json(parts))[1]["text"] == "é"


def test_the_window_shows_the_licence_of_the_chosen_part(qtbot: QtBot) -> None:
    dialog = LicencesDialog()
    qtbot.addWidget(dialog)
    names = [dialog.parts.item(i).text().split()[0] for i in range(dialog.parts.count())]
    assert "MIT" in dialog.parts.item(0).text()
    dialog.parts.setCurrentRow(names.index("numpy"))
    assert "NumPy" in dialog.text.toPlainText()
