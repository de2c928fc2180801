"""The callbacks, each in a small real training where its framework is installed."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

import lossacc_gui as la
from lossacc_gui import callbacks
from lossacc_gui.callbacks.watch import Watch

ignore_warnings = pytest.mark.filterwarnings("ignore")  # those of the frameworks are not ours


def examples() -> tuple[Any, Any]:
    """(64, 4) inputs and (64,) classes that a line parts."""
    rng = np.random.default_rng(5)
    inputs = rng.normal(size=(64, 4)).astype(np.float32)
    return inputs, (inputs[:, 0] > 0).astype(np.int64)


def test_a_watch_tells_the_verdict_and_keeps_what_is_a_number() -> None:
    told: list[str] = []
    watch = Watch(2, told.append, "mine")
    for epoch in range(12):
        metrics = {"loss": np.float32(1 / (epoch + 1)), "val_loss": math.nan, "lr": object()}
        watch.add(epoch, metrics)
    watch.look()
    assert set(watch.records[0]) == {"epoch", "loss", "val_loss"}
    assert told[0].startswith("lossacc: mine [") and watch.result is not None
    assert [n for n in range(7) if watch.is_due(n)] == [2, 4, 6]
    watch.begin()
    assert not watch.records and watch.result is None
    with pytest.raises(ValueError, match="1 or more"):
        Watch(0, told.append, "mine")


def test_a_training_goes_on_whatever_happens_in_the_callback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    told: list[str] = []
    watch = Watch(None, told.append, "mine")
    watch.look()
    assert "nothing to say" in told[-1]
    monkeypatch.setattr("lossacc_gui.callbacks.watch.analyze", lambda *_, **__: 1 // 0)
    watch.add(0, {"loss": 1.0})
    watch.look()
    assert "error in lossacc (ZeroDivisionError" in told[-1]
    assert not watch.is_due(10)


def test_a_look_that_is_due_at_the_end_is_told_once() -> None:
    told: list[str] = []
    watch = Watch(4, told.append, "mine")
    records = [{"epoch": epoch, "loss": 1 / (epoch + 1)} for epoch in range(8)]
    for epoch, metrics in enumerate(records, start=1):
        watch.add(epoch, metrics)
        if watch.is_due(epoch):
            watch.look()
    watch.look()
    assert len(told) == 2
    watch.look(records, 8)  # of a training that keeps its records itself
    watch.look([*records, {"train_runtime": 3.0}], 8)
    assert len(told) == 2
    watch.begin()
    watch.look(records, 8)
    assert len(told) == 3


@ignore_warnings
def test_the_callback_for_keras_looks_each_so_many_epochs_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    inputs, classes = examples()
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    told: list[str] = []
    callback = callbacks.keras(every=4, tell=told.append)
    history = model.fit(inputs, classes, validation_split=0.25, epochs=10, verbose=0, callbacks=[callback])
    assert len(told) == 3 and all(line.startswith("lossacc: run [") for line in told)
    assert set(callback.watch.records[0]) == {"epoch", *history.history}

    assert la.analyze(history).verdict == callback.watch.result.verdict


@ignore_warnings
def test_the_callback_for_lightning_reads_what_the_module_logs(tmp_path: Path) -> None:
    pl = pytest.importorskip("lightning.pytorch")
    torch = pytest.importorskip("torch")
    from torch.utils.data import DataLoader, TensorDataset

    inputs, classes = (torch.from_numpy(one) for one in examples())
    loader = DataLoader(TensorDataset(inputs, classes), batch_size=32)

    class Module(pl.LightningModule):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(4, 2)

        def training_step(self, batch: Any, _: int) -> Any:
            loss = torch.nn.functional.cross_entropy(self.layer(batch[0]), batch[1])
            self.log("train_loss", loss, on_step=True, on_epoch=True)
            return loss

        def validation_step(self, batch: Any, _: int) -> None:
            output = self.layer(batch[0])
            self.log("val_loss", torch.nn.functional.cross_entropy(output, batch[1]))
            self.log("val_acc", (output.argmax(1) == batch[1]).float().mean())

        def configure_optimizers(self) -> Any:
            return torch.optim.Adam(self.parameters(), 0.01)

    told: list[str] = []
    callback = callbacks.lightning(every=5, tell=told.append)
    trainer = pl.Trainer(
        max_epochs=12,
        check_val_every_n_epoch=3,
        callbacks=[callback],
        logger=False,
        accelerator="cpu",
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=tmp_path,
    )
    trainer.fit(Module(), loader, loader)
    assert len(told) == 3 and all(line.startswith("lossacc: run [") for line in told)
    assert [record["epoch"] for record in callback.watch.records] == list(range(12))
    assert all("train_loss" in record for record in callback.watch.records)
    assert [record["epoch"] for record in callback.watch.records if "val_loss" in record] == [2, 5, 8, 11]
    assert set(callback.watch.records[2]) == {"epoch", "train_loss", "val_loss", "val_acc"}


def test_the_callback_for_lightning_keeps_what_an_epoch_logged_and_nothing_older(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stand-in for Lightning, of which a trainer has the metrics of the last validation until the next one."""
    package = ModuleType("pytorch_lightning")
    package.Callback = type("Callback", (), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pytorch_lightning", package)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    metrics: dict[str, object] = {}
    for _ in range(2):
        callback = callbacks.lightning(tell=lambda _: None)
        trainer = SimpleNamespace(callback_metrics=metrics, current_epoch=0, is_global_zero=True)
        callback.on_train_start(trainer, None)
        for epoch in range(6):
            trainer.current_epoch, metrics["train_loss"] = epoch, np.float64(1 / (1 + epoch))
            if epoch % 3 == 2:
                metrics["val_loss"] = np.float64(2.0)  # the same number is another measurement
            callback.on_train_epoch_end(trainer, None)
        validated = [record["epoch"] for record in callback.watch.records if "val_loss" in record]
        assert validated == [2, 5] and len(callback.watch.records) == 6


@ignore_warnings
def test_the_callback_for_transformers_reads_the_log_history(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    torch = pytest.importorskip("torch")
    pytest.importorskip("accelerate")
    inputs, classes = examples()
    rows = [{"x": x, "labels": int(y)} for x, y in zip(inputs, classes, strict=True)]

    class Model(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.layer = torch.nn.Linear(4, 2)

        def forward(self, x: Any, labels: Any) -> dict[str, Any]:
            logits = self.layer(x)
            return {"loss": torch.nn.functional.cross_entropy(logits, labels), "logits": logits}

    told: list[str] = []
    callback = callbacks.transformers(every=4, tell=told.append)
    trainer = transformers.Trainer(
        model=Model(),
        args=transformers.TrainingArguments(
            output_dir=str(tmp_path),
            num_train_epochs=9,
            eval_strategy="epoch",
            logging_strategy="epoch",
            save_strategy="no",
            report_to=[],
            use_cpu=True,
            disable_tqdm=True,
        ),
        train_dataset=rows,
        eval_dataset=rows[:16],
        compute_metrics=lambda p: {"accuracy": float((p.predictions.argmax(1) == p.label_ids).mean())},
        callbacks=[callback],
    )
    trainer.train()
    assert len(told) == 3 and all(line.startswith("lossacc: run [") for line in told)
    run = callback.watch.result.to_dict()["runs"][0]
    assert {"loss", "eval_loss", "eval_accuracy"} <= {one["metric"] for one in run["series"]}
    assert next(one["points"] for one in run["series"] if one["metric"] == "eval_loss") == 9
