"""Cuts a line into constant text and slots of numbers, in whatever form programs print numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.series.names import COUNTERS, meaning_of

CLOCK, BAR = "\x01", "\x02"
"""What stands in a text for a time or a duration, and for a progress bar."""

LETTER = "A-Za-z_\u00c0-\u024f"
TIME = r"\d{1,3}:\d\d(?::\d\d(?:[.,]\d+)?|(?:\.\d+)?(?![\d:]))"
DAY = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}/[A-Z][a-z]{2}/\d{4})"
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
UNIT = r"(?:days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|msecs?|ms|us|[µμ]s|ns)"
KEPT = (  # files, versions, addresses, names with a number in them: no slots
    r"(?<![^\s,;=])[^\s,;=]*?\.(?:pth|pt|ckpt|h5|hdf5|params|tar|pkl|safetensors|png|jpe?g|npz|npy|json|txt|csv|py|bin|onnx|weights"
    r"|caffemodel|solverstate|keras|pb|ya?ml|gz|zip|model)\b\S*"
    rf"|\b[Rr]\^2\b|(?<![\d.])\d+(?:\.\d+){{2,}}\S*"
    r"|@\s?\[?(?:0?\.\d+:0?\.\d+|\.?\d+(?:\.\d+)?)\]?(?![\d.]|:\d)|(?<![\d.])0?\.\d+:0?\.\d+"
    rf"|(?<![\w.])\d+-(?!(?:st|nd|rd|th)\b)[{LETTER}]{{2,}}\w*|0x[0-9a-fA-F]+|(?<=')[a-z]+:\d+(?=')"
)
FILE = re.compile(r"[/\\]|\.[a-z]|\d\.\d+\.|0x")  # files, versions and addresses, which are no names of metrics
ORDINAL = re.compile(r"^(?:st|nd|rd)(?![^\W_])")
BARS = (
    r"\d+%\|[^|]*\|?|\d+%\s+(?=\d+/\d+ \[\d+:\d\d(?::\d\d)?<)"
    r"|\[[=>.#\s-]{4,}\]|\[=*>?\.*\]\s-|[\u2500-\u259f]{2,}(?:[ \u2500-\u259f]*[\u2500-\u259f])?"
    r"|#{5,}|[=]{10,}>?|\|(?=\s*[#=>-])(?!\s*-\s*\|)[\s#=>-]{6,}\|"
)
CLOCKS = (
    rf"{DAY}(?:[T ,:_-]{{1,2}}{TIME}(?:Z|[+-]\d\d:?\d\d)?)?|\d\d[/-]\d\d(?=\s{TIME})(?:\s{TIME})"
    rf"|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,?\s+)?{MONTH}\s+\d{{1,2}},?\s+(?:\d{{4}}\s+)?{TIME}(?:\s+\d{{4}})?"
    rf"|(?<![\w.:])\d{{1,2}}:\d\d(?::\d\d)?\s?[AaPp][Mm]\b|(?<![\w.:]){TIME}(?![\w%])"
)
SPANS = (
    rf"(?<![\w.])-?(?:\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?:\s?{UNIT}|\s?s|[dhm])(?![{LETTER}])[ ,:]{{0,2}}(?=\d|\S|$|\s))"
    rf"(?:\d+(?:\.\d+)?(?:\s?{UNIT}|\s?s|[dhm])(?![{LETTER}])[ ,]{{0,2}})*"
)
NOTHING = r"(?<![\w.-])(?:n/a|N/A|None|null|NULL|No log|#NUM!)(?![\w/-])"
NOTHING += r"|(?:(?<=[=:|,;(])|(?<=[=:|,;(] )|(?<=\s{2}))--(?=\s*(?:[|,;)]|$)|\s{2})"  # elsewhere it parts names
NO_NUMBER = r"(?<![\w.])[-+]?(?:[nN]a[nN]|NAN|inf|Inf|INF)(?:inity)?(?:\((?:ind|snan)\))?(?![\w(])"
NO_NUMBER += r"|(?<![\w.])[-+]?\d\.#(?:QNAN|IND|INF|SNAN)\d*"
COUNTED = "".join(  # Epoch3, step_40, E07
    rf"|(?<=\b{word})|(?<=\b{word}_)"
    for word in ("[Ee]poch", "EPOCH", "[Ee]p", "[Ii]ter", "[Ss]tep", "[Rr]ound", "[Ee]")
)
COUNTED += r"|(?<=\b[A-Za-z])(?=\d+/\d+(?![\w.]|\s*[:=%]))"  # S10/200, B3/40
VALUE = r"|(?<=[a-z])(?=\d+\.\d)"  # is0.71, loss2.31: where the word before says so
NUMBER = (
    rf"(?:(?<![{LETTER}@.\d]){COUNTED}{VALUE})(?:(?<![\w)\]%])[-+])?"
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+[.,]\d+|\d+\.(?![A-Za-z])|\d+|\.\d+)(?:[eE][-+]?\d+)?"
)
PLAIN_NUMBER = NUMBER.replace(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|", "").replace("[.,]", r"\.")
PIECE, PIECE_OF_ROW = (
    re.compile(
        f"(?P<kept>{KEPT})|(?P<bar>{BARS})|(?P<clock>{CLOCKS})|(?P<span>{SPANS})"
        f"|(?P<none>{NOTHING})|(?P<nan>{NO_NUMBER})|(?P<number>{number})"
    )
    for number in (NUMBER, PLAIN_NUMBER)
)
ROW = re.compile(  # cells between commas, as a CSV file has them, or a tuple without blanks
    r"\s*[\[(]?[-+\w.%]*(?:,[-+\w.:]*(?: ?%)?){2,}[\])]?\s*$"
)
IN_NAME = re.compile(  # Average Precision @[ IoU=0.50 | area=all ] = 0.3: what the bracket says belongs to the name
    r"[\[(][^\[\]()]*?[^\W\d_][^\[\]()]*[\])]\s*[=:]\s*(?=[-+.\d])"
)
INDEX = re.compile(r"(?P<name>[A-Za-z_][\w.]*)(?P<index>\[\d{1,2}\])\w*\s*[:=]")  # EvalErr[0]PerSample = 0.3
COUNTS = re.compile(r"epoch|step|iter|batch|round|update|^\W*\d", re.IGNORECASE)
RUN = re.compile(r"[0-9]+")
UNIT_GLUED = re.compile(
    rf"(?!e(?![a-z]))[a-z\u00b5\u03bc]{{1,4}}(?![{LETTER}\d.])"
)  # 37.91mm, 3.2bits; no 8.7e 01 or 0.5abc1
GLUED = re.compile(
    rf"(?:%|f0|it/s|its|[KMGTkBbxX]|[KMGTk]i?B|dB|MHz|GHz|Hz|[Ee]pochs?|batch|st|nd|rd|th)(?![{LETTER}])|[^\x00-\u024f]"
)
WORD = re.compile(rf"[{LETTER}]")
COUNTED_BY_ORDINAL = re.compile(
    r"-?(?:st|nd|rd|th)\s+(?P<word>[^\W\d_]+)(?=[\s:=,;)\]-]|$)", re.IGNORECASE
)  # the 3rd epoch
NEXT_NAME = re.compile(r"(?P<name>[^\W\d_][\w@]*(?: [^\W\d_][\w@]*){0,3})\s*[:=]\s*[-+]?\.?\d")  # 0.53Train acc: 0.8
WORD_OF_DIGITS = re.compile(r"(?<![^\W_])(?P<word>[^\W\d_]+)_?$")
LONGEST_WORD = 30  # characters
LONGEST_UNIT = 4  # letters
FRACTION = re.compile(r"\.?\d|\w")
SAYS = ("is", "was", "are", "of")
NAMED_BEHIND = re.compile(r"\s*(?:[:=]|[-+.]?\d)")  # what makes digits before it a part of a name
BLANKS = re.compile(r"\s+")
RULES = re.compile(r"([=\-*#._~])\1{2,}")
MARKS = re.compile(r"[\s*+!<>^~=\u2190-\u21ff\u2605\u2606\u2713\u2714-]+$")
NOTE = re.compile(r"\s+(?:\u2190|<-+|<=+|\u21d0|\u2b05\ufe0f?)\s.*$")  # val 4.59   <-- best (saved)
ALIGNED = re.compile(r"(?<=[^\w\s+-])\s+$")  # blanks that put a number below the one above it: [  64/60000]


@dataclass(frozen=True, slots=True)
class Slot:
    """A number in a line: runs of digits `first` to `last`, bytes `before` and `behind` them that belong to it.

    `fixed` is its value where it has no digits that count (nan, inf, or None where it says that nothing was logged).
    `at` is where it stands in the line, in characters. `label` tells that it may be part of the word before it.
    """

    first: int
    last: int
    before: int
    behind: int
    at: int
    text: str
    label: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether the value is the same in all lines of the shape."""
        return self.first < 0

    @property
    def has_comma(self) -> bool:
        """Whether a comma stands in the number."""
        return "," in self.text


