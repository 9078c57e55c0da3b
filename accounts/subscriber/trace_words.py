"""What became of a call, in plain words for the person whose call it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain.calls import Call, decoded
from ngnpanel.accounts.subscriber.ladder import seconds
from ngnpanel.accounts.subscriber.phones import duration
from ngnpanel.accounts.subscriber.trace import Message

BUSY: Final = frozenset({486, 600})
SILENT: Final = frozenset({408, 480})
UNKNOWN: Final = frozenset({404, 410, 484, 604})
REFUSED: Final = frozenset({401, 403, 407, 433, 603, 607})
NOT_ALIKE: Final = frozenset({406, 415, 488, 606})


def summary(call: Call, messages: Sequence[Message], party: str, *, is_placed: bool) -> str:
    """What became of the call."""
    if not call.stop_time:
        text = _("You called %(party)s; the call goes on.")
        return (text if is_placed else _("%(party)s called you; the call goes on.")) % {
            "party": party
        }
    if call.duration:
        if is_placed:
            text = _("You called %(party)s, and the call lasted %(time)s.")
        else:
            text = _("%(party)s called you, and the call lasted %(time)s.")
        return text % {"party": party, "time": duration(call.duration)}
    status = final_status(call, messages)
    if status in SILENT and (waited := waiting(messages)):
        if is_placed:
            text = ngettext(
                "You called %(party)s, nobody answered within %(n)s second.",
                "You called %(party)s, nobody answered within %(n)s seconds.",
                waited,
            )
        else:
            text = ngettext(
                "%(party)s called you, nobody answered within %(n)s second.",
                "%(party)s called you, nobody answered within %(n)s seconds.",
                waited,
            )
        return text % {"party": party, "n": waited}
    return (_placed(status) if is_placed else _received(status)) % {"party": party}


def meaning(status: int | None) -> str:
    """What the last status of a call means."""
    if status is None:
        return ""
    found = (
        (200 <= status < 300, _("The call was answered.")),
        (status in BUSY, _("The line was busy.")),
        (status in SILENT, _("Nobody answered in time, or no phone was online.")),
        (status == 487, _("The caller hung up before anybody answered.")),
        (status in UNKNOWN, _("This address or number does not exist.")),
        (status in REFUSED, _("The call was not allowed or was declined.")),
        (status in NOT_ALIKE, _("The two phones found no way to talk with each other.")),
        (300 <= status < 400, _("The call was sent elsewhere.")),
        (status >= 500, _("The network could not connect the call.")),
    )
    return next((words for applies, words in found if applies), _("The call was not connected."))


def ended_by(call: Call, messages: Sequence[Message], *, is_placed: bool) -> str:
    """Who ended the call, empty when nobody knows."""
    last = next(
        (one for one in messages if not one.status and one.method in {"BYE", "CANCEL"}), None
    )
    from_tag = decoded(call.from_tag)
    if last is None or not last.from_tag or not from_tag or not call.stop_time:
        return ""
    is_caller = last.from_tag == from_tag
    return _("You") if is_caller == is_placed else _("The other side")


def final_status(call: Call, messages: Sequence[Message]) -> int | None:
    """The last status of the call: as it was accounted, else as the messages tell."""
    if call.status is not None:
        return call.status
    finals = [one.status for one in messages if one.method == "INVITE" and one.status >= 200]
    return finals[-1] if finals else None


def waiting(messages: Sequence[Message]) -> int:
    """Seconds from the first message to the last answer of the call; 0 when they are not told."""
    finals = [
        place
        for place, one in enumerate(messages)
        if one.method == "INVITE" and one.status >= 300 and one.status not in {401, 407}
    ]
    return (seconds(messages, finals[-1]) or 0) if finals else 0


def _placed(status: int | None) -> str:
    if status in BUSY:
        return _("You called %(party)s; the line was busy.")
    if status in SILENT:
        return _("You called %(party)s; nobody answered.")
    if status == 487:
        return _("You called %(party)s and hung up before anybody answered.")
    if status in UNKNOWN:
        return _("You called %(party)s; this address or number does not exist.")
    if status in REFUSED:
        return _("You called %(party)s; the call was not allowed or was declined.")
    if status in NOT_ALIKE:
        return _("You called %(party)s; the two phones found no way to talk with each other.")
    return _("You called %(party)s; the call was not connected.")


def _received(status: int | None) -> str:
    if status in BUSY:
        return _("%(party)s called you; your line was busy.")
    if status in SILENT:
        return _("%(party)s called you; nobody answered.")
    if status == 487:
        return _("%(party)s called you and hung up before anybody answered.")
    if status in REFUSED:
        return _("%(party)s called you; the call was declined.")
    if status in NOT_ALIKE:
        return _("%(party)s called you; the two phones found no way to talk with each other.")
    return _("%(party)s called you; the call was not connected.")
