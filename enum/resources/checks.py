"""What is said about a number while it is typed: a place for it, an account behind it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.rules import RuleError, without_scheme
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.api import Api
from ngnpanel.enum import services
from ngnpanel.enum.domain import mappings, ranges
from ngnpanel.enum.forms.numbers import NumberForm
from ngnpanel.soap.errors import NotFound
from ngnpanel.web.parts import Note


def checked_number(api: Api, form: NumberForm) -> Note | None:
    """Whether a number lies in a range and has the right length; at most one call."""
    key = form.key
    if key is None:
        return None
    if form.offered is None:
        around = services.range_for(api, key)
    else:
        around = ranges.around(key.number, key.tld, form.offered)
    whole = f"+{key.number}"
    if around is None:
        text = _("%(number)s lies in none of your ranges below %(root)s.")
        return Note(text % {"number": whole, "root": key.tld}, "red")
    lengths = ranges.lengths_in_words(around)
    words = {"number": whole, "prefix": around.id.prefix, "lengths": lengths}
    if not around.min_digits <= len(key.number) <= around.max_digits:
        text = _("%(number)s has %(digits)s digits; in the range +%(prefix)s it needs %(lengths)s.")
        return Note(text % {**words, "digits": len(key.number)}, "red")
    if around.size and around.used >= around.size:
        return Note(_("The range +%(prefix)s is full.") % words, "red")
    text = _("%(number)s in the range +%(prefix)s.") % words
    proposed = form.proposal(str(form.cleaned_data.get("type") or ""))
    if proposed:
        text += " " + _("An empty address becomes %(address)s.") % {"address": proposed}
    return Note(text)


def checked_target(api: Api, form: NumberForm, name: str) -> Note | None:
    """What an address becomes, and whether an account is behind it; at most one call."""
    typed = str(form.cleaned_data.get(name) or "")
    kind = str(form.cleaned_data.get(name.replace("mapto", "type", 1)) or "")
    if not kind or not typed:
        return None
    try:
        address = mappings.readdressed(typed, kind)
        account = SipId.parse(without_scheme(address)) if kind == "sip" else None
    except RuleError:
        return None
    if account is not None:
        try:
            return Note(_("Account of %(name)s") % {"name": api.sip.account(account).name})
        except NotFound:
            text = _("%(address)s is no account that you see; calls go there all the same.")
            return Note(text % {"address": account}, "amber")
    return None if address == typed else Note(_("Stored as %(address)s") % {"address": address})
