"""Who the account is: its record, devices, other names, numbers, and hiding its number."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.sip import SWITCHES
from ngnpanel.accounts.subscriber.forms.identity import OwnAliasForm
from ngnpanel.accounts.subscriber.phones import phones
from ngnpanel.accounts.subscriber.services import join, leave
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
from ngnpanel.jsonapi.forms import checked
from ngnpanel.jsonapi.parameters import Parameter
from ngnpanel.soap.paging import Query

MOST_NUMBERS: Final = 100


def get_identity(asked: Asked) -> Answer:
    """No call besides the account."""
    account = asked.subject.account
    return {
        "sip_address": str(account.id),
        "email": account.email,
        "first": account.first_name,
        "lastname": account.last_name,
        "pstn_caller_id": account.rpid,
        "mobile_number": account.property_value("mobile_number"),
        "timezone": account.timezone,
        "no_answer_timeout": asked.subject.timeout,
        "quick_dial": account.quickdial_prefix,
    }


def get_devices(asked: Asked) -> Answer:
    """One call."""
    subject = asked.subject
    return [
        {
            "contact": phone.address,
            "publicContact": phone.public_address or phone.address,
            "expires": phone.device.expires or 0,
            "user_agent": phone.device.user_agent,
            "transport": phone.device.transport,
        }
        for phone in phones(subject.api.sip.devices(subject.id))
    ]


def get_aliases(asked: Asked) -> Answer:
    """One call."""
    subject = asked.subject
    return [str(alias.id) for alias in subject.api.sip.aliases_of(subject.id)]


def add_alias(asked: Asked) -> Answer:
    """The form of the identity page decides what is a name."""
    subject = asked.subject
    typed = {"name": asked.values["username"]}
    form = checked(OwnAliasForm(typed, actor=subject.actor, account=subject.account))
    alias = form.to_domain(None)
    subject.api.sip.add_alias(alias)
    return done(_("Calls to %(alias)s reach you now.") % {"alias": alias.id})


def get_enum(asked: Asked) -> Answer:
    """One call; the filter is a pattern, so what it finds is looked at again."""
    subject = asked.subject
    query = Query(filter={"type": "sip", "mapto": subject.address}, count=MOST_NUMBERS)
    found = subject.api.enum.numbers(query)
    return [
        f"+{number.id.number}"
        for number in found
        if any(rules.without_scheme(to.mapto).lower() == subject.address for to in number.mappings)
    ]


def set_privacy_on(asked: Asked) -> Answer:
    """Being hidden already is as good."""
    join(asked.subject, SWITCHES["anonymous"])
    return done(_("People you call over the telephone network do not see your number now."))


def set_privacy_off(asked: Asked) -> Answer:
    """Being shown already is as good."""
    leave(asked.subject, SWITCHES["anonymous"])
    return done(_("People you call over the telephone network see your number now."))


ACTIONS: Final = (
    Action(
        name="get_identity",
        text="Address, names, numbers and time zone of the account.",
        run=get_identity,
        answer=record(
            sip_address=TEXT,
            email=TEXT,
            first=TEXT,
            lastname=TEXT,
            pstn_caller_id=TEXT,
            mobile_number=TEXT,
            timezone=TEXT,
            no_answer_timeout=WHOLE,
            quick_dial=TEXT,
        ),
    ),
    Action(
        name="get_devices",
        text="Registered devices; expires is in seconds from now.",
        run=get_devices,
        answer=listed(
            record(contact=TEXT, publicContact=TEXT, expires=WHOLE, user_agent=TEXT, transport=TEXT)
        ),
    ),
    Action(
        name="get_aliases",
        text="Other names that lead to the account, by name.",
        run=get_aliases,
        answer=listed(TEXT),
    ),
    Action(
        name="add_alias",
        text="One more name in the domain of the account.",
        run=add_alias,
        parameters=(
            Parameter(
                name="username",
                schema={"type": "string", "minLength": 1, "maxLength": 255},
                text="The name, without domain or in that of the account.",
                is_required=True,
            ),
        ),
        answer=DONE,
        changes=True,
    ),
    Action(
        name="get_enum",
        text="Telephone numbers that lead to the account, with + in front.",
        run=get_enum,
        answer=listed(TEXT),
    ),
    Action(
        name="set_privacy_on",
        text="Hide the number from people called over the telephone network.",
        run=set_privacy_on,
        answer=DONE,
        changes=True,
    ),
    Action(
        name="set_privacy_off",
        text="Show the number again; fine as well when it was never hidden.",
        run=set_privacy_off,
        answer=DONE,
        changes=True,
    ),
)
