"""Logs at addresses: copied once, read as any other, and told in a sentence where they cannot be had."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from limits import limited

from lossacc_gui.__main__ import command_line
from lossacc_gui.model.errors import LossaccError
from lossacc_gui.remote import copied, copies_folder, is_address, without_password

LOG = "epoch,accuracy,loss,val_accuracy,val_loss\n" + "".join(
    f"{i},{1 - 0.9**i:.4f},{0.9**i + 0.02:.4f},{0.9 - 0.9 * 0.9**i:.4f},{0.9**i + 0.1:.4f}\n" for i in range(40)
)


@pytest.fixture(autouse=True)
def limit() -> Iterator[None]:
    with limited():
        yield


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))


@pytest.fixture
def memory() -> Iterator[Any]:
    fsspec = pytest.importorskip("fsspec")
    source = fsspec.filesystem("memory")
    source.store.clear()
    source.pipe({"/runs/a/history.csv": LOG.encode(), "/runs/b/history.csv": LOG.encode(), "/runs/a/best.pt": b"\x80"})
    yield source
    source.store.clear()


def triaged(address: str, capsys: pytest.CaptureFixture[str], status: int = 0) -> tuple[list[dict[str, Any]], str]:
    assert command_line(["triage", address, "--format", "json", "--jobs", "1"]) == status
    said = capsys.readouterr()
    return json.loads(said.out)["runs"] if said.out else [], said.err


def test_an_address_is_no_path() -> None:
    assert is_address("s3://bucket/runs") and is_address("sftp://host/runs")
    assert not any(map(is_address, ("runs", "C:/runs", "C:\\runs", "/a/b", "a:b", "./s3://x", "://")))
    assert without_password("sftp://me:secret@host/x") == "sftp://me@host/x"


def test_an_address_that_is_a_file_and_then_a_folder_has_no_more_of_the_file(memory: Any) -> None:
    memory.pipe("/one/history.csv", LOG.encode())
    assert copied("memory://one/history.csv").path.is_file()
    memory.rm("/one/history.csv")
    memory.pipe("/one/history.csv/a.csv", LOG.encode())
    copy = copied("memory://one/history.csv")
    assert [path.name for path in copy.path.rglob("*") if path.is_file()] == ["a.csv"]
    memory.rm("/one/history.csv/a.csv")
    memory.pipe("/one/history.csv", LOG.encode())
    assert copied("memory://one/history.csv").path.is_file()


def failing(memory: Any, monkeypatch: pytest.MonkeyPatch, part: str, error: Exception) -> list[str]:
    """Files of which the name has this part cannot be had; the names of those that were asked for."""
    asked: list[str] = []
    get_file = type(memory).get_file

    def some(self: Any, name: str, target: str, **rest: Any) -> None:
        asked.append(name.rpartition("/runs/")[2])
        if part in name:
            raise error
        get_file(self, name, target, **rest)

    monkeypatch.setattr(type(memory), "get_file", some)
    return asked


def test_a_file_that_may_not_be_read_is_one_error_and_the_others_are_read(
    memory: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    triaged("memory://runs", capsys)  # an older copy of it is no answer
    memory.pipe("/runs/a/history.csv", LOG.encode() + b"40,0.9,0.1,0.8,0.3\n")
    with monkeypatch.context() as patch:
        failing(memory, patch, "/a/", PermissionError("no"))
        runs, said = triaged("memory://runs", capsys, 1)
        assert [Path(run["path"]).parent.name for run in runs] == ["b"]
        assert said.count("You may not read memory://runs/a/history.csv: no.") == 1 and "0 of them copied" in said
        assert command_line(["analyze", "memory://runs", "--json"]) == 1
        document = json.loads(capsys.readouterr().out)
        assert len(document["runs"]) == 1 and len(document["errors"]) == 1
    asked = failing(memory, monkeypatch, "none", PermissionError())
    assert len(triaged("memory://runs", capsys)[0]) == 2 and asked == ["a/history.csv"]


def test_memory_that_gives_out_is_no_fault_of_an_address(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("/runs/a/history.csv", LOG.encode() + b"41,0.9,0.1,0.8,0.3\n")
    failing(memory, monkeypatch, "/a/", MemoryError())  # type: ignore[arg-type]
    with pytest.raises(MemoryError):
        copied("memory://runs")


def test_a_connection_that_is_lost_ends_it_and_what_is_here_is_not_copied_again(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.pipe({f"/runs/c{i}/history.csv": LOG.encode() for i in range(5)})
    with monkeypatch.context() as patch:
        asked = failing(memory, patch, "/c", ConnectionError("gone"))
        with pytest.raises(LossaccError, match=r"c2/history\.csv could not be read: gone"):
            copied("memory://runs")
        assert asked == ["a/history.csv", "b/history.csv", *(f"c{i}/history.csv" for i in range(3))]
    assert copied("memory://runs").copied == 5


def test_a_cache_folder_that_cannot_be_written_to_is_no_fault_of_the_address(memory: Any) -> None:
    copies_folder().parent.mkdir(parents=True, exist_ok=True)
    copies_folder().write_text("in the way")
    with pytest.raises(LossaccError, match="Copies cannot be written to"):
        copied("memory://runs")


def test_a_folder_is_copied_once_and_what_changed_again(memory: Any, capsys: pytest.CaptureFixture[str]) -> None:
    runs, said = triaged("memory://runs", capsys)
    assert len(runs) == 2 and "2 files, 2 of them copied now" in said and "1 left there" in said
    assert "0 of them copied" in triaged("memory://runs", capsys)[1]
    memory.pipe("/runs/a/history.csv", LOG[: len(LOG) // 2].rpartition("\n")[0].encode())
    memory.rm("/runs/b/history.csv")
    (run,), said = triaged("memory://runs", capsys)
    assert run["points"] < 40 and "1 file, 1 of them copied now" in said


def test_a_single_log_is_analysed(memory: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["analyze", "memory://runs/a/history.csv", "--json"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["format"] == "keras-csv" and Path(run["path"]).parts[-2:] == ("a", "history.csv")


def test_names_that_lead_elsewhere_are_not_followed(memory: Any) -> None:
    memory.store["/runs/../../evil.csv"] = memory.store["/runs/a/history.csv"]
    memory.store["/../x.csv"] = memory.store["/runs/a/history.csv"]
    assert copies_folder() in copied("memory://../x.csv").path.resolve().parents
    copy = copied("memory://runs")
    assert copy.files == 2 and not list(copies_folder().parent.rglob("evil.csv"))


def test_the_copies_have_a_limit(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = copied("memory://runs/a").path
    monkeypatch.setattr("lossacc_gui.remote.MOST", len(LOG) + 1)
    other = copied("memory://runs/b").path
    assert other.is_dir() and not one.exists()
    with pytest.raises(LossaccError, match="copied at most"):
        copied("memory://runs")


@pytest.mark.parametrize(
    ("address", "said"), [("memory://none", "There is nothing at memory://none"), ("foo://x", "Protocol not known")]
)
def test_what_is_not_there_is_told(address: str, said: str, memory: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in triaged(address, capsys, 1)[1]


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(LossaccError, match=r"lossacc\[remote\]"):
        copied("s3://bucket/runs")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The endpoint of a local S3 with a bucket of one run."""
    server = pytest.importorskip("moto.server")
    s3fs = pytest.importorskip("s3fs")
    config = pytest.importorskip("fsspec.config")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    own = server.ThreadedMotoServer(port=0, verbose=False)
    own.start()
    host, port = own.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    monkeypatch.setitem(config.conf, "s3", {"endpoint_url": endpoint})
    source = s3fs.S3FileSystem(endpoint_url=endpoint)
    source.mkdir("runs-of-mine")
    source.pipe("runs-of-mine/first/history.csv", LOG.encode())
    yield endpoint
    own.stop()


