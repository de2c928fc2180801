from __future__ import annotations

import csv
import importlib
import io
import json
import pkgutil
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import handmade
import numpy as np
import pytest

import lossacc_gui.export
from lossacc_gui.chart import View, smoothed_of
from lossacc_gui.export.csv import COLUMNS, as_csv
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.html import as_html
from lossacc_gui.export.json import as_json
from lossacc_gui.export.look import Look
from lossacc_gui.export.markdown import as_markdown
from lossacc_gui.export.phrases import source_text
from lossacc_gui.export.registry import EXPORTERS, FIGURES, REPORTS
from lossacc_gui.export.text import as_text, as_whole_text, cause_as_text
from lossacc_gui.measure.pairing import pairs_of
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import NOTHING_WRONG, Evidence, Source
from lossacc_gui.model.errors import UnreadableLog
from lossacc_gui.model.event import Event
from lossacc_gui.model.options import Options
from lossacc_gui.model.request import Request
from lossacc_gui.model.verdict import State
from lossacc_gui.use_case import analyze

ERROR = UnreadableLog(Path("logs/broken.csv"), "The file is empty.", advice="Choose another log.")
HOSTILE = '<script>alert("x")</script> & *stars* [link](x) `code`'


def test_every_exporter_is_in_the_list() -> None:
    names = [module.name for module in pkgutil.iter_modules(lossacc_gui.export.__path__)]
    modules = [importlib.import_module(f"lossacc_gui.export.{name}") for name in names]
    made = {module.__name__: module.EXPORTER for module in modules if hasattr(module, "EXPORTER")}
    for name, exporter in made.items():
        assert exporter in EXPORTERS, f"add {name.rpartition('.')[2]}.EXPORTER to EXPORTERS in export/registry.py"
    assert len({exporter.name for exporter in EXPORTERS}) == len(EXPORTERS) == len(made) + len(FIGURES)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("exporter", REPORTS, ids=lambda exporter: exporter.name)
def test_every_exporter_bears_nothing_poor_and_hostile_runs(exporter: Exporter) -> None:
    poor = handmade.analysis(handmade.run((), name=HOSTILE, notices=()), (), explained=False)
    one_point = handmade.analysis(handmade.run(handmade.curves(1)))
    assert exporter.render([], []) is not None
    text = exporter.render([poor, one_point, handmade.crowded()], [ERROR])
    assert "<script>" not in text or exporter.name in ("text", "json", "csv", "markdown")
    assert exporter.render([one_point], []) == exporter.render([one_point], [])


# JSON: the contract


def test_each_report_says_once_on_how_many_examples_and_how_that_is_known() -> None:
    one = handmade.episode(examples_from="as the log says")
    twice = handmade.analysis(episodes=(one, replace(one, start=40.0), replace(one, split="train", n_examples=None)))
    for made in (as_text, as_markdown, as_html):
        words = " ".join(unescape(made([twice], [])).split())
        assert words.count("accuracy on 1,500 validation examples as the log says") == 1
        assert words.count("as the log says") == 1
    (told,) = json.loads(as_json([twice], []))["runs"]
    assert told["measured_on"] == [{"split": "val", "examples": 1500, "from": "as the log says"}]


def test_json_has_exactly_the_keys_of_the_contract() -> None:
    document = json.loads(as_json([handmade.analysis()], [ERROR]))
    assert list(document) == ["schema_version", "runs", "errors"]
    assert document["schema_version"] == 1
    assert document["errors"] == [{"path": str(ERROR.path), "message": "The file is empty. Choose another log."}]
    (run,) = document["runs"]
    keys = ["path", "name", "format", "series", "left_out", "files", "notices", "episodes", "findings", "causes"]
    assert list(run) == [*keys, "verdict", "coverage", "measured_on", "x", "notes"]
    assert run["coverage"] == [
        {"name": "overfitting", "done": True, "why": "", "log": "", "settles": []},
        {
            "name": "steps that ran wild",
            "done": False,
            "why": "not logged: the norm",
            "log": "the norm",
            "settles": ["overconfidence", "shift"],
        },
        {"name": "flips", "done": False, "why": "the file is of another run.", "log": "predictions.npz", "settles": []},
    ]
    assert run["left_out"] == [] and run["files"] == [run["path"]]
    assert run["series"][2] == {"metric": "val_loss", "quantity": "loss", "split": "val", "points": 60}
    assert run["notices"] == [{"line": 12, "text": "2 rows had no numbers and were skipped."}]
    assert run["causes"] == [
        {"id": "overconfidence", "parent": None, "score": 0.71},
        {"id": "outliers", "parent": None, "score": 0.2},
    ]
    (finding,) = run["findings"]
    assert list(finding) == ["kind", "split", "start", "end", "severity", "text", "value"]
    assert (finding["kind"], finding["start"]) == ("plateau", 50)
    assert run["x"] == "epoch"


