"""Every act that is the panel's alone, in words: the rows of ``recording.note``.

Whoever calls ``note`` adds its row here; ``tests/audit/test_notes.py`` reads the calls and demands
it, as it demands of each page that takes a post to say what it leaves in the audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from ngnpanel.web.parts import Text

# What the acts are about, beside the records of the platform.
KINDS: Final[Mapping[str, Text]] = {
    "session": _("Session"),
    "brand": _("Brand"),
    "notice": _("Text of mails"),
    "mail": _("Mail"),
    "job": _("Job"),
    "schedule": _("Schedule"),
    "file": _("File"),
    "plan": _("Planned rule"),
    "audit": _("Audit"),
    "token": _("API token"),
    "staff": _("Member of staff"),
    "staff-role": _("Role of staff"),
    "support": _("Support session"),
    "factor": _("Second step"),
    "policy": _("Rules of sign-in"),
}
# (kind, act) -> what was done, as a line of the list says it.
NOTES: Final[Mapping[tuple[str, str], Text]] = {
    ("session", "sign-in"): _("Signed in"),
    ("session", "sign-out"): _("Signed out"),
    ("session", "end"): _("Ended"),
    ("account", "open"): _("Opened by support"),
    ("brand", "change"): _("Changed"),
    ("brand", "logo"): _("Logo changed"),
    ("brand", "logo-remove"): _("Logo removed"),
    ("brand", "reset"): _("Deleted"),
    ("notice", "text"): _("Changed"),
    ("notice", "text-reset"): _("Back to the text of before"),
    ("notice", "sender"): _("Sender changed"),
    ("mail", "again"): _("Sent again"),
    ("mail", "test"): _("Test mail sent"),
    ("job", "begin"): _("Begun"),
    ("job", "pause"): _("Paused"),
    ("job", "resume"): _("Resumed"),
    ("job", "cancel"): _("Cancelled"),
    ("job", "discard"): _("Discarded"),
    ("job", "retry"): _("Failures tried again"),
    ("job", "undo"): _("Undo prepared"),
    ("schedule", "run"): _("Run by hand"),
    ("file", "upload"): _("Uploaded"),
    ("file", "take"): _("Fetched"),
    ("file", "take-out"): _("Exported"),
    ("file", "audit"): _("Audit downloaded"),
    ("token", "make"): _("Made"),
    ("token", "rotate"): _("Replaced"),
    ("token", "revoke"): _("Revoked"),
    ("token", "gone"): _("Ended with its owner"),
    ("plan", "add"): _("Added"),
    ("plan", "cancel"): _("Deleted"),
    ("audit", "cut"): _("Old entries cut off"),
    ("staff", "add"): _("Added"),
    ("staff", "change"): _("Changed"),
    ("staff", "password"): _("Password set"),
    ("staff-role", "add"): _("Added"),
    ("staff-role", "change"): _("Changed"),
    ("staff-role", "delete"): _("Deleted"),
    ("support", "open"): _("Begun"),
    ("support", "extend"): _("Extended"),
    ("support", "end"): _("Ended"),
    ("support", "consent"): _("Code made"),
    ("session", "second-step"): _("Second step failed"),
    ("factor", "add"): _("Added"),
    ("factor", "rename"): _("Renamed"),
    ("factor", "remove"): _("Removed"),
    ("factor", "codes"): _("New recovery codes"),
    ("factor", "reset"): _("Taken away"),
    ("policy", "change"): _("Changed"),
}
# What people call a value of these acts, where its own name is no word.
NAMES: Final[Mapping[str, Text]] = {
    "open sessions": _("Open sessions"),
    "accent": _("Accent colour"),
    "hosts": _("Host names"),
    "sip_domains": _("SIP domains"),
    "logo": _("Logo"),
    "name": _("Name"),
    "subject": _("Subject"),
    "plain": _("Plain text"),
    "html": _("HTML"),
    "email": _("Mail address"),
    "copy_to": _("Copy to"),
    "what": _("What"),
    "bytes": _("Bytes"),
    "with secrets": _("With secrets"),
    "job": _("Job"),
    "from": _("From"),
    "until": _("Until"),
    "callers": _("Who may call"),
    "filters": _("Filters"),
    "scopes": _("What it may do"),
    "doors": _("Doors"),
    "networks": _("Networks"),
    "ends": _("Works until"),
    "successor": _("Replaced by"),
    "entries": _("Entries"),
    "before": _("Older than"),
    "factors": _("Second steps"),
    "demand": _("Second step"),
    "days": _("Days until then"),
    "may_trust": _("A browser may be trusted for a while"),
    "closes_digest": _("Not with the password alone"),
}
