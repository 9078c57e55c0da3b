"""Views that ask for a permission."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponse]


def needs(permission: str) -> Callable[[View[P]], View[P]]:
    """403 for whoever lacks the permission."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may(request.actor, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard
