"""Sign-in and sign-out."""

from __future__ import annotations

from django.urls import path

from ngnpanel.users import certificate_views, confirm, languages, security, views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("login/certificate/", certificate_views.login, name="login-certificate"),
    path("language/", languages.choose, name="language"),
    path("logout/", views.logout, name="logout"),
    path("account/confirm/", confirm.Confirm.as_view(), name="confirm"),
    path("account/security/", security.own_security, name="own-security"),
    path("account/security/sign-out/", security.own_sign_out, name="own-security-sign-out"),
]
