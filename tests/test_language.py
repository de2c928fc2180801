"""What is said, how it reads in another language, and whether the catalogues have all of it."""

from __future__ import annotations

import ast
import copy
import json
import pickle
import re
import string
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import languages
import numpy as np
import pytest

from lossacc_gui import language, numerals
from lossacc_gui.language import (
    ENGLISH,
    Number,
    Said,
    Speech,
    joined,
    put_together,
    say,
    say_many,
    shown,
    speak,
    taken_apart,
    taken_down,
    tr,
    typed,
)
from lossacc_gui.resource import resource


class Words:
    """A catalogue of a few words."""

    def __init__(self, **told: str) -> None:
        self._told = told

    def gettext(self, message: str) -> str:
        return self._told.get(message, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self._told.get(one if count == 1 else many, one if count == 1 else many)


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    speak(ENGLISH)


def test_what_is_said_is_english_and_stays_so_whatever_the_window_speaks() -> None:
    told = say("{loss} rises by {change}", loss=say("loss"), change=numerals.relative_text(0.125))
    speak(Speech(Words(loss="Verlust", **{"{loss} rises by {change}": "{loss} steigt um {change}"}), comma=True))
    assert told == "loss rises by +12 %" and str(told) == f"{told}"
    assert tr(told) == "Verlust steigt um +12 %"


def test_data_in_a_sentence_is_not_translated() -> None:
    speak(Speech(Words(loss="Verlust")))
    assert tr(say("{metric} of {noun}", metric="loss", noun=say("loss"))) == "loss of Verlust"
    assert shown("loss") == "loss"


@pytest.mark.parametrize(("count", "text"), [(1, "1 Lauf"), (0, "0 Läufe"), (1200, "1.200 Läufe")])
def test_things_are_counted_as_the_language_counts(count: int, text: str) -> None:
    words = {"{count} run": "{count} Lauf", "{count} runs": "{count} Läufe"}
    speak(Speech(Words(**words), comma=True))
    assert tr(numerals.counted_text(count, "run")) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (numerals.loss_text(0.4123), "0,412"),
        (numerals.percent_text(0.871), "87,1 %"),
        (numerals.relative_text(1200.0), "x 1.201"),
        (numerals.x_text(2.25), "2,25"),
        (numerals.span_text(1.5, 3), "1,5–3"),
        (numerals.points_text(-0.002), "-0,2 points"),
        (numerals.loss_text(float("nan")), "nan"),
    ],
)
def test_numbers_have_a_comma_where_it_is_wanted(number: str, text: str) -> None:
    assert tr(number) == number
    speak(Speech(comma=True))
    assert tr(number) == text


@pytest.mark.parametrize(("text", "number"), [("0,5", "0.5"), ("0.5", "0.5"), ("1.234,5", "1234.5"), ("7", "7")])
def test_a_number_is_understood_as_it_is_written(text: str, number: str) -> None:
    speak(Speech(comma=True))
    assert typed(text) == number


def test_without_a_comma_what_is_typed_stays() -> None:
    assert typed("0,5") == "0,5"


def test_the_beginning_of_a_word_fits_its_place() -> None:
    title = say("Label noise")
    assert say("It is {title:lower}.", title=title) == "It is label noise."
    assert say("{title:upper}.", title="label noise") == "Label noise."
    assert say("It is {title:lower}.", title="KL divergence") == "It is KL divergence."
    assert say("It is {title:lower}.", title="A second softmax") == "It is a second softmax."
    assert say("{title!r} ({why:within})", title="f1", why="Nobody knows.") == "'f1' (Nobody knows)"


def test_parts_that_are_joined_stay_what_they_are() -> None:
    told = joined("; ", [say("loss"), Number("0.5"), "loss"])
    assert told == "loss; 0.5; loss"
    speak(Speech(Words(loss="Verlust"), comma=True))
    assert tr(told) == "Verlust; 0,5; loss"


@pytest.mark.parametrize(
    "told", [say("{a} b", a=Number("1.5")), say_many("{count} run", "{count} runs", 3), joined(", ", ["a", say("b")])]
)
def test_what_is_said_survives_a_copy_and_another_process(told: Said) -> None:
    for again in (copy.deepcopy(told), pickle.loads(pickle.dumps(told))):
        assert (again, again.template, again.fields) == (told, told.template, told.fields)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


