"""The makers of runs: worlds are what they say, logs are read as they were meant, checks refuse what does not show."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import kept_worlds
import more_worlds
import shows_more as shows
from logs import KERAS, LAYOUTS, Style, write_log

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.registry import read

WORLDS = [
    more_worlds.scripts,
    more_worlds.mixtures,
    more_worlds.survey,
    more_worlds.shapes,
    more_worlds.odds,
    more_worlds.ratings,
    more_worlds.sensors,
    more_worlds.counted,
    kept_worlds.textures,
    kept_worlds.echoes,
    kept_worlds.orchard,
    kept_worlds.tiles,
    kept_worlds.duels,
    kept_worlds.genes,
    kept_worlds.spectra,
]
FALLING = np.exp(-np.arange(12) / 4)
ROLES = {
    (Quantity.ACCURACY, Split.TRAIN): 0,
    (Quantity.LOSS, Split.TRAIN): 1,
    (Quantity.ACCURACY, Split.VAL): 2,
    (Quantity.LOSS, Split.VAL): 3,
}


@pytest.mark.parametrize("source", WORLDS, ids=lambda source: source.__name__)
def test_a_world_draws_the_same_finite_examples_of_every_class_again(source: object) -> None:
    made = [source(np.random.default_rng(5), 1.0) for _ in range(2)]  # type: ignore[operator]
    (x, y), (again, same) = (w.sample(1500, np.random.default_rng(6), False) for w in made)
    assert x.dtype == np.float32 and np.isfinite(x).all()
    assert {"flat": 2, "time": 3, "image": 4}[made[0].kind] == x.ndim
    assert set(np.unique(y)) == set(range(made[0].classes))
    assert np.array_equal(x, again) and np.array_equal(y, same)
    assert not np.array_equal(x, made[0].sample(1500, np.random.default_rng(7), False)[0])


@pytest.mark.parametrize(
    "style",
    [
        *(Style(names) for names in LAYOUTS),
        Style(decimals=3),
        Style(thin=2),
        Style(train_accuracy=False),
        Style(LAYOUTS[2], step_rows=3),
    ],
    ids=Style.told,
)
def test_every_style_of_log_is_read_as_what_it_was_written(style: Style, tmp_path: Path) -> None:
    values = (1 - FALLING / 2, FALLING, 0.9 - FALLING / 2, FALLING + 0.1)
    log = {name: [float(v) for v in curve] for name, curve in zip(KERAS, values, strict=True)}
    batches = [
        {"step": [5.0 * e + k for k in range(3)], "loss": [log["loss"][e]] * 3, "accuracy": [log["accuracy"][e]] * 3}
        for e in range(12)
    ]
    write_log(tmp_path / "history.csv", style, log, batches, int)
    found = {(s.quantity, s.split): s.value for s in read(tmp_path / "history.csv")[0].series}
    assert set(found) == set(ROLES) - (set() if style.train_accuracy else {(Quantity.ACCURACY, Split.TRAIN)})
    for (quantity, split), got in found.items():
        wanted = values[ROLES[quantity, split]][:: style.thin]
        wanted = np.repeat(wanted, style.step_rows if style.step_rows and split is Split.TRAIN else 1)
        assert got == pytest.approx(wanted, abs=0.5 * 10.0 ** -(style.decimals or 12))


def test_percent_is_written_of_accuracies_alone(tmp_path: Path) -> None:
    log = {name: [0.5] for name in KERAS}
    write_log(tmp_path / "history.csv", Style(percent=True), log, [], int)
    assert (tmp_path / "history.csv").read_text().split() == [
        "epoch,accuracy,loss,val_accuracy,val_loss",
        "0,50.0,0.5,50.0,0.5",
    ]


def made(**oracle: object) -> SimpleNamespace:
    """A finished run of which only the oracle's curves are known, and two classes of which one has six tenths."""
    curves = {name: list(np.broadcast_to(curve, 12)) for name, curve in oracle.items()}  # type: ignore[call-overload]
    return SimpleNamespace(oracle=curves, class_counts=[60, 40], top_share=0.1)


