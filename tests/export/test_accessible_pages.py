"""HTML reports for eyes, ears and keys: headings in order, drawings with words, colours that stand out."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import handmade
import pytest

from lossacc_gui.export.html import as_html
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.resource import resource

ERROR = UnreadableLog(Path("logs/broken.csv"), "The file is empty.", advice="Choose another log.")
VOID = {"meta", "br", "img", "path", "rect", "circle", "use"}
WORDS, SIGNS = 4.5, 3.0
"""WCAG 2.2, 1.4.3 and 1.4.11: the contrast of text and of what is no text."""


def several() -> str:
    return as_html([handmade.analysis(), handmade.analysis(why=handmade.families()), handmade.crowded()], [ERROR])


def nothing() -> str:
    return as_html([], [ERROR])


PAGES: list[Callable[[], str]] = [several, nothing, lambda: as_html([handmade.analysis(episodes=())], [])]


class Page(HTMLParser):
    """The elements of a page with their attributes and what they stand in; broken nesting is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self._open: list[str] = []
        self.feed(text)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), tuple(self._open)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def of(self, *tags: str) -> list[tuple[str, dict[str, str | None], tuple[str, ...]]]:
        return [one for one in self.found if one[0] in tags]


@pytest.mark.parametrize("make", PAGES)
def test_headings_go_down_one_level_at_a_time(make: Callable[[], str]) -> None:
    levels = [int(tag[1]) for tag, _, _ in Page(make()).of("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("make", PAGES)
def test_all_that_is_read_stands_in_the_main_part(make: Callable[[], str]) -> None:
    page = Page(make())
    assert len(page.of("main")) == 1
    assert all("main" in within for _, _, within in page.of("h1", "h2", "p", "li", "svg", "table"))


def test_every_chart_has_a_title_and_a_description_and_is_reached_by_keys() -> None:
    page = Page(several())
    ids = {about["id"] for tag, about, within in page.of("title", "desc") if "svg" in within}
    for _, about, within in page.of("svg"):
        assert about["role"] == "img" and set((about["aria-labelledby"] or "").split()) <= ids
        assert within[-1] == "figure"
    assert all(about.get("tabindex") == "0" and about.get("aria-label") for _, about, _ in page.of("figure"))


def test_no_id_stands_twice_and_every_link_leads_somewhere() -> None:
    page = Page(several())
    ids = [about["id"] for _, about, _ in page.found if "id" in about]
    assert len(ids) == len(set(ids))
    assert {(about["href"] or "#")[1:] for _, about, _ in page.of("a")} <= set(ids)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG has it; #abc is #aabbcc."""
    full = colour[1:] if len(colour) == 7 else "".join(2 * sign for sign in colour[1:])
    parts = [value / 255 for value in bytes.fromhex(full)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("sheet", "dark"), [("report.css", False), ("triage.css", False), ("triage.css", True)])
def test_words_and_signs_stand_out_from_every_paper_of_the_page(sheet: str, dark: bool) -> None:
    light, _, rest = resource(sheet).read_text(encoding="utf-8").partition("@media (prefers-color-scheme: dark)")
    rules = rest if dark else light
    papers = re.findall(r"background: (#\w+)", re.sub(r"\.bar \{.*?\}", "", rules))
    assert papers
    for paper in papers:
        for colour in re.findall(r"[^-]color: (#\w+)", rules):
            assert contrast(colour, paper) >= WORDS, (colour, paper)
        for colour in re.findall(r"border(?:-color|-left)?: [^;]*?(#\w+)", rules):
            assert contrast(colour, paper) >= SIGNS, (colour, paper)


def test_a_phone_gets_a_chart_of_its_own_width_in_letters_that_can_be_read() -> None:
    """At 370 pixels of page the letters of the wide chart would be 5 pixels high."""
    page = Page(several())
    figures = [about["class"] for _, about, _ in page.of("figure")]
    assert figures == ["wide", "narrow"] * 3
    for (_, about, within), kind in zip(page.of("svg"), figures, strict=True):
        width = float((about["viewbox"] or "").split()[2])
        assert within[-1] == "figure" and (width > 800 if kind == "wide" else 370 / width * 8 >= 9)
    rules = resource("report.css").read_text(encoding="utf-8")
    assert ".narrow { display: none; }" in rules, "one of the two at a time, and the wide one on paper"
    assert "@media screen and (max-width: 44rem) { .wide { display: none; } .narrow { display: block; } }" in rules
