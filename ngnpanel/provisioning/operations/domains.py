"""SIP domains."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import ProtectedError
from django.utils.timezone import now

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rating import Kind
from ngnpanel.accounts.domain.sip import Domain
from ngnpanel.provisioning import models, rating, rights, storing, tenancy, texts, vault
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing
from ngnpanel.soap.paging import Page, Query

PARAGRAPHS: Final = ("certificate", "match_ip_address", "match_sip_domain")
LISTING: Final[Listing[models.Domain]] = Listing(
    texts={"domain": "name"},
    numbers={"customer": "customer", "reseller": "reseller"},
    orders={"changeDate": "changed", "domain": "name"},
    default="-changed",
)


def add_domain(call: Call, domain: Domain) -> Domain:
    """A new served domain."""
    rights.require_active(call.caller)
    row = models.Domain(name=rules.domain_name(domain.domain, "domain"))
    row.customer_id, row.reseller_id = tenancy.of_new(call.caller, domain, "a domain")
    _fill(row, domain)
    row.changed = rights.date_of_new(call.caller, domain.change_date)
    storing.insert(row, Fault(1001, f"The SIP domain {row.name} exists already", "domain"))
    call.changed("domain", row)
    return _record(row)


def update_domain(call: Call, domain: Domain) -> Domain:
    """Replace a domain; its accounts and aliases follow it to another customer."""
    row = domain_for(call, domain.domain, lock=True)
    row.customer_id, row.reseller_id = tenancy.of_changed(call.caller, domain, row, "a domain")
    _fill(row, domain)
    row.changed = now()
    row.save()
    call.changed("domain", row)
    return _record(row)


def delete_domain(call: Call, name: str | None) -> None:
    """Delete a domain without accounts and aliases."""
    row = domain_for(call, name or "", lock=True)
    if row.accounts.exists() or row.aliases.exists():
        raise Fault(1002, f"{row.name} still has accounts or aliases")
    for target in row.emergency_targets.all():
        call.changed("emergency", target.pk)
    try:
        row.delete()
    except ProtectedError:
        raise Fault(1002) from None
    rating.forget(call, Kind.DOMAIN, row)
    call.changed("domain", row)


def get_domains(call: Call, query: Query) -> Page[Domain]:
    """The domains within the caller's scope."""
    return LISTING.page(rights.domains(call.caller), query).map(_record)


def domain_for(call: Call, name: str, *, lock: bool = False) -> models.Domain:
    """The domain of a name; raises Fault 1000 when it is missing or foreign.

    ``lock`` keeps others from adding accounts and aliases to it until the transaction ends.
    """
    rows = rights.domains(call.caller).filter(name=name.strip().lower().rstrip("."))
    row = (rows.select_for_update(no_key=True) if lock else rows).first()
    if row is None:
        raise Fault(1000, f"There is no SIP domain {name}", "domain")
    return row


def _fill(row: models.Domain, domain: Domain) -> None:
    values: dict[str, Any] = texts.paragraphs(domain, models.Domain, PARAGRAPHS)
    for name, value in values.items():
        setattr(row, name, value)
    key = texts.paragraph(domain.private_key, "private_key")
    if key != _private_key(row):
        row.private_key_sealed = vault.seal(key, _place_of_key(row))
    row.verify_cert = domain.verify_cert
    row.require_cert = domain.require_cert


def _private_key(row: models.Domain) -> str:
    return vault.unseal(row.private_key_sealed, _place_of_key(row))


def _place_of_key(row: models.Domain) -> str:
    return f"domain:{row.name}:private_key"


def _record(row: models.Domain) -> Domain:
    return Domain(
        domain=row.name,
        customer=row.customer_id or 0,
        reseller=row.reseller_id or 0,
        certificate=row.certificate,
        private_key=_private_key(row),
        match_ip_address=row.match_ip_address,
        match_sip_domain=row.match_sip_domain,
        verify_cert=row.verify_cert,
        require_cert=row.require_cert,
        change_date=row.changed,
    )
