"""The form of a text: whatever could not be sent, or would be of no use, is told in a sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.actor import Actor
from ngnpanel.audit import recording
from ngnpanel.notices import markup, placeholders
from ngnpanel.notices.kinds import Kind
from ngnpanel.notices.models import Sender
from ngnpanel.notices.texts import Wording
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import Group, PanelForm

LONGEST_SUBJECT: Final = 150
LONGEST_TEXT: Final = 20_000
# Tags that are told to who used another one; the others are their likes.
TOLD_TAGS: Final = "p, br, h1, h2, h3, b, i, ul, ol, li, table, tr, td, a, hr"


class Lines(forms.CharField):
    """Text of several lines, whatever ends them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """With one kind of line end."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class TextForm(PanelForm[Wording]):
    """Subject, plain text and HTML of one kind of mail in one language.

    The administrator has no customer record and so no mail address: it says where a test goes.
    """

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    plain = Lines(
        label=_("Plain text"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
    )
    html = Lines(
        label=_("HTML"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "mail-code"}),
        help_text=_(
            "Empty: made of the plain text. The name of the brand and its support are added."
        ),
    )
    to = forms.CharField(
        label=_("Send a test to"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    groups = (
        Group("", "", ("subject", "plain", "html")),
        Group(_("Test"), _("With sample values, as it is typed here."), ("to",)),
    )

    def __init__(self, data: Any = None, *, actor: Actor, record: Wording, kind: Kind) -> None:
        self.kind = kind
        super().__init__(data, actor=actor, record=record)
        if not actor.is_administrator:
            del self.fields["to"]

    def from_domain(self, record: Wording) -> dict[str, Any]:
        """The text as values of the fields."""
        return {"subject": record.subject, "plain": record.plain, "html": record.html, "to": ""}

    def to_domain(self, base: Wording | None) -> Wording:
        """What was typed."""
        del base
        found = self.cleaned_data
        return Wording(subject=found["subject"], plain=found["plain"], html=found["html"])

    def clean_subject(self) -> str:
        """One line without secrets."""
        subject = str(self.cleaned_data["subject"])
        if not subject.isprintable():
            raise forms.ValidationError(_now("A subject is one line without control characters."))
        used = self._checked(subject)
        if secret := used & self.kind.secrets:
            text = _now("%(names)s opens something to whoever reads it: leave it to the text.")
            raise forms.ValidationError(text % {"names": in_braces(secret)})
        return subject

    def clean_plain(self) -> str:
        """All placeholders that the mail needs."""
        plain = str(self.cleaned_data["plain"])
        check_characters(plain)
        self._require(self._checked(plain))
        return plain

    def clean_html(self) -> str:
        """Only what is allowed, as it is read here."""
        html = str(self.cleaned_data["html"])
        if not html.strip():
            return ""
        check_characters(html)
        cleaned = markup.clean(html, self.kind.links)
        if "href=" in cleaned.dropped:
            raise forms.ValidationError(
                _now(
                    "A link leads to an address such as https://www.example.com, to mailto: or"
                    " tel:, or is a placeholder that is a link, as a whole."
                )
            )
        if cleaned.dropped:
            text = _now("Leave out %(things)s. What there may be: %(tags)s and their likes.")
            words = {"things": ", ".join(cleaned.dropped[:8]), "tags": TOLD_TAGS}
            raise forms.ValidationError(text % words)
        self._require(self._checked(html))
        return html

    def clean_to(self) -> str:
        """A mail address, where a test is asked for."""
        try:
            to = rules.email(self.cleaned_data["to"])
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None
        if "test" in self.data and not to:
            raise forms.ValidationError(_now("Say where the test goes."))
        return to

    def _checked(self, text: str) -> frozenset[str]:
        """The placeholders of a text in which all of them mean something."""
        found = placeholders.look_through(text, self.kind.names)
        if found.unknown:
            sentence = _now("%(names)s means nothing here. What there is stands below the form.")
            names = in_braces(name[:30] for name in found.unknown[:5])
            raise forms.ValidationError(sentence % {"names": names})
        if found.has_lost_brace:
            raise forms.ValidationError(
                _now("A brace stands alone. Write {{ or }} for a brace that is meant as one.")
            )
        return found.used

    def _require(self, used: frozenset[str]) -> None:
        if missing := self.kind.needed - used:
            text = _now("Without %(names)s the mail is of no use: write it somewhere in the text.")
            raise forms.ValidationError(text % {"names": in_braces(missing)})


def in_braces(names: Iterable[str]) -> str:
    """Placeholders as they are typed."""
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def check_characters(text: str) -> None:
    """Refuse what mail programs read as something else than text."""
    odd = (char for char in text if unicodedata.category(char) in ("Cc", "Cs", "Co"))
    if any(char not in "\n\t" for char in odd):
        raise forms.ValidationError(_now("Leave out control characters."))


class SenderForm(PanelForm[Sender]):
    """Who mails about used-up limits come from, and who gets a copy.

    Only the operator knows which addresses its mail server may send from.
    """

    name = forms.CharField(
        label=_("Name of the sender"),
        required=False,
        max_length=60,
        help_text=_("Empty: the name of the brand."),
    )
    email = forms.CharField(
        label=_("Address of the sender"),
        required=False,
        max_length=254,
        help_text=_("The operator chooses it: its mail server has to be allowed to send from it."),
    )
    copy_to = forms.CharField(
        label=_("Send a copy to"),
        required=False,
        max_length=254,
        help_text=_("Of each of these mails. The subscriber does not see it. Empty: to nobody."),
    )

    def __init__(self, data: Any = None, *, actor: Actor, record: Sender) -> None:
        super().__init__(data, actor=actor, record=record)
        if not actor.is_administrator:
            self.lock("email")

    def from_domain(self, record: Sender) -> dict[str, Any]:
        """The sender as values of the fields."""
        return {"name": record.name, "email": record.email, "copy_to": record.copy_to}

    def clean_name(self) -> str:
        """One line."""
        name = str(self.cleaned_data["name"])
        if not name.isprintable():
            raise forms.ValidationError(_now("Leave out control characters."))
        return name

    def clean_email(self) -> str:
        """A mail address, or nothing."""
        return self._address("email")

    def clean_copy_to(self) -> str:
        """A mail address, or nothing."""
        return self._address("copy_to")

    def save(self) -> None:
        """Keep what was typed; a sender of nothing is none."""
        stored = self.record
        if stored is None:
            raise TypeError("a sender belongs to somebody")
        told = {name: (getattr(stored, name), self.cleaned_data[name]) for name in self.fields}
        recording.note("notice", "sender", str(stored.reseller), told, reseller=stored.reseller)
        for name in self.fields:
            setattr(stored, name, self.cleaned_data[name])
        if any(self.cleaned_data.values()):
            stored.save()
        elif stored.pk is not None:
            stored.delete()

    def _address(self, name: str) -> str:
        try:
            return rules.email(str(self.cleaned_data[name] or ""))
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None
