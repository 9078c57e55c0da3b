"""What every answer has to be wrapped in, whoever made it."""

from __future__ import annotations

import re
from typing import Any

from ngnpanel.shell import NO_POWERS

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": NO_POWERS,
}
# Programs and versions are nobody's business.
TELLTALES = ("Server", "X-Powered-By", "Via", "Access-Control-Allow-Origin")
LOOSE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "http:", "https:", "*", "blob:")


def directives(answer: Any) -> dict[str, list[str]]:
    """The Content-Security-Policy of an answer: the sources of each directive."""
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


def check(answer: Any, *, is_public: bool = False, is_framed: bool = False) -> None:
    """Fails on the first header that is missing, loose, or tells too much.

    ``is_public`` for what is the same for everybody, ``is_framed`` for the part of a page of ours
    that stands in a frame there.
    """
    for name, value in EVERYWHERE.items():
        assert answer.get(name) == value, name
    # Pages whose address is a secret tell it to nobody.
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert answer["X-Frame-Options"] == ("SAMEORIGIN" if is_framed else "DENY")
    policy = directives(answer)
    assert policy["default-src"] == policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'self'" if is_framed else "'none'"]
    assert policy["form-action"] in (["'self'"], ["'none'"])
    if is_framed:
        # Mails have their looks inside them; in a sandbox nothing there acts or is of our origin.
        assert policy["sandbox"] == []
        assert policy.pop("style-src") == ["'unsafe-inline'"]
    sources = [source.strip("'") for found in policy.values() for source in found]
    assert not [source for source in sources if source in LOOSE], sources
    for name in TELLTALES:
        assert name not in answer.headers, name
    kept = answer["Cache-Control"]
    assert ("public" in kept) if is_public else ("no-store" in kept and "private" in kept), kept
    for cookie in answer.cookies.values():
        assert cookie["httponly"] or not cookie.value, cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
        assert cookie["path"].startswith("/"), cookie.key
        assert not cookie["domain"], cookie.key
    if answer.get("Content-Type", "").startswith("text/html"):
        check_markup(answer.content.decode(), is_mail=is_framed)


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)
# What a page loads; links and forms that people follow are no loads.
LOADED = re.compile(
    r"<(?:script|img|iframe|embed|object|source|audio|video|track|input|link|use|image|form)\b[^>]*?"
    r"\s(?:src|srcset|data|href|xlink:href|action|poster)=[\"']?([^\"'\s>]+)",
    re.IGNORECASE,
)


def check_markup(page: str, *, is_mail: bool = False) -> None:
    """Nothing inline (but in mails), nothing from elsewhere, no form that goes elsewhere."""
    assert is_mail or not INLINE.search(page), INLINE.search(page)
    for address in LOADED.findall(page):
        ours = address.startswith(("/", "#", "?", "data:image/")) and not address.startswith("//")
        assert ours or re.fullmatch(r"[\w./-]+", address), address
