"""Says what a file is that no reader can read, and whether it looks as if it was meant as a log."""

from __future__ import annotations

import re

from lossacc_gui.language import SILENCE, Said, say
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.readers.files.suffixes import PROSE, SETTINGS, YAML
from lossacc_gui.readers.formats.yaml_history import BrokenYaml, NoPyYaml, whole_yaml
from lossacc_gui.readers.head import Head
from lossacc_gui.readers.kinds.documents import said_of_document
from lossacc_gui.readers.kinds.foreign import EVIDENCE, INSTEAD, PREDICTED, foreign
from lossacc_gui.readers.kinds.programs import CODE, HTML, JUDGED, is_no_log, is_of_tests, without_program
from lossacc_gui.readers.kinds.tabular import looks_tabular
from lossacc_gui.readers.series.names import is_metric
from lossacc_gui.readers.tables.row_kinds import (
    counts,
    holds_predictions,
    measures,
    names_things,
    said_of_results,
    shown_columns,
)
from lossacc_gui.readers.trees import result_records
from lossacc_gui.readers.trees.json_tree import begins_as_json, loads

OF_SETTINGS = say("This is a file of settings, not a log.")
FORMATS = say("`lossacc formats` lists what can be read.")
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
LOG_WORDS = re.compile(
    r"log(?!o|ic|in)|hist|metric|loss|acc(?!e)|train(?!er_utils|ing_args|er\.)|result|eval|tfevents|trainer_state|progress|stdout|scalars|nohup|output",
    re.IGNORECASE,
)
NO_LOG_WORDS = re.compile(
    r"requirements|readme|licen[sc]e|catalog|changelog|config|tokenizer|vocab|dialog|args|(^|_)[xy]_(train|test|val)|label",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(r"^[ \t]*[-+]?\d+\.\d+[ \t\r]*$", re.MULTILINE)
OF_A_TRAINING = re.compile(
    r"^.*\b(?:run|trial|fold|seed|experiment)\b[ :#_]*\d.*\bbest\b.*\d", re.IGNORECASE | re.MULTILINE
)
MANY_BARE = 3  # lines of a number alone that make a text one that does not name what it counts


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
    if result := said_of_results(table):
        return result, INSTEAD
    if counts(table.header) or measures(table.header):
        return None
    shown = shown_columns(table)
    return say(
        "No column of this table (columns {shown}) is called after a loss, an accuracy, an epoch or a step.",
        shown=shown,
    ), (say("Open the log of a training, or give the columns of this one such names."))


def _reason_of_text(text: str, suffix: str) -> tuple[Said, Said]:
    start = text.lstrip()
    if HTML.match(start):
        return say("This is a web page or an XML file, not a log."), say("Download the raw file instead of its page.")
    records, document = _said_of_records(start), said_of_document(text)
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
        (document is not None, document or OF_SETTINGS, INSTEAD),
        (is_of_tests(text), say("These are the results of tests of a program, not a log of a training."), INSTEAD),
        (
            suffix in CODE or is_no_log(text) or without_program(text) is not text,
            say("This is source code, not a log."),
            say("Run it, and open the log it writes. Copy results that are kept in it into a text or JSON file."),
        ),
        (suffix in PROSE, say("This is a text for people, not a log."), INSTEAD),
        (records is not None, records or OF_SETTINGS, INSTEAD),
        (begins_as_json(start), say("This JSON file holds no training history that is recognised."), FORMATS),
        (not any(c.isdigit() for c in text), say("There are no numbers in this file."), INSTEAD),
        (
            len(BARE_NUMBER.findall(text[:JUDGED])) >= MANY_BARE,
            say("The numbers in this text have no names, so it does not tell what they measure."),
            say("Call a file with one number a line after its metric, as in val_loss.txt."),
        ),
        (
            len(OF_A_TRAINING.findall(text[:JUDGED])) >= MANY_BARE,
            say("Each line of this text tells what another training came to, not the history of one."),
            INSTEAD,
        ),
    )
    for applies, reason, advice in reasons:
        if applies:
            return reason, advice
    return say("No loss, accuracy or other measured number comes again in the lines of this text."), FORMATS


def _said_of_records(text: str) -> Said | None:
    """What a list of records in JSON tells, where that is no history."""
    if not text.startswith("["):
        return None
    try:
        tree = loads(text)
    except ValueError:
        return None
    told = isinstance(tree, list) and all(isinstance(item, dict) for item in tree)
    return result_records.said_of_results(tree) if told else None


def _is_summary(text: str) -> bool:
    """Whether a JSON text is a dictionary of single values with metrics among them."""
    if not text.startswith("{"):
        return False
    try:
        tree = loads(text)
    except ValueError:
        return False
    return isinstance(tree, dict) and any(is_metric(str(k)) and isinstance(v, int | float) for k, v in tree.items())


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
