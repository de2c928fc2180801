"""The loss held against the ruler: levels that only a certain mistake, or a certain loss, makes it stand on."""

from __future__ import annotations

from collections.abc import Callable

from lossacc_gui.explain.facts.assumed import given_text, may_be
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.fact import Fact, Measured, Unit, of_side
from lossacc_gui.explain.facts.recomputed import UNEXPLAINED, is_plain, logged_and_plain, not_smoothing, not_twice
from lossacc_gui.explain.facts.summed import has_sum
from lossacc_gui.measure.classes import sides_of
from lossacc_gui.measure.course import Side, learned
from lossacc_gui.measure.ruler.ends import ends_of
from lossacc_gui.measure.ruler.floors import off_smoothed_floor, over_entropy, rests_high
from lossacc_gui.measure.ruler.free import below_zero, free_errors, free_throughout
from lossacc_gui.measure.ruler.prices import clipped_errors, dear_points, dearest, even_price, goes_down_smoothly
from lossacc_gui.measure.ruler.reading import Reading
from lossacc_gui.measure.ruler.second_sigmoid import on_sigmoid_line
from lossacc_gui.measure.ruler.second_softmax import on_twice_line
from lossacc_gui.measure.ruler.untrained import guesses_exactly, repeated, untrained
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Split

_ON_LINE = 0.8  # of the points
_STANDS_STILL = 0.5  # of the points: a loss that does so while answers get better tells of something else
_MOSTLY_DEAR = 0.6  # of the points
_OFF_FLOOR = 0.2  # ln of the loss
_NO_TREND = 2.5  # standard errors: one curve in eighty goes nowhere and seems to go one way


def _read(
    read: Callable[[Case], Reading | None], given: Callable[[Case, Reading], str] = lambda case, reading: ""
) -> Callable[[Case], Measured | None]:
    def measured(case: Case) -> Measured | None:
        found = read(case)
        if found is None:
            return None
        said = given(case, found)
        untold = bool(said) and case.classes is None and not may_be(case, case.options.most_classes)
        told = Measured(found.value, found.first, found.last, found.shown, given=said, untold=untold)
        return told if found.side is None else of_side(told, case, found.side)

    return measured


def _repeated(case: Case) -> Reading | None:
    """Of the leading side; where something was learned, of the side whose loss stands still least."""
    course, options, moved = case.course, case.options, _untrained(case)
    if any(side.loss is not None and guesses_exactly(side.loss, options.most_classes) for side in sides_of(course)):
        return None  # outputs that are all equal come of more than weights that nobody moves
    if any(free_errors(side) is not None for side in sides_of(course)):
        return None  # so do errors that cost nothing
    if course.lead is not None and moved is not None and -moved.value < _NO_TREND:
        still = repeated(course.lead)  # it may shake by statistics of batches that go on being gathered
        return still if still is not None and still.value >= _STANDS_STILL else None
    if course.lead is None or not any(learned(side, options) for side in (course.lead, course.train_own) if side):
        return None if course.lead is None else repeated(course.lead)
    found = [repeated(side) for side in (course.lead, course.train_own) if side is not None]
    least = min((one for one in found if one is not None), key=lambda one: one.value, default=None)
    return None if least is None or least.value >= _STANDS_STILL else least


def _untrained(case: Case) -> Reading | None:
    train = case.course.train_own
    return None if train is None else untrained(train, case.course.held_out)


def _below_zero(case: Case) -> Reading | None:
    pair = case.pair(Split.VAL) or next(iter(case.pairs), None)
    return None if pair is None else below_zero(pair)


def _free(case: Case) -> Reading | None:
    found = _of_all(lambda side, _: free_errors(side))(case)
    pair = case.pair(Split.VAL) or next(iter(case.pairs), None)
    return free_throughout(pair) if found is None and pair is not None else found


def _clipped(case: Case) -> Reading | None:
    return clipped_errors(case.course)


def _even_price(case: Case) -> Reading | None:
    return even_price(case.course)


def _has_price(case: Case) -> bool:
    """Whether errors have one price: then what few of them cost together denies nothing."""
    return _clipped(case) is not None or _even_price(case) is not None


def _dear_throughout(case: Case) -> Reading | None:
    train = case.course.train_own
    if train is None or train.loss is None or goes_down_smoothly(train.loss) or _has_price(case):
        return None
    return _of_all(lambda side, _: dear_points(side))(case)


def _dearest(case: Case) -> Reading | None:
    """Not known where it denies what nearly all points show: a point or two of a loss that jumps about are cheap."""
    least = _of_all(dearest)(case)
    if least is None or least.value >= 0:
        return least
    if _has_price(case):
        return None
    mostly = _dear_throughout(case)
    return None if mostly is not None and mostly.value >= _MOSTLY_DEAR else least


def _of_all(read: Callable[[Side, Options], Reading | None]) -> Callable[[Case], Reading | None]:
    """The least that is read of a split, where it can be read of all of them."""

    def least(case: Case) -> Reading | None:
        known: list[Reading] = []
        for side in sides_of(case.course):
            found = read(side, case.options)
            if found is None:
                return None
            known.append(found)
        return min(known, key=lambda one: one.value, default=None)

    return least


