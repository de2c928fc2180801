"""Metric names as people write them, and what they mean."""

from __future__ import annotations

import pytest
from in_one import in_one_test

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.series.names import Meaning, meaning_of, vocabulary


@in_one_test(
    ("name", "quantity", "split"),
    [
        ("loss", Quantity.LOSS, None),
        ("val_loss", Quantity.LOSS, Split.VAL),
        ("valid_loss", Quantity.LOSS, Split.VAL),
        ("Loss/val", Quantity.LOSS, Split.VAL),
        ("trainLoss", Quantity.LOSS, Split.TRAIN),
        ("valloss", Quantity.LOSS, Split.VAL),
        ("eval/loss", Quantity.LOSS, Split.VAL),
        ("eval/test/acc", Quantity.ACCURACY, Split.TEST),
        ("evaluation on train loss", Quantity.LOSS, Split.TRAIN),
        ("test_eval_loss", Quantity.LOSS, Split.TEST),
        ("Eval:valid", Quantity.OTHER, Split.VAL),
        ("test_loss", Quantity.LOSS, Split.TEST),
        ("validation_0-mlogloss", Quantity.LOSS, Split.VAL),
        ("accuracy", Quantity.ACCURACY, None),
        ("Train Accuracy", Quantity.ACCURACY, Split.TRAIN),
        ("val_sparse_categorical_accuracy", Quantity.ACCURACY, Split.VAL),
        ("metrics/accuracy_top1", Quantity.ACCURACY, None),
        ("metrics/accuracy_top5", Quantity.TOP_K, None),
        ("Performance/Validation/Top1", Quantity.ACCURACY, Split.VAL),
        ("val_balanced_accuracy", Quantity.BALANCED_ACCURACY, Split.VAL),
        ("Acc@1", Quantity.ACCURACY, None),
        ("Acc@5", Quantity.TOP_K, None),
        ("eval_macro_f1", Quantity.F1, Split.VAL),
        ("metrics/mAP50-95(B)", Quantity.MAP, None),
        ("val_mean_io_u", Quantity.IOU, Split.VAL),
        ("auroc", Quantity.AUC, None),
        ("lr-Adam", Quantity.LEARNING_RATE, None),
        ("learning_rate", Quantity.LEARNING_RATE, None),
        ("grad_norm", Quantity.GRADIENT_NORM, None),
        ("perplexity", Quantity.PERPLEXITY, None),
        ("val_mse", Quantity.MSE, Split.VAL),
        ("val_r2", Quantity.R2, Split.VAL),
        ("val_wer", Quantity.WORD_ERROR_RATE, Split.VAL),
        ("epoch", Quantity.EPOCH, None),
        ("epoch_loss", Quantity.LOSS, None),
        ("global_step", Quantity.STEP, None),
        ("Game number", Quantity.STEP, None),
        ("total_timesteps", Quantity.STEP, None),
        ("epoch_time", Quantity.TIME, None),
        ("eval_samples_per_second", Quantity.OTHER, Split.VAL),
        ("best_val_acc", Quantity.OTHER, Split.VAL),
        ("loss_scale", Quantity.OTHER, None),
        ("quant_error", Quantity.OTHER, None),
        ("", Quantity.OTHER, None),
    ],
)
def test_a_name_tells_its_quantity_and_split(name: str, quantity: Quantity, split: Split | None) -> None:
    meaning = meaning_of(name)
    assert (meaning.quantity, meaning.split) == (quantity, split)


@pytest.mark.parametrize("name", ["top1_err", "val_top5_error", "top_1_error_rate"])
def test_an_error_among_the_first_k_is_an_error(name: str) -> None:
    assert meaning_of(name).quantity is Quantity.ERROR_RATE


@pytest.mark.parametrize("name", ["WER", "eval_cer", "val/word_error_rate", "character error rate"])
def test_edits_of_a_transcript_are_no_share_of_examples(name: str) -> None:
    quantity = meaning_of(name).quantity
    assert quantity is Quantity.WORD_ERROR_RATE and quantity.is_error_rate and not quantity.counts_examples


@in_one_test(
    ("name", "quantity", "split"),
    [
        ("Trainingsverlust", Quantity.LOSS, Split.TRAIN),
        ("Validierungsgenauigkeit", Quantity.ACCURACY, Split.VAL),
        ("Verlust (Validierung)", Quantity.LOSS, Split.VAL),
        ("perdita di addestramento", Quantity.LOSS, Split.TRAIN),
        ("Exactitude de validation", Quantity.ACCURACY, Split.VAL),
        ("dokładność walidacji", Quantity.ACCURACY, Split.VAL),
        ("kayıp (eğitim)", Quantity.LOSS, Split.TRAIN),
        ("doğrulama doğruluk", Quantity.ACCURACY, Split.VAL),
        ("потери на обучении", Quantity.LOSS, Split.TRAIN),
        ("точность (тест)", Quantity.ACCURACY, Split.TEST),
        ("akurasi validasi", Quantity.ACCURACY, Split.VAL),
        ("Epoka", Quantity.EPOCH, None),
        ("taux d'apprentissage", Quantity.LEARNING_RATE, Split.TRAIN),
        ("nøjagtighed", Quantity.ACCURACY, None),
    ],
)
def test_names_are_known_in_other_languages(name: str, quantity: Quantity, split: Split | None) -> None:
    meaning = meaning_of(name)
    assert (meaning.quantity, meaning.split) == (quantity, split)


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("训练结果", Split.TRAIN),
        ("验证阶段", Split.VAL),
        ("开始测试", Split.TEST),
        ("検証結果", Split.VAL),
        ("훈련결과", Split.TRAIN),
        ("準確率", None),
        ("训练集准确率", Split.TRAIN),
        ("結果", None),
        ("trainer", None),
    ],
)
def test_words_of_a_split_are_known_in_scripts_without_blanks(name: str, split: Split | None) -> None:
    assert meaning_of(name).split is split


def test_each_word_of_a_split_is_one_word_however_it_could_be_cut() -> None:
    """`validate` is no `vali` of a date."""
    for word, split in vocabulary().splits.items():
        assert meaning_of(f"{word} loss") == Meaning(Quantity.LOSS, split, "loss"), word
