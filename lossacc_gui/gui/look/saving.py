"""Asks where to save, and whether to replace what is there, once the name has its ending."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from lossacc_gui.export.files import check_target, stands_in_the_way
from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.language import tr
from lossacc_gui.model.errors import CannotWrite


def ask_where_to_save(
    parent: QWidget, title: str, suggestion: Path, kind: str, suffixes: Sequence[str], inputs: Sequence[Path]
) -> tuple[Path, bool] | None:
    """The file to write and whether one that is there is to be replaced; None where the person gave up.

    `kind` is what files of the first of `suffixes` (without dots) are called; of a name with another of them, that one
    is meant, to any other name the first is added. `inputs` are never replaced.
    """
    while True:
        name, _ = QFileDialog.getSaveFileName(
            parent,
            title,
            str(suggestion),
            f"{kind} (*.{suffixes[0]})",
            # The question comes below: the name may get its ending only now.
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not name:
            return None
        path = ended(Path(name), suffixes)
        try:
            check_target(path, overwrite=True, inputs=inputs)
        except CannotWrite as error:
            QMessageBox.warning(parent, title, plain_tip(tr(error.said)))
            continue
        if not stands_in_the_way(path):
            return path, False
        if _may_replace(parent, title, path):
            return path, True


def ended(path: Path, suffixes: Sequence[str]) -> Path:
    """The path with one of the endings: its own where it is one of them, else the first is added."""
    if path.suffix.lower().removeprefix(".") in suffixes:
        return path
    return path.with_name(f"{path.name}.{suffixes[0]}")


def _may_replace(parent: QWidget, title: str, path: Path) -> bool:
    text = tr("{0} exists already. Replace it?").format(path)
    buttons = QMessageBox.StandardButton
    return QMessageBox.question(parent, title, plain_tip(text), buttons.Yes | buttons.No, buttons.No) == buttons.Yes
