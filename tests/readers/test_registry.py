"""No reader that is written is forgotten, and their rooms are kept."""

from __future__ import annotations

import importlib
import pkgutil

import lossacc_gui.readers
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.registry import READERS


def test_every_reader_of_every_module_is_asked() -> None:
    written = {}
    for module in pkgutil.walk_packages(lossacc_gui.readers.__path__, "lossacc_gui.readers."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Reader):
                written[value.name] = f"{module.name}.{name}"
    asked = {reader.name for reader in READERS}
    assert set(written) == asked, {written[name] for name in set(written) - asked}


def test_no_two_readers_have_one_name() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)
