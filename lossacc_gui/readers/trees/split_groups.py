"""Joins the records of each split of a run by what counts them: {"train_metrics": [..], "eval_metrics": [..]}.

So are those of each pace joined: {"step_stats": [..], "epoch_stats": [..]}.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.file_names import OF_LOGS
from lossacc_gui.readers.series.names import COUNTERS, meaning_of
from lossacc_gui.readers.trees.history_tree import Group


def joined_by_counter(groups: Sequence[Group]) -> Group | None:
    """The groups as one, which has each metric at the counts where it was told; None where they are no such splits.

    Each is called after another split, and no more than that it is a log; all count by the same name.
    """
    splits = [meaning_of(group.name.split("/")[-1]) for group in groups]
    if len({one.split for one in splits}) < len(groups) or not all(
        OF_LOGS.issuperset(one.rest.split()) for one in splits
    ):
        return None
    counters = [_counter(group) for group in groups]
    named = {name for name, _ in counters}
    if len(named) != 1 or "" in named:
        return None
    (counter,) = named
    counts = sorted({count for _, values in counters for count in values})
    lists: dict[str, list[float | None]] = {counter: list(counts)}
    for group, meaning, (_, values) in zip(groups, splits, counters, strict=True):
        for name, numbers in group.lists.items():
            if name == counter or meaning.split is None:
                continue
            told = dict(zip(values, numbers, strict=False))
            own = name if meaning_of(name).split is not None else f"{meaning.split.value}/{name}"
            if own in lists:
                return None
            lists[own] = [told.get(count) for count in counts]
    settings = tuple(dict.fromkeys(one for group in groups for one in group.settings))
    return Group("", lists, settings)


def _counter(group: Group) -> tuple[str, list[float]]:
    """(its name, its numbers) of the only list that counts and rises; nothing where there is none, or several."""
    found = []
    for name, numbers in group.lists.items():
        whole = [one for one in numbers if one is not None]
        if (
            meaning_of(name).quantity in COUNTERS
            and len(whole) == len(numbers)
            and all(a < b for a, b in pairwise(whole))
        ):
            found.append((name, whole))
    return found[0] if len(found) == 1 else ("", [])


def joined_by_pace(groups: Sequence[Group]) -> Group | None:
    """The records of steps and those of epochs as one group, counted by epochs; None where they are no such two.

    Each is called after what it counts, and no more than that it is a log; as many steps are in each epoch.
    """
    paces = [_pace(group) for group in groups]
    if sorted(pace.value for pace in paces if pace is not None) != sorted(q.value for q in COUNTERS):
        return None
    steps, epochs = sorted(groups, key=lambda group: _pace(group) is Quantity.EPOCH)
    lengths = [{len(numbers) for numbers in group.lists.values()} for group in (steps, epochs)]
    if any(len(found) != 1 for found in lengths) or steps.lists.keys() & epochs.lists.keys():
        return None
    (count,), (whole,) = lengths
    each, odd = divmod(count, whole)
    if odd or each < 2:
        return None
    lists: dict[str, list[float | None]] = {"epoch": [(i + 1) / each for i in range(count)], **steps.lists}
    for name, numbers in epochs.lists.items():
        lists[name] = [numbers[i // each] if (i + 1) % each == 0 else None for i in range(count)]
    return Group("", lists, (*steps.settings, *epochs.settings))


def _pace(group: Group) -> Quantity | None:
    """What a group is called after that counts, where nothing in it does; None where it is called otherwise."""
    words = meaning_of(group.name.split("/")[-1]).rest.split()
    counted = [quantity for word in words if (quantity := meaning_of(word).quantity) in COUNTERS]
    known = all(word in OF_LOGS or meaning_of(word).quantity in COUNTERS for word in words)
    counts = any(meaning_of(name).quantity in COUNTERS for name in group.lists)
    return counted[0] if known and len(counted) == 1 and not counts else None