@dataclass(frozen=True, slots=True)
class Cut:
    """A line as `texts[0] slots[0] texts[1] slots[1] ... texts[n]`, without the prefix of a logger.

    `rank` is the run of digits that tells which process printed the line, -1 for none.
    `named` are the runs of digits that are a part of names (recall@10, fc2), which lines that look alike may not share.
    """

    texts: tuple[str, ...]
    slots: tuple[Slot, ...]
    rank: int
    begin: int
    named: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """What lines of one template share: the texts with rules and blanks made one, without those before a number.

        A sign behind the last number marks a line (the best so far), and makes it no other, nor does a note that an
        arrow there points back from. An ordinal number is one, however it ends: 1st, 2nd, 3rd, 4th.
        """
        first, *others = self.texts
        whole = (first, *(ORDINAL.sub("th", text) for text in others))
        *texts, last = (RULES.sub(r"\1\1\1", BLANKS.sub(" ", text)) for text in whole)
        return "\0".join([*(ALIGNED.sub("", text) for text in texts), MARKS.sub("", NOTE.sub("", last))])


def cut(line: str) -> Cut:
    """The constant texts and the slots of `line`."""
    begin, rank_at = end_of_prefix(line)
    runs = [(match.start(), match.end()) for match in RUN.finditer(line)]
    begins = {start: i for i, (start, _) in enumerate(runs)}
    ends = {stop: i for i, (_, stop) in enumerate(runs)}
    texts: list[str] = []
    slots: list[Slot] = []
    text = ""
    at = begin
    named = [match.span() for match in IN_NAME.finditer(line, begin) if COUNTS.search(match[0]) is None]
    named += [m.span("index") for m in INDEX.finditer(line, begin) if meaning_of(m["name"]).quantity.is_progress]
    of_names = list(named)
    taken = [(0, begin)]
    for match in (PIECE_OF_ROW if ROW.match(line, begin) else PIECE).finditer(line, begin):
        if match.start() < at or any(start < match.start() < stop for start, stop in named):
            continue
        text += line[at : match.start()]
        at = match.end()
        taken.append(match.span())
        kind = match.lastgroup
        if kind == "bar":
            text += BAR
        elif kind in ("clock", "span"):
            kept = match[0].rstrip(" ,:")
            at = match.start() + len(kept)
            text += CLOCK
        elif kind == "kept" or (kind == "number" and not _is_number(line, match)):
            text += match[0]
            of_names += [match.span()] if not FILE.search(match[0]) else []
        else:
            slots.append(_slot(line, match, begins, ends))
            texts.append(text)
            text = ""
    texts.append(text + line[at:])
    texts = _counted_before(texts, slots)
    rank = next((i for i, (start, _) in enumerate(runs) if start == rank_at), -1)
    of_names += [run for run in runs if _joins_a_name(line, run) and not _is_within(run, taken)]
    inside = (i for i, run in enumerate(runs) if _is_within(run, of_names))
    return Cut(tuple(texts), tuple(slots), rank, begin, tuple(inside))


