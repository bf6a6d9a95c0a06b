"""What it would do to a proposal to put one person elsewhere in it, before anybody does."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cohorts.models import Availability, Enrollment, PlacementRun, Section
from cohorts.placing.case import can_reach, times
from cohorts.placing.preview import Preview
from cohorts.placing.timetable import Timetable
from mlsafety_course import timekit

COUNTED = {
    "placed": "People with a seat",
    "small_sections": "Sections below their minimum",
    "strained": "People who would miss a meeting",
    "unsocial": "People before 08:00 or after 22:00 of their clocks",
    "preferred": "People in the form they prefer",
}


@dataclass(frozen=True)
class Size:
    """How many people a section has before and after. `is_small`: then used and below its minimum."""

    section: Section
    before: int
    after: int
    is_small: bool


@dataclass(frozen=True)
class Effect:
    """`missed`: the meetings to come that the person is not free for. `refusal`: why it cannot be, else empty."""

    missed: list[datetime]
    gave_hours: bool
    is_unsocial: bool
    sizes: list[Size]
    before: dict[str, int]
    after: dict[str, int]
    refusal: str

    @property
    def figures(self) -> list[tuple[str, int, int]]:
        """Each figure by name, before and after."""
        return [(label, self.before[key], self.after[key]) for key, label in COUNTED.items()]


class Mover:
    """One person of a proposal, and what each place in it is to them (three queries)."""

    def __init__(self, run: PlacementRun, preview: Preview, enrollment: Enrollment, at: datetime) -> None:
        self.run, self.enrollment = run, enrollment
        self.sections = {str(table.section.public_id): table.section for table in preview.tables}
        self.sizes = {str(table.section.public_id): len(table.people) for table in preview.tables}
        self.here = _place_of(enrollment, preview)
        free = Availability.objects.filter(cohort=run.cohort_id, person=enrollment.person_id).first()
        self.zone = free.zone if free else enrollment.person.zone
        self.grid = timekit.unpack(free.grid) if free else frozenset[int]()
        self.timetable = Timetable(times([section.pk for section in self.sections.values()], at))
        taught = enrollment.person.teachings.filter(section__cohort=run.cohort_id)
        self.taught = set(taught.values_list("section", flat=True))

    def effect(self, target: str) -> Effect:
        """Of sitting there (a section's public id; empty: without a seat)."""
        sizes = self._sizes(target)
        before = {key: self.run.figures.get(key, 0) for key in COUNTED}
        after = Counter(before)
        after.subtract(self._worth(self.here))
        after.update(self._worth(target))
        after["small_sections"] += sum(size.is_small - _is_small(size.section, size.before) for size in sizes)
        return Effect(
            missed=self.missed(target),
            gave_hours=bool(self.grid),
            is_unsocial=bool(self._worth(target)["unsocial"]),
            sizes=sizes,
            before=before,
            after={key: after[key] for key in COUNTED},
            refusal=self._refusal(target),
        )

    def missed(self, target: str) -> list[datetime]:
        """Starts of the meetings to come that they are not free for."""
        return self.timetable.missed(self.sections[target].pk, self.zone, self.grid) if target else []

    def _worth(self, place: str) -> Mapping[str, int]:
        """What this person adds to the figures in that place."""
        if not place:
            return dict.fromkeys(COUNTED, 0)
        section = self.sections[place]
        return {
            "placed": 1,
            "small_sections": 0,
            "strained": int(bool(self.grid) and bool(self.missed(place))),
            "unsocial": int(self.timetable.is_unsocial(section.pk, self.zone)),
            "preferred": int(section.campus == self.enrollment.campus),
        }

    def _sizes(self, target: str) -> list[Size]:
        found = []
        for place, step in ((self.here, -1), (target, 1)):
            if place and self.here != target:
                section, before = self.sections[place], self.sizes[place]
                found.append(Size(section, before, before + step, _is_small(section, before + step)))
        return found

    def _refusal(self, target: str) -> str:
        name = self.enrollment.person.name
        if target == self.here:
            return f"{name} is there already in this proposal."
        if not target:
            return f"{name} has a seat, which a proposal cannot take away." if self.enrollment.current_seats else ""
        section = self.sections[target]
        if section.pk in self.taught:
            return f"{name} teaches {section}, and nobody records their own attendance."
        if self.sizes[target] >= section.maximum:
            return f"{section} is full in this proposal: {section.maximum} people. Move somebody else out of it first."
        if not can_reach(self.enrollment, section):
            return f"{section} meets in {section.campus}, and {name} has not chosen that campus."
        return ""


def _place_of(enrollment: Enrollment, preview: Preview) -> str:
    for table in preview.tables:
        if any(sitter.enrollment.pk == enrollment.pk for sitter in table.people):
            return str(table.section.public_id)
    return ""


def _is_small(section: Section, people: int) -> bool:
    return 0 < people < section.minimum


def edited(run: PlacementRun, mover: Mover, target: str, by: str, at: datetime) -> dict[str, Any]:
    """The plan and the figures with that person there, as they are kept."""
    key = str(mover.enrollment.public_id)
    effect = mover.effect(target)
    seat = next(iter(mover.enrollment.current_seats), None)
    first = run.figures["edited"].get(key, {"chosen": run.plan.get(key)})
    held = str(seat.section.public_id) if seat else None
    edit = {"chosen": first["chosen"], "held": held, "by": by, "at": at.isoformat()}
    unplaced = {person: why for person, why in run.figures["unplaced"].items() if person != key}
    misses = {person: missed for person, missed in run.figures["misses"].items() if person != key}
    if not target:
        unplaced[key] = {"why": "Left without a seat by hand.", "section": "", "others": 0}
    if effect.missed and effect.gave_hours:
        misses[key] = [start.isoformat() for start in effect.missed]
    figures = run.figures | effect.after | {"unplaced": unplaced, "misses": misses}
    others = {person: known for person, known in run.figures["edited"].items() if person != key}
    figures["edited"] = others if (target or None) == first["chosen"] else others | {key: edit}
    return {"plan": run.plan | {key: target or None}, "figures": figures}