def test_json_tells_an_episode_as_the_contract_does() -> None:
    (episode,) = json.loads(as_json([handmade.analysis()], []))["runs"][0]["episodes"]
    causes = episode.pop("causes")
    assert episode == {
        "number": 1,
        "also": [],
        "split": "val",
        "loss_metric": "val_loss",
        "accuracy_metric": "val_accuracy",
        "start": 24,
        "end": 60,
        "loss": "up",
        "accuracy": "flat",
        "pattern": "loss_worse_accuracy_flat",
        "severity": "problem",
        "loss_change": 0.41,
        "accuracy_change": -0.002,
        "confidence": 0.98,
    }
    assert [list(cause) for cause in causes] == [["id", "parent", "score", "evidence"]] * 2
    assert causes[0]["evidence"][0] == {
        "text": "Loss per error rose by 2.3.",
        "supports": True,
        "value": 2.3,
        "fact": "kappa_rise",
        "unit": "",
        "weight": 1.2,
        "start": 24,
        "end": 60,
    }


def test_json_says_by_which_name_an_error_rate_is_related() -> None:
    run = handmade.run()
    error = handmade.series("val_err", handmade.Quantity.ERROR_RATE, handmade.Split.VAL, 1 - run.series[3].value)
    run = replace(run, series=(*run.series[:3], error))
    analysis = replace(handmade.analysis(run, ()), pairs=pairs_of(run))
    (told,) = json.loads(as_json([analysis], []))["runs"]
    assert told["series"][3]["metric"] == "val_err"
    assert told["series"][3]["related_as"] == "accuracy (1 - val_err)"
    assert "related_as" not in told["series"][2]


def test_json_tells_findings_that_are_events_with_their_causes_and_all_others() -> None:
    (run,) = json.loads(as_json([handmade.analysis(findings=(handmade.GAP,))], []))["runs"]
    gap, plateau = run["findings"]
    assert (run["episodes"][0]["number"], gap["number"], gap["kind"]) == (1, 2, "gap")
    assert [cause["id"] for cause in gap["causes"]] == ["overconfidence", "outliers"]
    assert plateau["kind"] == "plateau" and "causes" not in plateau


def test_json_points_from_a_grave_finding_to_the_event_that_tells_it() -> None:
    made = handmade.analysis()
    (run,) = json.loads(as_json([replace(made, findings=(*made.findings, handmade.GAP))], []))["runs"]
    gap = run["findings"][-1]
    assert (gap["kind"], gap["number"]) == ("gap", 1)
    assert gap["causes"][0]["id"] == "overconfidence"


