"""Staff changes a balance or takes a booking back, after a look at what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts import letters, services
from ngnpanel.accounts.domain import balance
from ngnpanel.accounts.domain.balance import BalanceChange, CreditHistoryEntry
from ngnpanel.accounts.subscriber import ledger, money
from ngnpanel.accounts.subscriber.forms.credit import ChangeForm
from ngnpanel.accounts.subscriber.pages import FormTab
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.services import Saved
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.accounts.subscriber.views.credit import ALL, FEW, booked
from ngnpanel.brand.mail import NotSent
from ngnpanel.soap.errors import Conflict, RemoteError, Unavailable
from ngnpanel.soap.together import together
from ngnpanel.web import once
from ngnpanel.web.request import ActorRequest

# The account holds less than what would be taken.
TOO_LITTLE: Final = 1112


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The balance, and the booking that goes back, if it is that."""

    balance: float | None = None
    entry: CreditHistoryEntry | None = None


class ChangeCredit(FormTab[Facts]):
    """An amount with its sign; the post that the look at the change sends books it."""

    tab = "credit"
    template_name = "subscriber/credit_change.html"
    title: str | Promise = lazy("Change the balance")

    def check(self, subject: Subject) -> None:
        """403 for subscribers, and for staff without the right, however they came here."""
        if not subject.is_support or not services.calling_rights(subject.api).prepaid:
            raise PermissionDenied

    def read(self, subject: Subject) -> Facts:
        """The balance, for who may change it: three calls at most."""
        self.check(subject)
        return Facts(balance=subject.api.sip.balance(subject.id))

    def assume(self, subject: Subject) -> Facts:
        """Nothing is known; a subscriber has no business here at any time."""
        if not subject.is_support:
            raise PermissionDenied
        return Facts()

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> ChangeForm:
        """Amount, words, and whether the subscriber is told."""
        del facts
        data = request.POST if request.method == "POST" else None
        return ChangeForm(data, actor=subject.actor)

    def context(self, subject: Subject, facts: Facts) -> dict[str, Any]:
        """The present balance."""
        known = "" if facts.balance is None else money.amount(subject, facts.balance)
        return {
            **super().context(subject, facts),
            "title": self.title,
            "balance": known,
            "currency": money.currency(subject),
            "has_email": bool(subject.account.email),
            "back": reverse("subscriber-credit", args=[subject.address]),
            # The same through all its drawings, so that what was booked is found again.
            "once": self.request.POST.get(once.FIELD) or once.token(),
        }

    def preview(self, subject: Subject, facts: Facts, form: Any) -> dict[str, Any]:
        """The change in words; nothing is booked yet, and "change" leads back to the fields."""
        if self.request.POST.get("preview") == "change":
            return {}
        value, text = self.wanted(facts, form)
        new = (facts.balance or 0) + value
        return {
            "preview": {
                "value": money.signed(value),
                "new": money.amount(subject, new),
                "is_below": new < 0,
                "description": text,
                "notify": form.cleaned_data["notify"],
            }
        }

    def save(self, subject: Subject, facts: Facts, form: ChangeForm) -> Saved:
        """Book it once, then tell the subscriber."""
        change = self.book(subject, *self.wanted(facts, form))
        if change is None:
            return Saved((_("The form was sent twice; the change is booked once."),))
        done = [booked(subject, change)]
        if form.cleaned_data["notify"]:
            try:
                done.append(letters.send_credit(subject.api, subject.account))
            except NotSent as error:
                done.append(error.text)
        return Saved(tuple(done))

    def book(self, subject: Subject, value: float, text: str) -> BalanceChange | None:
        """The booking; None where this form made it before. Raises RemoteError.

        A form whose answer got lost looks into the history when it is sent again: whether a booking
        like it is there that was not there at first. Two calls.
        """
        act, sent = f"credit {subject.address}", self.request.POST.get(once.FIELD, "")
        known = once.reopen(act, sent)
        if known is None and not once.is_first(act, sent):
            return None
        before = known
        try:
            entries = subject.api.sip.credit_history(subject.id, FEW).entries
            if known is None:
                before = tuple(entry.key for entry in entries)
            elif any(
                (entry.value, entry.description) == (value, text)
                for entry in entries
                if entry.key not in known
            ):
                return None
            return subject.api.sip.add_balance(subject.id, value, text)
        except RemoteError as error:
            is_open = isinstance(error, Unavailable) and error.may_have_written
            if before is not None and (is_open or known is not None):
                once.leave_open(act, sent, before)
            else:
                once.give_back(act, sent)
            raise

    def wanted(self, facts: Facts, form: ChangeForm) -> tuple[float, str]:
        """The amount and its description."""
        del facts
        return form.cleaned_data["value"], form.cleaned_data["description"]

    def refuse(
        self, request: ActorRequest, subject: Subject, facts: Facts, error: RemoteError
    ) -> HttpResponse:
        """What was typed, and what to look at before it is sent once more."""
        if isinstance(error, Conflict) and error.code == TOO_LITTLE:
            form = self.form(request, subject, facts)
            form.is_valid()
            form.add_error(
                "value", _("The balance holds less than that. Take at most what it has.")
            )
            return self.draw(request, subject, facts, form, status=422)
        if isinstance(error, Unavailable) and error.may_have_written:
            form = self.form(request, subject, facts)
            problem = _(
                "The platform does not answer, so it may be booked. Send it again in a moment: what"
                " is booked already is not booked twice."
            )
            return self.draw(request, subject, facts, form, status=503, problem=problem)
        return super().refuse(request, subject, facts, error)

    def after(self, subject: Subject) -> str:
        """The page of credit, where the booking stands in the history."""
        return reverse("subscriber-credit", args=[subject.address])


class RefundCredit(ChangeCredit):
    """Takes back what a booking brought, and names it in the history."""

    title: str | Promise = lazy("Take a booking back")

    def read(self, subject: Subject) -> Facts:
        """The booking in the URL; 404 where there is none, or where it went back already."""
        if self.request.method == "POST":
            self.check(subject)
        elif not services.seems_to_change_prepaid(subject.api, subject.actor, subject.account):
            services.require_told(subject.api, subject.account)
            raise PermissionDenied
        known, history = together(
            subject.api.platform,
            lambda: subject.api.sip.balance(subject.id),
            lambda: subject.api.sip.credit_history(subject.id, ALL),
        )
        key = self.request.GET.get("entry", "")
        entry = next((one for one in history.entries if one.key == key), None)
        descriptions = {one.description for one in history.entries if one.value < 0}
        if entry is None or not ledger.can_go_back(entry, descriptions):
            raise Http404
        return Facts(balance=known, entry=entry)

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> ChangeForm:
        """Nothing but whether the subscriber is told: the booking says the rest."""
        form = super().form(request, subject, facts)
        del form.fields["value"], form.fields["description"]
        return form

    def context(self, subject: Subject, facts: Facts) -> dict[str, Any]:
        """The booking and what the balance becomes."""
        context = super().context(subject, facts)
        if facts.entry is None:
            return context
        line = ledger.lines((facts.entry,), zone_of(subject.account), may_refund=False)[0]
        left = (facts.balance or 0) - facts.entry.value
        return {**context, "line": line, "left": money.amount(subject, left)}

    def wanted(self, facts: Facts, form: ChangeForm) -> tuple[float, str]:
        """The booking's amount the other way round."""
        del form
        if facts.entry is None:
            raise TypeError("a refund needs its booking")
        return -facts.entry.value, balance.refund_of(facts.entry)
