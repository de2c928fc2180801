"""Rows of one statement stay together; unknown names are measured where they add up, or go along with known ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, N, curves, each, runs_of

from lossacc_gui.model.run import Quantity, Split

EPOCHS, BATCHES = 3, 7


def batches(line: str) -> tuple[str, list[float]]:
    """A line for each batch of some epochs, from batch 0 on, and the losses in them."""
    losses = [round(2.3 - 0.07 * i + 0.03 * (i % 4), 3) for i in range(EPOCHS * BATCHES)]
    text = "".join(
        line.format(
            e=i // BATCHES, b=40 * (i % BATCHES), share=round(100 * (i % BATCHES) / BATCHES), loss=loss, i=50 * i + 50
        )
        for i, loss in enumerate(losses)
    )
    return text, losses


@pytest.mark.parametrize(
    "line",
    [
        "[{e}/3][{b}/280] lossD: {loss} lossG 1.5\n",
        "({e}/3): [{b}/280] loss {loss}\n",
        "{e}/3 - batch {b}: loss {loss}\n",
        "Epoch {e} ({share}%)  Minibatch loss: {loss}\n",
        "epoch: {e}/3 - {share} % - batch error: {loss}\n",
    ],
)
def test_no_rows_of_the_first_epoch_are_lost(line: str, tmp_path: Path) -> None:
    text, losses = batches(line)
    (run,) = runs_of(tmp_path, text, "out.txt")
    assert run.series[0].value.tolist() == losses


@pytest.mark.parametrize("above", ["epoch {e} batch {b}", "== Epoch {e}, step {b} =="])
def test_no_rows_are_lost_whose_batch_a_line_above_tells(above: str, tmp_path: Path) -> None:
    text, losses = batches(above + "\nloss {loss}\n ~part~ 0.5{b}\n")
    (run,) = runs_of(tmp_path, text, "out.txt")
    assert run.series[0].value.tolist() == losses
    assert run.series[0].step.tolist() == sorted(set(run.series[0].step.tolist()))


@pytest.mark.parametrize("heading", ["Starting training", "[INFO] Train begins", "*** Training ***"])
def test_a_heading_told_once_is_of_all_epochs(heading: str, tmp_path: Path) -> None:
    text, losses = batches("Update: {i} | Ep: {e} [{b}/280 ({share}.0%)] | Loss: {loss}\n")
    again = text.replace("\nUpdate: 400 ", "\nEpoch 0 finished in 3.5s\nUpdate: 400 ")
    (run,) = runs_of(tmp_path, f"{heading}\n{again}", "out.txt")
    assert [(s.quantity.value, s.value.tolist()) for s in run.series] == [("loss", losses)]


def test_rows_of_a_table_with_a_dash_for_no_test_are_of_one_curve(tmp_path: Path) -> None:
    text = "| Epoch |  Step   | Train Acc | Val Acc |  Loss  |\n|-------|---------|-----------|---------|--------|\n"
    losses = [round(2.2 - 0.1 * i, 2) for i in range(15)]
    for i, loss in enumerate(losses):
        val = f"{20 + i}.50%" if i % 3 == 2 else "   -   "
        text += f"|   {i // 3 + 1}   | {50 * (i % 3 + 1)}/150 |  {30 + 2 * i}.25%   | {val} | {loss:.4f} |\n"
    (run,) = runs_of(tmp_path, text)
    found = {(s.quantity, s.split): s.value.tolist() for s in run.series}
    assert found[Quantity.LOSS, Split.TRAIN] == losses
    assert len(found[Quantity.ACCURACY, Split.TRAIN]) == 15
    assert len(found[Quantity.ACCURACY, Split.VAL]) == 5


@pytest.mark.parametrize("dash", ["-", "n/a", "--"])
@pytest.mark.parametrize(
    "line", ["step {k}00   fit  {loss}   dev {other}\n", "ep {k}: train: {loss}, val: {other}, s: 2\n"]
)
def test_lines_with_a_dash_are_of_the_curve_of_those_with_a_number(line: str, dash: str, tmp_path: Path) -> None:
    text = "".join(line.format(k=i + 1, loss=LOSS[i], other=OTHER[i] if i % 2 else dash) for i in N)
    (run,) = runs_of(tmp_path, text.replace("fit", "train"))
    assert [(s.split, s.value.tolist()) for s in run.series] == [(Split.TRAIN, LOSS), (Split.VAL, OTHER[1::2])]


@pytest.mark.parametrize(
    "line",
    ["epoch {k}: val loss: {loss}nats, val dist={other}px\n", "epoch {k} val loss {loss}bits | val haus: {other}cm\n"],
)
def test_a_unit_glued_to_a_fraction_is_no_part_of_it(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert curves(run) == [("loss", Split.VAL, LOSS), ("other", Split.VAL, OTHER)]


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("", "Total: {whole:.4f}, MSE: {a:.4f}, KLD: {b:.4f}\n"),
        ("-- epoch {k} of 9 --\n", "  sum {whole:.4f} | recon {a:.4f} | prior {b:.4f}\n"),
        ("", "[log] epoch {k} | {phase} | L_total: {whole:.3f} L_sup: {a:.3f} L_cons: {b:.3f} val_dice: {acc}\n"),
    ],
)
def test_a_total_to_which_the_others_of_its_line_add_up_is_a_loss(above: str, line: str, tmp_path: Path) -> None:
    text, wholes = "", []
    for i in N:
        a, b = LOSS[i], round(0.11 + 0.07 * (i % 3), 2)
        wholes.append(round(a + b, 4))
        text += (above + line).format(
            k=i + 1, whole=a + b, a=a, b=b, acc=ACCURACY[i], phase="warmup" if i < 3 else "joint"
        )
    (run,) = runs_of(tmp_path, text)
    assert ("loss", Split.TRAIN, wholes) in curves(run)


def test_a_total_of_times_is_no_loss(tmp_path: Path) -> None:
    text = "".join(
        f"epoch {i + 1} loss {LOSS[i]} total {1.5 + 0.1 * i:.2f} wait {1.0 + 0.1 * i:.2f} work 0.50\n" for i in N
    )
    (run,) = runs_of(tmp_path, text)
    assert [one for one in curves(run) if one[0] == "loss"] == [TRAIN_LOSS]


@pytest.mark.parametrize(
    "line",
    [
        "epoch {k}  train {loss}  held {other}  ({jump}.5% below a constant answer)\n",
        "{k}: train={loss} valid={other} [{jump}.1 over the last]\n",
    ],
)
def test_a_remark_in_brackets_is_no_second_number_of_a_split(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert [(split, value) for _, split, value in curves(run)][:2] == [(Split.TRAIN, LOSS), (Split.VAL, OTHER)]


@pytest.mark.parametrize(
    "line",
    ["it {k}: loss={loss}, HR={acc}\n", "epoch {k}: loss {loss}\nepoch {k}: agreement with the teacher: {acc}\n"],
)
def test_an_unknown_name_that_goes_along_with_a_known_one_is_measured(line: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(line))
    assert curves(run) == [TRAIN_LOSS, ("other", Split.TRAIN, ACCURACY)]


@pytest.mark.parametrize(
    "values", [[0.9 - 0.1 * i for i in N], [0.5 * 0.9**i for i in N], [0.1 if i < 5 else 0.01 for i in N]]
)
def test_a_schedule_that_goes_along_is_not_measured(values: list[float], tmp_path: Path) -> None:
    text = "".join(f"epoch {i + 1}: loss {LOSS[i]}, mix {value:.6f}\n" for i, value in zip(N, values, strict=True))
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS]


@pytest.mark.parametrize("mark", [" ", "*"])
def test_blanks_part_columns_between_two_bars(mark: str, tmp_path: Path) -> None:
    text = "   Ep |   Loss |    Acc     F1 |  LR\n" + "-" * 34 + "\n"
    row = "{} {:>2} | {:6.3f} | {:6.3f}  {:5.3f} | 1e-0{}\n"
    for i in N:
        text += row.format(mark if i % 3 else " ", i + 1, LOSS[i], ACCURACY[i], ACCURACY[i] / 2, i % 2 + 3)
    (run,) = runs_of(tmp_path, text)
    found = {s.quantity: s.value.tolist() for s in run.series}
    assert [found[Quantity.LOSS], found[Quantity.ACCURACY]] == [LOSS, ACCURACY]
    assert found[Quantity.F1] == [one / 2 for one in ACCURACY]


@pytest.mark.parametrize("name", ["BLEU", "PSNR"])
def test_a_score_of_its_own_kind_heads_a_table_beside_a_counter(name: str, tmp_path: Path) -> None:
    text = f"+-----+\n| big |\n+------+------+\n| step | {name} |\n+------+------+\n" + each(
        "| {k}00  | {loss:.2f} |\n"
    )
    (run,) = runs_of(tmp_path, text + "+------+------+\n")
    assert [(s.metric, s.value.tolist(), s.step.tolist()) for s in run.series] == [
        (name, LOSS, [100 * (i + 1) for i in N])
    ]


TABLES = {
    "PrettyTable without an epoch": (
        "+-----------+---------+\n| Test Loss |  Time/s |\n+-----------+---------+\n"
        "|   {loss}   |   12.5  |\n+-----------+---------+\n"
    ),
    "a title that counts and a word": (
        "   Round {k}   \n┏━━━━━━━━━┳━━━━━━━━━━┓\n┃ Dataset ┃ val_loss ┃\n┡━━━━━━━━━╇━━━━━━━━━━┩\n"
        "│ corpus  │   {loss}   │\n└─────────┴──────────┘\nlr: 0.001\n"
    ),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_of_one_row_that_is_printed_anew_tells_a_curve(table: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(table), "out.txt")
    assert [s.value.tolist() for s in run.series if s.quantity is Quantity.LOSS] == [LOSS]


def test_rows_of_classes_in_frames_are_no_curve_each(tmp_path: Path) -> None:
    rows = "".join(f"| {name} | 0.{{i}}{i} |\n" for i, name in enumerate(("car", "bus", "sky"), start=1))
    text = each("epoch {k} loss {loss}\n+-----+-----+\n| Class | IoU |\n+-----+-----+\n" + rows + "+-----+-----+\n")
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == [TRAIN_LOSS]


def test_rows_of_evaluations_between_batches_do_not_count_as_batches(tmp_path: Path) -> None:
    text = ""
    for i, loss in enumerate(LOSS):
        text += f'{{"epoch": {i // 4}, "loss": {loss}, "kd": 0.1}}\n'
        text += f'{{"epoch": {i // 4}, "updates": {i // 2 + 1}, "val_loss": {OTHER[i]}}}\n' if i % 2 else ""
    (run,) = runs_of(tmp_path, text, "log.jsonl")
    places = {(s.quantity, s.split): s.step.tolist() for s in run.series if s.metric in ("loss", "val_loss")}
    assert places == {(Quantity.LOSS, Split.TRAIN): list(N), (Quantity.LOSS, Split.VAL): [2, 4, 6, 8]}


@pytest.mark.parametrize(("steps", "epochs"), [("batch_logs", "epoch_logs"), ("iteration_metrics", "epochs")])
def test_records_of_steps_and_of_epochs_are_one_run(steps: str, epochs: str, tmp_path: Path) -> None:
    batches = [{"seconds": 0.2, "loss": round(2.4 - 0.1 * i, 1)} for i in range(16)]
    text = json.dumps({steps: batches, epochs: [{"train_loss": LOSS[i], "val_loss": OTHER[i]} for i in N]})
    (run,) = runs_of(tmp_path, text, "stats.json")
    found = {s.metric: s for s in run.series}
    assert found["val_loss"].value.tolist() == OTHER
    assert found["val_loss"].epoch is not None and found["val_loss"].epoch.tolist() == [i + 1 for i in N]
    assert len(found["loss"].value) == 16


def test_records_of_no_whole_epochs_stay_apart(tmp_path: Path) -> None:
    text = json.dumps(
        {"step_logs": [{"loss": one} for one in LOSS[:7]], "epoch_logs": [{"val_loss": one} for one in OTHER[:3]]}
    )
    assert len(runs_of(tmp_path, text, "stats.json")) == 2
