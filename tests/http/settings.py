"""The settings of the servers that tests start: real ones, without a broker and with fast hashes.

Sign-in limits and static files work as in production; only what costs seconds a start is changed.
"""

from __future__ import annotations

from ngnpanel.settings import *
from ngnpanel.settings import STORAGES

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
