"""What the tests of the subscriber's pages share: reading a page, posting, what is stored."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from ngnpanel.accounts.domain.accept import AcceptRules
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.models import Location
from tests.people import api


def page(answer: Any) -> str:
    """The words of a page that was found."""
    assert answer.status_code == 200, answer.status_code
    return words(answer)


def words(answer: Any) -> str:
    """The words of a page, whatever its status."""
    body = re.sub(r"(?s)<head>.*?</head>|<svg.*?</svg>|<[^>]+>", " ", answer.content.decode())
    text = re.sub(r"\s+", " ", html.unescape(body))
    return re.sub(r" ([.,;:])", r"\1", text)


def say(browser: Client, url: str, data: dict[str, Any]) -> list[str]:
    """What a post that leads on tells the person."""
    browser.cookies.pop("messages", None)  # nobody looked at what was told before
    answer: Any = browser.post(url, data)
    assert answer.status_code == 302, words(answer)
    return [str(message) for message in get_messages(answer.wsgi_request)]


def rules(id: SipId) -> AcceptRules:
    """The stored accept rules."""
    return api().sip.accept_rules(id).rules


def register(id: SipId, user_agent: str, *, port: int = 5060, transport: str = "udp") -> None:
    """Put a device online, as a SIP proxy writes it into the location table."""
    number = Location.objects.count()
    Location.objects.create(
        ruid=f"uloc-{number}",
        username=id.username,
        domain=id.domain,
        contact=f"sip:{id.username}@192.0.2.7:{port};transport={transport}",
        received=f"sip:203.0.113.9:{port}",
        expires=timezone.now() + timedelta(seconds=3000),
        last_modified=timezone.now() - timedelta(seconds=number),
        user_agent=user_agent,
    )
