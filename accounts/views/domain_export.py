"""Taking a SIP domain out as a file."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from ngnpanel.accounts import exporting
from ngnpanel.accounts.domain.sip import Domain
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.views import Screen


class DomainExportScreen(Screen):
    """The choice about secrets, and the file; what is posted never stands in an address."""

    def get(self, request: ActorRequest, key: str) -> HttpResponse:
        """What will be in the file."""
        record: Domain = self.load(request, key)
        context = {
            "record": record,
            "title": self.resource.title(record),
            "back": self.back(request, self.resource.url("detail", record)),
        }
        return self.answer(request, "export", context)

    def post(self, request: ActorRequest, key: str) -> HttpResponseBase:
        """The file, while it is being read."""
        record: Domain = self.load(request, key)
        content = exporting.lines(request.api, record, secrets="secrets" in request.POST)
        response = StreamingHttpResponse(content, content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{record.domain}.json"'
        add_never_cache_headers(response)
        return response
