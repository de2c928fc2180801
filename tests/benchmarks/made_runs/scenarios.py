"""The scenarios: what is done, the cause it stands for, and whether a finished run shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import other_recipes as other
import recipes as made_by
import shows
from training import Made, Recipe


@dataclass(frozen=True, slots=True)
class Scenario:
    """One thing that is done, the cause it stands for, and whether a finished run shows it."""

    cause: str | None
    make: Callable[[np.random.Generator], Recipe]
    shows: Callable[[Made], bool]


SCENARIOS: dict[str, Scenario] = {
    "ambiguous_labels": Scenario("ambiguous_labels", made_by.ambiguous_labels, shows.ambiguity),
    "chance_plateau": Scenario("stuck_at_chance", made_by.stuck, shows.chance),
    "class_imbalance": Scenario("class_imbalance", made_by.class_imbalance, shows.majority),
    "class_imbalance_multi": Scenario("class_imbalance", made_by.class_imbalance_multi, shows.majority),
    "distribution_shift": Scenario("distribution_shift", made_by.distribution_shift, shows.shift),
    "growing_confidence": Scenario("growing_confidence", made_by.growing_confidence, shows.growing),
    "healthy": Scenario(None, made_by.healthy, shows.healthy),
    "healthy_small_val": Scenario(None, made_by.healthy_small_val, shows.healthy),
    "heavy_dropout": Scenario("train_time_noise", made_by.heavy_dropout, shows.dropout),
    "label_noise": Scenario("label_noise", made_by.label_noise, shows.label_noise),
    "nan_blowup": Scenario("numerical_blowup", made_by.nan_blowup, shows.blowup),
    "near_tie_flips": Scenario("near_tie_flips", made_by.near_tie_flips, shows.flips),
    "outliers": Scenario("outliers", made_by.outliers, shows.outliers),
    "overconfidence": Scenario("overconfidence", made_by.overconfidence, shows.overconfidence),
    "overconfidence_lr_drop": Scenario("overconfidence", made_by.overconfidence_lr_drop, shows.overconfidence_drop),
    "regression_threshold": Scenario("metric_threshold", made_by.regression_threshold, shows.loss_down_accuracy_down),
    "strong_regularization": Scenario("strong_regularization", made_by.strong_regularization, shows.penalty),
    "strong_regularization_ce": Scenario("strong_regularization", made_by.strong_regularization_ce, shows.penalty),
    "underfit_capacity": Scenario("low_capacity", made_by.underfit_capacity, shows.low_capacity),
    "unstable_lr": Scenario("unstable_training", made_by.unstable_lr, shows.unstable),
    "weighted_loss": Scenario("loss_metric_mismatch", made_by.weighted_loss, shows.weights),
    "bad_design": Scenario("bad_design", other.bad_design, shows.late_start),
    "small_validation": Scenario("small_validation", other.small_validation, shows.healthy),
    "lr_drop": Scenario("lr_drop", other.lr_drop, shows.step_down),
    "metric_error": Scenario("metric_error", other.metric_error, shows.healthy),
    "batchnorm_mismatch": Scenario("batchnorm_mismatch", other.batchnorm_mismatch, shows.erratic_validation),
    "restarted": Scenario("resumed_or_restarted", other.restarted, shows.again),
    "easy_validation": Scenario("leakage_or_easy_validation", other.easy_validation, shows.easy),
    "late_generalisation": Scenario("late_generalisation", other.late_generalisation, shows.grokking),
}
