"""What happened and why, in sentences with the measured numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lossacc_gui.explain.facts.fact import LESS, Measured, Unit, Words
from lossacc_gui.language import Number, Said, fields_of, say
from lossacc_gui.measure.harm import SEEN_ACCURACY
from lossacc_gui.measure.pairing import several_judged
from lossacc_gui.model.episode import Direction, Episode, Turn
from lossacc_gui.model.run import Run, Split
from lossacc_gui.numerals import (
    change_text,
    listed_text,
    loss_text,
    percent_text,
    place_text,
    points_text,
    stretch_text,
    unsigned_text,
)

_FACTOR = "x "
# how a change is said that is written as a factor
_TIMES = (
    ("{over}", "at {times} times"),
    ("changed by {value}", "became {times} times as large"),
    ("rose by {size} from", "rose to {times} times"),
)
_MOVES = {
    Direction.UP: say("rises"),
    Direction.DOWN: say("falls"),
    Direction.FLAT: say("stays flat"),
    Direction.UNDETERMINED: say("moves"),
}
_DRIFTING = say("drifts within its noise")  # called flat, though its ends lie apart by what is told
_MOVING_LITTLE = say("moves little")  # called flat, and by half as much
_TURNED = 0.5  # of the change from end to end
_SEEN_LOSS = 0.06  # a relative change of the loss that nobody takes for flat


def told(words: Words, unit: Unit, found: Measured, x_name: str) -> str:
    """The sentence of a fact with its places written out (see Words)."""
    number = found.told + 0.0  # no minus before a zero
    value = unit.written(number)
    # a value is above nothing where there is something to tell, whichever way the number that is told goes
    less = words.says(found.value) < 0 < found.value and not value.startswith(LESS)
    text = words.below if words.below and number < words.nothing else words.said
    text = words.little if words.little and less else text
    ends = [words.of_ends.written(one + 0.0) for one in found.ends or ()]
    nothing = value == unit.written(words.nothing) or (unit is Unit.RATIO and len(ends) == 2 and ends[0] == ends[1])
    text = words.zero if words.zero and nothing else text
    text = words.whole if words.whole and number == 1 else text
    text = as_factor(text) if value.startswith(_FACTOR) else text
    fields: dict[str, Callable[[], str]] = {
        "value": lambda: value,
        "times": lambda: Number(value.removeprefix(_FACTOR)),
        "size": lambda: _size(unit, number),
        "over": lambda: _over(unit, number),
        "bound": lambda: words.bound if isinstance(words.bound, Said) else Number(words.bound),
        "least": lambda: Number(words.least),
        "where": lambda: where(found, x_name),
        "first": lambda: ends[0],
        "last": lambda: ends[1],
        "given": lambda: found.given,
    }
    sentence = say(text, **{name: fields[name]() for name in fields_of(text)})
    if found.split is not None:
        # what is held out is told as validation by the facts of losses, so that a split has one name beside them
        split = Split.VAL if found.split is Split.TEST else found.split
        return say("{split:upper}: {sentence:lower}", split=split.said, sentence=sentence)
    return say("{sentence:upper}", sentence=sentence)


def _size(unit: Unit, number: float) -> str:
    return unsigned_text(unit.written(abs(number)))


def _over(unit: Unit, number: float) -> str:
    size = _size(unit, number)
    return say("{size} below", size=size) if number < 0 else say("{size} above", size=size)


def as_factor(text: str) -> str:
    """The sentence of a fact for a change that is written as a factor."""
    for change, times in _TIMES:
        text = text.replace(change, times)
    return text


def where(found: Measured, x_name: str) -> str:
    """The stretch that shows a fact: "epochs 12–40", "epoch 7", "the whole run" where there is none."""
    if found.start is None or found.end is None:
        return say("the whole run")
    return stretch_text(found.start, found.end, x_name)


def episode_summary(episode: Episode, run: Run) -> str:
    """What loss and accuracy do in the episode, with numbers; "smoothed" where they are not those of the log itself."""
    ends = (episode.loss_from, episode.loss_to), (episode.accuracy_from, episode.accuracy_to)
    metrics = (episode.loss_metric, episode.accuracy_metric)
    split = Split(episode.split)
    loss, accuracy = (_logged(run, episode, metric, told) for metric, told in zip(metrics, ends, strict=True))
    several = split in several_judged(run)
    return say(
        "In {where} {loss} {loss_moves} ({loss_from} to {loss_to}, {loss_change}) while {accuracy} {accuracy_moves} "
        "({accuracy_from} to {accuracy_to}, {accuracy_change}).",
        where=where(Measured(0.0, episode.start, episode.end), run.x_name),
        loss=_named(metrics[0], loss) if several else split.loss_said if loss else split.smoothed_loss_said,
        loss_moves=_moves(episode.loss, episode.loss_change, _SEEN_LOSS),
        loss_from=loss_text(episode.loss_from),
        loss_to=loss_text(episode.loss_to),
        loss_change=_with_turns(
            change_text(episode.loss_from, episode.loss_to),
            episode.loss_turns,
            {episode.start: episode.loss_from, episode.end: episode.loss_to},
            _SEEN_LOSS * abs(episode.loss_from),
            loss_text,
            run.x_name,
        ),
        accuracy=_named(metrics[1], accuracy or not loss) if several else _accuracy_said(accuracy or not loss),
        accuracy_moves=accuracy_moves(episode),
        accuracy_from=percent_text(episode.accuracy_from),
        accuracy_to=percent_text(episode.accuracy_to),
        accuracy_change=_with_turns(
            points_text(episode.accuracy_change),
            episode.accuracy_turns,
            {episode.start: episode.accuracy_from, episode.end: episode.accuracy_to},
            SEEN_ACCURACY,
            percent_text,
            run.x_name,
        ),
    )


def accuracy_moves(episode: Episode) -> str:
    """What the accuracy does in an episode."""
    return _moves(episode.accuracy, episode.accuracy_change, SEEN_ACCURACY)


def _named(metric: str, logged: bool) -> str:
    """A metric by its name, where a split has several of which episodes are told."""
    return metric if logged else say("smoothed {metric}", metric=metric)


def _accuracy_said(logged: bool) -> str:
    """The accuracy; "smoothed" is said once, of both."""
    return say("accuracy") if logged else say("smoothed accuracy")


def _with_turns(
    change: str,
    turns: tuple[Turn, ...],
    ends: dict[float, float],
    seen: float,
    text: Callable[[float], str],
    x_name: str,
) -> str:
    """A change, with the places between which the curve goes back where that way is half as long as what is told of
    it, or longer: nobody who sees it would tell the `ends` alone, values by place.
    """
    told = [(x, value) for x, value in turns if abs(value - ends.get(x, np.inf)) >= seen]
    values = [value for _, value in turns]
    start, *_, end = ends.values()
    if not told or abs(values[0] - values[-1]) < max(seen, _TURNED * abs(end - start)):
        return change
    places = [say("{value} at {place}", value=text(value), place=place_text(x, x_name)) for x, value in told]
    return say("{change}, by way of {places}", change=change, places=listed_text(places))


def _moves(direction: Direction, change: float, seen: float) -> str:
    if direction is not Direction.FLAT or abs(change) < seen / 2:
        return _MOVES[direction]
    return _DRIFTING if abs(change) >= seen else _MOVING_LITTLE


def _logged(run: Run, episode: Episode, metric: str, told: tuple[float, float]) -> bool:
    """Whether the log holds, at both ends of the stretch, what is told of a metric."""
    series = next((s for s in run.series if s.metric == metric and s.split == episode.split), None)
    if series is None:
        return False
    return all(
        bool((np.abs(series.value[series.x == x] - value) <= 1e-8 + 1e-9 * abs(value)).any())
        for x, value in zip((episode.start, episode.end), told, strict=True)
    )
