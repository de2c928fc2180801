"""The notebook of the documentation runs from top to bottom and shows what it promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lossacc_gui.resource import resource

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")


@pytest.mark.filterwarnings("ignore")  # those of the kernel's own parts
def test_the_notebook_runs_and_shows_charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    notebook = nbformat.read(resource("notebooks", "tour.ipynb"), as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "outputs are made, not kept"
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    shown: list[dict[str, Any]] = [
        output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])
    ]
    assert any("<svg" in data.get("text/html", "") for data in shown)
    assert any("image/png" in data for data in shown)
    assert any("'loss_worse_accuracy_" in data.get("text/plain", "") for data in shown)
