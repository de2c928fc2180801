"""Each question of the source documents, asked with a log in the window and in every report."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
from gui.gui_handmade import made_analysis, show
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from lossacc_gui.explain.knowledge import load_causes
from lossacc_gui.explain.worked_table import WorkedPreset, preset_for, presets
from lossacc_gui.export.html import as_html
from lossacc_gui.export.markdown import as_markdown
from lossacc_gui.export.text import as_whole_text
from lossacc_gui.gui.dialogs.worked_table import WorkedTableDialog
from lossacc_gui.gui.window.main_window import MainWindow
from lossacc_gui.measure.framework import advice_for, advised
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Cause
from lossacc_gui.model.episode import Severity
from lossacc_gui.model.request import Request
from lossacc_gui.numerals import loss_text
from lossacc_gui.resource import resource
from lossacc_gui.samples import Sample, samples
from lossacc_gui.use_case import analyze

ANSWERS = "Relationship between loss and accuracy"
ARTICLE = "Does decreasing accuracy correlate with decreasing loss?"
BLOG = "Why Loss and Accuracy Metrics Conflict?"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of questions: the sample that shows it, and what a person has to find for it.

    said    phrases of its check, its remedy and its story, all in the panel and in the long reports
    source  the title of the document that asks
    """

    name: str
    sample: str
    cause: str
    said: tuple[str, ...]
    source: str
    severity: Severity | None = None


ROWS = (
    Row("S1", "near_ties", "near_tie_flips", ("look at the margin", "Lower or warm up the learning rate"), ANSWERS),
    Row(
        "S2",
        "outliers",
        "outliers",
        (
            "distribution of the losses of individual examples",
            "Clip the gradient",
            "nine labelled A and one labelled B",
        ),
        ANSWERS,
    ),
    Row(
        "S3",
        "conflicting_labels",
        "ambiguous_labels",
        ("skewed towards high values", "more capacity; watch validation for overfitting", "five of ten equal pictures"),
        ANSWERS,
    ),
    Row(
        "S4",
        "imbalanced_950_50",
        "class_imbalance",
        ("Count the classes", "class_weight", "sample_weight", "Have patience", "clip the gradient"),
        ANSWERS,
    ),
    Row(
        "S5",
        "strong_regularization",
        "strong_regularization",
        ("Log the plain cross-entropy as a metric and see whether it falls too", "Weaken the penalty"),
        ANSWERS,
    ),
    Row(
        "S6",
        "unstable_training",
        "unstable_training",
        (
            "look at the design for a bottleneck",
            "Clip the gradient norm",
            "Use batch normalisation",
            "activations of inner layers",
            "widen bottlenecks",
            "auxiliary classifiers to a deep network",
        ),
        ANSWERS,
    ),
    Row(
        "S7",
        "imbalanced_950_50",
        "class_imbalance",
        ("with 95 % in one class, 95 %", "recall of each class", "Choose the metric for the purpose"),
        ARTICLE,
    ),
    Row(
        "S8",
        "regression_tolerance",
        "metric_threshold",
        ("histogram of the residuals", "quantile loss", "within a tolerance of the target"),
        ARTICLE,
        Severity.PROBLEM,
    ),
    Row(
        "S9",
        "weighted_focal_loss",
        "loss_metric_mismatch",
        ("plain, unweighted cross-entropy", "F1, precision and recall", "ROC curve", "hinge loss", "focal loss"),
        ARTICLE,
    ),
    Row(
        "S10",
        "growing_confidence",
        "growing_confidence",
        ("the confidence is earned", "Nothing: it is harmless", "a wider margin"),
        BLOG,
        Severity.BENIGN,
    ),
    Row(
        "S11",
        "overconfidence",
        "overconfidence",
        ("Fit one temperature", "stop at the best validation loss", "loss best at epoch 537"),
        BLOG,
        Severity.WATCH,
    ),
    Row(
        "S12",
        "near_ties",
        "near_tie_flips",
        ("if that improves smoothly, it is ties", "Wait: if the loss falls smoothly", "strange early drop"),
        BLOG,
        Severity.BENIGN,
    ),
    Row(
        "S14",
        "low_capacity",
        "low_capacity",
        (
            "Will more epochs help?",
            "Raise the capacity",
            "It does not show that the task is impossible",
            "I. Goodfellow, Y. Bengio, A. Courville",
        ),
        BLOG,
        Severity.BENIGN,
    ),
    Row("S15", "imbalanced_950_50", "class_imbalance", ("code example 1",), ARTICLE),
    Row("S15", "regression_tolerance", "metric_threshold", ("code example 2",), ARTICLE),
    Row("S15", "lowered_probabilities", "loss_metric_mismatch", ("code example 3",), ARTICLE, Severity.PROBLEM),
)
SAMPLES = {sample.id: sample for sample in samples()}
every_row = pytest.mark.parametrize("row", ROWS, ids=[f"{row.name}-{row.sample}" for row in ROWS])


