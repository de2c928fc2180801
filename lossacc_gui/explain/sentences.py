"""What happened and why, in sentences with the measured numbers."""

from __future__ import annotations

from lossacc_gui.explain.facts.fact import Measured, Unit
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.cause import Evidence, RankedCause
from lossacc_gui.model.episode import Direction, Episode
from lossacc_gui.numerals import belief_text, loss_text, percent_text, points_text, relative_text, span_text

_SPLITS = {"train": "training", "val": "validation", "test": "test"}
REASONS = 2  # for calling a run healthy; more is a table
_FACTOR = "x "
_MOVES = {Direction.UP: "rises", Direction.DOWN: "falls", Direction.FLAT: "stays flat", Direction.UNDETERMINED: "moves"}


def filled(text: str, unit: Unit, found: Measured, x_name: str) -> str:
    """A sign's sentence with {value}, {size} (the value without its sign) and {where} written out."""
    size = unit.written(abs(found.value)).removeprefix("+")
    if size.startswith(_FACTOR):
        size = f"{size.removeprefix(_FACTOR)} times"
    told = text.replace("{value}", unit.written(found.value)).replace("{size}", size)
    return told.replace("{where}", where(found, x_name))


def where(found: Measured, x_name: str) -> str:
    """The stretch that shows a fact: "epochs 12–40", "epoch 7", "the whole run" where there is none."""
    if found.start is None or found.end is None:
        return "the whole run"
    return f"{x_name}{'' if found.start == found.end else 's'} {span_text(found.start, found.end)}"


def episode_summary(episode: Episode, ranked: tuple[RankedCause, ...], x_name: str) -> str:
    """What loss and accuracy do in the episode, with numbers, and the likeliest cause."""
    split = _SPLITS.get(episode.split, episode.split)
    loss = (
        f"{split} loss {_MOVES[episode.loss]} ({loss_text(episode.loss_from)} to {loss_text(episode.loss_to)}, "
        f"{relative_text(episode.loss_change)})"
    )
    accuracy = (
        f"accuracy {_MOVES[episode.accuracy]} ({percent_text(episode.accuracy_from)} to "
        f"{percent_text(episode.accuracy_to)}, {points_text(episode.accuracy_change)})"
    )
    stretch = where(Measured(0.0, episode.start, episode.end), x_name)
    return f"In {stretch} {loss} while {accuracy}. {_verdict(ranked)}"


def run_summary(ranked: tuple[RankedCause, ...], detection: Detection, well: tuple[Evidence, ...] = ()) -> str:
    """The verdict on the run as a whole; `well` is what speaks for and against a healthy run."""
    if not detection.pairs and not ranked:
        return "The log holds no loss and accuracy of the same split, so there is nothing to relate."
    if not ranked and sum(e.weight for e in well) > 0:
        reasons = [e.text for e in well if e.supports and e.text][:REASONS]
        return " ".join(["Nothing seems wrong.", *reasons])
    return _verdict(ranked)


def _verdict(ranked: tuple[RankedCause, ...]) -> str:
    if not ranked:
        return "There is not enough evidence for any cause."
    best = ranked[0]
    sure = "Most likely" if best.score >= 0.5 else "Possibly"
    told = f"{sure} ({belief_text(best.score)}) {_lowered(best.cause.title)}."
    reason = next((e.text for e in best.evidence if e.supports and e.fact), "")
    harmless = "This is harmless." if best.cause.benign else ""
    return " ".join(part for part in (told, reason, harmless) if part)


def _lowered(title: str) -> str:
    return title[0].lower() + title[1:] if title[1:2].islower() else title
