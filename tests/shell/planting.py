"""Distinct secrets that are planted into a living system, and a browser that keeps all it saw."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.test import Client


def word(name: str) -> str:
    """A password that nothing else looks like, the same in every run."""
    return f"Kq7{base64.b32encode(hashlib.sha256(name.encode()).digest())[:13].decode()}w"


def digits(name: str, length: int = 12) -> str:
    """The same for what has digits alone."""
    number = int(hashlib.sha256(name.encode()).hexdigest(), 16)
    return str(number)[:length].replace("0", "7")


def ha1(user: str, domain: str, password: str, realm_user: str = "") -> str:
    """What proves a SIP password as well as the password does."""
    return hashlib.md5(f"{realm_user or user}:{domain}:{password}".encode()).hexdigest()


@dataclass
class Seen:
    """One thing that somebody could look into, by the name of its place."""

    place: str
    content: bytes = field(repr=False)


def shapes(secret: str) -> Iterator[bytes]:
    """How a secret may be written down: plainly, in hex, in Base64 (wherever it begins)."""
    raw = secret.encode()
    yield raw
    yield quote(secret).encode()
    yield raw.hex().encode()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw)
        # The ends depend on the neighbours.
        yield encoded[(before * 8 + 5) // 6 : len(encoded) - 4]


def holds(seen: Seen, secret: str) -> bool:
    """Whether the secret can be read in it, in whatever case."""
    text = seen.content.lower()
    return any(shape.lower() in text for shape in shapes(secret))


class Spy(Client):
    """A browser that hands every answer on; ``where`` gets what was seen."""

    def __init__(self, where: list[Seen], **options: Any) -> None:
        super().__init__(raise_request_exception=False, **options)
        self.where = where

    def request(self, **request: Any) -> Any:
        """Send it, and keep the address, the headers and the body."""
        answer: Any = super().request(**request)
        match = getattr(answer, "resolver_match", None)
        name = (match.url_name or match.route) if match else "nowhere"
        method = request.get("REQUEST_METHOD", "GET")
        address = f"{request.get('PATH_INFO', '')}?{request.get('QUERY_STRING', '')}"
        head = "\n".join(f"{key}: {value}" for key, value in answer.items())
        body = answer.getvalue() if answer.streaming else answer.content
        self.where += [
            Seen(f"address of {name}", address.encode()),
            Seen(f"headers of {name}", head.encode()),
            Seen(f"{method} {name}", body),
        ]
        for cookie in answer.cookies.values():
            self.where.append(Seen(f"cookie {cookie.key}", cookie.value.encode()))
        return answer
