"""Puts together what one training printed: one pace for batches, one for epochs, nothing merged unseen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from lossacc_gui.language import SILENCE, Said, say
from lossacc_gui.model.run import Break, FloatArray, IntArray, LeftOut, Notice, Run, Split
from lossacc_gui.numerals import counted_text
from lossacc_gui.readers.printed.accounting import unnamed_lines
from lossacc_gui.readers.printed.counted import counted_examples
from lossacc_gui.readers.printed.doubts import doubts_of
from lossacc_gui.readers.printed.examples import examples_in
from lossacc_gui.readers.printed.federated import of_server
from lossacc_gui.readers.printed.joining import (
    by_behaviour,
    by_rate,
    errors_as_losses,
    joined,
    of_evaluation,
    of_rare_scores,
    of_training,
    with_summaries,
)
from lossacc_gui.readers.printed.kept_best import of_kept_best
from lossacc_gui.readers.printed.of_the_best import without_the_best
from lossacc_gui.readers.printed.placing import in_order, placed
from lossacc_gui.readers.printed.preamble import settings_in
from lossacc_gui.readers.printed.restarts import counted_on, restarts_of
from lossacc_gui.readers.printed.told_again import again_by_resumed, printed_once, without_echoes, without_summary
from lossacc_gui.readers.printed.tracks import Reading, Track
from lossacc_gui.readers.printed.within import bars, by_total, evaluations
from lossacc_gui.readers.series.assemble import splits_of
from lossacc_gui.readers.series.file_names import by_name_notice, split_by_name
from lossacc_gui.readers.series.finish import Making, XName
from lossacc_gui.readers.series.one_unit import OF_BATCHES
from lossacc_gui.readers.series.other_fields import is_of_another_field, of_another_field, seconds_since_1970
from lossacc_gui.readers.series.rows import LARGEST_STEP, Column, Rows
from lossacc_gui.readers.settings import merged


def trainings_of(reading: Reading) -> list[list[Track]]:
    """The tracks of each training: an epoch counter that starts again for good begins another, if the values do so."""
    reading.tracks = without_summary(reading)
    every = restarts_of(reading)
    tracks, starts = counted_on(reading.tracks, every)
    if len(starts) < len(every):
        anew = counted_text(len(every) - len(starts), "time")
        reading.notices.append(
            Notice(
                say(
                    "The epoch counter starts again {anew} while the values go on; the epochs are counted on.",
                    anew=anew,
                )
            )
        )
    if not starts:
        return [tracks]
    bounds = [-1, *starts, len(reading.page)]
    out = []
    for first, last in pairwise(bounds):
        parts = [t.some((t.lines >= first) & (t.lines < last)) for t in tracks]
        parts = [track for track in parts if len(track.lines)]
        if parts:
            out.append(parts)
    return out


def _of_file(source: Path, tracks: list[Track], notices: list[Notice]) -> list[Track]:
    """The tracks with the split that the name of their file tells, where no line tells any."""
    split = split_by_name(source, (track.own_split for track in tracks if not track.why))
    if split is None:
        return tracks
    notices.append(by_name_notice(split))
    return [replace(track, split=split) for track in tracks]


def run_of_tracks(
    name: str, source: Path, format_name: str, reading: Reading, tracks: list[Track], told: Sequence[Notice] = ()
) -> Run | None:
    """The run of one training; None where nothing is measured."""
    notices: list[Notice] = [*told, *reading.notices]
    left_out: list[LeftOut] = []
    tracks = errors_as_losses(_of_file(source, tracks, notices), notices)
    tracks = without_echoes(printed_once(tracks, reading, notices), reading, notices)
    tracks = by_rate(by_total(tracks, notices), notices)
    tracks = of_rare_scores(of_server(tracks, reading, notices), notices)
    tracks = by_behaviour(of_evaluation(of_training(of_kept_best(tracks, reading, notices)), notices), notices)
    tracks = joined(with_summaries(tracks, reading))
    tracks = again_by_resumed(without_the_best(tracks, reading, left_out), reading, notices)
    tracks = evaluations(tracks, left_out)
    tracks = bars(tracks, notices)
    tracks, x_name = placed(tracks, reading, notices)
    tracks = [track for track in tracks if len(track.lines)]
    if all(track.why for track in tracks):
        return None
    columns = [Column(t.name, t.value, np.ones(len(t.value), dtype=bool), t.split, t.quantity) for t in tracks]
    splits, guessed = splits_of(columns, None)
    made = Making(name, source, format_name, [*notices, *guessed], _settings(reading, tracks, splits))
    breaks: dict[float, Break] = {}
    for track, split, metric in zip(tracks, splits, _told_apart(tracks, splits), strict=True):
        epoch = track.epoch if x_name == "epoch" else None
        x = epoch if epoch is not None else track.step
        kept, repeated = in_order(track, x, x_name, breaks, made.notices, reading)
        if not len(kept):
            continue
        step = _steps(track.step[kept], x[kept])
        value = track.value[kept] / 100.0 if track.percent and track.quantity.is_fraction else track.value[kept]
        made.add(
            metric,
            split,
            (step, epoch[kept] if epoch is not None else None),
            value,
            quantity=track.quantity,
            repeated=0 if track.why else repeated,
            percent=track.percent,
        )
        if track.why:
            made.leave_out(track.why)
    made.left_out += [*left_out, *reading.left_out, *unnamed_lines(reading.told)]
    made.notices += doubts_of(reading, tracks, splits)
    run = made.run(x_name, [breaks[key] for key in sorted(breaks)])
    return run and replace(run, unlikely=_of_another_field(reading, tracks, x_name))


def _of_another_field(reading: Reading, tracks: Sequence[Track], x_name: XName) -> Said:
    """Why what lines tell may be no training, by the names beside it; empty where nothing speaks against it."""
    taken = [track for track in tracks if not track.why]
    named = {field.name for track in taken for field in reading.told[track.order].fields}
    beside = sorted(filter(is_of_another_field, named))
    if not beside:
        return SILENCE
    columns = [Column(t.name, t.value, np.ones(len(t.value), dtype=bool), t.own_split, t.quantity) for t in taken]
    count = None if x_name == "row" else taken[0].epoch if x_name == "epoch" else taken[0].step
    return of_another_field(Rows(columns, epoch=None if seconds_since_1970(count) is not None else count), beside)


def _settings(reading: Reading, tracks: Sequence[Track], splits: Sequence[Split]) -> tuple[tuple[str, str], ...]:
    """What the text tells of settings before the training that `tracks` are of, and of examples."""
    taken = [track for track in tracks if not track.why]
    often = [track for track in taken if len(track.lines) > 1]
    first = min(int(track.lines[0]) for track in often or taken)
    settings = settings_in(reading.page, first)
    return merged(settings, examples_in(reading.page, first, counted_examples(reading, tracks, splits, settings)))


def _steps(step: FloatArray, x: FloatArray) -> IntArray:
    """Whole steps that rise: the log's own where they do, else the whole epochs, else rows."""
    for found in (step, x):
        counts = (np.abs(found) < LARGEST_STEP).all()  # NaN does not
        if counts and (found == np.round(found)).all() and (np.diff(found) > 0).all():
            return np.asarray(found, dtype=np.int64)
    return np.arange(len(x), dtype=np.int64)


def _told_apart(tracks: Sequence[Track], splits: Sequence[Split]) -> list[str]:
    """A name of its own for each track: batches beside the results of their epochs, and what is left by number."""
    paces: dict[tuple[str, Split], set[bool]] = defaultdict(set)
    for track, split in zip(tracks, splits, strict=True):
        paces[track.name, split].add(track.counts)
    seen: Counter[tuple[str, Split]] = Counter()
    names = []
    for track, split in zip(tracks, splits, strict=True):
        name = f"{track.name}{OF_BATCHES}" if track.counts and len(paces[track.name, split]) > 1 else track.name
        seen[name, split] += 1
        names.append(name if seen[name, split] == 1 else f"{name} ({seen[name, split]})")
    return names
