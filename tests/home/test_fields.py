"""How every field of every form is rendered: the template pack, shown by the living page's own forms."""

import re

from crispy_forms.utils import render_crispy_form
from django import forms
from django.template.loader import render_to_string

from applications.forms import ApplicationForm
from mlsafety_course.home.styleguide.forms import FieldsForm, samples


class HiddenForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


def one(html: str, name: str) -> str:
    """The field of this name, from its wrapper to the next one's."""
    return html.partition(f'id="div_id_{name}"')[2].partition('id="div_')[0]


def test_label_hint_error_and_control_stand_in_this_order():
    field = one(render_crispy_form(FieldsForm({})), "name")

    label, hint, error, control = (field.index(mark) for mark in ("<label", "form-text", "Error: ", "<input"))
    assert label < hint < error < control


def test_a_control_names_its_hint_and_its_error():
    field = one(render_crispy_form(FieldsForm({})), "seats")

    described = re.search(r'aria-describedby="(.*?)"', field)
    assert described
    assert all(f'id="{part}"' in field for part in described[1].split())
    assert described[1].split() == ["id_seats_helptext", "id_seats_error"]
    assert 'aria-invalid="true"' in field


def test_what_is_optional_is_said_in_words_and_nothing_has_an_asterisk():
    html = render_crispy_form(FieldsForm())

    assert "(optional)" in one(html, "call")
    assert "(optional)" not in one(html, "name") + one(html, "consent")
    assert "*" not in html


def test_a_form_that_says_itself_what_is_needed_marks_only_what_it_names():
    form = ApplicationForm(asked=[])

    html = render_crispy_form(form)

    assert "(optional)" in one(html, "background")
    assert "(optional)" not in one(html, "motivation")


def test_the_summary_links_to_each_field_and_to_the_first_choice_of_several():
    html = render_to_string("components/form_errors.html", {"form": FieldsForm({})})

    ids = re.findall(r'href="#(.*?)"', html)
    assert "id_name" in ids
    assert "id_level_0" in ids
    assert all(f'id="{each}"' in render_crispy_form(FieldsForm({})) for each in ids)


def test_the_summary_says_what_is_wrong_with_a_hidden_field():
    html = render_crispy_form(HiddenForm({"version": "x"}))

    assert "Enter a whole number." in html


def test_a_form_that_was_not_refused_has_no_summary():
    assert "There is a problem" not in render_crispy_form(FieldsForm())


def test_the_grid_has_every_half_hour_once_and_marks_the_chosen():
    shown = {"selected": frozenset({0, 335}), "zone": "UTC"}

    html = render_to_string("components/availability.html", shown)

    values = re.findall(r'name="grid" value="(\d+)"', html)
    assert [int(value) for value in values] == list(range(336))
    assert re.findall(r'aria-label="(\w+ \d\d:\d\d)" checked', html) == ["Monday 00:00", "Sunday 23:30"]


def test_the_living_page_shows_forms_without_a_database():
    html = render_to_string("home/styleguide/forms.html", samples())

    ids = re.findall(r'\sid="(.*?)"', html)
    assert sorted(ids) == sorted(set(ids))
