"""Session descriptions in SIP messages (RFC 4566), and counters of media that phones send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

BLANK_LINE: Final = re.compile(r"\r?\n\r?\n")
SDP: Final = re.compile(
    r"^(?:content-type|c)[ \t]*:[ \t]*application/sdp", re.IGNORECASE | re.MULTILINE
)
MEDIA: Final = re.compile(r"m=(?P<kind>[\w-]+) (?P<port>\d{1,5})(?:/\d+)? \S+ ?(?P<formats>.*)")
CONNECTION: Final = re.compile(r"c=IN IP[46] (?P<address>[^\s/]+)")
RTPMAP: Final = re.compile(r"a=rtpmap:(?P<format>\d+) (?P<codec>[^/\s]+)")
# P-RTP-Stat: PS=1207,OS=193120,…: packets and octets sent.
COUNTERS: Final = re.compile(
    r"^(?:p-rtp-stat|x-rtp-stat)[ \t]*:[ \t]*(?P<value>[^\r\n]*)", re.IGNORECASE | re.MULTILINE
)
COUNTER: Final = re.compile(r"(?:^|[,;\s])(?P<name>PS|OS)=(?P<number>\d{1,18})(?![\d/])")
# Names of payload types that need no map (RFC 3551 section 6).
STATIC: Final = {
    "0": "PCMU",
    "3": "GSM",
    "4": "G723",
    "5": "DVI4",
    "7": "LPC",
    "8": "PCMA",
    "9": "G722",
    "10": "L16",
    "11": "L16",
    "13": "CN",
    "15": "G728",
    "18": "G729",
    "26": "JPEG",
    "31": "H261",
    "34": "H263",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One medium: ``address`` is ``ip:port``, ``codec`` the preferred one."""

    kind: str
    address: str
    codec: str


Description = tuple[Media, ...]


def description(message: str) -> Description:
    """The media that a SIP message describes; nothing when it has no session description."""
    parts = BLANK_LINE.split(message, maxsplit=1)
    if len(parts) < 2 or not SDP.search(parts[0]):
        return ()
    session, *sections = _sections(parts[1])
    common = _connection(session, "")
    return tuple(media for section in sections if (media := _media(section, common)))


def counters(message: str) -> tuple[int, int] | None:
    """Packets and octets that the sender of a message says that it sent; None when it says none."""
    match = COUNTERS.search(BLANK_LINE.split(message, maxsplit=1)[0])
    if match is None:
        return None
    found = {each["name"]: int(each["number"]) for each in COUNTER.finditer(match["value"])}
    return (found.get("PS", 0), found.get("OS", 0)) if found else None


def _sections(body: str) -> list[list[str]]:
    """The lines of the session, and those of each medium."""
    sections: list[list[str]] = [[]]
    for line in body.splitlines():
        if line.startswith("m="):
            sections.append([])
        sections[-1].append(line)
    return sections


def _media(lines: list[str], common: str) -> Media | None:
    match = MEDIA.fullmatch(lines[0].rstrip())
    if match is None:
        return None
    named = {found["format"]: found["codec"] for line in lines if (found := RTPMAP.match(line))}
    preferred = next(iter(match["formats"].split()), "")
    address = _connection(lines, common)
    return Media(
        kind=match["kind"],
        address=f"[{address}]:{match['port']}" if ":" in address else f"{address}:{match['port']}",
        codec=named.get(preferred) or STATIC.get(preferred, preferred),
    )


def _connection(lines: list[str], common: str) -> str:
    return next((found["address"] for line in lines if (found := CONNECTION.match(line))), common)
