"""Kinds of results, talk, timings and data that were read as curves when first met, and logs that look like them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, N, curves, runs_of
from in_one import in_one_test

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Split

SCATTERED = [4711, 17, 25004, 903, 31002, 44, 1209, 8800]
ENDS = [0.41, 0.36, 0.44, 0.39, 0.52, 0.38, 0.47, 0.4]


def cells(*rows: tuple[object, ...], sign: str = ",") -> str:
    return "".join(sign.join(map(str, row)) + "\n" for row in rows)


def page(heading: str, *rows: str) -> str:
    return "\n".join(["# Notes", "", heading, "|---" * (heading.count("|") - 1) + "|", *rows, ""])


REFUSED = {
    "runs in German": (
        "a.csv",
        "Versuch;Epochen;Batchgröße;Verlust\nV1;20;32;0,41\nV2;20;64;0,36\nV3;40;32;0,44\nV4;40;64;0,39\nV5;80;32;0,52\n",
    ),
    "runs in Russian": (
        "a.csv",
        "запуск;эпох;lr;потери\n1;20;0.1;0.41\n2;40;0.1;0.36\n3;20;0.01;0.44\n4;60;0.01;0.39\n",
    ),
    "runs in Chinese": (
        "a.md",
        page(
            "| 实验 | 轮数 | 损失 |",
            "| a1 | 50 | 0.41 |",
            "| a2 | 50 | 0.36 |",
            "| b1 | 100 | 0.44 |",
            "| b2 | 100 | 0.4 |",
        ),
    ),
    "runs of a page whose losses have two ends": (
        "a.md",
        page(
            "| Date | Epochs | LR | Loss | Weights |",
            *(
                f"| 05-{i:02d} | {e} | {r} | 0.5→0.{36 + i} | `w{i % 3}.npz` |"
                for i, (e, r) in enumerate([(50, 0.1), (100, 0.1), (200, 0.1), (50, 0.1), (100, 0.01), (25, 0.1)])
            ),
        ),
    ),
    "variants by seed": (
        "a.csv",
        cells(
            ("variant", "attention", "seed", "val_loss"),
            *(
                (v, a, s, ENDS[s])
                for v, a in (("full", "yes"), ("no skip", "yes"), ("no attention", "no"))
                for s in (0, 1, 2)
            ),
        ),
    ),
    "defences after as many rounds": (
        "a.csv",
        cells(
            ("defence", "noise", "accuracy", "rounds"),
            *(
                (d, n, 0.9 - n / 10, 15)
                for d, n in (
                    ("none", 0),
                    ("gauss", 0.5),
                    ("gauss", 1),
                    ("gauss", 2),
                    ("laplace", 0.5),
                    ("laplace", 1),
                    ("clip", 0.1),
                )
            ),
        ),
    ),
    "folds and their mean": (
        "a.csv",
        cells(("fold", "loss", "acc"), *((i + 1, ENDS[i], 0.8) for i in range(5)), ("mean", 0.4, 0.8)),
    ),
    "models with brackets": (
        "a.csv",
        cells(
            ("net", "f1", "accuracy"),
            *((f"mlp_[{w}; {w}]", 0.7, e) for w, e in zip((16, 32, 64, 128), ENDS, strict=False)),
        ),
    ),
    "noise in decibels": (
        "a.md",
        page("| SNR | accuracy |", "| clean | 0.95 |", "| 20 dB | 0.9 |", "| 10 dB | 0.8 |", "| -5 dB | 0.5 |"),
    ),
    "sizes of the training set": (
        "a.csv",
        cells(("n_train", "test_loss", "test_acc"), *((100 * 2**i, ENDS[i], 0.6 + i / 20) for i in range(6))),
    ),
    "ranks": ("a.txt", "".join(f"Recall@{k}: 0.{30 + 5 * i}\n" for i, k in enumerate((1, 5, 10, 20, 50)))),
    "overlaps": ("a.txt", "".join(f"AP @ IoU={50 + 5 * i}: {88 - 6 * i}.25\n" for i in range(8))),
    "examples by number": (
        "a.csv",
        cells(("sample_id", "loss", "correct"), *((i, e, 1) for i, e in zip(SCATTERED, ENDS, strict=True))),
    ),
    "hardest examples": ("a.txt", "".join(f"#{k} idx={i} loss={9 - k}.25\n" for k, i in enumerate(SCATTERED, 1))),
    "years": ("a.csv", cells(("year", "premium", "loss"), *((2001 + i, 900 + i, 500 * e) for i, e in enumerate(ENDS)))),
    "timings of steps": (
        "a.csv",
        cells(("step", "forward_ms", "loss_ms"), *((i, 20.5 + e, e) for i, e in enumerate(ENDS))),
    ),
    "a profile": (
        "a.txt",
        "".join(
            f"   {i}   0.45   0.0{k}   {f}.py:12(run)\n"
            for k, (i, f) in enumerate(zip(SCATTERED, ("loss", "loss", "acc", "train"), strict=False))
        ),
    ),
    "a palette": ("a.csv", cells(*((i / 63, (i / 63) ** 2, 1 - i / 63) for i in range(64)))),
    "dynamics of molecules": (
        "a.log",
        "Step Temp E_pair Press TotEng\n"
        + "".join(
            f"{100 * i} {1.4 - i / 40:.5f} {-6.7 + i / 20 + e / 9:.5f} 0.3{i} -4.61{i}\n" for i, e in enumerate(ENDS)
        ),
    ),
    "games": (
        "a.pgn",
        "".join(
            f'[Round "{i}"]\n[White "P {i}"]\n[WhiteElo "{1800 + int(900 * e)}"]\n\n1. e4 e5 1-0\n\n'
            for i, e in enumerate(ENDS, 1)
        ),
    ),
    "a schedule in YAML": (
        "a.yaml",
        "schedule:\n" + "".join(f"  - {{epoch: {30 * i}, lr: {0.1 / 10**i}}}\n" for i in range(4)) + "loss: mse\n",
    ),
    "a schedule in JSON": (
        "a.json",
        json.dumps({"epochs": 90, "schedule": [{"epoch": 30 * i, "lr": 0.1 / 10**i} for i in range(3)]}),
    ),
    "records that end alike": (
        "a.json",
        json.dumps({m: [{"round": 29, "accuracy": e} for e in ENDS[:5]] for m in ("mean", "median")}),
    ),
    "a chat": (
        "a.txt",
        "05.03.24, 21:14 - Ana: how is it?\n05.03.24, 21:16 - Ben: epoch 14, loss 0.52, acc 0.83\n"
        "05.03.24, 21:17 - Ana: I had loss 0.61\n05.03.24, 21:40 - Ben: epoch 20 now, acc 0.85\n"
        "06.03.24, 08:02 - Ana: final?\n06.03.24, 08:05 - Ben: 0.861 test acc, loss 0.47\n",
    ),
    "a channel": (
        "a.log",
        "[09:12] <kim> my val loss is 0.34\n[09:13] <ola> mine was 0.36\n[09:15] <kim> accuracy 91.2\n"
        "[09:22] <ola> acc 90.8 here\n[10:02] <kim> ok loss 0.33\n",
    ),
    "requests in a table": (
        "a.csv",
        cells(
            ("time", "level", "message"), *((f"08:{i:02d}", "INFO", f"GET /acc/{i} 200 3.{i} ms") for i in range(12))
        ),
    ),
}


@in_one_test("name", REFUSED)
def test_what_is_no_history_is_refused(name: str, tmp_path: Path) -> None:
    file, text = REFUSED[name]
    with pytest.raises(UnreadableLog):
        runs_of(tmp_path, text, file)


EPOCHS = [f"epoch {i + 1} loss {LOSS[i]}" for i in N]
READ = {
    "an index": ("a.csv", cells(("index", "loss"), *enumerate(LOSS))),
    "samples that were seen": ("a.csv", cells(("sample", "loss"), *((512 * i + 512, v) for i, v in enumerate(LOSS)))),
    "trials that count": (
        "a.csv",
        cells(
            ("trial", "loss", "acc"), *((100 * i, v, w) for i, (v, w) in enumerate(zip(LOSS, ACCURACY, strict=True)))
        ),
    ),
    "checkpoints of epochs": (
        "a.csv",
        cells(("file", "epoch", "loss"), *((f"w/{'abcdefghijkl'[i % 12]}{i}.pt", i, v) for i, v in enumerate(LOSS))),
    ),
    "batches of one epoch": (
        "a.csv",
        cells(("epoch", "lr", "loss"), *((3, round(0.1 - i / 1000, 4), v) for i, v in enumerate(LOSS))),
    ),
    "a bot in a channel": ("a.log", "".join(f"[09:{i:02d}] <bot> {line}\n" for i, line in enumerate(EPOCHS))),
    "a bot among people": (
        "a.txt",
        "05.03.24, 09:00 - Ana: is it on?\n"
        + "".join(f"05.03.24, 09:{i:02d} - Bot: {line}\n" for i, line in enumerate(EPOCHS, 1)),
    ),
    "messages in a table": (
        "a.csv",
        cells(
            ("asctime", "level", "message"),
            *((f"08:{i:02d}", "INFO", f'"{line}, fine"') for i, line in enumerate(EPOCHS)),
        ),
    ),
    "points of a page": (
        "a.html",
        "<html><body><h1>Run</h1><ul>" + "".join(f"<li>{line}</li>\n" for line in EPOCHS) + "</ul></body></html>",
    ),
    "what Flower ends with": (
        "a.log",
        "".join(f"INFO :      [ROUND {i + 1}]\n" for i in N)
        + "INFO :      \tHistory (loss, centralized):\n"
        + "".join(f"INFO :      \t\tround {i}: {v}\n" for i, v in enumerate(LOSS))
        + f"INFO :      \t{{'accuracy': {list(enumerate(ACCURACY))}}}\n",
    ),
    "pairs of a round and a value": ("a.log", f"INFO flwr | app_fit: losses_distributed {list(enumerate(LOSS))}\n"),
    "classes below": (
        "a.log",
        "\n".join(EPOCHS) + "\nIoU per class\n" + "".join(f"class {k} IoU 0.{50 + k}\n" for k in range(19)),
    ),
    "a download's bar over another": (
        "a.log",
        "".join(
            f"Steps: {k}% {k}/8 [0{k}:10<10:20, 8.1it/s, loss={v}]\n"
            f"x.json: 100% 609/609 [00:00<00:00, 2.1MB/s], loss={v}]\n"
            for k, v in enumerate(LOSS, 1)
        ),
    ),
    "what shall be reached": ("a.txt", "targets:\n  loss: 0.05\n  acc: 0.99\nlr: 0.1\n" + "\n".join(EPOCHS) + "\n"),
    "clients within rounds": (
        "a.json",
        json.dumps(
            [{"round": i + 1, "client_losses": {"0": 1.5, str(i % 3 + 1): 1.2}, "loss": v} for i, v in enumerate(LOSS)]
        ),
    ),
}


@in_one_test("name", READ)
def test_a_history_that_looks_like_results_is_read(name: str, tmp_path: Path) -> None:
    file, text = READ[name]
    (run,) = runs_of(tmp_path, text, file)
    found = [one.value.tolist() for one in run.series if one.quantity.is_loss and "client" not in one.metric]
    assert found == [LOSS]


def test_scores_of_classes_below_the_epochs_are_left_out(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, READ["classes below"][1])
    assert [one.metric for one in run.series] == ["loss"]
    assert "IoU" in [one.metric for one in run.left_out]


def test_a_heading_right_above_says_what_rounds_are_of(tmp_path: Path) -> None:
    rows = "".join(f"INFO | round {i + 1}: {v}\n" for i, v in enumerate(ACCURACY))
    (run,) = runs_of(tmp_path, "INFO | Validation accuracy by round\n" + rows)
    assert curves(run) == [("accuracy", Split.VAL, ACCURACY)]