def _counted_before(texts: list[str], slots: list[Slot]) -> list[str]:
    """The texts with the counter behind an ordinal number put before it: after 3rd epoch = .. -> after epoch 3 = .."""
    for i, slot in enumerate(slots):
        match = COUNTED_BY_ORDINAL.match(texts[i + 1]) if slot.text.isdecimal() else None
        if match is not None and meaning_of(match["word"]).quantity in COUNTERS:
            texts[i : i + 2] = [f"{texts[i]}{match['word']} ", texts[i + 1][match.end() :]]
    return texts


def _is_within(run: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= run[0] < stop for start, stop in spans)


def _joins_a_name(line: str, run: tuple[int, int]) -> bool:
    """Whether digits end a word that counts nothing: Top5, loss_2; but not Batch12, 7F2, and not the 0.5 of loss0.5."""
    word = WORD_OF_DIGITS.search(line, max(run[0] - LONGEST_WORD, 0), run[0])
    ends = FRACTION.match(line, run[1]) is None
    return word is not None and ends and meaning_of(word["word"]).quantity not in COUNTERS


def _is_number(line: str, match: re.Match[str]) -> bool:
    """Whether the digits are a number, of the digits 0 to 9, and no part of a word (3d, mAP50-95, a hash)."""
    if RUN.search(match[0]) is None:
        return False
    behind = line[match.end() : match.end() + 1]
    if WORD.match(behind) and not (
        GLUED.match(line, match.end()) or _has_unit(line, match) or _ends_before_name(line, match)
    ):
        return False
    if "." in match[0] and WORD.match(line[match.start() - 1 : match.start()]) and not _is_value(line, match):
        return False
    return not (_glued(line, match.start()) and _is_numbered_name(_token_before(line, match.start())))


