"""Which loss belongs to which accuracy."""

from __future__ import annotations

import re
from dataclasses import replace

from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.run import Quantity, Run, Series, Split

_LOSSES = (Quantity.LOSS, Quantity.PERPLEXITY, Quantity.MSE, Quantity.MAE)
_ACCURACIES = (
    Quantity.ACCURACY,
    Quantity.BALANCED_ACCURACY,
    Quantity.ERROR_RATE,
    Quantity.F1,
    Quantity.AUC,
    Quantity.MAP,
    Quantity.IOU,
    Quantity.R2,
    Quantity.TOP_K,
    Quantity.PRECISION,
    Quantity.RECALL,
)
_SPLIT_ORDER = (Split.VAL, Split.TRAIN, Split.TEST)
# words that say split or quantity; what is left of a metric's name tells which output of the model it belongs to
_COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        "train training tr val valid validation test testing eval evaluation dev epoch step loss losses cost accuracy "
        "acc categorical sparse binary crossentropy cross entropy ce bce nll mean avg average total running top k "
        "error rate err score fbeta auc roc pr precision recall balanced macro micro weighted map iou r mse mae rmse "
        "perplexity ppl",
    )
)


def pairs_of(run: Run) -> tuple[Pair, ...]:
    """Every accuracy-like series with the loss of the same split and output, the main pair of each split first.

    Error rates are turned round (1 - error, under their own name). An output without a loss of its own goes with the
    main loss; an accuracy whose split has no loss goes with none.
    """
    pairs: list[Pair] = []
    for split in _SPLIT_ORDER:
        series = [s for s in run.series if s.split is split and len(s.value)]
        losses = _ranked(series, _LOSSES)
        if losses:
            pairs.extend(Pair(_loss_for(a, losses), _turned(a)) for a in _ranked(series, _ACCURACIES))
    return tuple(pairs)


def main_pair(pairs: tuple[Pair, ...], split: Split) -> Pair | None:
    """The pair that speaks for a split."""
    return next((pair for pair in pairs if pair.loss.split is split), None)


def judged(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """The pairs in which episodes are looked for: the main one of each split and those of further outputs.

    Further metrics of the same output (top-5, F1, AUC beside accuracy) would tell the same story again.
    """
    seen: set[tuple[Split, str]] = set()
    chosen = []
    for pair in pairs:
        key = (pair.loss.split, output_of(pair.accuracy))
        if key not in seen:
            seen.add(key)
            chosen.append(pair)
    return tuple(chosen)


def output_of(series: Series) -> str:
    """Which output of the model a metric belongs to, by its name; empty for a model with one."""
    name = re.sub(r"top[\W_]*\d+|acc@?\d+|f1|r2|(?<=@)\d+", "", series.metric.lower())  # top5, acc1, precision@5: ranks
    words = re.findall(r"[a-z]+|\d+", name)
    return "_".join(word for word in words if word not in _COMMON_WORDS)


def _ranked(series: list[Series], quantities: tuple[Quantity, ...]) -> list[Series]:
    known = [s for s in series if s.quantity in quantities]
    return sorted(known, key=lambda s: (output_of(s) != "", quantities.index(s.quantity), len(s.metric)))


def _loss_for(accuracy: Series, losses: list[Series]) -> Series:
    output = output_of(accuracy)
    return next((loss for loss in losses if output_of(loss) == output), losses[0])


def _turned(series: Series) -> Series:
    return replace(series, value=1.0 - series.value) if series.quantity is Quantity.ERROR_RATE else series
