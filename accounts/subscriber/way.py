"""The way of a call as a picture: stations, branches, and where they are drawn."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts.subscriber import sentences, words
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.situation import Situation
from ngnpanel.calls.records import Phones
from ngnpanel.calls.verdict import Outcome, Verdict

# How many stations behind the caller a call comes to before each of these steps decides.
REACHED: Final = {"unavailable": 1, "unconditional": 2, "not-online": 3, "ring": 3}


class State(StrEnum):
    """How strongly a part of the picture is drawn."""

    TAKEN = "taken"
    POSSIBLE = "possible"
    PALE = "pale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A station or the end of a branch; at an end the call is over."""

    title: str
    detail: str
    icon: str
    state: State
    href: str = ""
    is_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A stop on the main way with the branches that leave it."""

    stop: Stop
    branches: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A stop in its place; the texts are cut to fit, ``full`` is not.

    ``second`` is the second line of the detail, in a box that is high enough for it.
    """

    x: int
    y: int
    width: int
    height: int
    stop: Stop
    title: str
    detail: str
    second: str = ""

    @property
    def full(self) -> str:
        """All that the box says."""
        return f"{self.stop.title}: {self.stop.detail}"

    @property
    def text_x(self) -> int:
        """Where the texts begin."""
        return self.x + 40

    @property
    def title_y(self) -> int:
        """The base line of the title."""
        return self.y + self.height // 2 - (14 if self.second else 5)

    @property
    def detail_y(self) -> int:
        """The base line of the detail."""
        return self.title_y + 20

    @property
    def second_y(self) -> int:
        """The base line of the second line of the detail."""
        return self.detail_y + 18

    @property
    def icon_x(self) -> int:
        """The left of the icon."""
        return self.x + 11

    @property
    def icon_y(self) -> int:
        """The top of the icon."""
        return self.y + self.height // 2 - 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A station as a circle around ``x``, ``y`` with its words below."""

    x: int
    y: int
    stop: Stop
    first: str
    second: str

    @property
    def left(self) -> int:
        """Where the target of a finger begins."""
        return self.x - 88

    @property
    def icon_x(self) -> int:
        """The left of the icon."""
        return self.x - 12

    @property
    def icon_y(self) -> int:
        """The top of the icon."""
        return self.y - 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A connection: a path and the head of its arrow."""

    path: str
    head: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One picture: lines below, stations and ends above."""

    width: int
    height: int
    nodes: list[Node] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def stations(situation: Situation) -> tuple[Station, ...]:
    """The stations of the way that a call takes now, for a caller who may call."""
    address = str(situation.account.id)
    decided = situation.welcome.step.name
    reached = REACHED.get(decided, 0)
    caller = Stop(
        title=_("Caller"), detail=_("Somebody calls you"), icon="phone-incoming", state=State.TAKEN
    )
    accepted = Stop(
        title=_("Accepted?"),
        detail=_accepted(situation),
        icon="shield-check",
        state=_if_taken(reached >= 1),
        href=reverse("subscriber-accept", args=[address]),
    )
    forwarded = Stop(
        title=_("Forwarded?"),
        detail=_("All calls") if _forwards_all(situation) else _("No"),
        icon="arrow-forward-up",
        state=_if_taken(reached >= 2),
        href=reverse("subscriber-forwarding", args=[address]),
    )
    phones = Stop(
        title=_("Your phones"),
        detail=_ringing(situation),
        icon="phone-call",
        state=_if_taken(reached >= 3),
        href=reverse("subscriber-devices", args=[address]),
    )
    refused = State.POSSIBLE if situation.friends else State.PALE
    refused = State.TAKEN if decided == "unavailable" else refused
    failed = State.POSSIBLE if decided == "ring" else State.PALE
    always = (
        [_end(situation, _("All calls"), situation.unconditional, "unc", _if_taken(reached == 2))]
        if _forwards_all(situation)
        else []
    )
    return (
        Station(stop=caller),
        Station(
            stop=accepted,
            branches=(_end(situation, _("Not accepted"), situation.unavailable, "unv", refused),),
        ),
        Station(stop=forwarded, branches=tuple(always)),
        Station(
            stop=phones,
            branches=(
                _end(
                    situation,
                    _("None online"),
                    situation.offline,
                    "nol",
                    _if_taken(decided == "not-online"),
                ),
                _end(situation, _("Busy"), situation.failed(Phones.BUSY), "bus", failed),
                _end(situation, _("No answer"), situation.failed(Phones.SILENT), "noa", failed),
            ),
        ),
    )


def tall(way: Sequence[Station]) -> Drawing:
    """The picture for a narrow page: from top to bottom, without branches that lead nowhere."""
    drawing = Drawing(width=248, height=0)
    y, rail = 0, 21
    previous: Box | None = None
    for station in way:
        box = _high_box(station.stop, x=0, y=y, width=248, height=60)
        if previous:
            path = f"M{rail} {previous.y + previous.height}V{box.y - 6}"
            drawing.lines.append(_line(path, rail, box.y, "down", box.stop.state))
        drawing.boxes.append(box)
        y += box.height
        for stop in station.branches:
            if stop.state is State.PALE and stop.is_end:
                continue
            end = _high_box(stop, x=42, y=y + 12, width=206, height=56)
            middle = end.y + end.height // 2
            path = f"M{rail} {box.y + box.height}V{middle}H{end.x - 6}"
            drawing.lines.append(_line(path, end.x, middle, "right", stop.state))
            drawing.boxes.append(end)
            y += 12 + end.height
        y += 24
        previous = box
    return replace(drawing, height=y - 23)


