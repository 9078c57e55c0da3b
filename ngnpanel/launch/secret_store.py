"""The secrets of one data folder: made on the first start, read on every later one."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """``sealing_key`` seals what the server must be able to read back: 32 bytes in base64."""

    secret_key: str = field(repr=False)
    sealing_key: str = field(repr=False)
    admin_password: str = field(repr=False)


def load_or_create(folder: Path) -> Secrets:
    """The secrets in ``folder``; of two processes that start at once, one makes them."""
    file = folder / "secrets.json"
    if not file.exists():
        _create(file)
    return Secrets(**json.loads(file.read_text(encoding="utf-8")))


def _create(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Secrets(
        secret_key=secrets.token_urlsafe(48),
        sealing_key=base64.b64encode(secrets.token_bytes(32)).decode("ascii"),
        admin_password="".join(secrets.choice(ALPHABET) for _ in range(16)),
    )
    draft = file.with_name(f".secrets-{os.getpid()}-{secrets.token_hex(4)}")
    write_private(draft, json.dumps(asdict(made), indent=1))
    try:
        os.link(draft, file)  # fails if another process was first, and then its secrets count
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def write_private(file: Path, text: str) -> None:
    """Writes a file that only its owner may read, from the first byte on."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
