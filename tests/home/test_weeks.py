"""One person's weeks as a row of cells."""

from curriculum.completion import Facts
from curriculum.progress import WeekStatus
from mlsafety_course.home.weeks import strip


def test_every_status_of_a_week_has_a_sign_of_its_own():
    chart = strip(Facts(weeks=dict(enumerate(WeekStatus, 1)), begun=range(9)))

    signs = [square.sign for square in chart.drawn]
    assert len(set(signs)) == len(WeekStatus)
    assert chart.drawn[0].says == "Week 1: attended"


def test_a_week_that_has_begun_is_not_recorded_yet_and_a_later_one_is_to_come():
    chart = strip(Facts(weeks={4: WeekStatus.OPEN, 5: WeekStatus.OPEN}, begun={3, 4}))

    assert [square.says for square in chart.drawn] == ["Week 4: not recorded yet", "Week 5: to come"]


def test_the_weeks_stand_in_their_order():
    chart = strip(Facts(weeks={2: WeekStatus.MISSED, 1: WeekStatus.ATTENDED}))

    assert [square.short for square in chart.drawn] == ["W1", "W2"]
    assert chart.summary == "1 attended, 1 missed."
