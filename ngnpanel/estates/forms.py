"""What taking an export in asks: the file, and what becomes of records that exist."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.estates import reading
from ngnpanel.imports.items import REFUSE, SKIP, UPDATE
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import Segmented

EXISTS: Final = (
    (UPDATE, lazy("Change them")),
    (SKIP, lazy("Leave them")),
    (REFUSE, lazy("Refuse the record")),
)


class EstateForm(forms.Form):
    """A file; cleans to ``raw``, ``name`` and ``estate``."""

    file = forms.FileField(
        label=lazy("File"),
        required=False,
        allow_empty_file=True,
        help_text=lazy("JSON, also packed with gzip: at most 4 MB, and 64 MB unpacked."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.gz,application/json"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse at once what is no export."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload: Any = cleaned.get("file")
        if not isinstance(upload, UploadedFile):
            self.add_error("file", _("Choose a file."))
            return cleaned
        # No more than a request may hold (web/uploads.py).
        cleaned["raw"] = bytes(upload.read())
        cleaned["name"] = (upload.name or "")[-100:]
        try:
            cleaned["estate"] = reading.read(cleaned["raw"])
        except RuleError as error:
            self.add_error("file", mending(error))
        return cleaned


class ExistsForm(forms.Form):
    """What becomes of records that are there already."""

    exists = forms.ChoiceField(
        label=lazy("Records that exist"),
        choices=EXISTS,
        initial=SKIP,
        help_text=lazy(
            "A change takes all that the file says of a record; balances stay as they are."
        ),
        widget=Segmented,
    )