def test_json_has_the_verdict() -> None:
    (run,) = json.loads(as_json([handmade.analysis(keep=handmade.keep())], []))["runs"]
    verdict = run["verdict"]
    keep = verdict.pop("keep")
    assert verdict == {
        "state": "problem",
        "cause": "overconfidence",
        "text": handmade.HEADLINE,
        "main": {"kind": "loss_worse_accuracy_flat", "split": "val", "start": 24, "end": 60},
        "checks": [
            {"name": "overfitting", "done": True, "why": ""},
            {"name": "steps that ran wild", "done": False, "why": "not logged: the norm"},
            {"name": "flips", "done": False, "why": "the file is of another run."},
        ],
    }
    assert keep == {
        "epoch": 29,
        "range": [25, 33],
        "also": [],
        "split": "val",
        "by": "val_loss",
        "metric": "val_loss",
        "value": 0.412,
        "cost": {
            "by_loss_accuracy": 0.004,
            "by_accuracy_loss": 0.12,
            "by_loss_watched": None,
            "by_watched_loss": None,
        },
        "since": 31,
        "by_loss": {"epoch": 29, "range": [25, 33], "also": [], "metric": "val_loss", "value": 0.412},
        "by_accuracy": {"epoch": 40, "range": [38, 52], "also": [], "metric": "val_accuracy", "value": 0.871},
        "by_watched": None,
        "files": ["logs/run-a/ckpt-029.h5"],
    }
    (fine,) = json.loads(as_json([handmade.analysis(episodes=())], []))["runs"]
    assert (fine["verdict"]["state"], fine["verdict"]["main"], fine["verdict"]["keep"]) == ("fine", None, None)


def test_json_counts_epochs_in_whole_numbers_and_what_lies_between_them_as_it_is() -> None:
    text = as_json([handmade.analysis(episodes=(handmade.episode(24, 60.5),), keep=handmade.keep())], [])
    (episode,) = json.loads(text)["runs"][0]["episodes"]
    assert [type(episode[end]) for end in ("start", "end")] == [int, float]
    assert type(json.loads(text)["runs"][0]["verdict"]["keep"]["epoch"]) is int


def test_text_tells_three_facts_for_a_cause_and_three_against_it_and_all_of_them_where_all_is_wanted() -> None:
    why = handmade.explanation()
    evidence = tuple(Evidence(f"Fact {i}.", weight, 1.0) for i in range(5) for weight in (1.0, -1.0))
    analysis = handmade.analysis(why=replace(why, causes=(replace(why.causes[0], evidence=evidence), *why.causes[1:])))
    told = [f"Fact {i}." in as_text([analysis], []) for i in range(5)]
    assert told == [True] * 3 + [False] * 2
    assert all(f"Fact {i}." in as_whole_text([analysis], []) for i in range(5))


def test_json_says_of_each_cause_whose_face_it_is() -> None:
    (run,) = json.loads(as_json([handmade.analysis(why=handmade.families())], []))["runs"]
    told = [(cause["id"], cause["parent"]) for cause in run["causes"]]
    assert told == [("overconfidence", "overfitting"), ("label_noise", "overfitting"), ("outliers", None)]
    assert [(cause["id"], cause["parent"]) for cause in run["episodes"][0]["causes"]] == told


def test_json_writes_null_for_what_is_no_number_and_keeps_full_precision() -> None:
    third = 1 / 3
    episodes = (handmade.episode(loss_change=float("inf"), accuracy_change=float(np.float64(third)), start=1.5),)
    why = handmade.explanation()
    evidence = (Evidence("The loss is nan.", 1.0, float("nan")), Evidence("It is so.", 1.0))
    ranked = replace(why.causes[0], evidence=evidence)
    text = as_json([handmade.analysis(episodes=episodes, why=replace(why, causes=(ranked,)))], [])
    assert "NaN" not in text and "Infinity" not in text
    (episode,) = json.loads(text)["runs"][0]["episodes"]
    assert (episode["loss_change"], episode["accuracy_change"], episode["start"]) == (None, third, 1.5)
    assert [one["value"] for one in episode["causes"][0]["evidence"]] == [None, None]


