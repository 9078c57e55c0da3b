"""SIP passwords in clear and digest form (RFC 2617 HA1, contract section 5.4)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

from ngnpanel.accounts.domain.sip import Account

# Its members may not change the password of their phones.
PHONE_LOCK: Final = "deny-password-change"
DIGEST_PAIR: Final = re.compile(r"[0-9a-f]{32}:[0-9a-f]{32}")
# No letters or digits that people mix up when they read a password aloud.
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def digest_pair(username: str, domain: str, password: str) -> str:
    """``MD5(user:domain:password):MD5(user@domain:domain:password)`` in lower-case hex."""
    user, realm = username.lower(), domain.lower()
    return ":".join(
        hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        for text in (f"{user}:{realm}:{password}", f"{user}@{realm}:{realm}:{password}")
    )


def may_change_sip_password(account: Account, *, is_subscriber: bool) -> bool:
    """Whether somebody may set the password of the phones: the one rule of all ways to it.

    Whoever proves to be the subscriber by a mailed link or by HTTP Digest is one here.
    """
    return not is_subscriber or PHONE_LOCK not in account.groups


def stored_form(account: Account, password: str, wish: str = "") -> str:
    """A new SIP password as it is sent: who keeps no clear text is sent none.

    That is the platform, as its record of the account tells, or the reseller, whose ``wish`` is the
    value of its property store_clear_text_passwords.
    """
    is_hidden = is_digest_pair(account.password) or (account.ha1 and not account.password)
    keeps_digests = is_hidden or wish.strip() == "0"
    id = account.id
    return digest_pair(id.username, id.domain, password) if keeps_digests else password


def is_digest_pair(text: str) -> bool:
    """Whether a stored password is the pair of digests rather than clear text."""
    return bool(DIGEST_PAIR.fullmatch(text.lower()))


def verify(username: str, domain: str, password: str, verifier: str) -> bool:
    """Whether ``password`` matches ``verifier``: clear text, a digest pair, or the first digest.

    An empty verifier refuses every password, and so does an empty password.
    """
    if not verifier or not password:
        return False
    if is_digest_pair(verifier):
        return same(digest_pair(username, domain, password), verifier.lower())
    return same(password, verifier)


def verify_ha1(username: str, domain: str, password: str, ha1: str) -> bool:
    """Whether ``password`` gives the digest ``ha1``; an empty one refuses."""
    if not ha1 or not password:
        return False
    return same(digest_pair(username, domain, password).split(":")[0], ha1.lower())


def same(left: str, right: str) -> bool:
    """Compare two secrets without telling by the time taken where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def random_password(length: int = 10) -> str:
    """A fresh password that is easy to read and type."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def random_pin(length: int = 6) -> str:
    """A fresh voicemail PIN of the digits 1 to 9."""
    return "".join(secrets.choice("123456789") for _ in range(length))
