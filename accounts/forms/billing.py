"""The form of the rating profiles that price the calls of an account."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rating import RatingProfiles
from ngnpanel.accounts.forms.choices import offer
from ngnpanel.accounts.forms.ruled import RuledForm, timezone_choices
from ngnpanel.web.forms import Group

MOST: Final = 64
PROFILES: Final = (
    "profile_weekday",
    "profile_weekday_alt",
    "profile_weekend",
    "profile_weekend_alt",
)


class BillingForm(RuledForm[RatingProfiles]):
    """Names of profiles; prices themselves live in the rating engine."""

    profile_weekday = forms.CharField(
        label=_("Weekdays"),
        required=False,
        max_length=MOST,
        help_text=_("The name or number of a profile of your rating engine, such as 440."),
    )
    profile_weekday_alt = forms.CharField(
        label=_("Weekdays, fallback"),
        required=False,
        max_length=MOST,
        help_text=_("Prices a call that the profile above has no price for."),
    )
    profile_weekend = forms.CharField(
        label=_("Weekend"), required=False, max_length=MOST, help_text=_("Saturday and Sunday.")
    )
    profile_weekend_alt = forms.CharField(
        label=_("Weekend, fallback"), required=False, max_length=MOST
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Decides when the weekend begins and which hour a call falls in."),
    )
    groups = (
        Group(_("Weekdays"), "", ("profile_weekday", "profile_weekday_alt")),
        Group(_("Weekend"), "", ("profile_weekend", "profile_weekend_alt")),
        Group(_("Time"), "", ("timezone",)),
    )
    value_rules = dict.fromkeys(PROFILES, lambda text: rules.plain_text(text, MOST, "profile"))

    def __init__(self, data: Any = None, *, may_price: bool, **options: Any) -> None:
        super().__init__(data, **options)
        self.may_price = may_price
        offer(self, "timezone", [("", _now("The platform's")), *timezone_choices()])
        if not may_price:
            self.lock(*self.fields)

    def from_domain(self, record: RatingProfiles) -> dict[str, Any]:
        """The record as values of the fields."""
        return {name: getattr(record, name) for name in (*PROFILES, "timezone")}

    def clean(self) -> dict[str, Any]:
        """A platform only looks at the others when weekdays have a profile."""
        cleaned = super().clean()
        weekday, *others = (cleaned.get(name) for name in PROFILES)
        is_touched = any(self.is_written(name) for name in (*PROFILES, "timezone"))
        was_set = self.record is not None and self.record.is_set
        if is_touched and not weekday and (any(others) or not was_set):
            problem = _now("Enter the profile of weekdays; the others only add to it.")
            self.add_error("profile_weekday", problem)
        return cleaned

    def to_domain(self, base: RatingProfiles | None) -> RatingProfiles:
        """``base`` with what was changed replaced."""
        profiles = base or self.record
        if profiles is None:
            raise TypeError("profiles belong to an account")
        return replace(profiles, **self.written((*PROFILES, "timezone")))
