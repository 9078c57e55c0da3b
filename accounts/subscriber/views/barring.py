"""Numbers that cannot be called from the account."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import barring
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import barred, words
from ngnpanel.accounts.subscriber.forms.barring import BarringForm, Prefixes
from ngnpanel.accounts.subscriber.pages import FormTab, Tab
from ngnpanel.accounts.subscriber.services import Saved
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.errors import Conflict, Invalid, Unavailable
from ngnpanel.web.faults import sentence
from ngnpanel.web.request import ActorRequest


class Barring(FormTab[Prefixes]):
    """The list with a form for more.

    The platform knows the list as a whole alone: each act reads it anew and changes its own part,
    so that two people who bar numbers at the same time both find theirs.
    """

    tab = "barring"
    template_name = "subscriber/barring.html"

    def read(self, subject: Subject) -> Prefixes:
        """One call besides the account."""
        return subject.api.sip.barred_prefixes(subject.id)

    def assume(self, subject: Subject) -> Prefixes:
        """Nothing is known to be barred."""
        del subject
        return ()

    def form(self, request: ActorRequest, subject: Subject, facts: Prefixes) -> BarringForm:
        """More prefixes."""
        del facts
        data = request.POST if request.method == "POST" else None
        return BarringForm(data, actor=subject.actor)

    def context(self, subject: Subject, facts: Prefixes) -> dict[str, Any]:
        """The list, what is offered besides it, and what was taken out a moment ago."""
        return {
            **super().context(subject, facts),
            "rows": barred.rows(facts),
            "templates": [
                one for one in barred.templates(subject.account) if set(one.prefixes) - set(facts)
            ],
            "allowed": self.allowed(facts),
        }

    def allowed(self, facts: Prefixes) -> barred.Row | None:
        """The prefix that was taken out by the last act, to put it back with one tap."""
        try:
            prefix = barring.prefix(self.request.GET.get("allowed", ""))
        except RuleError:
            return None
        return None if prefix in facts else barred.Row(prefix=prefix, shown=barred.shown(prefix))

    def after(self, subject: Subject) -> str:
        """The top of the page, where the message is."""
        return f"{self.url(subject)}#top"

    def save(self, subject: Subject, facts: Prefixes, form: BarringForm) -> Saved:
        """The whole list with the new prefixes at its end."""
        new = form.added(facts)
        if not new:
            return Saved((_("These numbers are blocked already."),))
        try:
            wanted = form.to_domain(facts)
        except RuleError as error:
            raise Invalid(error.text, code=9004, field="prefixes") from None
        subject.api.sip.set_barred_prefixes(subject.id, wanted)
        text = _("Numbers that begin with %(prefixes)s cannot be called any more.")
        return Saved((text % {"prefixes": words.listed([barred.shown(one) for one in new])},))


class Allow(Tab):
    """Takes one prefix out of the list."""

    tab = "barring"

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """Write the list without it, if it is there; the page then offers to put it back."""
        subject = self.subject(request, address)
        prefix = request.POST.get("prefix", "")
        try:
            found = subject.api.sip.barred_prefixes(subject.id)
            if prefix in found:
                left = [one for one in found if one != prefix]
                subject.api.sip.set_barred_prefixes(subject.id, left)
        except (Conflict, Invalid, Unavailable) as error:
            messages.error(request, sentence(error))
            return redirect(self.url(subject))
        return redirect(f"{self.url(subject)}?{urlencode({'allowed': prefix})}")
