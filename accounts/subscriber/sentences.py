"""Sentences about calls: what the engine found, in the words of the panel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.destinations import own_mobile
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.situation import Situation
from ngnpanel.calls.records import Phones
from ngnpanel.calls.verdict import Message, Outcome, Verdict

# One sentence for each message of the engine.
SENTENCES: Final[Mapping[str, str | Promise]] = {
    "hops.passed": lazy("The call was not forwarded in a circle."),
    "hops.loop": lazy("The call was forwarded in a circle, so it ends."),
    "hops.too-many": lazy("The call was forwarded more than %(hops)s times, so it ends."),
    "blocked.passed": lazy("Your account is not blocked."),
    "blocked.refused": lazy("Your account is blocked, so it takes no calls."),
    "anonymous.passed": lazy("The caller shows who they are."),
    "anonymous.allowed": lazy("The caller hides who they are; you accept such calls."),
    "anonymous.refused": lazy("The caller hides who they are; you refuse such calls."),
    "rejected.passed": lazy("The caller is not among those whom you reject."),
    "rejected.refused": lazy("The caller is among those whom you reject (%(pattern)s)."),
    "accept.no-rules": lazy("You have no rules about who may call, so everybody may."),
    "accept.no-rule-now": lazy(
        "It is %(local)s and none of your weekly rules applies now, so everybody may call."
    ),
    "accept.temporary": lazy("Your temporary rule lets the caller through%(until)s."),
    "accept.weekly": lazy(
        "It is %(local)s; your rule for %(days)s from %(start)s to %(stop)s lets them through."
    ),
    "accept.temporary-nobody": lazy("Do not disturb is on%(until)s: nobody gets through."),
    "accept.weekly-nobody": lazy(
        "It is %(local)s; your rule for %(days)s from %(start)s to %(stop)s lets nobody through."
    ),
    "accept.temporary-others": lazy(
        "Your temporary rule only lets %(groups)s through%(until)s; the caller is not among them."
    ),
    "accept.weekly-others": lazy(
        "It is %(local)s and your rules only let %(groups)s through; the caller is not among them."
    ),
    "divert.forward": lazy("The call is forwarded to %(target)s."),
    "divert.redirect": lazy("The caller is sent to %(target)s."),
    "divert.voicemail": lazy("The call goes to your voicemail."),
    "divert.no-mailbox": lazy(
        "Calls should go to voicemail here, but you have no mailbox, so this counts as not set."
    ),
    "unavailable.refused": lazy("The caller hears that you are not available."),
    "unconditional.passed": lazy("You do not forward all calls."),
    "not-online.passed": lazy("Phones that are online: %(phones)s."),
    "not-online.refused": lazy(
        "None of your phones is online; the caller hears that you cannot be reached."
    ),
    "ring.ringing": lazy("It rings on %(names)s for %(seconds)s seconds."),
    "ring.failed": lazy("The call reaches your phones, but is not taken."),
    "busy.passed": lazy("You are not busy."),
    "busy.refused": lazy("The caller hears that you are busy."),
    "no-answer.refused": lazy(
        "Nobody answers within %(seconds)s seconds; the caller hears that you are not available."
    ),
    "no-answer.unreachable": lazy("Your phones do not respond; the caller hears a failure."),
}


def explain(message: Message, *, zone: tzinfo, now: datetime, domain: str, mobile: str = "") -> str:
    """The sentence of a message of the engine."""
    spoken: dict[str, Any] = dict(message.values)
    if "local" in spoken:
        local = spoken["local"]
        spoken["local"] = f"{words.DAYS[local.weekday()]} {local:%H:%M}"
    if "until" in spoken:
        spoken["until"] = until(spoken["until"], zone=zone, now=now)
    if "groups" in spoken:
        spoken["groups"] = words.group_names(spoken["groups"])
    if "days" in spoken:
        spoken["days"] = words.days(spoken["days"])
    if "target" in spoken:
        spoken["target"] = words.place(spoken["target"], domain, mobile=mobile)
    if "names" in spoken:
        spoken["names"] = words.listed(list(spoken["names"]))
    return str(SENTENCES[message.key]) % spoken


def until(moment: datetime | None, *, zone: tzinfo, now: datetime) -> str:
    """The end of a temporary rule as the end of a sentence; empty when it has none."""
    if moment is None:
        return ""
    return _(" until %(time)s") % {"time": words.clock(moment, zone, now)}


def trail(verdict: Verdict, situation: Situation) -> list[str]:
    """The steps of a verdict, one sentence each."""
    account = situation.account
    options: dict[str, Any] = {
        "zone": zone_of(account),
        "now": situation.moment,
        "domain": account.id.domain,
        "mobile": own_mobile(account),
    }
    return [explain(step.message, **options) for step in verdict.trail]


def headline(situation: Situation) -> str:
    """One sentence about what happens when somebody calls now."""
    stranger = situation.stranger
    if stranger.step.name == "blocked":
        return _("Your account is blocked, so you get no calls. Ask your provider.")
    if situation.friends and situation.welcome.step.name != "unavailable":
        return _("Right now only %(groups)s get through: %(what)s. Everybody else %(others)s.") % {
            "groups": words.group_names(situation.friends),
            "what": _course(situation, situation.welcome, _("their calls")),
            "others": _fate_of_caller(situation, stranger),
        }
    if stranger.step.name == "unavailable":
        return _nobody(situation)
    return _("Right now %(what)s.") % {"what": _course(situation, stranger, _("calls"))}


def ending(situation: Situation, verdict: Verdict) -> str:
    """A short answer to "and then?", for a list and for the picture."""
    where = _target(situation, verdict)
    if verdict.outcome is Outcome.VOICEMAIL:
        return _("Voicemail")
    if verdict.outcome is Outcome.FORWARD:
        return _("To %(place)s") % {"place": where}
    if verdict.outcome is Outcome.REDIRECT:
        return _("Caller sent to %(place)s") % {"place": where}
    if verdict.outcome is Outcome.RING:
        return _("Rings")
    return _("Busy tone") if verdict.sip_code == 486 else _("Call ends")


def what_if(situation: Situation) -> list[tuple[str, str, str]]:
    """Question, answer and condition for the ways a call can fail, in the platform's order."""
    seconds = {"seconds": situation.timeout}
    rows = [
        (_("If you do not accept the caller"), situation.unavailable, "unv"),
        (_("If no phone is online"), situation.offline, "nol"),
        (_("If you are busy"), situation.failed(Phones.BUSY), "bus"),
        (
            _("If you do not answer within %(seconds)s seconds") % seconds,
            situation.failed(Phones.SILENT),
            "noa",
        ),
    ]
    return [
        (question, does(situation, verdict, _("calls")), condition)
        for question, verdict, condition in rows
    ]


