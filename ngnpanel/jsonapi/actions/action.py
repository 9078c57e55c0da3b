"""What an action is: its name, what it takes and answers, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponseBase

from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.jsonapi.parameters import Parameter, Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request of a program about one account.

    ``is_own``: the subscriber of the account asks. ``proved_now``: by a password in this very
    request and not by a session. ``is_secure``: over TLS.
    """

    subject: Subject
    values: dict[str, Any] = field(repr=False)
    ip_address: str = ""
    is_own: bool = False
    proved_now: bool = False
    is_secure: bool = False


# JSON data as it is answered, or a download.
Answer = dict[str, Any] | list[Any] | HttpResponseBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """``tab`` is the page that the account must have. ``changes``: it is no mere look.

    ``answer`` describes what comes back; ``media`` is the type of a download instead.
    """

    name: str
    text: str
    run: Callable[[Asked], Answer]
    parameters: tuple[Parameter, ...] = ()
    answer: Schema = field(default_factory=dict)
    tab: str = ""
    changes: bool = False
    media: str = ""

    @property
    def permission(self) -> str:
        """What whoever asks has to have, and a token to be for."""
        return "settings.edit" if self.changes else "settings.view"


def done(text: str) -> dict[str, Any]:
    """The answer to a change: clients show the message also when all went well."""
    return {"success": True, "error_message": text}


def record(**members: Schema) -> Schema:
    """An object that has all of these members."""
    return {"type": "object", "required": list(members), "properties": members}


def listed(item: Schema) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": item}


TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
DONE: Schema = record(success=FLAG, error_message=TEXT)


def or_null(schema: Schema) -> Schema:
    """The same, or null where it is not known."""
    return {**schema, "type": [schema["type"], "null"]}
