from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise

import handmade
import numpy as np
import pytest

from lossacc_gui.chart import Axis, Chart, View, chart_of
from lossacc_gui.chart.across import Across
from lossacc_gui.chart.overlay import Member, overlay_of
from lossacc_gui.chart.palette import RUN_SIGNS, Theme
from lossacc_gui.chart.parts import Mark, Reference
from lossacc_gui.export.drawing.axes import x_ticks, y_ticks
from lossacc_gui.export.drawing.bands import tabs_of
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.primitives import Area, Drawing, Fill, Rect, Sign, Stroke, around
from lossacc_gui.export.drawing.scale import Scale
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.style import PRESETS, FigureStyle, changed, style_for
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.errors import BadOption


def measure(text: str, size: float, bold: bool) -> float:
    """A font whose letters are all half as wide as high (and a bit more when bold): no Qt is needed here."""
    return len(text) * size * (0.55 if bold else 0.5)


def drawn(chart: Chart, style: FigureStyle) -> Drawing:
    return drawing_of(chart, style, measure)


def drawing_theme() -> Theme:
    return style_for("nature-89").theme


CHARTS = {
    "kept": chart_of(handmade.analysis(keep=handmade.keep()), View()),
    "simple": chart_of(handmade.analysis(), View()),
    "crowded": chart_of(handmade.crowded(), View(smoothing=0.5)),
    "log": chart_of(handmade.crowded(), View(log_loss=True)),
    "zoomed": chart_of(handmade.crowded(), View(x_range=(20.2, 33.7))),
    "empty": chart_of(handmade.analysis(handmade.run(()), ()), View()),
    "one point": chart_of(handmade.analysis(handmade.run(handmade.curves(1)), ()), View()),
    "overlay": handmade.overlay(8, View(smoothing=0.5)),
    "difference": handmade.overlay(3, baseline=0),
    "loss only": chart_of(handmade.analysis(handmade.run(handmade.curves()[:1]), ()), View()),
}


@pytest.mark.parametrize("style", PRESETS, ids=lambda style: style.name)
@pytest.mark.parametrize("name", CHARTS)
def test_no_words_overlap_and_none_leave_the_sheet(name: str, style: FigureStyle) -> None:
    drawing = drawn(CHARTS[name], replace(style, provenance="history.csv, lossacc 0.1"))
    sheet = Rect(0, 0, drawing.width, drawing.height)
    for text in drawing.texts:
        box = text.box
        assert box.x >= sheet.x and box.right <= sheet.right, text
        assert box.y >= sheet.y and box.bottom <= sheet.bottom, text
    for one, other in combinations(drawing.texts, 2):
        assert not one.box.overlaps(other.box), (one.text, other.text)


@pytest.mark.parametrize("name", CHARTS)
def test_no_words_lie_on_the_curves(name: str) -> None:
    drawing = drawn(CHARTS[name], style_for("nature-89"))
    assert not [text for text in drawing.texts if text.box.overlaps(drawing.data)]


def test_everything_a_reader_needs_is_written() -> None:
    drawing = drawn(CHARTS["simple"], replace(style_for("nature-89"), provenance="history.csv, lossacc 0.1"))
    words = " ".join(text.text for text in drawing.texts)
    for wanted in (
        *("loss (train)", "val_loss", "accuracy (train)", "val_accuracy"),
        *(
            "epoch",
            "loss",
            "accuracy (%)",
            "Curves as logged.",
            "history.csv, lossacc 0.1",
        ),
        *("epochs 24–60, val: loss gets worse, accuracy stays flat (problem).", "(71 %)"),
        "best val_loss: 0.392 at epoch 25",
    ):
        assert wanted in words


