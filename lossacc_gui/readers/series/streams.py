"""Makes a run of metrics that each carry their own steps, as TensorBoard, MLflow and others log them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from lossacc_gui.language import Number, say
from lossacc_gui.model.run import Break, FloatArray, IntArray, Notice, Quantity, Run, Split
from lossacc_gui.numerals import counted_text
from lossacc_gui.readers.series.assemble import splits_of
from lossacc_gui.readers.series.finish import Making, again_notices, resumed_notice
from lossacc_gui.readers.series.names import meaning_of
from lossacc_gui.readers.series.rows import Column

KERAS_EPOCH = "epoch_loss"  # Keras' callback logs it and others so named once an epoch; its step is the epoch
KERAS_EVALUATION = "_vs_iterations"  # the same evaluations again, counted in batches
LARGEST_STEP = 2**60  # what is beyond counts nothing, and would overflow when counted on
SAME_COUNTER = 0.5  # metrics whose last steps differ by less than this factor count the same thing


@dataclass(frozen=True, eq=False)
class Stream:
    """One metric in the order in which it was logged; arrays have shape (n,), `time` is in seconds since 1970.

    `split` is what the place (a folder, a field) tells.
    """

    name: str
    step: IntArray
    value: FloatArray
    time: FloatArray | None = None
    split: Split | None = None


def run_of_streams(
    name: str,
    source: Path,
    format_name: str,
    streams: Sequence[Stream],
    *,
    counts: Literal["epoch", "step"] = "step",
    notices: Sequence[Notice] = (),
    settings: Sequence[tuple[str, str]] = (),
) -> Run | None:
    """The run of `streams`, None where there is no value. `counts` is what their steps count."""
    told = list(notices)
    streams = [stream for stream in _counted(streams, told) if len(stream.step)]
    if not streams:
        return None
    streams, breaks = _straightened(streams, told)
    clock = next((s for s in streams if meaning_of(s.name).quantity is Quantity.EPOCH), None)
    measured = [stream for stream in streams if stream is not clock]
    splits = _splits(measured, told)
    epochs, measured_epochs = _epochs(measured, clock, counts, bool(breaks))
    made = Making(name, source, format_name, told, settings)
    for stream, split, epoch in zip(measured, splits, measured_epochs, strict=True):
        last = np.append(epoch[1:] > epoch[:-1], True) if epoch is not None else np.ones(len(stream.step), dtype=bool)
        kept = _kept(stream, last)
        places = kept.step, epoch[last] if epoch is not None else None
        made.add(stream.name, split, places, kept.value, time=kept.time, repeated=int((~last).sum()))
    return made.run("epoch" if epochs else "step", breaks)


def _splits(streams: Sequence[Stream], notices: list[Notice]) -> list[Split]:
    always = np.ones(1, dtype=bool)
    splits, guessed = splits_of([Column(s.name, s.value, always, s.split) for s in streams], None)
    notices.extend(guessed)
    return splits


def _epochs(
    streams: Sequence[Stream], clock: Stream | None, counts: str, broken: bool
) -> tuple[bool, list[FloatArray | None]]:
    """(whether epochs are the x of the run, the epoch of every value of every stream or None)."""
    none: list[FloatArray | None] = [None] * len(streams)
    if counts == "epoch":
        return True, [stream.step.astype(np.float64) for stream in streams]
    keras = [stream for stream in streams if stream.name == KERAS_EPOCH]
    if keras:
        return True, [_keras_epochs(stream, keras) for stream in streams]
    if clock is None or broken:
        return False, none
    epochs = [_looked_up(stream, clock) for stream in streams]
    curves = [
        epoch for stream, epoch in zip(streams, epochs, strict=True) if meaning_of(stream.name).quantity.is_progress
    ]
    if not curves or any(epoch is None or not (epoch[1:] > epoch[:-1]).all() for epoch in curves):
        return False, none
    if any(epoch is None for epoch in epochs):
        epochs = [
            np.interp(stream.step, clock.step, clock.value) if epoch is None else epoch
            for stream, epoch in zip(streams, epochs, strict=True)
        ]
    return True, epochs


def _keras_epochs(stream: Stream, keras: Sequence[Stream]) -> FloatArray:
    """Keras' own epoch; an evaluation counted in batches has the epochs of the metrics of the same place."""
    if stream.name.endswith(KERAS_EVALUATION):
        for twin in keras:
            if twin.split == stream.split and len(twin.step) == len(stream.step):
                return twin.step.astype(np.float64)
    return stream.step.astype(np.float64)


def _looked_up(stream: Stream, clock: Stream) -> FloatArray | None:
    """The epoch that was logged at each of the stream's steps, None where one was not."""
    at = np.searchsorted(clock.step, stream.step)
    at = np.minimum(at, len(clock.step) - 1)
    return clock.value[at] if (clock.step[at] == stream.step).all() else None


