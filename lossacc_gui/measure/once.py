"""Measures a thing once for all who ask, as long as it lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar
from weakref import ref

P = ParamSpec("P")
R = TypeVar("R")


def once(measure: Callable[P, R]) -> Callable[P, R]:
    """The function, whose result for the same (not merely equal) arguments is kept as long as the first one lives.

    For what is measured of immutable things by several callers. The result must not hold the first argument, and the
    others must be things that live long themselves: a run's series, None.
    """
    # By the ids of the arguments: to ask a WeakKeyDictionary takes longer than most of what is asked for. The id of the
    # first is another's only after `ref` has told that it is gone, the others are kept with the result.
    kept: dict[tuple[object, ...], tuple[Any, tuple[object, ...], ref[object]]] = {}

    @wraps(measure)
    def measured(*args: P.args, **named: P.kwargs) -> R:
        key = (*map(id, args), *named, *map(id, named.values())) if named else tuple(map(id, args))
        found = kept.get(key)
        if found is None:
            others = (*args[1:], *named.values())
            # what is gone calls for its entry to be taken out, with the dead reference for an entry that is not there
            found = kept[key] = (measure(*args, **named), others, ref(args[0], partial(kept.pop, key)))
        return found[0]

    return measured


def once_for_latest(measure: Callable[P, R]) -> Callable[P, R]:
    """As `once`, of the last argument (options) the latest alone: a person tries many, and comes back to few.

    All arguments are given by their places.
    """
    kept: dict[tuple[int, ...], tuple[Any, tuple[object, ...], ref[object]]] = {}

    @wraps(measure)
    def measured(*args: P.args, **named: P.kwargs) -> R:
        key = tuple(map(id, args[:-1]))
        found = kept.get(key)
        if found is None or found[1][-1] is not args[-1]:
            found = kept[key] = (measure(*args, **named), args[1:], ref(args[0], partial(kept.pop, key)))
        return found[0]

    return measured