def wide(way: Sequence[Station]) -> Drawing:
    """The picture for a wide page: stations from left to right, branches below them."""
    column, middle, below = 184, 30, 128
    drawing = Drawing(width=column * len(way), height=0)
    lowest = below
    for place, station in enumerate(way):
        x = column * place + column // 2
        if place:
            path = f"M{x - column + 30} {middle}H{x - 36}"
            drawing.lines.append(_line(path, x - 30, middle, "right", station.stop.state))
        drawing.nodes.append(_node(station.stop, x=x, y=middle))
        for row, stop in enumerate(station.branches):
            top = below + 22 + row * 74
            if row == 0:
                path = f"M{x} {below - 8}V{top - 6}"
                drawing.lines.append(_line(path, x, top, "down", _strongest(station.branches)))
            drawing.boxes.append(_box(stop, x=x - 88, y=top, width=176, height=62))
            lowest = max(lowest, top + 62)
    return replace(drawing, height=lowest + 1)


def _node(stop: Stop, *, x: int, y: int) -> Node:
    lines = textwrap.wrap(stop.detail, 24) or [""]
    second = _cut(" ".join(lines[1:]), 24) if len(lines) > 1 else ""
    return Node(x=x, y=y, stop=stop, first=_cut(lines[0], 24), second=second)


def _strongest(stops: Sequence[Stop]) -> State:
    return min((stop.state for stop in stops), key=list(State).index)


def _box(stop: Stop, *, x: int, y: int, width: int, height: int) -> Box:
    letters = (width - 48) // 7
    return Box(
        x=x,
        y=y,
        width=width,
        height=height,
        stop=stop,
        title=_cut(stop.title, letters),
        detail=_cut(stop.detail, letters),
    )


def _high_box(stop: Stop, *, x: int, y: int, width: int, height: int) -> Box:
    """A box that grows by a line when its detail needs two."""
    letters = (width - 48) // 7
    lines = textwrap.wrap(stop.detail, letters) or [""]
    if len(lines) == 1:
        return _box(stop, x=x, y=y, width=width, height=height)
    box = _box(stop, x=x, y=y, width=width, height=height + 18)
    return replace(box, detail=_cut(lines[0], letters), second=_cut(" ".join(lines[1:]), letters))


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _line(path: str, x: int, y: int, direction: str, state: State) -> Line:
    if direction == "down":
        head = f"M{x - 5} {y - 8}L{x} {y - 1}L{x + 5} {y - 8}Z"
    else:
        head = f"M{x - 8} {y - 5}L{x - 1} {y}L{x - 8} {y + 5}Z"
    return Line(path=path, head=head, state=state)


def _if_taken(is_taken: bool) -> State:  # noqa: FBT001 - it reads as a question where it is used
    return State.TAKEN if is_taken else State.PALE


def _end(situation: Situation, title: str, verdict: Verdict, key: str, state: State) -> Stop:
    """Where a branch leads, linked to the diversion that says so."""
    page = reverse("subscriber-forwarding", args=[str(situation.account.id)])
    icons = {
        Outcome.VOICEMAIL: "record-mail",
        Outcome.FORWARD: "arrow-forward-up",
        Outcome.REDIRECT: "external-link",
    }
    neighbourhood = f"@{situation.account.id.domain}"
    return Stop(
        title=title,
        # There is little room, and neighbours know each other by the first half.
        detail=sentences.ending(situation, verdict).removesuffix(neighbourhood),
        icon=icons.get(verdict.outcome, "x"),
        state=state,
        href=f"{page}#condition-f{key}",
        is_end=verdict.outcome is Outcome.REFUSE,
    )


def _accepted(situation: Situation) -> str:
    """Who gets through, in two or three words."""
    name = situation.stranger.step.name
    if name == "blocked":
        return _("Account blocked")
    if situation.friends:
        return _("Only %(groups)s") % {"groups": words.group_names(situation.friends)}
    if name != "unavailable":
        return _("Everybody")
    temporary = situation.callee.temporary
    if temporary is None or temporary.until is None:
        return _("Nobody")
    time = words.clock(temporary.until, zone_of(situation.account), situation.moment)
    return _("Nobody until %(time)s") % {"time": time}


def _forwards_all(situation: Situation) -> bool:
    return situation.unconditional.step.name == "unconditional"


def _ringing(situation: Situation) -> str:
    if not situation.phones:
        return _("None is online")
    names = words.listed([phone.name for phone in situation.phones])
    return _("%(phones)s, %(seconds)s s") % {"phones": names, "seconds": situation.timeout}
