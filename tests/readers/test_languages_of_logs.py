"""Logs in other languages than English: epochs, losses and accuracies are known by their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms import ACCURACY, TRAIN_LOSS, VAL_LOSS, N, curves, each, runs_of

from lossacc_gui.model.run import Quantity, Split
from lossacc_gui.readers.series.names import meaning_of

WORDS = {  # epoch, training loss, validation loss, training accuracy, validation accuracy
    "Spanish": (
        "Época",
        "pérdida de entrenamiento",
        "pérdida de validación",
        "exactitud de entrenamiento",
        "exactitud de validación",
    ),
    "Spanish, a cost": (
        "época",
        "coste entrenamiento",
        "coste validación",
        "tasa de aciertos entrenamiento",
        "tasa de aciertos validación",
    ),
    "Portuguese": ("Época", "perda de treino", "perda de validação", "acurácia de treino", "acurácia de validação"),
    "Portuguese, a cost": (
        "Época",
        "custo de treinamento",
        "custo de validação",
        "exatidão de treinamento",
        "exatidão de validação",
    ),
    "French": (
        "Époque",
        "perte d'entraînement",
        "perte de validation",
        "justesse d'entraînement",
        "justesse de validation",
    ),
    "German": ("Epoche", "Trainingsverlust", "Validierungsverlust", "Trainingsgenauigkeit", "Validierungsgenauigkeit"),
    "Italian": (
        "Epoca",
        "costo di addestramento",
        "costo di validazione",
        "accuratezza di addestramento",
        "accuratezza di validazione",
    ),
    "Russian": ("Эпоха", "потери на обучении", "потери на валидации", "точность на обучении", "точность на валидации"),
    "Russian, as it is spoken": (
        "эпоха",
        "лосс на трейне",
        "лосс на валидации",
        "доля верных на трейне",
        "доля верных на валидации",
    ),
    "Chinese": ("轮次", "训练损失", "验证损失", "训练准确率", "验证准确率"),
    "Chinese, other words": ("纪元", "训练误差", "校验误差", "训练识别率", "校验识别率"),
    "Japanese": ("エポック", "訓練損失", "検証損失", "訓練正解率", "検証正解率"),
    "Japanese, English words": (
        "エポック",
        "トレーニングロス",
        "バリデーションロス",
        "トレーニング精度",
        "バリデーション精度",
    ),
    "Korean": ("에폭", "훈련 손실", "검증 손실", "훈련 정확도", "검증 정확도"),
    "Vietnamese": (
        "Epoch",
        "mất mát huấn luyện",
        "mất mát xác thực",
        "độ chính xác huấn luyện",
        "độ chính xác xác thực",
    ),
    "Vietnamese, other words": (
        "Kỷ nguyên",
        "tổn thất trên tập huấn luyện",
        "tổn thất trên tập kiểm định",
        "độ chính xác huấn luyện",
        "độ chính xác kiểm định",
    ),
    "Polish": ("Epoka", "strata treningowa", "strata walidacyjna", "dokładność treningowa", "dokładność walidacyjna"),
    "Polish, of": (
        "epoka",
        "koszt uczenia",
        "koszt walidacji",
        "trafność uczenia",
        "trafność walidacji",
    ),
    "Turkish": ("Dönem", "Eğitim kaybı", "Doğrulama kaybı", "Eğitim doğruluğu", "Doğrulama doğruluğu"),
    "Indonesian": ("Epoch", "kerugian latihan", "kerugian validasi", "ketepatan latihan", "ketepatan validasi"),
    "Czech": ("Epocha", "trénovací ztráta", "validační ztráta", "trénovací přesnost", "validační přesnost"),
    "Ukrainian": ("Епоха", "тренувальні втрати", "валідаційні втрати", "точність навчання", "точність валідації"),
    "Dutch": ("Tijdperk", "trainingsverlies", "validatieverlies", "trainingsnauwkeurigheid", "validatienauwkeurigheid"),
    "Swedish": ("Epok", "träningsförlust", "valideringsförlust", "träffsäkerhet träning", "träffsäkerhet validering"),
    "Norwegian": ("Epoke", "treningstap", "valideringstap", "treffsikkerhet trening", "treffsikkerhet validering"),
    "Thai": ("รอบที่", "ค่าสูญเสียการฝึก", "ค่าสูญเสียการตรวจสอบ", "ความแม่นยำการฝึก", "ความแม่นยำการตรวจสอบ"),
    "Hindi": ("युग", "प्रशिक्षण हानि", "सत्यापन हानि", "प्रशिक्षण सटीकता", "सत्यापन सटीकता"),
    "Bengali": ("ইপক", "প্রশিক্ষণ ক্ষতি", "যাচাইকরণ ক্ষতি", "প্রশিক্ষণ নির্ভুলতা", "যাচাইকরণ নির্ভুলতা"),
    "Arabic": ("الحقبة", "خسارة التدريب", "خسارة التحقق", "دقة التدريب", "دقة التحقق"),
    "Persian": ("دوره", "زیان آموزش", "زیان اعتبارسنجی", "دقت آموزش", "دقت اعتبارسنجی"),
    "Hebrew": ("אפוק", "הפסד אימון", "הפסד ולידציה", "דיוק אימון", "דיוק ולידציה"),
    "Croatian": ("Epoha", "gubitak treniranje", "gubitak validacija", "točnost treniranje", "točnost validacija"),
    "Greek": ("Εποχή", "Απώλειες εκπαίδευσης", "Απώλειες επικύρωσης", "Ακρίβεια εκπαίδευσης", "Ακρίβεια επικύρωσης"),
    "Korean, English words": ("에포크", "트레이닝 로스", "밸리데이션 로스", "트레이닝 정확도", "밸리데이션 정확도"),
}
TRAINED = [TRAIN_LOSS, VAL_LOSS, ("accuracy", Split.TRAIN, ACCURACY), ("accuracy", Split.VAL, ACCURACY)]


@pytest.mark.parametrize("language", WORDS)
def test_a_printed_log_is_read_in_its_language(language: str, tmp_path: Path) -> None:
    epoch, loss, val_loss, acc, val_acc = WORDS[language]
    line = f"{epoch} {{k}}/8 - {loss}: {{loss}} - {val_loss}: {{other}} - {acc}: {{acc}} - {val_acc}: {{acc}}\n"
    (run,) = runs_of(tmp_path, each(line))
    assert sorted(curves(run)) == sorted(TRAINED)
    assert (run.x_name, run.series[0].x.tolist()) == ("epoch", [i + 1 for i in N])


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("form", ["log.csv", "page.md"])
def test_a_table_is_read_in_its_language(language: str, form: str, tmp_path: Path) -> None:
    heading, row = " | ".join(WORDS[language]), "{k} | {loss} | {other} | {acc} | {acc}"
    if form == "page.md":
        text = f"# Red\n\n| {heading} |\n|---|---|---|---|---|\n" + each(f"| {row} |\n")
    else:
        text = (heading + "\n" + each(row + "\n")).replace(" | ", ";")
    (run,) = runs_of(tmp_path, text, form)
    assert sorted(curves(run)) == sorted(TRAINED)
    assert run.x_name == "epoch"


@pytest.mark.parametrize(
    "name",
    ["custom", "costume", "de facto", "дотренировочный", "コスト管理", "duration", "do_sample", "di", "transito"],
)
def test_other_words_mean_nothing(name: str) -> None:
    meaning = meaning_of(name)
    assert not meaning.quantity.is_progress
    assert meaning.split is None or meaning.quantity is Quantity.OTHER


@pytest.mark.parametrize(
    "word", ["반복", "이터레이션", "イテレーション", "反復", "итерация", "iteración", "itération", "迭代"]
)
def test_iterations_are_counted_in_any_language(word: str, tmp_path: Path) -> None:
    (run,) = runs_of(tmp_path, each(f"{word} {{x}} || loss: {{loss}}\n"))
    assert curves(run) == [TRAIN_LOSS]
    assert run.series[0].step.tolist() == [57 * i for i in range(len(ACCURACY))]