def _course(situation: Situation, verdict: Verdict, subject: str) -> str:
    """The course of a call, with what follows when nobody answers."""
    if verdict.outcome is not Outcome.RING:
        what = does(situation, verdict, subject)
        if verdict.step.name == "not-online":
            return _("none of your phones is online, so %(what)s") % {"what": what}
        if verdict.step.name == "unconditional":
            return _("all %(what)s") % {"what": what} if subject == _("calls") else what
        return what
    silent = situation.failed(Phones.SILENT)
    if silent.outcome is Outcome.REFUSE:
        after = _("callers hear that you are not available")
    else:
        after = does(situation, silent, _("they"))
    return _(
        "%(subject)s ring on %(phones)s; if you do not answer within %(seconds)s seconds %(after)s"
    ) % {
        "subject": subject,
        "phones": words.listed([phone.name for phone in situation.phones]),
        "seconds": situation.timeout,
        "after": after,
    }


def does(situation: Situation, verdict: Verdict, subject: str) -> str:
    """What calls do, as a part of a sentence; ``subject`` is who or what does it."""
    values = {"subject": subject, "place": _target(situation, verdict)}
    if verdict.outcome is Outcome.VOICEMAIL:
        return _("%(subject)s go to voicemail") % values
    if verdict.outcome is Outcome.FORWARD:
        return _("%(subject)s go to %(place)s") % values
    if verdict.outcome is Outcome.REDIRECT:
        return _("callers are sent to %(place)s") % values
    if verdict.outcome is Outcome.RING:
        return _("%(subject)s ring") % values
    if verdict.sip_code == 486:
        return _("callers hear that you are busy")
    if verdict.step.name == "not-online":
        return _("callers hear that you cannot be reached")
    return _("callers hear that you are not available")


def _nobody(situation: Situation) -> str:
    """The sentence for a time at which nobody is accepted."""
    what = does(situation, situation.stranger, _("calls"))
    temporary = situation.callee.temporary
    if temporary is None:
        return _("By your weekly rules nobody gets through right now; %(what)s.") % {"what": what}
    end = until(temporary.until, zone=zone_of(situation.account), now=situation.moment) or _(
        " until you switch it off"
    )
    return _("Do not disturb is on%(until)s; %(what)s.") % {"until": end, "what": what}


def _fate_of_caller(situation: Situation, verdict: Verdict) -> str:
    """What becomes of other callers, after the words "everybody else"."""
    values = {"place": _target(situation, verdict)}
    if verdict.outcome is Outcome.VOICEMAIL:
        return _("goes to voicemail")
    if verdict.outcome is Outcome.FORWARD:
        return _("goes to %(place)s") % values
    if verdict.outcome is Outcome.REDIRECT:
        return _("is sent to %(place)s") % values
    return _("hears that you are not available")


def _target(situation: Situation, verdict: Verdict) -> str:
    target = verdict.target[0] if verdict.target else ""
    account = situation.account
    return words.place(target, account.id.domain, mobile=own_mobile(account))
