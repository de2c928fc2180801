"""Tells in which encoding of one country a text was written that is not Unicode."""

from __future__ import annotations

import re
from dataclasses import dataclass

SAMPLE = 65_536  # bytes of lines that decide
FEWEST_USUAL = 0.3  # share of the foreign letters, less those that nobody writes, for an encoding to be the one
FREQUENT = 0.4  # more for a letter that logs of trainings are full of: a few tell encodings apart that share all bytes
UNUSUAL = 1.0  # less for what is no letter of the language, or one that hardly anybody writes
FIRST_OF_WEST = 0xA0  # the byte from which on Latin-1 has letters and signs
LINE_ENDS = re.compile(rb"[\n\r]+")
LETTER = r"[A-Za-z\u0400-\u04ff]"
CYRILLIC = re.compile(rf"(?<!{LETTER})[\u0410-\u042f\u0401]?[\u0430-\u044f\u0451]+(?!{LETTER})")
LOUD = re.compile(rf"(?<!{LETTER})[\u0410-\u042f\u0401]{{2,}}(?!{LETTER})")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding of two bytes a letter: those usual in texts by ranges of their first byte, and the most frequent."""

    name: str
    usual: tuple[tuple[int, int], ...]
    frequent: frozenset[str]


DOUBLE = (
    Encoding(
        "gb18030",
        ((0xA1, 0xA3), (0xB0, 0xD7)),
        frozenset(
            "的是在了不和有中到为训练损失验证准确率轮次批学习开始完成模型数据集设备保存最佳测试精度耗时间使用参配置平均当前结束加载"
        ),
    ),
    Encoding(
        "big5",
        ((0xA1, 0xA3), (0xA4, 0xC6)),
        frozenset(
            "的是在了不和有中到為訓練損失驗證準確率輪週期次批學習開始完成模型資料集裝置設備儲存最佳測試精度時間使用參數平均結束"
        ),
    ),
    Encoding(
        "cp949",
        ((0xA1, 0xA3), (0xB0, 0xC8)),
        frozenset(
            "이다는을를의에가고학습훈련손실검증정확도률포크배치시작완료종료모델데이터저장최고최적평균시간테스트결과"
        ),
    ),
    Encoding("cp932", ((0x81, 0x83), (0x88, 0x97)), frozenset(map(chr, range(0x3041, 0x30FF)))),
    Encoding("euc_jp", ((0xA1, 0xA5), (0xB0, 0xCF)), frozenset(map(chr, range(0x3041, 0x30FF)))),
)
SINGLE = ("cp1251", "koi8_r")
OTHERWISE = "latin-1"


def foreign_lines(data: bytes) -> list[bytes]:
    """The lines with foreign letters; in one pass, as a file without line ends may be one line of any length."""
    return [line for line in LINE_ENDS.split(data) if not line.isascii()]


def encoding_of(data: bytes) -> str:
    """The name of the encoding of a text that is no UTF-8, by the first of its lines with foreign letters."""
    lines = b"\n".join(foreign_lines(data[:SAMPLE]) or foreign_lines(data)[:SAMPLE])[:SAMPLE]
    scores = {one.name: _of_double(lines, one) for one in DOUBLE} | {name: _of_single(lines, name) for name in SINGLE}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= FEWEST_USUAL else OTHERWISE


def _of_double(lines: bytes, encoding: Encoding) -> float:
    """How usual the letters are that the lines have in an encoding, at most 1 and FREQUENT; negative for rubbish."""
    score, count = 0.0, 0
    for letter in lines.decode(encoding.name, errors="replace"):
        if letter < "\x80":
            continue
        count += 1
        try:
            first = letter.encode(encoding.name)
        except UnicodeEncodeError:
            first = b""
        usual = len(first) == 2 and any(low <= first[0] <= high for low, high in encoding.usual)
        if usual and first[0] >= FIRST_OF_WEST and first[1] < FIRST_OF_WEST:
            continue  # a sign of the West before a letter of ASCII, as in 61°C, looks the same
        score += (1.0 if usual else -UNUSUAL) + FREQUENT * (usual and letter in encoding.frequent)
    return score / count if count else 0.0


def _of_single(lines: bytes, name: str) -> float:
    """The share of the foreign letters that stand in words as Russian has them: capitals first or throughout."""
    text = lines.decode(name, errors="replace")
    foreign = sum(letter >= "\x80" for letter in text)
    small, loud = (sum(len(word) for word in kind.findall(text) if len(word) > 1) for kind in (CYRILLIC, LOUD))
    return (small + loud / 2) * (1 + FREQUENT) / foreign - FREQUENT if foreign else 0.0
