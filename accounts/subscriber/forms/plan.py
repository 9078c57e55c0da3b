"""The form of a rule with dates: from when, until when, and who may call meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.accept import NOBODY
from ngnpanel.accounts.subscriber import holidays
from ngnpanel.accounts.subscriber.forms.rows import WhoFields
from ngnpanel.actor import Actor
from ngnpanel.plans.models import PlannedRule
from ngnpanel.web.forms import PanelForm

# The longest temporary rule that the platform takes, and how far ahead the panel plans.
LONGEST: Final = timedelta(days=366)
FORMATS: Final = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Who may call from ``start`` to ``stop``; both know their time zone."""

    groups: tuple[str, ...]
    start: datetime
    stop: datetime


def date_field(label: Any, **options: Any) -> forms.CharField:
    """A day and a time by the account's clock."""
    widget = forms.TextInput(attrs={"type": "datetime-local", "placeholder": "2026-12-24 18:00"})
    return forms.CharField(label=label, max_length=19, widget=widget, **options)


class PlanForm(WhoFields, PanelForm[Dated]):
    """Dates by the clock of the account; no beginning means now."""

    start = date_field(lazy("From"), required=False, help_text=lazy("Empty: from now on."))
    stop = date_field(
        lazy("Until"), error_messages={"required": lazy("Enter the day and the time of the end.")}
    )
    field_order = ("start", "stop", "who", "people")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        groups: Sequence[str],
        zone: tzinfo,
        plans: Sequence[PlannedRule] = (),
    ) -> None:
        super().__init__(data, actor=actor)
        self.zone = zone
        self.plans = plans
        self.now = datetime.now(UTC)
        self.fields["who"].initial = NOBODY
        self.auto_id = "plan_%s"
        self.offer(groups)

    def clean(self) -> dict[str, Any]:
        """An end after the beginning, not too far away, and no two plans at once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "who" in cleaned:
            cleaned["names"] = self.chosen()
        for name in ("start", "stop"):
            if cleaned.get(name):
                self._clean_moment(name, cleaned)
        if "start" in cleaned and "stop" in cleaned:
            cleaned["start"] = cleaned["start"] or self.now
            self._clean_order(cleaned["start"], cleaned["stop"])
        return cleaned

    def _clean_moment(self, name: str, cleaned: dict[str, Any]) -> None:
        for pattern in FORMATS:
            try:
                local = datetime.strptime(cleaned[name].strip(), pattern)  # noqa: DTZ007
                cleaned[name] = holidays.by_the_clock(local, self.zone, is_end=name == "stop")
            except (ValueError, OverflowError):
                continue
            return
        self.add_error(name, _("Enter a day and a time, for example 2026-12-24 18:00."))

    def _clean_order(self, start: datetime, stop: datetime) -> None:
        if stop <= max(start, self.now):
            self.add_error("stop", _("The end has to come after the beginning, and after now."))
        elif max(stop - start, start - self.now) > LONGEST:
            self.add_error("stop", _("Plan at most a year ahead, and for at most a year."))
        for plan in self.plans:
            if plan.overlaps(start, stop):
                text = _("This overlaps with what is planned already: %(plan)s Cancel that first.")
                self.add_error(None, text % {"plan": holidays.sentence(plan, self.zone)})
                return

    def to_domain(self, base: Dated | None) -> Dated:
        """What was chosen."""
        del base
        cleaned = self.cleaned_data
        return Dated(groups=cleaned["names"], start=cleaned["start"], stop=cleaned["stop"])
