"""What happened and why, in sentences with the measured numbers."""

from __future__ import annotations

from lossacc_gui.explain.facts.fact import LESS, Measured, Unit, Words
from lossacc_gui.model.episode import Direction, Episode
from lossacc_gui.numerals import loss_text, percent_text, points_text, relative_text, span_text

_SPLITS = {"train": "training", "val": "validation", "test": "test"}
_FACTOR = "x "
# how a change is said that is written as a factor
_TIMES = (
    ("{value} against", "at {} times"),
    ("{value} off", "at {} times"),
    ("changed by {value}", "became {} times as large"),
    ("rose by {size} from", "rose to {} times"),
)
_MOVES = {Direction.UP: "rises", Direction.DOWN: "falls", Direction.FLAT: "stays flat", Direction.UNDETERMINED: "moves"}


def told(words: Words, unit: Unit, found: Measured, x_name: str) -> str:
    """The sentence of a fact with {value}, {size} (the value without its sign) and {where} written out."""
    number = found.told + 0.0  # no minus before a zero
    value = unit.written(number)
    little = bool(words.little) and words.says(found.value) < 0 and not value.startswith(LESS)
    text = words.little if little else words.said
    text = words.zero if words.zero and value == unit.written(words.nothing) else text
    if value.startswith(_FACTOR):
        for change, times in _TIMES:
            text = text.replace(change, times.format(value.removeprefix(_FACTOR)))
    size = unit.written(abs(number)).removeprefix("+")
    text = text.replace("{value}", value).replace("{size}", size).replace("{where}", where(found, x_name))
    text = text.replace("{bound}", words.bound).replace("{least}", words.least)
    return text[0].upper() + text[1:]


def where(found: Measured, x_name: str) -> str:
    """The stretch that shows a fact: "epochs 12–40", "epoch 7", "the whole run" where there is none."""
    if found.start is None or found.end is None:
        return "the whole run"
    return f"{x_name}{'' if found.start == found.end else 's'} {span_text(found.start, found.end)}"


def episode_summary(episode: Episode, x_name: str) -> str:
    """What loss and accuracy do in the episode, with numbers."""
    split = _SPLITS.get(episode.split, episode.split)
    loss = (
        f"{split} loss {_MOVES[episode.loss]} ({loss_text(episode.loss_from)} to {loss_text(episode.loss_to)}, "
        f"{relative_text(episode.loss_change)})"
    )
    accuracy = (
        f"accuracy {_MOVES[episode.accuracy]} ({percent_text(episode.accuracy_from)} to "
        f"{percent_text(episode.accuracy_to)}, {points_text(episode.accuracy_change)})"
    )
    return f"In {where(Measured(0.0, episode.start, episode.end), x_name)} {loss} while {accuracy}."
