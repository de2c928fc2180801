"""Two or more runs held against each other: what they share, where they differ, and what other runs say of it."""

from lossacc_gui.triage.compare.belief import OtherRuns, argued_among
from lossacc_gui.triage.compare.comparison import Across, Argued, Comparison, Difference, NamedRow, Statement
from lossacc_gui.triage.compare.runs import compare

__all__ = [
    "Across",
    "Argued",
    "Comparison",
    "Difference",
    "NamedRow",
    "OtherRuns",
    "Statement",
    "argued_among",
    "compare",
]
