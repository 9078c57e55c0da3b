"""The server's tables."""

from __future__ import annotations

from ngnpanel.provisioning.models.balance import Balance, CreditEntry, Voucher
from ngnpanel.provisioning.models.changes import Change, ChangeCounter
from ngnpanel.provisioning.models.counts import DomainCount
from ngnpanel.provisioning.models.customers import Customer, CustomerProperty
from ngnpanel.provisioning.models.dns import DnsRecord, FancyRecord, Zone
from ngnpanel.provisioning.models.emergency import EmergencyTarget
from ngnpanel.provisioning.models.enum import EnumMapping, EnumNumber, EnumRange, EnumRoot
from ngnpanel.provisioning.models.features import (
    AcceptRule,
    BarringPrefix,
    DiversionSet,
    Location,
    Mailbox,
    PhonebookEntry,
    RejectMember,
    TemporaryRule,
)
from ngnpanel.provisioning.models.presence import (
    PresenceInformation,
    PresenceRule,
    PresenceWatcher,
)
from ngnpanel.provisioning.models.pstn import (
    Carrier,
    Gateway,
    GatewayRule,
    Route,
    TrustedPeer,
)
from ngnpanel.provisioning.models.rating import RatingProfiles
from ngnpanel.provisioning.models.sip import Account, AccountGroup, AccountProperty, Alias, Domain

__all__ = [
    "AcceptRule",
    "Account",
    "AccountGroup",
    "AccountProperty",
    "Alias",
    "Balance",
    "BarringPrefix",
    "Carrier",
    "Change",
    "ChangeCounter",
    "CreditEntry",
    "Customer",
    "CustomerProperty",
    "DiversionSet",
    "DnsRecord",
    "Domain",
    "DomainCount",
    "EmergencyTarget",
    "EnumMapping",
    "EnumNumber",
    "EnumRange",
    "EnumRoot",
    "FancyRecord",
    "Gateway",
    "GatewayRule",
    "Location",
    "Mailbox",
    "PhonebookEntry",
    "PresenceInformation",
    "PresenceRule",
    "PresenceWatcher",
    "RatingProfiles",
    "RejectMember",
    "Route",
    "TemporaryRule",
    "TrustedPeer",
    "Voucher",
    "Zone",
]
