"""The numbers of facts that are counted in the log or in what was found in it, and of those that hold a loss against a
ruler, from the raw values and in plain Python.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from reckoned import Place, Told, Told1
from reckoned_sides import Side, Sides, Values, entropy, numbers_of

from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Episode, Finding
from lossacc_gui.model.run import Quantity, Run, Split

PATTERNS = {
    "found_loss_worse": ("loss_worse_accuracy_better", "loss_worse_accuracy_flat"),
    "found_loss_worse_accuracy_better": ("loss_worse_accuracy_better",),
    "found_loss_alone_better": ("loss_better_accuracy_flat",),
    "found_accuracy_alone_better": ("loss_flat_accuracy_better",),
    "found_accuracy_worse": ("loss_better_accuracy_worse", "loss_flat_accuracy_worse"),
}
KINDS = {
    "found_overfitting": "overfitting",
    "found_deterioration": "deterioration",
    "found_dead": "dead",
    "found_metric": "metric",
    "found_gap": "gap",
    "found_plateau": "plateau",
    "found_below_bound": "bound_violated",
    "found_miscalibrated": "miscalibrated",
    "found_ahead": "val_better_than_train",
    "found_few": "few_examples",
    "found_unsteady": "unsteady",
    "found_chance": "chance",
}
OF_VALUES = {Quantity.MSE, Quantity.MAE, Quantity.R2}
NOTHING = 2.0**-22  # nats: twice what single precision makes of the logarithm of 1
SMOOTHINGS = (0.05, 0.1, 0.15, 0.2, 0.3)
CLIPS = (-math.log(1e-7), 100.0)


def of_findings(analysis: Analysis, sides: Sides) -> Told1:
    """The share of the points in findings and in episodes of a kind; of training where the split that leads has none
    and the fact may be of either.
    """
    lead = sides.lead
    for fact, kind in KINDS.items():
        here = [one for one in analysis.findings if one.kind.value == kind]
        if lead is None:
            yield fact, Told(1.0)
            continue
        yield fact, _within(here, lead.split, lead.x)
        if fact == "found_chance" and sides.own is not None:
            yield fact, _within(here, sides.own.split, sides.own.x)
    for fact, patterns in PATTERNS.items():
        if lead is not None:
            here = [e for e in analysis.episodes if e.pattern.value in patterns]
            main = next((p for p in analysis.pairs if p.loss.split is lead.split), None)
            names = None if main is None else (main.loss.metric, main.accuracy.metric)
            yield fact, _within([e for e in here if (e.loss_metric, e.accuracy_metric) == names], lead.split, lead.x)
    if lead is not None and lead.loss is not None:
        found = [one for one in analysis.findings if one.split == lead.split.value]
        yield "found_spikes", Told(float(sum(one.kind.value == "spike" for one in found)))
        yield "found_steps", Told(float(sum(one.kind.value == "step" for one in found)))
        for series in analysis.run.series:
            if series.split is lead.split and series.quantity.is_loss and len(series.x):
                blown = [one for one in found if one.kind.value == "blow_up"]
                yield "found_blow_up", _within(blown, lead.split, series.x.tolist())
                if blown and all("leaps to" in one.text for one in blown):
                    numbers = [v for v in series.value.tolist() if math.isfinite(v)]
                    high = sum(v >= analysis.options.burst_factor * median(numbers) for v in numbers)
                    yield "found_blow_up", Told(high / len(series.value), None, (blown[0].start, blown[-1].end))
    empty = [one for one in analysis.findings if one.kind.value == "empty_epochs"]
    yield "found_empty_epochs", Told(0.5 if empty else 0.0)


def _within(found: list[Finding] | list[Episode], split: Split, x: Values) -> Told:
    here = [(one.start, one.end) for one in found if one.split == split.value]
    share = sum(any(a <= at <= b for a, b in here) for at in x) / len(x)
    where: Place | None = (min(a for a, _ in here), max(b for _, b in here)) if here else None
    return Told(share, None, where)


def of_log(analysis: Analysis, sides: Sides) -> Told1:
    """What is logged beside losses and accuracies, and how often the log begins again."""
    run, most = analysis.run, analysis.options.largest_value
    yield "regression_metrics", Told(float(sum(one.quantity in OF_VALUES for one in run.series)))
    places = [one.position for one in run.breaks if one.kind not in ("gap", "phase")]
    yield "restarts", Told(float(len(places)), None, (places[0], places[-1]) if places else None)
    lost = {0.0: Told(0.0)}
    for series in run.series:
        if series.quantity is Quantity.LOSS and len(series.x):
            bad = [x for x, v in zip(series.x.tolist(), numbers_of(series, most), strict=True) if not math.isfinite(v)]
            lost[len(bad) / len(series.x)] = Told(len(bad) / len(series.x), None, (bad[0], bad[-1]) if bad else None)
    yield "not_finite_share", lost[max(lost)]
    yield "ends_lost", Told(float(_ends_lost(run, most)))
    yield from _of_rate(run, sides)
    norms = [one for one in run.series if one.quantity is Quantity.GRADIENT_NORM and len(one.value)]
    if norms:
        finite = [v for v in norms[0].value.tolist() if math.isfinite(v)]
        if finite and median(finite) > 0:
            yield "gradient_spike", Told(max(finite) / median(finite))
    yield from _of_plain_loss(analysis)
    yield from _of_balanced(run)


def _ends_lost(run: Run, most: float) -> bool:
    losses = [one for one in run.series if one.quantity is Quantity.LOSS and len(one.value)]
    if any(not math.isfinite(numbers_of(one, most)[-1]) for one in losses):
        return True
    ends = {one.split: 0.0 for one in losses}
    for one in losses:
        told = [x for x, v in zip(one.x.tolist(), numbers_of(one, most), strict=True) if math.isfinite(v)]
        ends[one.split] = max(ends[one.split], told[-1])
    accuracies = [one for one in run.series if one.quantity is Quantity.ACCURACY and len(one.value)]
    return any(one.split in ends and one.x[-1] > ends[one.split] for one in accuracies)


def _of_rate(run: Run, sides: Sides) -> Told1:
    rate = next((one for one in run.series if one.quantity is Quantity.LEARNING_RATE and len(one.value)), None)
    if rate is None:
        return
    pairs = pairwise(zip(rate.x.tolist(), rate.value.tolist(), strict=True))
    drops = [x for (_, before), (x, after) in pairs if after < 0.6 * before]
    yield "learning_rate_drops", Told(float(len(drops)), None, (drops[0], drops[-1]) if drops else None)
    side = sides.own or sides.lead
    if side is not None and side.loss is not None:
        falls = {}
        for drop in drops:
            at = sum(x < drop for x in side.x)
            if 2 <= at < side.n:
                scaled = side.loss.scaled
                before, after = median(scaled[max(at - 3, 0) : at]), median((scaled[at:] + scaled[-1:] * 3)[:3])
                if at < 3:
                    before = median([scaled[max(at - k, 0)] for k in (1, 2, 3)])
                was, now = math.exp(before) - side.loss.floor, math.exp(after) - side.loss.floor
                falls[before - after] = Told(now / was - 1 if was > 0 else before - after)
        if falls:
            yield "step_at_rate_drop", falls[max(falls)]
    held = sides.held
    if held is not None and held.loss is not None and drops:
        since = sum(x < drops[0] for x in held.x)
        if since < held.n:
            level = held.loss.level
            yield "rise_after_rate_drop", Told(level[-1] / min(level[since:]) - 1, None, (drops[0], held.x[-1]))


def _of_plain_loss(analysis: Analysis) -> Told1:
    """Every cross-entropy that is logged beside the loss of a pair."""
    for pair in analysis.pairs:
        for one in analysis.run.series:
            if one.split is not pair.loss.split or one.metric == pair.loss.metric or len(one.value) < 3:
                continue
            if one.quantity is Quantity.PERPLEXITY:
                values = [math.log(v) if v > 0 else math.nan for v in one.value.tolist()]
            elif "crossentropy" in one.metric.lower().replace("_", ""):
                values = one.value.tolist()
            else:
                continue
            plain, logged, third = _usual(values[-3:]), _usual(pair.loss.value.tolist()[-3:]), len(values) // 3
            if plain is not None and logged:
                yield "penalty_share", Told(plain / logged - 1)
            early = _usual(values[third : third + 3])
            if plain is not None and early:
                yield "plain_loss_change", Told(plain / early - 1)


def _usual(values: Values) -> float | None:
    finite = [v for v in values if math.isfinite(v)]
    return median(finite) if finite else None


def _of_balanced(run: Run) -> Told1:
    for split in Split:
        own = {one.quantity: one for one in reversed(run.series) if one.split is split and len(one.value)}
        for quantity in (Quantity.BALANCED_ACCURACY, Quantity.F1, Quantity.RECALL):
            if quantity in own and Quantity.ACCURACY in own:
                high, low = (_usual(own[one].value.tolist()[-3:]) for one in (Quantity.ACCURACY, quantity))
                if high is not None and low is not None:
                    yield "accuracy_over_balanced", Told(high - low)


def of_ruler(analysis: Analysis, sides: Sides) -> Told1:
    """What a loss held against a ruler shows; of each split, as the sentence names whose number it is."""
    for side in sides.judged:
        loss, right = side.loss, side.right
        if loss is None or right is None:
            continue
        wrong = [1 - a for a in right.raw]
        free = [abs(v) <= NOTHING and a <= 0.95 for v, a in zip(loss.raw, right.raw, strict=True)]
        yield "free_errors", Told(sum(free) / side.n)
        dear = [v / w for v, w in zip(loss.raw, wrong, strict=True) if w > 0.2 and v > NOTHING]
        for begin in (0, side.n // 2, side.n - max(3, side.n // 4)):
            late = [v / w for v, w in list(zip(loss.raw, wrong, strict=True))[begin:] if w > 0.2 and v > NOTHING]
            if dear and late:
                yield "dearest_errors", Told(min(late))
        usual = min(max(median(right.raw), 1e-4), 0.8)
        price = min(max(4.4, -1.5 * math.log(usual) / (1 - usual)), 13.2)
        costly = [w > 0.2 and v >= price * w for v, w in zip(loss.raw, wrong, strict=True)]
        yield "dear_throughout", Told(sum(costly) / side.n)
        priced = [v / w for v, w in zip(loss.raw, wrong, strict=True) if w > 0.02]
        if priced:
            yield "even_price", Told(median(priced))
        for clip in CLIPS:
            for off in (0.02, 0.07):
                at = [w > 0.02 and -off <= v / w / clip - 1 <= 0.02 for v, w in zip(loss.raw, wrong, strict=True)]
                yield "clipped_errors", Told(sum(at) / side.n)
    for side in (sides.lead, sides.own):
        if side is not None and side.loss is not None:
            yield "loss_repeated", Told(max(Counter(side.loss.raw).values()) / side.n)
    if sides.own is not None:
        yield from _trend(sides.own)
    yield from _of_lines(sides)
    for pair in analysis.pairs:
        values = pair.loss.value.tolist()
        numbers = [v for v in values if math.isfinite(v)] or [0.0]
        yield "loss_below_zero", Told(sum(v < 0 for v in numbers) / len(numbers))
        yield "free_errors", Told(sum(v == 0 for v in numbers) / len(numbers))


def _trend(side: Side) -> Told1:
    """The larger of the trends of loss and accuracy: a Mann-Kendall count in its standard errors."""
    found = [abs(_kendall(one.raw)) for one in (side.loss, side.right) if one is not None]
    if found:
        yield "untrained_trend", Told(max(found))


def _kendall(values: Values) -> float:
    """Of all pairs of points how many more rise than fall, in standard errors, less one half of a step each way."""
    n = len(values)
    ups = abs(sum((b > a) - (b < a) for i, a in enumerate(values) for b in values[i + 1 :]))
    return max(ups - 1, 0) / math.sqrt(n * (n - 1) * (2 * n + 5) / 18)


def _of_lines(sides: Sides) -> Told1:
    """The share of the later points on the line of a second softmax, for each number of classes that may be meant, and
    how far a loss ends off the floors of smoothed labels for the number that its beginning tells.
    """
    sums: Values = []
    for side in sides.judged:
        if side.loss is None or side.right is None:
            continue
        late = slice(side.n - max(2, side.n // 3), None)
        sums += [v + a for v, a in zip(side.loss.raw[late], side.right.raw[late], strict=True)]
        level, classes = median(side.loss.raw[-side.last :]), round(math.exp(min(side.loss.raw[0], 7.0)))
        for smoothing in SMOOTHINGS if classes > 1 else ():
            rest = smoothing / classes
            floor = entropy(1 - smoothing + rest, classes - 1)
            yield "off_smoothed_floor", Told(level / floor - 1, None, (side.x[-side.last], side.x[-1]))
    for classes in range(2, 1001) if sums else ():
        line = math.log(math.e + classes - 1)
        if abs(median(sums) - line) < 0.1:
            near = min(0.03, 0.08 * (math.log(math.e + classes) - line))
            for below, above in ((0.03, 0.03), (near, near), (0.03, 0.15)):
                yield "on_twice_line", Told(sum(-below <= one - line <= above for one in sums) / len(sums))


def over_the_most(side: Side, classes: int, at: int | None) -> tuple[float, float]:
    """How many times the most of a calibrated model the loss is, at a point of the calmed curves or (None) at the end
    by medians, and the accuracy there.
    """
    assert side.loss is not None and side.right is not None
    if at is None:
        level, right = median(side.loss.raw[-side.last :]), median(side.right.raw[-side.last :])
    else:
        level, right = side.loss.level[at], side.right.calmed[at]
    return level / entropy(right, classes - 1), right


def named(found: Iterator[tuple[str, Told]]) -> dict[str, list[Told]]:
    """What was found by fact."""
    told: dict[str, list[Told]] = {}
    for fact, one in found:
        told.setdefault(fact, []).append(one)
    return told
