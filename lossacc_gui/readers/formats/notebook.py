"""Takes what the cells of a Jupyter notebook printed apart, a file for each cell with a training in it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import Notice
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.printed import CLEAR
from lossacc_gui.readers.printed import reader as printed_reader
from lossacc_gui.readers.tables.row_kinds import counts, measures
from lossacc_gui.readers.trees.json_tree import load_json

CERTAIN = 0.97
LIKELY = 0.64  # in a folder of other files a notebook that shows no training at its beginning is passed over
START = re.compile(r'\{\s*"(cells|metadata|nbformat)"\s*:')
PRINTED = re.compile(r"\bloss\b\W{1,5}\d", re.IGNORECASE)
CELL = re.compile(r"<t[hd]\b[^<>]*>", re.IGNORECASE)
END_OF_CELL = re.compile(r"</t[hd]>", re.IGNORECASE)
END_OF_ROW = re.compile(r"</tr>", re.IGNORECASE)
MARKUP = re.compile(r"<[^<>]*>")
LARGEST_HTML = 2 << 20  # characters; a table of results has some thousand


def sniff(head: Head) -> float:
    """Certain where there are cells with a training printed in them, else rather sure of a notebook at all."""
    text = head.text.lstrip() or head.data.decode("utf-8", errors="ignore").lstrip()  # a picture may be one long line
    if not START.match(text) or ('"cell_type"' not in text and head.whole):
        return 0.0
    return CERTAIN if '"output_type"' in head.text and PRINTED.search(head.text) else LIKELY


def unpack(notebook: Path, folder: Path, progress: Progress) -> list[Notice]:
    """Write what each cell printed of a training into `folder`; UnreadableLog where none did."""
    tree = load_json(notebook, progress)
    cells = tree.get("cells") if isinstance(tree, dict) else None
    if not isinstance(cells, list):
        raise UnreadableLog(notebook, say("This notebook has no cells."))
    folder.mkdir(parents=True)
    written = 0
    for i, cell in enumerate(cells, start=1):
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        found = [output for output in outputs if isinstance(output, dict)] if isinstance(outputs, list) else []
        name = f"{folder.name[:60]} output of cell {i}"
        printed = "".join(_text(output.get("text")) for output in found)
        if printed_reader.sniff(Head(folder / f"{name}.txt", printed.encode())) >= CLEAR:
            (folder / f"{name}.txt").write_text(printed, encoding="utf-8")
            written += 1
        for k, rows in enumerate(_tables(found), start=1):
            with (folder / f"{name} table {k}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
            written += 1
    if not written:
        reason = say("No cell of this notebook has a training among its saved outputs.")
        raise UnreadableLog(notebook, reason, advice=say("Run it and save it, or open the log that it writes."))
    return []


def _tables(outputs: list[dict[str, Any]]) -> Iterator[list[list[str]]]:
    """The tables in HTML that count epochs or steps and measure something, as fastai and Hugging Face show them."""
    for output in outputs:
        data = output.get("data")
        html = _text(data.get("text/html")) if isinstance(data, dict) else ""
        if "<table" in html and len(html) <= LARGEST_HTML:
            rows = [_cells(row) for row in END_OF_ROW.split(html)[:-1]]
            if len(rows) > 1 and counts(rows[0]) and measures(rows[0]):
                yield rows


def _cells(row: str) -> list[str]:
    """The texts of a row's cells."""
    inner = (CELL.split(cell)[-1] for cell in END_OF_CELL.split(row)[:-1])
    return [unescape(MARKUP.sub("", cell)).strip() for cell in inner]


def _text(found: object) -> str:
    """A text of a notebook: a string, or a list of lines."""
    if isinstance(found, list):
        return "".join(line for line in found if isinstance(line, str))
    return found if isinstance(found, str) else ""
