"""Where the worker finds the tasks of this app."""

from __future__ import annotations

from ngnpanel.notices.delivery import clear_outbox, deliver
from ngnpanel.notices.quota.run import check_quotas
from ngnpanel.notices.sessions.run import send_sessions

__all__ = ["check_quotas", "clear_outbox", "deliver", "send_sessions"]
