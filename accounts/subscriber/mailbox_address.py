"""A mailbox by its address: what is stored for it where the reseller wants that.

Pages and the engine know a mailbox by the word ``<voice-mailbox>``. A reseller whose proxy does not
know the word has the property ``absolute_voicemail_uri``: then a diversion that leads to a mailbox
is stored as the number of the mailbox at the host in ``voicemail_server``.
"""

from __future__ import annotations

from dataclasses import replace

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.diversions import (
    CONDITIONS,
    VOICE_MAILBOX,
    Diversions,
    is_mailbox,
)
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.services import told_by_reseller
from ngnpanel.accounts.subscriber.subject import Subject


def leads_to(target: str, box: Mailbox, domain: str) -> bool:
    """Whether a target is this mailbox, by the word for it or by its number on a mail server."""
    if is_mailbox(target):
        return True
    user, _at, host = rules.without_scheme(target).rpartition("@")
    return bool(box.mailbox) and user == box.mailbox and host != domain


def may_lead_to_one(target: str, domain: str) -> bool:
    """Whether a target can be a mailbox, before it is known whether there is one."""
    user, _at, host = rules.without_scheme(target).rpartition("@")
    return is_mailbox(target) or (user.isdecimal() and host != domain)


def by_word(stored: Diversions, box: Mailbox | None, domain: str) -> Diversions:
    """The forwards with the word in place of the mailbox's address.

    Redirects stay: the word has no meaning for a caller who is sent elsewhere.
    """
    if box is None:
        return stored
    named = {
        name.lower(): VOICE_MAILBOX
        for name in CONDITIONS
        if leads_to(stored.target(name), box, domain)
    }
    return replace(stored, **named)


def to_store(
    subject: Subject, box: Mailbox | None, wanted: Diversions, stored: Diversions
) -> Diversions:
    """``wanted``, which has the word, as it is written; what did not change stays as ``stored``."""
    shown = by_word(stored, box, subject.id.domain)
    target = address(subject, box)
    written = {}
    for name in CONDITIONS:
        new = wanted.target(name)
        if new == shown.target(name):
            new = stored.target(name)
        elif is_mailbox(new):
            new = target
        written[name.lower()] = new
    return replace(wanted, **written)


def address(subject: Subject, box: Mailbox | None) -> str:
    """What is written for the mailbox: the word, or its address where the reseller says so."""

    def told(name: str) -> str:
        return told_by_reseller(subject.api, subject.account, name).strip()

    if box is None or not box.mailbox or told("absolute_voicemail_uri") in ("", "0"):
        return VOICE_MAILBOX
    try:
        host = rules.domain_name(told("voicemail_server"))
    except RuleError:
        return VOICE_MAILBOX
    # At the account's own domain the number would be that of somebody who calls.
    return VOICE_MAILBOX if host == subject.id.domain else f"sip:{box.mailbox}@{host}"
