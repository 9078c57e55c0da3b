"""Collects the static files, but only when one of them has changed since the last time.

Files of the version before stay for a month: pages that somebody has open, and web servers that are
still to be upgraded, ask for them. Their names change with their content, so nothing is in the way.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP: Final = ".stamp"
MANIFEST: Final = "staticfiles.json"
KEPT_SECONDS: Final = 30 * 24 * 3600
# What whitenoise makes of a file besides.
PACKED: Final = ("", ".gz", ".br")


def collect(root: Path) -> bool:
    """Fills the folder that whitenoise serves; False when it was up to date."""
    root.parent.mkdir(parents=True, exist_ok=True)
    # Two installations may share the code and so this folder.
    with root.with_name(f".{root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fingerprint = _fingerprint()
        stamp = root / STAMP
        if stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint:
            return False
        # From now on they are old: their month begins.
        for file in _of_manifest(root):
            if file.exists():
                os.utime(file)
        call_command("collectstatic", interactive=False, verbosity=0)
        _forget_old(root)
        stamp.write_text(fingerprint, encoding="ascii")
        return True


def _forget_old(root: Path) -> None:
    """Takes away what neither this version has nor one that was replaced in the last month."""
    present = set(_of_manifest(root))
    limit = time.time() - KEPT_SECONDS
    for file in root.rglob("*"):
        is_old = file.is_file() and file not in present and file.stat().st_mtime < limit
        if is_old and file.name not in (STAMP, MANIFEST):
            file.unlink()


def _of_manifest(root: Path) -> Iterator[Path]:
    """The files of the version that was collected last, with and without the mark in their name."""
    try:
        paths: dict[str, str] = json.loads((root / MANIFEST).read_text(encoding="utf-8"))["paths"]
    except (OSError, ValueError, KeyError):
        return
    for name, marked in paths.items():
        yield from (root / f"{each}{end}" for each in {name, marked} for end in PACKED)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for line in sorted(_lines()):
        digest.update(line.encode())
    return digest.hexdigest()


def _lines() -> Iterator[str]:
    yield f"django {version('django')}\n"
    yield f"whitenoise {version('whitenoise')}\n"
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            yield f"{storage.path(name)} {state.st_size} {state.st_mtime_ns}\n"
