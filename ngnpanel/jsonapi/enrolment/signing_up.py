"""Signing up in several calls, none of which stays alone.

A row is written before the first call and goes when all is done. Whatever stops in between, also a
process that dies or an answer that gets lost, leaves the row, and what it names is deleted again.
"""

from __future__ import annotations

import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import calling, passwords
from ngnpanel.accounts.domain.customers import Customer, CustomerProperty, category_of
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import Account, Domain, Property, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox, VoicemailOptions
from ngnpanel.accounts.subscriber import mailbox
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.actor import Actor, Role
from ngnpanel.api import Api
from ngnpanel.dns.domain.fancy import FORWARDING, FancyRecord
from ngnpanel.jsonapi.enrolment.wanted import Wanted
from ngnpanel.jsonapi.forms import told
from ngnpanel.jsonapi.models import SignUp
from ngnpanel.soap.errors import Conflict, NotFound, RemoteError, Unavailable
from ngnpanel.soap.paging import Query
from ngnpanel.soap.platform import Platform
from ngnpanel.web import limits
from ngnpanel.web.faults import Refused

logger = logging.getLogger(__name__)
ATTEMPTS: Final = 3
USERNAME_TAKEN: Final = 5001
ADDRESS_TAKEN: Final = frozenset({1011, 1021})
QUOTA: Final = 50
CREDITS: Final = ("sip_credit", "sip_alias_credit", "email_credit")
# The property by which a customer is known to belong to a sign-up.
MARK: Final = "enrolment"


class Taken(Exception):
    """Somebody has this address already."""


class Closed(Exception):
    """The operator's settings name no place where people could sign up."""


class Stopped(Exception):
    """One of the extras did not come about, so all was undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where accounts of new people go."""

    domain: Domain
    reseller: Customer
    api: Api

    @property
    def rights(self) -> calling.CallingRights:
        """What the reseller may give."""
        return calling.rights_of(None, self.reseller)


def place() -> Place:
    """The domain of the settings with its reseller, in whose name all happens; two calls."""
    platform = Platform.named("default")
    try:
        domain = Api(platform).sip.domain(settings.ENROLMENT_DOMAIN)
        api = Api(platform, impersonate=domain.reseller)
        if not domain.reseller:
            raise Closed(f"{domain.domain} belongs to no reseller")
        return Place(domain=domain, reseller=api.customers.customer(domain.reseller), api=api)
    except NotFound:
        raise Closed(f"there is no domain {settings.ENROLMENT_DOMAIN}") from None


def sign_up(where: Place, wanted: Wanted, ip_address: str) -> Account:
    """The new account; raises Taken, Stopped or a RemoteError after all was undone."""
    address = SipId(username=wanted.username, domain=where.domain.domain)
    if _is_taken(where.api, address):
        raise Taken
    row = SignUp.objects.create(
        platform=where.api.platform.name,
        reseller=where.reseller.id,
        address=str(address),
        token=secrets.token_hex(16),
    )
    account: Account | None = None
    try:
        customer = _customer(where, wanted, row)
        account = where.api.sip.add_account(_account(where, wanted, customer, ip_address))
        _extras(where, account)
    except (RemoteError, Refused) as error:
        _give_up(row, is_certain=not (isinstance(error, Unavailable) and error.was_sent))
        if isinstance(error, RemoteError) and error.code in ADDRESS_TAKEN:
            raise Taken from None
        if account is not None or isinstance(error, Refused):
            # It is not the person's to mend.
            raise Stopped(error.text) from None
        raise
    row.delete()
    logger.info("%s signed up as customer %s", address, account.owner)
    return account


def undo(row: SignUp) -> None:
    """Delete what a sign-up left, and then its row; raises RemoteError."""
    _clear(row)
    row.delete()


def _clear(row: SignUp) -> None:
    api = Api(Platform.named(row.platform), impersonate=row.reseller)
    customer = row.customer or _marked(api, row)
    if customer:
        _delete(api, SipId.parse(row.address), customer)


def _is_taken(api: Api, address: SipId) -> bool:
    """A look before anything is made; the platform decides again."""
    for ask in (api.sip.account, api.sip.alias):
        try:
            ask(address)
        except NotFound:
            continue
        return True
    return False


