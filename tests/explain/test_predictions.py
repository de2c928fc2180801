"""Evidence files, and the exact account of a change."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explain.planted import run_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lossacc_gui.detect.detection import detect
from lossacc_gui.explain import plain_npz
from lossacc_gui.explain.accounting import account, examples_to_see, fitted_tolerance
from lossacc_gui.explain.changes import change_between
from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.case import Case
from lossacc_gui.explain.facts.outputs import FACTS as OUTPUTS
from lossacc_gui.explain.predictions import predictions_beside, read_predictions
from lossacc_gui.explain.settled import settle
from lossacc_gui.export.evidence import snapshot_text
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.cause import Explanation
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.options import Options
from lossacc_gui.model.predictions import Predictions

Y = np.array([0, 1, 1, 0])
P0 = np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.6, 0.4]])
P1 = np.array([[0.99, 0.01], [0.3, 0.7], [0.55, 0.45], [0.7, 0.3]])


def saved(folder: Path, **changes: Any) -> Path:
    arrays: dict[str, Any] = {"y_true": Y, "epochs": np.array([0, 5]), "y_prob_0": P0, "y_prob_5": P1} | changes
    path = folder / "predictions.npz"
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    return path


def test_an_npz_of_probabilities_is_read(tmp_path: Path) -> None:
    predictions = read_predictions(saved(tmp_path))
    assert predictions.classified
    assert predictions.epochs.tolist() == [0, 5]
    np.testing.assert_array_equal(predictions.outputs[1], P1)
    np.testing.assert_allclose(predictions.losses[0], -np.log([0.9, 0.2, 0.6, 0.6]))
    assert predictions.right(0).tolist() == [True, False, True, True]


def test_the_table_gives_what_the_npz_gives(tmp_path: Path) -> None:
    rows = ["epoch,sample,y_true,p_0,p_1"]
    for epoch, table in ((5, P1), (0, P0)):
        rows += [f"{epoch},{i},{Y[i]},{table[i, 0]},{table[i, 1]}" for i in reversed(range(4))]
    path = tmp_path / "predictions.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    one, other = read_predictions(path), read_predictions(saved(tmp_path))
    np.testing.assert_array_equal(one.y_true, other.y_true)
    for a, b in zip(one.outputs, other.outputs, strict=True):
        np.testing.assert_array_equal(a, b)


def test_values_of_a_regression_are_read(tmp_path: Path) -> None:
    values = {"y_true": np.array([1.0, 2.0]), "epochs": np.array([3]), "y_pred_3": np.array([1.5, 2.0])}
    predictions = read_predictions(saved(tmp_path, y_prob_0=None, y_prob_5=None, **values))
    assert not predictions.classified
    assert predictions.losses[0].tolist() == [0.25, 0.0]
    assert predictions.right(0, tolerance=0.4).tolist() == [False, True]
    with pytest.raises(ValueError, match="tolerance"):
        predictions.right(0)


def test_the_probability_of_one_class_is_completed(tmp_path: Path) -> None:
    predictions = read_predictions(saved(tmp_path, y_prob_0=P0[:, 1:], y_prob_5=P1[:, 1:]))
    np.testing.assert_allclose(predictions.outputs[0], P0)


def test_an_epoch_with_nan_is_left_out_and_counted(tmp_path: Path) -> None:
    predictions = read_predictions(saved(tmp_path, y_prob_5=np.full((4, 2), np.nan)))
    assert predictions.epochs.tolist() == [0]
    assert predictions.spoilt == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 40), st.integers(1, 6), st.booleans())
def test_examples_that_are_not_finite_are_left_out_of_all_epochs_and_counted(
    tmp_path_factory: pytest.TempPathFactory, seed: int, n: int, epochs: int, classified: bool
) -> None:
    """What is left is what the same file without these rows gives, and each example keeps its place in the file."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, n) if classified else random.normal(size=n)
    tables = [random.dirichlet(np.ones(3), n) if classified else random.normal(size=n) for _ in range(epochs)]
    lost = random.choice(n, n // 4, replace=False)
    for place in lost:
        tables[random.integers(epochs)][place] = random.choice([np.nan, np.inf, -np.inf])
    left = np.setdiff1d(np.arange(n), lost)
    folder, name = tmp_path_factory.mktemp("rows"), "y_prob" if classified else "y_pred"
    empty: dict[str, Any] = {"y_prob_0": None, "y_prob_5": None, "epochs": np.arange(epochs)}
    whole = read_predictions(
        saved(folder, **empty | {f"{name}_{e}": t for e, t in enumerate(tables)} | {"y_true": truth})
    )
    assert whole.spoilt == sum(not np.isfinite(table).all() for table in tables)
    assert whole.left_out == len(lost) and whole.epochs.tolist() == list(range(epochs))
    rest = read_predictions(
        saved(folder, **empty | {f"{name}_{e}": t[left] for e, t in enumerate(tables)} | {"y_true": truth[left]})
    )
    assert rest.left_out == rest.spoilt == 0
    np.testing.assert_array_equal(whole.y_true, rest.y_true)
    np.testing.assert_array_equal(whole.outputs, rest.outputs)
    assert [whole.place(i) for i in range(len(left))] == left.tolist()


def test_an_empty_cell_of_a_table_is_an_output_that_is_not_finite(tmp_path: Path) -> None:
    path = tmp_path / "predictions.csv"
    path.write_text("epoch,sample,y_true,p_0,p_1\n0,0,1,0,1\n0,1,0,,\n0,2,0,1,0\n", encoding="utf-8")
    predictions = read_predictions(path)
    assert predictions.left_out == 1 and [predictions.place(i) for i in range(2)] == [0, 2]


@pytest.mark.parametrize("column", [False, True])
def test_class_numbers_are_answers_of_which_nobody_knows_how_sure_they_are(tmp_path: Path, column: bool) -> None:
    answers = P1.argmax(axis=1)
    given = {"y_prob_0": None, "y_prob_5": None, "epochs": np.array([5]), "y_pred_5": answers}
    read = read_predictions(saved(tmp_path, **given | ({"y_pred_5": answers[:, None]} if column else {})))
    assert read.classified and not read.graded and read.classes == 2
    assert read.right(0).mean() == 0.75


def test_class_numbers_settle_what_answers_settle_and_nothing_else() -> None:
    random = np.random.default_rng(1)
    labels = np.arange(300) % 3
    lazy = np.where(labels == 2, 1, labels)  # the last class is never answered
    noisy = np.where(random.random(300) < 0.3, random.integers(0, 2, 300), lazy)
    told = Predictions(
        labels.astype(float), np.array([0.0, 39.0]), (noisy.astype(float), lazy.astype(float)), 0, None, 0, True
    )
    right = [float(told.right(at).mean()) for at in range(2)]
    loss, accuracy = np.linspace(1.2, 0.7, 40), np.linspace(*right, 40)
    run = run_of(loss, accuracy, loss, accuracy)
    course = course_of(run, pairs_of(run), Options())
    case = Case(run, course, detect(run, Options(), course), Options(), told)
    known = {
        name for name, fact in FACTS.items() if name in {one.name for one in OUTPUTS} and fact.measure(case) is not None
    }
    assert known >= {"flips", "mix_distance", "recall_spread"}
    assert known <= {
        *("flips", "logged_accuracy_off", "majority_share", "mix_distance", "least_recall_early"),
        *("recall_spread", "one_answer", "spoilt_outputs", "values_predicted"),
    }
    found = settle(
        Path("predictions.npz"), told, run, case.detection, Explanation("", ()), Explanation("", ()), Options()
    )
    assert found.temperature is None and found.last.reliability is None and found.last.logged_loss is None
    assert found.last.confusion is not None and found.last.confusion[2].tolist() == [0, 100, 0]
    assert found.whole is not None and "cross-entropy" not in found.whole.summary
    assert "66.7 % of the answers are right" in snapshot_text(found, 1)


def test_whole_numbers_beyond_the_targets_are_values(tmp_path: Path) -> None:
    values = {"y_true": np.array([1.0, 2.0, 4.0]), "epochs": np.array([3]), "y_pred_3": np.array([1.0, 3.0, 4.0])}
    assert not read_predictions(saved(tmp_path, y_prob_0=None, y_prob_5=None, **values)).classified


@pytest.mark.parametrize("order", [["dog", "cat"], ["cat", "dog"]])
def test_labels_that_are_names_go_to_the_columns_of_these_names(tmp_path: Path, order: list[str]) -> None:
    labels = [order[label] for label in Y]
    arrays = saved(tmp_path, y_true=np.array(labels), classes=np.array(order))
    rows = [f"epoch,sample,y_true,p_{order[0]},p_{order[1]}"]
    rows += [f"0,{i},{labels[i]},{P0[i, 0]},{P0[i, 1]}" for i in range(4)]
    table = tmp_path / "predictions.csv"
    table.write_text("\n".join(rows), encoding="utf-8")
    for path in (arrays, table):
        predictions = read_predictions(path)
        assert predictions.y_true.tolist() == Y.tolist()
        np.testing.assert_array_equal(predictions.outputs[0], P0)


def test_names_without_a_column_of_theirs_are_told(tmp_path: Path) -> None:
    path = tmp_path / "predictions.csv"
    path.write_text("epoch,sample,y_true,p_0,p_1\n0,0,cat,0,1\n0,1,dog,0,1\n", encoding="utf-8")
    with pytest.raises(UnreadableLog, match=r"such as 'cat'.*p_<name>"):
        read_predictions(path)
    path.write_text("epoch,sample,y_true,p_cat,p_dog\n0,0,cat,0,1\n0,1,bird,0,1\n", encoding="utf-8")
    with pytest.raises(UnreadableLog, match="such as 'bird'"):
        read_predictions(path)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"y_true": None}, "holds no array y_true"),
        ({"y_prob_5": None}, "neither y_prob_5 nor y_pred_5"),
        ({"y_prob_5": P1[:3]}, r"outputs of shape \(3, 2\)"),
        ({"y_prob_5": P1 * 3}, "are no probabilities"),
        ({"y_true": np.array([0, 1, 2, 0])}, r"class outside 0\.\.1"),
        ({"y_true": np.array([0, 1, np.nan, 0])}, "y_true holds values that are not finite"),
        ({"y_true": np.array(["a", "b", "a", "b"])}, "y_true holds names, such as 'a', and nothing tells which column"),
        ({"y_true": np.array(["a", "b", "a", "b"]), "classes": np.array(["b", "b"])}, "such as 'a'"),
        ({"y_true": np.array(["b"] * 4), "classes": np.array(["b", "b"])}, "Two classes have the same name"),
        ({"y_true": np.array([{}, 1, 2, 3], dtype=object)}, "y_true does not hold numbers"),
        ({"y_true": Y.reshape(2, 2, 1)}, r"y_true has the shape \(2, 2, 1\), expected one label an example"),
        ({"y_prob_5": P1.reshape(4, 2, 1)}, r"expected one row of probabilities an example"),
        ({"y_prob_0": None, "y_prob_5": None, "y_pred_0": P0, "y_pred_5": P1}, "expected one value an example"),
        ({"y_prob_0": None, "y_prob_5": None, "y_pred_0": Y, "y_pred_5": Y, "y_true": P0}, "one target an example"),
        ({"y_prob_5": np.full((4, 3), 1 / 3)}, r"shape \(4, 3\), expected \(4, 2\) as at epoch 0"),
        ({"y_prob_0": np.ones((4, 6000)) / 6000}, "6,000 classes; up to 5,000"),
        ({"epochs": np.array([0, np.nan])}, "nan, which is no epoch"),
        ({"epochs": np.array([0, 0])}, "0 twice"),
        ({"epochs": np.array(["first", "last"])}, "epochs does not hold numbers"),
        ({"epochs": np.zeros(20_000)}, "more than 10,000 epochs"),
        ({"y_prob_0": P0 * np.nan, "y_prob_5": P1 * np.nan}, "no epoch with finite outputs"),
        ({"y_true": Y[:0], "y_prob_0": P0[:0], "y_prob_5": P1[:0]}, "no epoch with finite outputs"),
    ],
)
def test_what_is_wrong_with_an_npz_is_said(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(UnreadableLog, match=told):
        read_predictions(saved(tmp_path, **changes))


def test_targets_that_are_not_finite_are_told(tmp_path: Path) -> None:
    values = {"y_true": np.array([np.nan, 1]), "epochs": np.array([0]), "y_pred_0": np.array([1.0, 2.0])}
    with pytest.raises(UnreadableLog, match="y_true holds values that are not finite"):
        read_predictions(saved(tmp_path, y_prob_0=None, y_prob_5=None, **values))


def test_epochs_as_text_targets_in_a_column_and_one_probability_an_example_are_read(tmp_path: Path) -> None:
    changed = saved(tmp_path, epochs=np.array(["0", "5"]), y_true=Y[:, None], y_prob_0=P0[:, 1], y_prob_5=P1[:, 1:])
    predictions = read_predictions(changed)
    assert predictions.epochs.tolist() == [0, 5]
    np.testing.assert_allclose(predictions.outputs, (P0, P1))
    values = {"y_true": Y[:, None], "epochs": np.array([3]), "y_pred_3": P0[:, :1]}
    assert not read_predictions(saved(tmp_path, y_prob_0=None, y_prob_5=None, **values)).classified


def test_an_array_that_claims_more_than_it_has_is_refused_before_memory_is_claimed(tmp_path: Path) -> None:
    path = saved(tmp_path)
    with zipfile.ZipFile(path) as archive:
        arrays = {name: archive.read(name) for name in archive.namelist()}
    assert b"(4, 2), }" in arrays["y_prob_5.npy"]
    arrays["y_prob_5.npy"] = arrays["y_prob_5.npy"].replace(b"(4, 2), }           ", b"(4, 2000000000000), }")[:128]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in arrays.items():
            archive.writestr(name, content)
    with pytest.raises(UnreadableLog, match="y_prob_5"):
        read_predictions(path)


def test_arrays_of_zeros_packed_a_thousandfold_are_refused_unopened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_npz, "UNSUSPECTED", 1 << 20)
    np.savez_compressed(tmp_path / "p.npz", y_true=Y, epochs=np.array([0]), y_prob_0=np.zeros((4, 500_000)))
    with pytest.raises(UnreadableLog, match="unpacks to 15 MB"):
        read_predictions(tmp_path / "p.npz")


