"""What a day is called in the month and in the warnings."""

from datetime import date

import pytest

from calendar_events.day_words import DayWords
from calendar_events.models import DayOverride
from calendar_events.workdays import WorkdayCalendar
from tests.world import make_office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "label", "sentence"),
    [
        (date(2026, 6, 12), "", ""),
        (date(2026, 6, 13), "周末", "6月13日是星期六，不上班。"),
        (date(2026, 6, 19), "休·端午", "6月19日是端午假期。"),
        (date(2026, 6, 20), "休·端午", "6月20日是端午假期。"),  # a Saturday of the holiday
        (date(2026, 5, 9), "班·调休", "5月9日是星期六，补班（调休上班）。"),
        (date(2026, 6, 24), "休·火把节", "6月24日放假（火把节）。"),
        (date(2026, 6, 27), "班·抗旱值守", "6月27日是星期六，补班（调休上班）。"),
        (date(2031, 10, 1), "休·国庆节", "10月1日是国庆节假期。"),  # of a year that nobody has announced
        (date(2031, 10, 6), "", ""),
    ],
)
def test_each_kind_of_day_has_its_words(day, label, sentence):
    office = make_office()
    DayOverride.objects.create(office=office, day=date(2026, 6, 24), is_workday=False, name="火把节")
    DayOverride.objects.create(office=office, day=date(2026, 6, 27), is_workday=True, name="抗旱值守")
    words = DayWords(office, WorkdayCalendar(office))
    assert (words.label(day), words.sentence(day)) == (label, sentence)
