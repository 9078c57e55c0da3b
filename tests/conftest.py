"""What all tests share: no network, and the people and connections they act with."""

from __future__ import annotations

import os

# pytest-playwright runs an event loop in the test's thread; Django would refuse its database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
