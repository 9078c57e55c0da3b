"""The faults of the contract: a code, a sentence, and the member that caused it."""

from __future__ import annotations

from typing import Final

FAULTS: Final[dict[int, str]] = {
    1000: "There is no such SIP domain",
    1001: "This SIP domain exists already",
    1002: "This SIP domain still has accounts or aliases",
    1010: "There is no such SIP account",
    1011: "This SIP account exists already",
    1020: "There is no such SIP alias",
    1021: "This SIP alias exists already",
    1030: "The account is in this group already",
    1031: "The account is not in this group",
    1040: "There is no such phonebook entry",
    1041: "This phonebook entry exists already",
    1050: "There is no such trusted peer",
    1051: "This trusted peer exists already",
    1060: "There is no media trace for this call",
    1070: "There is no such carrier",
    1071: "This carrier exists already",
    1072: "This carrier still has gateways or routes",
    1080: "There is no such gateway",
    1081: "This gateway exists already",
    1090: "There is no such gateway rule",
    1091: "This gateway rule exists already",
    1100: "There is no such route",
    1101: "This route exists already",
    1110: "The voucher is unknown, used or blocked",
    1111: "The account is not prepaid",
    1112: "The balance would become negative",
    2000: "There is no such voicemail account",
    2001: "This voicemail account exists already",
    2002: "The mailbox number is taken",
    3000: "There is no such ENUM range",
    3001: "This ENUM range exists already",
    3002: "There is no such ENUM number",
    3003: "This ENUM number exists already",
    3004: "The ENUM range still has numbers",
    3005: "The number fits none of the ENUM ranges that you may use",
    3006: "The ENUM range is full",
    3007: "A number has at most five mappings",
    4001: "There are no rating profiles for this entity",
    5000: "There is no such customer",
    5001: "This customer exists already",
    5002: "Records still belong to this customer",
    5003: "The reseller is not active",
    5004: "You may not change this property",
    7000: "There is no such DNS zone",
    7001: "This DNS zone exists already",
    7002: "There is no such DNS record",
    7003: "This DNS record exists already",
    7004: "The record conflicts with another one of the same name",
    9000: "Internal error",
    9001: "Authentication failed",
    9002: "Not authorized",
    9003: "The credit is used up",
    9004: "Invalid or missing value",
    9005: "Unknown operation",
    9006: "There is no such customer to impersonate",
}


class Fault(Exception):
    """What the caller is told instead of a result.

    ``text`` defaults to the short text of ``code``; ``field`` is the wire name of the member at
    fault, so that a form can show the text where it belongs.
    """

    def __init__(self, code: int, text: str = "", field: str = "") -> None:
        self.code = code
        self.text = text or FAULTS[code]
        self.field = field
        super().__init__(f"{code} {self.text}")
