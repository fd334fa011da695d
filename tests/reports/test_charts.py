"""The geometry of plots."""

from datetime import date

from reports.charts import WIDTH, line_chart


def test_a_plan_issued_in_the_year_before_is_drawn_to_the_end_of_its_own():
    points = [(date(2025, 12, 20), 0.0, 0.0), (date(2025, 12, 27), 0.0, 0.02)]
    chart = line_chart(points, 2026)
    assert chart.last[0] < WIDTH / 10  # a week of a year, not all of it
    assert [label for _, label in chart.months] == [f"{month}月" for month in range(1, 13)]
    assert line_chart([], 2026) is None
