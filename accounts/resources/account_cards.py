"""An account in cards by meaning, and in sentences what goes with it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain.diversions import CONDITIONS, Diversions, is_mailbox
from ngnpanel.accounts.domain.rules import DEFAULT_TIMEOUT, with_plus, without_scheme
from ngnpanel.accounts.domain.sip import Account, Alias
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.forms.calling import KEPT_GROUPS
from ngnpanel.accounts.resources.links import (
    customer_link,
    domain_link,
    language,
    no,
    related,
    telephone,
    tenants,
    yes,
)
from ngnpanel.soap.paging import Page
from ngnpanel.web.parts import Card, Copyable, Item, Link, Status, Telephone

CONDITION_LABELS: dict[str, str | Promise] = {
    "FUNV": _("Caller not accepted"),
    "FUNC": _("All calls"),
    "FNOL": _("No device registered"),
    "FBUS": _("Busy"),
    "FNOA": _("No answer"),
}


def state(account: Account) -> tuple[Status, ...]:
    """What stands out about an account, the gravest first."""
    states = []
    if "blocked" in account.groups:
        states.append(Status(_now("Blocked"), "red", "ban"))
    if "quota" in account.groups:
        states.append(Status(_now("Over quota"), "amber", "coin"))
    if not states:
        states.append(Status(_now("Active"), "green", "circle-check"))
    if account.prepaid:
        states.append(Status(_now("Prepaid"), "blue", "coin"))
    if "trunking" in account.groups:
        states.append(Status(_now("Trunk"), "grey", "building"))
    return tuple(states)


def cards(account: Account, diversions: Diversions) -> list[Card]:
    """The record page."""
    return [
        identity_card(account),
        calling_card(account),
        limits_card(account),
        where_card(account, diversions),
        alias_card(account),
        *related(_("Telephone numbers (ENUM)"), "number", mapto=str(account.id)),
        technical_card(account),
    ]


def identity_card(account: Account) -> Card:
    """Who it is."""
    return Card(
        title=_("Identity"),
        items=(
            Item(_("SIP address"), Copyable(str(account.id))),
            Item(_("State"), state(account)),
            Item(_("Name"), account.name),
            Item(_("E-mail"), Copyable(account.email) if account.email else ""),
            Item(_("Language"), language(account.property_value("language"))),
            Item(_("Time zone"), account.timezone),
            Item(_("Domain"), domain_link(account.id.domain)),
            Item(_("Owner"), customer_link(account.owner)),
            *tenants(account.customer, account.reseller),
            Item(_("Created"), account.create_date),
            Item(_("Changed"), account.change_date),
        ),
    )


def calling_card(account: Account) -> Card:
    """What it may do."""
    groups = account.groups
    has_web_password = bool(account.property_value("web_password"))
    hidden = yes(_now("Hidden")) if "anonymous" in groups else no(_now("Shown"), icon="eye")
    refused = "anonymous-reject" in groups
    return Card(
        title=_("Calling rights"),
        items=(
            Item(
                _("Telephone numbers"),
                yes(_now("Allowed")) if "free-pstn" in groups else no(_now("Not allowed")),
            ),
            Item(_("Caller id"), telephone(account.rpid)),
            Item(_("Caller id towards others"), hidden),
            Item(
                _("Callers who hide theirs"),
                no(_now("Refused")) if refused else yes(_now("Accepted")),
            ),
            Item(
                _("Opens the settings with"),
                _now("Web password") if has_web_password else _now("SIP password"),
            ),
            Item(
                _("Passwords"),
                no(_now("The subscriber may not change them"), icon="lock")
                if "deny-password-change" in groups
                else yes(_now("The subscriber may change them"), icon="key"),
            ),
        ),
    )


def limits_card(account: Account) -> Card:
    """What it costs and where it ends."""
    return Card(
        title=_("Limits and money"),
        items=(
            Item(_("Payment"), _now("Prepaid") if account.prepaid else _now("Postpaid")),
            Item(_("Quota a month"), account.quota or _now("No limit")),
            Item(
                _("Telephone calls at the same time"),
                account.call_limit or _now("The platform's limit"),
            ),
            Item(
                _("Calls between accounts"),
                _now("Charged") if "rate-on-net" in account.groups else _now("Free"),
            ),
        ),
    )


def where_card(account: Account, diversions: Diversions) -> Card:
    """Where calls go, in the order in which the platform looks."""
    domain = account.id.domain
    forwarded = [
        Item(CONDITION_LABELS[condition], destination(diversions.target(condition), domain))
        for condition in CONDITIONS
    ]
    seconds = account.timeout or DEFAULT_TIMEOUT
    manage = reverse("subscriber-overview", args=[str(account.id)])
    return Card(
        title=_("Where calls go"),
        items=(
            *forwarded,
            Item(_("Rings for"), _now("%(seconds)s seconds") % {"seconds": seconds}),
            Item(
                _("Mailbox"), yes(_now("On")) if "voicemail" in account.groups else no(_now("Off"))
            ),
            Item(_("Mobile number"), telephone(account.property_value("mobile_number"))),
            Item(_("Missed calls"), _now("By mail") if "missed-calls" in account.groups else ""),
            Item(_("Quick dial prefix"), account.quickdial_prefix),
        ),
        more=Link(_now("All settings"), manage),
    )


def destination(target: str, domain: str) -> Telephone | str:
    """A diversion's target in words; a number belongs to the account's own domain."""
    if is_mailbox(target):
        return _now("Mailbox")
    user, _at, host = without_scheme(target).rpartition("@")
    number = with_plus(user)
    if host == domain and number != user:
        return Telephone(number)
    return without_scheme(target)


def technical_card(account: Account) -> Card:
    """What few people need."""
    return Card(
        title=_("Technical"),
        items=(
            Item(_("Allowed networks"), tuple(str(network) for network in account.acl)),
            Item(_("Emergency region"), account.region),
            Item(_("Other groups"), tuple(g for g in account.groups if g not in KEPT_GROUPS)),
        ),
    )


def alias_card(account: Account) -> Card:
    """The other addresses that lead to it."""
    return Card(title=_("Aliases"), late=reverse("account-aliases", args=[str(account.id)]))


def losses(
    *,
    aliases: Page[Alias],
    mailbox: Mailbox | None,
    contacts: int,
    devices: int,
    diversions: Diversions,
) -> list[str]:
    """Sentences that name what goes when the account goes."""
    lost = []
    if aliases.total:
        names = ", ".join(str(alias.id) for alias in aliases)
        more = ", …" if aliases.total > len(aliases) else ""
        words = {"number": aliases.total, "names": names + more}
        lost.append(
            ngettext("%(number)s alias: %(names)s", "%(number)s aliases: %(names)s", aliases.total)
            % words
        )
    if mailbox is not None:
        words = {"mailbox": mailbox.mailbox}
        lost.append(_now("The mailbox %(mailbox)s with its messages") % words)
    if any(diversions.target(condition) for condition in CONDITIONS):
        lost.append(_now("Its forwarding"))
    if contacts:
        words = {"number": contacts}
        lost.append(ngettext("%(number)s contact", "%(number)s contacts", contacts) % words)
    if devices:
        words = {"number": devices}
        text = ngettext(
            "%(number)s registered device cannot call any more",
            "%(number)s registered devices cannot call any more",
            devices,
        )
        lost.append(text % words)
    lost.append(_now("Its passwords, accept rules, rejected callers and settings"))
    return lost
