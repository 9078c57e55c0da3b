"""The brand page: what people see of a reseller, and how to change it."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.db import IntegrityError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ngnpanel.audit import recording
from ngnpanel.brand import colours, contacts, looks, mail
from ngnpanel.brand.forms import LogoForm, LookForm, TestMailForm, not_answered
from ngnpanel.brand.models import DARK, LIGHT, Brand
from ngnpanel.brand.tenancy import permit, title_of
from ngnpanel.notices import kinds, texts
from ngnpanel.notices.posting import send_now
from ngnpanel.soap.errors import NotFound, RemoteError
from ngnpanel.soap.paging import Query
from ngnpanel.web.faults import sentence
from ngnpanel.web.request import ActorRequest

PERMISSION: Final = "brand.edit"
MOST_RESELLERS: Final = 200
VARIANTS: Final = (LIGHT, DARK)
# Test mails that one person may send in an hour.
MOST_MAILS: Final = 20


@require_safe
def brands(request: ActorRequest) -> HttpResponseBase:
    """The administrator's list of resellers; a reseller has one brand and goes there. One call."""
    permit(request, PERMISSION)
    if not request.actor.is_administrator:
        return redirect("brand-detail", request.actor.reseller)
    found = request.api.customers.resellers(Query(order="username", count=MOST_RESELLERS))
    stored = {
        brand.reseller: brand for brand in Brand.objects.filter(platform=request.actor.platform)
    }
    rows = [(0, _("The platform itself"), stored.get(0))]
    rows += [(reseller.id, reseller.title, stored.get(reseller.id)) for reseller in found]
    context = {"rows": rows, "missing": max(found.total - MOST_RESELLERS, 0)}
    return render(request, "brand/brands.html", context)


def brand_page(request: ActorRequest, reseller: int) -> HttpResponseBase:
    """The page of one brand; one call for the administrator, who may name any reseller."""
    brand, title = subject(request, reseller)
    if request.method != "POST":
        return draw(request, brand, title, LookForm(actor=request.actor, record=brand))
    data = request.POST.copy()
    if "nearest" in data:
        data["accent"] = str(data["nearest"])
    form = LookForm(data, actor=request.actor, record=brand)
    if not form.is_valid():
        return draw(request, brand, title, form, status=422)
    try:
        check_domains(request, brand, form)
        if form.is_valid() and not form.errors:
            form.save()
    except RemoteError as error:
        form.add_error(None, sentence(error))
        return draw(request, brand, title, form, status=503)
    except IntegrityError:
        form.add_error(None, _("Somebody saved one of these names just now. Choose another one."))
    if form.errors:
        return draw(request, brand, title, form, status=422)
    looks.forget(brand.reseller, brand.platform)
    messages.success(request, _("The brand is saved and shown from now on."))
    return redirect("brand-detail", reseller)


@require_safe
def preview(request: ActorRequest, reseller: int) -> HttpResponse:
    """The preview with what is typed now; nothing is saved and nobody is asked."""
    permit(request, PERMISSION)
    if not request.actor.is_administrator and reseller != request.actor.reseller:
        raise Http404
    look = looks.of(reseller, request.actor.platform)
    return render(
        request,
        "brand/_preview.html",
        sample(look, request.GET.get("name", ""), request.GET.get("accent", "")),
    )


@require_POST
def logo(request: ActorRequest, reseller: int, variant: str) -> HttpResponseBase:
    """Take a new logo, or take the old one away."""
    brand, title = subject(request, reseller)
    if variant not in VARIANTS:
        raise Http404
    if "remove" in request.POST:
        if brand.pk is not None:
            brand.logos.filter(variant=variant).delete()
            recording.note(
                "brand",
                "logo-remove",
                brand.name or str(brand),
                {"logo": (variant, None)},
                reseller=brand.reseller,
            )
        messages.success(request, _("The logo is taken away."))
    else:
        form = LogoForm(request.POST, request.FILES)
        if not form.is_valid():
            look_form = LookForm(actor=request.actor, record=brand)
            problem = form.errors["picture"][0]
            context = {"logo_problem": problem, "logo_variant": variant}
            return draw(request, brand, title, look_form, status=422, **context)
        kept = form.cleaned_data["picture"]
        brand.save()
        brand.logos.update_or_create(
            variant=variant,
            defaults={
                "content": kept.content,
                "content_type": kept.content_type,
                "digest": kept.digest,
                "width": kept.width,
                "height": kept.height,
            },
        )
        recording.note(
            "brand",
            "logo",
            brand.name or str(brand),
            {"logo": (None, f"{variant}, {kept.width} by {kept.height}")},
            reseller=brand.reseller,
        )
        messages.success(request, _("The logo is saved and shown from now on."))
        if kept.dropped:
            words = {"names": ", ".join(kept.dropped[:8])}
            messages.warning(request, _("Left out of the drawing: %(names)s.") % words)
    looks.forget(brand.reseller, brand.platform)
    return redirect("brand-detail", reseller)


