"""The next 24 hours: who gets through when, in words and as a strip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.subscriber import sentences, words
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.situation import Situation
from ngnpanel.accounts.subscriber.trails import code_of, page_of
from ngnpanel.calls.outlook import SOMEBODY, Stretch, by_group
from ngnpanel.calls.records import PlannedRule
from ngnpanel.calls.verdict import Outcome, Verdict

HOURS: Final = 24
MINUTES: Final = HOURS * 60
# How a stretch is drawn: its kind and its picture.
KINDS: Final = {
    Outcome.RING: ("ring", "phone-call"),
    Outcome.VOICEMAIL: ("voicemail", "record-mail"),
    Outcome.FORWARD: ("forward", "arrow-forward-up"),
    Outcome.REDIRECT: ("forward", "external-link"),
}
REFUSED: Final = ("refuse", "phone-off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Some hours in which the same happens; ``begin`` and ``length`` are minutes from now.

    ``then`` is ``what`` where the calls have been spoken of already.
    ``code`` names the record that says so, as staff know it.
    """

    when: str
    what: str
    then: str
    kind: str
    icon: str
    begin: int
    length: int
    until: str = ""
    href: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The day of some callers: who they are (empty for everybody), a sentence, and its spells."""

    who: str
    sentence: str
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A spell where it is drawn; it has room for its picture or not."""

    x: int
    y: int
    width: int
    height: int
    spell: Spell
    icon_x: int
    icon_y: int
    has_room: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One drawing of all rows over one clock: labels and hours are texts with their place."""

    width: int
    height: int
    marks: list[Mark] = field(default_factory=list)
    labels: list[tuple[int, str]] = field(default_factory=list)
    hours: list[tuple[int, str]] = field(default_factory=list)
    bottom: int = 0
    base: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The next 24 hours of an account."""

    rows: tuple[Row, ...]
    narrow: Strip
    wide: Strip

    @property
    def words(self) -> list[tuple[str, str]]:
        """Who and what, as a comparison wants it."""
        return [(row.who, row.sentence) for row in self.rows]


def day(situation: Situation, planned: Sequence[PlannedRule] = ()) -> Day:
    """What happens to calls in the next 24 hours if the phones stay as they are."""
    rows = _rows(situation, planned)
    return Day(
        rows=rows,
        narrow=strip(situation, rows, width=244, every=6),
        wide=strip(situation, rows, width=720, every=3),
    )


def _rows(situation: Situation, planned: Sequence[PlannedRule]) -> tuple[Row, ...]:
    """A row for everybody, or one for each lot of groups that is treated alike and one for others.

    Only groups that a rule names can be treated apart.
    """
    start = situation.moment.replace(second=0, microsecond=0)
    callee = situation.callee
    rules = [rule.groups for rule in callee.weekly]
    rules += [callee.temporary.groups] if callee.temporary else []
    stop = start + timedelta(hours=HOURS)
    rules += [plan.groups for plan in planned if plan.start < stop]
    named = frozenset[str]().union(*rules) - {"everybody", "nobody"}
    found = by_group(callee, sorted(named), start=start, stop=stop, planned=planned)
    told = {name: _spells(situation, stretches) for name, stretches in found.items()}
    others = told.pop(SOMEBODY)
    apart: dict[tuple[Spell, ...], list[str]] = {}
    for name, spells in told.items():
        if spells != others:
            apart.setdefault(spells, []).append(name)
    if not apart:
        return (Row(who="", sentence=sentence(others), spells=others),)
    rows = [
        Row(who=words.group_names(names), sentence=sentence(spells), spells=spells)
        for spells, names in apart.items()
    ]
    return (*rows, Row(who=_("Everybody else"), sentence=sentence(others), spells=others))


