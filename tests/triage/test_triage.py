"""Many runs at once: every log is accounted for, and what is known already is not read again."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from detect.planted import run, series

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.model.cause import Explanation, Family
from lossacc_gui.model.errors import Cancelled, UnreadableLog
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Break, Quantity
from lossacc_gui.readers.reader import Reader
from lossacc_gui.readers.registry import identify, judged
from lossacc_gui.resource import resource
from lossacc_gui.triage import triage as module
from lossacc_gui.triage.cache import Cache
from lossacc_gui.triage.harm import harm_of, ordered
from lossacc_gui.triage.places import stamp_of
from lossacc_gui.triage.row import Failure, Row, Table, differing, packed, unpacked
from lossacc_gui.triage.summary import row_of
from lossacc_gui.triage.triage import Triage
from lossacc_gui.triage.workers import CHANGED, Reading, look_at
from lossacc_gui.use_case import analyze, analyze_all, analyze_run


def looked(*paths: Path, cache: Cache | None = None, **more: object) -> tuple[Triage, Table]:
    triage = Triage(paths, Request(), cache, **more)  # type: ignore[arg-type]
    return triage, ordered(triage.results(), Options())


def names(rows: Iterable[Row]) -> list[str]:
    return [row.name.split("/")[0] for row in rows]


def test_every_log_is_a_row_or_a_failure_and_the_most_harmed_comes_first(runs: Path) -> None:
    triage, table = looked(runs)
    assert names(table.rows) == ["b", "a", "well"]
    assert [row.state for row in table.rows] == ["problem", "problem", "fine"]
    (failure,) = table.failures
    assert failure.source.endswith("training.log") and failure.reason
    assert triage.read == 3 and triage.kept == 0


def test_every_file_is_accounted_for(runs: Path, tmp_path: Path) -> None:
    (runs / "README.md").write_text("These are runs.\n")
    (runs / "a" / "weights.pt").write_bytes(b"\x80\x02")
    with Cache(tmp_path / "c.sqlite") as cache:
        for _ in range(2):  # read, then known
            triage, _ = looked(runs, cache=cache)
            assert triage.others == (str(runs / "README.md"), str(runs / "a" / "weights.pt"))


def test_a_folder_is_known_however_it_is_called(runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From inside, beside a file that is no log, and with files beside a log that it is read with."""
    (runs / "train.py").write_text("print(1)\n")
    (runs / "a" / "config.json").write_text('{"lr": 0.1}')
    monkeypatch.chdir(runs)
    with Cache(tmp_path / "c.sqlite") as cache:
        for i, path in enumerate((Path(), runs, Path("../runs"))):
            triage, table = looked(path, cache=cache)
            assert triage.others == (str(path / "train.py"),)
            assert (triage.kept, len(table.rows)) == (0 if i == 0 else 3, 3)
            assert {row.source for row in table.rows} == {
                str(path / name / "history.csv") for name in ("a", "b", "well")
            }


def test_a_row_says_what_the_analysis_says(runs: Path) -> None:
    log = runs / "b" / "history.csv"
    (analysis,) = analyze(log, Request())
    row = row_of(analysis, str(log))
    assert row.text == analysis.verdict.text and row.cause == analysis.verdict.cause
    assert analysis.verdict.keep is not None and row.keep == analysis.verdict.keep.chosen.x
    assert row.best_loss == pytest.approx(min(analysis.run.series[-1].value))
    assert row.last_loss == analysis.run.series[-1].value[-1]
    assert row.loss_cost is not None and row.loss_cost > 1 and row.length == 60
    passed_on = pickle.loads(pickle.dumps(row))
    assert passed_on == row and "fields" not in vars(passed_on.text), "nobody has asked what its text is made of"
    assert unpacked(packed(row)) == row and len(row.sketch.loss) == len(row.sketch.accuracy) > 10
    assert {min(row.sketch.loss), max(row.sketch.loss)} == {0, 100}, "as high as the sketch"
    assert any(severity == "problem" for _, _, severity in row.sketch.bands)


