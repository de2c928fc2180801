"""What is said of an episode that is a part of an overfitting, which began before it or goes on behind it."""

from __future__ import annotations

from lossacc_gui.explain.events import whole_of
from lossacc_gui.explain.sentences import accuracy_moves
from lossacc_gui.language import say
from lossacc_gui.measure.course import Course
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.episode import Episode
from lossacc_gui.model.run import Run
from lossacc_gui.numerals import loss_text, place_text, points_text


def part_of(episode: Episode, detection: Detection, course: Course, run: Run) -> str:
    """Why it has other ends than the headline of the run tells, and what the curves do behind it; empty for one that is
    all of it.
    """
    whole, side = whole_of(episode, detection), course.held_out
    if whole is None or side is None:
        return ""
    told = {"since": place_text(whole.start, run.x_name), "moves": accuracy_moves(episode)}
    pair = next((one for one in detection.pairs if one.loss.split is side.split), None)
    main = pair is not None and (pair.loss.metric, pair.accuracy.metric) == (
        episode.loss_metric,
        episode.accuracy_metric,
    )
    if side.loss is None or side.accuracy is None or not main or whole.end <= episode.end:
        return say("It is the part of the overfitting since {since} in which accuracy {moves}.", **told)
    return say(
        "It is the part of the overfitting since {since} in which accuracy {moves}; after it the {loss} goes from "
        "{first} to {last} at {end}, and accuracy changes by {change}.",
        loss=side.loss_said(side.split),
        first=loss_text(episode.loss_to),
        last=loss_text(float(side.loss.level[-1])),
        end=place_text(whole.end, run.x_name),
        change=points_text(float(side.accuracy.smooth[-1]) - episode.accuracy_to),
        **told,
    )
