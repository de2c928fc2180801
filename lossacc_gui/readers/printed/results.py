"""Tells the results of several trainings or models, each below its name or its settings, from the history of one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import numpy as np

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.cutting import CLOCK, cut
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.printed.results_of_things import (
    SPREADS,
    first_of_things,
    is_counted,
    is_of_training,
    tells_mean_and_spread,
)
from lossacc_gui.readers.printed.roles import Role
from lossacc_gui.readers.printed.tracks import EVALUATED, Reading, Track
from lossacc_gui.readers.series.names import AXES, COUNTERS, is_measured, meaning_of
from lossacc_gui.readers.tables.finished import END, are_trainings
from lossacc_gui.readers.tables.table import Table

HEADING = re.compile(r"(?:#{1,6}|={2,}|-{2,}|\*{2,})\s+\S")  # of Markdown, or behind a rule
MODEL_FILE = re.compile(r"\w\.(?:h5|hdf5|keras|pth?|pth\.tar|ckpt|onnx|pkl|joblib|safetensors|pb|tflite)\b")
WATCHED = AXES | {Quantity.OTHER, Quantity.LEARNING_RATE, Quantity.GRADIENT_NORM}
PART = re.compile(r"[^\W\d]+[\s#:=-]*(?P<number>\d+)(?![\d.])")  # of an evaluation: page_001, Depth 10
WORDS = re.compile(r"[^\W\d_]+")
NAMED = re.compile(r"\W*(?P<what>[^\W\d_][^:=(\[{]{0,40}?)\s*[:=]")  # Model: SVM, Hyperparameters: ('lstm', 256)
NAME_ALONE = re.compile(r"[^\W\d_][\w.+-]*\s*:$")
OF_A_TRAINING = re.compile(
    r"model|config|param|setting|classifier|network|\bnet\b|architecture|optimi[sz]er|algorithm|method|experiment|variant|"
    r"dataset|\btask\b|combination|kernel|estimator|encoder|modell|modelo|modèle|модель|模型|参数|參數|モデル|모델"
)
FEWEST, MOST = 3, 1000  # results
MOST_BETWEEN = 3  # lines that come once between two results; more is prose
MOST_AGAIN = 2  # times that a title comes: of the raw and of the filtered scores, of validation and of test examples
MOST_WORDS = 6  # of a name that stands alone
IN_ALL = 0.8  # of the results have a line that differs in its digits only: it is a part of each
MOSTLY = 0.9  # of the names differ in their words
EPISODE = re.compile(r"[eé]pisod|(?<![^\W_])games?(?![^\W_])|エピソード|에피소드|эпизод|回合", re.IGNORECASE)
REGULARLY = re.compile(r"\b(?:every|each|per|interval|freq\w*|cada)\b", re.IGNORECASE)  # which a training does
SPREAD = re.compile(rf"\d\s*(?:{SPREADS.pattern})\s*\d")
ACROSS = re.compile(r"(?<![^\W_])(?:cv|(?:k|\d+)[- ]?fold|cross[- _]?validat\w+)(?![^\W_])", re.IGNORECASE)
OF_ALL = re.compile(r"\W*(?:overall|aggregated?|average|mean|macro|micro|all|combined)(?![^\W_])", re.IGNORECASE)
MOST_EPISODES = 100  # of an evaluation
ROUNDED = 0.005  # by which a share may differ from the answers that it tells of
HALF = 0.5  # of headings and names of files: ResNet-18, ResNet-34, VGG-16


def results_of_several(reading: Reading) -> str:
    """The line that names the first of several results, each of which has such a line; empty for any other text.

    Nothing counts there but folds. The lines begin alike and go on with other words, or with settings of which nearly
    all combinations come; or each is a title, and no loss is told that a training would have. Beside a loss they have
    to be headings of a text or names alone before a colon, or say that they name a model or settings, and not what the
    model wrote.
    """
    taken = [track for track in reading.tracks if not track.why]
    told = [track for track in taken if track.quantity not in WATCHED]
    scores = told or [track for track in taken if track.quantity is Quantity.OTHER and is_measured(track.name)]
    if scores and (at := first_of_things(reading, scores)) is not None:
        return reading.page.line(at).strip()
    if told and (
        _tell_ends(reading, told)
        or tells_mean_and_spread(reading, told)
        or _are_validated_across(reading, told)
        or _are_of_one_epoch(reading, told)
        or _have_one_of_all(reading, told)
    ):
        first = [int(one.template.lines[0]) for one in reading.told if one.counts and len(one.template) > 1]
        return reading.page.line(min([*first, *(int(track.lines[0]) for track in told)])).strip()
    told = [track for track in told if track.quantity.is_progress]
    often = max((len(track.lines) for track in told), default=0)
    if not FEWEST <= often <= MOST:
        return ""
    main = next(track for track in told if len(track.lines) == often)
    one = reading.told[main.order]
    if not one.counts and _is_grid(one):
        return reading.page.line(int(main.lines[0])).strip()
    labels = _labels(reading, main)
    if not labels or is_counted(reading, told, {line for line, _ in labels}):
        return ""
    lines = [text for _, text in labels]
    loss = any(map(is_of_training, told))
    headings = all(map(HEADING.match, lines))
    saved = all(map(MODEL_FILE.search, lines))
    again = not loss and _come_again_in_turns(lines)
    named = all(map(_is_name_alone, lines))
    titled = (headings or saved or named or not loss) and _are_titles(
        lines, HALF if headings or saved or again else MOSTLY
    )
    return lines[0] if titled or _have_one_name(lines, loss=loss) else ""


def tells_an_evaluation(reading: Reading) -> bool:
    """Whether a finished model is evaluated, and each row is one of its few episodes.

    A line above says so, nothing else is counted, no loss is told, and the mean of all stands below with its spread.
    """
    taken = [track for track in reading.tracks if not track.why]
    counted = [
        (one, field)
        for one in reading.told
        for field in one.fields
        if field.role in (Role.EPOCH, Role.STEP) and field.name and one.metrics and one.varies(field)
    ]
    if not counted or any(track.quantity.is_loss for track in taken):
        return False
    episodes = all(EPISODE.search(field.name) and one.count(field).max() <= MOST_EPISODES for one, field in counted)
    first = min(int(one.template.lines[0]) for one, _ in counted)
    lines = [reading.page.line(i) for i in range(len(reading.page))] if episodes else []
    return any(map(_evaluates_episodes, lines[:first])) and any(map(SPREAD.search, lines[first:]))


def _evaluates_episodes(line: str) -> bool:
    """Whether a line says that episodes are evaluated now: Evaluating for 10 episodes."""
    if EPISODE.search(line) is None or REGULARLY.search(line):
        return False
    return any(meaning_of(word).split in (Split.VAL, Split.TEST) for word in WORDS.findall(line))


def told_once(reading: Reading) -> float | None:
    """The epoch at which each metric is told once, in lines that count nothing, 0 where no epoch is; None otherwise.

    A first epoch may be one of more to come. The states of one bar over the examples of an evaluation are one value.
    """
    told = [track for track in reading.tracks if not track.why and track.quantity not in WATCHED - {Quantity.OTHER}]
    if not told or not all(_is_one(reading, track) for track in told):
        return None
    known = {float(track.epoch[0]) for track in told if np.isfinite(track.epoch[0])}
    if not known:
        return 0.0
    at = known.pop()
    return at if not known and at > 1 else None


def _is_one(reading: Reading, track: Track) -> bool:
    """Whether a metric is told once, in a line that counts nothing, or by one bar of an evaluation."""
    counts = reading.told[track.order].counts and not _says_share(track)
    if track.live and track.own_split in EVALUATED and np.isnan(track.epoch).all():
        return bool((np.diff(track.step) > 0).all() and (track.total == track.total[0]).all())
    return len(track.lines) == 1 and not counts


def _says_share(track: Track) -> bool:
    """Whether k/n that stand behind a share are the answers of which it tells: accuracy: 97.82% (9782 / 10000)."""
    with np.errstate(all="ignore"):  # of a total that is no count
        share = track.step / track.total
    apart = np.abs(track.value / (100 if track.percent else 1) - share)
    return track.quantity.is_fraction and bool((apart < ROUNDED).all())


def _tell_ends(reading: Reading, told: Sequence[Track]) -> bool:
    """Whether all that is measured is said to be final or the last, or has a spread, several times; nothing counts."""
    some = [" ".join(reading.told[track.order].template.cut.texts) for track in told]
    ends = all(map(END.search, some)) or all(map(SPREADS.search, some))
    return (
        ends
        and len(np.unique(np.concatenate([t.lines for t in told]))) >= FEWEST
        and not is_counted(reading, told, set())
    )


def _are_validated_across(reading: Reading, told: Sequence[Track]) -> bool:
    """Whether all that is measured is said to be of a cross-validation, of models that each name themselves in a line.

    No loss is told that a training would have, and nothing counts: ridge CV - RMSE 0.21, forest CV - RMSE 0.19.
    """
    models: dict[Quantity, set[int]] = {}
    for track in told:
        models.setdefault(track.quantity, set()).add(track.order)
    said = (" ".join(reading.told[track.order].template.cut.texts) for track in told)
    across = min(map(len, models.values())) > 1 and all(map(ACROSS.search, said))
    return across and not any(map(is_of_training, told)) and not is_counted(reading, told, set())


def _are_of_one_epoch(reading: Reading, told: Sequence[Track]) -> bool:
    """Whether several lines tell the same epoch, not the first, and no metric is told more than twice: of two runs."""
    counted = [
        one.template.values(field.slot)
        for one in reading.told
        for field in one.fields
        if field.role in (Role.EPOCH, Role.STEP)
    ]
    epochs = set(np.concatenate(counted).tolist()) if counted else set()
    often: Counter[tuple[str, Split | None]] = Counter()
    for track in told:
        often[track.name, track.own_split] += len(track.lines)
    return len(epochs) == 1 and max(epochs) > 1 and sum(map(len, counted)) > 1 and {*often.values()} == {MOST_AGAIN}


def _have_one_of_all(reading: Reading, told: Sequence[Track]) -> bool:
    """Whether rows that begin with a number of something tell no loss, count nothing, and one below tells that of all.

    They are the parts of an evaluation: page_001 | CER: 0.12, Depth 10 | PPL: 5.86, and below Overall | PPL: 14.48.
    """
    if any(map(is_of_training, told)) or is_counted(reading, told, set()):
        return False
    some = [one for one in reading.told if any(field.quantity.is_progress for field in one.metrics)]
    totals = [one for one in some if OF_ALL.match(reading.page.line(int(one.template.lines[0])))]
    pairs = list(product([one for one in some if one not in totals], totals))
    return bool(pairs) and all(
        _begins_with_number(reading, part)
        and {field.name for field in part.metrics} & {field.name for field in total.metrics}
        and FEWEST * len(total.template) <= len(part.template)
        and part.template.lines[0] < total.template.lines[0]
        for part, total in pairs
    )


def _begins_with_number(reading: Reading, one: Told) -> bool:
    """Whether each line of a kind begins with a word and a number, another than the line before: img_07, Depth 10."""
    found = [PART.match(_said(reading.page.line(int(line)))) for line in one.template.lines]
    numbers = [match["number"] for match in found if match is not None]
    return len(numbers) == len(found) and all(a != b for a, b in pairwise(numbers))


def _is_grid(one: Told) -> bool:
    """Whether the lines that measure tell settings, of which nearly all combinations come, and count nothing."""
    named = [field for field in one.fields if field.name]
    columns = [one.template.values(field.slot) for field in named]
    rows = [[f"{value:g}" for value in row] for row in zip(*columns, strict=True)]
    return are_trainings(Table(tuple(field.name for field in named), rows, one.template.lines.tolist()))


def _labels(reading: Reading, main: Track) -> list[tuple[int, str]]:
    """(place, text) of the first line above each result that comes once, and of which few have the like."""
    page = reading.page
    measured = np.zeros(len(page), dtype=bool)
    for one in reading.told:
        if any(field.quantity.is_progress for field in one.metrics):
            measured[one.template.lines] = True
    often = np.bincount(page.shape, minlength=len(page.samples) + 1)
    parts = often >= IN_ALL * len(main.lines)
    parts[page.shape[page.samples]] |= [
        not any(map(str.isalpha, page.line(i))) for i in page.samples
    ]  # rows of a matrix
    parts = parts[page.shape]
    found: list[tuple[int, str]] = []
    begin = 0
    for end in main.lines.tolist():
        alone = np.flatnonzero(~measured[begin:end] & ~parts[begin:end])
        if not len(alone) or (found and len(alone) > MOST_BETWEEN):
            return []
        at = begin + int(alone[0] if found else alone[-1])
        found.append((at, _said(page.line(at))))
        begin = end + 1
    if all(HEADING.match(text) for _, text in found[1:]):  # what stands below the first heading comes once, too
        above = [(at, page.line(at).strip()) for at in range(found[0][0] + 1)]
        found[0] = next((one for one in reversed(above) if HEADING.match(one[1])), found[0])
    texts = [text for _, text in found]
    return found if max(Counter(texts).values()) == 1 or _come_again_in_turns(texts) else []


def _said(line: str) -> str:
    """A line without what a logger puts before it."""
    return line[end_of_prefix(line)[0] :].strip()


def _come_again_in_turns(texts: Sequence[str]) -> bool:
    """Whether of titles that follow each other none is like the one before, and each comes twice at the most."""
    return all(a != b for a, b in pairwise(texts)) and max(Counter(texts).values()) == MOST_AGAIN


def _have_one_name(lines: Sequence[str], *, loss: bool) -> bool:
    """Whether lines begin with the same words and a colon, and go on with others."""
    names = [NAMED.match(line) for line in lines]
    said = {" ".join(WORDS.findall(name["what"].lower())) for name in names if name is not None}
    if None in names or len(said) != 1:
        return False
    name = said.pop()
    if _tells_a_count(name) or (loss and not OF_A_TRAINING.search(name)):
        return False
    return len({tuple(WORDS.findall(line)) for line in lines}) > 1 and not any(map(_tells_time, lines))


def _are_titles(lines: Sequence[str], share: float) -> bool:
    """Whether lines are short, that share of them differ in their words, and none counts."""
    words = [tuple(WORDS.findall(line)) for line in lines]
    common = len(set.intersection(*map(set, words)))  # Performance summary of ...
    if not all(0 < len(some) <= MOST_WORDS + common for some in words) or any(map(_tells_time, lines)):
        return False
    return len(set(words)) >= share * len(lines) and not any(_tells_a_count(" ".join(some)) for some in words)


def _is_name_alone(line: str) -> bool:
    """Whether a line is one name before a colon, and neither a split nor a metric: resnet18:, but not Validation:."""
    meaning = meaning_of(line) if NAME_ALONE.match(line) else None
    return meaning is not None and meaning.split is None and meaning.quantity is Quantity.OTHER


def _tells_a_count(words: str) -> bool:
    return any(meaning_of(word).quantity in COUNTERS for word in [words, *words.split()])


def _tells_time(line: str) -> bool:
    return any(CLOCK in text for text in _texts(line))


def _texts(line: str) -> Iterator[str]:
    yield from cut(line).texts