def test_what_stopping_late_cost_is_that_of_the_training_whose_epoch_is_kept() -> None:
    """The next training was stopped far above the end of the first, which ends at its best."""
    fall, right = np.append(np.linspace(1, 0.2, 30), np.linspace(1, 0.7, 10)), np.linspace(0.5, 0.9, 40)
    both = run(
        series("val_loss", fall),
        series("val_accuracy", right, Quantity.ACCURACY),
        breaks=(Break(30.0, "restart", "The counter falls."),),
    )
    row = row_of(analyze_run(both, Request()), "a")
    assert (row.keep, row.loss_cost, row.accuracy_cost) == (29.0, 0.0, 0.0) and row.last_loss == 0.7


@pytest.mark.parametrize(("best", "told"), [(0.0, True), (0.5, True), (1.0, True), (1.5, False)])
def test_a_row_tells_what_the_number_of_examples_makes_of_any_accuracy_that_is_one(best: float, told: bool) -> None:
    loss = np.linspace(1, 0.5, 20)
    made = run(series("val_loss", loss), series("val_accuracy", np.full(20, best), Quantity.ACCURACY))
    row = row_of(analyze_run(made, Request()), "a")
    assert (row.accuracy_error is not None) is told
    assert row.accuracy_error is None or 0 < row.accuracy_error < 0.2


def test_harm_counts_in_what_makes_a_problem_of_a_stretch() -> None:
    row = Row("log", "run", "csv", "problem", loss_cost=0.25, accuracy_cost=0.1)
    assert harm_of(row, Options()) == pytest.approx(0.1 / Options().problem_accuracy_fall)
    assert harm_of(replace(row, accuracy_cost=None), Options()) == pytest.approx(0.25 / Options().problem_loss_rise)
    assert harm_of(Row("log", "run", "csv", "fine"), Options()) == 0


def test_what_differs_is_what_is_not_the_same_in_all_runs() -> None:
    one = Row("a", "a", "csv", "fine", settings=(("lr", "0.1"), ("seed", "1"), ("model", "cnn")))
    two = Row("b", "b", "csv", "fine", settings=(("lr", "0.1"), ("seed", "2")))
    assert differing([one, two]) == ("seed", "model") and differing([one]) == () and differing([]) == ()


def test_a_second_look_reads_nothing_and_says_the_same(runs: Path, tmp_path: Path) -> None:
    with Cache(tmp_path / "c.sqlite") as cache:
        _, first = looked(runs, cache=cache)
    with Cache(tmp_path / "c.sqlite") as cache:
        triage, second = looked(runs, cache=cache)
    assert second == first and triage.read == 0 and triage.kept == 3 and not cache.trouble


def test_only_what_is_new_or_changed_is_read(runs: Path, tmp_path: Path) -> None:
    well = runs / "well" / "history.csv"
    with Cache(tmp_path / "c.sqlite") as cache:
        looked(runs, cache=cache)
        (runs / "c").mkdir()
        (runs / "c" / "history.csv").write_text(well.read_text())
        b = runs / "b" / "history.csv"
        b.write_text(b.read_text().replace("0.0100", "0.0200") + "60,0.9,0.01,0.8,9.9\n")
        triage, table = looked(runs, cache=cache)
    assert triage.read == 2 and triage.kept == 2 and len(table.rows) == 4
    assert next(row for row in table.rows if row.name.startswith("b")).length == 61


def test_a_log_that_was_merely_touched_is_known_by_its_content(runs: Path, tmp_path: Path) -> None:
    log = runs / "a" / "history.csv"
    with Cache(tmp_path / "c.sqlite") as cache:
        looked(runs, cache=cache)
        os.utime(log, ns=(1, 1))
        triage, _ = looked(runs, cache=cache)
        assert triage.read == 0
        log.write_text(log.read_text().replace("0.5", "0.6"))
        os.utime(log, ns=(1, 1))
        triage, _ = looked(runs, cache=cache)
        assert triage.read == 1


def test_what_is_put_beside_a_log_makes_it_new(runs: Path, tmp_path: Path) -> None:
    with Cache(tmp_path / "c.sqlite") as cache:
        looked(runs, cache=cache)
        (runs / "a" / "hparams.yaml").write_text("lr: 0.1\n")
        triage, _ = looked(runs, cache=cache)
    assert triage.read == 1 and triage.kept == 2


