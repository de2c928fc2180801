"""Reads counters within counters: local epochs within the rounds of a federation, epochs within folds."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np

from lossacc_gui.model.run import FloatArray, IntArray, Quantity
from lossacc_gui.readers.printed.context import Told, only_counts
from lossacc_gui.readers.printed.phrases import LETTER
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.series.rows import BoolArray

LOCAL = re.compile(r"\b(?:local|client|inner)\b", re.IGNORECASE)
OF_ALL = re.compile(r"\b(?:global|server|central\w*|aggregated)\b", re.IGNORECASE)
ROUND = re.compile(r"(?<![^\W_])(?:round|runde|ronda|rodada)s?(?![^\W\d_])|라운드|ラウンド|раунд", re.IGNORECASE)
TIMES = 2  # that an inner counter begins anew


def with_rounds(told: list[Told]) -> list[Told]:
    """What is told, with rounds counted as epochs where local epochs begin anew in each: Global Round 3, Local Epoch 0.

    What an epoch of the training is to others, all clients' training and its aggregation, is a round here.
    """
    headed = any(not one.metrics and one.moves(Role.STEP) and _says_rounds(one) for one in told)
    if not any(_has_local_epochs(one) or (headed and _begins_local_epochs(one)) for one in told):
        return told
    return [_counted_by_rounds(one) for one in told]


def _has_local_epochs(one: Told) -> bool:
    rounds = [f for f in one.fields if f.role is Role.STEP and ROUND.search(f.name)]
    local = [f for f in one.fields if f.role is Role.EPOCH]
    if (
        not one.metrics
        or not rounds
        or not local
        or not (LOCAL.search(local[-1].name) or OF_ALL.search(rounds[0].name))
    ):
        return False
    outer, inner = one.count(rounds[0]), one.count(local[-1])
    moves = np.diff(outer) > 0
    return bool(moves.sum() >= TIMES and (np.diff(outer) >= 0).all() and (inner[1:][moves] == inner.min()).all())


def _begins_local_epochs(one: Told) -> bool:
    """Whether lines that tell no round count local epochs that begin anew again and again."""
    epoch = one.counter(Role.EPOCH)
    return epoch is not None and LOCAL.search(epoch.name) is not None and (np.diff(one.count(epoch)) < 0).sum() >= TIMES


def _says_rounds(one: Told) -> bool:
    return ROUND.search(" ".join(one.template.cut.texts)) is not None


def _counted_by_rounds(one: Told) -> Told:
    said = _says_rounds(one)
    heads = said and not one.metrics and only_counts(one)

    def counted(field: Field) -> Field:
        if field.role is Role.STEP and (heads or ROUND.search(field.name)):
            return replace(field, role=Role.EPOCH, quantity=Quantity.EPOCH)
        if field.role is Role.EPOCH and (said or LOCAL.search(field.name)):
            return replace(field, role=Role.STEP, quantity=Quantity.STEP)
        return field

    return replace(one, fields=tuple(map(counted, one.fields)))


def with_folds(told: list[Told]) -> list[Told]:
    """What is told, with two counters without names made a fold and its epoch where each fold begins as the first did.

    Batches go on from where the epoch before ended: 01/001: val loss .., 01/002: .., 02/001: ..
    """
    return [_as_fold_and_epoch(one) for one in told]


def _as_fold_and_epoch(one: Told) -> Told:
    for outer, inner in pairwise(one.fields):
        told = LETTER.search(one.template.cut.texts[outer.slot]) is not None
        if outer.role is not Role.EPOCH or told or inner.role is not Role.STEP or not one.metrics:
            continue
        k, n = one.count(outer), one.count(inner)
        moves = np.diff(k) > 0
        if moves.sum() < TIMES or not np.array_equal(moves, np.diff(n) < 0) or not (n[1:][moves] == n[0]).all():
            continue
        if all(_begins_anew(one.template.values(f.slot), moves) for f in one.metrics if f.quantity.is_progress):
            fold = replace(outer, role=Role.UNKNOWN, name="fold", quantity=Quantity.OTHER)
            epoch = replace(inner, role=Role.EPOCH, name="epoch", quantity=Quantity.EPOCH)
            fields = tuple(fold if f is outer else epoch if f is inner else f for f in one.fields)
            return replace(one, fields=fields)
    return one


def _begins_anew(value: FloatArray, moves: BoolArray) -> bool:
    """Whether the values with which each place of a counter begins are rather alike than like those that end one."""
    firsts: IntArray = np.flatnonzero(moves) + 1
    begins, ends = value[np.append(0, firsts)], value[np.append(firsts[0], firsts) - 1]
    return bool((np.abs(begins - np.median(begins)) < np.abs(begins - ends)).all())
