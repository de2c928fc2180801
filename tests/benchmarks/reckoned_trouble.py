"""The numbers of spikes, steps and schedules, and of other trouble, from the raw values and in plain Python."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from statistics import median

import reckoned_levels
from reckoned_shown import (
    NUMBER,
    Checked,
    Unknown,
    finite,
    is_place,
    losses_of,
    number,
    shown,
    window_of,
)
from reckoned_sides import Sides, Values, numbers_of

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Finding, FindingKind
from lossacc_gui.model.run import Quantity, Series
from lossacc_gui.numerals import change_text, loss_text, relative_text

EDGE = 1e-9  # where it decides, rounding does


def _on_scale(values: Values) -> tuple[Values, float | None]:
    """Values as changes of them are judged, and by what they were divided; None where their logarithms were taken."""
    if min(values) > 0:
        return [math.log(one) for one in values], None
    size = max(median(map(abs, values)), (max(values) - min(values)) / 2) or 1.0
    return [one / size for one in values], size


def _jitter(scaled: Values) -> float:
    bends = [a - 2 * b + c for a, b, c in zip(scaled, scaled[1:], scaled[2:], strict=False)]
    middle = median(bends)
    return 1.4826 * median(abs(one - middle) for one in bends) / math.sqrt(6.0)


def spike(finding: Finding, analysis: Analysis, sides: Sides) -> Checked:
    """How many, where the highest is, and how high."""
    told = re.match(
        rf"(.+?) has (\d+) spikes?(?:, the highest)? at \w+ ({NUMBER}): (.+?) over its surroundings", finding.text
    )
    if told is None:
        raise Unknown
    for series in losses_of(analysis, told[1], finding.split):
        x, values = finite(series, analysis)
        if not 5 < len(values) <= 20_000:
            raise Unknown
        scaled, n = _on_scale(values)[0], len(values)
        least = max(math.log1p(analysis.options.spike_height), analysis.options.spike_errors * _jitter(scaled))
        heights = {
            i: scaled[i] - median(scaled[min(max(j, 0), n - 1)] for j in range(i - 2, i + 3))
            for i in range(1, n - 1)
            if scaled[i] - min(scaled[i - 1], scaled[i + 1]) >= least - EDGE
        }
        counts = {sum(one >= least + off for one in heights.values()) for off in (-EDGE, EDGE)}
        if int(told[2]) not in counts:
            yield f"there are {counts} of them"
        top = max(heights, key=heights.__getitem__, default=None)
        if top is None:
            yield "there is none"
            continue
        if not is_place(number(told[3]), x[top]):
            yield f"the highest is at {x[top]}"
        yield from shown(told[4], {"height": relative_text}, {"height": [math.expm1(min(heights[top], 700.0))]})


def rate_of(analysis: Analysis) -> tuple[Values, Values]:
    """Where the learning rate was logged as a positive number, and which."""
    rates = [one for one in analysis.run.series if one.quantity is Quantity.LEARNING_RATE and len(one.value) > 1]
    if not rates:
        return [], []
    rows = zip(rates[0].x.tolist(), rates[0].value.tolist(), strict=True)
    known = [row for row in rows if math.isfinite(row[1]) and row[1] > 0]
    return [x for x, _ in known], [v for _, v in known]


def last_rate_of(analysis: Analysis) -> float:
    """The last learning rate that was logged as a number, which may be 0."""
    rates = [one for one in analysis.run.series if one.quantity is Quantity.LEARNING_RATE and len(one.value) > 1]
    return [value for value in rates[0].value.tolist() if math.isfinite(value)][-1]


def warm_up(rate: Values) -> int:
    """Up to which point a rate rises at every one."""
    rises = [math.log(b / a) > 1e-6 for a, b in pairwise(rate)]
    return 0 if all(rises) else rises.index(False)


def step(finding: Finding, analysis: Analysis, sides: Sides) -> Checked:
    """What each loss that is named came from and went to, by the medians of the windows that are told."""
    window = re.search(r"medians of (\d+) points? ", finding.text)
    by_rate = re.search(rf"steps at \w+ {NUMBER}: (.+) from before to after", finding.text)
    alone = re.match(rf"(.+) steps at \w+ {NUMBER} by (.+) and stays there", finding.text)
    if window is None or (by_rate is None and alone is None):
        raise Unknown
    told = re.findall(r"(\S+) (unchanged|[^,]*?(?:\d %|\d))(?:, |$)", by_rate[1]) if by_rate else []
    if alone:
        told = [(alone[1], alone[2])]
    if not told:
        raise Unknown
    for metric, change in told:
        yield from _moved(finding, analysis, metric, change, int(window[1]))
    if alone:
        x, rate = rate_of(analysis)
        near = [a for a, (v, w) in zip(x[1:], pairwise(rate), strict=True) if abs(math.log(w / v)) > math.log(1.5)]
        if any(abs(one - finding.start) < 0.51 for one in near):
            yield "the learning rate steps there"


def _moved(finding: Finding, analysis: Analysis, metric: str, change: str, window: int) -> Checked:
    wrong = []
    for series in losses_of(analysis, metric):
        x, values = finite(series, analysis)
        if len(values) > analysis.options.most_bins or not _aligned(series, analysis):
            raise Unknown
        at = next((i for i, one in enumerate(x) if one >= finding.start), len(x))
        before, after = values[max(0, at - window) : at], values[at : at + window]
        if len(before) < window or len(after) < window:
            wrong.append("there are not so many points on both sides")
            continue
        a, b = median(before), median(after)
        forms = {change_text(a, b), change_text(a * (1 + EDGE), b), change_text(a, b * (1 + EDGE))}
        forms |= {"unchanged"} if abs(b - a) < 0.000501 * abs(a) else set()
        if change in forms:
            return
        wrong.append(f"{metric} goes from {a:.6g} to {b:.6g}, {sorted(forms)}, not {change}")
    yield from wrong[:1]


def _aligned(series: Series, analysis: Analysis) -> bool:
    """Whether a loss is judged at its own places: those of the accuracy beside it."""
    pairs = [one for one in analysis.pairs if one.loss is series]
    own = numbers_of(series, analysis.options.largest_value)
    return bool(pairs) and all(
        one.accuracy.x.tolist() == series.x.tolist()
        and all(math.isfinite(a) or not math.isfinite(b) for a, b in zip(one.accuracy.value.tolist(), own, strict=True))
        for one in pairs[:1]
    )


def schedule(finding: Finding, analysis: Analysis, sides: Sides) -> Checked:
    """Where the rate begins, how far it warms up, how often it steps, turns and helps, and where it ends."""
    x, rate = rate_of(analysis)
    if len(rate) < 4:
        raise Unknown
    text, warm = finding.text, warm_up(rate)
    moved = [i + 1 for i, (a, b) in enumerate(pairwise(rate)) if abs(math.log(b / a)) > 1e-6 and i + 1 > warm]
    turns = [i for i, (a, b, c) in enumerate(zip(rate, rate[1:], rate[2:], strict=False), 1) if c > b and b <= a]
    for pattern, expected in (
        (r"(?:falls smoothly|falls|warms up) from ([^; ]+?)(?:;| |$)", rate[0]),
        (r"warms up from \S+ to (\S+) by ", max(rate) if "steps" not in text else rate[warm]),
        (rf"ends at ({NUMBER})\.", last_rate_of(analysis)),
        (r"\((\S+) to \S+\)", rate[0]),
        (r"\((?:\S+ )?to (\S+?)\)", rate[-1]),
        (r"between (\S+) and", min(rate)),
        (r" and (\S+); it ends", max(rate)),
    ):
        found = re.search(pattern, text)
        if found and found[1] != loss_text(expected) and "raised" not in found[1]:
            yield f"{found[1]} should be {loss_text(expected)}"
    for pattern, count in ((r"steps (\d+) times", len(moved)), (r"rises again (\d+) times", len(turns))):
        found = re.search(pattern, text)
        if found and int(found[1]) != count:
            yield f"there are {count}"
    if "falls smoothly" in text and any(b > a * (1 + 1e-6) for a, b in pairwise(rate)):
        yield "it rises as well"
    top = re.search(rf" by \w+ ({NUMBER})[.,]", text)
    if top and "steps" not in text and not is_place(number(top[1]), x[rate.index(max(rate))]):
        yield f"it is highest at {x[rate.index(max(rate))]}"
    helped = re.search(r"after (none|\d+|each) of them (?:was )?(.+?) (?:was )?lower by more than", text)
    if helped:
        told = {"none": 0, "each": len(moved)}.get(helped[1])
        yield from _helped(analysis, helped[2], int(helped[1]) if told is None else told, [x[i] for i in moved])


def _helped(analysis: Analysis, metric: str, told: int, places: Values) -> Checked:
    counts = []
    for series in losses_of(analysis, metric):
        x, values = finite(series, analysis)
        if len(values) > analysis.options.most_bins or not _aligned(series, analysis):
            raise Unknown
        window, found = window_of(len(series.x), analysis), 0
        for place in places:
            at = next((i for i, one in enumerate(x) if one >= place), len(x))
            before, after = values[max(0, at - window) : at], values[at : at + window]
            if before and after:
                found += median(after) < (1 - analysis.options.schedule_gain) * median(before)
        counts.append(found)
    if told not in counts:
        yield f"it was after {counts} of them"


CHECKS = {
    FindingKind.RULER: reckoned_levels.ruler,
    FindingKind.SPIKE: spike,
    FindingKind.STEP: step,
    FindingKind.SCHEDULE: schedule,
    FindingKind.UNSTEADY: reckoned_levels.unsteady,
    FindingKind.DEAD: reckoned_levels.dead,
    FindingKind.BLOW_UP: reckoned_levels.blow_up,
    FindingKind.METRIC: reckoned_levels.metric,
    FindingKind.FEW_EXAMPLES: reckoned_levels.few_examples,
}