def test_an_overlay_names_each_run_once_in_the_legend_and_once_with_its_verdict() -> None:
    chart = CHARTS["overlay"]
    drawing = drawn(chart, style_for("slide"))
    texts = [text.text for text in drawing.texts]
    assert [texts.count(run.name) for run in chart.runs] == [1] * 8
    signs = [item for item in drawing.items if isinstance(item, Sign)]
    theme = style_for("slide").theme
    for i in range(8):
        own = {(sign.colour, sign.fill) for sign in signs if sign.shape == RUN_SIGNS[i]}
        assert (theme.run(i), theme.background) in own, "hollow on the right axis"
        assert (theme.background, theme.run(i)) in own, "filled on the left one"
    bars = [
        item for item in drawing.items if isinstance(item, Fill) and item.edge and item.rect.y > drawing.data.bottom
    ]
    assert {bar.colour for bar in bars} == {theme.run(i) for i in range(7)}


def test_the_signs_of_a_short_run_do_not_hide_it() -> None:
    runs = [handmade.analysis(handmade.run(handmade.curves(points), name=f"{points}")) for points in (20, 400)]
    chart = overlay_of([Member(one) for one in runs], View())
    for style in (style_for("nature-89"), style_for("slide")):
        drawing = drawn(chart, style)
        data, signs = drawing.data, [item for item in drawing.items if isinstance(item, Sign)]
        inside = [one for one in signs if data.x <= one.x <= data.right and data.y <= one.y <= data.bottom]
        for i, most in enumerate((1, 4)):
            theirs = [one for one in inside if one.shape == RUN_SIGNS[i]]
            assert 4 <= len(theirs) <= 4 * most, "at least one on each of four curves"


def test_a_legend_counts_what_it_leaves_out_right_behind_what_it_has() -> None:
    drawing = drawn(chart_of(handmade.crowded(), View()), style_for("icml"))
    (more,) = (text for text in drawing.texts if re.fullmatch(r"and \d+ more", text.text))
    (before,) = (text for text in drawing.texts if text.y == more.y and text.x < more.x)
    assert more.x - before.x - before.width < 2 * before.size


def test_what_a_figure_of_an_overlay_leaves_out_is_not_there() -> None:
    style = replace(
        style_for("slide"), parts=replace(style_for("slide").parts, bands=False, captions=False, legend=False)
    )
    drawing = drawn(CHARTS["overlay"], style)
    assert not [item for item in drawing.items if isinstance(item, Fill) and item.edge]
    assert not [text for text in drawing.texts if any(run.name in text.text for run in CHARTS["overlay"].runs)]


def test_the_room_between_quartiles_lies_within_the_plot_and_around_the_median() -> None:
    drawing = drawn(CHARTS["difference"], style_for("nature-183"))
    areas = [item for item in drawing.items if isinstance(item, Area)]
    assert len(areas) == 4 and all(area.within == drawing.data for area in areas)
    for area in areas:
        assert np.all(area.low >= area.high), "y grows downwards"
        assert len(around(area)) == 1 and len(around(area)[0]) == 2 * len(area.x)


def test_every_episode_has_its_number_at_the_plot_and_in_the_captions() -> None:
    drawing = drawn(CHARTS["crowded"], style_for("nature-183"))
    for number in range(1, 9):
        places = [text for text in drawing.texts if text.text == str(number) and text.bold]
        assert len(places) == 2
        assert places[0].x >= drawing.data.x > places[1].x and places[0].y < places[1].y


def test_bands_of_validation_fill_the_height_and_those_of_training_lie_below() -> None:
    drawing = drawn(CHARTS["crowded"], style_for("nature-183"))
    fills = [item for item in drawing.items if isinstance(item, Fill)]
    full = [fill for fill in fills if fill.rect.height == drawing.data.height]
    bars = [fill for fill in fills if fill.alpha == 0.35]
    assert (len(full), len(bars)) == (4, 3)
    assert all(0.12 <= fill.alpha <= 0.2 for fill in full)
    assert all(bar.rect.y > drawing.data.bottom for bar in bars)


def test_an_event_between_two_points_is_a_line_with_its_number_and_no_band() -> None:
    for finding in (handmade.RESTART, replace(handmade.GAP, start=40, end=40)):
        drawing = drawn(chart_of(handmade.analysis(episodes=(), findings=(finding,)), View()), style_for("nature-89"))
        assert not [fill for fill in drawing.items if isinstance(fill, Fill) and fill.alpha < 0.3]
        height = drawing.data.height
        lines = [item for item in drawing.items if isinstance(item, Stroke) and item.y[-1] - item.y[0] == height]
        colour = drawing_theme().band("watch")
        assert len([line for line in lines if line.colour == colour and line.x[0] == line.x[1]]) == 1
        assert [text.text for text in drawing.texts if text.bold and text.text == "1"] == ["1", "1"]


