"""The hosts that record templates lead to when a person types none."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.api import Api
from ngnpanel.soap.errors import Denied, NotFound

LAST: str = "dns_records_last_sip_server"


@dataclass(frozen=True, slots=True)
class SipServers:
    """What a zone's customer says about its servers; ``last`` is what was typed the last time."""

    last: str = ""
    proxy: str = ""
    msrp_relay: str = ""
    xcap_root: str = ""
    push_server: str = ""

    @property
    def targets(self) -> tuple[str, ...]:
        """The hosts for SIP, the first choice first."""
        return self.last, self.proxy, str(settings.SIP_PROXY)


def servers_of(api: Api, customer: int) -> SipServers:
    """One call, none for a zone without customer."""
    if not customer:
        return SipServers()
    try:
        found = api.customers.customer(customer)
    except (NotFound, Denied):
        return SipServers()
    return SipServers(
        last=found.property_value(LAST),
        proxy=found.property_value("sip_proxy"),
        msrp_relay=found.property_value("msrp_relay"),
        xcap_root=found.property_value("xcap_root"),
        push_server=found.property_value("push_notifications_server"),
    )


def remember(api: Api, customer: int, target: str) -> None:
    """Propose this SIP server the next time; a platform that does not keep it is no harm."""
    kept = CustomerProperty(name=LAST, value=target, category="web", permission="customer")
    try:
        api.customers.set_properties(customer, [kept])
    except (NotFound, Denied):
        return
