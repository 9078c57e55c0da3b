"""Customers as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ngnpanel.accounts.domain import customers
from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
from ngnpanel.accounts.forms import customer_properties as properties
from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.accounts.forms.customer_properties import BOXES, CREDIT_LABELS, PREFIX, RIGHTS, TOKEN
from ngnpanel.accounts.forms.customers import CustomerForm
from ngnpanel.accounts.resources.customers import CustomerResource
from ngnpanel.imports.columns import (
    EMPTY,
    Cells,
    Column,
    administrator,
    box,
    named,
    parse_named,
    switch,
)
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.references import COMING, CUSTOMERS, Ground
from ngnpanel.imports.table import FormTable, exactly
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.soap.paging import Query
from ngnpanel.web.changes import is_secret_property
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.parts import Text

OTHER: Final = "other_properties"


def words(
    name: str, label: Text, text: Text, example: str = "", **options: Any
) -> Column[Customer]:
    """A text that an empty cell of a new customer may fill with something."""
    return Column(name=name, label=label, help=text, example=example, keeps_empty=True, **options)


def credit(name: str, label: Text) -> Column[Customer]:
    """How many records of a kind it may create."""
    return Column(
        name=name,
        label=label,
        help=_("How many it may create."),
        example="10",
        field=PREFIX + name,
        read=lambda customer: customer.property_value(name),
    )


def right(name: str, label: Text) -> Column[Customer]:
    """A property that is on or off."""
    return box(name, label, field=PREFIX + name, read=lambda customer: customer.has(name))


def is_told(item: CustomerProperty) -> bool:
    """Whether a property stands in the column of the others: no secrets, what a line can hold."""
    return (
        item.name not in (*CREDIT_LABELS, *RIGHTS, TOKEN)
        and item.category != "web"
        and not is_secret_property(item.name)
        and bool(properties.LINE_NAME.fullmatch(item.name))
        and bool(properties.LINE_VALUE.fullmatch(item.value))
    )


class CustomerTable(FormTable[Customer]):
    """A customer is named by its username; one without reseller is a reseller."""

    records = CustomerResource()
    references = {"customer": CUSTOMERS}
    columns = (
        Column(
            name="username",
            label=_("Username"),
            help=_("For signing in. It names the customer and cannot be changed."),
            example="alice.smith",
            is_key=True,
            is_required=True,
            known_as=("login",),
        ),
        Column(
            name="reseller",
            label=_("Reseller"),
            help=_("By username or number. A new one without it becomes a reseller."),
            refers="customer",
            read=lambda customer: 0 if customer.is_reseller else customer.reseller,
            is_fixed=True,
            is_for=administrator,
        ),
        Column(
            name="password",
            label=_("Password"),
            help=_("At least 6 characters. A new one without it gets a random one, in a file."),
            is_secret=True,
        ),
        Column(
            name="impersonate",
            label=_("Signs in with the rights of"),
            help=_("The username or number of its reseller, for employees of that."),
            refers="customer",
            read=lambda c: 0 if c.impersonate == c.id else c.impersonate,
        ),
        words("first_name", _("First name"), _("The given name."), "Alice"),
        words("last_name", _("Last name"), _("The family name."), "Smith"),
        words("organization", _("Organization"), _("The name of a firm."), "Smith Ltd"),
        words("email", _("E-mail"), _("A mail address."), "office@example.com", is_required=True),
        words("tel", _("Telephone"), _("A telephone number."), "+31208005161"),
        words("mobile", _("Mobile"), _("A telephone number.")),
        words("fax", _("Fax"), _("A telephone number.")),
        words("web", _("Web site"), _("A web address."), "https://www.example.com"),
        words("sip", _("SIP address"), _("Where the person is called.")),
        words("enum", _("ENUM number"), _("A telephone number.")),
        words("address", _("Street and number"), _("A text."), "Street 1"),
        words("postcode", _("Postcode"), _("A text."), "1000 AA"),
        words("city", _("City"), _("A text."), "Amsterdam"),
        words(
            "state",
            pgettext_lazy("of an address", "State"),
            _("Two letters for the USA and Canada; empty elsewhere."),
        ),
        words("country", _("Country"), _("Two letters, for example NL."), "NL"),
        Column(
            name="timezone",
            label=_("Time zone"),
            help=_("A place such as Europe/Amsterdam."),
            example="Europe/Amsterdam",
        ),
        Column(name="language", label=_("Language"), help=_("en, nl, ro, es or de."), example="en"),
        words("vat_number", _("VAT number"), _("A text.")),
        words("bank_account", _("Bank account"), _("A text.")),
        words(
            "billing_email",
            _("E-mail for invoices"),
            _("A new customer without one has its e-mail here."),
        ),
        words(
            "billing_address",
            _("Address for invoices"),
            _("A new customer without one has its address here."),
        ),
        box("reseller_active", _("May create customers and records"), is_for=administrator),
        Column(
            name="company_code",
            label=_("Company code"),
            help=_("A text."),
            is_for=administrator,
        ),
        Column(name="balance", label=_("Balance"), help=_("An amount."), is_for=administrator),
        Column(name="credit", label=_("Credit"), help=_("An amount."), is_for=administrator),
        *(credit(name, label) for name, label in CREDIT_LABELS.items()),
        *(right(name, label) for name, label in RIGHTS.items()),
        Column(
            name="auth_token",
            label=_("Token for DNS updates"),
            help=_("For programs that change DNS records."),
            field=PREFIX + TOKEN,
            is_secret=True,
            removed_by=properties.REMOVE_TOKEN,
        ),
        Column(
            name="properties",
            label=_("Properties"),
            help=_("Further properties as name = value, one on a line."),
            field=OTHER,
            read=lambda customer: named(filter(is_told, customer.properties)),
        ),
    )

    def identify(self, ground: Ground, cells: Cells) -> str:  # noqa: ARG002 - as all tables
        """The username."""
        return customers.login_name(cells.get("username", ""))

    def identity(self, ground: Ground, record: Customer) -> str:  # noqa: ARG002
        """The username."""
        return record.username

    def find(self, ground: Ground, cells: Cells) -> Customer | None:
        """By its username."""
        asked = Query(filter={"username": self.identify(ground, cells)})
        return exactly(self, ground, cells, asked)

    def phase(self, cells: Cells) -> int:
        """Resellers come before their customers."""
        return 0 if cells.get("reseller", EMPTY) == EMPTY else 1

    def coming(self, rows: Iterable[Cells]) -> Mapping[str, frozenset[str]]:
        """Customers of a reseller that the same file adds."""
        resellers = (row["username"] for row in rows if "username" in row and not self.phase(row))
        return {"customer": frozenset(name.strip().lower() for name in resellers)}

    def adding(self, ground: Ground) -> PanelForm[Customer]:
        """The form of a new customer."""
        return CustomerForm(actor=ground.actor, choices=Choices())

    def editing(self, ground: Ground, record: Customer) -> PanelForm[Customer]:
        """The form of a customer."""
        return CustomerForm(actor=ground.actor, choices=Choices(), record=record)

    def of_cell(
        self, ground: Ground, column: Column[Customer], text: str, cells: Cells
    ) -> dict[str, str]:
        """Properties go to the fields that the form has for them, or to its lines."""
        if column.name != "properties" or text == EMPTY:
            return super().of_cell(ground, column, text, cells)
        data: dict[str, str] = {}
        rest: list[str] = []
        for name, value in parse_named(text).items():
            if is_secret_property(name) or name == TOKEN:
                raise Refuse(_now("properties: %(name)s cannot be set here.") % {"name": name[:60]})
            if name in properties.OWN_FIELDS:
                data[PREFIX + name] = switch(value) if name in BOXES else value
            else:
                rest.append(f"{name} = {value}")
        return {**data, OTHER: "\n".join(rest)} if rest else data

    def for_editing(self, form: PanelForm[Customer], data: dict[str, str]) -> dict[str, str]:
        """Lines that the row does not have stay."""
        if not data.get(OTHER):
            return data
        known = parse_named(str(form.initial.get(OTHER) or ""))
        merged = {**known, **parse_named(data[OTHER])}
        kept = [f"{name} = {value}" for name, value in merged.items() if value]
        return {**data, OTHER: "\n".join(kept)}

    def edited(self, ground: Ground, record: Customer, data: dict[str, str]) -> Customer:
        """A new one, which has no number yet, is already what it is going to be."""
        if record.id:
            return super().edited(ground, record, data)
        stand_in = replace(record, id=COMING, reseller=record.reseller or COMING)
        done = super().edited(ground, stand_in, data)
        return replace(done, id=0, reseller=record.reseller)


class ImportCustomers(ImportKind[Customer]):
    """Customers from a table."""

    name = "import-customer"
    label = _("Import customers")
    permission = "customer.add"
    table = CustomerTable()
