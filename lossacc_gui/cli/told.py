"""The commands that tell what the program knows: formats, causes, facts, options, the schema of its JSON, the guide."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from lossacc_gui.cli import kinds
from lossacc_gui.cli.shared import Commands, command
from lossacc_gui.cli.terminal import DONE, UNREADABLE, USAGE, fail, put, tell
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.errors import BadKnowledge
from lossacc_gui.model.nearest import nearest
from lossacc_gui.model.options import Options, allowed, described


def formats(arguments: argparse.Namespace) -> int:
    """The formats that can be read."""
    from lossacc_gui.readers.registry import READERS

    if arguments.markdown:
        from lossacc_gui.readers.format_table import as_markdown

        put(as_markdown(READERS))
    else:
        put("\n".join(f"{reader.name}\n    {reader.title}\n    {reader.looks_like}" for reader in READERS))
    return DONE


def causes(arguments: argparse.Namespace) -> int:
    """The causes, or all about one of them."""
    from lossacc_gui.export.text import cause_as_text

    causes, wrong = _known_causes(arguments.causes)
    if not arguments.name:
        width = max(len(cause.id) for cause in causes)
        put("\n".join(f"{cause.id:<{width}}  {cause.title}" for cause in causes))
        return UNREADABLE if wrong else DONE
    known = {cause.id: cause for cause in causes}
    wanted = _wanted("cause", arguments.name, known)
    if wanted is None:
        return USAGE
    put("\n\n\n".join(cause_as_text(known[name]) for name in wanted))
    return UNREADABLE if wrong else DONE


def facts(arguments: argparse.Namespace) -> int:
    """What is measured of a run: range, how it is told, meaning, and the causes that expect something of it.

    The range is of what is measured, in the unit that the meaning names: a rise in nats is told as a relative one.
    """
    from lossacc_gui.explain.facts import FACTS
    from lossacc_gui.explain.facts.words import WORDS

    causes, wrong = _known_causes(arguments.causes)
    wanted = _wanted("fact", arguments.name, FACTS)
    if wanted is None:
        return USAGE
    lines = []
    for name in wanted:
        fact, words = FACTS[name], WORDS[name]
        lines.append(
            f"{name} (says no at {words.low:.3g}, yes at {words.high:.3g}; told as: {fact.unit})\n    {fact.definition}"
        )
        expecting = [
            f"{'+' if sign.expected > 0 else '-'}{cause.id}"
            for cause in causes
            for sign in cause.signs
            if sign.fact == name and sign.expected
        ]
        lines.append(f"    expected by: {', '.join(expecting) or 'none; its weights were fitted'}")
    put("\n".join(lines))
    return UNREADABLE if wrong else DONE


def schema(_: argparse.Namespace) -> int:
    """The JSON Schema of what `analyze --json` prints."""
    from lossacc_gui.api.contract import schema_text

    put(schema_text().rstrip())
    return DONE


def guide(arguments: argparse.Namespace) -> int:
    """Where the user guide lies."""
    from lossacc_gui.resource import resource

    page = resource("guide", "index.html")
    put(str(page))
    if arguments.open:
        import webbrowser

        if not webbrowser.open(page.as_uri()):
            return fail("no browser could be opened", UNREADABLE)
    return DONE


def mcp(_: argparse.Namespace) -> int:
    """Serve agents on standard input and output until the client goes."""
    from lossacc_gui.agents import serve

    serve()
    return DONE


def options(arguments: argparse.Namespace) -> int:
    """Every threshold with its unit and reason, or those that are named."""
    known = {name: (value, unit, reason) for name, value, unit, reason in described(Options())}
    wanted = _wanted("option", arguments.name, known)
    if wanted is None:
        return USAGE
    lines = []
    for name in wanted:
        (value, unit, reason), (low, high) = known[name], allowed(name)
        lines.append(f"{name} = {value} ({unit}; {low:,.10g} to {high:,.10g})\n    {reason}")
    put("\n".join(lines))
    return DONE


def _wanted(what: str, names: Sequence[str], known: Collection[str]) -> Iterable[str] | None:
    """The names that are asked for, all that are known where none is; None, and what is wrong is said, for one that is
    not known.
    """
    for name in names:
        if name not in known:
            like = nearest(name, known)
            fail(f"there is no {what} {name!r}{like and f', but {like}'}; `lossacc {what}s` lists all", USAGE)
            return None
    return names or known


def _known_causes(own: Path | None) -> tuple[tuple[Cause, ...], tuple[BadKnowledge, ...]]:
    """The causes with the person's own, and what is wrong with these, which is said on standard error."""
    from lossacc_gui.explain.knowledge import known_causes

    causes, errors = known_causes(own)
    for error in errors:
        tell(str(error))
    return causes, errors


def add_told(group: Commands) -> None:
    """The commands with their arguments."""
    command(group, "formats", formats, "the log formats and what each looks like", "lossacc formats", _formats_options)
    command(
        group,
        "causes",
        causes,
        "the causes, their evidence, checks, remedies, sources",
        "lossacc causes\n  lossacc causes overconfidence",
        _names_and_causes,
    )
    command(
        group,
        "facts",
        facts,
        "what is measured, its unit, and which causes expect it",
        "lossacc facts\n  lossacc facts val_rise",
        _names_and_causes,
    )
    command(
        group,
        "options",
        options,
        "every threshold with its unit and reason",
        "lossacc options\n  lossacc options problem_loss_rise",
        _names,
    )
    command(group, "schema", schema, "the JSON Schema of `analyze --json`", "lossacc schema > schema.json")
    command(
        group,
        "guide",
        guide,
        "where the user guide lies, pages for a browser",
        "lossacc guide --open",
        _guide_options,
    )
    command(
        group,
        "mcp",
        mcp,
        "tools for agents, by the Model Context Protocol on standard input and output",
        'pip install "lossacc[mcp]"\n  claude mcp add lossacc -- lossacc mcp',
    )


def _formats_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--markdown", action="store_true", help="as the table in the README")


def _names(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="*", metavar="NAME", help="tell of these alone, and all there is to tell")


def _names_and_causes(parser: argparse.ArgumentParser) -> None:
    _names(parser)
    _own_causes(parser)


def _guide_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--open", action="store_true", help="open it in the browser")


def _own_causes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--causes", type=kinds.path, metavar="DIR", help="a folder of your own causes, read as well")
