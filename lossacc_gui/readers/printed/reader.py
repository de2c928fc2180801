"""What a training printed: Keras' progress, nanoGPT, PyTorch examples and loops that people wrote themselves.

Most logs are plainly something else, for which nothing is loaded that understands lines: to load it takes a tenth of
the time in which a log of a hundred thousand rows becomes a figure.
"""

from __future__ import annotations

import re
from pathlib import Path

from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Run
from lossacc_gui.readers.files.suffixes import SETTINGS
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.kinds.tabular import looks_tabular
from lossacc_gui.readers.printed import NAME
from lossacc_gui.readers.reader import Follower, Reader
from lossacc_gui.readers.trees.json_tree import goes_on_as_text

PLAINLY_OTHER = re.compile(
    r"\s*(<(?:[!?/]|\w[\w-]*(?:\s*/?>|\s+[A-Za-z_:][\w:.-]*\s?=))|\{\s*[\"}]|\[\s*[{\"])"
)  # markup, or JSON, not what Python prints
BEGINS_TAG = re.compile(r"\s*<[!?/]")
CLOSES_TAG = re.compile(r"</|/>")


def sniff(head: Head) -> float:
    """Rather sure where metrics come again under a counter that moves."""
    if (
        head.path.suffix.lower() in SETTINGS
        or not head.text
        or (PLAINLY_OTHER.match(head.text) and not goes_on_as_text(head.text) and not _names_in_angles(head.text))
        or looks_tabular(head)
    ):
        return 0.0
    from lossacc_gui.readers.kinds.programs import is_no_log, is_of_tests, is_source

    if is_of_tests(head.text) or (is_no_log(head.text) and not is_source(head)):
        return 0.0
    from lossacc_gui.readers.printed import understanding

    return understanding.certainty_of(head)


def _names_in_angles(text: str) -> bool:
    """Whether a text begins with a word in angles that is no tag, since none is closed: <train> loss 0.5."""
    return text.lstrip().startswith("<") and BEGINS_TAG.match(text) is None and CLOSES_TAG.search(text) is None


def read(path: Path, progress: Progress) -> tuple[Run, ...]:
    """One run for each training that was printed: an epoch counter that starts again begins another."""
    from lossacc_gui.readers.printed import understanding

    return understanding.read(path, progress)


def _following() -> Follower:
    from lossacc_gui.readers.printed import understanding

    return understanding.Following()


READER = Reader(
    name=NAME,
    title="What a training printed (Keras progress, nanoGPT, PyTorch examples, hand-written loops)",
    looks_like="Epoch 3/10 ... loss: 0.53 - accuracy: 0.81, or iter 250: loss 2.40, time 224.35ms",
    suffixes=(".log", ".txt", ".out"),
    sniff=sniff,
    read=read,
    following=_following,
)
