"""Measures a thing once for all who ask, as long as it lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar
from weakref import ref

P = ParamSpec("P")
R = TypeVar("R")

# By the id of the first argument, which is another's only after `ref` has told that it is gone: to ask a
# WeakKeyDictionary takes longer than most of what is asked for. All functions share it, as what is measured of one
# thing goes when that thing does.
_KEPT: dict[int, tuple[ref[object], dict[tuple[object, ...], tuple[tuple[object, ...], Any]]]] = {}


def once(measure: Callable[P, R]) -> Callable[P, R]:
    """The function, whose result for the same (not merely equal) arguments is kept as long as the first one lives.

    For what is measured of immutable things by several callers. The result must not hold the first argument, and the
    others must be things that live long themselves: a run's series, options, None.
    """

    @wraps(measure)
    def measured(*args: P.args, **named: P.kwargs) -> R:
        number = id(args[0])
        entry = _KEPT.get(number)
        if entry is None:
            # what is gone calls for its entry to be taken out, with the dead reference for an entry that is not there
            entry = _KEPT.setdefault(number, (ref(args[0], partial(_KEPT.pop, number)), {}))
        of_first = entry[1]
        others = (*args[1:], *named, *named.values()) if named else args[1:]
        key = (measure, *map(id, others)) if others else (measure,)
        found = of_first.get(key)
        if found is None:  # the arguments are kept with the result, so that no other thing gets their ids
            found = of_first[key] = (others, measure(*args, **named))
        return found[1]

    return measured
