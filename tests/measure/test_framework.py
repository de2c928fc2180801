"""Which framework wrote a log, and what of a piece of advice is for it."""

from __future__ import annotations

import re

import handmade
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_one import in_one_test

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.measure.framework import Advised, Framework, advice_for, advised, framework_of
from lossacc_gui.model.quantity import Quantity, Split
from lossacc_gui.resource import resource

ADVICE = sorted({text for cause in load_causes(resource("causes")) for text in (*cause.checks, *cause.remedies)})
CODE = {
    Framework.KERAS: re.compile(r"keras\.|model\.(?:fit|compile|evaluate|losses)|training=True"),
    Framework.PYTORCH: re.compile(r"torch\.|\.argmax\(dim=|model\.(?:eval|train)\(\)"),
    Framework.LIGHTNING: re.compile(r"lightning\.|ckpt_path"),
    Framework.HUGGING_FACE: re.compile(r"transformers\.|resume_from_checkpoint"),
}


@in_one_test("text", ADVICE)
def test_advice_names_no_code_of_another_framework(text: str) -> None:
    for framework, code in CODE.items():
        others = {Framework.LIGHTNING, Framework.HUGGING_FACE} if framework is Framework.PYTORCH else set()
        for other in set(CODE) - {framework} - others:
            told = advice_for(text, Advised(other))
            assert told and code.search("".join(re.findall(r"`[^`]*`", told))) is None
    assert advice_for(text, Advised(Framework.OTHER))


def test_what_is_said_to_everybody_stays() -> None:
    text = "Stop there. Keras (the default is 3): `k(x)`. PyTorch, later: `p`. Then look again."
    assert advice_for(text, Advised(Framework.KERAS)) == "Stop there. Keras (the default is 3): `k(x)`."
    assert advice_for(text, Advised(Framework.HUGGING_FACE)) == "Stop there. PyTorch, later: `p`. Then look again."
    assert (
        advice_for("It is so in Keras, and PyTorch too.", Advised(Framework.OTHER))
        == "It is so in Keras, and PyTorch too."
    )


def test_who_uses_an_unknown_framework_is_told_what_keras_and_pytorch_do() -> None:
    text = "Stop. Keras: `k`. PyTorch: `p`. Lightning: `l`. Hugging Face: `h`."
    assert advice_for(text, Advised(None)) == "Stop. Keras: `k`. PyTorch: `p`."
    assert advice_for(text, Advised(Framework.LIGHTNING)) == "Stop. Lightning: `l`."


@pytest.mark.parametrize(
    ("form", "metric", "wanted"),
    [
        ("keras-csv", "val_loss", Framework.KERAS),
        ("keras-history-json", "loss", Framework.KERAS),
        ("keras-history-json", "train_loss", None),
        ("tensorboard-events", "epoch_loss", Framework.KERAS),
        ("wandb-csv", "eval/runtime", Framework.HUGGING_FACE),
        ("tensorboard-events", "hp_metric", Framework.LIGHTNING),
        ("catboost-tsv", "Logloss", Framework.OTHER),
        ("ultralytics", "val/loss", Framework.OTHER),
        ("epoch-files", "peak_cpu_memory_MB", Framework.OTHER),
        ("json-lines", "coco/bbox_mAP_50", Framework.OTHER),
        ("wandb-csv", "eval_g0_runtime", Framework.HUGGING_FACE),
        ("text", "val_loss", None),
    ],
)
def test_the_framework_is_known_by_the_kind_of_log_or_by_a_name(
    form: str, metric: str, wanted: Framework | None
) -> None:
    named = handmade.series(metric, handmade.Quantity.LOSS, handmade.Split.TRAIN, [1.0, 0.5])
    assert framework_of(handmade.run((named,), format=form)) is wanted


MONITORS = re.compile(r"monitor='(\w+)'|EarlyStopping\('(\w+)'|metric_for_best_model='(\w+)'")


@pytest.mark.parametrize("form", ["keras-csv", "huggingface", "lightning-csv", "text", "ultralytics"])
@given(st.sampled_from(["val_{}", "eval_g0_{}", "val_head_{}", "Val {}", "valid/{}"]), st.booleans(), st.booleans())
@settings(max_examples=20, deadline=None)
def test_advice_watches_what_the_log_has_by_the_name_that_it_has(
    form: str, named: str, loss: bool, right: bool
) -> None:
    """A name that the framework itself does not give is a tracker's: then the usual one is as good as any."""
    kinds = [("loss", handmade.Quantity.LOSS)] * loss + [("accuracy", handmade.Quantity.ACCURACY)] * right
    held = [handmade.series(named.format(name), kind, handmade.Split.VAL, [0.5, 0.4]) for name, kind in kinds]
    other = handmade.series("val_x", handmade.Quantity.OTHER, handmade.Split.VAL, [0.5, 0.4])
    to = advised([handmade.run((*held, other), format=form)])
    watched = {key for text in ADVICE for found in MONITORS.findall(advice_for(text, to)) for key in found if key}
    usual = {"val_loss", "val_accuracy", "val_acc", "eval_loss", "eval_accuracy"}
    logged = {one.metric for one in held}
    if (form, named) in (("keras-csv", "val_head_{}"), ("huggingface", "eval_g0_{}"), ("lightning-csv", "valid/{}")):
        assert watched <= logged
    assert watched <= logged | usual
    assert loss or not any("loss" in key for key in watched)
    assert right or not any("acc" in key for key in watched)
    assert form != "ultralytics" or not watched


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.floats(0.1, 1.0) | st.just(float("nan")), min_size=1, max_size=60), min_size=1, max_size=3),
    st.booleans(),
)
def test_who_waits_as_long_as_told_is_not_stopped_before_the_best_of_any_run(
    curves: list[list[float]], by_loss: bool
) -> None:
    quantity = Quantity.LOSS if by_loss else Quantity.ACCURACY
    runs = [handmade.run((handmade.series("val_x", quantity, Split.VAL, np.array(one)),)) for one in curves]
    watched = "val_loss" if by_loss else "val_accuracy"
    told = advice_for(f"Stop. Keras: `E(monitor='{watched}', patience=5)`.", advised(runs))
    patience = int(re.findall(r"patience=(\d+)", told)[0])
    assert patience >= 5
    for curve in curves:
        values = [one if by_loss else -one for one in curve]
        best, waited, stopped = float("inf"), 0, False
        for value in values:
            waited, best = (0, value) if value < best else (waited + 1, best)
            if np.isfinite(value):
                stopped = stopped or waited >= patience
            assert not (stopped and value == np.nanmin(values) and waited == 0)
