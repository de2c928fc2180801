"""What an overlay shows: single runs, or the medians of runs that differ in their seed alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lossacc_gui.chart import Chart, View
from lossacc_gui.chart.overlay import Member, overlay_of, whole_names
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


def overlay_chart(
    analyses: Sequence[Analysis], view: View, baseline: int | str | None = None, seeds: SeedsWanted | None = None
) -> Chart:
    """The chart of these runs, or with `seeds` of the medians of those alike but for it.

    `baseline` is one of the analyses, whose medians are the baseline where it is drawn so, or the name of what is
    drawn, of a run or of a log. BadOption where they cannot be drawn together.
    """
    members = members_of(analyses) if seeds is None else medians_of(analyses, seeds)
    return overlay_of(members, view, None if baseline is None else _baseline_in(members, analyses, baseline))


def members_of(analyses: Sequence[Analysis]) -> tuple[Member, ...]:
    """Each run by itself."""
    return tuple(Member(analysis) for analysis in analyses)


def medians_of(analyses: Sequence[Analysis], seeds: SeedsWanted) -> tuple[Member, ...]:
    """The medians of each configuration with enough runs, and the runs of others; BadOption where none has enough."""
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


def _baseline_in(members: Sequence[Member], analyses: Sequence[Analysis], wanted: int | str) -> int:
    """Which member is meant by one of the analyses, by its name, the part in which it differs from the others, by the
    name of one of its runs, or by a log. BadOption where none is, or several are.
    """
    of_run = {id(run): i for i, member in enumerate(members) for run in member.runs}
    places = [of_run[id(one.run)] for one in analyses]
    if isinstance(wanted, int):
        return places[wanted]
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
        meant = {place for place, name in zip(places, known, strict=True) if name == wanted}
        if len(meant) == 1:
            return meant.pop()
    raise BadOption(
        say(
            "--baseline: there is no one run {wanted!r}; there are {whole}",
            wanted=wanted,
            whole=", ".join(differing(whole)[0]),
        )
    )
