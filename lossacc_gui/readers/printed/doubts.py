"""Says in a sentence what a printed log leaves open: two curves of one name, an evaluation without a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lossacc_gui.language import say
from lossacc_gui.model.run import Notice, Split
from lossacc_gui.numerals import listed_text
from lossacc_gui.readers.printed.accounting import pattern
from lossacc_gui.readers.printed.context import blocks_of
from lossacc_gui.readers.printed.tracks import EVALUATED, Reading, Track

LONGEST_SHOWN = 60  # characters of a line that a sentence shows
FEWEST = 3  # values of a curve


def doubts_of(reading: Reading, tracks: Sequence[Track], splits: Sequence[Split]) -> list[Notice]:
    """The sentences about one training of which `tracks`, each with its split, were taken."""
    taken = [(track, split) for track, split in zip(tracks, splits, strict=True) if not track.why]
    return [*_seen(taken), *_unsaid(taken), *_contending(reading, taken), *_unheard(reading, taken)]


def _seen(taken: Sequence[tuple[Track, Split]]) -> Iterator[Notice]:
    """What was taken for a loss or an accuracy by nothing but the way its values go."""
    names = list(dict.fromkeys(track.name for track, _ in taken if track.seen))
    if names:
        yield Notice(
            say(
                "{names}: the log does not say what is measured; taken as such by the way the values go. Say otherwise "
                "with Choose Metrics or --map.",
                names=listed_text(names),
            )
        )


def _unsaid(taken: Sequence[tuple[Track, Split]]) -> Iterator[Notice]:
    """Scores of whole epochs in a log that names no examples at all: an evaluation prints them as a training does."""
    measured = [track for track, _ in taken if track.quantity.is_progress]
    if any(track.own_split is not None for track in measured):
        return
    scores = [t for t in measured if t.quantity.is_fraction and not t.counts and not t.live and len(t.lines) >= FEWEST]
    names = list(dict.fromkeys(track.name for track in scores))
    if names:
        yield Notice(
            say(
                "{names}: no word of the log says on which examples; taken as of the training. Say otherwise with "
                "Choose Metrics or --map.",
                names=listed_text(names),
            )
        )


def _contending(reading: Reading, taken: Sequence[tuple[Track, Split]]) -> Iterator[Notice]:
    """Tracks of one name, split and pace that come from lines of different patterns, which nothing tells apart."""
    alike: dict[tuple[str, Split, bool], list[Track]] = defaultdict(list)
    for track, split in taken:
        if track.quantity.is_progress and len(track.lines) >= FEWEST:
            alike[track.name, split, track.counts].append(track)
    for (name, split, _), some in alike.items():
        if len(some) > 1:
            shown = " and ".join(dict.fromkeys(f"“{pattern(reading.told[track.order])}”" for track in some[:2]))
            yield Notice(
                say(
                    "{count} curves are called {name} and nothing tells them apart: lines like {shown}. All are "
                    "taken as {split}; say what they are with Choose Metrics or --map.",
                    count=len(some),
                    name=name,
                    shown=shown,
                    split=split.value,
                ),
                int(reading.page.number[some[1].lines[0]]),
            )


def _unheard(reading: Reading, taken: Sequence[tuple[Track, Split]]) -> Iterator[Notice]:
    """A heading of an evaluation below which no number was taken as one of an evaluation."""
    if not taken or any(split in EVALUATED for _, split in taken):
        return
    first, last = (int(f(track.lines[i] for track, _ in taken)) for f, i in ((min, 0), (max, -1)))
    blocks = blocks_of(reading.page, reading.told)
    heads = [
        int(at)
        for at, split in zip(blocks.at, blocks.splits, strict=True)
        if split in EVALUATED and first <= at <= last
    ]
    if len(heads) >= FEWEST:
        line = " ".join(reading.page.line(heads[0]).split())[:LONGEST_SHOWN]
        yield Notice(
            say(
                "Lines like “{line}” tell of an evaluation, but no number is known to be of one: all are taken "
                "as training.",
                line=line,
            ),
            int(reading.page.number[heads[0]]),
        )
