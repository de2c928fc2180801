"""How the numbers of one epoch are put into lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from printed_forms.words import Style


@dataclass(frozen=True)
class Said:
    """What is printed of one epoch: the counter, its last, for each split the names and numbers in order."""

    k: int
    n: int
    at: int
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


Layout = Callable[[Style, Said], list[str]]
"""The lines of one epoch, without what a logger puts before them."""


def in_one_line(style: Style, said: Said) -> list[str]:
    pairs = [style.pair(split, name, number) for split, some in said.parts for name, number in some]
    return [style.between.join([style.counted(said.k, said.n), *pairs]) + style.behind(said.at)]


def a_line_each(style: Style, said: Said) -> list[str]:
    lines = [style.counted(said.k, said.n, as_heading=True)]
    for split, some in said.parts:
        lines.append(style.between.join(style.pair(split, name, number) for name, number in some))
    lines[1] += style.behind(said.at)
    return lines


def split_first(style: Style, said: Said) -> list[str]:
    """Train Epoch 3: loss 0.4, acc 0.9."""
    return [
        style.between.join([f"{split} {style.counted(said.k, said.n)}", *_bare(style, some)]) + style.behind(said.at)
        for split, some in said.parts
    ]


def split_behind(style: Style, said: Said) -> list[str]:
    """Epoch 3 train: loss 0.4, acc 0.9."""
    return [
        f"{style.counted(said.k, said.n)}{style.between}{split}: {style.between.join(_bare(style, some))}"
        for split, some in said.parts
    ]


def under_headings(style: Style, said: Said) -> list[str]:
    lines = [style.counted(said.k, said.n, as_heading=True)]
    for split, some in said.parts:
        lines += [f"{split.capitalize()}:", f"  {style.between.join(_bare(style, some))}"]
    return lines


def a_line_a_metric(style: Style, said: Said) -> list[str]:
    lines = [style.counted(said.k, said.n, as_heading=True)]
    for split, some in said.parts:
        lines += [f"    {style.pair(split, name, number)}" for name, number in some]
    return lines


def names_then_numbers(style: Style, said: Said) -> list[str]:
    """Epoch 3 train loss/acc: 0.4/0.9."""
    parts = [
        f"{split} {'/'.join(name for name, _ in some)}: {'/'.join(number for _, number in some)}"
        for split, some in said.parts
    ]
    return [" | ".join([style.counted(said.k, said.n), *parts])]


def in_brackets(style: Style, said: Said) -> list[str]:
    """Epoch 3 train [loss 0.4, acc 0.9] val [loss 0.5, acc 0.8]."""
    parts = [f"{split} [{', '.join(_bare(style, some))}]" for split, some in said.parts]
    return [" ".join([style.counted(said.k, said.n), *parts]) + style.behind(said.at)]


def in_braces(style: Style, said: Said) -> list[str]:
    """epoch 3 train: {loss: 0.4, acc: 0.9} val: {loss: 0.5, acc: 0.8}."""
    parts = [f"{split}: {{{', '.join(f'{a}: {b}' for a, b in some)}}}" for split, some in said.parts]
    return [" ".join([style.counted(said.k, said.n), *parts])]


def as_a_dict(style: Style, said: Said) -> list[str]:
    """{'epoch': 3, 'train_loss': 0.4}."""
    pairs = [f"'{style.unit}': {said.k}"]
    for split, some in said.parts:
        pairs += [f"'{split.replace(' ', '_')}_{name}': {number.strip('()% ')}" for name, number in some]
    return [f"{{{', '.join(pairs)}}}"]


def metric_first(style: Style, said: Said) -> list[str]:
    """Epoch 3 | loss: train 0.4 val 0.5 | acc: train 0.9 val 0.8."""
    names = [name for name, _ in said.parts[0][1]]
    parts = []
    for i, name in enumerate(names):
        numbers = [f"{split} {some[i][1]}" for split, some in said.parts if len(some) > i]
        parts.append(f"{name}: {' '.join(numbers)}")
    return [" | ".join([style.counted(said.k, said.n), *parts])]


def split_in_brackets(style: Style, said: Said) -> list[str]:
    """[train] epoch 3: loss 0.4 acc 0.9."""
    return [
        f"[{split}] {style.counted(said.k, said.n)}: {style.between.join(_bare(style, some))}"
        for split, some in said.parts
    ]


def headings_with_rule(style: Style, said: Said) -> list[str]:
    lines = ["-" * 40, style.counted(said.k, said.n, as_heading=True), "-" * 40]
    for split, some in said.parts:
        lines.append(f"{split:<12}{style.between.join(_bare(style, some))}")
    return [*lines, ""]


def counted_below(style: Style, said: Said) -> list[str]:
    """The numbers first, the epoch behind them."""
    lines = [style.between.join(style.pair(split, name, number) for name, number in some) for split, some in said.parts]
    return [*lines, f"End of epoch {said.k}" + style.behind(said.at)]


def _bare(style: Style, some: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"{name}{style.equal}{number}" for name, number in some]


def behind_a_bar(style: Style, said: Said) -> list[str]:
    """Epoch 3/10, below it 391/391 - 12s - loss: 0.4 - val_loss: 0.5."""
    pairs = [f"{split}_{name}".replace(" ", "_") + f": {number}" for split, some in said.parts for name, number in some]
    return [f"{style.unit.capitalize()} {said.k}/{said.n}", " - ".join(["391/391", "12s", *pairs])]


def in_a_bar(style: Style, said: Said) -> list[str]:
    """A bar of each epoch with the numbers in its brackets."""
    pairs = [f"{split}_{name}".replace(" ", "_") + f"={number}" for split, some in said.parts for name, number in some]
    return [f"{style.unit.capitalize()} {said.k}: 100%|██████████| 391/391 [00:12<00:00, 31.2it/s, {', '.join(pairs)}]"]


def named_and_valued(style: Style, said: Said) -> list[str]:
    """Name and value as two things: name: val_loss, value: 0.5."""
    pairs = [
        f"{{name: {split}_{name}, value: {number.strip('()% ')}}}".replace("set ", "set_")
        for split, some in said.parts
        for name, number in some
    ]
    return [style.counted(said.k, said.n, as_heading=True), "; ".join(pairs)]


def as_json_behind_words(style: Style, said: Said) -> list[str]:
    pairs = [f'"{style.unit}": {said.k}']
    for split, some in said.parts:
        pairs += [f'"{split.replace(" ", "_")}_{name}": {number.strip("()% ")}' for name, number in some]
    return [f"metrics: {{{', '.join(pairs)}}}"]


def with_speed_between(style: Style, said: Said) -> list[str]:
    """train: epoch 3: 721.0 Hz loss: 0.4."""
    return [
        f"{split}: {style.counted(said.k, said.n)}: {700 + said.at * 37 % 90}.3 Hz {' '.join(_bare(style, some))}"
        for split, some in said.parts
    ]


def in_a_frame(style: Style, said: Said) -> list[str]:
    lines = ["+" + "-" * 60 + "+", f"| {style.counted(said.k, said.n, as_heading=True):<58} |"]
    for split, some in said.parts:
        lines.append(f"| {split + ': ' + ', '.join(_bare(style, some)):<58} |")
    return [*lines, "+" + "-" * 60 + "+"]


def in_a_sentence(style: Style, said: Said) -> list[str]:
    """After epoch 3, the train loss is 0.4 and the train acc is 0.9."""
    lines = []
    for split, some in said.parts:
        told = " and ".join(f"the {split} {name} is {number}" for name, number in some)
        lines.append(f"After {style.unit} {said.k}, {told}.")
    return lines


def splits_in_columns(style: Style, said: Said) -> list[str]:
    """Names of splits above, a metric in each row."""
    lines = [style.counted(said.k, said.n, as_heading=True), " " * 12 + "".join(f" {s:>19}" for s, _ in said.parts)]
    for i, (name, _) in enumerate(said.parts[-1][1]):
        lines.append(f"{name:<12}" + "".join(f" {some[i][1].strip():>19}" for _, some in said.parts))
    return lines


LAYOUTS: tuple[Layout, ...] = (
    in_one_line, in_one_line, in_one_line, in_one_line, a_line_each, a_line_each, split_first, split_first,
    split_behind,
    under_headings, a_line_a_metric, names_then_numbers, in_brackets, in_braces, as_a_dict, metric_first,
    split_in_brackets, headings_with_rule, counted_below,
    behind_a_bar, in_a_bar, named_and_valued, as_json_behind_words, with_speed_between, in_a_frame, in_a_sentence,
    splits_in_columns,
)  # fmt: skip


class Table:
    """Rows under a heading of names."""

    def __init__(self, random: Random, every: int) -> None:
        self.cells = random.choice(("  ", "\t", " | ", "|", ","))
        self.wide = random.choice((0, 12, 14)) if self.cells != "," else 0
        self.framed = random.random() < 0.5 and "|" in self.cells
        self.every = every

    def __call__(self, style: Style, said: Said) -> list[str]:
        names = [style.unit, *(f"{split.replace(' ', '_')}_{name}" for split, some in said.parts for name, _ in some)]
        names = [name.replace(" ", "_") for name in names]
        row = [str(said.k), *(number.strip("() ") for _, some in said.parts for _, number in some)]
        lines = [self._line(row)]
        if said.at % self.every == 0:
            heading = self._line(names)
            lines = [heading, *(["-" * len(heading)] if self.wide else []), *lines]
        return lines

    def _line(self, cells: list[str]) -> str:
        line = self.cells.join(f"{cell:>{self.wide}}" for cell in cells)
        return f"| {line} |" if self.framed else line
