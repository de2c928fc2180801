"""Turns the templates of a page into tracks: the values of one metric of one split, each with its line and counters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from lossacc_gui.model.run import FloatArray, IntArray, LeftOut, Notice, Quantity, Split
from lossacc_gui.readers.printed.accounting import not_taken, varies
from lossacc_gui.readers.printed.across import with_splits_above, without_shared_splits
from lossacc_gui.readers.printed.announced import as_announced
from lossacc_gui.readers.printed.columns import Headed, named_by_columns, split_of_heading, split_of_row, told_of_dots
from lossacc_gui.readers.printed.context import TOP, Events, Told, blocks_of, company, events_of
from lossacc_gui.readers.printed.counters import with_counters
from lossacc_gui.readers.printed.cutting import BAR
from lossacc_gui.readers.printed.dashes import named_beside_dashes
from lossacc_gui.readers.printed.going_along import with_unknown_along
from lossacc_gui.readers.printed.headline import beside_known, beside_scores, by_heading, by_same_words, by_splits_alone
from lossacc_gui.readers.printed.marks import without_marks
from lossacc_gui.readers.printed.now_and_then import with_now_and_then
from lossacc_gui.readers.printed.over_epochs import with_unknown_over_epochs
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.parts_of_loss import with_parts
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, unmarked
from lossacc_gui.readers.printed.printed_series import with_printed_series
from lossacc_gui.readers.printed.repeats import last_of_growing, one_rank, said_once, told_of_the_best, without_no_epoch
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.rounds import with_folds, with_rounds
from lossacc_gui.readers.printed.sharing import fields_of
from lossacc_gui.readers.printed.side_by_side import with_seconds
from lossacc_gui.readers.printed.split_lines import with_split_lines
from lossacc_gui.readers.printed.template import Template
from lossacc_gui.readers.printed.torn import without_torn
from lossacc_gui.readers.printed.turns import with_sets
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.rows import BoolArray
from lossacc_gui.readers.series.whole_numbers import have_fractions

EVALUATED = (Split.VAL, Split.TEST)
OF_WHOLE = re.compile(r"\b(?:final|best|overall|highest|end)\b", re.IGNORECASE)  # said of a training, not of an epoch
END_OF_DOWNLOAD = re.compile(r"\s?[kKMG]?i?B/s\].")
AIMS = re.compile(
    r"[\W_]*(?:targets?|goals?|aims?|thresholds?|limits?|early[ _-]?stop(?:ping)?|min(?:imum)?|max(?:imum)?)\W*$",
    re.IGNORECASE,
)
MOST_AIMS = 4  # lines below such a heading
SHARE_DIGITS = 4  # decimals of a share that tell it as well as a count does


@dataclass(eq=False)
class Track:
    """Values of one metric; arrays have shape (n,), NaN where a counter is not known.

    `order` says which template they come from. `counts` tells that its lines have steps of their own, `live` that they
    are states of a bar, `full` that each is the last of one, `average` what stands in brackets behind the value,
    `out_of` the n of k/n right answers. `split` is what line and block tell. `seen` tells that no word but the way its
    values go says what it measures, `asked` that nothing does and a person is asked. `why` says why it is no series of
    the run, empty where it is one.
    """

    name: str
    quantity: Quantity
    split: Split | None
    lines: IntArray
    value: FloatArray
    epoch: FloatArray
    step: FloatArray
    total: FloatArray
    order: int
    counts: bool = False
    live: bool = False
    full: bool = False
    percent: bool = False
    average: FloatArray | None = None
    out_of: FloatArray | None = None
    seen: bool = False
    asked: bool = False
    why: str = ""

    def some(self, taken: BoolArray | IntArray) -> Track:
        """The track with some of its values."""
        return replace(
            self,
            lines=self.lines[taken],
            value=self.value[taken],
            epoch=self.epoch[taken],
            step=self.step[taken],
            total=self.total[taken],
            average=self.average[taken] if self.average is not None else None,
            out_of=self.out_of[taken] if self.out_of is not None else None,
        )

    @property
    def own_split(self) -> Split | None:
        """The split that the name tells, else what its place tells."""
        return meaning_of(self.name).split or self.split


@dataclass(eq=False)
class Reading:
    """What a page says: its tracks, where epochs and steps are told, and what was left out and why."""

    page: Page
    told: list[Told]
    tracks: list[Track]
    epochs: Events
    steps: Events
    left_out: list[LeftOut]
    notices: list[Notice]


def read_page(page: Page, templates: Sequence[Template]) -> Reading:
    """What the templates of a page say."""
    notices: list[Notice] = []
    left_out: list[LeftOut] = []
    templates = without_marks(without_torn(page, list(templates), notices))
    templates = said_once(page, one_rank(templates, notices), notices)
    headings = last_of_growing(list(named_by_columns(templates)), notices)
    told_of_dots(page, headings, notices)
    told = by_same_words(without_shared_splits([_told(headed) for headed in headings]))
    told = with_counters(by_heading(page, with_seconds(with_splits_above(page, told)), notices), notices)
    told = by_splits_alone(page, beside_known(told_of_the_best(with_rounds(with_folds(told)))), notices)
    told = without_no_epoch(told, left_out)
    told = as_announced(with_sets(page, beside_scores(named_beside_dashes(told))))
    epochs, steps = events_of(told, Role.EPOCH), events_of(told, Role.STEP)
    headed = len(steps.at) > 0 and not any(
        one.metrics and one.moves(Role.STEP) for one in told if len(one.template) > 1
    )
    told = with_unknown_over_epochs(with_now_and_then(with_unknown_along(with_parts(told))), notices)
    told = with_printed_series(page, with_split_lines(told))
    tracks: list[Track] = []
    for i, (one, splits) in enumerate(zip(told, _splits(page, told, epochs), strict=True)):
        if one.metrics or (one.counts and len(one.template) > 1):
            tracks += _tracks(i, one, splits, epochs, steps, headed=headed)
    kept = _once(page, tracks, told, left_out)
    left_out += not_taken(told)
    return Reading(page, told, kept, epochs, steps, left_out, notices)


def _told(headed: Headed) -> Told:
    fields = fields_of(headed.template, headed.names)
    heading = headed.heading
    row = split_of_row(headed.template)
    if heading is not None and row is not None:
        fields = tuple(replace(f, split=f.split or row) for f in fields)
    elif heading is not None:
        fields = tuple(replace(f, split=f.split or split_of_heading(heading.names, f.name)) for f in fields)
    return Told(headed.template, _without_leftovers(headed.template, fields), headed.at)


def _without_leftovers(template: Template, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields without what counts and measures where a bar of a download was drawn over another one's line.

    Of that the end is left: 609/609 [00:00<00:00, 2.13MB/s], step_loss=0.149].
    """
    ends = [slot for slot, text in enumerate(template.cut.texts) if END_OF_DOWNLOAD.match(text)]
    if not ends or not any(field.role is Role.METRIC and field.slot >= ends[0] for field in fields):
        return fields
    return tuple(replace(field, role=Role.NAMELESS, name="") for field in fields)


