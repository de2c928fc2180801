"""Which loss belongs to which accuracy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.errors import BadOption
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


@dataclass(frozen=True, slots=True, eq=False)
class Main:
    """The loss and the accuracy (a share of right answers, no error rate) that speak for one split."""

    loss: Series | None = None
    accuracy: Series | None = None


def pairs_of(run: Run) -> tuple[Pair, ...]:
    """What the person asked for, then every accuracy-like series with the loss of the same split and output, the main
    pair of each split first.

    Error rates are turned round (1 - error, under their own name). An output without a loss of its own goes with the
    main loss; an accuracy whose split has no loss goes with none.
    """
    pairs = _asked(run)
    asked = [(pair.loss, pair.accuracy.metric, pair.accuracy.split) for pair in pairs]
    for split in _SPLIT_ORDER:
        series = [s for s in run.series if s.split is split and len(s.value)]
        losses = _ranked(series, _LOSSES)
        if losses:
            usual = [Pair(_loss_for(a, losses), _turned(a)) for a in _ranked(series, _ACCURACIES)]
            pairs.extend(p for p in usual if (p.loss, p.accuracy.metric, p.accuracy.split) not in asked)
    return tuple(pairs)


def main_of(run: Run, split: Split, pairs: Sequence[Pair]) -> Main:
    """What speaks for a split: the first of the run's `pairs` there, else the first loss and accuracy by rank."""
    pair = next((p for p in pairs if p.loss.split is split and p.accuracy.split is split), None)
    if pair is not None:
        return Main(pair.loss, pair.accuracy)
    series = [s for s in run.series if s.split is split and len(s.value)]
    losses, accuracies = _ranked(series, _LOSSES), _ranked(series, _ACCURACIES)
    return Main(losses[0] if losses else None, _turned(accuracies[0]) if accuracies else None)


def related(run: Run, wanted: Sequence[str]) -> Run:
    """The run with the pairs asked for that it has; each is LOSS:ACCURACY, and names may hold colons themselves."""
    losses, accuracies = (set(_names([run], like)) for like in (_LOSSES, _ACCURACIES))
    found = [
        (text[:i].strip(), text[i + 1 :].strip())
        for text in wanted
        for i, letter in enumerate(text)
        if letter == ":" and text[:i].strip() in losses and text[i + 1 :].strip() in accuracies
    ]
    return replace(run, asked=tuple(dict.fromkeys(found)))


def check_pairs(wanted: Sequence[str], runs: Sequence[Run]) -> None:
    """Raise BadOption for the first pair that none of `runs` has."""
    for text in wanted:
        if not any(related(run, [text]).asked for run in runs):
            losses, accuracies = (", ".join(_names(runs, like)) or "none" for like in (_LOSSES, _ACCURACIES))
            raise BadOption(
                f"--pair: {text!r} is no LOSS:ACCURACY of the log; losses are {losses}; accuracies are {accuracies}; "
                "--map says what another metric means"
            )


def _names(runs: Sequence[Run], like: tuple[Quantity, ...]) -> list[str]:
    return list(dict.fromkeys(s.metric for run in runs for s in run.series if s.quantity in like and len(s.value)))


def _asked(run: Run) -> list[Pair]:
    """The pairs that the person asked for: within each split that has both, else across splits."""
    pairs = []
    for loss_name, accuracy_name in run.asked:
        both = [
            Pair(loss, _turned(accuracy), asked=True)
            for loss in run.series
            for accuracy in run.series
            if (loss.metric, accuracy.metric) == (loss_name, accuracy_name)
            and (loss.quantity in _LOSSES and accuracy.quantity in _ACCURACIES)
            and (len(loss.value) and len(accuracy.value))
        ]
        pairs += [pair for pair in both if pair.loss.split is pair.accuracy.split] or both
    return pairs


def judged(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """The pairs in which episodes are looked for: those asked for, the main one of each split, further outputs.

    Further metrics of the same output (top-5, F1, AUC beside accuracy) would tell the same story again.
    """
    seen: set[tuple[Split, str]] = set()
    chosen = []
    for pair in pairs:
        key = (pair.loss.split, output_of(pair.accuracy))
        if pair.asked or key not in seen:
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
