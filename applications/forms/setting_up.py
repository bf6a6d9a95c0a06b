"""What a lead types about a round: its dates and places, and what it says."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.forms import ZONE_CHOICES
from applications import plan
from applications.models import Round
from applications.terms import Terms, problems
from applications.workflow.setting_up import rounds
from applications.workflow.setting_up.naming import free_name
from cohorts.forms.validators import in_one_line, plausible
from cohorts.models import Cohort
from mlsafety_course import timekit

DAY = forms.DateInput(attrs={"type": "date"})
TAKEN = ["new"]  # addresses of other pages below /staff/rounds/
AOE_CHOICE = (timekit.AOE_NAME, "Anywhere on Earth (a day ends when it has ended everywhere)")
TYPED_AS = {"opens_at": "opens_on", "closes_at": "closes_on", "confirm_by": "confirm_on", "grace_seconds": "grace"}
DAYS = ["opens_on", "closes_on", "decisions_by", "confirm_on"]


class StartForm(forms.Form):
    """What a new round is made of: the run of the course it is for, and a round to copy. Lives in the address."""

    says_what_is_needed = True
    cohort = forms.ModelChoiceField(Cohort.objects.none(), to_field_name="slug", empty_label=None)
    earlier = forms.ModelChoiceField(
        Round.objects.none(),
        label="Copy from",
        to_field_name="slug",
        required=False,
        empty_label="Nothing: begin with the usual dates",
    )

    def __init__(self, *args: Any, cohorts: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]
        self.fields["earlier"].queryset = rounds  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """Days are read in the deadline's zone: the first and the last begin and end there. `terms` once it is valid."""

    title = forms.CharField(
        max_length=100, validators=[in_one_line], help_text="People see it, such as Applications to spring 2023."
    )
    slug = forms.SlugField(
        label="Address", max_length=50, help_text="Small letters and hyphens, such as spring-2023. It stays."
    )
    deadline_zone = forms.ChoiceField(
        label="Days begin and end", choices=[AOE_CHOICE, *ZONE_CHOICES], initial=timekit.AOE_NAME
    )
    opens_on = forms.DateField(label="First day to apply", widget=DAY, validators=[plausible])
    closes_on = forms.DateField(label="Last day to apply", widget=DAY, validators=[plausible])
    decisions_by = forms.DateField(label="Everybody hears by", widget=DAY, validators=[plausible])
    confirm_on = forms.DateField(label="Last day to answer an offer", widget=DAY, validators=[plausible])
    grace = forms.IntegerField(
        label="Grace in minutes",
        min_value=0,
        max_value=120,
        initial=10,
        help_text="What arrives so long after a deadline still counts. It is announced nowhere.",
    )
    capacity = forms.IntegerField(label="Places", min_value=1, max_value=100_000, initial=60)
    expected_yield = forms.IntegerField(
        label="Offers expected to be accepted, in percent", min_value=1, max_value=100, initial=75
    )
    reading = forms.ChoiceField(
        label="How it is read", choices=Round.Reading.choices, widget=forms.RadioSelect, initial=Round.Reading.EACH
    )
    readers_each = forms.IntegerField(label="Readers per application", min_value=1, max_value=9, initial=2)
    is_blind = forms.BooleanField(label="Hide from readers who it is", required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        cohort: Cohort,
        at: datetime,
        round_: Round | None = None,
        earlier: Round | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **(kwargs if round_ is None else {"initial": initial_of(round_)} | kwargs))
        self.cohort, self.at, self.round = cohort, at, round_
        for name, day in (initial_of(earlier) if earlier else {}).items():
            if name in DAYS:
                self.fields[name].help_text = f"In {earlier}: {day:%A} {day.day} {day:%B} {day.year}"
        if round_ is not None:
            del self.fields["slug"]
            zones = self.fields["deadline_zone"].choices  # type: ignore[attr-defined]
            if round_.deadline_zone not in dict(zones):
                self.fields["deadline_zone"].choices = [*zones, (round_.deadline_zone,) * 2]  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in TAKEN:
            raise forms.ValidationError("This address belongs to another page. Choose a different one.")
        if Round.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Another round has this address already.")
        return slug

    def clean(self) -> dict[str, Any]:
        if self.fields.keys() - {"slug"} <= self.cleaned_data.keys():
            for name, sentence in self._wrong().items():
                self.add_error(TYPED_AS.get(name, name), sentence)
        return self.cleaned_data

    def _wrong(self) -> dict[str, str]:
        if self.round is not None:
            return rounds.obstacles(self.round, self.terms, self.at)
        return rounds.too_late(self.terms, self.at) | problems(self.terms, self.cohort.starts_on)

    @property
    def terms(self) -> Terms:
        typed = self.cleaned_data
        same = ("title", "deadline_zone", "decisions_by", "capacity", "readers_each", "reading", "is_blind")
        return Terms(
            opens_at=self._instant("opens_at", timekit.start_of_day(typed["opens_on"], typed["deadline_zone"])),
            closes_at=self._instant("closes_at", timekit.end_of_day(typed["closes_on"], typed["deadline_zone"])),
            confirm_by=self._instant("confirm_by", timekit.end_of_day(typed["confirm_on"], typed["deadline_zone"])),
            grace_seconds=self._seconds(typed["grace"]),
            expected_yield=typed["expected_yield"],
            **{name: typed[name] for name in same},
        )

    def _instant(self, name: str, typed: datetime) -> datetime:
        """An instant that was set to the minute elsewhere stays, as long as neither its day nor the zone is changed."""
        is_same = not {TYPED_AS[name], "deadline_zone"} & set(self.changed_data)
        return getattr(self.round, name) if self.round is not None and is_same else typed

    def _seconds(self, minutes: int) -> int:
        is_same = self.round is not None and "grace" not in self.changed_data
        return self.round.grace_seconds if self.round is not None and is_same else minutes * 60


