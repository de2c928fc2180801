"""All commands of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from lossacc_gui.cli.analyze import add_analyze
from lossacc_gui.cli.compare import add_compare
from lossacc_gui.cli.figures import add_export
from lossacc_gui.cli.reports import add_report
from lossacc_gui.cli.seeds import add_seeds
from lossacc_gui.cli.shared import Parser, command, evidence_option
from lossacc_gui.cli.terminal import put
from lossacc_gui.cli.told import add_told
from lossacc_gui.cli.triage import add_triage


def parser_of(open_window: Callable[[Sequence[str]], int]) -> argparse.ArgumentParser:
    """All commands; `open_window` runs the last of them."""
    parser = argparse.ArgumentParser(
        prog="lossacc",
        description="Shows where the loss and the accuracy of a training run part, and explains why.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="the version, and those of what it is made of")
    group = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)

    add_analyze(group)
    add_export(group)
    add_report(group)
    add_triage(group)
    add_compare(group)
    add_seeds(group)
    add_told(group)
    command(
        group,
        "open",
        lambda arguments: open_window(_window_arguments(arguments)),
        "the window (the same as lossacc-gui)",
        "lossacc open history.csv\n  lossacc open history.csv --evidence auto",
        _window_options,
    )
    return parser


def _window_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="*", help="logs and folders to open")
    evidence_option(parser)


class _Version(argparse.Action):
    """Tells the versions, which are looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print them and end."""
        from lossacc_gui.licences import versions

        put(versions())
        parser.exit()


def _window_arguments(arguments: argparse.Namespace) -> list[str]:
    evidence = [] if arguments.evidence is None else ["--evidence", str(arguments.evidence)]
    return [*arguments.path, *evidence]
