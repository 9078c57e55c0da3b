"""Property tests here run without a deadline: machines that run tests are sometimes busy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
