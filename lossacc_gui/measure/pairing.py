"""Which loss belongs to which accuracy, and which of them speak for a split."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from lossacc_gui.language import Said, say
from lossacc_gui.measure.once import once
from lossacc_gui.measure.splits import speaking_order
from lossacc_gui.measure.task import Task, of_rivals, task_of
from lossacc_gui.measure.total import overlap_of
from lossacc_gui.model.analysis import Pair
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Run, Series, Split

# words that say split or quantity; what is left of a metric's name tells which output of the model it belongs to
_COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        "train training tr val valid validation test testing eval evaluation dev epoch step loss losses cost accuracy "
        "acc categorical sparse binary crossentropy cross entropy ce bce nll mean avg average total running top k "
        "error rate err score overall global fbeta auc roc pr precision recall balanced macro micro weighted map iou r "
        "mse mae rmse perplexity ppl bits per byte char character token dim bpb bpc bpd total dice coef "
        "coefficient",
    )
)
_OF_TOTALS = frozenset({"total", "overall"})
_OF_SPLITS = frozenset(
    re.findall(r"\w+", "train training tr val valid validation test testing eval evaluation dev epoch step")
)


_OF_STEPS = re.compile(r"step$")  # train_loss_step beside train_loss_epoch: single batches, and the mean of an epoch
_FEWEST_EPOCHS = 6  # that show a course as well as batches do


class Main(NamedTuple):
    """The loss and the accuracy (a share of right answers, no error rate) that speak for one split.

    Where no loss tells progress (Task.told_by_loss) there is neither; reinforcement learning has a `reward`.
    """

    loss: Series | None = None
    accuracy: Series | None = None
    reward: Series | None = None


@once
def pairs_of(run: Run) -> tuple[Pair, ...]:
    """What the person asked for, then every accuracy-like series with the loss of the same split and output, the main
    pair of each split first.

    Error rates are turned round, see `as_accuracy`. An output without a loss of its own goes with the main loss; an
    accuracy whose split has no loss goes with none, nor does anything where no loss tells progress. The total of
    several losses comes before its parts, as it is what was trained; where each accuracy is of an output with a loss of
    its own it goes with the first one.
    """
    pairs = _asked(run)
    if not task_of(run).told_by_loss:
        return tuple(pairs)
    asked = [(pair.loss, pair.accuracy.metric, pair.accuracy.split) for pair in pairs]
    for split in speaking_order(run):
        losses, accuracies = _ranked(run, split)
        if losses:
            usual = [Pair(_loss_for(a, losses), as_accuracy(a)) for a in accuracies]
            if usual and _is_total(losses[0].logged_as):
                usual.sort(key=lambda pair: pair.loss is not losses[0])
                if usual[0].loss is not losses[0]:
                    usual.insert(0, Pair(losses[0], usual[0].accuracy))
            pairs.extend(p for p in usual if (p.loss, p.accuracy.metric, p.accuracy.split) not in asked)
    return tuple(pairs)


def main_of(run: Run, split: Split, pairs: Sequence[Pair]) -> Main:
    """What speaks for a split: the first of the run's `pairs` there, else the first loss and accuracy by rank."""
    pair = next((p for p in pairs if p.loss.split is split and p.accuracy.split is split), None)
    if pair is not None:
        return Main(pair.loss, pair.accuracy)
    task = task_of(run)
    if not task.told_by_loss:
        return Main(reward=_reward(run, split) if task is Task.REINFORCEMENT else None)
    losses, accuracies = _ranked(run, split)
    return Main(losses[0] if losses else None, as_accuracy(accuracies[0]) if accuracies else None)


def as_accuracy(series: Series) -> Series:
    """An error rate turned round; all others are as logged."""
    return series.turned_round() if series.quantity.is_error_rate else series


def as_related(run: Run, pairs: Sequence[Pair]) -> tuple[Series, ...]:
    """The series of the run in its order, with the error rates that stand for an accuracy turned round."""
    spoken = [main_of(run, split, pairs).accuracy for split in Split]
    spoken += [pair.accuracy for pair in pairs]
    turned = {(one.logged_as, one.split): one for one in spoken if one is not None and one.turned_from}
    return tuple(turned.get((one.logged_as, one.split), one) for one in run.series)


