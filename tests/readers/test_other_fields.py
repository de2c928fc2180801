"""Measurements of other fields and documents are no trainings; what looks like them and is one, is read."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lossacc_gui.model.errors import UnknownNames, UnreadableLog
from lossacc_gui.model.run import Quantity, Run, Split
from lossacc_gui.readers.doubt import is_decided, proposals
from lossacc_gui.readers.registry import read

N = range(40)
NOON = 1_710_000_000


def wave(i: int, low: float, high: float) -> str:
    """Numbers that go nowhere."""
    return f"{low + (high - low) * (0.5 + 0.5 * math.sin(2.7 * i + i * i)):.3f}"


def loss(i: int) -> str:
    return f"{2.2 * math.exp(-i / 9) + 0.11:.4f}"


def table(header: str, row: Callable[[int], str]) -> str:
    return header + "\n" + "".join(row(i) + "\n" for i in N)


def runs(folder: Path, name: str, text: str) -> tuple[Run, ...]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read(file)


MEASURED = {
    "probe.csv": table(
        "probes,answered,loss,rtt_avg", lambda i: f"10,{9 + i % 2},{0.1 - i % 2 / 10:.2f},{wave(i, 9, 30)}"
    ),
    "cable.csv": table("Freq (MHz),Path Loss (dB)", lambda i: f"{3 + i},{40 + i * 0.7:.2f}"),
    "scale.csv": table("day;Weight (kg);Loss (kg)", lambda i: f"{i};{90 - i / 9:.1f};{wave(i, 0, 1)}"),
    "walk.csv": table("lat,lon,accuracy", lambda i: f"{48 + i / 1e4:.5f},{11 + i / 1e4:.5f},{wave(i, 3, 30)}"),
    "phone.csv": table("acc_x,acc_y,gyro_x", lambda i: f"{wave(i, -2, 2)},{wave(i + 1, -2, 2)},{wave(i + 2, -1, 1)}"),
    "cards.csv": table("Defaults,Acc,Cars,Rooms", lambda i: f"{i % 3},{int(i % 5 > 0)},{wave(i, 1, 9)},{i % 4}"),
    "quiz.csv": table("player,level,hits,accuracy", lambda i: f"p{i % 7},{1 + i % 9},{5 + i % 11},{wave(i, 0.3, 0.9)}"),
    "shop.json": json.dumps({"days": [{"income": float(wave(i, 900, 2000)), "loss": float(wave(i, 0, 9))} for i in N]}),
    "track.jsonl": "".join(
        json.dumps({"lat": 48 + i / 1e4, "lon": 11.5, "accuracy": float(wave(i, 3, 30))}) + "\n" for i in N
    ),
    "fixes.txt": "".join(f"fix lat={48 + i / 1e4:.5f} lon=11.52 accuracy={wave(i, 3, 30)} m\n" for i in N),
}


@pytest.mark.parametrize("name", MEASURED)
def test_a_loss_or_an_accuracy_of_another_field_is_asked_about(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownNames) as error:
        runs(tmp_path, name, MEASURED[name])
    (run,) = error.value.runs
    assert "may be of something else than a training" in error.value.sentence
    assert "--map" in error.value.sentence
    assert is_decided(run, proposals(run))


UNKNOWN = {
    "weather.csv": table("epoch,humidity,noise", lambda i: f"{NOON + 600 * i},{wave(i, 40, 60)},{wave(i, 1, 9)}"),
    "rotor.csv": table("epoch,rpm,torque", lambda i: f"{(NOON + i) * 1000},{wave(i, 900, 990)},{wave(i, 1, 9)}"),
    "co2.jsonl": "".join(json.dumps({"epoch": NOON + i, "co2": float(wave(i, 400, 900))}) + "\n" for i in N),
    "stages.csv": table("epoch,depth,state", lambda i: f"{i},{wave(i, 0, 9)},{'WNR'[i % 3]}"),
    "night.csv": table("epoch,onset_s,depth", lambda i: f"{i},{30 * i},{wave(i, 0, 1)}"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_columns_without_a_known_name_are_asked_about(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownNames, match="No name in this log is that of a loss or an accuracy"):
        runs(tmp_path, name, UNKNOWN[name])


TRAININGS = {
    "no_counter.csv": table("loss,foo,bar", lambda i: f"{loss(i)},{wave(i, 0, 1)},{wave(i, 2, 3)}"),
    "decibels.csv": table("epoch,loss (dB)", lambda i: f"{i},{8 * math.exp(-i / 9):.3f}"),
    "adversaries.csv": table(
        "D_loss,G_loss,D(x),D(G(z))",
        lambda i: f"{wave(i, 1, 1.4)},{wave(i + 1, 1, 2)},{wave(i, 0.4, 0.7)},{wave(i, 0.2, 0.4)}",
    ),
    "actor.csv": table(
        "actor_loss,critic_loss,q1,q2,spread",
        lambda i: ",".join(wave(i + k, -1, 2) for k in range(5)),
    ),
    "metres.csv": table("rmse (m),abs_rel", lambda i: f"{loss(i)},{wave(i, 0, 1)}"),
    "ages.csv": table("loss,age_mae,sex_acc", lambda i: f"{loss(i)},{loss(i)},{1 - float(loss(i)) / 3:.3f}"),
    "stuck.csv": table("loss,lr,foo,bar", lambda i: f"{wave(i, 0.69, 0.70)},0.1,{wave(i, 0, 1)},{wave(i, 2, 3)}"),
    "broker.csv": table("episode,price,profit,loss", lambda i: f"{i},{wave(i, 9, 20)},{wave(i, 0, 9)},{loss(i)}"),
    "hot.csv": table("timestamp,gpu_temp,loss", lambda i: f"{NOON + i},{60 + i % 9},{loss(i)}"),
}


@pytest.mark.parametrize("name", TRAININGS)
def test_a_training_with_columns_that_other_fields_have_is_read(tmp_path: Path, name: str) -> None:
    (run,) = runs(tmp_path, name, TRAININGS[name])
    assert any(one.quantity.is_progress and len(one.value) == len(N) for one in run.series)
    assert not run.unlikely


def test_files_of_two_splits_that_stand_beside_each_other_are_of_a_training(tmp_path: Path) -> None:
    rows = table("loss,foo,bar", lambda i: f"{wave(i, 0.6, 0.7)},{wave(i, 0, 1)},{wave(i, 2, 3)}")
    with pytest.raises(UnknownNames):
        runs(tmp_path, "train.csv", rows)
    (tmp_path / "val.csv").write_text(rows)
    (run,) = read(tmp_path / "train.csv")
    assert {one.split for one in run.series} == {Split.TRAIN, Split.VAL}


def test_an_epoch_of_unix_is_a_time_and_places_nothing(tmp_path: Path) -> None:
    text = table("epoch,train_loss,val_loss", lambda i: f"{NOON + 60 * i},{loss(i)},{loss(i)}")
    (run,) = runs(tmp_path, "clock.csv", text)
    assert run.x_name == "row"
    assert [one.time[0] for one in run.series if one.time is not None] == [NOON, NOON]


SAID = (
    "At epoch 1 the loss is 2.3.",
    "After epoch 2 the loss is 1.9.",
    "Accuracy: 71 percent.",
    "At epoch 4: loss 1.2.",
)


def cues(times: str, lines: Sequence[str] = SAID * 4) -> str:
    return "\n".join(
        times.format(i=i + 1, a=f"{4 * i % 60:02d}", b=f"{4 * i % 60 + 3:02d}") + said + "\n"
        for i, said in enumerate(lines)
    )


COMMITS = (
    "Lower lr to 0.001: val loss 0.42",
    "Epoch 30 kept, loss 0.31",
    "Epoch 60 kept, loss 0.27",
    "Warmup, val acc 91.2",
)
DOCUMENTS = {
    "talk.srt": cues("{i}\n00:00:{a},400 --> 00:00:{b},100\n"),
    "talk.vtt": "WEBVTT\n\n" + cues("00:00:{a}.400 --> 00:00:{b}.100\n"),
    "talk.sbv": cues("0:00:{a}.400,0:00:{b}.100\n"),
    "talk.txt": "[Events]\n" + cues("Dialogue: 0,0:00:{a}.40,0:00:{b}.10,Default,,0,0,0,,"),
    "git.log": "".join(
        f"commit {i}f3a9c0de{i}\nAuthor: A <a@b.c>\nDate:   Tue Mar 5 10:0{i}:00 2024\n\n    {said}\n\n"
        for i, said in enumerate(COMMITS)
    ),
    "short.txt": "".join(f"{i}a7c3e9 {said}\n" for i, said in enumerate(COMMITS)),
    "svn.log": "".join(f"{'-' * 72}\nr{90 + i} | a | 2024-03-05\n\n{said}\n" for i, said in enumerate(COMMITS)),
    "hg.log": "".join(
        f"changeset:   {i}:{i}f3a9c0de{i}b1\nuser:  a\nsummary:  {said}\n\n" for i, said in enumerate(COMMITS)
    ),
    "NEWS.txt": "".join(
        f"1.{i}.0 (2024-03-0{i + 1})\n  * Accuracy is now 8{i}.5 %, loss 0.{40 - i}.\n" for i in range(8)
    ),
    "books.bib": "".join(f"@book{{b{i},\n  epoch = {{{i}}},\n  accuracy = {{0.7{i}}},\n}}\n" for i in range(8)),
    "scans.txt": "".join(f"scan_{i:03d}.png loss={wave(i, 0, 2)} dice={wave(i, 0.4, 0.9)}\n" for i in N),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_that_tell_of_trainings_are_refused_for_what_they_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableLog) as error:
        runs(tmp_path, name, DOCUMENTS[name])
    assert not isinstance(error.value, UnknownNames)
    kind = {
        "talk": "subtitles",
        "NEWS": "changes of each version",
        "scan": "several results",
        "book": "publications",
    }
    assert kind.get(name[:4], "repository") in error.value.sentence


PRINTED = {
    "of_a_commit.log": "commit 9f1c2e7\n" + "".join(f"Epoch {i}: loss {loss(i)}\n" for i in N),
    "timed.log": "".join(f"00:{i:02d}:12,409 --> epoch {i} loss {loss(i)}\n" for i in N),
    "hashes.log": "".join(f"{i:02d}a9c3e7 epoch={i} loss={loss(i)}\n" for i in N),
    "words.log": "".join(
        f"Progress: {2.5 * i:5.1f}% words/sec/thread: {90000 + i} lr: 0.05 loss: {loss(i)}\n" for i in N
    ),
    "cores.log": "".join(f"img/sec/core: {900 + i} loss: {loss(i)}\n" for i in N),
}


@pytest.mark.parametrize("name", PRINTED)
def test_lines_of_a_training_that_look_like_such_documents_are_read(tmp_path: Path, name: str) -> None:
    (run,) = runs(tmp_path, name, PRINTED[name])
    assert [len(one.value) for one in run.series if one.quantity is Quantity.LOSS] == [len(N)]


METHODS = r"\begin{tabular}{lccc} Method & Epochs & Train loss & Test acc. \\ %s \end{tabular}"
COURSE = r"\begin{tabular}{lccc} Epoch & Train loss & Test acc. \\ %s \end{tabular}"


def test_a_table_of_methods_in_latex_is_no_history_and_one_of_epochs_is(tmp_path: Path) -> None:
    names = ("ResNet-18", "VGG-16", "ViT-B", "Ours (S)", "Ours (L)")
    rows = r" \\ ".join(f"{name} & {(90, 200)[i == 2]} & 0.{9 - i}12 & 7{i}.5" for i, name in enumerate(names))
    with pytest.raises(UnreadableLog):
        runs(tmp_path, "paper.tex", METHODS % (rows + r" \\"))
    rows = r" \\ ".join(f"{i} & {loss(i)} & {70 + i}.5" for i in range(1, 8))
    (run,) = runs(tmp_path, "course.tex", COURSE % (rows + r" \\"))
    assert run.x_name == "epoch"


PLAN = "".join(
    f"- {{epoch: {10 * i}, lr: {0.1 / 10**i:g}, loss_weight: 0.{i}, accuracy_target: 0.{5 + i}}}\n" for i in range(5)
)
HISTORY = "".join(
    f"- {{epoch: {i}, lr: {(0.1, 0.01)[i > 3]}, loss: {loss(i)}, accuracy: 0.{50 + i}}}\n" for i in range(9)
)


def test_a_plan_of_settings_that_somebody_chose_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="settings"):
        runs(tmp_path, "plan.yaml", PLAN)
    (run,) = runs(tmp_path, "history.yaml", HISTORY)
    assert [len(one.value) for one in run.series if one.quantity is Quantity.LOSS] == [9]


def test_methods_that_were_trained_for_thousands_of_steps_count_nothing(tmp_path: Path) -> None:
    rows = r" \\ ".join(f"{name} & {k} & 0.{5 + i}1 \\\\" for i, (name, k) in enumerate(zip("PQRST", KS, strict=True)))
    with pytest.raises(UnreadableLog):
        runs(tmp_path, "methods.tex", r"\begin{tabular}{lcc} Model & Iterations & Loss \\ " + rows + r" \end{tabular}")
    rows = r" \\ ".join(f"run {'abcdefgh'[i]} & {10 + i}k & {loss(i)} \\\\" for i in range(8))
    (run,) = runs(
        tmp_path, "steps.tex", r"\begin{tabular}{lcc} Part & Iterations & Loss \\ " + rows + r" \end{tabular}"
    )
    assert [len(one.value) for one in run.series if one.quantity is Quantity.LOSS] == [8]


KS = ("160k", "80k", "40k", "80k", "20k")
