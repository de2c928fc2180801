"""The export dialog: preview, files, and refusals in the dialog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from gui.gui_handmade import made_analysis
from pypdf import PdfReader
from PySide6.QtCore import QRect, QSettings, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QPageSize, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from lossacc_gui.chart import View, chart_of
from lossacc_gui.export import html, presets
from lossacc_gui.export.drawing.primitives import Drawing
from lossacc_gui.export.figure import laid_out, style_for
from lossacc_gui.export.look import Look
from lossacc_gui.export.raster import image_of
from lossacc_gui.export.registry import EXPORTERS
from lossacc_gui.gui.dialogs import export
from lossacc_gui.gui.dialogs.export import ExportDialog
from lossacc_gui.gui.dialogs.export_subject import of_all, of_run
from lossacc_gui.gui.dialogs.page_list import GAP
from lossacc_gui.gui.dialogs.printing import print_on
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.colour import Colour

STARTS = {
    ".png": b"\x89PNG",
    ".svg": b"<?xml",
    ".pdf": b"%PDF",
    ".html": b"<!",
    ".md": b"#",
    ".csv": b"run",
    ".json": b"{",
    ".report.pdf": b"%PDF",
    ".txt": b"history",
    ".zip": b"PK",
}


@pytest.fixture
def dialog(qtbot: QtBot, store: QSettings, analysis: Analysis) -> Iterator[ExportDialog]:
    made = ExportDialog(of_run(analysis), View(), (10.0, 40.0), Settings(store))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.reject()


def chosen(dialog: ExportDialog, suffix: str) -> None:
    dialog.choosing.format.setCurrentIndex([one.suffixes[0] for one in EXPORTERS].index(suffix))


def saved(qtbot: QtBot, dialog: ExportDialog, path: Path) -> None:
    dialog.write(path)
    qtbot.waitUntil(lambda: dialog.status.text() == f"Saved {path}")


def drawn(qtbot: QtBot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: bool(dialog.size_text.text()))


def test_the_preview_shows_the_figure_and_its_size_on_paper(qtbot: QtBot, dialog: ExportDialog) -> None:
    drawn(qtbot, dialog)
    assert dialog.preview.picture.pixmap().width() > 200
    assert dialog.size_text.text().startswith("318 × ") and "1,200 × " in dialog.size_text.text()


def test_in_true_size_a_millimetre_of_paper_is_one_on_the_screen(qtbot: QtBot, dialog: ExportDialog) -> None:
    dialog.choosing.looks.preset.setCurrentText("nature-89")
    dialog.true_size.setChecked(True)
    qtbot.waitUntil(lambda: dialog.size_text.text().startswith("89 × "))
    dots = 89 / 25.4 * dialog.preview.paper_dpi * dialog.devicePixelRatioF()
    assert abs(dialog.preview.picture.pixmap().width() - dots) <= 1


def test_a_figure_that_fits_is_painted_as_large_as_it_is_seen(qtbot: QtBot, dialog: ExportDialog) -> None:
    """Nothing is blown up: letters are as sharp as the screen can show them."""
    dialog.choosing.looks.preset.setCurrentText("nature-89")
    preview, ratio = dialog.preview, dialog.devicePixelRatioF()
    for width, height in ((1080, 640), (1400, 900), (1080, 900)):  # the first is its own
        dialog.resize(width, height)

        def fills() -> bool:
            painted, shown = preview.painted, preview.picture.size()
            room = preview.picture.parentWidget().size()
            full = abs(shown.width() - room.width()) <= 1 or abs(shown.height() - room.height()) <= 1
            return painted is not None and full and abs(painted.width() - ratio * shown.width()) <= 2

        qtbot.waitUntil(fills)


def test_pages_are_shown_as_they_will_be_in_true_size_or_as_wide_as_fits(qtbot: QtBot, dialog: ExportDialog) -> None:
    chosen(dialog, ".report.pdf")
    pages = dialog.preview.pages
    qtbot.waitUntil(lambda: len(pages.pages) > 0)
    room = pages.parentWidget().width()
    assert abs(pages.width() - room) <= 2
    one = pages.pages[0]
    dialog.true_size.setChecked(True)
    dots = one.width / 72 * dialog.preview.paper_dpi
    assert abs(pages.width() - 2 * GAP - dots) <= 2
    assert abs(pages.height() - GAP - len(pages.pages) * (one.height / one.width * dots + GAP)) <= 2 * len(pages.pages)
    ratio = dialog.devicePixelRatioF()
    told = image_of(one, ratio * dialog.preview.paper_dpi)
    seen = pages.grab().toImage().copy(QRect(round(GAP * ratio), round(GAP * ratio), told.width(), told.height()))
    places = [(x, y) for x in range(0, told.width(), 3) for y in range(0, told.height(), 3)]
    assert all(seen.pixelColor(*place) == told.pixelColor(*place) for place in places)


@pytest.mark.parametrize("suffix", [one.suffixes[0] for one in EXPORTERS])
def test_every_kind_is_shown_and_written_and_the_dialog_says_where(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, suffix: str
) -> None:
    chosen(dialog, suffix)
    preview = dialog.preview
    if suffix == ".report.pdf":
        qtbot.waitUntil(lambda: bool(preview.pages.pages))
        assert preview.pages.isVisible() and "validation loss" in preview.pages.accessibleDescription()
    elif not EXPORTERS[dialog.choosing.format.currentIndex()].figure:
        shown = preview.page if suffix == ".html" else preview.text
        qtbot.waitUntil(lambda: preview.currentWidget() is shown and bool(shown.toPlainText().strip()))
        assert "val_loss" in shown.toPlainText() or "validation loss" in shown.toPlainText()
    path = tmp_path / f"out{suffix}"
    dialog.write(path)
    beside = ["out-chart.svg"] if suffix == ".md" else []
    qtbot.waitUntil(lambda: dialog.status.text() == ", and beside it ".join([f"Saved {path}", *beside]))
    assert path.read_bytes().startswith(STARTS[suffix])
    assert {one.name for one in tmp_path.iterdir() if one.name.startswith("out")} == {path.name, *beside}
    assert dialog.isVisible() and dialog.show_folder.isVisible()


def test_what_is_chosen_is_what_is_written(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    chosen(dialog, ".svg")
    looks = dialog.choosing.looks
    looks.preset.setCurrentText("icml")
    assert looks.style_chosen().width_mm == 82.55  # the box shows 83
    looks.numbers["font_pt"].setValue(9.0)
    looks.numbers["height_mm"].setValue(100)
    looks.palette_box.setCurrentText("grey")
    looks.titled.setChecked(True)
    looks.heading.setText("My own title")
    looks.parts["captions"].setChecked(False)
    looks.provenance.setChecked(True)
    saved(qtbot, dialog, tmp_path / "out.svg")
    page = (tmp_path / "out.svg").read_text(encoding="utf-8")
    body = page.split("</desc>")[1]
    assert 'width="82.5500mm" height="100.0000mm"' in page and 'font-size="9"' in page
    assert "My own title" in body and "default options" in body and "[problem]" not in body
    assert "#0072b2" not in page


def test_only_the_visible_part_is_in_figures_and_in_data(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.choosing.visible_only.isVisible() and "10–40" in dialog.choosing.visible_only.text()
    dialog.choosing.visible_only.setChecked(True)
    chosen(dialog, ".csv")
    saved(qtbot, dialog, tmp_path / "out.csv")
    steps = [float(line.split(",")[2]) for line in (tmp_path / "out.csv").read_text().splitlines()[1:]]
    assert (min(steps), max(steps)) == (10, 40)


def test_the_last_choices_are_there_the_next_time(
    qtbot: QtBot, dialog: ExportDialog, store: QSettings, analysis: Analysis
) -> None:
    chosen(dialog, ".pdf")
    dialog.choosing.looks.preset.setCurrentText("nature-183")
    dialog.choosing.looks.numbers["line_pt"].setValue(2.0)
    dialog.choosing.looks.parts["marks"].setChecked(False)
    dialog.choosing.looks.dark.setChecked(True)
    before = dialog.choosing.looks.style_chosen()
    dialog.reject()
    again = ExportDialog(of_run(analysis), View(), None, Settings(store))
    again.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(again)
    assert EXPORTERS[again.choosing.format.currentIndex()].name == "pdf"
    assert again.choosing.looks.style_chosen() == before and before.line_pt == 2.0 and not before.parts.marks
    again.reject()


@pytest.mark.parametrize("kept", ["{", "[]", '{"preset": 7, "width_mm": "much", "without": 3, "kind": []}'])
def test_damaged_choices_count_as_none(qtbot: QtBot, store: QSettings, analysis: Analysis, kept: str) -> None:
    store.setValue("export", kept)
    made = ExportDialog(of_run(analysis), View(), None, Settings(store))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    assert made.choosing.looks.preset.currentText() == "screen"
    made.reject()


def test_the_clipboard_takes_the_picture_and_the_values(qtbot: QtBot, dialog: ExportDialog) -> None:
    dialog.copy.click()
    assert QGuiApplication.clipboard().image().width() == 1200
    dialog.copy_text.click()
    assert QGuiApplication.clipboard().text().startswith("run,step,epoch,metric")
    chosen(dialog, ".md")
    dialog.copy_text.click()
    assert QGuiApplication.clipboard().text().startswith("# Loss and accuracy")


def test_what_is_copied_and_printed_is_what_the_preview_shows(
    qtbot: QtBot, dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the line that tells where it comes from, and for a paper on white without the caption."""
    printed: list[Drawing] = []
    monkeypatch.setattr(export, "ask_and_print", lambda drawings, _: printed.extend(drawings) or True)
    dialog.choosing.looks.preset.setCurrentText("nature-89")
    dialog.choosing.looks.provenance.setChecked(True)
    dialog.choosing.looks.dark.setChecked(True)
    for suffix, told, light in ((".png", True, False), (".zip", False, True)):
        chosen(dialog, suffix)
        drawn(qtbot, dialog)
        dialog.copy.click()
        dialog.print_it.click()
        words = " ".join(text.text for text in printed[-1].texts)
        assert "default options" in words and ("[problem]" in words) is told
        image = QGuiApplication.clipboard().image()
        assert f"{image.width():,} × {image.height():,} px" in dialog.size_text.text() or suffix == ".zip"
        assert (image.pixelColor(2, 2).lightness() > 200) is light
        assert abs(image.height() - printed[-1].height / 72 * 300) <= 1


