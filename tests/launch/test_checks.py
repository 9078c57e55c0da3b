"""manage.py check --deploy: clean in production settings, and a sentence for each that is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from ngnpanel.launch import checks
from tests.launch.launching import ROOT

PRODUCTION = {
    "HTTPS": "1",
    "BASE_URL": "https://panel.example.net",
    "ALLOWED_HOSTS": "panel.example.net",
    "DATABASE_URL": "postgresql://ngnpanel:secret@127.0.0.1:1/ngnpanel",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://ngnpanel:secret@mail.example.net",
    "METRICS_TOKEN": "0123456789abcdef0123456789abcdef",
    "DEMO": "0",
}


def deployed(data: Path, **changes: str) -> tuple[int, str]:
    """What ``check --deploy`` says of an installation with these variables."""
    own = {"DJANGO_SETTINGS_MODULE": "ngnpanel.settings", "NGNPANEL_DATA": str(data)}
    environment = {"PATH": os.environ["PATH"], **own, **PRODUCTION, **changes}
    ran = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_production_settings_are_clean(tmp_path: Path) -> None:
    code, said = deployed(tmp_path / "data")
    assert (code, "no issues" in said) == (0, True), said


@pytest.fixture
def good(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of the tests, with what production has."""
    settings.HTTPS = True
    settings.BASE_URL = "https://panel.example.net"
    settings.ALLOWED_HOSTS = ["127.0.0.1", ".example.net"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.METRICS_TOKEN = "0123456789abcdef"
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o700)
    return settings


def found() -> list[str]:
    return [str(message.id) for message in checks.production()]


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_nothing_is_said_of_what_fits(good: Settings) -> None:
    assert found() == []


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"HTTPS": False}, "E001"),
        ({"BASE_URL": "http://panel.example.net"}, "E002"),
        ({"BASE_URL": "https://127.0.0.1:8000"}, "E002"),
        ({"ALLOWED_HOSTS": ["*"]}, "E003"),
        ({"ALLOWED_HOSTS": ["127.0.0.1", "example.net"]}, "E004"),
        ({"DATABASES": {"default": {"ENGINE": "ngnpanel.sqlite"}}}, "W001"),
        ({"REDIS_URL": ""}, "W002"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}, "W003"),
        ({"METRICS_TOKEN": "short"}, "W004"),
    ],
)
def test_what_does_not_fit_is_named(good: Settings, changes: dict[str, Any], finding: str) -> None:
    for name, value in changes.items():
        setattr(good, name, value)
    assert found() == [f"ngnpanel.{finding}"]


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_files_that_others_may_read_are_named(good: Settings, tmp_path: Path) -> None:
    secret = tmp_path / "secrets.json"
    secret.write_text("{}")
    secret.chmod(0o640)
    lent = tmp_path.parent / f"{tmp_path.name}-lent"
    lent.write_text("x")
    for mode, number in ((0o640, 1), (0o644, 2)):
        lent.chmod(mode)
        named = [str(each.msg) for each in checks.secrets({"EMAIL_URL_FILE": str(lent)})]
        assert len(named) == number
        assert str(secret) in named[0]
    # One that is away stops the start by itself; files of other programs are not ours to judge.
    others = {"SECRET_KEY_FILE": "/nowhere", "METRICS_TOKEN_FILE": "", "SSL_CERT_FILE": str(lent)}
    assert len(list(checks.secrets(others))) == 1


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_a_demonstration_is_no_production(good: Settings, tmp_path: Path) -> None:
    one = '{"role": "r", "username": "u", "password": "p", "url": "x"}'
    (tmp_path / "demo-logins.json").write_text(f"[{one}]")
    assert found() == []
    (tmp_path / "demo-logins.json").write_text(f"[{one}, {one}]")
    assert found() == ["ngnpanel.E005"]
