"""The settings of test runs: no data folder, no broker, fast hashes, everything at once."""

from __future__ import annotations

import base64
import os

# Set before the settings are read, so that a test run makes no data folder.
os.environ.update(
    {
        "SECRET_KEY": "a key of the tests",
        "ADMIN_PASSWORD": "a password of the tests",
        "PROVISIONING_KEY": base64.b64encode(bytes(range(32))).decode("ascii"),
        "PLATFORM": "local",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        # Tests that read a proxy's database make one.
        "PROXY_DATABASE_URL": "",
        "DNS_RESOLVER": "",
        "SIP_PROXY": "",
    }
)

from ngnpanel.settings import *
from ngnpanel.settings import DATABASES, PROVISIONING, STORAGES

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
AUDIT_ANCHOR = None
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
for described in DATABASES.values():
    # pytest-django knows this of Django's own backend alone.
    if described["ENGINE"] == "ngnpanel.sqlite":
        described["TEST"] = {"NAME": ":memory:"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PROVISIONING = {**PROVISIONING, "AUTOINCREMENT_BASE": 1}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
