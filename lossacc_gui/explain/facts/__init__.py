"""The closed vocabulary of facts that causes may argue with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lossacc_gui.explain.facts import answers, found, losses, outputs, recomputed, relation, ruler, settings
from lossacc_gui.explain.facts.fact import Fact

FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        fact.name: fact
        for module in (losses, answers, relation, ruler, found, settings, outputs, recomputed)
        for fact in module.FACTS
    }
)
