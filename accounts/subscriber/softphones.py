"""What a phone has to know to sign in, and how the common programs take it.

Everything here is computed from values; the one who calls read them and knows who may see them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape, quoteattr

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.sip import Account

# What a reseller's property may say about the way to its proxy (RFC 3261 section 25.1).
PROXY: Final = re.compile(
    r"(?:(?P<scheme>sips?):)?(?P<host>\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<parameters>(?:;[0-9A-Za-z._=-]+)*)",
    re.IGNORECASE,
)
TRANSPORTS: Final = ("udp", "tcp", "tls")
# Names that Zoiper and Acrobits gave to a provider; anything else does not go into a link.
ZOIPER_ID: Final = re.compile(r"[0-9A-Za-z]{8,64}")
CLOUD_ID: Final = re.compile(r"[0-9A-Za-z]{2,32}\*?")
ZOIPER_PAGE: Final = "https://oem.zoiper.com/qr-howto.php"
LINPHONE_NAMESPACE: Final = "http://www.linphone.org/xsds/lpconfig.xsd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """Where a phone sends everything first; ``port`` 0 and ``transport`` "" leave it the choice."""

    host: str
    port: int = 0
    transport: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}" if self.port else self.host

    @property
    def uri(self) -> str:
        """The same as a SIP URI for a route (RFC 3261 section 19.1.1)."""
        transport = f";transport={self.transport}" if self.transport else ""
        return f"sip:{self}{transport};lr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An account as a phone signs in with it.

    ``password`` is empty where nobody here knows it, ``ha1`` is MD5(user:realm:password) in
    lower-case hex (RFC 2617), empty when that is unknown as well.
    """

    username: str
    domain: str
    name: str = ""
    proxy: Proxy | None = None
    password: str = field(default="", repr=False)
    ha1: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """The SIP address."""
        return f"{self.username}@{self.domain}"

    @property
    def is_complete(self) -> bool:
        """Whether a program could sign in with it without anything typed."""
        return bool(self.ha1)


def proxy(text: str) -> Proxy | None:
    """A proxy from ``host``, ``host:port`` or a SIP URI; None for everything else."""
    found = PROXY.fullmatch(text.strip())
    if found is None:
        return None
    port = int(found["port"] or 0)
    if port > 65535:
        return None
    said = dict(part.lower().partition("=")[::2] for part in found["parameters"].split(";") if part)
    transport = said.get("transport", "")
    if (found["scheme"] or "").lower() == "sips" and not transport:
        transport = "tls"
    known = transport if transport in TRANSPORTS else ""
    return Proxy(host=found["host"].lower(), port=port, transport=known)


def line(
    account: Account, way: Proxy | None = None, *, typed: str = "", reveals: bool = True
) -> Line:
    """The line of an account for the subscriber, who proved to be it with the password ``typed``.

    The password is what the platform stores in the clear, else what was typed if that is the one
    of the phones rather than of the panel. Without ``reveals`` the provider keeps it for itself:
    then nobody is told who did not type it.
    """
    id = account.id
    stored, ha1 = account.password, _digest(account)
    is_clear = bool(stored) and not passwords.is_digest_pair(stored)
    if is_clear:
        ha1 = passwords.digest_pair(id.username, id.domain, stored).split(":")[0]
    knows = passwords.verify_ha1(id.username, id.domain, typed, ha1)
    password = typed if knows else stored if is_clear and reveals else ""
    return Line(
        username=id.username,
        domain=id.domain,
        name=account.name,
        proxy=way,
        password=password,
        ha1=ha1 if knows or reveals else "",
    )


def without_secrets(account: Account, way: Proxy | None = None) -> Line:
    """The line of an account for somebody who may not know its password."""
    id = account.id
    return Line(username=id.username, domain=id.domain, name=account.name, proxy=way)


def linphone(line: Line) -> str:
    """The file that Linphone fetches to set itself up ("remote provisioning").

    It holds the digest instead of the password, and says that it is to be fetched only once.
    """
    server = f"sip:{line.domain}"
    if line.proxy is not None and line.proxy.transport:
        server += f";transport={line.proxy.transport}"
    account = {
        "reg_identity": f"{_display_name(line.name)}<sip:{line.address}>",
        "reg_proxy": f"<{server}>",
        "reg_route": f"<{line.proxy.uri}>" if line.proxy is not None else "",
        "reg_sendregister": "1",
        "realm": line.domain,
    }
    secret = {
        "username": line.username,
        "domain": line.domain,
        "realm": line.domain,
        "ha1": line.ha1,
        "algorithm": "MD5",
    }
    sections = (
        _section("misc", {"transient_provisioning": "1"}),
        _section("sip", {"default_proxy": "0"}),
        _section("proxy_0", {name: value for name, value in account.items() if value}),
        _section("auth_info_0", secret),
    )
    body = "".join(sections)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<config xmlns="{LINPHONE_NAMESPACE}">\n{body}</config>\n'


def linphone_link(url: str) -> str:
    """What opens Linphone on this very device and has it fetch ``url``."""
    return f"linphone-config:{url}"


def zoiper(line: Line) -> str:
    """The answer to a token that Zoiper brings ("token based provisioning")."""
    said = {
        "username": line.username,
        "password": line.password,
        "authentication_username": line.username,
    }
    rows = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in said.items())
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{head}<options><accounts><account>{rows}</account></accounts></options>\n"


def zoiper_link(provider: str, token: str) -> str:
    """Zoiper's own page for a provider that is registered there; empty for an odd name.

    The page gets a token that works once, never the password.
    """
    if not ZOIPER_ID.fullmatch(provider):
        return ""
    return f"{ZOIPER_PAGE}?{urlencode({'provider_id': provider, 't': token})}"


def cloud_softphone(line: Line, cloud: str) -> str:
    """What the code of Acrobits' Cloud Softphone says; empty for an odd name or no password."""
    if not line.password or not CLOUD_ID.fullmatch(cloud):
        return ""
    return f"csc:{quote(line.username, safe='')}:{quote(line.password, safe='')}@{cloud}"


def _digest(account: Account) -> str:
    """MD5(user:realm:password) as far as the platform tells it."""
    if passwords.is_digest_pair(account.password):
        return account.password.lower().split(":")[0]
    return account.ha1.lower()


def _display_name(name: str) -> str:
    """The name before an address, quoted as RFC 3261 section 25.1 has it."""
    shown = "".join(char for char in name if char.isprintable()).strip()
    quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" ' if quoted else ""


def _section(name: str, entries: dict[str, str]) -> str:
    rows = "".join(
        f'    <entry name={quoteattr(entry)} overwrite="true">{escape(value)}</entry>\n'
        for entry, value in entries.items()
    )
    return f"  <section name={quoteattr(name)}>\n{rows}  </section>\n"
