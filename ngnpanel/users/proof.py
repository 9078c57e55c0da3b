"""What was proved in this session, and when: that it is still the person, before what is dangerous.

A session that was left open must not be enough to change a password or to hand out a token. Signing
in proves the password; after a few minutes a page may ask for it again. Who has a second factor
proves that one where ``second`` is asked for; who has none proves the password instead, because
whether people must have one is decided by the policies and not by each page.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from ngnpanel.actor import Actor
from ngnpanel.users import pages, visits
from ngnpanel.web.request import page_of
from ngnpanel.web.resending import posted

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)

# In the session: when each of these was proved, in seconds of the clock.
PROVED: Final = "proved"
PASSWORD: Final = "password"  # noqa: S105 - what was proved, not a password
SECOND: Final = "second"
# For how many seconds a proof holds unless a page wants it fresher.
FRESH: Final = 300


class Needed(Exception):
    """Nothing is done before the person proves to be there; the middleware gives the answer."""

    def __init__(self, *, second: bool) -> None:
        super().__init__("a proof is needed")
        self.second = second


def demand(request: HttpRequest, *, second: bool = False) -> None:
    """Raise Needed unless the proof is fresh; for acts that find out late what they are about."""
    if not is_fresh(request, second=second):
        raise Needed(second=second)


def note(request: HttpRequest, *kinds: str) -> None:
    """Remember that these were proved now."""
    now = time.time()
    request.session[PROVED] = {**request.session.get(PROVED, {}), **dict.fromkeys(kinds, now)}


def forget(request: HttpRequest) -> None:
    """Nothing counts as proved any more."""
    request.session.pop(PROVED, None)


def is_fresh(request: HttpRequest, *, second: bool = False, seconds: int = FRESH) -> bool:
    """Whether the person proved to be there within the last ``seconds``.

    With ``second`` by a second factor, if the person has one.
    """
    kind = SECOND if second and has_second(request) else PASSWORD
    age = time.time() - float(request.session.get(PROVED, {}).get(kind, 0))
    return 0 <= age < seconds


def has_second(request: HttpRequest) -> bool:
    """Whether the person at work has a second factor."""
    from ngnpanel.factors import keeping  # factors begin sessions, which note proofs

    return keeping.has_any(whose(request))


def whose(request: HttpRequest) -> str:
    """Under what the person at work is kept; of staff in a support session it is the staff's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return visits.whose(actor, int(request.session.get("login") or 0))


def ask(
    request: HttpRequest, *, second: bool = False, seconds: int = FRESH
) -> HttpResponseBase | None:
    """None if the proof is fresh, else the answer to give instead of the page.

    A post is carried along and sent again by a press once the proof is there; passwords and files
    of it are asked for again. A page of htmx stays as it is.
    """
    if is_fresh(request, second=second, seconds=seconds):
        return None
    is_post = request.method not in ("GET", "HEAD")
    if getattr(request, "htmx", False):
        return (
            pages.ask_elsewhere(request)
            if is_post
            else HttpResponseClientRedirect(address(_page_of(request), second=second))
        )
    if is_post:
        return pages.draw_confirm(request, second=second, kept=posted(request), status=403)
    return redirect(address(request.get_full_path(), second=second))


def needed(
    *, second: bool = False, seconds: int = FRESH
) -> Callable[
    [Callable[Concatenate[R, P], HttpResponseBase]], Callable[Concatenate[R, P], HttpResponseBase]
]:
    """A decorator for views that only open to whoever proved to be there lately; see ``ask``."""

    def decorate(
        view: Callable[Concatenate[R, P], HttpResponseBase],
    ) -> Callable[Concatenate[R, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: R, /, *args: P.args, **options: P.kwargs) -> HttpResponseBase:
            return ask(request, second=second, seconds=seconds) or view(request, *args, **options)

        return guarded

    return decorate


def address(wanted: str, *, second: bool = False) -> str:
    """The page that asks, and leads to ``wanted`` afterwards."""
    said = {"next": wanted, **({"second": "1"} if second else {})}
    return f"{reverse('confirm')}?{urlencode(said)}"


def _page_of(request: Any) -> str:
    """The page that a request of htmx comes from."""
    return page_of(request.htmx.current_url) or "/"
