"""The page on which the administrator and resellers say who must have a second step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import MaxValueValidator
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from ngnpanel.audit import recording
from ngnpanel.brand.tenancy import permit, title_of
from ngnpanel.factors import policies
from ngnpanel.factors.models import ASKED, NONE, REQUIRED, Policy
from ngnpanel.factors.views import refuse_support
from ngnpanel.users import proof
from ngnpanel.web.forms import Segmented
from ngnpanel.web.request import ActorRequest

PERMISSION: Final = "policy.edit"
TITLES: Final = {
    "administrator": lazy("Administrators"),
    "staff": lazy("Support staff"),
    "reseller": lazy("Resellers"),
    "customer": lazy("Customers"),
    "subscriber": lazy("Subscribers"),
}
MOST_DAYS: Final = 365


class PolicyForm(forms.Form):
    """What is asked of the people of one role."""

    demand = forms.ChoiceField(
        label=lazy("Second step"),
        choices=(
            (NONE, lazy("Optional")),
            (ASKED, lazy("Asked")),
            (REQUIRED, lazy("Required")),
        ),
        widget=Segmented,
    )
    days = forms.IntegerField(
        label=lazy("Days until then"),
        min_value=0,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=lazy("Where it is required: for so long people may still sign in without it."),
        required=False,
    )
    may_trust = forms.BooleanField(
        label=lazy("A browser may be trusted for a while"), required=False
    )
    closes_digest = forms.BooleanField(
        label=lazy("Programs of people with a second step cannot sign in with the password alone"),
        required=False,
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, role: str, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, prefix=role, initial=initial)
        self.title = TITLES[role]
        self.is_minimum = role in settings.SECOND_STEP_REQUIRED
        if role != "subscriber":
            del self.fields["closes_digest"]

    def clean_days(self) -> int:
        """Empty is at once."""
        return int(self.cleaned_data["days"] or 0)


@require_safe
def policies_page(request: ActorRequest) -> HttpResponseBase:
    """The platform's rules for the administrator, the own ones for a reseller."""
    permit(request, PERMISSION)
    number = 0 if request.actor.is_administrator else request.actor.reseller
    return redirect("policy-detail", number)


@proof.needed(second=True)
def policy(request: ActorRequest, reseller: int) -> HttpResponseBase:
    """The rules of the platform (0) or of one reseller; at most one call."""
    refuse_support(request)
    title = title_of(request, reseller, PERMISSION)
    roles = policies.OF_RESELLERS if reseller else policies.ROLES
    rows = {
        row.role: row
        for row in Policy.objects.filter(platform=request.actor.platform, reseller=reseller)
    }
    sent = request.POST if request.method == "POST" else None
    forms_of = [
        PolicyForm(sent, role=role, initial=asdict(_rule(rows.get(role)))) for role in roles
    ]
    if sent is None:
        return draw(request, title, forms_of)
    # Every form says what is wrong with it, also after the first one.
    are_valid = [form.is_valid() for form in forms_of]
    if not all(are_valid):
        return draw(request, title, forms_of, 422)
    with transaction.atomic():
        for role, form in zip(roles, forms_of, strict=True):
            save(request, reseller, role, form.cleaned_data, rows.get(role))
    messages.success(request, _("The rules are saved. They count from the next sign-in on."))
    return redirect("policy-detail", reseller)


def save(
    request: ActorRequest, reseller: int, role: str, wanted: dict[str, Any], row: Policy | None
) -> None:
    """Write one row if it changes, and note it."""
    before = asdict(_rule(row))
    after = {**before, **wanted}
    if before == after:
        return
    Policy.objects.update_or_create(
        platform=request.actor.platform, reseller=reseller, role=role, defaults=after
    )
    changes = {name: (before[name], after[name]) for name in after}
    recording.note("policy", "change", role, changes, reseller=reseller)


def draw(
    request: ActorRequest, title: str, forms_of: list[PolicyForm], status: int = 200
) -> HttpResponse:
    """The page."""
    context = {"title": title, "forms": forms_of, "trust_days": settings.TRUST_DAYS}
    return render(request, "factors/policies.html", context, status=status)


def _rule(row: Policy | None) -> policies.Rule:
    return policies.rule_of(row) if row else policies.Rule()
