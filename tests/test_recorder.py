"""The recorder that people copy: what it writes is what the reader reads."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lossacc_gui.recorder
from lossacc_gui.explain.predictions import read_predictions
from lossacc_gui.recorder import Recorder, keras_callback

LABELS = np.array([0, 1, 2, 1])


def rows(seed: int, classes: int = 3) -> Any:
    return np.random.default_rng(seed).normal(size=(4, classes))


def test_what_is_recorded_is_what_is_read(tmp_path: Path) -> None:
    recorder = Recorder(LABELS, tmp_path / "predictions.npz", kind="logits")
    for epoch in (0, 1):
        recorder.record(epoch, rows(epoch))
    read = read_predictions(tmp_path / "predictions.npz")
    assert read.epochs.tolist() == [0, 1] and read.y_true.tolist() == LABELS.tolist()
    powers = np.exp(rows(1))
    np.testing.assert_allclose(read.outputs[1], powers / powers.sum(axis=1, keepdims=True), rtol=1e-5)
    assert [path.name for path in tmp_path.iterdir()] == ["predictions.npz"]


def test_only_one_epoch_in_so_many_is_recorded(tmp_path: Path) -> None:
    recorder = Recorder(LABELS, tmp_path / "predictions.npz", every=5)
    for epoch in range(12):
        recorder.record(epoch, np.full((4, 3), 1 / 3))
    assert read_predictions(recorder.path).epochs.tolist() == [0, 5, 10]


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_the_probability_of_class_1_alone_is_enough(tmp_path: Path, shape: tuple[int, ...]) -> None:
    recorder = Recorder([0, 1, 1, 0], tmp_path / "predictions.npz")
    recorder.record(3, np.array([0.1, 0.9, 0.4, 0.2]).reshape(shape))
    read = read_predictions(recorder.path)
    np.testing.assert_allclose(read.outputs[0][:, 1], [0.1, 0.9, 0.4, 0.2], rtol=1e-6)
    logits = Recorder([0, 1, 1, 0], tmp_path / "logits.npz", kind="logits")
    logits.record(3, np.array([-2000.0, 0.0, 2000.0, 1.0]).reshape(shape))
    expected = [0.0, 0.5, 1.0, 1 / (1 + np.exp(-1))]
    np.testing.assert_allclose(read_predictions(logits.path).outputs[0][:, 1], expected, atol=1e-6)


def test_values_of_a_regression_are_recorded(tmp_path: Path) -> None:
    recorder = Recorder([1.0, 2.5], tmp_path / "predictions.npz", kind="values")
    recorder.record(7, [[1.5], [2.0]])
    read = read_predictions(recorder.path)
    assert not read.classified and read.outputs[0].tolist() == [1.5, 2.0] and read.y_true.tolist() == [1.0, 2.5]


def test_one_hot_labels_will_do(tmp_path: Path) -> None:
    recorder = Recorder(np.eye(3)[LABELS], tmp_path / "predictions.npz", kind="logits")
    recorder.record(0, rows(0))
    assert read_predictions(recorder.path).y_true.tolist() == LABELS.tolist()


def test_recording_an_epoch_again_replaces_it(tmp_path: Path) -> None:
    recorder = Recorder(LABELS, tmp_path / "predictions.npz")
    recorder.record(0, np.eye(3)[[0, 0, 0, 0]])
    recorder.record(0, np.eye(3)[LABELS])
    read = read_predictions(recorder.path)
    assert read.epochs.tolist() == [0] and read.right(0).all()


def test_outputs_of_other_examples_are_refused_and_the_file_stays(tmp_path: Path) -> None:
    recorder = Recorder(LABELS, tmp_path / "predictions.npz")
    recorder.record(0, np.eye(3)[LABELS])
    with pytest.raises(ValueError, match="3 outputs for 4 examples"):
        recorder.record(1, np.eye(3))
    assert read_predictions(recorder.path).epochs.tolist() == [0]
    with pytest.raises(ValueError, match="1 or more"):
        Recorder(LABELS, every=0)


def test_the_file_works_alone_and_needs_numpy_only(tmp_path: Path) -> None:
    copied = tmp_path / "recorder.py"
    copied.write_text(Path(lossacc_gui.recorder.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    program = (
        "import sys, recorder\n"
        "recorder.Recorder([0, 1]).record(0, [[1, 0], [0, 1]])\n"
        "sys.exit(any(name.startswith(('lossacc_gui', 'pandas', 'PySide6')) for name in sys.modules))\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, timeout=60)
    assert read_predictions(tmp_path / "predictions.npz").right(0).all()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Keras's own parts
def test_keras_records_its_validation_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backends = [name for name in ("tensorflow", "torch", "jax") if importlib.util.find_spec(name) is not None]
    if backends and "keras" not in sys.modules:
        monkeypatch.setenv("KERAS_BACKEND", backends[0])
    keras = pytest.importorskip("keras", exc_type=ImportError)
    random = np.random.default_rng(0)
    x = random.normal(size=(60, 4)).astype("float32")
    y = (x[:, 0] > 0).astype("int32")
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(2, activation="softmax")])
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    recorder = Recorder(y[40:], tmp_path / "predictions.npz", every=2)
    history = model.fit(
        x[:40],
        y[:40],
        validation_data=(x[40:], y[40:]),
        epochs=3,
        verbose=0,
        callbacks=[keras_callback(recorder, x[40:])],
    )
    read = read_predictions(recorder.path)
    assert read.epochs.tolist() == [0, 2]
    for at, epoch in enumerate((0, 2)):
        assert read.losses[at].mean() == pytest.approx(history.history["val_loss"][epoch], abs=1e-4)
        assert read.right(at).mean() == pytest.approx(history.history["val_accuracy"][epoch], abs=1e-6)


def test_pytorch_records_its_validation_set_in_a_training(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    x, labels = torch.randn(60, 4), torch.arange(60) % 3
    val_labels = labels[40:]
    val_loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[40:], val_labels), batch_size=8)
    model = torch.nn.Linear(4, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    recorder = Recorder(val_labels, tmp_path / "predictions.npz", every=2, kind="logits")
    logged = {}
    for epoch in range(3):
        model.train()
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x[:40]), labels[:40]).backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            recorder.record(epoch, torch.cat([model(inputs) for inputs, _ in val_loader]))
            logged[epoch] = torch.nn.functional.cross_entropy(model(x[40:]), val_labels).item()
    read = read_predictions(recorder.path)
    assert read.epochs.tolist() == [0, 2]
    assert [losses.mean() for losses in read.losses] == pytest.approx([logged[0], logged[2]], abs=1e-5)


def test_pytorch_records_logits_that_are_still_on_their_graph(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    recorder = Recorder(torch.tensor([0, 1]), tmp_path / "predictions.npz", kind="logits")
    recorder.record(0, torch.eye(2, requires_grad=True) * 5)
    assert read_predictions(recorder.path).right(0).all()


def test_a_tensor_is_taken_off_its_graph_and_device(tmp_path: Path) -> None:
    class Tensor:
        """As PyTorch's: refuses to become an array before it is detached and on the processor."""

        def __init__(self, ready: int = 0) -> None:
            self.ready = ready

        def detach(self) -> Tensor:
            return Tensor(self.ready + 1)

        def cpu(self) -> Tensor:
            return Tensor(self.ready + 1)

        def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
            if self.ready < 2:
                raise RuntimeError("call detach() and cpu() first")
            return np.eye(3)[LABELS]

    recorder = Recorder(LABELS, tmp_path / "predictions.npz")
    recorder.record(0, Tensor())
    assert read_predictions(recorder.path).right(0).all()
