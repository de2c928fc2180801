"""Which framework wrote a log, so that advice is given in its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lossacc_gui.measure.pairing import main_of, pairs_of
from lossacc_gui.model.run import Run, Series, Split


class Framework(StrEnum):
    """What a training was written with; the value is how sentences of advice name it."""

    KERAS = "Keras"
    PYTORCH = "PyTorch"
    LIGHTNING = "Lightning"
    HUGGING_FACE = "Hugging Face"
    OTHER = ""
    """None of these, for sure: trees that are boosted, or a loop that nobody writes, on top of PyTorch."""


_FORMATS = {
    "keras-csv": Framework.KERAS,
    "keras-history-json": Framework.KERAS,
    "keras-history-pickle": Framework.KERAS,
    "lightning-csv": Framework.LIGHTNING,
    "huggingface": Framework.HUGGING_FACE,
    "fastai": Framework.OTHER,
    "ultralytics": Framework.OTHER,
    "catboost-tsv": Framework.OTHER,
    "catboost-json": Framework.OTHER,
}
_OF_TREES = re.compile(r"(?:\w+[/_-])?(?:mlogloss|merror|(?:multi|binary)_(?:logloss|error))")
_TREE_FORMATS = ("catboost-tsv", "catboost-json")
_HISTORIES = frozenset({"keras-history-json", "keras-history-pickle"})  # dictionaries of lists, which others write too
_NAMES = (
    # what only one framework calls so, whatever tracker wrote it down
    (re.compile(r"(?:.*/)?epoch_loss"), Framework.KERAS),
    (re.compile(r"hp_metric"), Framework.LIGHTNING),
    (re.compile(r"eval[_/](?:\w+_)?(?:runtime|samples_per_second|steps_per_second)"), Framework.HUGGING_FACE),
    # AllenNLP, then OpenMMLab and Detectron2, Ultralytics, boosted trees
    (re.compile(r"(?:peak|training)_(?:cpu|(?:worker|gpu)_\d+)_memory_MB"), Framework.OTHER),
    (
        re.compile(r"(?:.*/)?bbox_mAP(?:_\w+)?|decode\.\w+|(?:.*/)?loss_rpn_\w+|eta_seconds|accuracy/top1"),
        Framework.OTHER,
    ),
    (re.compile(r"metrics/(?:mAP.*|accuracy_top\d)"), Framework.OTHER),
    (_OF_TREES, Framework.OTHER),
)
_BASE = {Framework.LIGHTNING: Framework.PYTORCH, Framework.HUGGING_FACE: Framework.PYTORCH}
# a framework's name where a sentence begins; what stands before the first is said to all
_MONITORED = re.compile(r"'(?:val|eval)_(loss|acc(?:uracy)?)'")
USUAL_PATIENCE = 5
_WAITS = re.compile(rf"(?<=patience=){USUAL_PATIENCE}\b")
_KEYS = {
    Framework.KERAS: re.compile(r"(?=val_)\w+"),
    Framework.LIGHTNING: re.compile(r".+"),
    Framework.HUGGING_FACE: re.compile(r"(?=eval_)\w+"),
}
"""What a framework itself calls a metric that it can watch; other names are those of a tracker or a person."""
_SENTENCE = re.compile(rf"(?:^|(?<=[.?!:] ))(?={'|'.join(one.value for one in Framework if one.value)})\b")


def framework_of(run: Run) -> Framework | None:
    """The framework by the kind of log, else by names that only one of them gives; None where neither tells."""
    names = [*(one.metric for one in run.series), *(one.metric for one in run.left_out)]
    known = _FORMATS.get(run.format)
    if known is not None and (run.format not in _HISTORIES or "loss" in names):
        return known
    return next((found for form, found in _NAMES if any(form.fullmatch(name) for name in names)), None)


def grows_trees(run: Run) -> bool:
    """Whether trees are boosted, by the kind of log or the names of metrics: no optimiser makes steps there."""
    return run.format in _TREE_FORMATS or any(_OF_TREES.fullmatch(one.metric) for one in run.series)


@dataclass(frozen=True, slots=True)
class Advised:
    """Whom advice is given to: the framework, and the names by which its log knows what advice tells to watch.

    loss, accuracy      of validation; "" where none is logged, None where the usual names are as good as any
    loss_patience, ...  evaluations to wait for a better one, so that none of the runs is stopped before its best one
    """

    framework: Framework | None = None
    loss: str | None = None
    accuracy: str | None = None
    loss_patience: int = USUAL_PATIENCE
    accuracy_patience: int = USUAL_PATIENCE


def advised(runs: Sequence[Run]) -> Advised:
    """The framework and names that all runs share; a name that they do not share is told as it is usual."""
    found = {_advised(run) for run in runs}
    frameworks, losses, accuracies = (
        {one.framework for one in found},
        {one.loss for one in found},
        {one.accuracy for one in found},
    )
    return Advised(
        frameworks.pop() if len(frameworks) == 1 else None,
        losses.pop() if len(losses) == 1 else None,
        accuracies.pop() if len(accuracies) == 1 else None,
        max((one.loss_patience for one in found), default=USUAL_PATIENCE),
        max((one.accuracy_patience for one in found), default=USUAL_PATIENCE),
    )


def _advised(run: Run) -> Advised:
    framework, main = framework_of(run), main_of(run, Split.VAL, pairs_of(run))
    if not any(one.split is Split.VAL for one in run.series):
        return Advised(framework)  # who logs nothing of validation may validate all the same
    waits = (_patience(main.loss, lower=True), _patience(main.accuracy, lower=False))
    return Advised(framework, _key(framework, main.loss), _key(framework, main.accuracy), *waits)


def _patience(series: Series | None, *, lower: bool) -> int:
    """The least round number of evaluations that is more than this curve was ever without a better one up to its best
    one; the usual number at least.
    """
    if series is None:
        return USUAL_PATIENCE
    values = series.value if lower else -series.value
    least = np.minimum.accumulate(np.where(np.isfinite(values), values, np.inf))
    better = np.flatnonzero(least[1:] < least[:-1]) + 1
    longest = int(np.diff(better, prepend=0).max()) if len(better) else 0
    scale = int(10 ** (len(str(longest)) - 1))
    return next(size for size in (USUAL_PATIENCE, *(n * scale for n in (1, 2, 3, 5, 10))) if size > longest)


def _key(framework: Framework | None, series: Series | None) -> str | None:
    if series is None:
        return ""
    name = series.logged_as.replace("/", "_") if framework is Framework.HUGGING_FACE else series.logged_as
    form = _KEYS.get(framework) if framework is not None else None
    return name if form is not None and form.fullmatch(name) else None


def advice_for(text: str, to: Advised) -> str:
    """A check or remedy without the sentences that begin with the name of another framework; empty where it has none
    for this one.

    What is said to Lightning or Hugging Face alone is left out too where the framework is not known (None), and they
    are told what holds for PyTorch where nothing is said to them by name. A line that watches a metric names it as the
    log does, and is left out where the log has none.
    """
    general, *sentences = _SENTENCE.split(text)
    told = {found: [one for one in sentences if one.startswith(found.value)] for found in Framework if found.value}
    if to.framework is None:
        mine = [one for one in sentences if one in (*told[Framework.KERAS], *told[Framework.PYTORCH])]
    else:
        own = told.get(to.framework, [])
        mine = own or told.get(_BASE.get(to.framework, to.framework), [])
    names = {"loss": to.loss, "acc": to.accuracy, "accuracy": to.accuracy}
    mine = [one for one in mine if all(names[found] != "" for found in _MONITORED.findall(one))]
    return "".join((general, *(_watching(one, names, to) for one in mine))).strip()


def _watching(sentence: str, names: dict[str, str | None], to: Advised) -> str:
    """A sentence that names the metric to watch as the log does, and waits for it as long as these runs need."""
    watched = next(iter(_MONITORED.findall(sentence)), "loss")
    wait = to.loss_patience if watched == "loss" else to.accuracy_patience
    return _WAITS.sub(str(wait), _MONITORED.sub(lambda found: _named(found, names), sentence))


def _named(found: re.Match[str], names: dict[str, str | None]) -> str:
    name = names[found[1]]
    return found[0] if name is None else f"'{name}'"
