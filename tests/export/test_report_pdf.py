"""The report as pages, and the command that writes reports."""

from __future__ import annotations

import io
import re
from itertools import combinations
from pathlib import Path

import handmade
import pytest
from commanded import LOG
from pypdf import PdfReader

from lossacc_gui import __version__
from lossacc_gui.__main__ import command_line
from lossacc_gui.chart import View
from lossacc_gui.export.causes import grouped
from lossacc_gui.export.drawing.primitives import Drawing, Fill, Rect, Text
from lossacc_gui.export.look import PLAIN, Look
from lossacc_gui.export.markdown import as_markdown
from lossacc_gui.export.plan import _told_ids
from lossacc_gui.export.report_pdf import Block, _block, _Pages, as_pdf, pages_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import UnreadableLog

ERROR = UnreadableLog(Path("logs/broken.csv"), "The file is empty.", advice="Choose another log.")


def read(runs: list[Analysis], look: Look = PLAIN) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(runs, [ERROR], look))).pages]


def test_a_pdf_says_every_word_of_the_markdown_report_and_shows_each_chart() -> None:
    runs = [handmade.analysis(keep=handmade.keep()), handmade.crowded()]
    pages = read(runs, Look(View(smoothing=0.6)))
    said = set(re.findall(r"\w+", " ".join(pages)))
    markdown = re.sub(r"\\(.)", r"\1", as_markdown(runs, [ERROR]))
    wanted = {word for word in re.findall(r"\w+", markdown) if len(word) < 12}  # longer ones may be broken
    assert not wanted - said
    whole = " ".join(pages)
    assert whole.count("Smoothing: exponential average, weight 0.6") == 2 and "accuracy (%)" in whole


def test_the_chart_stands_below_what_to_keep_and_above_the_events() -> None:
    for analysis in (handmade.analysis(keep=handmade.keep()), handmade.analysis(episodes=())):
        first, *_ = pages_of([analysis], [], PLAIN)
        texts = [item for item in first.items if isinstance(item, Text)]
        chart = next(item for item in texts if item.text == "epoch")
        above = " ".join(item.text for item in texts if item.y < chart.y)
        below = " ".join(item.text for item in texts if item.y > chart.y)
        assert str(analysis.run.source) in above and "Event 1" not in above
        assert "Event 1" in below or not analysis.events
        assert ("Keep epoch" in above) is (analysis.verdict.keep is not None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (r"- Stop: `Early('a\c', n_*=5)`.", r"Stop: Early('a\c', n_*=5)."),
        (r"- a\_b \`c\` \\ d", r"a_b `c` \ d"),
        (r"**\[fine\] x\_y**", "[fine] x_y"),
    ],
)
def test_no_markup_is_left_in_the_words(line: str, said: str) -> None:
    block = _block(line)
    assert block is not None and block.text == said


def test_every_run_begins_a_page_and_every_page_has_its_number() -> None:
    pages = read([handmade.crowded()] * 2)
    assert ["an experiment with" in page[:50] for page in pages].count(True) == 2
    for i, page in enumerate(pages, 1):
        assert f"page {i} of {len(pages)}" in page


def test_nothing_leaves_a_page() -> None:
    for page in PdfReader(io.BytesIO(as_pdf([handmade.crowded()], [ERROR], Look()))).pages:
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        contents = page.get_contents()
        assert contents is not None
        places = re.findall(r"1 0 0 -1 ([\d.]+) ([\d.]+) Tm", contents.get_data().decode("latin-1"))
        assert places and all(40 < float(x) < 560 and 40 < float(y) < 820 for x, y in places)


@pytest.mark.parametrize("height", [40.0, 300.0, 700.0])
def test_paragraphs_and_charts_follow_each_other_within_the_borders_and_none_lies_on_another(height: float) -> None:
    pages = _Pages()
    chart = Drawing(400, height, "#ffffff", Rect(0, 0, 1, 1), (Fill(Rect(0, 0, 400, height), "#123456"),), "", "")
    for i in range(12):
        pages.put(Block(f"Title {i}", 14, True, False, 12))
        pages.draw(chart)
        pages.put(Block("What it says. " * (9 * i), 9, False, i % 2 == 0, 2))
        if i == 6:
            pages.turn()
    done = pages.finished("All")
    titles: list[str] = []
    for page in done:
        texts = [item for item in page.items if isinstance(item, Text)]
        charts = [item.rect for item in page.items if isinstance(item, Fill)]
        boxes = [item.box for item in texts] + charts
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
        assert all(box.x >= 50 and box.right <= page.width - 50 and box.y >= 50 for box in boxes)
        assert all(box.bottom <= page.height - 50 for box in charts)
        words = [item for item in page.items if isinstance(item, Text | Fill)][:-1]
        tops = [item.y if isinstance(item, Text) else item.rect.y for item in words]
        assert tops == sorted(tops), "in the order in which they were written"
        titles += [text.text for text in texts if text.text.startswith("Title")]
        assert texts[-1].text.endswith(f"page {done.index(page) + 1} of {len(done)}")
    assert titles == [f"Title {i}" for i in range(12)]


@pytest.mark.parametrize("most", [1, 2, 3, 9, None])
def test_a_report_refers_only_to_causes_that_it_tells(most: int | None) -> None:
    numbered = [one for group in grouped(handmade.families()) for one in group.causes]
    told = {one.ranked.cause.id for one in numbered if most is None or one.number <= most}
    families = {group.family.cause.id for group in grouped(handmade.families()) if group.family is not None}
    found = _told_ids(handmade.families(), None, most)
    assert set(found) - families == told - families and len(found) == len(set(found))
    assert most is None or len(told) == min(most, len(numbered))


def test_no_runs_are_a_page_too() -> None:
    (page,) = read([])
    assert "The file is empty." in page


@pytest.mark.parametrize(
    ("suffix", "start"), [("html", b"<!doctype"), ("pdf", b"%PDF"), ("md", b"# "), ("txt", b"a/log\n===")]
)
def test_one_document_tells_of_all_runs(suffix: str, start: bytes, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "log.csv").write_text(LOG)
    output = tmp_path / f"out.{suffix}"
    paths = [str(tmp_path / name) for name in ("a", "b")]
    assert command_line(["report", *paths, "-o", str(output), "--smoothing", "0.5"]) == 0
    content = output.read_bytes()
    assert content.startswith(start)
    if suffix == "html":
        assert content.count(b"<svg") == 4 and b"weight 0.5" in content and b"textLength" in content
    assert command_line(["report", str(tmp_path / "a"), "-o", str(output)]) == 1
    assert output.read_bytes() == content


@pytest.mark.parametrize("suffix", ["html", "md", "txt"])
def test_a_report_tells_where_each_run_comes_from_where_that_is_wanted(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    output = tmp_path / f"out.{suffix}"
    for more, told in (([], False), (["--provenance"], True)):
        assert command_line(["report", str(tmp_path / "log.csv"), "-o", str(output), "--overwrite", *more]) == 0
        words = " ".join(output.read_text(encoding="utf-8").split())
        assert (f"lossacc {__version__} · default options" in words) is told


@pytest.mark.parametrize("name", ["out.csv", "out.png", "out"])
def test_what_is_no_report_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    assert command_line(["report", str(tmp_path / "log.csv"), "-o", str(tmp_path / name)]) == 2
    assert not (tmp_path / name).exists()