def _splits(page: Page, told: list[Told], epochs: Events) -> list[list[Split | None] | None]:
    """For each template the split of each of its lines, as blocks and company tell it; None where they do not."""
    blocks = blocks_of(page, told)
    ends = _announced(told, blocks.at)
    follows = company(told, blocks, ends)
    out: list[list[Split | None] | None] = []
    for i, one in enumerate(told):
        bare = [f for f in one.metrics if f.split is None and meaning_of(f.name).split is None]
        if not bare:
            out.append(None)
            continue
        found = blocks.split_of(one, ends) if one.counts else follows.get(i)
        if found is not None and any((meaning_of(f.name).split or f.split) is Split.TRAIN for f in one.metrics):
            found = [None if split in EVALUATED else split for split in found]  # a line of the training is in no test
        if found is not None and Split.TRAIN in found:
            begun = found.index(Split.TRAIN)  # what is told before the first heading is the same curve
            if set(found[begun:]) == {Split.TRAIN} or (not begun and blocks.splits == (Split.TRAIN,)):  # nor behind one
                found = [split or Split.TRAIN for split in found]
        out.append(found)
    return out


def _announced(told: list[Told], headings: IntArray) -> IntArray:
    """The lines that announce an epoch and measure nothing; not those right below a heading that say it again."""
    counting = [(one.template.lines, one.counted(Role.EPOCH)) for one in told if not one.metrics]
    found = [(lines, epoch) for lines, epoch in counting if epoch is not None]
    if not found:
        return np.zeros(0, dtype=np.int64)
    at, first = np.unique(np.concatenate([lines for lines, _ in found]), return_index=True)
    epoch = np.concatenate([epoch for _, epoch in found])[first]
    above = np.searchsorted(headings, at, side="left") - 1
    below = (
        (above >= 0) & (at - headings[np.maximum(above, 0)] == 1) if len(headings) else np.zeros(len(at), dtype=bool)
    )
    again = np.append(False, epoch[1:] == epoch[:-1])
    return np.asarray(at[~(below & again)])