@pytest.mark.parametrize(("at", "changed"), [(6, 1), (60, 255), (700, 255), (-30, 255)])
def test_a_damaged_or_encrypted_npz_is_told_in_a_sentence(tmp_path: Path, at: int, changed: int) -> None:
    path = tmp_path / "predictions.npz"
    np.savez_compressed(path, y_true=Y, epochs=np.array([0, 5]), y_prob_0=P0, y_prob_5=P1)
    data = bytearray(path.read_bytes())
    data[at : at + 4] = bytes([changed]) * 4
    if at == 6:  # where a zip says that a file in it is encrypted, twice
        data[:] = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            directory = archive.start_dir
        data[6] = data[directory + 8] = 1
    path.write_bytes(bytes(data))
    with pytest.raises(UnreadableLog, match=r"encrypted|damaged|no plain|no .npz|no array|neither|claims"):
        read_predictions(path)


@example(at=10, text="{'descr': '<f8', (")
@example(at=10, text="[[[[[[[[")
@example(at=10, text="{'a': 1, 2: 3}")
@settings(max_examples=40)
@given(at=st.integers(6, 120), text=st.text(st.sampled_from("{}[]()'\"\\\n,:<f48LTrue "), max_size=40))
def test_whatever_stands_in_the_header_of_an_array_is_read_or_told_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, at: int, text: str
) -> None:
    path = saved(tmp_path_factory.mktemp("header"))
    with zipfile.ZipFile(path) as archive:
        arrays = {name: archive.read(name) for name in archive.namelist()}
    whole = arrays["y_prob_5.npy"]
    arrays["y_prob_5.npy"] = whole[:at] + text.encode() + whole[at + len(text) :]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in arrays.items():
            archive.writestr(name, content)
    try:
        assert read_predictions(path).epochs.tolist() == [0, 5]
    except UnreadableLog as error:
        assert "y_prob_5" in str(error) or "predictions.npz" in str(error)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("kind", ["npz", "csv", "parquet"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    os.mkfifo(tmp_path / f"pipe.{kind}")
    with pytest.raises(UnreadableLog, match="Evidence is a file"):
        read_predictions(tmp_path / f"pipe.{kind}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("epoch,sample,y_true\n0,0,1\n", "neither columns p_0"),
        ("epoch,y_true,p_0,p_1\n0,0,1,0\n", "no column sample"),
        ("epoch,sample,y_true,p_0,p_1\n0,0,1,x,0\n", "line 2: A cell is no number"),
        ("epoch,sample,y_true,p_0,p_1\n0,0,1,1\n", "line 2: Expected 5 columns, found 4"),
        ("epoch,sample,y_true,p_0,p_1\n0,0,1,0,1\n1,0,0,0,1\n", "changes its y_true"),
        ("epoch,sample,y_true,p_0,p_1\n0,0,1,0,1\n0,1,1,0,1\n1,0,1,0,1\n", "same examples"),
        ("epoch,sample,y_true,p_0,p_1\n", "has no rows"),
        ("epoch,sample,y_true,p_0,p_1\nnan,0,1,0,1\n", "epoch holds NaN"),
        ("epoch,sample,y_true,p_0,p_1\n0,0,1,0,1\n0,0,1,0,1\n", "stands twice in one epoch"),
        ("epoch,sample,y_true,p_0,p_1\n0,0,1,0,1\n1,1,1,0,1\n", "same examples"),
        ("epoch,sample,y_true,p_0,p_2\n0,0,1,0,1\n", "p_1 is missing"),
        ("epoch,sample,y_true,p_0,p_²\n0,0,0,1,0\n", "p_1 is missing"),
        ("epoch,sample,y_true,y_pred,y_pred\n0,0,1,0,1\n", "two columns y_pred"),
        ("epoch,sample,y_true,p_0\n0,0,1," + "9" * 200_000 + "\n", "line 2: A cell is too long"),
        ("", "no column epoch"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "predictions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableLog, match=told):
        read_predictions(path)


@pytest.mark.parametrize("name", ["predictions.npz", "predictions.parquet", "predictions.pkl", "missing.npz"])
def test_a_file_of_another_kind_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name != "missing.npz":
        path.write_bytes(b"\x80\x04K\x01.")
    with pytest.raises(UnreadableLog) as told:
        read_predictions(path)
    assert told.value.sentence.endswith(".")


def test_the_file_beside_a_log_is_found(tmp_path: Path) -> None:
    log = tmp_path / "history.csv"
    assert predictions_beside(log) is None
    assert predictions_beside(log) is None
    path = saved(tmp_path)
    assert predictions_beside(log) == path
    assert predictions_beside(tmp_path) == path


def test_the_account_of_a_small_change_is_what_one_counts_by_hand(tmp_path: Path) -> None:
    told = account(read_predictions(saved(tmp_path)), 0, 1)
    assert [(g.name, g.examples) for g in told.groups] == [
        ("stayed right", 2),
        ("fixed", 1),
        ("broken", 1),
        ("stayed wrong", 0),
    ]
    assert told.accuracy_change == 0
    assert told.groups[1].loss == pytest.approx(-np.log(0.7 / 0.2) / 4)
    assert told.broken.loss == pytest.approx(-np.log(0.45 / 0.6) / 4)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(1, 40), st.booleans())
def test_the_four_groups_sum_to_the_changes(seed: int, classes: int, n: int, classified: bool) -> None:
    random = np.random.default_rng(seed)
    if classified:
        outputs = tuple(random.dirichlet(np.full(classes, 0.3), n) for _ in range(2))
        predictions = Predictions(random.integers(0, classes, n).astype(float), np.array([0.0, 1.0]), outputs)
    else:
        values = tuple(random.normal(size=n) for _ in range(2))
        predictions = Predictions(random.normal(size=n), np.array([0.0, 1.0]), values)
    told = account(predictions, 0, 1, tolerance=0.5)
    assert sum(g.examples for g in told.groups) == n
    assert sum(g.accuracy for g in told.groups) == pytest.approx(told.accuracy_change, abs=1e-9)
    assert sum(g.loss for g in told.groups) == pytest.approx(told.loss_change, abs=1e-9)


def test_the_examples_that_moved_the_loss_most_come_first(tmp_path: Path) -> None:
    predictions = read_predictions(saved(tmp_path))
    assert examples_to_see(predictions, 0, 1, most=2).tolist() == [1, 2]


def test_the_tolerance_behind_a_hit_rate_is_found() -> None:
    values = tuple(np.linspace(0, scale, 101) for scale in (1.0, 2.0))
    predictions = Predictions(np.zeros(101), np.array([0.0, 1.0]), values)
    hits = np.array([predictions.right(at, 0.5).mean() for at in (0, 1)])
    assert fitted_tolerance(predictions, hits) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("fixed", "broken", "said"),
    [
        (1, 0, "1 example was fixed and none broken"),
        (0, 2, "no example was fixed and 2 broken"),
        (3, 1, "3 examples were fixed and 1 broken"),
    ],
)
def test_a_change_is_said_in_words_that_go_with_its_numbers(fixed: int, broken: int, said: str) -> None:
    """Of 8 examples with an answer of 0 that is 0.7 likely, the first turn right, the last turn wrong."""
    start = np.full(8, 0.7)
    start[:fixed] = 0.3
    end = np.full(8, 0.7)
    end[len(end) - broken :] = 0.01
    told = tuple(np.stack([one, 1 - one], axis=1) for one in (start, end))
    change = change_between(Predictions(np.zeros(8), np.array([2.0, 9.0]), told), 0, 1, None, "epoch")
    assert said in change.summary and "epochs 2–9" in change.summary
    most = "broke" if broken else "was fixed" if fixed == 1 else "were fixed"
    group = "the one that" if max(broken, 1) == 1 else f"the {broken} that"
    assert f"(most of all by {group} {most}: " in change.summary


def test_no_more_is_read_at_once_than_a_directory_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_npz, "MOST_DIRECTORY", 10)
    for size in (10, -1, 1 << 40):
        assert plain_npz._Sparing(io.BytesIO(b"a" * 10)).read(size) == b"a" * 10
        with pytest.raises(ValueError, match="directory"):
            plain_npz._Sparing(io.BytesIO(b"a" * 11)).read(11 if size == 10 else size)
    assert plain_npz._Sparing(io.BytesIO(b"a" * 11)).read(0) == b""
