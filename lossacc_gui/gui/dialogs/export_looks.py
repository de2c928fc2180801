"""The part of the export dialog that says how a figure looks and what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from lossacc_gui.export.drawing.palettes import PALETTES
from lossacc_gui.export.drawing.style import FigureStyle, Parts, changed
from lossacc_gui.export.presets import PARTS
from lossacc_gui.gui.actions.actions import bare
from lossacc_gui.language import say
from lossacc_gui.model.errors import BadOption

_NUMBERS = (
    ("width_mm", say("&Width"), " mm", 40.0, 1000.0, 0),
    ("height_mm", say("H&eight"), " mm", 0.0, 1000.0, 0),
    ("dpi", say("&Resolution"), " dpi", 50.0, 1200.0, 0),
    ("font_pt", say("F&ont size"), " pt", 5.7, 40.0, 1),
    ("line_pt", say("&Line width"), " pt", 0.3, 10.0, 1),
)
_PARTS = {
    "legend": say("Legend"),
    "bands": say("Events as bands"),
    "numbers": say("Numbers"),
    "captions": say("Verdict and captions"),
    "marks": say("Marks"),
    "kept": say("What to keep"),
    "notes": say("Notes"),
}
FREE = 0.0
"""A height of nothing: as high as what is in it."""


class Looks(QWidget):
    """A preset and what a person changes of it; `changed` when anything is."""

    changed = Signal()

    def __init__(self, presets: Sequence[FigureStyle], run: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._presets = {style.name: style for style in presets}
        self.preset = QComboBox(self)
        self.preset.addItems(list(self._presets))
        self.numbers: dict[str, QDoubleSpinBox] = {}
        self.palette_box = QComboBox(self)
        self.palette_box.addItems(list(PALETTES))
        self.dark = QCheckBox(self.tr("Light on dark"), self)
        self.titled = QCheckBox(self.tr("&Title"), self)
        self.heading = QLineEdit(self)
        self.heading.setPlaceholderText(run)
        self.parts = {name: QCheckBox(self.tr(_PARTS[name]), self) for name in PARTS}
        self.provenance = QCheckBox(self.tr("File, version, settings"), self)
        self._assemble()
        self.take(self._presets[self.preset.currentText()])

    def style_chosen(self) -> FigureStyle:
        """The style as asked for; BadOption says why it cannot be."""
        numbers = {name: box.value() for name, box in self.numbers.items()}
        preset = self._presets[self.preset.currentText()]
        for name, box in self.numbers.items():
            exact = getattr(preset, name)
            if exact is not None and abs(exact - box.value()) < 10.0 ** -box.decimals():
                numbers[name] = exact  # the box rounds 82.55 mm, the preset does not
        return changed(
            preset,
            **{name: value for name, value in numbers.items() if name != "height_mm"},
            height_mm=numbers["height_mm"] or None,
            palette=self.palette_box.currentText(),
            dark=self.dark.isChecked(),
            title=self.titled.isChecked(),
            heading=self.heading.text().strip(),
            parts=Parts(**{name: box.isChecked() for name, box in self.parts.items()}),
        )

    def is_preset(self, name: str) -> bool:
        """Whether this preset is chosen and nothing of it changed."""
        try:
            return self.preset.currentText() == name and self.style_chosen() == self._presets[name]
        except BadOption:
            return False

    def take(self, style: FigureStyle) -> None:
        """Show the values of a style."""
        blockers = [QSignalBlocker(widget) for widget in self._widgets()]
        for name, box in self.numbers.items():
            box.setValue(getattr(style, name) or FREE)
        self.palette_box.setCurrentText(style.palette)
        self.dark.setChecked(style.dark)
        self.titled.setChecked(style.title)
        self.heading.setEnabled(style.title)
        for name, box_ in self.parts.items():
            box_.setChecked(getattr(style.parts, name))
        del blockers
        self.changed.emit()

    def choices(self) -> dict[str, Any]:
        """What is chosen, for the next time; the title is that of one run and not kept."""
        return {
            "preset": self.preset.currentText(),
            **{name: box.value() for name, box in self.numbers.items()},
            "palette": self.palette_box.currentText(),
            "dark": self.dark.isChecked(),
            "title": self.titled.isChecked(),
            "without": [name for name, box in self.parts.items() if not box.isChecked()],
            "provenance": self.provenance.isChecked(),
        }

    def restore(self, choices: Mapping[str, Any]) -> None:
        """Take what was chosen the last time; what is damaged or unknown is left out."""
        if str(choices.get("preset")) in self._presets:
            self.preset.setCurrentText(str(choices["preset"]))
        for name, box in self.numbers.items():
            value = choices.get(name)
            if isinstance(value, int | float):
                box.setValue(float(value))
        if str(choices.get("palette")) in PALETTES:
            self.palette_box.setCurrentText(str(choices["palette"]))
        for name, check in (("dark", self.dark), ("title", self.titled), ("provenance", self.provenance)):
            if isinstance(choices.get(name), bool):
                check.setChecked(choices[name])
        left_out = choices.get("without")
        for name, check in self.parts.items():
            check.setChecked(not (isinstance(left_out, list) and name in left_out))

    def _assemble(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(self.tr("&Preset"), self.preset)
        for name, title, unit, low, high, digits in _NUMBERS:
            box = QDoubleSpinBox(self)
            box.setRange(low, high)
            box.setDecimals(digits)
            box.setSingleStep(1.0 if digits == 0 else 0.1)
            box.setSuffix(unit)
            box.setAccessibleName(bare(self.tr(title)))
            box.setKeyboardTracking(False)
            form.addRow(self.tr(title), box)
            self.numbers[name] = box
        self.numbers["height_mm"].setSpecialValueText(self.tr("as needed"))
        form.addRow(self.tr("Pale&tte"), self.palette_box)
        form.addRow("", self.dark)
        form.addRow(self.titled, self.heading)
        for widget, name in (
            (self.preset, say("Preset")),
            (self.palette_box, say("Palette")),
            (self.heading, say("Title")),
        ):
            widget.setAccessibleName(self.tr(name))
        inside = QGroupBox(self.tr("In it"), self)
        grid = QGridLayout(inside)
        for i, part in enumerate((*self.parts.values(), self.provenance)):
            grid.addWidget(part, i // 2, i % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(inside)
        self.preset.currentTextChanged.connect(self._on_preset)
        self.titled.toggled.connect(self.heading.setEnabled)
        for box in self.numbers.values():
            box.valueChanged.connect(self._on_changed)
        self.palette_box.currentTextChanged.connect(self._on_changed)
        self.heading.editingFinished.connect(self._on_changed)
        for check in (self.dark, self.titled, self.provenance, *self.parts.values()):
            check.toggled.connect(self._on_changed)

    def _widgets(self) -> list[QWidget]:
        boxes = (*self.numbers.values(), *self.parts.values())
        return [*boxes, self.palette_box, self.dark, self.titled, self.heading]

    def _on_preset(self, name: str) -> None:
        self.take(self._presets[name])

    def _on_changed(self, *_: object) -> None:
        self.changed.emit()
