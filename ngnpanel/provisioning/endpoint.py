"""One SOAP request in, one reply out, without any web framework around it."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass
from typing import Final, cast

from ngnpanel import logs, metrics
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import running, subscribers, types
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller, admit
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.operations import OPERATIONS
from ngnpanel.soap import wire
from ngnpanel.soap.codec import CODEC, OperationCodec, for_request
from ngnpanel.soap.scalars import DecodeError

logger = logging.getLogger(__name__)
# Codes that say that the request was wrong, rather than that the server refused a right one.
CLIENT_CODES: Final = frozenset({9001, 9004, 9005})
MAX_LOGGED: Final = 64


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: HTTP status, bytes and media type."""

    status: int
    body: bytes
    content_type: str = wire.CONTENT_TYPE


@dataclass(slots=True)
class _Story:
    """What the log line of a call tells; never a password or any other value of the request."""

    request_id: str
    port: str = "-"
    operation: str = "-"
    caller: Caller | None = None
    code: int = 0


def handle(body: bytes, *, port: str | None = None, client: str = "") -> Reply:
    """The reply to a request; never raises.

    ``port`` is the port that the address names, for clients whose namespace is that of no port.
    """
    started = time.perf_counter()
    current = logs.request_id.get()
    story = _Story(request_id=secrets.token_hex(6) if current == "-" else current)
    try:
        reply = Reply(200, _serve(body, port, client, story))
    except wire.WireError as error:
        reply = _fault(story, Fault(9004, error.text), faultcode=error.faultcode)
    except DecodeError as error:
        reply = _fault(story, Fault(9004, error.text, error.field))
    except RuleError as error:
        reply = _fault(story, Fault(9004, error.text, error.field))
    except Fault as fault:
        reply = _fault(story, fault)
    # The boundary of the server: a defect of ours must reach the client as a fault with an id that
    # can be found in the log, never as a page of HTML or a traceback.
    except Exception as error:  # noqa: BLE001
        # Not logger.exception: the message of an error quotes values.
        logger.error("request %s failed\n%s", story.request_id, logs.trace(error))  # noqa: TRY400
        reply = _fault(story, Fault(9000, f"Internal error (request {story.request_id})"))
    seconds = time.perf_counter() - started
    # Only what is served has a port: else the name is the caller's word.
    is_known = (story.port, story.operation) in OPERATIONS
    served = (story.port, story.operation) if is_known else (metrics.OTHER, metrics.OTHER)
    metrics.soap_served(*served, story.code, seconds)
    _log(story, client, seconds)
    return reply


def _serve(body: bytes, port: str | None, client: str, story: _Story) -> bytes:
    envelope = wire.parse(body)
    story.operation = _printable(envelope.operation)
    codec = for_request(body).find(envelope.namespace, envelope.operation, port)
    if codec is None:
        raise Fault(9005, _unknown(story.operation))
    story.port = codec.port
    serve = OPERATIONS.get((codec.port, codec.name))
    if serve is None:
        raise Fault(9005, f"The operation {codec.name} of port {codec.port} is not served here")
    caller, arguments = _admitted(codec, envelope, client)
    story.caller = caller
    _require_scope(caller, codec)
    call = Call(caller=caller, request_id=story.request_id, client=client)
    if codec.name.startswith("get"):
        result = running.read(call, serve, arguments)
    else:
        result = running.write(call, f"{codec.port}.{codec.name}", serve, arguments)
    if caller.grant is not None:
        result = caller.grant.shown(f"{codec.port}.{codec.name}", result)
    return wire.response(codec.encode_result(types.plain(result, codec.result_type)))


def _require_scope(caller: Caller, codec: OperationCodec) -> None:
    """Raises Fault 9002 for what a token is not for."""
    grant = caller.grant
    lacks = "" if grant is None else grant.lacks(f"{codec.port}.{codec.name}")
    if lacks:
        raise Fault(9002, f"This token may not do that: it lacks {lacks}")


def _admitted(
    codec: OperationCodec, envelope: wire.Envelope, client: str
) -> tuple[Caller, list[object]]:
    """Who calls, and the arguments of the operation itself.

    The Presence port has no auth header: its first two arguments are address and password.
    """
    if codec.port != subscribers.PORT:
        caller = admit(envelope.auth, client, takes_tokens=True)
        return caller, _arguments(codec, codec.decode_arguments(envelope.call))
    sip_id, password, *arguments = _arguments(codec, codec.decode_arguments(envelope.call))
    caller = subscribers.admit(cast(SipId, sip_id), cast("str | None", password), client)
    return caller, arguments


def _arguments(codec: OperationCodec, values: list[object]) -> list[object]:
    return [
        types.argument(codec.name, name, label, value)
        for (name, label), value in zip(codec.parameters, values, strict=True)
    ]


def _unknown(operation: str) -> str:
    """Why an operation is not found; some clients call it in the namespace of another port."""
    namespaces = CODEC.namespaces_with(operation)
    if not namespaces:
        return f"There is no operation {operation}"
    return (
        f"The operation {operation} is not in the namespace of the call, but in"
        f" {' and '.join(namespaces)}"
    )


def _fault(story: _Story, fault: Fault, *, faultcode: str = "") -> Reply:
    story.code = fault.code
    kind = faultcode or ("Client" if fault.code in CLIENT_CODES else "Server")
    return Reply(500, wire.fault(kind, fault.code, fault.text, fault.field))


def _printable(text: str) -> str:
    """A name as it may stand in the log: cut, and in one line."""
    if len(text) <= MAX_LOGGED and text.isprintable():
        return text
    return "".join(char if char.isprintable() else "?" for char in text[:MAX_LOGGED])


def _log(story: _Story, client: str, seconds: float) -> None:
    """One line, with nothing of the request but the names of the operation and of the caller."""
    if not logger.isEnabledFor(logging.INFO):
        return
    caller = story.caller
    logger.info(
        "%s.%s by %s%s for %s%s from %s: code %d in %.1f ms (request %s)",
        story.port,
        story.operation,
        _printable(caller.name) if caller else "-",
        f" with token {_printable(caller.grant.name)}" if caller and caller.grant else "",
        caller.customer if caller else "-",
        " impersonated" if caller and caller.impersonated else "",
        client or "-",
        story.code,
        seconds * 1000,
        story.request_id,
    )
