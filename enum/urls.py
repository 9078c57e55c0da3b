"""The addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ngnpanel.enum.resources.numbers import NumberResource
from ngnpanel.enum.resources.ranges import RangeResource
from ngnpanel.enum.views.generating import GenerateScreen

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "numbers/ranges/<str:key>/generate/",
        GenerateScreen.as_view(resource=RangeResource(), permission="range.generate"),
        name="range-generate",
    ),
    path("numbers/ranges/", include(RangeResource().urls)),
    path("numbers/numbers/", include(NumberResource().urls)),
]
