"""Every page of the panel that draws by GET, with a person that may open it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ngnpanel.accounts.domain.phonebook import Contact
from tests.belongings import Estates
from tests.people import ALICE, api
from tests.web.test_permissions import ACCOUNT, PEOPLE, ROWS, keys

# Pages that Alice has only when she pays beforehand, and what needs a query.
PREPAID = {
    "subscriber-barring": "subscriber",
    "subscriber-credit": "subscriber",
    "subscriber-credit-csv": "subscriber",
    "subscriber-credit-change": "reseller",
}
QUERIES = {
    "subscriber-contacts-edit": "?uri=mum@home.example",
    "subscriber-contacts-delete": "?uri=mum@home.example",
    "search": "?q=alice",
    "call-path": "?caller=alice@acme.example&callee=%2B31208005161",
    "domain-check": "?domain=acme.example",
}


@dataclass(frozen=True)
class Page:
    """A page by the name of its URL; ``person`` may open it."""

    name: str
    person: str

    def url(self, estates: Estates) -> str:
        """Its address."""
        return reverse(self.name, args=keys(estates, ROWS[self.name][0])) + QUERIES.get(
            self.name, ""
        )


def pages() -> dict[str, Page]:
    """By name; URLs that answer nobody with a page are left out."""
    found = {}
    for name, (_arguments, codes) in ROWS.items():
        people = [person for person, code in zip(PEOPLE, codes, strict=True) if code == 200]
        if people:
            # The signed-in person with the fewest rights sees the page with the most questions.
            found[name] = Page(name, "reseller" if "reseller" in people else people[0])
    found["healthz"] = Page("healthz", "nobody")
    for name, person in PREPAID.items():
        assert ROWS[name][0] == ACCOUNT
        found[name] = Page(name, person)
    found["subscriber-contacts-delete"] = Page("subscriber-contacts-delete", "subscriber")
    return found


def last_calls(operations: list[str]) -> list[int]:
    """The first call and the last, but for what the brand asks beside the page."""
    own = [n for n, name in enumerate(operations, 1) if name != "Customer.getProperties"]
    return sorted({1, *own[-1:]}) if operations else []


def prepare(estates: Estates, settings: Any) -> None:
    """Give Alice every page: prepaid, with barring, and with somebody among her contacts."""
    settings.BARRING_TAB = True
    account = api().sip.account(ALICE)
    if not account.prepaid:
        api().sip.update_account(replace(account, prepaid=True, password=""))
        api().sip.add_balance(ALICE, 20.0, "Card 1")
        api().sip.set_barred_prefixes(ALICE, ["+31900", "+49137"])
        api().sip.set_rejected_callers(ALICE, ["%@evil.example"])
        api().sip.add_contact(ALICE, Contact(uri="mum@home.example", name="Mum", group="family"))


def browse(browser: Client, url: str, **headers: str) -> Any:
    """The answer, read to its end, for somebody whom nobody remembers anything about."""
    cache.clear()
    answer: Any = browser.get(url, headers=headers)
    if answer.streaming:
        answer.body = b"".join(answer.streaming_content)
    else:
        answer.body = answer.content
    return answer
