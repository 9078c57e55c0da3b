"""Collects the static files, but only when one of them has changed since the last time."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".stamp"


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
        shutil.rmtree(root, ignore_errors=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint, encoding="ascii")
        return True


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
