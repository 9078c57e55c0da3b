"""The caller's side: who calls, emergency numbers, and whether this caller may call at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network

from ngnpanel.calls.finding import Decision, Finding, decided, passed, refused, said
from ngnpanel.calls.patterns import plain
from ngnpanel.calls.verdict import Outcome, Step
from ngnpanel.calls.world import Account, Attempt, EmergencyTarget, Gateway, Peer, World


class Kind(StrEnum):
    """The kinds of callers."""

    ACCOUNT = "account"
    PEER = "peer"
    GATEWAY = "gateway"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls; ``account`` or ``peer`` is the record of the kind.

    ``diverted_by`` are the accounts that forwarded the call, the latest last: it is theirs then.
    """

    kind: Kind
    address: str
    account: Account | None = None
    peer: Peer | None = None
    gateway: Gateway | None = None
    source: str = ""
    diverted_by: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """The domain that it calls from, as far as emergency numbers and routes go."""
        if self.account:
            return self.account.domain
        if self.peer and self.peer.originator:
            return self.peer.originator.rpartition("@")[2]
        return self.address.rpartition("@")[2]

    @property
    def reseller(self) -> int:
        """Whose routes it may use besides the platform's, 0 for nobody's."""
        record = self.account or self.peer
        return record.reseller if record else 0


def identify(attempt: Attempt, world: World) -> Caller:
    """Who calls: a peer or a gateway by its address, an account that proved to be it, or nobody."""
    address, source = plain(attempt.caller), attempt.source.strip().lower()
    peer = next((each for each in world.peers if _is_from(attempt, each.ip, each.protocol)), None)
    if peer:
        return Caller(kind=Kind.PEER, address=address, peer=peer, source=source)
    machines = (each for each in world.gateways if _is_from(attempt, each.ip, each.transport))
    gateway = next(machines, None)
    if gateway or attempt.is_from_network:
        return Caller(kind=Kind.GATEWAY, address=address, gateway=gateway, source=source)
    if attempt.is_authenticated:
        place = world.place(address)
        if isinstance(place, Account):
            return Caller(kind=Kind.ACCOUNT, address=address, account=place, source=source)
    return Caller(kind=Kind.FOREIGN, address=address, source=source)


def introduced(caller: Caller) -> Finding:
    """The first line of the trail, and the end of a peer that is blocked or busy."""
    if caller.peer:
        return _peer(caller.peer)
    key = caller.address
    if caller.gateway:
        key = str(caller.gateway.id)
    kind = "" if caller.kind is Kind.FOREIGN else caller.kind.value
    message = said(f"caller.{caller.kind.value}", caller=caller.address, source=caller.source)
    return passed("caller", message, kind, key if kind else "")


def emergency(caller: Caller, dialled: str, world: World) -> Finding:
    """Calls for help come before everything that may stop a call."""
    targets = world.emergency or ()
    mine = [each for each in targets if each.number == dialled and each.domain == caller.domain]
    if not mine and dialled not in world.emergency_numbers:
        return passed("emergency", said("emergency.passed"))
    key = f"{dialled}@{caller.domain}"
    if caller.kind not in (Kind.ACCOUNT, Kind.PEER) or caller.diverted_by:
        return refused("emergency", 403, said("emergency.not-yours", number=dialled))
    region = caller.account.region if caller.account else ""
    if world.emergency is None:
        message = said("emergency.unread", number=dialled, region=region, domain=caller.domain)
        step = Step(name="emergency", message=message)
        return decided(step, Decision(Outcome.EMERGENCY, 100))
    chosen = _chosen(mine, region)
    if chosen is None:
        message = said("emergency.no-target", number=dialled, region=region, domain=caller.domain)
        return refused("emergency", 404, message)
    message = said("emergency.target", number=dialled, region=chosen.region, target=chosen.target)
    step = Step(name="emergency", message=message, kind="emergency", key=key)
    return decided(step, Decision(Outcome.EMERGENCY, 100, (chosen.target,)))


def blocked(caller: Caller) -> Finding:
    """A blocked account calls nobody."""
    if caller.account is None:
        return Finding(())
    if "blocked" in caller.account.groups:
        return refused("caller-blocked", 403, said("caller.blocked"), "group", "blocked")
    return passed("caller-blocked", said("caller.not-blocked"))


def networks(caller: Caller) -> Finding:
    """An account with an access list is only used from there; forwarded calls come from inside."""
    if caller.account is None or caller.diverted_by:
        return Finding(())
    allowed = caller.account.networks
    if not allowed:
        return passed("networks", said("acl.open"))
    if not caller.source:
        return passed("networks", said("acl.unknown", networks=allowed), "acl")
    found = next((each for each in allowed if _is_inside(caller.source, each)), None)
    values = {"source": caller.source, "networks": allowed}
    if found is None:
        return refused("networks", 403, said("acl.outside", **values), "acl")
    return passed("networks", said("acl.passed", **values), "acl", found)


def _peer(peer: Peer) -> Finding:
    """A peer may be blocked, and has a limit of its own."""
    if peer.is_blocked:
        return refused("caller", 403, said("peer.blocked", peer=peer.ip), "peer", peer.ip)
    if peer.limit and peer.calls is not None and peer.calls >= peer.limit:
        message = said("peer.full", peer=peer.ip, limit=peer.limit)
        return refused("caller", 486, message, "peer", peer.ip)
    return passed("caller", said("caller.peer", peer=peer.ip), "peer", peer.ip)


def _chosen(targets: list[EmergencyTarget], region: str) -> EmergencyTarget | None:
    """The target of the region, else that of all regions."""
    for wanted in (region, ""):
        for each in targets:
            if each.region == wanted:
                return each
    return None


def _is_from(attempt: Attempt, machine: str, protocol: str) -> bool:
    if not attempt.source or attempt.source.strip().lower() != machine.lower():
        return False
    known = attempt.protocol.lower()
    return not known or protocol in ("", "any", known)


def _is_inside(source: str, network: str) -> bool:
    try:
        return ip_address(source) in ip_network(network, strict=False)
    except ValueError:
        return False
