"""Kinds of forms that were read wrongly when a hundred logs were first met; each on other lines, made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, LOSS, OTHER, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of
from in_one import in_one_test

from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.printed.cutting import cut
from lossacc_gui.readers.registry import logs_under
from lossacc_gui.readers.series.names import meaning_of

TRAIN_ACCURACY, VAL_ACCURACY, TEST_ACCURACY = (("accuracy", split, ACCURACY) for split in Split)
TEST_LOSS = ("loss", Split.TEST, OTHER)
LOSSES = [TRAIN_LOSS, VAL_LOSS]

NUMBERS_IN_NAMES = {
    "over so many batches": (
        each("Epoch {k}: train loss {loss}\nAverage test loss over 250 batches: {other}\n"),
        [TRAIN_LOSS, TEST_LOSS],
    ),
    "in brackets": (
        each("Epoch {k}: train loss = {loss}\nEpoch {k}: accuracy (5000 validation images) = {acc}\n"),
        [TRAIN_LOSS, VAL_ACCURACY],
    ),
    "of the last steps, with the rest of the line behind it": (
        each("[epoch {k}] mean loss of the last 100 steps: {loss}, val loss: {other}\n"),
        LOSSES,
    ),
    "is in place of a colon": (
        each("Epoch {k} train loss {loss}\nThe accuracy on the 10000 test images is {acc}\n"),
        [TRAIN_LOSS, TEST_ACCURACY],
    ),
    "iterations that go on count": (
        each("Loss after {k}00 iterations: {loss}\n"),
        [TRAIN_LOSS],
    ),
    "iterations that begin anew in each epoch count": (
        "".join(f"Epoch {i + 1}: loss after {b}00 iterations = {LOSS[i] + b}\n" for i in N for b in range(1, 5)),
        [("loss", Split.TRAIN, [x + b for x in LOSS for b in range(1, 5)])],
    ),
    "numbers of examples that differ": (
        each("Epoch {k}\nmean train loss of {x} samples: {loss}\nval acc over {jump} images = {acc}\n"),
        [TRAIN_LOSS, VAL_ACCURACY],
    ),
    "a constant epoch counts all the same": (
        "".join(f"Epoch 1 batch {100 * i}: loss {LOSS[i]}\n" for i in N),
        [TRAIN_LOSS],
    ),
}
DIGITS_OF_NAMES = {
    "two losses on lines of their own": (
        each("Epoch {k}\n  loss1: {loss}\n  loss2: {other}\n"),
        [TRAIN_LOSS, ("loss", Split.TRAIN, OTHER)],
    ),
    "ranks of a retrieval": (
        each("Epoch {k} train loss: {loss}\nvalidation\nRank1: {acc}\nRank5: 0.9{k}\n"),
        [TRAIN_LOSS, VAL_ACCURACY, ("top_k", Split.VAL, [float(f"0.9{i + 1}") for i in N])],
    ),
    "top-1 and top-5 with the digit glued, after a word": (
        each("epoch {k} loss {loss}\nval top1 {acc}\nval top5 0.9{k}\n"),
        [TRAIN_LOSS, VAL_ACCURACY, ("top_k", Split.VAL, [float(f"0.9{i + 1}") for i in N])],
    ),
    "batches glued to their word count, and name nothing": (
        "".join(f"Epoch {i + 1} Batch{b} loss: {LOSS[i] + b}\n" for i in N for b in range(3)),
        [("loss", Split.TRAIN, [x + b for x in LOSS for b in range(3)])],
    ),
}
BEFORE_EACH_LINE = {
    "knitr": ("fit.R", "## "),
    "reprex": ("fit.R", "#> "),
    "a comment of Python": ("result.py", "# "),
    "a comment of C": ("result.cpp", "// "),
    "a quotation": ("mail.txt", "> "),
}
KERAS = each("Epoch {k}/8\n100/100 - 3s - loss: {loss} - acc: {acc} - val_loss: {other} - val_acc: {acc} - 2s/epoch\n")
GLITCH = (
    "Epoch {k}/8\n468/469 [=====>.] - ETA: 0s - loss: 9.1{k} - acc: 0.1{k}Epoch 1/8\n"
    "  1/469 [.....] - ETA: 1:12 - loss: 7.{k} - acc: 0.02\n"
    "469/469 [======] - 77s 465ms/step - loss: {loss} - acc: {acc} - val_loss: {other} - val_acc: {acc}\n"
)
GLITCHES = {"lines": GLITCH, "returns": GLITCH.replace("\n  1/469", "\n  1/469").replace("\n469", "\r469")}
MORE = {
    "so many out of so many are right": (
        each("epoch {k} training set: got {hits} out of 1000 samples correctly classified, loss {loss}\n"),
        [TRAIN_ACCURACY, TRAIN_LOSS],
    ),
    "correctly classified so many of so many": (
        each("Epoch {k} train loss {loss}\nCorrectly classified {hits} of 1000 test images\n"),
        [TRAIN_LOSS, TEST_ACCURACY],
    ),
    "classified correctly behind a stroke": (
        each("Epoch {k} train loss {loss}\nValidation: {hits}/1000 images classified correctly\n"),
        [TRAIN_LOSS, VAL_ACCURACY],
    ),
    "right of so many, with their share behind": (
        each("Epoch {k} loss {loss}\ntest: {hits} of 1000 correct ({acc})\n"),
        [TRAIN_LOSS, TEST_ACCURACY],
    ),
    "so many images are classified correctly out of": (
        each("epoch {k} valid: {hits} images are classified correctly out of 1000\n"),
        [VAL_ACCURACY],
    ),
    "right answers of two splits": (
        each("Epoch {k}: train correct {hits}/1000 test correct {x}/1000\n"),
        [TRAIN_ACCURACY, ("accuracy", Split.TEST, [57 * i / 1000 for i in N])],
    ),
    "pairs with a percentage": (
        each("Epoch {k}/8 Train: {loss}, {hits}e-1%, Val: {other}, {hits}e-1%\n"),
        [TRAIN_LOSS, TRAIN_ACCURACY, VAL_LOSS, VAL_ACCURACY],
    ),
    "a part of a line of another split than its names tell": (
        each("Epoch {k} Training: loss {loss} train_acc {acc} Validation: loss {other} train_acc 0.1{k}\n"),
        [TRAIN_LOSS, TRAIN_ACCURACY, VAL_LOSS, ("accuracy", Split.VAL, [float(f"0.1{i + 1}") for i in N])],
    ),
    "what is evaluated is said below the heading": (
        each("Epoch {k} loss {loss}\nEvaluating...\ntest loss: {other}\nF1: {acc}\n"),
        [TRAIN_LOSS, TEST_LOSS, ("f1", Split.TEST, ACCURACY)],
    ),
    "evaluation is of validation where nothing says otherwise": (
        each("Epoch {k} loss {loss}\nEvaluation\naverage loss: {other}\nF1: {acc}\n"),
        [TRAIN_LOSS, VAL_LOSS, ("f1", Split.VAL, ACCURACY)],
    ),
    "pairs behind each split": (
        each("epoch {k}  train {loss}/{acc}  val {other}/{acc}\n"),
        [TRAIN_LOSS, TRAIN_ACCURACY, VAL_LOSS, VAL_ACCURACY],
    ),
    "pairs of an accuracy and a loss in brackets": (
        each("[{k}] train: ({acc}, {loss}) test: ({acc}, {other})\n"),
        [TRAIN_ACCURACY, TRAIN_LOSS, TEST_ACCURACY, TEST_LOSS],
    ),
}


@pytest.mark.parametrize("form", NUMBERS_IN_NAMES)
def test_a_constant_number_in_a_name_is_no_value(form: str, tmp_path: Path) -> None:
    text, expected = NUMBERS_IN_NAMES[form]
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == expected


@pytest.mark.parametrize("form", DIGITS_OF_NAMES)
def test_the_digits_of_a_name_part_it_from_others(form: str, tmp_path: Path) -> None:
    text, expected = DIGITS_OF_NAMES[form]
    (run,) = runs_of(tmp_path, text)
    assert sorted(curves(run)) == sorted(expected)


@pytest.mark.parametrize("form", BEFORE_EACH_LINE)
def test_what_comments_out_a_log_says_nothing(form: str, tmp_path: Path) -> None:
    name, mark = BEFORE_EACH_LINE[form]
    (run,) = runs_of(tmp_path, "".join(f"{mark}{line}\n" for line in KERAS.splitlines()), name)
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACCURACY, VAL_LOSS, VAL_ACCURACY]
    assert run.x_name == "epoch"


def test_digits_in_hexadecimal_numbers_are_of_no_names() -> None:
    assert cut("Top5: 0.3").named == (0,)
    assert 1 not in cut("7F2\t\t230").named


def test_comments_above_a_table_take_nothing_from_it(tmp_path: Path) -> None:
    comments = "".join(f"# setting {i} of the training is {i}\n" for i in range(9))
    (run,) = runs_of(tmp_path, comments + "epoch,loss,val_loss\n" + each("{k},{loss},{other}\n"), "log.csv")
    assert curves(run) == LOSSES
    assert run.format != "text"


@pytest.mark.parametrize("name", ["results.rb", "log.m", "train.r"])
def test_a_log_that_is_called_a_program_is_read(name: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "Building model ...\n" + KERAS, name)
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACCURACY, VAL_LOSS, VAL_ACCURACY]


@pytest.mark.parametrize(
    "code",
    [
        each("loss[{i}] = {loss}\nacc[{i}] = {acc}\n"),
        each("# epoch {i}: loss {loss}\nstep(epoch={i}, loss={loss})\n"),
        each("check(epoch {i}, loss {loss});\n"),
        each("  assertLoss(epoch={i}, loss={loss})\n"),
    ],
)
def test_a_program_with_numbers_is_none(code: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="source code"):
        runs_of(tmp_path, code, "case.py")


QUOTES = {
    "a string of several lines": ("case.py", 'import torch\n\ntrain(net)\n"""\n{log}"""\n'),
    "a string that has a name": ("case.py", "LOG = '''\n{log}'''\n\nplot(LOG)\n"),
    "a comment of several lines": ("case.js", "const net = load();\n/*\n{log}*/\nnet.fit();\n"),
    "a template string": ("case.ts", "export const log = `\n{log}`;\n"),
}


@pytest.mark.parametrize("form", QUOTES)
def test_a_log_that_a_program_quotes_is_read_and_a_notice_says_so(form: str, tmp_path: Path) -> None:
    name, code = QUOTES[form]
    log = each("epoch {i}: loss {loss} val_loss {other}\n")
    (run,) = runs_of(tmp_path, code.format(log=log), name)
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert any("This is a program" in one.text for one in run.notices)


def test_results_that_a_program_keeps_as_lists_are_read_and_a_notice_says_so(tmp_path: Path) -> None:
    code = f"import matplotlib.pyplot as plt\n\nloss = {LOSS}\nval_loss = {OTHER}\nlr = [0.1, 0.01]\nplt.plot(loss)\n"
    (run,) = runs_of(tmp_path, code, "plot.py")
    assert curves(run) == [TRAIN_LOSS, VAL_LOSS]
    assert any("This is a program" in one.text for one in run.notices)


def test_a_program_that_quotes_a_log_is_none_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "plot.py").write_text(f"import torch\n\nloss = {LOSS}\n")
    (tmp_path / "log.csv").write_text("epoch,loss\n" + each("{i},{loss}\n"))
    assert logs_under(tmp_path) == [tmp_path / "log.csv"]


@pytest.mark.parametrize(
    "code",
    [
        '"""Trains.\n\nPrints lines like\n    epoch 0: loss 0.5\nand more prose\nof what it does.\n"""\nimport torch\n',
        f"import torch\nlearning_rates = {LOSS}\nweights = {OTHER}\n",
    ],
)
def test_a_program_that_quotes_no_training_is_refused_with_what_to_do(code: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog, match="Copy results that are kept in it into a text or JSON file"):
        runs_of(tmp_path, code, "case.py")


@pytest.mark.parametrize("form", GLITCHES)
def test_the_heading_of_a_validation_glued_to_a_bar_begins_no_epoch(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(GLITCHES[form]))
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACCURACY, VAL_LOSS, VAL_ACCURACY]


@pytest.mark.parametrize("form", MORE)
def test_forms_are_read_as_a_person_reads_them(form: str, tmp_path: Path) -> None:
    text, expected = MORE[form]
    (run,) = runs_of(tmp_path, text)
    assert curves(run) == expected


@in_one_test(
    ("name", "quantity", "split"),
    [
        ("Val_Accuarcy", Quantity.ACCURACY, Split.VAL),
        ("test acuracy", Quantity.ACCURACY, Split.TEST),
        ("accurancy", Quantity.ACCURACY, None),
        ("validaton loss", Quantity.LOSS, Split.VAL),
        ("trainning_loss", Quantity.LOSS, Split.TRAIN),
        ("precison", Quantity.PRECISION, None),
        ("perplextiy", Quantity.PERPLEXITY, None),
        ("accurate", Quantity.OTHER, None),
        ("decision", Quantity.OTHER, None),
        ("raining", Quantity.OTHER, None),
        ("valuation", Quantity.OTHER, None),
        ("straining", Quantity.OTHER, None),
        ("erorr", Quantity.OTHER, None),
    ],
)
def test_long_words_are_known_with_one_letter_wrong(name: str, quantity: Quantity, split: Split | None) -> None:
    meaning = meaning_of(name)
    assert (meaning.quantity, meaning.split) == (quantity, split)


def test_right_answers_without_their_number_are_no_share(tmp_path: Path) -> None:
    for line in ("Epoch {k}, loss {loss}, correct {x}\n", "epoch {k} loss {loss} num correct: {hits}\n"):
        (run,) = runs_of(tmp_path, each(line))
        assert curves(run) == [TRAIN_LOSS]
        assert [one.points for one in run.left_out] == [len(LOSS)]


def test_an_error_that_is_not_what_an_accuracy_leaves_is_a_loss(tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, "".join(f"Epoch {i} error: {LOSS[i] / 3} accuracy: {ACCURACY[i]}\n" for i in N))
    assert [(s.quantity, s.split) for s in run.series] == [
        (Quantity.LOSS, Split.TRAIN),
        (Quantity.ACCURACY, Split.TRAIN),
    ]
    (run,) = runs_of(tmp_path, "".join(f"Epoch {i} error: {1 - ACCURACY[i]} accuracy: {ACCURACY[i]}\n" for i in N))
    assert [s.quantity for s in run.series] == [Quantity.ERROR_RATE, Quantity.ACCURACY]