def test_the_verdict_heads_the_captions_and_a_slide_too_full_for_it_goes_without() -> None:
    drawing = drawn(CHARTS["simple"], style_for("nature-89"))
    words = [text.text for text in drawing.texts]
    head = next(i for i, text in enumerate(words) if text.startswith("[problem] From epoch 24"))
    assert drawing.texts[head].bold and drawing.texts[head].y > drawing.data.bottom
    assert head < next(i for i, text in enumerate(words) if text.startswith("epochs 24–60, val"))
    slide = drawn(CHARTS["log"], changed(style_for("slide"), font_pt=22.0))
    assert not any("[problem]" in text.text for text in slide.texts)
    assert slide.data.height > 0.3 * slide.height


def test_what_to_keep_is_a_bar_under_the_data_named_in_the_legend() -> None:
    drawing = drawn(CHARTS["kept"], style_for("nature-89"))
    words = " ".join(text.text for text in drawing.texts)
    assert "to keep: epochs 25–33, as good as 29 within noise" in words
    blue = drawing_theme().line("left", 0)
    sample, bar = (item for item in drawing.items if isinstance(item, Fill) and item.colour == blue)
    assert sample.rect.bottom < drawing.data.y and bar.rect.y > drawing.data.bottom
    share = bar.rect.width / drawing.data.width
    chart = CHARTS["kept"]
    assert share == pytest.approx(8 / (chart.x.high - chart.x.low), rel=0.01)


def test_training_is_dashed_and_validation_solid_and_raw_values_are_thin() -> None:
    drawing = drawn(chart_of(handmade.analysis(), View(smoothing=0.5)), style_for("nature-89"))
    lines = [item for item in drawing.items if isinstance(item, Stroke) and item.within is not None]
    raw, smooth = lines[:4], lines[4:]
    assert [bool(line.dash) for line in smooth] == [True, False, True, False]
    assert max(line.width for line in raw) < 0.6 * min(line.width for line in smooth)
    assert len({line.colour for line in smooth}) == 2 and not {line.colour for line in raw} & {
        line.colour for line in smooth
    }


def test_a_lone_point_between_gaps_has_a_symbol() -> None:
    series = list(handmade.curves())
    value = np.full(60, np.nan)
    value[20] = 0.5
    series[2] = replace(series[2], value=value)
    chart = chart_of(handmade.analysis(handmade.run(tuple(series))), View())
    drawing = drawn(chart, style_for("nature-89"))
    assert sum(isinstance(item, Sign) and item.shape == "dot" for item in drawing.items) == 1


def test_a_million_points_become_few_and_the_figure_says_so() -> None:
    n = 1_000_000
    y = np.linspace(1, 0, n)
    chart = chart_of(handmade.analysis(), View())
    line = replace(chart.lines[0], x=np.linspace(1, 60, n), y=y)
    drawing = drawn(replace(chart, lines=(line, *chart.lines[1:])), style_for("nature-89"))
    assert max(len(item.x) for item in drawing.items if isinstance(item, Stroke)) < 3000
    words = " ".join(text.text for text in drawing.texts)
    assert "smallest and largest value in each of" in words and "loss (train) (1,000,000 points)" in words


def test_a_figure_of_fixed_height_keeps_it_and_counts_the_captions_that_do_not_fit() -> None:
    many = handmade.analysis(episodes=tuple(handmade.episode(i, i + 1) for i in range(1, 60, 2)))
    style = style_for("slide")
    drawing = drawn(chart_of(many, View()), style)
    assert drawing.height == pytest.approx(style.height_pt)
    assert any("more captions did not fit here" in text.text for text in drawing.texts)


