"""What each fact is told as, and over which range of its values it speaks: a module for each family of facts.

The ranges are in the unit of the fact and hold for any run: they were set by what a person would call little and much,
before weights were fitted, and are not fitted themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lossacc_gui.explain.facts.fact import Words
from lossacc_gui.explain.facts.words import answers, found, losses, outputs, relation, ruler, settings

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        name: words
        for family in (found, losses, answers, relation, ruler, settings, outputs)
        for name, words in family.WORDS.items()
    }
)
