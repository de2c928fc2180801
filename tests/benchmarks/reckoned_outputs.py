"""The numbers of facts that predictions settle, from their rows and in plain Python."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import fmean, median, pstdev

from reckoned import Told, Told1
from reckoned_sides import Values, decimals

from lossacc_gui.model.analysis import Analysis, Pair
from lossacc_gui.model.predictions import Predictions
from lossacc_gui.model.run import Quantity, Split

LEAST = 1e-7  # no example costs more than its logarithm
Rows = list[Values]


def of_outputs(analysis: Analysis) -> Told1:
    """What the rows of the predictions tell by fact."""
    if analysis.evidence is None:
        return
    found = analysis.evidence.predictions
    yield "spoilt_outputs", Told(float(found.spoilt))
    yield "values_predicted", Told(float(not found.classified))
    epochs, truths = found.epochs.tolist(), found.y_true.tolist()
    if not found.classified:
        rest = [truth - value for truth, value in zip(truths, found.outputs[-1].tolist(), strict=True)]
        if pstdev(rest) > 0:
            yield "residual_skew", Told((fmean(rest) - median(rest)) / pstdev(rest))
        return
    labels = [int(one) for one in truths]
    answers = [_answers(found, at) for at in range(len(epochs))]
    yield from _of_answers(labels, answers, analysis.options.fewest_of_class)
    pair = next((one for one in analysis.pairs if one.loss.split is Split.VAL), None)
    if pair is not None:
        yield from _of_logged_accuracy(found, pair, labels, answers, analysis.options.sample_errors)
    if found.graded:
        shares = [output.tolist() for output in found.outputs]
        costs = [[_cost(row, truth) for row, truth in zip(rows, labels, strict=True)] for rows in shares]
        best = min(range(len(epochs)), key=lambda at: fmean(costs[at]))
        yield from _of_shares(shares, labels, answers, best)
        yield from _of_costs(shares[-1], labels, costs, answers[best], best)
        if pair is not None and pair.loss.quantity is Quantity.LOSS:
            yield from _of_logged_loss(pair, epochs, costs, shares, labels)


def _answers(found: Predictions, at: int) -> list[int]:
    rows = found.outputs[at].tolist()
    return [int(row) for row in rows] if found.numbered else [row.index(max(row)) for row in rows]


def _cost(row: Values, truth: int) -> float:
    return -math.log(max(row[truth], LEAST))


def _of_answers(labels: list[int], answers: list[list[int]], fewest: int) -> Told1:
    n, there = len(labels), Counter(labels)
    yield "majority_share", Told(max(there.values()) / n)
    yield "one_answer", Told(max(Counter(answers[-1]).values()) / n)
    said = Counter(answers[-1])
    yield "mix_distance", Told(sum(abs(said[k] - there[k]) for k in said | there) / (2 * n))
    changed = [sum(a != b for a, b in zip(one, other, strict=True)) / n for one, other in pairwise(answers)]
    if changed:
        yield "flips", Told(fmean(changed))
    classes = [k for k, count in there.items() if count >= max(1, fewest)]
    for fact, at in (("least_recall_early", 0 if len(answers) < 3 else 1), ("recall_spread", -1)):
        hits = Counter(truth for truth, said in zip(labels, answers[at], strict=True) if truth == said)
        recalls = [hits[k] / there[k] for k in classes]
        if len(recalls) > 1:
            yield fact, Told(min(recalls) if at >= 0 else max(recalls) - min(recalls))


def _of_shares(shares: list[Rows], labels: list[int], answers: list[list[int]], best: int) -> Told1:
    for fact, at in (("overconfidence", -1), ("overconfidence_at_best", best)):
        hits = fmean(truth == said for truth, said in zip(labels, answers[at], strict=True))
        yield fact, Told(fmean(max(row) for row in shares[at]) - hits)
    yield "undecided", Told(fmean(sorted(row)[-2] >= 0.4 for row in shares[best]))
    margins = [
        sorted(row)[-1] - sorted(row)[-2]
        for before, after, rows in zip(answers, answers[1:], shares[1:], strict=False)
        for one, other, row in zip(before, after, rows, strict=True)
        if one != other
    ]
    if margins:
        yield "flipped_margin", Told(median(margins))
    classes = len(shares[-1][0])
    flat = (-sum(max(p, LEAST) * math.log(max(p, LEAST)) for p in row) / math.log(classes) for row in shares[-1])
    yield "flatness", Told(fmean(flat))


def _of_costs(last: Rows, labels: list[int], costs: list[Values], answers: list[int], best: int) -> Told1:
    ordered = sorted(costs[best])
    if sum(ordered) > 0:
        yield "worst_share_at_best", Told(sum(ordered[-max(1, round(len(ordered) / 100)) :]) / sum(ordered))
    wrong = [cost for cost, truth, said in zip(costs[best], labels, answers, strict=True) if truth != said]
    if wrong:
        yield "error_tail", Told(fmean(wrong) / median(wrong))
    temperature, loss = _fitted(last, labels)
    yield "temperature", Told(temperature)
    if sum(costs[-1]) > 0:
        yield "temperature_gain", Told(1 - loss / fmean(costs[-1]))


def _fitted(rows: Rows, labels: list[int]) -> tuple[float, float]:
    """The temperature of the least cross-entropy, by golden section of its inverse, and what it then costs."""
    step = -(-len(labels) // 20_000)
    logits = [[math.log(max(p, LEAST)) for p in row] for row in rows[::step]]
    pairs = [
        ([one - max(row) for one in row], row[truth] - max(row))
        for row, truth in zip(logits, labels[::step], strict=True)
    ]

    def loss(inverse: float) -> float:
        return fmean(math.log(sum(math.exp(inverse * one) for one in row)) - inverse * own for row, own in pairs)

    low, high, golden = 1 / 64, 64.0, (math.sqrt(5) - 1) / 2
    inner, outer = high - golden * (high - low), low + golden * (high - low)
    of_inner, of_outer = loss(inner), loss(outer)
    while high - low > 5e-4 * low:
        if of_inner <= of_outer:
            high, outer, of_outer = outer, inner, of_inner
            inner = high - golden * (high - low)
            of_inner = loss(inner)
        else:
            low, inner, of_inner = inner, outer, of_outer
            outer = low + golden * (high - low)
            of_outer = loss(outer)
    return 2 / (low + high), loss((low + high) / 2)


def _of_logged_accuracy(
    found: Predictions, pair: Pair, labels: list[int], answers: list[list[int]], errors: float
) -> Told1:
    """How far logged accuracies are off those of the answers, beyond what either of two reasons allows them to be."""
    logged = dict(zip(pair.accuracy.x.tolist(), pair.accuracy.value.tolist(), strict=True))
    n = len(labels)
    both = ([v for v in one.value.tolist() if math.isfinite(v)] for one in (pair.loss, pair.accuracy))
    rounding = 0.5 * 10.0 ** -max(decimals(values) or 6 for values in both)
    off: dict[str, Values] = {"rounded": [], "sampled": []}
    for epoch, said in zip(found.epochs.tolist(), answers, strict=True):
        if epoch in logged:
            own = fmean(truth == one for truth, one in zip(labels, said, strict=True))
            held = (own * n + 2) / (n + 4)
            for name, slack in (
                ("rounded", 0.5 / n + rounding),
                ("sampled", errors * math.sqrt(held * (1 - held) / (n + 4))),
            ):
                off[name].append(max(abs(logged[epoch] - own) - slack, 0.0))
    for apart in off.values():
        if apart:
            yield "logged_accuracy_off", Told(median(apart))


def _of_logged_loss(pair: Pair, epochs: Values, costs: list[Values], shares: list[Rows], labels: list[int]) -> Told1:
    logged = dict(zip(pair.loss.x.tolist(), pair.loss.value.tolist(), strict=True))
    for fact, at in (("logged_over_plain_start", 0), ("logged_over_plain", -1)):
        plain = fmean(costs[at])
        if epochs[at] in logged and plain > 0:
            yield fact, Told(logged[epochs[at]] / plain - 1)
            if at == 0:
                yield "logged_apart_start", Told(abs(logged[epochs[at]] / plain - 1))
    there = [at for at, epoch in enumerate(epochs) if epoch in logged]
    told, plain = [logged[epochs[at]] for at in there], [fmean(costs[at]) for at in there]
    if len(there) < 3 or told == plain:
        return
    apart = sum((a - b) ** 2 for a, b in zip(told, plain, strict=True))

    def left(explained: Values) -> Told:
        return Told(sum((a - b) ** 2 for a, b in zip(told, explained, strict=True)) / apart)

    yield from (("not_twice", left(one)) for one in _twice([shares[at] for at in there], labels))
    spread = [fmean(-math.log(max(p, LEAST)) for row in shares[at] for p in row) for at in there]
    way = [a - b for a, b in zip(spread, plain, strict=True)]
    if any(way):
        share = sum(w * (a - b) for w, a, b in zip(way, told, plain, strict=True)) / sum(w * w for w in way)
        share = min(max(share, 0.01), 1.0)
        yield "not_smoothing", left([b + share * w for b, w in zip(plain, way, strict=True)])
    common = Counter(labels)
    frequent = min(k for k, count in common.items() if count == max(common.values()))
    parts = [
        [sum(c for c, y in zip(costs[at], labels, strict=True) if (y == frequent) is so) for so in (True, False)]
        for at in there
    ]
    yield "not_class_weights", left(_least_squares(parts, told))


def _twice(shares: list[Rows], labels: list[int]) -> Iterator[Values]:
    """The losses of a softmax of the probabilities, and of two classes of a sigmoid of the second."""
    yield [
        fmean(math.log(sum(map(math.exp, row))) - row[y] for row, y in zip(rows, labels, strict=True))
        for rows in shares
    ]
    if len(shares[0][0]) == 2:
        yield [fmean(math.log1p(math.exp(row[1])) - y * row[1] for row, y in zip(rows, labels, strict=True))
               for rows in shares]  # fmt: skip


def _least_squares(parts: Rows, told: Values) -> Values:
    """What two weights, fitted to the parts of a loss, make of it."""
    aa, ab, bb = (sum(row[i] * row[j] for row in parts) for i, j in ((0, 0), (0, 1), (1, 1)))
    at, bt = (sum(row[i] * one for row, one in zip(parts, told, strict=True)) for i in (0, 1))
    det = aa * bb - ab * ab
    if det <= 1e-12 * aa * bb:
        return told
    first, second = (at * bb - bt * ab) / det, (bt * aa - at * ab) / det
    return [first * a + second * b for a, b in parts]