@functools.cache
def known() -> tuple[Cause, ...]:
    return load_causes(resource("causes"))


@functools.cache
def analysed(sample: Sample) -> Analysis:
    (only,) = analyze(sample.path, Request(causes=known()))
    return only


def cause_of(row: Row) -> Cause:
    return next(cause for cause in known() if cause.id == row.cause)


def event_of(row: Row, analysis: Analysis) -> int | None:
    """The event on validation data that the sample was made for; None where the run as a whole shows it."""
    patterns = SAMPLES[row.sample].patterns
    for index, event in enumerate(analysis.events):
        fits = event.split == "val" and event.kind in patterns and row.severity in {None, event.severity}
        if fits and event.explanation.causes and event.explanation.causes[0].cause.id == row.cause:
            return index
    assert not patterns, "no event of the sample's patterns has the row's cause first"
    return None


def flat(text: str) -> str:
    """Text without line breaks and the like, as a person reads it."""
    return " ".join(text.replace("\xa0", " ").split())


def test_the_rows_are_those_that_the_samples_and_the_table_answer() -> None:
    named = {row.name for row in ROWS}
    assert named | {"S13"} == {f"S{number}" for number in range(1, 16)}
    for row in ROWS:
        assert row.name in SAMPLES[row.sample].rows, row
        assert SAMPLES[row.sample].cause == row.cause, row


@every_row
def test_the_window_finds_the_cause_of_a_row_with_its_check_and_remedy(
    qtbot: QtBot, window: MainWindow, row: Row
) -> None:
    with qtbot.waitSignal(window.session.work_ended):
        window.session.open([SAMPLES[row.sample].path])
    analysis = window.session.current
    assert analysis is not None and window.workspace is not None
    index = event_of(row, analysis)
    window.session.select_event(index)
    browser = window.workspace.panel.findChild(QTextBrowser)
    assert browser is not None
    read = flat(browser.toPlainText())
    cause = cause_of(row)
    if index is None:
        assert analysis.overall.causes[0].cause.id == row.cause
    assert f"1 {cause.title}" in read, "it comes first"
    for phrase in (*row.said, row.source):
        assert phrase in read, phrase
    check = read.index("Check", read.index(f"1 {cause.title}"))
    assert check < read.index("What to do", check) < read.index("What is behind it")
    assert flat(window.workspace.panel.text()).count(cause.title) >= 1
    preset = preset_for(cause.id)
    assert (f"table:{preset}" in browser.toHtml()) is (preset is not None)
    if preset is not None:
        browser.anchorClicked.emit(QUrl(f"table:{preset}"))
        (table,) = window.findChildren(WorkedTableDialog)
        assert table.choice.currentData() == preset


