"""What entries are about, so that it can be read and written again: a row for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import NoReverseMatch, resolve, reverse

from ngnpanel.accounts.domain.accept import AcceptRules
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, Alias, Domain, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.api import Api
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.enum.domain.numbers import Number
from ngnpanel.enum.domain.ranges import Range
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule
from ngnpanel.soap.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The callers that an account rejects."""

    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """The prefixes that an account must not call."""

    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diverted:
    """Where an account forwards to."""

    diversions: Diversions = Diversions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """Who may call an account."""

    rules: AcceptRules = AcceptRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How records of a kind are read and written, and the permissions that it takes.

    ``owner`` reads what the permission for changing is asked about: for a part of an account, the
    account. An empty permission: nobody may.
    """

    shape: type[Any]
    read: Callable[[Api, str], Any]
    update: Callable[[Api, Any], None]
    add: Callable[[Api, Any], Any] | None = None
    delete: Callable[[Api, str], None] | None = None
    owner: Callable[[Api, str], Any] | None = None
    may_edit: str = "account.manage"
    may_add: str = ""
    may_delete: str = ""
    resource: Any = None


SHAPES: Final[Mapping[str, type[Any]]] = {
    "customer": Customer,
    "domain": Domain,
    "account": Account,
    "alias": Alias,
    "range": Range,
    "number": Number,
    "zone": Zone,
    "record": Record,
    "mail-alias": FancyRecord,
    "redirect": FancyRecord,
    "peer": TrustedPeer,
    "carrier": Carrier,
    "gateway": Gateway,
    "rule": GatewayRule,
}


def sip_id(key: str) -> SipId:
    """An address as it stands in an entry; NotFound for what is none."""
    try:
        return SipId.parse(key)
    except RuleError:
        raise NotFound(f"{key} is no address", code=1010) from None


def _account(api: Api, key: str) -> Any:
    return api.sip.account(sip_id(key))


def _mailbox(api: Api, key: str) -> Mailbox:
    found = api.voicemail.mailbox(sip_id(key))
    if found is None:
        raise NotFound(f"{key} has no mailbox", code=1010)
    return found


def _part(
    shape: type[Any], read: Callable[[Api, SipId], Any], write: Callable[[Api, SipId, Any], None]
) -> Callable[[str], Target]:
    """A part of an account: its key is the account's."""
    return lambda key: Target(
        shape=shape,
        read=lambda api, _key: read(api, sip_id(key)),
        update=lambda api, part: write(api, sip_id(key), part),
        owner=_account,
    )


# By the operation that wrote it.
PARTS: Final[Mapping[str, Callable[[str], Target]]] = {
    "Sip.setRejectMembers": _part(
        Rejected,
        lambda api, id: Rejected(rejected=api.sip.rejected_callers(id)),
        lambda api, id, part: api.sip.set_rejected_callers(id, part.rejected),
    ),
    "Sip.setBarringPrefixes": _part(
        Barred,
        lambda api, id: Barred(barred=api.sip.barred_prefixes(id)),
        lambda api, id, part: api.sip.set_barred_prefixes(id, part.barred),
    ),
    "Sip.setCallDiversions": _part(
        Diverted,
        lambda api, id: Diverted(diversions=api.sip.diversions(id)),
        lambda api, id, part: api.sip.set_diversions(id, part.diversions),
    ),
    "Sip.setAcceptRules": _part(
        Ruled,
        lambda api, id: Ruled(rules=api.sip.accept_rules(id).rules),
        lambda api, id, part: api.sip.set_accept_rules(id, part.rules),
    ),
}


def mailbox() -> Target:
    """The mailbox of an account."""
    return Target(
        shape=Mailbox,
        read=_mailbox,
        update=lambda api, box: _none(api.voicemail.update_mailbox(box)),
        add=lambda api, box: api.voicemail.add_mailbox(box),
        delete=lambda api, key: api.voicemail.delete_mailbox(sip_id(key)),
        owner=_account,
        may_add="account.manage",
        may_delete="account.manage",
    )


def resource(name: str) -> Any:
    """The resource whose pages have this name; KeyError where there are none.

    Found by its addresses: the apps are above the audit.
    """
    try:
        return resolve(reverse(f"{name}-list")).func.view_initkwargs["resource"]  # type: ignore[attr-defined]
    except NoReverseMatch:
        raise KeyError(name) from None


def of_resource(name: str) -> Target:
    """The records of a resource; KeyError where it has no pages."""
    found = resource(name)
    rights = found.rights
    return Target(
        shape=SHAPES[name],
        read=found.get,
        update=found.update,
        add=found.add,
        delete=found.delete,
        may_edit=rights.edit,
        may_add=rights.add,
        may_delete=rights.delete,
        resource=found,
    )


def _none(_answer: Any) -> None:
    """What was stored is of no use here."""