def test_healthy_is_refused_to_a_loss_that_rises_and_to_training_far_ahead() -> None:
    well = {"val_loss": FALLING + 0.2, "val_acc": 0.9 - FALLING / 3, "train_acc": 0.9 - FALLING / 3}
    assert shows.fine()(made(**well))
    assert not shows.fine()(made(**{**well, "val_loss": FALLING + 0.2 + 0.06 * np.arange(12)}))
    assert not shows.fine()(made(**{**well, "train_acc": 1.0}))
    assert not shows.fine()(made(**{**well, "val_acc": 0.6}))


def test_a_level_of_accuracy_is_a_ceiling_only_above_chance() -> None:
    flat = {"val_loss": 0.6, "train_acc": 0.7, "val_acc": 0.7}
    assert shows.ceiling(made(**flat))
    assert not shows.ceiling(made(**{**flat, "val_acc": 0.6, "train_acc": 0.6}))
    assert not shows.flat_early(made(**{**flat, "val_acc": 0.6, "train_acc": 0.6}))


def test_overfitting_needs_a_rise_after_a_fall_while_training_goes_on() -> None:
    rise = np.abs(np.arange(12) - 5) / 10 + 0.5
    run = {"val_loss": rise, "val_acc": 0.8, "train_loss": FALLING, "train_acc": 0.9}
    assert shows.overfitted(made(**run))
    assert not shows.overfitted(made(**{**run, "train_loss": 0.5}))
    assert not shows.overfitted(made(**{**run, "val_loss": FALLING}))
    assert not shows.overfitted(made(**{**run, "val_acc": 0.9 - np.arange(12) / 30}))


def test_nothing_learned_is_the_loss_of_the_class_shares_and_no_other() -> None:
    entropy = -(0.6 * np.log(0.6) + 0.4 * np.log(0.4))
    assert shows.nothing_learned(made(val_loss=entropy, train_acc=0.6))
    assert not shows.nothing_learned(made(val_loss=entropy - 0.1, train_acc=0.6))
    assert not shows.nothing_learned(made(val_loss=entropy, train_acc=0.7))


def test_a_made_run_is_whole_and_the_same_again(tmp_path: Path) -> None:
    pytest.importorskip("torch").set_num_threads(1)
    import make
    from plans import POOLS

    name, tried = "fine_few_epochs", Counter[str]()
    for folder in ("a", "b"):
        tried.clear()
        assert make.one(tmp_path / folder, name, 3, POOLS["kept"], tried)
    files = {file: (tmp_path / "a" / file).read_bytes() for file in ("history.csv", "truth.json")}
    assert all((tmp_path / "b" / file).read_bytes() == told for file, told in files.items())
    assert {p.name for p in tmp_path.iterdir()} == {"a", "b"}
    truth = json.loads(files["truth.json"])
    assert truth["cause"] is None and truth["settings"]["maker"] == "made2"
    assert {"world", "n_val", "style"} <= set(truth["settings"])
    attempts = tried[name]
    tried.clear()
    assert make.one(tmp_path / "a", name, 3, POOLS["kept"], tried), "it is there already"
    assert tried[name] == attempts, "the next run goes on where this one left off"


def test_worlds_kept_for_tests_are_none_to_fit_to() -> None:
    pytest.importorskip("torch")
    from plans import POOLS
    from scenarios import FIRST, SCENARIOS

    assert not set(POOLS["fit"].every) & set(POOLS["kept"].every)
    first, later = ({s.cause for s in SCENARIOS.values() if (s.maker == FIRST) is so} for so in (True, False))
    assert len(first) > 10 and first <= later, "what the first maker shows others show, too"


@pytest.mark.filterwarnings("default")  # those of the frameworks themselves
@pytest.mark.parametrize("name", ["keras_softmax_from_logits", "torch_no_step"])
def test_a_mistake_in_a_real_framework_is_made_logged_and_found(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    for module in ("keras", "torch", "sklearn"):
        pytest.importorskip(module)
    import framework_runs

    framework_runs.one(tmp_path / f"{name}-0", name, [1, 0, 0])
    first, *_ = framework_runs.told(tmp_path, [name])
    assert first.startswith(name) and " 1 of   1" in first
