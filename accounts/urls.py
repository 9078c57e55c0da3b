"""The addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.accounts.resources.aliases import AliasResource
from ngnpanel.accounts.resources.billing import BillingResource
from ngnpanel.accounts.resources.customers import CustomerResource
from ngnpanel.accounts.resources.domains import DomainResource
from ngnpanel.accounts.subscriber.views.setup import hand_over
from ngnpanel.accounts.views import reset
from ngnpanel.accounts.views.billing import BillingScreen
from ngnpanel.accounts.views.copying import CopyScreen
from ngnpanel.accounts.views.fragments import AliasesPart, CreditsPart
from ngnpanel.web.views import DeleteScreen

CUSTOMERS = CustomerResource()
DOMAINS = DomainResource()
ACCOUNTS = AccountResource()
BILLING = BillingResource()

urlpatterns: list[URLPattern | URLResolver] = [
    path("password/forgotten/", reset.forgotten, name="password-forgotten"),
    path("password/set/", reset.reset, name="password-reset"),
    path("password/link/<str:token>/", reset.follow, name="password-link"),
    path("phone-setup/<str:token>", hand_over, name="phone-setup"),
    path("customers/", include(CUSTOMERS.urls)),
    path(
        "customers/<str:key>/copy/",
        CopyScreen.as_view(resource=CUSTOMERS, permission="customer.add"),
        name="customer-copy",
    ),
    path(
        "customers/<str:key>/credits/",
        CreditsPart.as_view(resource=CUSTOMERS, permission="customer.view"),
        name="customer-credits",
    ),
    path("sip/domains/", include(DOMAINS.urls)),
    path("sip/accounts/", include(ACCOUNTS.urls)),
    path(
        "sip/accounts/<str:key>/aliases/",
        AliasesPart.as_view(resource=ACCOUNTS, permission="account.view"),
        name="account-aliases",
    ),
    path(
        "sip/accounts/<str:key>/billing/",
        BillingScreen.as_view(resource=BILLING, permission="account.billing"),
        name="account-billing",
    ),
    path(
        "sip/accounts/<str:key>/billing/delete/",
        DeleteScreen.as_view(resource=BILLING, permission="account.billing"),
        name="account-billing-delete",
    ),
    path("sip/aliases/", include(AliasResource().urls)),
    path("subscriber/<str:address>/", include("ngnpanel.accounts.subscriber.urls")),
]