def test_a_number_that_others_leave_no_room_in_the_middle_stands_elsewhere_over_its_episode() -> None:
    ends = [(28, 28), (29, 29), (33, 33), (34, 34), (20, 42)]
    episodes = tuple(handmade.episode(a, b) for a, b in ends)
    analysis = handmade.analysis(episodes=episodes)
    for style in (style_for("nature-89"), replace(style_for("nature-89"), height_mm=80.0)):
        chart = chart_of(analysis, View())
        wide = next(band for band in chart.bands if (band.start, band.end) == (20.0, 42.0))
        scale = Scale(Rect(30.0, 40.0, 200.0, 100.0), Axis("epoch", 1.0, 60.0))
        tabs = tabs_of(Sheet(style, measure), chart.bands, scale, 2)
        assert all(tab.shown for tab in tabs), "each has its number"
        moved = next(tab for tab in tabs if tab.band is wide)
        assert moved.left <= moved.box_left and moved.box_left + moved.box_width <= moved.right
        boxes = [Rect(tab.box_left, 10.0 * tab.row, tab.box_width, 9.0) for tab in tabs]
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize(("low", "high"), [(3.9, 36.1), (0.4, 1.9), (95.0, 130.0), (-0.3, 8.2)])
def test_an_axis_has_two_numbers_where_they_have_room(low: float, high: float) -> None:
    sheet = Sheet(replace(style_for("readme"), font_pt=20.0), measure)
    ticks = x_ticks(sheet, Across(), Scale(Rect(60.0, 0.0, 300.0, 200.0), Axis("epoch", low, high)), whole=False)
    assert len(ticks) > 1


@pytest.mark.parametrize(("low", "high"), [(0.0, 60.0), (900.0, 1100.0), (9.5, 10.5)])
def test_all_numbers_of_an_axis_keep_a_gap_however_narrow_it_is(low: float, high: float) -> None:
    """Of 900, 1000 and 1100 the first two may keep it where the last two, a digit longer together, do not."""
    sheet = Sheet(style_for("readme"), measure)
    for width in np.linspace(3.0, 10.0, 100) * sheet.em:
        scale = Scale(Rect(60.0, 0.0, width, 200.0), Axis("epoch", low, high))
        ticks = x_ticks(sheet, Across(), scale, whole=False)
        spans = [((x - low) / (high - low) * width, measure(text, sheet.em, False) / 2) for x, text in ticks]
        gaps = [b - a - half - other for (a, half), (b, other) in pairwise(spans)]
        assert all(gap >= 1.2 * sheet.em - 1e-9 for gap in gaps), (width, ticks)


def test_where_numbers_or_captions_have_no_room_that_of_the_verdict_has_it_first() -> None:
    many = handmade.analysis(
        episodes=tuple(
            handmade.episode(i, i + 1, severity=Severity.BENIGN if i == 31 else Severity.PROBLEM) for i in range(1, 60)
        )
    )
    about = many.events[30]
    chart = chart_of(replace(many, verdict=replace(many.verdict, main=about)), View())
    assert [band.number for band in chart.bands if band.main] == [31]
    drawing = drawn(chart, style_for("slide"))
    assert any("more captions did not fit here" in text.text for text in drawing.texts)
    assert len([text for text in drawing.texts if text.text == "31" and text.bold]) == 2, "at the plot and in the list"
    assert any("epochs 31–32, val" in text.text for text in drawing.texts)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8.0, ["one two", "three"]),
        ("over-confidence (93 %)", 17.0, ["over-confidence", "(93 %)"]),
        ("abcdefghij", 4.0, ["abcd", "efgh", "ij"]),
        ("train/epoch/loss", 13.0, ["train/epoch/", "loss"]),
        ("", 10.0, []),
    ],
)
def test_long_words_are_broken_where_a_sign_allows_it(text: str, width: float, lines: list[str]) -> None:
    sheet = Sheet(style_for("screen"), lambda text, size, bold: float(len(text)))
    assert sheet.wrapped(text, width, 1.0) == lines


