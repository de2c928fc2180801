"""Loss below what the accuracy allows for plain cross-entropy: L >= (1 - A) ln 2."""

from __future__ import annotations

from lossacc_gui.detect.view import View
from lossacc_gui.language import joined, say
from lossacc_gui.measure.aligned import Aligned
from lossacc_gui.measure.curves import true_places
from lossacc_gui.measure.harm import least_loss, too_low
from lossacc_gui.measure.pairing import is_sum, output_of
from lossacc_gui.model.episode import Finding, FindingKind, Severity
from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.numerals import counted_text, loss_text, percent_text, place_text, stretch_text


def find(view: View) -> tuple[Finding, ...]:
    """At most one finding for each pair of a loss and a plain accuracy."""
    found = (_of(curves, view) for curves in view.curves)
    return tuple(finding for finding in found if finding is not None)


def _of(curves: Aligned, view: View) -> Finding | None:
    x_name, options = view.run.x_name, view.options
    if not plain(curves) or is_sum(view.run, curves.pair.loss, curves.pair.accuracy):
        return None
    least = least_loss(curves.accuracy)
    broken = true_places(too_low(curves.loss, curves.accuracy, options))
    if len(broken) < options.bound_points:
        return None
    worst = int(broken[((least - curves.loss)[broken]).argmax()])
    first, last = float(curves.x[broken[0]]), float(curves.x[broken[-1]])
    accuracy = float(curves.accuracy[worst])
    most = options.bound_absurd * least[broken]
    absurd = bool((curves.loss[broken] >= 0).all() and (curves.loss[broken] <= most).all())
    alone = 2 * len(broken) > len(curves.x) and _training_is_high_enough(curves, view)
    text = say(
        "{metric} is no plain cross-entropy on these examples, or the accuracy is wrong: at {place} it is {loss}, "
        "but an accuracy of {accuracy} costs at least {least} ({points} in {stretch}).",
        metric=curves.pair.loss.metric,
        place=place_text(float(curves.x[worst]), x_name),
        loss=loss_text(float(curves.loss[worst])),
        accuracy=view.named(curves, percent_text(accuracy)),
        least=loss_text(float(least[worst])),
        points=counted_text(len(broken), "point"),
        stretch=stretch_text(first, last, x_name),
    )
    if alone:
        text = joined(" ", (text, say("The training loss never is, so both are not measured alike.")))
    severity = Severity.PROBLEM if absurd else Severity.WATCH if alone else Severity.BENIGN
    return Finding(FindingKind.BOUND_VIOLATED, str(curves.split), first, last, severity, text, float(len(broken)))


def _training_is_high_enough(curves: Aligned, view: View) -> bool:
    """Whether the loss of what was held out alone is too low: one and the same loss, not measured on the answers beside
    it (on the last batch alone, as some versions of Keras 2 do).
    """
    output = output_of(curves.pair.loss)
    trained = (c for c in view.curves if c.split is Split.TRAIN and output_of(c.pair.loss) == output)
    train = next(trained, view.main(Split.TRAIN))
    if curves.split is Split.TRAIN or train is None or not plain(train):
        return False
    return not too_low(train.loss, train.accuracy, view.options).any()


def plain(curves: Aligned) -> bool:
    """Whether a pair is a loss and the share of right answers."""
    counted = curves.pair.accuracy.quantity is Quantity.ACCURACY
    return counted and curves.pair.loss.quantity is Quantity.LOSS and len(curves.x) > 0
