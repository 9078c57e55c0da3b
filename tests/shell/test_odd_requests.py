"""Requests that nobody's browser sends: an answer comes, and never a crash."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ngnpanel.brand import pictures
from ngnpanel.brand.unfit import Unfit
from tests.belongings import Estates
from tests.filling import shown
from tests.people import ALICE, People
from tests.shell.outside import check
from tests.shell.planting import word
from tests.web.kinds.every import KINDS

ODD = (
    *("\0", "x\0y", "9" * 30, "-1", "1e309", "NaN", "\u0665\u0666", "\u202e\u200b", "\uffff\ufffe"),
    *("\r\nSet-Cookie: a=b", "../../etc/passwd", "'\"<>%_*\\", "2026-99-99", "[]", "0x1f", " "),
    *("x" * 200_000, "\U0001f4de" * 200),
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_form_full_of_odd_values_comes_back(estates: Estates, kind: Any) -> None:
    browser = estates.people.browser("administrator")
    for url in (
        reverse(f"{kind.name}-add"),
        reverse(f"{kind.name}-edit", args=[kind.own(estates)]),
    ):
        sent = shown(browser.get(url).context["form"])
        for first in (0, 7):
            odd = {name: ODD[(at + first) % len(ODD)] for at, name in enumerate(sent)}
            assert browser.post(url, odd).status_code < 500
    asked = dict.fromkeys(("q", "page", "rows", "order", "part", "customer", "reseller"), "x\0y")
    assert browser.get(reverse(f"{kind.name}-list"), asked).status_code < 500
    raw = "q=%ED%A0%80&page=%FF%FE&order=%00"
    assert browser.get(f"{reverse(f'{kind.name}-list')}?{raw}").status_code < 500


OF_RECORDS = ("/customers/%s/", "/pstn/carriers/%s/", "/dns/records/%s/", "/pstn/routes/%s/edit/")
OF_ROWS = ("/jobs/%s/", "/outbox/%s/", "/tools/estates/%s/", "/sip/accounts/list/table/%s/")


def test_numbers_in_addresses_may_be_of_any_size(estates: Estates) -> None:
    browser = estates.people.browser("administrator")
    for path in OF_ROWS:
        for number in (0, 2**63, 10**30):
            assert browser.get(path % number).status_code in (302, 404), path
    for path in (*OF_RECORDS, "/brand/%s/", "/notices/%s/"):
        for odd in ("0x1", "-1", str(10**30), "%00", "..%2f..%2fetc%2fpasswd", "\u0661"):
            assert browser.get(path % odd).status_code < 500, path % odd


@pytest.mark.parametrize(
    "path", ["../settings.py", "..%2f..%2fsettings.py", "%2e%2e/manage.py", "//etc/passwd"]
)
def test_no_path_leads_out_of_the_files(db: None, path: str) -> None:
    for base in ("/static/", "/static/css/", "/brand/", "/ngnpro/"):
        answer = Client().get(base + path)
        assert answer.status_code in (301, 302, 404), base + path
        assert b"SECRET_KEY" not in answer.getvalue()


@pytest.mark.parametrize("text", ["\ud800", "\x00", "a" * 300_000, "\uffff"])
def test_programs_may_send_texts_that_are_none(people: People, text: str) -> None:
    browser = people.browser("subscriber")
    for action in ("set_identity", "add_phonebook_entry", "set_privacy_on", "nothing"):
        answer: Any = browser.post(
            f"/api/subscriber/{ALICE}/{action}/",
            json.dumps({"first": text, "name": text, text[:50]: [text]}),
            content_type="application/json",
        )
        assert answer.status_code < 500


def test_what_is_packed_is_not_unpacked(people: People) -> None:
    packed = gzip.compress(b"<a/>" * 1000)
    for url in ("/ngnpro/", "/login/", f"/api/subscriber/{ALICE}/set_privacy_on/"):
        answer = people.browser("subscriber").post(
            url, packed, content_type="text/xml", headers={"Content-Encoding": "gzip"}
        )
        assert answer.status_code in (200, 302, 403, 405, 422, 500), url
        assert answer.status_code != 500 or url == "/ngnpro/"
    bomb = gzip.compress(b"[" + b" " * 70_000_000)
    sent = {"file": SimpleUploadedFile("estate.json.gz", bomb)}
    answer = people.browser("administrator").post("/tools/estates/", sent)
    assert answer.status_code == 422


def png(width: int, height: int) -> bytes:
    """A picture that says to be as large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    data = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


LAUGHS = b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><svg>&b;</svg>'
OUTSIDE = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'


@pytest.mark.parametrize(
    "data",
    [
        png(60000, 60000),
        png(2**31 - 1, 1),
        LAUGHS,
        OUTSIDE,
        b"<html><script>",
        b"%PDF-1.7",
        b"GIF89a",
        b"",
    ],
)
def test_a_picture_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(Unfit):
        pictures.read(data)


def test_the_name_of_an_upload_is_never_a_path(people: People, settings: Settings) -> None:
    settings.MEDIA_ROOT = "/nowhere"
    secret = word("content of an upload")
    for name in ("../../evil.py", "/etc/cron.d/x", "a\x00b.csv", "con.csv", "<b>.csv"):
        file = io.BytesIO(f"username,domain\neve,{secret}\n".encode())
        file.name = name
        answer = people.browser("reseller").post("/sip/accounts/list/table/", {"file": file})
        assert answer.status_code in (302, 422)
        assert "evil.py" not in answer.get("Location", "")


def test_the_pages_of_the_platform_have_the_same_shell(db: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/platform/login/")
    form = {"username": "admin", "password": "a password of the tests", "next": "//evil.example/"}
    assert browser.post("/platform/login/", form).status_code == 403
    token = str(page.context["csrf_token"])
    signed_in = browser.post("/platform/login/", {**form, "csrfmiddlewaretoken": token})
    assert "evil.example" not in signed_in.get("Location", "")
    for path in ("/platform/", "/platform/provisioning/voucher/", "/platform/nothing/"):
        check(browser.get(path))


def test_strangers_find_whom_to_tell(db: None, settings: Settings) -> None:
    assert b"Disallow: /" in Client().get("/robots.txt").content
    assert Client().get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "security@example.net"
    answer = Client().get("/.well-known/security.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.startswith(b"Contact: mailto:security@example.net\nExpires: 20")
    check(answer)
    settings.SECURITY_CONTACT = "https://example.net/security"
    assert (
        b"Contact: https://example.net/security\n"
        in Client().get("/.well-known/security.txt").content
    )
