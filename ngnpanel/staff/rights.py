"""The rights of staff in words and groups, as the form of a role offers them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ngnpanel.actor import Role
from ngnpanel.web.permissions import PERMISSIONS

Words = tuple[str, str | Promise]

_ACTS: Final = (
    ("view", _("Look at them")),
    ("add", _("Add")),
    ("edit", _("Change")),
    ("delete", _("Delete")),
)


def _of_kind(name: str, *more: Words) -> tuple[Words, ...]:
    return (*((f"{name}.{act}", words) for act, words in _ACTS), *more)


GROUPS: Final[tuple[tuple[str | Promise, tuple[Words, ...]], ...]] = (
    (
        _("Support"),
        (
            ("support.open", _("Open support sessions for accounts, customers and resellers")),
            ("support.platform", _("Open support sessions as the administrator of the platform")),
            ("secret.read", _("Read passwords, PINs, set-up codes and files of secrets")),
            ("search.view", _("Search everything")),
            ("call-path.view", _("See where a call would go")),
        ),
    ),
    (
        _("Settings of accounts"),
        (
            ("settings.view", _("Look at them")),
            ("settings.edit", _("Change them")),
            ("call-records.view", _("See calls and bookings")),
            ("password.edit", _("Set passwords")),
            ("balance.edit", _("Change balances")),
        ),
    ),
    (
        _("Customers"),
        _of_kind("customer", ("tenant.edit", _("Give records to another customer"))),
    ),
    (_("SIP domains"), _of_kind("domain", ("domain.export", _("Take out with all they have")))),
    (
        _("SIP accounts"),
        _of_kind(
            "account",
            ("account.manage", _("Open their settings, send mails about signing in")),
            ("account.billing", _("See and change how calls are charged")),
        ),
    ),
    (_("Aliases"), _of_kind("alias")),
    (_("Number ranges"), _of_kind("range", ("range.generate", _("Generate numbers")))),
    (_("Numbers"), _of_kind("number")),
    (_("DNS zones"), _of_kind("zone", ("domain-check.view", _("Check domains in the live DNS")))),
    (_("DNS records"), _of_kind("record")),
    (_("Mail aliases"), _of_kind("mail-alias")),
    (_("Redirects"), _of_kind("redirect")),
    (
        _("Trusted peers"),
        _of_kind("peer", ("peer.settings", _("Choose what the platform believes of them"))),
    ),
    (_("Carriers"), _of_kind("carrier")),
    (_("Gateways"), _of_kind("gateway")),
    (_("Rules of gateways"), _of_kind("rule")),
    (_("Routes"), _of_kind("route")),
    (
        _("Whole estates"),
        (
            ("estate.export", _("Export everything")),
            ("estate.import", _("Import")),
        ),
    ),
    (
        _("The panel"),
        (
            ("job.view", _("See jobs")),
            ("audit.view", _("See who did what")),
            ("brand.edit", _("Change the looks of resellers")),
            ("notice.edit", _("Change texts of mails")),
            ("limit.view", _("See monthly limits")),
            ("outbox.view", _("See the outbox and send mails again")),
            ("schedule.run", _("See and run what runs by itself")),
            ("staff.manage", _("Manage staff and their roles")),
        ),
    ),
)
# Keys that last longer than a support session, and how people sign in.
NEVER: Final = frozenset({"token.manage", "customer.reset", "account.reset", "policy.edit"})
ALL: Final = frozenset(right for _title, rows in GROUPS for right, _words in rows)


def known(rights: Iterable[str]) -> frozenset[str]:
    """Those that this version of the panel has."""
    return frozenset(rights) & ALL


def of_role(rights: Iterable[str], role: Role) -> frozenset[str]:
    """Those of ``rights`` that somebody with ``role`` has."""
    return frozenset(right for right in known(rights) if role in PERMISSIONS[right])
