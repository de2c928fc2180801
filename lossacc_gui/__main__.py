"""Arguments to the window or to the command line; the only place that knows both."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence

_SELDOM = (200_000, 20, 100)
"""When a command looks for garbage: what it imports is none, and looking as often as usual takes a twentieth of it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The window: `lossacc-gui PATH...` and `python -m lossacc_gui PATH...`."""
    _be_a_process()
    gc.disable()  # a tenth of the start, and imports leave nothing to collect; from then on the window sees to it
    try:
        from lossacc_gui.gui.program.app import main as open_window
    except ImportError:
        from lossacc_gui.system.missing import told_missing

        missing = told_missing(("offscreen", "xcb"))
        if missing is None:
            raise
        sys.stderr.write(f"lossacc-gui: {missing}\n")
        return 2

    return open_window(list(sys.argv[1:] if arguments is None else arguments))


def command_line(arguments: Sequence[str] | None = None) -> int:
    """The command line: `lossacc COMMAND ...`; its `open` is the window."""
    _be_a_process()
    gc.set_threshold(*_SELDOM)
    atexit.register(gc.freeze)  # or it looks twice through all there is before it throws it away
    from lossacc_gui.cli import main as run_command

    return run_command(arguments, open_window=main)


def _be_a_process() -> None:
    """Where a frozen program has started itself as one of its own processes, be that and end.

    numpy's OpenBLAS gets one thread: our matrices are small, and its other threads, one for each core, take more of the
    processor while they wait for work than numpy's import does.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()


if __name__ == "__main__":
    sys.exit(main())
