"""What the first start leaves in the data folder: secrets and logins."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from ngnpanel.launch import logins, secret_store
from ngnpanel.launch.logins import Login


def test_secrets_are_made_once(tmp_path: Path) -> None:
    made = secret_store.load_or_create(tmp_path / "data")
    assert secret_store.load_or_create(tmp_path / "data") == made
    assert len(base64.b64decode(made.sealing_key)) == 32
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secrets.json"]


def test_no_two_installations_have_the_same_secrets(tmp_path: Path) -> None:
    one = secret_store.load_or_create(tmp_path / "one")
    two = secret_store.load_or_create(tmp_path / "two")
    assert one.admin_password != two.admin_password
    assert one.secret_key != two.secret_key
    assert one.sealing_key != two.sealing_key


def test_the_first_of_two_makers_wins(tmp_path: Path) -> None:
    secret_store._create(tmp_path / "secrets.json")
    made = secret_store.load_or_create(tmp_path)
    secret_store._create(tmp_path / "secrets.json")
    assert secret_store.load_or_create(tmp_path) == made


@pytest.mark.parametrize("name", ["secrets.json", "demo-logins.json"])
def test_only_the_owner_may_read_them(tmp_path: Path, name: str) -> None:
    secret_store.load_or_create(tmp_path)
    logins.write(tmp_path, [logins.administrator()])
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_logins_are_read_as_written(tmp_path: Path) -> None:
    assert logins.read(tmp_path) is None
    people = [logins.administrator(), Login(role="reseller", username="r", password="p", url="u")]
    logins.write(tmp_path, people)
    assert logins.read(tmp_path) == people


def test_addresses_of_logins_follow_the_port(tmp_path: Path) -> None:
    login = Login(role="reseller", username="r", password="p", url="http://127.0.0.1:8000/login/")
    logins.write(tmp_path, [login])
    moved = logins.move(tmp_path, "http://127.0.0.1:8123")
    assert moved[0].url == "http://127.0.0.1:8123/login/"
    assert logins.read(tmp_path) == moved
