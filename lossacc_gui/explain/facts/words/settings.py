"""How the rest of the log is told: learning rate, restarts, other metrics."""

from __future__ import annotations

from lossacc_gui.explain.facts.fact import Words
from lossacc_gui.language import say

WORDS: dict[str, Words] = {
    "learning_rate_drops": Words(
        0.0,
        1.0,
        "Drops of the logged learning rate: {value} ({where}).",
        "The logged learning rate was never dropped.",
    ),
    "step_at_rate_drop": Words(
        0.0,
        0.3,
        "At a drop of the learning rate the loss changed by {value} (medians of {bound} points, {where}).",
        "The loss did not move where the learning rate was dropped.",
        bound="3",
    ),
    "rise_after_rate_drop": Words(
        0.0,
        0.3,
        "After the learning rate was first dropped, validation loss (smoothed) rose by {size} from its best since "
        "then.",
        "After the learning rate was first dropped, validation loss (smoothed) did not rise.",
    ),
    "restarts": Words(
        0.0,
        1.0,
        "Places at which the log starts over or was resumed: {value} ({where}).",
        "The log runs through without a restart.",
    ),
    "penalty_share": Words(
        0.0,
        0.4,
        "At the end the plain cross-entropy logged beside the loss stood {over} it.",
        "At the end the loss equals the plain cross-entropy logged beside it.",
    ),
    "plain_loss_change": Words(
        -0.3,
        0.0,
        "After the first {bound} of the run the plain cross-entropy changed by {value}.",
        "After the first {bound} of the run the plain cross-entropy stood still.",
        bound="33 %",
    ),
    "gradient_spike": Words(
        3.0,
        20.0,
        "The largest gradient norm is {value} times the median ({where}).",
        "The gradient norm never rose.",
        1.0,
    ),
    "accuracy_over_balanced": Words(
        0.0,
        0.2,
        "At the end accuracy was {over} the balanced metric of the same examples.",
        "At the end the balanced metric agrees with accuracy.",
    ),
    "regression_metrics": Words(
        0.0,
        1.0,
        "Metrics of regression in the log ({bound}): {value}.",
        "The log has no metric of regression.",
        bound=say("squared error, absolute error, R2"),
    ),
    "not_finite_share": Words(
        0.0, 0.03, "{value} of the losses are no number or beyond all bounds ({where}).", "All losses are numbers."
    ),
    "ends_lost": Words(
        0.0,
        1.0,
        "A loss {given} ({where}).",
        "The losses are numbers to the end.",
    ),
}
