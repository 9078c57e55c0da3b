"""The addresses for programs."""

from __future__ import annotations

from django.urls import URLPattern, path

from ngnpanel.jsonapi import views
from ngnpanel.jsonapi.enrolment.views import enrol

urlpatterns: list[URLPattern] = [
    path("enrolment/", enrol, name="enrolment"),
    path("api/openapi.json", views.description, name="json-api-description"),
    path("api/subscriber/", views.call, name="json-api"),
    path("api/subscriber/<str:address>/<str:action>/", views.call, name="json-api-action"),
]