def _straightened(streams: Sequence[Stream], notices: list[Notice]) -> tuple[list[Stream], list[Break]]:
    """The streams with strictly increasing steps, and where the training was resumed or started again.

    A resumed run replaces what it repeats (a checkpoint was loaded); a run that starts again is counted on behind
    what was there. Of several values at one step the last one counts.
    """
    falls: list[list[Break]] = []
    resumed = [_resumed(stream, falls, notices) for stream in streams]
    breaks: dict[tuple[float, str], Break] = {(one.position, one.kind): one for one in _each_once(falls)}
    counted = _counted_on(resumed, breaks, notices)
    out = []
    again: list[tuple[str, int]] = []
    for stream in counted:
        last = np.append(np.diff(stream.step.astype(np.float64)) > 0, True)  # beyond 2^53 neighbours are one place
        if not last.all() and meaning_of(stream.name).quantity is not Quantity.EPOCH:
            again.append((stream.name, int((~last).sum())))
        out.append(_kept(stream, last))
    notices += again_notices(again)
    return out, [breaks[key] for key in sorted(breaks)]


def _counted(streams: Sequence[Stream], notices: list[Notice]) -> list[Stream]:
    """The streams without values whose step is too large to count anything."""
    falls = max((int((stream.step[1:] < stream.step[:-1]).sum()) for stream in streams), default=0)
    most = LARGEST_STEP // max(falls, 1)
    good = [(stream.step <= most) & (stream.step >= -most) for stream in streams]
    lost = sum(int((~keep).sum()) for keep in good)
    if lost:
        notices.append(
            Notice(
                say(
                    "{lost} with a step beyond {most} left out.",
                    lost=counted_text(lost, "value"),
                    most=Number(f"{most:.0e}"),
                )
            )
        )
    return [_kept(stream, keep) for stream, keep in zip(streams, good, strict=True)]


def _kept(stream: Stream, keep: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Stream:
    if keep.all():
        return stream
    time = stream.time[keep] if stream.time is not None else None
    return replace(stream, step=stream.step[keep], value=stream.value[keep], time=time)


def _each_once(falls: Sequence[Sequence[Break]]) -> list[Break]:
    """Where a training was resumed, in all streams: one that is logged more often than another falls back to an earlier
    step, and where all fall back equally often each of them tells of the same.
    """
    if len({len(own) for own in falls}) > 1:
        return [one for own in falls for one in own]
    return [min(alike, key=lambda one: one.position) for alike in zip(*falls, strict=True)]


def _resumed(stream: Stream, told: list[list[Break]], notices: list[Notice]) -> Stream:
    """The stream without what a resumed training logged again; where it falls back is added to `told`."""
    falls = np.flatnonzero(np.diff(stream.step) < 0) + 1
    back = [int(i) for i in falls if stream.step[i] > stream.step[0]]
    if not back:
        return stream
    keep = np.ones(len(stream.step), dtype=bool)
    told.append([])
    for i in back:
        step = int(stream.step[i])
        keep[:i] &= stream.step[:i] < step
        text = say(
            "The step falls back to {step}: the training was resumed; what it repeats replaces what was there.",
            step=step,
        )
        told[-1].append(Break(float(step), "resume", text))
    notices.append(resumed_notice(stream.name, len(back), int((~keep).sum())))
    return _kept(stream, keep)


def _counted_on(
    streams: Sequence[Stream], breaks: dict[tuple[float, str], Break], notices: list[Notice]
) -> list[Stream]:
    """The streams with every part behind a fall to the start moved behind what was there."""
    parts = [np.split(s.step, np.flatnonzero(np.diff(s.step) < 0) + 1) for s in streams]
    sessions = max(len(pieces) for pieces in parts)
    if sessions == 1:
        return list(streams)
    offsets = [0] * len(streams)
    moved: list[list[IntArray]] = [[pieces[0]] for pieces in parts]
    for session in range(1, sessions):
        ends = [int(done[-1][-1]) for done in moved]
        low = min(int(p[session][0]) for p in parts if len(p) > session)
        begun: dict[int, tuple[int, int]] = {}  # what counts the same begins where the first of its streams does
        for i, pieces in enumerate(parts):
            if session >= len(pieces):
                continue
            end = max(e for e in ends if e * SAME_COUNTER <= ends[i] or e == ends[i])
            offsets[i] = end + max(1 - low, 0)
            moved[i].append(pieces[session] + offsets[i])
            here = int(moved[i][-1][0]), int(pieces[session][0])
            begun[offsets[i]] = min(begun.get(offsets[i], here), here)
        for position, start in begun.values():
            text = say("The step counter starts again here, at {start}; it is counted on.", start=start)
            breaks.setdefault((float(position), "restart"), Break(float(position), "restart", text))
    notices.append(
        Notice(
            say(
                "The training started again {sessions}; its steps are counted on behind what was there.",
                sessions=counted_text(sessions - 1, "time"),
            )
        )
    )
    return [replace(s, step=np.concatenate(done)) for s, done in zip(streams, moved, strict=True)]