def _has_unit(line: str, match: re.Match[str]) -> bool:
    """Whether a fraction that a sign or a blank sets apart has a unit glued to it: 37.91mm."""
    apart = match.start() == 0 or line[match.start() - 1] in " \t=:([|,"
    return apart and "." in match[0] and UNIT_GLUED.match(line, match.end()) is not None


def _ends_before_name(line: str, match: re.Match[str]) -> bool:
    """Whether a value, which a sign sets apart from its name, ends where the next name begins: loss: 0.53acc: 0.8."""
    name = NEXT_NAME.match(line, match.end()) if line[: match.start()].rstrip(" \t").endswith((":", "=")) else None
    if name is None:
        return False
    told = meaning_of(name["name"])
    sure = told.split is not None or len(name["name"]) > LONGEST_UNIT
    return told.quantity.is_progress or ("." in match[0] and sure)


def _is_value(line: str, match: re.Match[str]) -> bool:
    """Whether a number joined to a word is its value: loss2.31, is0.71; but not a threshold, acc0.5 = 0.3, or v1.2."""
    word = WORD_OF_DIGITS.search(line, max(match.start() - LONGEST_WORD, 0), match.start())
    known = word is not None and (word["word"].lower() in SAYS or _is_valued(meaning_of(word["word"]).quantity))
    return known and not NAMED_BEHIND.match(line, match.end())


def _is_valued(quantity: Quantity) -> bool:
    return quantity.is_progress or quantity in COUNTERS


def _is_numbered_name(token: str) -> bool:
    """Whether what a hyphen joins to a number has digits and goes on with no counter: mAP50-95, not epoch7-batch-50."""
    word = token.rstrip("-_").rpartition("-")[2]
    return any(c.isdigit() for c in token) and meaning_of(word).quantity not in COUNTERS


def _token_before(line: str, at: int) -> str:
    start = at
    while start and (line[start - 1].isalnum() or line[start - 1] in "_-"):
        start -= 1
    return line[start:at]


def _glued(line: str, at: int) -> bool:
    """Whether a hyphen or a hash joins the number to what stands before it."""
    return (
        at > 1
        and line[at - 1] == "-"
        and (line[at - 2].isalnum() or line[at - 2] == "_")
        and bool(re.search(f"[{LETTER}]", _token_before(line, at)))
    )


def _slot(line: str, match: re.Match[str], begins: dict[int, int], ends: dict[int, int]) -> Slot:
    text, start, stop = match[0], match.start(), match.end()
    if match.lastgroup != "number":
        return Slot(-1, -1, 0, 0, start, text)
    inner = [i for i in range(start, stop) if line[i] in "0123456789"]
    first_at, last_at = inner[0], inner[-1] + 1
    label = text.isdecimal() and (_glued(line, start) or (start > 0 and line[start - 1] == "#"))
    return Slot(begins[first_at], ends[last_at], first_at - start, stop - last_at, start, text, label)
