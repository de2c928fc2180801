"""Finds the settings of a run in its event file, where the hparams plugin of TensorBoard wrote them.

Field numbers are those of event.proto and summary.proto (TensorFlow), plugin_data.proto (TensorBoard), struct.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from lossacc_gui.readers.files.protobuf import fields_of, parts_of
from lossacc_gui.readers.files.unpack import open_unpacked
from lossacc_gui.readers.formats.tensorboard.event_records import FOOTER, HEADER

TAG = b"_hparams_/session_start_info"
LOOKED_AT = 1 << 16  # bytes from the beginning, where a run writes its settings
SUMMARY, VALUE, METADATA, PLUGIN, CONTENT, START, HPARAMS = 5, 1, 9, 1, 2, 3, 1
KEY, SETTING = 1, 2
NUMBER, TEXT, TRUTH = 2, 3, 4


def hparams_of(file: Path) -> list[tuple[str, str]]:
    """The settings that an event file begins with; empty where it has none."""
    try:
        with open_unpacked(file) as stream:
            data = stream.read(LOOKED_AT)
    except (OSError, EOFError, ValueError):
        return []
    if TAG not in data:
        return []
    try:
        return [setting for record in _records(data) if TAG in record for setting in _settings(record)]
    except (ValueError, struct.error):
        return []


def _records(data: bytes) -> Iterator[bytes]:
    at = 0
    while at + HEADER <= len(data):
        (size,) = struct.unpack_from("<Q", data, at)
        yield data[at + HEADER : at + HEADER + size]
        at += HEADER + size + FOOTER


def _settings(record: bytes) -> Iterator[tuple[str, str]]:
    found = [record]
    for number in (SUMMARY, VALUE, METADATA, PLUGIN, CONTENT, START, HPARAMS):
        found = [inner for outer in found for inner in parts_of(outer, number)]
    for entry in found:
        name, value = parts_of(entry, KEY), parts_of(entry, SETTING)
        if name and value:
            yield name[0].decode("utf-8", "replace"), _text(value[0])


def _text(value: bytes) -> str:
    for number, content in fields_of(value):
        if number == NUMBER and isinstance(content, bytes):
            return f"{struct.unpack('<d', content)[0]:g}"
        if number == TEXT and isinstance(content, bytes):
            return content.decode("utf-8", "replace")
        if number == TRUTH:
            return str(bool(content))
    return ""
