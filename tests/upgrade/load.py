"""People who go on working while a version is replaced, and what they met."""

from __future__ import annotations

import http.client
import re
import ssl
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from html import unescape

from tests.upgrade.world import NAME, TLS_PORT

INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'\b(name|value|type)="([^"]*)"')
ACCOUNT = re.compile(r'href="(/sip/accounts/[^"/]+@[^"/]+/)"')
FILE = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@dataclass(slots=True)
class Notes:
    """All answers by what was asked, failures in words, and how long the slowest took."""

    answers: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, status: int, wanted: tuple[int, ...], seconds: float) -> None:
        with self.lock:
            self.seconds.append(seconds)
            self.answers[what] = self.answers.get(what, 0) + 1
            if status not in wanted:
                self.failures.append(f"{time.strftime('%H:%M:%S')} {what}: {status}")


class Person(threading.Thread):
    """Signs in once, then opens lists and records, saves forms, and loads their files."""

    def __init__(
        self, name: str, password: str, number: int, notes: Notes, tls: ssl.SSLContext
    ) -> None:
        super().__init__()
        self.login = (name, password)
        self.number = number
        self.notes = notes
        self.tls = tls
        self.cookies: dict[str, str] = {}
        self.stop = threading.Event()
        self.saved = 0

    def run(self) -> None:
        accounts: list[str] = []
        # Always the same one: two people in one form have to agree first.
        account = ""
        while not self.stop.is_set():
            if not accounts:
                # Also whoever is signed out, which was noted as a failure: once, not for ever.
                self.post("sign-in", "/login/", {"name": self.login[0], "password": self.login[1]})
            page = self.get("list", "/sip/accounts/")
            accounts = ACCOUNT.findall(page)
            if not accounts:
                continue
            account = account or accounts[self.number % len(accounts)]
            page = self.get("record", account)
            for path in FILE.findall(page)[:4]:
                self.get("static file", unescape(path))
            self.saved += 1
            self.post("form", f"{account}edit/", {"first_name": f"Name{self.saved}"})

    def get(self, what: str, path: str) -> str:
        return self.ask(what, "GET", path, "", (200,))

    def post(self, what: str, path: str, values: dict[str, str]) -> None:
        """Fill in the form of a page, as it was drawn, and send it."""
        page = self.get(f"page of {what}", path)
        fields = {}
        for tag in INPUT.findall(page):
            found = dict(ATTRIBUTE.findall(tag))
            if found.get("type") != "checkbox" or " checked" in tag:
                fields[unescape(found.get("name", ""))] = unescape(found.get("value", ""))
        body = urllib.parse.urlencode({**fields, **values})
        self.ask(what, "POST", path, body, (302,))

    def ask(self, what: str, method: str, path: str, body: str, wanted: tuple[int, ...]) -> str:
        """One request over a connection of its own; a page without the session is a failure."""
        connection = http.client.HTTPSConnection(
            "127.0.0.1", TLS_PORT, timeout=60, context=self.tls
        )
        headers = {"Host": NAME, "Connection": "close", "Accept": "text/html"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"], headers["Referer"] = f"https://{NAME}", f"https://{NAME}{path}"
        started = time.monotonic()
        text, status = "", 0
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text, status = answer.read().decode(errors="replace"), answer.status
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _equals, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
        except (OSError, http.client.HTTPException) as error:
            with self.notes.lock:
                self.notes.failures.append(f"{what}: {type(error).__name__} {error}")
        finally:
            connection.close()
        self.notes.note(what, status, wanted, time.monotonic() - started)
        return text
