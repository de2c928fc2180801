"""Makes the user guide: the pages of packaging/guide with what the program itself says, as HTML in resources/guide.

    python packaging/make_guide.py               the pages, and the picture of the window where other words are told now
    python packaging/make_guide.py --pictures    that picture in any case

A line `{{ formats }}` of a page becomes the list of formats, `{{ output: lossacc ... }}` what a command prints on the
samples; so they cannot say what is no longer so. Needs the package `markdown` (in the extra `test`).
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

import markdown
from checkout import ROOT

sys.path.insert(0, str(ROOT))  # this checkout, whatever is installed
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SOURCES = ROOT / "packaging" / "guide"
GUIDE = ROOT / "resources" / "guide"
PAGES = {
    "index": "The guide",
    "install": "Install",
    "tour": "Five minutes",
    "window": "The window",
    "features": "What it does",
    "command-line": "Command line",
    "formats": "Formats",
    "causes": "Causes",
    "deciding": "How it decides",
    "predictions": "Predictions",
    "comparing": "Many runs",
    "programs": "In programs",
    "measures": "What is measured",
    "troubleshooting": "Troubleshooting",
}
SAMPLE = ROOT / "resources" / "samples"
LOGS = {
    "history.csv": "overconfidence/overconfidence.csv",
    "predictions.npz": "overconfidence/predictions.npz",
    "runs/blow_up.tsv": "blow_up/blow_up.tsv",
    "runs/noise.csv": "conflicting_labels/conflicting_labels.csv",
    "runs/overconfidence.csv": "overconfidence/overconfidence.csv",
}
"""The logs that the commands of the guide are given, as copies of samples."""
SEEDS = 3
"""Beside them `seeds/0.csv` and so on: the first log as further seeds might have told it."""
SHOWN = {
    "analyze": "lossacc analyze history.csv | head -9",
    "export": "lossacc export history.csv -o chart.svg",
    "report": "lossacc report runs/ -o runs.html",
    "triage": "lossacc triage runs/ --no-cache",
    "compare": "lossacc compare runs/overconfidence.csv runs/blow_up.tsv | head -7",
    "seeds": "lossacc seeds seeds/0.csv seeds/1.csv seeds/2.csv",
    "formats": "lossacc formats | head -6",
    "causes": "lossacc causes | head -6",
    "facts": "lossacc facts | head -6",
    "options": "lossacc options | head -6",
    "schema": "lossacc schema | head -8",
}
"""What is shown of each command that prints something; where the guide lies is told differently on each machine."""
_LINE = re.compile(r"^\{\{ (\w+)(?:: (.*?))? \}\}$", re.MULTILINE)


def made_by(name: str, wanted: str) -> str:
    """What stands in a page for `{{ name: wanted }}`, as Markdown."""
    if name == "output":
        return f"```console\n$ {wanted}\n{printed(wanted)}\n```"
    return "\n".join(MAKERS[name]())


def printed(command: str) -> str:
    """What a command of the program prints in a folder with the logs of the guide; of `| head -9` the first lines."""
    from lossacc_gui.__main__ import command_line

    words, _, most = command.partition(" | head -")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder) / "logs"
        for name, sample in LOGS.items():
            (here / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(SAMPLE / sample, here / name)
        _tell_with_other_seeds(here / "history.csv", here / "seeds")
        given = set(here.rglob("*"))
        said = io.StringIO()
        with contextlib.chdir(here), contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            status = command_line(shlex.split(words)[1:])
        if status != 0:
            raise SystemExit(f"{command}: ended with status {status}")
        written = sorted(path.relative_to(here).as_posix() for path in set(here.rglob("*")) - given if path.is_file())
        lines = said.getvalue().rstrip().splitlines() + [f"({name} is written)" for name in written]
    return "\n".join(lines[: int(most) if most else None])


def _tell_with_other_seeds(log: Path, folder: Path) -> None:
    """Write the table of a log once for each seed, with values that differ by some thousandths."""
    import numpy as np

    header, *rows = log.read_text(encoding="utf-8").splitlines()
    table = np.array([row.split(",") for row in rows], dtype=np.float64)
    folder.mkdir()
    for seed in range(SEEDS):
        factors = 1 + 0.004 * np.random.default_rng(seed).normal(size=(len(table), table.shape[1] - 1))
        lines = [
            ",".join((f"{row[0]:.0f}", *(f"{min(value, 1):.4f}" for value in row[1:] * factor)))
            for row, factor in zip(table, factors, strict=True)
        ]
        (folder / f"{seed}.csv").write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")


def _formats() -> Iterator[str]:
    from lossacc_gui.readers.format_table import as_markdown
    from lossacc_gui.readers.registry import READERS

    yield as_markdown(READERS)


def _causes() -> Iterator[str]:
    from lossacc_gui.explain.facts import FACTS
    from lossacc_gui.explain.knowledge import load_causes
    from lossacc_gui.export.phrases import source_text
    from lossacc_gui.resource import resource

    causes = sorted(load_causes(resource("causes")), key=lambda one: one.title)
    titles = {cause.id: cause.title for cause in causes}
    yield "\n".join(f"- [{escape(cause.title)}](#{cause.id})" for cause in causes) + "\n"
    for cause in causes:
        yield f"\n## {cause.title} {{: #{cause.id} }}\n\n{cause.story}\n"
        if cause.parent in titles:
            yield f"A face of [{titles[cause.parent]}](#{cause.parent}).\n"
        for heading, speaks in (("Speaks for it", 1), ("Speaks against it", -1)):
            said = [FACTS[sign.fact].definition for sign in cause.signs if sign.expected == speaks]
            yield from _listed(heading, said)
        yield from _listed("Checks", cause.checks)
        yield from _listed("Remedies", cause.remedies)
        yield from _listed("Sources", [source_text(source) for source in cause.sources])


def _listed(heading: str, points: Sequence[str]) -> Iterator[str]:
    if points:
        yield f"**{heading}**\n\n" + "\n".join(f"- {point}" for point in points) + "\n"


def _row(*cells: str) -> str:
    """A row of a table; a bar in code is taken as it stands, and would be shown with its backslash."""
    escaped = (re.sub(r"`[^`]*`|\|", lambda bar: bar[0] if len(bar[0]) > 1 else r"\|", cell) for cell in cells)
    return "| " + " | ".join(" ".join(cell.split()) for cell in escaped) + " |"


def _facts() -> Iterator[str]:
    from lossacc_gui.explain.facts import FACTS
    from lossacc_gui.explain.facts.words import WORDS

    yield "| fact | what is measured | says no at | says yes at | told as |\n|---|---|---|---|---|"
    for name, fact in FACTS.items():
        words = WORDS[name]
        yield _row(f"`{name}`", escape(fact.definition), f"{words.low:.3g}", f"{words.high:.3g}", fact.unit.value)


def _options() -> Iterator[str]:
    from lossacc_gui.model.options import Options, described

    yield "| option | value | unit | why |\n|---|---|---|---|"
    for name, value, unit, reason in described(Options()):
        yield _row(f"`{name}`", f"{value:g}", unit, reason)


def _commands() -> Iterator[str]:
    from lossacc_gui.cli.arguments import parser_of

    parser = parser_of(lambda _: 0)
    (group,) = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    for name, command in group.choices.items():
        command.get_arguments()
        yield f"\n## lossacc {name}\n\n{command.description}\n"
        rows = [one for one in command._actions if one.help and not isinstance(one, argparse._HelpAction)]
        if rows:
            yield "| argument | what it does |\n|---|---|"
        for one in rows:
            taken = (
                "" if one.nargs == 0 else one.metavar or ("|".join(one.choices) if one.choices else one.dest.upper())
            )
            written = ", ".join(one.option_strings) or str(one.dest)
            yield _row(
                f"`{written} {taken}`" if one.option_strings and taken else f"`{written}`", escape(one.help or "")
            )
        examples = (command.epilog or "").removeprefix("examples:\n")
        yield "\n```console\n" + "\n".join(f"$ {line.strip()}" for line in examples.splitlines()) + "\n```\n"
        if name in SHOWN:
            yield f"\nOn the logs of this guide:\n\n{made_by('output', SHOWN[name])}\n"


def _keys() -> Iterator[str]:
    from lossacc_gui.gui.actions.entries import ENTRIES

    yield "| menu | what | keys |\n|---|---|---|"
    for one in ENTRIES:
        if one.keys:
            title = one.text.replace("&", "").rstrip("…")
            yield _row(one.menu, title, ", ".join(f"`{key}`" for key in one.keys if isinstance(key, str)))


MAKERS: dict[str, Callable[[], Iterator[str]]] = {
    "formats": _formats,
    "causes": _causes,
    "facts": _facts,
    "options": _options,
    "commands": _commands,
    "keys": _keys,
}


def pieces(page: str) -> Iterator[tuple[str, str]]:
    """What the program puts into a page: what was asked for, and what came."""
    for match in _LINE.finditer((SOURCES / f"{page}.md").read_text(encoding="utf-8")):
        yield match[0], made_by(match[1], match[2] or "")


def html_of(page: str) -> str:
    """A whole page."""
    text = (SOURCES / f"{page}.md").read_text(encoding="utf-8")
    for line, made in pieces(page):
        text = text.replace(line, made, 1)
    body = markdown.markdown(text, extensions=["tables", "fenced_code", "toc", "attr_list", "sane_lists"])
    body = body.replace('.md"', '.html"').replace(".md#", ".html#")
    here = "".join(
        f'<li><a href="{name}.html"{" aria-current=page" if name == page else ""}>{title}</a></li>'
        for name, title in PAGES.items()
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{PAGES[page]} - lossacc</title>\n<link rel="stylesheet" href="guide.css">\n</head>\n<body>\n'
        f"<nav><ul>{here}</ul></nav>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def words_told() -> str:
    """A sum of the words, numbers left out, of what is told of the log that the picture of the window shows."""
    return hashlib.sha256(re.sub(r"[\d.,]+", "", printed("lossacc analyze history.csv --all")).encode()).hexdigest()


def words_of_picture() -> str:
    """That sum when the picture of the window was taken; it is kept in the picture."""
    from PySide6.QtGui import QImage

    return QImage(str(GUIDE / "window.png")).text("words")


def take_picture() -> None:
    """The window on a sample."""
    log, environment = SAMPLE / LOGS["history.csv"], os.environ | {"PYTHONPATH": str(ROOT)}
    window = "import sys; from lossacc_gui.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", window, log, "--size", "1360x840", "--event", "1", "--language", "en"]
    subprocess.run([*command, "--screenshot", GUIDE / "window.png"], env=environment, check=True, timeout=120)
    _in_few_colours(GUIDE / "window.png")


def figure() -> str:
    """The chart of the same sample as `lossacc export` writes it."""
    from lossacc_gui.__main__ import command_line

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        target = Path(folder) / "figure.svg"
        arguments = ["export", str(SAMPLE / LOGS["history.csv"]), "-o", str(target), "--preset", "readme"]
        if command_line(arguments) != 0:
            raise SystemExit("the figure could not be made")
        return target.read_text(encoding="utf-8")


def _in_few_colours(picture: Path) -> None:
    """Writes a PNG anew with 256 colours, the commonest that are not nearly alike: a third of the size."""
    import numpy as np
    from PySide6.QtGui import QImage

    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
    colours, which, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    first = np.unique((colours & 0xFFF0F0F0)[order], return_index=True)[1]
    kept = colours[order][np.sort(first)[:256]]
    parts, wanted = (one.view(np.uint8).reshape(-1, 4).astype(np.int32) for one in (colours, kept))
    nearest = np.array([np.abs(wanted - one).sum(axis=1).argmin() for one in parts], dtype=np.uint8)
    flat = np.ascontiguousarray(nearest[which].reshape(pixels.shape))
    few = QImage(flat.data, image.width(), image.height(), image.width(), QImage.Format.Format_Indexed8)
    few.setColorTable([int(colour) for colour in kept])
    few.setText("words", words_told())
    if not few.save(str(picture), "PNG", 1):
        raise SystemExit(f"{picture} could not be written")


def main() -> int:
    """Write the guide."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--pictures", action="store_true", help="take the picture of the window in any case")
    GUIDE.mkdir(exist_ok=True)
    if parser.parse_args().pictures or words_of_picture() != words_told():
        take_picture()
    (GUIDE / "figure.svg").write_text(figure(), encoding="utf-8")
    for page in PAGES:
        (GUIDE / f"{page}.html").write_text(html_of(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
