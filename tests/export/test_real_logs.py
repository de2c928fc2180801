"""Figures and reports of the real logs that may lie beside the checkout."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from lossacc_gui.chart import View, chart_of
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.style import style_for
from lossacc_gui.export.json import as_json
from lossacc_gui.export.text import as_text
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_all


def measure(text: str, size: float, bold: bool) -> float:
    return len(text) * size * (0.55 if bold else 0.5)


@pytest.mark.shared
def test_no_words_overlap_in_the_figures_of_real_logs(shared: Path) -> None:
    logs = [shared / "corpus" / kind for kind in ("01_keras_csvlogger", "02_keras_history", "03_tfevents_tf2")]
    results = list(
        analyze_all([*logs, *sorted(shared.glob("truth/dev/*-0"))], Request(causes=load_causes(resource("causes"))))
    )
    analyses = [result for result in results if not isinstance(result, UnreadableLog)]
    views = (View(), View(smoothing=0.6, log_loss=True))
    for analysis in analyses:
        for view, preset in zip(views, ("nature-89", "slide"), strict=True):
            drawing = drawing_of(chart_of(analysis, view), style_for(preset), measure)
            for one, other in combinations(drawing.texts, 2):
                assert not one.box.overlaps(other.box), (analysis.run.source, one.text, other.text)
            for text in drawing.texts:
                assert text.box.x >= 0 and text.box.right <= drawing.width, (analysis.run.source, text.text)
    assert as_text(analyses, []) and as_json(analyses, [])
    print(f"\n{len(analyses)} runs drawn and told, {len(results) - len(analyses)} logs refused")  # noqa: T201
    assert analyses
