"""Customers and resellers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db.models import F, Prefetch, ProtectedError, QuerySet, RestrictedError
from django.utils.timezone import now

from ngnpanel.accounts.domain import customers, rules
from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
from ngnpanel.provisioning import models, rights, storing, texts, vault
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing
from ngnpanel.provisioning.operations import customer_properties
from ngnpanel.provisioning.options import options
from ngnpanel.soap.paging import Page, Query

LINES: Final = (
    "first_name",
    "last_name",
    "organization",
    "vat_number",
    "web",
    "sip",
    "postcode",
    "city",
    "language",
    "bank_account",
)
PARAGRAPHS: Final = ("address", "billing_address")
NUMBERS: Final = ("tel", "fax", "mobile", "enum")
# Members that only the administrator changes, by field and wire name.
ADMINISTRATORS: Final = {
    "balance": "balance",
    "credit": "credit",
    "company_code": "companyCode",
    "reseller_active": "resellerActive",
}
# What keeps a customer from being deleted: the relation, and what a fault calls it (G71).
HELD: Final = (
    ("domains", "SIP domains"),
    ("reseller_domains", "SIP domains"),
    ("owned_accounts", "SIP accounts"),
    ("owned_aliases", "SIP aliases"),
    ("enum_ranges", "ENUM ranges"),
    ("reseller_enum_ranges", "ENUM ranges"),
    ("owned_enum_numbers", "ENUM numbers"),
    ("zones", "DNS zones"),
    ("reseller_zones", "DNS zones"),
    ("owned_records", "DNS records"),
    ("owned_fancy_records", "mail aliases or redirects"),
    ("carriers", "carriers"),
    ("peers", "trusted peers"),
    ("reseller_peers", "trusted peers"),
    ("owned_peers", "trusted peers"),
    ("customers", "customers"),
    ("impersonators", "impersonations"),
)
MAX_AMOUNT: Final = 10**13
PLACES: Final = Decimal("0.0001")
MAX_PASSWORD: Final = 128

LISTING: Final[Listing[models.Customer]] = Listing(
    texts={
        "username": "username",
        "firstName": "first_name",
        "lastName": "last_name",
        "organization": "organization",
        "tel": "tel",
        "email": "email",
        "web": "web",
        "city": "city",
        "country": "country",
    },
    numbers={"customer": "pk", "reseller": "reseller"},
    orders={
        "changeDate": "changed",
        "username": "username",
        "firstName": "first_name",
        "lastName": "last_name",
        "organization": "organization",
        "customer": "pk",
    },
    default="-changed",
)


def add_account(call: Call, account: Customer) -> Customer:
    """A new customer; without reseller, which only the administrator may leave out, a reseller."""
    caller = call.caller
    if not caller.is_administrator and not caller.is_reseller:
        raise Fault(9002, "A customer cannot add customers")
    rights.require_active(caller)
    row = models.Customer(username=customers.login_name(account.username))
    if not account.password:
        raise Fault(9004, "Enter a password.", "password")
    if caller.is_administrator:
        _place(row, account)
    else:
        row.reseller_id = caller.reseller
    _fill(caller, row, account)
    _insert(row)
    customer_properties.replace_all(caller, row, account.properties)
    call.changed("customer", row.pk)
    return _stored(caller, row.pk)


def update_account(call: Call, account: Customer) -> Customer:
    """Replace a customer, except its id, login and reseller."""
    row = _customer_for(call.caller, account.id, lock=True)
    if account.username and customers.login_name(account.username) != row.username:
        raise Fault(9004, "The login of a customer cannot be changed.", "username")
    if account.reseller not in (0, row.reseller_id):
        raise Fault(9004, "The reseller of a customer cannot be changed.", "reseller")
    _fill(call.caller, row, account)
    row.changed = now()
    row.save()
    customer_properties.replace_all(call.caller, row, account.properties)
    call.changed("customer", row.pk)
    return _stored(call.caller, row.pk)


def delete_account(call: Call, number: int) -> None:
    """Delete a customer that nothing belongs to any more."""
    caller = call.caller
    row = _customer_for(caller, number, lock=True)
    if not caller.is_administrator and (not caller.is_reseller or row.pk == caller.customer):
        raise Fault(9002, "A customer cannot delete itself")
    for relation, kind in HELD:
        rows = getattr(row, relation).all()
        # A reseller is its own, and may be set to its own rights.
        if (rows.exclude(pk=row.pk) if rows.model is models.Customer else rows).exists():
            raise Fault(5002, f"{row.username} still has {kind}")
    for voucher in models.Voucher.objects.filter(reseller=row):
        call.changed("voucher", voucher)
    try:
        row.delete()
    except (ProtectedError, RestrictedError):
        raise Fault(5002) from None
    call.changed("customer", number)


def get_account(call: Call, number: int) -> Customer:
    """One customer with its properties."""
    _customer_for(call.caller, number)
    return _stored(call.caller, number)


def get_customers(call: Call, query: Query) -> Page[Customer]:
    """The customers and resellers within the caller's scope."""
    rows = rights.customers(call.caller)
    if query.filter.get("only_resellers") == "1":
        rows = rows.filter(pk=F("reseller"))
    return _page(rows, query)


