"""What the window remembers between two starts: recent logs, geometry, theme, what metrics mean, own causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QSettings

from lossacc_gui.gui.look.theme import Contrast, ThemeChoice
from lossacc_gui.language import SILENCE, Language, Numbers, Said

if TYPE_CHECKING:
    from PySide6.QtCore import QByteArray

    from lossacc_gui.gui.look.preferences import Preferences
    from lossacc_gui.model.choice import Choice

KEPT_RECENTS = 12
SMALLEST_FONT, LARGEST_FONT = 6, 36  # points
LONGEST_LOOK = 0.5  # seconds that the window waits for a drive
KEPT_HEADERS = 200  # kinds of logs whose metrics a person has chosen


Usual = TypeVar("Usual", bool, None)


class Settings:
    """A thin reading of QSettings; wrong or old values count as absent."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    @property
    def recents(self) -> tuple[Path, ...]:
        """Logs opened last, newest first; they are not looked at here and may be gone."""
        stored = self._store.value("recents")
        texts = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        return tuple(Path(str(text)) for text in texts if text)

    def remember(self, paths: Sequence[Path]) -> None:
        """Put logs at the head of the recents."""
        newest = [path.absolute() for path in paths]
        kept = [*newest, *(path for path in self.recents if path not in newest)]
        self._store.setValue("recents", [str(path) for path in kept[:KEPT_RECENTS]])

    def forget_recents(self) -> None:
        """Empty the list of recents."""
        self._store.remove("recents")

    @property
    def theme(self) -> ThemeChoice:
        """The chosen theme."""
        stored = str(self._store.value("theme", ThemeChoice.AUTO.value))
        return ThemeChoice(stored) if stored in set(ThemeChoice) else ThemeChoice.AUTO

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._store.setValue("theme", choice.value)

    # What the first frame needs is asked for by itself: `preferences` costs as much as a tenth of it.

    @property
    def contrast(self) -> Contrast:
        """See `Preferences`, as for all of these."""
        stored = self._text("contrast")
        return Contrast(stored) if stored in set(Contrast) else Contrast.AUTO

    @property
    def language(self) -> Language:
        """The language of the window."""
        stored = self._text("language")
        return Language(stored) if stored in set(Language) else Language.SYSTEM

    @property
    def numbers(self) -> Numbers:
        """How numbers are written."""
        stored = self._text("numbers")
        return Numbers(stored) if stored in set(Numbers) else Numbers.LANGUAGE

    @property
    def calm(self) -> bool:
        """Whether nothing moves."""
        return self._flag("calm", usual=False)

    @property
    def font_family(self) -> str:
        """Empty for the system's."""
        return self._text("font/family")

    @property
    def font_size(self) -> int:
        """Points, 0 for the system's."""
        return int(self._number("font/size", SMALLEST_FONT, LARGEST_FONT, 0))

    @property
    def saw_contrast(self) -> bool:
        """Whether the system wanted high contrast when the program ran last."""
        return self._flag("saw_contrast", usual=False)

    @saw_contrast.setter
    def saw_contrast(self, seen: bool) -> None:
        if seen:
            self._store.setValue("saw_contrast", "true")
        else:
            self._store.remove("saw_contrast")

    @property
    def preferences(self) -> Preferences:
        """What a person set in the settings dialog; each value that is damaged or out of range is the usual one."""
        from lossacc_gui.gui.look.preferences import FASTEST_WHEEL, SLOWEST_WHEEL, Preferences, Wheel, WheelChoice

        wheel, does = Wheel(), self._text("wheel/does")
        return Preferences(
            theme=self.theme,
            contrast=self.contrast,
            language=self.language,
            numbers=self.numbers,
            calm=self.calm,
            restores=self._flag("restores", usual=False),
            notifies=self._flag("notifies", usual=False),
            font_family=self.font_family,
            font_size=self.font_size,
            wheel=Wheel(
                does=WheelChoice(does) if does in set(WheelChoice) else wheel.does,
                speed=self._number("wheel/speed", SLOWEST_WHEEL, FASTEST_WHEEL, wheel.speed),
                turned=self._flag("wheel/turned", usual=False),
            ),
            options=self._options,
            causes=self.causes,
            checkpoints=Path(stored) if (stored := self._text("checkpoints")) else None,
        )

    @preferences.setter
    def preferences(self, wanted: Preferences) -> None:
        self.theme = wanted.theme
        self.causes = wanted.causes
        for key, text in (
            ("contrast", wanted.contrast.value),
            ("language", wanted.language.value),
            ("numbers", wanted.numbers.value),
            ("calm", "true" if wanted.calm else ""),
            ("restores", "true" if wanted.restores else ""),
            ("notifies", "true" if wanted.notifies else ""),
            ("font/family", wanted.font_family),
            ("font/size", str(wanted.font_size or "")),
            ("wheel/does", wanted.wheel.does.value),
            ("wheel/speed", repr(wanted.wheel.speed)),
            ("wheel/turned", "true" if wanted.wheel.turned else ""),
            ("options", _json(dict(wanted.options)) if wanted.options else ""),
            ("checkpoints", "" if wanted.checkpoints is None else str(wanted.checkpoints)),
        ):
            if text:
                self._store.setValue(key, text)
            else:
                self._store.remove(key)

    @property
    def _options(self) -> tuple[tuple[str, str], ...]:
        """The thresholds that were changed; those of another version of the program that are none now are left out."""
        stored = self._json_of("options")
        return _options_in(stored) if stored else ()

    def drop_unknown_options(self) -> Said:
        """Forget thresholds that another version kept and this one does not have; the notice of them, or SILENCE."""
        stored = self._json_of("options")
        if not stored:
            return SILENCE
        from lossacc_gui.model.options import without_unknown

        kept, notice = without_unknown(_texts(stored))
        if notice:
            self._store.setValue("options", _json(kept) if kept else "")
        return notice

    def _text(self, key: str) -> str:
        return str(self._store.value(key, ""))

    def _flag(self, key: str, usual: Usual) -> bool | Usual:
        return {"true": True, "false": False}.get(self._text(key), usual)

    def _json_of(self, key: str) -> dict[str, Any]:
        """The object that is kept under a key; an empty one where nothing is, or it is damaged."""
        stored = self._text(key)
        if not stored:
            return {}
        import json  # the start does without

        try:
            found = json.loads(stored)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _number(self, key: str, low: float, high: float, usual: float) -> float:
        try:
            number = float(self._text(key))
        except ValueError:
            return usual
        return number if low <= number <= high else usual

    @property
    def fits_y(self) -> bool:
        """Whether both y axes fit what is visible."""
        return self._flag("fits_y", usual=True)

    @fits_y.setter
    def fits_y(self, wanted: bool) -> None:
        self._store.setValue("fits_y", "true" if wanted else "false")

    @property
    def shows_overview(self) -> bool:
        """Whether the whole run shows below the chart."""
        return self._flag("shows_overview", usual=True)

    @shows_overview.setter
    def shows_overview(self, wanted: bool) -> None:
        self._store.setValue("shows_overview", "true" if wanted else "false")

    @property
    def shows_list(self) -> bool | None:
        """Whether the list of runs shows, None for where there are several."""
        return self._flag("shows_list", usual=None)

    @shows_list.setter
    def shows_list(self, shown: bool) -> None:
        self._store.setValue("shows_list", "true" if shown else "false")

    @property
    def export_choices(self) -> dict[str, Any]:
        """What was chosen in the export dialog the last time; empty where nothing was or it is damaged."""
        return self._json_of("export")

    @export_choices.setter
    def export_choices(self, choices: dict[str, Any]) -> None:
        self._store.setValue("export", _json(choices))

    @property
    def folder(self) -> Path:
        """Where a file dialog starts."""
        stored = Path(str(self._store.value("folder", "")))
        return stored if answers(stored) else Path.home()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._store.setValue("folder", str(folder))

    @property
    def choices(self) -> dict[str, tuple[Choice, ...]]:
        """What a person said that metrics mean, by the header of the logs that have them."""
        stored = self._json_of("metrics")
        return _choices_in(stored) if stored else {}

    def keep_choices(self, header: str, choices: Sequence[Choice]) -> None:
        """Remember what metrics mean; with no choices, forget it."""
        import json

        from lossacc_gui.model.choice import json_of_choices

        kept = {name: found for name, found in self.choices.items() if name != header}
        newest = ({header: tuple(choices)} if choices else {}) | kept
        few = list(newest.items())[:KEPT_HEADERS]
        self._store.setValue("metrics", json.dumps({name: json_of_choices(found) for name, found in few}))

    @property
    def causes(self) -> Path | None:
        """The folder of the person's own causes, None where none was chosen; it may be gone."""
        stored = str(self._store.value("causes", ""))
        return Path(stored) if stored else None

    @causes.setter
    def causes(self, folder: Path | None) -> None:
        self._store.setValue("causes", "" if folder is None else str(folder))

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """The keys that a person gave to actions, by the name of the action."""
        found = self._json_of("keys")
        return {name: tuple(map(str, keys)) for name, keys in found.items() if isinstance(keys, list)}

    @keys.setter
    def keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        self._store.setValue("keys", _json(keys))

    def layout(self, name: str) -> QByteArray | None:
        """A stored geometry or arrangement of docks, None where there is none."""
        stored = self._store.value(f"layout/{name}")
        if stored is None:
            return None
        from PySide6.QtCore import QByteArray  # the very first frame does without

        return stored if isinstance(stored, QByteArray) and not stored.isEmpty() else None

    def keep_layout(self, name: str, layout: QByteArray) -> None:
        """Store a geometry or arrangement of docks."""
        self._store.setValue(f"layout/{name}", layout)


def answers(folder: Path) -> bool:
    """Whether a folder is there and says so at once: a drive that does not answer must not hold the window."""
    import threading

    found: list[bool] = []

    def look() -> None:
        with suppress(OSError, ValueError):
            found.append(folder.is_dir())

    looking = threading.Thread(target=look, name="looking", daemon=True)
    looking.start()
    looking.join(LONGEST_LOOK)
    return found == [True]


def _choices_in(stored: Mapping[str, Any]) -> dict[str, tuple[Choice, ...]]:
    """The choices by header, but those that are damaged."""
    from lossacc_gui.model.choice import choices_of_json

    kept = {}
    for header, found in stored.items():
        with suppress(ValueError, TypeError):
            kept[header] = choices_of_json(found)
    return kept


def _options_in(stored: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The thresholds that were changed, as far as there are such and they may be so."""
    from lossacc_gui.model.errors import BadOption
    from lossacc_gui.model.options import Options

    kept = []
    for name, text in _texts(stored).items():
        with suppress(BadOption):
            if Options().changed({name: text}) != Options():
                kept.append((name, text))
    return tuple(kept)


def _texts(stored: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(text) for name, text in stored.items()}


def _json(value: object) -> str:
    import json

    return json.dumps(value)
