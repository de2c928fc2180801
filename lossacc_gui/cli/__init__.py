"""The command line: arguments in, results on standard output, progress and notices on standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from lossacc_gui.cli.arguments import parser_of
from lossacc_gui.cli.terminal import DONE, UNREADABLE, USAGE, fail, put, sentence_of, write_in_utf8
from lossacc_gui.model.errors import BadOption, LossaccError


def main(arguments: Sequence[str] | None, open_window: Callable[[Sequence[str]], int]) -> int:
    """Run one command; returns 0 done, 1 a log could not be read or written, 2 wrong usage.

    `open_window` is what `lossacc open` calls with its paths: this room does not know the window.
    """
    write_in_utf8()
    try:
        try:
            parsed = parser_of(open_window).parse_args(arguments)
        except SystemExit:
            put("")  # --help and --version may still be in the buffer
            raise
        command: Callable[[argparse.Namespace], int] = parsed.command
        return command(parsed)
    except BadOption as error:
        return fail(str(error), USAGE)
    except LossaccError as error:
        return fail(sentence_of(error), UNREADABLE)
    except BrokenPipeError:
        return DONE  # whoever read our output has what they wanted (`| head`)
    except Exception as error:  # noqa: BLE001 - nobody expected it: a sentence and a report tell more than a traceback
        from lossacc_gui.troubles import reported

        report = reported(error, f"Running lossacc {' '.join(map(str, sys.argv[1:]))}")
        send = f" The report {report} tells where; please send it to us." if report is not None else ""
        return fail(f"this is an error in lossacc ({type(error).__name__}: {error}).{send}", UNREADABLE)
    except KeyboardInterrupt:
        return fail("cancelled", 130)
