"""A run of reinforcement learning is judged by its reward."""

from __future__ import annotations

import handmade
import numpy as np
import pytest

from lossacc_gui.model.episode import FindingKind
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Split
from lossacc_gui.model.verdict import State
from lossacc_gui.use_case import analyze_run

T = np.arange(200)
COURSES = {
    "rises": -200 + 150 * T / 200,
    "levels off": 400 - 380 * np.exp(-T / 30),
    "risen at once": 400 - 380 * np.exp(-T / 2),
    "solved": np.minimum(500.0, 20 + 4.0 * T),
    "falls back": np.where(T < 120, 20 + 3 * T, np.maximum(60.0, 380 - 10 * (T - 120))),
    "stands": np.full(200, -200.0),
}


@pytest.mark.parametrize(
    ("course", "state", "told", "kind"),
    [
        ("rises", State.FINE, "still rises", None),
        ("levels off", State.FINE, "not fallen back", None),
        ("risen at once", State.FINE, "not fallen back", None),
        ("solved", State.FINE, "not fallen back", None),
        ("falls back", State.WATCH, "fell back to", FindingKind.DETERIORATION),
        ("stands", State.WATCH, "does not rise", FindingKind.DEAD),
    ],
)
def test_the_reward_tells_how_it_went_and_what_to_keep(
    course: str, state: State, told: str, kind: FindingKind | None
) -> None:
    jitter = 0.0 if course == "solved" else np.random.default_rng(0).normal(0, 5, len(T))
    reward = COURSES[course] + jitter
    run = handmade.run((handmade.series("episode_reward", Quantity.REWARD, Split.TRAIN, reward),))
    verdict = analyze_run(run, Request()).verdict
    assert verdict.state is state and told in verdict.text
    assert (None if verdict.main is None else verdict.main.kind) == kind
    assert verdict.keep is not None and verdict.keep.chosen.value == reward.max()


def test_a_few_rewards_tell_nothing() -> None:
    run = handmade.run((handmade.series("episode_reward", Quantity.REWARD, Split.TRAIN, T[:11]),))
    assert analyze_run(run, Request()).verdict.state is State.UNDETERMINED
