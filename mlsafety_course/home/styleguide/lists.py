"""Samples of lists: tables that sort and choose, tabs, filters, pages."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from mlsafety_course import lists

HEADS = {"name": "Name", "sent": "Sent in", "mean": "Mean", "_status": "Status"}


class Narrow(forms.Form):
    """Stands for any filter."""

    q = forms.CharField(label="Search", required=False, widget=forms.SearchInput)
    status = forms.ChoiceField(choices=[("", "Any status"), ("submitted", "Submitted")], required=False)


@dataclass(frozen=True)
class Row:
    name: str
    sent: str
    mean: str
    status: str


ROWS = [
    Row("Amara Okafor", "22 Jan, 19:04", "3.75", "admitted"),
    Row("Lucas Almeida", "24 Jan, 08:31", "3.00", "waitlisted"),
    Row("Somebody with a very long name who writes it out in full", "29 Jan, 23:58", "2.25", "submitted"),
]


@dataclass(frozen=True)
class File:
    name: str
    url: str = "#files"
    size_text: str = ""
    note: str = ""


FILES = [
    File("fault-tree.pdf", size_text="412 kB"),
    File("notebook-with-a-name-that-does-not-end-for-quite-a-while-and-has-no-space.ipynb", size_text="1.2 MB"),
    File("old.docx", size_text="88 kB", note="cannot be shown here, only downloaded"),
]


TABS = [
    lists.Tab("To approve", "#tabs", True, 12),
    lists.Tab("Paid", "#tabs", False, 0),
    lists.Tab("Ledger", "#tabs", False),
]


def samples() -> dict[str, Any]:
    return {
        "narrow": Narrow(auto_id="sample-%s"),
        "columns": lists.columns(HEADS, QueryDict("sort=-mean"), "-mean", frozenset({"mean"})),
        "rows": ROWS,
        "tabs": TABS,
        "sample_files": FILES,
        "sample_page": Paginator(range(310), 50).get_page(3),
    }
