"""The balance of a prepaid account: vouchers, the history, and its file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from ngnpanel.accounts import services
from ngnpanel.accounts.domain.balance import BalanceChange, CreditHistory
from ngnpanel.accounts.subscriber import ledger, money
from ngnpanel.accounts.subscriber.forms.credit import PeriodForm, VoucherForm
from ngnpanel.accounts.subscriber.pages import FormTab, Tab
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.services import Saved
from ngnpanel.accounts.subscriber.subject import Subject, address_for
from ngnpanel.accounts.subscriber.views.passwords import too_many
from ngnpanel.brand.contacts import web_page
from ngnpanel.soap.errors import NotFound, RemoteError, Unavailable
from ngnpanel.soap.together import together
from ngnpanel.users import throttle
from ngnpanel.web import exporting, once
from ngnpanel.web.request import ActorRequest

# Entries that the page shows, and that are read for a period or a file.
FEW: Final = 200
ALL: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was read about the credit; ``balance`` None where the platform tells none."""

    balance: float | None = None
    history: CreditHistory = field(default_factory=CreditHistory)
    may_change: bool = False


def is_closed(subject: Subject) -> bool:
    """Whether the subscriber of a blocked account finds an empty page."""
    return not subject.is_support and "blocked" in subject.account.groups


class Credit(FormTab[Facts]):
    """Balance, voucher and history."""

    tab = "credit"
    template_name = "subscriber/credit.html"

    @property
    def period(self) -> PeriodForm:
        """The days and lines that the URL asks for."""
        return PeriodForm(self.request.GET)

    def read(self, subject: Subject) -> Facts:
        """Two calls, and one more for a customer; none for whom the page is empty."""
        if is_closed(subject):
            return Facts()
        api = subject.api
        count = ALL if any(self.period.days()) or "all" in self.request.GET else FEW
        balance, history, may_change = together(
            api.platform,
            lambda: api.sip.balance(subject.id),
            lambda: api.sip.credit_history(subject.id, count),
            lambda: services.seems_to_change_prepaid(api, subject.actor, subject.account),
        )
        return Facts(balance=balance, history=history, may_change=may_change)

    def assume(self, subject: Subject) -> Facts:
        """Nothing is known."""
        del subject
        return Facts()

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> VoucherForm:
        """A voucher."""
        del facts
        data = request.POST if request.method == "POST" else None
        return VoucherForm(data, actor=subject.actor)

    def context(self, subject: Subject, facts: Facts) -> dict[str, Any]:
        """The lines of the period with their sums."""
        zone, period = zone_of(subject.account), self.period
        found = ledger.within(facts.history.entries, *period.days(), zone)
        shown = found if period.shows_idle else tuple(one for one in found if not one.is_idle)
        return {
            **super().context(subject, facts),
            "is_closed": is_closed(subject),
            "balance": "" if facts.balance is None else money.amount(subject, facts.balance),
            "is_used_up": facts.balance is not None and facts.balance <= 0,
            "lines": ledger.lines(shown, zone, may_refund=facts.may_change),
            "idle": len(found) - len(shown),
            "sums": self.sums(subject, found),
            "today": self.sums(subject, ledger.of_today(found, zone, timezone.now())),
            "older": max(facts.history.total - len(facts.history.entries), 0),
            "period": period,
            "query": self.request.GET.urlencode(),
            "currency": money.currency(subject),
            "shop": shop(subject),
            "once": once.token(),
        }

    def sums(self, subject: Subject, entries: ledger.Entries) -> tuple[str, str]:
        """Credit and debit with their currency."""
        found = ledger.sums(entries)
        return money.amount(subject, found.credit), money.amount(subject, found.debit)

    def post(self, request: ActorRequest, address: str, **options: str) -> HttpResponseBase:
        """Whoever types wrong vouchers has to wait, as at sign-in."""
        address_for(request, address)  # what is not there is no guess
        name, client = f"voucher {request.actor.platform} {address}", request.META["REMOTE_ADDR"]
        try:
            throttle.begin(name, client)
        except throttle.TooManyFailures as waiting:
            return self.hold_up(request, address, too_many(waiting.seconds))
        try:
            response = super().post(request, address, **options)
        except (Http404, NotFound):
            throttle.take_back(name, client)
            raise
        if response.status_code == 302:
            throttle.succeed(name, client)
        elif response.status_code == 503:
            throttle.take_back(name, client)
        return response

    def hold_up(self, request: ActorRequest, address: str, problem: str) -> HttpResponse:
        """The page with what was typed, and how long to wait."""
        subject = self.subject(request, address)
        facts = self.read(subject)
        form = self.form(request, subject, facts)
        return self.draw(request, subject, facts, form, status=429, problem=problem)

    def save(self, subject: Subject, facts: Facts, form: VoucherForm) -> Saved:
        """Book the voucher, once."""
        del facts
        if is_closed(subject):
            raise PermissionDenied
        act, sent = f"voucher {subject.address}", self.request.POST.get(once.FIELD, "")
        if not once.is_first(act, sent):
            return Saved((_("The form was sent twice; the voucher is booked once."),))
        try:
            change = subject.api.sip.redeem_voucher(subject.id, form.to_domain(None))
        except RemoteError:
            # The platform itself takes a voucher once.
            once.give_back(act, sent)
            raise
        return Saved((booked(subject, change),))

    def refuse(
        self, request: ActorRequest, subject: Subject, facts: Facts, error: RemoteError
    ) -> HttpResponse:
        """The page with what was typed; after an outage the history says whether it is booked."""
        if isinstance(error, Unavailable) and error.may_have_written:
            messages.info(request, _("Look at the history before you enter the voucher again."))
        return super().refuse(request, subject, facts, error)


def booked(subject: Subject, change: BalanceChange) -> str:
    """What became of the balance."""
    text = _("%(value)s: the balance went from %(old)s to %(new)s.")
    return text % {
        "value": money.signed(change.new_balance - change.old_balance),
        "old": money.amount(subject, change.old_balance),
        "new": money.amount(subject, change.new_balance),
    }


def shop(subject: Subject) -> str:
    """Where the operator sells credit; empty where he does not, and for staff."""
    if subject.is_support:
        return ""
    return web_page(settings.PAYMENTS_URL.replace("{account}", quote(subject.address, safe="")))


class CreditFile(Tab):
    """The history as CSV."""

    tab = "credit"

    def get(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """All that the platform keeps of the period, calls that cost nothing as well."""
        subject = self.subject(request, address)
        if is_closed(subject):
            raise PermissionDenied
        history = subject.api.sip.credit_history(subject.id, ALL)
        total = max(history.total, len(history.entries))
        numbers = {id(entry): total - place for place, entry in enumerate(history.entries)}
        days = PeriodForm(request.GET).days()
        found = ledger.within(history.entries, *days, zone_of(subject.account))
        rows = [(numbers[id(entry)], entry) for entry in found]
        return exporting.response("credit", "csv", ledger.columns(subject.id), rows)
