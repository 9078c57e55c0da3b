"""The addresses of the outbox and of the texts of mails."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from ngnpanel.notices import limits, outbox, views

TEXT: Final = "notices/<int:reseller>/<slug:kind>/<slug:language>"

urlpatterns: list[URLPattern] = [
    path("notices/", views.resellers, name="notice-list"),
    path("notices/<int:reseller>/", views.overview, name="notice-detail"),
    path("notices/<int:reseller>/sender/", views.sender, name="notice-sender"),
    path(f"{TEXT}/", views.edit, name="notice-edit"),
    path(f"{TEXT}/html/", views.html_part, name="notice-html"),
    path(f"{TEXT}/reset/", views.reset, name="notice-reset"),
    path("limits/", limits.limits, name="limit-list"),
    path("outbox/", outbox.outbox, name="outbox-list"),
    path("outbox/<int:number>/", outbox.letter_page, name="outbox-detail"),
    path("outbox/<int:number>/again/", outbox.again, name="outbox-again"),
]
