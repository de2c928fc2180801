"""Names that are listed before their numbers: precision, recall, F1: (0.9, 0.8, 0.85), loss (train/val): 0.5/0.6."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.printed.cutting import CLOCK
from lossacc_gui.readers.printed.phrases import without_trailing
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.series.names import is_measured, meaning_of

NAME = r"[^\W\d_][\w@.^-]*(?: [\w@.^-]+){0,3}"
PART = r"\s*(?:[,/|&;]|\band\b)\s*"
LIST = re.compile(rf"(?:^|[^\w@.^-])(?P<names>{NAME}(?:{PART}{NAME})+)$", re.IGNORECASE)
BRACKETED = re.compile(r"(?P<before>[^()\[\]]*)[(\[](?P<inside>[^()\[\]]+)[)\]]$")
TIMED = re.compile(rf"^\s*%?{PART}{CLOCK}")
POINTS = re.compile(
    r"(?:[\s:=~>({\[<\u2013\u2014\u2190-\u21ff\u27f5-\u27ff-])+$"
)  # ===>, ->, ::, with or without a bracket behind
BETWEEN = re.compile(rf"^\s*%?{PART}[(\[]?$|^\s*%?\s+$")  # values of one list
LETTERS = 2  # of a name that may be short for anything: P, R, F1
MOST_BEFORE = 4  # words before a bracket of names that belong to each of them


def listed_names(texts: Sequence[str]) -> dict[int, str]:
    """The name of each slot that is one of several with as many names before them; `texts` stand around the slots."""
    found: dict[int, str] = {}
    for i, text in enumerate(texts[:-1]):
        names = names_in(text) if i not in found else []
        joined = _joined(texts[i + 1 : -1])
        if len(names) == joined + 1 > 2 and _ends_in_time(names[-1], texts[i + joined]):
            names = names[:-1]
        if len(names) > joined > 1:  # epoch | train loss/acc: 0.5/0.8, or train, loss, acc: 0.5, 0.8
            names = _alike([*filter(is_split, names[:-joined][-1:]), *names[-joined:]])[-joined:]
        last = i + len(names)
        if 1 < len(names) < joined:  # loss, acc: 3, 0.5, 0.8: nobody knows which of the numbers is the loss
            found |= dict.fromkeys(range(i, i + joined), "")
            continue
        if len(names) < 2 or last >= len(texts) or not all(map(BETWEEN.match, texts[i + 1 : last])):
            continue
        if last == len(texts) - 1 or joined == len(names):
            found |= dict(enumerate(names, start=i))
    return found


def _joined(gaps: Sequence[str]) -> int:
    """How many values are one list, of which `gaps` stand between; blanks end one that another sign parts."""
    for k, gap in enumerate(gaps, start=1):
        if not BETWEEN.match(gap) or (k > 1 and not gap.strip() and gaps[0].strip()):
            return k
    return len(gaps) + 1


def _ends_in_time(name: str, gap: str) -> bool:
    """Whether the last of listed values is a time, which is no number of its own: loss/acc/time: 0.5/0.8/3.01s."""
    return meaning_of(name).quantity is Quantity.TIME and TIMED.match(gap) is not None


def names_in(text: str) -> list[str]:
    """The names that end a text, where all are known; each with what the first, or the words before, say of all."""
    told = POINTS.sub("", without_trailing(POINTS.sub("", text)))
    bracket = BRACKETED.search(told)
    before = ""
    if bracket is not None and (split := _parted(bracket["inside"])):
        before = " ".join(re.split(r"[^\w\s@.^-]", bracket["before"])[-1].split()[-MOST_BEFORE:])
        names = [f"{before} {name}".strip() if _adds(before) else name for name in split]
    else:
        match = LIST.search(told)
        names = _alike(_parted(match["names"])) if match is not None else []
    known = sum(meaning_of(name).quantity.is_progress for name in names)
    return names if known > 1 or (known and all(map(_is_name, names))) else []


def _parted(text: str) -> list[str]:
    names = [" ".join(name.split()) for name in re.split(PART, text, flags=re.IGNORECASE)]
    return names if len(names) > 1 and all(names) else []


def _adds(before: str) -> bool:
    """Whether the words before a bracket say on which examples, or what, the numbers were measured."""
    meaning = meaning_of(before)
    return meaning.split is not None or meaning.quantity.is_progress


def _alike(names: list[str]) -> list[str]:
    """The names with the split of the first, and splits alone with what another measures: train / val loss."""
    split = meaning_of(names[0]).split if names else None
    measured = next((meaning_of(name).rest for name in names if not is_split(name)), "")
    whole = [f"{name} {measured}".strip() if is_split(name) else name for name in names]
    return [name if split is None or meaning_of(name).split is not None else f"{split} {name}" for name in whole]


def _is_name(name: str) -> bool:
    meaning = meaning_of(name)
    return meaning.quantity is not Quantity.OTHER or is_measured(name) or len(meaning.rest) <= LETTERS
