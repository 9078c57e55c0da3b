"""Who calls: the ``auth`` header checked against the administrator and the customers table."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from threading import BoundedSemaphore, Lock
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import QuerySet

from ngnpanel.provisioning import grants, vault
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.grants import Grant
from ngnpanel.provisioning.guesses import GUESSES
from ngnpanel.provisioning.models.customers import Customer
from ngnpanel.provisioning.options import options
from ngnpanel.soap.wire import Auth

REMEMBERED: Final = 1024
AUTHENTICATION_FAILED: Final = 9001
# Each slow check takes 100 MB for a moment: strangers must not choose how many there are.
_checks: Final = BoundedSemaphore(2)


class Kind(StrEnum):
    """The three kinds of principals of the contract, and subscribers on the Presence port."""

    ADMINISTRATOR = "administrator"
    RESELLER = "reseller"
    CUSTOMER = "customer"
    SUBSCRIBER = "subscriber"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whose rights a call has.

    ``customer`` and ``reseller`` are the ids that it acts for (0 for the administrator); ``login``
    is the customer whose password was given, 0 for the administrator's. ``impersonated`` tells that
    the administrator acts for ``customer``. ``is_active`` is the reseller's ``resellerActive``.
    ``account`` is the row of a subscriber's account, which has no customer to act for. ``grant`` is
    what a token allows that came in the place of the password.
    """

    kind: Kind
    name: str
    customer: int = 0
    reseller: int = 0
    login: int = 0
    impersonated: bool = False
    is_active: bool = True
    account: int = 0
    grant: Grant | None = None

    @property
    def is_administrator(self) -> bool:
        """Whether nothing limits the caller; not so while it impersonates a customer."""
        return self.kind is Kind.ADMINISTRATOR

    @property
    def is_reseller(self) -> bool:
        """Whether the caller has the rights of a reseller."""
        return self.kind is Kind.RESELLER


class _Verified:
    """The last successes of the slow password check, by a keyed digest of hash and password.

    A changed password changes its hash, so an entry never outlives the password.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._seen: OrderedDict[bytes, None] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, digest: bytes) -> bool:
        with self._lock:
            if digest not in self._seen:
                return False
            self._seen.move_to_end(digest)
            return True

    def add(self, digest: bytes) -> None:
        with self._lock:
            self._seen[digest] = None
            while len(self._seen) > self._size:
                self._seen.popitem(last=False)


_verified = _Verified(REMEMBERED)


def admit(auth: Auth | None, client: str, *, takes_tokens: bool = False) -> Caller:
    """The caller, unless its address failed too often lately.

    ``client`` is empty for the panel in this process, which slows down its own sign-in. A token
    counts with ``takes_tokens`` and a client alone: it opens no page.
    """
    if auth is None or not client:
        return authenticate(auth)
    GUESSES.require_patience(client, auth.username)
    is_token = takes_tokens and grants.is_like_token(auth.password)
    try:
        caller = _of_token(auth, client) if is_token else authenticate(auth)
    except Fault as fault:
        if fault.code == AUTHENTICATION_FAILED:
            GUESSES.failed(client, auth.username)
        raise
    GUESSES.succeeded(client, auth.username)
    return caller


def authenticate(auth: Auth | None) -> Caller:
    """The caller that ``auth`` proves to be; raises Fault 9001, 9002 or 9006.

    ``admin`` true means the administrator only, false the customers only, absent first the one and
    then the others.
    """
    if auth is None:
        raise Fault(9001, "The auth header with username and password is missing")
    if auth.admin is not False and _is_administrator(auth):
        return _impersonated(auth) if auth.impersonate else _administrator(auth)
    if auth.admin is True:
        raise Fault(9001)
    login = _login(auth)
    if auth.impersonate not in (0, login.pk):
        raise Fault(9002, "Only the administrator may impersonate", "impersonate")
    return _acting(login, login=login.pk)


def _of_token(auth: Auth, client: str) -> Caller:
    """The caller whose token stands in the place of the password; raises as ``authenticate``.

    Name and token have to be of one person. An unknown token costs the same look for the customer,
    and no slow hash: nobody guesses 256 bits.
    """
    grant = grants.grant_for(auth.password, client)
    customer = _customers().filter(username=auth.username.lower()).first()
    if grant is None:
        raise Fault(9001)
    if grant.administrator:
        own = options()["ADMIN_USERNAME"]
        if auth.admin is False or not (_same(auth.username, own) and grant.administrator == own):
            raise Fault(9001)
        found = _impersonated(auth) if auth.impersonate else _administrator(auth)
        return replace(found, grant=grant)
    if auth.admin is True or customer is None or customer.pk != grant.login:
        raise Fault(9001)
    if auth.impersonate not in (0, customer.pk):
        raise Fault(9002, "Only the administrator may impersonate", "impersonate")
    return replace(_acting(customer, login=customer.pk), grant=grant)


def _is_administrator(auth: Auth) -> bool:
    configured = options()
    # Both comparisons always run, so that the time tells nothing about the name.
    name_fits = _same(auth.username, configured["ADMIN_USERNAME"])
    password_fits = _same(auth.password, configured["ADMIN_PASSWORD"])
    return name_fits and password_fits and bool(configured["ADMIN_PASSWORD"])


def _administrator(auth: Auth) -> Caller:
    return Caller(kind=Kind.ADMINISTRATOR, name=auth.username)


def _impersonated(auth: Auth) -> Caller:
    customer = _customers().filter(pk=auth.impersonate).first()
    if customer is None:
        raise Fault(9006, field="impersonate")
    return _acting(customer, impersonated=True)


def _login(auth: Auth) -> Customer:
    customer = _customers().filter(username=auth.username.lower()).first()
    password_hash = customer.password_hash if customer else _nobodys_hash()
    digest = vault.fingerprint(str(customer.pk if customer else 0), password_hash, auth.password)
    # An unknown name costs a check as well, so that the time does not tell which names exist.
    is_right = digest in _verified or _fits(auth.password, password_hash)
    if customer is None or not is_right or not auth.password:
        raise Fault(9001)
    _verified.add(digest)
    return customer


def _fits(password: str, password_hash: str) -> bool:
    with _checks:
        return check_password(password, password_hash)


def _acting(customer: Customer, *, login: int = 0, impersonated: bool = False) -> Caller:
    """The rights of ``customer``, or of the one that it is set to impersonate."""
    acting = customer.impersonate or customer
    return Caller(
        kind=Kind.RESELLER if acting.is_reseller else Kind.CUSTOMER,
        name=customer.username,
        customer=acting.pk,
        reseller=acting.reseller_id,
        login=login or customer.pk,
        impersonated=impersonated,
        is_active=bool(acting.reseller.reseller_active),
    )


def _customers() -> QuerySet[Customer]:
    return Customer.objects.select_related("reseller", "impersonate__reseller")


@cache
def _nobodys_hash() -> str:
    return make_password("the password of nobody")


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())
