"""Sign-in and sign-out."""

from __future__ import annotations

from django.urls import path

from ngnpanel.users import views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
]
