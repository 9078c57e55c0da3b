"""Who came when and from where, and which sessions are open.

An open session has a row (``Visit``) that each request looks for, so that deleting it ends the
session at once, on all web processes and without asking the platform. A failed sign-in is kept
under a keyed digest of the name: people type their password there, and a row for a name must not
tell that it exists.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ngnpanel import metrics
from ngnpanel.actor import Actor
from ngnpanel.audit import recording
from ngnpanel.users.models import ResetLink, SignIn, Visit

NUMBER: Final = "visit"
NAME: Final = "name"
OPENED: Final = "opened"
# Rows of failures that one name gets in a day; further ones are counted in the last of them.
MOST_FAILURES: Final = 20
SHOWN: Final = 50
LINK_DAYS: Final = 1


def whose(actor: Actor, login: int = 0) -> str:
    """Under what a person is kept; ``login`` is the id of the customer that signed in.

    Staff is itself also while it acts for somebody.
    """
    if actor.staff:
        return of_staff(actor.staff, actor.platform)
    if actor.is_subscriber:
        return of_account(actor.account, actor.platform)
    name = actor.name if actor.is_administrator else str(login)
    return f"{actor.platform} {'administrator' if actor.is_administrator else 'customer'} {name}"


def of_staff(number: int, platform: str) -> str:
    """Under what a member of staff is kept."""
    return f"{platform} staff {number}"


def of_account(address: str, platform: str) -> str:
    """Under what the subscriber of an account is kept."""
    return f"{platform} subscriber {address}"


def of_customer(login: int, platform: str) -> str:
    """Under what a customer or reseller is kept."""
    return f"{platform} customer {login}"


def of_typed(name: str, platform: str) -> str:
    """Under what failures of a name are kept, whether it exists or not."""
    seal = salted_hmac("ngnpanel.users.visits", f"{platform} {name}", algorithm="sha256")
    return f"failed {seal.hexdigest()}"


def begin(request: HttpRequest, person: str, name: str) -> None:
    """Somebody signed in as ``name``: a line of the list, and a session that can be ended."""
    SignIn.objects.create(whose=person, kind=SignIn.OWN, **_place(request))
    metrics.sign_in("ok")
    request.session[NAME] = name
    adopt(request, person)


def adopt(request: HttpRequest, person: str) -> None:
    """Give a session its row."""
    number = uuid.uuid4()
    Visit.objects.create(number=number, whose=person, **_place(request))
    request.session[NUMBER] = str(number)


def is_open(request: HttpRequest, person: str) -> bool:
    """Whether nobody ended this session; one that has no row yet gets it."""
    number = request.session.get(NUMBER)
    if number is None:
        adopt(request, person)
        return True
    return Visit.objects.filter(number=number).exists()


def see(request: HttpRequest) -> None:
    """Note that the session is in use; called every few minutes."""
    number = request.session.get(NUMBER)
    if number:
        Visit.objects.filter(number=number).update(seen=timezone.now(), **_place(request))


def end(request: HttpRequest) -> None:
    """The person of this session signs out."""
    number = request.session.get(NUMBER)
    if number:
        Visit.objects.filter(number=number).delete()


def end_all(person: str, *, but: str = "", only: str = "") -> int:
    """End the sessions of a person, how many; ``but`` one, or ``only`` one."""
    rows = Visit.objects.filter(whose=person)
    if only:
        rows = rows.filter(number=only)
    if but:
        rows = rows.exclude(number=but)
    ended = rows.delete()[0]
    if ended:
        platform, role, name = person.split(" ", 2)
        recording.note(
            "session",
            "end",
            name,
            {} if only else {"open sessions": (ended, 0)},
            customer=int(name) if role == "customer" else 0,
            account=name if role == "subscriber" else "",
            platform=platform,
        )
    return ended


def fail(request: HttpRequest, name: str, platform: str = "default") -> None:
    """Somebody failed to sign in with this name, which may be nobody's."""
    metrics.sign_in("failed")
    person, place = of_typed(name, platform), _place(request)
    today = SignIn.objects.filter(
        whose=person, moment__gte=timezone.now() - timedelta(days=1)
    ).order_by("-moment")
    rows = list(today[:MOST_FAILURES])
    same = next((row for row in rows if row.address == place["address"]), None)
    if same is None and len(rows) == MOST_FAILURES:
        same = rows[0]
    if same is None:
        SignIn.objects.create(whose=person, kind=SignIn.FAILURE, **place)
        # Under the digest alone, as the row: people type passwords where the name belongs.
        key = person.removeprefix("failed ")[:12]
        recording.note("session", "sign-in", key, result="refused", platform=platform)
    else:
        SignIn.objects.filter(pk=same.pk).update(count=F("count") + 1, moment=timezone.now())


def fail_second(request: HttpRequest, person: str) -> None:
    """Somebody knew the password of this person and had no code that fits."""
    metrics.sign_in("second")
    place, since = _place(request), timezone.now() - timedelta(days=1)
    today = SignIn.objects.filter(whose=person, kind=SignIn.SECOND, moment__gte=since)
    rows = list(today.order_by("-moment")[:MOST_FAILURES])
    same = next((row for row in rows if row.address == place["address"]), None)
    if same is None and len(rows) == MOST_FAILURES:
        same = rows[0]
    if same is None:
        SignIn.objects.create(whose=person, kind=SignIn.SECOND, **place)
    else:
        SignIn.objects.filter(pk=same.pk).update(count=F("count") + 1, moment=timezone.now())


def opened_by_support(request: HttpRequest, address: str, platform: str) -> None:
    """Staff looks after an account: the subscriber sees it, one line for each session of staff."""
    known: list[str] = request.session.get(OPENED, [])
    if address not in known:
        request.session[OPENED] = [*known[-100:], address]
        person = of_account(address, platform)
        SignIn.objects.create(whose=person, kind=SignIn.SUPPORT, **_place(request))
        recording.note("account", "open", address, account=address, platform=platform)


def support_came(request: HttpRequest, person: str) -> None:
    """A support session was opened for a person, who sees it in the list of sign-ins."""
    SignIn.objects.create(whose=person, kind=SignIn.SUPPORT, **_place(request))


def recent(person: str, typed: str) -> list[SignIn]:
    """The last lines about a person, who signs in with the name ``typed``; newest first."""
    return list(SignIn.objects.filter(whose__in=(person, typed)).order_by("-moment", "-pk")[:SHOWN])


def open_sessions(person: str) -> list[Visit]:
    """The sessions that have not run out, the last used one first."""
    since = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return list(Visit.objects.filter(whose=person, seen__gte=since).order_by("-seen")[:SHOWN])


def forget() -> None:
    """Take out what is older than it is kept; the worker does it every hour."""
    now = timezone.now()
    SignIn.objects.filter(moment__lt=now - timedelta(days=settings.SIGN_INS_DAYS)).delete()
    gone = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Visit.objects.filter(seen__lt=gone).delete()
    ResetLink.objects.filter(made__lt=now - timedelta(days=LINK_DAYS)).delete()


def _place(request: HttpRequest) -> dict[str, str]:
    agent = request.headers.get("User-Agent", "")
    shown = "".join(char for char in agent if char.isprintable())[:200]
    return {"address": str(request.META.get("REMOTE_ADDR", ""))[:45], "device": shown}
