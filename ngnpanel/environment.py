"""Typed readers of environment variables; a secret may also come from the file NAME_FILE."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off", ""})
ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}


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

        sqlite:///absolute/path, postgresql://user:password@host:port/name.
        """
        url = urlsplit(self.secret(name))
        engine = ENGINES.get(url.scheme) if url.scheme else ENGINES["sqlite"]
        if engine is None:
            raise ImproperlyConfigured(f"{name} must start with sqlite: or postgresql:.")
        if engine == ENGINES["sqlite"]:
            return sqlite(url.path or str(default))
        return {
            "ENGINE": engine,
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
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
    }
