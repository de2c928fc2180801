"""A drive that does not answer keeps nothing else from being opened, and the program from nothing but its files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from lossacc_gui.explain import knowledge
from lossacc_gui.gui.persistence import settings
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.gui.session import works
from lossacc_gui.gui.session.session import Session
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.errors import BadKnowledge
from lossacc_gui.model.request import Request

LOG = "epoch,loss,accuracy\n0,1,0.5\n1,0.9,0.6\n2,0.8,0.7\n"


@pytest.fixture
def dead() -> Iterator[threading.Event]:
    """Set when the drive answers at last, which is when the test is over."""
    answers = threading.Event()
    yield answers
    answers.set()
    for thread in threading.enumerate():
        if thread.name in ("reading", "looking"):
            thread.join(5)


def test_a_log_is_opened_though_the_folder_of_own_causes_does_not_answer(
    qtbot: QtBot, session: Session, dead: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = knowledge.known_causes(None)

    def known(own: Path | None) -> tuple[tuple[Cause, ...], tuple[BadKnowledge, ...]]:
        if own is not None:
            dead.wait()
        return usual

    monkeypatch.setattr(knowledge, "known_causes", known)
    monkeypatch.setattr(works, "LONGEST_WAIT", 0.05)
    (tmp_path / "log.csv").write_text(LOG)
    session.request = Request(own_causes=tmp_path / "far")
    with qtbot.waitSignal(session.work_ended):
        session.open([tmp_path / "log.csv"])
    assert session.current is not None
    assert [message.text for message in session.messages.all if "does not answer" in message.text] == [
        f"{tmp_path / 'far'} does not answer; the causes that come with the program are used"
    ]


def test_a_file_dialog_starts_elsewhere_when_its_last_folder_does_not_answer(
    store: QSettings, dead: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered = Settings(store)
    remembered.folder = tmp_path
    assert remembered.folder == tmp_path
    monkeypatch.setattr(settings, "LONGEST_LOOK", 0.05)
    monkeypatch.setattr(Path, "is_dir", lambda _: dead.wait() or True)
    assert remembered.folder == Path.home()
