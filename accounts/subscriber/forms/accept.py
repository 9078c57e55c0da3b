"""The forms of the accept rules: one for a while, and the rows of the week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.accept import (
    DURATIONS,
    EVERYBODY,
    NOBODY,
    AcceptRules,
    TemporaryRule,
    WeeklyRule,
)
from ngnpanel.accounts.subscriber import shaping, week
from ngnpanel.accounts.subscriber.forms.rows import NEW_RULE, RowForm, WhoFields, shown_rule
from ngnpanel.accounts.subscriber.phones import duration
from ngnpanel.accounts.subscriber.schedule import weekly_rule
from ngnpanel.actor import Actor
from ngnpanel.web.forms import PanelForm

# The place of the row from which the page makes new ones; no rule is posted under it.
BLANK: Final = 9999
MAX_ROWS: Final = 30


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
        self._gone = -1
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
            self._append(rows, NEW_RULE, is_fresh=True)
        wanted = shaping.shaped([row.typed for row in rows], self.change)
        return rows if wanted is None else self._reshaped(rows, wanted)

    def _reshaped(self, rows: list[RowForm], wanted: Sequence[WeeklyRule]) -> list[RowForm]:
        """Rows for these rules: those that say one of them already, and new ones."""
        left = list(wanted)
        kept = []
        for row in rows:
            if row.typed in left:
                left.remove(row.typed)
                kept.append(row)
        self._gone = max([row.place for row in rows], default=-1)
        for rule in left:
            self._append(kept, rule)
        return kept

    def _append(self, rows: list[RowForm], rule: WeeklyRule, *, is_fresh: bool = False) -> None:
        """One more row, under a place that no rule has or had."""
        if len(rows) >= MAX_ROWS:
            return
        free = max([self._gone, *(row.place for row in rows)]) + 1
        beyond = max(free, len(self.record.persistent) if self.record else 0)
        rows.append(
            RowForm(
                place=beyond,
                stored=None,
                groups=self.groups_on_offer,
                initial=shown_rule(rule),
                is_fresh=is_fresh,
            )
        )

    @property
    def blank(self) -> RowForm:
        """A row without a rule, from which the page makes new ones."""
        return RowForm(place=BLANK, stored=None, groups=self.groups_on_offer, is_fresh=True)

    @property
    def tidied(self) -> list[str]:
        """What tidying would leave of the rules, in words; empty when they are tidy."""
        rules = tuple(row.typed for row in self.rows)
        made = shaping.tidy(rules)
        return [] if made == rules else [week.sentence(weekly_rule(rule)) for rule in made]

    @property
    def ready(self) -> list[tuple[str, str | Promise]]:
        """The ready-made weeks."""
        return [(name, one.title) for name, one in shaping.READY.items()]

    @property
    def has_gaps(self) -> bool:
        """Whether there are times of which no row speaks."""
        return bool(week.gaps([row.said for row in self.rows]))

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
