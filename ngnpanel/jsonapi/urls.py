"""The addresses for programs."""

from __future__ import annotations

from django.urls import URLPattern, path

from ngnpanel.jsonapi import views
from ngnpanel.jsonapi.enrolment.views import enrol
from ngnpanel.jsonapi.lists import LISTS

urlpatterns: list[URLPattern] = [
    path("enrolment/", enrol, name="enrolment"),
    path("api/openapi.json", views.description, name="json-api-description"),
    *(path(f"api/{name}/", views.look, {"name": name}, name=f"json-api-{name}") for name in LISTS),
    path("api/jobs/<str:number>/", views.look_at_job, name="json-api-job"),
    path("api/subscriber/", views.call, name="json-api"),
    path("api/subscriber/<str:address>/<str:action>/", views.call, name="json-api-action"),
]
