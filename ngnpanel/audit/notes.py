"""Every act that is the panel's alone, in words: the rows of ``recording.note``.

Whoever calls ``note`` adds its row here; ``tests/audit/test_notes.py`` reads the calls and demands
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from ngnpanel.web.parts import Text

# (kind, act) -> what was done, as a line of the list says it.
NOTES: Final[Mapping[tuple[str, str], Text]] = {
    ("session", "sign-in"): _("Signed in"),
}
