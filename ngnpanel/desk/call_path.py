"""Where would this call go: a question in the address of a page, and its answer step by step."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ngnpanel.actor import Actor
from ngnpanel.calls import world
from ngnpanel.calls.numbers import dialled, normalised
from ngnpanel.calls.patterns import plain
from ngnpanel.calls.records import Phones
from ngnpanel.calls.verdict import Outcome, Step, Verdict
from ngnpanel.calls.world import Attempt
from ngnpanel.desk import call_words
from ngnpanel.desk.call_records import Reader
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest

# Kinds whose records have pages of their own.
RECORDS: Final = frozenset(
    ("account", "alias", "domain", "peer", "gateway", "route", "rule", "number", "range")
)
# What belongs to an account: the page of its settings.
SETTINGS: Final[Mapping[str, str]] = {
    "diversion": "subscriber-forwarding",
    "weekly-rule": "subscriber-accept",
    "temporary-rule": "subscriber-accept",
    "reject-member": "subscriber-rejected",
    "device": "subscriber-devices",
    **dict.fromkeys(
        ("group", "limit", "balance", "barring", "acl", "quick-dial"), "account-detail"
    ),
}
TONES: Final = {Outcome.REFUSE: "error", Outcome.REDIRECT: "warning", Outcome.EMERGENCY: "warning"}
# What the caller's phone is told, in the words of the protocol.
PHRASES: Final = {
    100: "Trying",
    180: "Ringing",
    181: "Call Is Being Forwarded",
    302: "Moved Temporarily",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    433: "Anonymity Disallowed",
    480: "Temporarily Unavailable",
    482: "Loop Detected",
    483: "Too Many Hops",
    484: "Address Incomplete",
    486: "Busy Here",
    503: "Service Unavailable",
}


class CallPathForm(forms.Form):
    """The question."""

    caller = forms.CharField(
        label=_("Caller"),
        max_length=320,
        help_text=_("A SIP address, the address of a trusted peer, or a telephone number."),
    )
    dialled = forms.CharField(
        label=_("Dialled"),
        max_length=320,
        help_text=_("A number in any form, or a SIP address."),
    )
    when = forms.DateTimeField(
        label=_("Date and time"),
        required=False,
        help_text=_("By the clock of the caller's account. Empty means now."),
        input_formats=("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Enter a date and time, for example 2026-11-23 09:30.")},
    )
    phones = forms.ChoiceField(
        label=_("The phones that are called"),
        required=False,
        choices=(
            (Phones.RING.value, _("ring")),
            (Phones.BUSY.value, _("are busy")),
            (Phones.SILENT.value, _("are not answered")),
            (Phones.UNREACHABLE.value, _("do not respond")),
        ),
    )
    source = forms.GenericIPAddressField(
        label=_("Network address of the caller"),
        required=False,
        help_text=_("Where the caller's phone is, to check its access list."),
        error_messages={"invalid": _("Enter an IP address, for example 192.0.2.7.")},
    )


@dataclass(frozen=True, kw_only=True)
class Line:
    """One numbered step of the answer."""

    step: Step
    text: str
    href: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Everything that the page says."""

    verdict: Verdict
    headline: str
    tone: str
    lines: list[Line]
    told: str
    note: str = ""
    clock: str


@require_safe
def call_path(request: ActorRequest) -> HttpResponse:
    """The form, and the answer once something was asked."""
    if not may(request.actor, "call-path.view"):
        raise PermissionDenied
    is_asked = bool(request.GET.get("dialled"))
    form = CallPathForm(request.GET) if is_asked else CallPathForm(initial=request.GET.dict())
    context: dict[str, Any] = {"form": form}
    if is_asked and form.is_valid():
        context["answer"] = answer(request, form.cleaned_data)
    return render(request, "desk/call_path.html", context)


def answer(request: ActorRequest, asked: Mapping[str, Any]) -> Answer:
    """The verdict for a question in words and links."""
    now = timezone.now()
    reader = Reader(api=request.api, actor=request.actor, now=now)
    attempt, note, zone = _attempt(reader, asked)
    wanted = asked["when"]
    moment = wanted.replace(tzinfo=zone) if wanted else now
    verdict = reader.decide(attempt, moment=moment, phones=Phones(asked["phones"] or "ring"))
    return Answer(
        verdict=verdict,
        headline=call_words.headline(verdict),
        tone=TONES.get(verdict.outcome, "success"),
        lines=[_line(request.actor, step) for step in verdict.trail],
        told=f"{verdict.sip_code} {PHRASES.get(verdict.sip_code, '')}".rstrip(),
        note=note,
        clock=f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}",
    )


def _attempt(reader: Reader, asked: Mapping[str, Any]) -> tuple[Attempt, str, tzinfo]:
    """The call as it would arrive, what to say about its caller, and the caller's clock."""
    caller, target = plain(asked["caller"]), asked["dialled"].strip()
    number = "" if _is_machine(caller) else dialled(asked["caller"])
    if "@" in caller:
        place = reader.places[caller] = reader.place(caller)
        attempt = Attempt(
            caller=caller,
            dialled=target,
            source=asked["source"] or "",
            is_authenticated=isinstance(place, world.Account),
        )
        if isinstance(place, world.Account):
            return attempt, "", place.callee.timezone
        return attempt, _not_yours(caller), UTC
    if number:
        full = normalised(number, None).number or number
        return Attempt(caller=f"{full}@pstn", dialled=target, is_from_network=True), "", UTC
    is_known = reader.machine(caller)
    attempt = Attempt(caller=f"caller@{caller}", dialled=target, source=caller if is_known else "")
    return attempt, "" if is_known else _not_yours(caller), UTC


def _not_yours(caller: str) -> str:
    return _now("%(caller)s is not one of yours, so it counts as a caller from outside.") % {
        "caller": caller
    }


def _is_machine(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _line(actor: Actor, step: Step) -> Line:
    href = _href(actor, step)
    about = call_words.link(step) if href else ""
    return Line(step=step, text=call_words.sentence(step), href=href, about=about)


def _href(actor: Actor, step: Step) -> str:
    """The page of the record that spoke, if this person may see it."""
    if step.kind == "gateway" and not step.key.isdecimal():
        return ""  # a caller from the telephone network: which gateway it came through is open
    if step.kind in RECORDS and may(actor, f"{step.kind}.view"):
        name, key = f"{step.kind}-detail", step.key
    elif step.kind in SETTINGS and step.account:
        name, key = SETTINGS[step.kind], step.account
    else:
        return ""
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        # An address that a decision spells, such as a host name, need not be one of our keys.
        return ""
