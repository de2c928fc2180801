"""Keras histories saved with pickle or numpy.save, opened without running anything that is in them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import Run
from lossacc_gui.readers.files.source import bytes_of
from lossacc_gui.readers.files.unpack import Bounded, open_member, open_zip
from lossacc_gui.readers.formats.history_json import runs_of_tree
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.kinds.foreign import EVIDENCE, PREDICTED
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.series.file_names import bare_name

LARGEST = 16 << 20  # bytes; a pickled history has kilobytes, a pickled model may have gigabytes
PICKLED = 0.6  # in a folder it must be called like a log: most pickles and arrays are models and data
NUMPY = b"\x93NUMPY"
NPZ = re.compile(rb"PK\x03\x04.{26}[^/]{1,100}\.npy", re.DOTALL)
PREDICTIONS = "y_true.npy"
MOST_ARRAYS = 500  # in one .npz
LARGEST_ARRAY = 1 << 20  # bytes; an array of a .npz that is larger is no list of epochs
OLD_PICKLES = (b"(dp0\n", b"(dp1\n", b"(lp0\n", b"(dp\n")


def sniff(head: Head) -> float:
    """Sure of the first bytes of a pickle or a .npy file; what is in it shows when it is read."""
    if NPZ.match(head.data):
        return 0.0 if PREDICTIONS.encode() in head.data else PICKLED
    return PICKLED if head.data.startswith(NUMPY) or is_pickle(head.data) else 0.0


def is_pickle(data: bytes) -> bool:
    """Whether the bytes start as a pickle does: protocols 2 to 5, or a container in the text of protocol 0."""
    return (len(data) > 2 and data[0] == 0x80 and 2 <= data[1] <= 5) or data.startswith(OLD_PICKLES)


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run for each dictionary of lists in it."""
    from lossacc_gui.readers.files.safe_pickle import load_npy, loads
    from lossacc_gui.readers.files.stand_ins import Refused

    data = bytes(bytes_of(path, part(progress, 0.0, 0.5), LARGEST))
    numpy_file = data.startswith(NUMPY) or NPZ.match(data) is not None
    what = say("NumPy file") if numpy_file else say("pickle")
    try:
        if NPZ.match(data):
            tree = {name: load_npy(array) for name, array in _arrays_of(data, path)}
        else:
            tree = load_npy(data) if numpy_file else loads(data)
    except Refused as refused:
        reason = say(
            "This {what} holds {refused}, which no log needs and which might run programs; it is not opened.",
            what=what,
            refused=refused,
        )
        raise UnreadableLog(path, reason, advice=say("Save the history as JSON or CSV.")) from None
    except (ValueError, OSError):
        raise UnreadableLog(path, say("The {what} is damaged or cut off, or too large for a log.", what=what)) from None
    progress(0.8, "reading lists")
    runs = runs_of_tree(_by_epoch(tree, path), path, READER.name)
    if not runs:
        reason = say("This {what} holds no list of numbers that is called after a metric.", what=what)
        raise UnreadableLog(path, reason, advice=say("Call a file with one list after its metric, as in val_loss.npy."))
    progress(1.0, "read")
    return runs


def _arrays_of(data: bytes, path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, bytes as in a .npy file) of the arrays in an .npz; OSError where it is damaged or unpacks too far."""
    with open_zip(io.BytesIO(data)) as archive:
        if PREDICTIONS in archive.namelist():
            raise UnreadableLog(path, PREDICTED, advice=EVIDENCE)
        for member in archive.infolist()[:MOST_ARRAYS]:
            with open_member(archive, member) as file:
                array = Bounded(file, member.compress_size).read(LARGEST_ARRAY)
            if array.startswith(NUMPY) and len(array) < LARGEST_ARRAY:
                yield member.filename.removesuffix(".npy"), array


def _by_epoch(tree: Any, path: Path) -> Any:
    """{epoch: {metric: value}} as {metric: [values]}, a bare list as {file name: list}; anything else as it is."""
    if isinstance(tree, list) and tree and not isinstance(tree[0], dict):
        return {bare_name(path): tree}
    if isinstance(tree, dict) and tree and all(key.isdecimal() for key in tree):
        rows = list(tree.values())
        if all(isinstance(row, dict) for row in rows):
            names = dict.fromkeys(name for row in rows for name in row)
            return {"epoch": [int(key) for key in tree]} | {name: [row.get(name) for row in rows] for name in names}
    return tree


READER = Reader(
    name="keras-history-pickle",
    title="Keras History saved with pickle or numpy.save (only plain containers and numbers are opened)",
    looks_like="trainHistoryDict, history.pkl, history.pickle, history.npy, history.npz",
    suffixes=(".pkl", ".pickle", ".npy", ".npz", ""),
    sniff=sniff,
    read=read,
)
