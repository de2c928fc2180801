"""The user guide says what the program says; `python packaging/make_guide.py` makes it anew."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from make_guide import GUIDE, PAGES, SOURCES, html_of

from lossacc_gui.__main__ import command_line

pytestmark = pytest.mark.usefixtures("qapp")  # figures in this process need the application that widgets need

MOST_KB = 700


def words(html: str) -> list[str]:
    """What a page says, whichever version of the package wrote its tags."""
    return unescape(re.sub(r"<[^>]*>", " ", html)).split()


def text_of(page: str) -> str:
    return (GUIDE / f"{page}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_the_program_says_today(page: str) -> None:
    assert words(text_of(page)) == words(html_of(page)), "run python packaging/make_guide.py and read the difference"


def test_every_page_has_its_source_and_every_source_its_page() -> None:
    assert {path.stem for path in SOURCES.glob("*.md")} == set(PAGES) == {path.stem for path in GUIDE.glob("*.html")}


@pytest.mark.parametrize("page", PAGES)
def test_the_links_of_a_page_lead_somewhere_and_nothing_is_left_to_be_filled_in(page: str) -> None:
    html = text_of(page)
    for link in re.findall(r'(?:href|src)="([^"]+)"', html):
        if link.startswith(("http://", "https://")):
            continue
        file, _, place = link.partition("#")
        target = GUIDE / file if file else GUIDE / f"{page}.html"
        assert target.is_file(), link
        assert not place or f'id="{place}"' in target.read_text(encoding="utf-8"), link
    assert "{{" not in html and "Traceback" not in html
    assert not re.search(r"<img(?![^>]*alt=\"[^\"]{10,})", html), "a picture needs words for who cannot see it"


def test_the_guide_is_small_and_every_picture_in_it_is_shown() -> None:
    assert sum(path.stat().st_size for path in GUIDE.iterdir()) < MOST_KB * 1000
    shown = set(re.findall(r'src="([^"]+)"', "".join(map(text_of, PAGES))))
    assert shown == {path.name for path in GUIDE.iterdir() if path.suffix in (".png", ".svg")}


def test_the_command_tells_where_the_guide_lies(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["guide"]) == 0
    assert Path(capsys.readouterr().out.strip()) == GUIDE / "index.html"
