"""Tells results of several things or settings, each told once, from values that a training counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from lossacc_gui.model.run import FloatArray, IntArray, Quantity
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.phrases import is_wordless
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.tracks import Reading, Track
from lossacc_gui.readers.series.keys import are_chosen, in_order, is_key, is_thing, tells_examples
from lossacc_gui.readers.series.names import COUNTERS, meaning_of

ERRORS = {Quantity.MSE, Quantity.MAE, Quantity.PERPLEXITY}  # of which an evaluation tells, with no loss
SETTINGS = re.compile(  # of a search, numbered
    r"^(?:config(?:uration)?|setting|combination|trial|cv)s?$", re.IGNORECASE
)
EXAMPLE = re.compile(  # a file with an example, at the beginning of a line
    r"\W*(?P<file>[^\s:,]*\w\.(?:png|jpe?g|bmp|tiff?|gif|webp|dcm|nii(?:\.gz)?|mha|wav|flac|mp3|ogg|mp4|avi))\b",
    re.IGNORECASE,
)
SPREADS = re.compile(r"\+/-|\+-|±")  # between two numbers that are cut out
LABEL = re.compile(r"\W*(?P<what>[^\W\d_]+)_\d+\W*$")
WORD_BEFORE = re.compile(r"([^\W\d_]+)[\W_]*$")
SETS = re.compile(  # up to the number of what a model was evaluated on: ## Test-1, Results on dataset #2:
    r"#{1,6}\s+test[\s_#-]*$|\W*(?:[^\W\d_]+\s+){0,3}(?:test\s?set|data\s?set|corpus|benchmark|split)[\s_#-]*$",
    re.IGNORECASE,
)
AT = re.compile(r"@\s*(?:[^\W\d_]+\s*)?[=:]?\s*\[?\.?$")  # AP @ IoU=50, Recall@5: of which threshold, or rank
AT_FIRST = re.compile(r"\W*[^\W\d_][\w ]*@\s*\[?(?P<at>\d*\.?\d+)\]?\s*[:=|]")  # mAP@0.50: 0.88
ORDINAL = re.compile(r"(?:st|nd|rd|th)\s+([^\W\d_]+)", re.IGNORECASE)
THRESHOLD = "threshold"
FEWEST, MOST = 3, 1000  # results
MOST_OF_ALL = 2  # results of all: the mean and its spread, macro and weighted averages
ROUNDED, FINEST = 0.005, 0.0005  # share, and number, by which a mean of rounded numbers may differ from theirs


def first_of_things(reading: Reading, told: Sequence[Track]) -> int | None:
    """The first of the lines that tell a thing or a setting of its own each, of which all results are.

    They stand in those lines, or below them, and nothing counts. A thing is a fold, a class, a threshold; that of all,
    and its spread, may stand below. None for any other text.
    """
    loss = any(map(is_of_training, told))
    lines = [one.template.lines for one in reading.told if _tells_things(one, loss=loss)]
    often = [track for track in told if len(track.lines) >= FEWEST]
    page = reading.page
    lines = lines or (_labels_of_things(page) or _lines_of_examples(page) or _lines_at(page) if often else [])
    if not lines or not often or is_counted(reading, told, set()):
        return None
    heads = np.unique(np.concatenate(lines))
    below = (len(t.lines) <= len(heads) + MOST_OF_ALL and _stands_below_each(t, heads) for t in often)
    return int(heads[0]) if all(below) else None


def _labels_of_things(page: Page) -> list[IntArray]:
    """The lines that are nothing but things that an underscore joins to their numbers, each once: = RUN_0 =."""
    found = []
    for sample in page.samples:
        label = LABEL.match(page.line(sample))
        if label is None or not is_thing(label["what"]):
            continue
        lines = np.flatnonzero(page.shape == page.shape[sample])
        if FEWEST <= len(lines) <= MOST and len({page.line(int(line)) for line in lines}) == len(lines):
            found.append(lines)
    return found


def _lines_of_examples(page: Page) -> list[IntArray]:
    """The lines that begin with the file of an example, where each has another: img_0012.png loss=0.53."""
    lines: list[int] = []
    for sample in page.samples:
        if EXAMPLE.match(page.line(sample)):
            lines += np.flatnonzero(page.shape == page.shape[sample]).tolist()
    files = {match["file"] for line in lines if (match := EXAMPLE.match(page.line(line)))}
    return [np.array(sorted(lines))] if FEWEST <= len(lines) == len(files) <= MOST else []


def _lines_at(page: Page) -> list[IntArray]:
    """The lines that begin with one metric at another threshold, or rank, each: mAP@0.50: 0.88, mAP@0.55: 0.82."""
    lines: list[int] = []
    for sample in page.samples:
        if AT_FIRST.match(page.line(sample)):
            lines += np.flatnonzero(page.shape == page.shape[sample]).tolist()
    at = [float(match["at"]) for line in sorted(lines) if (match := AT_FIRST.match(page.line(line)))]
    once = FEWEST <= len(lines) == len(at) <= MOST and in_order(at)
    return [np.array(sorted(lines))] if once else []


def without_things_beside(reading: Reading) -> list[Track]:
    """The tracks, those of which other lines than those that count tell one value of each thing left out.

    They stand together, as the scores of all classes below the epochs.
    """
    things = [i for i, one in enumerate(reading.told) if not one.counts and _tells_things(one, loss=False)]
    if not things or not reading.tracks:  # as in most logs
        return reading.tracks
    measured = np.unique(np.concatenate([track.lines for track in reading.tracks]))
    beside = {i for i in things if _stand_together(reading.told[i].template.lines, measured)}
    others = [track for track in reading.tracks if track.order not in beside and not track.why]
    if not beside or not any(len(track.lines) >= FEWEST for track in others) or not is_counted(reading, others, set()):
        return reading.tracks
    return [replace(t, why=t.why or "one value of each thing") if t.order in beside else t for t in reading.tracks]


def _stand_together(lines: IntArray, measured: IntArray) -> bool:
    """Whether nothing else is measured between the first and the last of some lines."""
    within = measured[(measured >= lines[0]) & (measured <= lines[-1])]
    return bool(np.isin(within, lines).all())


def _stands_below_each(track: Track, heads: IntArray) -> bool:
    """Whether each line of a metric, but for those of all, is or stands below another of the lines that tell things."""
    lines = track.lines[: len(heads)]
    above = np.searchsorted(heads, lines, side="right")
    return bool(above.min() > 0) and len(np.unique(above)) == len(lines)


def _tells_things(one: Told, *, loss: bool) -> bool:
    """Whether lines begin with things, or with settings, of which none come twice: class 3, fold 01, threshold=0.05.

    A setting beside what counts, if only to one, may follow a schedule.
    """
    if not FEWEST <= len(one.template) <= MOST:
        return False
    keys = [field for field in one.fields if _names_thing(one, field, loss=loss)]
    first = min((field.slot for field in one.metrics if field not in keys), default=len(one.fields))
    counts = any(field.role in (Role.EPOCH, Role.STEP) for field in one.fields if field not in keys)
    told = (
        field
        for field in keys
        if field.slot < first
        and (
            not counts
            or is_thing(_name(one, field))
            or tells_examples(_name(one, field), one.template.values(field.slot))
        )
    )
    columns = [one.template.values(field.slot) for field in told]
    rows = list(zip(*(column.tolist() for column in columns if _may_tell(column)), strict=True))
    return 0 < len(rows) == len(set(rows))


def _names_thing(one: Told, field: Field, *, loss: bool) -> bool:
    name = _name(one, field)
    if field.role in (Role.EPOCH, Role.STEP) and meaning_of((name.split() or [""])[-1]).quantity in COUNTERS:
        return False  # exp_a/resnet18 epoch 3
    known = is_key(name, loss=loss) or SETTINGS.search(name) is not None
    known = known or _numbers_a_set(one)
    return known or tells_examples(name, one.template.values(field.slot))


def _numbers_a_set(one: Told) -> bool:
    """Whether lines end with the number of a set of examples, and say nothing else of it."""
    texts = one.template.cut.texts
    return len(texts) == 2 and SETS.match(texts[0]) is not None and is_wordless(texts[1])


def _name(one: Told, field: Field) -> str:
    """What a number is called, if only in a sentence: best model on test data for horizon 3; for the 2nd fold."""
    texts = one.template.cut.texts
    if AT.search(texts[field.slot]):
        return THRESHOLD
    if (behind := ORDINAL.match(texts[field.slot + 1])) is not None:
        return behind[1]
    words = WORD_BEFORE.search(texts[field.slot])
    return field.name or (words[1] if words is not None else "")


def _may_tell(values: FloatArray) -> bool:
    return bool(np.isfinite(values).all()) and (bool((values % 1 == 0).all()) or are_chosen(values.tolist()))


def tells_mean_and_spread(reading: Reading, told: Sequence[Track]) -> bool:
    """Whether all results of a metric are repetitions: below some of them stands their mean with its spread."""
    often = max(told, key=lambda track: len(track.lines))
    pairs = [
        (one, mean, spread)
        for one in reading.told
        for mean, spread in pairwise(one.fields)
        if SPREADS.search(one.template.cut.texts[spread.slot])
    ]
    if len(often.lines) < FEWEST or not pairs or is_counted(reading, told, set()):
        return False
    return any(_are_mean_and_spread(often, *pair) for pair in pairs)


def _are_mean_and_spread(track: Track, one: Told, mean: Field, spread: Field) -> bool:
    """Whether each line of `one` tells the mean of the values since the line before, and how far they lie apart."""
    found = zip(one.template.lines, one.template.values(mean.slot), one.template.values(spread.slot), strict=True)
    begun = 0
    for line, middle, apart in found:
        end = int(np.searchsorted(track.lines, line))
        values, begun = track.value[begun:end], end
        if len(values) < FEWEST or not _is_near(values.mean(), middle):
            return False
        if not any(_is_near(values.std(ddof=ddof), apart) for ddof in (0, 1)):
            return False
    return begun == len(track.lines)


def _is_near(value: float, other: float) -> bool:
    return bool(abs(value - other) <= FINEST + ROUNDED * abs(other))


def is_of_training(track: Track) -> bool:
    """Whether a track is a loss that a training falls by, and not one of which an evaluation tells."""
    return track.quantity.is_loss and track.quantity not in ERRORS


def is_counted(reading: Reading, tracks: Sequence[Track], labels: set[int]) -> bool:
    """Whether epochs or steps are told: beside what is measured, or in several lines that are no names.

    What is counted before anything is measured, as batches of a loader are, counts no training; and no matrix does, nor
    what falls as often as it rises: the epochs that each of several trainings had.
    """
    first = min((int(track.lines[0]) for track in tracks), default=0)
    loss = any(map(is_of_training, tracks))
    for one in reading.told:
        beside = any(reading.told[track.order] is one for track in tracks)
        others = {line for line in one.template.lines.tolist() if line > first} - labels
        for field in one.fields:
            if field.role not in (Role.EPOCH, Role.STEP) or not one.varies(field) or not others:
                continue
            if _names_thing(one, field, loss=loss) or _is_of_matrix(one, field) or _ranks_examples(one, field):
                continue
            rises = len(one.template) == 1 or _rises(field, one.template.values(field.slot))
            if rises and (beside or len(others) > 1):
                return True
    return False


def _ranks_examples(one: Told, field: Field) -> bool:
    """Whether a number without a name stands before that of an example, in no order: #1 idx=4711 loss=5.02."""
    others = (other for other in one.fields if other.name and other is not field)
    return field.name == "" and any(tells_examples(f.name, one.template.values(f.slot)) for f in others)


def _is_of_matrix(one: Told, field: Field) -> bool:
    """Whether a number without a name leads others without names: a row of a confusion matrix."""
    others = [other for other in one.fields if other is not field]
    texts = one.template.cut.texts
    fewest = 1 if "[" in texts[0] and "]" in texts[-1] else FEWEST - 1  # [[95 2]
    return not field.name and len(others) >= fewest and all(other.role is Role.NAMELESS for other in others)


def _rises(field: Field, values: FloatArray) -> bool:
    """Whether numbers rise more often than they fall, as those do that count and begin anew.

    What is called after several (Epochs: 30) tells how long a training was, and counts only where it never falls.
    """
    steps = np.diff(values)
    falls = int((steps < 0).sum())
    return int((steps > 0).sum()) > falls and not (falls and field.name.lower().endswith("s"))
