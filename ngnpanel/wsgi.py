"""What the web server calls."""

from __future__ import annotations

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ngnpanel.settings")


def _application() -> Any:
    everything: Any = get_wsgi_application()
    from django.conf import settings

    if not settings.LOCAL:
        return everything
    from ngnpanel.launch.soap_door import SoapDoor

    return SoapDoor(everything)


application = _application()
