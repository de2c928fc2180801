"""Asks where to save, and whether to replace what is there, once the name has its ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from lossacc_gui.export.files import check_target, stands_in_the_way
from lossacc_gui.gui.look.plain import plain_tip
from lossacc_gui.language import tr
from lossacc_gui.model.errors import CannotWrite

_NAMED = 3
"""Files that a question names."""


def ask_where_to_save(
    parent: QWidget,
    title: str,
    suggestion: Path,
    kind: str,
    suffixes: Sequence[str],
    inputs: Sequence[Path],
    beside: Callable[[Path], Sequence[Path]] = lambda _: (),
) -> tuple[Path, bool] | None:
    """The file to write and whether what is there is to be replaced; None where the person gave up.

    `kind` is what files of the first of `suffixes` (without dots) are called; of a name with another of them, that one
    is meant, to any other name the first is added. `inputs` are never replaced. What is written
    `beside` the file is asked about with it.
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
        files = (path, *beside(path))
        try:
            for one in files:
                check_target(one, overwrite=True, inputs=inputs)
        except CannotWrite as error:
            QMessageBox.warning(parent, title, plain_tip(tr(error.said)))
            continue
        there = [one for one in files if stands_in_the_way(one)]
        if not there:
            return path, False
        if _may_replace(parent, title, there):
            return path, True


def ended(path: Path, suffixes: Sequence[str]) -> Path:
    """The path with one of the endings: its own where it is one of them, else the first is added."""
    if path.suffix.lower().removeprefix(".") in suffixes:
        return path
    return path.with_name(f"{path.name}.{suffixes[0]}")


def _may_replace(parent: QWidget, title: str, there: Sequence[Path]) -> bool:
    text = tr("{0} exists already. Replace it?").format(there[0])
    if len(there) > 1:
        named = [str(there[0]), *(one.name for one in there[1:_NAMED])]
        more = [tr("{0} more").format(len(there) - _NAMED)] if len(there) > _NAMED else []
        text = tr("These exist already: {0}. Replace them?").format(", ".join([*named, *more]))
    buttons = QMessageBox.StandardButton
    return QMessageBox.question(parent, title, plain_tip(text), buttons.Yes | buttons.No, buttons.No) == buttons.Yes
