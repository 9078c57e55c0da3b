"""Work done outside a request: the tasks of the Celery worker."""
