"""What the arguments of a command ask of the analysis."""

from __future__ import annotations

import argparse

from lossacc_gui.cli.terminal import say
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request


def request_of(arguments: argparse.Namespace) -> tuple[Request, bool]:
    """The request, and whether something is wrong with the person's own causes, which is said on standard error."""
    from lossacc_gui.explain.knowledge import with_causes
    from lossacc_gui.readers.mapping import choice_of

    asked = Request(
        options=Options().changed(dict(arguments.option)),
        own_causes=arguments.causes,
        choices=tuple(choice_of(text) for text in arguments.map),
        pairs=tuple(arguments.pair),
        evidence=arguments.evidence,
        checkpoints=arguments.checkpoints,
    )
    request, errors = with_causes(asked)
    for error in errors:
        say(str(error))
    return request, bool(errors)