def test_another_request_is_another_look(runs: Path, tmp_path: Path) -> None:
    with Cache(tmp_path / "c.sqlite") as cache:
        looked(runs, cache=cache)
        other = Triage([runs], Request(options=Options(window_least=4)), cache)
        list(other.results())
    assert other.read == 3 and other.kept == 0


def test_older_logs_are_passed_over(runs: Path) -> None:
    os.utime(runs / "a" / "history.csv", (1000, 1000))
    triage, table = looked(runs, since=2000.0)
    assert names(table.rows) == ["b", "well"] and triage.older == 1 and len(table.failures) == 1
    os.utime(runs / "broken" / "training.log", (1000, 1000))
    triage, table = looked(runs, runs / "not there.csv", since=2000.0)
    assert triage.older == 2 and [Path(one.source).name for one in table.failures] == ["not there.csv"]


def test_a_log_that_changes_while_it_is_read_says_so_and_is_not_kept(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = runs / "a" / "history.csv"
    grow: Callable[[float, str], None] = lambda _fraction, _text: log.write_text(log.read_text() + "\n")  # noqa: E731
    look = look_at(Reading(log, str(log)), Request(causes=()), grow)
    (row,) = look.found
    assert isinstance(row, Row) and row.notices[0] == CHANGED and not look.still


@pytest.mark.parametrize("changed", [False, True])
def test_a_log_is_recognised_once_unless_it_has_changed_since(
    changed: bool, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = runs / "a" / "history.csv"
    asked: list[Path] = []

    def identified(path: Path) -> Reader:
        asked.append(path)
        return identify(path)

    monkeypatch.setattr("lossacc_gui.readers.registry.identify", identified)
    task = Reading(log, str(log), judged(log).reader, stamp_of(log.stat()))
    if changed:
        log.write_text(log.read_text() + "900,0.9,0.1,0.8,0.6\n")
    (row,) = look_at(task, Request(causes=())).found
    assert isinstance(row, Row) and row.format == judged(log).reader == "keras-csv"
    assert asked == ([log] if changed else [])


def test_what_failed_is_tried_again(runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_memory(*_: object) -> None:
        raise MemoryError

    with Cache(tmp_path / "c.sqlite") as cache:
        with monkeypatch.context() as patched:
            patched.setattr("lossacc_gui.readers.registry._read", out_of_memory)
            _, table = looked(runs, cache=cache)
        assert not table.rows and "not enough memory" in table.failures[0].reason
        triage, table = looked(runs, cache=cache)
    assert triage.read == 3 and len(table.rows) == 3


def test_cancelling_ends_it(runs: Path) -> None:
    def stop(fraction: float, _text: str) -> None:
        if fraction > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        looked(runs, progress=stop)


def test_processes_find_what_one_finds(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, alone = looked(runs, jobs=1)
    monkeypatch.setattr(module, "FEW", 0)
    told: list[float] = []
    _, together = looked(runs, jobs=2, progress=lambda fraction, _text: told.append(fraction))
    assert together == alone and told == sorted(told) and told[-1] == 1


@pytest.mark.parametrize(("few", "jobs", "together"), [(3, 2, True), (4, 2, False), (3, 1, False), (3, 0, True)])
def test_few_logs_are_read_here_and_so_are_all_by_one_process(
    few: int, jobs: int, together: bool, runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FEW", few)  # of four logs
    asked: list[int] = []

    def each(self: object, tasks: object, tell: object) -> Iterable[object]:
        asked.append(1)
        return []

    monkeypatch.setattr(module.Pool, "each", each)
    list(Triage([runs], Request(), jobs=jobs).results())
    assert bool(asked) == together


def test_an_unreadable_log_survives_the_way_between_processes() -> None:
    error = UnreadableLog(Path("a.csv"), "It is empty.", line=3, advice="Try another.")
    again = pickle.loads(pickle.dumps(error))
    assert (again.path, again.sentence, again.line) == (error.path, error.sentence, 3)
    assert isinstance(Failure("a", "b"), Failure)


TABLES = {
    "wandb.csv": (
        '"Name","State","Runtime","learning_rate","weight_decay","loss","val_loss","val_accuracy"\n'
        '"swift-sun-1","finished","120","0.1","0.01","0.31","0.52","0.83"\n'
        '"old-tree-3","crashed","20","1.0","0.01","","",""\n'
    ),
    "mlflow.csv": (
        "run_id,status,metrics.val_loss,metrics.val_accuracy,metrics.epoch,params.learning_rate,params.weight_decay,"
        "tags.mlflow.runName\na1,FINISHED,0.52,0.83,30,0.1,0.01,swift-sun-1\na3,FAILED,,,2,1.0,0.01,old-tree-3\n"
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_runs_is_listed_without_curves_and_no_run_is_lost(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TABLES[name])
    _, table = looked(tmp_path / name)
    sun, tree = sorted(table.rows, key=lambda row: row.best_loss is None)
    assert (sun.name, sun.state, sun.best_loss, sun.best_accuracy) == ("swift-sun-1", "undetermined", 0.52, 0.83)
    assert (tree.name, tree.state, tree.best_loss, sun.keep) == ("old-tree-3", "undetermined", None, None)
    assert dict(sun.settings) == {"learning_rate": "0.1", "weight_decay": "0.01"}
    assert differing(table.rows) == ("learning_rate",) and table.failures == ()
    (error,) = analyze_all([tmp_path / name], Request())
    assert isinstance(error, UnreadableLog) and "List it with `lossacc triage`" in error.sentence


def test_of_runs_in_order_the_suspected_stand_before_those_that_lost_as_little_as_any() -> None:
    suspected = Row("a", "a", "csv", "fine", suspicion=0.9)
    lost = Row("b", "b", "csv", "fine", loss_cost=0.03)
    bad = Row("c", "c", "csv", "watch", loss_cost=0.03)
    worse = Row("d", "d", "csv", "watch", loss_cost=0.06)
    found = ordered([lost, bad, suspected, worse], Options())
    assert [row.name for row in found.rows] == ["d", "c", "a", "b"]


def test_runs_of_which_nothing_can_be_said_stand_between_those_with_harm_and_those_without() -> None:
    states = ("fine", "too_short", "problem", "undetermined", "watch")
    found = ordered([Row(state, state, "csv", state) for state in states], Options())
    assert [row.name for row in found.rows] == ["problem", "watch", "too_short", "undetermined", "fine"]
    costs = [Row("u", "u", "csv", "undetermined", loss_cost=0.5), Row("t", "t", "csv", "too_short", loss_cost=0.9)]
    assert [row.name for row in ordered(costs, Options()).rows] == ["t", "u"], "of one rank it goes by harm"


def test_what_is_suspected_counts_where_it_is_likelier_that_nothing_is_wrong(runs: Path) -> None:
    """A healthy run with a doubt stands above one without, though neither verdict names a cause."""
    (well,) = analyze(runs / "well" / "history.csv", Request())
    known = {cause.id: cause for cause in load_causes(resource("causes"))}

    def doubted(**beliefs: float) -> float:
        families = tuple(Family(known[name], score) for name, score in beliefs.items())
        return row_of(replace(well, overall=Explanation("", (), families=families)), "a").suspicion

    assert doubted(nothing_wrong=0.6, class_imbalance=0.3, overfitting=0.1) == 0.3
    assert doubted(nothing_wrong=0.9, growing_confidence=0.1) == 0.0


def test_numbers_without_names_are_refused_as_an_analysis_refuses_them(tmp_path: Path) -> None:
    log = tmp_path / "training_log.csv"
    log.write_text("".join(f"1,0.1,{i},{2 / i:.4f},{100 - 50 / i:.3f}\n" for i in range(1, 40)))
    (error,) = analyze_all([log], Request())
    assert isinstance(error, UnreadableLog) and "--map" in error.sentence
    _, table = looked(log)
    assert [one.reason for one in table.failures] == [error.sentence]
