"""The SIP messages of a call as the platform kept them, without what proves a password.

Pure and forgiving: the messages come from phones that may send anything, through platforms that may
write anything. What cannot be understood is left out or shown as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

HIDDEN: Final = "***"
# So many messages are shown, and so much of each; a call has a few dozen short ones.
MOST: Final = 200
MOST_TEXT: Final = 16_000
# Headers with credentials under whatever name a phone gives them; challenges prove nothing.
SECRET_NAME: Final = re.compile(
    r"auth|cookie|token|passw|secret|api-?key|credential", re.IGNORECASE
)
CHALLENGES: Final = frozenset({"www-authenticate", "proxy-authenticate"})
HEADER: Final = re.compile(r"(?P<name>[!-9;-~]+)[ \t]*:[ \t]*(?P<value>.*)", re.DOTALL)
# What may be seen of digest credentials: none of it helps to find the password or to use them.
HARMLESS: Final = frozenset({"username", "realm", "uri", "algorithm", "qop"})
PARAMETER: Final = re.compile(
    r"\s*(?P<name>[A-Za-z][A-Za-z0-9_-]*)\s*=\s*(?P<value>\"(?:[^\"\\]|\\.)*\"|[^\s,\"]*)\s*(?:,|$)",
    re.DOTALL,
)
# Keys of encrypted media, and digits that somebody typed while the call went on: a PIN, say.
KEY_LINES: Final = re.compile(
    r"(?im)^(?P<keep>[ \t]*(?:a=crypto:[^:\n]*:|a=ice-pwd:|a=key-mgmt:|k=|signal[ \t]*=))[^\n]*"
)
DTMF: Final = re.compile(r"(?im)^(?:content-type|c)[ \t]*:\s*application/dtmf")
# A password within an address: sip:alice:secret@example.com.
IN_ADDRESS: Final = re.compile(r"(?P<keep>\bsips?:[^\s:@;<>]*:)[^@\s<>]+(?=@)", re.IGNORECASE)
# Control characters, and those that turn the direction of what follows.
ODD: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
FOLDED: Final = (" ", "\t")
REQUEST: Final = re.compile(r"(?P<method>[A-Z][A-Za-z]{1,20}) \S+ SIP/2\.0", re.IGNORECASE)
REPLY: Final = re.compile(
    r"SIP/2\.0 (?P<status>[1-6][0-9]{2})(?: (?P<reason>[^\n]*))?", re.IGNORECASE
)
CSEQ: Final = re.compile(r"(?im)^cseq[ \t]*:\s*[0-9]{1,10}\s+(?P<method>[A-Za-z]{1,20})")
TAG: Final = re.compile(r"(?im)^(?:from|f)[ \t]*:[^\n]*;\s*tag\s*=\s*(?P<tag>[^\s;>,]+)")
PLACE: Final = re.compile(r"(?:[A-Za-z]{2,5}:)?(?P<host>\[[^\]]*\]|[^:]*|.*):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One end of a message; without ``port`` it is not known."""

    host: str
    port: int = 0

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" if self.port else host


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; ``status`` 0 is a request, ``method`` that of the request it answers.

    ``from_server`` is None where the platform does not say who is the server.
    """

    moment: datetime | None
    source: Place
    target: Place
    method: str
    status: int
    reason: str
    from_tag: str
    text: str
    from_server: bool | None = None

    @property
    def label(self) -> str:
        """What stands at its arrow."""
        return f"{self.status} {self.reason}".strip() if self.status else self.method


def read(told: str) -> tuple[Message, ...]:
    """The messages in the platform's JSON, in its order; what is no message is left out."""
    try:
        found = json.loads(told)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(found, list):
        return ()
    return tuple(_message(one) for one in found if isinstance(one, dict) and _says_something(one))


