"""The settings of trainings by which causes are taken away, under the names that programs give them."""

from __future__ import annotations

import math
import re

SETTINGS: dict[str, tuple[str, ...]] = {
    "augmentation": ("augment", "augmentation", "augmentations", "dataaugmentation", "mixup", "cutmix", "randaugment"),
    "batch_norm": ("batchnorm", "usebatchnorm", "bn", "usebn"),
    "batch_size": ("batchsize", "batch", "trainbatchsize", "perdevicetrainbatchsize", "minibatchsize", "bs"),
    "class_weight": ("classweight", "classweights", "balancedsampling", "weightedsampling"),
    "depth": ("depth", "layers", "numlayers", "nlayers", "hiddenlayers", "numhiddenlayers"),
    "dropout": ("dropout", "dropoutrate", "pdropout", "dropoutp", "drop", "droprate"),
    "label_smoothing": ("labelsmoothing", "labelsmoothingfactor"),
    "lr": ("lr", "learningrate", "lr0", "baselr", "maxlr", "peaklr", "initlr", "initiallr", "learningrateinit", "eta"),
    "momentum": ("momentum",),
    "train_size": ("trainsize", "ntrain", "numtrain", "trainsamples", "maxtrainsamples", "numtrainsamples"),
    "warmup": ("warmup", "warmupsteps", "warmupepochs", "warmupratio", "numwarmupsteps"),
    "weight_decay": ("weightdecay", "wd", "l2", "l2reg", "l2regularization", "l2penalty"),
    "width": ("width", "hidden", "hiddensize", "hiddendim", "hiddenunits", "units", "dmodel", "embeddim", "nunits"),
}
"""Each with its spellings: small letters and digits alone."""

_LETTERS = re.compile(r"[^a-z0-9]")
_INNER = re.compile(r"[./]")
_WORDS = {"true": 1.0, "yes": 1.0, "on": 1.0, "false": 0.0, "no": 0.0, "off": 0.0, "none": 0.0, "null": 0.0}
_SPELT = {spelling: name for name, spellings in SETTINGS.items() for spelling in spellings}


def setting_named(name: str) -> str | None:
    """Which of SETTINGS a log means by a name ("optimizer.learningRate" is "lr"); None for another one."""
    last = _INNER.split(name)[-1]
    return _SPELT.get(_LETTERS.sub("", last.lower()))


def moved(before: str, after: str) -> str | None:
    """Whether the second value of a setting is "more" or "less" than the first; None where that cannot be told."""
    first, second = _amount(before), _amount(after)
    if first is None or second is None or first == second:
        return None
    return "more" if second > first else "less"


def _amount(value: str) -> float | None:
    text = value.strip().lower()
    if text in _WORDS:
        return _WORDS[text]
    try:
        amount = float(text)
    except ValueError:
        return None
    return None if math.isnan(amount) else amount