def _where_open(
    explanation: Callable[[Case], Measured | None],
    read: Callable[[Case], Reading | None],
    least: float,
    given: Callable[[Case, Reading], str] = lambda case, reading: "",
) -> Callable[[Case], Measured | None]:
    """A line that a loss stands on, as far as the run's own predictions leave that open.

    They tell what the loss is wherever it stands: of one that is explained otherwise, or is plain cross-entropy, no
    line is told, nor of one that is explained so that it has not come to its line yet (a reading below `least`).
    """

    def measured(case: Case) -> Measured | None:
        logged = None if case.predictions is None else logged_and_plain(case, case.predictions)
        if logged is not None and is_plain(logged[0], logged[1]):
            return None
        found, told = _read(read, given)(case), explanation(case)
        if found is None or told is None:
            return found
        return found if told.value < UNEXPLAINED and found.value >= least else None

    return measured


def _most_calibrated(case: Case, reading: Reading) -> str:
    """What the most is reckoned with that a calibrated model loses."""
    right = next((right for side, _, right in ends_of(case.course) if side is reading.side), 1.0)
    return given_text(case, right, case.options.most_classes)


def _over_entropy(case: Case) -> Reading | None:
    return None if has_sum(case.course) else over_entropy(case.course, case.classes or case.options.most_classes)


def _on_twice_line(case: Case) -> Reading | None:
    return on_twice_line(case.course, case.classes, case.options.most_classes)


def _rests_high(case: Case) -> Reading | None:
    most = case.options.most_classes
    return None if has_sum(case.course) else rests_high(case.course, case.classes, most)


FACTS: tuple[Fact, ...] = (
    Fact(
        "loss_repeated",
        Unit.SHARE,
        "Share of the points at which the loss is its commonest number.",
        _read(_repeated),
    ),
    Fact(
        "untrained_trend",
        Unit.ERRORS,
        "How surely training loss or accuracy goes one way, below zero, where the loss hardly moves "
        "and fewer answers are right than exp(-loss), as guessing by shares of classes would, or not many more and the "
        "first epoch is like all others; not known elsewhere.",
        _read(_untrained),
    ),
    Fact(
        "loss_below_zero",
        Unit.SHARE,
        "Share of the points at which the loss of a classifier is negative; not known where it never is.",
        _read(_below_zero),
    ),
    Fact(
        "dearest_errors",
        Unit.RATIO,
        "Least loss for each wrong answer at any point at which a fifth is wrong, over what it may be for so many "
        "classes as a run that learns, or gets nowhere, may have (ln of it), of the split in which it is less.",
        _read(_dearest),
    ),
    Fact(
        "clipped_errors",
        Unit.SHARE,
        "Share of the points at which each wrong answer costs what a framework makes of a probability of 0 (16.1 or "
        "100), but for a fiftieth, or for less than a tenth where the share of errors goes anywhere and the loss along "
        "with it; of the split in which it is more. Not known where it is not most of them, where fewer than one in "
        "fifty is wrong, or where errors of the other split do not cost nearly as much.",
        _read(_clipped),
    ),
    Fact(
        "even_price",
        Unit.RATIO,
        "Loss for each wrong answer (median; ln of it), of the split in which it is less, where it is 7 or more and "
        "the same, but for a fifth, at nine in ten points of all splits, while the share of wrong answers goes "
        "anywhere. Not known elsewhere, nor of a loss above what a framework makes of a probability of 0 (16.1).",
        _read(_even_price),
    ),
    Fact(
        "dear_throughout",
        Unit.SHARE,
        "Share of the points at which each wrong answer costs half as much again as guessing does that is right as "
        "often, 4.4 at the least, of the split in which it is less; not known where a loss is ever more than what a "
        "framework makes of a probability of 0 (16.1), nor where that of training goes down smoothly to its end.",
        _read(_dear_throughout),
    ),
    Fact(
        "free_errors",
        Unit.SHARE,
        "Share of the points at which the loss is zero but for rounding while one answer in twenty or more is wrong, "
        "of the split in which it is less; not known where there is none.",
        _read(_free),
    ),
    Fact(
        "on_twice_line",
        Unit.SHARE,
        "Share of the later points of all splits at which loss + accuracy is ln(e + K - 1), that of saturated outputs "
        "given to a softmax once more.",
        _where_open(not_twice, _on_twice_line, _ON_LINE),
    ),
    Fact(
        "on_sigmoid_line",
        Unit.SHARE,
        "Share of the later points at which losses are those of sure probabilities of a single unit given to a sigmoid "
        "once more; not known where answers are not seen to get better or the loss has not come to rest.",
        _where_open(not_twice, lambda case: on_sigmoid_line(case.course), _ON_LINE),
    ),
    Fact(
        "over_entropy",
        Unit.RATIO,
        "Loss at the end over the most that a calibrated model of this accuracy loses (ln of it), of the split that is "
        "nearer; with a thousand classes where their number is not known.",
        _read(_over_entropy, _most_calibrated),
    ),
    Fact(
        "rests_high",
        Unit.RATIO,
        "over_entropy of a loss that has come to rest while nearly all answers are right; not known of any other, nor "
        "where the number of classes is.",
        _where_open(not_smoothing, _rests_high, 0.0, _most_calibrated),
    ),
    Fact(
        "off_smoothed_floor",
        Unit.RELATIVE,
        "How far the losses end off what a usual label smoothing makes of their accuracies, from its floor up to the "
        "most of a calibrated model, as ln, below zero; of the split that is nearest. Told is how far off the floor.",
        _where_open(not_smoothing, lambda case: off_smoothed_floor(case.course, case.classes), -_OFF_FLOOR),
    ),
)
