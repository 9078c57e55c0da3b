"""The server's tables."""

from __future__ import annotations

from ngnpanel.provisioning.models.changes import Change, ChangeCounter
from ngnpanel.provisioning.models.customers import Customer, CustomerProperty
from ngnpanel.provisioning.models.emergency import EmergencyTarget
from ngnpanel.provisioning.models.features import (
    AcceptRule,
    DiversionSet,
    Location,
    Mailbox,
    PhonebookEntry,
    RejectMember,
    TemporaryRule,
)
from ngnpanel.provisioning.models.sip import Account, AccountGroup, AccountProperty, Alias, Domain

__all__ = [
    "AcceptRule",
    "Account",
    "AccountGroup",
    "AccountProperty",
    "Alias",
    "Change",
    "ChangeCounter",
    "Customer",
    "CustomerProperty",
    "DiversionSet",
    "Domain",
    "EmergencyTarget",
    "Location",
    "Mailbox",
    "PhonebookEntry",
    "RejectMember",
    "TemporaryRule",
]