@require_POST
def reset(request: ActorRequest, reseller: int) -> HttpResponseBase:
    """Back to what the customer properties say."""
    brand, _title = subject(request, reseller)
    if brand.pk is not None:
        title = brand.name or str(brand)
        brand.delete()
        recording.note("brand", "reset", title, reseller=reseller)
    looks.forget(reseller, request.actor.platform)
    messages.success(request, _("Name, colour, logos and links of the brand are gone."))
    return redirect("brand-detail", reseller)


@require_POST
def test_mail(request: ActorRequest, reseller: int) -> HttpResponseBase:
    """Send a mail that shows what mails look like."""
    brand, _title = subject(request, reseller)
    form = TestMailForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["to"][0]))
    elif not spared(request):
        messages.error(request, _("Enough test mails for now. Send the next one in an hour."))
    else:
        look = looks.of(brand.reseller, brand.platform)
        language = get_language() or settings.LANGUAGE_CODE
        written = texts.composed(kinds.TEST, texts.Found.built_in(language), look, dict)
        try:
            send_now(kinds.TEST, look, language, written, to=form.cleaned_data["to"])
        except mail.NotSent as problem:
            messages.error(request, problem.text)
        else:
            words = {"to": form.cleaned_data["to"]}
            recording.note("mail", "test", form.cleaned_data["to"], reseller=reseller)
            messages.success(request, _("A test mail is on its way to %(to)s.") % words)
    return redirect("brand-detail", reseller)


def subject(request: ActorRequest, reseller: int) -> tuple[Brand, str]:
    """The brand, saved or not, and whose it is; 404 for everything that is not this person's."""
    title = title_of(request, reseller, PERMISSION)
    actor = request.actor
    brand = Brand.objects.filter(platform=actor.platform, reseller=reseller).first()
    return brand or Brand(platform=actor.platform, reseller=reseller), title


def check_domains(request: ActorRequest, brand: Brand, form: LookForm) -> None:
    """New SIP domains have to be the reseller's own; one call for each."""
    for name in form.new_domains():
        try:
            domain = request.api.sip.domain(name)
        except NotFound:
            domain = None
        if domain is None or (brand.reseller and domain.reseller != brand.reseller):
            text = _("%(name)s is no SIP domain of this reseller. Take it out.")
            form.add_error("sip_domains", text % {"name": name})
            return


def spared(request: ActorRequest) -> bool:
    """Whether this person has test mails left; without the cache nobody counts."""
    key = f"brand:mails:{request.actor.platform}:{request.actor.customer}"
    try:
        cache.add(key, 0, 3600)
        return bool(cache.incr(key) <= MOST_MAILS)
    except (ValueError, *contacts.AWAY):
        return True


def sample(look: looks.Look, name: str, accent: str) -> dict[str, Any]:
    """What the preview shows, and how well the colour is read."""
    try:
        colour = colours.normal(accent)
    except ValueError:
        colour = ""
    context: dict[str, Any] = {
        "themes": VARIANTS,
        "look": look,
        "shown_name": name.strip()[:60] or look.name,
    }
    if colour:
        context |= {
            "colour": colour,
            "trial": colour[1:],
            "palette": colours.palette(colour),
            "readings": [colours.reading(colour, theme) for theme in colours.THEMES],
            "fits": colours.passes(colour, colours.LIGHT),
        }
    return context


def draw(
    request: ActorRequest,
    brand: Brand,
    title: str,
    form: LookForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page with everything that is there now."""
    look = looks.of(brand.reseller, brand.platform)
    told = contacts.told(brand.platform, brand.reseller)
    context = {
        "form": form,
        "title": title,
        "reseller": brand.reseller,
        "is_saved": brand.pk is not None,
        "told": [(name, told[name]) for name in contacts.NAMES[:4] if told.get(name)],
        "unanswered": ", ".join(not_answered(look.hosts)),
        "logos": [(LIGHT, look.logo), (DARK, look.dark_logo)],
        **sample(look, str(form["name"].value() or ""), str(form["accent"].value() or "")),
        **more,
    }
    return render(request, "brand/brand.html", context, status=status)
