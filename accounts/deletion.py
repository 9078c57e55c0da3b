"""An account that its subscriber wants deleted: the request, the mailed link, and the end.

The request stands among the properties of the account, as other panels have it: when it was made,
and what belongs to the link. Of the link's token only a digest is kept. Nothing else of the account
changes before the link was followed and a button pressed by somebody who is signed in as this very
account.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.crypto import constant_time_compare

from ngnpanel.accounts import letters
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.brand import looks
from ngnpanel.notices import kinds
from ngnpanel.notices.posting import post

REQUESTED: Final = "account_delete_request"
TOKEN: Final = "account_delete_request_id"  # noqa: S105 - the name of a property
LIFE: Final = timedelta(days=2)
# Nobody's mailbox is to be filled.
PAUSE: Final = timedelta(minutes=5)


def requested(account: Account) -> datetime | None:
    """When the deletion was asked for (UTC), None when it was not or the link is too old."""
    try:
        made = datetime.fromisoformat(account.property_value(REQUESTED))
    except ValueError:
        return None
    made = made if made.tzinfo else made.replace(tzinfo=UTC)
    return made if made <= timezone.now() < made + LIFE else None


def may_ask_again(account: Account) -> bool:
    """Whether another mail may go out now."""
    made = requested(account)
    return made is None or timezone.now() >= made + PAUSE


def asked(account: Account) -> tuple[Account, str]:
    """The account with a fresh request, and the token of its link."""
    token = secrets.token_urlsafe(32)
    made = timezone.now().astimezone(UTC).replace(microsecond=0)
    return account.with_properties({REQUESTED: made.isoformat(), TOKEN: digest(token)}), token


def withdrawn(account: Account) -> Account:
    """The account without the request."""
    return account.with_properties({REQUESTED: "", TOKEN: ""})


def fits(account: Account, kept: str) -> bool:
    """Whether a digest is that of the link that was mailed last, and is in time."""
    stored = account.property_value(TOKEN)
    is_same = bool(stored) and bool(kept) and constant_time_compare(stored, kept)
    return is_same and requested(account) is not None


def digest(token: str) -> str:
    """What is kept of a token, SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def until(account: Account) -> str:
    """The end of the link's life by the account's own clock; empty without a request."""
    made = requested(account)
    if made is None:
        return ""
    end = (made + LIFE).astimezone(zone_of(account))
    return formats.date_format(end, "DATETIME_FORMAT")


def send(account: Account, token: str, platform: str, client: str) -> None:
    """The mail with the link to the subscriber; ``client`` is who asked. Raises mail.NotSent."""
    look = looks.of(account.reseller, platform)
    path = reverse("subscriber-settings-delete-link", args=[str(account.id), token])
    post(
        kinds.DELETION,
        look,
        account.property_value("language"),
        lambda: {
            **letters.whose(account),
            "client": client,
            "link": look.panel_url + path,
            "until": until(account),
        },
        to=account.email,
        account=str(account.id),
    )
