"""Uploads end where no form takes more, before anything is written to the disk."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from ngnpanel.web import uploads


@pytest.mark.parametrize("enforces_tokens", [True, False])
def test_a_large_upload_of_anybody_is_refused_before_it_is_read(
    db: None, monkeypatch: pytest.MonkeyPatch, *, enforces_tokens: bool
) -> None:
    written: list[str] = []
    monkeypatch.setattr(
        TemporaryFileUploadHandler, "new_file", lambda *_a, **_k: written.append("file")
    )
    large = SimpleUploadedFile("large.bin", b"x" * (uploads.MOST_BYTES + 1))
    client = Client(enforce_csrf_checks=enforces_tokens)
    assert client.post("/login/", {"name": "x", "file": large}).status_code == 400
    assert not written


def test_a_zone_file_and_a_logo_fit(db: None) -> None:
    small = SimpleUploadedFile("small.bin", b"x" * 1_000_000)
    assert Client().post("/login/", {"name": "x", "file": small}).status_code != 400
