"""The administrator of the server that is measured."""

from __future__ import annotations

from typing import Final

USERNAME: Final = "admin"
PASSWORD: Final = "the password of the benchmark"
