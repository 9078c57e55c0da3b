"""A kind of record of its own for the tests of the kit: telephone lines, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path

from ngnpanel import urls
from ngnpanel.actor import Actor
from ngnpanel.soap.errors import NotFound, RemoteError
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.platform import Platform
from ngnpanel.web.forms import Group, PanelForm, SearchForm, Segmented, contains
from ngnpanel.web.parts import (
    Action,
    Card,
    Column,
    Copyable,
    Farewell,
    Item,
    Labels,
    Link,
    Note,
    Rights,
    Status,
    Telephone,
)
from ngnpanel.web.resource import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A telephone line; ``secret`` stands for what no form shows."""

    address: str
    name: str = ""
    number: str = ""
    timeout: int = 35
    plan: str = "office"
    is_blocked: bool = False
    secret: str = "kept"
    changed: datetime = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@dataclass
class Store:
    """What stands in for the platform; ``broken`` is raised by the next call that writes."""

    lines: dict[str, Line] = field(default_factory=dict)
    broken: RemoteError | None = None
    queries: list[Query] = field(default_factory=list)
    updates: int = 0
    platform: Platform = field(default_factory=Platform)
    impersonate: int = 0

    def check(self) -> None:
        """Raise what the test asked for."""
        if self.broken:
            raise self.broken


class LineSearchForm(SearchForm):
    """Search by address, plan and state."""

    plan = forms.ChoiceField(
        label="Plan", choices=[("", "All plans"), ("office", "Office"), ("home", "Home")]
    )
    blocked = forms.BooleanField(label="Blocked")
    name = forms.CharField(label="Name")
    more = ("name",)

    def filter(self) -> dict[str, Any]:
        """The filter by wire names."""
        values = self.cleaned()
        return {
            "address": contains(values["q"]),
            "plan": values["plan"],
            "name": contains(values["name"]),
        }


class LineForm(PanelForm[Line]):
    """A line as a form."""

    address = forms.EmailField(
        label="SIP address", help_text="It cannot change later.", max_length=60
    )
    name = forms.CharField(label="Name", required=False)
    number = forms.CharField(label="Number", required=False, help_text="In any form.")
    timeout = forms.IntegerField(
        label="Rings for", min_value=0, max_value=900, help_text="The default is 35."
    )
    plan = forms.ChoiceField(
        label="Plan", choices=[("office", "Office"), ("home", "Home")], widget=Segmented
    )
    is_blocked = forms.BooleanField(
        label="Blocked", required=False, help_text="Nobody can call from or to this line."
    )
    groups = (
        Group("Identity", "Who this line belongs to.", ("address", "name", "number")),
        Group("Calls", "What happens when it rings.", ("timeout", "plan")),
        Group("State", "", ("is_blocked",), folded=True),
    )
    fixed = ("address",)
    prefill = ("name",)
    live = ("number",)
    units = {"timeout": "seconds"}
    wire_fields = {"noAnswer": "timeout"}

    def __init__(self, *args: Any, plans: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["plan"]).choices = plans
        if not self.actor.is_administrator:
            self.lock("plan")

    def from_domain(self, record: Line) -> dict[str, Any]:
        """The record as values of the fields."""
        return {name: getattr(record, name) for name in self.base_fields}

    def to_domain(self, base: Line | None) -> Line:
        """The record with what the form shows."""
        values = self.cleaned_data
        if base is None:
            return Line(**values)
        return replace(base, **{name: values[name] for name in self.changed_data})