def test_a_figure_for_a_paper_has_the_width_of_papers_until_another_is_chosen(dialog: ExportDialog) -> None:
    preset = dialog.choosing.looks.preset
    for suffix, usual in ((".zip", "neurips"), (".svg", "screen"), (".zip", "neurips"), (".html", "screen")):
        chosen(dialog, suffix)
        assert preset.currentText() == usual
    for own in ("neurips", "icml"):
        preset.setCurrentText(own)
        for suffix in (".zip", ".svg"):
            chosen(dialog, suffix)
            assert preset.currentText() == own
    preset.setCurrentText("screen")
    dialog.choosing.looks.numbers["width_mm"].setValue(120.0)
    chosen(dialog, ".zip")
    assert preset.currentText() == "screen" and dialog.choosing.looks.numbers["width_mm"].value() == 120.0


def test_a_chart_is_printed_in_true_size(qtbot: QtBot, analysis: Analysis, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    drawing = laid_out(chart_of(analysis, View()), style_for("nature-89"))
    assert print_on(printer, [drawing])
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")


def test_the_pages_of_a_report_are_printed_as_they_are(
    qtbot: QtBot, dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printed: list[Drawing] = []
    monkeypatch.setattr(export, "ask_and_print", lambda drawings, _: printed.extend(drawings) or True)
    chosen(dialog, ".report.pdf")
    assert not dialog.print_it.isEnabled()
    qtbot.waitUntil(dialog.print_it.isEnabled)
    dialog.print_it.click()
    assert [page.height for page in printed] == [page.height for page in dialog.preview.pages.pages] and len(
        printed
    ) > 1
    assert dialog.status.text() == "The report is at the printer."
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert print_on(printer, printed)
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == len(printed)


def test_what_cannot_be_is_said_in_the_dialog(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    drawn(qtbot, dialog)
    dialog.write(tmp_path / "no such folder" / "out.png")
    qtbot.waitUntil(lambda: "could not be written" in dialog.status.text())
    assert dialog.isVisible() and dialog.save.isEnabled()
    dialog.choosing.looks.preset.setCurrentText("nature-89")
    dialog.choosing.looks.numbers["font_pt"].setValue(40.0)
    assert "letters of 40 pt need a width of" in dialog.status.text()


def test_the_ending_decides_what_is_written(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = tmp_path / "chart.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(typed), ""))
    dialog.save.click()
    qtbot.waitUntil(lambda: dialog.status.text() == f"Saved {typed}")
    assert typed.read_bytes().startswith(b"%PDF")


def test_the_preview_shows_the_kind_that_the_ending_chose(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = tmp_path / "chart.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(typed), ""))
    dialog.save.click()
    qtbot.waitUntil(lambda: dialog.preview.text.toPlainText().startswith("run,step"))
    assert dialog.status.text() == f"Saved {typed}" and dialog.preview.currentWidget() is dialog.preview.text


def test_the_charts_of_a_markdown_report_are_beside_it_and_asked_about(
    qtbot: QtBot, store: QSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = tuple(made_analysis(name) for name in ("one", "two"))
    made = ExportDialog(of_run(runs[0]), View(smoothing=0.6), None, Settings(store), None, of_all(runs, "2 runs"))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    chosen(made, ".md")
    made.choosing.all_runs.setChecked(True)
    qtbot.waitUntil(lambda: "](2%20runs-chart-2.svg)" in made.preview.text.toPlainText())
    report, chart, asked = tmp_path / "all.md", tmp_path / "all-chart-2.svg", list[str]()
    chart.write_text("mine")
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    typed = [str(report), "", str(report)]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (typed.pop(0), ""))
    monkeypatch.setattr(QMessageBox, "question", lambda *told: (asked.append(told[2]), answers.pop(0))[1])
    made.save.click()
    assert chart.read_text() == "mine" and not report.exists() and str(chart) in asked[0]
    made.save.click()
    told = f"Saved {report}, and beside it all-chart-1.svg to all-chart-2.svg"
    qtbot.waitUntil(lambda: made.status.text() == told)
    assert [f"](all-chart-{number}.svg)" in report.read_text("utf-8") for number in (1, 2)] == [True, True]
    assert "two" in chart.read_text("utf-8")
    made.reject()


@pytest.mark.parametrize(("suffix", "told"), [(".svg", True), (".zip", True), (".report.pdf", True), (".csv", False)])
def test_colours_that_are_hard_to_see_are_told_for_what_is_drawn(
    qtbot: QtBot, store: QSettings, analysis: Analysis, suffix: str, told: bool
) -> None:
    view = View(colours=(Colour("val_loss", "#ffee88"),))
    made = ExportDialog(of_run(analysis), view, None, Settings(store))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    chosen(made, suffix)
    if told:
        qtbot.waitUntil(lambda: "#ffee88 (val_loss) is hard to see" in made.status.text())
    else:
        qtbot.waitUntil(lambda: made.preview.text.toPlainText().startswith("run,"))
        assert made.status.text() == ""
    made.reject()


def test_own_presets_are_in_the_list_and_what_is_wrong_with_them_is_said(
    qtbot: QtBot, store: QSettings, analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text, first, told in (("[thesis]\nwidth_mm = 99\n", "thesis", ""), ("[thesis\n", "screen", "is no TOML file")):
        (tmp_path / "figures.toml").write_text(text)
        monkeypatch.setattr(presets, "presets_path", lambda: tmp_path / "figures.toml")
        made = ExportDialog(
            of_run(analysis), View(), None, Settings(QSettings(str(tmp_path / "x.ini"), store.format()))
        )
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        assert made.choosing.looks.preset.itemText(0) == first and told in made.status.text()
        made.reject()


def test_all_open_runs_are_written_in_one_table(qtbot: QtBot, store: QSettings, tmp_path: Path) -> None:
    runs = tuple(made_analysis(name) for name in ("one", "two", "three"))
    made = ExportDialog(of_run(runs[0]), View(), None, Settings(store), None, of_all(runs, "3 runs"))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    assert not made.choosing.all_runs.isVisible(), "a picture shows one run"
    chosen(made, ".csv")
    assert made.choosing.all_runs.isVisible() and made.choosing.all_runs.text() == "A&ll 3 open runs"
    saved(qtbot, made, tmp_path / "one.csv")
    made.choosing.all_runs.setChecked(True)
    qtbot.waitUntil(lambda: "three" in made.preview.text.toPlainText())
    saved(qtbot, made, tmp_path / "all.csv")
    made.copy_text.click()
    copied = QGuiApplication.clipboard().text()
    names = [
        {line.split(",")[0] for line in text.splitlines()[1:]}
        for text in ((tmp_path / "one.csv").read_text(), (tmp_path / "all.csv").read_text(), copied)
    ]
    assert names == [{"one"}, {"one", "two", "three"}, {"one", "two", "three"}]
    made.reject()


@pytest.mark.parametrize("suffix", [".html", ".md", ".report.pdf"])
def test_a_report_of_all_open_runs_shows_each_as_it_is_seen(
    qtbot: QtBot, store: QSettings, tmp_path: Path, suffix: str
) -> None:
    runs = tuple(made_analysis(name) for name in ("one", "two", "three"))

    def seen(analysis: Analysis, part: bool) -> View:
        return View(x_range=(20.0, 30.0) if part and analysis.run.name == "two" else None, smoothing=0.5)

    made = ExportDialog(of_run(runs[0]), View(), (10.0, 40.0), Settings(store), None, of_all(runs, "3 runs", seen))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    chosen(made, suffix)
    made.choosing.all_runs.setChecked(True)
    made.choosing.visible_only.setChecked(True)
    assert made.choosing.visible_only.text() == "Only what is visible of each run"
    path = tmp_path / f"all{suffix}"
    made.write(path)
    qtbot.waitUntil(lambda: made.status.text().startswith(f"Saved {path}"))
    views = {(one.run.source, one.run.name): seen(one, True) for one in runs}
    (kind,) = (one for one in EXPORTERS if one.suffixes[0] == suffix)
    files = kind.files(path, runs, (), Look(View(), views=views))
    assert {name: name.read_bytes() for name in files} == files
    if suffix == ".html":
        page = (tmp_path / "all.html").read_text(encoding="utf-8")
        assert page.count("<svg") == 6 and page.count("epochs 20–30 of") == 2, "each for wide screens and for phones"
    made.reject()


def test_the_preview_of_a_page_shows_the_charts_that_are_in_it(qtbot: QtBot, store: QSettings) -> None:
    runs = (made_analysis("one"), replace(made_analysis("two"), events=()))
    made = ExportDialog(of_run(runs[0]), View(), None, Settings(store), None, of_all(runs, "2 runs"))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    chosen(made, ".html")
    made.choosing.all_runs.setChecked(True)
    browser = made.preview.page
    qtbot.waitUntil(lambda: "two" in browser.toPlainText())
    drawings: list[Drawing] = []
    html.as_html(runs, (), put=lambda drawing, _: drawings.append(drawing) or "", narrow=True)
    for i, drawing in enumerate(drawings):
        shown = browser.document().resource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"picture-{i}"))
        again = image_of(drawing, shown.width() / drawing.width * 72)
        again.setDevicePixelRatio(shown.devicePixelRatio())
        assert shown == again, f"chart {i} is another one than in the file"
    assert len(drawings) == 2
    width = shown.width() / shown.devicePixelRatio()
    assert width < 704 and browser.horizontalScrollBar().maximum() == 0, "as in a browser of this width"
    made.resize(1600, 800)

    def grown() -> bool:
        wide = browser.document().resource(QTextDocument.ResourceType.ImageResource.value, QUrl("picture-0"))
        return wide is not None and wide.width() / wide.devicePixelRatio() > width + 100

    qtbot.waitUntil(grown)
    assert browser.horizontalScrollBar().maximum() == 0, "a page that has room for its charts is not moved sideways"
    made.reject()


@pytest.mark.parametrize("suffix", [".png", ".html", ".csv"])
def test_a_part_without_anything_is_told_and_not_written(
    qtbot: QtBot, store: QSettings, analysis: Analysis, tmp_path: Path, suffix: str
) -> None:
    made = ExportDialog(of_run(analysis), View(), (500.0, 600.0), Settings(store))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    chosen(made, suffix)
    made.choosing.visible_only.setChecked(True)
    qtbot.waitUntil(lambda: "between 500 and 600 there is nothing of history" in made.status.text())
    made.write(tmp_path / f"out{suffix}")
    qtbot.waitUntil(made.save.isEnabled)
    assert "there is nothing" in made.status.text() and not list(tmp_path.glob("out*"))
    made.reject()
