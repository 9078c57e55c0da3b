"""python -m tests.docs: writes the pages that are made from the code."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.docs import api, openapi

api.main()
openapi.main()
