"""How figures are wanted: the options that say so, and the look that they come to."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lossacc_gui.cli import kinds
from lossacc_gui.cli.results import settings_of
from lossacc_gui.cli.shared import views
from lossacc_gui.export.look import Look

if TYPE_CHECKING:
    from lossacc_gui.chart import View
    from lossacc_gui.project import Project


def looks(parser: argparse.ArgumentParser) -> None:
    """The options that say how a figure looks; `look_of` reads them."""
    views(parser)
    parser.add_argument(
        "--preset", help="size, font and line widths; a wrong name lists them all; default: screen, neurips in a .zip"
    )
    parser.add_argument("--presets", type=kinds.path, metavar="FILE", help="a TOML file with presets of your own")
    parser.add_argument(
        "--width", type=kinds.positive, metavar="MM", help="width in millimetres instead of the preset's"
    )
    parser.add_argument(
        "--height", type=kinds.positive, metavar="MM", help="height; the captions that do not fit are counted"
    )
    parser.add_argument("--dpi", type=kinds.positive, help="dots per inch of a PNG instead of the preset's")
    parser.add_argument("--font-size", type=kinds.positive, metavar="PT", help="of axes and titles, in points")
    parser.add_argument("--line-width", type=kinds.positive, metavar="PT", help="of a curve, in points")
    parser.add_argument("--palette", help="standard or grey")
    parser.add_argument("--dark", action="store_true", help="light on dark")
    title = parser.add_mutually_exclusive_group()
    title.add_argument("--title", metavar="TEXT", help="over the plot; papers have a caption instead")
    title.add_argument("--no-title", action="store_true", help="no title, where the preset has one")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="PART",
        help="leave out legend, bands, numbers, captions, marks, kept or notes; may be given several times",
    )


def look_of(arguments: argparse.Namespace, *, for_paper: bool, project: Project | None = None) -> Look:
    """How the figures are wanted, in a usual size of screens or of papers; BadOption where that cannot be."""
    from lossacc_gui.export.drawing.style import changed, style_for
    from lossacc_gui.export.presets import known_presets, parts_without

    usual = "neurips" if for_paper else "screen"
    style = style_for(arguments.preset or usual, presets=known_presets(arguments.presets))
    changes: dict[str, Any] = {
        "width_mm": arguments.width,
        "height_mm": arguments.height,
        "dpi": arguments.dpi,
        "font_pt": arguments.font_size,
        "line_pt": arguments.line_width,
        "palette": arguments.palette,
        "dark": arguments.dark or None,
        "heading": arguments.title,
        "title": True if arguments.title else False if arguments.no_title else None,
        "parts": parts_without(arguments.without) if arguments.without else None,
    }
    settings = settings_of(arguments) if arguments.provenance else None
    return Look(view_of(arguments, project), changed(style, **changes), settings)


def view_of(arguments: argparse.Namespace, project: Project | None = None) -> View:
    """What is to be seen of every run: what the arguments say, and with it what the window of a project shows."""
    from lossacc_gui.chart import View

    asked = View(
        smoothing=arguments.smoothing or 0.0,
        log_loss=arguments.log_loss,
        x_range=arguments.range,
        x=arguments.x,
        log_x=arguments.log_x,
        references=arguments.references,
        levels=tuple(arguments.line or ()),
        colours=tuple(arguments.colour or ()),
        trimmed=arguments.ignore_outliers,
    )
    if project is None:
        return asked
    window = project.view
    return replace(
        asked,
        smoothing=window.smoothing if arguments.smoothing is None else arguments.smoothing,
        log_loss=asked.log_loss or window.log_loss,
        x=asked.x or window.x,
        log_x=asked.log_x or window.log_x,
        references=asked.references or window.references,
        trimmed=asked.trimmed or window.trimmed,
        levels=(*window.lines, *asked.levels),
        colours=(*window.colours, *asked.colours),
    )
