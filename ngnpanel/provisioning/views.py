"""The endpoint over HTTP: calls by POST, the WSDL by GET."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.core.exceptions import DisallowedHost, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt

from ngnpanel.provisioning.endpoint import CLIENT_CODES, Reply, handle
from ngnpanel.provisioning.rate import RATES
from ngnpanel.soap import wire, wsdl
from ngnpanel.soap.codec import CODEC

ALLOWED: Final = "GET, HEAD, POST"
XML: Final = "text/xml; charset=utf-8"
# SOAP with attachments and its Microsoft twin: the envelope would be one part among several.
ATTACHMENTS: Final = ("multipart/", "application/dime")
CHUNK: Final = 65536
UNKNOWN_NAME: Final = (
    "The server does not know that it is reached under the name that this request used, so it"
    " cannot say in the WSDL where calls go.\nAdd the name to ALLOWED_HOSTS, for example"
    " ALLOWED_HOSTS=sip.example.com, and start the server again.\n"
)


@csrf_exempt
def soap(request: HttpRequest) -> HttpResponse:
    """One call, or the WSDL when ``?wsdl`` asks for it."""
    if request.method == "POST":
        return _respond(_call(request))
    if request.method in ("GET", "HEAD") and any(
        name.lower() == "wsdl" for name in _asked(request)
    ):
        return _document(request)
    response = HttpResponse("Send SOAP requests here by POST.\n", "text/plain", status=405)
    response["Allow"] = ALLOWED
    return _sized(response)


@csrf_exempt
def document(request: HttpRequest) -> HttpResponse:
    """The WSDL below the endpoint, where older clients look for it."""
    return _document(request) if request.method in ("GET", "HEAD") else soap(request)


@csrf_exempt
def encoding_schema(request: HttpRequest) -> HttpResponse:
    """The SOAP encoding schema that the WSDL imports."""
    if request.method in ("GET", "HEAD"):
        return _sized(HttpResponse(wsdl.soapenc(), XML))
    return soap(request)


def _call(request: HttpRequest) -> Reply:
    return answer(
        request.read,
        media_type=request.headers.get("Content-Type", ""),
        encoding=request.headers.get("Content-Encoding", ""),
        client=request.META.get("REMOTE_ADDR", ""),
        port=_asked(request).get("port"),
    )


def answer(
    read: Callable[[int], bytes],
    *,
    media_type: str,
    encoding: str,
    client: str,
    port: str | None = None,
) -> Reply:
    """The reply to a call over HTTP; ``read`` gives its body in parts of at most so many bytes."""
    # Before anything is read: who sends too much shall cost next to nothing.
    if not RATES.admits(client):
        return _refusal(f"Too many calls from {client}: wait a second and try again.", 9000)
    if media_type.strip().lower().startswith(ATTACHMENTS):
        return _refusal("Attachments are not supported: send the envelope as text/xml.")
    if encoding.strip().lower() not in ("", "identity"):
        return _refusal("Compressed requests are not supported: send the envelope as it is.")
    body = _body(read)
    if body is None:
        return _refusal(f"The message is longer than {wire.MAX_BYTES} bytes.")
    return handle(body, port=port, client=client)


def _body(read: Callable[[int], bytes]) -> bytes | None:
    """The body, None when it is too long.

    Read here and not by Django, whose own limit answers with an HTML page and status 400.
    """
    parts: list[bytes] = []
    size = 0
    while chunk := read(CHUNK):
        size += len(chunk)
        if size > wire.MAX_BYTES:
            return None
        parts.append(chunk)
    return b"".join(parts)


def _refusal(text: str, code: int = 9004) -> Reply:
    return Reply(500, wire.fault("Client" if code in CLIENT_CODES else "Server", code, text))


def _document(request: HttpRequest) -> HttpResponse:
    port = _asked(request).get("port") or None
    if port is not None and port not in CODEC.contract.ports:
        return _sized(HttpResponse("There is no such port.\n", "text/plain", status=404))
    path = request.path.removesuffix("wsdl").rstrip("/") + "/"
    try:
        address = request.build_absolute_uri(path)
    except DisallowedHost:
        # Django's page would hide the reason; the name is a stranger's word and not repeated.
        return _sized(HttpResponse(UNKNOWN_NAME, "text/plain", status=400))
    # The schema lies below the endpoint; a client that left out the last slash starts above it.
    last = request.path.rpartition("/")[2]
    schema = f"{last}/soapenc.xsd" if last not in ("", "wsdl") else "soapenc.xsd"
    return _sized(HttpResponse(wsdl.document(port, address, schema=schema), XML))


def _asked(request: HttpRequest) -> QueryDict:
    """The parameters of the address; none when there are so many that Django refuses to count."""
    try:
        return request.GET
    except TooManyFieldsSent:
        return QueryDict()


def _respond(reply: Reply) -> HttpResponse:
    return _sized(HttpResponse(reply.body, reply.content_type, status=reply.status))


def _sized(response: HttpResponse) -> HttpResponse:
    # Old clients do not understand chunked answers.
    response["Content-Length"] = str(len(response.content))
    return response
