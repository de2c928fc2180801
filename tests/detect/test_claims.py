"""What can be claimed of a stretch whose changes and errors are known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import product

from lossacc_gui.detect.claims import TOGETHER, Measured, claim, known_rise
from lossacc_gui.model.episode import Direction
from lossacc_gui.model.options import Options

U, F, D = Direction.UP, Direction.FLAT, Direction.DOWN
ACCURACIES = (-0.2, -0.05, -0.025, -0.01, 0.0, 0.01, 0.025, 0.05, 0.2)
ERRORS = (0.0005, 0.005, 0.02, 0.1, 1.0)


def _risen(accuracy: float, accuracy_error: float, price: float | None, loss: float) -> Measured:
    return Measured(
        loss=loss,
        loss_error=0.01,
        accuracy=accuracy,
        accuracy_error=accuracy_error,
        relative=loss,
        absolute=loss,
        absolute_error=0.01,
        loss_room=0.06,
        accuracy_room=0.02,
        needed=3.0,
        price=price,
        price_needed=1.0,
    )


def test_a_loss_that_rises_far_out_of_its_noise_is_told_whatever_the_accuracy_may_have_done() -> None:
    cases = product(ACCURACIES, ERRORS, (None, 0.5), (0.07, 0.5, 3.0))
    for accuracy, error, price, loss in cases:
        found = claim(_risen(accuracy, error, price, loss), Direction.UP, None, Options())
        assert found is not None, (accuracy, error, price, loss)
        assert found.loss is Direction.UP
        assert found.margin > 0
        goes = {Direction.UP: 1, Direction.FLAT: 0, Direction.DOWN: -1}[found.accuracy]
        assert goes * accuracy >= 0, (accuracy, error, found.accuracy)


def test_a_phase_is_not_turned_round_where_its_accuracy_may_have_moved_either_way() -> None:
    assert claim(_risen(0.025, 1.0, None, 0.5), Direction.UP, Direction.DOWN, Options()) is None
    assert claim(_risen(-0.025, 1.0, None, 0.5), Direction.UP, Direction.UP, Options()) is None


def test_of_curves_that_go_together_there_is_nothing_to_claim_whatever_they_do() -> None:
    cases = product(ACCURACIES, ERRORS, (None, 0.5), (-3.0, -0.07, 0.07, 3.0), TOGETHER)
    for accuracy, error, price, loss, directions in cases:
        assert claim(_risen(accuracy, error, price, loss), *directions, Options()) is None


EXACT = replace(  # powers of two and their sums, which are met exactly
    Options(),
    loss_effect=1 / 8,
    both_loss_effect=1 / 16,
    accuracy_effect=1 / 32,
    both_accuracy_effect=1 / 64,
    gate_moved=2.0,
    gate_flat=1.5,
    gate_price_share=1 / 2,
)
LOSSES = (-3 / 16, -1 / 8, -3 / 32, -1 / 16, -1 / 32, 0.0, 1 / 32, 1 / 16, 1 / 8, 3 / 16)
GAINS = (-1 / 16, -3 / 64, -5 / 128, -1 / 32, -1 / 64, -1 / 128, 0.0, 1 / 128, 1 / 64, 1 / 32, 3 / 64, 1 / 16)
THOUGHT = [(U, one) for one in (U, F, D, None)] + [(F, D), (D, D), (D, F), (F, U), (D, U), (F, F)]


CLAIMED = {  # of each thought: what is claimed, how often, and the sum of the margins
    "down down: down down NOISE": (780, 2167.0),
    "down down: flat down NOISE": (720, 2295.0),
    "down down: nothing": (4260, 0.0),
    "down flat: down flat NOISE": (592, -745.0),
    "down flat: down flat PRICE": (51, 27.677),
    "down flat: down flat STILL": (437, -132.5),
    "down flat: nothing": (4680, 0.0),
    "down up: nothing": (5760, 0.0),
    "flat down: flat down NOISE": (1104, 3519.0),
    "flat down: nothing": (4656, 0.0),
    "flat flat: nothing": (5760, 0.0),
    "flat up: flat up NOISE": (394, -332.0),
    "flat up: flat up PRICE": (210, -229.006),
    "flat up: flat up STILL": (476, -33.0),
    "flat up: nothing": (4680, 0.0),
    "known: nothing": (3744, 0.0),
    "known: up down": (840, 0.0),
    "known: up flat": (504, 0.0),
    "known: up up": (672, 0.0),
    "up None: nothing": (3234, 0.0),
    "up None: up down NOISE": (1320, -5775.0),
    "up None: up flat NOISE": (870, 1305.0),
    "up None: up up NOISE": (336, 156.0),
    "up down: nothing": (2940, 0.0),
    "up down: up down NOISE": (2160, -9450.0),
    "up down: up flat NOISE": (660, 990.0),
    "up flat: nothing": (3234, 0.0),
    "up flat: up down NOISE": (1232, -5973.0),
    "up flat: up flat NOISE": (958, 1503.0),
    "up flat: up up NOISE": (336, 156.0),
    "up up: nothing": (3234, 0.0),
    "up up: up down NOISE": (1232, -5973.0),
    "up up: up flat NOISE": (958, 1503.0),
    "up up: up up NOISE": (336, 156.0),
}


def test_what_is_claimed_on_below_and_above_every_threshold() -> None:
    """Of a lattice of changes and errors that holds each threshold itself: how often each claim, and its margins."""
    told: defaultdict[str, list[float]] = defaultdict(list)
    for change, share, gain, error, accuracy_error, room, price in product(
        LOSSES, (1.0, 2.0), GAINS, (1 / 64, 1 / 16), (1 / 256, 1 / 64), (1 / 64, 3 / 64), (None, 1 / 4, 1.0)
    ):
        at = Measured(change, error, gain, accuracy_error, share * change, change, error, 4 * room, room, 4.0, price, 1)
        for loss, accuracy in THOUGHT:
            found = claim(at, loss, accuracy, EXACT)
            what = "nothing" if found is None else f"{found.loss} {found.accuracy} {found.hurdle.name}"
            told[f"{loss} {accuracy}: {what}"].append(0.0 if found is None else max(found.margin, -99.0))
        rise = known_rise(at, EXACT)
        told["known: nothing" if rise is None else f"known: {rise.loss} {rise.accuracy}"].append(0.0)
    assert {what: (len(margins), round(sum(margins), 3)) for what, margins in told.items()} == CLAIMED
