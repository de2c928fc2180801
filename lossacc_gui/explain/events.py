"""Which stretches of a run are numbered: one for each stretch and split, whatever number of metrics shows it."""

from __future__ import annotations

from dataclasses import replace

from lossacc_gui.model.analysis import Detection
from lossacc_gui.model.episode import Episode, Finding, FindingKind, Pattern, Severity

GRAVITY = {Severity.BENIGN: 0, Severity.WATCH: 1, Severity.PROBLEM: 2}
LOSS_WORSE = {Pattern.LOSS_WORSE_ACCURACY_BETTER.value, Pattern.LOSS_WORSE_ACCURACY_FLAT.value}
_MOST = 0.9  # of a longer stretch: who tells of as much tells of all of it
_SAME = 0.5  # of the shorter stretch: two that share as much are one

# findings that say of a stretch what an episode of a rising loss says of it
_WORSENING = {FindingKind.OVERFITTING, FindingKind.DETERIORATION, FindingKind.GAP, FindingKind.MISCALIBRATED}
_NOT_LEARNING = {FindingKind.DEAD, FindingKind.CHANCE}

Found = tuple[Episode | Finding, tuple[str, ...]]
"""What is numbered, and the metrics that show the same."""


def numbered(detection: Detection) -> tuple[Found, ...]:
    """The episodes and the findings of severity watch and problem, each stretch once, as they are told.

    Of several pairs of metrics the first speaks; a finding that says what an episode says leaves the stretch to it and
    hands on its severity. What a curve seems to gain for a while is not told where it gets nowhere.
    """
    told: list[tuple[Episode | Finding, list[str]]] = []
    nowhere = [one for one in detection.findings if one.kind in _NOT_LEARNING and one.severity is Severity.PROBLEM]
    for episode in detection.episodes:
        if episode.severity is Severity.BENIGN and any(_holds(one, episode) for one in nowhere):
            continue
        same = next((one for one in told if _one_stretch(one[0], episode) and _other_pair(one[0], episode)), None)
        if same is None:
            told.append((episode, []))
        else:
            same[1].append(episode.accuracy_metric)
    for finding in sorted(detection.findings, key=lambda one: -GRAVITY[one.severity]):
        if finding.severity is Severity.BENIGN:
            continue
        passing = _is_passing([one for one, _ in told], finding)
        at = next((i for i, one in enumerate(told) if _says_the_same(one[0], finding, passing=passing)), None)
        if at is None:
            told.append((finding, []))
        elif GRAVITY[finding.severity] > GRAVITY[told[at][0].severity]:
            told[at] = (_raised(told[at][0], finding), told[at][1])
    return tuple((what, tuple(dict.fromkeys(also))) for what, also in told)


def whole_of(what: Episode | Finding, detection: Detection) -> Finding | None:
    """The overfitting, no less grave, that what is told is a part of: where it began to matter, which the part does not
    tell. None for that stretch itself, or what is no part of one.
    """
    kind = what.pattern.value if isinstance(what, Episode) else what.kind.value
    if kind not in {*LOSS_WORSE, FindingKind.DETERIORATION.value}:
        return None
    for finding in detection.findings:
        grave = GRAVITY[finding.severity] >= GRAVITY[what.severity]
        if finding.kind is FindingKind.OVERFITTING and finding.split == what.split and grave:
            longer = what.end - what.start < _MOST * (finding.end - finding.start)
            return finding if longer and _holds(finding, what) else None
    return None


def _holds(finding: Finding, other: Episode | Finding) -> bool:
    """Whether something else lies within a finding of its split."""
    return finding.split == other.split and finding.start <= other.start <= other.end <= finding.end


def _other_pair(one: Episode | Finding, other: Episode) -> bool:
    return isinstance(one, Episode) and (one.loss_metric, one.accuracy_metric) != (
        other.loss_metric,
        other.accuracy_metric,
    )


def _one_stretch(one: Episode | Finding, other: Episode | Finding) -> bool:
    """Whether two stretches of one split share half of the shorter one."""
    if one.split != other.split:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    shorter = min(one.end - one.start, other.end - other.start)
    return shared >= _SAME * shorter if shorter > 0 else shared >= 0


def _is_passing(told: list[Episode | Finding], finding: Finding) -> bool:
    """Whether the loss rises in episodes for less than half of an overfitting, for which these then do not speak."""
    rising = (one for one in told if one.split == finding.split and isinstance(one, Episode))
    shared = (
        max(0.0, min(one.end, finding.end) - max(one.start, finding.start))
        for one in rising
        if one.pattern.value in LOSS_WORSE
    )
    return finding.kind is FindingKind.OVERFITTING and sum(shared) < _SAME * (finding.end - finding.start)


def _says_the_same(one: Episode | Finding, finding: Finding, *, passing: bool) -> bool:
    if not _one_stretch(one, finding):
        return False
    if isinstance(one, Episode):
        return one.pattern.value in LOSS_WORSE and finding.kind in _WORSENING and not passing
    return any({one.kind, finding.kind} <= kinds for kinds in (_WORSENING, _NOT_LEARNING))


def _raised(what: Episode | Finding, finding: Finding) -> Episode | Finding:
    if isinstance(what, Episode):
        return replace(what, severity=finding.severity, reason=finding.text, raised_by=finding.kind.value)
    return replace(what, severity=finding.severity)
