"""Names the columns of the results.txt of YOLOv3, v5 and v7, which has no heading: 0/299 2.17G 0.1074 0.0581 ..."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|nan|inf)"
ROW = re.compile(rf"\s*\d+/\d+\s+\d+(?:\.\d+)?G(?:\s+{NUMBER}){{13}}\s*$")
BEGINS = re.compile(r"\s*\d+/\d+\s")
HEADING = (
    *("epoch", "gpu_mem", "train/box_loss", "train/obj_loss", "train/cls_loss", "train/loss", "labels", "img_size"),
    *("metrics/precision", "metrics/recall", "metrics/mAP_0.5", "metrics/mAP_0.5:0.95"),
    *("val/box_loss", "val/obj_loss", "val/cls_loss"),
)
PRECISION, RECALL, LAST_SCORE = 8, 9, 11
NEAR = 0.02  # by so much an F1 differs from that of the mean precision and recall, rounded and a mean over classes


def are_rows_of_yolo(lines: Sequence[str]) -> bool:
    """Whether all lines, two or more, are rows that YOLO writes after each epoch; the last may be torn."""
    return len(lines) > 1 and all(map(ROW.match, lines[:-1])) and BEGINS.match(lines[-1]) is not None


def heading_of_yolo(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """What heads the columns; None for rows of another form. YOLOv3 has the F1 where others have a second mAP."""
    if not are_rows_of_yolo([" ".join(row) for row in rows]):
        return None
    whole = [row for row in rows if len(row) == len(HEADING)]
    scores = [[float(row[i]) for i in (PRECISION, RECALL, LAST_SCORE)] for row in whole]
    told = [(2 * p * r / (p + r), last) for p, r, last in scores if p > 0 and r > 0]
    if not told or any(abs(f1 - last) > NEAR for f1, last in told):
        return HEADING
    return (*HEADING[:LAST_SCORE], "metrics/F1", *HEADING[LAST_SCORE + 1 :])
