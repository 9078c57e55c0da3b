"""What all screens of a resource share, and three of them: the record, its acts, its end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import select_template
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views import View

from ngnpanel.soap.errors import Conflict, Invalid
from ngnpanel.web import parties
from ngnpanel.web.faults import Refused, sentence
from ngnpanel.web.parts import Action, Card
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest, own_path

if TYPE_CHECKING:
    from ngnpanel.actor import Actor
    from ngnpanel.web.resource import Resource


class Screen(View):
    """A screen of ``resource`` for those who have ``permission``."""

    resource: Resource[Any] = None  # type: ignore[assignment]  # given to as_view()
    permission = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who may not, before anything is read."""
        self.require(request, self.permission)
        return super().dispatch(request, *args, **kwargs)

    def require(self, request: HttpRequest, permission: str, record: Any = None) -> None:
        """403 without ``permission``."""
        if not may(getattr(request, "actor", None), permission, record):
            raise PermissionDenied

    def load(self, request: ActorRequest, key: str) -> Any:
        """The record, if this person may use this screen for it."""
        record = self.resource.get(request.api, key)
        self.require(request, self.permission, record)
        return record

    def answer(
        self, request: ActorRequest, screen: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """Draw the resource's own template for ``screen`` if it has one, else the kit's."""
        resource = self.resource
        own = f"{resource.app}/{resource.name}_{screen.lstrip('_')}.html"
        template = select_template([own, f"resource/{screen}.html"])
        context = {"resource": resource, "labels": resource.labels, **context}
        return HttpResponse(template.render(context, request), status=status)

    def back(self, request: ActorRequest, default: str) -> str:
        """Where the person came from, when that is a page of ours."""
        return own_path(request.POST.get("next") or request.GET.get("next") or "") or default

    def acts(
        self, request: ActorRequest, record: Any, *, in_list: bool = False
    ) -> list[tuple[Action[Any], str]]:
        """The acts that this person may do with ``record``, each with its address."""
        return [
            (action, action.href(record) if action.href else self.act_url(record, action))
            for action in self.resource.actions
            if (action.in_lists or not in_list)
            and action.allowed(request.actor, record)
            and self.resource.offers(request.api, action, record)
        ]

    def act_url(self, record: Any, action: Action[Any]) -> str:
        """Where an act is posted to."""
        return f"{self.resource.url('detail', record)}do/{action.name}/"

    def urls(self, request: ActorRequest, record: Any, back: str) -> dict[str, str]:
        """The screens of ``record`` that this person may open, leading back to ``back``."""
        query = "?" + urlencode({"next": back})
        rights = self.resource.rights
        links = {"detail": self.resource.url("detail", record)}
        if may(request.actor, rights.edit, record):
            links["edit"] = self.resource.url("edit", record) + query
        if may(request.actor, rights.delete, record):
            links["delete"] = self.resource.url("delete", record) + query
        return links


def may_open(actor: Actor, url: str) -> bool:
    """Whether a person may open the screen at an address of ours."""
    screen = resolve(url.partition("?")[0]).func
    permission: str = getattr(screen, "view_initkwargs", {}).get("permission", "")
    return may(actor, permission)


class DetailScreen(Screen):
    """The page of one record."""

    def get(self, request: ActorRequest, key: str) -> HttpResponse:
        """The record in cards."""
        record = self.load(request, key)
        cards = self.resource.cards(request.api, request.actor, record)
        context = {
            "record": record,
            "title": self.resource.title(record),
            "copied": self.resource.copied(record),
            "cards": self.drawn(request, cards),
            "urls": self.urls(request, record, request.path),
            "actions": self.acts(request, record),
        }
        return self.answer(request, "detail", context)

    def drawn(self, request: ActorRequest, cards: list[Card]) -> list[Card]:
        """The cards with customers by name, without lists that this person may not open."""
        values = [item.value for card in cards for item in card.items]
        named = iter(parties.named(request.api, values))
        return [
            replace(card, items=tuple(replace(item, value=next(named)) for item in card.items))
            for card in cards
            if card.related is None or may_open(request.actor, card.related.url)
        ]


class DeleteScreen(Screen):
    """The question before a record goes, and its going."""

    def get(self, request: ActorRequest, key: str) -> HttpResponse:
        """What would go, by name."""
        return self.draw(request, self.load(request, key))

    def post(self, request: ActorRequest, key: str) -> HttpResponse:
        """Delete, or say why not."""
        record = self.load(request, key)
        try:
            self.resource.delete(request.api, key)
        except (Invalid, Conflict) as error:
            return self.draw(request, record, problem=sentence(error), status=422)
        title = self.resource.title(record)
        messages.success(request, _("%(title)s is deleted.") % {"title": title})
        place = self.back(request, self.resource.url("list"))
        gone = place.split("?")[0] == self.resource.url("detail", record)
        return redirect(self.resource.url("list") if gone else place)

    def draw(
        self, request: ActorRequest, record: Any, problem: str = "", status: int = 200
    ) -> HttpResponse:
        """The page with the question."""
        context = {
            "record": record,
            "title": self.resource.title(record),
            "farewell": self.resource.farewell(request.api, record),
            "problem": problem,
            "back": self.back(request, self.resource.url("list")),
        }
        return self.answer(request, "delete", context, status)


class ActionScreen(Screen):
    """The acts of a resource that post."""

    def post(self, request: ActorRequest, key: str, action: str) -> HttpResponse:
        """Do the act and go back to where the person came from."""
        act = next((a for a in self.resource.actions if a.name == action and a.run), None)
        if act is None or act.run is None:
            raise Http404
        record = self.load(request, key)
        if not act.allowed(request.actor, record):
            raise PermissionDenied
        try:
            messages.success(request, str(act.run(request.api, record)))
        except (Invalid, Conflict) as error:
            messages.error(request, sentence(error))
        except Refused as refused:
            messages.error(request, refused.text)
        place = self.back(request, self.resource.url("detail", record))
        return redirect(f"{place}#row-{quote(key)}")
