"""The addresses of these pages."""

from __future__ import annotations

from django.urls import path

from ngnpanel.provisioning.administration.site import site

urlpatterns = [path("", site.urls)]
