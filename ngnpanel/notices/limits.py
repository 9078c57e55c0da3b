"""The page of monthly limits: what accounts used up this month and which were stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cast
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from ngnpanel.accounts.subscriber import money
from ngnpanel.actor import Actor
from ngnpanel.notices.models import Metered
from ngnpanel.web.forms import SearchForm
from ngnpanel.web.listing import Listing
from ngnpanel.web.parts import Column, Labels, Row, Status
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest, wants_part

LABELS: Final = Labels(
    one=_("monthly limit"),
    many=_("Monthly limits"),
    nothing=_("No account with telephone calls has a monthly limit"),
    icon="coin",
)
STOPPED: Final = Status(_("Stopped"), "red", "phone-off")
LIFTED: Final = Status(_("Over, and let go on"), "amber", "alert-triangle")
WITHIN: Final = Status(_("Within the limit"), "green", "circle-check")
UNKNOWN: Final = Status(_("Not looked at yet"), "grey", "clock")


class LimitForm(SearchForm):
    """Which accounts to look at."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), ("stopped", STOPPED.word), ("near", _("Over 80 %"))],
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        self.fields["q"].widget.attrs["placeholder"] = _now("SIP address")

    def found(self) -> QuerySet[Metered]:
        """The accounts within this person's tenancy that fit."""
        share = Cast(F("usage"), FloatField()) / F("quota")
        rows = Metered.objects.filter(platform=self.actor.platform, quota__gt=0)
        rows = rows.annotate(share=share)
        if not self.actor.is_administrator:
            rows = rows.filter(reseller=self.actor.reseller)
        wanted = self.cleaned()
        if wanted["state"] == "stopped":
            rows = rows.filter(is_in_group=True)
        elif wanted["state"] == "near":
            rows = rows.filter(share__gt=0.8)
        if text := wanted["q"].strip().replace("\x00", ""):
            rows = rows.filter(account__icontains=text)
        return rows


def state_of(row: Metered) -> Status:
    """Whether telephone calls go on, in a word."""
    if row.is_in_group:
        return STOPPED
    if not row.checked:
        return UNKNOWN
    return LIFTED if row.usage > row.quota else WITHIN


def share(row: Metered) -> str:
    """How much of the limit is used."""
    return _now("%(percent)s %%") % {"percent": round(100 * row.usage / row.quota)}


COLUMNS: Final[tuple[Column[Metered], ...]] = (
    Column(name="account", label=_("SIP account"), order="account", link=True),
    Column(name="state", label=_("State"), render=state_of),
    Column(
        name="usage",
        label=_("This month"),
        order="usage",
        align="end",
        render=lambda row: money.number(row.usage),
    ),
    Column(
        name="quota",
        label=_("Limit"),
        order="quota",
        align="end",
        render=lambda row: money.number(row.quota),
    ),
    Column(name="share", label=_("Used"), order="share", align="end", render=share),
    Column(name="notified", label=_("Told"), order="notified"),
    Column(name="checked", label=_("Looked at"), wide=True),
)


@require_safe
def limits(request: ActorRequest) -> HttpResponseBase:
    """The accounts that used most of their limit first; no call: the run knows it all."""
    if not may(request.actor, "limit.view"):
        raise PermissionDenied
    form = LimitForm(request.GET, actor=request.actor)
    listing = Listing(request.GET, columns=COLUMNS, order="-share", form=form)
    rows = form.found().order_by(listing.order, "pk")
    listing.total, start = rows.count(), (listing.number - 1) * listing.count
    listing.rows = [
        Row(
            key=row.account,
            record=row,
            cells=[(column, column.value(row)) for column in COLUMNS],
            urls={"detail": reverse("account-detail", args=[row.account])},
        )
        for row in rows[start : start + listing.count]
    ]
    if listing.is_beyond:
        return redirect(request.path + listing.last_url)
    template = "notices/_rows.html" if wants_part(request) else "notices/limits.html"
    answer = render(request, template, {"listing": listing, "form": form, "labels": LABELS})
    return vary_on_headers("HX-Request")(lambda _request: answer)(request)
