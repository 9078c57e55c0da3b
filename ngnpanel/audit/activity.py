"""What happened to one account, in words for the person whose account it is.

Told is what was done to the account and by whom, as far as that concerns the person: its own acts
with their network addresses, those of support with reason and ticket, and that the provider did
something. Not told are names and addresses of others, prices and limits of the provider, and what
was refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.actor import Role
from ngnpanel.audit import wording
from ngnpanel.audit.masking import HIDDEN
from ngnpanel.audit.models import Entry
from ngnpanel.web.changes import Change
from ngnpanel.web.parts import Text

# What is told, in words and with a picture; whatever is not here stays with the provider.
TOLD: Final[Mapping[str, tuple[Text, str]]] = {
    "Sip.addAccount": (_("The account was made"), "plus"),
    "Sip.updateAccount": (_("Settings were changed"), "settings"),
    "Sip.addToGroup": (_("Something was switched on"), "circle-check"),
    "Sip.removeFromGroup": (_("Something was switched off"), "ban"),
    "Sip.addAlias": (_("An address was added"), "at"),
    "Sip.updateAlias": (_("An address was changed"), "at"),
    "Sip.deleteAlias": (_("An address was deleted"), "at"),
    "Sip.addBalance": (_("The credit was changed"), "coin"),
    "Sip.addBalanceFromVoucher": (_("A voucher was redeemed"), "coin"),
    "Sip.addPhonebookEntry": (_("A contact was added"), "address-book"),
    "Sip.updatePhonebookEntry": (_("A contact was changed"), "address-book"),
    "Sip.deletePhonebookEntry": (_("A contact was deleted"), "address-book"),
    "Sip.setRejectMembers": (_("Rejected callers were changed"), "phone-off"),
    "Sip.setAcceptRules": (_("Who may call was changed"), "shield-check"),
    "Sip.setBarringPrefixes": (_("Barred numbers were changed"), "ban"),
    "Sip.setCallDiversions": (_("Forwarding was changed"), "arrow-forward-up"),
    "Voicemail.addAccount": (_("Voicemail was switched on"), "record-mail"),
    "Voicemail.updateAccount": (_("Voicemail was changed"), "record-mail"),
    "Voicemail.deleteAccount": (_("Voicemail was switched off"), "record-mail"),
    "Voicemail.setAnnouncement": (_("The greeting of the voicemail was changed"), "record-mail"),
    "Panel.sign-in": (_("Signed in"), "circle-check"),
    "Panel.sign-out": (_("Signed out"), "logout"),
    "Panel.end": (_("Sessions were ended"), "logout"),
    "Panel.open": (_("The settings were opened"), "headset"),
    "Panel.add": (_("A rule with a date was planned"), "shield-check"),
    "Panel.cancel": (_("A planned rule was taken away"), "shield-check"),
}
# Acts of the panel have names that other kinds have as well.
KINDS: Final = ("account", "balance", "mailbox", "alias", "session", "plan", "support")
# The values that a person sees of its own account; others are counted.
FACTS: Final[Mapping[str, Text]] = {
    "firstName": _("First name"),
    "lastName": _("Last name"),
    "email": _("Mail address"),
    "password": _("SIP password"),
    "properties.web_password": _("Panel password"),
    "properties.language": _("Language"),
    "timezone": _("Time zone"),
    "timeout": _("Seconds until voicemail answers"),
    "quota": _("Monthly limit"),
    "diversions.FUNC": _("All calls"),
    "diversions.FNOL": _("When no phone is registered"),
    "diversions.FUNV": _("When unavailable"),
    "diversions.FNOA": _("When nobody answers"),
    "diversions.FBUS": _("When busy"),
    "added": _("Amount"),
    "balance": _("Balance"),
    "contact.name": _("Name"),
    "contact.uri": _("Address"),
    "deleted contact": _("Address"),
    "rejected": _("Callers"),
    "barred": _("Numbers"),
    "open sessions": _("Open sessions"),
}
# Groups of strings: what comes or goes is named.
LISTS: Final = ("rejected.", "barred.")
SWITCHES: Final[Mapping[str, Text]] = {
    "free-pstn": _("Calls to telephone numbers"),
    "missed-calls": _("Mails about missed calls"),
    "voicemail": _("Voicemail"),
    "anonymous": _("Hidden number"),
    "anonymous-reject": _("Rejecting callers without a number"),
    "blocked": _("Blocked by the provider"),
    "quota": _("Blocked by the monthly limit"),
}
REASONS: Final[Mapping[str, Text]] = {
    "planned rule": _("as it was planned"),
    "link for a forgotten password": _("by the link for a forgotten password"),
}
YOU, SUPPORT, PROVIDER, ITSELF = _("You"), _("Support"), _("Your provider"), _("By itself")
MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened, as it is drawn."""

    title: Text
    icon: str
    who: Text
    why: str
    address: str
    moment: datetime
    changes: list[Change]
    left_out: int
    is_support: bool


def of_account(address: str, platform: str) -> QuerySet[Entry]:
    """What may be told, newest first.

    Who has the address now is not told what happened to the one that had it before.
    """
    own = Entry.objects.filter(platform=platform, account=address, result="")
    beginnings = Entry.objects.filter(
        platform=platform, account=address, result="", kind="account"
    ).filter(operation__in=("Sip.deleteAccount", "Sip.addAccount"))
    newest = beginnings.order_by("-number").values_list("number", "operation").first()
    if newest is not None:
        first, operation = newest
        is_end = operation == "Sip.deleteAccount"
        own = own.filter(number__gt=first) if is_end else own.filter(number__gte=first)
    return own.filter(Q(operation__in=TOLD), kind__in=KINDS).order_by("-number")


def line(entry: Entry) -> Line:
    """One entry in words."""
    title, icon = TOLD[entry.operation]
    is_support = bool(entry.staff)
    is_own = entry.role == Role.SUBSCRIBER and not is_support
    told = [change for name, pair in entry.changes.items() for change in _change(name, pair)]
    shown = told[:MOST]
    return Line(
        title=title,
        icon=icon,
        who=_who(entry),
        why=_why(entry),
        address=entry.address if is_own else "",
        moment=entry.at,
        changes=shown,
        left_out=len(entry.changes) - len(shown) if entry.kind == "account" else 0,
        is_support=is_support,
    )


def _who(entry: Entry) -> Text:
    if entry.staff:
        return SUPPORT
    if entry.source == "schedule" or not entry.role:
        return ITSELF
    return YOU if entry.role == Role.SUBSCRIBER else PROVIDER


def _why(entry: Entry) -> str:
    """What support gave as its reason, with the ticket; else only what the panel itself says."""
    if entry.staff:
        ticket = _now("ticket %(ticket)s") % {"ticket": entry.ticket} if entry.ticket else ""
        return " · ".join(part for part in (entry.reason, ticket) if part)
    return str(REASONS.get(entry.reason, ""))


def _change(name: str, pair: list[object]) -> list[Change]:
    old, new = pair
    for prefix in LISTS:
        if name.startswith(prefix):
            item = name.removeprefix(prefix)
            label = FACTS[prefix.rstrip(".")]
            return [Change(label, item if old else "", item if new else "")]
    group = name.removeprefix("groups.") if name.startswith("groups.") else ""
    if name == "left the group":
        group, old, new = str(new), True, None
    if group:
        words = SWITCHES.get(group)
        yes, no = _now("On"), _now("Off")
        return [Change(words, yes if old else no, yes if new else no)] if words else []
    if name not in FACTS:
        return []
    if HIDDEN in (old, new):
        return [Change(FACTS[name], "", _now("a new one"))]
    return [Change(FACTS[name], wording.words(old), wording.words(new))]
