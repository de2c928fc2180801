"""Lists the parts of a build for machines: a bill of materials in CycloneDX 1.5."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from bundled import OF_THE_SYSTEM


def bill_of_materials(parts: Iterable[Mapping[str, str]]) -> str:
    """The bill of `parts`, of which the first is the program itself; each has name, version and licence.

    A part that is no package of the package index brings its `purl`.
    """
    program, *others = map(_component, parts)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {**program, "type": "application"}},
        "components": others,
    }
    return json.dumps(bill, indent=1, ensure_ascii=False) + "\n"


def _component(part: Mapping[str, str]) -> dict[str, object]:
    name = re.sub(r"[-_.]+", "-", part["name"]).lower()
    elsewhere = part["name"] in ("Python", "Liberation Sans") or part["version"] == OF_THE_SYSTEM
    purl = {} if elsewhere else {"purl": part.get("purl", f"pkg:pypi/{name}@{part['version']}")}
    return {
        "type": "library",
        "name": part["name"],
        "version": part["version"],
        "licenses": [_licence(part["licence"])],
        **purl,
    }


def _licence(told: str) -> dict[str, object]:
    """An SPDX expression as one, other words as a name."""
    word = r"[A-Za-z0-9.+-]+"
    is_expression = re.fullmatch(rf"{word}( (AND|OR|WITH) {word})*", told) and told not in ("BSD", "Python")
    return {"expression": told} if is_expression else {"license": {"name": told}}
