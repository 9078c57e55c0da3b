"""The project package of ngnpanel: a control panel and a provisioning server for NGNPro."""

# Without this import shared_task would send its tasks to an AMQP server that nobody runs.
from ngnpanel.celery import app as celery_app

__all__ = ["celery_app"]
