"""What happened and why, in sentences with the measured numbers."""

from __future__ import annotations

import numpy as np

from lossacc_gui.explain.facts.fact import LESS, Measured, Unit, Words
from lossacc_gui.model.episode import Direction, Episode
from lossacc_gui.model.run import Run
from lossacc_gui.numerals import loss_text, percent_text, points_text, relative_text, stretch_text

_SPLITS = {"train": "training", "val": "validation", "test": "test"}
_FACTOR = "x "
# how a change is said that is written as a factor
_TIMES = (
    ("{over}", "at {} times"),
    ("changed by {value}", "became {} times as large"),
    ("rose by {size} from", "rose to {} times"),
)
_MOVES = {Direction.UP: "rises", Direction.DOWN: "falls", Direction.FLAT: "stays flat", Direction.UNDETERMINED: "moves"}


def told(words: Words, unit: Unit, found: Measured, x_name: str) -> str:
    """The sentence of a fact with its places written out (see Words)."""
    number = found.told + 0.0  # no minus before a zero
    value = unit.written(number)
    little = bool(words.little) and words.says(found.value) < 0 and not value.startswith(LESS)
    text = words.little if little else words.said
    text = words.zero if words.zero and value == unit.written(words.nothing) else text
    if value.startswith(_FACTOR):
        for change, times in _TIMES:
            text = text.replace(change, times.format(value.removeprefix(_FACTOR)))
    size = unit.written(abs(number)).removeprefix("+")
    over = f"{size} {'below' if number < 0 else 'above'}"
    text = text.replace("{value}", value).replace("{size}", size).replace("{over}", over)
    text = text.replace("{where}", where(found, x_name))
    text = text.replace("{bound}", words.bound).replace("{least}", words.least)
    return text[0].upper() + text[1:]


def where(found: Measured, x_name: str) -> str:
    """The stretch that shows a fact: "epochs 12–40", "epoch 7", "the whole run" where there is none."""
    if found.start is None or found.end is None:
        return "the whole run"
    return stretch_text(found.start, found.end, x_name)


def episode_summary(episode: Episode, run: Run) -> str:
    """What loss and accuracy do in the episode, with numbers; "smoothed" where they are not those of the log itself."""
    split = _SPLITS.get(episode.split, episode.split)
    ends = (episode.loss_from, episode.loss_to), (episode.accuracy_from, episode.accuracy_to)
    metrics = (episode.loss_metric, episode.accuracy_metric)
    of_loss, of_accuracy = (
        "" if _logged(run, episode, metric, told) else "smoothed " for metric, told in zip(metrics, ends, strict=True)
    )
    if of_loss:
        of_accuracy = ""  # said once, of both
    loss = (
        f"{of_loss}{split} loss {_MOVES[episode.loss]} ({loss_text(episode.loss_from)} to "
        f"{loss_text(episode.loss_to)}, {relative_text(episode.loss_change)})"
    )
    accuracy = (
        f"{of_accuracy}accuracy {_MOVES[episode.accuracy]} ({percent_text(episode.accuracy_from)} to "
        f"{percent_text(episode.accuracy_to)}, {points_text(episode.accuracy_change)})"
    )
    return f"In {where(Measured(0.0, episode.start, episode.end), run.x_name)} {loss} while {accuracy}."


def _logged(run: Run, episode: Episode, metric: str, told: tuple[float, float]) -> bool:
    """Whether the log holds, at both ends of the stretch, what is told of a metric."""
    series = next((s for s in run.series if s.metric == metric and s.split == episode.split), None)
    if series is None:
        return False
    return all(
        bool(np.isclose(series.value[series.x == x], value, rtol=1e-9).any())
        for x, value in zip((episode.start, episode.end), told, strict=True)
    )
