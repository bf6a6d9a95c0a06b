"""Placement written down a second time, from its definition: one variable for each person and section, one for each
number of people a section or a background may have. Nothing is pooled, and no flow is solved."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from ortools.math_opt.python import mathopt

from cohorts.placing.terms import Person, SectionOption
from tests.cohorts.placement_instances import Quality


class Program:
    def __init__(self, people: Sequence[Person], options: Sequence[SectionOption]) -> None:
        self.model: Any = mathopt.Model()
        self.seats = {
            (person.id, option.id): self.model.add_binary_variable()
            for person, option in product(people, options)
            if option.slot in person.fits and option.id not in person.forbidden
        }
        for person in people:
            here = [seat for (who, _), seat in self.seats.items() if who == person.id]
            self.model.add_linear_constraint(mathopt.LinearSum(here) <= 1)
        self.small = {option.id: self._sizes(option) for option in options}
        self.aims = [self._total(aim) for aim in self._aims(people, options)]

    def _sizes(self, option: SectionOption) -> Any:
        """Whether it is used by fewer than its minimum."""
        used, small = self.model.add_binary_variable(), self.model.add_binary_variable()
        size = mathopt.LinearSum([seat for (_, section), seat in self.seats.items() if section == option.id])
        self.model.add_linear_constraint(size <= option.maximum * used)
        self.model.add_linear_constraint(size >= option.minimum * (used - small))
        self.model.add_linear_constraint(size >= used)
        return small

    def _aims(self, people: Sequence[Person], options: Sequence[SectionOption]) -> list[list[Any]]:
        """To be minimised, the weightiest first."""
        slot, who = {option.id: option.slot for option in options}, {person.id: person for person in people}
        pairs = [(who[person], slot[section], seat) for (person, section), seat in self.seats.items()]
        return [
            [-seat for seat in self.seats.values()],
            [*self.small.values()],
            [seat for person, slot, seat in pairs if slot in person.strained],
            [seat for person, slot, seat in pairs if slot in person.unsocial],
            [-seat for person, slot, seat in pairs if slot in person.preferred],
            [term for option in options for term in self._squares(people, option)],
        ]

    def _squares(self, people: Sequence[Person], option: SectionOption) -> list[Any]:
        """The squares of the section's size and of each of its backgrounds, as sums of odd numbers."""
        terms: list[Any] = []
        for background in [None, *sorted({person.background for person in people})]:
            chosen = {person.id for person in people if background in {None, person.background}}
            seats = [s for (who, section), s in self.seats.items() if section == option.id and who in chosen]
            steps = [self.model.add_variable(lb=0, ub=1) for _ in range(option.maximum)]
            self.model.add_linear_constraint(mathopt.LinearSum(seats) <= mathopt.LinearSum(steps))
            terms += [(2 * rank + 1) * step for rank, step in enumerate(steps)]
        return terms

    def _total(self, terms: list[Any]) -> Any:
        return mathopt.LinearSum(terms)


def best_quality(people: Sequence[Person], options: Sequence[SectionOption]) -> Quality:
    """What the best plan is worth, one aim after the other."""
    program, worth = Program(people, options), []
    exact = mathopt.SolveParameters(relative_gap_tolerance=0.0, absolute_gap_tolerance=0.5)
    for aim in program.aims:
        program.model.minimize(aim)
        answer = mathopt.solve(program.model, mathopt.SolverType.HIGHS, params=exact)
        worth.append(round(answer.objective_value()))
        program.model.add_linear_constraint(aim <= worth[-1])
    return tuple(-value for value in worth)
