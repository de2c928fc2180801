"""Finds the histories in a tree of dictionaries and lists: which lists of numbers are metrics of one run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from lossacc_gui.model.run import Quantity
from lossacc_gui.readers.series.behaviour import are_splits
from lossacc_gui.readers.series.file_names import bare_name, told_by_file
from lossacc_gui.readers.series.names import AXES, COUNTERS, is_measured, is_metric, is_setting, meaning_of
from lossacc_gui.readers.tables.row_keys import FEW
from lossacc_gui.readers.tables.row_kinds import counts, is_label, measures, names_several
from lossacc_gui.readers.trees.records import names_its_value, record_of
from lossacc_gui.readers.trees.result_records import said_of_results
from lossacc_gui.readers.trees.results_of_things import has_sums, of_classes, of_things, scores_class

MOST_ITEMS = 500  # of a list that holds a history each
MOST_BARE = 4  # lists without names; more are a matrix
FEWEST_PAIRS = 3  # of a step and a value
DEEPEST = 12  # nested levels; histories have three
LONGEST_NUMBER = 10  # digits of an epoch
PLACE = re.compile(r"hist|log|metric|result|curve|scalar|record|epoch|fold|run|trial|seed|\d", re.IGNORECASE)
CALLED_A_LOG = re.compile(r"hist|log(?!o|ic|in)|metric|curve|record|progress", re.IGNORECASE)
NUMBERED_KEY = re.compile(r"^(?P<word>epoch|ep|step|iter|iteration|round)?s?[ _-]*(?P<count>\d{1,9})$", re.IGNORECASE)
OF_FOLDS = re.compile(
    r"(?:^|/)(?:cv|cross[ _-]?val\w*|k?[ _-]?folds?|seeds?)$", re.IGNORECASE
)  # of which numbers may be
CONFIGS = frozenset({"config", "args", "params", "hyperparameters", "hparams", "settings", "model_config", "setup"})
SETTINGS_SHOWN = 60  # scalars beside the lists that are kept as settings


@dataclass(frozen=True, slots=True)
class Group:
    """The lists that belong to one run, by metric name; `name` is the path of keys that leads to them.

    `rounds` tells that the lists have one entry a round of boosting, not an epoch. `placed` tells that the keys say
    that a history is here; elsewhere it may be any lists in a document about other things. `several` are the names and
    lengths of lists that have a list of numbers at each place (one of each class), which is no curve.
    """

    name: str
    lists: dict[str, list[float | None]]
    settings: tuple[tuple[str, str], ...]
    rounds: bool = False
    placed: bool = True
    several: tuple[tuple[str, int], ...] = ()


def understood(groups: Iterable[Group], path: Path) -> list[Group]:
    """The groups that are histories: those in a fitting place if any is, with a metric among them if any has one.

    Where no name is known, something must count, or the file must be called like a log.
    """
    found = [group for group in groups if group.lists and not _is_schedule(group)]
    measured = [group for group in found if measures(list(group.lists)) or _is_named_list(group, path)]
    measured = measured or [group for group in found if _is_of_splits(group)]
    if not measured and not CALLED_A_LOG.search(path.name):
        found = [group for group in found if counts(list(group.lists))]
    kept = measured or found
    return [group for group in kept if group.placed] or kept


def _is_schedule(group: Group) -> bool:
    """Whether lists tell nothing but what a training is given from some epochs on: rates, and other settings."""
    others = [name for name in group.lists if meaning_of(name).quantity not in AXES]
    given = bool(others) and all(map(is_setting, others))
    return (
        given
        and all(one is not None and one >= 0 for name in others for one in group.lists[name])
        and counts(list(group.lists))
    )


def _is_named_list(group: Group, path: Path) -> bool:
    """Whether all that a file holds are bare lists, and it is called after what is measured: bleu.json."""
    title = bare_name(path)
    names = {name for name in group.lists if name != "epoch"}
    bare = names == {title} or names <= {f"{title} {i}" for i in range(1, MOST_BARE + 1)}
    return bare and bool(names) and not group.name and is_measured(title)


def _is_of_splits(group: Group) -> bool:
    """Whether lists are called after several splits alone: as long as each other, and no numbers of examples."""
    lists = list(group.lists.values())
    same = are_splits(list(group.lists)) and len({len(numbers) for numbers in lists}) == 1
    return same and all(len(one) >= FEW and any(x is not None and x % 1 for x in one) for one in lists)


def groups_of(tree: Any, title: str, depth: int = 0, where: str = "", placed: bool = True) -> Iterator[Group]:
    """Every dictionary in `tree` that holds lists of numbers; a bare list is the metric `title`."""
    if depth > DEEPEST:
        return
    if isinstance(tree, list):
        numbers = numbers_of_list(tree)
        if depth == 0 and numbers:
            yield Group("", {title: numbers}, ())
        elif depth == 0 and (lists := _bare_lists(tree, title)):
            yield Group("", lists, ())
        elif (
            _is_records(tree)
            and not _are_rows(tree)
            and (nested := list(_groups_of_items(tree, title, depth, where, placed)))
        ):
            yield from nested
        elif _is_records(tree) and not _are_things(tree):
            records = [_flat(item) for item in tree]
            records = _by_counter(records) if all(map(names_its_value, tree)) else records
            yield from groups_of(_of_records(records), title, depth + 1, where, placed)
    elif isinstance(tree, dict):
        yield from _groups_of_dict(tree, title, depth, where, placed)


def _are_rows(items: list[dict[Any, Any]]) -> bool:
    """Whether each of several items counts on and measures by itself, whatever it tells of clients or classes within.

    What holds lists is a history of its own.
    """
    if len(items) < 2 or any(_is_records(value) for item in items for value in item.values()):
        return False
    plain = [
        {k: v for k, v in item.items() if isinstance(v, int | float) and not isinstance(v, bool)} for item in items
    ]
    common = set.intersection(*map(set, plain))
    counted = [[one[name] for one in plain] for name in common if meaning_of(str(name)).quantity in COUNTERS]
    measured = any(meaning_of(str(name)).quantity.is_progress for name in common)
    return measured and any(all(a < b for a, b in pairwise(cells)) for cells in counted)


def _bare_lists(tree: list[Any], title: str) -> dict[str, list[float | None]]:
    """A few lists that have no names, called after the file, one that counts the others an epoch; empty for rows."""
    lists = [numbers_of_list(one) for one in tree[: MOST_BARE + 1]] if is_metric(title) or is_measured(title) else []
    if not 1 < len(lists) <= MOST_BARE or any(len(numbers) <= max(FEW, len(lists)) for numbers in lists):
        return {}
    names = ["epoch" if _counts_entries(one) else f"{title} {i}" for i, one in enumerate(lists, 1)]
    return dict(zip(names, lists, strict=True))


def _counts_entries(numbers: list[float | None]) -> bool:
    first = numbers[0]
    return first in (0, 1) and numbers == [first + i for i in range(len(numbers))]


def _groups_of_items(items: list[dict[Any, Any]], title: str, depth: int, where: str, placed: bool) -> Iterator[Group]:
    """The histories within each of several items (folds, runs, models); none where the items are rows."""
    for i, item in enumerate(items[:MOST_ITEMS]):
        inner = {key: value for key, value in item.items() if _is_records(value) or isinstance(value, dict)}
        lists = {key: value for key, value in item.items() if len(numbers_of_list(value)) > 1}
        label = next((f"{key} {item[key]}" for key in item if isinstance(item[key], str | int)), str(i))
        lists = {} if _tells_classes(item) else lists
        for group in _groups_of_dict(inner | lists, title, depth + 1, f"{where} {label}".strip(), placed):
            if measures(list(group.lists)) and max(map(len, group.lists.values())) > 1:
                yield group


def _groups_of_dict(tree: dict[Any, Any], title: str, depth: int, where: str, placed: bool) -> Iterator[Group]:
    records = [] if OF_FOLDS.search(where) else _records_of(tree)
    columns = _of_records(records) if records else _columns_of_epochs(tree, title)
    lists: dict[str, list[float | None]] = {}
    settings: list[tuple[str, str]] = []
    columns = columns or _of_pairs(tree) or _of_frame(tree)
    for key, value in (columns or tree).items():
        numbers = numbers_of_list(_from_pandas(value))
        by_split = _by_split(str(key), value)
        if by_split:
            lists.update(by_split)
        elif numbers:
            lists[f"{title} {key}" if str(key).isdecimal() and is_metric(title) else str(key)] = numbers
        elif _may_hold_groups(str(key), value):
            here = placed and _is_place(str(key), value, tree)
            yield from groups_of(value, title, depth + 1, f"{where}/{key}" if where else str(key), here)
        elif isinstance(value, str | int | float | bool) and len(settings) < SETTINGS_SHOWN:
            settings.append((str(key), str(value)))
    if lists and not (of_classes(lists, tree) or of_things(lists, tree)):
        lists = {told_by_file(name, title): numbers for name, numbers in lists.items()}
        longest = max(map(len, lists.values()))
        several = (
            (str(key), len(value)) for key, value in tree.items() if _are_several(value) and len(value) <= longest
        )
        yield Group(where, lists, tuple(settings), placed=placed, several=tuple(several))


def _are_several(value: Any) -> bool:
    """Whether each of some places has several numbers."""
    return isinstance(value, list) and len(value) > 1 and all(len(numbers_of_list(one)) > 1 for one in value)


def _tells_classes(item: dict[Any, Any]) -> bool:
    lists = [key for key, value in item.items() if len(numbers_of_list(value)) > 1]
    return bool(lists) and of_classes(lists, item)


def _by_split(metric: str, value: Any) -> dict[str, list[float | None]]:
    """{"train": [..], "val": [..]} behind a metric as lists of their own; empty where it is something else."""
    if not isinstance(value, dict) or not is_metric(metric):
        return {}
    meanings = [meaning_of(str(key)) for key in value]
    lists = {f"{key} {metric}": numbers_of_list(found) for key, found in value.items()}
    only_splits = all(meaning.split is not None and not meaning.rest for meaning in meanings)
    return lists if only_splits and all(lists.values()) else {}


def _is_place(key: str, value: Any, level: dict[Any, Any]) -> bool:
    """Whether a history may be expected behind a key.

    Its name may say so (history, train, fold 2, loss), it may be the only one of its level, or have a twin there.
    """
    if PLACE.search(key) or is_metric(key) or meaning_of(key).split is not None:
        return True
    others = [v for k, v in level.items() if isinstance(v, dict) and v is not value and not _is_config(str(k), v)]
    return not others or any(set(value) == set(other) for other in others if isinstance(value, dict))


def _are_things(records: list[dict[Any, Any]]) -> bool:
    """Whether nothing counts the records but one of their texts names each of them."""
    if _tells_classes(records[0]):  # the result of a fold, or of a model
        return True
    if said_of_results(records):
        return True
    names = [str(name) for name in records[0]]
    if len(records) < FEW or counts(names):
        return False
    texts = [[str(record.get(name)) for record in records] for name in records[0] if isinstance(records[0][name], str)]
    if any(map(is_label, texts)):
        return True
    if any(meaning_of(name).quantity is Quantity.LOSS for name in names):
        return False
    return any(map(names_several, texts))


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _may_hold_groups(key: str, value: Any) -> bool:
    """Whether to look into a dictionary, or into a list of records that measure something."""
    if _is_records(value):
        holds = any(isinstance(inner, list | dict) for inner in value[0].values())
        return is_metric(key) or holds or any(map(is_metric, _flat(value[0])))
    return isinstance(value, dict) and not _is_config(key, value)


def _records_of(tree: dict[Any, Any]) -> list[dict[str, Any]]:
    """{"1": {"loss": ..}, ..} or {"epoch_1": {..}, ..} as records with their counter; empty where it is none.

    Settings may stand beside them, but nothing that measures.
    """
    found = {key: match for key in tree if (match := NUMBERED_KEY.match(str(key))) is not None}
    if len(found) < 2 or any(_may_measure(value) for key, value in tree.items() if key not in found):
        return []
    if not all(isinstance(tree[key], dict) for key in found) or has_sums(tree, set(found)):
        return []
    counter = next(iter(found.values()))["word"]
    if not counter and all(scores_class(tree[key]) for key in found):
        return []
    counter = counter or "epoch"
    records = [_flat(tree[key]) | {counter: int(match["count"])} for key, match in found.items()]
    return records if all(any(map(is_metric, record)) for record in records) else []


def _may_measure(value: Any) -> bool:
    """Whether something beside records may be a history of its own: a list, or what holds lists."""
    inner = value.values() if isinstance(value, dict) else ()
    return isinstance(value, list) or any(isinstance(one, list | dict) for one in inner)


def _flat(item: dict[Any, Any]) -> dict[str, Any]:
    """The numbers of a record; where a word in it tells the split, the names of what is measured tell it, too."""
    record = record_of({str(key): value for key, value in item.items()})
    if record.split is None:
        return dict(record.numbers)
    return {
        f"{record.split.value}/{name}" if is_metric(name) and meaning_of(name).split is None else name: value
        for name, value in record.numbers.items()
    }


def _columns_of_epochs(tree: dict[Any, Any], title: str) -> dict[str, list[Any]]:
    """{"1": [a, b], "2": [a, b], ..}, unnamed values epoch after epoch, as columns; empty where it is none."""
    keys, rows = [str(key) for key in tree], list(tree.values())
    width = len(rows[0]) if rows and isinstance(rows[0], list) else 0
    if not 0 < width < len(rows) or not all(key.isdecimal() and len(key) < LONGEST_NUMBER for key in keys):
        return {}
    if not all(isinstance(row, list) and len(row) == width for row in rows):
        return {}
    return {"epoch": [int(key) for key in keys]} | {f"{title} {i + 1}": [row[i] for row in rows] for i in range(width)}


def _is_config(key: str, value: dict[str, Any]) -> bool:
    """A nested dictionary of settings, whose lists (layer sizes, thresholds) are no metrics."""
    return key.lower() in CONFIGS


def _of_pairs(tree: dict[Any, Any]) -> dict[str, Any]:
    """{"loss": [[50, 2.3], [100, 2.1], ..], ..}, steps with their values, as columns; empty where it is none.

    What stands beside stays as it is; a metric has no value at the steps that only another has.
    """
    found = {str(key): pairs for key, value in tree.items() if (pairs := _pairs(value))}
    if not any(map(is_metric, found)) or any(numbers_of_list(value) for value in tree.values()):
        return {}
    steps = sorted({step for pairs in found.values() for step in pairs})
    told = {name: [pairs.get(step) for step in steps] for name, pairs in found.items()}
    return {"step": steps, **told, **{str(key): value for key, value in tree.items() if str(key) not in found}}


def _of_frame(tree: dict[Any, Any]) -> dict[str, Any]:
    """{"columns": [names], "data": [[row], ..]}, as pandas writes a table, as columns; empty where it is none."""
    names, rows = tree.get("columns"), tree.get("data", tree.get("rows"))
    if not isinstance(names, list) or not isinstance(rows, list) or not all(isinstance(name, str) for name in names):
        return {}
    if not rows or not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        return {}
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _pairs(value: Any) -> dict[float, float | None]:
    """The values by their steps, which rise; empty where a list is none of pairs of a step and a value."""
    if not isinstance(value, list) or len(value) < FEWEST_PAIRS:
        return {}
    if not all(isinstance(item, list) and len(item) == len(value[0]) for item in value) or len(value[0]) != 2:
        return {}
    steps, values = (numbers_of_list([item[i] for item in value]) for i in (0, 1))
    whole = [step for step in steps if step is not None and step % 1 == 0]
    if not values or len(whole) < len(value) or any(b <= a for a, b in pairwise(whole)):
        return {}
    return dict(zip(whole, values, strict=True))


def _from_pandas(value: Any) -> Any:
    """{"0": a, "1": b, ..} as pandas writes a column, turned into the list it was."""
    if isinstance(value, dict) and value and all(isinstance(k, str) and k.isdecimal() for k in value):
        return [value[k] for k in sorted(value, key=int)]
    return value


def _of_records(records: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """[{"epoch": 0, "loss": ..}, ..] as columns; what a record lacks is None."""
    names = dict.fromkeys(name for record in records for name in record)
    return {name: [record.get(name) for record in records] for name in names}


def _by_counter(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records of a value each as one for each place that is counted, in its order; as they are where nothing counts.

    What was logged metric by metric counts anew for each.
    """
    common = [name for name in records[0] if all(name in record for record in records)]
    counter = next((name for name in common if meaning_of(name).quantity in (Quantity.STEP, Quantity.EPOCH)), None)
    if counter is None:
        return records
    places: dict[Any, dict[str, Any]] = {}
    for record in records:
        place = places.setdefault(record[counter], {})
        if any(name in place for name in record if name not in common):
            return records  # the same metric twice at one place: a run that began anew
        place |= record
    return [places[at] for at in sorted(places)]


def numbers_of_list(value: Any) -> list[float | None]:
    """The list as numbers, None where nothing was logged; empty where it is no list of numbers."""
    if not isinstance(value, list) or not value:
        return []
    if set(map(type, value)) == {float}:
        return value
    out: list[float | None] = []
    for item in value:
        single = item[0] if isinstance(item, list) and len(item) == 1 else item
        if single is None:
            out.append(None)
        elif isinstance(single, bool) or not isinstance(single, int | float | str):
            return []
        else:
            try:
                out.append(float(single))
            except (ValueError, OverflowError):
                return []
    return out if any(x is not None for x in out) else []
