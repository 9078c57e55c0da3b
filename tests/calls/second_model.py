"""A second, naive model of the whole way, written from the description: outcome, target, code.

It calls itself for forwards and builds all candidates first, sorting them in one go. The callee's
side is the first model's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address, ip_network

from ngnpanel.calls.records import Call, Phones
from ngnpanel.calls.world import Account, AliasTo, Attempt, Nobody, Peer, World
from tests.calls.reference import model as callee_model

Result = tuple[str, str, int, tuple[str, ...]]


def no(code: int) -> Result:
    return ("refuse", "", code, ())


class Model:
    """One call; ``who`` is an account, a peer, or the word for anybody else."""

    def __init__(self, world: World, moment: datetime, phones: Phones) -> None:
        self.world, self.moment, self.phones = world, moment, phones
        self.source, self.name, self.word = "", "", ""
        self.peer: Peer | None = None
        self.account: Account | None = None
        self.before: tuple[str, ...] = ()
        self.met: set[str] = set()

    def run(self, attempt: Attempt) -> Result:
        from_here = [
            peer
            for peer in self.world.peers
            if peer.ip == attempt.source and attempt.protocol in ("", peer.protocol)
        ] or [p for p in self.world.peers if p.ip == attempt.source and p.protocol == "any"]
        machines = [
            g
            for g in self.world.gateways
            if g.ip == attempt.source and attempt.protocol in ("", g.transport)
        ]
        self.source = attempt.source
        place = self.world.places[attempt.caller]
        if from_here:
            peer = from_here[0]
            if peer.is_blocked:
                return no(403)
            if peer.limit and peer.calls is not None and peer.calls >= peer.limit:
                return no(486)
            self.peer, self.account, self.word = peer, None, "peer"
        elif machines or attempt.is_from_network:
            self.peer, self.account, self.word = None, None, "gateway"
        elif attempt.is_authenticated and isinstance(place, Account):
            self.peer, self.account, self.word = None, place, "account"
        else:
            self.peer, self.account, self.word = None, None, "foreign"
        self.name = attempt.caller
        return self.call(attempt.dialled, ())

    def call(self, target: str, before: tuple[str, ...]) -> Result:
        if len(before) > 5:
            return no(483)
        self.before = before
        self.met = set()
        text = target.lower().removeprefix("sip:").removeprefix("tel:")
        user, domain = text.split("@") if "@" in text else (text, "")
        mine = self.name.split("@")[1]
        if user == "112" and domain in ("", mine):
            return self.help(mine)
        if self.account:
            if "blocked" in self.account.groups:
                return no(403)
            nets = self.account.networks
            if nets and self.source and not before:
                inside = [ip_address(self.source) in ip_network(net) for net in nets]
                if not any(inside):
                    return no(403)
        digits = "".join(c for c in user if c in "+0123456789")
        is_number = bool(digits) and not set(user) - set("+0123456789 -()./")
        if domain:
            return self.address(text, lambda: self.dial(digits, domain) if is_number else no(404))
        if self.account:
            name = digits.lstrip("+") if is_number else user
            at = f"{name}@{mine}"
            return self.address(at, lambda: self.dial(digits, mine) if is_number else no(404))
        return self.dial(digits, "") if is_number else no(404)

    def help(self, domain: str) -> Result:
        if self.before or self.word not in ("account", "peer"):
            return no(403)
        if self.world.emergency is None:
            return ("emergency", "", 100, ())
        region = self.account.region if self.account else ""
        rows = {t.region: t.target for t in self.world.emergency if t.domain == domain}
        target = rows.get(region) or rows.get("")
        return ("emergency", target, 100, ()) if target else no(404)

    def address(
        self, at: str, otherwise: Callable[[], Result], *, via_enum: bool = False
    ) -> Result:
        chain = [at]
        while isinstance(place := self.world.places[chain[-1]], AliasTo):
            if place.target in chain:
                return no(482)
            chain.append(place.target)
        if isinstance(place, Account):
            return self.reach(place)
        if place is Nobody.ELSEWHERE:
            allowed = self.word == "account" or (self.peer is not None and self.peer.is_transit)
            if len(chain) == 1 and not allowed and not via_enum:
                return no(403)
            return ("out", f"sip:{chain[-1]}", 100, ())
        return no(404) if len(chain) > 1 else otherwise()

    def reach(self, callee: Account) -> Result:
        call = Call(caller=self.name, diverted_by=self.before)
        outcome, target, code = callee_model(callee.callee, call, self.moment, self.phones)
        groups = callee.groups
        stopped = callee.address in self.before or "blocked" in groups
        func = {"FUNC", "RUNC"} & {key for key, to in callee.callee.diversions.items() if to}
        if not stopped and not func and callee.callee.registrations:
            self.phones = Phones.RING
        if outcome != "forward":
            return (outcome, target, code, ())
        self.peer, self.account, self.word = None, callee, "account"
        self.name = callee.address
        return self.call(target, (*self.before, callee.address))

    def dial(self, digits: str, domain: str) -> Result:
        if digits == "112":
            return self.help(self.name.split("@")[1])
        full = digits
        account = self.account
        country = account.country if account else self.peer.country if self.peer else ""
        if self.peer and (self.peer.strip or self.peer.prefix):
            full = self.peer.prefix + digits[self.peer.strip :]
        elif account and account.quick_dial and account.user.isdigit():  # noqa: SIM102
            if digits[0] not in "+0" and len(digits) < len(account.user):
                joined = account.quick_dial + digits
                place = self.world.places[f"{joined.lstrip('+')}@{domain}"]
                if isinstance(place, Account):
                    return self.reach(place)
                full = joined if joined[0] in "+0" else "+" + joined
        return self.number(full, country)

    def number(self, full: str, country: str) -> Result:
        if full.startswith("+"):
            full = "00" + full[1:]
        if not full.startswith("00"):
            full = f"00{country}{full[1:] if full[:1] == '0' else full}" if country else ""
        if not 5 <= len(full) <= 17 or full[2] == "0":
            return no(484)
        if full in self.met:
            return no(482)
        self.met.add(full)
        if not (self.peer and not self.peer.looks_up_enum):
            numbering = self.world.numberings[full]
            digits = full[2:]
            spans = [
                (len(s.prefix), s)
                for s in numbering.ranges
                if digits.startswith(s.prefix) and s.shortest <= len(digits) <= (s.longest or 99)
            ]
            found = [n for n in numbering.numbers if n.digits == digits] if spans else []
            ways = [m for n in found for m in n.mappings if m.type in ("sip", "tel")]
            ways.sort(key=lambda m: (0 if m.type == "sip" else 1, m.priority))
            if ways:
                to = ways[0].target.split(":")[1]
                here = self.account.country if self.account else ""
                if "@" in to:
                    return self.address(to, lambda: no(404), via_enum=True)
                return self.number(to, here)
        return self.rights(full) or self.route(full)

    def rights(self, full: str) -> Result | None:
        if self.word in ("foreign", "gateway"):
            return no(403 if self.word == "foreign" else 404)
        a = self.account
        if a is None:
            return None
        if "free-pstn" not in a.groups or "quota" in a.groups:
            return no(403)
        if a.is_prepaid and a.balance is not None and a.balance <= 0:
            return no(402)
        if any(("+" + full[2:]).startswith(prefix) for prefix in a.barred):
            return no(403)
        if a.limit and a.calls is not None and a.calls >= a.limit:
            return no(486)
        return None

    def route(self, full: str) -> Result:
        network = self.world.networks[full]
        if network is None:
            return ("route", "", 100, ())
        holder = self.account or self.peer
        reseller = holder.reseller if holder else 0
        domain = self.name.split("@")[1]
        source = self.source if not self.before or self.word == "peer" else ""
        names = ("", domain, self.name, source)
        fits = [
            r
            for r in network.routes
            if full.startswith(r.prefix) and r.reseller in (0, reseller) and r.originator in names
        ]
        if not fits:
            return no(404) if network.is_whole else ("route", "", 100, ())
        best = max(len(r.prefix) for r in fits)
        rows = sorted(
            (
                ((r.originator == "", r.priority, r.id, g.id), g)
                for r in fits
                for g in network.gateways
                if len(r.prefix) == best and r.carrier == g.carrier
            ),
            key=lambda row: row[0],
        )
        uris: list[str] = []
        for _key, gateway in rows:
            rules = [
                (-len(u.prefix), u.id, u)
                for u in network.rules
                if u.gateway == gateway.id
                and full.startswith(u.prefix)
                and u.shortest <= len(full) <= (u.longest or 99)
            ]
            rule = min(rules, key=lambda row: row[:2])[2] if rules else None
            sent = rule.prepend + full[rule.strip :] if rule else full
            host = f"[{gateway.ip}]" if ":" in gateway.ip else gateway.ip
            uri = f"sip:{sent}@{host}:{gateway.port};transport={gateway.transport}"
            if uri not in uris:
                uris.append(uri)
        return ("route", uris[0], 100, tuple(uris[1:])) if uris else no(503)
