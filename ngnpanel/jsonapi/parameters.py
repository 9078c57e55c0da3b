"""What a program sends: form fields or a JSON object, read by the types that an action declares."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, RawPostDataException
from django.utils.translation import gettext as _

from ngnpanel.web.faults import Refused

Schema = dict[str, Any]
JSON: Final = "application/json"
MOST_TEXT: Final = 1024
# What no text of a database or of XML can hold.
NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")
CONTROLS: Final = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
WHOLE: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)
YES: Final = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that an action takes; ``schema`` is its part of the description.

    ``string`` takes one line of text, ``integer`` a whole number within its bounds, ``boolean`` 1
    or 0, ``array`` a JSON list, in a form field as text.
    """

    name: str
    schema: Schema
    text: str
    is_required: bool = False

    def read(self, given: Any) -> Any:
        """The value of the declared type; raises Refused."""
        match self.schema["type"]:
            case "integer":
                return self._integer(given)
            case "boolean":
                return given is True or str(given).strip().lower() in YES
            case "array":
                return self._array(given)
            case _:
                return self._string(given)

    def _integer(self, given: Any) -> int:
        text = str(given).strip()
        least, most = self.schema.get("minimum", 0), self.schema["maximum"]
        if isinstance(given, bool) or not WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise Refused(
                _("Send %(name)s as a whole number from %(least)s to %(most)s.")
                % {"name": self.name, "least": least, "most": most}
            )
        return int(text)

    def _array(self, given: Any) -> list[Any]:
        wrong = Refused(_("Send %(name)s as a JSON list.") % {"name": self.name})
        if isinstance(given, str):
            given = parsed(given, wrong)
        if not isinstance(given, list):
            raise wrong
        return given

    def _string(self, given: Any) -> str:
        if isinstance(given, dict | list):
            raise Refused(_("Send %(name)s as text.") % {"name": self.name})
        text = str(given)
        if len(text) > self.schema.get("maxLength", MOST_TEXT):
            raise Refused(_("Shorten %(name)s.") % {"name": self.name})
        if CONTROLS.search(text):
            raise Refused(_("Leave out control characters in %(name)s.") % {"name": self.name})
        if "enum" in self.schema and text not in self.schema["enum"]:
            words = {"name": self.name, "words": ", ".join(self.schema["enum"])}
            raise Refused(_("Send one of these as %(name)s: %(words)s.") % words)
        return text


def sent(request: HttpRequest) -> Mapping[str, Any]:
    """All that came: the fields of the body count before those of the address; raises Refused.

    A JSON body must be an object; null in it is as good as nothing.
    """
    given: dict[str, Any] = dict(request.GET.items())
    if request.content_type == JSON and request.method == "POST":
        wrong = Refused(_("Send a JSON object."))
        try:
            # The first request of a program that proves itself with Digest has an empty body.
            body = parsed(request.body.decode() or "{}", wrong)
        except (UnicodeDecodeError, RawPostDataException):
            raise wrong from None
        if not isinstance(body, dict):
            raise wrong
        return given | {name: value for name, value in body.items() if value is not None}
    return given | dict(request.POST.items())


def values(given: Mapping[str, Any], parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """The declared parameters that came, each of its type; raises Refused."""
    found = {}
    for parameter in parameters:
        if parameter.name in given:
            found[parameter.name] = parameter.read(given[parameter.name])
        elif parameter.is_required:
            raise Refused(_("%(name)s is missing.") % {"name": parameter.name})
    return found


def parsed(text: str, wrong: Refused) -> Any:
    """A JSON text; raises ``wrong`` for what is none, and for what nests too deep."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise wrong from None