# CSV: the long table


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_has_a_row_for_every_value_in_full_precision() -> None:
    analysis = handmade.analysis()
    rows = rows_of(as_csv([analysis], [ERROR], Look(View(smoothing=0.6))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 240
    for series in analysis.run.series:
        own = [row for row in rows if row["metric"] == series.metric]
        assert [float(row["raw"]) for row in own] == series.value.tolist()
        assert [float(row["smoothed"]) for row in own] == smoothed_of(series, analysis.run, 0.6).tolist()
        assert [row["epoch"] for row in own] == [str(i) for i in range(1, 61)]


def test_csv_numbers_the_episodes_of_the_curves_that_make_them() -> None:
    rows = rows_of(as_csv([handmade.analysis(episodes=(handmade.episode(24, 40), handmade.episode(40, 60)))], []))
    told = {(row["metric"], row["step"]): row["episode"] for row in rows}
    assert [told["val_loss", step] for step in ("23", "24", "40", "41")] == ["", "1", "1;2", "2"]
    assert told["loss", "30"] == ""


def test_csv_numbers_an_episode_at_the_error_rate_that_it_was_found_in() -> None:
    run = handmade.run()
    error = handmade.series("val_err", handmade.Quantity.ERROR_RATE, handmade.Split.VAL, 1 - run.series[3].value)
    run = replace(run, series=(*run.series[:3], error))
    pairs = pairs_of(run)
    analysis = handmade.analysis(run, (handmade.episode(24, 40, accuracy_metric=pairs[0].accuracy.metric),))
    rows = rows_of(as_csv([replace(analysis, pairs=pairs)], []))
    told = {(row["metric"], row["step"]): (row["episode"], float(row["raw"])) for row in rows}
    assert told["val_err", "24"] == ("1", error.value[23])


def test_csv_numbers_a_finding_in_all_curves_of_its_split_and_a_merged_event_in_all_its_metrics() -> None:
    extra = handmade.series("val_f1", handmade.Quantity.F1, handmade.Split.VAL, np.linspace(0.1, 0.6, 60))
    made = handmade.analysis(handmade.run((*handmade.curves(), extra)), findings=(handmade.GAP,))
    first, gap = made.events
    made = replace(made, events=(replace(first, also=("val_f1",)), gap))
    told = {(row["metric"], row["step"]): row["episode"] for row in rows_of(as_csv([made], []))}
    assert [told[metric, "30"] for metric in ("loss", "val_loss", "val_f1")] == ["", "1;2", "1;2"]
    assert [told["val_f1", step] for step in ("23", "24")] == ["", "1"]


def test_csv_can_be_cut_to_what_is_shown() -> None:
    rows = rows_of(as_csv([handmade.analysis()], [], Look(View(x_range=(10, 12)))))
    assert sorted({int(row["step"]) for row in rows}) == [10, 11, 12]


def test_csv_keeps_nan_and_leaves_an_unknown_epoch_empty() -> None:
    value = [0.5, float("nan"), float("inf")]
    series = handmade.series("val_loss", handmade.Quantity.LOSS, handmade.Split.VAL, value, epochs=False)
    rows = rows_of(as_csv([handmade.analysis(handmade.run((series,), x_name="step"), ())], []))
    assert [row["raw"] for row in rows] == ["0.5", "nan", "inf"]
    assert {row["epoch"] for row in rows} == {""}


# Text


def test_the_text_keeps_a_path_whole_however_long() -> None:
    source = Path("a_folder_with_a_long_name" * 5, "history.csv")
    text = as_text([handmade.analysis(replace(handmade.run(), source=source))], [])
    assert str(source) in text


def test_the_text_has_the_verdict_before_the_events_and_fits_a_terminal() -> None:
    text = as_text([handmade.analysis(), handmade.crowded()], [ERROR])
    assert text.index("[problem] From epoch 24 on") < text.index("Event 1: epochs 24–60, val")
    assert max(len(line) for line in text.splitlines() if "very/long" not in line and "an experiment" not in line) <= 92
    for wanted in (
        "1. Over-confidence (71 %)",
        "for     Loss per error rose by 2.3.",
        "against Single spikes explain only 4 % of the movement.",
        "remedy  Stop at the lowest validation loss.",
        "To tell 1 from 2: Look at the largest per-example losses.",
        "about 3 of 1,500 examples",
        "Nothing moves any more.",
        "line 12: 2 rows had no numbers",
        f"{ERROR.path}: The file is empty.",
    ):
        assert wanted in text


def test_the_text_of_a_fine_run_says_so_and_has_no_event() -> None:
    text = as_text([handmade.analysis(episodes=(), explained=False)], [])
    assert "[fine] Nothing seems wrong." in text
    assert "vent" not in text


def test_a_harmless_cause_is_called_harmless() -> None:
    why = handmade.explanation()
    benign = replace(why.causes[0], cause=replace(handmade.OVERCONFIDENCE, benign=True))
    text = as_text([handmade.analysis(why=replace(why, causes=(benign,)))], [])
    assert "1. Over-confidence (71 %, harmless)" in text


REPORTS = (as_text, as_markdown, as_html)


def plain(report: Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str], *analyses: Analysis) -> str:
    """The words of a report, without markup, links and line breaks."""
    text = report(analyses, [])
    if report is as_html:
        text = re.sub(r'<span class="whole">(.*?)</span>', r"\1", text)
        text = unescape(re.sub(r"<svg.*?</svg>|<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL))
    if report is as_markdown:
        text = re.sub(r"\\(.)", r"\1", text)
    return " ".join(text.split())


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("report", REPORTS)
def test_a_report_has_verdict_keep_and_count_before_all_events(
    report: Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str],
) -> None:
    told = plain(report, handmade.analysis(findings=(handmade.GAP,), keep=handmade.keep()))
    wanted = (
        *(handmade.HEADLINE, "Keep epoch 29 by val_loss (0.412; epochs 25–33 are as good within noise)."),
        "2 events: 1 problem, 1 worth a look.",
        "Event 1: epochs 24–60, val: loss gets worse, accuracy stays flat (problem)",
        "Event 2: epochs 30–60, val: training and validation stand apart (worth a look)",
        "Also seen",
        "Nothing moves any more. (epochs 50–60, train; harmless)",
        *("Checks of this run", "Made: overfitting."),
        "Not made: steps that ran wild. Next time: the norm; that bears on over-confidence.",
        "Not made: flips (the file is of another run). Next time: predictions.npz.",
    )
    places = [told.index(words) for words in wanted]
    assert places == sorted(places)
    assert told.index("problem") < told.index(handmade.HEADLINE), "the badge"
    assert "benign" not in told


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("report", REPORTS)
def test_a_report_on_a_healthy_run_says_in_one_line_what_it_would_be_if_anything_were_wrong(
    report: Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str],
) -> None:
    why = handmade.explanation(0.08)
    well = replace(why.causes[0], score=0.8, cause=replace(handmade.OVERCONFIDENCE, id=NOTHING_WRONG))
    harmless = replace(why.causes[1], cause=replace(handmade.OUTLIERS, id="lr_drop", title="A drop", benign=True))
    fine = handmade.analysis(episodes=(), explained=False)
    told = plain(report, replace(fine, overall=replace(fine.overall, causes=(well, harmless, *why.causes))))
    assert "If anything were wrong, though nothing seems to be: Outliers (20 %)." in told, "8 % are noise to the ear"
    assert "The run as a whole" not in told


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize(("belief", "aside"), [(0.45, True), (0.55, False)])
def test_of_a_fine_run_causes_are_told_in_one_line_unless_one_outweighs_all_others(
    belief: float, aside: bool, report: Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str]
) -> None:
    why = handmade.families()
    overall = replace(why, families=(replace(why.families[0], score=belief), why.families[1]))
    fine = handmade.analysis(episodes=(), explained=False, state=State.FINE)
    told = plain(report, replace(fine, overall=overall))
    assert ("If anything were wrong, though nothing seems to be: Over-confidence (45 %), Label noise" in told) is aside
    assert ("The run as a whole" in told) is not aside


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("report", REPORTS)
def test_a_report_heads_faces_by_their_family(
    report: Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str],
) -> None:
    told = plain(report, handmade.analysis(why=handmade.families()))
    wanted = (
        "Overfitting: training improves alone (81 %), one of:",
        *("1. Over-confidence (45 %)", "2. Label noise: wrong labels are learned (36 %)"),
        *("To tell 1 from 2: Look at the largest", "3. Outliers (10 %)"),
    )
    places = [told.index(words) for words in wanted]
    assert places == sorted(places)
    assert (told.index("Stop early.") > places[-1]) is (report is as_text), "the text ends with what to do"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("report", REPORTS)