def initial_of(round_: Round) -> dict[str, Any]:
    """A round as its form shows it."""
    names = (
        "title",
        "deadline_zone",
        "decisions_by",
        "capacity",
        "expected_yield",
        "reading",
        "readers_each",
        "is_blind",
    )
    return {
        **{name: getattr(round_, name) for name in names},
        "opens_on": round_.opens_at.astimezone(timekit.zone(round_.deadline_zone)).date(),
        "closes_on": timekit.last_day(round_.closes_at, round_.deadline_zone),
        "confirm_on": timekit.last_day(round_.confirm_by, round_.deadline_zone),
        "grace": round_.grace_seconds // 60,
    }


def usual(cohort: Cohort) -> dict[str, Any]:
    """A round for this cohort that nobody has planned yet."""
    days = plan.usual(cohort.starts_on)
    return {
        "title": f"Applications to {cohort}"[:100],
        "slug": free_name(cohort.slug, Round.objects.values_list("slug", flat=True), "round"),
        "opens_on": days.closes_on - plan.USUAL_CALL,
        "closes_on": days.closes_on,
        "decisions_by": days.decisions_by,
        "confirm_on": days.confirm_on,
    }


def shifted(earlier: Round, cohort: Cohort) -> dict[str, Any]:
    """An earlier round as one of this cohort: each day as far from the first day of the course as it was."""
    before = initial_of(earlier)
    by = cohort.starts_on - earlier.cohort.starts_on
    named = usual(cohort)
    return before | {name: named[name] for name in ("title", "slug")} | {name: before[name] + by for name in DAYS}


class TextsForm(forms.Form):
    """What a round says of its own, as plain text; an empty line begins a new paragraph."""

    intro = forms.CharField(
        label="First on the round's page",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Who this round is for, or what is different this time.",
    )
    receipt_note = forms.CharField(
        label="Added to the receipt",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Everybody gets it by mail when they have sent their application.",
    )
    offer_note = forms.CharField(
        label="Added to the offer",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Everybody who is offered a place gets it by mail, and reads it where they accept.",
    )
