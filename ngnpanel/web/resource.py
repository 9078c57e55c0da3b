"""Resource: what one kind of record must state to get its list, record, form and delete pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from django.urls import URLPattern, path, reverse

from ngnpanel.soap.paging import Page, Query
from ngnpanel.web import exporting, lists, views
from ngnpanel.web.parts import Action, Card, Column, Farewell, Item, Labels, Note, R, Rights
from ngnpanel.web.saving import SaveScreen
from ngnpanel.web.selection import DOWNLOADS, SelectionAction

if TYPE_CHECKING:
    from ngnpanel.actor import Actor
    from ngnpanel.api import Api
    from ngnpanel.web.forms import PanelForm, SearchForm
    from ngnpanel.web.request import ActorRequest


class Resource(Generic[R]):
    """One kind of record and its screens.

    ``app`` and ``name`` give templates and URL names: ``accounts/account_form.html`` if it exists,
    else ``resource/form.html``; ``account-list``. ``order`` is the wire attribute that a list is
    sorted by at first, with a minus for the latest first. A screen without a permission in
    ``rights`` has no URL. ``add_screen`` is for records that are added in another way than edited.
    ``brief`` names the columns beside the title where related records show a short list.
    ``credit_property`` limits how many a customer may create (contract 5.3). ``asks_more`` is for
    lists whose cells need a call of their own: then customers have names only where some are known.
    """

    app: ClassVar[str]
    name: ClassVar[str]
    labels: ClassVar[Labels]
    rights: ClassVar[Rights]
    columns: ClassVar[tuple[Column[Any], ...]]
    order: ClassVar[str] = "-changeDate"
    form_class: ClassVar[type[PanelForm[Any]]]
    search_form_class: ClassVar[type[SearchForm]]
    actions: ClassVar[tuple[Action[Any], ...]] = ()
    selection_actions: ClassVar[tuple[SelectionAction, ...]] = DOWNLOADS
    brief: ClassVar[tuple[str, ...]] = ()
    credit_property: ClassVar[str] = ""
    asks_more: ClassVar[bool] = False
    add_screen: ClassVar[type[SaveScreen]] = SaveScreen
    edit_screen: ClassVar[type[SaveScreen]] = SaveScreen

    def key(self, record: R) -> str:
        """What names the record in a URL."""
        raise NotImplementedError

    def page(self, api: Api, query: Query) -> Page[R]:
        """One window of the list."""
        raise NotImplementedError

    def get(self, api: Api, key: str) -> R:
        """The record called ``key``; raises NotFound."""
        raise NotImplementedError

    def add(self, api: Api, record: R) -> R:
        """Create the record; returns it with what the platform filled in."""
        raise NotImplementedError

    def update(self, api: Api, record: R) -> None:
        """Replace the record."""
        raise NotImplementedError

    def delete(self, api: Api, key: str) -> None:
        """Delete the record and what goes with it."""
        raise NotImplementedError

    # Hooks with a plain answer; a resource overrides those that it has something to say about.

    def updated(self, request: ActorRequest, before: R, after: R) -> None:
        """What else is to be done after somebody changed the record on its form."""

    def title(self, record: R) -> str:
        """What people call the record."""
        return self.key(record)

    def copied(self, record: R) -> str:
        """What the button beside the title copies; nothing when there is none."""
        return self.title(record)

    def offers(self, api: Api, action: Action[R], record: R) -> bool:  # noqa: ARG002 - a hook
        """Whether the platform would let the person do this, where the role does not say so."""
        return True

    def obstacle(self, api: Api, actor: Actor) -> str:  # noqa: ARG002 - a hook
        """Why this person can have no such record, asked on an empty list or form; one call."""
        return ""

    def shown_columns(self, actor: Actor) -> tuple[Column[R], ...]:  # noqa: ARG002 - a hook
        """The columns for this person."""
        return self.columns

    def choices(self, api: Api, actor: Actor, record: R | None) -> dict[str, Any]:  # noqa: ARG002
        """Keywords for the form beside actor, record and initial: forms never call the platform."""
        return {}

    def further(
        self,
        api: Api,  # noqa: ARG002 - a hook
        columns: tuple[Column[R], ...],  # noqa: ARG002
        records: Sequence[R],  # noqa: ARG002
    ) -> Mapping[str, Sequence[Any]]:
        """Cells that the records do not hold, by column and in their order; for lists and files.

        At most one call, which ``asks_more`` then admits.
        """
        return {}

    def further_for(self, api: Api, columns: tuple[Column[R], ...]) -> exporting.Further:
        """The same for a download, which asks window by window."""
        return partial(self.further, api, columns)

    def values(self, api: Api, columns: tuple[Column[R], ...], page: Page[R]) -> list[Any]:
        """The cells of a list, row by row."""
        known = self.further(api, columns, tuple(page))
        return [
            known[column.name][at] if column.name in known else column.value(record)
            for at, record in enumerate(page)
            for column in columns
        ]

    def check(
        self,
        api: Api,  # noqa: ARG002 - a hook
        actor: Actor,  # noqa: ARG002
        form: PanelForm[R],  # noqa: ARG002
        name: str,  # noqa: ARG002
    ) -> Note | None:
        """What to say about a ``live`` field whose value is valid; at most one call, never a no."""
        return None

    def cards(self, api: Api, actor: Actor, record: R) -> list[Card]:  # noqa: ARG002 - a hook
        """The record page by meaning; a fixed number of calls."""
        columns = self.shown_columns(actor)
        items = tuple(Item(column.label, column.value(record)) for column in columns)
        return [Card(title=self.labels.one, items=items)]

    def farewell(self, api: Api, record: R) -> Farewell:  # noqa: ARG002 - a hook
        """What deleting the record means, or what stands in its way; a fixed number of calls."""
        return Farewell()

    def url(self, screen: str, record: R | None = None) -> str:
        """The address of one of the screens."""
        arguments = [] if record is None else [self.key(record)]
        return reverse(f"{self.name}-{screen}", args=arguments)

    @property
    def urls(self) -> list[URLPattern]:
        """The patterns of the screens, for ``path("zones/", include(ZoneResource().urls))``."""
        # The pages of imports are screens of this kit themselves.
        from ngnpanel.imports import screens as imports

        rights = self.rights
        rows: list[tuple[str, type[views.Screen], str, str]] = [
            ("", lists.ListScreen, "list", rights.view),
            ("add/", self.add_screen, "add", rights.add),
            ("list/credit/", lists.CreditScreen, "credit", rights.view),
            ("list/columns/", lists.ColumnsScreen, "columns", rights.view),
            ("list/export/<slug:kind>/", lists.ExportScreen, "export", rights.view),
            ("list/selection/", lists.SelectionScreen, "selection", rights.view),
            ("list/table/", imports.UploadScreen, "table-import", rights.add),
            ("list/table/template/", imports.TemplateScreen, "table-template", rights.add),
            ("list/table/<int:number>/", imports.ColumnsScreen, "table-columns", rights.add),
            ("<str:key>/", views.DetailScreen, "detail", rights.view),
            ("<str:key>/edit/", self.edit_screen, "edit", rights.edit),
            ("<str:key>/delete/", views.DeleteScreen, "delete", rights.delete),
            ("<str:key>/do/<slug:action>/", views.ActionScreen, "action", rights.view),
        ]
        return [
            path(
                route,
                view.as_view(resource=self, permission=permission),
                name=f"{self.name}-{screen}",
            )
            for route, view, screen, permission in rows
            if permission
        ]
