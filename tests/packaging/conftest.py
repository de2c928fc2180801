"""Fixtures for the tests of the set-up."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

FakeProgram = Callable[..., Path]


@pytest.fixture
def fake_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeProgram:
    """Make a program of that name that first writes its arguments to `<name>.called`; no other program is found."""
    if os.name == "nt":
        pytest.skip("package managers of Linux")
    folder = tmp_path / "bin"
    folder.mkdir()
    env = shutil.which("env")
    assert env is not None
    (folder / "env").symlink_to(env)
    monkeypatch.setenv("PATH", str(folder))

    def make(name: str, script: str = "") -> Path:
        called = tmp_path / f"{name}.called"
        program = folder / name
        program.write_text(f"""#!/bin/sh\nprintf '%s\\n' "$*" >> '{called}'\n{script}\n""")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return called

    return make
