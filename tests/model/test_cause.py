"""What is asked of an explanation."""

from __future__ import annotations

from dataclasses import replace

import handmade
import pytest

from lossacc_gui.model.cause import NOTHING_WRONG, Explanation, Family, RankedCause


@pytest.mark.parametrize(
    ("score", "benign", "healthy", "suspected"),
    [(0.5, False, False, True), (0.49, False, False, False), (0.9, True, False, False), (0.9, False, True, False)],
)
def test_a_cause_is_suspected_that_does_harm_and_is_believed_in_enough(
    score: float, benign: bool, healthy: bool, suspected: bool
) -> None:
    cause = replace(handmade.OVERCONFIDENCE, benign=benign)
    causes = [RankedCause(cause, score, ())]
    if healthy:
        causes.insert(0, RankedCause(replace(cause, id=NOTHING_WRONG), score, ()))
    told = Explanation("", tuple(causes), families=(Family(cause, score),))
    assert told.suspects(0.5) is suspected
