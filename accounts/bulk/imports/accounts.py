"""SIP accounts as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts import services
from ngnpanel.accounts.bulk.imports.domains import DOMAINS
from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SWITCHES, Account, SipId
from ngnpanel.accounts.forms.accounts import AccountForm
from ngnpanel.accounts.forms.calling import KEPT_GROUPS
from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.accounts.forms.new_account import NewAccountForm
from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.imports.columns import EMPTY, Cells, Column, box, joined, lines, named, parse_named
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.places import Within
from ngnpanel.imports.references import CUSTOMERS, Ground
from ngnpanel.imports.table import FormTable, Made, Scope, blamed, got
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.web.changes import is_secret_property
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.parts import Text

# Properties that a column, a switch or the panel itself looks after.
KEPT: Final = frozenset({"language", "mobile_number", "blocked_by", "last_sip_quota"})
LONGEST_NAME: Final = 64


def group(name: str, label: Text) -> Column[Account]:
    """A group that the form shows as a switch."""
    return box(name, label, read=lambda account: SWITCHES[name] in account.groups)


def amount(name: str, label: Text, text: Text, example: str) -> Column[Account]:
    """A number that is away when it is 0."""
    return Column(
        name=name,
        label=label,
        help=text,
        example=example,
        read=lambda account: getattr(account, name) or None,
    )


def words(name: str, label: Text, text: Text, example: str, **options: Any) -> Column[Account]:
    """A text that an empty cell of a new account may fill with something."""
    return Column(name=name, label=label, help=text, example=example, keeps_empty=True, **options)


def is_told(name: str) -> bool:
    """Whether a property stands in the column of the others."""
    return name not in KEPT and not is_secret_property(name)


class AccountTable(FormTable[Account]):
    """A new account needs its name and domain; all else has a default."""

    records = AccountResource()
    is_key = True
    references = {"customer": CUSTOMERS}
    columns = (
        Column(
            name="username",
            label=_("Name or number"),
            help=_("The part before the @. It names the account and cannot be changed."),
            example="alice",
            read=lambda account: account.id.username,
            is_key=True,
            is_required=True,
            known_as=("user", "account", "extension"),
        ),
        Column(
            name="domain",
            label=_("Domain"),
            help=_("The SIP domain of the account."),
            example="example.com",
            read=lambda account: account.id.domain,
            is_key=True,
            is_required=True,
        ),
        Column(
            name="password",
            label=_("SIP password"),
            help=_("For the phones. A new account without one gets a random one, in a file."),
            is_secret=True,
        ),
        Column(
            name="web_password",
            label=_("Web password"),
            help=_("For the settings pages."),
            is_secret=True,
            removed_by="remove_web_password",
        ),
        words("first_name", _("First name"), _("The given name."), "Alice"),
        words("last_name", _("Last name"), _("The family name."), "Smith"),
        words(
            "email",
            _("E-mail"),
            _("For notices and voicemail. A new account without one has its SIP address here."),
            "alice@example.com",
        ),
        Column(
            name="timezone",
            label=_("Time zone"),
            help=_("A place such as Europe/Amsterdam."),
            example="Europe/Amsterdam",
        ),
        Column(
            name="language",
            label=_("Language"),
            help=_("en, nl, ro, es or de."),
            example="en",
            read=lambda account: account.property_value("language"),
        ),
        Column(
            name="owner",
            label=_("Owner"),
            help=_("The customer that is this person, by username or number."),
            refers="customer",
            keeps_empty=True,
        ),
        group("blocked", _("Blocked")),
        group("free_pstn", _("Calls to telephone numbers")),
        words("rpid", _("Caller id"), _("The number that called telephones show."), "+31208005161"),
        box("prepaid", _("Prepaid"), read=lambda account: bool(account.prepaid)),
        amount("quota", _("Quota"), _("The most that calls of a month may cost."), "50"),
        amount("call_limit", _("Telephone calls at the same time"), _("A number."), "2"),
        group("anonymous", _("Hide the caller id")),
        group("anonymous_reject", _("Refuse callers who hide theirs")),
        group("missed_calls", _("Mail the missed calls every day")),
        group("trunking", _("This account is a trunk")),
        group("deny_password_change", _("The subscriber may not change the passwords")),
        group("rate_on_net", _("Charge calls between accounts")),
        group("sms", _("Text messages (SMS)")),
        group("payments", _("Card payments")),
        amount("timeout", _("Rings for"), _("Seconds, at most 900."), "35"),
        Column(
            name="mobile_number",
            label=_("Mobile number"),
            help=_("Offered as a destination for forwarding; with + and the country code."),
            example="+31612345678",
            read=lambda account: account.property_value("mobile_number"),
        ),
        Column(
            name="quickdial_prefix",
            label=_("Quick dial prefix"),
            help=_("Digits put before short numbers, for accounts whose name is a number."),
        ),
        Column(
            name="acl",
            label=_("Allowed networks"),
            help=_("Such as 192.0.2.0/24, several with blanks between them."),
            typed=lines,
            read=lambda account: joined(account.acl),
            known_as=("ip_access_list", "networks"),
        ),
        Column(name="region", label=_("Emergency region"), help=_("Where emergency calls go.")),
        Column(
            name="groups",
            label=_("Other groups"),
            help=_("Further groups of your platform, with blanks between them."),
            field="other_groups",
            typed=lambda text: lines(text).replace("\n", " "),
            read=lambda account: joined(g for g in account.groups if g not in KEPT_GROUPS),
        ),
        Column(
            name="properties",
            label=_("Properties"),
            help=_("Further properties as name = value, one on a line."),
            read=lambda account: named(p for p in account.properties if is_told(p.name)),
        ),
    )

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002 - as all tables
        """The SIP address."""
        return str(address_of(cells))

    def identity(self, ground: Ground, record: Account) -> str:  # noqa: ARG002
        """The SIP address."""
        return str(record.id)

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002
        """The accounts of its domain."""
        return (("domain", address_of(cells).domain),)

    def within(self, cells: Cells) -> Within | None:
        """Its domain."""
        return Within(DOMAINS, address_of(cells).domain)

    def find(self, ground: Ground, cells: Cells) -> Account | None:
        """By its address."""
        return got(self, ground, str(address_of(cells)))

    def adding(self, ground: Ground) -> PanelForm[Account]:
        """The short form of a new account."""
        return NewAccountForm(actor=ground.actor, rights=rights(ground), choices=Choices())

    def editing(self, ground: Ground, record: Account) -> PanelForm[Account]:
        """The form of an account."""
        return AccountForm(
            actor=ground.actor, rights=rights(ground), choices=Choices(), record=record
        )

    def for_adding(self, data: dict[str, str]) -> dict[str, str]:
        """One name for the short form; who gives one part of it means the other to be empty."""
        parts = [data.get(name, "") for name in ("first_name", "last_name")]
        return {**data, "name": " ".join(part for part in parts if part)}

    def added(self, ground: Ground, cells: Cells) -> Made[Account]:
        """With its further properties."""
        plain = {name: text for name, text in cells.items() if name != "properties"}
        if plain.keys() & {"first_name", "last_name"}:
            plain = {"first_name": EMPTY, "last_name": EMPTY, **plain}
        made = super().added(ground, plain)
        return replace(made, record=self.with_properties(made.record, cells))

    def changed(self, ground: Ground, record: Account, cells: Cells) -> Account:
        """With its further properties."""
        plain = {name: text for name, text in cells.items() if name != "properties"}
        return self.with_properties(super().changed(ground, record, plain), cells)

    def with_properties(self, record: Account, cells: Cells) -> Account:
        """The account with what the column of properties says; raises Refuse."""
        text = cells.get("properties", "")
        if text == EMPTY:
            return record.with_properties(
                {p.name: "" for p in record.properties if is_told(p.name)}
            )
        try:
            return record.with_properties(checked(parse_named(text)))
        except RuleError as error:
            column = self.column("properties")
            raise Refuse(blamed(column, mending(error)) if column else error.text) from None


def checked(wanted: Mapping[str, str]) -> Mapping[str, str]:
    """Properties that somebody may set; raises RuleError and Refuse."""
    for name, value in wanted.items():
        if not is_told(name):
            raise Refuse(_now("properties: %(name)s cannot be set here.") % {"name": name[:60]})
        rules.plain_text(name, LONGEST_NAME)
        rules.plain_text(value, 1000)
    return wanted


def address_of(cells: Cells) -> SipId:
    """The address that a row names; raises RuleError."""
    return SipId(
        username=rules.username(cells.get("username", "")),
        domain=rules.domain_name(cells.get("domain", "")),
    )


def rights(ground: Ground) -> CallingRights:
    """What the person may change about calls and money; asked once."""
    found: CallingRights = ground.once("calling", lambda: services.calling_rights(ground.api))
    return found


class ImportAccounts(ImportKind[Account]):
    """Accounts from a table."""

    name = "import-account"
    label = _("Import SIP accounts")
    permission = "account.add"
    table = AccountTable()
