"""The numbers of findings from the raw values and in plain Python, by the kind of the finding."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import pairwise
from statistics import median

from reckoned_shown import NUMBER, Checked, Unknown, ends_told, shown, window_of
from reckoned_sides import Curve, Loss, Side, Sides, Values
from reckoned_trouble import CHECKS, rate_of, warm_up

from lossacc_gui.model.analysis import Analysis, Pair
from lossacc_gui.model.episode import Episode, Finding, FindingKind
from lossacc_gui.numerals import change_text, loss_text, percent_text, points_text, relative_text, unsigned_text

_FEWEST_RATES = 4


def against_raw(finding: Finding, analysis: Analysis, sides: Sides) -> list[str] | None:
    """What is wrong with the numbers of a finding; None where they are not reckoned."""
    check, trouble, side = _CHECKS.get(finding.kind), CHECKS.get(finding.kind), sides.of(finding.split)
    ends = ends_told(finding.text, finding.start, finding.end)
    if analysis.run.breaks:
        return None  # each part is judged by itself
    try:
        if trouble is not None:
            return [*trouble(finding, analysis, sides), *ends]
        return None if check is None or side is None else [*check(finding, analysis, sides, side), *ends]
    except Unknown:
        return None


def _overfitting(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    loss, train = side.loss, sides.train
    if loss is None or "rises" not in finding.text:
        raise Unknown
    best, last = min(loss.level), loss.level[-1]
    yield from shown(
        finding.text,
        {"best loss": loss_text, "last loss": loss_text, "rise": relative_text},
        {"best loss": [best], "last loss": [last], "rise": [last / best - 1]},
    )
    since = side.x.index(finding.start)
    if train is not None and train.loss is not None and "falls on" in finding.text:
        ends = [train.loss.level[since], train.loss.level[-1]]
        for name, one in zip(("first training loss", "last training loss"), ends, strict=True):
            yield from shown(finding.text, {name: loss_text}, {name: [one]})
    if side.right is not None and "changed by" in finding.text:
        change = side.right.calmed[-1] - side.right.calmed[since]
        yield from shown(finding.text, {"change of accuracy": points_text}, {"change of accuracy": [change]})


def _of_pair(finding: Finding | Episode, analysis: Analysis) -> tuple[Values, Values, Values]:
    """Places, losses and accuracies of a pair that is logged together at the places of a finding."""
    pairs = [one for one in analysis.pairs if one.loss.split.value == finding.split]
    if len(pairs) != 1:
        pairs = [one for one in pairs if _names(finding, one)]
    if len(pairs) != 1 or not _together(pairs[0]):
        raise Unknown
    most = analysis.options.largest_value
    rows = zip(*(one.tolist() for one in (pairs[0].loss.x, pairs[0].loss.value, pairs[0].accuracy.value)), strict=True)
    known = [row for row in rows if abs(row[1]) <= most and math.isfinite(row[2])]
    x, losses, right = (list(column) for column in zip(*known, strict=True))
    return x, losses, right


def _size(found: Finding, analysis: Analysis, known: int) -> int:
    """How many points a pair has, those without a number too: over so many a window is a share."""
    pair = next((one for one in analysis.pairs if one.loss.split.value == found.split), None)
    return known if pair is None else max(known, min(len(pair.loss.x), len(pair.accuracy.x)))


def _names(found: Finding | Episode, pair: Pair) -> bool:
    if isinstance(found, Episode):
        return (found.loss_metric, found.accuracy_metric) == (pair.loss.metric, pair.accuracy.metric)
    return pair.loss.metric in found.text and pair.accuracy.metric in found.text


def _together(pair: Pair) -> bool:
    return len(pair.loss.x) <= 1000 and pair.loss.x.tolist() == pair.accuracy.x.tolist()


def _chance(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    x, losses, right = _of_pair(finding, analysis)
    inside = [i for i, at in enumerate(x) if finding.start <= at <= finding.end]
    yield from shown(
        finding.text,
        {"loss": loss_text, "accuracy": percent_text},
        {"loss": [median(losses[i] for i in inside)], "accuracy": [median(right[i] for i in inside)]},
    )


def _below_bound(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    x, losses, right = _of_pair(finding, analysis)
    place = re.search(rf" at \w+ ({NUMBER}) it is ", finding.text)
    if place is None:
        raise Unknown
    at = [i for i, one in enumerate(x) if abs(one - float(place[1].replace(",", ""))) < 0.51]
    yield from shown(
        finding.text,
        {"loss": loss_text, "accuracy": percent_text, "least loss": loss_text},
        {
            "loss": [losses[i] for i in at],
            "accuracy": [right[i] for i in at],
            "least loss": [(1 - right[i]) * math.log(2) for i in at],
        },
    )


def _ahead(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    train = sides.train
    curves = (side.loss, side.right, None if train is None else train.loss, None if train is None else train.right)
    if any(one is None for one in curves) or train is None or max(side.logged, train.logged) > side.n:
        raise Unknown
    held, right, loss, own = (_raw(one) for one in curves)
    least = analysis.options.val_better_loss
    at = [i for i in range(side.n) if loss[i] > 0 and held[i] < (1 - least) * loss[i] and right[i] > own[i]]
    below = median(held[i] for i in at) / median(loss[i] for i in at) - 1
    lead = median(right[i] - own[i] for i in at)
    yield from shown(finding.text, {"loss": relative_text, "lead": points_text}, {"loss": [below], "lead": [lead]})


def _raw(one: Curve | Loss | None) -> Values:
    if one is None:
        raise Unknown
    return one.raw


def calmed(values: Values, width: int) -> Values:
    """Running median, then running mean, of so many points; the ends repeat."""
    before, n = width // 2, len(values)

    def rolled(given: Values, summary: Callable[[Values], float]) -> Values:
        around = (range(i - before, i - before + width) for i in range(n))
        return [summary([given[min(max(j, 0), n - 1)] for j in some]) for some in around]

    return rolled(rolled(values, median), lambda some: math.fsum(some) / width)


def _gap(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    train = sides.train
    if "the loss (smoothed) is" in finding.text:
        yield from _gap_of_losses(finding, analysis, sides, side)
        return
    if "has gained" in finding.text:
        yield from _stalled(finding, analysis, sides, side)
        return
    if train is None or side.right is None or train.right is None or "in the end" not in finding.text:
        raise Unknown
    if side.loss is None or max(side.logged, train.logged) > side.n:
        raise Unknown
    width = window_of(_size(finding, analysis, side.n), analysis)
    of_train, held = (calmed(one, width)[-1] for one in (train.right.raw, side.right.raw))
    yield from shown(
        finding.text,
        {"training": percent_text, "held out": percent_text, "gap": lambda one: unsigned_text(points_text(one))},
        {"training": [of_train], "held out": [held], "gap": [of_train - held]},
    )


def _gap_of_losses(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    train = sides.train
    if train is None or side.loss is None or train.loss is None or max(side.logged, train.logged) > side.n:
        raise Unknown
    if min(*side.loss.raw, *train.loss.raw) <= 0 or sides.own is None or sides.own.x[-1] < side.x[-1]:
        raise Unknown
    width = window_of(side.n, analysis)
    of_train, held = (calmed(one, width)[-1] for one in (train.loss.raw, side.loss.raw))
    yield from shown(
        finding.text,
        {"training": loss_text, "held out": loss_text, "gap": relative_text},
        {"training": [of_train], "held out": [held], "gap": [held / of_train - 1]},
    )


def _stalled(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    train = sides.train
    if train is None or side.loss is None or train.loss is None or analysis.run.breaks:
        raise Unknown
    since, held, own = side.x.index(finding.start), side.loss.level, train.loss.level
    for name, one in {"first": held[since], "last": held[-1], "first of training": own[since]}.items():
        yield from shown(finding.text, {name: loss_text}, {name: [one]})
    yield from shown(finding.text, {"last of training": loss_text}, {"last of training": [own[-1]]})
    if min(held) < held[since] / (1 + analysis.options.stalled_gain) * (1 - 1e-6):
        yield "it gains more"
    if ("gained nothing" in finding.text) is not (held[-1] >= held[since]):
        yield f"it goes from {held[since]:g} to {held[-1]:g}"


def _whole(found: Finding | Episode, analysis: Analysis) -> tuple[Values, Values, Values]:
    """As `_of_pair`, of a pair that has a value everywhere."""
    x, losses, right = _of_pair(found, analysis)
    whole = len(x) == len(next(one for one in analysis.pairs if one.loss.split.value == found.split).loss.x)
    if not whole or min(losses) <= 0 or len(x) > analysis.options.most_bins:
        raise Unknown
    if found.start not in x or found.end not in x:
        raise Unknown
    return x, losses, right


def _in_pieces(analysis: Analysis, x: Values, right: Values, *curves: Values) -> list[Values]:
    """Curves calmed, each piece by itself: where the run breaks off, the learning rate steps or an accuracy that stood
    still first moves, nothing is drawn over.
    """
    width = window_of(len(x), analysis)
    cuts = {next((i for i, at in enumerate(x) if at >= place), len(x)) for place in _cuts(analysis)}
    first = next((i for i, one in enumerate(right) if one != right[0]), 0)
    ends = sorted({0, len(x), *cuts, *([first] if first > width else [])})
    return [[one for a, b in pairwise(ends) for one in calmed(curve[a:b], width)] for curve in curves]


def _cuts(analysis: Analysis) -> Values:
    x, rate = rate_of(analysis)
    least, warm = math.log(analysis.options.rate_step), warm_up(rate) if rate else 0
    shares = [abs(math.log(b / a)) for a, b in pairwise(rate)]
    amounts = [abs(b - a) for a, b in pairwise(rate)]
    if any(abs(by - least) < 1e-9 for by in shares):
        raise Unknown  # rounding decides
    far = [i for i in range(warm, len(shares)) if shares[i] >= least]
    most = max(1.0, analysis.options.rate_steps_most * min(len(rate), analysis.options.most_bins))
    if len(rate) < _FEWEST_RATES or len(far) > most:
        return []
    return [x[i + 1] for i in far if all(_stands_out(moved, i) for moved in (shares, amounts))]


def _stands_out(moved: Values, at: int) -> bool:
    """Whether a rate moves twice as far as just before and just after."""
    beside = moved[max(0, at - 1) : at] + moved[at + 1 : at + 2]
    if any(math.isclose(moved[at], 2 * one, rel_tol=1e-9) for one in beside if one):
        raise Unknown  # rounding decides
    return all(moved[at] >= 2 * one for one in beside)


def of_episode_raw(episode: Episode, analysis: Analysis) -> list[str] | None:
    """What is wrong with the ends of an episode, which are those of the log or of the calmed curves; None where they
    are not reckoned.
    """
    if analysis.run.breaks:
        return None
    try:
        x, losses, right = _whole(episode, analysis)
        scaled, answers = _in_pieces(analysis, x, right, [math.log(one) for one in losses], right)
    except Unknown:
        return None
    wrong = []
    for place, loss, accuracy in (
        (x.index(episode.start), episode.loss_from, episode.accuracy_from),
        (x.index(episode.end), episode.loss_to, episode.accuracy_to),
    ):
        ends = ((loss, (math.exp(scaled[place]), losses[place])), (accuracy, (answers[place], right[place])))
        for told, near in ends:
            if not any(math.isclose(told, one, rel_tol=1e-6, abs_tol=1e-9) for one in near):
                wrong.append(f"tells {told:.6g}, the raw values say {near[0]:.6g}, or {near[1]:.6g} as logged")
    return wrong


def of_part_raw(episode: Episode, text: str, analysis: Analysis, sides: Sides) -> list[str]:
    """What is wrong with what is told of an overfitting that an episode is a part of."""
    told = re.search(r"It is the part of the overfitting since .*?(; after it .*)?\.$", text)
    if told is None:
        return []
    wholes = [f for f in analysis.findings if f.kind is FindingKind.OVERFITTING and f.split == episode.split]
    if not any(one.start <= episode.start <= episode.end <= one.end for one in wholes):
        return ["no overfitting holds the episode"]
    later = any(one.end > episode.end for one in wholes)
    if told[1] is None or analysis.run.breaks:
        return []
    side = sides.lead
    if not later or side is None or side.loss is None or side.right is None:
        return ["nothing is behind the episode"]
    numbers = [
        {"loss before": (loss_text, episode.loss_to), "loss at the end": (loss_text, side.loss.level[-1])},
        {"accuracy": (points_text, side.right.calmed[-1] - episode.accuracy_to)},
    ]
    return [
        wrong
        for group in numbers
        for name, (as_text, value) in group.items()
        for wrong in shown(told[1], {name: as_text}, {name: [value]})
    ]


def _miscalibrated(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    x, losses, right = _of_pair(finding, analysis)
    place = re.search(rf": at \w+ ({NUMBER}) ", finding.text)
    if place is None or analysis.run.breaks or len(x) > analysis.options.most_bins:
        raise Unknown
    at = [i for i, one in enumerate(x) if abs(one - float(place[1].replace(",", ""))) < 0.51]
    width = window_of(_size(finding, analysis, len(x)), analysis)
    yield from shown(
        finding.text,
        {"loss": loss_text, "accuracy": lambda one: percent_text(one, 2)},
        {
            "loss": [calmed(losses, width)[i] for i in at],
            "accuracy": [calmed(right, width)[i] for i in at],
        },
    )


def _both_change(finding: Finding, analysis: Analysis, sides: Sides, side: Side) -> Checked:
    """Of a plateau, or where both get worse: the changes are those of the calmed curves between its ends."""
    x, losses, right = _whole(finding, analysis)
    scaled, answers = _in_pieces(analysis, x, right, [math.log(one) for one in losses], right)
    first, last = x.index(finding.start), x.index(finding.end)
    before, after = math.exp(scaled[first]), math.exp(scaled[last])
    change = answers[last] - answers[first]
    if change_text(before, after) not in finding.text:
        yield f"the loss changes by {change_text(before, after)}"
    yield from shown(finding.text, {"change of accuracy": points_text}, {"change of accuracy": [change]})


_CHECKS = {
    FindingKind.OVERFITTING: _overfitting,
    FindingKind.CHANCE: _chance,
    FindingKind.BOUND_VIOLATED: _below_bound,
    FindingKind.VAL_BETTER_THAN_TRAIN: _ahead,
    FindingKind.GAP: _gap,
    FindingKind.MISCALIBRATED: _miscalibrated,
    FindingKind.PLATEAU: _both_change,
    FindingKind.DETERIORATION: _both_change,
}
