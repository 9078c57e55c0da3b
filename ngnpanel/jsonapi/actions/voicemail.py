"""The mailbox. Its PIN is told to nobody but the person it belongs to."""

from __future__ import annotations

from typing import Final

from ngnpanel.accounts.subscriber import provider
from ngnpanel.jsonapi.actions.action import FLAG, TEXT, Action, Answer, Asked, record

SERVER: Final = "voicemail_server"


def get_voicemail(asked: Asked) -> Answer:
    """One call, and up to two for the name of the mail server where there is a mailbox.

    The PIN opens the mailbox from any telephone. It goes to the subscriber alone, and only in
    answer to a password of this request over TLS: a session that somebody left open tells none.
    """
    subject = asked.subject
    box = subject.api.voicemail.mailbox(subject.id)
    if box is None:
        return {**dict.fromkeys(TEXTS, ""), "Options": {"delete": True}}
    account = subject.account
    server = provider.said(subject, (SERVER,), account.customer, account.reseller)
    tells_pin = asked.is_own and asked.proved_now and asked.is_secure
    return {
        "Mailbox": box.mailbox,
        "Password": box.password if tells_pin else "",
        "Name": box.name,
        "Email": box.email,
        "Info": box.info,
        "Options": {"delete": not box.keeps_messages},
        "Account": f"{box.mailbox}@{server or subject.id.domain}",
    }


TEXTS: Final = ("Mailbox", "Password", "Name", "Email", "Info", "Account")
ACTIONS: Final = (
    Action(
        name="get_voicemail",
        text="The mailbox, all empty without one. Password is filled for the subscriber who signs"
        " in with Digest over TLS, and empty otherwise. Options.delete: messages are mailed and"
        " not kept.",
        run=get_voicemail,
        answer=record(**dict.fromkeys(TEXTS, TEXT), Options=record(delete=FLAG)),
    ),
)
