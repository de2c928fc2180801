"""Round numbers for an axis and how they are written."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from lossacc_gui.chart.across import LAST_DATE, Across
from lossacc_gui.chart.parts import Axis
from lossacc_gui.numerals import duration_text

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_DAY = 86_400.0
_TIME_STEPS = (
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0),
    *(3600.0, 7200.0, 10_800.0, 21_600.0, 43_200.0, _DAY),
)
"""Seconds between round times, up to a day."""
_LOG_TIMES = (1.0, 10.0, 60.0, 600.0, 3600.0, 21_600.0, _DAY, 10 * _DAY, 100 * _DAY)
"""Round times about as far from each other as powers of ten, in seconds."""


def ticks_of(axis: Axis, at_most: int, *, whole: bool = False) -> tuple[tuple[float, str], ...]:
    """(position in data units, text) of at most about `at_most` round numbers within the axis, ascending.

    `whole` admits whole numbers only (epochs). A percent axis writes 100 times the value; its title has the unit.
    A log axis has powers of ten, with 2 and 5 between them where there is room; below a decade it has round steps.
    """
    if axis.log and math.log10(axis.high) - math.log10(axis.low) >= 1:
        return tuple((value, _plain(value)) for value in _powers(axis.low, axis.high, at_most))
    scale = 100.0 if axis.percent else 1.0
    step = _step((axis.high - axis.low) * scale, at_most, whole=whole)
    rounding = 1e-9 * (axis.high - axis.low)
    first = math.ceil((axis.low - rounding) * scale / step)
    last = math.floor((axis.high + rounding) * scale / step)
    if axis.percent and axis.low >= 0:
        last = min(last, math.floor(100 / step + 1e-9))
    largest = max(abs(first * step), abs(last * step), step)
    return tuple((i * step / scale, _text(i * step, step, largest)) for i in range(first, last + 1))


def x_ticks_of(
    across: Across, low: float, high: float, at_most: int, *, whole: bool = False
) -> tuple[tuple[float, str], ...]:
    """Ticks of an x axis between two places on it: round numbers, round times or round powers."""
    kind = across.axis.kind
    if across.log:
        ends = across.value(low), across.value(high)
        found = ticks_of(Axis("", *ends, log=True), at_most) if ends[0] < ends[1] else ()
        if kind == "duration":
            round_times = [time for time in _LOG_TIMES if ends[0] <= time <= ends[1]]
            found = tuple((time, duration_text(time)) for time in round_times[:: -(-len(round_times) // at_most) or 1])
        if kind == "date" or (kind == "duration" and len(found) < 2):
            found = x_ticks_of(Across(across.axis), *ends, at_most)
        return tuple((math.log10(value), text) for value, text in found if value > 0)
    if kind == "number" or not high > low or (kind == "date" and not 0 <= low < high < LAST_DATE):
        return ticks_of(Axis("", low, high), at_most, whole=whole)
    rough = (high - low) / max(at_most, 1)
    if rough < _TIME_STEPS[0]:
        return ticks_of(Axis("", low, high), at_most)
    step = next((one for one in _TIME_STEPS if one >= rough), 0.0) or _DAY * _step(
        (high - low) / _DAY, at_most, whole=True
    )
    places = [i * step for i in range(math.ceil(low / step), math.floor(high / step) + 1)]
    if kind == "duration":
        return tuple((place, duration_text(place)) for place in places)
    return tuple(zip(places, _dates(places, step), strict=True))


def _dates(seconds: list[float], step: float) -> list[str]:
    """Times of day, with the date where it is another one than before; dates alone where a step is a day or more."""
    texts, day = [], ""
    for at in (datetime.fromtimestamp(one, UTC) for one in seconds):
        before, day = day, f"{at:%Y-%m-%d}"
        time = f"{at:%H:%M}" if step >= 60 else f"{at:%H:%M:%S}"
        texts.append(day if step >= _DAY else time if day == before else f"{at:%m-%d} {time}")
    return texts


def _step(span: float, at_most: int, *, whole: bool) -> float:
    rough = max(span / max(at_most, 1), 1.0 if whole else 0.0)
    power = 10.0 ** math.floor(math.log10(rough))
    steps = [factor * power for factor in _STEPS if factor * power >= rough * (1 - 1e-9)]
    return next(step for step in steps if not whole or step == int(step))


def _text(value: float, step: float, largest: float) -> str:
    """A multiple of `step`, with as many digits as tell it from its neighbours."""
    if largest >= 1e9 or largest < 1e-3:
        digits = max(0, math.ceil(math.log10(largest / step) - 1e-9)) + _is_quarter(step)
        return _powered(f"{value:.{digits}e}") if value else "0"
    if largest >= 1e5:
        unit, letter = (1e6, "M") if step >= 1e5 else (1e3, "k")
        return _minus(f"{value / unit:.12g}{letter}") if value else "0"
    digits = max(0, -math.floor(math.log10(step) + 1e-9) + _is_quarter(step))
    return _minus(f"{value:.{digits}f}")


def _is_quarter(step: float) -> bool:
    """Whether the step is a 2.5 times a power of ten and needs a digit more than the others."""
    return round(step / 10.0 ** math.floor(math.log10(step) + 1e-9), 6) == 2.5


def _powers(low: float, high: float, at_most: int) -> list[float]:
    exponents = range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9) + 1)
    for between in ((1.0, 2.0, 5.0), (1.0, 3.0)):
        values = [f * 10.0**e for e in range(exponents.start - 1, exponents.stop) for f in between]
        values = [value for value in values if low <= value <= high]
        if len(values) <= at_most:
            return values
    every = max(1, math.ceil(len(exponents) / max(at_most, 1)))
    return [10.0**e for e in exponents if e % every == 0]


def _plain(value: float) -> str:
    return _minus(f"{value:g}") if 1e-4 <= value < 1e4 else _powered(f"{value:.0e}")


def _powered(text: str) -> str:
    """1.2e+09 as 1.2e9."""
    mantissa, exponent = text.split("e")
    return _minus(f"{mantissa}e{int(exponent)}")


def _minus(text: str) -> str:
    return text.replace("-", "−")
