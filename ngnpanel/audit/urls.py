"""The addresses of the audit."""

from __future__ import annotations

from django.urls import URLPattern, path

from ngnpanel.audit import entry_views, views

urlpatterns: list[URLPattern] = [
    path("audit/", views.audit_list, name="audit-list"),
    path("audit/entries.csv", views.audit_file, name="audit-csv"),
    path("audit/<int:number>/", entry_views.audit_entry, name="audit-detail"),
    path("audit/<int:number>/undo/", entry_views.audit_undo, name="audit-undo"),
]
