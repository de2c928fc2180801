"""What is said to people: English text that remembers how it was made, so that the window can say it otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import Protocol

    class Catalogue(Protocol):
        """What the standard library's gettext makes of a .mo file."""

        def gettext(self, message: str, /) -> str:
            """The text in the catalogue's language, or the text itself."""

        def ngettext(self, one: str, many: str, count: int, /) -> str:
            """The form for so many things."""


class Language(StrEnum):
    """Languages of the window; everything that programs read stays English."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


class Numbers(StrEnum):
    """How numbers are written in the window: as the language does, or with a point or a comma before the fraction."""

    LANGUAGE = "language"
    POINT = "point"
    COMMA = "comma"


class Speech:
    """How the window speaks: no catalogue for English; `comma` before fractions and points between thousands."""

    __slots__ = ("catalogue", "comma")

    def __init__(self, catalogue: Catalogue | None = None, comma: bool = False) -> None:
        self.catalogue = catalogue
        self.comma = comma


ENGLISH = Speech()


class Said(str):
    """An English text with the template and the fields that it is made of; `tr` says it in the window's language.

    In a template `{name:lower}` is the field as it stands inside a sentence, `{name:upper}` as at its beginning: a
    translation does without where its grammar has no such rule. `{name:within}` is a sentence as it stands in brackets.
    """

    template: str
    many: str
    number: int
    fields: Mapping[str, object]

    def __new__(cls, template: str, many: str, number: int, fields: Mapping[str, object]) -> Said:
        """See `say` and `say_many`."""
        english = many if many and number != 1 else template
        said = super().__new__(cls, _filled(english, fields) if fields else english)
        said.template, said.many, said.number, said.fields = template, many, int(number), fields
        return said

    @property
    def apart(self) -> Mapping[str, Any]:
        """The fields as values that JSON can hold."""
        return {name: _plain(value) for name, value in self.fields.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return Said, (self.template, self.many, self.number, self.fields)


class _Recalled(Said):
    """A text whose fields are put together where somebody asks for them: of ten thousand that are kept, few are."""

    _apart: Mapping[str, Any]

    @classmethod
    def of(cls, english: str, template: str, many: str, number: int, apart: Mapping[str, Any]) -> _Recalled:
        said = str.__new__(cls, english)
        said.template, said.many, said.number, said._apart = template, many, number, apart
        return said

    @cached_property
    def fields(self) -> Mapping[str, object]:  # type: ignore[override]
        """As `say` was given them."""
        return {name: put_together(one) for name, one in self._apart.items()}

    @property
    def apart(self) -> Mapping[str, Any]:
        """As they were kept."""
        return self._apart

    def __reduce__(self) -> tuple[Any, ...]:
        return _Recalled.of, (str(self), self.template, self.many, self.number, self._apart)


class Number(str):
    """Digits as English writes them, with nothing but signs and units around: `tr` writes them as the window does."""

    __slots__ = ()


def say(template: str, /, **fields: object) -> Said:
    """The template with its fields filled in; without fields, a word that is said in the window's language."""
    return Said(template, "", 1, fields)


def say_many(one: str, many: str, count: int, /, **fields: object) -> Said:
    """The template for one thing or for several, with the field `count` as `1,200`."""
    return Said(one, many, count, {"count": Number(f"{count:,}"), **fields})


def joined(between: str, parts: Iterable[str]) -> Said:
    """Texts one after the other that stay what they are, each said by itself."""
    fields = {f"part{place}": part for place, part in enumerate(parts)}
    return Said(between.join(f"{{{name}}}" for name in fields), "", 1, fields)


def taken_apart(text: str) -> Any:
    """A text as values that JSON can hold; `put_together` makes of them what was said."""
    if isinstance(text, Said):
        return [text.template, text.many, text.number, text.apart]
    return [str(text)] if isinstance(text, Number) else str(text)


def taken_down(text: str) -> Any:
    """As `taken_apart`, with the English text, so that `put_together` need not make it again."""
    apart = taken_apart(text)
    return [*apart, str(text)] if isinstance(text, Said) else apart


def _plain(value: object) -> Any:
    """A field as JSON can hold it: numbers of numpy, too, stay numbers, which a template may write as it likes."""
    from numbers import Integral, Real  # the window's first frame does without

    if isinstance(value, Integral):
        return value if isinstance(value, bool) else int(value)
    if isinstance(value, Real):
        return float(value)
    return taken_apart(value if isinstance(value, str) else str(value))


def put_together(value: Any) -> Any:
    """The text of what `taken_apart` or `taken_down` gave; ValueError or TypeError where it is something else."""
    if not isinstance(value, list):
        return value
    if len(value) == 1:
        return Number(value[0])
    template, many, number, fields, *english = value
    if english:
        if not isinstance(fields, dict):
            raise TypeError("fields have names")
        return _Recalled.of(str(english[0]), str(template), str(many), int(number), fields)
    return Said(str(template), str(many), int(number), {name: put_together(one) for name, one in fields.items()})


SILENCE = Said("", "", 1, {})
"""Nothing is said."""


def tr(text: str) -> str:
    """A text in the language of the window; what has no translation stays as it is."""
    speech = _Window.speech
    if speech is ENGLISH or not text:
        return text
    if isinstance(text, Number):
        return text.translate(_SWAPPED) if speech.comma else text
    if not isinstance(text, Said):
        return text if speech.catalogue is None else speech.catalogue.gettext(text)
    template = text.many if text.many and text.number != 1 else text.template
    if speech.catalogue is not None:
        template = (
            speech.catalogue.ngettext(text.template, text.many, text.number)
            if text.many
            else speech.catalogue.gettext(text.template)
        )
    if not text.fields:
        return template
    return _filled(template, {name: shown(value) for name, value in text.fields.items()})


def shown(value: object) -> object:
    """A field as the window shows it: what was said or is a number in its language, anything else as it is."""
    return tr(value) if isinstance(value, Said | Number) else value


def typed(text: str) -> str:
    """A number that a person typed, as English writes it."""
    if _Window.speech.comma and "," in text:
        return text.replace(".", "").replace(",", ".")
    return text


def speak(speech: Speech) -> None:
    """Say everything so from now on."""
    _Window.speech = speech


class _Window:
    speech = ENGLISH


_SWAPPED = str.maketrans(".,", ",.")


def _filled(template: str, fields: Mapping[str, object]) -> str:
    return "".join(
        [piece if field is None else piece + _field(fields[field], way) for piece, field, way in _cut(template)]
    )


@lru_cache(maxsize=2048)
def _cut(template: str) -> tuple[tuple[str, str | None, str], ...]:
    """A template as text, the field that follows it and how that is written; most are filled in again and again."""
    parts = Formatter().parse(template)
    return tuple((piece, field, "quoted" if quoted else way or "") for piece, field, way, quoted in parts)


@lru_cache(maxsize=2048)
def fields_of(template: str) -> tuple[str, ...]:
    """The names of the fields of a template, each once."""
    return tuple(dict.fromkeys(field for _, field, _ in _cut(template) if field is not None))


def _field(value: Any, way: str) -> str:
    """A field in its place: a word begins otherwise at the beginning of a sentence than inside one."""
    if not way and isinstance(value, str):
        return value
    if way == "lower":
        return str(value[:1].lower() + value[1:] if value[1:2].islower() or value.startswith("A ") else value)
    if way == "upper":
        return str(value[:1].upper() + value[1:])
    if way == "within":
        return str(value.rstrip("."))
    if way == "quoted":  # {name!r}
        return repr(value)
    return format(value, way)
