"""What every client makes of a step: the header, the names of the arguments, the namespace."""

from __future__ import annotations

from typing import Any, Final, Protocol

from ngnpanel.soap import wsdl
from tests.http.server import ADMIN, ADMIN_PASSWORD
from tests.interop.steps import Outcome, Reading, Step

CONTRACT: Final = wsdl.load()
TIMEOUT: Final = 10


class Client(Protocol):
    """A SOAP client that has read the served WSDL.

    ``reading`` is what its language cannot tell apart; ``install`` the command that gets it, and
    ``is_installed`` whether it is there.
    """

    reading: Reading
    install: str

    def __init__(self, endpoint: str) -> None: ...

    @staticmethod
    def is_installed() -> bool:
        """Whether it can be started here."""

    def call(self, step: Step) -> Outcome:
        """Calls the operation of the step and tells what came back."""

    def close(self) -> None:
        """Ends what the client started."""


def auth(step: Step) -> dict[str, Any] | None:
    """The header of a step: an administrator, or a customer with its own login.

    None for a port that asks for no header.
    """
    if CONTRACT.ports[step.port].service != "NGNPro":
        return None
    if step.login is None:
        return {"username": ADMIN, "password": ADMIN_PASSWORD, "admin": True, "impersonate": 0}
    username, password = step.login
    return {"username": username, "password": password, "admin": False}


def arguments(step: Step) -> dict[str, Any]:
    """The arguments by the names that the WSDL gives them; a step may leave out the last ones."""
    parameters = CONTRACT.ports[step.port].operations[step.operation].parameters
    names = [name for name, _type in parameters]
    assert len(step.arguments) <= len(names), step
    return dict(zip(names, step.arguments, strict=False))