def test_a_merged_event_names_all_who_show_it_and_a_grave_remark_points_to_its_event(
    report: Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str],
) -> None:
    made = handmade.analysis()
    event = replace(made.events[0], also=("val_f1", "val_auc"))
    made = replace(made, events=(event,), findings=(handmade.GAP,), verdict=replace(made.verdict, main=event))
    told = plain(report, made)
    assert "Also in 2 metrics: val_f1, val_auc." in told
    assert "Training and validation loss part. (epochs 30–60, val; part of event 1)" in told


def test_a_cause_is_told_with_checks_remedies_and_sources() -> None:
    text = cause_as_text(handmade.OVERCONFIDENCE)
    assert text.startswith("Over-confidence (overconfidence)")
    assert "Guo (2017): On calibration of modern neural networks. Cited for: section 2" in text
    assert text.index("Check") < text.index("Remedy") < text.index("Sources")


# Markdown


def test_markdown_tells_everything_and_escapes_names() -> None:
    analysis = handmade.analysis(handmade.run(name=HOSTILE))
    text = as_markdown([replace(analysis, options=Options(n_examples=1500))], [ERROR])
    assert text.startswith("# Loss and accuracy\n")
    assert r"## \<script\>" in text and r"\*stars\* \[link\]" in text
    for wanted in ("### Event 1: epochs 24–60", "**For**", "**Against**", "**Check**", "**Remedy**", "**Sources**"):
        assert wanted in text
    assert r"- batch\_size = 64" in text
    assert r"- n\_examples = 1500 (examples)" in text


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("report", [as_markdown, as_html, as_whole_text])
def test_a_cause_of_several_events_is_told_in_full_where_it_leads_first_and_pointed_to_elsewhere(
    report: Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str],
) -> None:
    one = handmade.analysis()
    led = handmade.explanation()
    behind = replace(led, causes=tuple(reversed(led.causes)))
    analysis = replace(one, events=tuple(Event(handmade.episode(), why) for why in (behind, led, led)))
    parts = re.split(r"Event \d:", plain(report, analysis))
    assert [handmade.OVERCONFIDENCE.story in part for part in parts] == [False, False, True, False]
    assert ["Loss per error rose by 2.3." in part for part in parts] == [False, False, True, False]
    assert "event 2" in parts[1] and "event 1" in parts[2]
    assert "event 2" in parts[3]
    other = replace(led, causes=(replace(led.causes[0], evidence=led.causes[1].evidence),))
    analysis = replace(one, events=tuple(Event(handmade.episode(), why) for why in (led, other)))
    assert "Single spikes explain" in re.split(r"Event \d:", report([analysis], []))[2], "evidence of its own"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("report", [as_text, as_markdown, as_html, as_whole_text])
