"""Customers, SIP domains, accounts and aliases."""

from __future__ import annotations

from typing import Any

from ngnpanel.accounts.domain.sip import SipId
from tests.people import ALICE, DOMAIN, FOREIGN, FOREIGN_DOMAIN, SALES, api
from tests.web.kinds import Kind

KINDS = (
    Kind(
        name="customer",
        gone="99",
        own=lambda e: str(e.people.customer),
        foreign=lambda _e: str(api().sip.domain(FOREIGN_DOMAIN).customer),
        words="Customer Inc",
        secret="Foreign",
        calls={
            "list": (2, 1, 1),
            "add": (1, 0, -1),
            "detail": (2, 2, 2),
            "edit": (1, 1, 1),
            "delete": (2, 2, -1),
        },
        add=lambda _e: {"email": "new@example.com", "username": "new", "organization": "New Inc"},
        edit=("city", "Utrecht"),
        customer_adds=False,
        customer_deletes=False,
    ),
    Kind(
        name="domain",
        gone="gone.example",
        own=lambda _e: DOMAIN,
        foreign=lambda _e: FOREIGN_DOMAIN,
        words=DOMAIN,
        secret=FOREIGN_DOMAIN,
        calls={
            "list": (2, 2, 2),
            "add": (2, 1, 0),
            "detail": (2, 2, 2),
            "edit": (3, 2, 1),
            "delete": (3, 3, 3),
        },
        add=lambda _e: {"domain": "new.example"},
        edit=("match_sip_domain", "edited.example"),
    ),
    Kind(
        name="account",
        gone="gone@acme.example",
        own=lambda _e: str(ALICE),
        foreign=lambda _e: str(FOREIGN),
        words=str(ALICE),
        secret=FOREIGN_DOMAIN,
        calls={
            "list": (1, 1, 1),
            "add": (2, 5, 5),
            "detail": (3, 3, 3),
            "edit": (2, 3, 3),
            "delete": (6, 6, 6),
        },
        add=lambda _e: {"username": "new", "domain": DOMAIN, "name": "New Person"},
        edit=("first_name", "Alicia"),
    ),
    Kind(
        name="alias",
        gone="gone@acme.example",
        own=lambda _e: str(SALES),
        foreign=lambda _e: str(SipId(username="sales", domain=FOREIGN_DOMAIN)),
        words=str(SALES),
        secret=FOREIGN_DOMAIN,
        calls={
            "list": (2, 2, 2),
            "add": (2, 4, 3),
            "detail": (2, 2, 2),
            "edit": (2, 2, 1),
            "delete": (1, 1, 1),
        },
        add=lambda _e: {"username": "new", "domain": DOMAIN, "target": str(ALICE)},
        edit=("target", f"bob@{DOMAIN}"),
    ),
)
# URLs beside those of the kit.
CUSTOMER = KINDS[0]
ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "customer-copy": ([CUSTOMER], (200, 200, 403, 403, 404, 302)),
    "customer-credits": ([CUSTOMER], (200, 200, 200, 403, 404, 302)),
    "domain-take-out": ([DOMAIN], (200, 403, 403, 403, 403, 302)),
    "customer-take-out": ([CUSTOMER], (200, 403, 403, 403, 403, 302)),
    "estates": ([], (200, 200, 200, 403, 200, 302)),
    "estate-everything": ([], (405, 403, 403, 403, 403, 302)),
    # A file that is not theirs, or not there: they are led to choose one.
    "estate-upload": ([99], (302, 302, 302, 403, 302, 302)),
    "account-billing": ([str(ALICE)], (200, 200, 403, 403, 404, 302)),
    "account-billing-delete": ([str(ALICE)], (200, 200, 403, 403, 404, 302)),
    "account-aliases": ([str(ALICE)], (200, 200, 200, 403, 404, 302)),
}
