"""Takes what a training printed out of what wraps each line: records of Docker and logging services, rows, a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lossacc_gui.language import say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.progress import Progress, part
from lossacc_gui.model.run import Notice
from lossacc_gui.readers.files.source import text_of
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.printed import reader as printed_reader
from lossacc_gui.readers.tables.parsing import parse_table
from lossacc_gui.readers.tables.row_kinds import counts, measures
from lossacc_gui.readers.trees.json_tree import begins_as_json, loads_all

FEWEST = 4  # records, or lines
OF_TABLE = 0.4  # who reads tables is surer of columns that measure
OF_PAGE = 0.55  # in a folder no page is taken for a log by itself
BREAKS = re.compile(r"<(?:br|pre|li)\b", re.IGNORECASE)
QUOTED_FIELD = re.compile(r"[,;\t]\s*\"?[^,;\t\n]*[^\W\d_]{2}[^,;\t\n]*[ :=]\d")  # a message behind a delimiter
NEARLY_ALL = 0.8  # of the records have the text
STAMP = re.compile(  # what a logger writes in each row beside its message: when, and how grave it is
    r"^(?:\S{1,30}[T ])?\d{1,2}:\d{2}\S{0,20}$|^(?:info|debug|trace|notice|warn(?:ing)?|error|critical)$", re.IGNORECASE
)
COLUMN = re.compile(r"[@_]?[^\W\d][^\d,;:=]{0,30}$")
LOOKED_AT_FIRST = 4000  # characters in which messages of a table show
LOOKED_AT = 200  # records that tell which field is the text
FOLDER_NAME = 60  # characters


def sniff(head: Head) -> float:
    """As sure as the printed text would be by itself."""
    printed = _printed(head.text, whole=head.whole)
    if printed is None:
        return 0.0
    certainty = printed_reader.sniff(Head(Path("printed.log"), printed.encode(), head.whole))
    if begins_as_json(head.text.lstrip()):
        return certainty
    return min(certainty, OF_PAGE if BREAKS.search(head.text) else OF_TABLE)


def unpack(path: Path, folder: Path, progress: Progress) -> list[Notice]:
    """Write what was printed into `folder`; UnreadableLog where the records wrap no text."""
    text = text_of(path, part(progress, 0.0, 0.5))
    progress(0.5, "taking lines out of records")
    printed = _printed(text, whole=True)
    if printed is None:
        raise UnreadableLog(path, say("The records of this file hold no text that was printed."))
    folder.mkdir(parents=True)
    (folder / f"{folder.name[:FOLDER_NAME]}.log").write_text(printed, encoding="utf-8")
    return []


def _printed(text: str, *, whole: bool) -> str | None:
    """The lines that a text wraps; None where it wraps none."""
    if begins_as_json(text.lstrip()):
        return _unwrapped(_records(text, whole=whole))
    if BREAKS.search(text) is None:
        return _unwrapped(_rows_with_text(text))
    from lossacc_gui.readers.formats.markup.html_lines import lines_of_page  # here, as few logs are such pages
    from lossacc_gui.readers.kinds.programs import HTML

    if HTML.match(text) is None:
        return _unwrapped(_rows_with_text(text))
    lines = lines_of_page(text)
    return "".join(f"{line}\n" for line in lines) if len(lines) >= FEWEST else None


def _rows_with_text(text: str) -> list[dict[str, Any]]:
    """The rows of a table with named columns in which a program logged messages; none where numbers are measured."""
    start = text[:LOOKED_AT_FIRST]
    if len(QUOTED_FIELD.findall(start)) < FEWEST:
        return []
    table = parse_table(text)
    if table is None or not table.named or not all(map(COLUMN.match, table.header)):
        return []
    stamped = any(all(map(STAMP.search, cells)) for cells in zip(*table.rows[:LOOKED_AT], strict=True))
    if not stamped or counts(table.header) or measures(table.header):
        return []
    return [dict(zip(table.header, row, strict=False)) for row in table.rows]


def _records(text: str, *, whole: bool) -> list[dict[str, Any]]:
    """The records of a text: one a line, which may be a line of a list, or one list in any layout where it is whole."""
    found = list(_by_lines(text))
    if found or not whole:
        return found
    try:
        tree = loads_all(text)
    except ValueError:
        return []
    lists = [tree, *tree.values()] if isinstance(tree, dict) else [tree]
    longest = max((one for one in lists if isinstance(one, list)), key=len, default=[])
    return [one for one in longest if isinstance(one, dict)]


def _by_lines(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        record = line.strip().lstrip("[,").rstrip("],").strip()
        if not record.startswith("{"):
            continue
        try:
            value = json.loads(record)
        except (ValueError, RecursionError):
            return  # a list in another layout, or the torn end of a head
        if isinstance(value, dict):
            yield value


def _unwrapped(records: list[dict[str, Any]]) -> str | None:
    """The texts of the records, a line each at least; None where they have none in common."""
    field = _text_field(records)
    if field is None:
        return None
    texts = (record.get(field) for record in records)
    return "".join(text if text.endswith(("\n", "\r")) else f"{text}\n" for text in texts if isinstance(text, str))


def _text_field(records: list[dict[str, Any]]) -> str | None:
    """The field in which nearly all records have a text of several words: of several the longest."""
    if len(records) < FEWEST:
        return None
    looked = records[:LOOKED_AT]
    lengths: dict[str, int] = {}
    there: dict[str, int] = {}
    for record in looked:
        for name, text in record.items():
            if isinstance(text, str):
                there[name] = there.get(name, 0) + 1
                lengths[name] = lengths.get(name, 0) + (len(text) if " " in text.strip() else 0)
    usual = [name for name in lengths if there[name] >= NEARLY_ALL * len(looked) and lengths[name]]
    return max(usual, key=lengths.__getitem__, default=None)
