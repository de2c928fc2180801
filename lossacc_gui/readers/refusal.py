"""Says what a file is that no reader can read, and whether it looks as if it was meant as a log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from lossacc_gui.language import SILENCE, Said, say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.verdict import State
from lossacc_gui.readers.beginnings import common_head
from lossacc_gui.readers.cells import number
from lossacc_gui.readers.database_tables import may_hold_runs
from lossacc_gui.readers.json_tree import begins_as_json, loads
from lossacc_gui.readers.reader import Head
from lossacc_gui.readers.siblings import is_metric
from lossacc_gui.readers.table import Table
from lossacc_gui.readers.things import compares_settings, counts, holds_predictions, measures, names_things
from lossacc_gui.readers.yaml_history import BrokenYaml, NoPyYaml, whole_yaml

INSTEAD = say("Open the log that the training wrote: a CSV, JSON, text or event file.")
FORMATS = say("`lossacc formats` lists what can be read.")
PREDICTED = say("This file holds a model's predictions, not a log.")
EVIDENCE = say("Open the log, and give this file with --evidence (in the window: File > Open Predictions).")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file that is never a log, by the bytes that it has `at` an offset."""

    mark: bytes
    what: Said
    at: int = 0
    advice: Said = INSTEAD
    unless: Callable[[bytes], bool] = lambda _: False  # whether its first bytes may be of a log all the same


