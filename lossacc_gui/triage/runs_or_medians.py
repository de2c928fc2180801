"""What an overlay shows: single runs, or the medians of runs that differ in their seed alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lossacc_gui.chart.overlay import Member, whole_names
from lossacc_gui.chart.run_names import differing
from lossacc_gui.language import say
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.request import Request
from lossacc_gui.triage.seeds import seeds_of, unknown_text

ALONE = "in no configuration, because no setting is known."


@dataclass(frozen=True, slots=True)
class SeedsWanted:
    """That runs which differ in their seed alone are drawn as their medians.

    request  that of their analyses
    named    whether a person chose each of them, instead of a folder
    """

    request: Request
    named: bool


def members_of(analyses: Sequence[Analysis], seeds: SeedsWanted | None) -> tuple[Member, ...]:
    """Each run by itself, or with `seeds` the medians of each configuration with enough runs, and the runs of others.

    BadOption where medians are wanted and no configuration has enough runs.
    """
    return tuple(Member(one) for one in analyses) if seeds is None else _medians_of(analyses, seeds)


def member_of(members: Sequence[Member], analysis: Analysis) -> int | None:
    """Which member a run is, or is part of; None where it is in none."""
    return next((i for i, member in enumerate(members) if analysis.run in member.runs), None)


def _medians_of(analyses: Sequence[Analysis], seeds: SeedsWanted) -> tuple[Member, ...]:
    found = seeds_of(analyses, seeds.request, named=seeds.named)
    if not found.configurations:
        least = seeds.request.options.fewest_seeds
        more = say("; {found}", found=unknown_text(found)) if found.unknown else ""
        raise BadOption(
            say(
                "no {least} of these runs have the same settings but for their seed (fewest_seeds){more}",
                least=least,
                more=more,
            )
        )
    medians = [
        Member(
            one.analysis,
            f"{one.group.name} ({len(one.runs)} runs)",
            one.middle.bands,
            tuple(analysis.run for analysis in one.runs),
            tuple(notice.text for notice in one.analysis.run.notices),
        )
        for one in found.configurations
    ]
    taken = {id(analysis) for one in found.configurations for analysis in one.runs}
    unknown = {id(analysis) for analysis in found.unknown}
    alone = [Member(one, notes=(ALONE,) if id(one) in unknown else ()) for one in analyses if id(one) not in taken]
    return (*medians, *alone)


def member_named(members: Sequence[Member], analyses: Sequence[Analysis], wanted: str, option: str) -> int:
    """Which member is meant by its name, the part in which it differs from the others, the name of one of its runs, or
    a log. BadOption, which begins with the `option` that names it, where none is, or several are.
    """
    whole = whole_names(members)
    for names in (whole, differing(whole)[0]):
        at = [i for i, name in enumerate(names) if name == wanted]
        if len(at) == 1:
            return at[0]
    runs = [one.run for one in analyses]
    logs = (
        [one.name for one in runs],
        [str(one.source) for one in runs],
        [str(one.source.absolute()) for one in runs],
        [one.source.name for one in runs],
        [one.source.stem for one in runs],
    )
    for known in logs:
        meant = {member_of(members, one) for one, name in zip(analyses, known, strict=True) if name == wanted}
        if len(meant) == 1 and None not in meant:
            return next(at for at in meant if at is not None)
    raise BadOption(
        say(
            "{option}: there is no one run {wanted!r}; there are {whole}",
            option=option,
            wanted=wanted,
            whole=", ".join(differing(whole)[0]),
        )
    )
