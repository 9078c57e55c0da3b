"""What the preview of generated numbers says: which, what stays out, and whether it can be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from django.db.models import Max, Min, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.actor import Role
from ngnpanel.enum.bulk import scene as scenes
from ngnpanel.enum.bulk.halves import ACCOUNT, NUMBER
from ngnpanel.enum.bulk.scene import Scene
from ngnpanel.enum.domain.generating import Order
from ngnpanel.enum.domain.ranges import Tenant
from ngnpanel.enum.resources.numbers import NumberResource
from ngnpanel.jobs.kinds import Refuse, Remark, Work
from ngnpanel.jobs.models import JobItem, Outcome
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from ngnpanel.web import limits
from ngnpanel.web.resource import Resource

# What stands against it comes first.
TONES: Final = ("red", "amber", "green")


def of(work: Work) -> list[Remark]:
    """All remarks; for who has limits two calls more for each of who pays, and what is paid."""
    order, items = Order.of(work.params), JobItem.objects.filter(job=work.job)
    try:
        scene = scenes.scene(work)
    except Refuse as no:
        return [Remark(no.text, "red")]
    found = [
        *_which(order, items),
        *_missing(order, scene, items),
        *_room(scene, items),
        *_credits(work, scene, items),
        *_without_account(items),
        *_about_accounts(work, order, scene, items),
    ]
    return sorted(found, key=lambda remark: TONES.index(remark.tone))


def waiting(items: QuerySet[JobItem], half: str) -> QuerySet[JobItem]:
    """The items that would add a number, or an account."""
    return items.filter(outcome=Outcome.PENDING, **{f"after__{half}__isnull": False})


def _which(order: Order, items: QuerySet[JobItem]) -> Iterator[Remark]:
    """The first and the last number, and the way back to the options.

    Numbers have the same length, so that they compare as text.
    """
    found = waiting(items, NUMBER).aggregate(first=Min("key"), last=Max("key"))
    if found["first"] is None:
        return
    words = {"first": f"+{found['first']}", "last": f"+{found['last']}"}
    one, several = _("The only number is %(first)s."), _("First number %(first)s, last %(last)s.")
    text = (one if found["first"] == found["last"] else several) % words
    options = reverse("range-generate", args=[order.range])
    link = format_html('{} <a href="{}">{}</a>', text, options, _("Change the options"))
    yield Remark(link, "green")


def _missing(order: Order, scene: Scene, items: QuerySet[JobItem]) -> Iterator[Remark]:
    found = items.count()
    if found < order.count:
        text = ngettext(
            "Only %(found)s free number of %(length)s digits begins with +%(stem)s. You asked for"
            " %(count)s.",
            "Only %(found)s free numbers of %(length)s digits begin with +%(stem)s. You asked for"
            " %(count)s.",
            found,
        )
        stem = scene.range.id.prefix + order.added
        words = {"found": found, "length": order.length, "stem": stem, "count": order.count}
        yield Remark(text % words)


def _room(scene: Scene, items: QuerySet[JobItem]) -> Iterator[Remark]:
    """Whether the range takes so many; size 0 is no limit."""
    needed, left = waiting(items, NUMBER).count(), max(scene.range.size - scene.range.used, 0)
    if scene.range.size and needed > left:
        text = _(
            "The range has room for %(left)s more, and %(needed)s are needed. Give it a greater"
            " size, or generate fewer numbers."
        )
        yield Remark(text % {"left": left, "needed": needed}, "red")


def _credits(work: Work, scene: Scene, items: QuerySet[JobItem]) -> Iterator[Remark]:
    """What is needed and left of the credits of all who pay, as far as the person sees them."""
    if work.actor.is_administrator:
        return
    paid: tuple[tuple[Resource[Any], Tenant, str, int], ...] = (
        (NumberResource(), _Held(scene.range), _("Numbers"), waiting(items, NUMBER).count()),
        (AccountResource(), _Held(scene.domain), _("Accounts"), waiting(items, ACCOUNT).count()),
    )
    for resource, holder, what, needed in paid:
        if not needed:
            continue
        found = [
            (customer, _left(work, customer, resource, filters))
            for customer, filters in _payers(work, holder)
        ]
        yield from _credit(what, needed, found)


class _Held:
    """Who holds a record, as the rules of ranges name it."""

    def __init__(self, record: Any) -> None:
        self.customer_id: int | None = record.customer or None
        self.reseller_id: int | None = record.reseller or None


def _payers(work: Work, holder: Tenant) -> Iterator[tuple[Customer, dict[str, int]]]:
    """The customer and the reseller that a record counts for, if the person may see them."""
    customer, reseller = holder.customer_id, holder.reseller_id
    seen = {customer: "customer"} if customer and customer != reseller else {}
    if reseller and work.actor.role is Role.RESELLER:
        seen[reseller] = "reseller"
    for number, level in seen.items():
        try:
            found: Customer = work.once(
                f"customer {number}", partial(work.api.customers.customer, number)
            )
        except NotFound:
            continue  # the platform counts it all the same, and refuses when it is too much
        yield found, {level: number}


def _left(
    work: Work, customer: Customer, resource: Resource[Any], filters: dict[str, int]
) -> int | None:
    """What is left of a credit; None where the platform gives what it gives by default."""
    if not customer.property_value(resource.credit_property).strip():
        return None
    used = resource.page(work.api, Query(filter=filters, count=1)).total
    return max(limits.limit(customer, resource.credit_property) - used, 0)


def _credit(what: str, needed: int, found: list[tuple[Customer, int | None]]) -> Iterator[Remark]:
    """Needed and left: in one sentence where it suffices, in one for each who has too little."""
    words: dict[str, Any] = {"what": what, "needed": needed}
    enough = []
    for customer, left in found:
        named = {**words, "who": customer.title, "left": left}
        if left is None:
            text = _("%(what)s: %(needed)s needed. %(who)s has no credit of its own for them.")
            yield Remark(text % named)
        elif needed > left:
            text = _(
                "%(what)s: %(needed)s needed, but %(who)s has only %(left)s left. Ask for more, or"
                " generate at most %(left)s."
            )
            yield Remark(text % named, "red")
        else:
            enough.append(_("%(who)s %(left)s") % named)
    if enough:
        text = _("%(what)s: %(needed)s needed. Left: %(left)s.")
        yield Remark(text % {**words, "left": ", ".join(enough)}, "green")


def _without_account(items: QuerySet[JobItem]) -> Iterator[Remark]:
    plain = waiting(items, NUMBER).filter(after__account__isnull=True, after__note__isnull=False)
    if count := plain.count():
        text = ngettext(
            "%(count)s number gets no account of its own. Its line says why.",
            "%(count)s numbers get no account of their own. Their lines say why.",
            count,
        )
        yield Remark(text % {"count": count})


def _about_accounts(
    work: Work, order: Order, scene: Scene, items: QuerySet[JobItem]
) -> Iterator[Remark]:
    accounts = waiting(items, ACCOUNT).count()
    if not accounts:
        return
    if scene.range.customer != scene.domain.customer:
        yield Remark(_("The SIP domain belongs to another customer than the range."))
    if not scenes.rights(work).prepaid and not order.prepaid:
        yield Remark(_("The accounts will be prepaid, because you may not choose otherwise."))
    if work.secrets.get("password") and accounts > 1:
        yield Remark(
            _("All accounts get the same password. Whoever knows one of them knows the others.")
        )
