"""Whether a caller may use the telephone network: rights, money and limits, in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ngnpanel.calls.caller import Caller, Kind
from ngnpanel.calls.finding import Finding, passed, refused, said
from ngnpanel.calls.verdict import Step
from ngnpanel.calls.world import Account


def examine(caller: Caller, number: str) -> Finding:
    """Every right on the way to ``number`` (00 in front), up to the first that is missing."""
    if caller.kind is Kind.FOREIGN:
        return refused("rights", 403, said("rights.foreign"))
    if caller.kind is Kind.GATEWAY:
        return refused("rights", 404, said("rights.gateway", number=number))
    if caller.account is None:
        peer = caller.peer.ip if caller.peer else ""
        return passed("rights", said("rights.peer", peer=peer), "peer", peer)
    steps: list[Step] = []
    for look in LOOKS:
        finding = look(caller.account, number)
        steps += finding.steps
        if finding.decision:
            return Finding(tuple(steps), finding.decision)
    return Finding(tuple(steps))


def pstn(account: Account, _number: str) -> Finding:
    """The right to call telephone numbers at all."""
    if "free-pstn" not in account.groups:
        return refused("pstn", 403, said("rights.no-pstn"), "account", account.address)
    return passed("pstn", said("rights.pstn"), "group", "free-pstn")


def quota(account: Account, _number: str) -> Finding:
    """An account that spent its quota waits for the next month."""
    if "quota" in account.groups:
        return refused("quota", 403, said("rights.quota"), "group", "quota")
    return passed("quota", said("rights.no-quota"))


def balance(account: Account, _number: str) -> Finding:
    """A prepaid account needs money."""
    if not account.is_prepaid:
        return passed("balance", said("rights.postpaid"))
    if account.balance is None:
        return passed("balance", said("rights.balance-unread"), "balance", account.address)
    message = said("rights.balance", balance=account.balance)
    if account.balance > 0:
        return passed("balance", message, "balance", account.address)
    return refused("balance", 402, said("rights.no-balance"), "balance", account.address)


def barring(account: Account, number: str) -> Finding:
    """Prefixes that the account must not call; the longest that fits is named."""
    called = f"+{number.removeprefix('00')}"
    fitting = [prefix for prefix in account.barred if prefix and called.startswith(prefix)]
    if not fitting:
        return passed("barring", said("rights.not-barred"))
    prefix = max(fitting, key=len)
    return refused("barring", 403, said("rights.barred", prefix=prefix), "barring", prefix)


def limit(account: Account, _number: str) -> Finding:
    """How many calls the account may have at once; 0 is the platform's default."""
    if not account.limit:
        return passed("limit", said("rights.no-limit"))
    values = {"limit": account.limit, "calls": account.calls}
    if account.calls is None:
        return passed("limit", said("rights.limit-unread", **values), "limit", account.address)
    if account.calls >= account.limit:
        return refused("limit", 486, said("rights.full", **values), "limit", account.address)
    return passed("limit", said("rights.limit", **values), "limit", account.address)


LOOKS: Final[tuple[Callable[[Account, str], Finding], ...]] = (
    pstn,
    quota,
    balance,
    barring,
    limit,
)
