"""Passwords that many people use, and that guessers therefore try first.

They stand in a file, one a line, also compressed by gzip. The rules here know no settings, so
whoever starts the program says where it is; it is read with the first question.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

_files: list[Path] = []


def refuse_those_in(path: Path) -> None:
    """From here on the passwords of this file are common ones; those of another one are not."""
    _files[:] = [path]


def is_common(password: str) -> bool:
    """Whether the password is in the file, however its letters are written."""
    plain = password.strip().lower()
    return bool(plain) and any(plain in read(path) for path in _files)


@lru_cache(maxsize=2)
def read(path: Path) -> frozenset[str]:
    """The passwords of a file, in small letters; raises OSError when it cannot be read."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    return frozenset(line.strip().lower() for line in content.decode(errors="replace").splitlines())
