"""What kind of run it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from detect.planted import run, series
from in_one import in_one_test

from lossacc_gui.measure.pairing import main_of, pairs_of, related
from lossacc_gui.measure.task import Task, task_of
from lossacc_gui.model.quantity import Quantity
from lossacc_gui.model.run import Run, Split
from lossacc_gui.readers.registry import read
from lossacc_gui.readers.series.names import meaning_of

CURVE = np.linspace(0.9, 0.5, 8)


def logged(*names: str) -> Run:
    """A run with metrics of these names, of the training where they name no other split."""
    meanings = {name: meaning_of(name) for name in names}
    return run(*(series(name, CURVE, what.quantity, what.split or Split.TRAIN) for name, what in meanings.items()))


PPO = ("train/approx_kl", "train/clip_fraction", "train/entropy_loss", "train/loss", "train/value_loss")
GRPO = ("loss", "reward", "reward_std", "kl", "completion_length", "rewards/accuracy_reward/mean")
DPO = ("loss", "rewards/chosen", "rewards/rejected", "rewards/margins", "rewards/accuracies")


@in_one_test(
    ("names", "task"),
    [
        (("loss", "accuracy"), Task.CLASSIFIER),
        (("loss", "val_err"), Task.CLASSIFIER),
        (("loss", "accuracy", "mse"), Task.CLASSIFIER),
        (("train/box_loss", "metrics/mAP_0.5"), Task.CLASSIFIER),
        (DPO, Task.CLASSIFIER),
        (("policy_loss", "value_loss", "policy_accuracy"), Task.CLASSIFIER),
        (("loss", "mae"), Task.REGRESSION),
        (("loss", "val_r2"), Task.REGRESSION),
        (("loss", "rmse"), Task.REGRESSION),
        (("train_loss", "val_bpb"), Task.LANGUAGE_MODEL),
        (("nll_loss", "ppl"), Task.LANGUAGE_MODEL),
        (("loss", "accuracy", "perplexity"), Task.LANGUAGE_MODEL),
        (("loss", "mean_token_accuracy", "num_tokens"), Task.LANGUAGE_MODEL),
        (("lm loss",), Task.LANGUAGE_MODEL),
        (("loss", "eval_rougeL"), Task.LANGUAGE_MODEL),
        (("rollout/ep_rew_mean", *PPO), Task.REINFORCEMENT),
        (PPO, Task.REINFORCEMENT),
        (GRPO, Task.REINFORCEMENT),
        (("charts/episodic_return", "losses/policy_loss"), Task.REINFORCEMENT),
        (("loss", "kl_loss", "reconstruction_loss"), Task.UNKNOWN),
        (("loss", "val_loss"), Task.UNKNOWN),
        (("reward_loss", "reward_precision", "reward_rate"), Task.CLASSIFIER),
        (("d_loss", "g_loss"), Task.ADVERSARIAL),
        (("Loss_D", "Loss_G", "D(x)"), Task.ADVERSARIAL),
        (("errD_real", "errG", "errD"), Task.ADVERSARIAL),
        (("lossD", "lossG", "val_lossD"), Task.ADVERSARIAL),
        (("discriminator_loss", "generator_loss", "discriminator_accuracy"), Task.ADVERSARIAL),
        (("loss/critic", "loss/gen"), Task.ADVERSARIAL),
        (("d_loss", "g_loss", "loss", "discriminator_accuracy", "d_val_loss"), Task.ADVERSARIAL),
        (("d_loss", "g_loss", "accuracy"), Task.ADVERSARIAL),
        (("loss_d", "loss_g", "loss", "accuracy"), Task.CLASSIFIER),
        (("d_loss", "g_loss", "val_loss"), Task.UNKNOWN),
        (("d_loss", "g_loss", "val_loss", "val_mae"), Task.REGRESSION),
        (("d_loss", "g_loss", "reward"), Task.REINFORCEMENT),
        (("critic_loss", "actor_loss"), Task.UNKNOWN),
        (("disc_loss", "val_loss"), Task.UNKNOWN),
        (("generator_loss",), Task.UNKNOWN),
        (("loss", "loss_d", "loss_log"), Task.UNKNOWN),
        ((), Task.UNKNOWN),
    ],
)
def test_the_metrics_tell_what_kind_of_run_it_is(names: tuple[str, ...], task: Task) -> None:
    assert task_of(logged(*names)) is task


def test_metrics_without_values_tell_nothing() -> None:
    assert task_of(run(series("reward", [], Quantity.REWARD), series("loss", CURVE))) is Task.UNKNOWN


def test_nothing_is_related_to_the_loss_of_a_policy_unless_asked_for() -> None:
    a_run = logged(*GRPO)
    assert pairs_of(a_run) == ()
    main = main_of(a_run, Split.TRAIN, ())
    assert (main.loss, main.accuracy) == (None, None)
    assert main.reward is not None and main.reward.metric == "reward"
    (asked,) = pairs_of(related(a_run, ["loss:rewards/accuracy_reward/mean"]))
    assert main_of(a_run, Split.TRAIN, [asked]).loss is asked.loss


def test_nothing_is_judged_by_losses_of_two_networks_that_train_against_each_other() -> None:
    a_run = logged("loss_G", "loss_D", "D_accuracy")
    main = main_of(a_run, Split.TRAIN, ())
    assert pairs_of(a_run) == () and (main.loss, main.accuracy, main.reward) == (None, None, None)


@pytest.mark.parametrize(
    ("names", "split", "pair"),
    [
        (("loss_d", "loss_g", "loss", "accuracy"), Split.TRAIN, ("loss", "accuracy")),
        (("loss_d", "loss_g", "loss", "accuracy", "val_loss", "val_accuracy"), Split.VAL, ("val_loss", "val_accuracy")),
        (("gen_loss", "disc_loss", "val_loss", "val_accuracy"), Split.VAL, ("val_loss", "val_accuracy")),
    ],
)
def test_a_run_is_judged_by_what_it_logs_beside_two_networks_that_train_against_each_other(
    names: tuple[str, ...], split: Split, pair: tuple[str, str]
) -> None:
    a_run = logged(*names)
    main = main_of(a_run, split, pairs_of(a_run))
    assert (main.loss and main.loss.metric, main.accuracy and main.accuracy.metric) == pair
    rivals = {"loss_d", "loss_g", "gen_loss", "disc_loss"}
    assert rivals.isdisjoint({one.loss.metric for one in pairs_of(a_run)})
    assert main_of(logged("gen_loss", "disc_loss", "val_loss"), Split.TRAIN, ()).loss is None


def test_the_mean_reward_of_whole_episodes_speaks_for_a_run() -> None:
    names = ("reward signal mean", "max 100 episode reward", "mean 100 episode reward", "kl")
    main = main_of(logged(*names), Split.TRAIN, ())
    assert main.reward is not None and main.reward.metric == "mean 100 episode reward"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("log", "task"),
    [
        ("corpus/01_keras_csvlogger/AhmedZ41__cnn-sleep-apnea-xai/training_log.csv", Task.CLASSIFIER),
        ("corpus/06_ultralytics/Jeffhome5370__yolov11/runs/train/exp/results.csv", Task.CLASSIFIER),
        ("corpus/08_handmade_csv/Bam4d__Neural-Game-Engine/training_history.csv", Task.CLASSIFIER),
        ("corpus/02_keras_history/AnshSareen__Deep-Learning-Based-Lip-Reading/training_history.json", Task.CLASSIFIER),
        ("corpus/02_keras_history/keimiii__moodsic/history.csv", Task.REGRESSION),
        (
            "corpus/08_print_logs/Aete__Computer-Vision-Nanodegree-P2-Image-Captioning/training_log.txt",
            Task.LANGUAGE_MODEL,
        ),
        ("corpus/03_tfevents_tf1/wanghoppe__tempo/training", Task.LANGUAGE_MODEL),
        (
            "corpus/07_hf_trainer_state/NijatZeynalov__mT5-based-azerbaijani-news-summarize/trainer_state.json",
            Task.LANGUAGE_MODEL,
        ),
        ("corpus/08_handmade_csv/BenBradshawww__mnist_ac_gan/train_loss.csv", Task.ADVERSARIAL),
        ("corpus/01_keras_csvlogger/AmirYunus__GA_DSI_Capstone/history.csv", Task.UNKNOWN),
        ("cases/reading/logs/fairseq/q_fairseq_514.txt", Task.LANGUAGE_MODEL),
        ("cases/reading/logs/h2o/d_h2o.csv", Task.CLASSIFIER),
        ("cases/reading/logs/trl-dpo/trainer_state_dpo.json", Task.CLASSIFIER),
        ("cases/reading/logs/sb3-csv/sb3_progress.csv", Task.REINFORCEMENT),
        ("cases/reading/logs/baselines-csv/baselines_progress.csv", Task.REINFORCEMENT),
        ("cases/reading/logs/wandb-history/wandb-history.jsonl", Task.REINFORCEMENT),
    ],
)
def test_real_logs_tell_what_kind_of_run_they_are(shared: Path, log: str, task: Task) -> None:
    assert {task_of(one) for one in read(shared / log)} == {task}
