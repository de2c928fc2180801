"""The command line: arguments in, results on standard output, progress and notices on standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from lossacc_gui.cli.arguments import parser_of
from lossacc_gui.cli.terminal import DONE, UNREADABLE, USAGE, fail, write_whatever_comes
from lossacc_gui.model.errors import BadOption, LossaccError


def main(arguments: Sequence[str] | None, open_window: Callable[[Sequence[str]], int]) -> int:
    """Run one command; returns 0 done, 1 a log could not be read or written, 2 wrong usage.

    `open_window` is what `lossacc open` calls with its paths: this room does not know the window.
    """
    parsed = parser_of(open_window).parse_args(arguments)
    write_whatever_comes(sys.stdout)
    command: Callable[[argparse.Namespace], int] = parsed.command
    try:
        status = command(parsed)
        sys.stdout.flush()
        return status
    except BadOption as error:
        return fail(str(error), USAGE)
    except LossaccError as error:
        return fail(str(error), UNREADABLE)
    except BrokenPipeError:
        # Whoever read our output has what they wanted (`| head`); keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return fail("cancelled", 130)
