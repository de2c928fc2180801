"""The scenarios of both makers: what is done, the cause it stands for, and whether a finished run shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import healthy_recipes as well
import honest_recipes as honest
import measuring_recipes as measuring
import numpy as np
import other_recipes as other
import overfitting_recipes as overfitting
import recipes as made_by
import ruler_recipes as ruler
import shows
import shows_more as more
import trouble_recipes as trouble
from plans import Pool
from training import Made, Recipe

FIRST, SECOND = "made", "made2"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing that is done, the cause it stands for, and whether a finished run shows it."""

    cause: str | None
    make: Callable[[np.random.Generator, Pool], Recipe]
    shows: Callable[[Made], bool]
    also: tuple[str | None, ...] = ()  # what else is true of such a run; None: that nothing is wrong
    maker: str = SECOND


def first(cause: str | None, make: Callable[[np.random.Generator], Recipe], check: Callable[[Made], bool]) -> Scenario:
    """A scenario of the first maker, which has worlds of its own."""
    return Scenario(cause, lambda rng, _: make(rng), check, maker=FIRST)


SCENARIOS: dict[str, Scenario] = {
    "ambiguous_labels": first("ambiguous_labels", made_by.ambiguous_labels, shows.ambiguity),
    "chance_plateau": first("stuck_at_chance", made_by.stuck, shows.chance),
    "class_imbalance": first("class_imbalance", made_by.class_imbalance, shows.majority),
    "class_imbalance_multi": first("class_imbalance", made_by.class_imbalance_multi, shows.majority),
    "distribution_shift": first("distribution_shift", made_by.distribution_shift, shows.shift),
    "growing_confidence": first("growing_confidence", made_by.growing_confidence, shows.growing),
    "healthy": first(None, made_by.healthy, shows.healthy),
    "healthy_small_val": first(None, made_by.healthy_small_val, shows.healthy),
    "heavy_dropout": first("train_time_noise", made_by.heavy_dropout, shows.dropout),
    "label_noise": first("label_noise", made_by.label_noise, shows.label_noise),
    "nan_blowup": first("numerical_blowup", made_by.nan_blowup, shows.blowup),
    "near_tie_flips": first("near_tie_flips", made_by.near_tie_flips, shows.flips),
    "outliers": first("outliers", made_by.outliers, shows.outliers),
    "overconfidence": first("overconfidence", made_by.overconfidence, shows.overconfidence),
    "overconfidence_lr_drop": first("overconfidence", made_by.overconfidence_lr_drop, shows.overconfidence_drop),
    "regression_threshold": first("metric_threshold", made_by.regression_threshold, shows.loss_down_accuracy_down),
    "strong_regularization": first("strong_regularization", made_by.strong_regularization, shows.penalty),
    "strong_regularization_ce": first("strong_regularization", made_by.strong_regularization_ce, shows.penalty),
    "underfit_capacity": first("low_capacity", made_by.underfit_capacity, shows.low_capacity),
    "unstable_lr": first("unstable_training", made_by.unstable_lr, shows.unstable),
    "weighted_loss": first("loss_metric_mismatch", made_by.weighted_loss, shows.weights),
    "bad_design": first("bad_design", other.bad_design, shows.late_start),
    "small_validation": first("small_validation", other.small_validation, shows.healthy),
    "lr_drop": first("lr_drop", other.lr_drop, shows.step_down),
    "metric_error": first("metric_error", other.metric_error, shows.healthy),
    "batchnorm_mismatch": first("batchnorm_mismatch", other.batchnorm_mismatch, shows.erratic_validation),
    "restarted": first("resumed_or_restarted", other.restarted, shows.again),
    "easy_validation": first("leakage_or_easy_validation", other.easy_validation, shows.easy),
    "late_generalisation": first("late_generalisation", other.late_generalisation, shows.grokking),
    # the second maker: healthy, of many shapes
    "fine_early_flat": Scenario(None, well.early_flat, more.flat_early),
    "fine_still_improving": Scenario(None, well.still_improving, more.still_falling),
    "fine_slow_start": Scenario(None, well.slow_start, more.slow_then_well),
    "fine_hard_ceiling": Scenario(None, well.hard_ceiling, more.ceiling),
    "fine_stable_gap": Scenario(None, well.stable_gap, more.steady_gap),
    "fine_noisy_small_val": Scenario(None, well.noisy_small_validation, more.fine()),
    "fine_visible_steps": Scenario(None, well.visible_steps, more.bumps, ("lr_drop",)),
    "fine_one_cycle": Scenario(None, well.one_cycle, more.bumps),
    "fine_warm_restarts": Scenario(None, well.warm_restarts, more.bumps),
    "fine_tuning": Scenario(None, well.fine_tuning, more.tuned),
    "fine_batch_rows": Scenario(None, well.batch_rows, more.fine()),
    "fine_imbalanced": Scenario(None, well.imbalanced_but_learned, more.learned_in_spite),
    "fine_smoothed_labels": Scenario(None, well.smoothed_labels, more.fine()),
    "fine_smooth_large": Scenario(None, well.smooth_and_large, more.fine()),
    "fine_stopped_early": Scenario(None, well.stopped_early, more.stopped),
    "fine_few_epochs": Scenario(None, well.few_epochs, more.fine(0.04)),
    "fine_long_flat": Scenario(None, well.long_and_flat, more.fine()),
    "fine_small_batches": Scenario(None, well.small_batches, more.wavering),
    "fine_light_dropout": Scenario(None, well.light_dropout, more.fine()),
    "fine_validation_only": Scenario(None, well.validation_only, more.fine()),
    "fine_tolerance": Scenario(None, well.tolerance_met, more.fine()),
    # the second maker: overfitting and its faces
    "tiny_data": Scenario("overconfidence", overfitting.tiny_data, more.overfitted),
    "short_overfit": Scenario("overconfidence", overfitting.short_overfit, more.overfitted),
    "long_overfit": Scenario("overconfidence", overfitting.long_overfit, more.overfitted),
    "cosine_overfit": Scenario("overconfidence", overfitting.cosine_overfit, more.overfitted),
    "tuned_too_far": Scenario("overconfidence", overfitting.tuned_too_far, more.overfitted),
    "neighbours_mistaken": Scenario("label_noise", overfitting.neighbours_mistaken, more.answers_lost),
    "one_bad_annotator": Scenario("label_noise", overfitting.one_bad_annotator, more.answers_lost),
    "few_mistaken_long": Scenario("label_noise", overfitting.few_mistaken_long, more.answers_lost),
    "another_site": Scenario("distribution_shift", overfitting.another_site, more.apart_early),
    "dimmed": Scenario("distribution_shift", overfitting.dimmed, more.apart_early),
    "other_shares": Scenario("distribution_shift", overfitting.other_shares, more.apart_early, ("class_imbalance",)),
    "wild_units": Scenario("outliers", overfitting.wild_units, more.dear_few),
    "mistaken_validation": Scenario("outliers", overfitting.mistaken_validation, more.dear_few),
    "some_twins": Scenario("ambiguous_labels", overfitting.some_twins, more.twins),
    "triplets": Scenario("ambiguous_labels", overfitting.triplets, more.twins),
    "twins_by_heart": Scenario("ambiguous_labels", overfitting.twins_by_heart, more.twins, ("overconfidence",)),
    # the second maker: training in trouble
    "swinging": Scenario("unstable_training", trouble.swinging, more.rough),
    "swinging_memory": Scenario("unstable_training", trouble.swinging_memory, more.rough),
    "spiked": Scenario("unstable_training", trouble.spiked, more.spikes, ("numerical_blowup",)),
    "statistics_of_batches": Scenario("batchnorm_mismatch", trouble.statistics_of_batches, more.erratic),
    "drifting_statistics": Scenario("batchnorm_mismatch", trouble.drifting_statistics, more.erratic),
    "tiny_validation": Scenario("small_validation", trouble.tiny_validation, more.few_asked),
    "saturated": Scenario("stuck_at_chance", trouble.saturated, more.nothing_learned, ("bad_design",)),
    "killed_units": Scenario("stuck_at_chance", trouble.killed, more.nothing_learned),
    "labels_shuffled": Scenario("stuck_at_chance", trouble.labels_shuffled, more.nothing_learned),
    "rare_never_found": Scenario("class_imbalance", trouble.rare_never_found, more.only_majority),
    "long_tail": Scenario("class_imbalance", trouble.long_tail, more.only_majority),
    "straight_line": Scenario("low_capacity", trouble.straight_line, more.underfits),
    "order_lost": Scenario("low_capacity", trouble.order_lost, more.underfits),
    "far_too_slow": Scenario("low_capacity", trouble.far_too_slow, more.underfits, ("stuck_at_chance",)),
    "features_missing": Scenario("low_capacity", trouble.features_missing, more.underfits, ("ambiguous_labels",)),
    "penalty_rules": Scenario("strong_regularization", trouble.penalty_rules, more.penalised),
    "decay_rules": Scenario("strong_regularization", trouble.decay_rules, more.held_down, ("low_capacity",)),
    "overflow": Scenario("numerical_blowup", trouble.overflow, more.ruined),
    "thrown_off": Scenario("numerical_blowup", trouble.thrown_off, more.ruined, ("unstable_training",)),
    "eye_of_a_needle": Scenario("bad_design", trouble.eye_of_a_needle, more.long_silence),
    "faint_gradients": Scenario("bad_design", trouble.faint_gradients, more.long_silence),
    "dropped_twice": Scenario("lr_drop", trouble.dropped_twice, more.stepped, (None,)),
    "dropped_unsaid": Scenario("lr_drop", trouble.dropped_unsaid, more.stepped, (None,)),
    "resumed_without_state": Scenario("resumed_or_restarted", trouble.resumed_without_state, more.jumped),
    "back_to_older": Scenario("resumed_or_restarted", trouble.back_to_older, more.fine()),
    "second_training": Scenario("resumed_or_restarted", trouble.second_training, more.jumped),
    # the second maker: what is measured
    "padding_counted": Scenario("metric_error", measuring.padding_counted, more.metric_off),
    "answers_mixed_up": Scenario("metric_error", measuring.answers_mixed_up, more.metric_off),
    "threshold_on_scores": Scenario("metric_error", measuring.threshold_on_scores, more.metric_off, (None,)),
    "summed_wrong": Scenario("metric_error", measuring.summed_wrong, more.above_all),
    "focal": Scenario("loss_metric_mismatch", measuring.focal, more.cheap_errors),
    "softmax_twice": Scenario("softmax_twice", measuring.softmax_twice, more.floored, ("loss_metric_mismatch",)),
    "smoothed_to_the_floor": Scenario("label_smoothing_floor", ruler.smoothed_to_the_floor, more.on_the_floor, (None,)),
    "one_unit_softmax": Scenario("wrong_last_layer", ruler.one_unit_softmax, more.never_moved),
    "unactivated": Scenario("wrong_last_layer", ruler.unactivated, more.dear_errors),
    "nll_of_no_logarithm": Scenario("wrong_last_layer", ruler.nll_of_no_logarithm, more.below_zero),
    "another_ones_weights": Scenario("nothing_is_trained", ruler.another_ones_weights, more.never_moved),
    "still_under_dropout": Scenario("nothing_is_trained", ruler.still_under_dropout, more.never_moved),
    "rare_weighted": Scenario("loss_metric_mismatch", measuring.rare_weighted, more.weighed),
    "clean_validation": Scenario("leakage_or_easy_validation", measuring.clean_validation, more.too_good),
    "answer_given_away": Scenario("leakage_or_easy_validation", measuring.answer_given_away, more.too_good),
    "wide_margins": Scenario("growing_confidence", measuring.wide_margins, more.surer, (None,)),
    "strong_dropout": Scenario("train_time_noise", measuring.strong_dropout, more.dimmed_training),
    "strong_augmentation": Scenario("train_time_noise", measuring.strong_augmentation, more.dimmed_training),
    "mixed_pairs": Scenario("train_time_noise", measuring.mixed_pairs, more.dimmed_training),
    "first_guess_unwound": Scenario("near_tie_flips", measuring.first_guess_unwound, more.reshuffled),
    "late_insight": Scenario("late_generalisation", measuring.late_insight, more.insight),
    "mean_beside_mode": Scenario("metric_threshold", measuring.mean_beside_mode, shows.loss_down_accuracy_down),
    # the second maker: healthy, of more shapes; their level says nothing by itself
    "fine_next_sign": Scenario(None, honest.next_sign, more.fine()),
    "fine_first_steps": Scenario(None, honest.first_steps, more.still_falling),
    "fine_tuned_already": Scenario(None, honest.tuned_already, more.tuned_already),
    "fine_many_stars": Scenario(None, honest.many_stars, more.honest_level),
    "fine_dimmed_level": Scenario(None, honest.dimmed_level, more.honest_level),
    "fine_large_network": Scenario(None, honest.large_network, more.honest_level),
    "fine_brought_to_rest": Scenario(None, honest.brought_to_rest, more.honest_level),
    "fine_restarts_unsaid": Scenario(None, honest.restarts_unsaid, more.bumps),
    "fine_late_rise": Scenario(None, honest.late_rise, more.slow_then_well),
}
