"""What the commands answer, print, write and say on standard error, with every option once at least, as lines."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path

from commanded import LOG, run
from reference.told import digest, numbers

from lossacc_gui import __version__

Lines = Callable[[], Iterator[str]]
DATA = Path(__file__).resolve().parent.parent / "data"
OPENED = {
    "two.log": "text/two_models.log",
    "keras.csv": "keras-csv/history.csv",
    "step.jsonl": "json-lines/scalars.json",
}

COMMANDS = """
analyze log.csv
analyze log.csv --all
analyze log.csv --explain-episodes
analyze log.csv --json
analyze log.csv --format csv
analyze log.csv --format markdown
analyze log.csv --format html
analyze log.csv -o out.json
analyze log.csv -o out.md --dismiss 1
analyze log.csv -o out.txt --all
analyze log.csv --dismiss 9
analyze log.csv --option loss_effect=0.5
analyze log.csv --option nothing=1
analyze log.csv --option loss_effect=-1
analyze log.csv --map val_loss=accuracy:test
analyze log.csv --pair loss:val_accuracy
analyze log.csv --pair loss:nothing
analyze log.csv --evidence auto
analyze log.csv --evidence nowhere.npz
analyze log.csv --causes nowhere
analyze log.csv --checkpoints .
analyze two.log
analyze two.log --run "two part 2"
analyze two.log --run nobody
analyze two.log --dismiss 1
analyze log.csv keras.csv step.jsonl --json
analyze folder
analyze log.csv nowhere.csv
analyze empty.csv
analyze nowhere.csv --json
export log.csv -o out.svg
export log.csv -o out.svg --smoothing 0.9 --log-loss --range 5:20
export log.csv -o out.svg --smoothing median:10% --x row --log-x --references
export log.csv -o out.svg --line loss=0.5:best --line accuracy=90 --metric val_loss --metric val_accuracy
export log.csv -o out.svg --metric nothing
export log.csv -o out.svg --preset icml --provenance --title one
export log.csv -o out.svg --preset nothing
export log.csv -o out.svg --width 120 --height 80 --font-size 9 --line-width 2 --palette grey --dark
export log.csv -o out.svg --width 1
export log.csv -o out.svg --without legend --without bands --no-title
export log.csv -o out.svg --without nothing
export log.csv -o out.svg --dismiss 1
export log.csv -o out.xyz
export log.csv -o log.csv
export log.csv -o out.csv
export log.csv -o out.csv --smoothing 0.5
export log.csv -o out.html
export two.log -o out.svg
export two.log -o out.md
export log.csv keras.csv -o out.svg --overlay
export folder -o out.svg --overlay --baseline a
export folder -o out.svg --overlay --seeds
export folder -o out.svg --overlay --baseline nobody
export folder -o out.svg --overlay --dismiss 1
export folder -o out.svg --kind svg --jobs 1
report log.csv -o out.html
report folder -o out.md
triage folder --no-cache --jobs 1
triage folder --no-cache --jobs 1 --format csv
triage folder --no-cache --jobs 1 --format json
triage folder --no-cache --jobs 1 --format junit --fail-on watch
triage folder --no-cache --jobs 1 --format sarif --fail-on problem
triage folder --no-cache --jobs 1 --group-by cause --group-by folder
triage folder --no-cache --jobs 1 --group-by nothing
triage folder --no-cache --jobs 1 --since 2001-01-01
triage folder --no-cache --jobs 1 -o out.html
triage nowhere --no-cache --jobs 1
compare folder/a.csv folder/b.csv --no-cache
compare folder/a.csv folder/b.csv log.csv --no-cache --format json
compare folder/a.csv folder/b.csv --no-cache --among folder --format markdown
compare log.csv --no-cache
compare folder/a.csv nowhere.csv --no-cache
seeds folder
seeds folder --format json
seeds log.csv
formats
causes
causes overfitting
causes nothing
facts
options
schema
"""


def _made() -> None:
    """The logs that the commands speak of, in the folder where they run."""
    Path("log.csv").write_text(LOG)
    Path("empty.csv").touch()
    for name, source in OPENED.items():
        shutil.copy(DATA / source, name)
    for i, name in enumerate("abc"):
        one = Path("folder") / f"{name}.csv"
        one.parent.mkdir(exist_ok=True)
        one.write_text(re.sub(r"0\.(\d)0", rf"0.\g<1>{i}", LOG))


def _answer(words: list[str]) -> Iterator[str]:
    """The status, the digest of what is printed and of each file that is written, and the numbers of what is said."""
    with tempfile.TemporaryDirectory() as outer, chdir(outer):
        folder = str(Path(outer) / "here")  # runs are called by it
        Path(folder).mkdir()
        os.chdir(folder)
        _made()
        before = set(Path().rglob("*"))
        printed, said = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        with redirect_stdout(printed), redirect_stderr(said):
            try:
                status = run(*words)
            except SystemExit as stopped:
                status = stopped.code
        printed.flush()
        text = printed.buffer.getvalue().decode()
        yield f"status {status}, {len(text) > 0} {_short(text, folder)}"
        for path in sorted(set(Path().rglob("*")) - before):
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            yield f"{path.as_posix()} {_short(text, folder)}"
        yield f"said {numbers(said.getvalue().replace(folder, ''))}"


def _short(text: str, folder: str) -> str:
    """A digest that neither the folder, nor the version, nor where lines end, nor the time changes."""
    text = text.replace(folder, "").replace(__version__, "")
    text = re.sub(r"\d{4}-\d\d-\d\d[T ][\d:.]+\S*|time=\"[\d.]+\"", "", text)
    return digest(re.sub(r"\s+", " ", text))


def parts() -> Iterator[tuple[str, Lines]]:
    """All of them by their words."""
    for words in filter(None, COMMANDS.splitlines()):
        yield f"lossacc {words}", partial(_answer, shlex.split(words))
