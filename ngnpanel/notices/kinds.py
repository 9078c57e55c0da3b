"""The kinds of mail: when each is sent, what may stand in it, and what must."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

Text = str | Promise
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """What ``{name}`` stands for, and an example of it.

    A secret opens something to whoever reads it: it has no place in a subject.
    """

    name: str
    meaning: Text
    sample: Text
    is_link: bool = False
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of mail.

    ``template`` is the built-in body, ``mail/<template>.txt`` and ``.html``; ``subject`` the
    built-in subject. A text without one of the ``needed`` placeholders is of no use. ``life`` is
    how long the mail is worth being sent. Texts of an ``is_operators`` kind are the operator's.
    """

    name: str
    title: Text
    when: Text
    template: str
    subject: Callable[[Values], str]
    placeholders: tuple[Placeholder, ...]
    needed: frozenset[str]
    life: timedelta = timedelta(days=2)
    is_operators: bool = False

    @property
    def is_secret(self) -> bool:
        """Whether nothing of such a mail may stay in the outbox."""
        return any(one.is_secret for one in self.placeholders)

    @property
    def all_placeholders(self) -> tuple[Placeholder, ...]:
        """Those of the kind, and those of all mails."""
        return (*self.placeholders, *COMMON)

    @property
    def names(self) -> frozenset[str]:
        """The names that mean something."""
        return frozenset(one.name for one in self.all_placeholders)

    @property
    def links(self) -> frozenset[str]:
        """The names that stand for an address of a page."""
        return frozenset(one.name for one in self.all_placeholders if one.is_link)

    @property
    def secrets(self) -> frozenset[str]:
        """The names that stand for a secret."""
        return frozenset(one.name for one in self.placeholders if one.is_secret)


PROVIDER: Final = Placeholder(
    name="provider", meaning=lazy("the name of the brand"), sample="Lantern Telecom"
)
PANEL: Final = Placeholder(
    name="panel",
    meaning=lazy("the address of the panel"),
    sample="https://panel.example.com",
    is_link=True,
)
SUPPORT: Final = Placeholder(
    name="support",
    meaning=lazy("e-mail and telephone of support, as the brand has them"),
    sample="help@example.com, +31 20 800 5161",
)
COMMON: Final = (PROVIDER, PANEL, SUPPORT)
PERSON: Final = Placeholder(
    name="person",
    meaning=lazy("the name of the person, or the address where there is none"),
    sample="Alice Smith",
)
ACCOUNT: Final = Placeholder(
    name="account", meaning=lazy("the SIP address"), sample="alice@example.com"
)
LOGIN: Final = Placeholder(
    name="account",
    meaning=lazy("the SIP address, or the username of a customer"),
    sample="alice@example.com",
)
CLIENT: Final = Placeholder(
    name="client",
    meaning=lazy("the network address of whoever asked for it"),
    sample="203.0.113.9",
)

