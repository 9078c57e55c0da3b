"""Typed readers of environment variables; a secret may also come from the file NAME_FILE."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import IsolationLevel, ProgrammingError
from psycopg.conninfo import conninfo_to_dict

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off", ""})
ENGINES = {
    "sqlite": "ngnpanel.sqlite",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}
# What limits each session, unless the address names `options` of its own. A call is answered within
# five seconds or nobody waits for it any more; a migration lifts the limit of its statements.
SESSION = (
    "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
    # Compiling a query costs more than the short ones of this server take.
    " -c jit=off"
)
# What limits a session that only reads from another program's tables while a call waits.
READING_SESSION = "-c statement_timeout=4s -c default_transaction_read_only=on -c jit=off"


class Environment:
    """Reads one set of variables; a value of the wrong kind stops the start with a sentence."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool) -> bool:
        if name not in self.variables:
            return default
        value = self.variables[name].strip().lower()
        if value in YES:
            return True
        if value in NO:
            return False
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")

    def integer(self, name: str, default: int) -> int:
        value = self.text(name)
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None

    def seconds(self, name: str, default: float) -> float:
        value = self.text(name)
        try:
            number = float(value) if value else default
        except ValueError:
            number = 0.0
        if number <= 0:
            raise ImproperlyConfigured(f"{name} must be a number of seconds above 0.")
        return number

    def words(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Values separated by commas or blanks."""
        return tuple(self.text(name).replace(",", " ").split()) or default

    def name_servers(self, name: str) -> dict[str, tuple[str, ...]]:
        """Hosts and their addresses from words such as ``ns1.example.net=192.0.2.53``.

        A host without address is allowed; one with several is named once for each of them.
        """
        servers: dict[str, tuple[str, ...]] = {}
        for word in self.words(name):
            host, equals, address = word.lower().partition("=")
            host = host.rstrip(".")
            wrong = f"{name} must be host names, or host=address, not {word!r}."
            if "." not in host:
                raise ImproperlyConfigured(wrong)
            known = servers.setdefault(host, ())
            if not equals:
                continue
            try:
                servers[host] = (*known, str(ip_address(address)))
            except ValueError:
                raise ImproperlyConfigured(wrong) from None
        return servers

    def resolver(self, name: str) -> tuple[str, int] | None:
        """Address and port of a DNS server: 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353."""
        text = self.text(name)
        if not text:
            return None
        try:
            try:
                return str(ip_address(text)), 53
            except ValueError:
                place = urlsplit(f"//{text}")
                return str(ip_address(place.hostname or "")), place.port or 53
        except ValueError:
            wrong = f"{name} must be an IP address, or address:port, not {text!r}."
            raise ImproperlyConfigured(wrong) from None

    def required(self, name: str, why: str) -> str:
        """A value, or the secret in a file, that has no default; ``why`` says who needs it."""
        value = self.secret(name).strip()
        if not value:
            raise ImproperlyConfigured(f"{why} needs {name}.")
        return value

    def url(self, name: str, why: str) -> str:
        """An http or https address that has no default."""
        value = self.required(name, why)
        address = urlsplit(value)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ImproperlyConfigured(f"{name} must be an http or https address, not {value!r}.")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of ``choices``; the first of them when the variable is not set."""
        value = self.text(name, choices[0])
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}.")
        return value

    def roles(self, name: str, known: tuple[str, ...]) -> frozenset[str]:
        """Some of ``known``, separated by commas or blanks."""
        found = frozenset(self.words(name))
        if found - set(known):
            raise ImproperlyConfigured(f"{name} must be some of {', '.join(known)}.")
        return found

    def path(self, name: str, default: Path) -> Path:
        value = self.text(name)
        return Path(value).expanduser().resolve() if value else default

    def secret(self, name: str) -> str:
        """The variable itself, or the content of the file that NAME_FILE names."""
        file = self.text(f"{name}_FILE")
        if not file:
            return self.variables.get(name, "")
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}.") from None

    def database(self, name: str, default: Path) -> dict[str, Any]:
        """Django's description of the database that a URL names, of the file ``default`` if none.

        sqlite:///absolute/path, or postgresql://user:password@host:port/name?sslmode=verify-full
        with whatever else libpq knows after the question mark.
        """
        address = self.secret(name).strip()
        url = urlsplit(address)
        engine = ENGINES.get(url.scheme) if url.scheme else ENGINES["sqlite"]
        if engine is None:
            raise ImproperlyConfigured(f"{name} must start with sqlite: or postgresql:.")
        if engine == ENGINES["sqlite"]:
            return sqlite(url.path or str(default))
        try:
            return postgresql(conninfo_to_dict(address))
        except ProgrammingError:
            # libpq's own words may repeat the password.
            raise ImproperlyConfigured(f"{name} is not an address of PostgreSQL.") from None

    def proxy_database(self, name: str) -> dict[str, Any] | None:
        """The database of a SIP proxy, opened to be read alone; None when the variable is empty.

        sqlite: and postgresql: as in ``database``, and mysql://user:password@host:port/name where
        the driver mysqlclient is installed.
        """
        url = urlsplit(self.secret(name).strip())
        match ENGINES.get(url.scheme, url.scheme):
            case "":
                return None
            case "ngnpanel.sqlite":
                # WAL is for its owner to choose; a file that is missing must not be made.
                place = f"file:/{quote(url.path.lstrip('/'))}?mode=ro"
                return {"ENGINE": ENGINES["sqlite"], "NAME": place, "OPTIONS": {"timeout": 4}}
            case "mysql":
                return mysql(name, url)
            case "django.db.backends.postgresql":
                described = self.database(name, Path())
                if described["OPTIONS"]["options"] == SESSION:
                    described["OPTIONS"]["options"] = READING_SESSION
                return described
            case _:
                raise ImproperlyConfigured(
                    f"{name} must start with sqlite:, postgresql: or mysql:."
                )

    def mail(self, name: str, folder: Path) -> dict[str, Any]:
        """Django's settings for the mail server that a URL names; without one, files in ``folder``.

        smtp://user:password@host:port with ?tls=starttls (the default), ?tls=none, or smtps://… for
        TLS from the first byte.
        """
        wrong = f"{name} must be smtp://user:password@host:port or smtps://…"
        address = self.secret(name).strip()
        if not address:
            backend = "django.core.mail.backends.filebased.EmailBackend"
            return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(folder)}
        try:
            url = urlsplit(address)
            port = url.port
        except ValueError:
            raise ImproperlyConfigured(wrong) from None
        tls = parse_qs(url.query).get("tls", ["implicit" if url.scheme == "smtps" else "starttls"])
        if url.scheme not in ("smtp", "smtps") or not url.hostname:
            raise ImproperlyConfigured(wrong)
        if tls[0] not in ("starttls", "implicit", "none"):
            raise ImproperlyConfigured(f"{name}: tls must be starttls, implicit or none.")
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": url.hostname,
            "EMAIL_PORT": port or (465 if tls[0] == "implicit" else 587),
            "EMAIL_HOST_USER": unquote(url.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
            "EMAIL_USE_TLS": tls[0] == "starttls",
            "EMAIL_USE_SSL": tls[0] == "implicit",
        }


def sqlite(name: str) -> dict[str, Any]:
    """SQLite set up for several processes: writers wait for each other instead of failing."""
    return {
        "ENGINE": ENGINES["sqlite"],
        "NAME": name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        # Opening the file and reading its schema costs as much as a small SOAP call.
        "CONN_MAX_AGE": 60,
    }


def postgresql(parts: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL from the parts of an address as libpq names them."""
    named = {
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
    }
    return {
        "ENGINE": ENGINES["postgresql"],
        **named,
        "OPTIONS": {
            "application_name": "ngnpanel",
            "connect_timeout": 5,
            "options": SESSION,
            **parts,
            # Credits rely on it: a count that follows a row lock sees what others committed.
            "isolation_level": IsolationLevel.READ_COMMITTED,
        },
        # A connection serves a thread for a minute; one that died meanwhile is noticed.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def mysql(name: str, url: SplitResult) -> dict[str, Any]:
    """MySQL or MariaDB from an address; no requirement of ours brings its driver."""
    if find_spec("MySQLdb") is None:
        raise ImproperlyConfigured(f"{name} needs the driver of MySQL: install mysqlclient.")
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "OPTIONS": {"connect_timeout": 4, "read_timeout": 4},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