class LineResource(Resource[Line]):
    """Lines and their screens."""

    app = "lines"
    name = "account"
    labels = Labels(
        one="line",
        many="Lines",
        nothing="There are no lines yet. Add one, and somebody can make calls.",
        icon="phone",
    )
    rights = Rights("account.view", "account.add", "account.edit", "account.delete")
    columns = (
        Column(name="address", label="SIP address", order="address", link=True),
        Column(name="name", label="Name", order="name"),
        Column(name="number", label="Number", render=lambda line: Telephone(line.number)),
        Column(
            name="state",
            label="State",
            render=lambda line: (
                Status("Blocked", "red", "ban")
                if line.is_blocked
                else Status("Active", "green", "circle-check")
            ),
        ),
        Column(name="timeout", label="Timeout", align="end", phone=False),
        Column(name="changed", label="Changed", order="changeDate"),
    )
    form_class = LineForm
    search_form_class = LineSearchForm
    actions = (
        Action(
            name="manage",
            label="Manage",
            permission="account.manage",
            icon="settings",
            href=lambda line: f"/subscriber/{line.address}/",
        ),
        Action(
            name="block",
            label="Block",
            permission="account.edit",
            icon="ban",
            run=lambda api, line: block(cast("Any", api), line),
            fits=lambda line: not line.is_blocked,
        ),
    )

    def key(self, record: Line) -> str:
        """The address."""
        return record.address

    def page(self, api: Any, query: Query) -> Page[Line]:
        """Filtered by a part of the address only; that is enough for the kit."""
        api.queries.append(query)
        part = query.filter["address"].strip("%")
        found = [line for line in api.lines.values() if part in line.address]
        return Page(tuple(found[query.start : query.start + (query.count or 20)]), len(found))

    def get(self, api: Any, key: str) -> Line:
        """From memory."""
        if key not in api.lines:
            raise NotFound("no such line", code=1010)
        line: Line = api.lines[key]
        return line

    def add(self, api: Any, record: Line) -> Line:
        """Into memory."""
        api.check()
        api.lines[record.address] = record
        return record

    def update(self, api: Any, record: Line) -> None:
        """In memory."""
        api.check()
        api.updates += 1
        api.lines[record.address] = record

    def delete(self, api: Any, key: str) -> None:
        """Out of memory."""
        api.check()
        del api.lines[key]

    def choices(self, api: Any, actor: Actor, record: Line | None) -> dict[str, Any]:
        """The plans."""
        return {"plans": [("office", "Office"), ("home", "Home")]}

    def check(self, api: Any, actor: Actor, form: PanelForm[Line], name: str) -> Note | None:
        """Whether a number is free."""
        if form.cleaned_data[name] == "taken":
            return Note("Another line has it.", "amber")
        return Note("It is free.")

    def cards(self, api: Any, actor: Actor, record: Line) -> list[Card]:
        """Two cards and a list."""
        return [
            Card(
                title="Identity",
                items=(
                    Item("SIP address", Copyable(record.address)),
                    Item("Name", record.name),
                    Item("Number", Telephone(record.number)),
                    Item("Note", ""),
                ),
            ),
            Card(title="Calls", items=(Item("Rings for", f"{record.timeout} s"),)),
            Card(title="Aliases", links=(Link("info@example.com", "/"),), more=Link("All", "/")),
        ]

    def farewell(self, api: Any, record: Line) -> Farewell:
        """What goes with a line; the boss's line cannot go."""
        if record.name == "Boss":
            return Farewell(obstacle="It still has 2 aliases.", way=Link("Aliases", "/aliases/"))
        return Farewell(losses=("2 aliases", "1 mailbox with its messages"))


def block(api: Store, line: Line) -> str:
    """Block a line."""
    api.lines[line.address] = replace(line, is_blocked=True)
    return f"{line.address} is blocked."


def some_lines(count: int) -> dict[str, Line]:
    """Made-up lines."""
    start = datetime.now(UTC)
    lines = [
        Line(
            address=f"line{number:03}@example.com",
            name=f"Person {number}",
            number=f"+3120{number:07}",
            is_blocked=number % 7 == 3,
            changed=start - timedelta(hours=number * 5),
        )
        for number in range(count)
    ]
    return {line.address: line for line in lines}


def page(request: HttpRequest, address: str = "") -> HttpResponse:
    """Stands for every other page that the navigation leads to."""
    return render(request, "base_subscriber.html" if address else "base_panel.html")


TABS = "overview forwarding accept voicemail contacts rejected devices identity settings"
_own: list[URLPattern | URLResolver] = [
    path("", page),
    path("logout/", page, name="logout"),
    path("login/", page, name="login"),
    path("lines/", include(LineResource().urls)),
    *(
        path(f"subscriber/<str:address>/{tab}/", page, name=f"subscriber-{tab}")
        for tab in TABS.split()
    ),
]
# The frame of the pages links to all of the panel. The first pattern answers an address, the last
# one of a name gives it: ours do both.
urlpatterns = [*_own, *urls.urlpatterns, *_own]
