"""Addresses and folders of the embedded broker."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ngnpanel.launch import broker


def test_each_data_folder_has_a_socket_of_its_own(tmp_path: Path) -> None:
    assert broker.socket_path(tmp_path / "a") != broker.socket_path(tmp_path / "b")
    assert broker.socket_path(tmp_path / "a") == broker.socket_path(tmp_path / "a")


def test_a_deep_data_folder_still_fits_a_socket() -> None:
    path = broker.socket_path(Path("/" + "deep/" * 60))
    assert len(os.fsencode(path)) <= broker.SOCKET_LIMIT


@pytest.mark.parametrize(
    ("url", "cache"),
    [
        ("redis+socket:///run/b.sock?virtual_host=0", "unix:///run/b.sock?db=1"),
        ("redis://localhost", "redis://localhost/1"),
        ("redis://:pw@host:6379/0", "redis://:pw@host:6379/1"),
        (
            "rediss://host:6379/0?ssl_cert_reqs=required",
            "rediss://host:6379/1?ssl_cert_reqs=required",
        ),
    ],
)
def test_the_cache_is_database_1_of_the_broker(url: str, cache: str) -> None:
    assert broker.cache_url(url) == cache


def test_a_server_program_comes_with_the_packages() -> None:
    program = broker.binary()
    assert program is not None
    assert os.access(program, os.X_OK)


def test_a_stale_socket_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    data = tmp_path / "data"
    broker.prepare(data)
    broker.socket_path(data).touch()
    broker.prepare(data)
    assert not broker.socket_path(data).exists()


def test_a_folder_that_others_may_enter_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    broker.socket_path(tmp_path / "data").parent.mkdir(mode=0o755)
    with pytest.raises(PermissionError):
        broker.prepare(tmp_path / "data")


def test_nobody_answers_on_a_socket_that_is_not_there(tmp_path: Path) -> None:
    assert not broker.answers(tmp_path / "none.sock")