def get_resellers(call: Call, query: Query) -> Page[Customer]:
    """The resellers within the caller's scope.

    Asked for one customer by id it gives that one, reseller or not: the way in which a client reads
    the record of its login (G65).
    """
    rows = rights.customers(call.caller)
    if not query.filter.get("customer"):
        rows = rows.filter(pk=F("reseller"))
    return _page(rows, query)


def set_properties(call: Call, number: int, properties: tuple[CustomerProperty, ...]) -> None:
    """Write the named properties and leave the others."""
    row = _customer_for(call.caller, number, lock=True)
    customer_properties.write(call.caller, row, properties)
    models.Customer.objects.filter(pk=row.pk).update(changed=now())
    call.changed("customer", row.pk)


def get_properties(call: Call, number: int) -> list[CustomerProperty]:
    """All properties of a customer."""
    row = _customer_for(call.caller, number)
    return [customer_properties.record(item) for item in row.properties.all()]


def _customer_for(caller: Caller, number: int, *, lock: bool = False) -> models.Customer:
    """A customer of the caller's; raises Fault 5000 when it is missing or foreign.

    ``lock`` keeps others from changing it until the transaction ends.
    """
    rows = rights.customers(caller)
    row = (rows.select_for_update(no_key=True) if lock else rows).filter(pk=number).first()
    if row is None:
        raise Fault(5000, f"There is no customer {number}")
    return row


def _place(row: models.Customer, account: Customer) -> None:
    """Id, date (G75) and reseller as the administrator gave them; without one it becomes one."""
    # Clients send impersonate, which is such an id, as an xsd:int.
    if not 0 <= account.id <= rules.MAX_INT:
        raise Fault(9004, f"Send a customer id from 1 to {rules.MAX_INT}.", "id")
    row.pk = account.id or None
    row.changed = account.change_date or row.changed
    if row.pk and models.Customer.objects.filter(pk=row.pk).exists():
        raise Fault(5001, f"There is a customer {row.pk} already", "id")
    if not account.reseller or account.reseller == account.id:
        row.reseller_id = row.pk or 0
        return
    if not models.Customer.objects.filter(pk=account.reseller, reseller=account.reseller).exists():
        raise Fault(9004, f"There is no reseller {account.reseller}.", "reseller")
    row.reseller_id = account.reseller


def _insert(row: models.Customer) -> None:
    """Store a new row; the foreign key to its own id is checked when the transaction ends."""
    exists = Fault(5001, f"There is a customer {row.username} already", "username")
    is_chosen = row.pk is not None
    if models.Customer.objects.filter(username=row.username).exists():
        raise exists
    storing.insert(row, exists)
    if is_chosen:
        storing.skip_chosen_id(row)
    if not row.reseller_id:
        row.reseller_id = row.pk
        row.save(update_fields=["reseller"])


def _fill(caller: Caller, row: models.Customer, account: Customer) -> None:
    _keep_from_tokens(caller, row, account)
    values: dict[str, Any] = {
        **texts.lines(account, models.Customer, LINES),
        **texts.paragraphs(account, models.Customer, PARAGRAPHS),
        **{name: rules.phone_number(getattr(account, name), name) for name in NUMBERS},
        "email": rules.email(account.email, "email"),
        "billing_email": rules.email(account.billing_email, "billingEmail"),
        "state": rules.state(account.state, "state"),
        "country": rules.country(account.country, "country"),
        "timezone": rules.timezone(account.timezone, "timezone") or options()["DEFAULT_TIMEZONE"],
        **_administrators(caller, row, account),
        "impersonate_id": _impersonate(caller, row, account.impersonate),
    }
    for name, value in values.items():
        setattr(row, name, value)
    _set_password(row, account.password)


