"""What the customer and the reseller of an account say about their service."""

from __future__ import annotations

from collections.abc import Sequence

from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.errors import Denied, NotFound


def said(subject: Subject, names: Sequence[str], *customers: int) -> str:
    """The first of these properties that the first of these customers has; empty for none.

    One call for each customer that is asked. One whom the person may not read says nothing.
    """
    for customer in dict.fromkeys(customers):
        try:
            properties = subject.api.customers.properties(customer) if customer else ()
        except (NotFound, Denied):
            continue
        told = {item.name: item.value.strip() for item in properties}
        found = next((told[name] for name in names if told.get(name)), "")
        if found:
            return found
    return ""
