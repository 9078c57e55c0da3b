"""One launcher to a port and to a data folder; the second is told in one line."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ngnpanel.launch import claims
from tests.launch.launching import free_port


@pytest.mark.enable_socket
def test_a_port_can_be_claimed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "PATIENCE", 0.0)
    port = free_port()
    with (
        claims.claim_port("127.0.0.1", port),
        pytest.raises(claims.Taken, match=f"port {port}: Address already in use") as caught,
    ):
        claims.claim_port("127.0.0.1", port)
    assert "\n" not in str(caught.value)


@pytest.mark.enable_socket
def test_a_claimed_port_listens() -> None:
    with claims.claim_port("127.0.0.1", 0) as listener:
        socket.create_connection(listener.getsockname(), timeout=2).close()


@pytest.mark.enable_socket
def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(claims.Taken, match="Cannot listen"):
        claims.claim_port("192.0.2.1", 8000)


def test_a_folder_can_be_claimed_once_for_each_purpose(tmp_path: Path) -> None:
    with (
        claims.claim_folder(tmp_path, "up"),
        claims.claim_folder(tmp_path, "platform"),
        pytest.raises(claims.Taken, match="in use already"),
    ):
        claims.claim_folder(tmp_path, "up")
    claims.claim_folder(tmp_path, "up").close()
