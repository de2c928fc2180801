"""The export dialog: chart as a figure, report, data; what the preview shows is what is written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.chart import Chart, View
from lossacc_gui.export import csv, html, report_pdf
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.figure import FigureStyle, image_of, laid_out, style_for
from lossacc_gui.export.naming import file_name
from lossacc_gui.export.registry import REPORTS, exporter_of
from lossacc_gui.gui.background.threads import Background
from lossacc_gui.gui.dialogs.export_choice import Choosing
from lossacc_gui.gui.dialogs.export_subject import Subject
from lossacc_gui.gui.dialogs.export_told import saved_text, size_text, undotted
from lossacc_gui.gui.dialogs.export_work import Figure, Notes, Page, Pages, Written, previewing, text_of, writing
from lossacc_gui.gui.dialogs.file_preview import FilePreview
from lossacc_gui.gui.dialogs.printing import ask_and_print
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.gui.look.room import begin_with
from lossacc_gui.gui.look.saving import ask_where_to_save
from lossacc_gui.gui.persistence.settings import Settings
from lossacc_gui.language import tr
from lossacc_gui.model.errors import Cancelled, LossaccError


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
        self._settings = settings
        self._saved: Path | None = None
        self._previewed: Exporter | None = None
        self._background = Background("exporting", self)
        self._background.delivered.connect(self._on_delivered)
        self._background.ended.connect(self._on_ended)
        self.finished.connect(self._on_finished)
        self.choosing = Choosing(subject, every, view, shown, self)
        self._kinds = subject.kinds
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
        self.true_size.setChecked(settings.export_choices.get("true_size") is True)
        self.preview.set_true_size(self.true_size.isChecked())
        self._connect()
        self.choosing.begin_with(settings.export_choices)
        if self.choosing.wrong:
            self._say(self.choosing.wrong, error=True)

    def write(self, path: Path, *, overwrite: bool = False) -> None:
        """Write the file in the background; the dialog says when it is there, and stays."""
        try:
            look = self.choosing.look()
        except LossaccError as error:
            self._say(tr(error.said), error=True)
            return
        self.save.setEnabled(False)
        self._say(self.tr("Writing…"), error=False)
        self._background.start(writing(self.choosing.kind, self.choosing.subject(), look, path, overwrite))

    def _assemble(self) -> None:
        self.status.setWordWrap(True)
        self.show_folder.hide()
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        for button in (self.copy, self.copy_text, self.print_it):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.save.setDefault(True)
        side = self.choosing.placed(self)
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
        self.choosing.changed.connect(self._on_changed)
        self.true_size.toggled.connect(self.preview.set_true_size)
        self.preview.resized.connect(self._on_resized)
        self.save.clicked.connect(self._on_save)
        self.copy.clicked.connect(self._on_copy)
        self.copy_text.clicked.connect(self._on_copy_text)
        self.print_it.clicked.connect(self._on_print)
        self.show_folder.clicked.connect(self._on_show_folder)

    def _on_changed(self) -> None:
        chosen = self.choosing.kind
        self.true_size.setEnabled(chosen.figure or chosen is report_pdf.EXPORTER)
        self.copy.setEnabled(chosen.figure)
        self.print_it.setEnabled(chosen.figure)  # pages of a report, once they are there
        self.size_text.clear()
        self.show_folder.hide()
        self._say("", error=False)
        self._preview()

    def _preview(self) -> None:
        try:
            look = self.choosing.look()
        except LossaccError as error:
            self._say(tr(error.said), error=True)
            return
        self._background.start(
            previewing(self.choosing.kind, self.choosing.subject(), look, self.preview.seen_on, self._suggestion())
        )

    def _on_resized(self) -> None:
        """Figures and charts in a page are painted for their size; what is written is written first."""
        if (self.choosing.kind.figure or self.choosing.kind is html.EXPORTER) and self.save.isEnabled():
            self._preview()

    def _on_save(self) -> None:
        chosen, kinds = self.choosing.kind, self._kinds
        suffixes = [suffix for one in (chosen, *kinds) for suffix in undotted(one)]

        def kind_of(path: Path) -> Exporter:
            ours = chosen.suffixes[0].endswith(path.suffix.lower())
            return chosen if ours else exporter_of(path.suffix, kinds) or chosen

        def beside(path: Path) -> list[Path]:
            return self.choosing.subject(kind_of(path)).beside(kind_of(path), path)

        inputs = self.choosing.subject().inputs
        asked = ask_where_to_save(self, self.tr("Export"), self._suggestion(), chosen.title, suffixes, inputs, beside)
        if asked is not None:
            path, overwrite = asked
            self.choosing.choose(kind_of(path))
            self.write(path, overwrite=overwrite)

    def _suggestion(self) -> Path:
        return self._settings.folder / f"{file_name(self.choosing.subject().name)}{self.choosing.kind.suffixes[0]}"

    def _on_copy(self) -> None:
        try:
            copy_chart(*self.choosing.drawn())
        except LossaccError as error:
            self._say(tr(error.said), error=True)
            return
        self._say(self.tr("The chart is on the clipboard."), error=False)

    def _on_copy_text(self) -> None:
        """The text of the file; of a figure the values that it shows."""
        kind = self.choosing.kind
        written = exporter_of({"pdf-report": ".md"}.get(kind.name, kind.suffixes[0]), REPORTS) or csv.EXPORTER
        text = text_of(written, self.choosing.subject(), self.choosing.look_of_text())
        QGuiApplication.clipboard().setText(text)
        what = self.tr("The values are") if kind.figure else self.tr("The text is")
        self._say(self.tr("{0} on the clipboard.").format(what), error=False)

    def _on_print(self) -> None:
        try:
            drawings = (laid_out(*self.choosing.drawn()),) if self.choosing.kind.figure else self.preview.pages.pages
        except LossaccError as error:
            self._say(tr(error.said), error=True)
            return
        if ask_and_print(drawings, self):
            figure, pages = self.tr("The chart is at the printer."), self.tr("The report is at the printer.")
            self._say(figure if self.choosing.kind.figure else pages, error=False)

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
        self._previewed = self.choosing.kind
        if isinstance(result, Figure):
            self.preview.show_image(result.image)
            self.size_text.setText(size_text(result, self.choosing.looks.numbers["dpi"].value(), self.choosing.kind))
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
        elif error is None and self._previewed is not self.choosing.kind:  # the name of the file chose another kind
            self._preview()

    def _on_finished(self) -> None:
        self._settings.export_choices = {**self.choosing.choices, "true_size": self.true_size.isChecked()}
        self._background.close()

    def _say(self, text: str, *, error: bool) -> None:
        self.status.setText(text)
        font = self.status.font()
        font.setBold(error)
        self.status.setFont(font)


def copy_chart(chart: Chart, style: FigureStyle | None = None) -> None:
    """Put a chart on the clipboard as a picture, in the usual looks of a screen where no others are wanted."""
    QGuiApplication.clipboard().setImage(image_of(chart, style or style_for("screen")))
