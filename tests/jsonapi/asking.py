"""What the tests of the API share: asking as a program does."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.people import ALICE, DOMAIN, PASSWORD

URL = "/api/subscriber/"


def get(browser: Client, action: str, account: object = ALICE, **fields: Any) -> Any:
    """The answer to a look, at the address of the action."""
    answer: Any = browser.get(f"{URL}{account}/{action}/", fields)
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(browser: Client, action: str, account: object = ALICE, **fields: Any) -> Any:
    """The answer to a change, from a page of the panel."""
    answer: Any = browser.post(f"{URL}{account}/{action}/", fields)
    assert answer.headers["Cache-Control"] == "no-store, private"
    return answer.json()


def authorization(
    challenge: str, uri: str, method: str = "GET", *, user: str = "alice", password: str = PASSWORD
) -> str:
    """What a program answers to a challenge (RFC 7616)."""
    said = dict(re.findall(r'(\w+)="([^"]*)"', challenge))

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    secret = md5(f"{user}:{said['realm']}:{password}")
    proof = md5(f"{secret}:{said['nonce']}:00000001:c0ffee:auth:{md5(f'{method}:{uri}')}")
    return (
        f'Digest username="{user}", realm="{said["realm"]}", nonce="{said["nonce"]}", uri="{uri}",'
        f' qop=auth, nc=00000001, cnonce="c0ffee", response="{proof}"'
    )


def prove(
    action: str, *, method: str = "GET", body: dict[str, Any] | None = None, **options: Any
) -> Any:
    """Ask as the programs that exist do: fields in the address, Digest at the second try."""
    secure = options.pop("secure", False)
    headers = options.pop("headers", {})
    who = {name: options.pop(name) for name in ("user", "password") if name in options}
    uri = f"{URL}?{urlencode({'action': action, 'realm': DOMAIN, **options})}"
    client = Client()
    first: Any = client.generic(method, uri, secure=secure)
    assert first.status_code == 401, first.content
    proof = authorization(first["WWW-Authenticate"], uri, method, **who)
    return client.generic(
        method,
        uri,
        urlencode(body or {}),
        content_type="application/x-www-form-urlencoded",
        secure=secure,
        headers={"Authorization": proof, **headers},
    )
