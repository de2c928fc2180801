"""What is asked of the sentences about events, findings and points to keep: that words and numbers hold together."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from statistics import median

from reckoned_sides import entropy

from lossacc_gui.model.episode import Direction, Episode, Finding, FindingKind
from lossacc_gui.model.run import Run
from lossacc_gui.model.verdict import BestPoint

NUMBER = r"[-+]?\d[\d,]*\.?\d*(?:e[-+]?\d+)?"
SPAN = re.compile(rf"\(({NUMBER}) (%)? ?to ({NUMBER}) ?(%)?, ({NUMBER}|x {NUMBER})")
UP = re.compile(r"\b(rises|rose|gained|blows up)\b")
STILL = re.compile(r"\b(stays flat|moves|drifts)\b")
DOWN = re.compile(r"\b(falls|fell)\b")


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
        if series is None or not all(map(math.isfinite, series.value.tolist())) or len(series.value) > 400:
            continue
        values, x, width = series.value.tolist(), series.x.tolist(), int(window[1]) if window else 0
        at = next((i for i, place in enumerate(x) if place >= finding.start), len(x))
        before, after = values[max(0, at - width) : at], values[at : at + width]
        if before and after and median(before) > 0:
            moved = 100 * (median(after) / median(before) - 1)
            if abs(moved - float(change)) > (0.051 if abs(moved) < 9.45 else 0.51):
                yield f"{metric} changes by {moved:+.1f} % there"


def of_choice(choice: BestPoint, run: Run, text: str) -> Iterator[str]:
    """What is wrong with a point to keep."""
    if not choice.low <= choice.x <= choice.high:
        yield "the best point is not among those that are as good"
    named = [s for s in run.series if s.metric == choice.metric]  # train and validation may have one name
    there = [v for s in named for x, v in zip(s.x.tolist(), s.value.tolist(), strict=True) if x == choice.x]
    if there and choice.value not in there:
        yield f"the log has {there[0]:.6g} there, told is {choice.value:.6g}"
