"""New accounts as CSV, for spreadsheets and for whoever sets up phones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

from ngnpanel.accounts.credentials.handed import Credential, Sender
from ngnpanel.web.exporting import cell

CONTENT_TYPE: Final = "text/csv; charset=utf-8"
COLUMNS: Final = (
    "sip_address",
    "username",
    "domain",
    "password",
    "numbers",
    "name",
    "email",
    "outbound_proxy",
    "settings",
)


def table(handed: Iterable[tuple[Credential, int]], senders: Mapping[int, Sender]) -> bytes:
    """A line for each account with its reseller (RFC 4180, with the mark Excel knows UTF-8 by).

    A password stands as it is, even where a spreadsheet takes it for a formula: it is made here,
    of letters and digits, or checked where it was typed (``strength.printed``).
    """
    target = io.StringIO()
    write = csv.writer(target, quoting=csv.QUOTE_ALL).writerow
    write(COLUMNS)
    for credential, reseller in handed:
        sender = senders[reseller]
        write(
            (
                cell(str(credential.id)),
                cell(credential.id.username),
                credential.id.domain,
                credential.password,
                cell([f"+{number}" for number in credential.numbers]),
                cell(credential.name),
                cell(credential.email),
                cell(sender.proxy),
                cell(sender.settings_of(credential.id)),
            )
        )
    return ("\ufeff" + target.getvalue()).encode()
