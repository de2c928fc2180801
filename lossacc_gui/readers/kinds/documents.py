"""Tells documents by the form that they have to have: subtitles, histories, lists of changes or books, mail."""

from __future__ import annotations

import re
from functools import lru_cache

from lossacc_gui.language import Said, say
from lossacc_gui.readers.kinds.talk import is_talk

JUDGED = 6000  # characters: such a document has its form from the start
CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?[.,]\d{1,3}"
CUE = re.compile(  # when a line is shown: of .srt, .vtt, .sbv, and of .ass
    rf"^{CLOCK}(?:[ \t]+-->[ \t]+|,){CLOCK}(?:[ \t]+\w+:\S+)*[ \t]*\r?$|^Dialogue: [^,\n]*,{CLOCK},{CLOCK},",
    re.MULTILINE,
)
CUES = 0.2  # of the lines that are not blank: a number, the times and a line of text or two
COMMIT = re.compile(  # what git, svn and Mercurial write above each message
    r"^commit [0-9a-f]{7,40}\b[^\n]*\n(?:[A-Z]\w*:[^\n]*\n)*Author: |^-{50,}\r?\nr\d+ \| [^|\n]+ \| "
    r"|^changeset: +\d+:[0-9a-f]{7,40}\b",
    re.MULTILINE,
)
HASHED = re.compile(
    r"^[*|/\\ ]*(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])([0-9a-f]{7,12}|[0-9a-f]{40})[ \t]+([^\n]*[^\W\d_]{2}[^\n]*)",
    re.MULTILINE,
)
WORD = re.compile(r"[^\W\d_]+")
VERSION = re.compile(
    r"^[#*=\[ \t]*(?:version +)?v?\d+\.\d+(?:\.\d+)?[\w.-]*\]?[ \t]*(?:[-\u2013:(, \t]+)"
    r"(?:\d{4}-\d{2}-\d{2}|[^\W\d_]{3,9} \d{1,2},? \d{4})\)?:?\s*$",
    re.MULTILINE | re.IGNORECASE,
)
ENTRY = re.compile(r"^@[a-z]+\{[^\s,{}]+,\s*$", re.MULTILINE | re.IGNORECASE)  # of BibTeX
LETTER = re.compile(r"^From \S+@\S+ [^\n]*\d{4}\s*$", re.MULTILINE)  # as an mbox begins each
FEWEST = 3  # cues, commits, versions, entries or letters
HASHES = 0.5  # of the lines that are not blank; below a commit the files may stand that it changed
FEWEST_HASHES = 4
VERSIONS = 0.05  # the same of headings above changes


def said_of_document(text: str) -> Said | None:
    """What such a document is, for a sentence; None for any other text."""
    return _said_of_head(text[:JUDGED])


@lru_cache(maxsize=2)  # each reader of texts asks for the same one; kept is no more than this beginning of it
def _said_of_head(head: str) -> Said | None:
    lines = sum(line.strip() != "" for line in head.splitlines())
    if len(CUE.findall(head)) >= max(FEWEST, CUES * lines):
        return say("These are the subtitles of a film or a talk, not a log.")
    if len(COMMIT.findall(head)) >= FEWEST or _are_hashed(head, lines):
        return say("This is the history of a repository, a commit after the other, not a log of a training.")
    if len(VERSION.findall(head)) >= max(FEWEST, VERSIONS * lines):
        return say("This is a list of the changes of each version, not a log.")
    if len(ENTRY.findall(head)) >= FEWEST:
        return say("This is a list of publications, not a log.")
    return _said_of_letters(head)


def _said_of_letters(head: str) -> Said | None:
    if len(LETTER.findall(head)) >= FEWEST:
        return say("These are letters, not a log.")
    return say("This is what people wrote to each other, not a log.") if is_talk(head) else None


def _are_hashed(text: str, lines: int) -> bool:
    """Whether most lines begin with a hash of their own, all of one length, and go on in words of their own."""
    found = HASHED.findall(text)
    if len(found) < max(FEWEST_HASHES, HASHES * lines) or len({len(one) for one, _ in found}) > 1:
        return False
    said = {tuple(WORD.findall(message)) for _, message in found}
    return len({one for one, _ in found}) == len(found) and len(said) > HASHES * len(found)