def masked(text: str) -> str:
    """A SIP message without proofs of passwords, keys of media, cookies and typed digits.

    It looks at every line alike, as a body may hold a message of its own, and knows lines that go
    on in the next one (RFC 3261 section 7.3.1).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    head, gap, body = lines.partition("\n\n")
    if body and DTMF.search(head):
        lines = f"{head}{gap}{HIDDEN}"
    lines = KEY_LINES.sub(rf"\g<keep>{HIDDEN}", lines)
    return ODD.sub("\N{REPLACEMENT CHARACTER}", "\n".join(map(_masked, _unfolded(lines))))


def _unfolded(text: str) -> Iterator[str]:
    """The lines, each with those that continue it; one with a secret begins anew in any case."""
    whole: list[str] = []
    for line in text.split("\n"):
        header = HEADER.match(line.lstrip()) if line.startswith(FOLDED) else None
        if whole and line.startswith(FOLDED) and not (header and is_secret(header["name"])):
            whole.append(line)
            continue
        if whole:
            yield "\n".join(whole)
        whole = [line]
    yield "\n".join(whole)


def _masked(line: str) -> str:
    header = HEADER.fullmatch(line.lstrip())
    if header and is_secret(header["name"]):
        return f"{header['name']}: {_credentials(header['value'])}"
    return IN_ADDRESS.sub(rf"\g<keep>{HIDDEN}", line)


def is_secret(name: str) -> bool:
    """Whether a header of this name holds what proves who somebody is."""
    return bool(SECRET_NAME.search(name)) and name.lower() not in CHALLENGES


def _credentials(value: str) -> str:
    """Digest credentials with what is harmless; of anything else not even a part."""
    scheme, rest = (*value.split(maxsplit=1), "", "")[:2]
    if scheme.lower() != "digest":
        return HIDDEN
    kept: list[str] = []
    at = 0
    while at < len(rest):
        found = PARAMETER.match(rest, at)
        if found is None:
            break
        at = found.end()
        is_known = found["name"].lower() in HARMLESS
        kept.append(f"{found['name']}={found['value'] if is_known else HIDDEN}")
    if at < len(rest):
        kept.append(HIDDEN)
    return IN_ADDRESS.sub(rf"\g<keep>{HIDDEN}", f"{scheme} {', '.join(kept)}")


def _says_something(one: dict[Any, Any]) -> bool:
    return any(isinstance(one.get(name), str) and one[name] for name in ("message", "method"))


def _message(one: dict[Any, Any]) -> Message:
    text = masked(_text(one.get("message"))[:MOST_TEXT])
    first = text.lstrip().partition("\n")[0]
    request, reply, cseq = REQUEST.match(first), REPLY.match(first), CSEQ.search(text)
    tag = TAG.search(text)
    status, reason = _status(_text(one.get("status")))
    if request:
        status, reason = 0, ""
    elif reply:
        status, reason = int(reply["status"]), (reply["reason"] or "").strip()
    named = request["method"] if request else cseq["method"] if cseq else _text(one.get("method"))
    direction = _text(one.get("direction")).lower()
    return Message(
        moment=_moment(one.get("time_stamp")),
        source=_place(one, "from"),
        target=_place(one, "to"),
        method=ODD.sub("", named).strip().upper()[:20] or "?",
        status=status,
        reason=ODD.sub("", reason)[:60],
        from_tag=tag["tag"] if tag else "",
        text=text,
        from_server={"out": True, "in": False}.get(direction),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _status(text: str) -> tuple[int, str]:
    code, _blank, reason = text.strip().partition(" ")
    is_code = code.isascii() and code.isdigit() and len(code) == 3
    return (int(code), reason) if is_code else (0, "")


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(_text(value)).replace(tzinfo=None)
    except ValueError:
        return None


def _place(one: dict[Any, Any], end: str) -> Place:
    """Address and port, which may also stand together as udp:192.0.2.1:5060."""
    host = ODD.sub("", _text(one.get(f"{end}_ip")))[:80].strip()
    port = _text(one.get(f"{end}_port"))
    number = int(port) if re.fullmatch(r"[0-9]{1,5}", port, re.ASCII) else 0
    together = PLACE.fullmatch(host) if host.count(":") < 3 or "[" in host else None
    if together:
        host, number = together["host"], number or int(together["port"])
    return Place(host=host.strip("[]"), port=number)
