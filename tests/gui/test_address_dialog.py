"""Logs at an address are copied here and opened or triaged; what goes wrong is a sentence, and a person may stop it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commanded import LOG
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from lossacc_gui import remote
from lossacc_gui.gui.dialogs.address import AddressDialog
from lossacc_gui.gui.triage.window import TriageWindow
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.model.errors import LossaccError, UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.remote import Copy


class Elsewhere:
    """A copy of a folder with a log, in place of what lies at addresses; `held` keeps it until somebody lets go."""

    def __init__(self, folder: Path) -> None:
        (folder / "a").mkdir(parents=True)
        (folder / "a" / "history.csv").write_text(LOG)
        failed = UnreadableLog(folder / "b.csv", "You may not read s3://bucket/b.csv.")
        self.copy = Copy(folder, 2, 1, 0, (failed,))
        self.asked: list[str] = []
        self.held = threading.Event()
        self.held.set()
        self.error: Exception | None = None

    def copied(self, address: str, progress: Progress) -> Copy:
        self.asked.append(address)
        progress(0.5, "copying 1 of 2 files")
        while not self.held.wait(0.01):
            progress(0.5, "copying 1 of 2 files")
        if self.error is not None:
            raise self.error
        return self.copy


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    made = Elsewhere(tmp_path / "runs")
    monkeypatch.setattr(remote, "copied", made.copied)
    yield made
    made.held.set()


@pytest.fixture
def dialog(qtbot: QtBot, elsewhere: Elsewhere) -> AddressDialog:
    made = AddressDialog(None)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_is_no_address_is_told_and_an_error_is_a_sentence(
    qtbot: QtBot, dialog: AddressDialog, elsewhere: Elsewhere
) -> None:
    assert not dialog.open_it.isEnabled()
    dialog.address.setText("/home/me/runs")
    dialog.open_it.click()
    assert "s3://" in dialog.told.text() and not elsewhere.asked
    elsewhere.error = LossaccError("There is nothing at s3://bucket/none.")
    dialog.address.setText(" s3://bucket/none ")
    with qtbot.waitSignal(dialog._reader.ended):
        dialog.open_it.click()
    assert dialog.told.text() == "There is nothing at s3://bucket/none." and elsewhere.asked == ["s3://bucket/none"]
    assert dialog.isVisible() and dialog.open_it.isEnabled() and not dialog.bar.isVisible()


def test_copying_is_seen_and_cancelled_and_the_dialog_stays(
    qtbot: QtBot, dialog: AddressDialog, elsewhere: Elsewhere
) -> None:
    elsewhere.held.clear()
    dialog.address.setText("sftp://host/runs")
    dialog.triage_it.click()
    qtbot.waitUntil(lambda: dialog.told.text() == "copying 1 of 2 files")
    assert dialog.bar.value() == 500 and dialog.bar.isVisible() and not dialog.open_it.isEnabled()
    with qtbot.waitSignal(dialog._reader.ended):
        dialog.cancel.click()
    assert dialog.isVisible() and dialog.told.text().startswith("Cancelled.")
    dialog.cancel.click()
    assert not dialog.isVisible()


def test_an_address_is_opened_or_triaged_and_a_file_that_cannot_be_had_is_told(
    qtbot: QtBot, window: MainWindow, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bring(triage: bool) -> None:
        next(one for one in window.findChildren(QAction) if one.objectName() == "open_address").trigger()
        dialog = next(one for one in window.findChildren(AddressDialog) if one.isVisible())
        dialog.address.setText("s3://bucket")
        with qtbot.waitSignal(dialog.brought):
            (dialog.triage_it if triage else dialog.open_it).click()

    bring(triage=False)
    qtbot.waitUntil(lambda: len(window.session.runs) == 1 and not window.session.busy)
    assert any("You may not read s3://bucket/b.csv" in str(one.text) for one in window.session.messages.all)
    looked: list[Any] = []
    monkeypatch.setattr(TriageWindow, "look", lambda _self, *what: looked.append(what))
    bring(triage=True)
    assert looked == [((elsewhere.copy.path,), elsewhere.copy.failed)]
