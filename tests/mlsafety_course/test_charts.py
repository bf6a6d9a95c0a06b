"""Charts: every mark stands inside its box, numbers add up, and words say what is drawn."""

from functools import partial
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from mlsafety_course.charts import Bar, Bars, Cell, Funnel, HeatStrip, Line, Part, Series, Stage
from mlsafety_course.charts.chart import Chart, Tone, share, ticks
from mlsafety_course.home.styleguide import charts as samples
from stipends import money

NUMBERS = st.integers(0, 10**12)
LABELS = ("Paid", "Approved", "Owed")
COUNTS = st.lists(NUMBERS, max_size=60)
BARS = st.lists(
    st.builds(
        lambda label, values, target: Bar(label, [*map(Part, LABELS, values)], target),
        st.text(max_size=80),
        st.tuples(NUMBERS, NUMBERS, NUMBERS),
        st.none() | NUMBERS,
    ),
    max_size=12,
)
DRAWN = {"funnels": "funnel", "all_bars": "bars", "lines": "line", "strips": "heat_strip"}
SAMPLES = [(kind, chart) for name, kind in DRAWN.items() for chart in samples.samples()[name]]


def funnel(*counts: int) -> Funnel:
    return Funnel(key="f", title="Road", stages=[Stage(f"Stage {n}", count) for n, count in enumerate(counts)])


def line(*series: list[int | None], **kw) -> Line:
    labels = [f"{n} Dec" for n in range(1, len(series[0]) + 1)]
    named = [Series(label, values) for label, values in zip(("Sent in", "Started"), series, strict=False)]
    return Line(key="l", title="Days", labels=labels, series=named, **kw)


def strip(*values: int, **kw) -> HeatStrip:
    cells = [Cell(f"Week {n}", f"W{n}", value=value) for n, value in enumerate(values, 1)]
    return HeatStrip(key="s", title="Weeks", cells=cells, **kw)


@given(NUMBERS)
def test_ticks_start_at_zero_cover_the_numbers_and_are_evenly_apart(most: int):
    found = ticks(most)

    steps = {after - before for before, after in pairwise(found)}
    assert found[0] == 0
    assert found[-1] >= most
    assert 2 <= len(found) <= 5
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in {"1", "2", "5"}