def related(run: Run, wanted: Sequence[str]) -> Run:
    """The run with the pairs asked for that it has; each is LOSS:ACCURACY, and names may hold colons themselves."""
    if not wanted and not run.asked:
        return run
    losses, accuracies = (set(names) for names in _names([run]))
    found = [
        (text[:i].strip(), text[i + 1 :].strip())
        for text in wanted
        for i, letter in enumerate(text)
        if letter == ":" and text[:i].strip() in losses and text[i + 1 :].strip() in accuracies
    ]
    return replace(run, asked=tuple(dict.fromkeys(found)))


def pair_across(run: Run) -> tuple[Series, Series] | None:
    """A loss and an accuracy of another split, for a run in which no loss has an accuracy of its own split.

    The training loss with the validation accuracy before others; None where something is related already.
    """
    if pairs_of(run) or not task_of(run).told_by_loss:
        return None
    losses = {split: _ranked(run, split)[0] for split in Split}
    accuracies = {split: _ranked(run, split)[1] for split in Split}
    loss = next((losses[split][0] for split in (Split.TRAIN, Split.VAL, Split.TEST) if losses[split]), None)
    accuracy = next((accuracies[split][0] for split in (Split.VAL, Split.TEST, Split.TRAIN) if accuracies[split]), None)
    return (loss, accuracy) if loss is not None and accuracy is not None else None


def across_said(loss: Series, accuracy: Series) -> Said:
    """What a person is told of a pair across splits that nobody asked for yet."""
    return say(
        "{loss} is of {loss_split} and {accuracy} of {accuracy_split}, so they are not related unless you want it",
        loss=loss.logged_as,
        loss_split=loss.split.said,
        accuracy=accuracy.logged_as,
        accuracy_split=accuracy.split.said,
    )


def check_pairs(wanted: Sequence[str], runs: Sequence[Run]) -> None:
    """Raise BadOption for the first pair that none of `runs` has."""
    for text in wanted:
        if not any(related(run, [text]).asked for run in runs):
            losses, accuracies = (", ".join(names) or say("none") for names in _names(runs))
            raise BadOption(
                say(
                    "--pair: {text!r} is no LOSS:ACCURACY of the log; losses are {losses}; accuracies are "
                    "{accuracies}; --map says what another metric means",
                    text=text,
                    losses=losses,
                    accuracies=accuracies,
                )
            )


def _names(runs: Sequence[Run]) -> tuple[list[str], list[str]]:
    """What the logs call their losses and their accuracies."""
    logged = [series for run in runs for series in run.series if len(series.value)]
    losses = dict.fromkeys(series.logged_as for series in logged if series.quantity.is_loss)
    accuracies = dict.fromkeys(series.logged_as for series in logged if series.quantity.is_accuracy)
    return list(losses), list(accuracies)


def _asked(run: Run) -> list[Pair]:
    """The pairs that the person asked for: within each split that has both, else across splits."""
    pairs = []
    for loss_name, accuracy_name in run.asked:
        both = [
            Pair(loss, as_accuracy(accuracy), asked=True)
            for loss in run.series
            for accuracy in run.series
            if (loss.logged_as, accuracy.logged_as) == (loss_name, accuracy_name)
            and (loss.quantity.is_loss and accuracy.quantity.is_accuracy)
            and (len(loss.value) and len(accuracy.value))
        ]
        pairs += [pair for pair in both if pair.loss.split is pair.accuracy.split] or both
    return pairs


