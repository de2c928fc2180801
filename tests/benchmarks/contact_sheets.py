"""The figures of many logs side by side, to be looked at: light, dark, grey, and light as eyes without green see it.

    python tests/benchmarks/contact_sheets.py FOLDER_OF_PICTURES PATH... [--most 20]

Of the logs found under the paths every so-manieth is drawn, and said; those that are refused count as none.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from lossacc_gui.chart import View, chart_of
from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.export.drawing.style import changed, style_for
from lossacc_gui.export.figure import image_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.request import Request
from lossacc_gui.resource import resource
from lossacc_gui.use_case import analyze_log, logs_of

ACROSS, WIDTH = 5, 420
LOOKS = {"light": {}, "dark": {"dark": True}, "grey": {"palette": "grey"}}
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
"""Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("path", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=20)
    asked = parser.parse_args()
    analyses = drawn_logs(asked.path, asked.most)
    for name, changes in LOOKS.items():
        view = View(smoothing=0.6)
        style = changed(style_for("neurips", dpi=WIDTH / 5.5), title=True, **changes)
        sheet = side_by_side([image_of(chart_of(one, view), style) for one in analyses])
        sheet.save(str(asked.folder / f"{name}.png"))
        if name == "light":
            without_green(sheet).save(str(asked.folder / "deuteranopia.png"))


def drawn_logs(paths: list[Path], most: int) -> list[Analysis]:
    """The first run of each of `most` logs, evenly spread over all."""
    request = Request(causes=load_causes(resource("causes")))
    logs = [one for one in logs_of(paths, request) if not isinstance(one, UnreadableLog)]
    found: list[Analysis] = []
    for log in logs[:: max(1, len(logs) // most)]:
        run = next((one for one in analyze_log(log, request) if not isinstance(one, UnreadableLog)), None)
        if run is not None and len(found) < most:
            found.append(run)
            print(len(found), log)
    return found


def side_by_side(pictures: list[QImage]) -> QImage:
    rows = [pictures[i : i + ACROSS] for i in range(0, len(pictures), ACROSS)]
    heights = [max(one.height() for one in row) + 6 for row in rows]
    sheet = QImage(ACROSS * (WIDTH + 6), sum(heights), QImage.Format.Format_RGB32)
    sheet.fill(QColor("#808080"))
    painter = QPainter(sheet)
    for i, row in enumerate(rows):
        for j, picture in enumerate(row):
            painter.drawImage(j * (WIDTH + 6), sum(heights[:i]), picture)
    painter.end()
    return sheet


def without_green(picture: QImage) -> QImage:
    seen = picture.copy()
    pixels = np.frombuffer(seen.bits(), np.uint8).reshape(seen.height(), seen.width(), 4)
    light = (pixels[:, :, 2::-1] / 255.0) ** 2.2
    pixels[:, :, 2::-1] = np.round(np.clip(light @ DEUTERANOPIA.T, 0, 1) ** (1 / 2.2) * 255)
    return seen


if __name__ == "__main__":
    main()
