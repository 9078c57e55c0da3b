"""A weekly rule as a row of fields: days, times, and who may call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import accept
from ngnpanel.accounts.domain.accept import EVERYBODY, NOBODY, WeeklyRule
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import week, words
from ngnpanel.accounts.subscriber.schedule import weekly_rule
from ngnpanel.calls import records as engine
from ngnpanel.calls.schedule import END_OF_DAY, spans
from ngnpanel.web.faults import mending

ONLY: Final = "only"
# Nothing, or midnight to midnight, is how people say the whole day.
WHOLE_DAYS: Final = (("", ""), ("00:00", "00:00"))
NO_TIME: Final = {
    "start": lazy("Enter when the rule begins, for example 09:00."),
    "stop": lazy("Enter when the rule ends, for example 17:30."),
}


class WhoFields(forms.Form):
    """Who may call: everybody, nobody, or some contact groups."""

    who = forms.ChoiceField(label=lazy("Who may call"))
    people = forms.MultipleChoiceField(
        label=lazy("Groups"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self, groups: Sequence[str]) -> None:
        """Offer these contact groups; without any there is only everybody or nobody."""
        choices = [(EVERYBODY, _("Everybody")), (NOBODY, _("Nobody"))]
        if groups:
            choices.append((ONLY, _("Only these groups")))
        who, chosen = self.fields["who"], self.fields["people"]
        if isinstance(who, forms.ChoiceField) and isinstance(chosen, forms.ChoiceField):
            who.choices = choices
            chosen.choices = [(group, words.group_name(group)) for group in groups]

    def chosen(self) -> tuple[str, ...]:
        """The groups of the rule; asks for one where the person chose none."""
        who = self.cleaned_data.get("who", "")
        if who != ONLY:
            return (who,)
        groups = tuple(self.cleaned_data.get("people", ()))
        if not groups:
            self.add_error("people", _("Choose at least one group, or everybody or nobody."))
        return groups


def shown_groups(groups: Sequence[str]) -> dict[str, Any]:
    """The fields of WhoFields for the groups of a rule."""
    if not groups or EVERYBODY in groups:
        return {"who": EVERYBODY, "people": []}
    if NOBODY in groups:
        return {"who": NOBODY, "people": []}
    return {"who": ONLY, "people": list(groups)}


class TimeFields(forms.Form):
    """From when to when, by the clock on the wall; neither is the whole day."""

    start = forms.CharField(
        label=lazy("From"), required=False, widget=forms.TextInput(attrs={"type": "time"})
    )
    stop = forms.CharField(
        label=lazy("To"), required=False, widget=forms.TextInput(attrs={"type": "time"})
    )

    def clean_times(self, cleaned: dict[str, Any]) -> None:
        """Times by their rule."""
        if (cleaned.get("start"), cleaned.get("stop")) in WHOLE_DAYS:
            cleaned["start"], cleaned["stop"] = "00:00", END_OF_DAY
        for name in ("start", "stop"):
            if name in cleaned:
                self._clean_time(name, cleaned)
        if "start" in cleaned and cleaned["start"] == cleaned.get("stop"):
            text = _("Begin and end are the same. Leave both empty for the whole day.")
            self.add_error("stop", text)

    def _clean_time(self, name: str, cleaned: dict[str, Any]) -> None:
        if not cleaned[name]:
            self.add_error(name, NO_TIME[name])
            return
        try:
            cleaned[name] = accept.clock(cleaned[name], name)
        except RuleError as error:
            self.add_error(name, mending(error))


class RowForm(TimeFields, WhoFields):
    """One weekly rule; ``stored`` is what it was, None for a new row."""

    days = forms.TypedMultipleChoiceField(
        label=lazy("Days"),
        coerce=int,
        choices=[(1 << day, name) for day, name in enumerate(words.SHORT_DAYS)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": lazy("Choose at least one day of the week.")},
    )
    field_order = ("days", "start", "stop", "who", "people")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        place: int,
        stored: WeeklyRule | None,
        groups: Sequence[str],
        initial: Mapping[str, Any] | None = None,
        is_fresh: bool = False,
    ) -> None:
        self.place = place
        self.stored = stored
        self.is_fresh = is_fresh
        shown = initial or shown_rule(stored or NEW_RULE)
        super().__init__(data, prefix=f"rule-{place}", initial=dict(shown))
        own = [*(stored.groups if stored else ()), *shown.get("people", ())]
        known = (*groups, EVERYBODY, NOBODY)
        extra = [group for group in dict.fromkeys(own) if group not in known]
        self.offer([*groups, *extra])

    @property
    def summary(self) -> str:
        """The rule in words, a stored one as it is stored."""
        rule = weekly_rule(self.stored) if self.stored else self.said
        return week.sentence(rule) if self.stored or any(spans(rule)) else _("New rule")

    @property
    def is_open(self) -> bool:
        """Whether the row is drawn with its fields in sight: it is new, or was touched."""
        if self.stored is None:
            return self.is_fresh or bool(self.errors) or not any(spans(self.said))
        if self.is_bound:
            return self.has_changed()
        return _in_order(self.initial) != _in_order(shown_rule(self.stored))

    @property
    def said(self) -> engine.WeeklyRule:
        """The rule as it stands in the fields, good or not."""
        return weekly_rule(self.typed)

    @property
    def typed(self) -> WeeklyRule:
        """The same as it would be stored."""
        chosen = {str(day) for day in self["days"].value() or ()}
        start, stop = (str(self[name].value() or "").strip() for name in ("start", "stop"))
        if (start, stop) in WHOLE_DAYS:
            start, stop = "00:00", END_OF_DAY
        who = str(self["who"].value() or EVERYBODY)
        return WeeklyRule(
            days=sum(day for day in accept.WEEKDAYS if str(day) in chosen),
            start=start,
            stop=stop,
            groups=(who,) if who != ONLY else tuple(self["people"].value() or ()),
        )

    @property
    def is_kept(self) -> bool:
        """Whether the stored rule goes back as it is."""
        return self.stored is not None and not self.has_changed()

    def full_clean(self) -> None:
        """A stored rule that nobody touched is not judged."""
        super().full_clean()
        if self.is_bound and self.is_kept:
            self._errors = forms.utils.ErrorDict()

    def clean(self) -> dict[str, Any]:
        """Times by their rule, and who."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.clean_times(cleaned)
        if "who" in cleaned:
            cleaned["names"] = self.chosen()
        return cleaned

    def rule(self) -> WeeklyRule:
        """The rule of this row."""
        if self.stored is not None and self.is_kept:
            return self.stored
        cleaned = self.cleaned_data
        return WeeklyRule(
            days=sum(cleaned["days"]),
            start=cleaned["start"],
            stop=cleaned["stop"],
            groups=cleaned["names"],
        )


def _in_order(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a row without the order of what was chosen from a list."""
    return {name: sorted(v) if isinstance(v, list) else v for name, v in values.items()}


NEW_RULE: Final = WeeklyRule(days=31, start="09:00", stop="17:00", groups=(EVERYBODY,))


def shown_rule(rule: WeeklyRule) -> dict[str, Any]:
    """A rule as the values of a row."""
    mask = rule.days or 0
    return {
        "days": [1 << day for day in range(7) if mask & 1 << day],
        "start": rule.start,
        "stop": rule.stop,
        **shown_groups(rule.groups),
    }
