"""Measures a thing once for all who ask, as long as it lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

P = ParamSpec("P")
R = TypeVar("R")


def once(measure: Callable[P, R]) -> Callable[P, R]:
    """The function, whose result for the same (not merely equal) arguments is kept as long as the first one lives.

    For what is measured of immutable things by several callers. The result must not hold the first argument, and the
    others must be things that live long themselves: a run's series, options, None.
    """
    kept: WeakKeyDictionary[object, dict[tuple[int, ...], tuple[tuple[object, ...], R]]] = WeakKeyDictionary()

    @wraps(measure)
    def measured(*args: P.args, **named: P.kwargs) -> R:
        of_first = kept.get(args[0])
        if of_first is None:
            of_first = kept.setdefault(args[0], {})
        others = (*args[1:], *named, *named.values()) if named else args[1:]
        key = tuple(map(id, others))
        found = of_first.get(key)
        if found is None:  # the arguments are kept with the result, so that no other thing gets their ids
            found = of_first[key] = (others, measure(*args, **named))
        return found[1]

    return measured
