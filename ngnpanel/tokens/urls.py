"""The addresses of the pages of tokens."""

from __future__ import annotations

from django.urls import URLPattern, path

from ngnpanel.tokens import views

urlpatterns: list[URLPattern] = [
    path("", views.tokens, name="token-list"),
    path("new/", views.make, name="token-make"),
    path("<int:number>/rotate/", views.rotate, name="token-rotate"),
    path("<int:number>/revoke/", views.revoke, name="token-revoke"),
]
