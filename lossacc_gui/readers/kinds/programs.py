"""Tells programs from what programs print, by their lines."""

from __future__ import annotations

import re
from collections import Counter

from lossacc_gui.readers.head import Head
from lossacc_gui.readers.tables.beginnings import common_head

SOURCE_LINE = re.compile(
    r"^[ \t]*(import \w|from \w[\w.]* import |def \w+\(|class \w+(?:\(|:\s*$)|#include |package \w|using namespace "
    r"|export (default |async )?(function|class|const) )",
    re.MULTILINE,
)
STATEMENT = re.compile(  # a line that no training prints: it ends as a statement does, comments, assigns or calls
    r"[;{}\\]\s*$|^\s*(?:#|//|/\*|--(?!-)|%|\"\"\"|'''|return\b|if\b|for\b|while\b|else\b|end\b|const\b|let\b|var\b|print|puts\b|require)"
    r"|^\s*[A-Za-z_][\w.$]*(?:\[[^\]\n]*\])?\s*(?::?=|<-)|^\s*[A-Za-z_][\w.$]*\(.*\),?\s*$",
    re.MULTILINE,
)
PRINTS = re.compile(  # a call that prints, with what it prints in quotes
    r"^[^\n'\"]{0,200}\b(?:print\w*|fprintf|println!?|puts|echo|cout|cat|log\w*\.\w+|console\.log)[ \t]*[(<!]+"
    r"[^\n]{0,200}['\"]",
    re.MULTILINE,
)
CODE_LINE = re.compile(  # a line that only programs have, whatever is printed beside them
    rf"{SOURCE_LINE.pattern}|{PRINTS.pattern}"
    r"|^[ \t]*(?:if|for|while|elif|else|try|with|except)\b[^\n]*[:{][ \t]*$|^[ \t]*return\b"
    r"|^[ \t]*[A-Za-z_][\w.\[\], ]*(?:[-+*/]|<)?=[^=\n]*[A-Za-z_][\w.\])]*\("
    r"|^[ \t]*[A-Za-z_][\w.]*\([^\n]*\);?[ \t]*$|^[ \t]*[{}]+;?[ \t]*$"
)
LONGEST_CODE = 300  # characters of a line in which that shows
OFTEN = 3  # lines that are alike but for their digits were printed
FRACTION = re.compile(r"\d\.\d")
DIGITS = re.compile(r"\d+")
CODE_SHARE = 0.6  # share of lines that only programs have in a program, where there are words for the other lines
SOURCE_SHARE = 0.15  # share of lines that begin as code does in a program; a log may quote some
HTML = re.compile(r"^\s*<(!doctype|html|\?xml|svg)", re.IGNORECASE)
CODE = frozenset(
    {".py", ".sh", ".c", ".h", ".cpp", ".js", ".ts", ".java", ".rs", ".go", ".sql", ".r", ".m", ".jl", ".rb"}
)
JUDGED = 20_000  # characters
PLACE = re.compile(
    r"^(?P<place>[\w./\\-]+\.(?:py|sh|c|cc|h|cpp|js|ts|java|rs|go|sql|r|m|jl|rb|ipynb):\d+)[:-]", re.MULTILINE
)
PASSED = re.compile(  # but not: 12 s passed
    r"\b(?:PASS(?:ED)?|FAIL(?:ED)?|XFAIL|SKIPPED)\b|\b(?:Passed|Failed)\s+[\d.]+ sec\b"
    r"|(?:\.{3}|[=\d]\s)\s*(?:ok|OK)\s*$|^(?:not )?ok \d+\b",
    re.MULTILINE,
)
OF_FAILURES = re.compile(  # below which a runner of tests shows what those that failed were given, and came to
    r"^=+ (?:FAILURES|ERRORS) =+$|^={9,}\n(?:FAIL|ERROR): |^failures:$|^\s*● |^[─-]+ (?:stdout|Failed Tests)\b",
    re.MULTILINE,
)
FEWEST_TESTS, MOST_TESTS = 3, 0.5  # lines, and share of those with numbers
FEWEST_PLACES, MOSTLY = 3, 0.9  # places, and share of them that come once


def is_no_log(text: str) -> bool:
    """Whether a text is plainly something else: a web page or a program."""
    lines = text[:JUDGED].count("\n") + 1
    return (
        HTML.match(text) is not None
        or _lists_places(text[:JUDGED], lines)
        or len(SOURCE_LINE.findall(text[:JUDGED])) > SOURCE_SHARE * lines
    )


def is_of_tests(text: str) -> bool:
    """Whether most lines with numbers say that a test passed, or failed, before it is shown why some did."""
    if PASSED.search(text, 0, JUDGED) is None:
        return False
    lines = OF_FAILURES.split(text[:JUDGED], maxsplit=1)[0].splitlines()
    told = [line for line in lines if DIGITS.search(line)]
    return len(told) >= FEWEST_TESTS and MOST_TESTS * len(told) <= sum(PASSED.search(line) is not None for line in told)


def _lists_places(text: str, lines: int) -> bool:
    """Whether most lines tell places in programs, as a search or a linter does; what a logger prints has few places."""
    places = PLACE.findall(text) if ":" in text else []
    return len(places) >= FEWEST_PLACES and 2 * len(places) > lines and len(set(places)) >= MOSTLY * len(places)


def without_program(text: str) -> str:
    """The text with the lines of a program made blank, where nearly all of it is one; else the text as it is.

    A log may show a statement or two, of a notebook or of what went wrong; what a program prints it only announces.
    """
    if PRINTS.search(text, 0, JUDGED) is None or SOURCE_LINE.search(text, 0, JUDGED) is None:
        return text
    lines = text.split("\n")
    shapes = [DIGITS.sub("0", line[:LONGEST_CODE]) for line in lines]
    often = Counter(shapes)
    code = [
        CODE_LINE.match(line[:LONGEST_CODE]) is not None
        and not (often[shape] >= OFTEN and FRACTION.search(line, 0, LONGEST_CODE))
        for line, shape in zip(lines, shapes, strict=True)
    ]
    if sum(code) < CODE_SHARE * sum(line.strip() != "" for line in lines):
        return text
    return "\n".join("" if is_code else line for is_code, line in zip(code, lines, strict=True))


def is_source(head: Head) -> bool:
    """Whether a file that is called a program is one: what a program printed may be called so, or be its comment."""
    if head.path.suffix.lower() not in CODE:
        return False
    mark = common_head(head.text)
    if mark is not None and all(mark.match(line) for line in head.text.splitlines() if line.strip()):
        return False
    return STATEMENT.search(head.text) is not None or SOURCE_LINE.search(head.text) is not None
