"""Registered devices of an account (RFC 3261 contacts)."""

from __future__ import annotations

from dataclasses import dataclass

from ngnpanel.accounts.domain.sip import SipId


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One registration; ``expires`` is seconds left, the public address is what the proxy saw."""

    address: str = ""
    port: int | None = None
    public_address: str = ""
    public_port: int | None = None
    expires: int | None = None
    user_agent: str = ""
    transport: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLocations:
    """The registrations of one account."""

    sip_id: SipId | None = None
    locations: tuple[Device, ...] = ()
