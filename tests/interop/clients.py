"""Foreign SOAP clients behind one face: a step of the story in, what the client read out of it."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Protocol

import suds
import suds.client
import zeep
import zeep.exceptions
from zeep.helpers import serialize_object
from zeep.xsd import AnyObject, ComplexType, Element

from tests.http.server import ADMIN, ADMIN_PASSWORD
from tests.interop.steps import Outcome, Step

PROGRAM = Path(__file__).with_name("client.php")
PHP_INSTALL = "apt-get install -y --no-install-recommends php-cli php-soap"
TIMEOUT = 10


class Client(Protocol):
    """A SOAP client that has read the served WSDL."""

    def call(self, step: Step) -> Outcome:
        """Calls the operation of the step and tells what came back."""

    def close(self) -> None:
        """Ends what the client started."""


def auth(step: Step) -> dict[str, Any]:
    """The header of a step: an administrator, or a customer with its own login."""
    if step.login is None:
        return {"username": ADMIN, "password": ADMIN_PASSWORD, "admin": True, "impersonate": 0}
    username, password = step.login
    return {"username": username, "password": password, "admin": False}


class Zeep:
    """zeep with its strict reading and the combined WSDL."""

    def __init__(self, endpoint: str) -> None:
        settings = zeep.Settings(strict=True, forbid_external=False)
        transport = zeep.Transport(timeout=TIMEOUT, operation_timeout=TIMEOUT)
        self.client = zeep.Client(f"{endpoint}wsdl", settings=settings, transport=transport)

    def call(self, step: Step) -> Outcome:
        service = self.client.bind("NGNPro", f"{step.port}Port")
        operation = service._binding.get(step.operation)
        parameters = operation.input.body.type.elements
        arguments = {
            name: typed(element.type, value)
            for (name, element), value in zip(parameters, step.arguments, strict=True)
        }
        try:
            result = service[step.operation](**arguments, _soapheaders={"auth": auth(step)})
        except zeep.exceptions.Fault as fault:
            return Outcome(
                code=int(fault.detail.findtext("exception/errorcode")),
                text=fault.detail.findtext("exception/errorstring"),
            )
        return Outcome(value=serialize_object(result, dict))

    def close(self) -> None:
        self.client.transport.session.close()


def typed(type_: Any, value: Any) -> Any:
    """zeep fills only the first level of plain values; below it wants its own objects."""
    if value is None or not isinstance(type_, ComplexType):
        return value
    if type_._array_type is not None:
        item = type_._array_type.array_type
        element = Element("item", item)
        return type_([AnyObject(element, typed(item, each)) for each in value])
    members = {name: element.type for name, element in type_.elements if name in value}
    return type_(**{name: typed(member, value[name]) for name, member in members.items()})


class Suds:
    """suds-community with one WSDL for each port."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.clients: dict[str, Any] = {}

    def call(self, step: Step) -> Outcome:
        client = self.clients.get(step.port) or self.open(step.port)
        header = client.factory.create("{urn:AGProjects:NGNPro}AuthHeader")
        for name, value in auth(step).items():
            setattr(header, name, value)
        client.set_options(soapheaders={"auth": header})
        arguments = [encoded(value) for value in step.arguments]
        try:
            result = getattr(client.service, step.operation)(*arguments)
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


class Php:
    """PHP's own SOAP extension, in a process that reads one call a line."""

    def __init__(self, endpoint: str) -> None:
        self.process = subprocess.Popen(
            ["php", "-d", "soap.wsdl_cache_enabled=0", str(PROGRAM), endpoint],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={"PATH": os.environ["PATH"]},
        )

    @staticmethod
    def is_installed() -> bool:
        """Whether there is a PHP with the extension."""
        if shutil.which("php") is None:
            return False
        modules = subprocess.run(["php", "-m"], capture_output=True, text=True, check=False)
        return "soap" in modules.stdout.split()

    def call(self, step: Step) -> Outcome:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        told = {
            "port": step.port,
            "operation": step.operation,
            "arguments": step.arguments,
            "auth": auth(step),
        }
        self.process.stdin.write(json.dumps(told, default=bytes_for_php) + "\n")
        self.process.stdin.flush()
        return Outcome(**json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(TIMEOUT)
        self.process.stdout.close()


def bytes_for_php(value: object) -> dict[str, str]:
    """JSON has no bytes; client.php takes them out of this again."""
    assert isinstance(value, bytes)
    return {"base64": base64.b64encode(value).decode("ascii")}
