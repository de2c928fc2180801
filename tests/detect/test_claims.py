"""What can be claimed of a stretch whose changes and errors are known."""

from __future__ import annotations

from itertools import product

from lossacc_gui.detect.claims import TOGETHER, Measured, claim
from lossacc_gui.model.episode import Direction
from lossacc_gui.model.options import Options

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
