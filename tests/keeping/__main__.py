"""``python -m tests.keeping [--postgres]``: an estate, a backup, nothing, and the estate again.

1. An installation is started as a person does it, with the demonstration platform.
2. While somebody changes accounts through its pages, a backup is made: restored elsewhere, its
   audit is whole and its database sound.
3. Stopped, another backup is made. All rows of all tables and the pages of all people are noted.
4. Database and data folder are destroyed, the backup is restored, and both are noted again.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import http.cookiejar
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from tests import postgres

ROOT: Final = Path(__file__).resolve().parents[2]
PORT: Final = 8391
PAGES: Final = (
    "/",
    "/sip/accounts/",
    "/sip/domains/",
    "/sip/aliases/",
    "/customers/",
    "/dns/zones/",
    "/enum/numbers/",
    "/pstn/gateways/",
    "/jobs/",
    "/audit/",
    "/outbox/",
    "/brand/",
)
# What differs from one drawing to the next: tokens, marks against BREACH, ages.
PASSING: Final = re.compile(
    r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[^"]*|csrf[^"]*"[^"]*"|'
    # Ages are in the language of the reader, and the picture of the week moves with the clock.
    r"(?s:<time.*?</time>)|<(rect|svg|path|text|line)[ >][^>]*>|<!--.*?-->|\d\d:\d\d(:\d\d)?"
)


class Installation:
    """A data folder, a database, and the launcher on them."""

    def __init__(self, data: Path, database: str) -> None:
        self.data = data
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if name != "DJANGO_SETTINGS_MODULE"
            },
            "NGNPANEL_DATA": str(data),
            "PORT": str(PORT),
            "DATABASE_URL": database,
            "LOG_LEVEL": "WARNING",
            "STATIC_ROOT": str(data.parent / "static-root"),
        }

    def manage(self, *command: str) -> str:
        """What a management command says; CalledProcessError when it fails."""
        ran = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return ran.stdout

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """Its address while it runs."""
        command = [sys.executable, str(ROOT / "manage.py"), "up", "--tied"]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{PORT}"
        try:
            limit = time.monotonic() + 900
            while not healthy(address):
                if process.poll() is not None or time.monotonic() > limit:
                    raise SystemExit("the installation does not start")
                time.sleep(0.3)
            yield address
        finally:
            process.terminate()
            process.wait(60)

    def logins(self) -> list[dict[str, str]]:
        """Who can sign in."""
        found: list[dict[str, str]] = json.loads((self.data / "demo-logins.json").read_text())
        return found


def healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


class Browser:
    """Somebody who is signed in."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self.address = address
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.post("/login/", {"name": name, "password": password})

    def get(self, path: str) -> tuple[int, str]:
        try:
            with self.opener.open(self.address + path, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""

    def post(self, path: str, values: dict[str, str]) -> int:
        """Fill the form of a page and send it; the other fields stay as they are."""
        _status, page = self.get(path)
        fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
        body = urllib.parse.urlencode({**fields, **values}).encode()
        headers = {"Referer": self.address + path, "Origin": self.address}
        request = urllib.request.Request(self.address + path, body, headers)
        with self.opener.open(request, timeout=30) as answer:
            return int(answer.status)


def pages(installation: Installation) -> dict[str, str]:
    """What all people see, without what differs from one drawing to the next."""
    seen = {}
    with installation.running() as address:
        for login in installation.logins():
            browser = Browser(address, login["username"], login["password"])
            for path in PAGES:
                status, text = browser.get(path)
                main = text.partition("<main")[2].partition("</main>")[0] or text
                seen[f"{login['username']} {path}"] = f"{status} {PASSING.sub('', main)}"
    return seen


def tables(database: str, data: Path) -> dict[str, list[str]]:
    """All rows of all tables; those that a running panel renews by itself are left out."""
    if database:
        return _postgres_tables(database)
    with closing(sqlite3.connect(data / "ngnpanel.sqlite3")) as opened:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        names = [name for (name,) in opened.execute(query)]
        return {
            name: sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"'))) for name in names
        }


def _postgres_tables(database: str) -> dict[str, list[str]]:
    with psycopg.connect(database) as opened:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        names = [name for (name,) in opened.execute(query)]
        return {
            name: sorted(
                map(repr, opened.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))))
            )
            for name in names
        }


def change(address: str, login: dict[str, str], stop: threading.Event, done: list[int]) -> None:
    """Change an account again and again, as a person does it."""
    browser = Browser(address, login["username"], login["password"])
    _status, listed = browser.get("/sip/accounts/")
    found = re.findall(r'href="(/sip/accounts/[^"/]+@[^"/]+/)"', listed)
    while not stop.is_set():
        path = f"{found[len(done) % len(found)]}edit/"
        browser.post(path, {"first_name": f"Name{len(done)}"})
        done.append(1)


def emptied(database: str) -> str:
    """A second, empty database beside the first one; "" for SQLite."""
    if not database:
        return ""
    with psycopg.connect(database, autocommit=True) as opened:
        opened.execute("DROP DATABASE IF EXISTS elsewhere")
        opened.execute("CREATE DATABASE elsewhere TEMPLATE template0 LOCALE 'C.UTF-8'")
    return database.replace("/postgres?", "/elsewhere?")


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )


def story(folder: Path, database: str) -> None:
    """All of it; raises SystemExit where something is not as it was."""
    first = Installation(folder / "data", database)
    busy, quiet = folder / "busy.tar.gz", folder / "quiet.tar.gz"
    done: list[int] = []
    first.manage("migrate", "--no-input", "--verbosity", "0")
    first.manage("load_demo", "--accounts", "40")
    with first.running() as address:
        reseller = next(login for login in first.logins() if login["role"] == "reseller")
        stop = threading.Event()
        writer = threading.Thread(target=change, args=(address, reseller, stop, done))
        writer.start()
        while len(done) < 5:
            time.sleep(0.1)
        before, started = len(done), time.monotonic()
        first.manage("backup", str(busy))
        took, meanwhile = time.monotonic() - started, len(done) - before
        stop.set()
        writer.join()
    tell(
        f"backup while running: {took:.1f} s, {meanwhile} forms saved meanwhile, "
        f"{busy.stat().st_size // 1024} kB"
    )
    second = Installation(folder / "second", emptied(database))
    tell("restored elsewhere:", second.manage("restore", str(busy)).replace("\n", "; "))

    first.manage("backup", str(quiet))
    rows = tables(database, first.data)
    # Signing in is in the audit: both times the pages are those of somebody who just came.
    seen = pages(first)
    shutil.rmtree(first.data)
    if database:
        with psycopg.connect(database) as opened:
            opened.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    first.manage("restore", str(quiet))
    again = tables(database, first.data)
    if differ := differences(rows, again):
        raise SystemExit(f"tables differ: {differ}")
    tell(f"tables: {len(rows)} with {sum(map(len, rows.values()))} rows, all the same")
    tell("audit:", first.manage("audit_verify").strip())
    after = pages(first)
    if differ := differences(seen, after):
        for name in differ:
            lines = difflib.unified_diff(seen[name].split("\n"), after[name].split("\n"), n=0)
            tell(name, "\n".join(list(lines)[:12]))
        raise SystemExit(f"pages differ: {differ}")
    served = sum(text.startswith("200") for text in seen.values())
    tell(f"pages: {len(seen)} of {len(first.logins())} people, {served} with status 200, all same")


def tell(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.keeping")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(postgres.server()) if arguments.postgres else ""
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ngnpanel-keeping-"))
        story(Path(folder), database)


if __name__ == "__main__":
    main()
