"""What to call a log, a metric or a folder after its file."""

from __future__ import annotations

import re
from pathlib import Path

GENERAL_NAMES = re.compile(
    r"^(log|logs|metrics|results?|history|training[_-]?(log|history)?|train|trainer_state|scalars|progress|output)$",
    re.I,
)
ENDINGS = re.compile(r"(\.[A-Za-z][A-Za-z0-9_]*)+$")


def bare_name(path: Path) -> str:
    """The file's name without its endings, each a word: what follows the point of decay0.03 or mAP@0.5 is none."""
    return ENDINGS.sub("", path.name) or path.name


def run_name(path: Path) -> str:
    """What to call a run: its file's name without its endings, with its folder where that says too little."""
    stem = bare_name(path)
    folder = path.resolve().parent.name
    return f"{folder}/{stem}" if folder and GENERAL_NAMES.match(stem) else stem
