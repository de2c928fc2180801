"""What the window offers of itself for a run: to name its metrics, to relate two of them, to use predictions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lossacc_gui.gui.session.state import Message, MessageKind
from lossacc_gui.language import say
from lossacc_gui.numerals import counted_text

# The first window is painted before numpy is imported; what needs it is imported where it is used.
if TYPE_CHECKING:
    from lossacc_gui.model.analysis import Analysis
    from lossacc_gui.model.run import Run, Series

Tell = Callable[[Message], None]


class Offers:
    """Tells each offer as a message with the action that takes it; those that are not of use twice come once."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._predictions: set[Path] = set()
        self._pairs: set[Path] = set()

    def to_choose(self, run: Run) -> None:
        """Tell that the run has no metric to look at, and that a person can say what they mean."""
        from lossacc_gui.readers.mapping import is_understood

        if not is_understood(run):
            text = say("{run} has no loss and no accuracy that is known by its name.", run=run.name)
            self._tell(Message(MessageKind.NOTICE, text, run.source, offer="choose_metrics"))

    def of_predictions(self, log: Path, path: Path | None) -> None:
        """Tell of predictions beside a log; they are no message to keep."""
        if path is not None and path not in self._predictions:
            self._predictions.add(path)
            text = say("{file} lies beside this log: its predictions can settle the cause.", file=path.name)
            self._tell(Message(MessageKind.NOTICE, text, log, offer="use_predictions"))

    def of_pair(self, analysis: Analysis) -> None:
        """Offer to relate a loss and an accuracy of different splits, where nothing else can be related."""
        from lossacc_gui.measure.pairing import across_said

        across, log = across_of(analysis), analysis.run.source
        if across is not None and log not in self._pairs:
            self._pairs.add(log)
            self._tell(
                Message(MessageKind.NOTICE, say("{told}.", told=across_said(*across)), log, offer="relate_across")
            )


def across_of(analysis: Analysis | None) -> tuple[Series, Series] | None:
    """A loss and an accuracy that only a person would relate, None where there are none or others are related."""
    from lossacc_gui.measure.pairing import pair_across

    return None if analysis is None or analysis.pairs else pair_across(analysis.run)


def notices_of(run: Run | None) -> tuple[Message, ...]:
    """What the reader noticed, and what it did not take."""
    if run is None:
        return ()
    noticed = (Message(MessageKind.NOTICE, notice.text, run.source, notice.line) for notice in run.notices)
    left_out = (
        Message(
            MessageKind.LEFT_OUT,
            say("{metric}: {values}, {why}.", metric=one.metric, values=counted_text(one.points, "value"), why=one.why),
            run.source,
            metric=one.metric if one.series is not None or one.taken_by else "",
        )
        for one in run.left_out
    )
    return (*noticed, *left_out)
