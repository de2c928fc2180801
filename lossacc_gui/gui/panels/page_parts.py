"""Pieces of the explanation panel's page: prose with code in it, lists, sources, the style of all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from PySide6.QtGui import QGuiApplication

from lossacc_gui.gui.look.theme import Theme
from lossacc_gui.language import say, tr
from lossacc_gui.model.cause import Source

MAY_BREAK = "\u200b"
"""Where a line may end; to be taken out of what is copied."""


def headline(text: str) -> tuple[str, str]:
    """The first sentence of a verdict, and the others."""
    first, *rest = re.split(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ])", text, maxsplit=1)
    return first, " ".join(rest)


def settled(text: str) -> str:
    """What the predictions settle."""
    return f"<p class='box'><b>{said(say('From the predictions:'))}</b> {escape(tr(text).strip())}</p>"


def points(title: str, points: Sequence[str]) -> Iterator[str]:
    """A titled list; nothing where it would be empty."""
    if points:
        rows = "".join(f"<tr><td>•&nbsp;</td><td>{prose(point)}</td></tr>" for point in points)
        yield f"<p class='h3'>{said(title)}</p><table cellspacing='0' cellpadding='1'>{rows}</table>"


def prose(text: str) -> str:
    """Text of the knowledge base: `code` between backticks."""
    pieces = escape(text.strip()).split("`")
    return "".join(f"<code>{piece}</code>" if i % 2 else piece for i, piece in enumerate(pieces))


def breakable(html: str) -> str:
    """A page whose code goes on in the next line behind a bracket, before it breaks within a word."""
    return re.sub(r"<code>.*?</code>", lambda found: found[0].replace("(", f"({MAY_BREAK}"), html)


def cited(source: Source) -> str:
    """A source with all that is known of it."""
    who = ", ".join(part for part in (source.author, source.venue, str(source.year or ""), tr(source.number)) if part)
    note = f": <span class='small'>{escape(source.note)}</span>" if source.note else ""
    return f"{escape(source.title)}{' (' + escape(who) + ')' if who else ''}{note}"


def said(text: str) -> str:
    """A text in the language of the window, as HTML."""
    return escape(tr(text))


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return say("{text:upper}", text=text)


USUAL_LETTERS = 9.0
"""Points of the letters for which the sizes below are meant; a person may have larger ones."""


def style(theme: Theme) -> str:
    """The style sheet of the page."""
    larger = max(QGuiApplication.font().pointSizeF() / USUAL_LETTERS, 0.5)
    return f"""
    body {{ color: {theme.text}; }}
    p.h1 {{ font-size: {13 * larger:.1f}pt; font-weight: 600; margin: 4px 0 6px 0; }}
    p.verdict {{ font-size: {11.5 * larger:.1f}pt; font-weight: 600; margin: 4px 0 6px 0; }}
    p.h2 {{ font-size: {11 * larger:.1f}pt; font-weight: 600; margin: 16px 0 4px 0; }}
    p.h3 {{ font-weight: 600; color: {theme.muted}; margin: 8px 0 2px 0; }}
    p {{ margin: 3px 0 5px 0; }}
    p.place {{ color: {theme.muted}; margin: 0 0 2px 0; }}
    p.cause {{ margin: 10px 0 2px 0; }}
    p.item {{ margin: 5px 0 5px 0; }}
    p.box {{ background-color: {theme.raised}; margin: 8px 0 4px 0; }}
    p.source {{ margin: 1px 0 2px 0; }}
    td.name {{ color: {theme.muted}; }}
    p.link {{ font-size: {8.5 * larger:.1f}pt; }}
    .small {{ color: {theme.muted}; font-size: {8.5 * larger:.1f}pt; }}
    a {{ color: {theme.accent}; text-decoration: none; }}
    """
