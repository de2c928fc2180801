"""Says what a file is that no reader can read, and whether it looks as if it was meant as a log."""

from __future__ import annotations

import re

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.json_tree import loads
from lossacc_gui.readers.reader import Head
from lossacc_gui.readers.siblings import is_metric

MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "This is a PNG image, not a log."),
    (b"\xff\xd8\xff", "This is a JPEG image, not a log."),
    (b"GIF8", "This is a GIF image, not a log."),
    (b"%PDF", "This is a PDF document, not a log."),
    (b"\x89HDF\r\n", "This is an HDF5 file, probably a saved model, not a log."),
    (b"\x7fELF", "This is a program, not a log."),
    (b"SQLite format 3\0", "This is an SQLite database, not a log."),
    (b"PK\x03\x04", "This is a zip archive that does not hold exactly one log."),
    (b"Rar!", "This is a RAR archive, not a log."),
    (b"7z\xbc\xaf", "This is a 7z archive; unpack it first."),
    (b"\xd0\xcf\x11\xe0", "This is an old Office document; save the table as CSV."),
)
LOG_SUFFIXES = (".csv", ".tsv", ".log", ".jsonl", ".ndjson")
DATA_SUFFIXES = (
    "",
    ".json",
    ".txt",
    ".pkl",
    ".pickle",
    ".npy",
    ".out",
    ".gz",
    ".bz2",
    ".xz",
    ".zip",
    ".parquet",
    ".xlsx",
    ".dat",
    ".history",
)
LOG_WORDS = re.compile(
    r"log(?!o|ic|in)|hist|metric|loss|acc(?!e)|train(?!er_utils|ing_args|er\.)|result|eval|tfevents|trainer_state|progress|stdout|scalars|nohup|output",
    re.IGNORECASE,
)
NO_LOG_WORDS = re.compile(
    r"requirements|readme|licen[sc]e|catalog|changelog|config|tokenizer|vocab|dialog|args", re.IGNORECASE
)
SOURCE_LINE = re.compile(
    r"^\s*(import \w|from \w[\w.]* import |def \w+\(|class \w+[(:]|#include |package \w|using namespace )", re.MULTILINE
)
SOURCE_SHARE = 0.15  # share of lines that begin as code does in a program; a log may quote some
JUDGED = 20_000  # characters
BARE_NUMBER = re.compile(r"^\s*[-+]?\d+\.\d+\s*$", re.MULTILINE)
MANY_BARE = 3  # lines of a number alone that make a text one that does not name what it counts
HTML = re.compile(r"^\s*<(!doctype|html|\?xml|svg)", re.IGNORECASE)


def refused(head: Head) -> UnreadableLog:
    """The error for a file that no reader recognises, with the plainest true reason."""
    reason, advice = _reason(head)
    return UnreadableLog(head.path, reason, advice=advice)


def _reason(head: Head) -> tuple[str, str]:
    data = head.data
    if not data:
        return "The file is empty.", ""
    for magic, reason in MAGICS:
        if data.startswith(magic):
            return reason, ""
    text = head.text or (data.decode("utf-8", errors="ignore") if head.whole else "")
    if text.startswith("version https://git-lfs"):
        return "This is a Git LFS pointer, the log itself was not downloaded.", "Run `git lfs pull` where it came from."
    if not head.text:
        return "The file holds binary data in no known log format.", ""
    return _reason_of_text(text)


def _reason_of_text(text: str) -> tuple[str, str]:
    start = text.lstrip()
    if HTML.match(start):
        return "This is a web page or an XML file, not a log.", "Download the raw file instead of its page."
    reasons = (
        (not start, "The file holds nothing but blank space."),
        ("Traceback (most recent call last)" in text, "This is the error message of a Python program, not a log."),
        (_is_summary(start), "This JSON file holds one value a metric, the summary of a run, not its history."),
        (start[:1] in ("{", "["), "This JSON file holds no training history that is recognised."),
        (is_no_log(text), "This is source code, not a log."),
        (not any(c.isdigit() for c in text), "There are no numbers in this file."),
        (
            len(BARE_NUMBER.findall(text[:JUDGED])) >= MANY_BARE,
            "The numbers in this text have no names, so it does not tell what they measure.",
        ),
    )
    for applies, reason in reasons:
        if applies:
            return reason, ""
    return "No known log format is recognised in this file.", "`lossacc formats` lists what can be read."


def _is_summary(text: str) -> bool:
    """Whether a JSON text is a dictionary of single values with metrics among them."""
    if not text.startswith("{"):
        return False
    try:
        tree = loads(text)
    except ValueError:
        return False
    return isinstance(tree, dict) and any(is_metric(str(k)) and isinstance(v, int | float) for k, v in tree.items())


def is_no_log(text: str) -> bool:
    """Whether a text is plainly something else: a web page or a program."""
    lines = text[:JUDGED].count("\n") + 1
    return HTML.match(text) is not None or len(SOURCE_LINE.findall(text[:JUDGED])) > SOURCE_SHARE * lines


def seems_a_log(head: Head) -> bool:
    """Whether a file that nobody reads was meant as a log, judged by its name; in a folder others are passed over."""
    name, suffix = head.path.name, head.path.suffix.lower()
    if NO_LOG_WORDS.search(name):
        return False
    if "tfevents" in name or suffix in LOG_SUFFIXES:
        return True
    return suffix in DATA_SUFFIXES and LOG_WORDS.search(name) is not None
