"""What the window's command line asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from lossacc_gui import __version__
from lossacc_gui.gui.look.theme import ThemeChoice
from lossacc_gui.language import Language

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Arguments:
    """What the command line asks for; argparse is imported only when it asks for something."""

    path: Sequence[str] = ()
    evidence: Path | Literal["auto"] | None = None
    theme: str | None = None
    language: str | None = None
    screenshot: Path | None = None
    size: tuple[int, int] = (1440, 900)
    event: int | None = None
    new_window: bool = False
    triage: bool = False


def parsed(arguments: Sequence[str]) -> Arguments:
    """What these words ask for; help, the version and wrong words end the program."""
    return parser().parse_args(list(arguments), Arguments()) if arguments else Arguments()


def parser() -> ArgumentParser:
    """Knows every option."""
    import argparse

    made = argparse.ArgumentParser(
        prog="lossacc-gui",
        description="Opens training logs in a window. The same analysis on the command line: lossacc.",
    )
    made.add_argument("path", nargs="*", help="logs and folders to open")
    made.add_argument(
        "--evidence",
        type=lambda text: "auto" if text == "auto" else Path(text),
        metavar="FILE|auto",
        help="the run's own predictions; auto takes predictions.npz, .csv or .parquet beside each log",
    )
    made.add_argument("--theme", choices=[choice.value for choice in ThemeChoice], help="light, dark or the system's")
    made.add_argument("--language", choices=[one.value for one in Language], help="English, German or the system's")
    made.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="open, save a picture of the window, and end; needs no screen"
    )
    made.add_argument("--size", type=_size, default=Arguments().size, metavar="WxH", help="size of the picture")
    made.add_argument("--event", type=int, metavar="N", help="select this event for the picture")
    made.add_argument(
        "--new-window", action="store_true", help="a window of its own, where one is open that would take the logs"
    )
    made.add_argument(
        "--triage",
        action="store_true",
        help="every run under the paths in a table, the most harmed first; without a path asks for a folder",
    )
    made.add_argument("--version", action="version", version=f"lossacc {__version__}")
    return made


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.partition("x")
    if not cross:
        raise ValueError(f"expected WIDTHxHEIGHT, found {text!r}")
    return int(width), int(height)
