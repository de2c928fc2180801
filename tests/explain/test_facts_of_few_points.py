"""From how many points on a fact is told: of fewer nobody could know it."""

from __future__ import annotations

import pytest
from explain.test_sampling import case_of
from strategies import Training, run_of

from lossacc_gui.explain.facts import FACTS

MOST = 16
FROM = {
    2: "early_rate gap_end gap_first gap_growth gap_halfway loss_over_first train_end_up train_fall "
    "train_fall_after_best val_ahead_share val_fall val_rise",
    3: "accuracy_after_best_loss accuracy_end accuracy_extreme accuracy_fall accuracy_gain accuracy_start "
    "answers_gap_end answers_gap_first answers_gap_halfway bound_ratio chance_share confident_rise dearest_errors "
    "errors_gone errors_left idle_fall loss_per_error_best loss_repeated on_twice_line stuck_start_fall ten_way_ratio "
    "train_accuracy_gain train_errors_left train_idle_fall train_loss_per_error_end train_two_way_ratio "
    "train_worse_answers two_way_ratio val_spike worse_answers",
    4: "train_late_fall",
    5: "accuracy_constant",
    6: "accuracy_fall_errors accuracy_noise answers_noise_lead noise_lead train_jump_errors train_noise val_noise",
    7: "val_rise_errors",
    8: "val_second_descent",
    10: "late_step",
    15: "accuracy_grain",
}
OTHERWISE: dict[str, dict[str, int | None]] = {
    "worsens": {},
    "steps": {"over_entropy": 4, "val_rise_errors": 6},
    "never learns": {"untrained_trend": 8, "val_rise_errors": 6, "accuracy_grain": None, "on_twice_line": None}
    | dict.fromkeys(("answers_gap_halfway", "early_rate", "gap_halfway"), None),
}
"""What of kinds of runs is told from another count on, or never."""


@pytest.mark.parametrize("kind", OTHERWISE)
def test_a_fact_is_told_from_the_same_count_of_points_on(kind: str) -> None:
    cases = {points: case_of(run_of(Training(kind, points).log()), None) for points in range(1, MOST + 1)}
    told: dict[str, int] = {}
    for name, fact in FACTS.items():
        points = next((points for points, case in cases.items() if fact.measure(case) is not None), None)
        if points is not None and points > 1 and not name.startswith("found_"):
            told[name] = points
    wanted: dict[str, int | None] = {name: points for points, names in FROM.items() for name in names.split()}
    assert told == {name: points for name, points in (wanted | OTHERWISE[kind]).items() if points is not None}
