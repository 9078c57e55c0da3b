"""What each page that takes a post leaves in the audit; a new one gets its row here.

``PLATFORM``: whatever it writes goes to the platform by SOAP, and the ``Api`` records it. A set:
rows of ``notes.NOTES``, beside which it may write to the platform as well. A sentence: why nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PLATFORM: Final = frozenset[str]()
UNDONE: Final = "nothing is done yet: what comes of it is a job, which is begun elsewhere"

JOB_ACTS: Final = frozenset(
    f"job {act}" for act in ("begin", "pause", "resume", "cancel", "discard", "retry", "undo")
)
# By the name of the address; what a kind of record has is named by its last word ("*-edit").
PAGES: Final[Mapping[str, frozenset[str] | str]] = {
    "login": frozenset({"session sign-in"}),
    "login-certificate": frozenset({"session sign-in"}),
    "confirm": "whoever is signed in proves it again, which does nothing by itself",
    "login-second": frozenset({"session sign-in", "session second-step"}),
    "login-passkey": frozenset({"session sign-in"}),
    "login-passkey-options": "it only says what a browser has to sign",
    "own-factor-app-add": frozenset({"factor add"}),
    "own-factor-passkey-add": frozenset({"factor add"}),
    "own-factor-edit": frozenset({"factor rename"}),
    "own-factor-remove": frozenset({"factor remove"}),
    "own-factor-codes": frozenset({"factor codes"}),
    "factor-reset-customer": frozenset({"factor reset"}),
    "factor-reset-account": frozenset({"factor reset"}),
    "staff-second-step": frozenset({"factor reset"}),
    "policy-detail": frozenset({"policy change"}),
    "logout": frozenset({"session sign-out"}),
    "language": "how the panel looks to one person is no act",
    "own-security-sign-out": frozenset({"session end"}),
    "subscriber-security-sign-out": frozenset({"session end"}),
    "own-password": frozenset({"staff password"}),
    "own-consent": frozenset({"support consent"}),
    "support-open": frozenset({"support open"}),
    "support-extend": frozenset({"support extend"}),
    "support-end": frozenset({"support end"}),
    "staff-add": frozenset({"staff add"}),
    "staff-edit": frozenset({"staff change"}),
    "staff-password": frozenset({"staff password"}),
    "staff-active": frozenset({"staff change"}),
    "staff-role-add": frozenset({"staff-role add"}),
    "staff-role-edit": frozenset({"staff-role change"}),
    "staff-role-delete": frozenset({"staff-role delete"}),
    "password-forgotten": "it may be about nobody: the worker mails a link, which does nothing yet",
    "password-reset": frozenset({"session end", "token revoke"}),
    "token-make": frozenset({"token make"}),
    "token-rotate": frozenset({"token rotate"}),
    "token-revoke": frozenset({"token revoke"}),
    "brand-detail": frozenset({"brand change"}),
    "brand-logo": frozenset({"brand logo", "brand logo-remove"}),
    "brand-reset": frozenset({"brand reset"}),
    "brand-test-mail": frozenset({"mail test"}),
    "notice-edit": frozenset({"notice text", "mail test"}),
    "notice-reset": frozenset({"notice text-reset"}),
    "notice-sender": frozenset({"notice sender"}),
    "outbox-again": frozenset({"mail again"}),
    "domain-check": "a question",
    "estates": frozenset({"file upload"}),
    "estate-upload": UNDONE,
    "estate-everything": UNDONE,
    "domain-take-out": frozenset({"file take-out"}),
    "customer-take-out": frozenset({"file take-out"}),
    "job-act": JOB_ACTS,
    "job-settings": UNDONE,
    "job-file": frozenset({"file take"}),
    "schedule-run": frozenset({"schedule run"}),
    "audit-undo": PLATFORM,
    "*-table-import": frozenset({"file upload"}),
    "*-table-columns": UNDONE,
    "*-selection": UNDONE,
    "*-columns": "which columns a browser shows is no act",
    "*-action": PLATFORM,
    "*-add": PLATFORM,
    "*-edit": PLATFORM,
    "*-delete": PLATFORM,
    "*-copy": PLATFORM,
    "*-billing": PLATFORM,
    "*-generate": UNDONE,
    "zone-templates": PLATFORM,
    "zone-import": PLATFORM,
    "zone-import-new": PLATFORM,
    "enrolment": PLATFORM,
    "json-api": PLATFORM,
    "json-api-action": PLATFORM,
    "subscriber-accept-plan": frozenset({"plan add"}),
    "subscriber-accept-plan-cancel": frozenset({"plan cancel"}),
    "subscriber-devices-setup": "a question: the subscriber sees the own settings",
    "subscriber-settings-phone-password": frozenset({"session end"}),
    "subscriber-settings-panel-password": frozenset({"session end"}),
    "subscriber-settings-delete": frozenset({"session end"}),
    "subscriber-*": PLATFORM,
    "soap": "the server has a feed of changes of its own",
    "soap-*": "documents",
    "json-api-description": "a document",
    "json-api-*s": "a list, which takes no post",
    "json-api-job": "a look, which takes no post",
}
# Rows of notes that come about elsewhere than by a post.
ELSEWHERE: Final[Mapping[str, str]] = {
    "account open": "the pages of a subscriber that staff opens",
    "file audit": "the CSV of the audit",
    "token gone": "a use of the token, when the platform says that its owner is gone",
    "audit cut": "the task of beat",
}
