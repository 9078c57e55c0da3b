"""Copying a customer: what the copy will be, and its new password once."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from ngnpanel.accounts import copying
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.soap.errors import Conflict, Invalid
from ngnpanel.web.faults import sentence
from ngnpanel.web.reach import reads_secrets
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.views import Screen


class CopyScreen(Screen):
    """The question, and the copy."""

    def get(self, request: ActorRequest, key: str) -> HttpResponse:
        """What is taken over and what is not."""
        return self.draw(request, self.load(request, key))

    def post(self, request: ActorRequest, key: str) -> HttpResponse:
        """Make the copy, and show its sign-in."""
        record: Customer = self.load(request, key)
        planned = copying.plan(request.api, request.actor, record)
        try:
            saved, password = copying.create(request.api, record.username, planned)
        except (Conflict, Invalid) as error:
            return self.draw(request, record, problem=sentence(error), status=422)
        context = {
            "record": saved,
            "title": self.resource.title(saved),
            "password": password if reads_secrets(request.actor) else "",
            "left_out": planned.left_out,
            "detail_url": self.resource.url("detail", saved),
            "back": self.back(request, self.resource.url("list")),
            "add_url": request.get_full_path(),
        }
        response = self.answer(request, "added", context)
        add_never_cache_headers(response)
        return response

    def draw(
        self, request: ActorRequest, record: Customer, problem: str = "", status: int = 200
    ) -> HttpResponse:
        """The page with the question."""
        context = {
            "record": record,
            "title": self.resource.title(record),
            "plan": copying.plan(request.api, request.actor, record),
            "problem": problem,
            "back": self.back(request, self.resource.url("detail", record)),
        }
        return self.answer(request, "copy", context, status)
