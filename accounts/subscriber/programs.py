"""The common telephone programs: what their fields are called, and how they set themselves up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ngnpanel.accounts.subscriber import handover, softphones
from ngnpanel.accounts.subscriber.softphones import Line

XML: Final = "application/xml; charset=utf-8"
# Properties of a reseller that is registered with the makers of these programs.
ZOIPER: Final = "zoiper_provider_id"
CLOUD: Final = "acrobits_cloud_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a program by the name it has there; ``is_secret`` stands for the password."""

    name: str
    value: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program, where it runs, where its account is added, and what its fields take.

    ``code`` is the picture that it reads, ``link`` opens it on this very device; either may be
    empty.
    """

    name: str
    runs_on: str
    way: str
    fields: tuple[Field, ...]
    code: str = ""
    code_text: str = ""
    link: str = ""
    link_text: str = ""
    note: str = ""


def programs(
    line: Line, told: Mapping[str, str], address_of: Callable[[str], str]
) -> tuple[Program, ...]:
    """The programs for a line; ``address_of`` makes a token into the address that answers to it.

    Raises handover.NoPlace when no settings can wait for a program now.
    """
    return (
        _linphone(line, address_of),
        *_cloud_softphone(line, told.get(CLOUD, "")),
        _zoiper(line, told.get(ZOIPER, "")),
        _groundwire(line),
        _blink(line),
    )


def picture(text: str) -> SafeString:
    """A code as SVG without a size of its own; black on white whatever the colours of the page."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=4, border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - made of numbers alone, the text is not in it


def _linphone(line: Line, address_of: Callable[[str], str]) -> Program:
    """Reads a code, or follows a link: either leads it to a file that it fetches once."""
    url = ""
    if line.is_complete:
        url = address_of(handover.leave(handover.Left(softphones.linphone(line), XML)))
    return Program(
        name="Linphone",
        runs_on=_("iPhone, Android, computers"),
        way=_("Add an account, then “Use a SIP account”."),
        fields=(
            Field(name="Username", value=line.username),
            Field(name="Password", is_secret=True),
            Field(name="Domain", value=line.domain),
            *_proxy(line, "Outbound proxy"),
            *_transport(line, "Transport"),
        ),
        code=picture(url) if url else "",
        code_text=_("In Linphone choose “Scan QR code” and point the camera here.") if url else "",
        link=softphones.linphone_link(url) if url else "",
        link_text=_("Set up Linphone on this device"),
        note=_("It takes the place of the first account in Linphone."),
    )


def _cloud_softphone(line: Line, cloud: str) -> tuple[Program, ...]:
    """Only for a provider that Acrobits gave a Cloud ID."""
    said = softphones.cloud_softphone(line, cloud)
    if not said:
        return ()
    return (
        Program(
            name="Cloud Softphone",
            runs_on=_("iPhone, Android"),
            way=_("Enter the Cloud ID at its first start, or scan the code."),
            fields=(
                Field(name="Cloud ID", value=cloud),
                Field(name="Username", value=line.username),
                Field(name="Password", is_secret=True),
            ),
            code=picture(said),
            code_text=_("In Cloud Softphone choose “Scan QR code” and point the camera here."),
        ),
    )


def _zoiper(line: Line, provider: str) -> Program:
    """A link where the provider is registered with Zoiper, fields for everybody."""
    link = ""
    if line.password and softphones.ZOIPER_ID.fullmatch(provider):
        token = handover.leave(handover.Left(softphones.zoiper(line), XML))
        link = softphones.zoiper_link(provider, token)
    return Program(
        name="Zoiper",
        runs_on=_("iPhone, Android, computers"),
        way=_("Enter username and password at its first start, then the provider."),
        fields=(
            Field(name="Username @ PBX/VoIP provider", value=line.address),
            Field(name="Password", is_secret=True),
            Field(name="Hostname or provider", value=line.domain),
            Field(name="Authentication username", value=line.username),
            *_proxy(line, "Outbound proxy"),
        ),
        link=link,
        link_text=_("Set up Zoiper through its maker's page"),
    )


def _groundwire(line: Line) -> Program:
    return Program(
        name="Groundwire",
        runs_on=_("iPhone, Android"),
        way=_("Settings, Accounts, +, Generic SIP account."),
        fields=(
            Field(name="Title", value=line.address),
            Field(name="Username", value=line.username),
            Field(name="Password", is_secret=True),
            Field(name="Domain", value=line.domain),
            *_proxy(line, "Proxy"),
            *_transport(line, "Transport protocol"),
        ),
    )


def _blink(line: Line) -> Program:
    return Program(
        name="Blink",
        runs_on=_("Computers"),
        way=_("Preferences, Accounts, +, “Add an existing SIP account”."),
        fields=(
            *((Field(name="Display name", value=line.name),) if line.name else ()),
            Field(name="SIP address", value=line.address),
            Field(name="Password", is_secret=True),
            *_proxy(line, "Outbound proxy"),
        ),
    )


def _proxy(line: Line, name: str) -> tuple[Field, ...]:
    return (Field(name=name, value=str(line.proxy)),) if line.proxy is not None else ()


def _transport(line: Line, name: str) -> tuple[Field, ...]:
    if line.proxy is None or not line.proxy.transport:
        return ()
    return (Field(name=name, value=line.proxy.transport.upper()),)
