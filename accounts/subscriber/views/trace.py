"""What was sent for one call of an account: for the person and for those who support them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from django.http import Http404, HttpResponse
from django.utils import formats
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.calls import (
    MAX_CALL_ID,
    MAX_LIMIT,
    MAX_NODE,
    MAX_TAG,
    Call,
    CallQuery,
    CallsQuery,
    TracedCall,
    decoded,
)
from ngnpanel.accounts.subscriber import ladder, standing, trace, trace_words, words
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.phones import duration
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.accounts.subscriber.trace import Message
from ngnpanel.api import Api
from ngnpanel.soap.errors import Denied, Invalid, NotFound
from ngnpanel.web.request import ActorRequest

PLACED: Final = "placed"
DIRECTIONS: Final = frozenset({PLACED, "received"})
# A call is looked for this many seconds around the time that the link tells.
AROUND: Final = 30


@dataclass(frozen=True, kw_only=True)
class Traced:
    """A call that is proven to be one of the account, with its messages."""

    subject: Subject
    call: Call
    is_placed: bool
    messages: tuple[Message, ...]

    @property
    def party(self) -> str:
        """Who is at the other end."""
        if self.is_placed:
            return words.place(decoded(self.call.to_uri), self.subject.id.domain)
        return standing.party(self.call, self.subject.id.domain)

    @cached_property
    def summary(self) -> str:
        """What became of the call."""
        return trace_words.summary(self.call, self.messages, self.party, is_placed=self.is_placed)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What a person wants to know besides."""
        status = trace_words.final_status(self.call, self.messages)
        zone = zone_of(self.subject.account)
        begun = datetime.fromtimestamp(self.call.start_time or 0, UTC).astimezone(zone)
        told = (
            (_("When"), formats.date_format(begun, "DATETIME_FORMAT")),
            (_("How long"), duration(self.call.duration) if self.call.duration else ""),
            (_("What the status means"), trace_words.meaning(status)),
            (_("Status"), str(status or "")),
            (
                _("Who ended it"),
                trace_words.ended_by(self.call, self.messages, is_placed=self.is_placed),
            ),
        )
        return [(label, value) for label, value in told if value]

    @property
    def call_id(self) -> str:
        """What support asks for."""
        return decoded(self.call.session_id)

    @cached_property
    def ladder(self) -> ladder.Ladder:
        """The picture."""
        return ladder.draw(self.messages, node=self.call.proxy_ip, is_placed=self.is_placed)


class Trace(Tab):
    """The way of a call as a sentence, a picture and the messages themselves."""

    tab = "history"
    template_name = "subscriber/history_trace.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Three calls."""
        subject = self.subject(request, address)
        context = {
            "traced": traced(request, subject),
            "query": request.GET.urlencode(),
            "history_url": standing.history_url(subject),
        }
        return self.render(request, subject, context)


class TraceText(Tab):
    """The same to take away."""

    tab = "history"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Three calls."""
        found = traced(request, self.subject(request, address))
        answer = HttpResponse(as_text(found), content_type="text/plain; charset=utf-8")
        day = datetime.fromtimestamp(found.call.start_time or 0, UTC).date().isoformat()
        answer["Content-Disposition"] = f'attachment; filename="call-{day}.txt"'
        return answer


def traced(request: ActorRequest, subject: Subject) -> Traced:
    """The call of the URL with its messages; 404 when it is not one of this very account.

    Traces are the administrator's on the platform, so the call is looked for with the rights of the
    account's customer first, and its tags are those of the record, never of the URL.
    """
    is_placed, session, start = _asked(request)
    window = CallQuery(from_date=max(start - AROUND, 0), to_date=start + AROUND, limit=MAX_LIMIT)
    query = CallsQuery(placed=window) if is_placed else CallsQuery(received=window)
    calls = subject.api.sip.calls(subject.id, query)
    own = [
        call
        for call in (calls.placed if is_placed else calls.received)
        if decoded(call.session_id) == session and call.start_time is not None
    ]
    if not own:
        raise Http404
    call = min(own, key=lambda one: abs((one.start_time or 0) - start))
    return Traced(
        subject=subject, call=call, is_placed=is_placed, messages=_messages(subject, call, session)
    )


def _messages(subject: Subject, call: Call, session: str) -> tuple[Message, ...]:
    """What was kept of a call that is the account's own; a platform may keep nothing."""
    known = TracedCall(
        node_ip=call.proxy_ip[:MAX_NODE],
        call_id=session,
        from_tag=decoded(call.from_tag)[:MAX_TAG],
        to_tag=decoded(call.to_tag)[:MAX_TAG],
    )
    try:
        return trace.read(Api(subject.api.platform).sip.trace(known))
    except (Denied, Invalid, NotFound):
        return ()


def as_text(found: Traced) -> str:
    """The summary and all messages."""
    parts = [found.summary, *(f"{label}: {value}" for label, value in found.facts)]
    parts += [f"Call-ID: {found.call_id}", ""]
    for number, message in enumerate(found.messages):
        when = ladder.offset(found.messages, number)
        parts.append(f"--- {number + 1}. {when} {message.source} -> {message.target}")
        parts.append(message.text.rstrip())
        parts.append("")
    return "\n".join(parts)


def _asked(request: ActorRequest) -> tuple[bool, str, int]:
    """Direction, Call-ID and start that the URL tells; raises Http404 for anything odd."""
    direction, start = request.GET.get("direction", ""), request.GET.get("start", "")
    session = request.GET.get("session", "")
    is_time = re.fullmatch(r"[0-9]{1,10}", start, re.ASCII) and int(start) <= rules.MAX_INT - AROUND
    is_call = session.strip() and len(session) <= MAX_CALL_ID and session.isprintable()
    if direction not in DIRECTIONS or not is_time or not is_call:
        raise Http404
    return direction == PLACED, session, int(start)
