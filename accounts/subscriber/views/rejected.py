"""Callers whom the account refuses, and those who hide who they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngnpanel.accounts.subscriber import addresses
from ngnpanel.accounts.subscriber.forms.people import RejectForm
from ngnpanel.accounts.subscriber.pages import FormTab, Tab
from ngnpanel.accounts.subscriber.services import Saved, join, leave
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.errors import Conflict, Invalid, Unavailable
from ngnpanel.web.faults import sentence
from ngnpanel.web.request import ActorRequest

GROUP = "anonymous-reject"
# A pattern is no longer than this.
LONGEST = 255
Members = tuple[str, ...]


class Rejected(FormTab[Members]):
    """The list with a form for one more."""

    tab = "rejected"
    template_name = "subscriber/rejected.html"

    def read(self, subject: Subject) -> Members:
        """One call besides the account."""
        return subject.api.sip.rejected_callers(subject.id)

    def assume(self, subject: Subject) -> Members:
        """Nobody is known."""
        del subject
        return ()

    def form(self, request: ActorRequest, subject: Subject, facts: Members) -> RejectForm:
        """One caller, whom the history or another page may name in a link: ?caller=…"""
        del facts
        return RejectForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            domain=subject.id.domain,
            initial={"caller": request.GET.get("caller", "")[:LONGEST]},
        )

    def context(self, subject: Subject, facts: Members) -> dict[str, Any]:
        """Each caller as stored and as read."""
        return {
            **super().context(subject, facts),
            "callers": [(caller, addresses.shown(caller)) for caller in facts],
            "rejects_anonymous": GROUP in subject.account.groups,
        }

    def after(self, subject: Subject) -> str:
        """The top of the page, where the message is: the form lies far below it."""
        return f"{self.url(subject)}#top"

    def save(self, subject: Subject, facts: Members, form: RejectForm) -> Saved:
        """The whole list with one more at its end."""
        caller = form.to_domain(None)
        if caller in facts:
            return Saved(
                (_("%(caller)s is in the list already.") % {"caller": addresses.shown(caller)},)
            )
        subject.api.sip.set_rejected_callers(subject.id, [*facts, caller])
        text = _("Calls from %(caller)s are refused now.") % {"caller": addresses.shown(caller)}
        return Saved((text,))


class AcceptAgain(Tab):
    """Takes one caller out of the list."""

    tab = "rejected"

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """Write the list without this caller, if it is in it."""
        subject = self.subject(request, address)
        caller = request.POST.get("caller", "")
        try:
            members = subject.api.sip.rejected_callers(subject.id)
            if caller in members:
                left = [member for member in members if member != caller]
                subject.api.sip.set_rejected_callers(subject.id, left)
            text = _("%(caller)s can call you again.")
            messages.success(request, text % {"caller": addresses.shown(caller)})
        except (Conflict, Invalid, Unavailable) as error:
            messages.error(request, sentence(error))
        return redirect(self.url(subject))


class Anonymous(Tab):
    """Switches the refusal of callers who hide who they are."""

    tab = "rejected"

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """One membership, one call."""
        subject = self.subject(request, address)
        is_wanted = request.POST.get("anonymous") == "on"
        try:
            if is_wanted:
                join(subject, GROUP)
                text = _("Calls from people who hide their number are refused now.")
            else:
                leave(subject, GROUP)
                text = _("Calls from people who hide their number come through again.")
            messages.success(request, text)
        except (Conflict, Invalid, Unavailable) as error:
            messages.error(request, sentence(error))
        return redirect(self.url(subject))
