"""The administrator's look into the outbox: which mails there were and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from ngnpanel.actor import Actor
from ngnpanel.audit import recording
from ngnpanel.notices import delivery, kinds, posting, sealing
from ngnpanel.notices.models import FAILED, HANDING, SENT, TAKEN, UNCERTAIN, WAITING, Letter
from ngnpanel.web.forms import SearchForm
from ngnpanel.web.listing import Listing
from ngnpanel.web.parts import Column, Labels, Link, Row, Status
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest, wants_part

LABELS: Final = Labels(
    one=_("mail"), many=_("Outbox"), nothing=_("No mail was written yet"), icon="mail"
)
STATES: Final = {
    WAITING: Status(_("Waits"), "grey", "clock"),
    TAKEN: Status(_("On its way"), "blue", "mail-forward"),
    HANDING: Status(_("On its way"), "blue", "mail-forward"),
    SENT: Status(_("Sent"), "green", "circle-check"),
    FAILED: Status(_("Not sent"), "red", "alert-circle"),
    UNCERTAIN: Status(_("Uncertain"), "amber", "alert-triangle"),
}
RETRY: Final = Status(_("Waits for another attempt"), "amber", "clock")
# What a choice of states finds.
CHOICES: Final = {
    "waiting": (WAITING, TAKEN, HANDING),
    "sent": (SENT,),
    "failed": (FAILED,),
    "uncertain": (UNCERTAIN,),
}
REASONS: Final[Mapping[str, str | Promise]] = {
    delivery.AWAY: _("The mail server cannot be reached. Check EMAIL_URL and whether it runs."),
    delivery.LOGIN: _("The mail server does not accept the username and password of EMAIL_URL."),
    delivery.BUSY: _("The mail server does not take the mail now."),
    delivery.REFUSED: _("The mail server refuses the mail, for example because of its address."),
    delivery.LATE: _("It could not be sent in time and would have been of no use any more."),
    delivery.UNREADABLE: _("SECRET_KEY is another one now, so nobody can read what it says."),
    delivery.BROKEN_OFF: _(
        "The connection or the worker ended while the mail was handed over. It may have arrived."
        " It is not sent again by itself."
    ),
}
KIND_TITLES: Final = {kind.name: kind.title for kind in (*kinds.KINDS, kinds.TEST)}


class OutboxForm(SearchForm):
    """Which mails to look at."""

    kind = forms.ChoiceField(label=_("Kind"))
    state = forms.ChoiceField(label=_("State"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        self.fields["q"].widget.attrs["placeholder"] = _now("Receiver, account or subject")
        states = [(name, STATES[found[0]].word) for name, found in CHOICES.items()]
        for name, found in (("kind", list(KIND_TITLES.items())), ("state", states)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _now("All")), *found]

    def found(self) -> QuerySet[Letter]:
        """The mails that fit."""
        wanted, rows = self.cleaned(), Letter.objects.filter(platform=self.actor.platform)
        if wanted["kind"]:
            rows = rows.filter(kind=wanted["kind"])
        if wanted["state"]:
            rows = rows.filter(state__in=CHOICES[wanted["state"]])
        if text := wanted["q"].strip().replace("\x00", ""):
            rows = rows.filter(
                Q(to__icontains=text) | Q(account__icontains=text) | Q(subject__icontains=text)
            )
        return rows


def kind_title(letter: Letter) -> str:
    """The kind in words."""
    return str(KIND_TITLES.get(letter.kind, letter.kind))


def state_of(letter: Letter) -> Status:
    """What became of a mail, in a word."""
    is_retry = letter.state == WAITING and letter.reason
    return RETRY if is_retry else STATES[letter.state]


def reason_of(letter: Letter) -> str:
    """Why it waits or did not leave, with what the mail server answered."""
    text = str(REASONS.get(letter.reason, ""))
    if not text or not letter.code:
        return text
    return _now("%(reason)s (Answer %(code)s.)") % {"reason": text, "code": letter.code}


COLUMNS: Final[tuple[Column[Letter], ...]] = (
    Column(
        name="subject",
        label=_("Subject"),
        render=lambda letter: letter.subject,
        link=True,
    ),
    Column(name="to", label=_("To"), order="to"),
    Column(name="kind", label=_("Kind"), render=kind_title),
    Column(name="state", label=_("State"), render=state_of),
    Column(name="made", label=_("Written"), order="made"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What a mail says, if it may be looked at; else why not."""

    plain: str = ""
    obstacle: str = ""


def account_link(letter: Letter) -> Link | None:
    """The account that a mail is about, if it is about one."""
    if "@" not in letter.account:
        return None
    return Link(letter.account, reverse("account-detail", args=[letter.account]))


def inside(letter: Letter) -> Inside:
    """The plain part; of mails with a secret link nothing."""
    if letter.is_secret:
        return Inside(
            obstacle=_now("A link in this mail opens something: only its receiver reads it.")
        )
    if not letter.sealed:
        return Inside(obstacle=_now("What it said is not kept any more."))
    try:
        content = sealing.unseal(bytes(letter.sealed), letter.key)
    except sealing.SealBroken:
        return Inside(obstacle=str(REASONS[delivery.UNREADABLE]))
    return Inside(plain=content["plain"].strip())


@require_safe
def outbox(request: ActorRequest) -> HttpResponseBase:
    """The mails, the newest first; no call."""
    permit(request)
    form = OutboxForm(request.GET, actor=request.actor)
    listing = Listing(request.GET, columns=COLUMNS, order="-made", form=form)
    rows = form.found().defer("sealed").order_by(listing.order, "-pk")
    total, start = rows.count(), (listing.number - 1) * listing.count
    listing.total = total
    listing.rows = [
        Row(
            key=str(letter.pk),
            record=letter,
            cells=[(column, column.value(letter)) for column in COLUMNS],
            urls={"detail": reverse("outbox-detail", args=[letter.pk])},
        )
        for letter in rows[start : start + listing.count]
    ]
    if listing.is_beyond:
        return redirect(request.path + listing.last_url)
    template = "notices/_rows.html" if wants_part(request) else "notices/outbox.html"
    answer = render(request, template, {"listing": listing, "form": form, "labels": LABELS})
    return vary_on_headers("HX-Request")(lambda _request: answer)(request)


@require_safe
def letter_page(request: ActorRequest, number: int) -> HttpResponse:
    """One mail; no call."""
    permit(request)
    letter = get_object_or_404(Letter, pk=number, platform=request.actor.platform)
    context = {
        "letter": letter,
        "kind": kind_title(letter),
        "state": state_of(letter),
        "reason": reason_of(letter),
        "inside": inside(letter),
        "may_go_again": letter.state in delivery.MAY_GO_AGAIN and bool(letter.sealed),
        "may_go_now": letter.state == WAITING and letter.due > timezone.now(),
        "account": account_link(letter),
    }
    return render(request, "notices/letter.html", context)


@require_POST
def again(request: ActorRequest, number: int) -> HttpResponse:
    """Send a mail that did not arrive once more, or one that waits at once."""
    permit(request)
    letter = get_object_or_404(Letter, pk=number, platform=request.actor.platform)
    if posting.hurry(letter) or posting.again(letter):
        recording.note("mail", "again", str(letter.pk), account=letter.account)
        messages.success(request, _("The mail is tried again now."))
    else:
        messages.error(request, _("This mail cannot be sent again: what it said is not kept."))
    return redirect("outbox-detail", number)


def permit(request: ActorRequest) -> None:
    """403 for everybody but the administrator."""
    if not may(request.actor, "outbox.view"):
        raise PermissionDenied
