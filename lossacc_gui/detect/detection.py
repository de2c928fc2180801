"""What the curves of a run show: pairs, episodes and findings."""

from __future__ import annotations

from lossacc_gui.detect.aligned import aligned
from lossacc_gui.detect.episodes import episodes_among
from lossacc_gui.detect.pairing import judged, pairs_of
from lossacc_gui.detect.stretches import stretches_of
from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.options import Options
from lossacc_gui.model.run import Run


def detect(run: Run, options: Options) -> Detection:
    """Find the pairs, episodes and findings of a run; never raises on any curve."""
    pairs = pairs_of(run)
    curves = tuple(aligned(run, pair, options) for pair in judged(pairs))
    episodes = tuple(e for c in curves for e in episodes_among(stretches_of(c, options), c, options))
    return Detection(pairs=pairs, episodes=episodes, findings=())
