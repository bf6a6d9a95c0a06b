"""Who reads in a round: the group, without those who are away."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from accounts.models import Group, User
from applications import assignment
from applications.models import Application, ReaderAway, ReviewAssignment, Round


@dataclass(frozen=True)
class Readers:
    """Everybody in the group, and the notes of who is away from this round, both by the person's key."""

    everybody: Mapping[int, User]
    away: Mapping[int, ReaderAway]

    @cached_property
    def present(self) -> frozenset[int]:
        return frozenset(self.everybody.keys() - self.away.keys())

    @cached_property
    def by_employer(self) -> Mapping[str, frozenset[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for key, reader in self.everybody.items():
            found[assignment.employer(reader.email)].add(key)
        return {employer: frozenset(keys) for employer, keys in found.items() if employer}

    def colleagues_of(self, application: Application) -> frozenset[int]:
        return self.by_employer.get(assignment.employer(application.applicant.email), frozenset())


def of_round(round_: Round) -> Readers:
    """The readers of a round; somebody who left the group is none of them any more."""
    everybody = {reader.pk: reader for reader in User.objects.in_group(Group.REVIEWER)}
    away = {row.reader_id: row for row in round_.away.select_related("reader", "noted_by")}
    return Readers(everybody, away)


def known(round_: Round) -> set[int]:
    """The keys of whoever is a reader now, was given something in the round, or is noted as away."""
    given = ReviewAssignment.objects.filter(application__round=round_).values_list("reviewer", flat=True)
    readers = of_round(round_)
    return {*readers.everybody, *readers.away, *given}
