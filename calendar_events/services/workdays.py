"""An office's own changes of its working days."""

from django.db import transaction

from calendar_events.models import DayOverride
from calendar_events.workdays import WorkdayCalendar, fixed_holiday
from documents.days import long_day
from units.history import record
from units.models import Office
from units.refusals import Refused


class DayError(Refused):
    """A change of a day that makes no sense; the text is for the person."""


@transaction.atomic
def day_set(*, office, day, is_workday, name, by, at) -> DayOverride:
    """Let the office work on a day, or not, whatever the calendar says; return the row. Raises DayError for no change.

    A day off that the law fixes is entered all the same while the year is provisional: it says that the notice was read.
    """
    office = Office.objects.again(office).select_for_update(no_key=True).get()  # of two at once the second is told
    calendar = WorkdayCalendar(office)
    tells_of_notice = fixed_holiday(day) and calendar.is_provisional(day.year)  # from then on the year is known
    if calendar.is_workday(day) == is_workday and not tells_of_notice:
        raise DayError(f"{long_day(day)}本来就{'上班' if is_workday else '不上班'}，不用登记。")
    row = DayOverride.objects.filter(office=office, day=day).first() or DayOverride(office=office, day=day)
    was = _said(row) if row.pk else ("放假" if is_workday else "上班")
    row.is_workday, row.name = is_workday, name
    row.full_clean()
    row.save()
    record("调整工作日", row, by=by, at=at, office=office, changes={long_day(day): [was, _said(row)]})
    return row


@transaction.atomic
def day_drop(*, override, by, at) -> None:
    """Take the office's own change of a day back: the day is again what the calendar says."""
    office = override.office
    if office is None:
        raise DayError("这一天对所有办公室有效，只能由系统管理员修改。")
    row = DayOverride.objects.again(override).select_for_update(of=("self",)).first()
    if row is None:
        raise DayError("这一天的调整已经取消。")
    record("取消工作日调整", row, by=by, at=at, office=office, changes={long_day(row.day): [_said(row), ""]})
    row.delete()


def _said(row) -> str:
    return f"{'上班' if row.is_workday else '放假'}（{row.name}）"
