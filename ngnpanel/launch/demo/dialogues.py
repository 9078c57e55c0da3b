"""What is sent for two calls of the demonstration, message by message, as a proxy sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ngnpanel.accounts.domain.sip import SipId

PHONE: Final = "203.0.113.40:5060"
MOBILE: Final = "198.51.100.77:41800"
PROXY: Final = "192.0.2.5:5060"
GATEWAY: Final = "192.0.2.80:5060"
OTHER: Final = "203.0.113.200:5060"
CHALLENGE: Final = (
    'Proxy-Authenticate: Digest realm="{realm}", nonce="Zx7q2k9bT0mA", qop="auth", algorithm=MD5'
)
# Nobody's password: the trace has to have something that must not be shown.
PROOF: Final = (
    'Proxy-Authorization: Digest username="{user}", realm="{realm}", nonce="Zx7q2k9bT0mA",\r\n'
    ' uri="sip:{callee}", qop=auth, nc=00000001, cnonce="b81f20",\r\n'
    ' response="9f86d081884c7d659a2feaa0c55ad015", algorithm=MD5'
)
SDP: Final = (
    "v=0\r\no=- 7811 1 IN IP4 {ip}\r\ns=call\r\nc=IN IP4 {ip}\r\nt=0 0\r\n"
    "m=audio 40{port} RTP/SAVP 9 8 101\r\n"
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:ZGVtb25zdHJhdGlvbiBrZXkgMDAwMDAwMDAwMDA=\r\n"
    "a=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
)


class Dialogue(StrEnum):
    """The calls that there are messages of."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; ``at`` is milliseconds after the start of the call."""

    at: int
    source: str
    target: str
    method: str
    status: str
    to_tag: str
    text: str


@dataclass(frozen=True, slots=True)
class _Step:
    """A message before it is written: a request, or the status of the answer to ``method``."""

    at: int
    source: str
    target: str
    method: str
    status: str = ""
    cseq: int = 1
    header: str = ""
    sdp: str = ""


ANSWERED: Final = (
    _Step(0, PHONE, PROXY, "INVITE", sdp="10"),
    _Step(4, PROXY, PHONE, "INVITE", "407 Proxy Authentication Required", header=CHALLENGE),
    _Step(31, PHONE, PROXY, "ACK"),
    _Step(46, PHONE, PROXY, "INVITE", cseq=2, header=PROOF, sdp="10"),
    _Step(51, PROXY, PHONE, "INVITE", "100 Trying", cseq=2),
    _Step(58, PROXY, GATEWAY, "INVITE", cseq=2, sdp="10"),
    _Step(71, GATEWAY, PROXY, "INVITE", "100 Trying", cseq=2),
    _Step(1310, GATEWAY, PROXY, "INVITE", "180 Ringing", cseq=2),
    _Step(1314, PROXY, PHONE, "INVITE", "180 Ringing", cseq=2),
    _Step(6820, GATEWAY, PROXY, "INVITE", "200 OK", cseq=2, sdp="88"),
    _Step(6826, PROXY, PHONE, "INVITE", "200 OK", cseq=2, sdp="88"),
    _Step(6871, PHONE, PROXY, "ACK", cseq=2),
    _Step(6874, PROXY, GATEWAY, "ACK", cseq=2),
    _Step(258840, PHONE, PROXY, "BYE", cseq=3, header=PROOF),
    _Step(258846, PROXY, GATEWAY, "BYE", cseq=3),
    _Step(258861, GATEWAY, PROXY, "BYE", "200 OK", cseq=3),
    _Step(258866, PROXY, PHONE, "BYE", "200 OK", cseq=3),
)
UNANSWERED: Final = (
    _Step(0, OTHER, PROXY, "INVITE", sdp="12"),
    _Step(3, PROXY, OTHER, "INVITE", "100 Trying"),
    _Step(12, PROXY, PHONE, "INVITE", sdp="12"),
    _Step(13, PROXY, MOBILE, "INVITE", sdp="12"),
    _Step(64, PHONE, PROXY, "INVITE", "180 Ringing"),
    _Step(68, PROXY, OTHER, "INVITE", "180 Ringing"),
    _Step(420, MOBILE, PROXY, "INVITE", "180 Ringing"),
    _Step(22310, OTHER, PROXY, "CANCEL"),
    _Step(22314, PROXY, OTHER, "CANCEL", "200 canceling"),
    _Step(22318, PROXY, PHONE, "CANCEL"),
    _Step(22319, PROXY, MOBILE, "CANCEL"),
    _Step(22352, PHONE, PROXY, "CANCEL", "200 OK"),
    _Step(22360, PHONE, PROXY, "INVITE", "487 Request Terminated"),
    _Step(22364, PROXY, PHONE, "ACK"),
    _Step(22501, MOBILE, PROXY, "CANCEL", "200 OK"),
    _Step(22506, MOBILE, PROXY, "INVITE", "487 Request Terminated"),
    _Step(22510, PROXY, MOBILE, "ACK"),
    _Step(22515, PROXY, OTHER, "INVITE", "487 Request Terminated"),
    _Step(22571, OTHER, PROXY, "ACK"),
)
STEPS: Final = {Dialogue.ANSWERED: ANSWERED, Dialogue.UNANSWERED: UNANSWERED}


def messages(
    dialogue: Dialogue, caller: SipId, callee: SipId, call_id: str, *, from_tag: str, to_tag: str
) -> Iterator[Message]:
    """The messages of a call."""
    for step in STEPS[dialogue]:
        begins = step.method == "INVITE" and (not step.status or step.status.startswith("100"))
        tag = "" if begins else to_tag
        head = (
            f"From: <sip:{caller}>;tag={from_tag}",
            f"To: <sip:{callee}>{f';tag={tag}' if tag else ''}",
            f"Call-ID: {call_id}",
        )
        yield Message(
            at=step.at,
            source=step.source,
            target=step.target,
            method=step.method,
            status=step.status,
            to_tag=tag,
            text=_text(step, caller, callee, head),
        )


def _text(step: _Step, caller: SipId, callee: SipId, head: tuple[str, ...]) -> str:
    body = SDP.format(ip=step.source.partition(":")[0], port=step.sdp) if step.sdp else ""
    sender = step.target if step.status else step.source
    lines = [
        f"SIP/2.0 {step.status}" if step.status else f"{step.method} sip:{callee} SIP/2.0",
        f"Via: SIP/2.0/UDP {sender};branch=z9hG4bK{step.cseq}{step.method.lower()};rport",
        *head,
        f"CSeq: {step.cseq} {step.method}",
    ]
    if step.header:
        lines.append(step.header.format(realm=caller.domain, user=caller.username, callee=callee))
    if not step.status:
        lines += ["Max-Forwards: 70", f"Contact: <sip:{caller.username}@{step.source}>"]
    if body:
        lines.append("Content-Type: application/sdp")
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines) + "\r\n\r\n" + body
