"""What goes with the accounts of an export: mailboxes, prices, and where their calls go.

None of it has a list; what accounts that are there have already is asked for one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.bulk.imports.domains import DOMAINS
from ngnpanel.accounts.domain import rating
from ngnpanel.accounts.domain.rating import Entity, Kind, RatingProfiles
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.api import Api
from ngnpanel.estates import details
from ngnpanel.estates.details import Details
from ngnpanel.estates.reading import Estate, Plain
from ngnpanel.estates.sheets.network import held, holder
from ngnpanel.estates.sheets.sheet import Sheet
from ngnpanel.imports.columns import Cells
from ngnpanel.imports.places import Place, Within
from ngnpanel.imports.references import Ground
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.pstn.bulk.imports.carriers import GATEWAYS
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query

ACCOUNTS: Final = Place(
    kind="account",
    get=lambda api, name: api.sip.account(SipId.parse(name)),
    missing=_("Its account is not there."),
    member="sip_accounts",
)
# What has prices of its own.
PLACES: Final[Mapping[str, Place]] = {Kind.SUBSCRIBER: ACCOUNTS, Kind.DOMAIN: DOMAINS}


def account_in(plain: Plain, name: str) -> SipId:
    """The account of something in a file; raises RuleError."""
    named = plain.get(name) or {}
    if not isinstance(named, dict):
        raise RuleError("“%(member)s” is not what it should be.", member=name)
    return SipId.parse(f"{named.get('username', '')}@{named.get('domain', '')}")


class Unlisted(Sheet[Any]):
    """Something without a list."""

    is_listed = False

    def page(self, api: Api, query: Query) -> Page[Any] | None:  # noqa: ARG002
        """There is none."""
        return None


class OfAccount(Unlisted):
    """Something that an account has one of."""

    keys = ("account",)

    def within(self, cells: Cells) -> Within | None:
        """The account."""
        return Within(ACCOUNTS, cells["account"])


class MailboxSheet(OfAccount):
    """Mailboxes."""

    member = "voicemail_accounts"
    order = 4

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """The account."""
        return (str(account_in(plain, "sipId")),)

    def keys_of(self, ground: Ground, record: Mailbox) -> tuple[str, ...]:  # noqa: ARG002
        """The account."""
        return (str(record.sip_id),)

    def find(self, ground: Ground, cells: Cells) -> Mailbox | None:
        """That of the account."""
        return ground.api.voicemail.mailbox(SipId.parse(cells["account"]))

    def add(self, api: Api, record: Mailbox) -> Mailbox:
        """Create it."""
        return api.voicemail.add_mailbox(record)

    def update(self, api: Api, record: Mailbox) -> None:
        """Replace it."""
        api.voicemail.update_mailbox(record)

    def delete(self, api: Api, record: Mailbox) -> None:
        """Delete it."""
        api.voicemail.delete_mailbox(record.sip_id)

    def title(self, record: Mailbox) -> str:
        """The account."""
        return str(record.sip_id)


class RatingSheet(Unlisted):
    """Rating profiles of accounts, domains and gateways; the latter have another number here."""

    member = "rating_profiles"
    order = 5
    keys = ("entity", "seller")

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:
        """What the prices are for; a gateway by its name."""
        entity = rating.entity(plain["entity"])
        if entity.kind is not Kind.GATEWAY:
            return str(entity), ""
        seller, name = held(estate, estate.gateways, int(entity.key))
        return f"gateway://{name}", seller

    def within(self, cells: Cells) -> Within | None:
        """The account or the domain; gateways are found by their name."""
        scheme, _colon, name = cells["entity"].partition("://")
        return Within(PLACES[scheme], name) if scheme in PLACES else None

    def entity(self, ground: Ground, cells: Cells) -> Entity:
        """The entity on this platform; raises Refuse."""
        scheme, _colon, name = cells["entity"].partition("://")
        if scheme != Kind.GATEWAY:
            return rating.entity(cells["entity"])
        number = GATEWAYS.called(ground, name, holder(ground, cells))
        return Entity(Kind.GATEWAY, str(number))

    def plain(self, ground: Ground, cells: Cells) -> Plain:
        """With the entity of this platform."""
        return {**super().plain(ground, cells), "entity": str(self.entity(ground, cells))}

    def find(self, ground: Ground, cells: Cells) -> RatingProfiles | None:
        """Those of the entity."""
        return ground.api.rating.profiles(self.entity(ground, cells))

    def add(self, api: Api, record: RatingProfiles) -> RatingProfiles:
        """Give them."""
        api.rating.set_profiles(record)
        return record

    def update(self, api: Api, record: RatingProfiles) -> None:
        """Replace them."""
        api.rating.set_profiles(record)

    def delete(self, api: Api, record: RatingProfiles) -> None:
        """Take them away."""
        api.rating.delete_profiles(rating.entity(record.entity))

    def title(self, record: RatingProfiles) -> str:
        """What they are for."""
        return record.entity


class DetailsSheet(OfAccount):
    """Diversions, accept rules, contacts, barring and balance of an account."""

    member = "sip_account_details"
    order = 5

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """The account."""
        return (str(account_in(plain, "id")),)

    def keys_of(self, ground: Ground, record: Details) -> tuple[str, ...]:  # noqa: ARG002
        """The account."""
        return (str(record.id),)

    def find(self, ground: Ground, cells: Cells) -> Details | None:
        """What the account has; None when it has nothing. Raises Refuse when it is not there."""
        found = details.read(ground.api, self._account(ground.api, SipId.parse(cells["account"])))
        return None if found.is_blank else found

    def add(self, api: Api, record: Details) -> Details:
        """Give all of it; what the account has then."""
        self.update(api, record)
        return details.read(api, self._account(api, record.id))

    def update(self, api: Api, record: Details) -> None:
        """Write what differs."""
        known = details.read(api, self._account(api, record.id))
        details.write(api, record, known)

    def delete(self, api: Api, record: Details) -> None:
        """Take everything away."""
        known = details.read(api, self._account(api, record.id))
        blank = Details(id=record.id, balance=None if known.balance is None else 0.0)
        details.write(api, blank, known)

    def changed(self, ground: Ground, record: Details, cells: Cells) -> Details:
        """All that the file says but the balance: what was paid since is not taken back."""
        wanted: Details = super().changed(ground, record, cells)
        return replace(wanted, id=record.id, balance=record.balance)

    def title(self, record: Details) -> str:
        """The account."""
        return str(record.id)

    def _account(self, api: Api, address: SipId) -> Account:
        try:
            return api.sip.account(address)
        except NotFound:
            raise Refuse(_now("Its account is not there.")) from None
