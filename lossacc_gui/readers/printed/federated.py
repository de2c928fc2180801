"""Tells of which examples a federation prints a loss and an accuracy after each of its rounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lossacc_gui.language import say
from lossacc_gui.model.run import Notice, Quantity, Split
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.roles import Role
from lossacc_gui.readers.printed.rounds import LOCAL, OF_ALL, ROUND
from lossacc_gui.readers.printed.tracks import Reading, Track
from lossacc_gui.readers.series.names import meaning_of

FEDERATION = re.compile(
    r"\bclients?\b|federat|\bflwr\b|\bfed(?:avg|prox|opt|sgd)\b|클라이언트|クライアント|客户端|клиент|cliente",
    re.IGNORECASE,
)


def of_server(tracks: list[Track], reading: Reading, notices: list[Notice]) -> list[Track]:
    """The tracks with an accuracy of each round of a federation, and the loss beside it, made those of its test data.

    Clients train, and the server evaluates what they trained; a loss alone may be the mean of what clients told.
    """
    taken = [t for t in tracks if not t.why and t.quantity.is_progress]
    if any(t.own_split in (Split.VAL, Split.TEST) for t in taken) or not _is_federated(reading):
        return tracks
    plain = [t for t in taken if t.own_split is None and _is_of_round(t, reading)]
    both = {t.quantity.is_loss for t in plain} == {True, False}
    chosen = [t for t in plain if both or not t.quantity.is_loss or OF_ALL.search(t.name)]
    if not chosen:
        return tracks
    names = ", ".join(dict.fromkeys(t.name for t in chosen))
    notices.append(
        Notice(
            say(
                "{names} of each round of a federation, without a word for the examples, taken as of the "
                "server's test data; say otherwise with Choose Metrics or --map.",
                names=names,
            )
        )
    )
    return [replace(t, split=Split.TEST) if any(t is one for one in chosen) else t for t in tracks]


def _is_federated(reading: Reading) -> bool:
    return any(FEDERATION.search(reading.page.line(line)) for line in reading.page.samples)


def _is_of_round(track: Track, reading: Reading) -> bool:
    """Whether the lines of a track count rounds, or stand below lines that do, and are of no single client."""
    one = reading.told[track.order]
    text = " ".join(one.template.cut.texts)
    if LOCAL.search(text) or _says_epochs(one):
        return False
    if any(f.role is Role.STEP for f in one.fields):
        return ROUND.search(text) is not None
    return bool(_rounds_told(reading.told)) and not any(map(_says_epochs, reading.told))


def _says_epochs(one: Told) -> bool:
    """Whether a line counts epochs, and says so."""
    return any(f.role is Role.EPOCH and meaning_of(f.name).quantity is Quantity.EPOCH for f in one.fields)


def _rounds_told(told: Sequence[Told]) -> list[Told]:
    return [
        one
        for one in told
        if not one.metrics and ROUND.search(" ".join(one.template.cut.texts)) and one.counter(Role.STEP) is not None
    ]
