"""Sentences for staff: one for each message of the call engine, and one for the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.forms.forwarding import CONDITIONS
from ngnpanel.calls.verdict import Outcome, Step, Verdict

SENTENCES: Final[Mapping[str, str | Promise]] = {
    "hops.passed": _("The call was not forwarded in a circle."),
    "hops.loop": _("The call was forwarded in a circle, so it ends."),
    "hops.too-many": _("The call was forwarded more than %(hops)s times, so it ends."),
    "blocked.passed": _("The account that is called is not blocked."),
    "blocked.refused": _("The account that is called is blocked and takes no calls."),
    "anonymous.passed": _("The caller shows who they are."),
    "anonymous.allowed": _("The caller hides who they are; the account accepts such calls."),
    "anonymous.refused": _("The caller hides who they are; the account refuses such calls."),
    "rejected.passed": _("The caller is not on the list of rejected callers."),
    "rejected.refused": _("The caller is on the list of rejected callers (%(pattern)s)."),
    "accept.no-rules": _("There are no accept rules, so everybody may call."),
    "accept.no-rule-now": _("It is %(local)s and no weekly rule applies, so everybody may call."),
    "accept.temporary": _("The temporary rule lets the caller through."),
    "accept.weekly": _(
        "It is %(local)s; the rule for %(days)s, %(start)s to %(stop)s, lets the caller through."
    ),
    "accept.temporary-nobody": _("Do not disturb is on: nobody gets through."),
    "accept.weekly-nobody": _(
        "It is %(local)s; the rule for %(days)s, %(start)s to %(stop)s, lets nobody through."
    ),
    "accept.temporary-others": _("The temporary rule only lets %(groups)s through."),
    "accept.weekly-others": _("It is %(local)s; the rules only let %(groups)s through."),
    "divert.forward": _("%(condition)s forwards the call to %(target)s."),
    "divert.redirect": _("%(condition)s sends the caller to %(target)s."),
    "divert.voicemail": _("%(condition)s sends the call to the mailbox %(mailbox)s."),
    "divert.no-mailbox": _(
        "%(condition)s leads to voicemail, but there is no mailbox: it counts as not set."
    ),
    "unavailable.refused": _("Nothing is set for callers who are not accepted; the call ends."),
    "unconditional.passed": _("The account does not forward all calls."),
    "not-online.passed": _("Phones that are registered: %(phones)s."),
    "not-online.refused": _("No phone is registered and nothing is set for that; the call ends."),
    "ring.ringing": _("It rings on %(names)s for %(seconds)s seconds."),
    "ring.failed": _("The call reaches the phones, but is not taken."),
    "busy.passed": _("The phones are not busy."),
    "busy.refused": _("The phones are busy and nothing is set for that."),
    "no-answer.refused": _("Nobody answers within %(seconds)s seconds; nothing is set for that."),
    "no-answer.unreachable": _("The phones do not respond; nothing is set for that."),
    "caller.account": _("%(caller)s calls, a local account."),
    "caller.peer": _("The trusted peer %(peer)s calls."),
    "caller.gateway": _("%(caller)s calls from the telephone network, through a gateway."),
    "caller.foreign": _("%(caller)s calls from outside; such callers reach local addresses only."),
    "caller.diverted": _("%(caller)s forwards the call."),
    "peer.blocked": _("The trusted peer %(peer)s is blocked."),
    "peer.full": _("The trusted peer %(peer)s has all of its %(limit)s calls in progress."),
    "emergency.passed": _("This is no emergency number."),
    "emergency.target": _("%(number)s is an emergency number and goes to %(target)s."),
    "emergency.unread": _(
        "%(number)s is an emergency number. Emergency targets are kept on the server itself, so "
        "this page cannot tell which one serves %(domain)s."
    ),
    "emergency.no-target": _("%(number)s is an emergency number without a target for %(domain)s."),
    "emergency.not-yours": _("Only local accounts and trusted peers reach emergency numbers."),
    "caller.not-blocked": _("The caller is not blocked."),
    "caller.blocked": _("The caller is blocked and may call emergency numbers only."),
    "acl.passed": _("The caller's address %(source)s is in its access list."),
    "acl.open": _("The caller has no access list; the platform's own applies."),
    "acl.unknown": _(
        "The caller may only call from %(networks)s; the network address was not given."
    ),
    "acl.outside": _("The caller's address %(source)s is outside its access list (%(networks)s)."),
    "destination.account": _("%(address)s is a local account."),
    "destination.alias": _("%(address)s is an alias and leads to %(target)s."),
    "destination.nobody": _("Nobody has the address %(address)s."),
    "destination.elsewhere": _("%(domain)s is not one of the domains within your reach."),
    "destination.invalid": _("%(dialled)s is neither an address nor a telephone number."),
    "destination.circle": _("The call comes back to %(address)s, so it ends."),
    "destination.too-many": _("The call was forwarded more than %(hops)s times, so it ends."),
    "out.leaves": _("The call leaves for %(address)s."),
    "out.refused": _("This caller may not use the platform to call %(domain)s."),
    "number.international": _("The number is %(number)s in full."),
    "number.national": _("%(dialled)s gets the country code of the caller's customer: %(number)s."),
    "number.quick-dial": _("The caller's quick-dial prefix completes %(dialled)s to %(number)s."),
    "number.peer": _("The trusted peer's digits make %(dialled)s into %(number)s."),
    "number.incomplete": _("%(dialled)s cannot be completed to a number with a country code."),
    "enum.skipped": _("ENUM is not asked for calls of the trusted peer %(peer)s."),
    "enum.no-range": _("No ENUM range within your reach covers %(number)s."),
    "enum.no-number": _("The ENUM range %(range)s does not have %(number)s."),
    "enum.no-mapping": _("ENUM has %(number)s, but nothing there that a call can follow."),
    "enum.mapping": _("ENUM leads %(number)s to %(target)s."),
    "rights.foreign": _("Callers from outside never reach the telephone network."),
    "rights.gateway": _("Calls from the telephone network do not go back there."),
    "rights.peer": _("Trusted peers may call telephone numbers."),
    "rights.no-pstn": _("The caller may not call telephone numbers (not in free-pstn)."),
    "rights.pstn": _("The caller may call telephone numbers."),
    "rights.quota": _("The caller has used up its quota."),
    "rights.no-quota": _("The quota is not used up."),
    "rights.postpaid": _("The caller is not prepaid."),
    "rights.balance": _("The prepaid balance is %(balance)s."),
    "rights.no-balance": _("The prepaid balance is used up."),
    "rights.balance-unread": _("The caller is prepaid; its balance could not be read."),
    "rights.barred": _("Numbers that begin with %(prefix)s are barred for the caller."),
    "rights.not-barred": _("The number is not barred."),
    "rights.limit": _("%(calls)s of %(limit)s calls are in progress."),
    "rights.limit-unread": _(
        "The caller may have %(limit)s calls at once; how many there are now is not known here."
    ),
    "rights.no-limit": _("The caller has no call limit of its own."),
    "rights.full": _("All %(limit)s calls that the caller may have are in progress."),
    "route.chosen": _("A route for %(prefix)s leads to %(carrier)s, priority %(priority)s."),
    "route.hidden": _(
        "The call goes to the telephone network. You do not see all routes, so the gateway is "
        "not known here."
    ),
    "route.none": _("No route fits %(number)s."),
    "route.no-gateway": _("The carrier of the route (%(carriers)s) has no gateway."),
    "rule.applied": _("A rule of %(name)s for %(prefix)s makes the number %(number)s."),
    "rule.none": _("No rule of %(name)s applies: the number stays %(number)s."),
    "caller-id.shown": _("The caller id %(number)s is shown."),
    "caller-id.hidden": _("The caller id is hidden."),
    "caller-id.none": _("The caller has no caller id."),
    "gateway.chosen": _("The call goes to the gateway %(name)s."),
    "forward.again": _("The call goes on as a call of %(address)s to %(target)s."),
}

TITLES: Final = {condition.name[1:]: condition.title for condition in CONDITIONS}
# What a link to the record of a step says; kinds with several records a call say which one.
LINKS: Final[Mapping[str, str | Promise]] = {
    "account": _("Account %(key)s"),
    "alias": _("Alias %(key)s"),
    "domain": _("Domain %(key)s"),
    "peer": _("Trusted peer %(key)s"),
    "gateway": _("Gateway %(name)s"),
    "route": _("Route %(key)s"),
    "rule": _("Rule %(key)s"),
    "number": _("ENUM number +%(digits)s"),
    "range": _("ENUM range +%(digits)s"),
    "diversion": _("Forwarding of %(account)s"),
    "weekly-rule": _("Accept rules of %(account)s"),
    "temporary-rule": _("Accept rules of %(account)s"),
    "reject-member": _("Rejected callers of %(account)s"),
    "device": _("Phones of %(account)s"),
    "group": _("Rights of %(account)s"),
    "limit": _("Limits of %(account)s"),
    "balance": _("Balance of %(account)s"),
    "barring": _("Barred numbers of %(account)s"),
    "acl": _("Access list of %(account)s"),
    "quick-dial": _("Quick dial of %(account)s"),
}


def link(step: Step) -> str:
    """The words of the link to the record that spoke."""
    words_of_it = {
        "key": step.key,
        "digits": step.key.partition(".")[0],
        "name": step.message.values.get("name") or step.key,
        "account": step.account,
    }
    return str(LINKS[step.kind]) % words_of_it


def sentence(step: Step) -> str:
    """What a step says."""
    spoken: dict[str, Any] = dict(step.message.values)
    if "local" in spoken:
        local = spoken["local"]
        spoken["local"] = f"{words.DAYS[local.weekday()]} {local:%H:%M}"
    if "days" in spoken:
        spoken["days"] = words.days(spoken["days"])
    if "groups" in spoken:
        spoken["groups"] = words.group_names(spoken["groups"])
    for name in ("names", "networks", "carriers"):
        if name in spoken:
            spoken[name] = words.listed([str(each) for each in spoken[name]])
    if step.message.key == "route.chosen":
        spoken["prefix"] = spoken["prefix"] or _now("all numbers")
    if "condition" in spoken:
        spoken["condition"] = f"“{TITLES[spoken['condition']]}” ({spoken['condition']})"
    if "caller" in spoken:
        # How the engine names who calls from the telephone network.
        spoken["caller"] = str(spoken["caller"]).removesuffix("@pstn")
    return str(SENTENCES[step.message.key]) % spoken


def headline(verdict: Verdict) -> str:
    """The outcome in one sentence."""
    target = verdict.target[0] if verdict.target else ""
    if verdict.outcome is Outcome.RING:
        names = [str(name) for name in verdict.reason.values["names"]]
        address = verdict.step.account
        return _now("The call rings at %(address)s on %(names)s.") % {
            "address": address,
            "names": words.listed(names),
        }
    told: Mapping[Outcome, str] = {
        Outcome.VOICEMAIL: _now("The call goes to the mailbox %(target)s."),
        Outcome.REDIRECT: _now("The caller is told to call %(target)s instead."),
        Outcome.OUT: _now("The call leaves the platform for %(target)s."),
        Outcome.EMERGENCY: _now("An emergency call: it goes to %(target)s."),
        Outcome.ROUTE: _now("The call goes to the telephone network as %(target)s."),
    }
    if verdict.outcome in told and target:
        return told[verdict.outcome] % {"target": target}
    if verdict.outcome is Outcome.REFUSE:
        return _now("The call is refused with %(code)s: %(why)s") % {
            "code": verdict.sip_code,
            "why": sentence(verdict.step),
        }
    return sentence(verdict.step)
