"""An analysis comes of any option at either end of its range."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pytest
from strategies import Training, run_of

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.export.registry import REPORTS as ALL
from lossacc_gui.model.options import Options, allowed, described
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.triage.harm import ordered
from lossacc_gui.triage.summary import row_of
from lossacc_gui.use_case import analyze_run, with_stretches

CAUSES = load_causes(resource("causes"))[:3]
MADE = Training("worsens", 30, jitter=0.02)
RUNS = [
    run_of(MADE.log()),
    run_of(replace(MADE, kind="breaks", splits=("train",)).log()),
    run_of(replace(MADE, rows=1).log()),
]
REPORTS = [exporter for exporter in ALL if exporter.name in ("text", "json")]


@pytest.mark.parametrize("name", [name for name, *_ in described(Options())])
def test_an_option_may_be_at_either_end_of_its_range(name: str) -> None:
    for end in allowed(name):
        options = Options().changed({name: repr(type(getattr(Options(), name))(end))})
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            analyses = [with_stretches(analyze_run(run, Request(options=options, causes=CAUSES))) for run in RUNS]
            table = ordered([row_of(one, "run") for one in analyses], options)
        assert all(exporter.render(analyses, []) for exporter in REPORTS)
        assert len(table.rows) == len(RUNS)
