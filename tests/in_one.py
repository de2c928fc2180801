"""Many small cases in one test: as a test of its own each would cost ten times what it tries."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import pytest


def in_one_test(
    names: str | Sequence[str], cases: Iterable[Any], ids: Callable[[Any], object] = repr
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As pytest.mark.parametrize, for what takes a millisecond: all cases are tried, those that fail are told together.

    They share what fixtures give.
    """
    keys, known = [names] if isinstance(names, str) else list(names), list(cases)
    assert known, "without a case nothing is tested"

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def whole(**given: Any) -> None:
            wrong: list[BaseException] = []
            for case in known:
                values = [case] if isinstance(names, str) else case
                try:
                    test(**given, **dict(zip(keys, values, strict=True)))
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - told below
                    error.add_note(f"of the case {str(ids(case))[:300]}")
                    wrong.append(error)
            if wrong:
                raise BaseExceptionGroup(f"{len(wrong)} of {len(known)} cases", wrong)

        asked = inspect.signature(test)
        left = [one for name, one in asked.parameters.items() if name not in keys]
        whole.__signature__ = asked.replace(parameters=left)  # type: ignore[attr-defined]
        return whole

    return decorated