CATALOGUES = sorted(resource("languages").glob("*.po"))


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.stem)
def po(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def translations(po: Path) -> dict[str, str]:
    """Each text with what the compiled catalogue makes of it; several things are told by the text for several."""
    with po.with_suffix(".mo").open("rb") as file:
        catalogue = GNUTranslations(file)
    told = {}
    for text in languages.texts():
        told[text.one] = catalogue.ngettext(text.one, text.many, 1) if text.many else catalogue.gettext(text.one)
        if text.many:
            told[text.many] = catalogue.ngettext(text.one, text.many, 2)
    return told


def test_a_catalogue_has_every_text_with_all_its_fields(po: Path) -> None:
    """`python packaging/languages.py` brings it up to date, `languages.py untold` says what is missing."""
    with po.with_suffix(".mo").open("rb") as file:
        known = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    missing = [text.one for text in languages.texts() if ((text.one, 0) if text.many else text.one) not in known]
    assert not missing
    wrong = {one: told for one, told in translations(po).items() if fields(one) != fields(told)}
    assert not wrong


def test_a_translation_begins_and_ends_as_its_text(po: Path) -> None:
    """A colon, a space or dots at an end mean that something follows."""
    for one, told in translations(po).items():
        for end in (": ", " ", "…", ":"):
            assert one.endswith(end) == told.endswith(end), (one, told)
        assert one.startswith(" ") == told.startswith(" "), (one, told)
        assert one.count("`") == told.count("`"), (one, told)


def test_a_compiled_catalogue_is_that_of_its_source(po: Path) -> None:
    pytest.importorskip("babel")
    made, kept = (GNUTranslations(BytesIO(mo)) for mo in (languages.compiled(po), po.with_suffix(".mo").read_bytes()))
    for catalogue in (made, kept):  # its head names the version of Babel that made it, and any will do
        catalogue._catalog.pop("")  # type: ignore[attr-defined]
    assert made._catalog == kept._catalog, "python packaging/languages.py"  # type: ignore[attr-defined]
    assert {**made.info(), "generated-by": ""} == {**kept.info(), "generated-by": ""}


def test_no_text_of_a_catalogue_is_said_nowhere(po: Path) -> None:
    with po.with_suffix(".mo").open("rb") as file:
        known = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    kept = {key[0] if isinstance(key, tuple) else key for key in known} - {""}
    assert kept == {text.one for text in languages.texts()}


@pytest.mark.parametrize("number", [np.int64(1234), np.uint8(12), np.float32(0.5), np.float64(0.25), 1234, 0.5, True])
def test_a_number_is_the_same_after_a_file_whatever_counted_it(number: float) -> None:
    said = say("{n:,} of {m}", n=number, m=say_many("{count} run", "{count} runs", number))  # type: ignore[arg-type]
    again = put_together(json.loads(json.dumps(taken_apart(said))))
    assert again == said and tr(again) == said
    assert type(again.fields["m"].number) is int


def test_what_is_taken_down_says_itself_at_once_and_its_fields_where_somebody_asks() -> None:
    said = say("{what} in {runs}", what=say("overfitting"), runs=say_many("{count} run", "{count} runs", 1200))
    again = put_together(json.loads(json.dumps(taken_down(said))))
    assert again == said and taken_down(again) == taken_down(said) and "fields" not in vars(again), "nobody asked yet"
    passed_on = pickle.loads(pickle.dumps(again))
    assert "fields" not in vars(again) and passed_on == said
    for one in (again, passed_on):
        assert one.fields == said.fields and type(one.fields["runs"].number) is int
        assert one.template == said.template and copy.deepcopy(one) == said
    assert put_together(taken_down("as a log has it")) == "as a log has it"
    with pytest.raises(TypeError):
        put_together([said.template, "", 1, "no names", str(said)])


def test_no_words_are_glued_into_a_field_of_a_text() -> None:
    """They stay English whatever the window speaks: what `say` has not made is data."""
    package = Path(language.__file__).parent
    found = {
        f"{file.relative_to(package)}:{line}"
        for file in sorted(package.rglob("*.py"))
        for line in _glued_in(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert not found


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("say('{what}', what=f'{count} others')", [1]),
        ("more = f' and {count} others'\n    names = ', '.join(some) + more\n    say('{names}', names=names)", [3]),
        ("say('{what}', what=say('{count} others', count=count))", []),
        ("say('{file} {size}', file=f'{name}.csv', size=Number(f'{size:g} MB'))", []),
        ("say('{how}', how=f'--map {name}=loss')", []),
    ],
)
def test_glued_words_are_seen_and_data_is_not(code: str, lines: list[int]) -> None:
    assert list(_glued_in(ast.parse(f"def told():\n    {code}"))) == [line + 1 for line in lines]


def _glued_in(tree: ast.AST) -> Iterator[int]:
    """The lines on which a field of a text is an f-string with words, or is made of one in the same function."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and _is_glued(node.value, names):
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "say_many"):
                yield from (node.lineno for field in node.keywords if _is_glued(field.value, names))


def _is_glued(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return re.search("[a-z]{2}", text) is not None and " " in text and not text.startswith("--")
    if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Attribute) and node.func.attr == "join"):
        return False
    if isinstance(node, ast.Name):
        return node.id in names
    return any(_is_glued(child, names) for child in ast.iter_child_nodes(node))
