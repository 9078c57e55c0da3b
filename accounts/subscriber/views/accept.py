"""Who may call: for a while, and week by week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.accept import (
    EVERYBODY,
    NOBODY,
    AcceptRulesResult,
)
from ngnpanel.accounts.subscriber import holidays, sentences, week, week_words, words
from ngnpanel.accounts.subscriber.forms.accept import TemporaryForm, WeekForm
from ngnpanel.accounts.subscriber.forms.plan import PlanForm
from ngnpanel.accounts.subscriber.pages import FormTab
from ngnpanel.accounts.subscriber.phones import duration
from ngnpanel.accounts.subscriber.preview import preview
from ngnpanel.accounts.subscriber.schedule import temporary_rule, weekly_rules, zone_of
from ngnpanel.accounts.subscriber.services import Saved, run
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.calls import records as engine
from ngnpanel.soap.errors import Unavailable
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.request import ActorRequest

# More rules than this would make the message longer than a small screen.
RULES_TOLD: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The stored rules and the moment they were read."""

    result: AcceptRulesResult
    moment: datetime

    @property
    def groups(self) -> tuple[str, ...]:
        """The contact groups that a rule may name."""
        names = self.result.non_empty_groups
        return tuple(name for name in names if name not in (EVERYBODY, NOBODY))

    @property
    def temporary(self) -> engine.TemporaryRule | None:
        """The running temporary rule."""
        return temporary_rule(self.result.rules.temporary, self.moment)


class RulesTab(FormTab[Facts]):
    """Both forms stand on one page; each has its own address to post to."""

    tab = "accept"
    template_name = "subscriber/accept.html"

    def read(self, subject: Subject) -> Facts:
        """One call besides the account."""
        return Facts(result=subject.api.sip.accept_rules(subject.id), moment=datetime.now(UTC))

    def assume(self, subject: Subject) -> Facts:
        """All groups, so that every choice is shown as it was made."""
        del subject
        result = AcceptRulesResult(non_empty_groups=tuple(words.GROUPS))
        return Facts(result=result, moment=datetime.now(UTC))

    def context(self, subject: Subject, facts: Facts) -> dict[str, Any]:
        """The rules in words and as a picture."""
        rules = weekly_rules(facts.result.rules)
        zone = zone_of(subject.account)
        local = facts.moment.astimezone(zone)
        return {
            **super().context(subject, facts),
            "week": week.picture(rules, local),
            "overlaps": list(week.overlap_sentences(rules)),
            "week_words": week_words.editor(),
            "today": local.weekday(),
            "stored_rules": len(rules),
            "running": running(facts, subject),
            "plans": holidays.shown(subject, holidays.planned(subject)),
            "zone": subject.account.timezone or "UTC",
            "local_time": words.clock(facts.moment, zone, facts.moment),
            "contacts_url": reverse("subscriber-contacts", args=[subject.address]),
            "forwarding_url": reverse("subscriber-forwarding", args=[subject.address]),
        }

    def draw(
        self,
        request: ActorRequest,
        subject: Subject,
        facts: Facts,
        form: PanelForm[Any],
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """The page with the other form as it is."""
        both = {
            "week_form": form
            if isinstance(form, WeekForm)
            else WeekForm(actor=subject.actor, record=facts.result.rules, groups=facts.groups),
            "temporary_form": form
            if isinstance(form, TemporaryForm)
            else TemporaryForm(actor=subject.actor, groups=facts.groups),
            "plan_form": form
            if isinstance(form, PlanForm)
            else PlanForm(actor=subject.actor, groups=facts.groups, zone=zone_of(subject.account)),
        }
        return super().draw(request, subject, facts, form, status, **both, **more)


class Accept(RulesTab):
    """The weekly rules; a row more or less is drawn before anything is saved."""

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> WeekForm:
        """The rows as stored or as posted."""
        return WeekForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            record=facts.result.rules,
            groups=facts.groups,
            change=request.POST.get("change", "")[:12],
        )

    def post(self, request: ActorRequest, address: str, **options: str) -> HttpResponseBase:
        """Save the rows, or draw one more or one less."""
        if "change" not in request.POST:
            return super().post(request, address, **options)
        try:
            subject = self.subject(request, address)
            facts = self.read(subject)
        except Unavailable:
            # Saving would fail as well and say so; here nothing typed may be lost.
            return super().post(request, address, **options)
        return self.draw(request, subject, facts, self.form(request, subject, facts))

    def preview(self, subject: Subject, facts: Facts, form: WeekForm) -> dict[str, Any]:
        """What the rows would come to in the next 24 hours."""
        wanted = form.to_domain(facts.result.rules)
        return {"preview": preview(subject, rules=wanted, stored_accept=facts.result)}

    def save(self, subject: Subject, facts: Facts, form: WeekForm) -> Saved:
        """All rules at once; the temporary one goes back with the minutes it has left."""
        stored = facts.result.rules
        wanted = form.to_domain(stored)
        if wanted == stored:
            return Saved()
        words_of = [week.sentence(rule) for rule in weekly_rules(wanted)]
        if len(words_of) > RULES_TOLD:
            text = _("Your %(number)s weekly rules are saved.") % {"number": len(words_of)}
        elif words_of:
            text = _("Your weekly rules are saved. %(rules)s") % {"rules": " ".join(words_of)}
        else:
            text = _("All weekly rules are gone, so everybody may call at any time.")
        return run([(text, lambda: subject.api.sip.set_accept_rules(subject.id, wanted))])


class Temporary(RulesTab):
    """A rule for some minutes, or the end of it."""

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> TemporaryForm:
        """Who and how long."""
        return TemporaryForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            groups=facts.groups,
            ends="cancel" in request.POST,
        )

    def save(self, subject: Subject, facts: Facts, form: TemporaryForm) -> Saved:
        """The weekly rules go back as they are."""
        rule = form.to_domain(None)
        if form.ends:
            text = _("The temporary rule has ended. Your weekly rules apply again.")
        else:
            text = _("For %(time)s: %(who)s.") % {
                "time": duration((rule.duration or 0) * 60),
                "who": words.may_call(rule.groups),
            }
        wanted = replace(facts.result.rules, temporary=rule)
        return run([(text, lambda: subject.api.sip.set_accept_rules(subject.id, wanted))])


def running(facts: Facts, subject: Subject) -> str:
    """The running temporary rule in words, empty when there is none."""
    rule = facts.temporary
    if rule is None:
        return ""
    values = {
        "who": words.may_call(rule.groups),
        "until": sentences.until(rule.until, zone=zone_of(subject.account), now=facts.moment),
    }
    if rule.until is None:
        return _("Until you end it: %(who)s.") % values
    left = duration(int((rule.until - facts.moment).total_seconds()))
    return _("Now %(who)s%(until)s, for another %(left)s.") % {**values, "left": left}