@pytest.mark.parametrize(
    ("most", "expected"),
    [(0, [0, 1]), (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (22, [0, 10, 20, 30]), (101, [0, 50, 100, 150])],
)
def test_ticks_are_round(most: int, expected: list[int]):
    assert ticks(most) == expected


@given(NUMBERS, NUMBERS)
def test_a_share_is_inside_the_box(part: int, whole: int):
    assert 0 <= share(part, whole) <= 100


@given(BARS)
def test_pieces_stand_side_by_side_inside_the_box_and_sum_to_their_bar(bars: list[Bar]):
    chart = Bars(key="b", title="Money", things="Cohort", bars=bars)

    for row, bar in zip(chart.drawn, bars, strict=True):
        edges = [0.0, *(piece.x + piece.width for piece in row.pieces)]
        assert [piece.x for piece in row.pieces] == pytest.approx(edges[:-1], abs=0.001)
        assert all(piece.width >= 0 for piece in row.pieces)
        assert edges[-1] == pytest.approx(share(bar.total, chart.most), abs=0.001)
        assert (row.target is None) == (bar.target is None)
        assert 0 <= (row.target or 0) <= 100


@given(COUNTS)
def test_a_higher_stage_is_never_the_narrower_one(counts: list[int]):
    drawn = funnel(*counts).drawn

    widths = [row.width for _, row in sorted(zip(counts, drawn, strict=True), key=lambda pair: pair[0])]
    assert widths == sorted(widths)
    assert all(0 <= width <= 100 for width in widths)
    assert not any(counts) or max(widths) == 100


@given(st.lists(st.none() | NUMBERS, max_size=60), st.lists(st.none() | NUMBERS, max_size=60))
def test_points_go_from_left_to_right_inside_the_box_and_higher_numbers_stand_higher(
    one: list[int | None], other: list[int | None]
):
    length = min(len(one), len(other))
    chart = line(one[:length], other[:length])

    for stroke in chart.strokes:
        across = [point.x for point in stroke.points]
        assert across == sorted(set(across))
        assert all(0 <= point.x <= 100 and 0 <= point.y <= 100 for point in stroke.points)
        heights = [point.y for point in sorted(stroke.points, key=lambda point: -point.value)]
        assert heights == sorted(heights)


@given(st.integers(0, 200))
def test_columns_fill_the_width_and_few_labels_stand_below(days: int):
    chart = line([0] * days)

    assert sum(column.width for column in chart.columns) == pytest.approx(100 if days else 0, abs=0.5)
    assert len(chart.columns) == days
    assert len(chart.below) == min(days, 4)
    assert all(0 <= words.at <= 100 for words in chart.below)


@given(COUNTS)
def test_a_fuller_cell_is_never_the_paler_one(values: list[int]):
    chart = strip(*values)

    levels = [chart.level(value) for value in sorted(values)]
    assert levels == sorted(levels)
    assert all(0 <= level <= 4 for level in levels)
    assert all((chart.level(value) == 0) == (value == 0) for value in values)


@pytest.mark.parametrize(
    ("counts", "summary"),
    [
        ((), "There are no numbers yet."),
        ((7,), "7 started."),
        ((22, 13, 2), "22 started, 13 completed, 2 paid."),
        ((22, 20, 18, 17, 13, 2), "22 started, 13 completed, 2 paid."),
        ((0, 0, 0), "0 started, 0 completed, 0 paid."),
    ],
)
def test_a_funnel_says_its_first_stage_and_its_last_two(counts: tuple[int, ...], summary: str):
    names = ["Started", *["Between"] * (len(counts) - 3), "Completed", "Paid"]

    chart = Funnel(key="f", title="Road", stages=[*map(Stage, names, counts)])

    assert chart.summary == summary


def test_a_funnel_tells_the_share_of_the_stage_before():
    assert [row.kept for row in funnel(200, 100, 0, 0, 5).drawn] == ["", "50 %", "0 %", "", ""]
    assert [row.kept for row in funnel(1000, 1, 3).drawn] == ["", "under 1 %", "300 %"]


def test_bars_say_the_largest_against_its_target():
    budgets = [Bar("Spring", [Part("Paid", 1500_00)], 15000_00), Bar("Autumn", [Part("Paid", 500_00)], 15000_00)]
    chart = partial(Bars, key="b", title="Money", things="Cohort", written=partial(money.text, currency="USD"))

    assert chart(bars=budgets).summary == "Most: Spring, $1,500.00 of $15,000.00."
    assert chart(bars=budgets[1:]).summary == "Autumn: $500.00 of $15,000.00."
    assert chart(bars=[Bar("Spring", [Part("Paid", 0)])]).summary == "Nothing but 0."
    assert chart(bars=[]).summary == "There are no numbers yet."


def test_the_rows_of_bars_name_every_part_the_sum_and_the_target():
    bars = [Bar("Spring", [Part("Paid", 3), Part("Owed", 4)], 9), Bar("Autumn", [Part("Paid", 1), Part("Owed", 0)])]

    chart = Bars(key="b", title="Money", things="Cohort", bars=bars)

    assert chart.head == ["Cohort", "Paid", "Owed", "Together", "Target"]
    assert chart.rows == [["Spring", "3", "4", "7", "9"], ["Autumn", "1", "0", "1", ""]]
    assert [piece.label for piece in chart.legend] == ["Paid", "Owed"]


def test_a_line_says_its_highest_day_and_how_many_equal_it():
    assert line([3, 14, 0]).summary == "Highest on 2 Dec with 14."
    assert line([3, 14, 0, 14]).summary == "Highest on 2 Dec and 1 other day with 14."
    assert line([1, 1, 0, 1]).summary == "Highest on 1 Dec and 2 other days with 1."
    assert line([3, 14], [20, 1]).summary == "Sent in highest on 2 Dec with 14; started highest on 1 Dec with 20."
    assert line([0, 0, None]).summary == "Nothing but 0."
    assert line([]).summary == "There are no numbers yet."
    assert line([None, None]).summary == "There are no numbers yet."


def test_days_to_come_have_no_point_and_their_row_says_so():
    chart = line([5, 3, None], mark=2, mark_label="closes 3 Dec")

    assert len(chart.strokes[0].points) == 2
    assert chart.rows[2] == ["3 Dec", "not yet"]
    assert chart.columns[2].says == "3 Dec: not yet"
    assert chart.marked
    assert (chart.marked.at, chart.marked.anchor) == (100, "end")


def test_one_point_stands_in_the_middle():
    chart = line([14], mark=0, mark_label="closes")

    assert [(point.x, point.value) for point in chart.strokes[0].dots] == [(50.0, 14)]
    assert (chart.below[0].at, chart.below[0].anchor) == (50.0, "middle")


def test_sixty_points_are_a_line_with_a_dot_on_the_highest():
    chart = line(list(range(60)))

    assert len(chart.strokes[0].points) == 60
    assert [dot.value for dot in chart.strokes[0].dots] == [59]


def test_a_strip_counts_its_statuses_and_explains_each_once():
    marks: list[tuple[str, Tone]] = [
        ("attended", "good"),
        ("missed", "bad"),
        ("attended", "good"),
        ("not recorded yet", "blank"),
    ]
    cells = [Cell(f"Week {n}", f"W{n}", words, tone) for n, (words, tone) in enumerate(marks, 1)]

    chart = HeatStrip(key="s", title="Weeks", cells=cells)

    assert chart.summary == "2 attended, 1 missed, 1 not recorded yet."
    assert [(square.sign, square.words) for square in chart.legend] == [
        ("✓", "attended"),
        ("\u00d7", "missed"),
        ("", "not recorded yet"),
    ]
    assert chart.drawn[1].says == "Week 2: missed"


def test_a_strip_of_numbers_says_the_highest():
    assert strip(9, 12, 11, most=12).summary == "Highest in week 2 with 12."
    assert strip(9, 12, 12).summary == "Highest in week 2 and 1 other week with 12."
    assert strip(0, 0).summary == "Nothing but 0."
    assert strip().summary == "There are no numbers yet."
    assert strip(9).legend == []


@pytest.mark.parametrize(("kind", "chart"), SAMPLES, ids=[f"{kind}-{chart.title}" for kind, chart in SAMPLES])
def test_every_sample_is_drawn_with_its_title_its_sentence_and_its_numbers(kind: str, chart: Chart):
    html = render_to_string(f"components/chart_{kind}.html", {"chart": chart})

    assert html.count("<figure") == 1
    assert 'class="chart-title"' in html
    assert ('role="img"' in html) == bool(chart.rows)
    assert html.count('<th scope="row">') == len(chart.rows)
    assert "None" not in html
