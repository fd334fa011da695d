"""Two people at one activity: whoever sends the older form is told, keeps what was typed, and may send it once more."""

import re

import pytest

from calendar_events.models import Activity
from tests.calendar_events.pages.desk import fill, text
from units.models import AuditEntry

pytestmark = pytest.mark.django_db


def version_in(page, field="version"):
    return re.search(rf'name="{field}" value="(\d+)"', page).group(1)


def somebody_else_fills_in(client, desk):
    fill(client, desk, "theme", theme="走进财政")


def test_a_move_from_an_older_page_is_refused_once(client, desk):
    client.force_login(desk.clerk)
    form = {"day": "2026-06-15", "version": desk.activity.version}
    somebody_else_fills_in(client, desk)
    refused = client.post(desk.address("activity_move"), form)
    desk.activity.refresh_from_db()
    assert (refused.status_code, desk.activity.day) == (422, None)
    assert "别人也改了这项活动" in text(refused)
    assert 'value="2026-06-15"' in text(refused)
    form["version"] = version_in(text(refused))
    assert client.post(desk.address("activity_move"), form).status_code == 302
    desk.activity.refresh_from_db()
    assert str(desk.activity.day) == "2026-06-15"


def test_a_postponement_of_what_was_moved_meanwhile_is_refused(client, desk):
    client.force_login(desk.clerk)
    page = text(client.get(desk.address("activity_move")))
    client.post(desk.address("activity_move"), {"month": "7", "reason": "防汛"})
    old = {"month": "8", "reason": "场地", "version": version_in(page)}
    assert client.post(desk.address("activity_move"), old).status_code == 422
    assert Activity.objects.get().month == 7


def test_suggestions_are_not_added_answered_or_removed_from_an_older_page(host, desk):
    add = desk.address("suggestion_add")
    page = text(host.get(desk.address()))
    form = {"text": "多办几场。", "version": desk.activity.version}
    assert f'name="version" value="{desk.activity.version}"' in page
    assert host.post(add, form).status_code == 302
    twice = host.post(add, form)
    assert (twice.status_code, desk.activity.suggestions.count()) == (422, 1)
    assert "多办几场。</textarea>" in text(twice)
    (one,) = desk.activity.suggestions.all()
    answer, remove = desk.address("suggestion_answer", one.pk), desk.address("suggestion_remove", one.pk)
    old = {"answer": "好。", "adopted": "yes", "version": form["version"]}
    refused = host.post(answer, old)
    assert refused.status_code == 422
    assert "别人也改了这项活动" in text(refused)
    host.post(remove, {"version": form["version"]})
    one.refresh_from_db()
    assert one.answer == ""
    old["version"] = Activity.objects.get().version
    assert host.post(answer, old).status_code == 302
    one.refresh_from_db()
    assert one.answer == "好。"
    host.post(remove, {"version": Activity.objects.get().version})
    assert desk.activity.suggestions.count() == 0


def test_a_moment_is_told_by_the_offices_clock_to_the_second_of_two_and_in_the_history(host, desk):
    version = desk.activity.version
    fill(host, desk, "preview", signup_until="2026-06-10T17:30")
    (entry,) = AuditEntry.objects.filter(verb="填报活动")
    assert entry.changes["报名截止"] == ["", "2026年6月10日 17:30"]
    page = text(host.post(desk.address(), {"step": "preview", "version": version, "signup_until": "2026-06-11T09:00"}))
    assert "报名截止：2026年6月10日 17:30" in page


def test_a_day_and_an_hour_are_told_in_the_history_as_offices_write_them(host, desk):
    fill(host, desk, "place", day="2026-06-12", starts_at="09:00", ends_at="", place="政务大厅")
    (entry,) = AuditEntry.objects.filter(verb="填报活动")
    assert entry.changes["举办日期"] == ["", "2026年6月12日"]
    assert entry.changes["开始时间"] == ["", "09:00"]
