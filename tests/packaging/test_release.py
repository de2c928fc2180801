"""What a release changes and refuses."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
import release
from console import SetUpFailed
from release import sums, with_number, with_release

ROOT = Path(__file__).resolve().parents[2]
GROUPS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
CHANGELOG = "# Changelog\n\nWords.\n\n## Unreleased\n\n- New.\n  More.\n\n## 0.1.0 (2026-01-02)\n\n- First.\n"


def test_what_is_unreleased_gets_number_and_day_and_room_is_left() -> None:
    assert with_release(CHANGELOG, "0.2.0", "2026-11-28") == CHANGELOG.replace(
        "## Unreleased\n", "## Unreleased\n\n## 0.2.0 (2026-11-28)\n"
    )
    first = CHANGELOG.partition("\n## 0.1.0")[0]
    assert with_release(first, "0.1.0", "2026-11-28").endswith("## 0.1.0 (2026-11-28)\n\n- New.\n  More.\n")


def test_what_is_new_keeps_its_groups() -> None:
    new = "### Added\n\n- New.\n\n### Fixed\n\n- Mended.\n"
    grouped = CHANGELOG.replace("- New.\n  More.\n", new)
    assert f"## Unreleased\n\n## 0.2.0 (2026-11-28)\n\n{new}\n## 0.1.0" in with_release(grouped, "0.2.0", "2026-11-28")
    with pytest.raises(SetUpFailed, match="nothing under"):
        with_release(CHANGELOG.replace("- New.\n  More.\n", "### Added\n"), "0.2.0", "2026-11-28")


def test_each_release_of_the_changelog_has_each_group_once() -> None:
    for told in (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1:]:
        groups = re.findall(r"^### (.*)$", told, flags=re.MULTILINE)
        assert groups == sorted(set(groups) & set(GROUPS), key=GROUPS.index)
        assert not re.search(r"^### .*\n+(?!\n|- )", told, flags=re.MULTILINE), "a group without an entry"


@pytest.mark.parametrize(
    ("changelog", "number", "reason"),
    [
        (CHANGELOG.replace("- New.\n  More.\n\n", ""), "0.2.0", "nothing under"),
        ("# Changelog\n", "0.2.0", "nothing under"),
        (CHANGELOG, "0.1.0", "already"),
    ],
)
def test_a_changelog_that_does_not_fit_is_refused(changelog: str, number: str, reason: str) -> None:
    with pytest.raises(SetUpFailed, match=reason):
        with_release(changelog, number, "2026-11-28")


def test_the_number_goes_up_and_is_written_where_the_package_has_it() -> None:
    package = (ROOT / "lossacc_gui" / "__init__.py").read_text("utf-8")
    assert '__version__ = "99.0.0"' in with_number(package, "99.0.0")
    for wrong, reason in (("0.0.1", "below"), ("1.0", "three numbers"), ("1.0.0b1", "three numbers")):
        with pytest.raises(SetUpFailed, match=reason):
            with_number(package, wrong)
    with pytest.raises(SetUpFailed, match="no __version__"):
        with_number("", "1.0.0")


def test_the_sums_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).write_text(name)
    a, b = (hashlib.sha256(name.encode()).hexdigest() for name in "ab")
    assert sums(tmp_path.iterdir()) == f"{a}  a\n{b}  b\n"


def test_nothing_is_released_of_what_is_not_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "_output", lambda *_: " M README.md\n")
    with pytest.raises(SetUpFailed, match="not committed"):
        release.release("99.0.0")


def test_the_changelog_can_be_released() -> None:
    assert "## 99.0.0 (2026-11-28)" in with_release((ROOT / "CHANGELOG.md").read_text("utf-8"), "99.0.0", "2026-11-28")
