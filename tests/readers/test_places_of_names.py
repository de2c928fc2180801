"""Names that stand further away from their numbers, or are short, are found where they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, N, curves, each, runs_of

from lossacc_gui.model.run import Quantity, Split


def test_a_score_over_an_epoch_is_no_epoch(tmp_path: Path) -> None:
    text = each("Train accuracy per epoch: {acc}\nVal loss over one epoch: {loss}\n")
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [("accuracy", Split.TRAIN, ACCURACY), ("loss", Split.VAL, LOSS)]


@pytest.mark.parametrize("line", ["Total loss for epoch {i}: {loss}\n", "Total training loss at epoch {i} = {loss}\n"])
def test_a_total_loss_of_an_epoch_is_measured(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("out: 0.{x}1\n" + line))
    assert curves(run) == [TRAIN_LOSS]
    assert run.series[0].epoch is not None and run.series[0].epoch.tolist() == list(N)


def test_a_number_behind_many_words_is_named_before_its_epoch(tmp_path: Path) -> None:
    text = each("epoch {k} loss {loss}\nAccuracy after epoch {k} of the whole net on all 800 test pictures: {acc}\n")
    (run,) = runs_of(tmp_path, text)
    found = {(s.quantity, s.split): s for s in run.series}
    score = found[Quantity.ACCURACY, Split.TEST]
    assert score.value.tolist() == ACCURACY
    assert score.epoch is not None and score.epoch.tolist() == [i + 1 for i in N]


@pytest.mark.parametrize(
    "line", ["episode {k}: loss {loss}, mean reward (50): {other}\n", "{k}: loss={loss} Return (20) = {other}\n"]
)
def test_over_how_many_a_mean_is_taken_is_not_what_it_is(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "".join(line.format(k=i, loss=LOSS[i], other=OTHER[i]) for i in N))
    assert [s.value.tolist() for s in run.series if s.quantity is Quantity.REWARD] == [OTHER]


def test_a_score_and_its_mean_in_brackets_stay_two(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k}: loss {loss} ({other})\n"))
    assert curves(run)[0] == TRAIN_LOSS


def test_p_r_and_f_beside_each_other_are_scores(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} loss {loss} dev P={acc}, R={acc}, F={acc}\n"))
    found = {s.quantity: s.value.tolist() for s in run.series}
    assert [found.get(q) for q in (Quantity.PRECISION, Quantity.RECALL, Quantity.F1)] == [ACCURACY] * 3


@pytest.mark.parametrize("end", ["", " | best so far"])
def test_several_unknown_names_in_brackets_behind_a_loss_are_its_parts(end: str, tmp_path: Path) -> None:
    parts = [0.31, 0.28, 0.33, 0.3, 0.29, 0.32, 0.3, 0.31]
    line = "epoch {}: loss {} (pi: {}, val R2={}, zeta: {}){}\n"
    ends = [end if i % 3 == 1 else "" for i in N]
    text = "".join(line.format(i + 1, LOSS[i], parts[i], ACCURACY[i], OTHER[i], ends[i]) for i in N)
    (run,) = runs_of(tmp_path, text)
    assert [s.value.tolist() for s in run.series if s.quantity is Quantity.LOSS] == [LOSS, parts, OTHER]


def test_settings_in_brackets_behind_a_loss_are_no_parts(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k}: loss {loss} (dropout: 0.1{i}, width: 0.{i}5)\n"))
    assert curves(run) == [TRAIN_LOSS]


def test_unknown_shares_are_measured_in_all_lines_that_tell_the_same(tmp_path: Path) -> None:
    line = "epoch {}{} | loss: {} | zA={:.1f}% zB={:.1f}% mIoU={}\n"
    times = ["" if i < 2 else " [3.5s]" for i in N]
    text = "".join(line.format(i + 1, times[i], LOSS[i], 95 * ACCURACY[i], 90 * ACCURACY[i], ACCURACY[i]) for i in N)
    (run,) = runs_of(tmp_path, text)
    assert {s.metric: len(s.value) for s in run.series} == {"loss": 8, "zA": 8, "zB": 8, "mIoU": 8}


def test_f_alone_is_nothing_known(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each("epoch {k} loss {loss} F={acc} Q={acc}\n"))
    assert Quantity.F1 not in {s.quantity for s in run.series}


@pytest.mark.parametrize("name", ["Errore medio", "Fehler mittlerer", "Erreur moyenne", "Erro médio"])
def test_the_mean_of_an_error_is_one_in_other_languages(name: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(f"epoch {{k}}: {name} = {{loss}}\n"))
    assert [s.value.tolist() for s in run.series] == [LOSS]


def test_one_unknown_name_of_training_and_of_validation_is_measured_beside_known_ones(tmp_path: Path) -> None:
    text = "".join(
        f"epoch {i + 1}; train head {LOSS[i]}; valid head {OTHER[i]}\n"
        + (f" new valid loss {OTHER[i]}\n" if i % 3 else "")
        for i in N
    )
    (run,) = runs_of(tmp_path, text)
    found = {s.split: s.value.tolist() for s in run.series if "head" in s.metric}
    assert found == {Split.TRAIN: LOSS, Split.VAL: OTHER}
