"""What all pages of the subscriber's panel share: reading, saving, and a platform that is away."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Generic, TypeVar

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from ngnpanel.accounts.subscriber.services import Saved
from ngnpanel.accounts.subscriber.subject import Subject, subject_for, unread_subject
from ngnpanel.soap.errors import Conflict, Invalid, NotFound, RemoteError, Unavailable
from ngnpanel.web import navigation
from ngnpanel.web.faults import sentence
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.request import ActorRequest

F = TypeVar("F")


class Tab(View):
    """A page about one account."""

    tab = ""
    template_name = ""

    def subject(self, request: ActorRequest, address: str) -> Subject:
        """The account, if it has this page and this person may see it."""
        return subject_for(request, address, tab=self.tab)

    def render(
        self, request: ActorRequest, subject: Subject, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """Draw the page with the tabs that the account has."""
        shared = {"subject": subject, "rights": subject.rights, **tabs(request, subject)}
        return render(request, self.template_name, {**shared, **context}, status=status)

    def url(self, subject: Subject) -> str:
        """The address of this page."""
        return reverse(f"subscriber-{self.tab}", args=[subject.address])


class FormTab(Tab, Generic[F]):
    """A page with a form over ``facts``: what was read about the account besides its record."""

    @abstractmethod
    def read(self, subject: Subject) -> F:
        """Ask the platform for the facts."""

    @abstractmethod
    def assume(self, subject: Subject) -> F:
        """Facts under which any form of this page can be drawn while the platform is away."""

    @abstractmethod
    def form(self, request: ActorRequest, subject: Subject, facts: F) -> PanelForm[Any]:
        """The form, bound when something was posted."""

    @abstractmethod
    def save(self, subject: Subject, facts: F, form: Any) -> Saved:
        """Write what changed and say what was done."""

    def preview(self, _subject: Subject, _facts: F, _form: Any) -> dict[str, Any]:
        """What the page shows when somebody asks what a valid form would do; nothing is saved."""
        return {}

    def context(self, subject: Subject, facts: F) -> dict[str, Any]:
        """What the page shows besides its form."""
        return {"facts": facts, "address": subject.address}

    def get(self, request: ActorRequest, address: str, **_options: str) -> HttpResponseBase:
        """The page."""
        subject = self.subject(request, address)
        facts = self.read(subject)
        return self.draw(request, subject, facts, self.form(request, subject, facts))

    def post(self, request: ActorRequest, address: str, **_options: str) -> HttpResponseBase:
        """Save, or show the page again with everything that was typed."""
        try:
            subject = self.subject(request, address)
            facts = self.read(subject)
        except Unavailable as error:
            subject = unread_subject(request, address)
            facts = self.assume(subject)
            return self.refuse(request, subject, facts, error)
        form = self.form(request, subject, facts)
        if form.is_valid():
            form.find_conflicts()
        if not form.is_valid():
            return self.draw(request, subject, facts, form, status=422)
        try:
            if "preview" in request.POST:
                return self.draw(
                    request, subject, facts, form, **self.preview(subject, facts, form)
                )
            saved = self.save(subject, facts, form)
        except (Conflict, Invalid, NotFound, Unavailable) as error:
            return self.refuse(request, subject, facts, error)
        for words in saved.done:
            messages.success(request, words)
        if saved.error is not None:
            messages.error(request, sentence(saved.error))
        elif not saved.done:
            messages.info(request, _("Nothing was changed."))
        return redirect(self.after(subject))

    def after(self, subject: Subject) -> str:
        """Where the person goes after saving."""
        return self.url(subject)

    def refuse(
        self, request: ActorRequest, subject: Subject, facts: F, error: RemoteError
    ) -> HttpResponse:
        """The page with everything that was typed and a sentence about what went wrong."""
        form = self.form(request, subject, facts)
        is_down = isinstance(error, Unavailable)
        if not is_down:
            form.is_valid()
            form.add_remote_error(error)
        context = {"problem": sentence(error) if is_down else ""}
        return self.draw(request, subject, facts, form, status=503 if is_down else 422, **context)

    def draw(
        self,
        request: ActorRequest,
        subject: Subject,
        facts: F,
        form: PanelForm[Any],
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """The page around the form."""
        context = {**self.context(subject, facts), "form": form, **more}
        response = self.render(request, subject, context, status)
        if status == 503:
            response["Retry-After"] = "30"
        return response


def tabs(request: ActorRequest, subject: Subject) -> dict[str, Any]:
    """The navigation of this very account: a trunk has fewer pages, a prepaid account one more."""
    match = request.resolver_match
    name = match.url_name or "" if match is not None else ""
    entries = navigation.subscriber(
        subject.address, name, has_tab=subject.has_tab, actor=subject.actor
    )
    return navigation.tabs(entries)