def _customer(where: Place, wanted: Wanted, row: SignUp) -> int:
    """The id of a new customer; a login that is taken gets a random end, three times at most."""
    for attempt in range(ATTEMPTS):
        end = f".{secrets.token_hex(3)}" if attempt else ""
        row.username = wanted.username[:50] + end
        row.save(update_fields=["username"])
        try:
            stored = where.api.customers.add_customer(_person(where, wanted, row))
        except Conflict as error:
            if error.code != USERNAME_TAKEN or attempt == ATTEMPTS - 1:
                raise
        else:
            row.customer = stored.id
            row.save(update_fields=["customer"])
            return stored.id
    raise AssertionError("every attempt returns or raises")


def _person(where: Place, wanted: Wanted, row: SignUp) -> Customer:
    has = [name for name in CREDITS if limits.limit(where.reseller, name)]
    return Customer(
        username=row.username,
        # Nobody signs in as this customer until a password is asked for.
        password=passwords.random_password(32),
        first_name=wanted.first_name,
        last_name=wanted.last_name,
        email=wanted.email,
        tel=wanted.phone,
        timezone=wanted.timezone,
        language=wanted.language,
        reseller=where.reseller.id,
        properties=(
            *(
                CustomerProperty(name=n, value="1", category=category_of(n), permission="admin")
                for n in has
            ),
            CustomerProperty(name=MARK, value=row.token, category="sip"),
        ),
    )


def _account(where: Place, wanted: Wanted, customer: int, ip_address: str) -> Account:
    rights = where.rights
    domain = where.domain.domain
    properties = {
        "ip": ip_address,
        "registration_email": wanted.email,
        "language": wanted.language,
        "timezone": wanted.timezone,
    }
    return Account(
        id=SipId(username=wanted.username, domain=domain),
        password=rights.stored_password(wanted.username, domain, wanted.password),
        first_name=wanted.first_name,
        last_name=wanted.last_name,
        email=wanted.email,
        groups=("free-pstn",) if rights.pstn_exists else (),
        properties=tuple(Property(name=n, value=v) for n, v in properties.items() if v),
        timezone=wanted.timezone,
        rpid=wanted.phone,
        quota=QUOTA,
        prepaid=True,
        owner=customer,
    )


def _extras(where: Place, account: Account) -> None:
    """What the operator gives to everybody: without it nobody has signed up."""
    if settings.ENROLMENT_VOICEMAIL:
        actor = Actor(
            role=Role.SUBSCRIBER,
            name=account.name,
            customer=where.domain.customer,
            reseller=where.domain.reseller,
            account=str(account.id),
        )
        box = Mailbox(
            sip_id=account.id,
            password=passwords.random_pin(),
            name=account.name,
            email=account.email,
            options=VoicemailOptions(delete=True),
        )
        subject = Subject(account=account, actor=actor, api=where.api)
        told(mailbox.enable(subject, box, Diversions()), "")
    if settings.ENROLMENT_MAIL_ALIAS:
        alias = FancyRecord(
            zone=account.id.domain,
            name=str(account.id),
            type=FORWARDING,
            value=account.email,
            owner=account.owner,
        )
        where.api.dns.add_fancy_record(alias)


def _give_up(row: SignUp, *, is_certain: bool) -> None:
    """Undo now; what cannot be undone, or may still arrive, is undone by the job."""
    try:
        _clear(row)
        # A call that timed out may still be done after this: then the job looks again.
        if is_certain:
            row.delete()
    except RemoteError as error:
        logger.error(  # noqa: TRY400 - the platform is away, that is no fault of ours
            "A sign-up for %s could not be undone yet: %s %s",
            row.address,
            type(error).__name__,
            error.code,
        )


def _marked(api: Api, row: SignUp) -> int:
    """The id of the customer that carries the token; 0 when the platform never made it."""
    if not row.username:
        return 0
    for found in api.customers.customers(Query(filter={"username": row.username}, count=10)):
        if found.username == row.username:
            whole = api.customers.customer(found.id)
            return found.id if whole.property_value(MARK) == row.token else 0
    return 0


def _delete(api: Api, address: SipId, customer: int) -> None:
    """The account, if it belongs to this customer, its mail alias, and the customer."""
    with suppress(NotFound):
        if api.sip.account(address).owner == customer:
            api.sip.delete_account(address)
    if settings.ENROLMENT_MAIL_ALIAS:
        for alias in api.dns.fancy_records(Query(filter={"owner": customer}, count=10)):
            api.dns.delete_fancy_record(alias.id)
    with suppress(NotFound):
        api.customers.delete_customer(customer)


def closed() -> str:
    """What a program reads where nobody can sign up."""
    return _("Nobody can sign up here.")
