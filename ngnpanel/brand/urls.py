"""The addresses of brands: the pages, and the files that everybody may fetch."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from ngnpanel.brand import files, views

urlpatterns: list[URLPattern] = [
    path("", views.brands, name="brand-list"),
    path("<int:reseller>/", views.brand_page, name="brand-detail"),
    path("<int:reseller>/preview/", views.preview, name="brand-preview"),
    path("<int:reseller>/logo/<slug:variant>/", views.logo, name="brand-logo"),
    path("<int:reseller>/reset/", views.reset, name="brand-reset"),
    path("<int:reseller>/test-mail/", views.test_mail, name="brand-test-mail"),
    re_path(r"^(\d{1,18})/([0-9a-f]{16})\.css$", files.style, name="brand-style"),
    re_path(r"^trial-([0-9a-f]{6})\.css$", files.trial, name="brand-trial"),
    re_path(
        r"^(\d{1,18})/logo-([0-9a-f]{32})\.(png|jpg|webp|svg)$",
        files.picture,
        name="brand-picture",
    ),
]
