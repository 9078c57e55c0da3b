"""What Celery beat sends, and how often. A task that was not begun until the next one is let go.

Each entry has a sentence for people in ``schedules.WORDS``.
"""

from __future__ import annotations

from typing import Any


def beat(*, is_local: bool) -> dict[str, dict[str, Any]]:
    """The schedule; ``is_local`` where the bundled server runs in the same installation."""
    schedule = {
        # Beats of a time without a worker are of no use.
        "heartbeat": _every(5, "ngnpanel.jobs.tasks.heartbeat", expires=10),
        "wake-workers": _every(5, "ngnpanel.jobs.tasks.pump", expires=5),
        "forget-jobs": _every(3600, "ngnpanel.jobs.tasks.forget_jobs", expires=1800),
        "forget-uploads": _every(3600, "ngnpanel.imports.tasks.forget_uploads", expires=1800),
        "clear-sessions": _every(3600, "ngnpanel.jobs.tasks.clear_sessions", expires=1800),
        "write-planned-rules": _every(60, "ngnpanel.plans.tasks.write_planned_rules", expires=55),
        "undo-sign-ups": _every(300, "ngnpanel.jsonapi.tasks.undo_sign_ups", expires=240),
        "look-after-tokens": _every(3600, "ngnpanel.tokens.tasks.look_after", expires=1800),
        "forget-sign-ins": _every(3600, "ngnpanel.users.tasks.forget_sign_ins", expires=1800),
    }
    schedule["cut-audit"] = _every(3600, "ngnpanel.audit.tasks.cut_audit", expires=1800)
    schedule |= {
        "deliver-mails": _every(60, "ngnpanel.notices.delivery.deliver", expires=55),
        "check-quotas": _every(300, "ngnpanel.notices.quota.run.check_quotas", expires=240),
        # The hour is that of each account: those for whom it came are told.
        "send-sessions": _every(900, "ngnpanel.notices.sessions.run.send_sessions", expires=600),
        "clear-outbox": _every(3600, "ngnpanel.notices.delivery.clear_outbox", expires=1800),
    }
    if is_local:
        task = "ngnpanel.jobs.tasks.prune_changes"
        schedule["prune-changes"] = _every(3600, task, expires=1800)
    return schedule


def _every(seconds: int, task: str, *, expires: int) -> dict[str, Any]:
    return {"task": task, "schedule": float(seconds), "options": {"expires": expires}}
