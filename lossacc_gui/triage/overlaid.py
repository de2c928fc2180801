"""What an overlay shows: single runs, or the medians of runs that differ in their seed alone."""

from __future__ import annotations

from collections.abc import Sequence

from lossacc_gui.chart import Chart, View
from lossacc_gui.chart.overlay import Member, overlay_of, whole_names
from lossacc_gui.chart.run_names import differing
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.request import Request
from lossacc_gui.triage.seeds import configurations_of


def members_of(analyses: Sequence[Analysis]) -> tuple[Member, ...]:
    """Each run by itself."""
    return tuple(Member(analysis) for analysis in analyses)


def medians_of(analyses: Sequence[Analysis], request: Request) -> tuple[Member, ...]:
    """The medians of each configuration with enough runs, and the runs of the others; BadOption where none has enough.

    `request` is that of the analyses.
    """
    found = list(configurations_of(analyses, request))
    if not found:
        least = request.options.fewest_seeds
        raise BadOption(f"no {least} of these runs have the same settings but for their seed (fewest_seeds)")
    taken = {(row.source, row.name) for one in found for row in one.group.rows}
    medians = [
        Member(one.analysis, f"{one.group.name} ({len(one.group.rows)} runs)", one.middle.bands) for one in found
    ]
    alone = [one for one in analyses if (str(one.run.source), one.run.name) not in taken]
    return (*medians, *members_of(alone))


def overlay_chart(analyses: Sequence[Analysis], view: View, baseline: int | None, seeds: Request | None) -> Chart:
    """The chart of these runs, or with `seeds` (the request of the analyses) of the medians of those alike but for it.

    `baseline` is one of the analyses. BadOption where they cannot be drawn together.
    """
    if seeds is not None:
        return overlay_of(medians_of(analyses, seeds), view)
    return overlay_of(members_of(analyses), view, baseline)


def baseline_in(members: Sequence[Member], wanted: str) -> int:
    """Which member is meant by its name, the part in which it differs from the others, or its log.

    BadOption where none is, or several are.
    """
    whole = whole_names(members)
    runs = [member.analysis.run for member in members]
    paths = [str(one.source) for one in runs]
    logs = (
        [one.name for one in runs],
        paths,
        [str(one.source.absolute()) for one in runs],
        [one.source.name for one in runs],
    )
    for known in (whole, differing(whole)[0], *logs, [one.source.stem for one in runs]):
        at = [i for i, name in enumerate(known) if name == wanted]
        if len(at) == 1:
            return at[0]
    raise BadOption(f"--baseline: there is no one run {wanted!r}; there are {', '.join(differing(whole)[0])}")
