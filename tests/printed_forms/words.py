"""How people print: counters, names, signs between them, numbers, what a logger puts before a line and behind it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

EPOCHS = (
    "Epoch {k}/{n}", "epoch: {k}", "Epoch [{k}/{n}]", "Ep {k}", "epoch={k}", "Epoch #{k}", "[Epoch {k}]",
    "epoch {k:03d}", "Epoch: [{k}]", "Epoch{k}", "EPOCH {k} of {n}", "[{k}/{n}]", "=> epoch {k}",
    "Epoch: {k:4d}", "(epoch {k})", "Epoch: {k} / {n}", "epoch {k:>3}/{n}", "<epoch {k}>", "E{k:02d}", "epoch_{k}",
    "Epoch({k}/{n})", "Epoch no. {k}", "{k}/{n}", "epoch:{k}/{n}", "* Epoch {k}", "ep: {k}", "'epoch': {k}",
    "ep={k:04d}",
    "Epoch {k:d} (of {n:d})", "epoch {k} done", "After epoch {k}", "Results of epoch {k}", "Finished epoch {k}/{n}",
)  # fmt: skip
STEPS = (
    "step {k}", "iter {k}", "Iteration: {k}", "global_step={k}", "[{k}]", "iter: {k}", "step: {k}/{n}", "it {k}",
    "updates {k}", "Iter [{k}/{n}]", "step={k:>6}", "Step #{k}", "@ step {k}", "iteration {k} of {n}", "step-{k}",
)  # fmt: skip
HEADINGS = (
    "Epoch {k}/{n}", "===== Epoch {k} =====", "--- epoch {k}/{n} ---", "Epoch: {k}", "### Epoch {k} of {n}",
    "Epoch {k}",
    "Starting epoch {k}", "[Epoch {k}/{n}]", "*** Epoch {k} ***", "-------- EPOCH {k} --------", "Begin epoch {k}...",
    "Epoch {k} | lr 0.001", "EPOCH: {k}/{n}", "#{k}",
)  # fmt: skip
LOSSES = (
    "loss",
    "loss",
    "loss",
    "Loss",
    "LOSS",
    "cross entropy",
    "nll",
    "ce_loss",
    "cost",
    "avg loss",
    "CE",
    "mse",
    "BCE",
)
ACCURACIES = (
    "acc",
    "accuracy",
    "Acc",
    "Accuracy",
    "acc@1",
    "top1",
    "Prec@1",
    "acc1",
    "ACC",
    "top-1 acc",
    "Top1",
    "acc.",
)
OTHERS = (
    ("f1", "0.{:04d}"), ("lr", "{:d}e-5"), ("grad_norm", "1.{:03d}"), ("ppl", "12.{:03d}"), ("time", "3.{:03d}s"),
    ("mem", "{:d}MB"), ("F1-score", "0.{:04d}"), ("auc", "0.{:04d}"), ("learning rate", "0.00{:02d}"), ("gnorm",
    "0.{:d}"),
)  # fmt: skip
TRAIN = ("train", "Train", "training", "tr", "TRAIN", "trn", "Training")
VALIDATION = (
    "val",
    "valid",
    "validation",
    "dev",
    "eval",
    "Val",
    "vl",
    "Valid",
    "VAL",
    "Validation",
    "development",
    "cv",
)
TEST = ("test", "TEST", "Test", "testing", "te", "test set")
JOINS = (
    "{s}_{m}", "{s}_{m}", "{s} {m}", "{s} {m}", "{m}_{s}", "{s}-{m}", "{s}/{m}", "{m}/{s}", "{s}.{m}", "{m} ({s})",
    "[{s}] {m}", "{s}: {m}", "({s}) {m}", "{m}[{s}]", "{s}:{m}", "{m} on {s}", "{m}.{s}", "<{s}> {m}", "{s}_set_{m}",
)  # fmt: skip
BETWEEN = (
    ", ",
    ", ",
    " | ",
    " - ",
    "; ",
    "  ",
    "\t",
    " / ",
    " ",
    " || ",
    " ; ",
    ",",
    " · ",
    " -- ",
    " > ",
    "\t|\t",
    " & ",
)
EQUAL = ("=", ": ", ": ", " ", " = ", ":", " : ", " is ", "= ", " ~ ", "->", " -> ", ":\t", ":  ")
NUMBERS = ("{:.4f}", "{:.4f}", "{:.3f}", "{:.6f}", "{:.3e}", "{:8.4f}", "{:.5g}", "{:.2f}", "{:>10.5f}", "{:.16f}")
SHARES = (
    ("{:.4f}", 1),
    ("{:.4f}", 1),
    ("{:.2f}%", 100),
    ("{:.1f}", 100),
    ("{:.3f}", 1),
    ("{:.2f} %", 100),
    ("({:.2f}%)", 100),
)
PREFIXES = (
    "", "", "", "", "2024-03-11 09:{t}:02,123 INFO ", "[09:{t}:02] ", "INFO:root:", "2024-03-11T09:{t}:02Z ",
    "(pid=123) ",
    "I0311 09:{t}:02.123456 140 train.py:57] ", "10 09:{t}:02 | INFO | ", "[2024-03-11 09:{t}:02,123][main][INFO] - ",
    "2024-03-11 09:{t}:02 | INFO     | __main__:train:88 - ", "[INFO] ", "09:{t}:02 - ",
    "Mar 11 09:{t}:02 node07 python[4121]: ",
    "[rank0]: ", "[1,0]<stdout>:", "worker_0 | ", "{t}m ", "INFO - main - ", "[0] ", "2024/03/11 09:{t}:02 ",
    "trainer-0: ",
    "11-Mar-24 09:{t}:02 - root - INFO - ", "1710148{t}2.123 ", ">>> ", "stdout: ", "[train.py:57] ", "DEBUG:trainer:",
)  # fmt: skip
TAILS = (
    "", "", "", " time {d}.3s", " ({d}.1s)", " lr {d}e-5", " | lr: 1.{d}e-04 | 3.2 it/s", " ETA 0:{d}:12",
    " [0:{d}<1:02:33]",
    " *", " elapsed: {d}.1 min", ", {d}ms/step", " | 0h {d}m", " best so far", " (took {d} seconds)", " | mem 11{d}MiB",
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """What a program prints in each line in the same way."""

    count: str
    heading: str
    loss: str
    accuracy: str
    train: str
    valid: str
    join: str
    equal: str
    between: str
    number: str
    share: str
    scale: int
    prefix: str
    tail: str
    unit: str
    first: int
    stride: int

    def pair(self, split: str, metric: str, number: str) -> str:
        """A name with its number."""
        return f"{self.join.format(s=split, m=metric)}{self.equal}{number}"

    def before(self, at: int) -> str:
        return self.prefix.replace("{t}", f"{at % 60:02d}")

    def behind(self, at: int) -> str:
        return self.tail.replace("{d}", f"{at % 60 + 1:02d}")

    def counted(self, k: int, n: int, *, as_heading: bool = False) -> str:
        return (self.heading if as_heading else self.count).format(k=k, n=n)


def style_of(random: Random) -> Style:
    unit = "epoch" if random.random() < 0.85 else "step"
    share, scale = random.choice(SHARES)
    between = random.choice(BETWEEN)
    equal = random.choice([one for one in EQUAL if one.strip(" ") not in between.split() or one.strip() == ""])
    return Style(
        count=random.choice(EPOCHS if unit == "epoch" else STEPS),
        heading=random.choice(HEADINGS) if unit == "epoch" else random.choice(STEPS),
        loss=random.choice(LOSSES),
        accuracy=random.choice(ACCURACIES),
        train=random.choice(TRAIN),
        valid=random.choice(TEST if random.random() < 0.25 else VALIDATION),
        join=random.choice(JOINS),
        equal=equal,
        between=between,
        number=random.choice(NUMBERS),
        share=share,
        scale=scale,
        prefix=random.choice(PREFIXES),
        tail=random.choice(TAILS),
        unit=unit,
        first=random.choice((0, 1, 1)),
        stride=1 if unit == "epoch" else random.choice((10, 50, 500)),
    )
