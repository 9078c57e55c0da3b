"""Backups: one archive with the database, the secrets and what else lies in the data folder.

It is made while everything runs. The mark of the audit is copied first and the database after it,
as of one moment: so the database always has at least what the mark says. Messages of the broker
and metrics are not kept; jobs and mails are rows.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg.conninfo import make_conninfo

from ngnpanel.launch import secret_store

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SECRETS: Final = "secrets.json"
MARK: Final = "audit-head"
SQLITE: Final = "database.sqlite3"
DUMP: Final = "database.dump"
# Of the moment and of this machine alone.
PASSING: Final = ("broker", "metrics", "static", "static-root")
PASSING_ENDS: Final = (".lock", "-wal", "-shm", "-journal", "beat-schedule")
NEEDED: Final = "PostgreSQL's programs are missing: apt-get install postgresql-client"


class Unfit(Exception):
    """An archive cannot be made or used; the text is one sentence for the person at the shell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive says of itself; ``files`` are SHA-256 digests by name."""

    format: int
    made: str
    vendor: str
    migrations: list[str]
    files: dict[str, str]


def write(target: Path, also: Mapping[str, Path] | None = None) -> Manifest:
    """Make the archive, readable by its owner alone; ``also`` are further files by a name.

    Raises Unfit, and leaves nothing behind then.
    """
    if target.exists():
        raise Unfit(f"{target} is there already.")
    with TemporaryDirectory(prefix=".ngnpanel-backup-", dir=target.parent) as name:
        folder = Path(name)
        _gather(folder / "data")
        secret_store.write_private(folder / SECRETS, json.dumps(asdict(_secrets()), indent=1))
        database = _copy_database(folder)
        for called, path in (also or {}).items():
            _take(path, folder / "also" / called)
        files = {str(file.relative_to(folder)): _digest(file) for file in _files(folder)}
        made = Manifest(
            format=FORMAT,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            vendor=database,
            migrations=sorted(
                ".".join(each) for each in MigrationLoader(connection).applied_migrations
            ),
            files=files,
        )
        (folder / MANIFEST).write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")
        draft = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as handle:
                _pack(folder, [MANIFEST, *files], handle)
                handle.flush()
                os.fsync(handle.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return made


def unpack(archive: Path, folder: Path) -> Manifest:
    """Unpack an archive and compare every file with its digest; raises Unfit."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        made = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError) as error:
        raise Unfit(f"{archive} is no backup of the panel, or it is damaged.") from error
    if made.format != FORMAT:
        raise Unfit(f"{archive} was made by another version of the panel.")
    for name, digest in made.files.items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise Unfit(f"{archive} is damaged: {name} is not what it was.")
    return made


def look(archive: Path) -> Manifest:
    """What a whole archive says of itself; raises Unfit when it is not whole."""
    with TemporaryDirectory(prefix="ngnpanel-look-") as name:
        return unpack(archive, Path(name))


def restore(archive: Path, *, replace: bool = False) -> Manifest:
    """Put database, secrets and data folder back as they were; nothing else may run meanwhile.

    Without ``replace`` there must be nothing in the database. Raises Unfit before it changes
    anything; all that can be looked at is looked at first.
    """
    data: Path = settings.DATA_DIR
    with TemporaryDirectory(prefix=".ngnpanel-restore-", dir=data.parent) as name:
        folder = Path(name)
        made = unpack(archive, folder)
        _fits(made, folder, replace=replace)
        if made.vendor == "sqlite":
            _restore_sqlite(folder / SQLITE)
        else:
            _restore_postgresql(folder / DUMP)
        _return(folder, data)
    return made


def _fits(made: Manifest, folder: Path, *, replace: bool) -> None:
    """Raise Unfit where restoring could not work or would destroy something."""
    if made.vendor != connection.vendor:
        raise Unfit(f"The backup is of {made.vendor}, and DATABASE_URL names {connection.vendor}.")
    known = {".".join(each) for each in MigrationLoader(None).disk_migrations or {}}
    if newer := sorted(set(made.migrations) - known):
        raise Unfit(f"The backup is of a later version of the panel: it has {newer[0]}.")
    if not replace and connection.introspection.table_names():
        raise Unfit("The database is not empty; --replace takes away all that is in it.")
    if connection.vendor == "postgresql" and (others := _others()):
        raise Unfit(f"{others} others are connected to the database: stop the panel first.")
    kept = secret_store.Secrets(**json.loads((folder / SECRETS).read_text(encoding="utf-8")))
    given = {"SECRET_KEY": kept.secret_key, "PROVISIONING_KEY": kept.sealing_key}
    for variable, value in given.items():
        is_given = os.environ.get(variable) or os.environ.get(f"{variable}_FILE")
        if is_given and value and value != _present(variable):
            raise Unfit(
                f"{variable} is not that of the backup, so nothing of it could be read:"
                f" set that one, or none; the backup brings its own."
            )


