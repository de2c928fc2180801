"""Every stretch of the curves is told with the reason why it is an episode or is none."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from detect.planted import knots, val

from lossacc_gui.detect.detection import detect
from lossacc_gui.detect.judgement import judgements
from lossacc_gui.model.episode import Direction
from lossacc_gui.model.options import Options

LOSS = knots((0, 2.3), (30, 0.5), (79, 0.9))
RUN = val(LOSS, np.rint(knots((0, 0.1), (30, 0.85), (79, 0.85)) * 1999) / 1999)


def test_stretches_cover_the_run_and_those_that_are_episodes_are_the_episodes() -> None:
    told = judgements(RUN, Options())
    assert told[0].start == 0 and told[-1].end == 79
    assert all(before.end + 1 == after.start for before, after in pairwise(told))
    (episode,) = detect(RUN, Options()).episodes
    inside = [one for one in told if one.is_episode]
    assert (inside[0].start, inside[-1].end) == (episode.start, episode.end)
    assert told[0].reason == "No episode: they agree, both improve."


def test_what_noise_hides_is_told_with_what_it_would_take() -> None:
    rng = np.random.default_rng(2)
    jumping = val(LOSS * (1 + 0.05 * rng.normal(size=80)), knots((0, 0.1), (30, 0.85), (79, 0.85)))
    told = judgements(jumping, Options(gate_offset=30.0))
    (rising,) = [one for one in told if one.loss is Direction.UP and one.loss_errors > 5]
    assert not rising.is_episode
    assert rising.reason.startswith(
        "No episode, though they disagree: it does not stand out of the noise: a point of the loss lies about "
    )
    jump, least = (float(text) for text in re.findall(r"loss (?:lies about|under) ([\d.]+) %", rising.reason))
    assert 3 < jump < 7 and least > 100 * rising.loss_change


def test_what_goes_together_as_elsewhere_is_told_so() -> None:
    """The loss falls on by a fifth while the accuracy gains in step with it, too little to show."""
    rest = np.exp(-np.arange(60) / 15)
    told = judgements(val(0.5 + 2 * rest, np.round(0.9 - 0.1 * rest, 4)), Options())
    reasons = [one.reason for one in told if (one.loss, one.accuracy) == (Direction.DOWN, Direction.FLAT)]
    assert reasons and all("go together there as elsewhere" in reason for reason in reasons)


def test_a_run_without_a_pair_has_no_stretches() -> None:
    assert judgements(val([], []), Options()) == ()


def test_also_what_goes_together_is_told_with_how_far_it_moved() -> None:
    """The gate measures it for nobody else."""
    together = judgements(RUN, Options())[0]
    assert (together.loss, together.accuracy) == (Direction.DOWN, Direction.UP)
    assert together.loss_errors < -5 and together.accuracy_errors > 5


def test_a_single_point_is_said_to_go_no_way() -> None:
    loss = [0.96, 1.07, 1.08, 1.14, 0.99, 0.88, 0.88, 0.99, 0.97]
    last = judgements(val(loss, [0.7, 0.71, 0.71, 0.72, 0.72, 0.72, 0.71, 0.7, 0.7]), Options())[-1]
    assert (last.points, last.reason) == (1, "No episode: a single point goes no way.")
