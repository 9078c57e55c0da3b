"""Hands the mails of the outbox to the mail server, each at most once.

A worker takes a letter, opens the connection, notes that it hands the mail over, does so, and notes
what became of it. A worker that ends before the note leaves a letter that is tried again; one that
ends after it leaves a letter of which nobody knows whether it arrived. That one is not sent again
by itself: the administrator sees it and decides. Its Message-ID stays the same, so that programs
which know the first one drop the second.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import smtplib
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any, Final

from celery import shared_task
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngnpanel import metrics
from ngnpanel.brand import mail
from ngnpanel.brand.mail import Mail, NotSent
from ngnpanel.jobs.leaving import leave
from ngnpanel.notices import sealing
from ngnpanel.notices.models import (
    FAILED,
    FINAL,
    HANDING,
    SENT,
    TAKEN,
    UNCERTAIN,
    WAITING,
    DayTold,
    Letter,
)

logger = logging.getLogger(__name__)
# Minutes until the next attempt; after the last one nobody tries any more.
WAITS: Final = (1, 5, 15, 30, 60, 120, 240, 480)
# A worker that holds a letter for longer has died.
HELD: Final = timedelta(minutes=5)
# A run ends after so many seconds and goes on in a new one: the broker gives long ones to others.
SLICE: Final = 60
BATCH: Final = 50
MAY_GO_AGAIN: Final = (FAILED, UNCERTAIN)

# Why a letter waits or did not leave; the pages say it in words.
AWAY: Final = "away"
LOGIN: Final = "login"
BUSY: Final = "busy"
REFUSED: Final = "refused"
LATE: Final = "late"
UNREADABLE: Final = "unreadable"
BROKEN_OFF: Final = "broken-off"


class Trouble(Exception):
    """A mail was not taken; ``is_final`` says whether another attempt makes no sense."""

    def __init__(self, reason: str, *, code: int = 0, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.is_final = is_final


class Doubt(Exception):
    """The connection ended in the middle: nobody knows whether the mail was taken."""


class Away(Trouble):
    """There is no mail server to hand anything to now."""

    def __init__(self, reason: str = AWAY, *, code: int = 0) -> None:
        super().__init__(reason, code=code)


class Post:
    """The connection to the mail server for some letters."""

    def __init__(self) -> None:
        self.backend: BaseEmailBackend = get_connection()

    def open(self) -> None:
        """Have a connection that works; raises Away."""
        try:
            self._drop_dead_one()
            self.backend.open()
            connection = getattr(self.backend, "connection", None)
            if isinstance(connection, smtplib.SMTP):
                # What can go wrong before a mail is handed over shall go wrong here.
                connection.ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise Away(LOGIN, code=error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            # What the server said may hold the password or the address of a person.
            logger.warning("The mail server cannot be reached: %s", type(error).__name__)
            raise Away from None

    def hand_over(self, message: mail.Message) -> None:
        """Give a mail to the server; raises Trouble when it said no, Doubt when it said nothing."""
        try:
            self.backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            raise _refusal(codes[0] if codes else 0) from None
        except smtplib.SMTPResponseException as error:
            self.close()
            raise _refusal(error.smtp_code) from None
        except smtplib.SMTPServerDisconnected as error:
            self.close()
            raise Doubt from error
        except (smtplib.SMTPException, ValueError) as error:
            # The mail needs something that this server cannot do.
            self.close()
            logger.warning("A mail was not sent: %s", type(error).__name__)
            raise Trouble(REFUSED, is_final=True) from None
        except OSError as error:
            self.close()
            raise Doubt from error

    def close(self) -> None:
        """End the connection, whatever it is like."""
        try:
            self.backend.close()
        except (smtplib.SMTPException, OSError) as error:
            logger.info("The mail server did not say goodbye: %s", type(error).__name__)

    def _drop_dead_one(self) -> None:
        """A server may have hung up since the last mail; one that is asked says so."""
        connection = getattr(self.backend, "connection", None)
        if connection is None:
            return
        try:
            is_alive = connection.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            is_alive = False
        if not is_alive:
            self.close()


@shared_task
def deliver() -> None:
    """Send what is due; several workers may do so at once."""
    tidy_up(timezone.now())
    post, until = Post(), time.monotonic() + SLICE
    try:
        for letter in taken():
            attempt(letter, post)
            if time.monotonic() > until:
                leave(deliver.delay)
                return
    except Away as trouble:
        logger.info("The outbox waits: %s", trouble.reason)
    finally:
        post.close()


def send_at_once(letter: Letter) -> None:
    """Send one that somebody waits for; raises NotSent, and nobody tries it again."""
    post = Post()
    if not _take(letter, timezone.now()):
        return
    try:
        attempt(letter, post)
    except Away:
        logger.info("A mail that somebody waits for was not sent")
    finally:
        post.close()
    Letter.objects.filter(pk=letter.pk, state=WAITING).update(
        state=FAILED, ended=timezone.now(), claim=""
    )
    letter.refresh_from_db()
    if letter.state != SENT:
        raise NotSent(_("The mail server does not take the mail now. Try again in a few minutes."))


def taken() -> Iterator[Letter]:
    """The letters that are due, each held by this worker; the longest due first."""
    while True:
        now = timezone.now()
        due = Letter.objects.filter(state=WAITING, due__lte=now).order_by("due", "pk")[:BATCH]
        found = False
        for letter in due:
            # Whatever others took meanwhile is theirs.
            if _take(letter, timezone.now()):
                found = True
                yield letter
        if not found:
            return


def attempt(letter: Letter, post: Post) -> None:
    """Send a letter that this worker holds and note what became of it.

    Raises Away when no other letter can be sent now either.
    """
    if letter.expires <= timezone.now():
        end(letter, FAILED, LATE)
        return
    try:
        message = message_of(letter)
    except sealing.SealBroken:
        end(letter, FAILED, UNREADABLE)
        return
    try:
        post.open()
        if not move(letter, TAKEN, state=HANDING):
            return  # it took so long that somebody else has it
        post.hand_over(message)
    except Away as trouble:
        put_off(letter, trouble)
        raise
    except Trouble as trouble:
        put_off(letter, trouble)
    except Doubt:
        end(letter, UNCERTAIN, BROKEN_OFF)
    else:
        end(letter, SENT)


def message_of(letter: Letter) -> mail.Message:
    """The mail itself; raises SealBroken."""
    content = Mail(**sealing.unseal(bytes(letter.sealed), letter.key))
    return mail.message(
        content, letter.to, shown_to=letter.named, message_id=message_id(letter, content.sender)
    )


def message_id(letter: Letter, sender: str) -> str:
    """The same for each attempt, and nothing of the key can be read in it."""
    keyed = hashlib.sha256(f"{settings.SECRET_KEY}\n{letter.key}".encode()).hexdigest()[:32]
    host = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{keyed}@{host}>"


def put_off(letter: Letter, trouble: Trouble) -> None:
    """Try again later, or not at all: once more shortly before it is of no use."""
    now = timezone.now()
    last = letter.expires - timedelta(minutes=1)
    if trouble.is_final or letter.attempts > len(WAITS) or last <= now:
        end(letter, FAILED, trouble.reason, trouble.code)
        return
    due = min(now + timedelta(minutes=WAITS[letter.attempts - 1]), last)
    why = {"reason": trouble.reason, "code": trouble.code}
    move(letter, letter.state, state=WAITING, due=due, claim="", **why)


def end(letter: Letter, state: str, reason: str = "", code: int = 0) -> None:
    """Nothing more happens to the letter by itself; a secret is forgotten."""
    changes: dict[str, Any] = {"sealed": b""} if letter.is_secret else {}
    is_mine = move(
        letter,
        letter.state,
        state=state,
        reason=reason,
        code=code,
        ended=timezone.now(),
        **changes,
    )
    if is_mine:
        metrics.mail_over(state)
    logger.info("letter %s: %s %s", letter.pk, state, reason)


def move(letter: Letter, before: str, **changes: Any) -> bool:
    """Change a letter that this worker still holds; False when it does not."""
    mine = Letter.objects.filter(pk=letter.pk, claim=letter.claim)
    # One that was given up for dead while it was handed over: now it is known.
    states = {before, UNCERTAIN} if before == HANDING else {before}
    if not mine.filter(state__in=states).update(**changes):
        return False
    for name, value in changes.items():
        setattr(letter, name, value)
    return True


def tidy_up(now: datetime) -> None:
    """What workers that died have left behind."""
    dead = Letter.objects.filter(claimed__lt=now - HELD)
    dead.filter(state=TAKEN).update(state=WAITING, claim="")
    lost = dead.filter(state=HANDING)
    lost.filter(is_secret=True).update(sealed=b"")
    lost.update(state=UNCERTAIN, reason=BROKEN_OFF, ended=now)


@shared_task
def clear_outbox() -> None:
    """Forget what mails said after some days, and the mails themselves after some more."""
    now = timezone.now()
    days = timedelta(days=settings.OUTBOX_BODY_DAYS)
    old = Letter.objects.filter(state__in=FINAL, ended__lt=now - days)
    old.exclude(sealed=b"").update(sealed=b"")
    before = now - timedelta(days=settings.OUTBOX_DAYS)
    Letter.objects.filter(state__in=FINAL, made__lt=before).delete()
    DayTold.objects.filter(day__lt=before.date()).delete()


def _take(letter: Letter, now: datetime) -> bool:
    """Whether this worker may send it; of several at once only one may."""
    claim = secrets.token_hex(16)
    free = Letter.objects.filter(pk=letter.pk, state=WAITING, due__lte=now)
    if not free.update(state=TAKEN, claim=claim, claimed=now, attempts=F("attempts") + 1):
        return False
    letter.state, letter.claim, letter.claimed = TAKEN, claim, now
    letter.attempts += 1
    return True


def _refusal(code: int) -> Trouble:
    """What an answer of the server means: 4xx later, 5xx never."""
    if 400 <= code < 500:
        return Trouble(BUSY, code=code)
    return Trouble(REFUSED, code=max(code, 0), is_final=True)
