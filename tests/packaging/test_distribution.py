from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

CODE = {".py", ".pyi", ".typed"}
SHIPPED = {
    *(".toml", ".json", ".css", ".html", ".ipynb", ".po", ".mo", ".png", ".svg", ".ttf", ".txt"),
    *(".csv", ".tsv", ".npz", ".sample"),
}
"""What resources are kept as."""
OF_WHEELS = {"", ".txt"}  # METADATA, RECORD, WHEEL, LICENSE; entry_points.txt

SYSTEMS = {"linux": ("Linux", "posix"), "win32": ("Windows", "nt"), "darwin": ("Darwin", "posix")}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def pins() -> dict[str, str]:
    lines = [line for line in CONSTRAINTS.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line) for line in lines), "only name==version"
    return dict(line.split("==") for line in lines)


def direct() -> list[Requirement]:
    """What the project, its build and the extras that dev.py installs ask for by name."""
    extras = PROJECT["project"]["optional-dependencies"]
    entries = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["build-system"]["requires"],
        *extras["test"],
        *extras["lint"],
        *extras["build"],
    ]
    return [Requirement(entry) for entry in entries]


def required() -> set[str]:
    """Every package that dev.py needs on any system, through what is installed here."""
    waiting, seen = [*direct(), Requirement("editables")], set[str]()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in seen:
            continue
        seen.add(name)
        if not installed(name):
            continue  # for another system, or not part of these extras
        further = distribution(name).requires or []
        waiting += [needed for needed in map(Requirement, further) if needed_somewhere(needed, requirement.extras)]
    return seen


def installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def needed_somewhere(requirement: Requirement, extras: set[str]) -> bool:
    if requirement.marker is None:
        return True
    return any(
        requirement.marker.evaluate(
            {
                "sys_platform": system,
                "platform_system": SYSTEMS[system][0],
                "os_name": SYSTEMS[system][1],
                "python_version": python,
                "python_full_version": f"{python}.0",
                "extra": extra,
            }
        )
        for system, python, extra in product(SYSTEMS, PYTHONS, extras or {""})
    )


def test_every_package_that_dev_installs_is_pinned() -> None:
    others = [name for name, version in pins().items() if installed(name) and distribution(name).version != version]
    if others:
        pytest.skip(f"here are other versions, which may need other packages: {', '.join(others)}")
    assert required() <= set(pins())


def test_no_package_is_pinned_that_nothing_needs() -> None:
    absent = [name for name in pins() if not installed(name)]
    if absent:
        pytest.skip(f"what they need in turn is not known: {', '.join(absent)}")
    assert set(pins()) == required()


def test_the_pins_are_what_the_project_allows() -> None:
    pinned = pins()
    for requirement in direct():
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), str(requirement)


def test_the_pins_stand_in_order_so_that_a_change_is_easy_to_read() -> None:
    assert list(pins()) == sorted(pins())


@pytest.mark.parametrize("program", ["lossacc", "lossacc-gui"])
def test_each_installed_program_starts_and_tells_how_it_is_used(program: str) -> None:
    suffix = ".exe" if sys.platform == "win32" else ""
    path = Path(sys.executable).parent / f"{program}{suffix}"
    told = subprocess.run([path, "--help"], capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 0
    assert "usage: lossacc" in told.stdout


def test_the_command_line_tells_its_version() -> None:
    code = "import sys; from lossacc_gui.__main__ import command_line; sys.exit(command_line(['--version']))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert re.match(r"lossacc \d+\.\d+\.\d+\S*\nPython 3\.\d+.*, Qt \(PySide6\) \d.*, numpy \d", told.stdout)


def strays(names: Iterable[str]) -> list[str]:
    """The files of a wheel that are neither code of the package nor of a kind that its resources are of."""
    return [name for name in names if Path(name).suffix not in shipped_at(name)]


def shipped_at(name: str) -> set[str]:
    if name.startswith("lossacc_gui/_resources/"):
        return SHIPPED
    return CODE if name.startswith("lossacc_gui/") else OF_WHEELS if ".dist-info/" in name else set()


def test_a_wheel_carries_the_package_and_all_resources(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("lossacc-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    resources = ROOT / "resources"
    files = {path.relative_to(resources).as_posix() for path in resources.rglob("*") if path.is_file()}
    assert {"metric_names.toml", "samples/samples.toml", "causes/overconfidence.toml"} <= files
    assert {f"lossacc_gui/_resources/{file}" for file in files} <= names
    assert {"lossacc_gui/cli/__init__.py", "lossacc_gui/py.typed", "lossacc_gui/__init__.pyi"} <= names
    told = zipfile.ZipFile(wheel).read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    assert "# lossacc" in told and not re.findall(r"\]\((?!https?://|#)[^)]*\)", told)
    assert strays(names) == []


def test_what_lay_about_in_the_package_is_found_in_a_wheel() -> None:
    lay_about = [
        "lossacc_gui/lossacc-0.1.0.whl",
        "lossacc_gui/gui/notes.txt",
        "lossacc_gui/_resources/core",
        "tests/a.py",
    ]
    assert strays(["lossacc_gui/api/result.py", *lay_about]) == lay_about


def test_no_file_names_a_folder_of_this_machine_or_an_address_of_packages() -> None:
    index = "pypi.org/" + "simple"
    hosted = "files.python" + "hosted.org"
    personal = [f"{folder}/" for folder in map(str, (ROOT, Path.home())) if folder.count("/") + folder.count("\\") > 1]
    for path in tracked_files():
        content = (ROOT / path).read_bytes()
        for word in (*personal, index, hosted):
            assert word.encode() not in content, f"{path} contains {word}"


def test_the_folder_of_scripts_does_not_hide_the_library_of_the_same_name() -> None:
    import packaging

    assert packaging.__file__ is not None
    assert ROOT / "packaging" not in Path(packaging.__file__).parents
    assert not list(ROOT.glob("packaging/__init__.py")) + list(ROOT.glob("tests/packaging/__init__.py"))


def tracked_files() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only a checkout with git knows which files belong to the project")
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_the_lowest_versions_are_the_bounds_of_what_the_program_itself_needs() -> None:
    script = ROOT / "packaging" / "lowest.py"
    printed = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout
    pinned = [Requirement(line) for line in printed.splitlines()]
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [Requirement(one) for one in (*PROJECT["project"]["dependencies"], *extras["excel"], *extras["parquet"])]
    assert [(one.name, one.marker) for one in pinned] == [(one.name, one.marker) for one in wanted]
    for low, asked in zip(pinned, wanted, strict=True):
        (version,) = low.specifier
        assert version.operator == "==" and version.version in asked.specifier
        assert f">={version.version}" in str(asked.specifier)


TOO_LARGE = ("torch", "keras", "lightning", "transformers", "nbclient", "mcp", "distributed", "fsspec", "s3fs", "moto")
"""What is in extras that most runs of the tests have not."""


def test_what_is_skipped_without_a_large_package_is_run_with_it_once_a_week() -> None:
    asked = re.compile(rf"importorskip\(\"({'|'.join(TOO_LARGE)})\b")
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if asked.search(path.read_text("utf-8"))]
    weekly = (ROOT / ".github" / "workflows" / "frameworks.yml").read_text("utf-8")
    assert len(files) > 5
    assert [path.name for path in files if path.relative_to(ROOT).as_posix() not in weekly] == []
