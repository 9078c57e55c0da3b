"""Secrets are planted into a living system, and then everything is searched for them."""

from __future__ import annotations

import logging
import pkgutil
from collections import defaultdict
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ngnpanel.audit import masking
from tests.belongings import Estates
from tests.shell import broker, places, story
from tests.shell.planting import Seen, holds
from tests.shell.story import Story

ASKED = "a person asked for just this, after proving who it is"
LINK = "the address of a mailed link is its secret: it works once, leaves the address bar at once"
CONTRACT = "SIP proxies verify calls with it, so the contract keeps it readable"
# Secret (all that begin so), place -> why it may be read there. Everything else fails.
ALLOWED: dict[tuple[str, str], str] = {
    ("session of", "cookie ngnpanel_session"): "the cookie is where it belongs",
    ("CSRF secret of", "cookie ngnpanel_csrf"): "the cookie is where it belongs",
    ("HA1 of Alice", "database provisioning_account.ha1"): CONTRACT,
    ("HA1 of Alice with domain", "database provisioning_account.ha1b"): CONTRACT,
    ("HA1 of Alice", "GET phone-setup"): ASKED,
    ("SIP password by Alice", "POST subscriber-devices-setup"): ASKED,
    ("token of a set-up", "POST subscriber-devices-setup"): ASKED,
    ("key of a certificate", "POST json-api-action"): ASKED,
    ("", "POST domain-take-out"): "an export with secrets, ticked by the administrator",
    ("password in a file", "POST job-file"): "a file that is fetched once by who made the job",
    ("token of a reset", "mail to people"): LINK,
    ("token of a deletion", "mail to people"): LINK,
    ("token of a reset", "address of password-link"): LINK,
    ("token of a deletion", "address of subscriber-settings-delete-link"): LINK,
    ("token of a set-up", "address of phone-setup"): LINK,
    ("password typed as a name", "POST login"): "forms give back what was typed where all see it",
    ("voucher that does not exist", "POST subscriber-credit"): "the same; it opens nothing",
}


def test_planted_secrets_are_nowhere_else(
    estates: Estates, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Story(estates)
    settings.SECURITY_MAILS = True
    written = places.Written(told.seen)
    logging.getLogger().addHandler(written)
    try:
        with broker.real(tmp_path / "broker", monkeypatch) as store:
            story.staff(told, settings)
            story.subscriber(told)
            story.forgotten(told)
            story.credit(told)
            story.programs(told, tmp_path, settings)
            told.seen += places.everything()
            story.jobs(told)
            story.mishaps(told, settings)
            messages = list(broker.held(store))
        assert len(messages) > 10
        told.seen += messages
    finally:
        logging.getLogger().removeHandler(written)
    told.seen += places.everything()
    found = defaultdict(set)
    for seen in told.seen:
        for name, secret in told.secrets.items():
            if holds(seen, secret):
                found[seen.place].add(name)
    assert len(told.secrets) >= 45
    wrong = {
        f"{name} in {place}"
        for place, names in found.items()
        for name in names
        if not is_allowed(name, place)
    }
    assert not sorted(wrong)
    # A place where nothing lies any more is taken out of the table.
    idle = [row for row in ALLOWED if not any(name.startswith(row[0]) for name in found[row[1]])]
    assert not idle
    # What is sealed is really there: the search would find it if it were not.
    assert any(seen.place == "database provisioning_account.password_sealed" for seen in told.seen)


def is_allowed(name: str, place: str) -> bool:
    """Whether the table says that this may lie there."""
    return any(name.startswith(begin) and place == where for begin, where in ALLOWED)


def records() -> list[type]:
    """Every dataclass of the project."""
    found = []
    for package in (
        "ngnpanel",
        *(f"ngnpanel.{app}" for app in ("accounts", "dns", "enum", "pstn")),
    ):
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if ".migrations" in module.name or module.name.endswith(("__main__", "asgi", "wsgi")):
                continue
            for one in vars(import_module(module.name)).values():
                if is_dataclass(one) and isinstance(one, type) and one not in found:
                    found.append(one)
    return found


# Named like a secret, and none: rights, and rows that have digests of tokens.
NO_SECRETS = {
    *("Rights.sip_password", "Rights.asks_old_password"),
    *("Made.token", "Caller.token", "Proof.token", "Line.token"),
}


def test_no_record_says_its_secrets_when_it_is_printed() -> None:
    telling = {
        f"{one.__qualname__}.{name.name}"
        for one in records()
        for name in fields(one)
        if name.repr and masking.is_secret(name.name)
    }
    assert telling == NO_SECRETS


def test_the_search_finds_what_is_written_in_other_ways() -> None:
    for text in (
        b"a Kq7SECRETW b",
        b"S3E3U0VDUkVUVw==",
        b"eyJhIjogIktxN1NFQ1JFVFcifQ==",
        b"4b7137534543524554577f",
    ):
        assert holds(Seen("here", text), "Kq7SECRETW"), text
    assert not holds(Seen("here", b"Kq7SECRET"), "Kq7SECRETW")
