"""Returning duties: on which days of a year they fall due."""

from datetime import date

import pytest

from documents.grammar.periods import periods_of

QUARTER_ENDS = ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]


@pytest.mark.parametrize(
    ("phrase", "days"),
    [
        ("每季度末", QUARTER_ENDS),
        ("按季度", QUARTER_ENDS),
        ("每季度至少召开1次", QUARTER_ENDS),
        ("每半年一次", ["2026-06-30", "2026-12-31"]),
        ("每年6月、12月底前", ["2026-06-30", "2026-12-31"]),
        ("每年1、4、7、10月8日之前", ["2026-01-08", "2026-04-08", "2026-07-08", "2026-10-08"]),
        ("每季度结束后10个工作日内", ["2026-04-14", "2026-07-14", "2026-10-14", "2027-01-14"]),
        ("每季度结束后10日内", ["2026-04-10", "2026-07-10", "2026-10-10", "2027-01-10"]),
        ("每季度末月25日前", ["2026-03-25", "2026-06-25", "2026-09-25", "2026-12-25"]),
        ("每季度首月十日前报上季度", ["2026-01-10", "2026-04-10", "2026-07-10", "2026-10-10"]),
    ],
)
def test_the_turns_of_a_year(phrase, days):
    assert [str(period.due_on) for period in periods_of(phrase, 2026)] == days


def test_a_monthly_duty_has_twelve_turns_and_keeps_to_the_length_of_the_month():
    days = [period.due_on for period in periods_of("每月底前", 2028)]
    assert len(days) == 12
    assert days[1] == date(2028, 2, 29)
    assert [period.due_on.day for period in periods_of("每月31日前", 2026)][:3] == [31, 28, 31]


def test_a_report_on_the_month_before_is_due_in_the_next():
    periods = periods_of("每月10日前（报上月）", 2026)
    assert (periods[0].label, periods[0].due_on) == ("1月", date(2026, 2, 10))
    assert (periods[-1].label, periods[-1].due_on) == ("12月", date(2027, 1, 10))


@pytest.mark.parametrize("phrase", ["12月底前", "长期坚持", "每周一", "每日", "每个工作日", "", "每年"])
def test_other_phrases_have_no_turns(phrase):
    assert periods_of(phrase, 2026) == []
