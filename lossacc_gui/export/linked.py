"""A report in Markdown, which can hold no chart, with a picture of each run beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from lossacc_gui.chart import chart_of
from lossacc_gui.export.figure import svg_of
from lossacc_gui.export.files import as_bytes
from lossacc_gui.export.html import EXPORTER as PAGE
from lossacc_gui.export.html import style_in_page
from lossacc_gui.export.look import Look
from lossacc_gui.export.markdown import as_markdown
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import UnreadableLog


def linked_markdown(
    target: Path, analyses: Sequence[Analysis], errors: Sequence[UnreadableLog], look: Look
) -> dict[Path, bytes]:
    """The contents of the files: the chart of each run as an SVG, called after `target`, and that, which links them.

    BadOption where the views show a part of x in which none of the runs has anything.
    """
    PAGE.check_part(analyses, look)
    ends = [f"-{number}.svg" for number in range(1, len(analyses) + 1)] if len(analyses) > 1 else [".svg"]
    names = [target.with_name(f"{target.stem}{end}") for end in ends]
    files = {
        name: as_bytes(svg_of(chart_of(one, look.view_of(one)), style_in_page(look, one)))
        for name, one in zip(names, analyses, strict=False)
    }
    return {**files, target: as_bytes(as_markdown(analyses, errors, look, [quote(name.name) for name in files]))}
