"""The addresses of the outbox and of the texts of mails."""

from __future__ import annotations

from django.urls import URLPattern, path

from ngnpanel.notices import outbox

urlpatterns: list[URLPattern] = [
    path("outbox/", outbox.outbox, name="outbox-list"),
    path("outbox/<int:number>/", outbox.letter_page, name="outbox-detail"),
    path("outbox/<int:number>/again/", outbox.again, name="outbox-again"),
]
