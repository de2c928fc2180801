"""The use case: rows in, their comparison out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lossacc_gui.language import say
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.options import Options
from lossacc_gui.triage.choices import choices_in, is_known, is_no_choice
from lossacc_gui.triage.compare.belief import OtherRuns
from lossacc_gui.triage.compare.comparison import Across, Comparison, Difference, NamedRow, Seen, Statement
from lossacc_gui.triage.compare.events import place_in, seen_in
from lossacc_gui.triage.compare.known import Known
from lossacc_gui.triage.compare.said_best import best_said
from lossacc_gui.triage.compare.said_causes import causes_said
from lossacc_gui.triage.compare.said_events import events_said, seeds_apart, told_of
from lossacc_gui.triage.compare.said_task import task_said
from lossacc_gui.triage.compare.wording import with_values
from lossacc_gui.triage.row import Row, differing
from lossacc_gui.triage.words import names_of


def compare(rows: Sequence[Row], others: Sequence[Row], causes: Mapping[str, Cause], options: Options) -> Comparison:
    """Hold the first of two or more runs against each of the rest; `others` are asked where they differ likewise.

    `causes` are the known ones by their ids.
    """
    runs = [NamedRow(name, row) for name, row in zip(names_of(rows), rows, strict=True)]
    known = Known.of((*rows, *others))
    said: list[Statement] = []
    for other in runs[1:]:
        said.append(_settings_said(runs[0], other, known))
        task = task_said(runs[0], other)
        said += [] if task is None else [task]
        said += events_said(runs[0], other, known, options)
        said += causes_said(runs[0], other, known, causes, options)
        said += best_said(runs[0], other, known, options, len(runs) - 1)
    asked = OtherRuns(known.rows, causes, options)
    return Comparison(
        tuple(runs),
        tuple(_differences(rows, known)),
        tuple(_across(rows, options)),
        tuple(said),
        len(known.rows) - len(rows),
        tuple((run.name, one) for run in runs for one in asked.of(run.row)),
    )


def _settings_said(one: NamedRow, other: NamedRow, known: Known) -> Statement:
    apart = known.apart(one.row, other.row)
    runs, seeds = (one.name, other.name), seeds_apart(one, other)
    if apart:
        values = with_values([*apart, *seeds], one, other)
        text = say("{one} and {other} differ in {values}.", one=one.name, other=other.name, values=values)
        return Statement(text, "settings", runs, settings=apart)
    if seeds:
        values = with_values(seeds, one, other)
        text = say(
            "{one} and {other} differ in {values} alone, which says nothing of any setting.",
            one=one.name,
            other=other.name,
            values=values,
        )
        return Statement(text, "settings", runs)
    silent = [run.name for run in (one, other) if not is_known(run.row)]
    if silent:
        told = {"first": silent[0], "second": silent[-1]}
        text = (
            say("The logs of {first} and {second} tell no setting: nothing here says why curves differ.", **told)
            if len(silent) > 1
            else say("The log of {first} tells no setting: nothing here says why curves differ.", **told)
        )
        return Statement(text, "settings", runs)
    text = say(
        "{one} and {other} differ in no setting that their logs tell: nothing here says why curves differ.",
        one=one.name,
        other=other.name,
    )
    return Statement(text, "settings", runs)


def _differences(rows: Sequence[Row], known: Known) -> Iterator[Difference]:
    """The settings that differ between these runs, choices first."""
    told = [dict(row.settings) for row in rows]
    choices = {*known.choices, *choices_in(rows)}
    names = differing(rows)
    for name in sorted(names, key=lambda name: name not in choices):
        values = tuple(one.get(name) for one in told)
        is_choice = name in choices and not is_no_choice(name, next(v for v in values if v is not None))
        yield Difference(name, values, is_choice)


def _across(rows: Sequence[Row], options: Options) -> Iterator[Across]:
    found: dict[tuple[str, str], Across] = {}
    for row in rows:
        for event in told_of(row):
            if (event.kind, event.split) in found:
                continue
            places = tuple(place_in(one, event) for one in rows)
            seen = tuple(Seen.SHOWN if one is row else seen_in(one, event, row, options) for one in rows)
            found[event.kind, event.split] = Across(event.said, event.split, places, seen)
    yield from found.values()
