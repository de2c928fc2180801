"""What the README says is so, and every command, cause and preset that the guide shows."""

from __future__ import annotations

import re
import shlex
import shutil
import struct
from pathlib import Path

import pytest

from lossacc_gui.__main__ import command_line
from lossacc_gui.cli.arguments import parser_of
from lossacc_gui.explain.knowledge import LOGGED, load_causes
from lossacc_gui.export.presets import known_presets
from lossacc_gui.model.cause import Cause
from lossacc_gui.resource import resource
from lossacc_gui.samples import samples

pytestmark = pytest.mark.usefixtures("qapp")  # figures in this process need the application that widgets need

CHECKOUT = Path(__file__).resolve().parent.parent
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
GUIDE = {path.stem: path.read_text(encoding="utf-8") for path in (CHECKOUT / "packaging" / "guide").glob("*.md")}


def blocks(language: str) -> list[str]:
    texts = (README, *(GUIDE[page] for page in sorted(GUIDE)))
    return [one for text in texts for one in re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


BLOCKS, TOML, PYTHON = "".join(blocks("sh")), blocks("toml"), blocks("python")
SHOWN = re.findall(r"^(lossacc [^#\n]+?)\s*(?:#.*)?$", BLOCKS, flags=re.MULTILINE)
COMMANDS = [command for command in SHOWN if "://" not in command]
ELSEWHERE = [command for command in SHOWN if "://" in command]
"""Commands that need another machine: tests of their own try them against a cluster and servers on this one."""


def test_the_own_cause_of_the_guide_is_read(tmp_path: Path) -> None:
    (lines,) = (block for block in TOML if "[expects]" in block)
    (tmp_path / "coffee.toml").write_text(lines, encoding="utf-8")
    (cause,) = load_causes(tmp_path)
    assert cause.title == "Too little coffee" and len(cause.signs) == 2
    assert cause.needs and cause.levers and all(f'"{word}"' in GUIDE["deciding"] for word in LOGGED)
    assert all(f'"{word}"' in (Cause.__doc__ or "") for word in LOGGED)


def test_the_own_preset_of_the_guide_is_read(tmp_path: Path) -> None:
    (lines,) = (block for block in TOML if "width_mm" in block)
    (tmp_path / "figures.toml").write_text(lines, encoding="utf-8")
    thesis = known_presets(tmp_path / "figures.toml")[0]
    assert (thesis.name, thesis.width_mm, thesis.parts.captions) == ("thesis", 150.0, False)


def test_the_readme_and_the_guide_show_commands() -> None:
    assert README.count("\nlossacc ") >= 6 and len(COMMANDS) >= 14 and len(ELSEWHERE) >= 3


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works_that_is_shown(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = next(sample.path for sample in samples() if sample.path.suffix == ".csv")
    shutil.copy(table, tmp_path / "history.csv")
    for seed in ("0", "1", "2"):
        (tmp_path / "runs" / seed).mkdir(parents=True)
        shutil.copy(table, tmp_path / "runs" / seed / "log.csv")
        (tmp_path / "runs" / seed / "config.json").write_text(f'{{"seed": {seed}}}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    words, _, output = command.partition(" > ")
    assert not output or output.endswith(".json")
    assert command_line(shlex.split(words)[1:]) == 0
    for written in re.findall(r"-o (\S+)", words):
        files = [path for path in (tmp_path / written, *(tmp_path / written).rglob("*")) if path.is_file()]
        assert files and all(path.stat().st_size > 500 for path in files)


@pytest.mark.parametrize("command", ELSEWHERE)
def test_a_command_for_another_machine_is_understood(command: str) -> None:
    arguments = parser_of(lambda _: 0).parse_args(shlex.split(command)[1:])
    assert "://" in str(vars(arguments))


def test_the_lines_for_pytorch_in_the_guide_write_predictions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    from lossacc_gui.explain.predictions import read_predictions
    from lossacc_gui.recorder import Recorder

    (lines,) = [block for block in PYTHON if "torch" in block]
    labels = torch.arange(6) % 3
    loader = [(torch.randn(3, 4), labels[:3]), (torch.randn(3, 4), labels[3:])]
    given = {"Recorder": Recorder, "torch": torch, "epochs": 6, "val_labels": labels, "val_loader": loader}
    exec(lines, {**given, "model": torch.nn.Linear(4, 3)})
    assert read_predictions(tmp_path / "predictions.npz").epochs.tolist() == [0, 5]


@pytest.mark.parametrize("command", ["run", "test", "lint"])
def test_dev_py_knows_the_commands_that_the_readme_names(command: str) -> None:
    assert f"packaging/dev.py {command}" in README
    source = (CHECKOUT / "packaging" / "dev.py").read_text(encoding="utf-8")
    assert re.search(rf"[\"']{command}[\"']", source)


def test_the_readme_tells_where_every_part_of_the_program_is() -> None:
    table = README.partition("## Where things are")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(?:lossacc_gui/)?(\w+)(?:\.py)?`", table.partition("An import goes")[0]))
    package = CHECKOUT / "lossacc_gui"
    parts = {path.stem for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert {part for part in parts if not part.startswith("_")} <= named


def test_the_readme_starts_with_a_real_picture() -> None:
    first = README.splitlines()[0]
    picture = CHECKOUT / re.search(r"\((.+?)\)", first).group(1)  # type: ignore[union-attr]
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 1000 and height >= 600


def test_the_links_of_the_readme_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    for link in links:
        assert (CHECKOUT / link).exists(), link


def test_ci_runs_the_readme_s_test_command_and_then_the_linters() -> None:
    script = (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.index("packaging/dev.py test") < script.index("packaging/dev.py lint")


def test_resources_are_found_in_a_checkout() -> None:
    assert (resource("causes") / "overconfidence.toml").is_file()
