"""A triage as text, CSV, JSON, HTML and JUnit says the same of the same runs."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from lossacc_gui.model.verdict import State
from lossacc_gui.triage.reports.html import drawing
from lossacc_gui.triage.reports.registry import REPORTS, report_of
from lossacc_gui.triage.reports.report import Told
from lossacc_gui.triage.row import Failure, Row, Sketch, Table

SICK = Row(
    "runs/<b>&.csv",
    "=b",
    "keras-csv",
    "problem",
    main="overfitting",
    split="val",
    start=3,
    end=9,
    cause="overfitting",
    title="Overfitting: learns by heart",
    text="Worse from epoch 3 on \x08.",
    keep=3,
    keep_by="val_loss",
    best_loss=0.5,
    last_loss=math.nan,
    best_accuracy=0.8,
    last_accuracy=0.75,
    loss_cost=math.inf,
    accuracy_cost=0.05,
    length=10,
    problems=1,
    settings=(("lr", "0.1"), ("model", "cnn")),
    sketch=Sketch((100, 0, -1, 50, 60), (0, 100), ((0.3, 0.9, "problem"),)),
)
WELL = Row("runs/a.csv", "a", "keras-csv", "fine", length=10, settings=(("lr", "0.2"), ("model", "cnn")))
TOLD = Told(Table((SICK, WELL), (Failure("runs/c.csv", "It is empty."),)), State.PROBLEM, "1.0")


def rendered(suffix: str, told: Told = TOLD) -> str:
    report = report_of(suffix)
    assert report is not None
    return report.render(told)


def test_the_text_counts_and_lists_all() -> None:
    text = rendered(".txt")
    assert text.startswith("2 runs: 1 problem, 1 fine. 1 log could not be read.")
    assert "loss inf, -5.0 points" in text and "runs/c.csv: It is empty." in text and "lr" in text
    assert "model" not in text  # the same in both
    assert "Also different" not in text


def test_the_text_has_columns_for_four_settings_that_differ_and_names_the_others() -> None:
    def told(count: int) -> Told:
        rows = (replace(one, settings=tuple((f"s{i}", f"{one.name}{i}") for i in range(count))) for one in (SICK, WELL))
        return replace(TOLD, table=Table(tuple(rows), ()))

    assert "Also different" not in rendered(".txt", told(4)) and "s3" in rendered(".txt", told(4))
    assert "Also different: s4, s5." in rendered(".txt", told(6)) and "=b4" not in rendered(".txt", told(6))


def test_the_csv_has_a_row_a_run_and_a_column_for_what_differs() -> None:
    rows = list(csv.DictReader(io.StringIO(rendered(".csv"))))
    assert [row["state"] for row in rows] == ["problem", "fine", "failed"]
    assert rows[0]["run"] == "'=b" and rows[0]["setting.lr"] == "0.1" and "setting.model" not in rows[0]
    assert float(rows[0]["best_loss"]) == 0.5 and rows[2]["text"] == "It is empty."


def test_the_json_has_null_for_what_is_no_number() -> None:
    found = json.loads(rendered(".json"))
    assert found["states"] == {"problem": 1, "fine": 1} and found["causes"] == {"overfitting": 1}
    sick, well = found["runs"]
    assert (sick["main"], sick["cause"], well["main"], well["cause"]) == ("overfitting", "overfitting", None, None)
    assert found["runs"][0]["last_loss"] is None and found["runs"][0]["settings"] == {"lr": "0.1", "model": "cnn"}
    assert found["errors"] == [{"path": "runs/c.csv", "line": None, "message": "It is empty."}]


def test_the_page_is_sound_and_draws_each_run() -> None:
    class Checker(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
            if tag not in ("meta", "rect", "polyline"):
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in ("rect", "polyline"):
                assert self.open.pop() == tag

    page = rendered(".html")
    checker = Checker()
    checker.feed(page)
    assert checker.open == [] and page.count("<svg") == 1 and "&lt;b&gt;&amp;.csv" in page
    assert drawing(SICK.sketch).count("<polyline class='loss'") == 2  # not across what is no number
    assert drawing(Sketch()) == ""


@pytest.mark.parametrize(("limit", "failures"), [(State.PROBLEM, 1), (State.WATCH, 1)])
def test_the_junit_file_fails_what_is_as_bad_as_asked(limit: State, failures: int) -> None:
    suite = ElementTree.fromstring(rendered(".xml", Told(TOLD.table, limit, "1.0"))).find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", str(failures), "1")
    (failed,) = suite.iter("failure")
    assert failed.get("type") == "overfitting" and "\x08" not in (failed.text or "")


def test_the_sarif_file_has_a_result_for_what_is_as_bad_as_asked_and_for_what_failed() -> None:
    (run,) = json.loads(rendered(".sarif"))["runs"]
    assert [one["ruleId"] for one in run["results"]] == ["overfitting", "unreadable"]
    assert {one["id"] for one in run["tool"]["driver"]["rules"]} == {"overfitting", "unreadable"}
    sick, failed = run["results"]
    assert sick["level"] == "error" and "Worse from epoch 3" in sick["message"]["text"]
    where = sick["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert where == "runs/%3Cb%3E%26.csv" and failed["message"]["text"] == "It is empty."


def test_causes_are_counted_once_by_what_they_are_and_by_what_they_are_called() -> None:
    """Of some runs only the family of the cause is said; some families are said for several causes."""
    family = "Different measures: they do not judge the same thing"
    named = [("overfitting", SICK.title), ("overfitting", family), ("metric_error", family), ("overfitting", family)]
    rows = tuple(replace(SICK, cause=cause, title=title) for cause, title in named)
    told = replace(TOLD, table=replace(TOLD.table, rows=rows))
    assert json.loads(rendered(".json", told))["causes"] == {"overfitting": 3, "metric_error": 1}
    counts = rendered(".html", told).partition("<h2>Causes</h2>")[2].partition("</table>")[0]
    assert [counts.count(title) for title in (family, SICK.title)] == [1, 1]
    assert re.findall(r"<td class='number'>(\d+)</td>", counts) == ["3", "1"]
    rules = json.loads(rendered(".sarif", told))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["overfitting", "metric_error", "unreadable"]


def test_an_empty_triage_is_a_report_too() -> None:
    for report in REPORTS:
        assert report.render(Told(Table((), ()), State.PROBLEM, "1.0"))
    assert report_of(".png") is None


def test_what_came_of_a_run_is_no_setting_of_it() -> None:
    first, *others = TOLD.table.rows
    results = (("train_loss", "0.5"), ("total_flos", "1e14"), ("global_step", "420"))
    rows = (replace(first, settings=(*first.settings, *results)), *others)
    text = rendered(".txt", replace(TOLD, table=replace(TOLD.table, rows=rows)))
    assert not any(name in text for name, _ in results)
