"""The arguments that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, TypeAlias

from lossacc_gui.cli import kinds


class Parser(argparse.ArgumentParser):
    """A parser that gets its arguments when it is asked, by `fill`: of a dozen commands only one is."""

    fill: Callable[[argparse.ArgumentParser], None] | None = None

    def get_arguments(self) -> None:
        """Get them now, if they are not there."""
        if self.fill is not None:
            fill, self.fill = self.fill, None
            fill(self)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse has it, with the arguments."""
        self.get_arguments()
        return super().parse_known_args(args, namespace)


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
"""What commands are added to."""


def command(
    group: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    examples: str,
    fill: Callable[[argparse.ArgumentParser], None] | None = None,
) -> None:
    """A command that is done by `run`; `summary` begins with a small letter, `examples` are lines.

    `fill` gives it its arguments.
    """
    parser = group.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=f"examples:\n  {examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=run)
    parser.fill = fill


def views(parser: argparse.ArgumentParser) -> None:
    """What is seen of a run."""
    parser.add_argument(
        "--smoothing",
        type=kinds.smoothing,
        metavar="S",
        help="a weight from point to point, 0 (off) .. 0.99; a stretch of steps, as 500, or of the run, as 1%%;"
        " median:500 and median:1%% take the median around each point",
    )
    parser.add_argument("--log-loss", action="store_true", help="logarithmic loss axis")
    parser.add_argument(
        "--x",
        default="",
        metavar="AXIS",
        help="epoch, step, time, wall, row, or a metric that only rises; a wrong one lists what the log tells",
    )
    parser.add_argument("--log-x", action="store_true", help="logarithmic x axis")
    parser.add_argument(
        "--ignore-outliers", action="store_true", help="fit the y axes to all but outliers, which are counted"
    )
    parser.add_argument(
        "--references", action="store_true", help="the levels that the loss can stand on, as guessing among so many"
    )
    parser.add_argument(
        "--line",
        action="append",
        type=kinds.level,
        metavar="AXIS=LEVEL[:TEXT]",
        help="a dotted line of your own (loss=0.69:chance, accuracy=76%%:baseline); may be given several times",
    )
    parser.add_argument(
        "--colour",
        action="append",
        type=kinds.colour,
        metavar="NAME=#RRGGBB",
        help="a colour of your own for a metric (val_loss=#d55e00), in an overlay for a run; may be given often",
    )
    parser.add_argument(
        "--range", type=kinds.stretch, metavar="A:B", help="show only A to B of the x axis (of times: seconds)"
    )
    parser.add_argument("--provenance", action="store_true", help="a last line with file, version and settings")


def evidence_option(parser: argparse.ArgumentParser) -> None:
    """The run's own predictions."""
    parser.add_argument(
        "--evidence",
        type=kinds.evidence,
        metavar="FILE|auto",
        help="the run's own predictions; auto takes predictions.npz, .csv or .parquet beside each log",
    )


def metric_option(parser: argparse.ArgumentParser) -> None:
    """Which curves are drawn."""
    parser.add_argument(
        "--metric",
        action="append",
        metavar="NAME",
        help="draw this metric (loss:val: that of a split), and only those named so; default: the main loss and"
        " accuracy of each split",
    )


def one_run(parser: argparse.ArgumentParser) -> None:
    """Which run is meant, without which of its events, and what a person noted about it."""
    parser.add_argument("--run", metavar="NAME", help="which run of a log that holds several")
    parser.add_argument(
        "--dismiss",
        type=kinds.event,
        action="append",
        default=[],
        metavar="N",
        help="leave out event N, as it is numbered without this; may be given several times",
    )
    parser.add_argument(
        "--note",
        type=kinds.note,
        action="append",
        default=[],
        metavar="PLACE=TEXT",
        help="a note of your own: 12=TEXT, 12:15=TEXT, or =TEXT for the whole run; may be given several times",
    )


def means_one(arguments: argparse.Namespace) -> bool:
    """Whether an option of `one_run` is given."""
    return bool(arguments.run is not None or arguments.dismiss or arguments.note)


def common(parser: argparse.ArgumentParser) -> None:
    """How logs are read and analysed."""
    evidence_option(parser)
    parser.add_argument("--overwrite", action="store_true", help="replace FILE when it exists")
    parser.add_argument("--causes", type=kinds.path, metavar="DIR", help="a folder of your own causes, read as well")
    parser.add_argument(
        "--checkpoints",
        type=kinds.path,
        metavar="DIR",
        help="where saved models lie, if not beside the log; a folder in it called as the run or log has its own",
    )
    parser.add_argument(
        "--option",
        type=kinds.setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a threshold; `lossacc options` lists them",
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="METRIC=QUANTITY[:SPLIT]",
        help="what a metric of the log means, as in val_f1=accuracy:val; as epoch or step it becomes the x axis; "
        "of several called loss, loss#2 is the second",
    )
    parser.add_argument(
        "--pair",
        action="append",
        default=[],
        metavar="LOSS:ACCURACY",
        help="relate these two metrics, as in val_loss:val_f1, before all others",
    )
