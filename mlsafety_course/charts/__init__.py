"""Charts before they are drawn: what each says in words and rows, and where its marks stand, in per cent of the box.

The templates components/chart_*.html draw them. Nothing here knows Django, the clock or a row of the database.
"""

from mlsafety_course.charts.bars import Bar, Bars, Part
from mlsafety_course.charts.chart import Chart, Tone, counted, share, ticks
from mlsafety_course.charts.funnel import Funnel, Stage
from mlsafety_course.charts.heat_strip import Cell, HeatStrip
from mlsafety_course.charts.line import Line, Series

__all__ = [
    "Bar",
    "Bars",
    "Cell",
    "Chart",
    "Funnel",
    "HeatStrip",
    "Line",
    "Part",
    "Series",
    "Stage",
    "Tone",
    "counted",
    "share",
    "ticks",
]
