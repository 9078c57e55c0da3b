"""The foreign SOAP clients that the story is told to, by the names under which docs list them."""

from __future__ import annotations

from typing import Final

from tests.interop.calls import Client
from tests.interop.programs import Node, Perl, Php
from tests.interop.python_stacks import Suds, Zeep

CLIENTS: Final[dict[str, type[Client]]] = {
    "zeep": Zeep,
    "suds": Suds,
    "php": Php,
    "node": Node,
    "perl": Perl,
}
