"""Contacts as CSV: address, name and group, as spreadsheets read and people expect them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.web.exporting import cell

COLUMNS = ("address", "name", "group")


def write(contacts: Iterable[Contact]) -> str:
    """A header and a line for each contact, with the mark that Excel knows UTF-8 by.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    target = io.StringIO()
    lines = csv.writer(target, quoting=csv.QUOTE_ALL)
    lines.writerow(COLUMNS)
    lines.writerows([cell(one.uri), cell(one.name), cell(one.group)] for one in contacts)
    return "\ufeff" + target.getvalue()
