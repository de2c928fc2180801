"""Tells what each slot of a template is: a counter, a metric, an average, a time, or something that is not taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from lossacc_gui.model.run import FloatArray, Quantity
from lossacc_gui.readers.printed.cutting import BAR
from lossacc_gui.readers.printed.enumerated import listed_names
from lossacc_gui.readers.printed.named_behind import names_behind
from lossacc_gui.readers.printed.phrases import (
    BEST,
    BYTES,
    NO_COUNT,
    OVER,
    SIZE,
    UNIT,
    Phrase,
    behind,
    is_wordless,
    phrase_before,
    split_before_bar,
    tensor_phrase,
)
from lossacc_gui.readers.printed.roles import Field, Role
from lossacc_gui.readers.printed.said_behind import as_share_behind, splits_behind
from lossacc_gui.readers.printed.template import Template, is_said
from lossacc_gui.readers.printed.totals import FEWEST_HITS, NEARLY, Line, over_total, pair_of, told_again
from lossacc_gui.readers.series.behaviour import is_split
from lossacc_gui.readers.series.names import COUNTERS, is_measured, meaning_of
from lossacc_gui.readers.series.whole_numbers import have_fractions

RATE = re.compile(r"^\s*[\w.]*(?:/|\s?per\s)(?:s|sec|secs|second)\b", re.IGNORECASE)
NAMES_RATE = re.compile(
    r"^(?:\s{2,}|[,;|]\s*)[\w.]+(?:/|\s?per\s)\w+\s*[:=]\s*$"
)  # of the next number, no unit of this
TOLD = re.compile(
    r"\b(?:improv\w+|decreas\w+|increas\w+|did not|didn't|saving|saved|best|patience|early\s?stop\w*|reducing|reached|"
    r"threshold|previous|last best|load(?:ed|ing)|pretrained|restor\w+)\b|^[^\w]*(?:-+>|→)(?!.*[^\W\d_])",
    re.IGNORECASE,
)
RUNS = re.compile(rf"^\s*%\s*{BAR}")  # how far a bar is
RIGHT_OF = re.compile(r"^\s*(?:[^\W\d_]+\s+){0,3}correct(?:ly)?\s+(?:[^\W\d_]+\s+){0,2}(?:out )?of\s+$", re.IGNORECASE)
SHARED = re.compile(r"^\s*(?:[^\W\d_]+\s+){0,3}correct(?:ly)?(?:\s+[^\W\d_]+){0,2}\s*[(\[:=]?\s*$", re.IGNORECASE)
BEHIND_WINDOW = re.compile(r"^\)\s*[:=]\s*$")
COUNTED_IN = re.compile(r"(?P<before>^.*[^\W_])\s*[(\[{]\s*[^\W\d_]+[\s:=#]*$", re.DOTALL)
CLOSED = re.compile(r"^\s*[)\]}]\s*(?:[:=]|-*>|\bis\b)*\s*$")
VALUE_OF = re.compile(r"[^\W\d_]\s*[:=]\s*$")
BRACKET = re.compile(r"^\s*[(\[]\s*$")
LEADING = re.compile(r"^[\s>#!*\[(|│]*$")
AFTER_BRACKETS = re.compile(r"^[\s\]\[(:,|\-\x02>/]+$")
LIST = re.compile(r"^\s*[,;]?\s*$")
LEADS = frozenset({Role.EPOCH, Role.STEP, Role.TOTAL, Role.PROGRESS})  # what may stand before what is measured
MEASURED_OR_COUNTED = frozenset({Role.METRIC, Role.EPOCH, Role.STEP})
MOSTLY = 0.9  # of the lines of a counter do not fall; a training that is resumed falls
GLUED = re.compile(r"(?:^|\W)[Ee]$")
ENDS = re.compile(r"[^\W\d_]\s+$")
LASTS = re.compile(r"\bfor\s+$", re.IGNORECASE)  # what follows is how long something is done
NAMES_NEXT = re.compile(r"^\s+\w+\s?[=:]\s*$")
FEWEST_CELLS = 3  # whole numbers in a row that are one of a matrix
AVERAGES = re.compile(r"^(?:avg|average|mean|ave|smoothed)$", re.IGNORECASE)


def named_fields(template: Template, columns: Mapping[int, str]) -> list[Field]:
    """The field of every slot by the words beside it, or by the heading above; without the splits of the line."""
    return _Fields(template, columns).read()


class _Fields(Line):
    """Reads the fields of a template from left to right."""

    def __init__(self, template: Template, columns: Mapping[int, str]) -> None:
        super().__init__(template)
        self.columns = columns
        self.waiting = ""

    def read(self) -> list[Field]:
        """The fields, without what the line says of splits."""
        first, *others = self.texts[:-1] or ("",)
        phrases = [phrase_before(text) for text in (first, *(UNIT.sub("", other) for other in others))]
        if not self.columns and (names := self._named_behind(phrases)):
            return names
        self.found, self.waiting = [], ""
        listed = splits_behind(self.template.cut) or listed_names(self.texts)
        for i, phrase in enumerate(phrases):
            name = self.columns.get(i) or listed.get(i)
            found = self._column(i, name) if name is not None else self._field(i, phrase)
            if i in listed and found.role in MEASURED_OR_COUNTED and meaning_of(found.name).split is None:
                found = replace(found, split=phrase.split)  # [val] accuracy/loss: 0.8/0.5
            if BAR in self.texts[i] and found.split is None:
                found = replace(found, split=split_before_bar(self.texts[i]))
            self.found.append(found if i in listed or i in self.columns else as_share_behind(self.texts, found))
        return self.found

    def _named_behind(self, phrases: list[Phrase]) -> list[Field]:
        """The fields where names stand behind their numbers; what counts comes first, with its name before it."""
        for i, phrase in enumerate(phrases):
            found = self._field(i, phrase)
            if found.role not in LEADS and not self._is_fixed(found):
                break
            self.found.append(found)
        leading = self.found
        begins = is_wordless(self.texts[0]) and (not leading or leading[0].role is Role.PROGRESS)
        if begins and (named := self._before_counters(phrases)):
            return named
        counts = any(field.role in LEADS for field in leading)
        return names_behind(self.texts, leading) if counts and not self.waiting else []

    def _before_counters(self, phrases: list[Phrase]) -> list[Field]:
        """The fields where what counts ends a line in which all names stand behind: 0.53 loss, 0.81 right (epoch 3)."""
        last = next((i for i, phrase in enumerate(phrases) if phrase.quantity in COUNTERS), 0)
        self.found = names_behind(self.texts[: last + 1], []) if last else []
        if any(field.role is not Role.METRIC for field in self.found):
            return []
        for i in range(last, len(phrases)) if self.found else ():
            self.found.append(self._field(i, phrases[i]))
        return self.found

    def _is_fixed(self, found: Field) -> bool:
        """Whether a whole number is the same in all of several lines, as what a logger puts before them is."""
        values = self.template.values(found.slot)
        whole = self.template.cut.slots[found.slot].text.isdecimal()
        return found.role is Role.UNKNOWN and whole and len(values) > 1 and bool((values == values[0]).all())

    def _column(self, i: int, name: str) -> Field:
        quantity = _column_quantity(name)
        if quantity in COUNTERS:
            return Field(i, Role.EPOCH if quantity is Quantity.EPOCH else Role.STEP, name, quantity)
        if quantity is Quantity.TIME or SIZE.match(self.texts[i + 1]):
            return Field(i, Role.TIME, name, quantity)
        measured = quantity is not Quantity.OTHER or is_measured(name)
        percent = self.is_percent(i)
        return Field(i, Role.METRIC if measured else Role.UNKNOWN, name, quantity, percent=percent)

    def _field(self, i: int, phrase: Phrase) -> Field:
        gap = self.texts[i]
        before = self.found[-1] if self.found else None
        if before is not None and (OVER.match(gap) or RIGHT_OF.match(gap)):
            return pair_of(self, i, before) or told_again(self, i) or over_total(self, i, before)
        if (found := self._of_sentence(i, phrase, before)) is not None:
            return found
        if not phrase.name and (is_wordless(gap) or BAR in gap or (self.waiting and VALUE_OF.search(gap))):
            return self._nameless(i, before)
        if not phrase.name:
            phrase = tensor_phrase(gap, self.texts[i + 1]) or phrase
        percent = self.is_percent(i)
        named = Field(i, Role.UNKNOWN, phrase.name, phrase.quantity, phrase.split, percent)
        if phrase.quantity in COUNTERS:
            found = self._counter(named, phrase)
            return replace(found, role=Role.REPEATED) if self._is_of_the_best(found) else found
        if GLUED.search(gap) and self._counts_up(i):  # E07 | loss 0.4
            split = phrase.split or meaning_of(phrase.name).split
            return replace(named, role=Role.EPOCH, quantity=Quantity.EPOCH, split=split)
        return self._counter_of(named) or replace(named, role=self._role(named, before))

    def _is_of_the_best(self, found: Field) -> bool:
        """Whether a counter behind a value that is told again says of which epoch that was: best 0.81 at epoch 3."""
        if not self.found or self.found[-1].role is not Role.REPEATED or found.role not in (Role.EPOCH, Role.STEP):
            return False
        if any(field.quantity is found.quantity for field in self.found):
            return True
        values = self.template.values(found.slot)  # of a best one that stays the best the epoch stays, too
        measured = any(field.role is Role.METRIC for field in self.found)
        return measured and len(values) > 1 and not bool((np.diff(values) > 0).all())

    def _counts_up(self, i: int) -> bool:
        """Whether a whole number hardly ever falls from one line to the next, and is not the same in all."""
        values = self.template.values(i)
        rises = values[0] < values[-1] and (np.diff(values) >= 0).mean() > MOSTLY
        return self.template.cut.slots[i].text.isdecimal() and bool(rises)

    def _counter_of(self, named: Field) -> Field | None:
        """A counter with its name behind it, or a split for a name; None where the number counts nothing."""
        if is_split(named.name) and self._is_epoch_of(named.slot):  # Train: 3 [100/390]
            return replace(named, role=Role.EPOCH, quantity=Quantity.EPOCH, split=meaning_of(named.name).split)
        if named.quantity is Quantity.OTHER and self._ends_as_counter(named):
            quantity = meaning_of(named.name.split()[-1]).quantity
            return replace(named, role=Role.EPOCH if quantity is Quantity.EPOCH else Role.STEP, quantity=quantity)
        return self._counter_behind(named.slot) if named.quantity is Quantity.OTHER else None

    def _ends_as_counter(self, named: Field) -> bool:
        """Whether the first number of a line goes on by one, and its name says whose epoch it is: a/b_c epoch 3."""
        *whose, last = named.name.split() or [""]
        values = self.template.values(named.slot)
        if named.slot or len(whose) != 1 or len(values) < FEWEST_HITS or meaning_of(last).quantity not in COUNTERS:
            return False
        joined = any(not letter.isalnum() for letter in whose[0])  # a name that a program has, and no word about epochs
        return joined and NO_COUNT.search(f"{named.name} ") is None and bool((np.diff(values) == 1).all())

    def _is_epoch_of(self, i: int) -> bool:
        """Whether a whole number stands before the batches in it, [k/n]."""
        slots = self.template.cut.slots
        whole = i + 2 < len(slots) and all(slot.text.isdecimal() for slot in slots[i : i + 3])
        return whole and bool(BRACKET.match(self.texts[i + 1])) and OVER.match(self.texts[i + 2]) is not None

    def _role(self, named: Field, before: Field | None) -> Role:
        """What a number with a name is that counts nothing."""
        after, own = self.texts[named.slot + 1], named.quantity is not Quantity.OTHER
        told = TOLD.search(self.texts[named.slot]) is not None and not is_split(named.name)
        bare = not own and meaning_of(named.name).split is None and (before is None or before.role is not Role.METRIC)
        averaged = AVERAGES.match(named.name) is not None and before is not None and before.role is Role.METRIC
        roles = (
            (RUNS.match(after) is not None, Role.PROGRESS),
            (averaged, Role.AVERAGE),
            (named.quantity is Quantity.TIME or (RATE.match(after) and not NAMES_RATE.match(after)), Role.TIME),
            (BYTES.match(after) is not None or (SIZE.match(after) is not None and not own), Role.TIME),
            (named.percent and bare and not is_measured(named.name), Role.PROGRESS),
            (told, Role.REPEATED),
            (own or is_measured(named.name), Role.METRIC),
        )
        return next((role for applies, role in roles if applies), Role.UNKNOWN)

    def _counter(self, named: Field, phrase: Phrase) -> Field:
        self.waiting = phrase.metric or self.waiting or self._before_bracket(named.slot)  # loss of epoch 7: 0.2
        values = self.template.values(named.slot)
        if self._is_time_of(named, values):
            return replace(named, role=Role.TIME, quantity=Quantity.TIME)
        if phrase.metric and named.slot == len(self.template.cut.slots) - 1 and bool(have_fractions(values).any()):
            self.waiting = ""  # Training acc over epoch: 0.71
            quantity = meaning_of(phrase.metric).quantity
            return replace(named, role=Role.METRIC, name=phrase.metric, quantity=quantity)
        plural = phrase.name.split()[-1].lower().endswith(("s", "次数"))
        if plural and bool((values == values[0]).all()):  # "Epochs: 30" sets, it does not count
            return replace(named, role=Role.TOTAL)
        if named.quantity is Quantity.STEP and bool(have_fractions(values).any()):  # the size of a step
            return replace(named, role=Role.UNKNOWN, quantity=Quantity.OTHER)
        return replace(named, role=Role.EPOCH if named.quantity is Quantity.EPOCH else Role.STEP)

    def _before_bracket(self, i: int) -> str:
        """The metric before a bracket in which it is counted, its value behind: loss (epoch 3): 0.2."""
        opened = COUNTED_IN.search(self.texts[i])
        last = i + 1 if i + 2 < len(self.texts) and OVER.match(self.texts[i + 1]) else i
        if opened is None or last + 2 >= len(self.texts) or CLOSED.match(self.texts[last + 1]) is None:
            return ""
        name = phrase_before(opened["before"]).name
        return name if meaning_of(name).quantity.is_progress or is_measured(name) else ""

    def _is_time_of(self, named: Field, values: FloatArray) -> bool:
        """Whether a number is the time that something counted took: Time for epoch: 34.2, but not: time for epoch 3."""
        if meaning_of(named.name.rpartition(" ")[0]).quantity is not Quantity.TIME:
            return False
        jumps = len(values) > 1 and not self._counts_up(named.slot)
        return bool(have_fractions(values).any()) or jumps or SIZE.match(self.texts[named.slot + 1]) is not None

    def _counter_behind(self, i: int) -> Field | None:
        """A number before its counter's name: 1epoch, 第1轮, 3 epochs."""
        after = self.texts[i + 1]
        word = [] if BEST.match(behind(after)) else behind(after).split()
        glued = bool(after) and not after[0].isspace()
        if not word or not self.template.cut.slots[i].text.isdecimal() or (not glued and i) or self.is_percent(i):
            return None
        more = i + 2 < len(self.texts)
        if more and NAMES_NEXT.match(after):  # epoch=3 step=40
            return None
        if more and not glued and ENDS.search(after) and phrase_before(after).quantity in COUNTERS:  # 3 of 17) step 40
            return None
        said = (re.split(r"[:：]", one)[0] for one in (word[0], *word[1:2]))  # after 3 global rounds
        quantity = next((q for one in said if (q := meaning_of(one).quantity) in COUNTERS), Quantity.OTHER)
        if quantity is Quantity.OTHER and not after[0].isascii():
            quantity = meaning_of(after[0]).quantity
        if quantity not in COUNTERS:
            return None
        if LASTS.search(self.texts[i]):  # Training for 90 epochs
            return Field(i, Role.TOTAL, word[0], quantity)
        return Field(i, Role.EPOCH if quantity is Quantity.EPOCH else Role.STEP, word[0], quantity)

    def _of_sentence(self, i: int, phrase: Phrase, before: Field | None) -> Field | None:
        """A number within a name, the value behind it, or a share told again; None where the words are no sentence."""
        if before is not None and self._is_share(before, self.texts[i]):
            return Field(i, Role.AVERAGE, "", Quantity.ACCURACY, percent=self.is_percent(i))
        if self._is_said(i):
            self.waiting = phrase.name
            return self._said(i)
        return self._nameless(i, before) if self.waiting and self._is_said(i - 1) else None

    def _is_said(self, i: int) -> bool:
        """Whether a whole number stands in the name of the next: loss after 500 iterations: 1.3."""
        slots = self.template.cut.slots
        return 0 <= i < len(slots) - 1 and slots[i].text.isdecimal() and is_said(self.texts[i], self.texts[i + 1])

    def _said(self, i: int) -> Field:
        """What counts within a name, or tells how many examples were measured."""
        phrase = phrase_before(self.texts[i + 1])
        roles = {Quantity.EPOCH: Role.EPOCH, Quantity.STEP: Role.STEP}
        return Field(i, roles.get(phrase.quantity, Role.UNKNOWN), phrase.name, phrase.quantity)

    def _is_share(self, before: Field, gap: str) -> bool:
        """Whether a number says again, as a share, how many answers are right: 812 of 1000 correct (0.812)."""
        hits = self.found[-2] if len(self.found) > 1 else before
        again = before.role is Role.TOTAL and hits.over == before.slot
        return again and SHARED.match(gap) is not None and meaning_of(gap).split is None

    def _nameless(self, i: int, before: Field | None) -> Field:
        percent = self.is_percent(i)
        if self.waiting:
            name, self.waiting = self.waiting, ""
            split = (
                meaning_of(name).split or meaning_of(self.texts[i]).split
            )  # accuracy at epoch 3 on the test images: 50
            return Field(i, Role.METRIC, name, meaning_of(name).quantity, split, percent)
        if before is not None and self._is_window(before) and BEHIND_WINDOW.match(self.texts[i]):
            self.found[-1] = Field(before.slot, Role.NAMELESS)
            return replace(before, slot=i, percent=percent)
        if (counter := self._counter_behind(i)) is not None:
            return counter
        return self._bracketed(i, before, percent) or self._unnamed(i, before, percent)

    def _is_window(self, before: Field) -> bool:
        """Whether a named number says over how many the one behind it is a mean: Avg Reward (100): 0.6."""
        values = self.template.values(before.slot)
        named = before.role in (Role.METRIC, Role.UNKNOWN) and bool(before.name)
        whole = self.template.cut.slots[before.slot].text.isdecimal()
        return named and whole and self.texts[before.slot].endswith("(") and bool((values == values[0]).all())

    def _bracketed(self, i: int, before: Field | None, percent: bool) -> Field | None:
        """The number in brackets behind another: its average, the share that a fraction is, or k of k/n that counts."""
        if before is None or not BRACKET.match(self.texts[i]):
            return None
        if self.template.cut.slots[i].text.isdecimal() and OVER.match(self.texts[i + 1]):  # loss: 0.53 [640/60000]
            return Field(i, Role.STEP, "", Quantity.STEP)
        if before.role is Role.TOTAL and i > 1:
            counted = self.found[i - 2].role is not Role.METRIC
            return Field(i, Role.PROGRESS if counted else Role.AVERAGE, before.name, before.quantity, percent=percent)
        measured = before.role in (Role.METRIC, Role.AVERAGE, Role.UNKNOWN)
        return Field(i, Role.AVERAGE, before.name, before.quantity, percent=percent) if measured else None

    def _unnamed(self, i: int, before: Field | None, percent: bool) -> Field:
        gap, after = self.texts[i], self.texts[i + 1]
        whole = self.template.cut.slots[i].text.isdecimal()
        found = Field(i, Role.NAMELESS)
        if percent:
            found = Field(i, Role.PROGRESS)
        elif SIZE.match(after) or RATE.match(after):
            found = Field(i, Role.TIME)
        elif whole and before is None and (LEADING.match(gap) or BAR in gap) and not self._is_matrix():
            found = Field(i, Role.STEP, "", Quantity.STEP)
        elif whole and before is not None and self._counts_on(i, gap):
            found = Field(i, Role.STEP, "batch", Quantity.STEP)
        elif before is not None and before.role is Role.STEP and gap.strip() == "," and self._is_share_of(i, before):
            found = Field(i, Role.EPOCH, "", Quantity.EPOCH)
        elif before is not None and before.role is Role.METRIC and LIST.match(gap) and self._in_list(before):
            found = Field(i, Role.METRIC, before.name, before.quantity, before.split)
        return found

    def _is_matrix(self) -> bool:
        """Whether a line begins with whole numbers in a bracket and nothing between them: [[ 401 199 12]."""
        slots, inside = self.template.cut.slots, self.texts[1:FEWEST_CELLS]
        whole = len(slots) >= FEWEST_CELLS and all(slot.text.isdecimal() for slot in slots[:FEWEST_CELLS])
        return whole and "[" in self.texts[0] and not "".join(inside).strip()

    def _is_share_of(self, i: int, before: Field) -> bool:
        """Whether a number with a fraction rises in proportion to the steps before it, as epochs do: 50, 0.128: .."""
        step, epoch = self.template.values(before.slot), self.template.values(i)
        if len(step) < FEWEST_HITS or not (step > 0).all() or not (np.diff(epoch) > 0).all():
            return False
        share = epoch / step
        return bool(have_fractions(epoch).any() and np.ptp(share) < NEARLY * share[-1])

    def _counts_on(self, i: int, gap: str) -> bool:
        """Whether a whole number follows an epoch: Epoch: [3][ 10/40], epoch 3 | 200/1452, [1, 2000]."""
        behind_epoch = [field.role for field in self.found if field.role is not Role.PROGRESS]
        if not behind_epoch:
            return False
        if behind_epoch[-1] is Role.TOTAL and len(behind_epoch) > 1:
            behind_epoch.pop()
        first = len(behind_epoch) == 1 and behind_epoch[0] is Role.STEP
        if first and self.found[0].name == "" and AFTER_BRACKETS.match(gap) and BAR not in gap:
            separates = "[" in gap or "," in gap or (gap in ("-", ":") and self._begins_anew(i))
            if separates:
                self.found[0] = replace(self.found[0], role=Role.EPOCH, name="epoch", quantity=Quantity.EPOCH)
            return separates
        brackets = "[" in gap or "(" in gap or "|" in gap or BAR in gap
        counts = brackets or OVER.match(self.texts[i + 1]) is not None or (gap == "-" and self._begins_anew(i))
        return behind_epoch[-1] is Role.EPOCH and bool(AFTER_BRACKETS.match(gap)) and counts

    def _begins_anew(self, i: int) -> bool:
        """Whether a number rises within each epoch, which stands before it: epoch 3-200, but not: epoch 3-4 of all."""
        epoch, step = self.template.values(i - 1), self.template.values(i)
        within = np.diff(epoch) == 0
        return bool(within.any() and (np.diff(step)[within] > 0).all())

    def _in_list(self, first: Field) -> bool:
        return "[" in self.texts[first.slot][-3:] or any(
            f.slot < first.slot and f.name == first.name for f in self.found
        )


HEADED = {"e": Quantity.EPOCH, "#": Quantity.STEP}  # as spaCy heads epoch and step
HEADED |= dict.fromkeys(("box", "obj", "cls", "dfl"), Quantity.LOSS)  # as YOLO heads the parts of its loss


def _column_quantity(name: str) -> Quantity:
    return HEADED.get(name.lower()) or meaning_of(name).quantity