SAVED_MODEL = say("a saved model")
CHECKPOINT = say("a PyTorch checkpoint, {model}", model=SAVED_MODEL)
FOREIGN = (
    Foreign(b"\x89PNG", say("a PNG image")),
    Foreign(b"\xff\xd8\xff", say("a JPEG image")),
    Foreign(b"GIF8", say("a GIF image")),
    Foreign(b"BM", say("a BMP image"), advice=INSTEAD),
    Foreign(b"II*\0", say("a TIFF image")),
    Foreign(b"WEBP", say("a WebP image"), at=8),
    Foreign(b"RIFF", say("a sound or a video")),
    Foreign(b"ftyp", say("a video"), at=4),
    Foreign(b"%PDF", say("a PDF document")),
    Foreign(b"{\\rtf", say("a text document")),
    Foreign(b"\x89HDF\r\n", say("an HDF5 file, probably {model}", model=SAVED_MODEL)),
    Foreign(b"GGUF", SAVED_MODEL),
    Foreign(b"TFL3", SAVED_MODEL, at=4),
    Foreign(b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19", CHECKPOINT),
    Foreign(b"\x7fELF", say("a program")),
    Foreign(b"MZ\x90", say("a program")),
    Foreign(
        b"SQLite format 3\0",
        say("an SQLite database without a table that has a loss and an epoch, or the metrics of trackio or MLflow"),
        unless=may_hold_runs,
    ),
    Foreign(b"Rar!", say("a RAR archive"), advice=say("Unpack it first.")),
    Foreign(b"7z\xbc\xaf", say("a 7z archive"), advice=say("Unpack it first.")),
    Foreign(b"PK\x05\x06", say("an empty zip archive")),
    Foreign(b"\xd0\xcf\x11\xe0", say("an old Office document"), advice=say("Save the table as CSV.")),
)
PROJECT = say("a project of lossacc"), say("Open it by itself.")
WRITTEN = say("what lossacc itself wrote about logs"), say("Open the logs, which it was made of.")
FIRST_OF_ZIP = rb"PK\x03\x04.{26}"  # what stands before the name of a zip's first file
OF_ZIP = tuple(
    (re.compile(FIRST_OF_ZIP + name, re.DOTALL), what)
    for name, what in (
        (rb"([^/]{1,200}/)?data\.pkl", CHECKPOINT),
        (rb"metadata\.json.*?\"keras_version\"", say("a Keras model, {model}", model=SAVED_MODEL)),
        (rb"META-INF/", say("a Java program")),
        (rb"mimetypeapplication/", say("an OpenDocument file or an e-book")),
        (rb"(\[Content|_rels/|docProps/).*?(word|ppt)/", say("an Office document")),
    )
)
SAFETENSORS = re.compile(rb'^.{8}\{\s*"[^"]+":\s*\{', re.DOTALL)
ONNX = re.compile(rb"^\x08.\x12.{1,40}?(pytorch|onnx|skl2onnx|tf2onnx|keras)", re.DOTALL)
STATES = b"|".join(state.said.encode() for state in State)
OWN = re.compile(  # how tables of values and runs, documents of either, a project and a text of lossacc begin
    rb"(?:\xef\xbb\xbf)?(?:run,step,epoch,metric,split,raw,smoothed,episode[\r\n]|state,run,path,format,main,split,start,end,"
    rb'|\{\s*"schema_version":\s*\d+,\s*"(?:runs|lossacc|configurations)":|\{\s*"lossacc_project":'
    rb"|[^\n]+\n=+\n\[(?:" + STATES + rb")\] )"
)
LONGEST_OWN = 500  # bytes in which it shows, the name of a run among them
LOG_SUFFIXES = (".csv", ".tsv", ".log", ".jsonl", ".ndjson")
DATA_SUFFIXES = (
    "",
    ".json",
    ".txt",
    ".pkl",
    ".pickle",
    ".npy",
    ".npz",
    ".out",
    ".gz",
    ".tgz",
    ".tar",
    ".bz2",
    ".xz",
    ".zip",
    ".parquet",
    ".xlsx",
    ".dat",
    ".history",
)
CODE = frozenset(
    {".py", ".sh", ".c", ".h", ".cpp", ".js", ".ts", ".java", ".rs", ".go", ".sql", ".r", ".m", ".jl", ".rb"}
)
YAML = frozenset({".yaml", ".yml"})
SETTINGS = YAML | {".toml", ".ini", ".cfg"}
OF_SETTINGS = say("This is a file of settings, not a log.")
PROSE = frozenset({".md", ".markdown", ".rmd", ".qmd", ".org", ".rst", ".tex", ".bib", ".xml", ".patch", ".diff"})
LOG_WORDS = re.compile(
    r"log(?!o|ic|in)|hist|metric|loss|acc(?!e)|train(?!er_utils|ing_args|er\.)|result|eval|tfevents|trainer_state|progress|stdout|scalars|nohup|output",
    re.IGNORECASE,
)
NO_LOG_WORDS = re.compile(
    r"requirements|readme|licen[sc]e|catalog|changelog|config|tokenizer|vocab|dialog|args|(^|_)[xy]_(train|test|val)|label",
    re.IGNORECASE,
)
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
JUDGED = 20_000  # characters
BARE_NUMBER = re.compile(r"^[ \t]*[-+]?\d+\.\d+[ \t\r]*$", re.MULTILINE)
MANY_BARE = 3  # lines of a number alone that make a text one that does not name what it counts
HTML = re.compile(r"^\s*<(!doctype|html|\?xml|svg)", re.IGNORECASE)
SHOWN = 4  # columns that a sentence names
LONGEST_SHOWN = 24  # characters of each


def refused(head: Head) -> UnreadableLog:
    """The error for a file that no reader recognises, with the plainest true reason."""
    reason, advice = _reason(head)
    broken = _broken_yaml(head) if reason == OF_SETTINGS else None
    if isinstance(broken, NoPyYaml):
        advice = say("Run `pip install pyyaml`, or save the history as JSON or CSV.")
        return UnreadableLog(head.path, say("To read YAML, PyYAML is needed."), advice=advice)
    if broken is not None:
        return UnreadableLog(
            head.path, say("This YAML is not understood: {broken}.", broken=broken), line=broken.line, advice=INSTEAD
        )
    return UnreadableLog(head.path, reason, advice=advice)


def _broken_yaml(head: Head) -> BrokenYaml | None:
    """What is wrong with a file that is called YAML."""
    if head.path.suffix.lower() not in YAML:
        return None
    try:
        whole_yaml(head.text)
    except BrokenYaml as error:
        return error
    return None


def is_own(data: bytes) -> bool:
    """Whether a file was written by lossacc itself, of logs that it had read."""
    return OWN.match(data[:LONGEST_OWN]) is not None


def foreign(data: bytes) -> tuple[Said, Said] | None:
    """(what it is, what to do) where the first bytes are those of a file that is never a log, else None."""
    if is_own(data):
        return PROJECT if b'"lossacc_project"' in data[:200] else WRITTEN
    for kind in FOREIGN:
        marked = data[kind.at : kind.at + len(kind.mark)] == kind.mark
        if marked and (len(kind.mark) > 2 or b"\0" in data[:100]) and not kind.unless(data):
            return kind.what, kind.advice
    for mark, what in OF_ZIP:
        if mark.match(data[:1000]):
            return what, INSTEAD
    if SAFETENSORS.match(data[:1000]) and b'"dtype"' in data[:2000]:
        return SAVED_MODEL, INSTEAD
    return (SAVED_MODEL, INSTEAD) if ONNX.match(data[:100]) else None


def _reason(head: Head) -> tuple[Said, Said]:
    data = head.data
    if not data:
        return say("The file is empty."), SILENCE
    known = foreign(data)
    if known is not None:
        return say("This is {known}, not a log.", known=known[0]), known[1]
    text = head.text or (data.decode("utf-8", errors="ignore") if head.whole else "")
    if text.startswith("version https://git-lfs"):
        return say("This is a Git LFS pointer, the log itself was not downloaded."), say(
            "Run `git lfs pull` where it came from."
        )
    if data.startswith(b"PK") and b"y_true.npy" in data:
        return PREDICTED, EVIDENCE
    if not head.text:
        return say("The file holds binary data in no known log format."), FORMATS
    return _reason_of_table(head) or _reason_of_text(text, head.path.suffix.lower())


def _reason_of_table(head: Head) -> tuple[Said, Said] | None:
    """What keeps a table with named columns from being a log; None where the text is no such table."""
    table = head.table
    if table is None or not looks_tabular(head):
        return None
    if holds_predictions(table.header):
        return say("This is a table of a model's predictions, not a log."), EVIDENCE
    shown = ", ".join(name[:LONGEST_SHOWN] for name in table.header[:SHOWN] if name)
    shown += say(", ...") if len(table.header) > SHOWN else ""
    if names_things(table):
        return say(
            "This table (columns {shown}) has one row for each thing that it names, not for each epoch or step.",
            shown=shown,
        ), INSTEAD
    if compares_settings(table):
        return say(
            "This table (columns {shown}) has one row for each combination of settings, not for each epoch or step.",
            shown=shown,
        ), INSTEAD
    if counts(table.header) or measures(table.header):
        return None
    return say(
        "No column of this table (columns {shown}) is called after a loss, an accuracy, an epoch or a step.",
        shown=shown,
    ), (say("Open the log of a training, or give the columns of this one such names."))


def looks_tabular(head: Head) -> bool:
    """Whether the head is a table with a header of names, rather than lines that happen to have as many commas."""
    table = head.table
    if table is None or not table.named or not table.rows or len(table.header) < 2:
        return False
    if has_lines_between(table):
        return False
    if len(table.header) < 3 and head.path.suffix.lower() not in (".csv", ".tsv"):
        return False
    if not any(NAME_AND_NUMBER.search(name) for name in table.header):
        return True
    # a name may hold what a printed line holds; below a heading there is nothing but numbers, below a line there is not
    below = [cell for row in table.rows[:JUDGED_ROWS] for cell in row if cell.strip()]
    return bool(below) and all(number(cell) is not None for cell in below)


def has_lines_between(table: Table) -> bool:
    """Whether lines of words stand between the rows of a table, as what a program prints beside them."""
    if len(table.header) < 3:
        return False
    between = sum(not any(row[1:]) and row[0].strip() != "" and number(row[0]) is None for row in table.rows)
    return between > MOST_BETWEEN * len(table.rows)


MOST_BETWEEN = 0.1  # of the rows
JUDGED_ROWS = 20
NAME_AND_NUMBER = re.compile(r"(?:[:=~]|->).*\d|\d.*[:=]|\d\s?/\s?\d|[A-Za-z] +[-+]?\d[\d.]*(e[-+]?\d+)?\s*$")


def _reason_of_text(text: str, suffix: str) -> tuple[Said, Said]:
    start = text.lstrip()
    if HTML.match(start):
        return say("This is a web page or an XML file, not a log."), say("Download the raw file instead of its page.")
    reasons = (
        (not start, say("The file holds nothing but blank space."), SILENCE),
        (
            "Traceback (most recent call last)" in text,
            say("This is the error message of a Python program, not a log."),
            SILENCE,
        ),
        (
            _is_summary(start),
            say("This JSON file holds one value a metric, the summary of a run, not its history."),
            say("Open the log with a value for each epoch."),
        ),
        (suffix in SETTINGS, OF_SETTINGS, INSTEAD),
        (
            suffix in CODE or is_no_log(text) or without_program(text) is not text,
            say("This is source code, not a log."),
            say("Run it, and open the log it writes. Copy results that are kept in it into a text or JSON file."),
        ),
        (suffix in PROSE, say("This is a text for people, not a log."), INSTEAD),
        (begins_as_json(start), say("This JSON file holds no training history that is recognised."), FORMATS),
        (not any(c.isdigit() for c in text), say("There are no numbers in this file."), INSTEAD),
        (
            len(BARE_NUMBER.findall(text[:JUDGED])) >= MANY_BARE,
            say("The numbers in this text have no names, so it does not tell what they measure."),
            say("Call a file with one number a line after its metric, as in val_loss.txt."),
        ),
    )
    for applies, reason, advice in reasons:
        if applies:
            return reason, advice
    return say("No loss, accuracy or other measured number comes again in the lines of this text."), FORMATS


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


def _is_of_something_else(head: Head) -> bool:
    """Whether a table names its columns and none is that of a training: data that the training was given."""
    table = head.table
    if table is None or not looks_tabular(head):
        return False
    return names_things(table) or not (counts(table.header) or measures(table.header))


def seems_a_log(head: Head) -> bool:
    """Whether a file that nobody reads was meant as a log, judged by its name; in a folder others are passed over."""
    name, suffix = head.path.name, head.path.suffix.lower()
    if NO_LOG_WORDS.search(name) or (head.table is not None and holds_predictions(head.table.header)):
        return False
    if "tfevents" in name or (suffix in LOG_SUFFIXES and not _is_of_something_else(head)):
        return True
    return suffix in DATA_SUFFIXES + LOG_SUFFIXES and LOG_WORDS.search(name) is not None
