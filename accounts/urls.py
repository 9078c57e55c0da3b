"""The addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.accounts.resources.aliases import AliasResource
from ngnpanel.accounts.resources.customers import CustomerResource
from ngnpanel.accounts.resources.domains import DomainResource

urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", include(CustomerResource().urls)),
    path("sip/domains/", include(DomainResource().urls)),
    path("sip/accounts/", include(AccountResource().urls)),
    path("sip/aliases/", include(AliasResource().urls)),
    path("subscriber/<str:address>/", include("ngnpanel.accounts.subscriber.urls")),
]
