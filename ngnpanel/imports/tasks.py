"""What Celery does for imports."""

from __future__ import annotations

from celery import shared_task

from ngnpanel.imports import models


@shared_task
def forget_uploads() -> None:
    """Takes away files that were uploaded and not imported within a day."""
    models.discard_old()
