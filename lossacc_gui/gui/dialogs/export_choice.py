"""The part of the export dialog that asks what is wanted: which kind of file, of which runs, in what looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from lossacc_gui.chart import Chart, View
from lossacc_gui.chart.across import value_text
from lossacc_gui.export.drawing.style import PRESETS, FigureStyle
from lossacc_gui.export.exporter import Exporter
from lossacc_gui.export.look import Look
from lossacc_gui.export.phrases import changed_options
from lossacc_gui.export.presets import known_presets
from lossacc_gui.gui.dialogs.export_looks import Looks
from lossacc_gui.gui.dialogs.export_subject import Subject
from lossacc_gui.gui.dialogs.export_told import is_whole
from lossacc_gui.gui.look.plain import plain
from lossacc_gui.language import say, tr
from lossacc_gui.model.errors import BadOption
from lossacc_gui.numerals import noun_text


class Choosing(QObject):
    """`changed` when anything is. `wrong` says what is wrong with the person's own presets, empty where nothing is."""

    changed = Signal()

    def __init__(
        self,
        subject: Subject,
        every: Subject | None,
        view: View,
        shown: tuple[float, float] | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._subject = subject
        self._every = every
        self._view = view
        self._shown = shown
        self._for_paper = False  # whether the preset came with that kind of file
        self.format = QComboBox(parent)
        presets, self.wrong = _presets()
        self.looks = Looks(presets, subject.title, parent)
        self.about = plain(QLabel(parent))
        self.visible_only = QCheckBox(parent)
        self.all_runs = QCheckBox(parent)
        for one in subject.kinds:
            self.format.addItem(tr(say("{title:upper}", title=say(one.title))))
        self.format.setAccessibleName(self.tr("Kind of file"))
        self.about.setWordWrap(True)
        axis, first = subject.axis(view.x), subject.analyses[0].run
        zoomed = shown is not None and not is_whole(subject, axis, shown)
        where = "–".join(tr(value_text(axis, float(round(x)))) for x in shown) if shown is not None else ""
        counted = noun_text(axis.id, several=True) if axis.id == first.x_name else axis.title
        self._visible = self.tr("Only what is visible ({0} {1})").format(tr(counted), where)
        self.visible_only.setVisible(zoomed)
        count = 0 if every is None else len(every.analyses)
        self.all_runs.setText(self.tr("A&ll {0} open runs").format(count))

    def placed(self, parent: QWidget) -> QWidget:
        """A column of all of it, which scrolls."""
        inner = QWidget(parent)
        column = QVBoxLayout(inner)
        for widget in (self.format, self.about, self.all_runs, self.visible_only, self.looks):
            column.addWidget(widget)
        column.addStretch(1)
        side = QScrollArea(parent)
        side.setWidget(inner)
        side.setWidgetResizable(True)
        side.setFrameShape(QScrollArea.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setMinimumWidth(inner.minimumSizeHint().width() + 24)
        return side

    def begin_with(self, choices: Mapping[str, Any]) -> None:
        """What `choices` gave the last time; from now on changes are told."""
        names = [one.name for one in self._subject.kinds]
        if choices.get("kind") in names:
            self.format.setCurrentIndex(names.index(choices["kind"]))
        self.looks.restore(choices)
        self.format.currentIndexChanged.connect(self._on_kind)
        for box in (self.visible_only, self.all_runs):
            box.toggled.connect(self._on_changed)
        self.looks.changed.connect(self._on_changed)
        self._on_changed()

    @property
    def choices(self) -> dict[str, Any]:
        """What is chosen, to be chosen the next time as well."""
        return {"kind": self.kind.name, **self.looks.choices()}

    @property
    def kind(self) -> Exporter:
        """The kind of file."""
        return self._subject.kinds[self.format.currentIndex()]

    def choose(self, kind: Exporter) -> None:
        """Take another kind of file."""
        self.format.setCurrentIndex(self._subject.kinds.index(kind))

    def subject(self, kind: Exporter | None = None) -> Subject:
        """What a file of the chosen or another kind is about."""
        kinds = () if self._every is None else self._every.kinds
        wanted = (kind or self.kind) in kinds and self.all_runs.isChecked()
        return self._every if self._every is not None and wanted else self._subject

    def look(self) -> Look:
        """How the file is wanted; BadOption says why a figure cannot be so."""
        if not self.kind.figure:
            return self.look_of_text()
        settings = "; ".join(changed_options(self._subject.analyses[0].options)) or "default options"
        return Look(self._seen(), self.looks.style_chosen(), settings if self.looks.provenance.isChecked() else None)

    def look_of_text(self) -> Look:
        """How words and numbers are wanted, whatever kind is chosen."""
        return self.subject().look(self._seen(), part=self.visible_only.isChecked())

    def drawn(self) -> tuple[Chart, FigureStyle]:
        """The chart and the looks of the figure that the preview shows; BadOption where it cannot be so."""
        look = self.look()
        return self._subject.chart(look.view), self._subject.style(self.kind, look)

    def _seen(self) -> View:
        return replace(self._view, x_range=self._shown) if self.visible_only.isChecked() else self._view

    def _on_kind(self) -> None:
        """A figure for a paper is as wide as papers are, as that of the command line, until a person wants another."""
        usual, other = ("neurips", "screen") if self.kind.name == "paper" else ("screen", "neurips")
        if self.looks.is_preset(other) and (other == "screen" or self._for_paper):
            self._for_paper = usual == "neurips"
            self.looks.preset.setCurrentText(usual)
        else:
            self._for_paper = False
            self._on_changed()

    def _on_changed(self) -> None:
        kind = self.kind
        self.all_runs.setVisible(self._every is not None and kind in self._every.kinds)
        several = self.subject() is not self._subject
        self.visible_only.setText(self.tr("Only what is visible of each run") if several else self._visible)
        self.looks.setEnabled(kind.figure)
        self.looks.numbers["dpi"].setEnabled(kind.name == "png")
        self.about.setText(tr(kind.about))
        self.changed.emit()


def _presets() -> tuple[tuple[FigureStyle, ...], str]:
    """The presets, and what is wrong with the person's own."""
    try:
        return known_presets(), ""
    except BadOption as error:
        return PRESETS, tr(error.said)
