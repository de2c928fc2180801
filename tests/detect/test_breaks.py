"""Nothing is smoothed, averaged or judged across a break of a run, and all restarts of a log are one event."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from detect.planted import knots, run, series

from lossacc_gui.chart.keep import keep_texts
from lossacc_gui.detect.detection import detect
from lossacc_gui.measure.aligned import aligned
from lossacc_gui.measure.anew import begun_anew, last_begun
from lossacc_gui.measure.course import course_of
from lossacc_gui.measure.curves import calmed, edges_of, nearest_means
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.measure.rates import Rate
from lossacc_gui.model.episode import Direction, Finding, FindingKind, Severity
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Break, FloatArray, Quantity, Run, Series, Split
from lossacc_gui.model.verdict import State
from lossacc_gui.readers.registry import read
from lossacc_gui.use_case import analyze_run

OPTIONS = Options()
FALL = 0.4 + 2.0 * np.exp(-np.arange(20) / 6)


def again(part: FloatArray, times: int, *, noise: float = 0.004) -> FloatArray:
    """The same training several times in one log."""
    values = np.tile(part, times)
    return values * (1 + np.random.default_rng(3).normal(0, noise, len(values)))


def restarted(times: int = 3, part: FloatArray = FALL, rate: FloatArray | None = None) -> Run:
    count = len(part)
    loss, right = again(part, times), np.tile(1 - part / 4, times)
    parts = [
        series("loss", loss * 0.9, split=Split.TRAIN),
        series("accuracy", right, Quantity.ACCURACY, Split.TRAIN),
        series("val_loss", loss),
        series("val_accuracy", right, Quantity.ACCURACY),
    ]
    if rate is not None:
        parts.append(series("lr", rate, Quantity.LEARNING_RATE, Split.TRAIN))
    breaks = tuple(Break(float(count * i), "restart", "The counter falls.") for i in range(1, times))
    return run(*parts, breaks=breaks, x_name="row")


def first_of(one: Series, count: int) -> Series:
    epoch = None if one.epoch is None else one.epoch[:count]
    return replace(one, step=one.step[:count], value=one.value[:count], epoch=epoch)


def of(a_run: Run, *kinds: FindingKind) -> list[Finding]:
    return [one for one in detect(a_run, OPTIONS).findings if one.kind in kinds]


def test_a_restart_is_no_spike_no_step_no_blow_up_and_no_overfitting() -> None:
    rates = np.tile(np.where(np.arange(20) < 12, 1e-3, 1e-4), 3)
    kinds = (FindingKind.SPIKE, FindingKind.STEP, FindingKind.BLOW_UP, FindingKind.OVERFITTING, FindingKind.UNSTEADY)
    told = of(restarted(rate=rates), *kinds)
    assert [one.start for one in told if one.kind is FindingKind.STEP] == [12, 32, 52]  # the rate's own
    assert {one.kind for one in told} == {FindingKind.STEP}
    steep = 0.01 + 4.0 * np.exp(-np.arange(20))
    assert not of(restarted(part=steep), *kinds)


def test_a_spike_beside_a_break_is_one_still() -> None:
    part = FALL.copy()
    part[15] *= 2
    (first, _) = of(restarted(2, part), FindingKind.SPIKE)
    assert (first.start, first.end) == (15, 35)


def test_a_point_whose_partner_lies_behind_a_break_is_paired_with_none_before_it() -> None:
    """The loss of the first row behind the break is missing."""
    loss = np.tile(np.linspace(1.0, 0.2, 12), 2)
    right = np.concatenate([np.linspace(0.5, 0.99, 12), np.linspace(0.1, 0.9, 12)])
    at = np.delete(np.arange(24), 12)
    broken = run(
        series("val_loss", loss[at], x=at),
        series("val_accuracy", right, Quantity.ACCURACY),
        breaks=(Break(12.0, "restart", "again"),),
    )
    (pair,) = pairs_of(broken)
    curves = aligned(broken, pair, OPTIONS)
    assert curves.accuracy[11] == right[11] and curves.accuracy[12] == right[12:14].mean()
    (low, _) = curves.calm_accuracy[[11, 12]]
    assert low > 0.8, "the next training is not smoothed into the end of the first"
    assert course_of(broken, pairs_of(broken), OPTIONS).lead.accuracy.values[0] == right[12:14].mean()  # type: ignore[union-attr]


def test_what_a_training_lost_the_next_one_does_not_win_back() -> None:
    first = np.concatenate([np.linspace(2.0, 0.5, 20), np.linspace(0.5, 1.4, 20)])
    loss = np.concatenate([first, np.linspace(2.0, 0.3, 40)])
    parts = (series("val_loss", loss), series("val_accuracy", 0.6 + 0.005 * np.sin(np.arange(80)), Quantity.ACCURACY))
    whole = run(*parts)
    ends = [
        [one.reason for one in detect(a_run, OPTIONS).episodes if one.loss is Direction.UP]
        for a_run in (whole, replace(whole, breaks=(Break(40.0, "restart", "The counter falls."),)))
    ]
    assert "won all of it back" in ends[0][0] and "won" not in ends[1][0]


def test_points_between_two_breaks_without_a_place_of_their_own_are_left_out() -> None:
    x, fine = np.array([0.0, 1, 2, 6, 7]), np.arange(8.0)
    found = nearest_means(x, fine, np.array([0.0, 0, 0, 5, 5, 9, 1, 1]), np.array([2.5, 4.5]))
    assert found.tolist() == [0, 0, 0, 5, 1]


def test_no_block_and_no_window_reaches_across_a_break() -> None:
    values = np.where(np.arange(50) < 23, 1.0, 9.0)
    assert set(calmed(values, 7, (23,))) == {1.0, 9.0}
    edges = edges_of(50, 10, (23,)).tolist()
    assert 23 in edges and len(edges) == 11 and all(a < b for a, b in pairwise(edges))


def test_restarts_and_resumes_are_one_event_that_counts_both_and_gaps_another() -> None:
    one, *others = restarted(4).breaks
    mixed = replace(restarted(4), breaks=(replace(one, kind="resume"), *others))
    (finding,) = of(mixed, FindingKind.RESTART)
    assert finding.value == 3 and (finding.start, finding.end) == (20, 60)
    assert finding.text.startswith("The training started again or was resumed 3 times, at rows 20, 40 and 60.")
    holes = replace(mixed, breaks=(*mixed.breaks, Break(30.0, "gap", "Nothing was logged.")))
    assert [one.severity for one in of(holes, FindingKind.RESTART)] == [Severity.WATCH, Severity.BENIGN]


def test_all_restarts_are_one_event_that_tells_where_and_from_where() -> None:
    (finding,) = of(restarted(4), FindingKind.RESTART)
    assert (finding.start, finding.end, finding.value) == (20, 60, 3)
    assert finding.text == (
        "The training started again 3 times, at rows 20, 40 and 60. Each time it began from scratch: loss is back "
        "about where it first was."
    )


def test_a_training_that_goes_on_did_not_begin_from_scratch() -> None:
    parts = np.concatenate([FALL, np.linspace(FALL[-1], 0.3, 20)])
    goes_on = run(series("loss", parts, split=Split.TRAIN), breaks=(Break(20.0, "restart", "The counter falls."),))
    assert begun_anew(goes_on) == () and begun_anew(restarted(3)) == (20.0, 40.0)
    (finding,) = of(goes_on, FindingKind.RESTART)
    assert finding.text == "The counter falls. Only the counter began anew: loss goes on about where it was."
    jumps = replace(goes_on, series=(series("loss", np.append(parts[:20], 0.33 * parts[20:]), split=Split.TRAIN),))
    assert begun_anew(jumps) == () and [one.text for one in of(jumps, FindingKind.RESTART)] == ["The counter falls."]
    resumed = replace(restarted(3), breaks=tuple(replace(one, kind="resume") for one in restarted(3).breaks))
    assert begun_anew(resumed) == ()


def test_a_run_is_judged_by_its_last_training_unless_that_is_a_call_for_a_few_more_epochs() -> None:
    """The second ends above the best of the first."""
    held = np.concatenate([np.linspace(1.0, 0.4, 20), np.linspace(0.5, 0.45, 20)])
    train = np.concatenate([np.linspace(1.0, 0.5, 20), np.linspace(0.65, 0.2, 20)])
    another = run(
        series("loss", train, split=Split.TRAIN),
        series("val_loss", held),
        breaks=(Break(20.0, "restart", "The counter falls."),),
    )
    assert not of(another, FindingKind.OVERFITTING)
    assert of(replace(another, breaks=()), FindingKind.OVERFITTING), "without the break it overfits"
    assert last_begun(another, np.arange(40.0)) == 20 and last_begun(another, np.arange(24.0)) == 0


def test_one_that_only_takes_up_what_the_first_learned_is_no_other_training() -> None:
    """The loss it was taken up at is far below the first, and hardly falls any more."""
    goes_on = run(
        series("loss", np.append(FALL, np.linspace(FALL[-1], 0.4, 20)), split=Split.TRAIN),
        series("accuracy", np.append(knots((0, 0.1), (19, 0.45)), np.full(20, 0.45)), Quantity.ACCURACY, Split.TRAIN),
        breaks=(Break(20.0, "restart", "The counter falls."),),
    )
    assert last_begun(goes_on, np.arange(40.0)) == 0 and not of(goes_on, FindingKind.DEAD)


def test_what_was_learned_before_says_nothing_of_the_last_training() -> None:
    """The second stands at what guessing among ten costs, right less often than by guessing at first or not."""
    rng = np.random.default_rng(1)
    learns, right = 2.3 * np.exp(-np.arange(30) / 6) + 0.1, 0.99 - 0.93 * np.exp(-np.arange(30) / 6)
    loss, accuracy = np.append(learns, np.full(30, np.log(10))), np.append(right, np.full(30, 0.1))
    parts = [
        one
        for split in (Split.TRAIN, Split.VAL)
        for one in (
            series(f"{split}_loss", loss + rng.normal(0, 0.004, 60), split=split),
            series(f"{split}_accuracy", accuracy + rng.normal(0, 0.004, 60), Quantity.ACCURACY, split),
        )
    ]
    both = run(*parts, breaks=(Break(30.0, "restart", "The counter falls."),), x_name="row")
    kinds = (FindingKind.DEAD, FindingKind.CHANCE, FindingKind.CHANCE)
    assert [(one.kind, one.start, one.severity) for one in of(both, *kinds)] == [
        (kind, 30.0, Severity.PROBLEM) for kind in kinds
    ]
    assert not any("any more" in one.text for one in of(both, FindingKind.PLATEAU)), "it never moved"
    analysis = analyze_run(both, Request(options=OPTIONS))
    assert analysis.verdict.main is not None and analysis.verdict.main.kind == "dead"


def test_three_points_that_get_worse_before_another_training_show_no_course() -> None:
    worse, better = np.array([0.8, 1.2, 1.6]), 0.2 + np.exp(-np.arange(17) / 4)
    both = run(
        series("val_loss", np.append(worse, better)),
        series("val_accuracy", np.append(1 - worse / 2, 1 - better / 2), Quantity.ACCURACY),
        breaks=(Break(3.0, "restart", "The counter falls."),),
        x_name="row",
    )
    assert [one.severity for one in of(both, FindingKind.DETERIORATION)] in ([], [Severity.BENIGN])


def test_one_point_of_another_training_is_none_that_is_judged_yet_and_three_are_told_with_the_restart() -> None:
    for more, others in ((1, (0.0, 19.0)), (3, (20.0, 22.0))):
        cut = replace(restarted(2), series=tuple(first_of(one, 20 + more) for one in restarted(2).series))
        lead = course_of(cut, pairs_of(cut), OPTIONS).lead
        assert lead is not None and (lead.x[0], lead.x[-1]) == others
        assert analyze_run(cut, Request(options=OPTIONS)).verdict.state is State.WATCH


@pytest.mark.parametrize("rate", [[4.4e-5, 3.1e-5, 0.8e-5], [5e-5, 4e-5, 3e-5, 2e-5, 1e-5, 1e-8], [8.0, 4, 2, 1, 0.5]])
def test_samples_of_a_decay_show_no_step(rate: list[float]) -> None:
    """Three points of a cosine; a line to nothing; halved at each point."""
    assert not len(Rate(np.arange(len(rate)), np.array(rate)).steps(OPTIONS))


def test_a_rate_that_stands_still_beside_a_fall_steps() -> None:
    rate = np.array([1e-3] * 5 + [1e-4] * 5) * 0.99 ** np.arange(10)
    assert Rate(np.arange(10.0), rate).steps(OPTIONS).tolist() == [5]


def test_the_schedule_that_is_told_is_that_of_the_last_training() -> None:
    (told,) = of(restarted(3, rate=np.tile(1e-3 * 0.8 ** np.arange(20), 3)), FindingKind.SCHEDULE)
    assert (told.start, told.text) == (40, "The learning rate falls smoothly from 0.001; it ends at 1.44e-05.")


def keras_log(path: Path, *parts: FloatArray) -> Path:
    rows = [f"{i},{1 - v / 4},{v},{1 - v / 4},{v}" for part in parts for i, v in enumerate(again(part, 1).tolist())]
    path.write_text("\n".join(["epoch,accuracy,loss,val_accuracy,val_loss", *rows]) + "\n")
    return path


def test_the_point_to_keep_is_named_by_the_counter_of_its_training(tmp_path: Path) -> None:
    (log,) = read(keras_log(tmp_path / "log.csv", FALL, FALL - 0.1, FALL))
    analysis = analyze_run(log, Request(options=OPTIONS))
    assert analysis.verdict.keep is not None
    first, *rest = keep_texts(analysis.verdict.keep, log)
    assert first.startswith("Keep epoch 19 of training 2 (row 39) by val_loss")
    assert not any("went on" in text for text in rest), "the next training is none that went on"


def test_what_is_done_fits_how_a_training_begins(tmp_path: Path) -> None:
    def remedies(*parts: FloatArray) -> tuple[str, ...]:
        (log,) = read(keras_log(tmp_path / "log.csv", *parts))
        analysis = analyze_run(log, Request(options=OPTIONS))
        (event,) = (one for one in analysis.events if one.kind == "restart")
        return event.explanation.causes[0].cause.remedies

    assert "log of its own" in remedies(FALL, FALL)[0]
    assert not any("restore" in one for one in remedies(FALL, FALL))
    assert "restore" in remedies(FALL, np.linspace(FALL[-1], 0.3, 20))[0]


def test_a_record_that_was_written_in_two_begins_one_training(tmp_path: Path) -> None:
    """The first writer tells one metric at step 18, the second the others at step 17."""
    lines = [f'{{"iteration": {20 * i}, "loss": {v}, "accuracy": {1 - v / 4}}}' for i, v in enumerate(FALL.tolist())]
    halves = ['{"iteration": 18, "accuracy": 0.4}', '{"iteration": 17, "loss": 2.5}']
    path = tmp_path / "metrics.json"
    path.write_text("\n".join([*lines, *halves, *lines[1:]]) + "\n")
    (log,) = read(path)
    assert [one.position for one in log.breaks] == [20.0]
