"""Every stretch of the curves is told with the reason why it is an episode or is none."""

from __future__ import annotations

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


def test_what_is_missing_is_told_with_numbers() -> None:
    told = judgements(RUN, Options(gate_offset=1e6))
    rising = [one for one in told if one.loss is Direction.UP]
    assert rising and not any(one.is_episode for one in rising)
    assert rising[0].reason.startswith("No episode, though they disagree: it does not stand out of the jitter")
    assert "cannot be seen" in rising[0].reason


def test_a_run_without_a_pair_has_no_stretches() -> None:
    assert judgements(val([], []), Options()) == ()
