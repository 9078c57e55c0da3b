"""zeep and suds-community, in this process."""

from __future__ import annotations

import base64
from typing import Any

import suds
import suds.client
import zeep
import zeep.exceptions
from zeep.helpers import serialize_object

from tests.interop import calls
from tests.interop.calls import CONTRACT, TIMEOUT
from tests.interop.steps import Outcome, Reading, Step


class Zeep:
    """zeep with its strict reading and the combined WSDL."""

    reading = Reading(empty_text_is_nil=True)
    install = "make test"

    def __init__(self, endpoint: str) -> None:
        settings = zeep.Settings(strict=True, forbid_external=False)
        transport = zeep.Transport(timeout=TIMEOUT, operation_timeout=TIMEOUT)
        self.client = zeep.Client(f"{endpoint}wsdl", settings=settings, transport=transport)

    @staticmethod
    def is_installed() -> bool:
        return True

    def call(self, step: Step) -> Outcome:
        service = self.client.bind(CONTRACT.ports[step.port].service, f"{step.port}Port")
        types = dict(service._binding.get(step.operation).input.body.type.elements)
        arguments = {
            name: typed(types[name].type, value) for name, value in calls.arguments(step).items()
        }
        header = calls.auth(step)
        headers = {} if header is None else {"_soapheaders": {"auth": header}}
        try:
            result = service[step.operation](**arguments, **headers)
        except zeep.exceptions.Fault as fault:
            return Outcome(
                code=int(fault.detail.findtext("exception/errorcode")),
                text=fault.detail.findtext("exception/errorstring"),
            )
        return Outcome(value=serialize_object(result, dict))

    def close(self) -> None:
        self.client.transport.session.close()


def typed(type_: Any, value: Any) -> Any:
    """zeep fills in plain values, but loses a list in a struct in a list without a word."""
    if isinstance(value, list):
        item = dict(type_.elements)["item"].type
        return type_([typed(item, each) for each in value])
    if isinstance(value, dict):
        members = {name: element.type for name, element in type_.elements if name in value}
        return type_(**{name: typed(member, value[name]) for name, member in members.items()})
    return value


class Suds:
    """suds-community with one WSDL for each port."""

    reading = Reading(empty_text_is_nil=True)
    install = "make test"

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.clients: dict[str, Any] = {}

    @staticmethod
    def is_installed() -> bool:
        return True

    def call(self, step: Step) -> Outcome:
        client = self.clients.get(step.port) or self.open(step.port)
        client.set_options(soapheaders=header(client, step))
        arguments = {name: encoded(value) for name, value in calls.arguments(step).items()}
        try:
            result = getattr(client.service, step.operation)(**arguments)
        except suds.WebFault as fault:
            told = fault.fault.detail.exception
            return Outcome(code=int(told.errorcode), text=str(told.errorstring))
        return Outcome(value=plain(result))

    def open(self, port: str) -> Any:
        url = f"{self.endpoint}?wsdl&port={port}"
        client = suds.client.Client(url, cache=None, timeout=TIMEOUT)
        self.clients[port] = client
        return client

    def close(self) -> None:
        self.clients.clear()


def header(client: Any, step: Step) -> dict[str, Any]:
    """The auth header as an object of suds."""
    told = calls.auth(step)
    if told is None:
        return {}
    auth = client.factory.create("{urn:AGProjects:NGNPro}AuthHeader")
    for name, value in told.items():
        setattr(auth, name, value)
    return {"auth": auth}


def encoded(value: Any) -> Any:
    """suds sends base64 as it is given."""
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def plain(value: Any) -> Any:
    """suds' objects and texts as plain values."""
    if isinstance(value, suds.sudsobject.Object):
        return {name: plain(member) for name, member in suds.sudsobject.asdict(value).items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, str) else value
