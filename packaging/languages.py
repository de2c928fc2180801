"""Gathers what the program says, and makes the catalogues of its translations.

    python packaging/languages.py         bring resources/languages/*.po up to date with the program, and make the .mo
    python packaging/languages.py untold  the texts that a catalogue has no translation for

Needs Babel. A text is found where it is given to `tr`, `say` or `say_many`, and in the tables that are data: actions,
thresholds, causes, facts. Translate in the .po file; what it says above its first text holds for all of them.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from checkout import ROOT

LANGUAGES = ROOT / "resources" / "languages"
PACKAGE = ROOT / "lossacc_gui"
COUNTED = "counted_text"
NO_WINDOW = ("agents", "api", "cli")
"""Rooms whose errors never reach the window, which alone speaks other languages than English."""
FIELD = re.compile(r"\{[^{}:]*(:upper|:within)?\}")
"""What is the same in every language; `:lower` is not: other languages may do without."""
LETTERS = re.compile(r"[^\W\d_]")
SAYS = re.compile(rf"\b(?:(?:tr|say|say_many|progress|{COUNTED})\(|map\(tr\b)")
"""Without one of these a file need not be parsed, which takes most of the time."""
MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""What stands for the time at which a catalogue was made, so that it changes with its texts alone."""


class Text(NamedTuple):
    """A text that is said, its form for several things (empty where it has none) and the file that says it."""

    one: str
    many: str
    file: str


@cache
def texts() -> tuple[Text, ...]:
    """Everything that is said, each text once, in the order of the files."""
    found: dict[str, Text] = {}
    for text in (*_in_code(), *_in_tables()):
        if LETTERS.search(FIELD.sub("", text.one)) and (text.one not in found or text.many):
            found[text.one] = text
    return tuple(found.values())


def _in_code() -> Iterator[Text]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] in NO_WINDOW:
            continue
        file, code = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        if not SAYS.search(code):
            continue
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Call):
                yield from (Text(one, many, file) for one, many in _said(node))


def _said(call: ast.Call) -> Iterator[tuple[str, str]]:
    """The texts of a call that says something."""
    name, given = _name(call.func), call.args
    if name in ("tr", "say") and given:
        yield from ((text, "") for text in _constants(given[0]))
    elif (name == "map" and _name(given[0]) == "tr") or (name == "progress" and len(given) == 2):
        yield from ((text, "") for text in _constants(given[1]))
    elif name == "say_many":
        yield from zip(_constants(given[0]), _constants(given[1]), strict=True)
    elif name == COUNTED:
        yield from ((f"{{count}} {noun}", f"{{count}} {noun}s") for noun in _constants(given[1]))


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _constants(node: ast.expr) -> Iterator[str]:
    """The texts in an expression, as far as no other call is given them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))
    elif isinstance(node, ast.Tuple | ast.List):
        for part in node.elts:
            yield from _constants(part)


def _in_tables() -> Iterator[Text]:
    from lossacc_gui.explain.facts import FACTS
    from lossacc_gui.explain.facts.fact import Unit
    from lossacc_gui.explain.facts.words import WORDS
    from lossacc_gui.explain.knowledge import known_causes
    from lossacc_gui.explain.sentences import as_factor
    from lossacc_gui.explain.worked_table import presets
    from lossacc_gui.export.registry import EXPORTERS
    from lossacc_gui.gui.actions.entries import ENTRIES, MENUS, MOUSE
    from lossacc_gui.model.episode import Direction, FindingKind
    from lossacc_gui.model.options import Options, described
    from lossacc_gui.model.quantity import Quantity
    from lossacc_gui.samples import samples

    actions = [*(f"&{menu}" for menu in MENUS), *(text for pair in MOUSE for text in pair)]
    actions += [text for entry in ENTRIES for text in (entry.text, entry.tip, entry.short)]
    tables = {
        "lossacc_gui/explain/facts/words": [
            text
            for fact, words in WORDS.items()
            for told in (words.said, words.little, words.zero, words.whole, words.below)
            for text in ((told, as_factor(told)) if FACTS[fact].unit is Unit.RELATIVE else (told,))
        ],
        "lossacc_gui/explain/worked_table.py": [text for one in presets() for text in (one.title, one.story)],
        "lossacc_gui/export/registry.py": [text for one in EXPORTERS for text in (one.title, one.about)],
        "lossacc_gui/gui/actions/entries.py": actions,
        "lossacc_gui/model/episode.py": [*Direction, *(kind.said for kind in FindingKind)],
        "lossacc_gui/model/options.py": [text for one in described(Options()) for text in one[2:]],
        "lossacc_gui/model/quantity.py": [quantity.axis_name for quantity in Quantity],
        "resources/samples/samples.toml": [text for one in samples() for text in (one.title, one.teaser)],
    }
    for cause in known_causes(None)[0]:
        name, _, meaning = cause.title.partition(": ")
        advice = (*cause.checks, *cause.remedies, *(text for _, text in cause.apart))
        tables[f"resources/causes/{cause.id}.toml"] = [cause.title, name, meaning, cause.story, *advice]
    yield from (Text(str(text), "", file) for file, told in tables.items() for text in told)
    for noun in ("epoch", "step", "row"):
        yield from (Text(f"{count}{noun}", f"{count}{noun}s", "lossacc_gui/model/run.py") for count in ("", "{count} "))


def _bring_up_to_date(path: Path) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    with path.open("rb") as file:
        catalogue = read_po(file)
    now = Catalog(fuzzy=False, creation_date=MADE)
    for text in texts():
        now.add((text.one, text.many) if text.many else text.one, locations=[(text.file, 0)])
    catalogue.update(now, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.last_translator = catalogue.language_team = "The lossacc developers"
    catalogue.revision_date, catalogue.msgid_bugs_address = MADE, ""
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, include_lineno=False, ignore_obsolete=True)


def compiled(path: Path) -> bytes:
    """The .mo of a .po file."""
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file)
    made = BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def main(arguments: list[str]) -> None:
    """Bring all catalogues up to date."""
    from babel.messages.pofile import read_po

    for path in sorted(LANGUAGES.glob("*.po")):
        if arguments == ["untold"]:
            with path.open("rb") as file:
                told = {
                    message.id if isinstance(message.id, str) else message.id[0]: message for message in read_po(file)
                }
            for text in texts():
                if text.one not in told or not any(told[text.one].string):
                    print(f"{path.name}: {text.file}: {text.one!r}")
            continue
        _bring_up_to_date(path)
        path.with_suffix(".mo").write_bytes(compiled(path))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:])
