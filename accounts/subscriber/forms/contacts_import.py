"""A file of contacts, or its text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import contacts_reading
from ngnpanel.accounts.subscriber.address_book import MOST_BYTES
from ngnpanel.web.faults import mending


class ContactsFileForm(forms.Form):
    """Cleans to ``entries``."""

    file = forms.FileField(
        label=lazy("File"),
        required=False,
        allow_empty_file=True,
        help_text=lazy("vCard (.vcf) or CSV, as phones and address books save it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".vcf,.vcard,.csv,.txt,text/*"}),
    )
    text = forms.CharField(
        label=lazy("Or paste it"),
        required=False,
        strip=False,
        help_text=lazy("A line for each contact: number, name, group."),
        widget=forms.Textarea(
            attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "none", "class": "is-code"}
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Read it, whichever it is."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload, text = cleaned.get("file"), cleaned.get("text", "")
        field = "file" if isinstance(upload, UploadedFile) else "text"
        try:
            if isinstance(upload, UploadedFile):
                if (upload.size or 0) > MOST_BYTES:
                    raise RuleError("A file of contacts has at most 4 MB. Import it in parts.")
                text = contacts_reading.decoded(upload.read())
            elif not text.strip():
                raise forms.ValidationError(_("Choose a file, or paste its text below."))
            cleaned["entries"] = contacts_reading.read(text)
        except RuleError as error:
            self.add_error(field, mending(error))
        except forms.ValidationError as error:
            self.add_error("file", error)
        return cleaned