def test_a_word_of_10_000_letters_is_not_measured_at_each_of_them() -> None:
    measured: list[int] = []

    def width(text: str, size: float, bold: bool) -> float:
        measured.append(len(text))
        return float(len(text))

    lines = Sheet(style_for("screen"), width).wrapped("x" * 10_000, 100.0, 1.0, most=100)
    assert lines == ["x" * 100] * 100
    assert len(measured) < 100 * 20


def test_a_wrong_preset_names_the_right_ones() -> None:
    with pytest.raises(BadOption, match="nature-89, nature-183, neurips"):
        style_for("nature")


@pytest.mark.parametrize("changes", [{"width_mm": 5}, {"width_mm": 1e9}, {"dpi": 1e7}, {"width_mm": 4000, "dpi": 600}])
def test_an_impossible_size_is_refused_with_a_reason(changes: dict[str, float]) -> None:
    with pytest.raises(BadOption, match=r"mm|dpi"):
        style_for("ieee", **changes)


def test_a_wider_slide_is_higher_too() -> None:
    usual, wide = style_for("slide"), style_for("slide", width_mm=400)
    assert wide.height_mm is not None and usual.height_mm is not None
    assert wide.height_mm / 400 == pytest.approx(usual.height_mm / usual.width_mm)


def test_words_beside_levels_stand_right_then_left_and_nowhere_where_both_are_taken() -> None:
    """Those of a line at the top stand below it, where those of the next line would be."""
    named = {0.98: "top", 0.955: "next", 0.95: "third", 0.5: "middle"}
    chart = chart_of(handmade.analysis(), View())
    assert chart.left is not None
    low, high = chart.left.low, chart.left.high
    lines = tuple(Reference(low + share * (high - low), text) for share, text in named.items())
    drawing = drawn(replace(chart, references=lines), PRESETS[0])
    words = {text.text: text for text in drawing.texts if text.text in named.values()}
    assert set(words) == {"top", "next", "middle"}
    middle = drawing.data.x + drawing.data.width / 2
    assert {name: text.x > middle for name, text in words.items()} == {"top": True, "next": False, "middle": True}


def test_letters_of_notes_at_one_place_stand_over_each_other_and_stay_within_the_frame() -> None:
    x = CHARTS["simple"].x.high
    marks = tuple(Mark("note", x, None, "left", f"{letter}: said", letter=letter) for letter in "abc")
    drawing = drawn(replace(CHARTS["simple"], marks=marks), PRESETS[0])
    boxes = [text.box for text in drawing.texts if text.text in "abc" and text.box.overlaps(drawing.data)]
    assert len(boxes) == 3 and not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert all(box.right <= drawing.data.right for box in boxes)


def test_the_plot_of_a_narrow_figure_steps_back_for_captions_and_no_further() -> None:
    """Two events in a column of a journal: their numbers stood in the figure and nothing told what they are."""
    style = style_for("icml")
    for count in (2, 3, 12):
        events = tuple(handmade.episode(5 * i + 1, 5 * i + 4) for i in range(count))
        drawing = drawn(chart_of(handmade.analysis(episodes=events), View(smoothing=0.6)), style)
        words = " ".join(text.text for text in drawing.texts)
        assert ("did not fit here" in words) == (count == 12)
        assert drawing.data.height >= 0.3 * style.most_height_pt - 1


@pytest.mark.parametrize("ems", [8.0, 10.0, 12.0])
def test_a_vertical_axis_has_two_numbers_wherever_they_have_room(ems: float) -> None:
    sheet = Sheet(style_for("screen"), lambda text, size, bold: float(len(text)))
    room = Scale(Rect(0.0, 0.0, 100.0, ems * sheet.em), Axis("", 0.0, 1.0))
    told = y_ticks(sheet, room, Axis("accuracy", 0.63, 0.975, percent=True))
    assert len(told) >= 2


def test_a_plot_of_a_lines_height_has_one_number() -> None:
    sheet = Sheet(style_for("screen"), lambda text, size, bold: float(len(text)))
    room = Scale(Rect(0.0, 0.0, 100.0, sheet.em), Axis("", 0.0, 1.0))
    assert len(y_ticks(sheet, room, Axis("accuracy", 0.63, 0.975, percent=True))) == 1
