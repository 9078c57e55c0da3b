"""The addresses of this part of the panel."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ngnpanel.accounts.resources.customers import CustomerResource
from ngnpanel.accounts.resources.domains import DomainResource
from ngnpanel.estates.views import (
    CustomerScreen,
    DomainScreen,
    EstatesPage,
    ExportEverythingPage,
    UploadPage,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("tools/estates/", EstatesPage.as_view(), name="estates"),
    path("tools/estates/everything/", ExportEverythingPage.as_view(), name="estate-everything"),
    path("tools/estates/<int:number>/", UploadPage.as_view(), name="estate-upload"),
    path(
        "sip/domains/<str:key>/export/",
        DomainScreen.as_view(resource=DomainResource(), permission="domain.export"),
        name="domain-take-out",
    ),
    path(
        "customers/<str:key>/export/",
        CustomerScreen.as_view(resource=CustomerResource(), permission="estate.export"),
        name="customer-take-out",
    ),
]
