"""Every piece of code in causes, README and guide is Python; of causes it runs where the frameworks are installed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from in_one import in_one_test

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.resource import resource

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "packaging" / "guide").glob("*.md"))]
CAUSES = load_causes(resource("causes"))
KEYWORD = re.compile(r"\w+=\w+$")  # an argument alone, as training=True
BARE = re.compile(r"[A-Za-z_]\w*\((?!s\))[^)]*\)|\b[a-z_]+=['\w\[{]|\b(?:keras|torch|np)\.\w")  # a call or an argument


def texts() -> Iterator[tuple[str, str]]:
    for cause in CAUSES:
        for text in (cause.story, *cause.checks, *cause.remedies, *(told for _, told in cause.apart)):
            yield cause.id, text


SNIPPETS = sorted({(name, code) for name, text in texts() for code in re.findall(r"`([^`]+)`", text)})
BLOCKS = [
    code
    for page in PAGES
    for code in re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
]


def python(code: str) -> str:
    return f"dict({code})" if KEYWORD.match(code) else code


def test_there_are_snippets_for_both_frameworks() -> None:
    codes = " ".join(code for _, code in SNIPPETS)
    assert len(SNIPPETS) >= 30
    assert "keras." in codes and "torch." in codes


@in_one_test("code", [*sorted({python(code) for _, code in SNIPPETS}), *BLOCKS])
def test_a_snippet_is_python(code: str) -> None:
    ast.parse(code)


@in_one_test(("name", "text"), list(texts()))
def test_code_stands_between_backticks_where_it_is_tried(name: str, text: str) -> None:
    assert text.count("`") % 2 == 0
    prose = "".join(text.split("`")[::2])
    assert BARE.search(re.sub(r"sqrt\([^)]*\)+|p\(1 - p\)|log\(0\)", "", prose)) is None, name


def test_the_search_for_bare_code_finds_it() -> None:
    for code in ("clip (clipnorm=1.0)", "use EarlyStopping(patience=5)", "call keras.metrics of"):
        assert BARE.search(code)
    assert BARE.search("more units (layers), or the rest(s) of it") is None


def one_training() -> dict[str, Any]:
    """What a snippet may name: a small model of each framework is put to it as `model`."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, 30)
    return {
        "np": np,
        "x_train": random.normal(size=(30, 4)).astype(np.float32),
        "y_train": labels,
        "x_val": random.normal(size=(30, 4)).astype(np.float32),
        "y_val": labels,
        "x": random.normal(size=(30, 4)).astype(np.float32),
        "y": labels,
        "y_true": labels,
        "y_prob": random.random((30, 3)),
    }


def keras_names() -> dict[str, Any]:
    keras = pytest.importorskip("keras")
    penalty = keras.regularizers.L2(1e-3)
    model = keras.Sequential(
        [keras.layers.Input((4,)), keras.layers.Dense(3, activation="softmax", kernel_regularizer=penalty)]
    )
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return {**one_training(), "keras": keras, "model": model}


def torch_names() -> dict[str, Any]:
    torch = pytest.importorskip("torch")
    model = torch.nn.Linear(4, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    given = one_training()
    logits, labels = model(torch.from_numpy(given["x"])), torch.from_numpy(given["y"])
    torch.nn.functional.cross_entropy(logits, labels).backward()
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 5)
    named = {"torch": torch, "model": model, "optimizer": optimizer, "scheduler": scheduler}
    return {**given, **named, "logits": logits, "labels": labels}


def names_for(code: str) -> dict[str, Any]:
    for name in ("lightning", "transformers"):
        if name in code:
            pytest.importorskip("lightning.pytorch" if name == "lightning" else "accelerate")
            return {name: pytest.importorskip(name)}
    ours = ("torch", "state_dict", "model.eval()", "model.train()", "logits", "optimizer.")
    if "keras" not in code and any(one in code for one in ours):
        return torch_names()
    return keras_names() if "keras" in code or "model" in code else one_training()


@pytest.mark.parametrize("code", sorted({python(code) for _, code in SNIPPETS}))
@pytest.mark.filterwarnings("default")  # those of the frameworks themselves
def test_a_snippet_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.chdir(tmp_path)
    names = names_for(code)
    exec(code, names)
    if code.startswith("keras.callbacks") or "metrics." in code or "optimizers." in code or "model.compile" in code:
        _trains(code, names)
    if "set_detect_anomaly" in code:
        names["torch"].autograd.set_detect_anomaly(False)


def _trains(code: str, names: dict[str, Any]) -> None:
    """What the snippet makes is taken by a real training."""
    if "torch" in code:
        return
    made = eval(code.partition(" = ")[2] or code, names)
    model, rows = names["model"], (names["x_train"], names["y_train"])
    if "callbacks" in code:
        history = model.fit(*rows, validation_data=rows, epochs=2, verbose=0, callbacks=[made]).history
        assert getattr(made, "monitor", "loss") in history
    elif "optimizers" in code:
        model.compile(optimizer=made, loss="sparse_categorical_crossentropy")
        model.fit(*rows, verbose=0)
    elif "compile" in code:
        history = model.fit(*rows, epochs=2, verbose=0).history
        plain = history["sparse_categorical_crossentropy"]
        assert all(loss > one for loss, one in zip(history["loss"], plain, strict=True))  # a penalty


@pytest.mark.filterwarnings("default")
def test_the_lines_for_keras_in_the_readme_write_predictions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.chdir(tmp_path)
    from lossacc_gui.explain.predictions import read_predictions

    (block,) = [block for block in BLOCKS if "keras_callback" in block]
    exec(block, keras_names())
    assert read_predictions(tmp_path / "predictions.npz").epochs.tolist() == [0]
