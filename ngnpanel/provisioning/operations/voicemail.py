"""The operations of the Voicemail port.

The account's group ``voicemail`` and its diversions to the mailbox are the client's to write
(contract 5.5 and 5.8), so nothing here touches them.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max

from ngnpanel.accounts.domain import rules, voicemail
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.accounts.domain.voicemail import Mailbox as MailboxRecord
from ngnpanel.accounts.domain.voicemail import VoicemailOptions
from ngnpanel.provisioning import rights, vault
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.models import Account
from ngnpanel.provisioning.models.features import Mailbox
from ngnpanel.provisioning.operations.accounts import account_for
from ngnpanel.provisioning.options import options

MAX_NAME: Final = 128
MAX_INFO: Final = 255
# Ten minutes of telephone sound, which fit into a request as base64.
MAX_ANNOUNCEMENT: Final = 5_000_000
# Servers that take a number at the same moment collide a few times at most.
ATTEMPTS: Final = 20


def add_mailbox(call: Call, record: MailboxRecord) -> MailboxRecord:
    """Give an account a mailbox; a number or a PIN that is not sent is invented."""
    account = account_for(call, record.sip_id, write=True)
    if Mailbox.objects.filter(account=account).exists():
        raise Fault(2001, f"{account.sip_id} has a mailbox already.", "sipId")
    pin = _pin(record.password) or _random_pin()
    row = Mailbox(account=account, info=_info(record.info), **_values(record))
    row.sealed_pin = vault.seal(pin, _place(account))
    if record.mailbox:
        row.number = _chosen_number(record.mailbox, account)
        _save(row, force_insert=True)
    else:
        _insert_with_next_number(row)
    call.changed("mailbox", account)
    return _record(row, account)


def update_mailbox(call: Call, record: MailboxRecord) -> MailboxRecord:
    """Replace the record; number, PIN and info that are not sent stay as they are (G11)."""
    account = account_for(call, record.sip_id, write=True)
    row = _mailbox(account)
    values = _values(record)
    if record.mailbox and record.mailbox.strip() != row.number:
        values |= {"number": _chosen_number(record.mailbox, account), "assigned": None}
    if record.password:
        values["sealed_pin"] = vault.seal(_pin(record.password), _place(account))
    if record.info:
        values["info"] = _info(record.info)
    for name, value in values.items():
        setattr(row, name, value)
    _save(row, update_fields=list(values))
    call.changed("mailbox", account)
    return _record(row, account)


def delete_mailbox(call: Call, sip_id: SipId) -> None:
    """Delete the mailbox; diversions that lead to it count as not set from then on."""
    account = account_for(call, sip_id, write=True)
    _mailbox(account).delete()
    call.changed("mailbox", account)


def get_mailbox(call: Call, sip_id: SipId) -> MailboxRecord:
    """The mailbox; its PIN only for callers who may update the account (as for passwords, G20)."""
    account = account_for(call, sip_id, write=False)
    shown = _record(_mailbox(account), account)
    return shown if rights.may_edit(call.caller, account) else replace(shown, password="")


def set_announcement(call: Call, sip_id: SipId, message: bytes | None) -> None:
    """Keep a recorded greeting; an empty one removes it (G14)."""
    account = account_for(call, sip_id, write=True)
    row = _mailbox(account)
    if message and len(message) > MAX_ANNOUNCEMENT:
        raise Fault(9004, f"Send an announcement of at most {MAX_ANNOUNCEMENT} bytes.", "message")
    row.announcement = message or None
    row.save(update_fields=["announcement"])
    call.changed("mailbox", account)


def _mailbox(account: Account) -> Mailbox:
    row = Mailbox.objects.filter(account=account).defer("announcement").first()
    if row is None:
        raise Fault(2000, f"{account.sip_id} has no mailbox.", "sipId")
    return row


def _values(record: MailboxRecord) -> dict[str, Any]:
    """The columns that every write replaces."""
    keeps = record.options is not None and record.options.delete is False
    return {
        "name": rules.plain_text(record.name.strip(), MAX_NAME, "name"),
        "email": rules.email(record.email, "email"),
        "deletes_messages": not keeps,
    }


def _info(text: str) -> str:
    return rules.plain_text(text.strip(), MAX_INFO, "info")


def _pin(text: str) -> str:
    return voicemail.pin(text, "password") if text else ""


def _random_pin() -> str:
    return "".join(secrets.choice("123456789") for _ in range(6))


def _chosen_number(text: str, account: Account) -> str:
    number = text.strip()
    if not re.fullmatch(r"[0-9]{3,16}", number):
        raise Fault(9004, "Send a mailbox number of 3 to 16 digits.", "mailbox")
    if Mailbox.objects.filter(number=number).exclude(account=account).exists():
        raise _taken(number)
    return number


def _save(row: Mailbox, **how: Any) -> None:
    """Store a row whose number another server may have taken since it was found free."""
    try:
        with transaction.atomic():
            row.save(**how)
    except IntegrityError:
        raise _taken(row.number) from None


def _taken(number: str) -> Fault:
    return Fault(2002, f"The mailbox number {number} is taken.", "mailbox")


def _insert_with_next_number(row: Mailbox) -> None:
    """Numbers count upwards from the base; those that somebody chose are passed over."""
    base = options()["MAILBOX_BASE"]
    for _attempt in range(ATTEMPTS):
        last = Mailbox.objects.aggregate(last=Max("assigned"))["last"]
        number = max(base, (last or 0) + 1)
        while Mailbox.objects.filter(number=str(number)).exists():
            number += 1
        row.number, row.assigned = str(number), number
        try:
            # The unique columns decide between two servers that chose the same number.
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise Fault(9000, "No free mailbox number was found.")


def _place(account: Account) -> str:
    return f"mailbox:{account.pk}:pin"


def _record(row: Mailbox, account: Account) -> MailboxRecord:
    return MailboxRecord(
        sip_id=account.sip_id,
        mailbox=row.number,
        password=vault.unseal(row.sealed_pin, _place(account)),
        name=row.name,
        email=row.email,
        info=row.info,
        options=VoicemailOptions(delete=row.deletes_messages),
    )
