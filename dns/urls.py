"""The addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ngnpanel.dns.resources.fancy import MailAliasResource, RedirectResource
from ngnpanel.dns.resources.records import RecordResource
from ngnpanel.dns.resources.zones import ZoneResource
from ngnpanel.dns.views.domain_check import DomainCheckScreen
from ngnpanel.dns.views.templates import TemplatesScreen
from ngnpanel.dns.views.zone_files import ExportScreen, ImportScreen, NewZoneImportScreen

urlpatterns: list[URLPattern | URLResolver] = [
    path("dns/zones/import/", NewZoneImportScreen.as_view(), name="zone-import-new"),
    path("dns/zones/<str:zone>/templates/", TemplatesScreen.as_view(), name="zone-templates"),
    path("dns/zones/<str:zone>/file/", ExportScreen.as_view(), name="zone-file"),
    path("dns/zones/<str:zone>/import/", ImportScreen.as_view(), name="zone-import"),
    path("tools/domain-check/", DomainCheckScreen.as_view(), name="domain-check"),
    path("dns/zones/", include(ZoneResource().urls)),
    path("dns/records/", include(RecordResource().urls)),
    path("dns/mail-aliases/", include(MailAliasResource().urls)),
    path("dns/redirects/", include(RedirectResource().urls)),
]
