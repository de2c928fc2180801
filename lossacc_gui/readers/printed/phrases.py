"""Finds the words that name a number in the text before or behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.printed.cutting import BAR, CLOCK
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.series.names import COUNTERS, is_bare_error, is_measured, meaning_of, vocabulary

ON_NO_EXAMPLES = COUNTERS | {Quantity.LEARNING_RATE, Quantity.GRADIENT_NORM, Quantity.TIME}
OVER = re.compile(r"^\s*%?\s*\(?(?:/|of|out of)\s*$", re.IGNORECASE)
SIZE = re.compile(
    r"^(?:it/s|its|[KMGTkBbxX](?![A-Za-z])|[KMGTk]i?B|MHz|GHz|\s?(?:[KMGTk]i?B|bytes|samples|images|tokens|params|parameters|"
    r"examples|sentences|workers|classes|batches|files|GPUs?)\b|\s*(?:s|sec|secs|seconds?|ms|min|mins|minutes?|hours?|hrs?)\b)"
)
BYTES = re.compile(r"^\s?(?:[KMGT]i?B|bytes)\b")  # what nothing that is learned is measured in, whatever its name
UNIT = re.compile(  # of the number before, not of the next name: 721.0 Hz objective: 2.3
    r"^[\s)\]]*(?:[kKMG]?Hz|ms|fps|FPS|[KMG]i?B|dB|(?:it|its|img|imgs|images|samples|tokens|ex|examples)/s(?:ec)?)\s+(?=[^\W\d_])"
)
BETWEEN = re.compile(
    r"(?:[,;|│·，；、（）【】\[\](){}<>\"*~^\t\x01\x02!?`]|(?<!\w)'|'(?!s\b)|\s-+(?=\s)|\s&(?=\s)|  +"
    r"|-{2,}>?|={2,}>?|->|=>|(?<!\.[A-Z])\.(?=\s)|#(?=\s))+"
)
IS = (  # [Epoch 3] IS: 7.2, the inception score: behind a break, in capitals and before a sign it is a name
    r"(?!(?:(?<=[\]\)|,;:])|(?<=[\]\)|,;:]\s)|(?<=\A)|(?<=\A\s))(?-i:IS|OF|AT)\s*(?:[:=]|$))"
)
_TRAILING = re.compile(  # tried only where such a stretch begins, or a line of blanks would be tried at each of them
    # not possessive: up to Python 3.11.4 a possessive group with alternatives in it misses (CPython issue 106052)
    rf"(?<![\s:=：])(?:[\s:=：]|->|{IS}\b(?:is|of|at|was|are|average|equals|to|value)\b)+$",
    re.IGNORECASE,
)
SO_FAR = re.compile(r"(?<!\s)\s{1,3}so far(?=[\s:=]*(?:\b(?:is|was)\b)?[\s:=]*$)", re.IGNORECASE)  # avg loss so far is
BEST = re.compile(r"\bbest\b", re.IGNORECASE)  # of which "so far" says that it is told again
OPENED = " \t:=：[({<\"'-"
PATH = re.compile(r"(?:^|\s)/(?:[\w.-]+/)+$")  # GET /acc/17
LETTER = re.compile(r"[^\W\d_]")
CALL = re.compile(  # loss = param(0.09), loss tensor(0.09, device=...): what the number is wrapped in names nothing
    r"(?:(?<=[:=])\s*[A-Za-z_][\w.]*|(?<![\w.])(?:tensor|array|param|np\.float\d+|DeviceArray|Array|Variable|float))\([\s\[]*$"
)
OF_TENSOR = re.compile(  # tensor(0.09, device='cuda:0', grad_fn=<NllLossBackward0>): how it was made is no name
    r",\s*(?:grad_fn=<\w+>|device='[^']*'|dtype=[\w.]+|requires_grad=\w+|shape=\(\))"
)
MADE_BY = re.compile(  # the loss that computed a tensor
    r"^[^()]*\bgrad_fn=<(?P<name>\w*Loss|\w*CrossEntropy|\w*KlDiv)(?:With\w+?)?Backward\d*>"
)
TOOK = re.compile(rf"[|,;]\s*[^\W\d_]+\s*[:=]?\s*{CLOCK}\s*(?=[|,;])")  # | train 2.1s | acc: the word is of the time
NAME_SAID = re.compile(r"(?:name|metric|tag|key)\s*[:=]\s*(?P<name>[\w][\w ./@-]*)$", re.IGNORECASE)
VALUE = re.compile(r"[\s;,]*(?:metric[ _-]?)?value\s*[:=]?\s*$", re.IGNORECASE)
OPEN_ENDED = re.compile(r"(?<=\bof)\s{2,}(?=[^\W\d_])")  # Accuracy of   car: blanks that put names one below the other
SHORTENED = re.compile(r"(?<![^\W\d_])(?P<word>[^\W\d_]{2,5})\.(?=\s)")  # acc. is 0.9
QUOTED = re.compile(  # loss for 'output' is, Accuracy on `valid` after epoch: a word that is quoted is one of the name
    r"(?<=[^\W\d_] )(?:'(?P<one>[^\W\d][\w./-]*)'|\"(?P<two>[^\W\d][\w./-]*)\"|`(?P<three>[^\W\d][\w./-]*)`)(?=\s|$)"
)
SAID = re.compile(r"^(?:.*\s)?[^\s=]+=[^\s=]+\s+(?=\S)")  # component=trainer before the name of a number
_LONGEST_TRAIL = 200
MOST_WORDS = 6  # of a metric's name; more is a sentence
MOST_WORDS_ABOUT = 9  # words of a phrase in which a metric is named
EACH = frozenset({"per", "each", "every", "/"})  # "loss per epoch" counts no epochs
NO_COUNT = re.compile(r"\b(?:best|max|num|total|bad|n|patience|warmup)[ _-]|epochs? (?:since|without)", re.IGNORECASE)
SUM = re.compile(r"^total\s+", re.IGNORECASE)
EVALUATES = re.compile(r"eval\w*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a text between two numbers says of the second: its `name`, and the `split` that stands before the name.

    `quantity` is what the name means; `metric` is the metric before a counter ("loss at step"). `last` tells that the
    name ends the text, so that it can only be of the number behind it.
    """

    name: str
    quantity: Quantity
    split: Split | None = None
    metric: str = ""