SIGN_IN: Final = Kind(
    name="sign-in",
    title=lazy("How to sign in"),
    when=lazy("To a customer, when staff sends it or ticks the box while adding one."),
    template="sign_in",
    subject=lambda values: _("How to sign in at %(name)s") % {"name": values["provider"]},
    placeholders=(
        PERSON,
        Placeholder(
            name="username", meaning=lazy("what the customer signs in with"), sample="acme"
        ),
    ),
    needed=frozenset({"username"}),
)
ACCOUNT_INFORMATION: Final = Kind(
    name="account",
    title=lazy("Account information"),
    when=lazy("To a subscriber, when somebody presses the button and after a sign-up."),
    template="account",
    subject=lambda values: _("Your SIP account %(address)s") % {"address": values["account"]},
    placeholders=(
        PERSON,
        ACCOUNT,
        Placeholder(
            name="proxy", meaning=lazy("the server that a phone asks"), sample="sip.example.com"
        ),
        Placeholder(
            name="settings_page",
            meaning=lazy("the page of the account's settings"),
            sample="https://panel.example.com/subscriber/alice@example.com/",
            is_link=True,
        ),
    ),
    needed=frozenset({"account"}),
)
CHANGE: Final = Kind(
    name="change",
    title=lazy("Something about safety changed"),
    when=lazy("When a password or the mail address changes, to the new address and the old one."),
    template="change",
    subject=lambda values: (
        _("Something changed in your account %(name)s") % {"name": values["account"]}
    ),
    placeholders=(
        PERSON,
        LOGIN,
        Placeholder(
            name="changes",
            meaning=lazy("what changed, a line for each"),
            sample=lazy("- the SIP password"),
        ),
        Placeholder(
            name="when", meaning=lazy("when it changed, in UTC"), sample="2026-11-25 09:30"
        ),
        CLIENT,
        Placeholder(
            name="forgotten_page",
            meaning=lazy("where a new password is set"),
            sample="https://panel.example.com/password/forgotten/",
            is_link=True,
        ),
    ),
    needed=frozenset({"changes"}),
)
NEW_SIGN_IN: Final = Kind(
    name="new-sign-in",
    title=lazy("A sign-in from a new browser"),
    when=lazy("When somebody signs in from a browser that the person did not use before."),
    template="new_sign_in",
    subject=lambda values: _("A new sign-in as %(name)s") % {"name": values["account"]},
    placeholders=(
        PERSON,
        LOGIN,
        Placeholder(
            name="device", meaning=lazy("browser and system"), sample=lazy("Firefox on Linux")
        ),
        Placeholder(name="when", meaning=lazy("when it was, in UTC"), sample="2026-11-25 09:30"),
        CLIENT,
        Placeholder(
            name="forgotten_page",
            meaning=lazy("where a new password is set"),
            sample="https://panel.example.com/password/forgotten/",
            is_link=True,
        ),
    ),
    needed=frozenset({"client"}),
)
DELETION: Final = Kind(
    name="deletion",
    title=lazy("An account is to be deleted"),
    when=lazy("When a subscriber asks for it on the page of settings."),
    template="deletion",
    subject=lambda values: _("Delete the account %(name)s?") % {"name": values["account"]},
    placeholders=(
        PERSON,
        ACCOUNT,
        CLIENT,
        Placeholder(
            name="link",
            meaning=lazy("where the account is deleted"),
            sample="https://panel.example.com/subscriber/alice@example.com/settings/delete/…/",
            is_link=True,
            is_secret=True,
        ),
        Placeholder(
            name="until", meaning=lazy("until when the link works"), sample="2026-11-27 09:30"
        ),
    ),
    needed=frozenset({"link"}),
)
RESET: Final = Kind(
    name="reset",
    title=lazy("A new password"),
    when=lazy("When somebody asks for one on the sign-in page."),
    template="reset",
    subject=lambda values: _("A new password for %(name)s") % {"name": values["account"]},
    placeholders=(
        PERSON,
        LOGIN,
        CLIENT,
        Placeholder(
            name="link",
            meaning=lazy("where the password is set"),
            sample="https://panel.example.com/password/link/…/",
            is_link=True,
            is_secret=True,
        ),
        Placeholder(name="minutes", meaning=lazy("how long the link works"), sample="30"),
    ),
    needed=frozenset({"link"}),
    life=timedelta(minutes=30),
)
CREDIT: Final = Kind(
    name="credit",
    title=lazy("A balance changed"),
    when=lazy("When staff changes a balance and ticks the box."),
    template="credit",
    subject=lambda values: _("The balance of %(address)s changed") % {"address": values["account"]},
    placeholders=(
        PERSON,
        ACCOUNT,
        Placeholder(
            name="credit_page",
            meaning=lazy("the page of credit"),
            sample="https://panel.example.com/subscriber/alice@example.com/credit/",
            is_link=True,
        ),
    ),
    needed=frozenset({"account"}),
)
SESSIONS: Final = Kind(
    name="sessions",
    title=lazy("Calls of yesterday"),
    when=lazy("Each night, to subscribers who want missed calls by mail and had calls."),
    template="sessions",
    subject=lambda values: (
        _("Calls of %(account)s on %(day)s") % {"account": values["account"], "day": values["day"]}
    ),
    placeholders=(
        PERSON,
        ACCOUNT,
        Placeholder(name="day", meaning=lazy("the day"), sample="2026-11-24"),
        Placeholder(
            name="missed",
            meaning=lazy("the missed calls, a line for each"),
            sample="09:12  +31 20 800 5161\n17:40  Bob",
        ),
        Placeholder(name="missed_number", meaning=lazy("how many were missed"), sample="2"),
        Placeholder(
            name="diverted",
            meaning=lazy("the calls that were forwarded, a line for each"),
            sample="12:05  Bob  → +31 6 12345678  (3:20)",
        ),
        Placeholder(name="diverted_number", meaning=lazy("how many were forwarded"), sample="1"),
        Placeholder(
            name="received",
            meaning=lazy("the calls that were taken, a line for each"),
            sample="10:30  +31 20 800 5161  (1:05)",
        ),
        Placeholder(name="received_number", meaning=lazy("how many were taken"), sample="1"),
        Placeholder(
            name="history_page",
            meaning=lazy("the page with all calls"),
            sample="https://panel.example.com/subscriber/alice@example.com/history/",
            is_link=True,
        ),
    ),
    needed=frozenset({"missed"}),
)
QUOTA: Final = Kind(
    name="quota",
    title=lazy("The monthly limit is used up"),
    when=lazy("When the calls of a month came to more than the limit of the account."),
    template="quota",
    subject=lambda values: (
        _("The monthly limit of %(account)s is used up") % {"account": values["account"]}
    ),
    placeholders=(
        PERSON,
        ACCOUNT,
        Placeholder(
            name="caller_id",
            meaning=lazy("the number that the account shows to others"),
            sample="+31208005161",
        ),
        Placeholder(name="month", meaning=lazy("the month"), sample=lazy("November 2026")),
        Placeholder(name="used", meaning=lazy("what the calls came to"), sample="€ 20.45"),
        Placeholder(name="quota", meaning=lazy("the monthly limit"), sample="€ 20.00"),
    ),
    needed=frozenset({"account"}),
)
QUOTA_REPORT: Final = Kind(
    name="quota-report",
    title=lazy("Accounts over their limit"),
    when=lazy("To the operator, after accounts were stopped because of their monthly limit."),
    template="quota_report",
    subject=lambda values: (
        _("Accounts over their monthly limit: %(number)s") % {"number": values["number"]}
    ),
    placeholders=(
        Placeholder(
            name="accounts",
            meaning=lazy("the accounts, a line for each"),
            sample="alice@example.com  € 20.45 / € 20.00",
        ),
        Placeholder(name="number", meaning=lazy("how many there are"), sample="1"),
    ),
    needed=frozenset({"accounts"}),
    is_operators=True,
)
TOKEN: Final = Kind(
    name="token",
    title=lazy("An API token ends soon"),
    when=lazy("Once, some days before a token ends that nobody replaced, to its owner."),
    template="token",
    subject=lambda values: _("Your API token %(name)s ends soon") % {"name": values["token"]},
    placeholders=(
        PERSON,
        LOGIN,
        Placeholder(name="token", meaning=lazy("the name of the token"), sample="Billing"),
        Placeholder(
            name="until", meaning=lazy("until when it works, in UTC"), sample="2027-02-28 09:30"
        ),
        Placeholder(
            name="used", meaning=lazy("when it was used last, in UTC"), sample="2027-02-21 02:00"
        ),
        Placeholder(
            name="tokens_page",
            meaning=lazy("where a token is replaced"),
            sample="https://panel.example.com/account/tokens/",
            is_link=True,
        ),
    ),
    needed=frozenset({"token"}),
)
KINDS: Final = (
    *(SIGN_IN, ACCOUNT_INFORMATION, CHANGE, NEW_SIGN_IN, DELETION, RESET, CREDIT),
    *(SESSIONS, QUOTA, QUOTA_REPORT, TOKEN),
)
BY_NAME: Final = {kind.name: kind for kind in KINDS}
# Shows what mails look like; nobody writes it.
TEST: Final = Kind(
    name="test",
    title=lazy("Test mail"),
    when=lazy("When somebody asks for one on the brand page."),
    template="test",
    subject=lambda values: _("A test mail from %(name)s") % {"name": values["provider"]},
    placeholders=(),
    needed=frozenset(),
)
