"""Numbers that stand on the line below their names, as a narrow terminal or two print statements put them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from forms import ACCURACY, TRAIN_LOSS, VAL_LOSS, curves, each, runs_of

from lossacc_gui.model.run import Split
from lossacc_gui.readers.printed.page import PageMaker, page_of

TRAIN_ACC, VAL_ACC = (("accuracy", split, ACCURACY) for split in (Split.TRAIN, Split.VAL))


def wrapped(line: str, width: int) -> str:
    return "".join("\n".join(textwrap.wrap(one, width)) + "\n" for one in each(line + "\n").splitlines())


FORMS = {
    "a console of eighty columns": wrapped(
        "epoch {k} | train_loss {loss:.15f} | train_acc {acc:.14f} | val_loss {other:.15f} | val_acc {acc:.14f}", 80
    ),
    "a name with a colon ends the line": each(
        "Epoch {k}: loss: {loss}, acc: {acc}, val loss: \n{other}, val acc: {acc}\n"
    ),
    "each number is printed below its name": each(
        "epoch {k}\ntrain loss:\n{loss}\ntrain acc:\n{acc}\nvalid loss:\n{other}\nvalid acc:\n{acc}\n"
    ),
    "indented numbers below names that are set": each(
        "step {k}\ntrain loss =\n    {loss}\ntrain acc =\n    {acc}\nval loss =\n    {other}\nval acc =\n    {acc}\n"
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_number_below_its_name_is_its_value(form: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, FORMS[form])
    assert curves(run) == [TRAIN_LOSS, TRAIN_ACC, VAL_LOSS, VAL_ACC]


@pytest.mark.parametrize(
    "text",
    [
        "val_loss\n0.53\n0.41\n0.37\n",
        "train_loss,val_loss\n0.53,0.61\n",
        "epoch  train loss  val loss\n1.0  0.53  0.61\n",
        "5% Epoch 10: loss=0.53, accuracy=52.0%\n10% Epoch 20: loss=0.41, accuracy=53.0%\n",
        "Our model has a loss\n2 of 3 are right\n",
    ],
)
def test_what_stands_below_a_heading_or_another_number_stays_on_its_line(text: str) -> None:
    assert len(page_of(text)) == len(text.splitlines())


def test_lines_keep_the_numbers_that_an_editor_gives_them() -> None:
    page = page_of("start\nloss:\n0.53\nsaved 1\nacc:\n0.81\nend 2\n")
    assert [page.line(i) for i in range(len(page))] == ["start", "loss: 0.53", "saved 1", "acc: 0.81", "end 2"]
    assert page.number.tolist() == [1, 2, 4, 5, 7]


@pytest.mark.parametrize("at", range(1, 12))
def test_a_text_that_grows_is_cut_as_the_whole_is(at: int) -> None:
    before = "".join(f"{'abcdefghij'[i % 10]} {i}\n" for i in range(2000))
    lines = [*["val loss:\n", "0.53\n", "val acc:\n", "0.81\n"] * 2, "loss\n", "0.5\n", "0.4\n", "0.3\n"]
    maker = PageMaker()
    for some in (before, "".join(lines[:at]), "".join(lines[at:])):
        maker.add(some)
        grown = maker.page()
    whole = page_of(before + "".join(lines))
    assert [grown.line(i) for i in range(len(grown))] == [whole.line(i) for i in range(len(whole))]
    assert len(grown) == 2000 + 8
