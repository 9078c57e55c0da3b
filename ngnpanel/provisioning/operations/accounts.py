"""SIP accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from ngnpanel.accounts.domain import passwords, rules
from ngnpanel.accounts.domain.rating import Kind
from ngnpanel.accounts.domain.sip import (
    AUTOINCREMENT,
    MANAGED_GROUPS,
    Account,
    Network,
    Property,
    SipId,
)
from ngnpanel.provisioning import counts, emergency, models, rating, rights, swift, texts, vault
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.credits import charge_account
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing
from ngnpanel.provisioning.operations.domains import domain_for
from ngnpanel.provisioning.options import options
from ngnpanel.provisioning.swift import Named
from ngnpanel.soap.paging import Page, Query

LINES: Final = ("first_name", "last_name", "rpid", "quickdial_prefix", "region")
MAX_PASSWORD: Final = 128
MAX_GROUPS: Final = 100
MAX_NETWORKS: Final = 100
MAX_PROPERTIES: Final = 500
# Properties that somebody can sign in with: sealed like a password, and not for a mere owner.
SECRET_PROPERTIES: Final = frozenset({"web_password", "yubikey"})
PREPAID: Final = "prepaid"
INTERCEPT: Final = "intercept"
FREE_PSTN: Final = "free-pstn"
# What goes with an account and has a kind of its own in the change feed.
PARTS: Final[tuple[tuple[str, QuerySet[Any]], ...]] = (
    ("mailbox", models.Mailbox.objects.all()),
    ("balance", models.Balance.objects.all()),
    ("presence", models.PresenceInformation.objects.all()),
    ("presence", models.PresenceRule.objects.all()),
    ("presence", models.PresenceWatcher.objects.all()),
)

LISTING: Final[Listing[models.Account]] = Listing(
    texts={
        "username": "username",
        "domain": "domain__name",
        "firstName": "first_name",
        "lastName": "last_name",
        "email": "email",
    },
    numbers={"owner": "owner", "customer": "domain__customer", "reseller": "domain__reseller"},
    orders={"changeDate": "changed", "username": "username", "domain": "domain__name"},
    default="-changed",
)


def add_account(call: Call, account: Account) -> Account:
    """A new account; the server invents the user part when it is ``<autoincrement>``."""
    caller = call.caller
    rights.require_active(caller)
    domain = domain_for(call, account.id.domain, lock=True)
    row = models.Account(domain=domain)
    if account.id.username.strip().lower() == AUTOINCREMENT:
        row.username = _next_number(domain)
        account = replace(account, password=account.password or passwords.random_password())
    else:
        row.username = rules.username(account.id.username, "username")
        _require_free(row)
    if not account.password:
        raise Fault(9004, "Enter a password.", "password")
    charge_account(caller, domain)
    row.prepaid = _prepaid(caller, row, account, is_new=True)
    _fill(caller, row, account)
    if caller.is_administrator:
        # An import by the administrator keeps the dates of the original (G75).
        row.created = account.create_date or row.created
        row.changed = account.change_date or row.changed
    row.save(force_insert=True)
    _replace_groups(caller, row, account.groups, [])
    _replace_properties(row, account.properties, [])
    call.changed("account", row)
    stored = _stored(caller, row)
    if passwords.is_digest_pair(account.password):
        return stored
    # The password is told once even if only its digests are kept: nobody else knows it.
    return replace(stored, password=account.password)


def update_account(call: Call, account: Account) -> Account:
    """Replace an account; an empty password keeps the stored one."""
    caller = call.caller
    row = account_for(call, account.id, write=True)
    before = vars(row).copy()
    row.prepaid = _prepaid(caller, row, account, is_new=False)
    _fill(caller, row, account)
    row.changed = now()
    swift.replace(row, before)
    groups, properties = swift.belongings([row.pk])
    joined = _replace_groups(caller, row, account.groups, groups[row.pk])
    named = _replace_properties(row, account.properties, properties[row.pk])
    call.changed("account", row)
    return _record(caller, row, joined, named)


def delete_account(call: Call, sip_id: SipId) -> None:
    """Delete an account with all that belongs to it, and the aliases that lead to it.

    Those of others stay: an alias may lead to any address, and who has that may not delete it.
    """
    row = account_for(call, sip_id, write=True)
    leading_here = models.Alias.objects.select_related("domain").filter(
        target_username=row.username, target_domain=row.domain.name
    )
    aliases = rights.of_tenant(leading_here, call.caller, "domain__")
    for alias in aliases:
        call.changed("alias", alias)
    for kind, rows in PARTS:
        if rows.filter(account=row).exists():
            call.changed(kind, row)
    rating.forget(call, Kind.SUBSCRIBER, row)
    call.changed("account", row)
    aliases.delete()
    row.delete()


def get_account(call: Call, sip_id: SipId) -> Account:
    """One account."""
    return _stored(call.caller, account_for(call, sip_id, write=False))


def get_accounts(call: Call, query: Query) -> Page[Account]:
    """The accounts within the caller's scope."""
    rows = rights.accounts(call.caller)
    names = [name for name in query.filter.get("groups") or () if name]
    texts.few(names, MAX_GROUPS, "groups")
    known = [name for name in names if call.caller.is_administrator or name != INTERCEPT]
    if names and not known:
        return Page((), 0)
    kept = counts.accounts(call.caller, set(known))
    page = LISTING.page(rows, query, kept=kept)
    return Page(tuple(_records(call.caller, page.rows)), page.total)


