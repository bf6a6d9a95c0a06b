"""A batch to open, and what the bank says of one."""

from typing import Any

from django import forms

from stipends import providers
from stipends.models import PayoutBatch, Stipend

MOST_BYTES = 1024 * 1024


class BatchForm(forms.Form):
    provider = forms.ChoiceField(
        label="Kind of batch",
        choices=lambda: [pair for pair in PayoutBatch.Provider.choices if pair[0] in providers.offered()],
    )
    currency = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = set(Stipend.objects.payable().order_by().values_list("currency", flat=True)) or {"USD"}
        self.fields["currency"] = forms.ChoiceField(choices=[(code, code) for code in sorted(used)])


class ResultsForm(forms.Form):
    """The bank's answers, a line for each payout, as a file or typed."""

    file = forms.FileField(label="The bank's result file", required=False, help_text="CSV, at most 1 MB.")
    results = forms.CharField(
        label="Payout number, reference", max_length=500_000, strip=False, required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="Or paste it: one payout a line; a third part such as 1.20 is the fee. Lines without a reference are "
        "left as they are. Where PayPal holds the money for somebody, write unclaimed for the reference. You see what "
        "will happen first.",
    )  # fmt: skip

    def clean_file(self) -> str:
        """What stands in the file, empty without one."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError("This file is larger than 1 MB. Paste the lines instead.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError("This is no CSV file in UTF-8. Save it as one, or paste the lines.") from error

    def clean(self) -> dict[str, Any]:
        """A file goes before what is typed, which stands there from the beginning."""
        cleaned = super().clean() or {}
        cleaned["results"] = cleaned.get("file") or cleaned.get("results") or ""
        if not self.errors and not cleaned["results"].strip():
            self.add_error("results", "Choose the bank's file, or paste at least one line.")
        return cleaned