def _present(variable: str) -> str:
    return str(settings.SECRET_KEY if variable == "SECRET_KEY" else settings.PROVISIONING["KEY"])


def _secrets() -> secret_store.Secrets:
    """Those in use, wherever they come from: a restored database can be read with them alone."""
    in_use: dict[str, str] = {
        "secret_key": settings.SECRET_KEY,
        "sealing_key": str(settings.PROVISIONING["KEY"]),
        "admin_password": str(settings.PROVISIONING["ADMIN_PASSWORD"]),
    }
    if all(in_use.values()):
        return secret_store.Secrets(**in_use)
    # Of a platform elsewhere some are not in use; what the folder keeps is kept.
    stored: dict[str, str] = asdict(secret_store.load_or_create(settings.DATA_DIR))
    return secret_store.Secrets(**{name: value or stored[name] for name, value in in_use.items()})


def _gather(folder: Path) -> None:
    """Copy the data folder without what is passing; the mark of the audit is the first."""
    folder.mkdir(mode=0o700)
    data: Path = settings.DATA_DIR
    if not data.is_dir():
        return
    left_out = {*PASSING, SECRETS}
    if connection.vendor == "sqlite":
        left_out.add(Path(str(connection.settings_dict["NAME"])).name)
    for path in sorted(data.iterdir(), key=lambda path: path.name != MARK):
        if path.name in left_out or path.name.startswith(".") or path.name.endswith(PASSING_ENDS):
            continue
        _take(path, folder / path.name)


def _take(path: Path, place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        if path.is_dir():
            shutil.copytree(path, place, symlinks=False)
        else:
            shutil.copy2(path, place)
    except FileNotFoundError as error:
        raise Unfit(f"{path} is not there.") from error
    except shutil.Error:
        # A mail or a draft that went while the folder was read.
        return


def _copy_database(folder: Path) -> str:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / SQLITE)) as copy:
            connection.connection.backup(copy)
        return "sqlite"
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", folder / DUMP)
    return "postgresql"


def _restore_sqlite(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as looked:
        if looked.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Unfit("The database in the backup is damaged.")
    connection.close()
    place = Path(str(connection.settings_dict["NAME"]))
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for end in ("-wal", "-shm", "-journal"):
        place.with_name(place.name + end).unlink(missing_ok=True)
    draft = place.with_name(f".{place.name}-restored")
    shutil.copyfile(copy, draft)
    draft.chmod(0o600)
    draft.replace(place)


def _restore_postgresql(dump: Path) -> None:
    if connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        dump,
    )


def _others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def _run(program: str, *arguments: str | Path) -> None:
    """A program of PostgreSQL on our database; the password is in no list of processes."""
    described = connection.settings_dict
    options: dict[str, Any] = dict(described["OPTIONS"])
    for name in ("options", "isolation_level", "pool", "server_side_binding"):
        options.pop(name, None)
    address = make_conninfo(
        dbname=described["NAME"],
        user=described["USER"] or None,
        host=described["HOST"] or None,
        port=described["PORT"] or None,
        **options,
    )
    found = shutil.which(program)
    if found is None:
        raise Unfit(NEEDED)
    environment = {
        **os.environ,
        **({"PGPASSWORD": described["PASSWORD"]} if described["PASSWORD"] else {}),
    }
    ran = subprocess.run(  # noqa: S603 - a program of the system
        [found, "--dbname", address, *map(str, arguments)],
        env=environment,
        capture_output=True,
        check=False,
    )
    if ran.returncode:
        # Its words name tables and versions; rows are not in them.
        raise Unfit(f"{program}: {ran.stderr.decode(errors='replace').strip()[:500]}")


def _return(folder: Path, data: Path) -> None:
    """Put files back over what is there; secrets that are replaced stay beside the new ones."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copytree(folder / "data", data, dirs_exist_ok=True)
    if (folder / "also").is_dir():
        shutil.copytree(folder / "also", data / "restored", dirs_exist_ok=True)
    new, place = (folder / SECRETS).read_text(encoding="utf-8"), data / SECRETS
    if place.exists() and place.read_text(encoding="utf-8") != new:
        moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        place.rename(place.with_name(f"secrets-before-{moment}.json"))
    secret_store.write_private(place, new)
    if not (folder / "data" / MARK).exists():
        # A mark of what was there before would say that the restored audit is cut off.
        (data / MARK).unlink(missing_ok=True)


def _pack(folder: Path, names: list[str], handle: Any) -> None:
    with tarfile.open(fileobj=handle, mode="w:gz", compresslevel=6) as tar:
        for name in names:
            tar.add(folder / name, arcname=name, recursive=False)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