def test_a_bucket_is_read(bucket: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    runs, _ = triaged("s3://runs-of-mine", capsys)
    assert len(runs) == 1 and runs[0]["points"] == 40
    assert "0 of them copied" in triaged("s3://runs-of-mine", capsys)[1]
    assert "There is nothing at s3://no-such-bucket" in triaged("s3://no-such-bucket/x", capsys, 1)[1]


def test_a_bucket_that_does_not_answer_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("s3fs")
    config = pytest.importorskip("fsspec.config")
    once = {"retries": {"max_attempts": 1}, "connect_timeout": 5}
    nowhere = {"endpoint_url": "http://127.0.0.1:1", "key": "a", "secret": "b", "config_kwargs": once}
    monkeypatch.setitem(config.conf, "s3", nowhere)
    said = triaged("s3://runs-of-mine", capsys, 1)[1]
    assert "s3://runs-of-mine could not be read" in said and "Traceback" not in said


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name and port of a local server of SFTP that shows a folder with one run to whoever knows the password."""
    asyncssh = pytest.importorskip("asyncssh")
    pytest.importorskip("sshfs")
    config = pytest.importorskip("fsspec.config")
    (tmp_path / "served" / "runs" / "first").mkdir(parents=True)
    (tmp_path / "served" / "runs" / "first" / "history.csv").write_text(LOG)

    connections: list[Any] = []

    class Server(asyncssh.SSHServer):  # type: ignore[misc, name-defined]
        def connection_made(self, connection: Any) -> None:
            connections.append(connection)

        def begin_auth(self, _username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, _username: str, password: str) -> bool:
            return password == "right"

    def sftp(channel: Any) -> Any:
        return asyncssh.SFTPServer(channel, chroot=str(tmp_path / "served"))

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    key = asyncssh.generate_private_key("ssh-ed25519")

    async def start() -> Any:
        return await asyncssh.create_server(Server, "127.0.0.1", 0, server_host_keys=[key], sftp_factory=sftp)

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(60)
    for name in ("ssh", "sftp"):
        monkeypatch.setitem(config.conf, name, {"known_hosts": None})
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def close() -> None:
        server.close()
        for connection in connections:
            connection.abort()
            await connection.wait_closed()
        await server.wait_closed()

    asyncio.run_coroutine_threadsafe(close(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)
    loop.close()


def test_a_folder_of_a_host_is_read(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"sftp://me:right@{host}/runs"
    runs, said = triaged(address, capsys)
    assert len(runs) == 1 and runs[0]["points"] == 40 and "right" not in said
    assert "0 of them copied" in triaged(address, capsys)[1]
    assert "There is nothing at" in triaged(f"sftp://me:right@{host}/none", capsys, 1)[1]
    said = triaged(f"sftp://me:wrong@{host}/runs", capsys, 1)[1]
    assert f"sftp://me@{host}/runs" in said and "wrong" not in said and "Traceback" not in said


def test_a_host_whose_key_is_not_known_is_refused(
    host: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = pytest.importorskip("fsspec.config")
    monkeypatch.setitem(config.conf, "sftp", {})
    said = triaged(f"sftp://me:right@{host}/runs", capsys, 1)[1]
    assert f"sftp://me@{host}/runs could not be read" in said and "not trusted" in said and "Traceback" not in said
