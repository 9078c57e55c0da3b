"""Taking the second step of somebody away who lost everything: for whoever stands above them.

The administrator does it for customers and resellers, a reseller for its customers, and whoever
looks after an account for its subscriber. They prove to be there first, the person is mailed, and
is signed out everywhere.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.audit import recording
from ngnpanel.factors import keeping, telling
from ngnpanel.factors.views import refuse_support
from ngnpanel.staff import ruling
from ngnpanel.staff.models import StaffMember
from ngnpanel.users import proof, sessions, visits
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest


class Reset(View):
    """The question, and the act."""

    permission: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        """403 for who has no such page at all, then the proof."""
        refuse_support(request)
        if not may(getattr(request, "actor", None), self.permission):
            raise PermissionDenied
        return proof.ask(request, second=True) or super().dispatch(request, *args, **options)

    def draw(self, request: ActorRequest, whose: str, name: str, back: str) -> HttpResponse:
        """What the person has, and the button."""
        context = {"name": name, "factors": keeping.of(whose), "back": back}
        return render(request, "factors/reset.html", context)

    def reset(self, request: ActorRequest, whose: str, name: str, **owner: Any) -> None:
        """Take all away; no session goes on, for it may be a thief's."""
        take_away(request, whose, name, **owner)
        text = _("The second step of %(name)s is taken away, and all sessions are ended.")
        messages.success(request, text % {"name": name})


class OfCustomer(Reset):
    """Of a customer or reseller."""

    permission = "customer.reset"

    def get(self, request: ActorRequest, number: int) -> HttpResponseBase:
        """One call."""
        whose, name, _owner = self.find(request, number)
        return self.draw(request, whose, name, reverse("customer-detail", args=[number]))

    def post(self, request: ActorRequest, number: int) -> HttpResponseBase:
        """One call, and the worker's for the mail."""
        whose, name, owner = self.find(request, number)
        self.reset(request, whose, name, **owner)
        return redirect("customer-detail", number)

    def find(self, request: ActorRequest, number: int) -> tuple[str, str, dict[str, Any]]:
        """Whose, the name, and for whom the audit is; 404 for everything not below this person."""
        if number > rules.MAX_INT:
            raise Http404
        record = request.api.customers.customer(number)
        login = int(request.session.get(sessions.LOGIN) or 0)
        actor = request.actor
        # Two employees of a reseller stand beside each other.
        is_mate = record.impersonate and record.impersonate == actor.reseller != login
        if not may(actor, self.permission, record) or (is_mate and not actor.is_administrator):
            raise PermissionDenied
        owner = {"customer": record.id, "reseller": record.reseller}
        return visits.of_customer(record.id, actor.platform), record.username, owner


class OfAccount(Reset):
    """Of the subscriber of an account."""

    permission = "account.reset"

    def get(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """One call."""
        whose, name, _owner = self.find(request, address)
        return self.draw(request, whose, name, reverse("account-detail", args=[name]))

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """One call, and the worker's for the mail."""
        whose, name, owner = self.find(request, address)
        self.reset(request, whose, name, **owner)
        return redirect("account-detail", name)

    def find(self, request: ActorRequest, address: str) -> tuple[str, str, dict[str, Any]]:
        """Whose, the address, and for whom the audit is; foreign looks like missing."""
        try:
            record = request.api.sip.account(SipId.parse(address))
        except RuleError:
            raise Http404 from None
        if not may(request.actor, self.permission, record):
            raise PermissionDenied
        name = str(record.id)
        owner = {"customer": record.customer, "reseller": record.reseller, "account": name}
        return visits.of_account(name, request.actor.platform), name, owner


class OfStaff(Reset):
    """Of a member of staff."""

    permission = "staff.manage"

    def get(self, request: ActorRequest, number: int) -> HttpResponseBase:
        """No call: staff is the panel's own."""
        whose, name = self.find(request, number)
        return self.draw(request, whose, name, reverse("staff-edit", args=[number]))

    def post(self, request: ActorRequest, number: int) -> HttpResponseBase:
        """No call."""
        whose, name = self.find(request, number)
        self.reset(request, whose, name)
        return redirect("staff-edit", number)

    def find(self, request: ActorRequest, number: int) -> tuple[str, str]:
        """Whose, and the name; nobody takes away the own second step here."""
        if number > rules.MAX_INT:
            raise Http404
        member = get_object_or_404(StaffMember, pk=number)
        manager = ruling.manager(request.actor)
        if not manager.covers(member.resellers):
            raise Http404
        if member.pk == request.actor.staff or not manager.rules(member):
            raise PermissionDenied
        return visits.of_staff(member.pk, request.actor.platform), member.login


def take_away(request: HttpRequest, whose: str, name: str, **owner: Any) -> int:
    """Reset, end all sessions, tell the person and the audit; how many factors there were."""
    gone = keeping.reset(whose)
    visits.end_all(whose)
    telling.tell(request, whose, telling.RESET)
    recording.note("factor", "reset", name, {"factors": (gone, 0)}, **owner)
    return gone
