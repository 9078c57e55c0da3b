"""Where the worker finds the tasks of this app."""

from __future__ import annotations

from ngnpanel.notices.delivery import clear_outbox, deliver

__all__ = ["clear_outbox", "deliver"]
