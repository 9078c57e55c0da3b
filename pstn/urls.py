"""The addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ngnpanel.pstn.resources.carriers import CarrierResource
from ngnpanel.pstn.resources.gateways import GatewayResource
from ngnpanel.pstn.resources.peers import PeerResource
from ngnpanel.pstn.resources.routes import RouteResource
from ngnpanel.pstn.resources.rules import GatewayRuleResource

urlpatterns: list[URLPattern | URLResolver] = [
    path("sip/peers/", include(PeerResource().urls)),
    path("pstn/carriers/", include(CarrierResource().urls)),
    path("pstn/gateways/", include(GatewayResource().urls)),
    path("pstn/rules/", include(GatewayRuleResource().urls)),
    path("pstn/routes/", include(RouteResource().urls)),
]
