"""Forgotten passwords: who is meant, the link that is mailed, and what it sets.

All that depends on whether there is such an account happens in the worker, so that the page tells
nobody anything. Of a link only a digest of its token is kept; it dies with its use, after half an
hour, and when a password or the mail address changes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ngnpanel.accounts import services
from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.api import Api
from ngnpanel.audit import recording
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from ngnpanel.soap.platform import Platform
from ngnpanel.users import identity, visits
from ngnpanel.users.models import ResetLink

LIFE: Final = timedelta(minutes=30)
MOST_ACCOUNTS: Final = 5
# Links of one account that live at the same time: nobody's mailbox is to be filled.
MOST_LINKS: Final = 3
# What is looked through for an exact address: the platform takes it as a pattern.
WINDOW: Final = 50
# What the audit says of the passwords: nobody is signed in who could have set them.
REASON: Final = "link for a forgotten password"

Owner = Account | Customer


@dataclass(frozen=True, slots=True)
class Open:
    """A link that may be used, and whose passwords it sets."""

    link: ResetLink
    owner: Owner

    @property
    def name(self) -> str:
        """What this person signs in with."""
        return name_of(self.owner)

    @property
    def sets_sip_password(self) -> bool:
        """Whether the password of the phones may be set as well."""
        owner = self.owner
        if isinstance(owner, Customer):
            return False
        return passwords.may_change_sip_password(owner, is_subscriber=True)


def name_of(owner: Owner) -> str:
    """What this person signs in with."""
    return owner.username if isinstance(owner, Customer) else str(owner.id)


def owners(name: str, email: str, platform: str) -> list[Owner]:
    """Whose mail address this is, five at most; ``name`` may say which one is meant."""
    api = Api(Platform.named(platform))
    found: list[Owner] = []
    for owner in _candidates(api, name.strip(), email):
        if owner.email and owner.email.casefold() == email.casefold() and owner not in found:
            found.append(owner)
    return found[:MOST_ACCOUNTS]


def make(owner: Owner, platform: str, address: str) -> str:
    """The token of a new link, empty when the account has enough of them already."""
    name = name_of(owner)
    login = owner.id if isinstance(owner, Customer) else 0
    alive = ResetLink.objects.filter(
        platform=platform, account=name, login=login, made__gt=timezone.now() - LIFE
    )
    if alive.count() >= MOST_LINKS:
        return ""
    token = secrets.token_urlsafe(32)
    ResetLink.objects.create(
        token=digest(token),
        platform=platform,
        account=name,
        login=login,
        seal=seal(owner),
        address=address,
    )
    return token


def find(token: str) -> Open | None:
    """The link with this digest of a token, if it still opens something; one call."""
    link = ResetLink.objects.filter(
        token=token, used=None, made__gt=timezone.now() - LIFE, made__lte=timezone.now()
    ).first()
    if link is None:
        return None
    api = Api(Platform.named(link.platform))
    try:
        owner: Owner = (
            api.customers.customer(link.login)
            if link.login
            else api.sip.account(SipId.parse(link.account))
        )
    except NotFound:
        return None
    is_same = name_of(owner) == link.account and constant_time_compare(link.seal, seal(owner))
    return Open(link, owner) if is_same else None


def use(found: Open, sip_password: str, panel_password: str) -> bool:
    """Set the passwords that are not empty and end all sessions; False if the link was used."""
    link = found.link
    is_first = ResetLink.objects.filter(pk=link.pk, used=None).update(used=timezone.now())
    if not is_first:
        return False
    try:
        with recording.because(REASON):
            _write(found, sip_password, panel_password)
    except Exception:
        # Nothing was set, so the link may be tried again.
        ResetLink.objects.filter(pk=link.pk).update(used=None)
        raise
    person = (
        visits.of_customer(link.login, link.platform)
        if link.login
        else visits.of_account(link.account, link.platform)
    )
    visits.end_all(person)
    return True


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal(owner: Owner) -> str:
    """Changes with each password of the owner and with the mail address."""
    parts = [owner.email, owner.password]
    if isinstance(owner, Account):
        parts += [owner.ha1, owner.property_value(identity.WEB_PASSWORD)]
    text = "\n".join(parts)
    return salted_hmac("ngnpanel.accounts.resets", text, algorithm="sha256").hexdigest()


def _candidates(api: Api, name: str, email: str) -> Iterator[Owner]:
    if "@" in name:
        try:
            yield api.sip.account(SipId.parse(name))
        except (RuleError, NotFound):
            return
    elif name:
        wanted = name.lower()
        found = api.customers.customers(Query(filter={"username": wanted}, count=WINDOW))
        yield from (one for one in found if one.username == wanted)
    else:
        yield from api.sip.accounts(Query(filter={"email": email}, count=WINDOW))
        yield from api.customers.customers(Query(filter={"email": email}, count=WINDOW))


def _write(found: Open, sip_password: str, panel_password: str) -> None:
    api, owner = Api(Platform.named(found.link.platform)), found.owner
    if isinstance(owner, Customer):
        api.customers.update_customer(replace(owner, password=panel_password))
        return
    wanted = replace(owner, password="")
    if sip_password and found.sets_sip_password:
        wish = services.told_by_reseller(api, owner, "store_clear_text_passwords")
        wanted = replace(wanted, password=passwords.stored_form(owner, sip_password, wish))
    if panel_password:
        pair = passwords.digest_pair(owner.id.username, owner.id.domain, panel_password)
        wanted = wanted.with_properties({identity.WEB_PASSWORD: pair})
    api.sip.update_account(wanted)
