"""The export dialog: chart as a figure, report, data; what the preview shows is what is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.chart import Chart, View
from lossacc_gui.chart.across import value_text
from lossacc_gui.export import csv, html, report_pdf
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.figure import PRESETS, FigureStyle, image_of, laid_out, style_for
from lossacc_gui.export.look import Look
from lossacc_gui.export.naming import file_name
from lossacc_gui.export.phrases import changed_options
from lossacc_gui.export.presets import known_presets
from lossacc_gui.export.registry import REPORTS, exporter_of
from lossacc_gui.gui.background.threads import Background
from lossacc_gui.gui.dialogs.export_looks import Looks
from lossacc_gui.gui.dialogs.export_subject import Subject
from lossacc_gui.gui.dialogs.export_told import is_whole, saved_text, size_text, undotted
from lossacc_gui.gui.dialogs.export_work import Figure, Notes, Page, Pages, Written, previewing, text_of, writing
from lossacc_gui.gui.dialogs.file_preview import FilePreview
from lossacc_gui.gui.dialogs.printing import ask_and_print
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.look.saving import ask_where_to_save
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.language import say, tr
from lossacc_gui.model.errors import BadOption, Cancelled, LossaccError
from lossacc_gui.numerals import noun_text


class ExportDialog(QDialog):
    """Asks for kind and looks, shows the file, writes it in the background, and says where it is."""

    def __init__(
        self,
        subject: Subject,
        view: View,
        shown: tuple[float, float] | None,
        settings: Settings,
        parent: QWidget | None = None,
        every: Subject | None = None,
    ) -> None:
        """`every` is all runs that are open, where they are more than the subject."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export {0}").format(subject.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        begin_with(self, QSize(1080, 640))
        self._subject = subject
        self._every = every
        self._view = view
        self._shown = shown
        self._settings = settings
        self._saved: Path | None = None
        self._previewed: Exporter | None = None
        self._for_paper = False  # whether the preset came with that kind of file
        self._background = Background("exporting", self)
        self._background.delivered.connect(self._on_delivered)
        self._background.ended.connect(self._on_ended)
        self.finished.connect(self._on_finished)
        self.format = QComboBox(self)
        presets, wrong = _presets()
        self.looks = Looks(presets, subject.title, self)
        self.about = plain(QLabel(self))
        self.visible_only = QCheckBox(self)
        self.all_runs = QCheckBox(self)
        self.true_size = QCheckBox(self.tr("Tr&ue size"), self)
        self.size_text = plain(QLabel(self))
        self.preview = FilePreview(self)
        self.status = plain(QLabel(self))
        self.save = QPushButton(self.tr("&Save As…"), self)
        self.copy = QPushButton(self.tr("&Copy Picture"), self)
        self.copy_text = QPushButton(self.tr("Copy Te&xt"), self)
        self.print_it = QPushButton(self.tr("Pr&int…"), self)
        self.show_folder = QPushButton(self.tr("Show in &Folder"), self)
        self._assemble()
        self._restore()
        self._connect()
        self._on_changed()
        if wrong:
            self._say(wrong, error=True)

    def style_chosen(self) -> FigureStyle:
        """The figure style as asked for; BadOption when it cannot be."""
        return self.looks.style_chosen()

    def write(self, path: Path, *, overwrite: bool = False) -> None:
        """Write the file in the background; the dialog says when it is there, and stays."""
        try:
            look = self._look()
        except LossaccError as error:
            self._say(tr(error.said), error=True)
            return
        self.save.setEnabled(False)
        self._say(self.tr("Writing…"), error=False)
        self._background.start(writing(self._chosen(), self._meant(), look, path, overwrite))

    def _assemble(self) -> None:
        for one in self._subject.kinds:
            self.format.addItem(tr(say("{title:upper}", title=say(one.title))))
        self.format.setAccessibleName(self.tr("Kind of file"))
        for label in (self.status, self.about):
            label.setWordWrap(True)
        axis, first = self._subject.axis(self._view.x), self._subject.analyses[0].run
        zoomed = self._shown is not None and not is_whole(self._subject, axis, self._shown)
        where = "–".join(tr(value_text(axis, float(round(x)))) for x in self._shown) if self._shown is not None else ""
        counted = noun_text(axis.id, several=True) if axis.id == first.x_name else axis.title
        self._visible = self.tr("Only what is visible ({0} {1})").format(tr(counted), where)
        self.visible_only.setVisible(zoomed)
        count = 0 if self._every is None else len(self._every.analyses)
        self.all_runs.setText(self.tr("A&ll {0} open runs").format(count))
        self.show_folder.hide()
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        for button in (self.copy, self.copy_text, self.print_it):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.save.setDefault(True)
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        for widget in (self.format, self.about, self.all_runs, self.visible_only, self.looks):
            column.addWidget(widget)
        column.addStretch(1)
        side = QScrollArea(self)
        side.setWidget(inner)
        side.setWidgetResizable(True)
        side.setFrameShape(QScrollArea.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setMinimumWidth(inner.minimumSizeHint().width() + 24)
        shown = QVBoxLayout()
        shown.addWidget(self.preview, 1)
        under = QHBoxLayout()
        under.addWidget(self.true_size)
        under.addWidget(self.size_text, 1)
        shown.addLayout(under)
        across = QHBoxLayout()
        across.addWidget(side)
        across.addLayout(shown, 1)
        told = QHBoxLayout()
        told.addWidget(self.status, 1)
        told.addWidget(self.show_folder)
        layout = QVBoxLayout(self)
        layout.addLayout(across, 1)
        layout.addLayout(told)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._on_kind)
        for box in (self.visible_only, self.all_runs):
            box.toggled.connect(self._on_changed)
        self.looks.changed.connect(self._on_changed)
        self.true_size.toggled.connect(self.preview.set_true_size)
        self.preview.resized.connect(self._on_resized)
        self.save.clicked.connect(self._on_save)
        self.copy.clicked.connect(self._on_copy)
        self.copy_text.clicked.connect(self._on_copy_text)
        self.print_it.clicked.connect(self._on_print)
        self.show_folder.clicked.connect(self._on_show_folder)

    def _restore(self) -> None:
        choices = self._settings.export_choices
        names = [one.name for one in self._subject.kinds]
        if choices.get("kind") in names:
            self.format.setCurrentIndex(names.index(choices["kind"]))
        self.true_size.setChecked(choices.get("true_size") is True)
        self.preview.set_true_size(self.true_size.isChecked())
        self.looks.restore(choices)

    def _chosen(self) -> Exporter:
        return self._subject.kinds[self.format.currentIndex()]

    def _meant(self, kind: Exporter | None = None) -> Subject:
        """What a file of the chosen or another kind is about."""
        kinds = () if self._every is None else self._every.kinds
        wanted = (kind or self._chosen()) in kinds and self.all_runs.isChecked()
        return self._every if self._every is not None and wanted else self._subject

    def _view_chosen(self) -> View:
        return replace(self._view, x_range=self._shown) if self.visible_only.isChecked() else self._view

    def _look(self) -> Look:
        """How the file is wanted; BadOption says why a figure cannot be so."""
        if not self._chosen().figure:
            return self._meant().look(self._view_chosen(), part=self.visible_only.isChecked())
        settings = "; ".join(changed_options(self._subject.analyses[0].options)) or "default options"
        return Look(self._view_chosen(), self.style_chosen(), settings if self.looks.provenance.isChecked() else None)

    def _drawn(self) -> tuple[Chart, FigureStyle]:
        """The chart and the looks of the figure that the preview shows."""
        look = self._look()
        return self._subject.chart(look.view), self._subject.style(self._chosen(), look)

    def _on_kind(self) -> None:
        """A figure for a paper is as wide as papers are, as that of the command line, until a person wants another."""
        usual, other = ("neurips", "screen") if self._chosen().name == "paper" else ("screen", "neurips")
        if self.looks.is_preset(other) and (other == "screen" or self._for_paper):
            self._for_paper = usual == "neurips"
            self.looks.preset.setCurrentText(usual)
        else:
            self._for_paper = False
            self._on_changed()

    def _on_changed(self) -> None:
        chosen = self._chosen()
        self.all_runs.setVisible(self._every is not None and chosen in self._every.kinds)
        several = self._meant() is not self._subject
        self.visible_only.setText(self.tr("Only what is visible of each run") if several else self._visible)
        self.looks.setEnabled(chosen.figure)
        self.looks.numbers["dpi"].setEnabled(chosen.name == "png")
        self.true_size.setEnabled(chosen.figure or chosen is report_pdf.EXPORTER)
        self.copy.setEnabled(chosen.figure)
        self.print_it.setEnabled(chosen.figure)  # pages of a report, once they are there
        self.about.setText(tr(chosen.about))
        self.size_text.clear()
        self.show_folder.hide()
        self._say("", error=False)
        self._preview()

    def _preview(self) -> None:
        try:
            look = self._look()
        except LossaccError as error:
            self._say(tr(error.said), error=True)
            return
        self._background.start(
            previewing(self._chosen(), self._meant(), look, self.preview.seen_on, self._suggestion())
        )

    def _on_resized(self) -> None:
        """Figures and charts in a page are painted for their size; what is written is written first."""
        if (self._chosen().figure or self._chosen() is html.EXPORTER) and self.save.isEnabled():
            self._preview()

    def _on_save(self) -> None:
        chosen, kinds = self._chosen(), self._subject.kinds
        suffixes = [suffix for one in (chosen, *kinds) for suffix in undotted(one)]

        def kind_of(path: Path) -> Exporter:
            ours = chosen.suffixes[0].endswith(path.suffix.lower())
            return chosen if ours else exporter_of(path.suffix, kinds) or chosen

        def beside(path: Path) -> list[Path]:
            return self._meant(kind_of(path)).beside(kind_of(path), path)

        inputs = self._meant().inputs
        asked = ask_where_to_save(self, self.tr("Export"), self._suggestion(), chosen.title, suffixes, inputs, beside)
        if asked is not None:
            path, overwrite = asked
            self.format.setCurrentIndex(kinds.index(kind_of(path)))
            self.write(path, overwrite=overwrite)

    def _suggestion(self) -> Path:
        return self._settings.folder / f"{file_name(self._meant().name)}{self._chosen().suffixes[0]}"

    def _on_copy(self) -> None:
        try:
            copy_chart(*self._drawn())
        except LossaccError as error:
            self._say(tr(error.said), error=True)
            return
        self._say(self.tr("The chart is on the clipboard."), error=False)

    def _on_copy_text(self) -> None:
        """The text of the file; of a figure the values that it shows."""
        chosen = exporter_of({"pdf-report": ".md"}.get(self._chosen().name, self._chosen().suffixes[0]), REPORTS)
        chosen = chosen or csv.EXPORTER
        look = self._meant().look(self._view_chosen(), part=self.visible_only.isChecked())
        QGuiApplication.clipboard().setText(text_of(chosen, self._meant(), look))
        what = self.tr("The values are") if self._chosen().figure else self.tr("The text is")
        self._say(self.tr("{0} on the clipboard.").format(what), error=False)

    def _on_print(self) -> None:
        try:
            drawings = (laid_out(*self._drawn()),) if self._chosen().figure else self.preview.pages.pages
        except LossaccError as error:
            self._say(tr(error.said), error=True)
            return
        if ask_and_print(drawings, self):
            figure, pages = self.tr("The chart is at the printer."), self.tr("The report is at the printer.")
            self._say(figure if self._chosen().figure else pages, error=False)

    def _on_show_folder(self) -> None:
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved.parent)))

    def _on_delivered(self, result: Notes | Figure | Page | Pages | Written | str) -> None:
        if isinstance(result, tuple):
            if result and not self.status.text():  # that a file was written stays
                self._say("\n".join(map(tr, result)), error=False)
            return
        if isinstance(result, Written):
            self._saved = result.path.absolute()
            self._settings.folder = self._saved.parent
            self._say(saved_text(result), error=bool(result.left_out))
            self.show_folder.show()
            return
        self._previewed = self._chosen()
        if isinstance(result, Figure):
            self.preview.show_image(result.image)
            self.size_text.setText(size_text(result, self.looks.numbers["dpi"].value(), self._chosen()))
        elif isinstance(result, Page):
            self.preview.show_page(result.html, list(result.pictures))
        elif isinstance(result, Pages):
            self.preview.show_pages(result.drawings)
            self.print_it.setEnabled(True)
        else:
            self.preview.show_text(result)

    def _on_ended(self, error: BaseException | None) -> None:
        self.save.setEnabled(True)
        if isinstance(error, LossaccError):
            self._say(tr(error.said), error=True)
        elif error is not None and not isinstance(error, Cancelled):
            raise error
        elif error is None and self._previewed is not self._chosen():  # the name of the file chose another kind
            self._preview()

    def _on_finished(self) -> None:
        kept = {"kind": self._chosen().name, "true_size": self.true_size.isChecked(), **self.looks.choices()}
        self._settings.export_choices = kept
        self._background.close()

    def _say(self, text: str, *, error: bool) -> None:
        self.status.setText(text)
        font = self.status.font()
        font.setBold(error)
        self.status.setFont(font)


def copy_chart(chart: Chart, style: FigureStyle | None = None) -> None:
    """Put a chart on the clipboard as a picture, in the usual looks of a screen where no others are wanted."""
    QGuiApplication.clipboard().setImage(image_of(chart, style or style_for("screen")))


def _presets() -> tuple[tuple[FigureStyle, ...], str]:
    """The presets, and what is wrong with the person's own."""
    try:
        return known_presets(), ""
    except BadOption as error:
        return PRESETS, tr(error.said)
