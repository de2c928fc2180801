"""What the arguments of a command ask of the analysis."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.cli.terminal import ProgressBar, tell
from lossacc_gui.language import say
from lossacc_gui.model import endings
from lossacc_gui.model.errors import BadOption, UnreadableLog
from lossacc_gui.model.request import Request
from lossacc_gui.numerals import counted_text

if TYPE_CHECKING:
    from lossacc_gui.project import Project


def on_this_machine(asked: Sequence[Path | str]) -> list[Path]:
    """The paths among paths and addresses; no copy of an address is where anybody writes to."""
    return [one for one in asked if isinstance(one, Path)]


def logs_here(asked: Sequence[Path | str]) -> tuple[list[Path], list[UnreadableLog]]:
    """The paths, and copies of what lies at the addresses among them, and the files there that could not be had.

    LossaccError where an address cannot be had.
    """
    found: list[Path] = []
    failed: list[UnreadableLog] = []
    for one in asked:
        if isinstance(one, Path):
            found.append(one)
            continue
        from lossacc_gui.remote import copied, without_password

        with ProgressBar() as bar:
            copy = copied(one, bar.progress)
        left = f", {copy.left:,} left there (saved models and the like)" if copy.left else ""
        files = counted_text(copy.files, "file")
        tell(f"{without_password(one)}: {files}, {copy.copied:,} of them copied now{left}; here as {copy.path}.")
        found.append(copy.path)
        failed += copy.failed
    return found, failed


def project_of(paths: list[Path]) -> Project | None:
    """The project that is asked for, None where logs are; BadOption where both are, or several projects."""
    projects = [path for path in paths if path.suffix.lower() == endings.PROJECT]
    if not projects:
        return None
    from lossacc_gui.project import read_project

    if len(paths) > 1:
        raise BadOption(
            say("{projects} is a project: it names its own logs, so it is given alone", projects=projects[0])
        )
    project = read_project(projects[0])
    if project.notice:
        tell(f"{projects[0]}: {project.notice}")
    return project


def request_of(arguments: argparse.Namespace, project: Project | None = None) -> tuple[Request, bool]:
    """The request, and whether something is wrong with the person's own causes, which is said on standard error.

    What the arguments say comes before what the project says.
    """
    from lossacc_gui.explain.knowledge import with_causes
    from lossacc_gui.readers.mapping import choice_of

    kept = Request() if project is None else project.request
    asked = replace(
        kept,
        options=kept.options.changed(dict(arguments.option)),
        own_causes=arguments.causes or kept.own_causes,
        choices=(*kept.choices, *(choice_of(text) for text in arguments.map)),
        pairs=tuple(arguments.pair) or kept.pairs,
        pairs_of=() if arguments.pair else kept.pairs_of,
        evidence=arguments.evidence or kept.evidence,
        checkpoints=arguments.checkpoints or kept.checkpoints,
    )
    request, errors = with_causes(asked)
    for error in errors:
        tell(str(error))
    return request, bool(errors)
