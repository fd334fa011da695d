"""The life of an activity: steps with their days, postponing, cancelling, closing, suggestions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connection

from calendar_events.life import shown_steps
from calendar_events.models import Activity, ActivitySchedule
from calendar_events.services import (
    ActivityError,
    StaleActivity,
    activity_cancel,
    activity_close,
    activity_fill_in,
    activity_mark_held,
    activity_postpone,
    activity_reopen,
    suggestion_add,
    suggestion_answer,
)
from calendar_events.steps import next_step, steps
from calendar_events.workdays import WorkdayCalendar
from tests.world import make_clerk, make_office, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 12, 2, tzinfo=UTC)


@pytest.fixture
def activity():
    office = make_office()
    schedule = ActivitySchedule.objects.create(office=office, year=2026, title="2026年活动安排表", state="issued")
    unit = make_unit(office)
    return Activity.objects.create(
        schedule=schedule, seq=1, month=6, self_selected=True, host=unit, host_text="县财政局", is_open_day=True
    )


@pytest.fixture
def who(activity):
    return {"by": make_clerk(activity.schedule.office), "at": AT}


def fill(activity, who, **values):
    return activity_fill_in(activity=activity, values=values, **who)


def upcoming(activity, on=date(2026, 5, 1)):
    found = steps(activity, WorkdayCalendar(), activity.suggestions.unanswered().count())
    step = next_step(found, activity, on)
    return step and (step.name, step.due_on)


def test_each_step_has_its_day_and_gives_way_to_the_next(activity, who):
    assert upcoming(activity) == ("theme", date(2026, 5, 29))  # the last working day before June
    activity = fill(activity, who, theme="走进财政")
    assert upcoming(activity) == ("place", date(2026, 6, 1))
    activity = fill(activity, who, day=date(2026, 6, 12), place="政务大厅")
    assert upcoming(activity) == ("preview", date(2026, 6, 5))  # five working days before
    activity = fill(activity, who, preview_url="https://qingshan.example/1")
    assert upcoming(activity) == ("hold", date(2026, 6, 12))
    activity = activity_mark_held(activity=activity, **who)
    assert upcoming(activity) == ("report", date(2026, 6, 22))  # the Dragon Boat holiday lies between
    activity = fill(activity, who, report_url="https://qingshan.example/2", participants=28, head_present=True)
    suggestion = suggestion_add(activity=activity, text="多办几场。", **who)
    assert upcoming(activity) == ("answers", date(2026, 6, 22))
    with pytest.raises(ActivityError, match="1条意见建议没有答复"):
        activity_close(activity=activity, **who)
    suggestion_answer(suggestion=suggestion, answer="明年增加两场。", adopted=True, **who)
    activity = activity_close(activity=activity, **who)
    assert (activity.state, upcoming(activity)) == ("closed", None)


def test_once_its_day_is_over_nobody_is_asked_to_announce_it(activity, who):
    activity = fill(activity, who, theme="走进财政", day=date(2026, 6, 12))
    assert upcoming(activity, date(2026, 6, 12))[0] == "place"
    assert upcoming(activity, date(2026, 6, 13)) == ("hold", date(2026, 6, 12))
    activity = fill(activity, who, place="政务大厅")
    assert upcoming(activity, date(2026, 6, 12))[0] == "preview"
    assert upcoming(activity, date(2026, 6, 13)) == ("hold", date(2026, 6, 12))


def test_postponed_it_keeps_the_first_time_and_is_reminded_anew(activity, who):
    activity = activity_postpone(activity=activity, month=9, day=None, reason="防汛", **who)
    activity = activity_postpone(activity=activity, month=10, day=None, reason="场地", **who)
    assert (activity.month, activity.postponed_from, activity.reason, activity.due_version) == (10, "6月", "场地", 3)
    assert AuditEntry.objects.filter(verb="活动延期").count() == 2


@pytest.mark.parametrize(("month", "day"), [(6, None), (None, None), (None, date(2027, 1, 5))])
def test_a_new_time_must_be_one_of_the_year(activity, who, month, day):
    with pytest.raises(ActivityError, match="请选择"):
        activity_postpone(activity=activity, month=month, day=day, reason="防汛", **who)


def test_cancelled_with_a_reason_it_takes_nothing_and_can_be_taken_back(activity, who):
    with pytest.raises(ActivityError, match="原因"):
        activity_cancel(activity=activity, reason=" ", **who)
    activity = activity_cancel(activity=activity, reason="合并举办", **who)
    assert upcoming(activity) is None
    with pytest.raises(ActivityError, match="已取消"):
        fill(activity, who, theme="走进财政")
    activity = activity_reopen(activity=activity, reason="仍要举办", **who)
    assert activity.state == "planned"


def test_taken_back_a_cancellation_leaves_no_reason_behind(activity, who):
    activity_cancel(activity=activity, reason="合并举办", **who)
    assert activity_reopen(activity=activity, reason="仍要举办", **who).reason == ""


def test_taken_back_a_cancellation_gives_a_postponement_its_reason_again(activity, who):
    activity_postpone(activity=activity, month=9, day=None, reason="防汛", **who)
    assert activity_cancel(activity=activity, reason="合并举办", **who).reason == "合并举办"
    activity = activity_reopen(activity=activity, reason="仍要举办", **who)
    assert (activity.reason, activity.postponed_from) == ("防汛", "6月")


def test_two_people_one_form_the_second_is_told(activity, who):
    fill(
        activity,
        who,
        theme="走进财政",
    )
    with pytest.raises(ActivityError, match="别人也改了"):
        activity_fill_in(activity=activity, values={"theme": "走进审计"}, version=activity.version, **who)
    activity.refresh_from_db()
    assert activity.theme == "走进财政"


def test_a_theme_is_asked_for_wherever_there_is_none(activity, who):
    Activity.objects.update(self_selected=False)
    activity.refresh_from_db()
    assert upcoming(activity)[0] == "theme"  # without one it could never be recorded as held
    activity = fill(activity, who, theme="走进财政")
    assert steps(activity, WorkdayCalendar())[0].name == "place"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told(activity, who):
    together = Barrier(2)

    def save(theme):
        together.wait()
        try:
            activity_fill_in(activity=activity, values={"theme": theme}, version=activity.version, **who)
        except StaleActivity as stale:
            return f"现在是{stale.theirs.theme}"
        finally:
            connection.close()
        return theme

    with ThreadPoolExecutor(2) as pool:
        said = set(pool.map(save, ("走进财政", "走进审计")))
    activity.refresh_from_db()
    assert said == {activity.theme, f"现在是{activity.theme}"}
    assert AuditEntry.objects.filter(verb="填报活动").count() == 1


@pytest.mark.parametrize(
    ("fields", "words", "light"),
    [
        ({"month": 7}, "计划中", "going"),
        ({"month": 5}, "未登记举办", "overdue"),
        ({"day": date(2026, 6, 11)}, "未登记举办", "overdue"),
        ({"day": date(2026, 6, 12)}, "计划中", "going"),
        ({"day": date(2026, 6, 11), "state": "held"}, "已举办", "done"),
        ({"state": "cancelled", "reason": "防汛", "month": 5}, "已取消", "off"),
    ],
)
def test_where_an_activity_stands_is_one_word_whatever_step_comes_next(activity, time_machine, fields, words, light):
    time_machine.move_to(AT, tick=False)
    Activity.objects.update(**fields)
    assert Activity.objects.get().standing == (words, light)


def test_how_late_a_step_is_is_counted_in_working_days(activity):
    shown = shown_steps(activity, WorkdayCalendar(), 0, date(2026, 6, 23))
    assert shown[0].word == "已过期限16个工作日"  # since 29 May: the Dragon Boat holiday and the weekends do not count
    assert shown_steps(activity, WorkdayCalendar(), 0, date(2026, 5, 30))[0].word == "已过期限1个工作日"