@lru_cache(maxsize=16_384)
def without_trailing(text: str) -> str:
    """A text without the signs and little words before a number that end it."""
    tail = max(len(text) - _LONGEST_TRAIL, 0)  # each place of a line of such words would be tried to its end
    return text[:tail] + _TRAILING.sub("", text[tail:])


def phrase_of(text: str) -> Phrase:
    """What the text before a number says of it."""
    if PATH.search(text):
        return Phrase("", Quantity.OTHER)
    text = OPEN_ENDED.sub(" ", CALL.sub("", OF_TENSOR.sub("", TOOK.sub("|", text))).replace("^2", "2"))
    text = QUOTED.sub(_unquoted, text)
    text = SHORTENED.sub(_whole_word, text if BEST.search(text) else SO_FAR.sub("", text))
    opened = without_trailing(text).rstrip(OPENED)
    head, inside = _bracketed(opened)
    if inside and head.rstrip(" @").endswith((")", "]")):  # Average Recall (AR) @[ IoU=0.50 ]
        shorter, short = _bracketed(head.rstrip(" @"))
        head, inside = (shorter, f"{short}, {inside}") if LETTER.search(shorter) else (head, inside)
    pieces = [piece for piece in BETWEEN.split(head if inside else text) if LETTER.search(piece)]
    if inside and not pieces and "\x01" not in head:
        pieces, inside = [inside] if LETTER.search(inside) else [], ""
    if not pieces:
        return Phrase("", Quantity.OTHER)
    said = NAME_SAID.search(pieces[-2]) if len(pieces) > 1 and VALUE.match(pieces[-1]) else None
    if said is not None:  # metricName: accuracy, metricValue: 0.9
        pieces = [*pieces[:-2], said["name"]]
    *before, last = re.split(r"[:：](?!\d)", without_trailing(pieces[-1]))
    while before and not LETTER.search(last):
        last = before.pop()
    name = SAID.sub("", without_trailing(last).strip(" -=:.>#_%/'\""))
    name = " ".join(name.split())
    found = _phrase(f"{name} ({' '.join(inside.split())})" if inside else name, [*pieces[:-1], *before])
    plain = meaning_of(name).quantity if inside else Quantity.OTHER
    told = found.quantity.is_progress and is_bare_error(name)  # Error (MSE), of which the bracket says which
    return (
        found
        if told or plain in COUNTERS | {Quantity.OTHER}
        else replace(found, name=found.name or name, quantity=plain)
    )


def tensor_phrase(before: str, after: str) -> Phrase | None:
    """What a tensor that is printed without a name says of itself: tensor(0.09, grad_fn=<NllLossBackward0>)."""
    made = MADE_BY.match(after) if before.endswith("tensor(") else None
    return Phrase(made["name"], Quantity.LOSS) if made is not None else None


def _unquoted(match: re.Match[str]) -> str:
    return match["one"] or match["two"] or match["three"]


