"""A SIP trace as a picture: who took part as columns, the messages as arrows between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from ngnpanel.accounts.subscriber.trace import MOST, Message, Place

COLUMN: Final = 166
LEFT: Final = 64
TOP: Final = 62
ROW: Final = 34
LETTERS: Final = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Somebody who took part."""

    x: int
    name: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """One message: its line, its head, and its words; ``label`` is cut to fit, ``full`` is not."""

    number: int
    y: int
    begin: int
    end: int
    label: str
    full: str
    meaning: str
    source: str
    target: str
    offset: str
    tone: str
    text: str

    @property
    def head(self) -> str:
        """The head of the arrow."""
        back = -8 if self.end > self.begin else 8
        return (
            f"M{self.end + back} {self.y - 5}L{self.end} {self.y}L{self.end + back} {self.y + 5}Z"
        )

    @property
    def label_x(self) -> int:
        """The middle of the line."""
        return (self.begin + self.end) // 2

    @property
    def label_y(self) -> int:
        """A little above the line."""
        return self.y - 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The picture; ``more`` messages are not drawn."""

    columns: tuple[Column, ...]
    arrows: tuple[Arrow, ...]
    more: int = 0

    @property
    def width(self) -> int:
        """Of the picture."""
        return LEFT + COLUMN * max(len(self.columns), 1)

    @property
    def height(self) -> int:
        """Of the picture."""
        return TOP + ROW * len(self.arrows) + 12


def draw(messages: Sequence[Message], *, node: str, is_placed: bool) -> Ladder:
    """The ladder of a call that ``node``, the proxy, handled."""
    shown = messages[:MOST]
    servers = _servers(shown, node)
    ends = [(_end(one.source, servers), _end(one.target, servers)) for one in shown]
    order = list(dict.fromkeys(end for pair in ends for end in pair))
    names = _names(order, servers, is_placed=is_placed)
    xs = {key: LEFT + COLUMN * place + COLUMN // 2 for place, key in enumerate(order)}
    arrows = []
    for number, (message, (source, target)) in enumerate(zip(shown, ends, strict=True)):
        begin, end = xs[source], xs[target]
        arrows.append(
            Arrow(
                number=number + 1,
                y=TOP + ROW * number + ROW // 2,
                begin=begin,
                # A server that sends to itself gets a short arrow.
                end=end if end != begin else begin + COLUMN // 3,
                label=_cut(message.label),
                full=message.label,
                meaning=meaning(message),
                source=names[source],
                target=names[target],
                offset=offset(shown, number),
                tone=_tone(message.status),
                text=message.text,
            )
        )
    columns = tuple(Column(x=xs[key], name=names[key], place=_cut(str(key))) for key in order)
    return Ladder(columns=columns, arrows=tuple(arrows), more=len(messages) - len(shown))


def offset(messages: Sequence[Message], number: int) -> str:
    """The seconds since the first message, empty where they are not told."""
    found = seconds(messages, number)
    if found is None:
        return ""
    return _("%(seconds)s s") % {"seconds": formats.number_format(found, use_l10n=True)}


def seconds(messages: Sequence[Message], number: int) -> int | None:
    """The same as a number; clocks that went back are no time."""
    first = next((message.moment for message in messages if message.moment), None)
    at = messages[number].moment
    return max(round((at - first).total_seconds()), 0) if first and at else None


def meaning(message: Message) -> str:
    """What a message says, in everyday words; empty for rare ones."""
    if message.status:
        return _meaning_of_answer(message)
    return {
        "INVITE": _("asks for a call"),
        "ACK": _("confirms the answer"),
        "PRACK": _("confirms that it rings"),
        "BYE": _("hangs up"),
        "CANCEL": _("gives up"),
        "UPDATE": _("changes the call"),
        "REFER": _("transfers the call"),
        "INFO": _("sends keys that were pressed"),
        "NOTIFY": _("tells how it goes"),
        "OPTIONS": _("asks whether somebody is there"),
    }.get(message.method, "")


def _meaning_of_answer(message: Message) -> str:
    if message.status == 200:
        return _("takes the call") if message.method == "INVITE" else _("agrees")
    return {
        100: _("works on it"),
        180: _("rings"),
        181: _("forwards the call"),
        183: _("rings or plays a tone"),
        401: _("asks for the password"),
        407: _("asks for the password"),
        408: _("did not answer in time"),
        480: _("is not available"),
        486: _("is busy"),
        487: _("confirms that the call was given up"),
        603: _("declines"),
    }.get(message.status, _("cannot take the call") if message.status >= 400 else "")


def _servers(messages: Sequence[Message], node: str) -> frozenset[str]:
    """The hosts that are no phones: as each message tells, and the proxy of the call."""
    told = {one.source.host for one in messages if one.from_server}
    told |= {one.target.host for one in messages if one.from_server is False}
    return frozenset(told | {node} if node else told)


def _end(place: Place, servers: frozenset[str]) -> Place:
    """A server is one column, whatever its port."""
    return Place(host=place.host) if place.host in servers else place


def _names(order: Sequence[Place], servers: frozenset[str], *, is_placed: bool) -> dict[Place, str]:
    """Who is who: whoever sends first calls, all that are no servers are called."""
    between = [key for key in order if key.host in servers]
    called = [key for key in order[1:] if key.host not in servers]
    names: dict[Place, str] = {}
    for number, key in enumerate(between, 1):
        names[key] = _("Server %(number)s") % {"number": number} if between[1:] else _("Server")
    for number, key in enumerate(called, 1):
        side = _("Called side %(number)s") % {"number": number}
        names[key] = side if called[1:] else _("Called side")
    for key in order[:1]:
        names.setdefault(key, _("Your phone") if is_placed else _("Caller"))
    return names


def _tone(status: int) -> str:
    if not status:
        return "request"
    if status < 200:
        return "progress"
    return "success" if status < 300 else "refusal"


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS else text[: LETTERS - 1].rstrip() + "…"
