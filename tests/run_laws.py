"""What every run that is read keeps to, and every refusal."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Run


def check(runs: tuple[Run, ...], path: Path) -> None:
    """What every run keeps to, however damaged its log."""
    assert runs
    for run in runs:
        assert run.name
        assert run.source == path
        assert run.series
        for series in run.series:
            assert len(series.step) == len(series.value) > 0
            assert series.step.dtype == np.int64
            assert series.value.dtype == np.float64
            assert (np.diff(series.step) > 0).all()
            assert (np.diff(series.x) > 0).all()
            if series.epoch is not None:
                assert len(series.epoch) == len(series.step)
                assert np.isfinite(series.epoch).all()
            if series.time is not None:
                assert len(series.time) == len(series.step)
        assert all(np.isfinite(b.position) and b.text for b in run.breaks)
        assert all(notice.text.endswith(".") for notice in run.notices)


def check_refusal(error: UnreadableLog) -> None:
    """That it is one sentence."""
    assert error.reason
    assert "\n" not in error.reason
    assert len(error.sentence) < 400
    assert error.reason[0].isupper()
