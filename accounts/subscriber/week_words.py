"""The words that the drawn week speaks with: its script holds none."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from ngnpanel.accounts.subscriber import words


def editor() -> str:
    """All of them as JSON for a data attribute."""
    return json.dumps(
        {
            "days": [str(day) for day in words.DAYS],
            "short": [str(day) for day in words.SHORT_DAYS],
            "masks": {mask: words.days(mask) for mask in (31, 96, 127)},
            "everybody": words.may_call(["everybody"]),
            "nobody": words.may_call(["nobody"]),
            "names": {"everybody": _("Everybody"), "nobody": _("Nobody")},
            "groups": _("%(groups)s may call"),
            "free": _("no rule, so everybody may call"),
            "rule": _("%(days)s from %(start)s to %(stop)s: %(who)s."),
            "piece": _("%(day)s %(start)s to %(stop)s: %(who)s"),
            "removed": _("Removed: %(what)s"),
            "undone": _("The last change is undone."),
            "nothing": _("Nothing changes here."),
            "grid": _("The week by half hours"),
            "time": _("Time"),
        }
    )
