"""Makes the user guide: the pages of packaging/guide with what the program itself says, as HTML in resources/guide.

    python packaging/make_guide.py               the pages
    python packaging/make_guide.py --pictures    the pictures too

A line `{{ formats }}` of a page becomes the list of formats, `{{ output: lossacc ... }}` what a command prints on the
samples; so they cannot say what is no longer so. Needs the package `markdown` (in the extra `test`).
"""

from __future__ import annotations

import argparse
import contextlib
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
    "features": "What it does",
    "command-line": "Command line",
    "formats": "Formats",
    "causes": "Causes",
    "predictions": "Predictions",
    "comparing": "Many runs",
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
        said = io.StringIO()
        with contextlib.chdir(here), contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            status = command_line(shlex.split(words)[1:])
        if status != 0:
            raise SystemExit(f"{command}: ended with status {status}")
        files = (path.relative_to(here).as_posix() for path in sorted(here.rglob("*")) if path.is_file())
        lines = said.getvalue().rstrip().splitlines() + [f"({name} is written)" for name in files if name not in LOGS]
    return "\n".join(lines[: int(most) if most else None])


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

    yield "| fact | unit | says no at | says yes at | what it is |\n|---|---|---|---|---|"
    for name, fact in FACTS.items():
        words = WORDS[name]
        yield _row(f"`{name}`", fact.unit.value, f"{words.low:.3g}", f"{words.high:.3g}", escape(fact.definition))


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


def _keys() -> Iterator[str]:
    from lossacc_gui.gui.entries import ENTRIES

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


def take_pictures() -> None:
    """The window on a sample, and the figure that `lossacc export` makes of it."""
    log, environment = SAMPLE / LOGS["history.csv"], os.environ | {"PYTHONPATH": str(ROOT)}
    window = "import sys; from lossacc_gui.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", window, log, "--size", "1360x840", "--event", "1"]
    subprocess.run([*command, "--screenshot", GUIDE / "window.png"], env=environment, check=True, timeout=120)
    _in_few_colours(GUIDE / "window.png")
    tool = "import sys; from lossacc_gui.__main__ import command_line; sys.exit(command_line(sys.argv[1:]))"
    figure = ["export", log, "-o", GUIDE / "figure.svg", "--overwrite", "--preset", "readme"]
    subprocess.run([sys.executable, "-c", tool, *figure], env=environment, check=True, timeout=120)


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
    if not few.save(str(picture), "PNG", 1):
        raise SystemExit(f"{picture} could not be written")


def main() -> int:
    """Write the guide."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--pictures", action="store_true", help="take the pictures too")
    GUIDE.mkdir(exist_ok=True)
    if parser.parse_args().pictures:
        take_pictures()
    for page in PAGES:
        (GUIDE / f"{page}.html").write_text(html_of(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
