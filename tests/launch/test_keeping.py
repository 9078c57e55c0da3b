"""Backups: what is in them, that they come back as they were, and what is refused.

``make test-backup`` does it with a whole running installation, on both databases.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import ConnectionHandler
from pytest_django import Settings

from ngnpanel.audit import recording
from ngnpanel.audit.models import Entry
from ngnpanel.launch import keeping, secret_store
from tests.people import People

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SEALING = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    """A data folder with something of every sort in it."""
    folder = tmp_path / "data"
    for name in ("broker", "metrics", "mail"):
        (folder / name).mkdir(mode=0o700, parents=True)
        (folder / name / "one").write_text(name)
    (folder / "audit-head").write_text("0 \n")
    (folder / "up.lock").write_text("1")
    (folder / "demo-logins.json").write_text("[]")
    settings.DATA_DIR = folder
    return folder


@pytest.fixture
def estate(people: People, data: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """All rows of what is backed up: on SQLite a file, since nobody copies an open transaction."""
    people.browser("reseller").get("/")
    recording.note("brand", "change", "1", {"name": ["a", "b"]})
    assert Entry.objects.exists()
    if connection.vendor != "sqlite":
        return {}
    place = data / "ngnpanel.sqlite3"
    place.write_bytes(connection.connection.serialize())
    described = {**connection.settings_dict, "NAME": str(place), "OPTIONS": {}}
    copy = ConnectionHandler({"default": described})["default"]
    monkeypatch.setattr(keeping, "connection", copy)
    with closing(sqlite3.connect(place)) as plain:
        return rows(plain)


def rows(database: sqlite3.Connection) -> dict[str, list[Any]]:
    """All rows of all tables, but the serial numbers that SQLite keeps for itself."""
    names = [
        name
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith("sqlite_")
    ]
    return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"'))) for name in names}


def members(archive: Path) -> set[str]:
    with tarfile.open(archive) as tar:
        return set(tar.getnames())


def test_a_backup_has_what_an_installation_is_made_of(
    estate: Any, data: Path, settings: Settings
) -> None:
    also = data.parent / "etc"
    also.mkdir()
    (also / "ngnpanel.env").write_text("HTTPS=1")
    archive = data.parent / "one.tar.gz"
    made = keeping.write(archive, {"etc": also})
    database = keeping.SQLITE if connection.vendor == "sqlite" else keeping.DUMP
    assert members(archive) == {
        *("manifest.json", "secrets.json", "also/etc/ngnpanel.env", database),
        *("data/audit-head", "data/mail/one", "data/demo-logins.json"),
    }
    assert archive.stat().st_mode & 0o077 == 0
    assert made.vendor == connection.vendor
    assert "jobs.0001_jobs" in made.migrations
    folder = data.parent / "unpacked"
    keeping.unpack(archive, folder)
    assert json.loads((folder / "secrets.json").read_text()) == {
        "secret_key": settings.SECRET_KEY,
        "sealing_key": settings.PROVISIONING["KEY"],
        "admin_password": settings.ADMIN_PASSWORD,
    }
    assert [path.name for path in data.parent.iterdir() if path.name.startswith(".")] == []


def test_what_is_restored_is_what_was_there(estate: dict[str, list[Any]], data: Path) -> None:
    archive = data.parent / "one.tar.gz"
    keeping.write(archive)
    place = data.parent / "new"
    if connection.vendor != "sqlite":
        # One database has room for one; tests.keeping restores into another.
        assert keeping.look(archive).vendor == "postgresql"
        return
    ran = manage(place, "restore", str(archive))
    assert ran.returncode == 0, ran.stderr
    assert f"The audit is whole: {len(estate['audit_entry'])} entries." in ran.stdout
    with closing(sqlite3.connect(place / "ngnpanel.sqlite3")) as restored:
        assert rows(restored) == estate
    assert secret_store.load_or_create(place).sealing_key == SEALING
    assert (place / "mail" / "one").read_text() == "mail"
    # What was made for the empty folder is kept, in case that it was of use after all.
    assert len(list(place.glob("secrets-before-*.json"))) == 1


def manage(data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A management command on a machine that has nothing but this data folder."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.endswith("_KEY")},
        "NGNPANEL_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "ngnpanel.settings",
        "DATABASE_URL": "",
        "ADMIN_PASSWORD": "",
        "PROXY_DATABASE_URL": "",
    }
    program = [sys.executable, str(ROOT / "manage.py"), *command]
    return subprocess.run(
        program, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_damaged_archive_is_refused(estate: Any, data: Path) -> None:
    archive = data.parent / "one.tar.gz"
    keeping.write(archive)
    assert keeping.look(archive).vendor == connection.vendor
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(keeping.Unfit, match="damaged"):
        keeping.look(archive)
    archive.write_bytes(b"no archive")
    with pytest.raises(CommandError, match="no backup of the panel"):
        call_command("restore", str(archive), "--check")


def test_a_file_that_was_changed_in_the_archive_is_found(estate: Any, data: Path) -> None:
    archive, folder = data.parent / "one.tar.gz", data.parent / "unpacked"
    keeping.write(archive)
    keeping.unpack(archive, folder)
    (folder / "secrets.json").write_text("{}")
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(folder, arcname=".")
    with pytest.raises(keeping.Unfit, match=r"secrets\.json is not what it was"):
        keeping.look(archive)


def test_an_archive_cannot_write_beside_its_folder(tmp_path: Path) -> None:
    archive = tmp_path / "evil.tar.gz"
    (tmp_path / "x").write_text("x")
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "x", arcname="../../outside")
    with pytest.raises(keeping.Unfit):
        keeping.unpack(archive, tmp_path / "in")
    assert not (tmp_path.parent / "outside").exists()


def test_a_backup_replaces_no_other_and_its_trouble_is_told(estate: Any, data: Path) -> None:
    archive = data.parent / "one.tar.gz"
    archive.write_text("kept")
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(archive))
    assert archive.read_text() == "kept"
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("backup", str(data.parent / "nowhere" / "x"))
    with pytest.raises(CommandError, match="is not there"):
        call_command("backup", str(data.parent / "x.tar.gz"), "--also", "/nowhere/at-all")


def fitting(**changes: Any) -> keeping.Manifest:
    values = {"format": 1, "made": "", "vendor": connection.vendor, "migrations": [], "files": {}}
    return keeping.Manifest(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"vendor": "oracle"}, "backup is of oracle"),
        ({"migrations": ["jobs.9999_later"]}, r"later version of the panel: it has jobs\.9999"),
        ({}, "not empty"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_changes(
    db: None, tmp_path: Path, changes: dict[str, Any], text: str
) -> None:
    with pytest.raises(keeping.Unfit, match=text):
        keeping._fits(fitting(**changes), tmp_path, replace=False)


def test_keys_of_the_environment_must_be_those_of_the_backup(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_others", lambda: 0)
    other = {"secret_key": "another", "sealing_key": SEALING, "admin_password": "x"}
    (tmp_path / "secrets.json").write_text(json.dumps(other))
    with pytest.raises(keeping.Unfit, match="SECRET_KEY is not that of the backup"):
        keeping._fits(fitting(), tmp_path, replace=True)