def test_the_copied_text_has_a_line_a_point_and_nothing_to_click(qtbot: QtBot, window: MainWindow) -> None:
    show(qtbot, window.session, analysed(SAMPLES["overconfidence"]))
    window.session.select_event(0)
    window.actions_by_name["copy_explanation"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    cause = next(one for one in known() if one.id == "overconfidence")
    assert "curves val_loss, val_accuracy" in lines and sum("91.9 % to 92.3 %" in line for line in lines) == 1
    to = advised([analysed(SAMPLES["overconfidence"]).run])
    told = [advice_for(point, to) for point in (*cause.checks, *cause.remedies)]
    for point in told:  # lines of code that stand above already are not repeated
        assert any(line.startswith("• " + point.replace("`", "").partition(" Keras:")[0]) for line in lines), point
    (strongest, *_) = analysed(SAMPLES["overconfidence"]).events[0].explanation.causes[0].evidence
    assert any(line.startswith(f"+ {strongest.text}") for line in lines)
    assert not {"•", "+", "−", ""} & set(lines[:3]) and not {"•", "+", "−"} & set(lines)
    assert not any("why not there" in line or "table to play with" in line for line in lines)


def as_read_markdown(analysis: Analysis) -> str:
    return re.sub(r"\\(.)", r"\1", as_markdown([analysis], []))


def as_read_html(analysis: Analysis) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", as_html([analysis], [])))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("report", [as_read_markdown, as_read_html])
@every_row
def test_a_report_tells_the_cause_of_a_row_with_its_check_and_remedy(
    report: Callable[[Analysis], str], row: Row
) -> None:
    analysis = analysed(SAMPLES[row.sample])
    told = flat(report(analysis))
    index = event_of(row, analysis)
    part = told if index is None else told[told.index(f"Event {index + 1}:") :]
    assert re.search(rf"1\. {re.escape(cause_of(row).title)} \(\d+ %", part)
    for phrase in (*row.said, row.source):  # a cause of several events is told in full at the first of them
        assert phrase in told, phrase


@every_row
def test_the_command_line_tells_the_cause_of_a_row_with_a_check_and_a_remedy_when_asked_for_all(row: Row) -> None:
    analysis = analysed(SAMPLES[row.sample])
    told = flat(as_whole_text([analysis], []))
    index = event_of(row, analysis)
    part = told if index is None else told[told.index(f"Event {index + 1}:") :]
    cause = cause_of(row)
    assert f"1. {cause.title}" in part
    at = told.index(f"1. {cause.title}")  # a cause of several events is told in full at one of them
    check, remedy = (flat(advice_for(points[0], advised([analysis.run]))) for points in (cause.checks, cause.remedies))
    assert at < told.index(f"check {check}") < told.index(f"remedy {remedy}")


def test_the_drop_of_s12_ends_around_epoch_50_and_heals() -> None:
    analysis = analysed(SAMPLES["near_ties"])
    (episode,) = (one for one in analysis.episodes if one.split == "val")
    assert 40 <= episode.end <= 60 and episode.loss_change < 0 > episode.accuracy_change
    accuracy = next(pair.accuracy for pair in analysis.pairs if pair.accuracy.split == "val")
    assert accuracy.value[-1] > episode.accuracy_from


def test_s14_says_whether_more_epochs_will_help() -> None:
    analysis = analysed(SAMPLES["low_capacity"])
    (episode,) = (one for one in analysis.episodes if one.split == "val")
    assert 0.55 < episode.accuracy_to < 0.65
    assert episode.loss_change < 0 and {pair.loss.value[-1] < pair.loss.value[0] for pair in analysis.pairs} == {True}
    assert any("Going on alike will hardly change it" in finding.text for finding in analysis.findings)
    row = next(row for row in ROWS if row.name == "S14")
    assert len([source for source in cause_of(row).sources if source.author]) >= 2, "papers and books"


def test_s13_the_table_opens_from_the_help_menu_and_from_every_cause_that_uses_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    show(qtbot, window.session, made_analysis())
    menus = {action.text().replace("&", ""): action.menu() for action in window.menuBar().actions()}
    assert window.actions_by_name["worked_table"] in menus["Help"].actions()
    users = {cause.id for cause in known() if preset_for(cause.id)}
    assert {row.cause for row in ROWS if row.cause in users} == users - {"label_noise"}, "a row opens it from each"


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_s13_every_preset_can_be_played(window: MainWindow, preset: WorkedPreset) -> None:
    window.actions_by_name["worked_table"].trigger()
    (table,) = window.findChildren(WorkedTableDialog)
    table.choice.setCurrentIndex(table.choice.findData(preset.id))
    view = table.cases[1]
    before, sentence = view.numbers.text(), table.sentence.text()
    asked = 0 if preset.second.tolerance is not None else int(preset.second.examples[0].truth)
    assert view.model.setData(view.model.index(0, 1 + asked), "0.001")
    assert view.numbers.text() != before and table.sentence.text() != sentence
    assert view.model.index(0, view.model.columnCount() - 1).data() == loss_text(view.model.case.loss(0))
