"""The forms of staff: members, roles, support sessions, a password, a code."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib.auth import hashers
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules, strength
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.soap.platform import Platform
from ngnpanel.staff import consent, rights, signing
from ngnpanel.staff.models import StaffMember, StaffRole
from ngnpanel.staff.ruling import Manager
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import Group, GroupedForm

MOST_RESELLERS: Final = 20


class OneLine(forms.CharField):
    """Text of one line without control characters."""

    def clean(self, value: Any) -> str:
        """As it was typed, without blanks at the ends."""
        text = str(super().clean(value))
        if not text.isprintable():
            raise forms.ValidationError(_now("Leave out control characters."))
        return text


class MemberForm(GroupedForm):
    """A staff account as ``manager`` sees it; ``record`` None: a new one."""

    login = forms.CharField(
        label=_("Name to sign in with"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("Small letters, digits, dots, dashes; without @."),
    )
    name = OneLine(label=_("Name"), max_length=120)
    mail = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    role = forms.ChoiceField(label=_("Role"))
    resellers = forms.CharField(
        label=_("Only for these resellers"),
        required=False,
        max_length=200,
        help_text=_("Their numbers with commas between them. Empty: for all."),
    )
    groups = (
        Group(_("Person"), "", ("login", "name", "mail")),
        Group(
            _("What it may do"),
            _("Nothing of it holds outside of a support session, but for the pages of the panel."),
            ("role", "resellers"),
        ),
    )

    def __init__(
        self, data: Any = None, *, manager: Manager, record: StaffMember | None = None
    ) -> None:
        self.manager, self.record = manager, record
        shown = {} if record is None else _shown(record)
        super().__init__(data, initial=shown)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(str(role.pk), role.title) for role in manager.roles()]
        if record is not None:
            self.fields["login"].disabled = True
        if manager.resellers:
            self.fields["resellers"].required = True
            self.fields["resellers"].help_text = _now("Some of yours, with commas between them.")

    def clean_login(self) -> str:
        """A name that nobody else has."""
        login = str(self.cleaned_data["login"]).strip().lower()
        if self.record is not None:
            return self.record.login
        if not signing.LOGIN.fullmatch(login):
            raise forms.ValidationError(
                _now("Use 2 to 60 small letters, digits, dots, dashes and underscores.")
            )
        is_taken = StaffMember.objects.filter(login=login).exists()
        if is_taken or login == Platform.named("default").username.lower():
            raise forms.ValidationError(_now("This name is taken. Choose another one."))
        return login

    def clean_mail(self) -> str:
        """A mail address, or nothing."""
        try:
            return rules.email(self.cleaned_data["mail"])
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None

    def clean_resellers(self) -> list[int]:
        """Numbers within the limit of whoever gives them."""
        words = str(self.cleaned_data["resellers"]).replace(",", " ").split()
        if not all(word.isascii() and word.isdecimal() and len(word) < 10 for word in words):
            raise forms.ValidationError(_now("Enter numbers of resellers, such as 3, 17."))
        found = sorted({int(word) for word in words} - {0})
        if len(found) > MOST_RESELLERS:
            text = _now("A limit to more than %(most)s resellers is too slow to look at.")
            raise forms.ValidationError(text % {"most": MOST_RESELLERS})
        if not self.manager.covers(found):
            raise forms.ValidationError(_now("You are limited to some resellers: name only those."))
        return found

    def apply(self, member: StaffMember) -> None:
        """Put what was typed into the row; nothing is stored yet."""
        found = self.cleaned_data
        member.login, member.name, member.mail = found["login"], found["name"], found["mail"]
        member.role = StaffRole.objects.get(pk=int(found["role"]))
        member.resellers = found["resellers"]


def _shown(member: StaffMember) -> dict[str, Any]:
    return {
        "login": member.login,
        "name": member.name,
        "mail": member.mail,
        "role": str(member.role_id),
        "resellers": ", ".join(str(number) for number in member.resellers),
    }


class RoleForm(GroupedForm):
    """A role: its name and its rights in groups; those that ``manager`` lacks are not offered."""

    name = OneLine(label=_("Name"), max_length=60)

    def __init__(
        self, data: Any = None, *, manager: Manager, record: StaffRole | None = None
    ) -> None:
        self.record = record
        granted = [] if record is None else record.rights
        super().__init__(data, initial={"name": "" if record is None else record.name})
        titles: list[Group] = [Group("", "", ("name",))]
        for number, (title, rows) in enumerate(rights.GROUPS):
            offered = [(right, words) for right, words in rows if manager.gives([right])]
            if offered:
                name = f"rights_{number}"
                self.fields[name] = _rights_field(title, offered, granted)
                titles.append(Group("", "", (name,)))
        self.groups = tuple(titles)

    def clean_name(self) -> str:
        """A name that no other role has."""
        name = str(self.cleaned_data["name"])
        others = StaffRole.objects.filter(name__iexact=name)
        if self.record is not None:
            others = others.exclude(pk=self.record.pk)
        if others.exists():
            raise forms.ValidationError(_now("There is a role with this name already."))
        return name

    def rights(self) -> list[str]:
        """What was ticked."""
        chosen = (
            right
            for name, values in self.cleaned_data.items()
            if name.startswith("rights_")
            for right in values
        )
        return sorted(chosen)


def _rights_field(
    title: str | Promise, offered: list[tuple[str, str | Promise]], granted: list[str]
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=str(title),
        required=False,
        choices=offered,
        initial=[right for right, _words in offered if right in granted],
        widget=forms.CheckboxSelectMultiple,
    )


class OpenForm(GroupedForm):
    """Why a support session is opened, and the code of consent where one is needed."""

    reason = OneLine(
        label=_("Reason"),
        max_length=200,
        help_text=_("In a few words. It stands in the audit beside all that you do."),
    )
    ticket = OneLine(
        label=_("Ticket"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    code = forms.CharField(
        label=_("Code of consent"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("The person makes it on the page Security of the own panel and reads it out."),
    )

    def __init__(self, data: Any = None, *, asks_code: bool) -> None:
        super().__init__(data)
        if not asks_code:
            del self.fields["code"]

    def clean_code(self) -> str:
        """Six digits, however they were grouped."""
        code = "".join(str(self.cleaned_data["code"]).split())
        if not consent.SHAPE.fullmatch(code):
            raise forms.ValidationError(_now("The code has six digits."))
        return code


class OwnPasswordForm(GroupedForm):
    """The present password of a member, and a new one twice."""

    current_password = forms.CharField(
        label=_("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label=_("New password"),
        max_length=64,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated_password = forms.CharField(
        label=_("New password again"),
        max_length=64,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, member: StaffMember) -> None:
        self.member = member
        super().__init__(data)

    def clean_current_password(self) -> str:
        """The right one."""
        typed = str(self.cleaned_data["current_password"])
        if not hashers.check_password(typed, self.member.password):
            raise forms.ValidationError(_now("This is not your present password."))
        return typed

    def clean_new_password(self) -> str:
        """One that is not easy to guess, and another one than before."""
        typed = str(self.cleaned_data["new_password"])
        try:
            strength.check(typed, self.member.login, *self.member.name.split())
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None
        if hashers.check_password(typed, self.member.password):
            raise forms.ValidationError(_now("Choose another password than the present one."))
        return typed

    def clean(self) -> dict[str, Any]:
        """The same twice."""
        found: dict[str, Any] = super().clean() or {}
        new, again = found.get("new_password"), found.get("repeated_password")
        if new and again and new != again:
            self.add_error("repeated_password", _now("This is not the same password."))
        return found