def judged(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """The pairs in which episodes are looked for: those asked for, the main one of each split, further outputs.

    Further metrics of the same output (top-5, F1, AUC beside accuracy) would tell the same story again, and so would a
    part without a loss of its own (the F1 of one class of thirty) where an accuracy of the whole model is logged. A
    total stands for no output, whatever accuracy it goes with.
    """
    seen: set[tuple[Split, str]] = set()
    own = {(pair.accuracy.split, output_of(pair.loss)) for pair in pairs}
    chosen = []
    for pair in pairs:
        split, part = pair.loss.split, output_of(pair.accuracy)
        if output_of(pair.loss) != part and (split, part) in own:
            part = ""
        told = (split, "") in seen and output_of(pair.loss) != part
        if pair.asked or not (told or (split, part) in seen):
            seen.add((split, part))
            chosen.append(pair)
    return tuple(chosen)


def is_part(pair: Pair, pairs: Sequence[Pair]) -> bool:
    """Whether the loss of a pair is one of several whose total speaks for the split."""
    first = next((one for one in pairs if one.loss.split is pair.loss.split), pair)
    named = output_of(pair.loss) != "" and output_of(first.loss) == ""
    return named and not pair.asked and _is_total(first.loss.logged_as)


def is_part_alone(run: Run, loss: Series) -> bool:
    """Whether a loss is one of several of its split that are named as parts, and no total is logged: box, cls and dfl
    of a detector.
    """
    named = [one for one in run.series if one.split is loss.split and one.quantity is Quantity.LOSS and len(one.value)]
    parts = {output_of(one) for one in named}
    return len(parts) > 1 and "" not in parts and not any(_is_total(one.logged_as) for one in named)


def is_sum(run: Run, loss: Series, accuracy: Series) -> bool:
    """Whether a loss holds more than what the answers of an accuracy cost: the output has a loss of its own."""
    output = output_of(accuracy)
    if output_of(loss) == output:
        return False
    return any(
        one.split is loss.split and one.quantity.is_loss and output_of(one) == output and len(one.value) > 0
        for one in run.series
    )


@once
def several_judged(run: Run) -> frozenset[Split]:
    """The splits in which more than one pair is judged."""
    splits = [pair.loss.split for pair in judged(pairs_of(run))]
    return frozenset(split for split in splits if splits.count(split) > 1)


def output_of(series: Series) -> str:
    """Which output of the model a metric belongs to, by its name; empty for a model with one."""
    return _output_named(series.logged_as)


@lru_cache(maxsize=1024)
def _output_named(metric: str) -> str:
    ranks = r"top[\W_]*\d+|acc@?\d+|f1|r2|(?<=@)\d+"  # top5, acc1, precision@5
    words = re.findall(r"[a-z]+|\d+", re.sub(ranks, "", metric.lower()))
    return "_".join(word for word in words if word not in _COMMON_WORDS)


@once
def _ranked(run: Run, split: Split) -> tuple[tuple[Series, ...], tuple[Series, ...]]:
    """The losses and the accuracies of a split, those of the whole model before those of one output, then by rank.

    What two networks that train against each other log of themselves is left out. Before all is the overlap that the
    loss is 1 minus of: most of the pixels that an accuracy counts are background.
    """
    rivals, overlap = of_rivals(run), overlap_of(run, split)
    logged = [s for s in run.series if s.split is split and len(s.value) and s.metric not in rivals]
    whole = {s.logged_as for s in logged if len(s.value) >= _FEWEST_EPOCHS}
    logged.sort(
        key=lambda series: (
            series is not overlap,
            output_of(series) != "",
            series.quantity.rank,
            series.quantity.is_loss and not _is_total(series.logged_as),
            _OF_STEPS.sub("epoch", series.logged_as) in whole - {series.logged_as},
            len(series.logged_as),
        )
    )
    return tuple(s for s in logged if s.quantity.is_loss), tuple(s for s in logged if s.quantity.is_accuracy)


@lru_cache(maxsize=1024)
def _is_total(metric: str) -> bool:
    """Whether the name is that of the whole loss: it says so, or names nothing but loss and split."""
    words = set(re.findall(r"[a-z]+|\d+", metric.lower()))
    return not words.isdisjoint(_OF_TOTALS) or words - _OF_SPLITS == {"loss"}


def _loss_for(accuracy: Series, losses: tuple[Series, ...]) -> Series:
    output = output_of(accuracy)
    return next((loss for loss in losses if output_of(loss) == output), losses[0])


def _reward(run: Run, split: Split) -> Series | None:
    """The reward of a split: of whole episodes before that of steps, their mean before extremes, the plainest name."""
    rewards = [s for s in run.series if s.split is split and s.quantity is Quantity.REWARD and len(s.value)]

    def place(series: Series) -> tuple[bool, bool, int]:
        words = re.findall(r"[a-z]+|\d+", series.metric.lower())
        whole = any(word.startswith(("episod", "return")) or word == "ep" for word in words)
        return not {"min", "max", "std"}.isdisjoint(words), not whole, len(words)

    return min(rewards, key=place, default=None)
