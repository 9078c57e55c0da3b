"""Api: the typed clients of one platform for one actor."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ngnpanel.accounts.client import CustomerClient, RatingClient, SipClient, VoicemailClient
from ngnpanel.actor import Actor
from ngnpanel.audit import recording
from ngnpanel.audit.acts import ACTS
from ngnpanel.dns.client import DnsClient
from ngnpanel.enum.client import EnumClient
from ngnpanel.pstn.client import PstnClient
from ngnpanel.soap.errors import RemoteError
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.port import Port


class Api:
    """Every call carries the platform's administrator credentials and acts for one customer.

    ``impersonate`` is that customer's id; 0 gives the administrator's own rights. The platform
    limits what the customer sees; what a subscriber may touch is the panel's own duty, since
    subscribers have no login there (contract 5.1).
    """

    def __init__(self, platform: Platform, *, impersonate: int = 0) -> None:
        self.platform = platform
        self.impersonate = impersonate
        self._memory = recording.Memory()

    @classmethod
    def of(cls, actor: Actor) -> Api:
        """The clients of the actor's platform with the actor's rights.

        Staff that acts for nobody has none: PermissionError, since calls on behalf of nobody are
        the administrator's own.
        """
        if actor.is_support:
            raise PermissionError("staff acts for somebody or not at all")
        return cls(Platform.named(actor.platform), impersonate=actor.customer)

    @cached_property
    def customers(self) -> CustomerClient:
        """Customers and resellers."""
        return CustomerClient(self._port("Customer"))

    @cached_property
    def sip(self) -> SipClient:
        """SIP domains, accounts, aliases and what belongs to an account."""
        return SipClient(self._port("Sip"))

    @cached_property
    def voicemail(self) -> VoicemailClient:
        """Mailboxes."""
        return VoicemailClient(self._port("Voicemail"))

    @cached_property
    def rating(self) -> RatingClient:
        """Which rating profiles price calls."""
        return RatingClient(self._port("Rating"))

    @cached_property
    def enum(self) -> EnumClient:
        """ENUM ranges and numbers."""
        return EnumClient(self._port("Enum"))

    @cached_property
    def dns(self) -> DnsClient:
        """Zones, records, mail aliases and redirects."""
        return DnsClient(self._port("Dns"))

    @cached_property
    def pstn(self) -> PstnClient:
        """Carriers, gateways, rules, routes and trusted peers, which are part of the Sip port."""
        return PstnClient(self._port("Sip"))

    def _port(self, name: str) -> Any:
        port = Port(self.platform, name)

        def call(operation: str, *arguments: Any) -> Any:
            full_name = f"{name}.{operation}"
            if full_name not in ACTS:
                answer = port.call(operation, *arguments, impersonate=self.impersonate)
                self._memory.keep(full_name, arguments, answer)
                return answer
            write = recording.Write(
                operation=full_name,
                arguments=arguments,
                platform=self.platform.name,
                impersonate=self.impersonate,
                memory=self._memory,
            )
            # An update returns what was sent; reading it costs a tenth of the call.
            is_wanted = not (operation.startswith("update") and write.is_known)
            try:
                answer = port.call(
                    operation, *arguments, impersonate=self.impersonate, is_wanted=is_wanted
                )
            except RemoteError as error:
                recording.record(write, recording.result_of(error))
                raise
            recording.record(write, "", answer)
            return answer

        return call
