"""What a person sets in the settings dialog, as one value that is kept, applied and taken back whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from lossacc_gui.gui.look.theme import Contrast, ThemeChoice
from lossacc_gui.language import Language, Numbers

SLOWEST_WHEEL, FASTEST_WHEEL = 0.25, 4.0


class WheelChoice(StrEnum):
    """What the wheel does in the chart; with Control it does the other thing."""

    ZOOM = "zoom"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Wheel:
    """The wheel in the chart: `speed` is a factor, `turned` means that it works the other way round."""

    does: WheelChoice = WheelChoice.ZOOM
    speed: float = 1.0
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Preferences:
    """All of it; the defaults are what a person has who never set anything.

    language     of windows that are opened from now on, as are numbers
    restores     a start without a log opens what was open when the program last ended
    notifies     the desktop tells when the verdict on a followed log gets worse
    font_family  empty for the system's
    font_size    points, 0 for the system's
    options      thresholds that are not the usual ones, as (name, text)
    """

    theme: ThemeChoice = ThemeChoice.AUTO
    language: Language = Language.SYSTEM
    numbers: Numbers = Numbers.LANGUAGE
    contrast: Contrast = Contrast.AUTO
    calm: bool = False
    restores: bool = False
    notifies: bool = False
    font_family: str = ""
    font_size: int = 0
    wheel: Wheel = field(default_factory=Wheel)
    options: tuple[tuple[str, str], ...] = ()
    causes: Path | None = None
    checkpoints: Path | None = None