def _administrators(caller: Caller, row: models.Customer, account: Customer) -> dict[str, Any]:
    """The members that only the administrator changes; others may send them back unchanged."""
    wanted = {
        "balance": _money(account.balance, "balance"),
        "credit": _money(account.credit, "credit"),
        "company_code": texts.lines(account, models.Customer, ("company_code",))["company_code"],
        "reseller_active": account.reseller_active,
    }
    if caller.is_administrator:
        return wanted
    kept = {name: getattr(row, name) for name in ADMINISTRATORS}
    for name, wire in ADMINISTRATORS.items():
        is_missing = wanted[name] in (None, "")
        is_same = wanted[name] == kept[name] or not (wanted[name] or kept[name])
        if not is_missing and not is_same:
            raise Fault(9002, "Only the administrator may change this", wire)
    return kept


def _keep_from_tokens(caller: Caller, row: models.Customer, account: Customer) -> None:
    """Raises Fault 9002 when a token would open a way around its own limits.

    That is a password of its owner, or of somebody whom it makes, or who is set, to have the rights
    of others.
    """
    if caller.grant is None:
        return
    if account.impersonate != (row.impersonate_id or 0):
        raise Fault(9002, "A token may not change whose rights this is", "impersonate")
    has_more = row.impersonate_id or row.pk in (caller.login, caller.customer, caller.reseller)
    if has_more and account.password:
        raise Fault(9002, "A token may not change this password", "password")


def _impersonate(caller: Caller, row: models.Customer, number: int) -> int | None:
    """Whose rights the customer has; a reseller gives its customers those of its own customers."""
    current = row.impersonate_id
    if number == (current or 0):
        return current
    if not caller.is_administrator and (not caller.is_reseller or row.pk == caller.customer):
        if not number:
            return current
        raise Fault(9002, "You may not change whose rights this is", "impersonate")
    if number in (0, row.pk):
        return None
    if not rights.customers(caller).filter(pk=number).exists():
        raise Fault(9004, f"There is no customer {number}.", "impersonate")
    return number


def _money(value: float | None, field: str) -> Decimal | None:
    if value is None:
        return None
    if abs(value) > MAX_AMOUNT:
        raise Fault(9004, "This amount is too large.", field)
    return Decimal(str(value)).quantize(PLACES)


def _set_password(row: models.Customer, password: str) -> None:
    """Hash and seal a new password; empty or unchanged keeps the stored one."""
    if not password or (row.password_sealed and password == _password(row)):
        return
    if len(password) > MAX_PASSWORD:
        raise Fault(9004, f"Shorten the password to {MAX_PASSWORD} characters.", "password")
    row.password_hash = make_password(password)
    row.password_sealed = vault.seal(password, _place_of_password(row))


def _password(row: models.Customer) -> str:
    return vault.unseal(row.password_sealed, _place_of_password(row))


def _place_of_password(row: models.Customer) -> str:
    return f"customer:{row.username}:password"


def _stored(caller: Caller, number: int) -> Customer:
    return _record(_with_properties(rights.customers(caller)).get(pk=number))


def _page(rows: QuerySet[models.Customer], query: Query) -> Page[Customer]:
    return LISTING.page(_with_properties(rows), query).map(_record)


def _with_properties(rows: QuerySet[models.Customer]) -> QuerySet[models.Customer]:
    ordered = models.CustomerProperty.objects.order_by("pk")
    return rows.prefetch_related(Prefetch("properties", queryset=ordered))


def _record(row: models.Customer) -> Customer:
    same = {name: getattr(row, name) for name in (*LINES, *PARAGRAPHS, *NUMBERS)}
    return Customer(
        id=row.pk,
        reseller=row.reseller_id,
        impersonate=row.impersonate_id or 0,
        username=row.username,
        password=_password(row),
        email=row.email,
        state=row.state,
        country=row.country,
        timezone=row.timezone,
        billing_email=row.billing_email,
        balance=None if row.balance is None else float(row.balance),
        credit=None if row.credit is None else float(row.credit),
        company_code=row.company_code,
        reseller_active=row.reseller_active,
        change_date=row.changed,
        properties=tuple(customer_properties.record(item) for item in row.properties.all()),
        **same,
    )
