"""The numbers of jumps, standstills, blow-ups and lines of the ruler from the raw values and in plain Python."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise
from statistics import median

from reckoned_shown import NUMBER, Checked, Unknown, finite, is_place, losses_of, number, shown, stretch_of
from reckoned_sides import Curve, Sides, Values

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Finding
from lossacc_gui.numerals import loss_text, percent_text, points_text, relative_text, unsigned_text

EXACT = 1e-4  # relative: one and the same number
EDGE = 1e-9  # where it decides, rounding does


def unsteady(finding: Finding, analysis: Analysis, sides: Sides) -> Checked:
    """The median step from point to point; or where a loss that was far off began, stood and ended."""
    side = sides.of(finding.split)
    if side is None:
        raise Unknown
    off = re.search(rf"it began at (\S+), stood at (\S+) at \w+ ({NUMBER}) and ended at (\S+)\.", finding.text)
    if off and side.loss is not None:
        raw = side.loss.raw
        for told, expected in zip((off[1], off[2], off[4]), (raw[0], max(raw), raw[-1]), strict=True):
            yield from shown(told, {"loss": loss_text}, {"loss": [expected]})
        if not is_place(number(off[3]), side.x[raw.index(max(raw))]):
            yield f"it is highest at {side.x[raw.index(max(raw))]}"
        return
    told = re.search(r"loss changes by (.+?)(?:, accuracy by| \(median\))", finding.text)
    if told and side.loss is not None:
        steps = [abs(b - a) / max(abs(a), 1e-8) for a, b in pairwise(side.loss.raw)]
        yield from shown(told[1], {"step": lambda one: unsigned_text(relative_text(one))}, {"step": [median(steps)]})
    told = re.search(rf"(?:accuracy|to the next) by ({NUMBER}) points", finding.text)
    if told and side.right is not None:
        steps = [abs(b - a) for a, b in pairwise(side.right.raw)]
        step, said = 100 * (median(steps) or median([one for one in steps if one > 0] or [0.0])), number(told[1])
        if abs(said - step) > 0.0501 and not (said > step and _is_one_answer(said, side.right.raw)):
            yield f"the accuracy steps by {step:.2f} points"


def _is_one_answer(points: float, right: Values) -> bool:
    """Whether so many points are one answer of some number of examples, of which all accuracies are whole numbers."""
    numbers = (n for n in range(2, 1000) if abs(100 / n - points) <= 0.0501)
    return any(all(abs(a * n - round(a * n)) <= 0.02 for a in right) for n in numbers)


def dead(finding: Finding, analysis: Analysis, sides: Sides) -> Checked:
    """What an accuracy stays at, gains and reaches; what a loss stays at, and for how long."""
    side, text = sides.of(finding.split), finding.text
    if side is None:
        raise Unknown
    if side.right is not None:
        yield from _dead_answers(text, side.right)
    if side.loss is None:
        return
    raw = side.loss.raw
    where = stretch_of(text)
    if where and ("one and the same number" in text or "is the same number" in text) and "accuracy gained" not in text:
        inside = [v for x, v in zip(side.x, raw, strict=True) if where[0] - 0.51 <= x <= where[1] + 0.51]
        if any(abs(v - raw[-1]) > EXACT * abs(raw[-1]) * (1 + EDGE) for v in inside):
            yield "the loss is another number there"
    within = re.search(rf"within (\S+ %) of ln ([\d,]+) = ({NUMBER})", text)
    if within:
        cost = math.log(number(within[2]))
        losses = [one.loss.raw for one in (side, sides.own) if one is not None and one.loss is not None]
        off = max(abs(v - cost) for loss in losses for v in loss) / cost
        yield from shown(text, {"distance": percent_text, "ln K": loss_text}, {"distance": [off], "ln K": [cost]})
    guessing = re.search(r"\(smoothed\) ends at (\S+), and guessing among ([\d,]+) classes costs ln \S+ = (\S+);", text)
    if guessing:
        ends, cost = [side.loss.level[-1]], [math.log(number(guessing[2]))]
        yield from shown(guessing[1], {"end": loss_text}, {"end": ends})
        yield from shown(guessing[3], {"ln K": loss_text}, {"ln K": cost})
        rights = [one.right.calmed for one in (side, sides.own) if one is not None and one.right is not None]
        yield from shown(text, {"best": percent_text}, {"best": [max(max(one) for one in rights)]})
    change = re.search(r"A change of the loss by (\S+ %) would show", text)
    if change:
        third = max(1, side.n // 3)
        hidden = 2 * analysis.options.nowhere_errors * side.loss.error(third, third)
        seen = {percent_text(math.expm1(one), 0) for one in (analysis.options.nowhere_loss, hidden)}
        if change[1] not in seen:
            yield f"a change by {seen} would"


def _dead_answers(text: str, right: Curve) -> Checked:
    told = re.search(rf"[Aa]ccuracy (?:stays at|is) ({NUMBER} %)", text)
    if told:
        yield from shown(told[1], {"accuracy": percent_text}, {"accuracy": [median(right.raw)]})
        if "at every point" in text and len(set(right.raw)) > 1:
            yield "the accuracy is another number elsewhere"
    told = re.search(rf"accuracy gained ({NUMBER} points)", text)
    if told:
        gain, best = max(right.calmed) - right.raw[0], max(right.calmed)
        yield from shown(told[1], {"gain": points_text}, {"gain": [gain]})
        if "never passed" in text:
            yield from shown(text, {"best": percent_text}, {"best": [best]})
    told = re.search(rf"mostly one and the same number, ({NUMBER} %)", text)
    if told:
        yield from shown(told[1], {"number": percent_text}, {"number": [Counter(right.raw).most_common(1)[0][0]]})


def blow_up(finding: Finding, analysis: Analysis, sides: Sides) -> Checked:
    """From where to where a loss blows up; what it was before it was no number; where it leaps to, and mostly is."""
    told = re.match(
        r"(.+?) (blows up|leaps to|turns infinite|is not a number any more|grows to|is never a number)", finding.text
    )
    if told is None:
        raise Unknown
    (series, *others) = losses_of(analysis, told[1], finding.split)
    if others:
        raise Unknown
    x, values = finite(series, analysis)
    grown = re.search(r"blows up, from (\S+) to (\S+)\.", finding.text)
    leap = re.search(rf"leaps to (\S+) at \w+ ({NUMBER}), and is (\S+) at most of its points", finding.text)
    after = re.search(r", after (\S+)\.", finding.text)
    if grown:
        first = x.index(finding.start)
        best, top = min(values[: first + 1]), max(values[first:])
        yield from shown(grown[1], {"best": loss_text}, {"best": [best]})
        yield from shown(grown[2], {"top": loss_text}, {"top": [top]})
        yield from _peak_before(finding.text, x[:first], values[:first], values.index(best))
    elif leap:
        here = [v for a, v in zip(x, values, strict=True) if finding.start <= a <= finding.end]
        yield from shown(leap[1], {"top": loss_text}, {"top": [max(here)]})
        yield from shown(leap[3], {"usual": loss_text}, {"usual": [median(values)]})
        if not is_place(number(leap[2]), x[values.index(max(here))]):
            yield f"it is highest at {x[values.index(max(here))]}"
        high = sum(v > median(values) * analysis.options.burst_factor for v in values)
        if 2 * high > len(values):
            yield "it is as high at most of its points"
    else:
        all_x, raw = series.x.tolist(), series.value.tolist()
        at = all_x.index(finding.start)
        if after:
            yield from shown(after[1], {"loss before": loss_text}, {"loss before": [raw[at - 1]]})
        if told[2] == "is never a number" and any(map(math.isfinite, raw)):
            yield "it is a number somewhere"
        if told[2] == "is not a number any more" and any(map(math.isfinite, raw[at:])):
            yield "it is one again"
        if told[2] == "turns infinite" and not math.isinf(raw[at]):
            yield f"it is {raw[at]}"


def _peak_before(text: str, x: list[float], values: list[float], lowest: int) -> Checked:
    """How high a loss was between its best and the blow-up that lasts."""
    told = re.search(rf"Before, it was as high as (\S+) \(\w+ ({NUMBER})\)", text)
    if told is not None:
        peak = max(values[lowest:], default=math.nan)
        yield from shown(told[1], {"peak": loss_text}, {"peak": [peak]})
        if not is_place(number(told[2]), x[values.index(peak, lowest)]):
            yield f"it was highest at {x[values.index(peak, lowest)]}"


def metric(finding: Finding, analysis: Analysis, sides: Sides) -> Checked:
    """How often an accuracy is nothing; where two metrics end; the most that a loss is."""
    side, text = sides.of(finding.split), finding.text
    never = re.search(r"exactly 0 at (\S+ %) of the points while the loss changes by (.+?):", text)
    if never and side is not None and side.loss is not None and side.right is not None:
        share = sum(one == 0 for one in side.right.raw) / side.n
        yield from shown(never[1], {"share": lambda one: percent_text(one, 0)}, {"share": [share]})
        yield from shown(never[2], {"change": relative_text}, {"change": [side.loss.level[-1] / side.loss.raw[0] - 1]})
        return
    ends = re.match(r"(.+?) ends at (\S+ %) but (.+?) at (\S+ %):", text)
    if ends:
        for name, level in ((ends[1], ends[2]), (ends[3], ends[4])):
            found = [s for s in analysis.run.series if s.metric == name and s.split.value == finding.split]
            if not found:
                raise Unknown
            yield from shown(level, {"end": percent_text}, {"end": [median(found[0].value.tolist()[-3:])]})
        return
    most = re.match(r"(.+?) is never more than (\S+),", text)
    if most is None:
        raise Unknown
    for series in losses_of(analysis, most[1], finding.split):
        yield from shown(most[2], {"most": loss_text}, {"most": [max(series.value.tolist())]})


def few_examples(finding: Finding, analysis: Analysis, sides: Sides) -> Checked:
    """A step is one answer of so many, and every accuracy is a whole number of answers."""
    count = re.search(r"(?:only|Only) ([\d,]+) examples?", finding.text)
    side = sides.of(finding.split)
    if count is None or side is None or side.right is None:
        raise Unknown
    n = number(count[1])
    yield from shown(finding.text, {"step": lambda one: unsigned_text(points_text(one))}, {"step": [1 / n]})
    if "goes in steps" in finding.text and any(abs(a * n - round(a * n)) > 0.02 * n for a in side.right.raw):
        yield f"an accuracy is no whole number of {n:.0f}"


def ruler(finding: Finding, analysis: Analysis, sides: Sides) -> Checked:
    """The floor of a line, and that the loss is on it or no lower."""
    text = finding.text
    twice = re.search(r"at (\S+) % of the points .* with (\d+) classes such a loss never falls below (\S+)\.", text)
    smoothed = re.search(r"off (\S+), the floor of a label smoothing of (\S+) with (\d+) classes", text)
    sigmoid = re.search(r"it never falls below (\S+) here", text)
    if twice:
        line = math.log(math.e + number(twice[2]) - 1)
        yield from shown(twice[3], {"floor": loss_text}, {"floor": [line - 1]})
        sums = [
            v + a
            for side in sides.judged
            if side.loss is not None and side.right is not None
            for x, v, a in zip(side.x, side.loss.raw, side.right.raw, strict=True)
            if finding.start <= x <= finding.end
        ]
        near = sum(-0.03 <= one - line <= 0.15 for one in sums)
        if near < 0.99 * number(twice[1]) / 100 * len(sums):
            yield f"{near} of {len(sums)} points are near the line"
    elif smoothed:
        share, classes = number(smoothed[2]), number(smoothed[3])
        rest = share / classes
        floor = -(1 - share + rest) * math.log(1 - share + rest) - (classes - 1) * rest * math.log(rest)
        yield from shown(smoothed[1], {"floor": loss_text}, {"floor": [floor]})
    elif sigmoid:
        if not math.log1p(math.exp(-1)) - 0.001 <= number(sigmoid[1]) <= math.log(2) + 0.001:
            yield "no sigmoid of a probability costs that"
    else:
        raise Unknown
