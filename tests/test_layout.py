"""The four app folders stay importable only as ngnpanel.<app>, and hide nobody else's modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APPS = ["accounts", "dns", "enum", "pstn"]


@pytest.mark.parametrize("app", APPS)
def test_an_app_folder_is_no_package_of_its_own(app: str) -> None:
    assert (ROOT / app).is_dir()
    assert not (ROOT / app / "__init__.py").exists()


@pytest.mark.parametrize("app", APPS)
def test_the_link_to_an_app_is_relative_and_points_home(app: str) -> None:
    link = ROOT / "ngnpanel" / app
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert link.resolve() == ROOT / app


@pytest.mark.parametrize("app", APPS)
def test_an_app_is_installed_under_the_project_package(app: str) -> None:
    assert apps.get_app_config(app).name == f"ngnpanel.{app}"


def test_enum_and_dns_keep_their_meaning() -> None:
    code = "import enum, dns.resolver; print(enum.__file__, dns.resolver.__file__, sep='\\n')"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    standard, library = result.stdout.splitlines()
    assert not Path(standard).is_relative_to(ROOT / "enum")
    assert not Path(library).is_relative_to(ROOT / "dns")


def test_every_test_folder_is_a_package() -> None:
    folders = {file.parent for file in (ROOT / "tests").rglob("test_*.py")}
    assert [str(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_no_module_has_an_empty_name() -> None:
    empty_names = {"utils.py", "helpers.py", "base.py", "manager.py"}
    found = [p for folder in ["ngnpanel", *APPS] for p in (ROOT / folder).rglob("*.py")]
    empty = [str(p.relative_to(ROOT)) for p in found if p.name in empty_names]
    assert empty == ["ngnpanel/sqlite/base.py"]  # Django looks for a backend under this name


def test_no_module_is_longer_than_400_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for folder in ["ngnpanel", *APPS]
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]
    assert long == []


def test_the_panel_itself_does_without_the_admin_apps() -> None:
    code = """
import os
os.environ |= dict(PLATFORM="remote", NGNPRO_URL="https://ngnpro.example/", NGNPRO_USERNAME="a",
                   NGNPRO_PASSWORD="b", SECRET_KEY="c")
from ngnpanel import settings
print(*settings.INSTALLED_APPS, *settings.MIDDLEWARE, sep="\\n")
"""
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in ("django.contrib.admin", "django.contrib.auth", "ngnpanel.provisioning"):
        assert name not in result.stdout
