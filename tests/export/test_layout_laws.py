"""Whatever a run holds and whatever size is asked for: no words overlap, nothing leaves the page, no figure towers."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import handmade
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lossacc_gui.chart import Chart, View, chart_of
from lossacc_gui.chart.overlay import Member, overlay_of
from lossacc_gui.chart.overlay.drawn import MOST_RUNS
from lossacc_gui.chart.parts import Axis, Kept
from lossacc_gui.export.drawing.bands import first_told
from lossacc_gui.export.drawing.font import width_of
from lossacc_gui.export.drawing.foot import Caption, Foot, foot_of
from lossacc_gui.export.drawing.layout import drawing_of
from lossacc_gui.export.drawing.primitives import Drawing, Fill, Rect, Sign, Stroke
from lossacc_gui.export.drawing.sheet import Sheet
from lossacc_gui.export.drawing.style import PRESETS, FigureStyle, changed
from lossacc_gui.export.presets import PARTS, parts_without
from lossacc_gui.model.colour import Colour
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.level import Level
from lossacc_gui.model.note import Note
from lossacc_gui.model.run import Break, Quantity, Series, Split

NAMES = st.one_of(
    st.sampled_from(
        ["loss", "val_loss", "accuracy", "train/epoch/" + "x_long_" * 12, "検証の損失", "Genauigkeit (Prüfung)"]
    ),
    st.text(alphabet=st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=90),
)
SIZES = st.sampled_from([1e-300, 1e-12, 1e-4, 1.0, 37.0, 1e6, 1e300])


@st.composite
def curves(draw: st.DrawFn) -> Series:
    """A curve of any size and shape, with gaps, on any split."""
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    n = draw(st.sampled_from([1, 2, 3, 40, 1500]))
    value = rng.normal(draw(st.sampled_from([0.0, 1.0, 5.0])), draw(st.sampled_from([0.0, 1e-9, 0.3])), n).cumsum()
    value = value * draw(SIZES) if draw(st.booleans()) else 1 / (1 + np.exp(-value))
    value[rng.random(n) < draw(st.sampled_from([0.0, 0.2, 1.0]))] = draw(st.sampled_from([np.nan, np.inf, -np.inf]))
    quantity = draw(st.sampled_from([Quantity.LOSS, Quantity.ACCURACY, Quantity.LOSS, Quantity.OTHER]))
    step = np.arange(n) * draw(st.sampled_from([1, 7, 10**6]))
    return handmade.series(draw(NAMES), quantity, draw(st.sampled_from(list(Split))), value, step=step)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    members = tuple(draw(st.lists(curves(), min_size=0, max_size=8)))
    last = max((float(one.x[-1]) for one in members), default=10.0)
    splits, severities = st.sampled_from(["train", "val"]), st.sampled_from(list(Severity))
    stretches = draw(
        st.lists(
            st.tuples(st.floats(0, 1), st.floats(0, 0.5), splits, severities), max_size=draw(st.sampled_from([2, 35]))
        )
    )
    episodes = tuple(
        handmade.episode(a * last, min(1.0, a + b) * last, split=split, severity=severity)
        for a, b, split, severity in stretches
    )
    breaks = tuple(
        Break(share * last, "restart", "the log starts again") for share in draw(st.lists(st.floats(0, 1), max_size=3))
    )
    run = handmade.run(members, name=draw(NAMES), breaks=breaks)
    notes = draw(st.lists(st.tuples(NAMES, st.sampled_from([None, 0.0, 0.4]), st.floats(0, 0.6)), max_size=4))
    made = (Note(text, None if a is None else a * last, None if a is None else (a + b) * last) for text, a, b in notes)
    view = View(
        smoothing=draw(st.sampled_from([0.0, 0.7])),
        log_loss=draw(st.booleans()),
        x_range=draw(st.sampled_from([None, (0.2 * last, 0.2 * last + 1e-3), (0.1 * last, 0.9 * last + 1)])),
        shown=draw(st.sampled_from([None, tuple(one.logged_as for one in members)])),
        log_x=draw(st.booleans()),
        references=draw(st.booleans()),
        levels=tuple(draw(st.lists(levels(), max_size=3))),
        colours=tuple(Colour(one.logged_as, "#cc3311") for one in members if draw(st.booleans())),
    )
    chart = chart_of(replace(handmade.analysis(run, episodes), notes=tuple(made)), view)
    kept = Kept(chart.x.low, chart.x.high, "left", "to keep: epochs 25–33, as good as 29 within noise")
    return replace(chart, kept=kept if chart.left is not None and draw(st.booleans()) else None)


@st.composite
def overlays(draw: st.DrawFn) -> Chart:
    """Up to eight runs in one chart, compared to one of them or not."""
    members = [
        Member(
            handmade.analysis(
                handmade.run(tuple(draw(st.lists(curves(), min_size=1, max_size=4))), name=draw(NAMES)),
                tuple(handmade.episode(a, a + 3) for a in draw(st.lists(st.floats(0, 40), max_size=3))),
            ),
            draw(st.sampled_from(["", "a name of its own"])),
            colour=draw(st.sampled_from(["", "#117733"])),
        )
        for _ in range(draw(st.integers(1, MOST_RUNS)))
    ]
    view = View(smoothing=draw(st.sampled_from([0.0, 0.7])), log_loss=draw(st.booleans()), log_x=draw(st.booleans()))
    return overlay_of(members, view, draw(st.sampled_from([None, 0])))


@st.composite
def levels(draw: st.DrawFn) -> Level:
    return Level(draw(st.sampled_from(["left", "right"])), draw(SIZES.filter(lambda x: x < 1e15)), draw(NAMES)[:60])


@st.composite
def styles(draw: st.DrawFn) -> FigureStyle:
    style = draw(st.sampled_from(PRESETS))
    changes: dict[str, Any] = {
        "width_mm": draw(st.sampled_from([None, 40.0, 60.0, 89.0, 150.0, 400.0])),
        "height_mm": draw(st.sampled_from([None, None, 60.0, 120.0])),
        "font_pt": draw(st.sampled_from([None, 6.0, 9.0, 20.0])),
        "title": draw(st.booleans()),
        "provenance": draw(st.sampled_from(["", "a/very/long/path/to/history.csv · lossacc 0.1 · default options"])),
        "dark": draw(st.sampled_from([None, True])),
        "palette": draw(st.sampled_from(["standard", "grey"])),
        "parts": parts_without(draw(st.lists(st.sampled_from(PARTS), max_size=2, unique=True))),
        "dpi": 20.0,
    }
    try:
        return changed(style, **changes)
    except BadOption:
        return style


def captions_of(foot: Foot) -> list[Caption]:
    return [caption for row in foot.rows for caption in row]


def spans(drawing: Drawing) -> list[Rect]:
    """What every item covers, the lines as far as they are not cut off."""
    found = [text.box for text in drawing.texts]
    for item in drawing.items:
        if isinstance(item, Fill):
            found.append(item.rect)
        elif isinstance(item, Stroke) and item.within is not None:
            found.append(item.within)
        elif isinstance(item, Stroke):
            found.append(Rect(item.x.min(), item.y.min(), np.ptp(item.x), np.ptp(item.y)))
    return found


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.one_of(charts(), charts(), overlays()), styles())
def test_no_words_overlap_nothing_leaves_the_page_and_no_figure_towers(chart: Chart, style: FigureStyle) -> None:
    drawing = drawing_of(chart, style, width_of)
    slack = 0.05
    within = {*(one.text for one in chart.references), *(mark.letter for mark in chart.marks)}
    for text in drawing.texts:
        assert text.text in within or not text.box.overlaps(drawing.data), text
    for one, other in combinations(drawing.texts, 2):
        assert not one.box.overlaps(other.box), (one.text, other.text)
    for box in spans(drawing):
        assert box.x >= -slack and box.right <= drawing.width + slack, box
        assert box.y >= -slack and box.bottom <= drawing.height + slack, box
    signs = [item for item in drawing.items if isinstance(item, Sign)]
    assert all(np.isfinite([sign.x, sign.y]).all() for sign in signs)
    if style.height_pt is None:
        assert drawing.height <= 2 * style.plot_height_pt + slack
    else:
        assert drawing.height == style.height_pt
    assert drawing.data.height >= 4 * style.font_pt and drawing.data.width >= 1.5 * style.font_pt


def test_a_run_of_thirty_one_episodes_keeps_to_its_height_and_tells_the_worst() -> None:
    kinds = [Severity.BENIGN, Severity.WATCH, Severity.PROBLEM]
    episodes = tuple(handmade.episode(i, i + 1, severity=kinds[i % 3]) for i in range(1, 32))
    chart = chart_of(handmade.analysis(episodes=episodes), View())
    for style in PRESETS:
        drawing = drawing_of(chart, style, width_of)
        assert drawing.height <= (style.height_pt or 2 * style.aspect * style.width_pt) + 0.05
        told = [text.text for text in drawing.texts if text.text.startswith("epochs")]
        words = " ".join(text.text for text in drawing.texts)
        assert len(told) == 31 or "more captions did not fit here; the report has all." in words
        assert not told or "(problem)" in words
        if style.name == "screen":
            assert len(told) == 31 and len({text.x for text in drawing.texts if text.text in told}) > 1, "in columns"


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("verdict", ["", "Overfitting from epoch 30 on.", "What a run says of itself. " * 9])
@pytest.mark.parametrize("main", [None, -1])
def test_a_foot_keeps_as_much_as_its_room_holds_and_says_how_much_it_left_out(
    count: int, verdict: str, main: int | None
) -> None:
    severities = list(Severity)
    events = tuple(handmade.episode(9 * i + 1, 9 * i + 5, severity=severities[-i % 3]) for i in range(count))
    chart = replace(chart_of(handmade.analysis(episodes=events), View()), verdict=verdict)
    bands = [replace(band, main=False) for band in chart.bands]
    if main is not None:
        bands[main] = replace(bands[main], main=True)
    chart = replace(chart, bands=tuple(bands))
    sheet = Sheet(PRESETS[0], width_of)
    notes = ("smoothed", "of 60 epochs")
    whole = foot_of(sheet, chart, notes, 1e9)
    assert len(captions_of(whole)) == count and bool(whole.verdict) == bool(verdict)
    assert whole == foot_of(sheet, chart, notes, whole.height(sheet.small)), "what just fits stays"
    for room in np.linspace(0, whole.height(sheet.small), 40):
        foot = foot_of(sheet, chart, notes, float(room))
        assert foot.height(sheet.small) <= room
        kept = [subject for subject, _ in captions_of(foot)]
        hidden = count - len(kept)
        told = " ".join(foot.notes)
        assert kept == [band for band in chart.bands if band in kept], "in the order of their numbers"
        if captions_of(foot) or foot.verdict:
            assert (f"{hidden} more caption" in told) == (hidden > 0) and "of 60 epochs" in told
        others = [band for band in chart.bands if band not in kept]
        worst = {"problem": 0, "watch": 1, "benign": 2}
        assert all(worst[a.severity] <= worst[b.severity] for a in kept for b in others if not a.main), (
            "the worst go last"
        )
        assert not kept or not any(band.main for band in others), "and last of all what the verdict is about"
        assert sorted(chart.bands, key=first_told)[: len(kept)] == sorted(kept, key=first_told)
        if hidden and not foot.verdict:
            assert replace(whole, verdict=[]).height(sheet.small) > room, "what goes first stays gone"


def test_verdicts_of_runs_are_told_in_brief_before_any_is_left_out_and_the_worst_go_last() -> None:
    chart = handmade.overlay(8)
    briefs = ("[fine]", "[worth a look] Unlike classes (32 %)", "[problem] Overfitting (91 %)")
    alone = ("[fine]", "Unlike classes", "Overfitting")
    told = "What is seen in a run, at length. " * 5
    runs = [
        replace(run, verdict=told, brief=briefs[i % 3], briefest=alone[i % 3], rank=2 - i % 3)
        for i, run in enumerate(chart.runs)
    ]
    chart, sheet = replace(chart, runs=tuple(runs)), Sheet(PRESETS[0], width_of)
    whole = foot_of(sheet, chart, ("smoothed",), 1e9)
    brief = foot_of(sheet, chart, ("smoothed",), whole.height(sheet.small) - 0.1)
    assert [lines[0].endswith(run.brief) for run, (_, lines) in zip(runs, captions_of(brief), strict=True)] == [
        True
    ] * 8
    assert brief.height(sheet.small) < 0.6 * whole.height(sheet.small)
    forms = [[f"{run.name}: {run.brief}", run.brief, run.briefest] for run in runs]
    found = set()
    for room in np.linspace(0, brief.height(sheet.small), 40):
        foot = foot_of(sheet, chart, ("smoothed",), float(room))
        assert foot.height(sheet.small) <= room
        ways = {way for way in range(3) if all(lines == [forms[i][way]] for i, lines in captions_of(foot))}  # type: ignore[index]
        assert ways and (2 in ways or len(captions_of(foot)) == 8), "all are told in fewer words before any goes"
        found |= ways if len(captions_of(foot)) == 8 else set()
        kept = [i for i, _ in captions_of(foot) if isinstance(i, int)]
        left = set(range(8)) - set(kept)
        assert kept == sorted(kept) and all(runs[i].rank <= runs[j].rank for i in kept for j in left)
        assert not kept or (f"{len(left)} more caption" in " ".join(foot.notes)) == bool(left)
    assert found == {0, 1, 2}


@pytest.mark.parametrize("style", PRESETS, ids=lambda style: style.name)
def test_the_verdicts_of_eight_runs_are_all_told_in_every_preset(style: FigureStyle) -> None:
    briefs = (
        "[worth a look] Class imbalance (82 %)",
        "[problem] Overfitting (91 %)",
        "[worth a look] Label noise (83 %)",
    )
    alone = ("Class imbalance", "Overfitting", "Label noise")
    chart = handmade.overlay(8)
    runs = [
        replace(run, name=f"noise-lr=0.{i}", verdict="What is seen in a run. " * 7, brief=briefs[i % 3])
        for i, run in enumerate(chart.runs)
    ]
    runs = [replace(run, briefest=alone[i % 3]) for i, run in enumerate(runs)]
    drawing = drawing_of(replace(chart, runs=tuple(runs)), style, width_of)
    assert not any("more caption" in text.text for text in drawing.texts)


def test_lines_that_fit_are_not_cut_and_others_end_in_dots() -> None:
    sheet = Sheet(PRESETS[0], lambda text, size, bold: float(len(text)))
    lines = ["alpha", "beta", "gamma"]
    for most in range(6):
        cut = sheet.cut(lines, most, 5.0, 1.0)
        assert len(cut) == min(most, 3) and all(len(line) <= 5 for line in cut)
        assert cut[:-1] == lines[: len(cut)][:-1]
        assert bool(cut) and cut[-1].endswith("…") if 0 < most < 3 else cut == lines[:most]


def test_long_names_are_shortened_in_their_middle_where_they_would_fill_the_figure() -> None:
    series = [replace(one, metric=f"{'run/metric/' * 30}{one.metric}") for one in handmade.curves()]
    chart = chart_of(handmade.analysis(handmade.run(tuple(series))), View())
    words = " ".join(text.text for text in drawing_of(chart, PRESETS[3], width_of).texts)
    assert "…" in words and "val_accuracy" in words and "run/metric/" in words


@pytest.mark.parametrize("style", PRESETS, ids=lambda style: style.name)
def test_a_legend_names_every_run_and_every_kind_of_curve_however_narrow_the_figure(style: FigureStyle) -> None:
    chart = handmade.overlay(8)
    drawing = drawing_of(chart, style, width_of)
    texts = [text.text for text in drawing.texts if text.y < drawing.data.y]
    assert {one[-1] for one in texts if one.startswith("sweep/")} == set("0123456")
    assert {"the medians of three seeds", "val_loss", "loss (train)", "val_accuracy", "accuracy (train)"} <= set(texts)
    assert not any(text.endswith(" more") for text in texts)


def test_a_number_at_the_edge_stays_on_the_page() -> None:
    chart = chart_of(handmade.analysis(handmade.run(handmade.curves()[:1]), ()), View())
    chart = replace(chart, x=Axis("epoch", 5.00001, 5.00005))
    drawing = drawing_of(chart, changed(PRESETS[3], font_pt=9.0), width_of)
    numbers = [text for text in drawing.texts if text.text.startswith("5.0000")]
    assert len(numbers) >= 2 and all(text.box.right <= drawing.width for text in numbers)
