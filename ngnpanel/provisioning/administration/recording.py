"""What is changed on these pages goes into the change feed like what a SOAP call changes."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from ngnpanel import logs
from ngnpanel.provisioning import feed
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller, Kind


def note(request: HttpRequest, operation: str, kind: str, keys: Iterable[object]) -> None:
    """Write the feed's rows; call it within the transaction, after the records."""
    caller = Caller(kind=Kind.ADMINISTRATOR, name=request.user.get_username())
    call = Call(caller=caller, request_id=logs.request_id.get())
    for key in keys:
        call.changed(kind, key)
    feed.write(call, f"platform.{operation}")
