"""The export dialog: chart as a figure, report, data; what the preview shows is what is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.chart import View, chart_of
from lossacc_gui.chart.across import axes_of, axis_in, value_text
from lossacc_gui.export.figure import PRESETS, FigureStyle, figure_bytes, image_of, style_for
from lossacc_gui.export.files import as_bytes, write_whole
from lossacc_gui.gui.background import Background, Deliver, Work
from lossacc_gui.gui.dialogs.formats import FORMATS, Format, document
from lossacc_gui.gui.dialogs.preview import Preview
from lossacc_gui.gui.plain import plain
from lossacc_gui.gui.saving import ask_where_to_save
from lossacc_gui.gui.settings import Settings
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.errors import Cancelled, LossaccError
from lossacc_gui.model.progress import Progress
from lossacc_gui.model.run import XAxis

PREVIEW_DPI = 110.0
"""Enough for a preview; the file is written with its own resolution."""


@dataclass(frozen=True, slots=True)
class _Written:
    path: Path


class ExportDialog(QDialog):
    """Asks for format and looks, shows the figure, writes the file in the background."""

    def __init__(
        self,
        analysis: Analysis,
        view: View,
        shown: tuple[float, float] | None,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export {0}").format(analysis.run.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(980, 560)
        self._analysis = analysis
        self._view = view
        self._shown = shown
        self._settings = settings
        self._background = Background("exporting", self)
        self._background.delivered.connect(self._on_delivered)
        self._background.ended.connect(self._on_ended)
        self.finished.connect(self._on_finished)
        self.format = QComboBox(self)
        self.preset = QComboBox(self)
        self.width_mm = QSpinBox(self)
        self.dpi = QSpinBox(self)
        self.dark = QCheckBox(self.tr("Light on dark"), self)
        self.visible_only = QCheckBox(self)
        self.preview = Preview(QSize(420, 280), self)
        self.status = plain(QLabel(self))
        self.save = QPushButton(self.tr("Save As…"), self)
        self.copy = QPushButton(self.tr("Copy"), self)
        self._assemble()
        self._on_preset_chosen()

    def style_chosen(self) -> FigureStyle:
        """The figure style as asked for; BadOption when it cannot be."""
        return style_for(
            self.preset.currentText(),
            width_mm=float(self.width_mm.value()),
            dpi=float(self.dpi.value()),
            dark=self.dark.isChecked(),
        )

    def write(self, path: Path, *, overwrite: bool = False) -> None:
        """Write the file in the background; the dialog closes when it is there."""
        self.save.setEnabled(False)
        self._say(self.tr("Writing…"), error=False)
        self._background.start(self._writing(path, overwrite))

    def _assemble(self) -> None:
        for one in FORMATS:
            self.format.addItem(one.title)
        for style in PRESETS:
            self.preset.addItem(style.name)
        self.width_mm.setRange(40, 1000)
        self.width_mm.setSuffix(" mm")
        self.dpi.setRange(50, 1200)
        self.dpi.setSuffix(" dpi")
        self.status.setWordWrap(True)
        axis = axis_in(axes_of(self._analysis.run), self._view.x)
        zoomed = self._shown is not None and not _is_whole(self._analysis, axis, self._shown)
        where = "–".join(value_text(axis, float(round(x))) for x in self._shown) if self._shown is not None else ""
        counted = f"{axis.id}s" if axis.id == self._analysis.run.x_name else axis.title
        self.visible_only.setText(self.tr("Only what is visible ({0} {1})").format(counted, where))
        self.visible_only.setVisible(zoomed)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for title, widget in (
            (self.tr("&Format"), self.format),
            (self.tr("&Preset"), self.preset),
            (self.tr("&Width"), self.width_mm),
            (self.tr("&Resolution"), self.dpi),
            ("", self.dark),
            ("", self.visible_only),
        ):
            form.addRow(title, widget)
        for widget, name in (
            (self.format, "Format"),
            (self.preset, "Preset"),
            (self.width_mm, "Width"),
            (self.dpi, "Resolution"),
        ):
            widget.setAccessibleName(self.tr(name))
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self.save.setDefault(True)
        side = QVBoxLayout()
        side.addLayout(form)
        side.addStretch(1)
        side.addWidget(self.status)
        across = QHBoxLayout()
        across.addLayout(side, 2)
        across.addSpacing(12)
        across.addWidget(self.preview, 5)
        layout = QVBoxLayout(self)
        layout.addLayout(across, 1)
        layout.addWidget(buttons)
        self.format.currentIndexChanged.connect(self._on_changed)
        self.preset.currentIndexChanged.connect(self._on_preset_chosen)
        self.width_mm.valueChanged.connect(self._on_changed)
        self.dpi.valueChanged.connect(self._on_changed)
        self.dark.toggled.connect(self._on_changed)
        self.visible_only.toggled.connect(self._on_changed)
        buttons.rejected.connect(self.reject)
        self.save.clicked.connect(self._on_save)
        self.copy.clicked.connect(self._on_copy)

    def _chosen(self) -> Format:
        return FORMATS[self.format.currentIndex()]

    def _view_chosen(self) -> View:
        return replace(self._view, x_range=self._shown) if self.visible_only.isChecked() else self._view

    def _on_preset_chosen(self) -> None:
        style = PRESETS[self.preset.currentIndex()]
        for box, value in ((self.width_mm, style.width_mm), (self.dpi, style.dpi)):
            box.blockSignals(True)
            box.setValue(round(value))
            box.blockSignals(False)
        self._on_changed()

    def _on_changed(self) -> None:
        chosen = self._chosen()
        for widget in (self.preset, self.width_mm, self.dark, self.visible_only):
            widget.setEnabled(chosen.figure)
        self.dpi.setEnabled(chosen.suffix == "png")
        self.copy.setEnabled(chosen.figure)
        if not chosen.figure:
            self.preview.show_text(chosen.about)
            self._say("", error=False)
            return
        try:
            style = self.style_chosen()
        except LossaccError as error:
            self._say(str(error), error=True)
            return
        self._say("", error=False)
        small = replace(style, dpi=min(style.dpi, PREVIEW_DPI * self.devicePixelRatioF()))
        self._background.start(_painting(self._analysis, self._view_chosen(), small))

    def _on_save(self) -> None:
        chosen = self._chosen()
        suggestion = self._settings.folder / f"{file_name(self._analysis.run.name)}.{chosen.suffix}"
        suffixes = [chosen.suffix, *(one.suffix for one in FORMATS if one is not chosen)]
        target = ask_where_to_save(self, self.tr("Export"), suggestion, chosen.title, suffixes, self._inputs())
        if target is not None:
            path, overwrite = target
            self.format.setCurrentIndex([one.suffix for one in FORMATS].index(path.suffix.lower().removeprefix(".")))
            self.write(path, overwrite=overwrite)

    def _inputs(self) -> tuple[Path, ...]:
        evidence = self._analysis.evidence
        return (self._analysis.run.source, *([evidence.source] if evidence is not None else []))

    def _on_copy(self) -> None:
        copy_chart(self._analysis, self._view_chosen(), style=self.style_chosen())
        self._say(self.tr("The chart is on the clipboard."), error=False)

    def _on_delivered(self, result: QImage | _Written) -> None:
        if isinstance(result, _Written):
            self._settings.folder = result.path.parent
            self.accept()
            return
        self.preview.show_image(result)

    def _on_ended(self, error: BaseException | None) -> None:
        self.save.setEnabled(True)
        if isinstance(error, LossaccError):
            self._say(str(error), error=True)
        elif error is not None and not isinstance(error, Cancelled):
            raise error

    def _on_finished(self) -> None:
        self._background.close()

    def _say(self, text: str, *, error: bool) -> None:
        self.status.setText(text)
        self.status.setVisible(bool(text))
        font = self.status.font()
        font.setBold(error)
        self.status.setFont(font)

    def _writing(self, path: Path, overwrite: bool) -> Work:
        chosen, view, analysis, inputs = self._chosen(), self._view_chosen(), self._analysis, self._inputs()
        style = self.style_chosen() if chosen.figure else None

        def work(progress: Progress, deliver: Deliver) -> None:
            progress(0.0, "writing")
            if style is not None:
                content = figure_bytes(chart_of(analysis, view), chosen.suffix, style)
            else:
                content = as_bytes(document(chosen.suffix, analysis))
            write_whole(path, content, overwrite=overwrite, inputs=inputs)
            deliver(_Written(path))

        return work


def copy_chart(analysis: Analysis, view: View, *, dark: bool = False, style: FigureStyle | None = None) -> None:
    """Put the chart on the clipboard as a picture."""
    QGuiApplication.clipboard().setImage(image_of(chart_of(analysis, view), style or style_for("screen", dark=dark)))


def _painting(analysis: Analysis, view: View, style: FigureStyle) -> Work:
    def work(progress: Progress, deliver: Deliver) -> None:
        chart = chart_of(analysis, view)
        progress(0.5, "painting")
        deliver(image_of(chart, style))

    return work


def _is_whole(analysis: Analysis, axis: XAxis, shown: tuple[float, float]) -> bool:
    places = [axis.values(series.x[[0, -1]]) for series in analysis.run.series if len(series.x)]
    return all(shown[0] <= first and last <= shown[1] for first, last in places)


def file_name(name: str) -> str:
    """A run's name as part of a file name on any system."""
    return "".join(letter if letter.isalnum() or letter in "-_. " else "-" for letter in name).strip() or "chart"
