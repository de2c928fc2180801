from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import PySide6
import pytest
from console import SetUpFailed
from system_packages import provide, python_packages

from lossacc_gui.system.packages import LIBRARIES, MANAGERS, Manager, command_to_type, manager_here
from lossacc_gui.system.qt_libraries import MODULES, system_libraries

SITE_PACKAGES = Path(PySide6.__file__).resolve().parents[1]
APT = MANAGERS[0]
FakeProgram = Callable[..., Path]


def as_user(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: number, raising=False)


@pytest.mark.skipif(sys.platform != "linux", reason="shared libraries of Linux")
@pytest.mark.parametrize("platform", LIBRARIES)
def test_each_library_that_qt_needs_has_a_package(platform: str) -> None:
    pyside = SITE_PACKAGES / "PySide6"
    modules = [pyside / f"{module}.abi3.so" for module in MODULES]
    plugin = pyside / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"
    folders = (pyside / "Qt" / "lib", pyside, SITE_PACKAGES / "shiboken6")
    of_the_c_library = re.compile(r"(libc|libm|libdl|libpthread|librt|ld-linux-.*)\.so\.\d+")
    wanted = {name for name in system_libraries([*modules, plugin], folders) if not of_the_c_library.fullmatch(name)}
    known = {*LIBRARIES["offscreen"], *LIBRARIES[platform]}
    assert wanted == known


@pytest.mark.parametrize("manager", MANAGERS, ids=lambda manager: manager.program)
def test_each_package_manager_knows_a_package_for_each_library(manager: Manager) -> None:
    for library in {name for group in LIBRARIES.values() for name in group}:
        package = manager.package_of(library)
        assert package, library
        assert package.split() == [package]


def test_managers_without_a_table_ask_for_the_library_by_its_name() -> None:
    asked = {manager.program: manager.package_of("libEGL.so.1") for manager in MANAGERS}
    assert asked == {
        "apt-get": "libegl1",
        "dnf": "libEGL.so.1()(64bit)",
        "zypper": "libEGL.so.1()(64bit)",
        "pacman": "libglvnd",
        "apk": "so:libEGL.so.1",
    }


def test_debian_alone_has_a_package_for_the_venv_module() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert python_packages(APT) == (f"python{version}-venv",)
    assert [python_packages(manager) for manager in (*MANAGERS[1:], None)] == [()] * len(MANAGERS)


def test_the_package_manager_is_found_by_its_program(fake_program: FakeProgram) -> None:
    assert manager_here() is None
    fake_program("pacman")
    assert manager_here() == next(manager for manager in MANAGERS if manager.program == "pacman")


def test_root_installs_what_is_missing(fake_program: FakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, 0)
    called = fake_program("apt-get", 'test "$DEBIAN_FRONTEND" = noninteractive')
    provide(["python3.11-venv"], ["libEGL.so.1", "libgthread-2.0.so.0", "libglib-2.0.so.0"], "Something is missing")
    update, install = called.read_text().splitlines()
    assert update.startswith("update")
    assert install.startswith("install -y --no-install-recommends")
    assert install.endswith(" libegl1 libglib2.0-0 python3.11-venv")


def test_an_ordinary_user_installs_with_sudo_that_asks_no_password(
    fake_program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 1000)
    called = fake_program("dnf")
    sudo = fake_program("sudo", 'shift; "$@"')
    provide([], ["libEGL.so.1"], "Something is missing")
    assert sudo.read_text().splitlines() == ["-n true", "-n dnf install -y libEGL.so.1()(64bit)"]
    assert called.read_text().splitlines() == ["install -y libEGL.so.1()(64bit)"]


def test_an_ordinary_user_whose_sudo_asks_a_password_is_told_the_exact_command(
    fake_program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 1000)
    called = fake_program("apt-get")
    fake_program("sudo", "exit 1")
    with pytest.raises(SetUpFailed) as failure:
        provide([], ["libEGL.so.1"], "Qt needs libEGL.so.1")
    assert str(failure.value).startswith("Qt needs libEGL.so.1. ")
    assert str(failure.value).endswith(
        "\n    sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1"
    )
    assert not called.exists()


def test_without_sudo_the_command_goes_through_su(fake_program: FakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, 1000)
    fake_program("apt-get")
    assert command_to_type(APT, ["libegl1"]) == (
        "su -c 'apt-get update && apt-get install -y --no-install-recommends libegl1'"
    )


def test_a_command_to_type_survives_the_shell(fake_program: FakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, 0)
    assert command_to_type(MANAGERS[1], ["libEGL.so.1()(64bit)"]) == "dnf install -y 'libEGL.so.1()(64bit)'"


def test_a_failed_installation_is_told_with_its_reason_and_the_command(
    fake_program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 0)
    fake_program(
        "apt-get", 'test "$1" = update && exit 0; echo Reading; echo "E: Unable to locate package libegl1"; exit 100'
    )
    with pytest.raises(SetUpFailed, match="Unable to locate package libegl1") as failure:
        provide([], ["libEGL.so.1"], "Something is missing")
    assert str(failure.value).endswith("apt-get update && apt-get install -y --no-install-recommends libegl1")


def test_lists_that_cannot_be_refreshed_are_no_reason_to_stop(
    fake_program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 0)
    called = fake_program("apt-get", 'test "$1" = install')
    provide([], ["libEGL.so.1"], "Something is missing")
    assert len(called.read_text().splitlines()) == 2


def test_a_library_without_a_known_package_is_named_and_nothing_is_installed(
    fake_program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 0)
    called = fake_program("apt-get")
    with pytest.raises(SetUpFailed, match=r"libinvented\.so\.7"):
        provide([], ["libEGL.so.1", "libinvented.so.7"], "Something is missing")
    assert not called.exists()


def test_a_system_without_a_known_package_manager_is_told_what_is_missing(fake_program: FakeProgram) -> None:
    with pytest.raises(SetUpFailed, match=r"Qt needs libEGL\.so\.1\. Please install"):
        provide([], ["libEGL.so.1"], "Qt needs libEGL.so.1")
