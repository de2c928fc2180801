"""A column that tells the phase or stage of a training breaks its curves, and starts no other training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.request import Request
from lossacc_gui.use_case import analyze


def log(folder: Path, name: str, phases: list[str]) -> Path:
    """Thirty epochs whose loss falls by half where the twelfth begins."""
    rows = [f"epoch,{name},loss,accuracy,val_loss,val_accuracy"]
    for epoch, phase in enumerate(phases):
        loss = (0.6 + 1.2 * np.exp(-epoch / 4)) * (0.5 if epoch >= 12 else 1.0)
        values = f"{loss:.4f},{1 - loss / 2:.4f},{1.05 * loss:.4f},{1 - loss / 1.9:.4f}"
        rows.append(f"{epoch},{phase},{values}")
    path = folder / "history.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [("phase", "head", "finetune"), ("stage", "1", "2"), ("train_phase", "warm-up", "main")],
)
def test_a_phase_is_a_break_and_no_restart(tmp_path: Path, name: str, first: str, second: str) -> None:
    (analysis,) = analyze(log(tmp_path, name, [first] * 12 + [second] * 18), Request())
    assert [(one.position, one.kind) for one in analysis.run.breaks] == [(12.0, "phase")]
    assert f"from {first} to {second}" in analysis.run.breaks[0].text
    assert not any(one.kind is FindingKind.RESTART for one in analysis.findings)
    assert "resumed_or_restarted" not in [one.cause.id for one in analysis.overall.causes]
    assert not any("no learning rate tells why" in one.text for one in analysis.findings)


@pytest.mark.parametrize(
    ("name", "phases"),
    [
        ("phase", ["a", "b"] * 15),
        ("phase", [str(i) for i in range(30)]),
        ("phase", ["head"] * 30),
        ("model", ["a"] * 12 + ["b"] * 18),
    ],
)
def test_what_goes_to_and_fro_or_stays_or_is_called_otherwise_is_no_phase(
    tmp_path: Path, name: str, phases: list[str]
) -> None:
    for analysis in analyze(log(tmp_path, name, phases), Request()):
        assert not any(one.kind == "phase" for one in analysis.run.breaks)
