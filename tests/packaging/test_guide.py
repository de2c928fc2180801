"""The user guide says what the program says; `python packaging/make_guide.py` makes it anew."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from make_guide import GUIDE, PAGES, SHOWN, SOURCES, figure, html_of, words_of_picture, words_told

from lossacc_gui.__main__ import command_line

pytestmark = pytest.mark.usefixtures("qapp")  # figures in this process need the application that widgets need

MOST_KB = 700
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w])")
NEAR = 0.01  # one unit of three digits, in which figures are told


def words(html: str) -> list[str]:
    """What a page says, whichever version of the package wrote its tags."""
    return unescape(re.sub(r"<[^>]*>", " ", html)).split()


def text_of(page: str) -> str:
    return (GUIDE / f"{page}.html").read_text(encoding="utf-8")


def assert_same(made: str, today: str) -> None:
    """The same words, and numbers that are as near as other versions of Python and numpy compute them."""
    said, now = (NUMBER.split(" ".join(words(html))) for html in (made, today))
    assert said[::2] == now[::2], "run python packaging/make_guide.py and read the difference"
    for number, other in zip(said[1::2], now[1::2], strict=True):
        assert float(number) == pytest.approx(float(other), rel=NEAR), f"{number} has become {other}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_the_program_says_today(page: str) -> None:
    assert_same(text_of(page), html_of(page))


def test_the_picture_of_the_window_was_taken_when_the_program_told_what_it_tells_today() -> None:
    assert words_of_picture() == words_told(), "run python packaging/make_guide.py and look at the picture"


def test_the_figure_is_what_the_program_draws_today() -> None:
    assert_same((GUIDE / "figure.svg").read_text(encoding="utf-8"), figure())


def test_pages_may_differ_in_the_last_digit_of_a_figure_and_in_nothing_else() -> None:
    page = "<p>0.239 in epoch 20, 1e-05</p>"
    assert_same(page, "<p>0.24 in epoch 20, 1.001e-05</p>")
    for other in ("0.239 in epoch 21, 1e-05", "0.339 in epoch 20, 1e-05", "0.239 at epoch 20, 1e-05", "0.239"):
        with pytest.raises(AssertionError):
            assert_same(page, other)


def test_every_command_is_told_of_with_its_arguments() -> None:
    commands = re.findall(r"<h2[^>]*>lossacc (\w+)</h2>(.*?)(?=<h2|</main>)", text_of("command-line"), re.DOTALL)
    assert len(commands) > 10
    for name, told in commands:
        assert "<table>" in told or name in ("options", "schema", "mcp"), name
        assert f"$ {SHOWN[name]}\n" in told if name in SHOWN else name in ("guide", "mcp", "open"), name
    assert all(option in dict(commands)["compare"] for option in ("--among", "--no-cache"))


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
    assert "\\|" not in html and "{{" not in html and "Traceback" not in html
    assert not re.search(r"<img(?![^>]*alt=\"[^\"]{10,})", html), "a picture needs words for who cannot see it"


def test_the_guide_is_small_and_every_picture_in_it_is_shown() -> None:
    assert sum(path.stat().st_size for path in GUIDE.iterdir()) < MOST_KB * 1000
    shown = set(re.findall(r'src="([^"]+)"', "".join(map(text_of, PAGES))))
    assert shown == {path.name for path in GUIDE.iterdir() if path.suffix in (".png", ".svg")}


def test_the_command_tells_where_the_guide_lies(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["guide"]) == 0
    assert Path(capsys.readouterr().out.strip()) == GUIDE / "index.html"
