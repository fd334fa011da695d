"""An order of units: only where the office asks for it, only for the office, by a rule that is printed."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from reports.ranking import ranking
from reports.report_settings import report_settings, report_settings_set
from tasks.models import Assignment
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = reverse("ranking")
VALUES = {"addressees": "各单位", "pitch": 28, "bold_levels": True, "ranks": True}


@pytest.fixture
def office():
    return make_office()


def test_it_is_off_until_the_office_asks_for_it(client, office):
    clerk = make_clerk(office)
    client.force_login(clerk)
    assert client.get(PAGE).status_code == 404
    response = client.post(reverse("report_settings"), VALUES | {"pitch": "28", "bold_levels": "on", "ranks": "on"})
    assert response.status_code == 302
    assert client.get(PAGE).status_code == 200
    assert AuditEntry.objects.get(verb="修改通报设置").changes["显示单位排序"] == ["否", "是"]
    client.force_login(make_person(office, unit=make_unit(office)))
    assert client.get(PAGE).status_code == 403


def test_a_pitch_that_no_office_uses_is_refused_at_its_field(client, office):
    client.force_login(make_clerk(office))
    response = client.post(reverse("report_settings"), VALUES | {"pitch": "99"})
    assert response.status_code == 422
    assert "26磅到30磅" in response.content.decode()
    assert report_settings(office).pk is None or report_settings(office).pitch == 29


def test_settings_that_a_colleague_changed_meanwhile_are_not_written_over_unseen(client, office):
    client.force_login(make_clerk(office))
    page = reverse("report_settings")
    typed = {"addressees": "各责任单位", "pitch": "29", "seen": client.get(page).context["form"].seen}
    assert client.post(page, typed | {"addressees": "各单位"}).status_code == 302
    refused = client.post(page, typed | {"pitch": "28"})
    assert refused.status_code == 422
    assert "主送机关：现在是“各单位”，您这一页上是“各责任单位”" in refused.content.decode()
    assert report_settings(office).pitch == 29
    assert client.post(page, typed | {"pitch": "28", "seen": refused.context["form"].seen}).status_code == 302


def test_the_settings_are_written_into_the_paper(client, office):
    clerk = make_clerk(office)
    report_settings_set(office=office, values=VALUES, by=clerk, at=AT)
    plan = make_plan(office)
    make_task(plan, make_unit(office))
    issue(plan, by=clerk)
    client.force_login(clerk)
    html = client.get(reverse("circular"), {"last": "2026-06-30", "year": 2026}).content.decode()
    assert "各单位：" in html


def test_units_stand_by_the_share_handed_in_by_its_day_equal_ones_together(office):
    clerk = make_clerk(office)
    good, same, late, little = (make_unit(office, f"县第{n}局") for n in range(4))
    plan = make_plan(office)
    for _ in range(3):
        make_task(plan, good, same, late, due_on=date(2026, 5, 20))
    make_task(plan, little, due_on=date(2026, 5, 20))
    make_task(plan, good, role="assist", due_on=date(2026, 5, 20))
    issue(plan, by=clerk)
    handed_in = datetime(2026, 5, 19, tzinfo=AT.tzinfo)
    rows = Assignment.objects.exclude(role="assist")
    rows.filter(unit__in=(good, same)).update(state="done", submitted_at=handed_in, done_at=handed_in)
    # in review for long, by the office: not the unit's fault
    rows.filter(unit=same).update(submitted_at=handed_in + timedelta(days=9), review_time=timedelta(days=9))
    found = ranking(clerk, list(Assignment.objects.all()), date(2026, 6, 1))
    assert [(row.place, row.unit) for row in found["lead"]] == [
        (1, good.short_name),
        (1, same.short_name),
        (3, late.short_name),
        (None, little.short_name),
    ]
    assert [(row.place, row.figures["due"]) for row in found["assist"]] == [(None, 1)]
