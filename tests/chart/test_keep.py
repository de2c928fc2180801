from __future__ import annotations

from pathlib import Path

import handmade
import numpy as np
import pytest

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.keep import keep_mark, keep_span, keep_texts

RUN = handmade.run()


def test_the_choice_by_loss_comes_first_then_what_accuracy_would_choose_and_cost() -> None:
    assert keep_texts(handmade.keep(), RUN) == (
        "Keep epoch 29 by val_loss (0.412; epochs 25–33 are as good within noise).",
        "By val_accuracy it would be epoch 40 (87.1 %; epochs 38–52 are as good within noise): "
        "accuracy +0.4 points, loss +12 %.",
        "The run went on for 31 epochs after it.",
        "Beside the log: ckpt-029.h5.",
    )


def test_one_point_that_is_best_by_both_costs_nothing() -> None:
    choice = handmade.BestPoint("val_accuracy", 29, 0.87, 29, 29)
    told = keep_texts(handmade.keep(by_accuracy=choice, since=0, files=()), RUN)
    assert told[1:] == ("By val_accuracy (87.0 %) it is the same.",)


def test_choices_that_noise_cannot_tell_apart_cost_nothing_either() -> None:
    choice = handmade.BestPoint("val_accuracy", 31, 0.871, 27, 40)
    told = keep_texts(handmade.keep(by_accuracy=choice, since=0, files=()), RUN)
    assert told[1:] == ("By val_accuracy it is as good within noise as epoch 31 (87.1 %).",)


def test_where_there_is_no_loss_the_accuracy_chooses() -> None:
    told = keep_texts(handmade.keep(by_loss=None, cost_of_loss=None, cost_of_accuracy=None, since=1, files=()), RUN)
    assert told == (
        "Keep epoch 40 by val_accuracy (87.1 %; epochs 38–52 are as good within noise).",
        "The run went on for 1 epoch after it.",
    )


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        (0.004, "By val_loss, a part of the loss, it would be epoch 29 ({}): val_accuracy -0.4 points."),
        (0.0, "By val_loss, a part of the loss, it would be epoch 29 ({})."),
    ],
)
def test_a_part_of_the_loss_is_told_behind_the_metric_as_what_it_is(cost: float, told: str) -> None:
    texts = keep_texts(handmade.keep(by_part=True, cost_of_loss=cost), RUN)
    assert texts[0] == "Keep epoch 40 by val_accuracy (87.1 %; epochs 38–52 are as good within noise)."
    assert texts[1] == told.format("0.412; epochs 25–33 are as good within noise")


def test_a_name_of_a_thousand_letters_is_cut_in_its_middle() -> None:
    choice = handmade.BestPoint("val_" + "x" * 1000 + "_accuracy", 31, 0.871, 31, 31)
    told = keep_texts(handmade.keep(by_accuracy=choice, files=()), RUN)[1]
    assert len(told) < 300 and "val_xxx" in told and "xxx_accuracy" in told


def test_many_files_are_counted() -> None:
    files = tuple(Path(f"logs/c{i}.pt") for i in range(5))
    assert keep_texts(handmade.keep(files=files), RUN)[-1] == "Beside the log: c0.pt, c1.pt, c2.pt and 2 more."


def test_a_file_that_lies_elsewhere_is_not_told_as_beside_the_log() -> None:
    files = (RUN.source.parent / "best.pt", Path("elsewhere/c0.pt"))
    assert keep_texts(handmade.keep(files=files), RUN)[-2:] == (
        "Beside the log: best.pt.",
        "In the folder of checkpoints: c0.pt.",
    )


def test_an_error_rate_turned_round_is_told_in_percent() -> None:
    choice = handmade.BestPoint("accuracy (1 - val_error)", 40, 0.93, 40, 40)
    assert "(93.0 %)" in keep_texts(handmade.keep(by_loss=None, by_accuracy=choice), RUN)[0]


def test_the_mark_of_a_single_point_names_it() -> None:
    alone = handmade.keep(by_loss=handmade.BestPoint("val_loss", 29, 0.4, 29, 29))
    assert keep_mark(alone, RUN) == "to keep: epoch 29"


