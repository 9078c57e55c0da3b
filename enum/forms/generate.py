"""The form of the generator: which numbers of a range, where they lead, and the accounts there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules, strength
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.forms.choices import Choices, offer_customers, offer_domains
from ngnpanel.accounts.forms.ruled import LinesField, NumberField, RuledForm, secret_input
from ngnpanel.enum.domain import generating, ranges
from ngnpanel.enum.domain.generating import MAX_LENGTH, MIN_LENGTH, MOST, Block, Order
from ngnpanel.enum.domain.ranges import Range
from ngnpanel.web.faults import mending, said
from ngnpanel.web.forms import Group
from ngnpanel.web.languages import LANGUAGES
from ngnpanel.web.parts import Note

DEFAULT_COUNT: Final = 10
SWITCHES: Final = ("from_free", "accounts", "pstn", "prepaid")
OF_ACCOUNTS: Final = ("password", "language", "pstn", "rpid_strip", "quota", "prepaid")


class GenerateForm(RuledForm[Any]):
    """What is generated from a range; it makes an ``Order`` and the common password, if any."""

    added = forms.CharField(
        label=_("Digits after the prefix"),
        required=False,
        max_length=40,
        help_text=_("What all new numbers begin with, behind the prefix of the range."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    length = NumberField(
        label=_("Digits of a number"),
        min_value=MIN_LENGTH,
        max_value=MAX_LENGTH,
        help_text=_("With the country code and without +."),
    )
    count = NumberField(label=_("How many numbers"), min_value=1, max_value=MOST)
    from_free = forms.BooleanField(
        label=_("Begin at the first free number"),
        required=False,
        help_text=_(
            "Numbers that are taken are passed over, and as many new ones are added as you ask for."
            " Off: they count, and stay as they are."
        ),
    )
    domain = forms.CharField(
        label=_("SIP domain"),
        max_length=253,
        error_messages={"required": _("Choose the SIP domain that the numbers lead to.")},
    )
    strip = NumberField(
        label=_("Digits to take off"),
        required=False,
        help_text=_(
            "What is left of the number is the name of the account: of 31208005161 without 2 digits"
            " 208005161."
        ),
    )
    owner = NumberField(
        label=_("Owner"),
        required=False,
        help_text=_("The customer whose name and mail address the accounts get."),
    )
    info = forms.CharField(
        label=_("Info"),
        required=False,
        max_length=255,
        help_text=_("It stands with each number. Empty: the name of the owner."),
    )
    accounts = forms.BooleanField(label=_("Create the SIP accounts"), required=False)
    password = forms.CharField(
        label=_("Password of all accounts"),
        required=False,
        strip=False,
        max_length=64,
        help_text=_(
            "Empty: each account gets one of its own, which is safer. They come in a file that you"
            " fetch once, and in letters to print."
        ),
        widget=secret_input(),
    )
    language = forms.ChoiceField(label=_("Language of the letters"), choices=LANGUAGES)
    pstn = forms.BooleanField(label=_("Calls to telephone numbers"), required=False)
    rpid_strip = NumberField(
        label=_("Digits to take off the caller id"),
        required=False,
        help_text=_("The caller id is the number without so many digits at its beginning."),
    )
    quota = NumberField(
        label=_("Quota"),
        required=False,
        help_text=_("Telephone calls stop at this amount until the month ends. Empty: no limit."),
    )
    call_limit = NumberField(
        label=_("Telephone calls at the same time"),
        required=False,
        max_value=10000,
        help_text=_("Empty: the platform's limit."),
    )
    prepaid = forms.BooleanField(label=_("Prepaid"), required=False)
    acl = LinesField(
        label=_("Allowed networks"),
        required=False,
        help_text=_("One a line, such as 192.0.2.0/24. Empty: the platform's. 0.0.0.0/0: all."),
    )
    units = {"quota": _("a month")}
    live = ("added", "length", "count", "from_free", "domain", "strip", "accounts")
    live_place = "count"
    like_last = (
        *("added", "length", "count", "from_free", "domain", "strip", "owner", "info"),
        *("accounts", "language", "pstn", "rpid_strip", "quota", "call_limit", "prepaid", "acl"),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        span: Range,
        rights: CallingRights,
        choices: Choices,
        home: str = "",
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.span = span
        self.rights = rights
        #: The numbers that are meant; None while they are not known.
        self.block: Block | None = None
        self._begin(choices, home)
        offer_domains(self, "domain", choices)
        offer_customers(self, "owner", choices.customers, _("Nobody"))
        if not rights.pstn_exists:
            self.remove("pstn", "rpid_strip", "quota", "call_limit", "prepaid")
        elif not rights.pstn:
            self.remove("pstn", "rpid_strip", "quota")
        if not rights.call_limit:
            self.remove("call_limit")
        if not rights.prepaid:
            self.remove("prepaid")
        if not rights.acl:
            self.remove("acl")
        self.groups = tuple(self._groups())

    def from_domain(self, record: Any) -> dict[str, Any]:  # noqa: ARG002
        """Only new numbers use this form."""
        raise TypeError("this form needs no record")

    def clean(self) -> dict[str, Any]:
        """Each value by its rule, those of the numbers in the order in which they depend."""
        cleaned = super().clean()
        self._rule("added", generating.added)
        self._rule("length", lambda number: generating.length(self.span, number))
        if "added" in cleaned and "length" in cleaned:
            try:
                self.block = generating.block(
                    self.span.id.prefix, cleaned["added"], cleaned["length"]
                )
            except RuleError as error:
                self.add_error(error.field, mending(error))
        block = self.block
        if block is not None:
            self._rule("count", lambda number: generating.count(number, block))
            self._rule("strip", lambda digits: generating.strip(digits or 0, block.length))
            self._rule(
                "rpid_strip", lambda digits: generating.rpid_strip(digits or 0, block.length)
            )
        self._rule("domain", rules.domain_name)
        self._rule("info", lambda text: rules.plain_text(text, 255))
        self._rule("acl", generating.networks)
        if cleaned.get("password") and cleaned.get("accounts"):
            self._rule("password", strength.printed)
        return cleaned

    def order(self) -> Order:
        """What a valid form asks for; what concerns accounts only where there are any."""
        chosen = dict(self.cleaned_data)
        chosen.pop("password", None)
        return Order.of(
            {
                "range": str(self.span.id),
                **{name: value for name, value in chosen.items() if value is not None},
            }
        )

    def password_of_all(self) -> str:
        """The one that was typed, empty where each account gets its own or none is made."""
        return str(self.cleaned_data["password"]) if self.cleaned_data["accounts"] else ""

    def outlook(self) -> Note | None:
        """The first and the last number, while the form is filled in; asks nobody."""
        for name in self.live:
            # What is still to be filled in is no mistake yet.
            if self.errors.get(name) and self[name].data:
                text = " ".join(map(str, self.errors[name]))
                return Note(f"{self[name].label}: {text}", "red")
        if self.block is None or "count" not in self.cleaned_data:
            return None
        return Note(" ".join(self._sentences(self.block, int(self.cleaned_data["count"]))))

    def _sentences(self, block: Block, count: int) -> list[str]:
        words: dict[str, Any] = {
            "first": f"+{block.first}",
            "last": f"+{block.first + count - 1}",
            "end": f"+{block.last}",
        }
        if self.cleaned_data.get("from_free"):
            text = _now("From the first free number of %(first)s to %(end)s.")
        elif count == 1:
            text = _now("The only number is %(first)s.")
        else:
            text = _now("First number %(first)s, last %(last)s.")
        sentences = [text % words]
        if self.cleaned_data.get("accounts") and "strip" in self.cleaned_data:
            username = str(block.first)[self.cleaned_data["strip"] :]
            why = generating.without_account(username)
            domain = self.cleaned_data.get("domain") or "…"
            words["account"] = f"{username}@{domain}"
            named = _now("The account of %(first)s is %(account)s.") % words
            sentences.append(said(why) if why else named)
        return sentences

    def _begin(self, choices: Choices, home: str) -> None:
        """Defaults, and of the last time what makes sense for this range."""
        begun = self.initial
        for name in SWITCHES:
            if name in begun:
                begun[name] = begun[name] in ("1", "on", True)
        begun.setdefault("from_free", True)
        begun.setdefault("accounts", True)
        if choices.domains is not None and begun.get("domain") not in choices.domains:
            begun["domain"] = home
        begun.setdefault("language", get_language() or "en")
        known = (
            None if choices.customers is None else {str(one) for one, _name in choices.customers}
        )
        owner = str(begun.get("owner") or "0")
        if owner == "0" or (known is not None and owner not in known):
            begun["owner"] = self.actor.customer or None
        begun["acl"] = "\n".join(str(begun.get("acl", "")).split())
        for name in ("quota", "call_limit"):
            begun[name] = begun.get(name) if begun.get(name) != "0" else None
        block = self._last_block()
        if block is None:
            begun.pop("added", None)
            begun["length"] = generating.default_length(self.span)
            begun["count"] = DEFAULT_COUNT
        else:
            begun.setdefault("count", min(DEFAULT_COUNT, block.size))

    def _last_block(self) -> Block | None:
        """That of the last time, if this range has it."""
        try:
            length = generating.length(self.span, int(self.initial.get("length") or 0))
            added = generating.added(str(self.initial.get("added", "")))
            return generating.block(self.span.id.prefix, added, length)
        except (RuleError, ValueError):
            return None

    def _rule(self, name: str, rule: Callable[[Any], Any]) -> None:
        """Put a value that is there through its rule."""
        if name in self.fields and name in self.cleaned_data:
            self.apply(name, rule)

    def _groups(self) -> list[Group]:
        words: Mapping[str, Any] = {
            "prefix": self.span.id.prefix,
            "lengths": ranges.lengths_in_words(self.span),
            "used": self.span.used,
        }
        text = _now("The range +%(prefix)s has numbers of %(lengths)s digits. Used: %(used)s.")
        prepaid = (
            "" if self.rights.prepaid else _("They are prepaid: you may not choose otherwise.")
        )
        return [
            Group(_("Numbers"), text % words, ("added", "length", "count", "from_free")),
            Group(
                _("Where they lead"),
                _("Each number leads to the SIP address of an account."),
                ("domain", "strip"),
            ),
            Group(_("Whose they are"), "", ("owner", "info")),
            Group(_("Accounts"), prepaid, ("accounts",)),
            Group(
                _("Passwords"),
                _("Each account has one to sign in with. You get them when the job is over."),
                ("password", "language"),
                reveal="accounts=on",
            ),
            Group(
                _("Telephone network"),
                _("What the new accounts may do there."),
                ("pstn", "rpid_strip", "quota", "call_limit", "prepaid"),
                reveal="accounts=on",
            ),
            Group(_("Technical"), "", ("acl",), folded=True),
        ]
