"""Puts mails into the outbox, each once; the worker sends them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.transaction import on_commit
from django.utils import timezone

from ngnpanel.brand import mail
from ngnpanel.brand.looks import Look
from ngnpanel.brand.mail import Mail
from ngnpanel.jobs.leaving import leave
from ngnpanel.notices import delivery, sealing, texts
from ngnpanel.notices.kinds import Kind
from ngnpanel.notices.models import WAITING, Letter
from ngnpanel.notices.texts import Values


def post(
    kind: Kind,
    look: Look,
    language: str,
    values: Values,
    *,
    to: str,
    account: str = "",
    key: str = "",
) -> bool:
    """Leave a mail to the worker; raises NotSent for an address that is none.

    With ``key`` it is left once: False when there is one already, sent or not. The key ends with a
    date or a month, so that the outbox may forget it some day.
    """
    return put(written(kind, look, language, values, to=to, account=account, key=key))


def written(
    kind: Kind,
    look: Look,
    language: str,
    values: Values,
    *,
    to: str,
    account: str = "",
    key: str = "",
    sender: str = "",
    copy_to: str = "",
) -> list[Letter]:
    """The mail of ``post`` before it is in the outbox, and one for ``copy_to``.

    A copy names the first receiver, who learns nothing of it. Nothing is asked for afterwards, so
    that a transaction may begin.
    """
    receiver = mail.receiver(to)
    found = texts.find(kind, look.platform, look.reseller, language)
    made = texts.composed(kind, found, look, values, sender)
    key = key or f"{kind.name} {secrets.token_hex(16)}"
    letters = [letter_of(kind, look, made, to=receiver, language=found.language, key=key)]
    if copy_to and copy_to.casefold() != receiver.casefold():
        other = {"to": mail.receiver(copy_to), "named": receiver, "key": f"{key} copy"}
        letters.append(letter_of(kind, look, made, language=found.language, **other))
    for letter in letters:
        letter.account = account
    return letters


def put(letters: list[Letter]) -> bool:
    """Put letters into the outbox, all of them or none; False when they were there already."""
    try:
        with transaction.atomic():
            for letter in letters:
                letter.save(force_insert=True)
    except IntegrityError:
        return False
    if letters:
        wake()
    return bool(letters)


def send_now(kind: Kind, look: Look, language: str, made: Mail, *, to: str) -> None:
    """Send a mail while somebody waits for it, and note it in the outbox; raises NotSent.

    It is tried once: whoever waits can ask for another one.
    """
    letter = letter_of(kind, look, made, to=mail.receiver(to), language=language)
    letter.save()
    delivery.send_at_once(letter)


def letter_of(
    kind: Kind, look: Look, made: Mail, *, to: str, language: str, key: str = "", named: str = ""
) -> Letter:
    """A row of the outbox that is not saved yet."""
    key = key or f"{kind.name} {secrets.token_hex(16)}"
    return Letter(
        key=key,
        platform=look.platform,
        reseller=look.reseller,
        kind=kind.name,
        language=language,
        to=to,
        named=named,
        # A subject has no secret placeholder, whoever wrote it.
        subject=made.subject,
        sealed=sealing.seal(_content(made), key),
        is_secret=kind.is_secret,
        expires=timezone.now() + kind.life,
    )


def wake() -> None:
    """Have the worker look at the outbox once what was written is there for it to see."""
    on_commit(lambda: leave(delivery.deliver.delay))


def hurry(letter: Letter) -> bool:
    """Have a mail that waits for its next attempt tried now; False when it does not wait."""
    waiting = Letter.objects.filter(pk=letter.pk, state=WAITING)
    if not waiting.update(due=timezone.now()):
        return False
    wake()
    return True


def again(letter: Letter) -> bool:
    """Let a mail that did not arrive be tried once more; False when its content is gone."""
    if not letter.sealed:
        return False
    now = timezone.now()
    renewed = Letter.objects.filter(pk=letter.pk, state__in=delivery.MAY_GO_AGAIN).update(
        state=WAITING,
        reason="",
        code=0,
        attempts=0,
        due=now,
        expires=now + timedelta(days=1),
        claim="",
        claimed=None,
        ended=None,
    )
    wake()
    return renewed == 1


def _content(made: Mail) -> dict[str, Any]:
    return {
        "subject": made.subject,
        "plain": made.plain,
        "html": made.html,
        "sender": made.sender,
        "reply_to": made.reply_to,
        "brand": made.brand,
    }
