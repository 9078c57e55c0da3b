"""What the facts of records are called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ngnpanel.web.parts import Text
from ngnpanel.web.resource import Resource

# What many records have, and not all of their forms show.
COMMON: Final[Mapping[str, Text]] = {
    "customer": _("Customer"),
    "reseller": _("Reseller"),
    "owner": _("Owner"),
    "type": _("Type"),
    "ttl": _("TTL"),
    "info": _("Info"),
}


@cache
def words_of(resource: type[Resource[Any]]) -> Mapping[str, Text]:
    """What facts are called: as the form of the records calls its fields, else as their list."""
    found: dict[str, Text] = {c.name: c.label for c in resource.columns}
    form = resource.form_class
    found |= {name: field.label or "" for name, field in form.base_fields.items()}
    found |= form.labels
    # Some members have a name with underscores on the wire as well.
    named = {**COMMON, **found} | {_camel_case(name): label for name, label in found.items()}
    named |= {wire: found[name] for wire, name in form.wire_fields.items() if name in found}
    for name, label in found.items():
        bare = name.removeprefix("property_")
        named[f"properties.{bare}"] = named[f"groups.{bare.replace('_', '-')}"] = label
        named[f"groups.{bare}"] = label
    return named


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
