"""Finds the tables of a LaTeX document."""

from __future__ import annotations

import re

TABLE = re.compile(r"\\begin\{(?P<kind>tabular|longtable|tabularx|array)(?P<star>\*?)\}")
COMMENT = re.compile(r"(?<!\\)%.*")
ROW_ENDS = re.compile(r"\\\\(?:\[[^\]\n]*\])?|\\tabularnewline\b")
CELL_ENDS = re.compile(r"(?<!\\)&")
LINES = re.compile(r"\\(?:toprule|midrule|bottomrule|hline|endhead|endfirsthead|endfoot|endlastfoot)\b")
LINE_PARTS = re.compile(
    r"\\(?:cmidrule|cline)(?:\([^)\n]*\))?\{[^}\n]*\}|\\(?:addlinespace|specialrule)(?:\[[^\]\n]*\])?"
)
SPANS = re.compile(r"\\multicolumn\{(?P<count>\d{1,2})\}\{[^}\n]*\}\{(?P<text>.*)\}\s*$", re.DOTALL)
ARGUMENT = re.compile(r"\\[A-Za-z]+\*?\{([^{}]*)\}")
COMMAND = re.compile(r"\\[A-Za-z]+\*?")
SIGNS = (
    ("\\%", "%"),
    ("\\_", "_"),
    ("\\&", "&"),
    ("\\#", "#"),
    ("$\\pm$", "±"),
    ("\\pm", "±"),
    ("~", " "),
    ("\\,", ""),
    ("--", "-"),
)
LONGEST_ARGUMENTS = 500  # characters that say how columns look
INNERMOST = 8  # commands within each other in a cell


def latex_tables(text: str) -> list[list[tuple[int, list[str]]]]:
    """(line, cells) of each row of each table, without what says how they look.

    A table that breaks off has the rows that are whole; one within another is a part of its cell.
    """
    tables = []
    done = 0
    for begins in TABLE.finditer(text) if ROW_ENDS.search(text) else ():
        if begins.start() < done:
            continue
        done = text.find(f"\\end{{{begins['kind']}{begins['star']}}}", begins.end())
        if done < 0:
            done = max(text.rfind("\\\\"), begins.end())
        body = COMMENT.sub("", _without_columns(text[begins.end() : done]))
        tables.append(_rows(body, text.count("\n", 0, done) - body.count("\n") + 1))
    return tables


def _without_columns(body: str) -> str:
    """What follows the arguments of \\begin: {lrr}, [t], {\\linewidth}, with the line ends that were in them."""
    at = 0
    while (start := len(body) - len(body[at:].lstrip(" "))) < len(body) and body[start] in "[{":
        depth, at = 0, start
        for at in range(start, min(len(body), LONGEST_ARGUMENTS)):
            depth += (body[at] in "[{") - (body[at] in "]}")
            if depth == 0:
                break
        at += 1
    return body[at:]


def _rows(body: str, line: int) -> list[tuple[int, list[str]]]:
    rows = []
    for row in ROW_ENDS.split(body):
        plain = LINE_PARTS.sub("", LINES.sub("", row))
        cells = [part for cell in CELL_ENDS.split(plain) for part in _cells(cell)]
        if any(cells):
            rows.append((line + plain[: len(plain) - len(plain.lstrip())].count("\n"), cells))
        line += row.count("\n")
    return rows


def _cells(cell: str) -> list[str]:
    """The text of a cell, and blanks for the columns that it spans besides."""
    spans = SPANS.search(cell)
    if spans is None:
        return [_plain(cell)]
    return [_plain(spans["text"])] + [""] * (int(spans["count"]) - 1)


def _plain(text: str) -> str:
    for written, sign in SIGNS:
        text = text.replace(written, sign)
    for _ in range(INNERMOST):
        text, found = ARGUMENT.subn(r"\1", text)
        if not found:
            break
    return " ".join(COMMAND.sub("", text).replace("$", "").replace("{", "").replace("}", "").split())
