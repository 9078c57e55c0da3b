"""The forms of the accept rules: one for a while, and the rows of the week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import accept
from ngnpanel.accounts.domain.accept import (
    DURATIONS,
    EVERYBODY,
    NOBODY,
    AcceptRules,
    TemporaryRule,
    WeeklyRule,
)
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import week, words
from ngnpanel.accounts.subscriber.phones import duration
from ngnpanel.accounts.subscriber.schedule import weekly_rule
from ngnpanel.actor import Actor
from ngnpanel.calls import records as engine
from ngnpanel.calls.schedule import END_OF_DAY
from ngnpanel.web.forms import PanelForm

ONLY: Final = "only"
MAX_ROWS: Final = 30
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


class TemporaryForm(WhoFields, PanelForm[TemporaryRule]):
    """A rule for some minutes that overrides the week; with ``ends`` the end of the running one."""

    minutes = forms.TypedChoiceField(label=lazy("For"), coerce=int, initial=60)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        groups: Sequence[str],
        ends: bool = False,
    ) -> None:
        # To end it no choice is needed, and none that was made counts.
        typed = {"who": EVERYBODY, "minutes": "60"} if ends else data
        super().__init__(typed, actor=actor)
        self.fields["who"].initial = NOBODY
        self.ends = ends
        self.offer(groups)
        minutes = self.fields["minutes"]
        if isinstance(minutes, forms.ChoiceField):
            minutes.choices = [(number, duration(number * 60)) for number in DURATIONS]

    def clean(self) -> dict[str, Any]:
        """Groups are needed where the person wants only some."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "who" in cleaned:
            cleaned["names"] = self.chosen()
        return cleaned

    def to_domain(self, base: TemporaryRule | None) -> TemporaryRule:
        """The rule that was asked for; everybody for no minutes is how one ends."""
        if self.ends:
            return TemporaryRule(groups=(EVERYBODY,), duration=0)
        names, minutes = self.cleaned_data["names"], self.cleaned_data["minutes"]
        return replace(base or TemporaryRule(), groups=names, duration=minutes)


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
            self.add_error(name, _(error.text))


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
    ) -> None:
        self.place = place
        self.stored = stored
        shown = initial or shown_rule(stored or NEW_RULE)
        super().__init__(data, prefix=f"rule-{place}", initial=dict(shown))
        own = stored.groups if stored else ()
        extra = [group for group in own if group not in (*groups, EVERYBODY, NOBODY)]
        self.offer([*groups, *extra])

    @property
    def summary(self) -> str:
        """The stored rule in words."""
        return week.sentence(weekly_rule(self.stored)) if self.stored else _("New rule")

    @property
    def is_open(self) -> bool:
        """Whether the row is drawn with its fields in sight: it is new, or was touched."""
        if self.stored is None:
            return True
        if self.is_bound:
            return self.has_changed()
        return _in_order(self.initial) != _in_order(shown_rule(self.stored))

    @property
    def covered(self) -> engine.WeeklyRule:
        """The times of the row as they stand in its fields, whoever may call then."""
        chosen = {str(day) for day in self["days"].value() or ()}
        return engine.WeeklyRule(
            days=sum(day for day in accept.WEEKDAYS if str(day) in chosen),
            start=str(self["start"].value() or ""),
            stop=str(self["stop"].value() or ""),
            groups=frozenset(),
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


class WeekForm(PanelForm[AcceptRules]):
    """The weekly rules as rows; ``rows`` are forms of their own.

    Each posted row says in ``place-N`` which stored rule it shows, so that an untouched one goes
    back equal. ``change`` redraws the rows with more or less of them, without judging anything.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        actor: Actor,
        record: AcceptRules,
        groups: Sequence[str],
        change: str = "",
    ) -> None:
        super().__init__(None if change else data, actor=actor, record=record)
        self.groups_on_offer = groups
        self.change = change
        self.rows = self._posted_rows(data) if data is not None else self._stored_rows()

    def from_domain(self, record: AcceptRules) -> dict[str, Any]:
        """The rows have their own values."""
        del record
        return {}

    def _stored_rows(self) -> list[RowForm]:
        rules = self.record.persistent if self.record else ()
        return [
            RowForm(place=place, stored=rule, groups=self.groups_on_offer)
            for place, rule in enumerate(rules)
        ]

    def _posted_rows(self, data: Any) -> list[RowForm]:
        kept = [place for place in self._posted_places(data) if self.change != f"remove-{place}"]
        rows = [self._posted_row(data, place) for place in kept]
        if self.change == "add":
            self._append(rows, NEW_RULE)
        if self.change == "fill":
            for days, start, stop in week.gaps([row.covered for row in rows]):
                closed = WeeklyRule(days=days, start=start, stop=stop, groups=(NOBODY,))
                self._append(rows, closed)
        return rows

    def _append(self, rows: list[RowForm], rule: WeeklyRule) -> None:
        """One more row, under a place that no rule has or had."""
        if len(rows) >= MAX_ROWS:
            return
        free = max([row.place for row in rows], default=-1) + 1
        beyond = max(free, len(self.record.persistent) if self.record else 0)
        groups = self.groups_on_offer
        rows.append(RowForm(place=beyond, stored=None, groups=groups, initial=shown_rule(rule)))

    @property
    def has_gaps(self) -> bool:
        """Whether there are times of which no row speaks."""
        return bool(week.gaps([row.covered for row in self.rows]))

    def _posted_places(self, data: Any) -> Iterator[int]:
        for text in data.getlist("rule")[:MAX_ROWS]:
            if text.isascii() and text.isdigit() and len(text) < 4:
                yield int(text)

    def _posted_row(self, data: Any, place: int) -> RowForm:
        stored = self.record.persistent if self.record else ()
        rule = stored[place] if place < len(stored) else None
        if not self.change:
            return RowForm(data, place=place, stored=rule, groups=self.groups_on_offer)
        typed = {
            "days": [int(day) for day in data.getlist(f"rule-{place}-days") if day.isdecimal()],
            "people": data.getlist(f"rule-{place}-people"),
            **{name: data.get(f"rule-{place}-{name}", "") for name in ("start", "stop", "who")},
        }
        return RowForm(place=place, stored=rule, groups=self.groups_on_offer, initial=typed)

    def is_valid(self) -> bool:
        """Whether all rows are."""
        own = super().is_valid()
        rows = [row.is_valid() for row in self.rows]
        return own and all(rows)

    @property
    def wrong_rows(self) -> list[tuple[int, RowForm]]:
        """The rows with problems, by their numbers on the page."""
        if not self.is_bound:
            return []
        return [(number, row) for number, row in enumerate(self.rows, 1) if row.errors]

    def to_domain(self, base: AcceptRules | None) -> AcceptRules:
        """The rules of the rows; a running temporary rule keeps the minutes that are left.

        A new row that says what another says already adds nothing.
        """
        rules: list[WeeklyRule] = []
        for row in self.rows:
            if row.stored is not None or row.rule() not in rules:
                rules.append(row.rule())
        return replace(base or AcceptRules(), persistent=tuple(rules))
