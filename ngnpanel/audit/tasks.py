"""What the worker does about the audit."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from ngnpanel.audit import cutting, recording
from ngnpanel.audit.recording import Scene

log = logging.getLogger(__name__)


@shared_task
def cut_audit() -> None:
    """Cuts off what is older than AUDIT_DAYS; nothing while that is 0."""
    if not settings.AUDIT_DAYS:
        return
    before = timezone.now() - timedelta(days=settings.AUDIT_DAYS)
    try:
        with recording.scene(Scene(source="schedule", reason="AUDIT_DAYS")):
            gone = cutting.cut(before)
    except cutting.NotWhole as error:
        log.error("old entries of the audit stay: %s", error)  # noqa: TRY400 - it says where
        return
    if gone:
        log.info("%s old entries of the audit are cut off", gone)
