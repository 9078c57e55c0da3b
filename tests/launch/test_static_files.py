"""Static files: collected when something changed, and those of the version before stay."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from ngnpanel.launch import static_files

OLD = time.time() - static_files.KEPT_SECONDS - 60


def version(root: Path, monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    """Collect a version whose style sheet has this mark."""

    def collect(*_arguments: object, **_options: object) -> None:
        root.mkdir(exist_ok=True)
        for name in ("css/panel.css", f"css/panel.{mark}.css", f"css/panel.{mark}.css.br"):
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(mark)
        paths = {"css/panel.css": f"css/panel.{mark}.css"}
        (root / "staticfiles.json").write_text(json.dumps({"paths": paths}))

    monkeypatch.setattr(static_files, "call_command", collect)
    monkeypatch.setattr(static_files, "_lines", lambda: iter([mark]))
    assert static_files.collect(root)


def test_files_of_the_version_before_stay_for_a_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    root = tmp_path / "static"
    version(root, monkeypatch, "aaaa")
    assert not static_files.collect(root)
    # It ran for years: what counts is when it was replaced.
    for file in root.rglob("*.css*"):
        os.utime(file, (OLD, OLD))
    version(root, monkeypatch, "bbbb")
    names = {file.name for file in root.rglob("*.css*")}
    assert {"panel.aaaa.css", "panel.aaaa.css.br", "panel.bbbb.css", "panel.css"} <= names
    for name in ("panel.aaaa.css", "panel.aaaa.css.br", "panel.bbbb.css"):
        os.utime(root / "css" / name, (OLD, OLD))
    version(root, monkeypatch, "cccc")
    names = {file.name for file in root.rglob("*.css*")}
    assert "panel.aaaa.css" not in names
    assert "panel.aaaa.css.br" not in names
    assert {"panel.bbbb.css", "panel.cccc.css", "panel.css"} <= names


def test_a_broken_manifest_keeps_nothing_from_working(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "static"
    version(root, monkeypatch, "aaaa")
    (root / "staticfiles.json").write_text("{")
    version(root, monkeypatch, "bbbb")
    assert (root / "css" / "panel.aaaa.css").exists()
