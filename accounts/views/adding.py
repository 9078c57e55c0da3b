"""Adding a record that comes with a password: a made-up one is shown once, and kept nowhere."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from ngnpanel.accounts import letters
from ngnpanel.accounts.forms.new_account import NewAccountForm
from ngnpanel.brand import mail
from ngnpanel.users import proof, sessions
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.reach import reads_secrets
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.saving import SaveScreen


class AddScreen(SaveScreen):
    """The page after adding shows the password itself, so that it is in no message or session."""

    def done(
        self, request: ActorRequest, form: PanelForm[Any], record: Any, saved: Any
    ) -> HttpResponse:
        """The password on a page of its own, or the way back when it was typed."""
        password = getattr(form, "issued_password", "")
        if not password:
            return super().done(request, form, record, saved)
        context = {
            "record": saved,
            "title": self.resource.title(saved),
            "password": password if reads_secrets(request.actor) else "",
            "detail_url": self.resource.url("detail", saved),
            "back": self.back(request, self.resource.url("list")),
            "add_url": request.get_full_path(),
        }
        response = self.answer(request, "added", context)
        add_never_cache_headers(response)
        return response


class AddCustomerScreen(AddScreen):
    """A new customer can be told how to sign in."""

    def done(
        self, request: ActorRequest, form: PanelForm[Any], record: Any, saved: Any
    ) -> HttpResponse:
        """The customer is there, whatever becomes of the mail."""
        if form.cleaned_data.get("notify"):
            try:
                messages.success(request, letters.send_sign_in(request.api, saved))
            except mail.NotSent as problem:
                messages.warning(request, str(problem))
        return super().done(request, form, record, saved)


class EditCustomerScreen(SaveScreen):
    """Whoever changes what the own sign-in hangs on proves to be there."""

    def save(self, request: ActorRequest, form: PanelForm[Any], record: Any) -> Any:
        """The mail address gets the link that sets a new password."""
        wanted = form.to_domain(record)
        changes = (wanted.email, wanted.password) != (record.email, record.password)
        if changes and record.id == int(request.session.get(sessions.LOGIN) or 0):
            proof.demand(request)
        return super().save(request, form, record)


class AddAccountScreen(AddScreen):
    """New accounts have a short form of their own."""

    def form_class(self, record: Any) -> type[PanelForm[Any]]:  # noqa: ARG002
        """The form for a new account."""
        return NewAccountForm