def test_a_report_on_many_runs_tells_each_cause_check_and_remedy_once(
    report: Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str],
) -> None:
    one = handmade.analysis(why=handmade.families())
    runs = [
        replace(one, events=one.events * 2, run=replace(one.run, name=name)) for name in ("first", "second", "third")
    ]
    told = plain(report, *runs)
    assert told.count("Stop early.") == 1
    assert told.count(handmade.LABEL_NOISE.story) == (0 if report is as_text else 1)
    assert told.count(handmade.OVERCONFIDENCE.checks[0]) == (0 if report is as_text else 4), "four causes have it"
    assert told.count("Loss per error rose by 2.3.") == 3, "the evidence is each run's own, and told once for each"
    assert "event 1 of run 1, first" in told
    assert told.count("Made: overfitting.") == 1 and told.count("The same as for run 1, first.") == 2
    assert told.count("The percentage behind a cause is the belief") == 1
    assert told.count("that loss and accuracy really part ways here") == 1
    assert told.index("The percentage behind a cause is the belief") < told.index("81 %")
    assert told.index("Confidence 98 %") + len("Confidence 98 % (") == told.index("that loss and accuracy really")


def test_the_text_has_one_check_and_one_remedy_an_event_and_all_of_them_on_request() -> None:
    many = replace(handmade.OVERCONFIDENCE, remedies=("Stop early.", "Use more data."))
    why = replace(
        handmade.explanation(), causes=(replace(handmade.explanation().causes[0], cause=many),), deciding_check=""
    )
    analysis = handmade.analysis(why=why)
    short, whole = plain(as_text, analysis), plain(as_whole_text, analysis)
    assert "check Plot the confidence" in short and "remedy Stop early." in short
    assert "--all" in short and "--all" not in whole
    for text in (many.checks[1], many.remedies[1], many.story, "Guo (2017)"):
        assert text not in short and text in whole


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("keras-csv", "Stop. Keras: `k`."),
        ("fastai", "Stop."),
        ("lightning-csv", "Stop. Lightning: `l`."),
        ("huggingface", "Stop. PyTorch: `p`."),
        ("catboost-tsv", "Stop."),
        ("text", "Stop. Keras: `k`. PyTorch: `p`."),
    ],
)
def test_advice_is_given_in_the_words_of_the_framework_that_wrote_the_log(form: str, wanted: str) -> None:
    cause = replace(handmade.OVERCONFIDENCE, remedies=("Stop. Keras: `k`. PyTorch: `p`. Lightning: `l`.",))
    why = replace(handmade.explanation(), causes=(replace(handmade.explanation().causes[0], cause=cause),))
    told = plain(as_text, handmade.analysis(handmade.run(format=form), why=why))
    assert re.search(r"remedy (.*?) (?=[A-Z][a-z]+ seen)", told)[1] == wanted  # type: ignore[index]


