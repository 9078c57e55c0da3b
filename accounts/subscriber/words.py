"""Names of people, places and times as the subscriber's pages write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.diversions import is_mailbox
from ngnpanel.web.templatetags.panel import phone

DAYS: Final = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
SHORT_DAYS: Final = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)
GROUPS: Final[dict[str, str | Promise]] = {
    "vip": gettext_lazy("VIP"),
    "business": gettext_lazy("Business"),
    "coworkers": gettext_lazy("Coworkers"),
    "friends": gettext_lazy("Friends"),
    "family": gettext_lazy("Family"),
}


def listed(names: Sequence[str]) -> str:
    """Names in a row: "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def group_name(group: str) -> str:
    """A contact group by its name on the screens."""
    return str(GROUPS.get(group, group))


def group_names(groups: Iterable[str]) -> str:
    """Several contact groups in the order of the screens."""
    order = list(GROUPS)
    known = sorted(groups, key=lambda name: order.index(name) if name in order else len(order))
    return listed([group_name(name) for name in known])


def may_call(groups: Iterable[str]) -> str:
    """Who a rule lets through, as a clause of its own."""
    names = set(groups)
    if "nobody" in names:
        return _("nobody may call")
    if "everybody" in names or not names:
        return _("everybody may call")
    return _("%(groups)s may call") % {"groups": group_names(names)}


def place(target: str, domain: str = "", *, mobile: str = "") -> str:
    """A destination as a person writes it: the mailbox, a number with +, or an address.

    ``mobile`` is the target that they call their mobile.
    """
    if is_mailbox(target):
        return _("voicemail")
    if target and target == mobile:
        return _("your mobile")
    address = rules.without_scheme(target)
    user, _at, host = address.rpartition("@")
    if rules.with_plus(user) != user:
        return number(user)
    return user if host == domain and user.isdigit() else address


def number(stored: str) -> str:
    """A stored number by the habits of its country; anything else as it is."""
    return phone(rules.with_plus(stored))


def clock(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """A moment by the account's clock: the time today, else with its day.

    A week from now its day would be taken for today, so then it comes with the date.
    """
    local, today = moment.astimezone(zone), now.astimezone(zone)
    time = local.strftime("%H:%M")
    if local.date() == today.date():
        return time
    ahead = (local.date() - today.date()).days
    if ahead == 1:
        return _("tomorrow %(time)s") % {"time": time}
    if not 1 < ahead < 7:
        return _("%(date)s %(time)s") % {"date": date_format(local, "DATE_FORMAT"), "time": time}
    return _("%(day)s %(time)s") % {"day": DAYS[local.weekday()], "time": time}


def days(mask: int) -> str:
    """Days of the week in words; runs of three and more as from … to."""
    if mask == 127:
        return _("Every day")
    if mask == 31:
        return _("Monday to Friday")
    if mask == 96:
        return _("Saturday and Sunday")
    return listed([str(DAYS[day]) for day in range(7) if mask & 1 << day])
