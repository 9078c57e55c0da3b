"""The settings of a panel in front of two platforms: that of the environment, and a second one."""

from __future__ import annotations

import os

from tests.http.settings import *
from tests.http.settings import PLATFORMS

PLATFORMS = {**PLATFORMS, "second": {**PLATFORMS["default"], "URL": os.environ["SECOND_URL"]}}
