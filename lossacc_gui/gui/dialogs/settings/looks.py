"""The page for theme, contrast, language, motion, letters and the wheel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFontComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)

from lossacc_gui.gui.dialogs.closing import be_aside
from lossacc_gui.gui.look.preferences import (
    FASTEST_WHEEL,
    SLOWEST_WHEEL,
    Preferences,
    Wheel,
    WheelChoice,
)
from lossacc_gui.gui.look.theme import Contrast, ThemeChoice
from lossacc_gui.gui.persistence.settings import LARGEST_FONT, SMALLEST_FONT
from lossacc_gui.language import Language, Numbers


class LooksPage(QWidget):
    """`changed` carries Preferences of which only what this page shows means anything."""

    changed = Signal(object)

    def __init__(self, now: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = self._choice(
            (ThemeChoice.AUTO, self.tr("As the system")),
            (ThemeChoice.LIGHT, self.tr("Light")),
            (ThemeChoice.DARK, self.tr("Dark")),
        )
        self.contrast = self._choice(
            (Contrast.AUTO, self.tr("As the system")),
            (Contrast.ON, self.tr("High")),
            (Contrast.OFF, self.tr("Normal")),
        )
        self.language = self._choice(
            (Language.SYSTEM, self.tr("As the system")),
            (Language.ENGLISH, "English"),
            (Language.GERMAN, "Deutsch"),
        )
        self.language.setToolTip(
            self.tr("From the next start on; exports, copied commands and what sources are cited for are in English")
        )
        self.digits = self._choice(
            (Numbers.LANGUAGE, self.tr("As the language writes them")),
            (Numbers.POINT, "1,234.5"),
            (Numbers.COMMA, "1.234,5"),
        )
        self.digits.setToolTip(self.tr("From the next start on, in the window alone"))
        self.calm = QCheckBox(self.tr("&Reduce motion: nothing slides, fades or blinks"), self)
        self.restores = QCheckBox(self.tr("&At the start open what was open last"), self)
        self.notifies = QCheckBox(self.tr("Tell on the &desktop when a followed log gets worse"), self)
        self.own_family = QCheckBox(self.tr("Font of my o&wn"), self)
        self.family = QFontComboBox(self)
        self.family.setAccessibleName(self.tr("Font"))
        self.letters = QSpinBox(self)
        self.letters.setRange(SMALLEST_FONT - 1, LARGEST_FONT)
        self.letters.setSpecialValueText(self.tr("as the system"))
        self.letters.setSuffix(self.tr(" pt"))
        self.wheel = self._choice(
            (WheelChoice.ZOOM, self.tr("Zooms; with Ctrl it moves the view")),
            (WheelChoice.MOVE, self.tr("Moves the view; with Ctrl it zooms")),
        )
        self.speed = QDoubleSpinBox(self)
        self.speed.setRange(SLOWEST_WHEEL, FASTEST_WHEEL)
        self.speed.setSingleStep(0.25)
        self.speed.setPrefix("× ")
        self.turned = QCheckBox(self.tr("The wheel works the other wa&y round"), self)
        self.usual = QPushButton(self.tr("&Usual Looks and Wheel"), self)
        be_aside(self.usual)
        self._lay_out()
        self.show_preferences(now)
        self._connect()

    def show_preferences(self, now: Preferences) -> None:
        """Show these, and tell nothing."""
        blocked = self.blockSignals(True)
        self.theme.setCurrentIndex(self.theme.findData(now.theme))
        self.contrast.setCurrentIndex(self.contrast.findData(now.contrast))
        self.language.setCurrentIndex(self.language.findData(now.language))
        self.digits.setCurrentIndex(self.digits.findData(now.numbers))
        self.calm.setChecked(now.calm)
        self.restores.setChecked(now.restores)
        self.notifies.setChecked(now.notifies)
        self.own_family.setChecked(bool(now.font_family))
        self.family.setEnabled(bool(now.font_family))
        self.family.setCurrentFont(QFont(now.font_family) if now.font_family else self.font())
        self.letters.setValue(now.font_size or self.letters.minimum())
        self.wheel.setCurrentIndex(self.wheel.findData(now.wheel.does))
        self.speed.setValue(now.wheel.speed)
        self.turned.setChecked(now.wheel.turned)
        self.blockSignals(blocked)

    def _choice(self, *choices: tuple[str, str]) -> QComboBox:
        box = QComboBox(self)
        for value, text in choices:
            box.addItem(text, value)
        return box

    def _lay_out(self) -> None:
        family = QHBoxLayout()
        family.addWidget(self.own_family)
        family.addWidget(self.family, 1)
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("The&me"), self.theme)
        form.addRow(self.tr("&Contrast"), self.contrast)
        form.addRow(self.tr("Langua&ge (next start)"), self.language)
        form.addRow(self.tr("Num&bers (next start)"), self.digits)
        form.addRow("", self.calm)
        form.addRow("", self.restores)
        form.addRow("", self.notifies)
        letters = QLabel(self.tr("Letters"), self)
        letters.setBuddy(self.family)
        form.addRow(letters, family)
        form.addRow(self.tr("&Size of letters"), self.letters)
        form.addRow(self.tr("W&heel in the chart"), self.wheel)
        form.addRow(self.tr("S&peed of the wheel"), self.speed)
        form.addRow("", self.turned)
        form.addRow("", self.usual)

    def _connect(self) -> None:
        for box in (self.theme, self.contrast, self.language, self.digits, self.wheel):
            box.currentIndexChanged.connect(self._tell)
        for check in (self.calm, self.restores, self.notifies, self.turned, self.own_family):
            check.toggled.connect(self._tell)
        self.own_family.toggled.connect(self.family.setEnabled)
        self.family.currentFontChanged.connect(self._tell)
        self.letters.valueChanged.connect(self._tell)
        self.speed.valueChanged.connect(self._tell)
        self.usual.clicked.connect(self._on_usual)

    def _on_usual(self) -> None:
        self.show_preferences(Preferences())
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(
            Preferences(
                theme=ThemeChoice(self.theme.currentData()),
                contrast=Contrast(self.contrast.currentData()),
                language=Language(self.language.currentData()),
                numbers=Numbers(self.digits.currentData()),
                calm=self.calm.isChecked(),
                restores=self.restores.isChecked(),
                notifies=self.notifies.isChecked(),
                font_family=self.family.currentFont().family() if self.own_family.isChecked() else "",
                font_size=self.letters.value() if self.letters.value() >= SMALLEST_FONT else 0,
                wheel=Wheel(WheelChoice(self.wheel.currentData()), self.speed.value(), self.turned.isChecked()),
            )
        )