def account_for(call: Call, sip_id: SipId, *, write: bool) -> models.Account:
    """The account at an address; raises Fault 1010 when it is missing or foreign.

    ``write`` keeps others from changing it until the transaction ends, and raises Fault 9002 when
    the caller only owns it.
    """
    row = rights.account_at(call.caller, sip_id.lowered(), locked=write)
    if row is None:
        raise Fault(1010, f"There is no SIP account {sip_id}")
    if write:
        rights.require_edit(call.caller, row)
    return row


def accounts_at(call: Call, sip_ids: Iterable[SipId]) -> QuerySet[models.Account]:
    """Those of the addresses that are accounts which the caller may see; one query for all."""
    users: dict[str, list[str]] = {}
    for sip_id in sip_ids:
        address = sip_id.lowered()
        users.setdefault(address.domain, []).append(address.username)
    wanted = Q(pk__in=())
    for domain, names in users.items():
        wanted |= Q(domain__name=domain, username__in=names)
    return rights.accounts(call.caller).filter(wanted)


def visible_groups(caller: Caller, row: models.Account, names: list[str]) -> list[str]:
    """The groups of an account as the caller sees them: with the flag prepaid, without secrets."""
    if not caller.is_administrator:
        names = [name for name in names if name != INTERCEPT]
    return [*names, PREPAID] if row.prepaid else names


def require_grant(caller: Caller, row: models.Account, group: str) -> None:
    """Raises Fault 9002 when the caller may not put an account into this group."""
    if group == FREE_PSTN and not rights.may_access_pstn(caller, row.domain):
        raise Fault(9002, "Your reseller may not give accounts PSTN access", "groups")


def _next_number(domain: models.Domain) -> str:
    """The next number of the domain that is neither an account nor an alias (G18)."""
    number = max(domain.last_number + 1, options()["AUTOINCREMENT_BASE"])
    while _is_taken(domain, str(number)):
        number += 1
    domain.last_number = number
    domain.save(update_fields=["last_number"])
    return str(number)


def _require_free(row: models.Account) -> None:
    if _is_taken(row.domain, row.username):
        raise Fault(1011, f"The address {row} exists already", "username")


def _is_taken(domain: models.Domain, username: str) -> bool:
    return (
        domain.accounts.filter(username=username).exists()
        or domain.aliases.filter(username=username).exists()
    )


def _prepaid(caller: Caller, row: models.Account, account: Account, *, is_new: bool) -> bool:
    """The flag to store: the flag decides, without it the group (G22).

    Where prepaid changes are not allowed a new account is prepaid, and a stored one stays as it is,
    or becomes prepaid at the moment when it gets PSTN access.
    """
    wanted = PREPAID in account.groups if account.prepaid is None else account.prepaid
    if wanted == row.prepaid and not is_new:
        return wanted
    if rights.may_change_prepaid(caller, row.domain):
        return wanted
    if is_new or (wanted and _gets_pstn(row, account)):
        return True
    if account.prepaid is None:
        return row.prepaid
    raise Fault(9002, "You may not switch between prepaid and postpaid", "prepaid")


def _gets_pstn(row: models.Account, account: Account) -> bool:
    return FREE_PSTN in account.groups and not row.groups.filter(name=FREE_PSTN).exists()


def _fill(caller: Caller, row: models.Account, account: Account) -> None:
    texts.few(account.acl, MAX_NETWORKS, "acl")
    values: dict[str, Any] = {
        **texts.lines(account, models.Account, LINES),
        "email": rules.email(account.email, "email"),
        "timezone": rules.timezone(account.timezone, "timezone") or options()["DEFAULT_TIMEZONE"],
        "acl": [_network(item) for item in account.acl],
        "quota": texts.amount(account.quota, "quota"),
        "call_limit": texts.amount(account.call_limit, "callLimit"),
        "timeout": None if account.timeout is None else rules.timeout(account.timeout, "timeout"),
        "owner_id": rights.owner(caller, account.owner, row.owner_id),
    }
    emergency.require_region(row.domain, values["region"], row.region)
    for name, value in values.items():
        setattr(row, name, value)
    if account.password:
        _set_password(row, account.password)


def _network(item: Network) -> list[Any]:
    address, prefix = rules.network(str(item), "acl")
    return [
        address,
        prefix,
        rules.plain_text(item.tag, texts.limit(models.Account, "region"), "acl"),
    ]


