"""Who gets through and where calls go: diversions, accept rules, refused callers."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.accept import TemporaryRule, WeeklyRule
from ngnpanel.accounts.domain.diversions import (
    CONDITIONS,
    MAX_TARGET,
    VOICE_MAILBOX,
    is_mailbox,
)
from ngnpanel.accounts.subscriber import peace
from ngnpanel.accounts.subscriber.destinations import MAILBOX, MOBILE, NONE, OTHER
from ngnpanel.accounts.subscriber.forms.forwarding import ForwardingForm
from ngnpanel.accounts.subscriber.views.forwarding import Facts, Forwarding
from ngnpanel.jsonapi.actions.action import (
    DONE,
    TEXT,
    WHOLE,
    Action,
    Answer,
    Asked,
    done,
    listed,
    record,
)
from ngnpanel.jsonapi.forms import checked, told
from ngnpanel.jsonapi.parameters import Parameter
from ngnpanel.web.faults import Refused

MOBILE_NUMBER: Final = "<mobile-number>"
# Minutes of do not disturb: a week at most, as somebody who is away longer forwards calls.
LONGEST_PEACE: Final = 7 * 24 * 60


def get_call_forwarding(asked: Asked) -> Answer:
    """One call; addresses without their scheme, the mailbox by its word."""
    subject = asked.subject
    diversions = subject.api.sip.diversions(subject.id)
    return {name: _written(diversions.target(name)) for name in CONDITIONS}


def set_call_forwarding(asked: Asked) -> Answer:
    """What is not named stays as it is, redirects too; the form of the page knows the rules."""
    page, subject = Forwarding(), asked.subject
    facts = page.read(subject)
    untouched = ForwardingForm(
        actor=subject.actor, record=facts.diversions, destinations=facts.destinations
    )
    typed: dict[str, Any] = dict(untouched.initial)
    for condition in CONDITIONS:
        if condition in asked.values:
            typed |= _choice(condition.lower(), asked.values[condition], facts)
    form = checked(
        ForwardingForm(
            typed,
            actor=subject.actor,
            record=facts.diversions,
            destinations=facts.destinations,
        )
    )
    return done(told(page.save(subject, facts, form), _("Nothing was changed.")))


def _written(target: str) -> str:
    return VOICE_MAILBOX if is_mailbox(target) else rules.without_scheme(target)


def _choice(name: str, target: str, facts: Facts) -> dict[str, str]:
    """A target as the fields of the form have it; raises Refused for a choice that is not there."""
    choice = OTHER
    if not target.strip():
        choice = NONE
    elif is_mailbox(target):
        if not facts.destinations.has_mailbox:
            raise Refused(_("You have no mailbox. Switch voicemail on first."))
        choice = MAILBOX
    elif target.strip() == MOBILE_NUMBER:
        if MOBILE not in facts.destinations.numbers:
            raise Refused(_("You have no mobile number. Enter it in your settings first."))
        choice = MOBILE
    return {name: choice, f"{name}_other": target if choice == OTHER else ""}


def get_accept_rules(asked: Asked) -> Answer:
    """One call."""
    subject = asked.subject
    result = subject.api.sip.accept_rules(subject.id)
    temporary = result.rules.temporary or TemporaryRule()
    return {
        "persistent": [_weekly(rule) for rule in result.rules.persistent],
        "temporary": {"groups": list(temporary.groups), "duration": temporary.duration or 0},
        "nonEmptyGroups": list(result.non_empty_groups),
    }


def _weekly(rule: WeeklyRule) -> dict[str, Any]:
    return {
        "days": rule.days or 0,
        "start": rule.start,
        "stop": rule.stop,
        "groups": list(rule.groups),
    }


def set_dnd_on(asked: Asked) -> Answer:
    """Two calls; the weekly rules go back as they are, with their days."""
    return done(peace.switch(asked.subject, asked.values.get("duration", 0)))


def set_dnd_off(asked: Asked) -> Answer:
    """Two calls; the weekly rules apply again."""
    return done(peace.switch(asked.subject, None))


def get_reject_rules(asked: Asked) -> Answer:
    """One call."""
    subject = asked.subject
    return [rules.without_scheme(text) for text in subject.api.sip.rejected_callers(subject.id)]


def _target(name: str, text: str) -> Parameter:
    return Parameter(name=name, schema={"type": "string", "maxLength": MAX_TARGET}, text=text)


ACTIONS: Final = (
    Action(
        name="get_call_forwarding",
        text="Where calls go, by condition: an address, <voice-mailbox>, or empty for nowhere.",
        run=get_call_forwarding,
        answer=record(**dict.fromkeys(CONDITIONS, TEXT)),
        tab="forwarding",
    ),
    Action(
        name="set_call_forwarding",
        text="Change some conditions and leave the others: a number, an address, <voice-mailbox>,"
        " <mobile-number>, or empty for nowhere.",
        run=set_call_forwarding,
        parameters=(
            _target("FUNC", "All calls."),
            _target("FNOL", "No phone is online."),
            _target("FBUS", "Busy, or declined."),
            _target("FNOA", "Nobody answers."),
            _target("FUNV", "The accept rules do not let the caller through."),
        ),
        answer=DONE,
        tab="forwarding",
        changes=True,
    ),
    Action(
        name="get_accept_rules",
        text="Who may call and when. Days are a bit mask, Monday 1 to Sunday 64; the duration of"
        " the temporary rule is the minutes that are left, 0 for no end or no rule.",
        run=get_accept_rules,
        answer=record(
            persistent=listed(record(days=WHOLE, start=TEXT, stop=TEXT, groups=listed(TEXT))),
            temporary=record(groups=listed(TEXT), duration=WHOLE),
            nonEmptyGroups=listed(TEXT),
        ),
        tab="accept",
    ),
    Action(
        name="set_dnd_on",
        text="Nobody gets through for a while; the weekly rules stay.",
        run=set_dnd_on,
        parameters=(
            Parameter(
                name="duration",
                schema={"type": "integer", "minimum": 0, "maximum": LONGEST_PEACE},
                text="Minutes; 0, or left out: until it is switched off.",
            ),
        ),
        answer=DONE,
        tab="accept",
        changes=True,
    ),
    Action(
        name="set_dnd_off",
        text="The weekly rules apply again, unchanged.",
        run=set_dnd_off,
        answer=DONE,
        tab="accept",
        changes=True,
    ),
    Action(
        name="get_reject_rules",
        text="Callers who are refused; % stands for any text.",
        run=get_reject_rules,
        answer=listed(TEXT),
        tab="rejected",
    ),
)
