"""Puts a text of a training together, and says what a reader has to find in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from lossacc_gui.model.run import Quantity, Split
from printed_forms import noise
from printed_forms.layouts import LAYOUTS, Layout, Said, Table
from printed_forms.words import OTHERS, Style, style_of

BATCHES = (
    "{c}{b}batch {i}/300{b}{m}{e}{v}", "{c} [{i}/300]{b}{m}{e}{v}", "{c} step {i}{b}{m}{e}{v}",
    "  batch {i:>4}/300 {m}{e}{v}", "{c} iter {i} {m}{e}{v}", "{c}[{i}/300]\t{m}{e}{v}", "    [{i}/300] {m}{e}{v}",
)  # fmt: skip


@dataclass(frozen=True)
class Curve:
    """Values as printed, shares as 0..1, and where the log counts them."""

    quantity: Quantity
    split: Split
    value: tuple[float, ...]
    at: tuple[float, ...]


@dataclass(frozen=True)
class Form:
    """A text, the curves that are in it, and those that a reader may find beside them; `made` says how it was made."""

    text: str
    curves: tuple[Curve, ...]
    beside: tuple[tuple[float, ...], ...]
    made: str


@dataclass
class _Training:
    """The numbers of a training, epoch by epoch."""

    train_loss: list[float]
    train_score: list[float]
    loss: list[float]
    score: list[float]


def _training(random: Random, n: int) -> _Training:
    classes = random.choice((2, 10, 100))
    falls, rises = math.log(classes), 1 / classes
    out = _Training([], [], [], [])
    for e in range(n):
        falls *= random.uniform(0.86, 0.95)
        rises = 1 - (1 - 1 / classes) * math.exp(-0.15 * e - 0.1)
        out.train_loss.append(falls * (1 + random.gauss(0, 0.02)))
        out.loss.append(max(falls * 1.15 + 0.1 + random.gauss(0, 0.02), 0.05))
        out.train_score.append(min(max(rises + random.gauss(0, 0.005), 0.01), 0.99))
        out.score.append(min(max(rises * 0.93 + random.gauss(0, 0.01), 0.01), 0.98))
    return out


def form_of(seed: int) -> Form:
    """The text of a seed; the same on each machine."""
    random = Random(seed)
    style, n = style_of(random), random.randint(8, 26)
    numbers = _training(random, n)
    table = random.random() < 0.1
    layout: Layout = Table(random, random.choice((1000, 1000, 10))) if table else random.choice(LAYOUTS)
    scored, evaluated = random.random() < 0.85, random.random() < 0.9
    every = random.choice((2, 5)) if evaluated and not table and random.random() < 0.12 else 1
    other = random.choice(OTHERS) if random.random() < 0.25 else None
    writer = _Writer(random, style, layout, numbers, scored, evaluated, every, other)
    batches = not table and style.unit == "epoch" and random.random() < 0.2
    return writer.written(n, random.choice(BATCHES) if batches else "")


@dataclass
class _Writer:
    random: Random
    style: Style
    layout: Layout
    numbers: _Training
    scored: bool
    evaluated: bool
    every: int
    other: tuple[str, str] | None

    def written(self, n: int, batches: str) -> Form:
        resumes = n // 2 if self.random.random() < 0.06 else 0
        ranks = self.random.random() < 0.03 and not self.style.prefix
        beside = noise.Beside(self.random)
        lines = noise.head(self.random, n)
        at_batches: list[float] = []
        order = list(range(n)) if not resumes else [*range(resumes + 1), *range(resumes - 1, n)]
        for turn, e in enumerate(order):
            if resumes and turn == resumes + 1:
                lines += ["Traceback (most recent call last):", "KeyboardInterrupt", "Resuming from checkpoint.pt"]
            again = bool(resumes) and e >= resumes - 1 and turn <= resumes
            mine = self._batches(e, n, batches)
            if not again:
                at_batches += [value for _, value in mine]
            some = [line for line, _ in mine] + self.layout(self.style, self._said(e, n, again=again))
            if ranks:
                some = [f"[rank {rank}] {line}" for line in some for rank in (0, 1)]
            some += beside(
                self._k(e), self.numbers.loss[e], self.numbers.loss[max(e - 1, 0)], max(self.numbers.score[: e + 1])
            )
            lines += [self.style.before(turn) + line for line in some]
        lines += noise.foot(self.random, self._k(n - 1), min(self.numbers.loss), max(self.numbers.score))
        layout = getattr(self.layout, "__name__", "table")
        made = f"{layout} batches={batches!r} resumes={resumes} every={self.every} ranks={ranks}"
        return Form("\n".join(lines) + "\n", self._curves(n), (tuple(at_batches),) if at_batches else (), made)

    def _k(self, e: int) -> int:
        return (e + self.style.first) * self.style.stride

    def _said(self, e: int, n: int, *, again: bool) -> Said:
        bent = 1.01 if again else 1.0  # what a resumed training replaces was another value
        style, numbers = self.style, self.numbers
        parts = [(style.train, self._named(numbers.train_loss[e] * bent, numbers.train_score[e], e))]
        if self._evaluates(e, n):
            parts.append((style.valid, self._named(numbers.loss[e] * bent, numbers.score[e], -1)))
        return Said(self._k(e), self._k(n - 1), e, tuple(parts))

    def _named(self, loss: float, score: float, e: int) -> tuple[tuple[str, str], ...]:
        named = [(self.style.loss, self.style.number.format(loss))]
        if self.scored:
            named.append((self.style.accuracy, self.style.share.format(score * self.style.scale)))
        if self.other is not None and e >= 0:
            named.append((self.other[0], self.other[1].format(10 + (7 * e) % 89)))
        return tuple(named)

    def _evaluates(self, e: int, n: int) -> bool:
        return self.evaluated and ((e + 1) % self.every == 0 or (self.every > 1 and e == n - 1))

    def _batches(self, e: int, n: int, pattern: str) -> list[tuple[str, float]]:
        if not pattern:
            return []
        out = []
        for b in range(3):
            value = self.style.number.format(self.numbers.train_loss[e] * (1.1 - 0.05 * b))
            line = pattern.format(
                c=self.style.counted(self._k(e), self._k(n - 1)), b=self.style.between, m=self.style.loss,
                e=self.style.equal, v=value, i=b * 100,
            )  # fmt: skip
            out.append((line, float(value)))
        return out

    def _curves(self, n: int) -> tuple[Curve, ...]:
        valid = Split.TEST if self.style.valid.lower().startswith("te") else Split.VAL
        sides = [(Split.TRAIN, self.numbers.train_loss, self.numbers.train_score, list(range(n)))]
        if self.evaluated:
            sides.append((valid, self.numbers.loss, self.numbers.score, [e for e in range(n) if self._evaluates(e, n)]))
        out = []
        for split, loss, score, epochs in sides:
            at = tuple(float(self._k(e)) for e in epochs)
            out.append(Curve(Quantity.LOSS, split, tuple(float(self.style.number.format(loss[e])) for e in epochs), at))
            if self.scored:
                printed = [self.style.share.format(score[e] * self.style.scale).strip("()% ") for e in epochs]
                value = tuple(float(number) / self.style.scale for number in printed)
                out.append(Curve(Quantity.ACCURACY, split, value, at))
        return tuple(out)
