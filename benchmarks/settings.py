"""Settings of benchmarks: no data folder; the database is where the environment says."""

from __future__ import annotations

import base64
import os

from benchmarks import credentials

# Set before the settings are read, so that they make no data folder.
os.environ.update(
    {
        "SECRET_KEY": "a key of the benchmarks",
        "ADMIN_USERNAME": credentials.USERNAME,
        "ADMIN_PASSWORD": credentials.PASSWORD,
        "PROVISIONING_KEY": base64.b64encode(bytes(range(32))).decode("ascii"),
        "PLATFORM": "local",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
)
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

from ngnpanel.settings import *