def _whole_word(match: re.Match[str]) -> str:
    """A word without the point behind it where it is short for a metric, and ends no sentence."""
    return match["word"] if meaning_of(match["word"]).quantity is not Quantity.OTHER else match[0]


def phrase_before(text: str) -> Phrase:
    """What the text before a number says of it; what stands before a bar is no name of what stands behind it."""
    before, bar, behind_bar = text.rpartition(BAR)
    if not bar:
        return phrase_of(text)
    counted = phrase_of(before)
    return counted if counted.quantity is Quantity.EPOCH and not LETTER.search(behind_bar) else phrase_of(behind_bar)


def split_before_bar(text: str) -> Split | None:
    """The split that the words before a bar name."""
    words = re.findall(r"[^\W\d_]+", text.rpartition(BAR)[0])
    return split_in([" ".join(words)]) if words else None


def _bracketed(text: str) -> tuple[str, str]:
    """(what stands before a bracket that closes a text, what is in it); (the text, "") where none does."""
    if not text.endswith((")", "]")):
        return text, ""
    opening = max(text.rfind("("), text.rfind("["))
    return (text[:opening], text[opening + 1 : -1].strip()) if opening >= 0 else (text, "")


def _phrase(name: str, before: list[str]) -> Phrase:
    measured = meaning_of(before[-1]).quantity if before and is_split(name) else Quantity.OTHER
    if measured not in COUNTERS | {Quantity.OTHER}:  # MSE: train: 0.4, validation: 0.5
        *before, said = before
        name = f"{' '.join(said.split())} {name}" if len(said.split()) <= MOST_WORDS else name
    words = name.split()
    split = split_in(before)
    if not words or len(words) > MOST_WORDS_ABOUT:
        return Phrase("", Quantity.OTHER, split)
    quantity = meaning_of(name).quantity
    if quantity in COUNTERS:
        return Phrase(name, quantity, split or meaning_of(name).split)
    metric = counted(name)
    counts = SUM.sub("", name) if metric else name  # the total loss of epoch 3, but not: total epochs
    if metric is not None and NO_COUNT.search(f"{counts} ") is None:
        return Phrase(name, meaning_of(words[-1]).quantity, split or meaning_of(name).split, metric)
    if quantity is Quantity.OTHER and len(words) > MOST_WORDS:
        return Phrase("", Quantity.OTHER, split)
    return Phrase(name, quantity, split)


def split_in(pieces: list[str]) -> Split | None:
    """The last split that a few words name; before an evaluation, which says how and not on what, the test it is of."""
    told = ((piece, meaning_of(piece).split) for piece in reversed(pieces) if len(piece.split()) <= MOST_WORDS)
    found = [(piece, split) for piece, split in told if split is not None]
    if len(found) > 1 and found[1][1] is Split.TEST and EVALUATES.match(found[0][0].strip(" -=:.>#_")):
        return Split.TEST
    return found[0][1] if found else None


@lru_cache(maxsize=4096)
def counted(name: str) -> str | None:
    """The metric before the counter at the end of a name ("loss at step"), "" where only words about it stand there.

    None where the name ends in no counter, or says something else of it ("best epoch").
    """
    *words, last = name.split() or [""]
    if meaning_of(last).quantity not in COUNTERS or last.lower() in ("it", "up"):
        return None
    if words and (words[-1].lower() in EACH or (words[-1].isdecimal() and last.endswith("s"))):  # loss of 250 batches
        return None
    around = vocabulary().around
    while words and words[-1].lower() in around:
        words.pop()
    rest = " ".join(words)
    meaning = meaning_of(rest)
    if meaning.quantity is Quantity.TIME:  # time taken for epoch 3
        return ""
    if meaning.quantity not in COUNTERS | {Quantity.OTHER}:
        return rest
    if is_measured(rest):
        return rest
    said = [word for word in meaning.rest.split() if not word.isdigit()]
    return "" if around.issuperset(said) or len(said) <= 1 else None


@lru_cache(maxsize=4096)
def behind(text: str) -> str:
    """The words that follow a number, up to the next break."""
    pieces = BETWEEN.split(text.lstrip(" \t:)]%"))
    return without_trailing(pieces[0]).strip(" -=:.>#_") if pieces and LETTER.search(pieces[0]) else ""


def unmarked(name: str) -> str:
    """A name in lower case without its split, blanks and joints made one."""
    return meaning_of(name).rest or " ".join(name.lower().split())


@lru_cache(maxsize=4096)
def is_wordless(text: str) -> bool:
    """Whether nothing but signs, and words such as "is" or "of", stands in a text."""
    return LETTER.search(without_trailing(text)) is None
