"""The colours a figure can have, each on white and on dark."""

from __future__ import annotations

from lossacc_gui.chart.palette import DARK, LIGHT, Theme

_GREY = Theme(
    background="#ffffff",
    ink="#000000",
    muted="#595959",
    grid="#e4e4e4",
    left=("#000000", "#6e6e6e", "#3d3d3d", "#8c8c8c"),
    right=("#000000", "#6e6e6e", "#3d3d3d", "#8c8c8c"),
    benign="#8c8c8c",
    watch="#5a5a5a",
    problem="#000000",
    runs=("#000000", "#8c8c8c", "#5a5a5a", "#767676"),
)
_GREY_ON_DARK = Theme(
    background="#17191c",
    ink="#ffffff",
    muted="#a8adb3",
    grid="#33373c",
    left=("#ffffff", "#a0a0a0", "#cfcfcf", "#7d7d7d"),
    right=("#ffffff", "#a0a0a0", "#cfcfcf", "#7d7d7d"),
    benign="#7d7d7d",
    watch="#a0a0a0",
    problem="#ffffff",
    runs=("#ffffff", "#7d7d7d", "#bdbdbd", "#9a9a9a"),
)
PALETTES: dict[str, dict[bool, Theme]] = {
    "standard": {False: LIGHT, True: DARK},
    "grey": {False: _GREY, True: _GREY_ON_DARK},
}
"""Name -> whether on dark -> the colours."""
