"""The addresses of the audit."""

from __future__ import annotations

from django.urls import URLPattern, path

from ngnpanel.audit import views

urlpatterns: list[URLPattern] = [
    path("audit/", views.audit_list, name="audit-list"),
    path("audit/entries.csv", views.audit_file, name="audit-csv"),
]
