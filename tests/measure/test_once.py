import gc
import weakref

import handmade

from lossacc_gui.measure.aligned import reckonable
from lossacc_gui.measure.once import once
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Quantity, Split


class Thing:
    """Something that lives."""


def test_what_was_measured_of_a_thing_is_not_measured_again() -> None:
    asked: list[tuple[object, object, object]] = []

    @once
    def measure(thing: Thing, other: object, third: object = None) -> list[int]:
        asked.append((thing, other, third))
        return [len(asked)]

    one, two, other = Thing(), Thing(), Thing()
    found = [measure(one, other), measure(two, other), measure(one, None), measure(one, other, other)]
    found += [measure(one, other, third=other)]
    assert [number for [number] in found] == [1, 2, 3, 4, 5]
    again = [measure(one, other), measure(two, other), measure(one, None), measure(one, other, other)]
    again += [measure(one, other, third=other)]
    assert all(a is b for a, b in zip(found, again, strict=True)) and len(asked) == 5


def test_equal_things_are_told_apart_and_what_was_measured_goes_with_its_thing() -> None:
    @once
    def measure(thing: Thing, values: tuple[int, ...]) -> Thing:
        return Thing()

    thing, first = Thing(), (1, 2)
    second = (*first, 3)[:2]
    assert measure(thing, first) is not measure(thing, second)
    result = weakref.ref(measure(thing, first))
    assert result() is not None
    del thing
    gc.collect()
    assert result() is None


def test_of_many_options_that_are_tried_the_latest_alone_is_kept() -> None:
    series = handmade.series("loss", Quantity.LOSS, Split.VAL, [1.0, 0.5, 0.25])
    tried = [Options() for _ in range(5)]
    results = [weakref.ref(reckonable(series, one)) for one in tried]
    gc.collect()
    assert [one() is not None for one in results] == [False] * 4 + [True]
    assert reckonable(series, tried[-1]) is results[-1]()
