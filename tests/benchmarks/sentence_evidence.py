"""What is asked of a sentence of evidence: it shows its number, and that comes out of the raw values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from statistics import median

from reckoned import Told, of_curves
from reckoned_log import named, of_findings, of_log, of_ruler
from reckoned_outputs import of_outputs
from reckoned_sides import Sides, entropy, sides_of
from sentence_events import NUMBER

from lossacc_gui.explain.facts import FACTS
from lossacc_gui.explain.facts.words import WORDS
from lossacc_gui.explain.sentences import as_factor
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.cause import Evidence
from lossacc_gui.model.run import Split

IN_WORDS = re.compile(
    r"Throughout|ends before|less than|alike|equal|ended at its best|never|stood still|did not|none|all|no |as "
)
GIVEN = re.compile(rf"an accuracy of ({NUMBER}) % and (?:as many as )?({NUMBER}) classes")
AT_BEST, AT_END, BY_MEDIANS = (
    {"two_way_ratio", "ten_way_ratio"},
    {"train_two_way_ratio"},
    {"over_entropy", "rests_high"},
)
AGAINST_THE_MOST = AT_BEST | AT_END | BY_MEDIANS


class Raw:
    """What the raw values of a run say: numbers by fact, and the curves that they come from."""

    def __init__(self, analysis: Analysis) -> None:
        self.sides: Sides = sides_of(analysis)
        parts = (
            of_curves(self.sides),
            of_findings(analysis, self.sides),
            of_log(analysis, self.sides),
            of_ruler(analysis, self.sides),
            of_outputs(analysis),
        )
        # of a run with breaks each part is calmed and judged by itself, which is not reckoned here
        self.parted = bool(analysis.run.breaks)
        self.told: dict[str, list[Told]] = {} if self.parted else named(one for part in parts for one in part)

    def tells(self, one: Evidence) -> bool:
        """Whether its number is reckoned."""
        return not self.parted and self._tells(one)

    def _tells(self, one: Evidence) -> bool:
        return one.fact in self.told or (one.fact in AGAINST_THE_MOST and GIVEN.search(one.text) is not None)


def of_evidence(one: Evidence, raw: Raw) -> Iterator[str]:
    """What is wrong with a sentence of evidence."""
    if one.value is None:
        return
    fact, words = FACTS[one.fact], WORDS[one.fact]
    split, _, rest = one.text.partition(": ")
    text = rest[:1].upper() + rest[1:] if split.lower() in {str(named.said) for named in Split} else one.text
    number = one.value + 0.0
    written = fact.unit.written(number)
    plain = re.sub(r"^x ", "", written).lstrip("+-")
    in_words = IN_WORDS.search(text)
    if plain not in text and not in_words and abs(number) > 1e-3:
        yield f"does not show its number {written}"
    sided = "{over}" in words.said and not in_words and text != words.zero
    if sided and (number < 0) is not (" below " in text):
        yield "says the wrong side"
    if re.search(r"(rose|fell) by [-+]", text) or (re.search(r"(?<!\d)nan|inf\b", text)):
        yield "its words contradict its number"
    if one.fact in AGAINST_THE_MOST and not raw.parted:
        yield from _against_the_most(one, raw.sides)
    elif one.fact in raw.told:
        yield from _against_raw(one, text, raw.told[one.fact])


def _against_raw(one: Evidence, text: str, known: list[Told]) -> Iterator[str]:
    """The number, the two beside it and the stretch are those that the raw values make."""
    right = [told for told in known if math.isclose(told.value, one.value or 0.0, rel_tol=1e-3, abs_tol=1e-4)]
    if not right:
        yield f"tells {one.value:.6g}, the raw values say {known[0].value:.6g}"
        return
    where = [told for told in right if told.where in (None, (one.start, one.end))]
    if not where:
        yield f"is of {one.start} to {one.end}, the raw values say {right[0].where}"
        return
    if not any(_shows(text, told, one.fact) for told in where):
        yield f"tells other numbers than {where[0].ends}"


def _shows(text: str, told: Told, fact: str) -> bool:
    """Whether a sentence shows the two numbers beside its own, as far as its form tells them."""
    words = WORDS[fact]
    forms = [
        form for one in (words.little, words.below, words.zero, words.said) if one for form in (one, as_factor(one))
    ]
    form = next((one for one in forms if _has_form(text, one)), "")
    fields = [i for i, name in enumerate(("{first}", "{last}")) if name in form]
    return told.ends is None or all(
        any(words.of_ends.written(told.ends[i] * (1 + off)) in text for off in (-1e-6, 0.0, 1e-6)) for i in fields
    )


def _has_form(text: str, form: str) -> bool:
    parts = map(re.escape, re.split(r"\{\w+\}", form))
    return re.fullmatch(".+".join(parts), text, re.IGNORECASE) is not None


def _against_the_most(one: Evidence, sides: Sides) -> Iterator[str]:
    """Of a loss over the most of a calibrated model: accuracy and ratio are those of the classes that it names."""
    found = GIVEN.search(one.text)
    if found is None or one.value is None:
        return
    said, classes = float(found[1]), int(found[2].replace(",", ""))
    near: list[str] = []
    for level, right in _places(one.fact, sides):
        accuracy, ratio = 100 * min(right, 0.999), level / entropy(right, classes - 1)
        if abs(accuracy - said) > 0.0501:
            near.append(f"the accuracy is {accuracy:.2f} %")
        elif not math.isclose(ratio, one.value, rel_tol=2e-3):
            near.append(f"tells {one.value:.4g}, with {classes} classes it is {ratio:.4g}")
        else:
            return
    yield from near[:1]


def _places(fact: str, sides: Sides) -> Iterator[tuple[float, float]]:
    """The loss and the accuracy of which a sentence may be."""
    if fact in BY_MEDIANS:
        for side in sides.judged:
            if side.loss is not None and side.right is not None:
                yield median(side.loss.raw[-side.last :]), median(side.right.raw[-side.last :])
        return
    side = sides.train if fact in AT_END else sides.lead
    if side is not None and side.loss is not None and side.right is not None:
        for at in [-1] if fact in AT_END else side.loss.best:
            yield side.loss.level[at], side.right.calmed[at]
