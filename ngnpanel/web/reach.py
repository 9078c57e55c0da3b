"""What somebody with limited rights reaches, by the name of the address: all else is refused.

The pages ask for their permissions themselves; many ask for a role alone, since that was all there
was to ask. For staff this table comes before them. A page of the kit (``Screen``) says in its
``permission`` what it needs; an address that is neither there nor here is for nobody, and
``tests/web/test_reach.py`` fails for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import ResolverMatch

from ngnpanel.web.permissions import may

if TYPE_CHECKING:
    from ngnpanel.actor import Actor


@dataclass(frozen=True, slots=True)
class Needs:
    """The permissions to look at a page and to post to it; ``None``: that is for nobody.

    ``secret``: what it gives is a secret as a whole. ``is_dangerous``: whoever posts proves to be
    there with a second factor.
    """

    read: str | None
    write: str | None
    secret: bool = False
    is_dangerous: bool = False


def _settings(*names: str, read: str = "settings.view", write: str = "settings.edit") -> Reach:
    return {f"subscriber-{name}": Needs(read, write) for name in names}


def _all(names: str, permission: str) -> Reach:
    return dict.fromkeys(names.split(), Needs(permission, permission))


Reach = Mapping[str, Needs]
# A person's own pages, whoever it acts for.
OWN: Final = "own-"
OPEN: Final = Needs("", "")
NOBODY: Final = Needs(None, None)

REACH: Final[Reach] = {
    "home": OPEN,
    "home-part": OPEN,
    "confirm": OPEN,
    "search": Needs("search.view", None),
    "call-path": Needs("call-path.view", "call-path.view"),
    **_settings(
        *("overview", "overview-do-not-disturb", "what-if", "identity", "identity-mail"),
        *("devices", "forwarding", "accept", "accept-temporary", "accept-plan"),
        *("accept-plan-cancel", "accept-hours", "contacts", "contacts-import", "contacts-add"),
        *("contacts-edit", "rejected", "rejected-again", "rejected-anonymous", "voicemail"),
        *("barring", "barring-allow", "settings", "settings-lift-quota", "security"),
        "security-activity",
    ),
    **_settings(
        *("overview-missed", "history", "history-csv", "history-statistics"),
        *("history-statistics-csv", "history-trace", "history-trace-text", "credit", "credit-csv"),
        read="call-records.view",
    ),
    "subscriber-credit-change": Needs("balance.edit", "balance.edit", is_dangerous=True),
    "subscriber-credit-refund": Needs("balance.edit", "balance.edit", is_dangerous=True),
    "subscriber-settings-phone-password": Needs(
        "password.edit", "password.edit", is_dangerous=True
    ),
    "subscriber-settings-panel-password": Needs(
        "password.edit", "password.edit", is_dangerous=True
    ),
    "subscriber-identity-alias-delete": Needs("settings.edit", "settings.edit", is_dangerous=True),
    "subscriber-contacts-delete": Needs("settings.edit", "settings.edit", is_dangerous=True),
    "subscriber-voicemail-off": Needs("settings.edit", "settings.edit", is_dangerous=True),
    "subscriber-security-sign-out": Needs("settings.edit", "settings.edit"),
    # Whom a person knows, as a whole.
    # Shows support all but the password; whoever posts proves to be the subscriber.
    "subscriber-devices-setup": Needs("settings.view", None),
    "subscriber-contacts-export": Needs("settings.view", None, secret=True),
    # A link in a mail to the subscriber does it, who alone gives up the account.
    "subscriber-settings-delete": NOBODY,
    "subscriber-settings-delete-link": NOBODY,
    **_all("brand-list brand-detail brand-preview brand-logo brand-test-mail", "brand.edit"),
    "brand-reset": Needs("brand.edit", "brand.edit", is_dangerous=True),
    **_all("notice-list notice-detail notice-sender notice-edit notice-html", "notice.edit"),
    "notice-reset": Needs("notice.edit", "notice.edit", is_dangerous=True),
    **_all("limit-list", "limit.view"),
    **_all("outbox-list outbox-detail outbox-again", "outbox.view"),
    **_all("job-list job-detail job-settings job-act job-results-csv", "job.view"),
    "job-file": Needs("job.view", "job.view", secret=True),
    **_all("schedule-list schedule-run", "schedule.run"),
    **_all("audit-list audit-csv audit-detail", "audit.view"),
    # It writes what the entry's record needs, which the page asks for.
    "audit-undo": Needs("audit.view", "audit.view", is_dangerous=True),
    # Everything with everything, and private things as a whole.
    **dict.fromkeys(
        ("estate-everything", "customer-take-out"),
        Needs("estate.export", "estate.export", secret=True),
    ),
    "domain-take-out": Needs("domain.export", "domain.export", secret=True),
    # Factors and rules of sign-in are nothing for a support session.
    **dict.fromkeys(
        (
            *("factor-reset-customer", "factor-reset-account", "staff-second-step"),
            *("policy-list", "policy-detail"),
        ),
        NOBODY,
    ),
    "support": OPEN,
    "support-extend": OPEN,
    "support-end": OPEN,
    # A key that lasts longer than the support session.
    **dict.fromkeys(("token-list", "token-make", "token-rotate", "token-revoke"), NOBODY),
    # A support session is opened by staff that acts for nobody, and so is staff managed.
    **dict.fromkeys(
        (
            *("support-open", "staff-list", "staff-add", "staff-edit", "staff-password"),
            *("staff-active", "staff-role-list", "staff-role-add", "staff-role-edit"),
            "staff-role-delete",
        ),
        NOBODY,
    ),
}

# What staff reaches while it acts for nobody; the pages ask for the permission as well.
DESK: Final[Mapping[str, str]] = {
    "support": "",
    "support-open": "",
    # Pressed twice, or after it ended by itself.
    "support-end": "",
    "confirm": "",
    **dict.fromkeys(
        (
            *("staff-list", "staff-add", "staff-edit", "staff-password", "staff-active"),
            *("staff-role-list", "staff-role-add", "staff-role-edit", "staff-role-delete"),
            "staff-second-step",
        ),
        "staff.manage",
    ),
    **dict.fromkeys(("schedule-list", "schedule-run"), "schedule.run"),
    **dict.fromkeys(("outbox-list", "outbox-detail", "outbox-again"), "outbox.view"),
    **dict.fromkeys(("audit-list", "audit-csv", "audit-detail"), "audit.view"),
    **dict.fromkeys(("job-list", "job-detail", "job-results-csv"), "job.view"),
}
# What the JSON API needs besides the permission of each action, by its name.
PROGRAM: Final[Reach] = {
    **dict.fromkeys(
        (
            *("get_history", "get_journal_entries", "get_prepaid", "get_monthly_usage"),
            "get_balance_history",
        ),
        Needs("call-records.view", None),
    ),
    "add_balance": Needs("balance.edit", "balance.edit", is_dangerous=True),
    "delete_journal_entries": Needs("settings.edit", "settings.edit", is_dangerous=True),
    **dict.fromkeys(
        ("get_crt", "get_p12", "export_identity_proof"),
        Needs("settings.edit", "settings.edit", secret=True),
    ),
}
# The same for kinds of jobs: what they do has a right of its own for staff.
OF_JOBS: Final = {"account-password": "password.edit", "account-balance": "balance.edit"}
# Permissions whose use asks for a second factor, whatever page or job it is on.
DANGEROUS: Final = frozenset({"password.edit", "balance.edit", "tenant.edit", "account.billing"})


def needs(match: ResolverMatch) -> Needs | None:
    """What an address needs of somebody with limited rights; None: nobody said so."""
    name = match.url_name or ""
    if name.startswith(OWN):
        return OPEN
    if name in REACH:
        return REACH[name]
    permission = permission_of(match.func)
    if not permission:
        return None
    return Needs(permission, permission, is_dangerous=is_dangerous(permission))


def permission_of(view: Any) -> str:
    """What a page of the kit says that it needs."""
    given = getattr(view, "view_initkwargs", {}).get("permission", "")
    return str(given or getattr(getattr(view, "view_class", None), "permission", ""))


def is_dangerous(permission: str) -> bool:
    """Whether using a permission takes something away or opens something."""
    return permission.endswith(".delete") or permission in DANGEROUS


def reads_secrets(actor: Actor | None) -> bool:
    """Whether passwords, PINs, codes and files of secrets may be shown to somebody.

    The one question of all places that show one.
    """
    return may(actor, "secret.read")


def may_go(actor: Actor, url_name: str) -> bool:
    """Whether a link to a list or a page without a limit leads anywhere for limited rights."""
    if actor.is_support:
        wanted = DESK.get(url_name)
        return wanted is not None and (not wanted or may(actor, wanted))
    found = REACH.get(url_name)
    return found is None or _allows(actor, found, writes=False)


def may_reach(actor: Actor, match: ResolverMatch, *, writes: bool) -> bool:
    """Whether somebody may come here at all; those without a limit are asked by the page."""
    if actor.is_support:
        name = match.url_name or ""
        return name.startswith(OWN) or may_go(actor, name)
    if actor.rights is None:
        return not actor.staff
    found = needs(match)
    return found is not None and _allows(actor, found, writes=writes)


def may_ask(actor: Actor, action: str, *, writes: bool) -> bool:
    """Whether somebody may ask the JSON API for this, beside the permission of the action."""
    found = PROGRAM.get(action)
    return actor.rights is None or found is None or _allows(actor, found, writes=writes)


def may_begin(actor: Actor, kind: str) -> bool:
    """Whether staff may begin jobs of a kind, beside its permission; all others may."""
    return not actor.staff or kind not in OF_JOBS or may(actor, OF_JOBS[kind])


def _allows(actor: Actor, found: Needs, *, writes: bool) -> bool:
    permission = found.write if writes else found.read
    if permission is None or (found.secret and not reads_secrets(actor)):
        return False
    return not permission or may(actor, permission)
