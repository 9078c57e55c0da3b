"""Whose settings a request is about, and what the person at work may do with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404

from ngnpanel.accounts import services
from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.passwords import may_change_sip_password
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.actor import Actor, Role
from ngnpanel.api import Api
from ngnpanel.staff import consent
from ngnpanel.users import visits
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest

TRUNKING: Final = "trunking"
# Gives an account its page of barred numbers where the platform does not give it to all.
BARRING_TAB: Final = "show_barring_tab"
# Tabs that a trunk does not have.
NOT_FOR_TRUNKS: Final = frozenset({"forwarding", "accept", "contacts", "rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the person may change besides the settings that everybody may change.

    ``pstn``: the telephone network is open to this account, so its settings concern somebody.
    ``sip_password``: the person may set the password of the phones. ``asks_old_password``: the
    person proves to be the subscriber before a password changes. ``staff``: names and the switches
    that only resellers, customers and the administrator see.
    """

    pstn: bool
    sip_password: bool
    asks_old_password: bool
    staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An account with the person who looks after it and the calls that run on their behalf."""

    account: Account
    actor: Actor
    api: Api

    @property
    def id(self) -> SipId:
        """The address of the account."""
        return self.account.id

    @property
    def address(self) -> str:
        """The address as text."""
        return str(self.account.id)

    @property
    def is_support(self) -> bool:
        """Whether somebody else than the subscriber is at work."""
        return not self.actor.is_subscriber or bool(self.actor.staff)

    @property
    def is_trunk(self) -> bool:
        """Whether the account connects an exchange rather than a person."""
        return TRUNKING in self.account.groups

    @property
    def rights(self) -> Rights:
        """What the person may change."""
        groups = self.account.groups
        is_staff = self.actor.role is not Role.SUBSCRIBER
        return Rights(
            pstn="free-pstn" in groups,
            sip_password=may_change_sip_password(self.account, is_subscriber=not is_staff),
            asks_old_password=not self.is_support,
            staff=is_staff,
        )

    @property
    def timeout(self) -> int:
        """Seconds until a call counts as not answered."""
        return self.account.timeout or rules.DEFAULT_TIMEOUT

    def has_tab(self, name: str) -> bool:
        """Whether the account has this page."""
        if name == "barring":
            return self._has_barring
        if name == "credit":
            return bool(self.account.prepaid) and services.pstn_exists(self.api, self.account)
        return not (self.is_trunk and name in NOT_FOR_TRUNKS)

    @property
    def _has_barring(self) -> bool:
        is_shown = self.account.property_value(BARRING_TAB) not in ("", "0")
        return "free-pstn" in self.account.groups and (settings.BARRING_TAB or is_shown)


def subject_for(request: ActorRequest, address: str, *, tab: str = "") -> Subject:
    """The subject of a page; everything that is not the person's to see is a 404.

    A subscriber has one account. For all others the platform decides, because each call runs with
    the rights of their customer.
    """
    id = address_for(request, address)
    subject = Subject(account=request.api.sip.account(id), actor=request.actor, api=request.api)
    if not subject.has_tab(tab):
        services.require_told(subject.api, subject.account)
        raise Http404
    # Where support acts for the subscriber, the beginning of that is in the list already.
    if subject.is_support and request.actor.account != subject.address:
        visits.opened_by_support(request, subject.address, request.actor.platform)
    return subject


def unread_subject(request: ActorRequest, address: str) -> Subject:
    """A stand-in while the platform does not answer, so that a form can come back as it was typed.

    It knows the address and nothing else; whoever sees it sees only what they typed.
    """
    account = Account(id=address_for(request, address))
    return Subject(account=account, actor=request.actor, api=request.api)


def address_for(request: ActorRequest, address: str) -> SipId:
    """The address in the URL, if this person may ask for it at all.

    403 where support needs the subscriber's own code.
    """
    try:
        id = SipId.parse(address)
    except RuleError:
        raise Http404 from None
    if not may(request.actor, "settings.view"):
        raise Http404
    if consent.is_passed_by(request.actor):
        raise PermissionDenied
    if request.actor.is_subscriber and str(id) != request.actor.account:
        raise Http404
    return id
