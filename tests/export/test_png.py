"""Pictures as PNG files: their size, their colours, their letters."""

from __future__ import annotations

import handmade
import numpy as np
import pytest
from PySide6.QtGui import QImage

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.chart.overlay import Member, overlay_of
from lossacc_gui.export.drawing.primitives import Drawing, Rect, Text
from lossacc_gui.export.figure import figure_bytes, style_for
from lossacc_gui.export.png import palette_of, steadied
from lossacc_gui.export.raster import image_of
from lossacc_gui.model.run import Quantity, Split

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_png_stores_its_resolution_and_has_its_size() -> None:
    image = QImage.fromData(figure_bytes(chart_of(handmade.analysis(), View()), "png", style_for("nature-89")))
    assert image.dotsPerMeterX() == round(300 / 0.0254)
    assert image.width() == round(89 / 25.4 * 300)


def eight(points: int, noise: float, smoothing: float) -> Chart:
    """Eight noisy curves with verdicts of two lines each."""
    rng, t, members = np.random.default_rng(3), np.linspace(0, 1, points), []
    for i in range(8):
        value = 0.3 + np.exp(-4 * t * (1 + 0.1 * i)) + rng.normal(0, noise, points)
        run = handmade.run((handmade.series("val_loss", Quantity.LOSS, Split.VAL, value),), name=f"r{i}")
        members.append(Member(handmade.analysis(run, (handmade.episode(2, points),), text="The curves jump. " * 13)))
    return overlay_of(members, View(smoothing=smoothing))


@pytest.mark.parametrize("preset", ["nature-183", "cvpr-wide"])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("points", "noise", "smoothing"), [(160, 1.2, 0.5), (200, 0.2, 0.0), (300, 0.1, 0.9), (1000, 0.1, 0.9)]
)
def test_eight_noisy_curves_make_a_small_file(
    points: int, noise: float, smoothing: float, dark: bool, preset: str
) -> None:
    assert len(figure_bytes(eight(points, noise, smoothing), "png", style_for(preset, dark=dark))) <= 300_000


@pytest.mark.parametrize("vertical", [False, True])
def test_letters_that_are_alike_are_so_pixel_by_pixel_and_in_their_place(vertical: bool) -> None:
    text = Text(10.13, 90.29, "l" * 30, 7.3, 60, "#000000", vertical=vertical)
    image = image_of(Drawing(100, 100, "#ffffff", Rect(0, 0, 100, 100), (text,), "", ""), 300)
    assert image.format() == QImage.Format.Format_RGB32
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 0]
    across = pixels.T[::-1] if vertical else pixels  # upwards is onwards
    inked = np.flatnonzero((across < 255).any(axis=0))
    letters = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
    assert len(letters) == 30
    assert len({across[:, one].tobytes() for one in letters}) <= 2
    line = np.polyfit(range(30), [np.average(one, weights=255 - across[:, one].mean(axis=0)) for one in letters], 1)
    assert line[0] == pytest.approx(text.size * 300 / 72 * 455 / 2048, abs=0.01)


def test_rims_keep_the_shade_above_them_and_stray_no_further_than_is_seen_and_surfaces_stay() -> None:
    table = np.array([[255, 255, 255], [0, 0, 200], *([shade, shade, 255] for shade in range(10, 250))])
    rim = np.linspace(2, len(table) - 1, 120).astype(np.uint8)  # a steep line: each row is a shade further
    before = np.zeros((120, 50), np.uint8)
    before[:, 20], before[:, 21] = rim, 1
    after = before.copy()
    steadied(after, table)
    assert np.array_equal(np.delete(after, 20, axis=1), np.delete(before, 20, axis=1))
    apart = np.abs(table[after[:, 20]] - table[rim]).max(axis=1)
    assert 0 < apart.max() < 35
    assert 5 < np.count_nonzero(np.diff(after[:, 20].astype(int))) < 15


@pytest.mark.parametrize("steps", [2, 10, 256])
def test_a_palette_is_exact_while_it_can_be_and_close_when_it_cannot(steps: int) -> None:
    share = np.linspace(0, 1, steps)[:, None, None]  # edges are mixtures of the paper with a few inks
    inks = np.random.default_rng(1).integers(0, 256, (8, 3))
    mixed = np.rint(255 * (1 - share) + inks * share).astype(np.uint32).reshape(-1, 3)
    often = np.where(
        np.arange(len(mixed)) // 8 == steps - 1, 50, 3
    )  # the inside of a line has more pixels than its rim
    pixels = (mixed[:, 0] << 16 | mixed[:, 1] << 8 | mixed[:, 2]).repeat(often)
    table, places = palette_of(pixels)
    wanted = np.stack([pixels >> 16, pixels >> 8 & 255, pixels & 255], axis=1).astype(np.int64)
    apart = np.abs(table[places] - wanted).max(axis=1)
    assert len(table) <= 96 and (not apart.any() if steps <= 10 else apart.mean() < 12)
    assert {tuple(ink) for ink in inks.tolist()} <= {tuple(colour) for colour in table.tolist()}
