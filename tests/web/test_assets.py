"""What the browser gets: nothing inline, only vendored files that are what they were."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
VENDOR = BASE / "static" / "vendor"
# Mails have their styles inside: mail programs know nothing else.
TEMPLATES = sorted(
    path for path in (BASE / "templates").rglob("*.html") if path.parent.name != "mail"
)
SOURCES = [
    path
    for folder in ("ngnpanel", "accounts")
    for path in sorted((BASE / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=|<style", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>{%]*\son[a-z]+\s*=", re.IGNORECASE),
    "evaluated htmx": re.compile(r"hx-on|\bjs:|hx-trigger=\"[^\"]*\["),
    "something from elsewhere": re.compile(r"(?:src|href)=\"(?:https?:)?//"),
}
ICON = re.compile(r"""(?:\{% icon |\bicon=)["']([a-z0-9-]+)["']""")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(BASE)))
def test_a_template_has_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []


def test_every_icon_that_a_template_asks_for_is_there() -> None:
    asked = {name for path in [*TEMPLATES, *SOURCES] for name in ICON.findall(path.read_text())}
    assert sorted(asked - {path.stem for path in VENDOR.glob("icons/*.svg")}) == []


def test_no_icon_is_carried_along_that_nobody_shows() -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in [*TEMPLATES, *SOURCES])
    unused = [
        path.stem
        for path in VENDOR.glob("icons/*.svg")
        if f'"{path.stem}"' not in everything and f"'{path.stem}'" not in everything
    ]
    assert unused == []


def test_the_vendored_files_are_the_listed_ones() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert found == listed


def test_no_vendored_file_asks_for_a_source_map() -> None:
    files = [*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")]
    assert [path.name for path in files if b"sourceMappingURL" in path.read_bytes()] == []


def test_our_styles_name_only_files_that_exist() -> None:
    for sheet in (BASE / "static" / "css").glob("*.css"):
        for name in re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / name).is_file()


def test_the_mark_of_the_browser_tab_is_the_mark_of_the_pages() -> None:
    from ngnpanel.web.templatetags.panel import mark

    drawn = (BASE / "static" / "img" / "mark.svg").read_text(encoding="utf-8")
    assert re.findall(r' d="([^"]+)"', drawn) == re.findall(r' d="([^"]+)"', mark())
