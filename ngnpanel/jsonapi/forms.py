"""The forms of the subscriber's pages, asked whether what a program sent is right."""

from __future__ import annotations

from typing import Any, TypeVar

from ngnpanel.accounts.subscriber.services import Saved
from ngnpanel.web.faults import Refused, sentence
from ngnpanel.web.forms import PanelForm

Form = TypeVar("Form", bound=PanelForm[Any])


def checked(form: Form) -> Form:
    """The form, if all in it is right; raises Refused with its sentences."""
    if not form.is_valid():
        found = [str(message) for messages in form.errors.values() for message in messages]
        raise Refused(" ".join(dict.fromkeys(found)))
    return form


def told(saved: Saved, nothing: str) -> str:
    """What a save came to; raises Refused when it stopped half way, and says how far it came."""
    if saved.error is not None:
        raise Refused(" ".join([*saved.done, sentence(saved.error)]))
    return " ".join(saved.done) or nothing