def test_of_many_pairs_and_metrics_a_report_names_the_first() -> None:
    made = handmade.analysis()
    event = replace(made.events[0], also=tuple(f"val_{i}" for i in range(40)))
    told = plain(as_text, replace(made, pairs=made.pairs * 20, events=(event,)))
    assert (
        "and 37 more" in told and "Also in 40 metrics: val_0, val_1, val_2, val_3, val_4, val_5, and 34 more." in told
    )


def test_the_event_of_the_verdict_tells_a_cause_before_earlier_ones() -> None:
    one = handmade.analysis()
    first, second = (Event(handmade.episode(start), one.events[0].explanation) for start in (5, 30))
    analysis = replace(one, events=(first, second), verdict=replace(one.verdict, main=second))
    parts = re.split(r"Event \d:", as_text([analysis], []))
    assert ["Loss per error rose" in part for part in parts] == [False, False, True]
    assert "Causes as in event 2:" in parts[1]


def test_the_text_points_to_the_event_that_has_argued_a_cause_already() -> None:
    one = handmade.analysis()
    text = as_text([replace(one, events=one.events * 2)], [])
    first, second = re.split(r"Event \d:", text)[1:]
    assert "1. Over-confidence (71 %)\n" in first
    assert "Causes as in event 1: Over-confidence 71 %; Outliers 20 %." in second
    assert "Loss per error rose" not in second


@pytest.mark.usefixtures("qapp")
def test_the_pointer_of_a_page_leads_to_the_event() -> None:
    one = handmade.analysis()
    analysis = replace(one, events=one.events * 2)
    page = as_html([analysis], [])
    assert 'id="run-1-event-1"' in page and 'href="#run-1-event-1"' in page


# HTML


