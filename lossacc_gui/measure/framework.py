"""Which framework wrote a log, so that advice is given in its words."""

from __future__ import annotations

import re
from enum import StrEnum

from lossacc_gui.model.run import Run


class Framework(StrEnum):
    """What a training was written with; the value is how sentences of advice name it."""

    KERAS = "Keras"
    PYTORCH = "PyTorch"
    LIGHTNING = "Lightning"
    HUGGING_FACE = "Hugging Face"
    OTHER = ""
    """None of these, for sure: trees that are boosted."""


_FORMATS = {
    "keras-csv": Framework.KERAS,
    "keras-history-json": Framework.KERAS,
    "keras-history-pickle": Framework.KERAS,
    "lightning-csv": Framework.LIGHTNING,
    "huggingface": Framework.HUGGING_FACE,
    "fastai": Framework.PYTORCH,
    "ultralytics": Framework.PYTORCH,
    "catboost-tsv": Framework.OTHER,
    "catboost-json": Framework.OTHER,
}
_HISTORIES = frozenset({"keras-history-json", "keras-history-pickle"})  # dictionaries of lists, which others write too
_NAMES = (
    # what only one framework calls so, whatever tracker wrote it down
    (re.compile(r"(?:.*/)?epoch_loss"), Framework.KERAS),
    (re.compile(r"hp_metric"), Framework.LIGHTNING),
    (re.compile(r"eval[_/](?:runtime|samples_per_second|steps_per_second)"), Framework.HUGGING_FACE),
)
_BASE = {Framework.LIGHTNING: Framework.PYTORCH, Framework.HUGGING_FACE: Framework.PYTORCH}
# a framework's name where a sentence begins; what stands before the first is said to all
_SENTENCE = re.compile(rf"(?:^|(?<=[.?!:] ))(?={'|'.join(one.value for one in Framework if one.value)})\b")


def framework_of(run: Run) -> Framework | None:
    """The framework by the kind of log, else by names that only one of them gives; None where neither tells."""
    names = [*(one.metric for one in run.series), *(one.metric for one in run.left_out)]
    known = _FORMATS.get(run.format)
    if known is not None and (run.format not in _HISTORIES or "loss" in names):
        return known
    return next((found for form, found in _NAMES if any(form.fullmatch(name) for name in names)), None)


def advice_for(text: str, framework: Framework | None) -> str:
    """A check or remedy without the sentences that begin with the name of another framework.

    What is said to Lightning or Hugging Face alone is left out too where the framework is not known (None), and they
    are told what holds for PyTorch where nothing is said to them by name.
    """
    general, *sentences = _SENTENCE.split(text)
    told = {found: [one for one in sentences if one.startswith(found.value)] for found in Framework if found.value}
    if framework is None:
        mine = [one for one in sentences if one in (*told[Framework.KERAS], *told[Framework.PYTORCH])]
    else:
        own = told.get(framework, [])
        mine = own or told.get(_BASE.get(framework, framework), [])
    fitting = "".join((general, *mine)).strip()
    return fitting or text
