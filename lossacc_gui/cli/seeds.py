"""The command `lossacc seeds`: what runs of one configuration come to together."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lossacc_gui.cli.asked import request_of
from lossacc_gui.cli.terminal import DONE, UNREADABLE, ProgressBar, fail, put, say
from lossacc_gui.model.errors import BadOption, UnreadableLog

if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis


def seeds(arguments: argparse.Namespace) -> int:
    """Tell of each configuration with enough runs; the status of an unreadable log where there is none."""
    from lossacc_gui.explain.knowledge import with_causes
    from lossacc_gui.export.files import as_bytes, check_target, write_whole
    from lossacc_gui.triage.reports.seeds import as_json, as_text
    from lossacc_gui.triage.seeds import configurations_of
    from lossacc_gui.use_case import analyze_all

    render = {"json": as_json, "text": as_text}[_form(arguments)]
    inputs = [path for path in arguments.path if not path.is_dir()]
    if arguments.output is not None:
        check_target(arguments.output, overwrite=arguments.overwrite, inputs=inputs)
    request, wrong = request_of(arguments)
    request, _ = with_causes(request)
    analyses: list[Analysis] = []
    errors = 0
    with ProgressBar() as bar:
        for one in analyze_all(arguments.path, request, bar.progress):
            if isinstance(one, UnreadableLog):
                errors += 1
                bar.say(f"{one.path}: {one.sentence}")
            else:
                analyses.append(one)
    found = tuple(configurations_of(analyses, request))
    if not found:
        least = request.options.fewest_seeds
        runs = f"{len(analyses)} run{'' if len(analyses) == 1 else 's'}"
        return fail(
            f"{runs}, and no {least} of them with the same settings but for their seed (fewest_seeds)", UNREADABLE
        )
    if arguments.output is None:
        put(render(found))
    else:
        inputs += [one.run.source for one in analyses]
        write_whole(arguments.output, as_bytes(render(found)), overwrite=arguments.overwrite, inputs=inputs)
        say(f"wrote {arguments.output}")
    return UNREADABLE if errors or wrong else DONE


def _form(arguments: argparse.Namespace) -> str:
    """BadOption where the ending of the output is another one than was asked for."""
    endings = {".json": "json", ".txt": "text"}
    if arguments.output is None:
        return arguments.format or "text"
    by_ending = endings.get(arguments.output.suffix.lower())
    if by_ending is None or arguments.format not in (None, by_ending):
        wanted = arguments.format and next(one for one, form in endings.items() if form == arguments.format)
        raise BadOption(f"-o: {arguments.output} must end in {wanted or '.json or .txt'}")
    return by_ending
