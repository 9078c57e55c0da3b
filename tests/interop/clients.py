"""The foreign SOAP clients that the story is told to, by the names under which docs list them."""

from __future__ import annotations

from typing import Final

from tests.interop.calls import Client
from tests.interop.pear import Pear, PearInLatin, PearOverCurl, PearWithReferences
from tests.interop.programs import Node, Perl, Php
from tests.interop.python_stacks import Suds, Zeep

CLIENTS: Final[dict[str, type[Client]]] = {
    "zeep": Zeep,
    "suds": Suds,
    "php": Php,
    "node": Node,
    "perl": Perl,
    "pear": Pear,
}
# The same client in other circumstances.
VARIANTS: Final[dict[str, type[Client]]] = {
    "pear-over-curl": PearOverCurl,
    "pear-with-references": PearWithReferences,
    "pear-in-latin": PearInLatin,
}
