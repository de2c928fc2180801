"""Every threshold of the analysis, with its unit and the reason for its value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from lossacc_gui.language import SILENCE, Number, Said, say
from lossacc_gui.model.errors import BadOption
from lossacc_gui.model.nearest import nearest

USUAL_RANGES = {
    "probability": (0.0, 1.0),
    "fraction": (0.0, 1.0),
    "correlation": (0.0, 0.99),
    "share of belief": (0.0, 1.0),
    "change": (0.0, 1.0),
    "difference": (0.0, 1.0),
    "log-odds": (-100.0, 100.0),
}
"""Least and most by unit, for an option that does not say its own."""
SHARE = (0.0, 1.0)  # of whatever a unit that begins with "of" names
COUNT = (1, 1_000_000)
AMOUNT = (0.0, 1000.0)
LONGEST_SHOWN = 40  # characters of what a person gave
MOST_SHOWN = 6  # names in one sentence


def option(default: Any, unit: str, reason: str, low: float | None = None, high: float | None = None) -> Any:
    """A field of Options that says its unit, why its value is what it is, and from `low` to `high` what it may be."""
    usual = USUAL_RANGES.get(unit, SHARE if unit.startswith("of ") else COUNT if isinstance(default, int) else AMOUNT)
    allowed = (usual[0] if low is None else low, usual[1] if high is None else high)
    return field(default=default, metadata={"unit": unit, "reason": reason, "allowed": allowed})


@dataclass(frozen=True, slots=True)
class Options:
    """Thresholds; see `described` for units and reasons."""

    n_examples: int = option(
        0, "examples", "size of the validation set; 0 infers it from the logged accuracies", 0, 1e9
    )
    classes: int = option(
        0, "classes", "how many the labels have; 0 asks predictions, or a loss that starts at that of guessing", 0, 1e6
    )
    most_examples: int = option(
        20_000, "examples", "largest size inferred: beyond it single precision hides the counts"
    )
    inference_luck: float = option(
        0.01, "probability", "a size that arbitrary numbers would fit this often is no inference"
    )
    most_bins: int = option(2000, "points", "longer curves are averaged to this many: more than a screen can show", 10)

    assumed_examples: int = option(
        2000, "examples", "when the log does not tell: a smaller set would show in its accuracies"
    )
    distinct_least: int = option(5, "values", "fewer accuracies may have few decimals by chance, whatever n is")
    distinct_told: int = option(7, "values", "fewer share a divisor by chance more than once in a hundred logs")
    largest_value: float = option(
        1e100, "loss or accuracy", "larger ones overflow when multiplied; taken as infinite", 1, 1e150
    )
    window_share: float = option(
        0.05,
        "of the run",
        "change is judged over a twentieth of the run, capped by window_root; also the least length",
    )
    window_least: int = option(3, "points", "a median of fewer points removes no spike", 2, 1000)
    window_root: float = option(
        0.6, "of the root of the points", "caps the window of window_share; equals a twentieth at 150 points"
    )
    loss_margin: float = option(
        0.02, "relative change over a window on each side", "less than 2 % looks flat on a chart"
    )
    accuracy_margin: float = option(
        0.006, "change over a window on each side", "less than 0.6 points looks flat on a chart"
    )
    margin_examples: float = option(2.0, "examples", "an accuracy that differs by one or two examples has not moved")
    loss_effect: float = option(
        0.06, "relative change", "a stretch of moving loss alone is worth attention from 6 % on"
    )
    accuracy_effect: float = option(0.02, "change", "a stretch of moving accuracy alone is worth it from 2 points on")
    both_loss_effect: float = option(0.04, "relative change", "when both move the same way less is enough")
    both_accuracy_effect: float = option(0.012, "change", "when both move the same way about half of that is enough")
    switch_cost: float = option(
        2.0, "log-odds", "a new phase must be e^2 = 7 times likelier than going on with the old"
    )

    accuracy_churn: float = option(
        1.4, "changed examples per net change", "answers change both ways; measured against 12,000 fresh examples"
    )
    accuracy_wander: float = option(
        0.1, "changed examples per way up and down", "measured against 12,000 fresh examples"
    )
    loss_wander: float = option(
        1.75, "squared relative loss per way up and down", "measured against 12,000 fresh examples"
    )
    movement_share: float = option(
        0.15,
        "of the jitter",
        "most of the jitter is the model really moving to and fro; the accident of examples is apart",
    )
    gate_offset: float = option(
        0.0,
        "standard errors",
        "more makes fewer bands, less makes more: calibrated at 0 on runs without a disagreement",
        -100.0,
        100.0,
    )
    gate_after_best: float = option(0.75, "standard errors", "more for the rise since the best, which always is one")
    gate_flat: float = option(1.5, "standard errors", "that a curve called flat stays within what counts as flat")
    gate_moved: float = option(2.0, "standard errors", "from there on a curve that goes along counts as moving too")
    gate_price_share: float = option(0.15, "of what the loss costs", "an accuracy that fell by less is called flat")
    errors_share: float = option(
        0.5, "of the growth of the loss", "errors that grow by as much (logarithms) go along with it"
    )
    errors_grown: float = option(
        0.4, "logarithm", "errors that grow by half are no accuracy that stays, however few points that is"
    )
    gate_near: int = option(60, "points", "around a stretch in which its noise is measured")
    gate_short: int = option(15, "points", "in a shorter run noise is also measured about the line through a stretch")
    gate_of_two: float = option(0.5, "standard errors", "more where the less of two estimates of noise is taken")
    gate_spike: float = option(4.0, "standard deviations of the jitter", "beyond it a point is a spike")
    possible: float = option(0.2, "probability", "an end may lie as far out as the directions are this likely")
    sure: float = option(0.8, "probability", "an end may lie as far in as the directions are less likely than this")

    problem_loss_nats: float = option(
        0.25, "nats", "the right answers are given a fifth less probability: from there on experts spoke of a problem"
    )
    problem_loss_rise: float = option(0.5, "relative change", "half as much again of a loss whose unit nobody knows")
    slight_loss_nats: float = option(
        0.03,
        "nats",
        "the right answers are given a thirtieth less probability: neither a rise nor jumps count",
    )
    regained_half: float = option(0.5, "of the loss", "what is half won back is on its way")
    regained_all: float = option(0.95, "of the loss", "what the run has won back did no harm")
    problem_accuracy_fall: float = option(0.05, "change", "one example in twenty is newly wrong")
    high_accuracy: float = option(0.9, "fraction", "above it there is little left for the accuracy to gain")
    pinned_share: float = option(
        0.8, "of the points", "an accuracy that learns is never exactly the same so often; the ends may differ"
    )

    overfit_train_least: float = option(0.05, "nats", "training that stands still is not learning by heart")
    overfit_train_fall: float = option(0.1, "nats", "a tenth less training loss after validation was best")
    overfit_gap_growth: float = option(0.13, "nats", "the losses part by more than an eighth")
    overfit_rise: float = option(0.07, "nats", "a rise of the validation loss of less is hardly seen")
    few_fall: float = option(0.2, "nats", "of three points training must have fallen by a fifth to bear witness")
    overfit_behind: float = option(
        0.1, "nats", "of 35 healthy runs none ended so far below its held-out loss, parted by as much since its best"
    )
    overfit_errors: float = option(1.6, "standard errors", "beyond what the best of so many points shows by chance")
    overfit_climb: int = option(4, "points", "each above the one before, as chance orders them once in 24 times", 2)
    overfit_climb_rise: float = option(0.02, "nats", "a rise that is in order, and a fiftieth of the loss")
    overfit_alone_points: int = option(8, "points", "of fewer the noise is not known well enough to speak alone")
    overfit_alone_errors: float = option(
        4.0, "standard errors", "without a training loss the rise must be beyond doubt by itself"
    )
    overfit_trend_errors: float = option(
        3.0,
        "standard errors",
        "of a trend by order alone: noise after its best shows so much in one curve of a thousand",
    )
    dead_points: int = option(5, "points", "fewer may all lie in a slow start")
    dead_loss: float = option(0.05, "nats", "a loss that fell by a twentieth in the whole run has not moved")
    drift_errors: float = option(
        5.0, "standard errors", "a loss alone whose thirds part by five moves, however little it is of the whole"
    )
    dead_accuracy: float = option(0.05, "change", "nor has an accuracy that gained five points")
    dead_step: float = option(
        0.002, "of the loss", "in a log of coarser steps the same number again may be a curve that has converged"
    )
    rest_share: float = option(
        0.02,
        "of the fall",
        "a loss whose last steps were a fiftieth of its fall came to rest, it did not break off",
    )
    steady_errors: float = option(
        2.0, "standard errors", "all points of a curve in order, by chance once in forty, say that it still falls"
    )
    hardly_gain: float = option(0.1, "change", "ten points in a whole run are hardly learning")
    hardly_accuracy: float = option(0.6, "fraction", "above it a small gain may be all that was left")
    hardly_low: float = option(
        0.35, "fraction", "a higher level may have been reached before the first point, as an epoch of tuning does"
    )
    hardly_loss: float = option(0.5, "nats", "a training loss that lost two fifths shows that something is learned")
    nowhere_loss: float = option(
        0.1, "nats", "however much it jumps, a curve whose thirds are surely less apart goes nowhere"
    )
    nowhere_alone: float = option(
        0.5, "nats", "where a loss is all there is, learning takes two fifths of it: noise may hide no more than that"
    )
    nowhere_accuracy: float = option(0.05, "change", "the same of an accuracy")
    nowhere_errors: float = option(
        2.5, "standard errors", "thirds of a curve that goes nowhere part by more once in twenty-five times"
    )
    unsteady_loss: float = option(0.06, "nats", "jumps of a sixteenth of the loss from point to point")
    unsteady_accuracy: float = option(0.012, "change", "with jumps of more than a point of the accuracy")
    unsteady_wild: float = option(0.3, "nats", "jumps by a third, whatever the accuracy does")
    unsteady_alone: float = option(0.12, "nats", "where no accuracy tells")
    unsteady_cost: float = option(0.08, "change", "less is lost by keeping the worst point of the second half")
    unsteady_share: float = option(0.25, "of what the loss won", "the same where no accuracy tells")
    unsteady_problem_loss: float = option(0.5, "nats", "jumps by half and more")
    unsteady_problem_accuracy: float = option(0.04, "change", "every third point is four points of accuracy off")
    excursion: float = option(0.7, "nats", "twice the loss that the run began with, or the best it had reached")
    collapse_kept: float = option(0.5, "of the accuracy around it", "half of the right answers gone for a point or two")
    metric_share: float = option(0.9, "of the points", "an accuracy that is zero so often counts nothing")
    metric_fall: float = option(0.3, "nats", "a loss that fell by a quarter and more shows that something is learned")
    metric_accuracy: float = option(0.7, "fraction", "an accuracy that looks good")
    metric_nothing: float = option(0.05, "fraction", "an F1 or recall of next to nothing")
    metric_little: float = option(0.3, "of the accuracy", "an F1 or recall that is less than a third of it")
    keep_trend: float = option(
        0.25,
        "share of the trend in the choice among points within noise and loss_margin of the best",
        "a point's distance from its trend is mostly the model itself; measured on 311 runs whose truth is known",
        0.0,
        1.0,
    )
    keep_noise: float = option(
        1.0,
        "standard errors of the difference of two points",
        "points that were logged closer than that are equally good",
    )
    keep_chance: float = option(
        2.0,
        "standard errors of the difference of two checkpoints on the same examples",
        "of 90 trainings with a second validation set the best epoch there lay within 19 of 20 times by loss, 9 of 10 "
        "by accuracy",
    )
    keep_around: int = option(
        30, "points to each side", "noise changes in a run, and 60 points are enough to measure it"
    )
    keep_least: int = option(
        10, "points", "of fewer nobody can tell noise from a bend; what looks flat counts as equal", 2
    )

    rate_step: float = option(
        1.5, "factor", "schedules by steps divide by 2 or more, smooth ones change by less per point", 1.01
    )
    rate_steps_most: float = option(
        0.1, "of the points, of most_bins at most", "more steps than that are a smooth, a cyclic or a noisy schedule"
    )
    spike_height: float = option(0.25, "relative to its surroundings", "lower ones are hardly seen on a chart")
    spike_errors: float = option(8.0, "standard deviations of the jitter", "jitter with heavy tails reaches five")
    burst_factor: float = option(100.0, "times what it mostly is", "two orders of magnitude are no jitter", 1.0)
    blow_up_factor: float = option(
        10.0, "times the best loss", "nothing that still learns grows by an order of magnitude", 1.0
    )
    chance_loss: float = option(0.02, "relative distance from ln K", "an untrained network lies within 2 % of ln K")
    chance_accuracy: float = option(0.02, "distance from 1/K", "classes are rarely balanced better than to 2 points")
    chance_errors: float = option(3.0, "standard errors", "an accuracy by chance lies within three of 1/K")
    guessing_left: float = option(0.1, "of ln K", "a tenth of the way from guessing to certainty is hardly learning")
    guessing_gain: float = option(0.2, "change", "one answer in five beyond those of guessing is learning")
    guessing_share: float = option(0.5, "of the points", "a stretch that guesses at most of its points is guessing")
    most_classes: int = option(
        1000, "classes", "where the number of classes is not known the bound is kept generous", 2
    )
    gap_accuracy: float = option(0.05, "difference", "five points more on train than on val are more than most noise")
    gap_watch: float = option(0.2, "difference", "one in five answers holds on the training examples alone")
    gap_kept: float = option(
        0.6, "of the training accuracy", "where less of it holds on validation, what was learned does not generalise"
    )
    gap_learned: float = option(
        0.2,
        "of what the training loss fell by, in nats",
        "where a validation loss fell by less, hardly any of it holds",
    )
    gap_loss: float = option(
        0.5, "relative difference", "without an accuracy: val loss half as high again as train loss"
    )
    stalled_gain: float = option(0.1, "of its best", "a validation loss that gains no more has come where it gets")
    stalled_share: float = option(0.4, "of the run", "of a shorter stretch nobody knows whether it would have gone on")
    stalled_learned: float = option(0.3, "nats", "a quarter less training loss is learning that should have shown")
    stalled_apart: float = option(
        2.0, "times the training loss", "a validation loss twice as high has parted from it", 1.0
    )
    val_better_loss: float = option(0.05, "relative difference", "a smaller advantage of val over train is noise")
    val_better_share: float = option(0.5, "of the points", "an advantage that does not last means nothing")
    val_better_problem: float = option(0.15, "difference in accuracy", "more than dropout or averaging usually explain")
    plateau_share: float = option(0.2, "of the run", "a shorter end without movement is a pause")
    plateau_early: float = option(0.5, "of the run", "who learned in the first half and no more has time left over")
    step_share: float = option(0.7, "of the jump", "a step happens from one point to the next")
    step_clear: float = option(
        0.5, "of the jump", "half of it parts what was before and after, and no other move near is half as far"
    )
    step_errors: float = option(
        6.0, "standard deviations of the jitter", "one jump in a million is that high by chance"
    )
    step_loss: float = option(0.1, "relative change", "smaller steps are hardly seen on a chart")
    bound_slack: float = option(0.02, "relative", "loss and accuracy may be averaged over slightly different examples")
    bound_absurd: float = option(
        1e-5, "of the bound", "no mean of squares or weights makes a loss as small: nothing is left of it"
    )
    ruler_share: float = option(0.8, "of the later points", "off the line is what training has not saturated yet")
    ruler_floor: float = option(
        0.1, "ln of the loss", "answers that are nearly all right lie so near above their floor"
    )
    schedule_steps: int = option(3, "steps", "from three on a person sees a schedule, not single drops")
    schedule_gain: float = option(0.01, "relative", "a loss lower by less is what a step does not change")
    schedule_sliding: float = option(0.5, "of the points", "a rate that moves at most of them slides")
    bound_points: int = option(2, "points", "a single violation may be a rounding in the log")

    pattern_weight: float = option(
        0.5, "log-odds", "1.6 times likelier if it makes it, e times less if not: what was found is a fact as well"
    )
    suspect_score: float = option(
        0.7,
        "share of belief",
        "so much was believed of 3 in 88 healthy runs of makers left out, of 2 in 3 with a cause",
    )
    low_accuracy: float = option(0.5, "fraction", "a level at which more than half are right is not called low")
    low_way: float = option(0.3, "of what there was to gain", "nor one that won a third of what its first point lacked")
    low_late: float = option(
        0.08,
        "of the fall of the loss",
        "a last quarter that brings as much is no end: an even fall brings 0.25",
    )
    named_share: float = option(
        0.85, "share of belief", "a face believed in so much was the right one 88 times of 100 on makers left out"
    )
    least_named: float = option(0.2, "share of belief", "a family that is believed in less is no answer to an event")
    least_suspected: float = option(
        0.5,
        "share of belief",
        "of a fine run no cause is told that all others together outweigh: 13 of the 18 that were told on real logs",
    )
    compare_luck: float = option(
        0.05, "probability", "what goes with a setting is told where lots would do it in one such table of twenty"
    )
    compare_noise: float = option(
        2.0, "standard errors", "two best values that differ by less are taken for equal: luck does it once in twenty"
    )
    compare_around: int = option(
        10, "points to each side", "best values are held against the noise beside them, not that of a wild start", 5
    )
    compare_gone: float = option(
        0.5,
        "share",
        "what gets worse by more than half as much as in another run is not gone, told of as an event or not",
        0.0,
        1.0,
    )
    compare_step: float = option(
        3.0, "factor", "a third of the learning rate is what a check asks for: a smaller change may well change nothing"
    )
    pair_weight: float = option(
        0.8,
        "log-odds",
        "of a cause, for each pair of runs that differ in its remedy alone: nine to four that what it did is gone",
    )
    most_pairs: int = option(
        3, "pairs", "of one group share their runs: more of them are no more witnesses, and may all be wrong alike"
    )
    fewest_seeds: int = option(3, "runs", "the median of two is their mean: it hides as much as one run does")
    too_short: int = option(3, "points", "three points show no course")
    fine_points: int = option(5, "points", "four may show that something is wrong, but not that nothing is")
    least_score: float = option(0.03, "share of belief", "a cause believed in less than one in thirty is not shown")
    confirmed_score: float = option(
        0.8, "share of belief", "with predictions: a cause believed in by four to one is called confirmed"
    )
    foreign_accuracy: float = option(
        0.02, "difference", "an accuracy further off the logged one than this may be that of something else"
    )
    foreign_chance: float = option(
        0.05, "probability", "of what belongs to the run one sample in twenty is doubted, which costs only its silence"
    )
    sample_errors: float = option(
        3.0, "standard errors", "what a sample of the examples explains: one comparison in 370 is further off by chance"
    )
    told_errors: float = option(
        2.0, "standard errors", "a number from predictions speaks when 19 in 20 samples would agree on its side"
    )
    fewest_examples: int = option(
        30, "examples", "shares of fewer are off by ten points and more: predictions of so few settle nothing"
    )
    handful: int = option(20, "examples", "of so few one answer is five points: validation can hardly choose anything")
    small_set: int = option(
        50, "examples", "of so few one answer is two points, and chance moves an accuracy by seven: told, and no more"
    )
    fewest_of_class: int = option(10, "examples", "a recall counted on fewer moves by more than ten points an example")
    most_evidence: int = option(10, "facts", "told for and against a cause: the rest weighs next to nothing")
    most_causes: int = option(6, "causes", "nobody checks more than half a dozen")

    @property
    def as_changed(self) -> tuple[tuple[str, str], ...]:
        """What `changed` takes to make these of the usual ones."""
        usual = Options()
        now = ((f.name, getattr(self, f.name)) for f in fields(self))
        return tuple((name, repr(value)) for name, value in now if value != getattr(usual, name))

    def changed(self, settings: dict[str, str]) -> Options:
        """These options with `settings` (name -> text) applied; BadOption names what is wrong."""
        known = {f.name: f.metadata for f in fields(self)}
        values: dict[str, Any] = {}
        for name, text in settings.items():
            if name not in known:
                raise BadOption(_no_option(name, known))
            kind = type(getattr(self, name))
            low, high = known[name]["allowed"]
            try:
                values[name] = kind(text)
            except ValueError:
                values[name] = math.nan
            if not low <= values[name] <= high:
                number = say("a whole number") if kind is int else say("a number")
                wanted = say(
                    "{number} from {low} to {high} ({unit})",
                    number=number,
                    low=Number(f"{low:,.10g}"),
                    high=Number(f"{high:,.10g}"),
                    unit=say(known[name]["unit"]),
                )
                raise BadOption(
                    say("option {name} takes {wanted}, not {text}", name=name, wanted=wanted, text=shown(text))
                )
        return replace(self, **values)


def _no_option(name: str, known: Iterable[str]) -> Said:
    like = nearest(name, known)
    if not like:
        return say("there is no option {name}; `lossacc options` lists all", name=shown(name))
    return say("there is no option {name}, but {like}; `lossacc options` lists all", name=shown(name), like=like)


def shown(text: str) -> str:
    """A text that a person gave as a sentence can show it: in quotes, and not at any length."""
    return repr(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…")


def without_unknown(settings: Mapping[str, str]) -> tuple[dict[str, str], Said]:
    """What another version has kept, without the options that this one does not have; a notice of those, or SILENCE."""
    known = {f.name for f in fields(Options)}
    gone = [name for name in settings if name not in known]
    if not gone:
        return dict(settings), SILENCE
    names = ", ".join([*map(shown, gone[:MOST_SHOWN]), *(["…"] if len(gone) > MOST_SHOWN else [])])
    notice = say("This version has no option {names}: what was set there is passed over.", names=names)
    return {name: text for name, text in settings.items() if name in known}, notice


def allowed(name: str) -> tuple[float, float]:
    """The least and the largest value that the option of that name may have."""
    low, high = next(f.metadata["allowed"] for f in fields(Options) if f.name == name)
    return low, high


def described(options: Options) -> tuple[tuple[str, Any, str, str], ...]:
    """(name, value, unit, reason) of every option, in order."""
    return tuple((f.name, getattr(options, f.name), f.metadata["unit"], f.metadata["reason"]) for f in fields(options))
