"""The second step of sign-in, and the pages about it."""

from __future__ import annotations

from django.urls import path

from ngnpanel.factors import policy_views, resetting, second, views

urlpatterns = [
    path("login/second/", second.Second.as_view(), name="login-second"),
    path("login/passkey/", second.passkey_sign_in, name="login-passkey"),
    path("login/passkey/options/", second.passkey_options, name="login-passkey-options"),
    path("account/second-step/", views.SetUp.as_view(), name="own-factor-set-up"),
    path("account/second-step/app/", views.AppAdd.as_view(), name="own-factor-app-add"),
    path("account/second-step/passkey/", views.PasskeyAdd.as_view(), name="own-factor-passkey-add"),
    path("account/second-step/codes/", views.Codes.as_view(), name="own-factor-codes"),
    path(
        "account/second-step/<str:kind>/<int:number>/", views.Edit.as_view(), name="own-factor-edit"
    ),
    path(
        "account/second-step/<str:kind>/<int:number>/remove/",
        views.Remove.as_view(),
        name="own-factor-remove",
    ),
    path(
        "customers/<int:number>/second-step/",
        resetting.OfCustomer.as_view(),
        name="factor-reset-customer",
    ),
    path(
        "sip/accounts/<str:address>/second-step/",
        resetting.OfAccount.as_view(),
        name="factor-reset-account",
    ),
    path(
        "staff/<int:number>/second-step/",
        resetting.OfStaff.as_view(),
        name="staff-second-step",
    ),
    path("second-step/", policy_views.policies_page, name="policy-list"),
    path("second-step/<int:reseller>/", policy_views.policy, name="policy-detail"),
]