def test_where_nearly_all_points_are_as_good_none_is_recommended() -> None:
    x = RUN.series[0].x
    choice = handmade.BestPoint("val_loss", 29, 0.412, float(x[0]), float(x[-1]))
    told = keep_texts(handmade.keep(by_loss=choice, files=()), RUN)
    assert told[0] == "Keep any of epochs 1–60: they are as good as epoch 29 within noise, by val_loss (0.412)."
    assert not any("went on" in text for text in told)


@pytest.mark.parametrize(("noise", "lucky"), [(0.03, False), (0.05, True)])
def test_where_jumps_make_unlike_points_equal_the_best_is_recommended_and_luck_is_told(
    noise: float, lucky: bool
) -> None:
    choice = handmade.BestPoint("val_loss", 29, 0.412, 28, 30, noise, luck=True)
    keep = handmade.keep(by_loss=choice, files=())
    told = keep_texts(keep, RUN)
    luck = "Keep epoch 29 by val_loss (0.412); the curve jumps so far that chance may have "
    assert (told[0] == luck + "chosen it.") is lucky and ("epochs 28–30 are as good" in told[0]) is not lucky
    assert (keep_span(keep, RUN) == (29, 29)) is lucky and (keep_mark(keep, RUN) == "to keep: epoch 29") is lucky


def test_a_point_to_keep_that_is_not_the_lowest_is_not_called_the_best() -> None:
    """Noise may have made a lower point: the sign is where the choice is, and says no more."""
    low = next(one for one in RUN.series if one.metric == "val_loss")
    lowest = int(np.argmin(low.value))
    texts = {}
    for at in (lowest, lowest + 2):
        choice = handmade.BestPoint("val_loss", float(low.x[at]), float(low.value[at]), 1, 60)
        chart = chart_of(handmade.analysis(RUN, keep=handmade.keep(by_loss=choice)), View())
        texts[at] = [mark.text for mark in chart.marks if mark.kind == "best_loss"]
    assert texts[lowest][0].startswith("best val_loss: ")
    assert texts[lowest + 2][0].startswith("chosen val_loss: ")


@pytest.mark.parametrize(
    ("low", "high", "also", "told"),
    [
        (29, 29, (41,), "0.412; as good within noise: epoch 41"),
        (29, 29, (7, 41), "0.412; as good within noise: epochs 7 and 41"),
        (25, 33, (7, 41), "0.412; as good within noise: epochs 7, 25–33 and 41"),
        (29, 29, (3, 7, 41, 58), "0.412; as good within noise: 4 other epochs, the last one 58"),
        (25, 33, (3, 7, 11, 12), "0.412; as good within noise: epochs 25–33 and 4 other epochs, the last one 12"),
    ],
)
def test_places_that_are_as_good_elsewhere_are_named_or_counted(
    low: float, high: float, also: tuple[float, ...], told: str
) -> None:
    choice = handmade.BestPoint("val_loss", 29, 0.412, low, high, also=also)
    assert keep_texts(handmade.keep(by_loss=choice), RUN)[0] == f"Keep epoch 29 by val_loss ({told})."


def test_an_accuracy_that_is_as_good_elsewhere_is_as_good() -> None:
    choice = handmade.BestPoint("val_accuracy", 40, 0.871, 38, 52, also=(29,))
    told = keep_texts(handmade.keep(by_accuracy=choice), RUN)[1]
    assert told == "By val_accuracy it is as good within noise as epoch 40 (87.1 %)."


def test_a_gain_that_would_be_told_as_nothing_is_none() -> None:
    told = keep_texts(handmade.keep(cost_of_loss=0.0003), RUN)[1]
    assert told == "By val_accuracy it is as good within noise as epoch 40 (87.1 %)."


def test_what_the_task_is_judged_by_is_told_in_place_of_the_accuracy() -> None:
    choice = handmade.BestPoint("val_f1", 50, 0.655, 50, 50)
    keep = handmade.keep(by_watched=choice, cost_in_watched=0.057, cost_of_watched=0.66)
    assert keep_texts(keep, RUN)[1] == "By val_f1 it would be epoch 50 (65.5 %): +5.7 points, loss +66 %."


def test_a_choice_by_test_data_is_told_to_be_one() -> None:
    warning = "It is chosen on test data: report the result on other data."
    assert keep_texts(handmade.keep(split=handmade.Split.TEST), RUN)[1] == warning
    assert warning not in keep_texts(handmade.keep(), RUN)
