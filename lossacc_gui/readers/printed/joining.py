"""Puts tracks of one metric together, and takes apart what only looks alike: training and validation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.model.run import FloatArray, Notice, Quantity, Split
from lossacc_gui.readers.printed.phrases import unmarked
from lossacc_gui.readers.printed.tracks import EVALUATED, Reading, Track
from lossacc_gui.readers.series.errors import is_no_rate, no_rate_notice
from lossacc_gui.readers.series.names import is_bare_error

TURNS = 3  # lines of each of two tracks that take turns; fewer may be two halves of one
FEWEST_FALLING = 10  # values that show a trend
FEWEST_SUMMARIES = 3  # epochs with a line at their end that show that it tells of the whole epoch
FEWEST_SCORES = 3  # scores that show a stride
RARELY, RARELY_BESIDE = 3, 2  # times as many losses as scores; the same where the losses are said to be of training
FIRST = 50  # of so many values of a score the first shows where it begins


def by_rate(tracks: list[Track], notices: list[Notice]) -> list[Track]:
    """Where nothing tells a split, a loss that is printed more rarely beside a score of its own is of validation."""
    told = {t.order: t.own_split for t in tracks if t.own_split is not None}
    if Split.TRAIN in told.values():
        return tracks
    losses = [t for t in tracks if not t.why and t.quantity is Quantity.LOSS and t.own_split is None]
    if len({t.order for t in losses}) < 2:
        return tracks
    often = max(losses, key=lambda t: len(t.lines))
    if often.order in told or not often.counts:
        return tracks
    scores: dict[int, set[str]] = defaultdict(set)
    for t in tracks:
        if not t.why and t.quantity.is_fraction:
            scores[t.order].add(unmarked(t.name))
    rare = {
        t.order
        for t in losses
        if t.order != often.order
        and t.order not in told
        and scores[t.order] - scores[often.order]
        and (t.counts or scores[often.order])  # beside batches without a score, a score is of the epoch's training
        and unmarked(t.name) == unmarked(often.name)
        and len(t.lines) < len(often.lines)
    }
    if not rare:
        return tracks
    notices.append(Notice(say("What is printed more rarely, with a score, is taken as validation.")))
    return [replace(t, split=t.own_split or Split.VAL) if t.order in rare else t for t in tracks]


def of_rare_scores(tracks: list[Track], notices: list[Notice]) -> list[Track]:
    """Where nothing tells a split, scores of every tenth epoch beside a loss of each are of an evaluation.

    What a training computes at every step costs nothing to tell of each epoch; an evaluation takes its time. Where the
    loss says that it is of the training and the scores do not, every second epoch is rare enough.
    """
    taken = [t for t in tracks if not t.why and t.quantity.is_progress and not t.counts]
    losses = [t for t in taken if t.quantity.is_loss]
    told = {t.own_split for t in tracks if not t.why and t.quantity.is_progress}
    marked = {t.own_split for t in tracks if not t.why and t.quantity.is_fraction}
    if not losses or not told <= {None, Split.TRAIN} or Split.TRAIN in marked:
        return tracks
    often = max(losses, key=lambda t: len(t.lines))
    most = len(often.lines) / (RARELY_BESIDE if Split.TRAIN in told else RARELY)
    rare = [t for t in taken if t.quantity.is_fraction and FEWEST_SCORES <= len(t.lines) <= most]
    rare = [t for t in rare if np.isfinite(t.epoch).all() and len(set(np.diff(t.epoch).tolist())) == 1]
    everywhere = {unmarked(t.name) for t in taken if t.quantity.is_fraction and all(t is not one for one in rare)}
    rare = [t for t in rare if unmarked(t.name) not in everywhere]
    if not rare:
        return tracks
    stride = Number(f"{np.diff(rare[0].epoch)[0]:g}")
    names = ", ".join(t.name for t in rare)
    notices.append(
        Notice(
            say(
                "{names}: told every {stride} epochs only, as evaluations are, and without a split: "
                "taken as validation.",
                names=names,
                stride=stride,
            )
        )
    )
    return [replace(t, split=Split.VAL) if any(t is one for one in rare) else t for t in tracks]


def of_evaluation(tracks: list[Track], notices: list[Notice]) -> list[Track]:
    """Several scores and no loss, of which nothing tells a split, are of an evaluation: a training prints its loss."""
    taken = [t for t in tracks if not t.why and t.quantity.is_progress]
    told = any(t.own_split is not None or t.quantity.is_loss for t in taken)
    if told or len({unmarked(t.name) for t in taken if t.quantity.is_fraction}) < 2:
        return tracks
    notices.append(Notice(say("Several scores and no loss are told, and no split: taken as validation.")))
    return [replace(t, split=t.own_split or Split.VAL) for t in tracks]


def of_training(tracks: list[Track]) -> list[Track]:
    """A metric of batches whose results are told for training and for validation is of the training."""
    marked: dict[str, set[Split | None]] = defaultdict(set)
    for track in tracks:
        marked[unmarked(track.name)].add(track.own_split)
    twins = {name for name, splits in marked.items() if {Split.TRAIN, Split.VAL} <= splits}
    return [
        replace(t, split=Split.TRAIN) if t.own_split is None and t.counts and unmarked(t.name) in twins else t
        for t in tracks
    ]


def errors_as_losses(tracks: list[Track], notices: list[Notice]) -> list[Track]:
    """The tracks with errors made losses that are not what the accuracy of their lines leaves of the whole."""
    out = []
    for track in tracks:
        beside = [
            t
            for t in tracks
            if t.order == track.order
            and t.quantity is Quantity.ACCURACY
            and not t.why
            and t.own_split is track.own_split
            and np.array_equal(t.lines, track.lines)
        ]
        bare = (
            track.quantity is Quantity.ERROR_RATE and not track.percent and not track.why and is_bare_error(track.name)
        )
        if bare and len(beside) == 1 and is_no_rate(track.value, beside[0].value):
            notices.append(no_rate_notice(track.name))
            out.append(replace(track, quantity=Quantity.LOSS))
        else:
            out.append(track)
    return out


def by_behaviour(tracks: list[Track], notices: list[Notice]) -> list[Track]:
    """A score of every step or epoch that is no share and begins high is a loss, where the log has no other.

    So is what has its name and is of other examples.
    """
    if any(track.quantity.is_loss and not track.why for track in tracks):
        return tracks
    falling = [track for track in tracks if _falls_as_a_loss(track)]
    notices += [
        Notice(say("{name} falls from where it begins, beyond 1, and is taken as a loss.", name=track.name))
        for track in falling
    ]
    names = {unmarked(track.name) for track in falling}
    losses = [t for t in tracks if not t.why and t.quantity is Quantity.OTHER and unmarked(t.name) in names]
    return [replace(t, quantity=Quantity.LOSS) if any(t is one for one in losses) else t for t in tracks]


def _falls_as_a_loss(track: Track) -> bool:
    known = track.value[np.isfinite(track.value)]
    scored = track.quantity is Quantity.OTHER and not track.why and not track.asked and track.own_split not in EVALUATED
    scored = scored and (track.counts or bool((np.diff(track.epoch) > 0).all()))
    return scored and known.size >= FEWEST_FALLING and _begins_high(known)


def _begins_high(values: FloatArray) -> bool:
    first = values[: max(1, len(values) // FIRST)]
    return bool(values.min() >= 0 and values.max() > 1 and first.mean() > values[len(first) :].mean() + values.std())


def with_summaries(tracks: list[Track], reading: Reading) -> list[Track]:
    """The tracks with those made results of epochs that have a line at the end of each, where others have many in it.

    Both count the updates, so that only the pace tells them apart. Rows of one table are of one statement instead,
    though some have no test beside them; what is of the training in those is so in all.
    """
    tables = [set(one.headed) for one in reading.told]
    out = []
    for track in tracks:
        rows = [t for t in tracks if _are_named_alike(t, track) and tables[t.order] & tables[track.order]]
        trained = track.own_split is None and {t.own_split for t in rows} == {Split.TRAIN}
        twins = [t for t in tracks if _are_named_alike(t, track) and t.own_split is track.own_split and t not in rows]
        sums = track.counts and _one_an_epoch(track) and any(_ends_epochs(track, twin) for twin in twins)
        told = replace(track, split=Split.TRAIN) if trained else track
        out.append(replace(told, counts=False) if sums else told)
    return out


def _are_named_alike(a: Track, b: Track) -> bool:
    return unmarked(a.name) == unmarked(b.name) and a.order != b.order and a.counts and not a.why and not b.why


def _one_an_epoch(track: Track) -> bool:
    return len(track.epoch) >= FEWEST_SUMMARIES and bool((np.diff(track.epoch) == 1).all())


def _ends_epochs(track: Track, batches: Track) -> bool:
    """Whether each line of a track is the last of its epoch, in which `batches` has several lines."""
    if not np.isfinite(batches.epoch).all() or not np.isin(batches.epoch, track.epoch).all():
        return False
    at = np.searchsorted(track.epoch, batches.epoch)
    many = np.bincount(at, minlength=len(track.epoch))
    return bool((batches.lines < track.lines[at]).all() and np.median(many) > 1)


def joined(tracks: list[Track]) -> list[Track]:
    """Tracks of one metric, split and pace as one, where they never tell two values of one place."""
    groups: dict[tuple[str, Split | None, bool, str], list[Track]] = {}
    for track in tracks:
        key = (" ".join(track.name.lower().split()), track.own_split, track.counts, track.why)
        found = groups.setdefault(key, [])
        for i, other in enumerate(found):
            if other.percent == track.percent and not _meet(other, track):
                found[i] = merged(other, _not_told_again(track, other))
                break
        else:
            found.append(track)
    return [track for found in groups.values() for track in found]


def _meet(a: Track, b: Track) -> bool:
    """Whether two tracks tell different values of one place."""
    if a.order == b.order:
        return True
    x, y = (np.where(np.isfinite(t.step) & t.counts, t.step, -1.0) for t in (a, b))
    at_a, at_b = (np.where(np.isfinite(t.epoch), t.epoch, -1.0) for t in (a, b))  # no NaN is equal to another
    if not any(np.isfinite(t.epoch).any() or t.counts for t in (a, b)) and _take_turns(a, b):
        return True
    places: dict[tuple[float, float], float] = {}
    for epoch, step, value in zip(at_a.tolist(), x.tolist(), a.value.tolist(), strict=True):
        places[epoch, step] = value
    known = np.isfinite(b.epoch) | (y >= 0)
    return any(
        (epoch, step) in places and places[epoch, step] != value
        for epoch, step, value, some in zip(at_b.tolist(), y.tolist(), b.value.tolist(), known.tolist(), strict=True)
        if some
    )


def _not_told_again(track: Track, other: Track) -> Track:
    """A track without what was said before: below lines of later epochs the best, again, or right below of its own."""
    told = dict(zip(other.epoch.tolist(), other.value.tolist(), strict=True))
    if track.counts or len(told) < len(other.epoch):
        return track
    places = zip(track.epoch.tolist(), track.value.tolist(), strict=True)
    same = np.array([told.get(epoch) == value for epoch, value in places])
    later = (track.epoch < float(other.epoch[-1])) & (track.lines > int(other.lines[-1]))
    lines = dict(zip(other.epoch.tolist(), other.lines.tolist(), strict=True))
    below = np.array([line - lines.get(epoch, line) for epoch, line in zip(track.epoch, track.lines, strict=True)])
    again = same & (later | (below == 1))
    return track.some(~again) if again.any() else track


def _take_turns(a: Track, b: Track) -> bool:
    """Whether two tracks that nothing counts have a line each in turn, as rows of two classes have."""
    if len(a.lines) < TURNS or abs(len(a.lines) - len(b.lines)) > 1:
        return False
    of_b = np.argsort(np.concatenate([a.lines, b.lines]), kind="stable") >= len(a.lines)
    return bool((of_b[1:] != of_b[:-1]).all())


def merged(a: Track, b: Track) -> Track:
    """Two tracks as one, in the order of their lines."""
    order = np.argsort(np.concatenate([a.lines, b.lines]), kind="stable")
    average = out_of = None
    if a.average is not None and b.average is not None:
        average = np.concatenate([a.average, b.average])[order]
    if a.out_of is not None and b.out_of is not None:
        out_of = np.concatenate([a.out_of, b.out_of])[order]
    return replace(
        a,
        lines=np.concatenate([a.lines, b.lines])[order],
        value=np.concatenate([a.value, b.value])[order],
        epoch=np.concatenate([a.epoch, b.epoch])[order],
        step=np.concatenate([a.step, b.step])[order],
        total=np.concatenate([a.total, b.total])[order],
        average=average,
        out_of=out_of,
        live=a.live or b.live,
        full=a.full and b.full,
        split=a.split or b.split,
    )
