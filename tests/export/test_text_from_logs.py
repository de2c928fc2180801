"""Names from logs are text in every report and figure, whatever they look like."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lossacc_gui.chart import View, chart_of
from lossacc_gui.export.figure import figure_bytes, style_for
from lossacc_gui.export.registry import REPORTS
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.request import Request
from lossacc_gui.use_case import analyze

pytestmark = pytest.mark.usefixtures("qapp")  # figures are painted

NAMES = {
    "escapes": ("\x1b[31m\x1b]0;PWNED\x07val_loss", "val_accuracy\x1b[2J\x08"),
    "controls": ("val_loss\x01\x02", "val_accuracy\ufffe\uffff"),
    "tags": ("<script>alert(1)</script>val_loss", "val_accuracy</title></svg><img src=x>"),
    "formulas": ("=cmd|'/C calc'!A0 val_loss", "@SUM(1+1) val_accuracy"),
    "right to left": ("\u202eval_loss", "val_accuracy"),
}


@pytest.fixture(params=NAMES)
def analysis(request: pytest.FixtureRequest, tmp_path: Path) -> Analysis:
    path = tmp_path / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("epoch", *NAMES[request.param]))
        writer.writerows((i, 1 / (1 + i), 1 - 1 / (2 + i)) for i in range(30))
    (analysis,) = analyze(path, Request(causes=()))
    assert len(analysis.run.series) == 2
    return analysis


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen = set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)


def test_figures_are_well_formed(analysis: Analysis) -> None:
    chart = chart_of(analysis, View())
    assert ET.fromstring(figure_bytes(chart, "svg", style_for("screen"))).tag.endswith("svg")
    for kind in ("png", "pdf"):
        assert figure_bytes(chart, kind, style_for("screen"))


@pytest.mark.parametrize("exporter", REPORTS, ids=lambda exporter: exporter.name)
def test_no_report_holds_a_control_character_or_a_tag_of_a_log(exporter: object, analysis: Analysis) -> None:
    text = exporter.render([analysis], [])  # type: ignore[attr-defined]
    assert not [c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160]
    if exporter.name == "html":  # type: ignore[attr-defined]
        tags = Tags()
        tags.feed(text)
        assert not tags.seen & {"script", "img"}


def test_no_cell_is_a_formula(analysis: Analysis) -> None:
    exporter = next(exporter for exporter in REPORTS if exporter.name == "csv")
    for row in csv.DictReader(io.StringIO(exporter.render([analysis], []))):
        assert not row["metric"].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_metric_without_a_name_is_called_something(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss,\x1b[2J\n" + "".join(f"{i},1,0.5\n" for i in range(5)), encoding="utf-8")
    (analysis,) = analyze(path, Request(causes=()))
    assert all(series.metric.strip() for series in analysis.run.series)