def _tracks(
    order: int, one: Told, splits: list[Split | None] | None, epochs: Events, steps: Events, *, headed: bool
) -> list[Track]:
    lines = one.template.lines
    epoch, step = one.counted(Role.EPOCH), one.counted(Role.STEP)
    counter = one.counter(Role.STEP)
    total = one.total(counter) if counter is not None else None
    if headed and epoch is None and step is not None and total is not None and (step == total).all():
        step = None  # 391/391 in each line: the lines above count
    nothing = np.full(len(lines), np.nan)
    out = []
    names: dict[tuple[str, Split | None], FloatArray] = {}
    places = _places(one)
    for field in one.fields:
        why = _why_not(one, field)
        if field.role is not Role.METRIC and not why:
            continue
        own = meaning_of(field.name).split
        key = (" ".join(field.name.lower().split()), field.split)
        value = one.template.values(field.slot)
        if field.over >= 0:
            value = _share(one, field, value)
        before = value if why else names.setdefault(key, value)
        if before is not value and np.array_equal(before, value, equal_nan=True):
            continue  # said twice in the line
        track = Track(
            f"{field.name} (average)" if field.role is Role.AVERAGE else _named(field, places.get(field.slot)),
            field.quantity,
            own or field.split,
            lines,
            value,
            epoch if epoch is not None else epochs.around(lines),
            step if step is not None else steps.around(lines),
            total if total is not None else nothing,
            order,
            counts=step is not None,
            live=_is_live(one),
            full=_is_full(one),
            percent=field.percent and field.over < 0,
            average=_average(one, field),
            out_of=_out_of(one, field, total),
            seen=field.seen,
            why=why,
        )
        present = one.template.present(field.slot)
        if splits is None or own is not None or field.split is not None or field.quantity in ON_NO_EXAMPLES:
            if present.any():
                out.append(track if present.all() else track.some(present))
            continue
        for split in dict.fromkeys(splits):
            taken = np.array([s is split for s in splits]) & present
            if taken.any():
                out.append(replace(track, split=split).some(taken))
    return out


def _share(one: Told, field: Field, value: FloatArray) -> FloatArray:
    """k/n right answers as a share: what is printed behind them where it has enough digits, else their quotient."""
    printed = next((f for f in one.fields if f.slot == field.over + 1 and f.role is Role.AVERAGE), None)
    if printed is not None:
        digits = len(one.template.cut.slots[printed.slot].text.partition(".")[2])
        if digits >= SHARE_DIGITS - 2 * printed.percent:
            return one.template.values(printed.slot) / (100 if printed.percent else 1)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        return np.asarray(value / one.template.values(field.over))


def _out_of(one: Told, field: Field, total: FloatArray | None) -> FloatArray | None:
    """The n of k/n right answers; None where there is none, or the line is of one batch of several."""
    return one.template.values(field.over) if field.over >= 0 and total is None and not _is_live(one) else None


def _places(one: Told) -> dict[int, int]:
    """The place from 1 of each slot that is one of a list of numbers with one name; other slots are not there."""
    out: dict[int, int] = {}
    for first, second in pairwise(one.fields):
        same = first.name == second.name and first.split is second.split and first.role is second.role is Role.METRIC
        if same and first.slot == second.slot - 1:
            out[second.slot] = out.setdefault(first.slot, 1) + 1
    return out


def _named(field: Field, place: int | None) -> str:
    """The name of a slot; numbers of a list are counted."""
    name = " ".join(field.name.split())
    return name if place is None else f"{name} [{place}]"


