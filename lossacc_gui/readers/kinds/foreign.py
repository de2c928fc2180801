"""Tells files that are never a log by their first bytes: images, models, archives, what lossacc itself wrote."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lossacc_gui.language import Said, say
from lossacc_gui.model.verdict import State

INSTEAD = say("Open the log that the training wrote: a CSV, JSON, text or event file.")
PREDICTED = say("This file holds a model's predictions, not a log.")
EVIDENCE = say("Open the log, and give this file with --evidence (in the window: File > Open Predictions).")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file that is never a log, by the bytes that it has `at` an offset."""

    mark: bytes
    what: Said
    at: int = 0
    advice: Said = INSTEAD
    unless: Callable[[bytes], bool] = lambda _: False  # whether its first bytes may be of a log all the same


def _may_hold_runs(data: bytes) -> bool:
    from lossacc_gui.readers.tables.database_tables import may_hold_runs  # here, as few logs are databases

    return may_hold_runs(data)


SAVED_MODEL = say("a saved model")
CHECKPOINT = say("a PyTorch checkpoint, {model}", model=SAVED_MODEL)
FOREIGN = (
    Foreign(b"\x89PNG", say("a PNG image")),
    Foreign(b"\xff\xd8\xff", say("a JPEG image")),
    Foreign(b"GIF8", say("a GIF image")),
    Foreign(b"BM", say("a BMP image"), advice=INSTEAD),
    Foreign(b"II*\0", say("a TIFF image")),
    Foreign(b"WEBP", say("a WebP image"), at=8),
    Foreign(b"RIFF", say("a sound or a video")),
    Foreign(b"ftyp", say("a video"), at=4),
    Foreign(b"%PDF", say("a PDF document")),
    Foreign(b"{\\rtf", say("a text document")),
    Foreign(b"\x89HDF\r\n", say("an HDF5 file, probably {model}", model=SAVED_MODEL)),
    Foreign(b"GGUF", SAVED_MODEL),
    Foreign(b"TFL3", SAVED_MODEL, at=4),
    Foreign(b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19", CHECKPOINT),
    Foreign(b"\x7fELF", say("a program")),
    Foreign(b"MZ\x90", say("a program")),
    Foreign(
        b"SQLite format 3\0",
        say("an SQLite database without a table that has a loss and an epoch, or the metrics of trackio or MLflow"),
        unless=_may_hold_runs,
    ),
    Foreign(b"Rar!", say("a RAR archive"), advice=say("Unpack it first.")),
    Foreign(b"7z\xbc\xaf", say("a 7z archive"), advice=say("Unpack it first.")),
    Foreign(b"PK\x05\x06", say("an empty zip archive")),
    Foreign(b"\xd0\xcf\x11\xe0", say("an old Office document"), advice=say("Save the table as CSV.")),
)
PROJECT = say("a project of lossacc"), say("Open it by itself.")
WRITTEN = say("what lossacc itself wrote about logs"), say("Open the logs, which it was made of.")
FIRST_OF_ZIP = rb"PK\x03\x04.{26}"  # what stands before the name of a zip's first file
OF_ZIP = tuple(
    (re.compile(FIRST_OF_ZIP + name, re.DOTALL), what)
    for name, what in (
        (rb"([^/]{1,200}/)?data\.pkl", CHECKPOINT),
        (rb"metadata\.json.*?\"keras_version\"", say("a Keras model, {model}", model=SAVED_MODEL)),
        (rb"META-INF/", say("a Java program")),
        (rb"mimetypeapplication/", say("an OpenDocument file or an e-book")),
        (rb"(\[Content|_rels/|docProps/).*?(word|ppt)/", say("an Office document")),
    )
)
SAFETENSORS = re.compile(rb'^.{8}\{\s*"[^"]+":\s*\{', re.DOTALL)
ONNX = re.compile(rb"^\x08.\x12.{1,40}?(pytorch|onnx|skl2onnx|tf2onnx|keras)", re.DOTALL)
STATES = b"|".join(state.said.encode() for state in State)
OWN = re.compile(  # how tables of values and runs, documents of either, a project, a text and a ZIP for a paper begin
    rb"(?:\xef\xbb\xbf)?(?:run,step,epoch,metric,split,raw,smoothed,episode[\r\n]|state,run,path,format,main,split,start,end,"
    rb'|\{\s*"schema_version":\s*\d+,\s*"(?:runs|lossacc|configurations)":|\{\s*"lossacc_project":'
    rb"|[^\n]+\n=+\n\[(?:" + STATES + rb")\] "
    rb"|PK\x03\x04[\s\S]{6}\0\0\x21\0[\s\S]{16}[a-z0-9-]+-figure\.pdf)"  # its files are of 1980, midnight
)
LONGEST_OWN = 500  # bytes in which it shows, the name of a run among them


def is_own(data: bytes) -> bool:
    """Whether a file was written by lossacc itself, of logs that it had read."""
    return OWN.match(data[:LONGEST_OWN]) is not None


def foreign(data: bytes) -> tuple[Said, Said] | None:
    """(what it is, what to do) where the first bytes are those of a file that is never a log, else None."""
    if is_own(data):
        return PROJECT if b'"lossacc_project"' in data[:200] else WRITTEN
    for kind in FOREIGN:
        marked = data[kind.at : kind.at + len(kind.mark)] == kind.mark
        if marked and (len(kind.mark) > 2 or b"\0" in data[:100]) and not kind.unless(data):
            return kind.what, kind.advice
    for mark, what in OF_ZIP:
        if mark.match(data[:1000]):
            return what, INSTEAD
    if SAFETENSORS.match(data[:1000]) and b'"dtype"' in data[:2000]:
        return SAVED_MODEL, INSTEAD
    return (SAVED_MODEL, INSTEAD) if ONNX.match(data[:100]) else None
