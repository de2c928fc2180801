"""What is made only where somebody looks."""

from __future__ import annotations

import pickle

from lossacc_gui.model.later import Later


def test_nothing_is_made_before_somebody_looks_and_then_once() -> None:
    made: list[str] = []

    def make() -> tuple[str, ...]:
        made.append("made")
        return "a", "b", "c"

    later = Later(make)
    assert made == []
    assert (len(later), later[0], later[1:], [*later], later.index("b")) == (3, "a", ("b", "c"), ["a", "b", "c"], 1)
    assert made == ["made"]


def test_it_stands_for_its_tuple_wherever_it_is_compared_or_pickled() -> None:
    def later() -> Later[int]:
        return Later(lambda: (1, 2))

    made: tuple[int, ...] = (1, 2)
    assert later() == made and made == later() and later() == later() and later() != (1, 3)
    assert {later(): "found"}[1, 2] == "found"  # type: ignore[index]
    assert repr(later()) == "(1, 2)"
    assert pickle.loads(pickle.dumps(later())) == (1, 2)
