"""What if somebody calls: a question in the address of the page, so that it can be kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import question
from ngnpanel.accounts.subscriber.forms.what_if import WhatIfForm
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.web.faults import mending
from ngnpanel.web.request import ActorRequest, wants_part


class WhatIf(Tab):
    """The form with the answer; htmx gets both without the page around them."""

    tab = "overview"
    template_name = "subscriber/what_if.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """One call until something is asked; then what can matter, six at the very most."""
        subject = self.subject(request, address)
        form = WhatIfForm(request.GET or None)
        context: dict[str, Any] = {"question_form": form, "answer": self.answer(subject, form)}
        status = 422 if form.is_bound and form.errors and not wants_part(request) else 200
        if wants_part(request):
            shared = {"subject": subject, "rights": subject.rights, **context}
            response = render(request, "subscriber/_what_if.html", shared, status=status)
        else:
            response = self.render(request, subject, context, status)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def answer(self, subject: Subject, form: WhatIfForm) -> question.Answer | None:
        """The answer, None while nothing that makes sense was asked."""
        if not form.is_bound or not form.is_valid():
            return None
        try:
            return question.ask(subject, form.question(), datetime.now(UTC))
        except RuleError as error:
            form.add_error(error.field or None, mending(error))
            return None