def _spells(situation: Situation, stretches: Sequence[Stretch]) -> tuple[Spell, ...]:
    """The stretches in words; neighbours that say the same are one."""
    zone, now = zone_of(situation.account), situation.moment
    merged: list[Stretch] = []
    for each in stretches:
        if merged and _what(situation, merged[-1].verdict) == _what(situation, each.verdict):
            merged[-1] = replace(merged[-1], stop=each.stop)
        else:
            merged.append(each)
    begin = merged[0].start
    last = merged[-1].stop
    spells = []
    for each in merged:
        kind, icon = KINDS.get(each.verdict.outcome, REFUSED)
        spells.append(
            Spell(
                when=_when(
                    "" if each.start == begin else words.clock(each.start, zone, now),
                    "" if each.stop == last else words.clock(each.stop, zone, now),
                ),
                what=_what(situation, each.verdict),
                then=sentences.does(situation, each.verdict, _("they")),
                kind=kind,
                icon=icon,
                begin=_minutes(begin, each.start),
                length=_minutes(each.start, each.stop),
                until="" if each.stop == last else words.clock(each.stop, zone, now),
                href=page_of(str(situation.account.id), each.verdict.step),
                code=code_of(each.verdict.step, each.verdict.sip_code),
            )
        )
    return tuple(spells)


def _minutes(start: datetime, stop: datetime) -> int:
    return round((stop - start).total_seconds() / 60)


def _what(situation: Situation, verdict: Verdict) -> str:
    return sentences.does(situation, verdict, _("calls"))


def _when(start: str, stop: str) -> str:
    """The hours of a spell; an empty end is that of the 24 hours."""
    if not start and not stop:
        return _("The next 24 hours")
    if not start:
        return _("Until %(time)s") % {"time": stop}
    if not stop:
        return _("From %(time)s") % {"time": start}
    return _("From %(start)s to %(stop)s") % {"start": start, "stop": stop}


def sentence(spells: Sequence[Spell]) -> str:
    """The first spells as one sentence; the list under the strip has all of them."""
    first = spells[0]
    if len(spells) == 1:
        return _("For the next 24 hours %(what)s.") % {"what": first.what}
    values = {"time": first.until, "what": first.what, "next": spells[1].then}
    if len(spells) == 2:
        return _("Until %(time)s %(what)s, then %(next)s.") % values
    return _("Until %(time)s %(what)s, then %(next)s until %(end)s.") % {
        **values,
        "end": spells[1].until,
    }


def strip(situation: Situation, rows: Sequence[Row], *, width: int, every: int) -> Strip:
    """The rows below each other and the hours below them, ``every`` so many of the clock."""
    drawing = Strip(width=width, height=0)
    y, bar = 0, 40
    for row in rows:
        if row.who:
            drawing.labels.append((y + 16, row.who))
            y += 24
        for spell in row.spells:
            drawing.marks.append(_mark(spell, width, y, bar))
        y += bar + 10
    bottom = y - 10
    zone = zone_of(situation.account)
    start = situation.moment.replace(second=0, microsecond=0)
    # Quarters of an hour: there are clocks that are 45 minutes beside the others.
    first = -start.minute % 15
    for minute in range(first, MINUTES, 15):
        local = (start + timedelta(minutes=minute)).astimezone(zone)
        x = width * minute // MINUTES
        # The first place says "now"; at the edge there is no room.
        if local.minute or local.hour % every or not 52 < x < width - 18:
            continue
        drawing.hours.append((x, f"{local:%H:%M}"))
    return replace(drawing, height=bottom + 26, bottom=bottom + 6, base=bottom + 22)


def _mark(spell: Spell, width: int, top: int, bar: int) -> Mark:
    """Refused calls are drawn low, so that colour is not the only sign."""
    x = width * spell.begin // MINUTES
    end = width * (spell.begin + spell.length) // MINUTES
    height = bar // 3 if spell.kind == "refuse" else bar
    room = max(end - x - 2, 2)
    y = top + bar - height
    return Mark(
        x=x,
        y=y,
        width=room,
        height=height,
        spell=spell,
        icon_x=x + room // 2 - 10,
        icon_y=y + height // 2 - 10,
        has_room=room >= 26 and height >= 24,
    )
