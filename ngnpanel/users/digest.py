"""HTTP Digest (RFC 7616 with MD5, qop auth): programs prove to be a subscriber with each request.

Nothing is kept of a challenge: its nonce carries the time and a seal over the realm. What was
proved with a nonce is remembered for as long as it lives, so that no request is played back.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.request import parse_http_list, parse_keqv_list

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.api import Api
from ngnpanel.soap.errors import NotFound, RemoteError
from ngnpanel.soap.platform import Platform
from ngnpanel.users import identity, throttle, visits
from ngnpanel.users.identity import Person

# Seconds for which a nonce proves anything.
LIFE: Final = 300
# A header that is longer belongs to nobody who means well.
LONGEST_HEADER: Final = 4000
PARTS: Final = frozenset({"username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce"})
# What an unknown address is compared with, so that it takes as long as a known one.
NOBODY: Final = Account(
    id=SipId(username="nobody", domain="invalid"),
    password=passwords.digest_pair("nobody", "invalid", "nothing"),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """Who proved to be whom; ``account`` is the record that the platform was asked for."""

    person: Person
    account: Account


class Unproved(Exception):
    """Nobody is proved; ``stale``: only the nonce was too old, so the same password may work."""

    def __init__(self, *, stale: bool = False) -> None:
        super().__init__("stale" if stale else "unproved")
        self.stale = stale


def challenge(realm: str, *, stale: bool = False) -> str:
    """The value of WWW-Authenticate; ``realm`` is a domain, in which a bare username is looked up.

    Raises ValueError for a realm that cannot stand between quotes.
    """
    if not realm or any(char in '"\\' or not char.isprintable() for char in realm):
        raise ValueError("this realm cannot be quoted")
    again = ", stale=true" if stale else ""
    nonce = _nonce(f"{int(time.time()):x}-{secrets.token_hex(12)}", realm)
    return f'Digest realm="{realm}", qop="auth", algorithm=MD5, nonce="{nonce}"{again}'


def authenticate(request: HttpRequest, *, platform: str = "default") -> Proof:
    """Who sent this request; costs one call, and none when the header itself says no.

    Raises Unproved, throttle.TooManyFailures, and RemoteError when the platform is away.
    """
    said = _read(request.headers.get("Authorization", ""))
    age = _age(said["nonce"], said["realm"])
    if age is None or said["uri"] not in (request.get_full_path(), request.build_absolute_uri()):
        raise Unproved
    if age > LIFE:
        raise Unproved(stale=True)
    try:
        bare = "@" not in said["username"]
        id = SipId.parse(f"{said['username']}@{said['realm']}" if bare else said["username"])
    except RuleError:
        raise Unproved from None
    client = str(request.META.get("REMOTE_ADDR", ""))
    throttle.begin(str(id), client)
    try:
        account = _account(id, platform)
    except RemoteError:
        throttle.take_back(str(id), client)  # it says nothing about the password
        raise
    if not _fits(account, said, str(request.method)) or account is NOBODY:
        raise Unproved
    throttle.succeed(str(id), client)
    if not _is_first(said):
        raise Unproved(stale=True)
    person = identity.person_of(account, platform)
    if _is_closed(person):
        raise Unproved
    return Proof(person, account)


def _is_closed(person: Person) -> bool:
    """Whether a rule wants more than a password of who has a second step; programs have none."""
    from ngnpanel.factors import keeping, policies  # they know sessions, which know this person

    if not policies.of(person.actor).closes_digest:
        return False
    return keeping.has_any(visits.whose(person.actor))


def _read(header: str) -> dict[str, str]:
    """The parts of the header, if all that are needed are there, each once."""
    scheme, _blank, rest = header.partition(" ")
    items = parse_http_list(rest) if len(header) <= LONGEST_HEADER else []
    try:
        said = {name.lower(): value for name, value in parse_keqv_list(items).items()}
    except (ValueError, IndexError):
        raise Unproved from None
    is_whole = scheme.lower() == "digest" and len(said) == len(items) and said.keys() >= PARTS
    if not is_whole or not header.isprintable() or said["qop"].lower() != "auth":
        raise Unproved
    is_count = len(said["nc"]) == 8 and set(said["nc"].lower()) <= set("0123456789abcdef")
    if not is_count or not said["cnonce"] or said.get("algorithm", "MD5").upper() != "MD5":
        raise Unproved
    return said


def _nonce(stem: str, realm: str) -> str:
    seal = salted_hmac("ngnpanel.users.digest", f"{stem}\n{realm}", algorithm="sha256")
    return f"{stem}-{seal.hexdigest()[:32]}"


def _age(nonce: str, realm: str) -> float | None:
    """Seconds since we gave the nonce for this realm; None when we never did."""
    stem = nonce.rpartition("-")[0]
    if not passwords.same(nonce, _nonce(stem, realm)):
        return None
    return max(0.0, time.time() - int(stem.partition("-")[0], 16))


def _account(id: SipId, platform: str) -> Account:
    try:
        account = Api(Platform.named(platform)).sip.account(id)
    except NotFound:
        return NOBODY
    return account if account.id == id else NOBODY


def _fits(account: Account, said: dict[str, str], method: str) -> bool:
    """Whether the answer was worked out with the password of the account."""
    request = _md5(f"{method}:{said['uri']}")
    fits = False
    for secret in _secrets(account, said["username"], said["realm"]):
        tail = f"{said['nonce']}:{said['nc']}:{said['cnonce']}:{said['qop']}:{request}"
        fits |= passwords.same(_md5(f"{secret}:{tail}"), said["response"].lower())
    return fits


def _secrets(account: Account, username: str, realm: str) -> Iterator[str]:
    """What the programs of the account may have worked their answer out with.

    A stored digest holds for the domain of the account alone; of a password in clear text any can
    be made. The web password stands before that of the phones, as at sign-in.
    """
    verifier = identity.verifier_of(account)
    is_home = realm.lower() == account.id.domain.lower() or account is NOBODY
    if not verifier:
        return
    if passwords.is_digest_pair(verifier):
        if is_home:
            yield from verifier.lower().split(":")
    elif verifier == account.ha1:
        if is_home:
            yield verifier.lower().partition(":")[0]
    else:
        yield _md5(f"{username}:{realm}:{verifier}")
        yield _md5(f"{account.id.username}:{realm}:{verifier}")


def _is_first(said: dict[str, str]) -> bool:
    """Whether this count was not used with this nonce yet."""
    key = hashlib.sha256(f"{said['nonce']}:{said['nc'].lower()}".encode()).hexdigest()
    with throttle.cache_or_memory() as cache:
        return bool(cache.add(f"digest:{key[:40]}", 1, 2 * LIFE))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
