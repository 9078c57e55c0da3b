"""Who mails about used-up limits come from, and who gets a copy of them."""

from __future__ import annotations

from dataclasses import dataclass

from ngnpanel.brand import mail
from ngnpanel.brand.looks import Look
from ngnpanel.notices.models import Sender
from ngnpanel.notices.texts import OPERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A sender as it stands in From, and the address of a copy, empty for none."""

    shown: str
    copy_to: str = ""


def sender_of(look: Look) -> Shown:
    """The reseller's, else the operator's, field by field; else the brand's name."""
    rows = Sender.objects.filter(platform=look.platform, reseller__in={look.reseller, OPERATOR})
    known = {row.reseller: row for row in rows}
    found = [known[one] for one in (look.reseller, OPERATOR) if one in known]
    name = next((row.name for row in found if row.name), look.name)
    address = next((row.email for row in found if row.email), "")
    copy_to = next((row.copy_to for row in found if row.copy_to), "")
    return Shown(shown=mail.named(name, address), copy_to=copy_to)