def _set_password(row: models.Account, password: str) -> None:
    """Both digests of a clear password, or the pair that was sent (G21)."""
    if len(password) > MAX_PASSWORD:
        raise Fault(9004, f"Shorten the password to {MAX_PASSWORD} characters.", "password")
    is_clear = not passwords.is_digest_pair(password)
    pair = password.lower()
    if is_clear:
        pair = passwords.digest_pair(row.username, row.domain.name, password)
    row.ha1, _colon, row.ha1b = pair.partition(":")
    keeps = is_clear and options()["STORE_CLEAR_TEXT_PASSWORDS"]
    if not keeps:
        row.password_sealed = ""
    elif password != _password(row):
        row.password_sealed = vault.seal(password, _place_of_password(row))


def _password(row: models.Account) -> str:
    return vault.unseal(row.password_sealed, _place_of_password(row))


def _place_of_password(row: models.Account) -> str:
    return f"account:{row}:password"


def _replace_groups(
    caller: Caller, row: models.Account, groups: Iterable[str], stored: list[str]
) -> list[str]:
    """The written list replaces all groups but the managed ones (G23); what there is then."""
    most = texts.limit(models.AccountGroup, "name")
    written = (rules.plain_text(name.strip(), most, "groups") for name in groups)
    wanted = [name for name in dict.fromkeys(written) if name and name not in MANAGED_GROUPS]
    texts.few(wanted, MAX_GROUPS, "groups")
    if gone := set(stored).difference(wanted, MANAGED_GROUPS):
        row.groups.filter(name__in=gone).delete()
    added = [name for name in wanted if name not in stored]
    for name in added:
        require_grant(caller, row, name)
    if added:
        models.AccountGroup.objects.bulk_create(
            models.AccountGroup(account=row, name=name) for name in added
        )
    return [*(name for name in stored if name not in gone), *added]


def _replace_properties(
    row: models.Account, properties: Iterable[Property], named: list[Named]
) -> list[Named]:
    """The written list replaces all properties; those that there are then, as they are stored."""
    most = texts.limit(models.AccountProperty, "name")
    wanted: dict[str, str] = {}
    for item in properties:
        if not item.name.strip():
            raise Fault(9004, "A property has a name.", "properties")
        rules.plain_text(item.name, most, "properties")
        wanted[item.name] = texts.paragraph(item.value, "properties")
    texts.few(wanted, MAX_PROPERTIES, "properties")
    stored = [(name, _property_value(row, name, value)) for name, value in named]
    if stored == list(wanted.items()):
        return named
    if named:
        row.properties.all().delete()
    sealed = [(name, _sealed_property(row, name, value)) for name, value in wanted.items()]
    models.AccountProperty.objects.bulk_create(
        models.AccountProperty(account=row, name=name, value=value) for name, value in sealed
    )
    return sealed


def _sealed_property(row: models.Account, name: str, value: str) -> str:
    return vault.seal(value, _place_of_property(row, name)) if name in SECRET_PROPERTIES else value


def _property_value(row: models.Account, name: str, value: str) -> str:
    if name not in SECRET_PROPERTIES:
        return value
    return vault.unseal(value, _place_of_property(row, name))


def _place_of_property(row: models.Account, name: str) -> str:
    return f"account:{row}:property:{name}"


def _stored(caller: Caller, row: models.Account) -> Account:
    return _records(caller, [row])[0]


def _records(caller: Caller, rows: Sequence[models.Account]) -> list[Account]:
    """The records of some accounts, with one query for the groups and properties of all."""
    groups, properties = swift.belongings([row.pk for row in rows])
    return [_record(caller, row, groups[row.pk], properties[row.pk]) for row in rows]


def _record(caller: Caller, row: models.Account, groups: list[str], named: list[Named]) -> Account:
    # The login secrets are for whoever may change the account, not for its mere owner (G20).
    may_edit = rights.may_edit(caller, row)
    properties = tuple(
        Property(name=name, value=_property_value(row, name, value))
        for name, value in named
        if may_edit or name not in SECRET_PROPERTIES
    )
    return Account(
        id=row.sip_id,
        password=_password(row) if may_edit else "",
        ha1=row.ha1 if may_edit else "",
        email=row.email,
        acl=tuple(Network(ip=ip, mask=mask, tag=tag) for ip, mask, tag in row.acl),
        groups=tuple(visible_groups(caller, row, groups)),
        properties=properties,
        timezone=row.timezone,
        quota=row.quota,
        call_limit=row.call_limit,
        prepaid=row.prepaid,
        timeout=row.timeout,
        owner=row.owner_id or 0,
        customer=row.domain.customer_id or 0,
        reseller=row.domain.reseller_id or 0,
        change_date=row.changed,
        create_date=row.created,
        **{name: getattr(row, name) for name in LINES},
    )
