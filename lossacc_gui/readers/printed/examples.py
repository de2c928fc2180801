"""Finds how many examples each split has, where a training prints it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from lossacc_gui.measure.split_words import split_words, without_accents
from lossacc_gui.model.run import Split
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.settings import Setting

LOOKED_AT = 400  # lines before and after the first that measures: what is said later was said there as well
SPLIT = r"(?P<split>[^\W\d_]+)"  # any word; which of them name a split, the table of names says
COUNT = r"(?P<count>[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{1,9})\b(?![.%,]\d|\s*(?:%|ms|s)\b)"
THINGS = r"(?:samples|examples|images|instances|sentences)"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{SPLIT} on {COUNT} {THINGS}",  # Train on 60000 samples, validate on 10000 samples
        rf"\b{COUNT} {SPLIT} {THINGS}",  # 5,000 validation images
        rf"\b{SPLIT}[ _-]*(?:data)?set[:=, ]+(?:size[:= ]+)?{COUNT} {THINGS}",  # Test set: 10000 images
        rf"\b(?:number of |num[ _]?)?{SPLIT}[ _-]?(?:set |data )?{THINGS}['\"]?\s*[:=]\s*{COUNT}",
        rf"\b{SPLIT}[ _-]?(?:data)?(?:set)?[ _-]?(?:size|length)['\"]?\s*[:=]\s*{COUNT} {THINGS}",
        rf"\b{SPLIT}[ _-]*set\b.*\b\d+/{COUNT} \(\d",  # Test set: Average loss: 0.05, Accuracy: 9838/10000 (98%)
    )
)
VALIDATE = re.compile(rf"\bvalidate on {COUNT} {THINGS}", re.IGNORECASE)
RUNNING = re.compile(r"\*+ *Running (?P<split>training|evaluation)\b", re.IGNORECASE)  # transformers: Num examples = N
NUMBER = re.compile(rf"\bNum examples\s*[:=]\s*{COUNT}", re.IGNORECASE)
NAMES = {Split.TRAIN: "train", Split.VAL: "validation", Split.TEST: "test"}
NEAR = 3  # lines below such a heading


def examples_in(page: Page, first: int, counted: Iterable[tuple[Split, int]] = ()) -> tuple[Setting, ...]:
    """For each split of which the lines around `first` and `counted` tell one size, the setting "... samples"."""
    told: dict[Split, set[int]] = defaultdict(set)
    for split, count in counted:
        told[split].add(count)
    words = split_words()
    heading, since = Split.TRAIN, NEAR
    for at in range(max(first - LOOKED_AT, 0), min(first + LOOKED_AT, len(page))):
        line = page.line(at)
        since += 1
        if found := RUNNING.search(line):
            heading, since = words[found["split"].lower()], 0
        elif since <= NEAR and (found := NUMBER.search(line)):
            told[heading].add(_whole(found["count"]))
        for pattern in PATTERNS:
            for found in pattern.finditer(line):
                if (named := words.get(without_accents(found["split"]).lower())) is not None:
                    told[named].add(_whole(found["count"]))
        for found in VALIDATE.finditer(line):
            told[Split.VAL].add(_whole(found["count"]))
    sizes = sorted((NAMES[split], counts) for split, counts in told.items())
    return tuple((f"{name} samples", str(*counts)) for name, counts in sizes if len(counts) == 1)


def _whole(count: str) -> int:
    return int(count.replace(",", ""))
