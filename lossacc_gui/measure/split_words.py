"""The words for training, validation and test examples, by the one table of names."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache

from lossacc_gui.model.run import Split
from lossacc_gui.resource import resource

STROKES = str.maketrans({"ł": "l", "Ł": "L", "ı": "i", "ø": "o", "Ø": "O", "æ": "ae", "đ": "d", "Đ": "D", "ß": "ss"})


@cache
def split_words() -> dict[str, Split]:
    """The split of each word that names one, in small letters without accents."""
    with resource("metric_names.toml").open("rb") as file:
        return by_word(tomllib.load(file)["splits"])


def by_word(words: dict[str, list[str]]) -> dict[str, Split]:
    """The split of each word of a part of the table."""
    return {without_accents(word): Split(split) for split, some in words.items() for word in some}


def without_accents(text: str) -> str:
    """The text with plain letters."""
    if text.isascii():
        return text
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] != "M"
    )  # also vowel signs, which end no word
    return plain.translate(STROKES)
