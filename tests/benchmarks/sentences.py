"""Reckons every number of every sentence once more, from the raw values and with code of its own.

    python tests/benchmarks/sentences.py LOG_OR_FOLDER ... [--evidence auto] [--show 20]

Looked at are the headline and sentence of each event, the evidence of all causes, what the predictions show, the card
that says what to keep, the remarks, and the checks. Four things are asked of a sentence: that it shows the number that
is its data, that this number, those beside it and the stretch come out of the raw values (of all evidence, of nearly
all findings and episodes), that its words do not contradict its numbers, and that nothing beside
it says the same. Printed are how many sentences were looked at, of how many the numbers were reckoned again, of which
facts they were not, and each sentence that is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reckoned_findings import against_raw, of_episode_raw, of_part_raw
from sentence_events import of_change, of_choice, of_episode, of_finding
from sentence_evidence import Raw, of_evidence
from sentence_predictions import of_predictions

from lossacc_gui.chart.keep import keep_texts
from lossacc_gui.export.phrases import coverage
from lossacc_gui.model.analysis import Analysis
from lossacc_gui.model.episode import Episode
from lossacc_gui.model.request import Request
from lossacc_gui.model.run import Split
from lossacc_gui.use_case import analyze_all

Wrong = tuple[str, str, str]
"""What kind of sentence, the sentence, what is wrong with it."""


def plainly(sentence: str) -> str:
    """A sentence without the word that tells whose curve it is, which of training alone is the only one there is."""
    return sentence.lower().replace("training ", "").replace("its loss", "the loss")


def of_cause(texts: list[str], split: Split) -> Iterator[tuple[str, str]]:
    """Each sentence of a cause that another one of it says too; of training alone both speak of its one curve."""
    said = [plainly(text) if split is Split.TRAIN else text for text in texts]
    for text, one in zip(texts, said, strict=True):
        if said.count(one) > 1:
            yield text, "another sentence of the same cause says the same"


def check(analysis: Analysis, count: Counter[str]) -> Iterator[Wrong]:
    """All that is wrong with what is said of a run; `count` counts the sentences by kind."""
    run, raw = analysis.run, Raw(analysis)
    only = Split.VAL if any(s.split is not Split.TRAIN for s in run.series) else Split.TRAIN
    seen: set[str] = set()
    for event in analysis.events:
        text = event.explanation.summary
        count["event"] += 1
        found = event.what
        whys = of_episode(found, text, run) if isinstance(found, Episode) else of_finding(found, run)
        yield from (("event", text, why) for why in whys)
        again = (
            of_episode_raw(found, analysis) if isinstance(found, Episode) else against_raw(found, analysis, raw.sides)
        )
        count["events reckoned again"] += again is not None
        yield from (("event", text, why) for why in again or ())
        if isinstance(found, Episode):
            yield from (("event", text, why) for why in of_part_raw(found, text, analysis, raw.sides))
    explanations = [event.explanation for event in analysis.events] + [analysis.overall]
    for ranked in (one for told in explanations for one in told.causes):
        yield from (("evidence", text, why) for text, why in of_cause([e.text for e in ranked.evidence], only))
    for one in (one for told in explanations for ranked in told.causes for one in ranked.evidence):
        if one.text not in seen:
            seen.add(one.text)
            count["evidence"] += 1
            count["reckoned again"] += raw.tells(one)
            count[f"not reckoned: {one.fact}"] += not raw.tells(one)
            yield from (("evidence", one.text, why) for why in of_evidence(one, raw))
    count["headline"] += 1
    yield from (("headline", analysis.verdict.text, why) for why in of_change(analysis.verdict.text))
    for finding in analysis.remarks:
        count["remark"] += 1
        again = against_raw(finding, analysis, raw.sides)
        count["remarks reckoned again"] += again is not None
        yield from (("remark", finding.text, why) for why in (*of_finding(finding, run), *(again or ())))
    for text in coverage(analysis):
        count["check"] += 1
        yield from (("check", text, why) for why in of_change(text))
    for text, wrongs in of_predictions(analysis):
        count["predictions"] += 1
        yield from (("predictions", text, why) for why in wrongs)
    keep = analysis.verdict.keep
    if keep is not None:
        text = " ".join(keep_texts(keep, run))
        count["keep"] += 1
        for choice in (keep.by_loss, keep.by_accuracy):
            if choice is not None:
                yield from (("keep", text, why) for why in of_choice(choice, run, text))


def main() -> int:
    """Print what was looked at and what is wrong; 1 where anything is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--evidence", choices=["auto"])
    parser.add_argument("--show", type=int, default=20, help="wrong sentences that are printed")
    given = parser.parse_args()
    count: Counter[str] = Counter()
    wrong: list[tuple[str, Wrong]] = []
    runs = 0
    for one in analyze_all(given.paths, Request(evidence=given.evidence)):
        if isinstance(one, Analysis):
            runs += 1
            wrong += [(f"{one.run.source.parent.name}/{one.run.name}", found) for found in check(one, count)]
    for name, (kind, text, why) in wrong[: given.show]:
        print(f"{name}\n  {kind}: {text}\n  {why}")
    left = Counter({kind: number for kind, number in count.items() if kind.startswith("not reckoned") and number})
    looked = sum(n for kind, n in count.items() if "reckoned" not in kind)
    parts = ", ".join(f"{kind} {number}" for kind, number in sorted(count.items()) if not kind.startswith("not"))
    for kind, number in left.most_common():
        print(f"{kind}: {number}")
    print(f"{runs} runs, {looked} sentences looked at ({parts}); wrong: {len(wrong)}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
