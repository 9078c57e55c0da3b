"""Bytes of a right request, damaged as networks, proxies and people damage them."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

TAG: Final = re.compile(rb"<[^<>]*>")
TEXT: Final = re.compile(rb">([^<>]+)<")
HOSTILE: Final = (
    *(b"", b"\x00", b"\xff", b"\xc3", b"&", b"&#0;", b"&#xD800;", b"&lt;", b"&nope;", b"]]>"),
    *(b"<!--", b"<?x?>", b"<![CDATA[", b"<!DOCTYPE a>", b'<!ENTITY a "b">', b"%", b"9" * 40),
    *(b"\xef\xbb\xbf", b"\xfe\xff", b"--", b"'", b'"', b"a" * 70000, b"\r", b"\t", b"\x1b"),
)
ENCODINGS: Final = ("utf-16", "utf-16-be", "utf-32", "utf-7", "cp037", "latin-1")


def flip(body: bytes, random: Random) -> bytes:
    """Another byte somewhere."""
    at = random.randrange(len(body))
    return body[:at] + bytes([random.randrange(256)]) + body[at + 1 :]


def cut(body: bytes, random: Random) -> bytes:
    """The beginning alone."""
    return body[: random.randrange(len(body))]


def drop(body: bytes, random: Random) -> bytes:
    """A piece is missing."""
    start = random.randrange(len(body))
    return body[:start] + body[start + random.randrange(1, 60) :]


def repeat(body: bytes, random: Random) -> bytes:
    """A piece comes again, up to a thousand times."""
    start = random.randrange(len(body))
    piece = body[start : start + random.randrange(1, 60)]
    return body[:start] + piece * random.choice((2, 3, 1000)) + body[start:]


def insert(body: bytes, random: Random) -> bytes:
    """Something hostile in between."""
    at = random.randrange(len(body) + 1)
    return body[:at] + random.choice(HOSTILE) + body[at:]


def replace_text(body: bytes, random: Random) -> bytes:
    """Another content of an element."""
    found = list(TEXT.finditer(body))
    if not found:
        return body
    match = random.choice(found)
    return body[: match.start(1)] + random.choice(HOSTILE) + body[match.end(1) :]


def drop_tag(body: bytes, random: Random) -> bytes:
    """A tag is missing."""
    found = list(TAG.finditer(body))
    match = random.choice(found)
    return body[: match.start()] + body[match.end() :]


def swap_tags(body: bytes, random: Random) -> bytes:
    """Two tags in each other's place."""
    found = list(TAG.finditer(body))
    first, second = sorted(random.sample(found, 2), key=lambda match: match.start())
    return b"".join(
        (
            body[: first.start()],
            second[0],
            body[first.end() : second.start()],
            first[0],
            body[second.end() :],
        )
    )


def nest(body: bytes, random: Random) -> bytes:
    """An element deep inside of itself."""
    found = list(TAG.finditer(body))
    match = random.choice(found)
    depth = random.choice((2, 50, 300))
    return body[: match.start()] + b"<a>" * depth + match[0] + b"</a>" * depth + body[match.end() :]


def recode(body: bytes, random: Random) -> bytes:
    """Another encoding than the declaration says."""
    return body.decode("utf-8", "replace").encode(random.choice(ENCODINGS), "replace")


MUTATIONS: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (
    *(flip, cut, drop, repeat, insert, replace_text, drop_tag, swap_tags, nest, recode),
)


def mutated(body: bytes, random: Random, times: int) -> bytes:
    """``body`` after some mutations."""
    for _time in range(times):
        if len(TAG.findall(body)) < 2:
            return body
        body = random.choice(MUTATIONS)(body, random)
    return body
