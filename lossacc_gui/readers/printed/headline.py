"""Takes numbers that nobody knows for what a line above says they are (Training Loss), or for what known ones tell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from lossacc_gui.language import say
from lossacc_gui.model.run import FloatArray, Notice, Quantity, Split
from lossacc_gui.readers.printed.context import Told
from lossacc_gui.readers.printed.cutting import BAR, CLOCK, cut
from lossacc_gui.readers.printed.page import Page
from lossacc_gui.readers.printed.phrases import ON_NO_EXAMPLES, Phrase, phrase_before, unmarked
from lossacc_gui.readers.printed.prefix import end_of_prefix
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.sharing import measures_unknown
from lossacc_gui.readers.series.behaviour import FALLS_SURELY, correlation, is_split
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.whole_numbers import have_fractions

WORDS = re.compile(r"[^\W\d_]+")
SETS = re.compile(r"[:=]")  # what follows is a setting
REMARK = re.compile(r"\s*%?\s+[^\W\d_][^()\[\]]*[)\]]")  # what a number in brackets is said of goes on in them
OFTEN = 3  # lines that come as often as those of known metrics do, and not once by chance
ENOUGH = 5  # lines that show which way a number goes
EACH = re.compile(r"[\s,]+(?:by|per|each|over|after each)\s+[^\W\d_]+$", re.IGNORECASE)  # accuracy by round
MOST_SAID_ABOVE = 3  # words of a line that says what the numbers below it measure


def by_heading(page: Page, told: list[Told], notices: list[Notice]) -> list[Told]:
    """What is told where no name is known: counted fractions below a line that says what they are (Training Loss).

    A loss may be named in any line, what else is measured right above the first of its numbers.
    """
    if any(one.metrics for one in told if len(one.template) > 1):
        return told
    phrases = (_said_above(page.line(sample)) for sample in page.samples)
    loss = next((said for said in phrases if said is not None and said.quantity is Quantity.LOSS), None)
    out, names = [], []
    for before in told:
        one = before
        first = int(one.template.lines[0])
        counts = one.counts and len(one.template) > 1
        found = ((_said_above(page.line(first - 1)) if first else None) or loss) if counts else None
        if found is not None:
            one = replace(one, fields=tuple(_as_headed(one, field, found) for field in one.fields))
            names += [found.name] if one.metrics else []
        out.append(one)
    if names:
        notices.append(
            Notice(say("The names are not known; the line {name!r} above them says what they measure.", name=names[0]))
        )
    return out


def _said_above(line: str) -> Phrase | None:
    """The metric that a line without numbers names, and nothing else."""
    one = cut(line[end_of_prefix(line)[0] :])
    text = EACH.sub("", " ".join(one.texts).replace(CLOCK, "").replace(BAR, "").strip(" =-#*:(),\t"))
    words = WORDS.findall(text)
    if one.slots or not 0 < len(words) <= MOST_SAID_ABOVE or SETS.search(text):
        return None
    name = " ".join(words)
    meaning = meaning_of(name)
    return Phrase(name, meaning.quantity, meaning.split) if meaning.quantity.is_progress else None


def _as_headed(one: Told, field: Field, said: Phrase) -> Field:
    values = one.template.values(field.slot)
    unnamed = field.role is Role.NAMELESS and re.match(r"^\s*[:=]\s*$", one.template.cut.texts[field.slot]) is not None
    if not (field.role is Role.UNKNOWN and field.name) and not unnamed:
        return field
    if not have_fractions(values).any():
        return field
    split = said.split or meaning_of(said.name).split
    return replace(field, role=Role.METRIC, name=field.name or said.name, quantity=said.quantity, split=split)


def by_same_words(told: list[Told]) -> list[Told]:
    """What is told, with unknown numbers of lines that count taken for what those behind the same words of others are.

    Only lines that tell more may show it: Epoch 5 train 0.5 valid 0.6, and Epoch 6 train 0.4.
    """
    seen: dict[str, set[tuple[str, Quantity, bool]]] = defaultdict(set)
    for one in told:
        for field in one.metrics:
            if field.seen and (words := _words_before(one, field)):
                seen[words].add((field.name, field.quantity, field.percent))
    return [replace(one, fields=tuple(_as_seen(one, f, seen) for f in one.fields)) for one in told] if seen else told


def _words_before(one: Told, field: Field) -> str:
    return phrase_before(one.template.cut.texts[field.slot]).name.lower()


def _as_seen(one: Told, field: Field, seen: Mapping[str, set[tuple[str, Quantity, bool]]]) -> Field:
    found = seen.get(_words_before(one, field), set()) if field.role is Role.UNKNOWN and one.counts else set()
    if len(found) != 1:
        return field
    ((name, quantity, percent),) = found
    if percent is not field.percent or not have_fractions(one.template.values(field.slot)).any():
        return field
    return replace(field, role=Role.METRIC, name=name, quantity=quantity, seen=True)


def beside_known(told: list[Told]) -> list[Told]:
    """What is told, with unknown names that tell a split made metrics where lines of known ones come as often."""
    often = {len(one.template) for one in told if any(f.quantity not in ON_NO_EXAMPLES for f in one.metrics)}
    out = []
    for one in told:
        beside = not one.metrics and len(one.template) in often and len(one.template) >= OFTEN
        unknown = [f for f in one.fields if beside and measures_unknown(one.template, f)]
        taken = tuple(replace(f, role=Role.METRIC) if f in unknown else f for f in one.fields)
        out.append(replace(one, fields=taken) if unknown else one)
    return _of_several_splits(out)


def _of_several_splits(told: list[Told]) -> list[Told]:
    """What is told, with numbers of one unknown name for training and for others made metrics."""
    splits: dict[str, set[Split | None]] = defaultdict(set)
    for one in told:
        for field in one.fields if one.counts and len(one.template) >= OFTEN else ():
            if measures_unknown(one.template, field):
                splits[unmarked(field.name)].add(meaning_of(field.name).split)
    twins = {name for name, some in splits.items() if len(some) > 1 and Split.TRAIN in some}
    out = []
    for one in told:
        taken = (
            replace(f, role=Role.METRIC) if unmarked(f.name) in twins and measures_unknown(one.template, f) else f
            for f in one.fields
        )
        out.append(replace(one, fields=tuple(taken)) if twins else one)
    return out


def by_splits_alone(page: Page, told: list[Told], notices: list[Notice]) -> list[Told]:
    """What is told where nothing is known, with counted numbers that are called after nothing but their splits.

    They are what the words of the other lines name, where all name the one thing (saved loss_history.csv); else nobody
    knows what they measure, which is said.
    """
    if any(field.quantity not in ON_NO_EXAMPLES for one in told for field in one.metrics):
        return told
    bare = {
        id(one): some
        for one in told
        if one.counts and len(one.template) >= OFTEN and len(some := _of_bare_splits(one)) > 1
    }
    if not bare:
        return told
    quantity = _named_around(page)
    known = quantity is not Quantity.OTHER
    taken = say("The numbers are called after their splits alone; other lines name {what}.", what=quantity.value)
    unknown = say("Only splits name these numbers: say what they measure with Choose Metrics or --map.")
    notices.append(Notice(taken if known else unknown))
    return [
        replace(
            one,
            fields=tuple(
                replace(f, role=Role.METRIC, name=f"{f.name} {quantity.value}" if known else f.name, quantity=quantity)
                if f in bare.get(id(one), ())
                else f
                for f in one.fields
            ),
        )
        for one in told
    ]


def _of_bare_splits(one: Told) -> list[Field]:
    """The numbers of a line that are called after a split and nothing else, where they are of several splits."""
    found = [f for f in one.fields if f.role is Role.UNKNOWN and is_split(f.name) and not f.percent]
    texts = one.template.cut.texts  # train 0.52/0.81, but not: held 0.52 (12% under the baseline)
    paired = any(f.role is Role.NAMELESS and not REMARK.match(texts[f.slot + 1]) for f in one.fields)
    measured = not paired and all(have_fractions(one.template.values(f.slot)).any() for f in found)
    return found if measured and len({meaning_of(f.name).split for f in found}) == len(found) else []


def _named_around(page: Page) -> Quantity:
    """Loss or accuracy, where it is the one thing measured that the words of a text name; OTHER where it is not."""
    words = {word.lower() for line in map(page.line, page.samples) for word in WORDS.findall(line)}
    named = {quantity for word in words if (quantity := meaning_of(word).quantity).is_progress}
    return named.pop() if named in ({Quantity.LOSS}, {Quantity.ACCURACY}) else Quantity.OTHER


def beside_scores(told: list[Told]) -> list[Told]:
    """What is told, where no loss is, with the one number without a name that falls against an accuracy made a loss.

    So a pair is printed as it was returned: (round, loss, {'accuracy': 0.5}, seconds).
    """
    if any(field.quantity.is_loss for one in told if len(one.template) > 1 for field in one.metrics):
        return told
    return [_with_loss(one) for one in told]


def _with_loss(one: Told) -> Told:
    scores = [one.template.values(field.slot) for field in one.metrics if field.quantity is Quantity.ACCURACY]
    falling = [field for field in one.fields if field.role is Role.NAMELESS and scores and _falls(one, field, scores)]
    if len(falling) != 1:
        return one
    (loss,) = falling
    split = next((f.split or meaning_of(f.name).split for f in one.metrics if f.quantity is Quantity.ACCURACY), None)
    seen = replace(loss, role=Role.METRIC, name="loss", quantity=Quantity.LOSS, split=split, seen=True)
    return replace(one, fields=tuple(seen if field is loss else field for field in one.fields))


def _falls(one: Told, field: Field, scores: list[FloatArray]) -> bool:
    """Whether a number begins beyond 1, as no share does, and falls where each score rises."""
    values = one.template.values(field.slot)
    if len(values) < ENOUGH or not np.isfinite(values).all() or not values[0] > 1 or values.min() < 0:
        return False
    return all(np.isfinite(score).all() and correlation(values, score) < FALLS_SURELY for score in scores)
