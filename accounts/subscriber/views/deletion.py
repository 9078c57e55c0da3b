"""The subscriber has the own account deleted: by a mailed link, and after a question."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts import deletion
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.services import write_account
from ngnpanel.accounts.subscriber.subject import Subject, address_for, unread_subject
from ngnpanel.brand import mail
from ngnpanel.factors import keeping
from ngnpanel.middleware import actor_of
from ngnpanel.soap.errors import Conflict, Invalid, NotFound, Unavailable
from ngnpanel.users import sessions, visits
from ngnpanel.web.faults import sentence
from ngnpanel.web.request import ActorRequest

# Where a session keeps what is left of the link that was followed.
LINK: Final = "deletion-link"


class Deletion(Tab):
    """Ask for the link, withdraw that, and delete.

    Staff delete accounts on the account's own page, never in a subscriber's name. An account with
    movements of credit is not a subscriber's to delete: the provider needs its books.
    """

    tab = "settings"
    template_name = "subscriber/deletion.html"

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        """The subscriber alone."""
        actor = actor_of(request)
        if actor is None or not actor.is_subscriber:
            raise PermissionDenied
        return super().dispatch(request, *args, **options)

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Two calls."""
        subject = self.subject(request, address)
        return self.show(request, subject)

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """What one of the buttons says; four calls at most."""
        acts = {"ask": self.ask, "withdraw": self.withdraw, "delete": self.delete}
        act = next((act for name, act in acts.items() if name in request.POST), None)
        try:
            subject = self.subject(request, address)
            if act is None:
                return redirect(request.path)
            return act(request, subject)
        except Unavailable as error:
            return self.away(request, unread_subject(request, address), error)
        except (Conflict, Invalid, NotFound) as error:
            return self.show(request, subject, problem=sentence(error), status=422)

    def ask(self, request: ActorRequest, subject: Subject) -> HttpResponseBase:
        """Note the request and mail the link; without a mail there is no request."""
        account = subject.account
        if has_books(subject) or not account.email:
            return self.show(request, subject, status=422)
        if not deletion.may_ask_again(account):
            messages.info(request, _("A mail went out just now. Look into your inbox."))
            return redirect(request.path)
        wanted, token = deletion.asked(account)
        write_account(subject, wanted)
        try:
            client = str(request.META.get("REMOTE_ADDR", ""))
            deletion.send(wanted, token, subject.actor.platform, client)
        except mail.NotSent as problem:
            write_account(subject, account)
            messages.error(request, str(problem.text))
        else:
            text = _("A mail with a link is on its way to %(email)s. Nothing is deleted yet.")
            messages.success(request, text % {"email": account.email})
        return redirect(request.path)

    def withdraw(self, request: ActorRequest, subject: Subject) -> HttpResponseBase:
        """The link of the mail opens nothing any more."""
        request.session.pop(LINK, None)
        wanted = deletion.withdrawn(subject.account)
        if wanted != subject.account:
            write_account(subject, wanted)
        messages.success(request, _("Your account stays. The link in the mail works no more."))
        return redirect(request.path)

    def delete(self, request: ActorRequest, subject: Subject) -> HttpResponseBase:
        """The end, for who followed the link of the last mail; other sessions end with it."""
        if has_books(subject) or not deletion.fits(subject.account, kept(request)):
            return self.show(request, subject, status=422)
        subject.api.sip.delete_account(subject.id)
        keeping.forget(visits.of_account(subject.address, subject.actor.platform))
        visits.end_all(visits.of_account(subject.address, subject.actor.platform))
        sessions.end(request)
        text = _("The account %(name)s is deleted.") % {"name": subject.address}
        messages.success(request, text)
        return redirect("login")

    def show(
        self, request: ActorRequest, subject: Subject, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        """The page as the account is."""
        account, link = subject.account, kept(request)
        context = {
            "has_books": has_books(subject),
            "until": deletion.until(account),
            "is_followed": deletion.fits(account, link),
            "is_dead": bool(link) and not deletion.fits(account, link),
            "may_ask_again": deletion.may_ask_again(account),
            "back": self.url(subject),
            "problem": problem,
        }
        return self.render(request, subject, context, status)

    def away(self, request: ActorRequest, subject: Subject, error: Unavailable) -> HttpResponse:
        """The platform is away: nothing is known, nothing was deleted."""
        context = {"is_away": True, "back": self.url(subject), "problem": sentence(error)}
        response = self.render(request, subject, context, 503)
        response["Retry-After"] = "30"
        return response


class FollowLink(Tab):
    """The link of the mail: takes its token out of the address bar and changes nothing.

    Programs that look at mails follow links as well.
    """

    tab = "settings"

    def get(self, request: ActorRequest, address: str, token: str) -> HttpResponseBase:
        """No call: the page that follows looks."""
        if not request.actor.is_subscriber:
            raise PermissionDenied
        address_for(request, address)
        request.session[LINK] = deletion.digest(token)
        response = redirect(reverse("subscriber-settings-delete", args=[address]))
        response["Referrer-Policy"] = "no-referrer"
        return response


def kept(request: HttpRequest) -> str:
    """The digest of the link that was followed in this session."""
    return str(request.session.get(LINK, ""))


def has_books(subject: Subject) -> bool:
    """Whether credit of this account ever moved; one call."""
    return bool(subject.api.sip.credit_history(subject.id, 1).entries)