def _is_live(one: Told) -> bool:
    """Whether the lines are states of a bar that runs."""
    page, lines = one.template.page, one.template.lines
    bar = any(BAR in text for text in one.template.cut.texts)
    return bool(page.redrawn[lines].any()) or (bar and one.counter(Role.STEP) is not None)


def _is_full(one: Told) -> bool:
    """Whether each line is the last state of a bar, which may be the only one that was printed."""
    counter = one.counter(Role.STEP)
    total = one.total(counter) if counter is not None else None
    same = counter is not None and total is not None and np.array_equal(total, one.count(counter))
    return same and not one.template.page.redrawn[one.template.lines].any()


def _average(one: Told, field: Field) -> FloatArray | None:
    behind = [f for f in one.fields if f.slot == field.slot + 1 and f.role is Role.AVERAGE]
    return one.template.values(behind[0].slot) if behind and field.over < 0 else None


def _once(page: Page, tracks: list[Track], told: list[Told], left_out: list[LeftOut]) -> list[Track]:
    """The tracks without lines that come once and are counted by nothing: settings, results, prose."""
    tracks = [track for track in _over_time(tracks, told, left_out) if not _is_aim(track, told, page)]
    taken = [track for track in tracks if not track.why]
    often = {(unmarked(t.name), t.own_split) for t in taken if len(t.lines) > 1}
    some = any(len(t.lines) > 1 for t in taken)
    last = max((int(t.lines[-1]) for t in taken if len(t.lines) > 1), default=-1)
    kept = []
    for track in tracks:
        own = any(f.role in (Role.EPOCH, Role.STEP) for f in told[track.order].fields)
        if some and OF_WHOLE.search(unmarked(track.name)):  # final accuracy: 98%, 49/50
            own = own and track.own_split in EVALUATED and int(track.lines[0]) > last
        known = np.isfinite(track.epoch).any() or np.isfinite(track.step).any()
        again = (unmarked(track.name), track.own_split) in often
        if (
            len(track.lines) > 1
            or (not some and known)
            or (again and known and int(track.lines[0]) <= last and not _sets(told[track.order]))
            or (own and track.quantity not in ON_NO_EXAMPLES)
        ):
            kept.append(track)
        else:
            left_out.append(LeftOut(track.name, len(track.lines), "told once"))
    return kept


def _is_aim(track: Track, told: list[Told], page: Page) -> bool:
    """Whether a metric is told once, below a line that says what a training shall reach, or what shall stop it.

    targets:, above val_loss: 0.2 and val_acc: 0.95.
    """
    line = int(track.lines[0])
    if len(track.lines) > 1 or told[track.order].counts:
        return False
    above = (page.line(at) for at in range(line - 1, max(line - MOST_AIMS, 0) - 1, -1))
    heading = next((text for text in above if not any(map(str.isdigit, text))), "")
    return AIMS.match(heading) is not None


def _over_time(tracks: list[Track], told: list[Told], left_out: list[LeftOut]) -> list[Track]:
    """The tracks with unknown names taken where lines of them count, and all that is known is told once: settings.

    LR_CRITIC: 0.0001 above step=1000 | critic=0.50 | actor=0.25. A person may say what those measure.
    """
    taken = [track for track in tracks if not track.why]
    if not taken or any(len(track.lines) > 1 or told[track.order].counts for track in taken):
        return tracks
    unknown = [t for t in tracks if t.why == WHY_NOT[Role.UNKNOWN] and told[t.order].counts and len(t.lines) >= TOP]
    unknown = [t for t in unknown if have_fractions(t.value).any() and not t.percent]
    if not unknown:
        return tracks
    left_out += [LeftOut(track.name, len(track.lines), "told once") for track in taken]
    kept = [track for track in tracks if track.why]
    return [replace(t, why="", asked=True) if any(t is one for one in unknown) else t for t in kept]


def _sets(one: Told) -> bool:
    """Whether a line is a dump of the arguments of a program."""
    return any("Namespace(" in text for text in one.template.cut.texts)


WHY_NOT = {
    Role.UNKNOWN: "the name is not known",
    Role.AVERAGE: "a running average beside the value",
}


def _why_not(one: Told, field: Field) -> str:
    """Why a slot with a name that varies is no series; empty where it is one, or is nothing to take at all."""
    return WHY_NOT[field.role] if field.role in WHY_NOT and field.name and varies(one, field) else ""
