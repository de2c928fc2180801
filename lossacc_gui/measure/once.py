"""Measures a thing once for all who ask, as long as it lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from weakref import ref

P = ParamSpec("P")
R = TypeVar("R")


def once(measure: Callable[P, R]) -> Callable[P, R]:
    """The function, whose result for the same (not merely equal) arguments is kept as long as the first one lives.

    For what is measured of immutable things by several callers. The result must not hold the first argument, and the
    others must be things that live long themselves: a run's series, options, None.
    """
    # by the id of the first argument, which is another's only after `ref` has told that it is gone: to ask a
    # WeakKeyDictionary takes longer than most of what is asked for
    kept: dict[int, tuple[ref[object], dict[tuple[int, ...], tuple[tuple[object, ...], R]]]] = {}

    @wraps(measure)
    def measured(*args: P.args, **named: P.kwargs) -> R:
        number = id(args[0])
        entry = kept.get(number)
        if entry is None:
            entry = kept.setdefault(number, (ref(args[0], lambda _: kept.pop(number, None)), {}))
        of_first = entry[1]
        others = (*args[1:], *named, *named.values()) if named else args[1:]
        key = tuple(map(id, others))
        found = of_first.get(key)
        if found is None:  # the arguments are kept with the result, so that no other thing gets their ids
            found = of_first[key] = (others, measure(*args, **named))
        return found[1]

    return measured
