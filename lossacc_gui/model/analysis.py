"""All that the program has to say about one run."""

from __future__ import annotations

from dataclasses import dataclass

from lossacc_gui.model.cause import Explanation
from lossacc_gui.model.episode import Episode, Finding, Judged
from lossacc_gui.model.evidence import PredictionEvidence
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Run, Series


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A loss and the accuracy it is related to: same run, same split unless a person asked for them."""

    loss: Series
    accuracy: Series
    asked: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """What the curves of one run show, before anybody asks why. The main pair of each split comes first in `pairs`."""

    pairs: tuple[Pair, ...]
    episodes: tuple[Episode, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """One run with its episodes, findings and explanations.

    `explanations[i]` explains `episodes[i]`; `overall` ranks causes for the run as a whole, episodes or not.
    `evidence` is what the run's own predictions show, where there are any; `stretches` why each stretch of the curves
    is an episode or is none, where that was asked for.
    """

    run: Run
    pairs: tuple[Pair, ...]
    episodes: tuple[Episode, ...]
    explanations: tuple[Explanation, ...]
    findings: tuple[Finding, ...]
    overall: Explanation
    options: Options
    evidence: PredictionEvidence | None = None
    stretches: tuple[Judged, ...] = ()
