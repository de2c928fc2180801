"""The export dialog: preview, files, and refusals in the dialog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import View
from lossacc_gui.export.registry import EXPORTERS
from lossacc_gui.gui.dialogs.export import ExportDialog
from lossacc_gui.gui.settings import Settings
from lossacc_gui.model.analysis import Analysis

STARTS = {
    ".png": b"\x89PNG",
    ".svg": b"<?xml",
    ".pdf": b"%PDF",
    ".html": b"<!",
    ".md": b"#",
    ".csv": b"run",
    ".json": b"{",
    ".txt": b"history",
}


@pytest.fixture
def dialog(qtbot: QtBot, store: QSettings, analysis: Analysis) -> Iterator[ExportDialog]:
    made = ExportDialog(analysis, View(), (10.0, 40.0), Settings(store))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.reject()


def test_the_preview_shows_the_figure(qtbot: QtBot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.preview.pixmap().isNull())
    assert dialog.preview.pixmap().width() > 200


@pytest.mark.parametrize("suffix", [one.suffixes[0] for one in EXPORTERS])
def test_every_format_is_written(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, suffix: str) -> None:
    dialog.format.setCurrentIndex([one.suffixes[0] for one in EXPORTERS].index(suffix))
    path = tmp_path / f"out{suffix}"
    with qtbot.waitSignal(dialog.accepted):
        dialog.write(path)
    assert path.read_bytes().startswith(STARTS[suffix])
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("out")] == [path.name]


def test_preset_and_width_decide_the_size(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.preset.setCurrentText("nature-89")
    assert dialog.width_mm.value() == 89
    with qtbot.waitSignal(dialog.accepted):
        dialog.write(tmp_path / "out.png")
    assert QImage(str(tmp_path / "out.png")).width() == round(89 / 25.4 * 300)


def test_what_cannot_be_written_is_said_in_the_dialog(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    qtbot.waitUntil(lambda: not dialog.preview.pixmap().isNull())
    dialog.write(tmp_path / "no such folder" / "out.png")
    qtbot.waitUntil(lambda: "could not be written" in dialog.status.text())
    assert dialog.isVisible()
    assert dialog.save.isEnabled()


def test_the_ending_decides_what_is_written(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = tmp_path / "chart.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(typed), ""))
    with qtbot.waitSignal(dialog.accepted):
        dialog.save.click()
    assert typed.read_bytes().startswith(b"%PDF")


def test_the_visible_part_is_offered_when_the_chart_is_zoomed(qtbot: QtBot, dialog: ExportDialog) -> None:
    assert dialog.visible_only.isVisible()
    assert "10–40" in dialog.visible_only.text()
