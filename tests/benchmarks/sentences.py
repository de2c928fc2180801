"""Reckons every number of every sentence once more, from the raw values and with code of its own.

    python tests/benchmarks/sentences.py LOG_OR_FOLDER ... [--evidence auto] [--show 20]

Looked at are the headline and sentence of each event, the evidence of all causes, what the predictions show, the card
that says what to keep, the remarks, and the checks. Four things are asked of a sentence: that it shows the number that
is its data, that this number comes out of the raw values (where the log is plain enough: no more than 400 points,
training and validation at the same places), that its words do not contradict its numbers, and that nothing beside it
says the same. Printed are how many sentences were looked at, of how many the numbers were reckoned again, and each one
that is wrong.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reckoned import of_findings, of_pair, of_way

from lossacc_gui.chart.keep import keep_texts
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.export.evidence import evidence_texts, snapshot_text
from lossacc_gui.export.phrases import coverage
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Evidence
from lossacc_gui.model.episode import Direction, Episode, Finding, FindingKind
from lossacc_gui.model.evidence import Change
from lossacc_gui.model.predictions import LEAST_PROBABILITY, Predictions
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Quantity, Run, Series, Split
from lossacc_gui.model.verdict import Choice
from lossacc_gui.use_case import analyze_all

Wrong = tuple[str, str, str]
"""What kind of sentence, the sentence, what is wrong with it."""
NUMBER = r"[-+]?\d[\d,]*\.?\d*(?:e[-+]?\d+)?"
SPAN = re.compile(rf"\(({NUMBER}) (%)? ?to ({NUMBER}) ?(%)?, ({NUMBER}|x {NUMBER})")
UP = re.compile(r"\b(rises|rose|gained|blows up)\b")
STILL = re.compile(r"\b(stays flat|moves|drifts)\b")
DOWN = re.compile(r"\b(falls|fell)\b")


# the arithmetic, in plain Python


def middle(values: list[float]) -> float:
    """The median."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def calm(values: list[float]) -> list[float]:
    """Running median, then running mean, over a twentieth of the points; the ends repeat."""
    n = len(values)
    if n < 8:
        return values
    width = max(3, n // 20)
    width += 1 - width % 2

    def rolled(given: list[float], summary: Callable[[list[float]], float]) -> list[float]:
        return [
            summary([given[min(max(j, 0), n - 1)] for j in range(i - width // 2, i + width // 2 + 1)]) for i in range(n)
        ]

    return rolled(rolled(values, middle), lambda w: sum(w) / width)


def calm_loss(values: list[float]) -> list[float]:
    """The loss calmed on the scale ln(L + f), f a twentieth of the first one, and brought back."""
    floor = 0.05 * min(values[0], 20 * middle(values))
    return [max(math.exp(one) - floor, 1e-8) for one in calm([math.log(value + floor) for value in values])]


def entropy(right: float, others: float, least: float = 0.001) -> float:
    """h_K of an accuracy whose errors spread over that many classes; no fewer than `least` are wrong."""
    a = min(max(right, least), 1 - least)
    return -a * math.log(a) - (1 - a) * math.log((1 - a) / others)


# the numbers of facts, from four plain curves


def plain_curves(run: Run) -> tuple[list[float], ...] | None:
    """Training loss and accuracy, validation loss and accuracy; None where the log is not as plain as that."""
    found = []
    for split in (Split.TRAIN, Split.VAL):
        for quantity in (Quantity.LOSS, Quantity.ACCURACY):
            here = [s for s in run.series if s.split is split and s.quantity is quantity]
            if len(here) != 1:
                return None
            found.append(here[0])
    x = found[0].x.tolist()
    plain = 2 <= len(x) <= 400 and all(s.x.tolist() == x and _all_finite(s) for s in found)
    unique = sum(s.quantity in (Quantity.LOSS, Quantity.ACCURACY) for s in run.series) == 4
    if not plain or not unique or run.breaks or min(found[0].value.min(), found[2].value.min()) <= 0:
        return None
    return tuple(s.value.tolist() for s in found)


def _all_finite(series: Series) -> bool:
    return all(math.isfinite(v) and abs(v) < 1e6 for v in series.value.tolist())


def reckoned(run: Run) -> dict[str, float]:
    """What the evidence of a plain run should tell, by fact."""
    curves = plain_curves(run)
    if curves is None:
        return {}
    loss, accuracy, held, answers = curves
    n, last = len(held), max(2, len(held) // 10)
    of_held, of_train, right, train_right = calm_loss(held), calm_loss(loss), calm(answers), calm(accuracy)
    best = of_held.index(min(of_held))
    wrong = [max(1 - a, 0.001) for a in right]
    told = {
        "val_rise": of_held[-1] / of_held[best] - 1,
        "val_fall": of_held[best] / held[0] - 1,
        "train_fall": min(of_train) / loss[0] - 1,
        "train_fall_after_best": of_train[-1] / of_train[best] - 1,
        "train_end_up": of_train[-1] / min(of_train) - 1,
        "train_late_fall": of_train[-1] / of_train[max(0, n - 1 - max(2, n // 4))] - 1,
        "gap_end": middle(held[-last:]) / middle(loss[-last:]) - 1,
        "gap_first": middle(held[:2]) / middle(loss[:2]) - 1,
        "val_ahead_share": sum(h < t for h, t in zip(of_held, of_train, strict=True)) / n,
        "accuracy_start": answers[0],
        "accuracy_end": middle(answers[-last:]),
        "accuracy_gain": max(right) - answers[0],
        "accuracy_fall": max(right) - right[-1],
        "accuracy_after_best_loss": right[-1] - right[best],
        "accuracy_constant": max(Counter(round(a, 4) for a in answers).values()) / n,
        "accuracy_extreme": sum(
            a <= 0 or a > 1.000001 or (a >= 1 and h > math.log(2)) for a, h in zip(answers, held, strict=True)
        )
        / n,
        "errors_left": max(right),
        "train_accuracy_gain": max(train_right) - accuracy[0],
        "train_errors_left": max(train_right),
        "answers_gap_end": middle(accuracy[-last:]) - middle(answers[-last:]),
        "answers_gap_first": middle(accuracy[:2]) - middle(answers[:2]),
        "loss_per_error_best": of_held[best] / wrong[best],
        "confident_rise": of_held[-1] / wrong[-1] / (of_held[best] / wrong[best]) - 1,
        "gap_growth": middle(held[-last:]) / middle(loss[-last:]) / (of_held[best] / of_train[best]) - 1,
        "loss_repeated": max(Counter(held).values()) / n,
    }
    dear = [
        [v / (1 - a) for v, a in zip(*pair, strict=True) if 1 - a > 0.2] for pair in ((held, answers), (loss, accuracy))
    ]
    if all(dear):
        told["dearest_errors"] = min(min(one) for one in dear)
    told.update(of_pair("", of_held, _floor(held), held, right, answers))
    told.update(of_pair("train_", of_train, _floor(loss), loss, train_right, accuracy))
    told.update(of_way(of_train, _floor(loss), of_held, train_right, right))
    return told


def _floor(values: list[float]) -> float:
    return 0.05 * min(values[0], 20 * middle(values))


# what is asked of the sentences


def of_evidence(
    one: Evidence, expected: dict[str, float], calibrated: dict[str, tuple[float, float]] | None = None
) -> Iterator[str]:
    """What is wrong with a sentence of evidence."""
    yield from _against_calibrated(one, calibrated or {})
    fact = FACTS[one.fact]
    if one.value is None:
        return
    split, _, rest = one.text.partition(": ")
    text = rest[:1].upper() + rest[1:] if split.lower() in {str(named.said) for named in Split} else one.text
    number = one.value + 0.0
    written = fact.unit.written(number)
    plain = re.sub(r"^x ", "", written).lstrip("+-")
    in_words = re.search(
        r"Throughout|ends before|less than|alike|equal|ended at its best|never|stood still|did not|none|all|no |as ",
        text,
    )
    if plain not in text and not in_words and abs(number) > 1e-3:
        yield f"does not show its number {written}"
    sided = "{over}" in WORDS[one.fact].said and not in_words and text != WORDS[one.fact].zero
    if sided and (number < 0) is not (" below " in text):
        yield "says the wrong side"
    if re.search(r"(rose|fell) by [-+]", text) or (re.search(r"(?<!\d)nan|inf\b", text)):
        yield "its words contradict its number"
    known = expected.get(one.fact)
    if known is not None and not math.isclose(known, number, rel_tol=1e-3, abs_tol=1e-4):
        yield f"tells {number:.6g}, the raw values say {known:.6g}"


def of_calibrated(run: Run) -> dict[str, tuple[float, float]]:
    """The loss and the accuracy of a plain run that is held against a calibrated model, by fact."""
    curves = plain_curves(run)
    if curves is None:
        return {}
    loss, accuracy, held, answers = curves
    of_held, right = calm_loss(held), calm(answers)
    best = of_held.index(min(of_held))
    at_best = of_held[best], right[best]
    return {
        "two_way_ratio": at_best,
        "ten_way_ratio": at_best,
        "train_two_way_ratio": (calm_loss(loss)[-1], calm(accuracy)[-1]),
    }


def _against_calibrated(one: Evidence, places: dict[str, tuple[float, float]]) -> Iterator[str]:
    """Of a loss over the most of a calibrated model: the ratio is that of the classes that the sentence names."""
    found = re.search(rf"an accuracy of ({NUMBER}) % and ({NUMBER}) classes", one.text)
    if found is None or one.fact not in places or one.value is None:
        return
    level, right = places[one.fact]
    classes = int(found[2].replace(",", ""))
    if abs(100 * right - float(found[1])) > 0.0501:
        yield f"the accuracy is {100 * right:.2f} %"
    ratio = level / entropy(right, classes - 1)
    if not math.isclose(ratio, one.value, rel_tol=1e-3):
        yield f"tells {one.value:.4g}, with {classes} classes it is {ratio:.4g}"


def of_change(text: str) -> Iterator[str]:
    """Each "(a to b, c)" of a sentence: c is what a and b make, but for rounding, and goes the way said."""
    for found in SPAN.finditer(text):
        first, share, second, _, change = found.groups()
        a, b = (float(one.replace(",", "")) for one in (first, second))
        after = text[found.end() :]
        if change.startswith("x "):
            said = float(change[2:].replace(",", ""))
            ok = a != 0 and abs(b / a - said) <= 0.02 * said + 0.6
        elif share:
            said = float(change.replace(",", ""))
            ok = abs(b - a - said) <= 0.11
        else:
            said = float(change.replace(",", ""))
            digits = max(abs(a), abs(b)) / max(abs(a), 1e-12) * 1.1 + 0.51
            ok = not after.startswith(" %") or a == 0 or abs(100 * (b - a) / abs(a) - said) <= digits
        if not ok:
            yield f"{first} to {second} is no {change}"
        before = text[: found.start()]
        up = max((one.start() for one in UP.finditer(before)), default=-1)
        down = max((one.start() for one in DOWN.finditer(before)), default=-1)
        if max(up, down) < max((one.start() for one in STILL.finditer(before)), default=-1):
            continue
        if (up > down and b < a) or (down > up and b > a):
            yield f"the words go the other way than {first} to {second}"


def of_episode(episode: Episode, text: str, run: Run) -> Iterator[str]:
    """What is wrong with the sentence of a disagreement."""
    for moves, change in ((episode.loss, episode.loss_change), (episode.accuracy, episode.accuracy_change)):
        if (moves is Direction.UP and change <= 0) or (moves is Direction.DOWN and change >= 0):
            yield f"goes {moves} by {change:.4g}"
    loss = next((s for s in run.series if s.metric == episode.loss_metric and s.split == episode.split), None)
    if loss is not None:
        reach = _reach(loss.x.tolist())
        inside = [v for x, v in zip(loss.x.tolist(), loss.value.tolist(), strict=True) if _near(episode, x, reach)]
        inside = [v for v in inside if math.isfinite(v)]
        for told in (episode.loss_from, episode.loss_to):
            if inside and not min(inside) - 1e-9 <= told <= max(inside) + 1e-9:
                yield f"{told:.4g} lies outside the raw values, {min(inside):.4g} to {max(inside):.4g}"
    if episode.loss_from and not math.isclose(
        episode.loss_change, (episode.loss_to - episode.loss_from) / abs(episode.loss_from), rel_tol=1e-6, abs_tol=1e-9
    ):
        yield "the relative change is not that of its ends"
    lost = re.search(rf"takes ({NUMBER}) % of the probability", episode.reason)
    if lost and abs(float(lost[1]) - 100 * -math.expm1(episode.loss_from - episode.loss_to)) > 0.06:
        yield f"{lost[1]} % of the probability are not what the loss rose by"
    yield from of_change(text)


def _reach(x: list[float]) -> float:
    """How far smoothing draws values in: a window less one point, twice half of it."""
    width = max(3, len(x) // 20)
    return width * (x[-1] - x[0]) / max(len(x) - 1, 1)


def _near(episode: Episode, x: float, reach: float) -> bool:
    """Within the stretch and, for what smoothing draws in, its reach or a third of the stretch on both sides."""
    room = max(reach, (episode.end - episode.start) / 3)
    return episode.start - room <= x <= episode.end + room


def of_finding(finding: Finding, run: Run) -> Iterator[str]:
    """What is wrong with the sentence of a finding."""
    yield from of_change(finding.text)
    if re.search(r"\bnan\b|\binf\b|\{", finding.text):
        yield "holds no number"
    if finding.kind is FindingKind.CHANCE:
        found = re.search(rf"among (\d+) classes.* \(ln \d+ = ({NUMBER})\).*\(1/\d+ = ({NUMBER}) %", finding.text)
        if found:
            classes = int(found[1])
            if abs(float(found[2]) - math.log(classes)) > 0.006 * math.log(classes) + 0.0051:
                yield "ln K is another number"
            if abs(float(found[3]) - 100 / classes) > 0.051:
                yield "1/K is another number"
    if finding.kind is FindingKind.BOUND_VIOLATED:
        found = re.search(
            rf"it is ({NUMBER}), but an accuracy of ({NUMBER}) %(?: \([^)]*\))? costs at least ({NUMBER})", finding.text
        )
        if found:
            value, right, least = (float(one.replace(",", "")) for one in found.groups())
            if value >= least:
                yield f"{value} is not below {least}"
            if abs((1 - right / 100) * math.log(2) - least) > 0.0005 * math.log(2) + 0.006 * least:
                yield f"{right} % cost another loss than {least}"
    if finding.kind is FindingKind.MISCALIBRATED:
        yield from _of_miscalibrated(finding.text)
    if finding.kind is FindingKind.STEP:
        yield from _of_step(finding, run)


def _of_miscalibrated(text: str) -> Iterator[str]:
    """The loss is above its bound, and that is the one of the accuracy and the classes that are named."""
    found = re.search(rf" is ({NUMBER}), but calibrated probabilities cost at most ({NUMBER}) with", text)
    if found and float(found[1].replace(",", "")) < float(found[2].replace(",", "")):
        yield "the loss is not above its bound"
    bound = re.search(
        rf"cost at most ({NUMBER}) with (?:as many as )?({NUMBER}) classes"
        rf".*? an accuracy of ({NUMBER}) %(?: \([^)]*\))?,",
        text,
    )
    if bound:
        most, classes, right = (float(part.replace(",", "")) for part in bound.groups())
        near = [entropy((right + off) / 100, classes - 1, 1e-6) for off in (-0.0051, 0.0051)]
        if right / 100 > 1 / classes + 0.001 and not 0.99 * min(near) <= most <= 1.01 * max(near):
            yield f"{right} % and {classes:.0f} classes make {near[0]:.4g}, not {most}"


def _of_step(finding: Finding, run: Run) -> Iterator[str]:
    """Each change told of a step is that of the medians of the raw values on its sides."""
    window = re.search(rf"medians of ({NUMBER}) points? ", finding.text)
    told = re.findall(rf"(\S+) ({NUMBER}) %", finding.text) or re.findall(
        rf"^(\S+) steps.* by ({NUMBER}) %", finding.text
    )
    for metric, change in told if window else ():
        series = next((s for s in run.series if s.metric == metric and s.quantity.is_loss), None)
        if series is None or not _all_finite(series) or len(series.value) > 400:
            continue
        values, x, width = series.value.tolist(), series.x.tolist(), int(window[1]) if window else 0
        at = next((i for i, place in enumerate(x) if place >= finding.start), len(x))
        before, after = values[max(0, at - width) : at], values[at : at + width]
        if before and after and middle(before) > 0:
            moved = 100 * (middle(after) / middle(before) - 1)
            if abs(moved - float(change)) > (0.051 if abs(moved) < 9.45 else 0.51):
                yield f"{metric} changes by {moved:+.1f} % there"


def of_choice(choice: Choice, run: Run, text: str) -> Iterator[str]:
    """What is wrong with a point to keep."""
    if not choice.low <= choice.x <= choice.high:
        yield "the best point is not among those that are as good"
    named = [s for s in run.series if s.metric == choice.metric]  # train and validation may have one name
    there = [v for s in named for x, v in zip(s.x.tolist(), s.value.tolist(), strict=True) if x == choice.x]
    if there and choice.value not in there:
        yield f"the log has {there[0]:.6g} there, told is {choice.value:.6g}"


# what the predictions show, from their own rows


def rights_and_costs(predictions: Predictions, at: int) -> tuple[list[bool], list[float]]:
    """Of each example whether it is right, and its cross-entropy, at a recorded epoch of a classifier."""
    rows, truths = predictions.outputs[at].tolist(), [int(one) for one in predictions.y_true.tolist()]
    right = [row.index(max(row)) == truth for row, truth in zip(rows, truths, strict=True)]
    return right, [-math.log(max(row[truth], LEAST_PROBABILITY)) for row, truth in zip(rows, truths, strict=True)]


def of_predictions(analysis: Analysis) -> Iterator[tuple[str, list[str]]]:
    """The sentences about the predictions, each with what is wrong with it."""
    found = analysis.evidence
    texts = evidence_texts(analysis)
    for text in texts:
        wrong = (
            [] if text.count("epoch") == 0 or analysis.run.x_name == "epoch" else ["counts epochs in a run of steps"]
        )
        yield text, wrong + ["stands there twice"] * (texts.count(text) > 1)
    if found is None or not found.predictions.classified:
        return
    epochs = found.predictions.epochs.tolist()
    for change in (found.whole, *found.changes):
        if change is not None:
            yield change.summary, list(_of_change_between(found.predictions, epochs, change))
    last = snapshot_text(found, -1)
    _, cost = rights_and_costs(found.predictions, len(epochs) - 1)
    told = re.search(rf"the predictions cost ({NUMBER})", last)
    mean = sum(cost) / len(cost)
    ok = told is not None and math.isclose(float(told[1].replace(",", "")), mean, rel_tol=0.0051, abs_tol=1e-12)
    yield last, [] if ok else [f"the predictions cost {mean:.4g}"]


def _of_change_between(predictions: Predictions, epochs: list[float], change: Change) -> Iterator[str]:
    ends = [epochs.index(one) for one in (change.account.start, change.account.end)]
    (before, cost), (after, later) = (rights_and_costs(predictions, at) for at in ends)
    n = len(before)
    fixed = sum(b and not a for a, b in zip(before, after, strict=True))
    broken = sum(a and not b for a, b in zip(before, after, strict=True))
    told = re.search(
        r"(no|[\d,]+) examples? (?:was|were) fixed and (none|[\d,]+)(?: broken)?: accuracy (\S+) points", change.summary
    )
    counts = (
        [] if told is None else [0 if one in ("no", "none") else int(one.replace(",", "")) for one in told.groups()[:2]]
    )
    if told is None or counts != [fixed, broken]:
        yield f"{fixed} were fixed and {broken} broken"
    elif abs(float(told[3]) - 100 * (fixed - broken) / n) > 0.0501:
        yield f"accuracy changed by {100 * (fixed - broken) / n:+.2f} points"
    moved = re.search(rf"moves by ({NUMBER})", change.summary)
    mean = (sum(later) - sum(cost)) / n
    if moved is None or not math.isclose(float(moved[1].replace(",", "")), mean, rel_tol=0.0051, abs_tol=1e-9):
        yield f"the mean cross-entropy moves by {mean:.4g}"


def plainly(sentence: str) -> str:
    """A sentence without the word that tells whose curve it is, which of training alone is the only one there is."""
    return sentence.lower().replace("training ", "").replace("its loss", "the loss")


def of_cause(texts: list[str], split: Split) -> Iterator[tuple[str, str]]:
    """Each sentence of a cause that another one of it says too; of training alone both speak of its one curve."""
    said = [plainly(text) if split is Split.TRAIN else text for text in texts]
    for text, one in zip(texts, said, strict=True):
        if said.count(one) > 1:
            yield text, "another sentence of the same cause says the same"


def check(analysis: Analysis, count: Counter[str]) -> Iterator[Wrong]:
    """All that is wrong with what is said of a run; `count` counts the sentences by kind."""
    run, expected, calibrated = analysis.run, reckoned(analysis.run), of_calibrated(analysis.run)
    expected.update(of_findings(analysis) if expected else ())
    only = Split.VAL if any(s.split is not Split.TRAIN for s in run.series) else Split.TRAIN
    seen: set[str] = set()
    for event in analysis.events:
        text = event.explanation.summary
        count["event"] += 1
        if isinstance(event.what, Episode):
            yield from (("event", text, why) for why in of_episode(event.what, text, run))
        else:
            yield from (("event", text, why) for why in of_finding(event.what, run))
    explanations = [event.explanation for event in analysis.events] + [analysis.overall]
    for ranked in (one for told in explanations for one in told.causes):
        yield from (("evidence", text, why) for text, why in of_cause([e.text for e in ranked.evidence], only))
    for one in (one for told in explanations for ranked in told.causes for one in ranked.evidence):
        if one.text not in seen:
            seen.add(one.text)
            count["evidence"] += 1
            count["reckoned again"] += one.fact in expected or one.fact in calibrated
            yield from (("evidence", one.text, why) for why in of_evidence(one, expected, calibrated))
    count["headline"] += 1
    yield from (("headline", analysis.verdict.text, why) for why in of_change(analysis.verdict.text))
    for finding in analysis.remarks:
        count["remark"] += 1
        yield from (("remark", finding.text, why) for why in of_finding(finding, run))
    for text in coverage(analysis):
        count["check"] += 1
        yield from (("check", text, why) for why in of_change(text))
    for text, wrongs in of_predictions(analysis):
        count["predictions"] += 1
        yield from (("predictions", text, why) for why in wrongs)
    keep = analysis.verdict.keep
    if keep is not None:
        text = " ".join(keep_texts(keep, run))
        count["keep"] += 1
        for choice in (keep.by_loss, keep.by_accuracy):
            if choice is not None:
                yield from (("keep", text, why) for why in of_choice(choice, run, text))


def main() -> int:
    """Print what was looked at and what is wrong; 1 where anything is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--evidence", choices=["auto"])
    parser.add_argument("--show", type=int, default=20, help="wrong sentences that are printed")
    given = parser.parse_args()
    count: Counter[str] = Counter()
    wrong: list[tuple[str, Wrong]] = []
    runs = 0
    for one in analyze_all(given.paths, Request(evidence=given.evidence)):
        if isinstance(one, Analysis):
            runs += 1
            wrong += [(f"{one.run.source.parent.name}/{one.run.name}", found) for found in check(one, count)]
    for name, (kind, text, why) in wrong[: given.show]:
        print(f"{name}\n  {kind}: {text}\n  {why}")
    looked = sum(number for kind, number in count.items() if kind != "reckoned again")
    parts = ", ".join(f"{kind} {number}" for kind, number in sorted(count.items()))
    print(f"{runs} runs, {looked} sentences looked at ({parts}); wrong: {len(wrong)}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
