"""Whom a domain, a range or a zone may be given to."""

from __future__ import annotations

from ngnpanel.accounts import services
from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.actor import Actor, Role
from ngnpanel.api import Api


def tenant_choices(api: Api, actor: Actor) -> Choices:
    """Customers that may have a record; resellers for the administrator."""
    customers = services.customer_choices(api) if actor.role is not Role.CUSTOMER else None
    resellers = services.reseller_choices(api) if actor.is_administrator else None
    return Choices(customers=customers, resellers=resellers)
