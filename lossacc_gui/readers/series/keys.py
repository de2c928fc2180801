"""Tells names of what results are told of one by one, or over which they were computed, from names of what counts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.names import COUNTERS, is_setting, meaning_of, vocabulary

FEWEST = 3  # results
DIGITS = 3  # of a number that a person chose; what was learned or computed has more
HALF = 0.5  # the fraction of a power of two
SCATTERED = 0.2  # share of the steps between numbers that fall, and that rise, where these are in no order
AMOUNTS = frozenset(
    {"n", "num", "number", "count", "size", "set", "data", "points", "examples", "samples", "instances"}
)
CHOSEN_ONCE = frozenset({"best", "optimal", "mean", "avg", "average", "hidden"})  # of each epoch, or of all

EACH = frozenset({"per", "by", "each", "at", "over"})
FITTED = frozenset({"fit_time", "score_time"})  # beside the scores of each fit, as scikit-learn validates

SPEED = re.compile(r"(?:/|(?<![^\W_])per[ _])\s?s(?:ec(?:ond)?s?)?(?![^\W_])", re.IGNORECASE)  # words/sec/thread
OF_WHAT = re.compile(r"^.*\b(?:for|of|in|at|with|on)\s+", re.IGNORECASE)

Numbers = Sequence[float | None]


@lru_cache(maxsize=4096)
def is_thing(name: str) -> bool:
    """Whether a name says one of several things of which results are told: a class, a layer, a client, a year."""
    return any(_says(name, kind) for kind in ("things", "trainings", "times"))


@lru_cache(maxsize=4096)
def is_training(name: str) -> bool:
    """Whether a name says one of several trainings: a run, a trial, an experiment."""
    return _says(name, "trainings")


@lru_cache(maxsize=4096)
def is_swept(name: str, *, loss: bool = False) -> bool:
    """Whether a name says what is set to one value after the other, to see what comes of each: noise, depth.

    A letter for a setting may as well count the values of a `loss`.
    """
    letter = not loss and not vocabulary().keys["symbols"].isdisjoint(
        word.strip(".") for word in name.lower().split()[-1:]
    )  # for K = 3, END ....C=10
    return letter or _says(name, "swept") or (is_setting(name) and _says_no_metric(name)) or _is_amount(name)


def _is_amount(name: str) -> bool:
    """Whether a name says on how many examples a model was trained: n_train, training_examples."""
    meaning = meaning_of(name)
    return meaning.split is not None and bool(meaning.rest) and AMOUNTS.issuperset(meaning.rest.split())


@lru_cache(maxsize=4096)
def is_threshold(name: str) -> bool:
    """Whether a name says above what a score counts, which curves are drawn over."""
    return _says(name, "thresholds")


@lru_cache(maxsize=4096)
def _is_example(name: str, *kinds: str) -> bool:
    words = set(meaning_of(name).rest.split())
    known = any(not vocabulary().keys[kind].isdisjoint(words) for kind in kinds)
    return known and _says_no_metric(name) and not _is_speed(name)


def tells_examples(name: str, values: Iterable[float | None]) -> bool:
    """Whether numbers are those of examples, one by one: image 3; of image 300, 600, 900 so many were seen.

    In no order they are, whatever has an index: 4711, 17, 25004.
    """
    if not _is_example(name, "examples", "ids"):
        return False
    values = list(values)
    if _is_example(name, "examples") and all(a is not None and b == a + 1 for a, b in pairwise(values)):
        return True
    return _are_scattered([value for value in values if value is not None])


def _are_scattered(values: Sequence[float]) -> bool:
    """Whether numbers are whole, no two alike, and rise and fall."""
    if len(values) < FEWEST or len(set(values)) < len(values) or any(value % 1 for value in values):
        return False
    falls = sum(b < a for a, b in pairwise(values)) / (len(values) - 1)
    return SCATTERED < falls < 1 - SCATTERED


def _says(name: str, kind: str) -> bool:
    said = _words(name)
    known = any(f" {phrase} " in f" {' '.join(said)} " for phrase in vocabulary().keys[kind])
    return known and CHOSEN_ONCE.isdisjoint(said) and _says_no_metric(name)


def _words(name: str) -> list[str]:
    """The words of a name without the s of several."""
    return [word if word.endswith(("ss", "us")) else word.removesuffix("s") for word in meaning_of(name).rest.split()]


def _says_no_metric(name: str) -> bool:
    return meaning_of(name).quantity is Quantity.OTHER


def is_key(name: str, *, loss: bool = False) -> bool:
    """Whether a name is none of what counts over a training, but of what its results are: accuracy for class."""
    names = (name, OF_WHAT.sub("", name))
    return not _is_speed(name) and any(is_thing(one) or is_threshold(one) or is_swept(one, loss=loss) for one in names)


def _is_speed(name: str) -> bool:
    return SPEED.search(name) is not None


def may_be_key(name: str) -> bool:
    """Whether a name is a key, or that of examples, of which the numbers tell more."""
    return is_key(name) or _is_example(name, "examples", "ids")


def is_over_things(name: str) -> bool:
    """Whether values under a name are of one thing each: per_class_accuracy, recall_at_k, fold_scores."""
    words = _words(name)
    keys = vocabulary().keys
    told = keys["things"] | keys["examples"] | keys["thresholds"] | keys["swept"]
    repeats = (
        not keys["repeated"].isdisjoint(words) and not any(map(str.isdecimal, words)) and not _says_no_metric(name)
    )
    return repeats or any(a in EACH and b in told for a, b in pairwise(words))


def key_of(columns: Mapping[str, Numbers]) -> str | None:
    """The column that tells of what each row of columns that reach something is: of what thing, or of which setting.

    Nothing counts there. Thresholds rise or fall; what may follow a schedule, too, stands before what is measured, as
    keys do, and a person chose its values. Seeds or clients of episodes, which tell a reward, are of one training.
    """
    quantities = {meaning_of(name).quantity for name in columns}
    if Quantity.REWARD in quantities or not any(one.is_progress for one in quantities):
        return None
    counted = [cells for name, cells in columns.items() if meaning_of(name).quantity in COUNTERS and _moves(cells)]
    if counted:  # the epoch of each fold, its best
        repeated = (name for name, cells in columns.items() if _repeats(name) and _tells_rows(name, cells, False))
        return next(repeated, None) if not any(map(_rises, counted)) else None
    measured = [meaning_of(name).quantity.is_progress for name in columns].index(True)
    swept = [name for name in [*columns][:measured] if is_swept(name, loss=Quantity.LOSS in quantities)]
    return next((name for name, cells in columns.items() if _tells_rows(name, cells, name in swept)), None)


def are_fits(names: Iterable[str]) -> bool:
    """Whether columns tell the times in which models were fitted and scored, so that each row is a training."""
    return FITTED.issubset(names)


def _repeats(name: str) -> bool:
    return is_training(name) or (is_thing(name) and not vocabulary().keys["repeated"].isdisjoint(_words(name)))


def _moves(cells: Numbers) -> bool:
    return any(cell != cells[0] for cell in cells)


def _rises(cells: Numbers) -> bool:
    return not any(a is not None and b is not None and b <= a for a, b in pairwise(cells))


def _tells_rows(name: str, cells: Numbers, swept: bool) -> bool:
    orders = is_threshold(name) or _is_amount(name)
    if not (swept or orders or is_thing(name) or _is_example(name, "examples", "ids")):
        return False  # whatever its numbers are
    known = [cell for cell in cells if cell is not None]
    if len(known) < FEWEST or len(known) < len(cells) or len(set(known)) < len(known):
        return False
    if tells_examples(name, known):
        return True
    if is_thing(name):
        return all(cell % 1 == 0 for cell in known)
    return (orders and in_order(known)) or (swept and are_chosen(known))


def in_order(values: Sequence[float]) -> bool:
    """Whether each number is larger, or each smaller, than the one before."""
    return all(a < b for a, b in pairwise(values)) or all(a > b for a, b in pairwise(values))


def are_chosen(values: Sequence[float]) -> bool:
    """Whether numbers have so few digits that a person chose them, or are powers of two."""
    return all(float(f"{value:.{DIGITS}g}") == value or math.frexp(value)[0] == HALF for value in values)