class Page(HTMLParser):
    """Collects what a browser would load, the words it would show, and tags that are not closed."""

    VOID = frozenset({"meta", "link", "img", "br", "hr", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loaded: list[str] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "xlink:href") and not (value or "").startswith("#"):
                self.loaded.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture
def page(qapp: object) -> Iterator[Page]:
    del qapp
    hostile = handmade.analysis(handmade.run(name=HOSTILE))
    yield Page(as_html([hostile, handmade.crowded()], [ERROR]))


def test_html_is_one_well_formed_page_that_loads_nothing(page: Page) -> None:
    assert page.open == []
    assert page.loaded == []
    assert "script" not in page.open and HOSTILE in " ".join(page.words)


def test_html_holds_chart_verdict_evidence_checks_remedies_sources_notices_and_settings(page: Page) -> None:
    words = " ".join(" ".join(page.words).split())
    for wanted in (
        "1 event: 1 problem.",
        "From epoch 24 on",
        "Loss per error rose by 2.3.",
        "Plot the confidence of wrong predictions.",
        "Stop at the lowest validation loss.",
        "Guo (2017)",
        "line 12: 2 rows had no numbers",
        "batch_size = 64",
        "accuracy (%)",
        f"{ERROR.path}: The file is empty.",
    ):
        assert wanted in words


def test_the_charts_of_a_page_do_not_share_their_ids(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert any("clip" in one for one in page.ids)


def test_the_charts_of_a_page_are_well_formed_and_use_their_own_clips(qapp: object) -> None:
    del qapp
    text = as_html([handmade.analysis(), handmade.crowded()], [])
    charts = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(charts) == 4, "each for wide screens and for phones"
    for chart in charts:
        ET.fromstring(chart)
        assert set(re.findall(r"url\(#([^)]+)\)", chart)) <= set(re.findall(r'id="([^"]+)"', chart))


def test_a_source_says_where_it_stands() -> None:
    source = Source("A title", "A. Author", 2017, "what it says", "ICML", "arXiv:1706.04599")
    assert source_text(source) == "A. Author (2017): A title. ICML, arXiv:1706.04599. Cited for: what it says"
    assert source_text(Source("Why?", venue="A blog")) == "Why? A blog"


def test_what_to_do_is_told_where_a_cause_leads_not_where_it_is_only_named() -> None:
    why = handmade.explanation()
    turned = replace(why, causes=why.causes[::-1], families=())
    text = as_text([handmade.analysis(why=replace(why, families=())), handmade.analysis(why=turned)], [])
    second = text.partition("\n\n\n")[2]
    assert why.causes[1].cause.remedies[0].split()[0] in second.partition("remedy")[2]
    assert "What to check and to do: see" not in second.partition("Event 1")[2].partition("Event 2")[0]


def test_markdown_shows_code_as_code_and_the_prose_about_it_as_prose() -> None:
    remedy = "Call `model.fit(x_train, epochs=2)` or *all* of [a_b] again."
    told = handmade.explanation()
    cause = replace(told.causes[0].cause, remedies=(remedy,))
    text = as_markdown([handmade.analysis(why=replace(told, causes=(replace(told.causes[0], cause=cause),)))], [])
    assert r"- Call `model.fit(x_train, epochs=2)` or \*all\* of \[a\_b\] again." in text


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("report", [as_markdown, as_html])
def test_a_cause_that_is_told_elsewhere_is_pointed_to_in_one_sentence(
    report: Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str],
) -> None:
    told = handmade.families()
    later = replace(told, causes=(*told.causes[1:], replace(told.causes[0], score=0.05)))
    made = handmade.analysis(findings=(handmade.GAP,), why=told)
    events = (made.events[0], replace(made.events[1], told=replace(later, families=told.families)))
    flat = " ".join(re.sub(r"<[^>]*>|\\", "", report([replace(made, events=events)], [])).split())
    assert "3. Outliers (10 %): see event 1." in flat or "2. Outliers (10 %): see event 1." in flat, flat
    assert "See event" not in flat


@pytest.mark.parametrize("metric", ["accuracy", "auc", "mean_iou"])
@pytest.mark.parametrize("render", [as_text, as_markdown, as_html])
def test_a_report_says_what_it_calls_accuracy_where_that_is_another_metric(
    render: Callable[[Sequence[Analysis], Sequence[UnreadableLog]], str], metric: str, tmp_path: Path
) -> None:
    log = tmp_path / "history.csv"
    rows = (f"{at},{1.5 / (at + 1):.3f},{0.9 - 0.4 / (at + 1):.3f}\n" for at in range(12))
    log.write_text(f"epoch,val_loss,val_{metric}\n" + "".join(rows))
    shown = re.sub(r"\s+", " ", unescape(render(analyze(log, Request()), [])))
    assert (f"called accuracy here: val_{metric}" in shown.replace("\\", "")) is (metric != "accuracy")
