"""A page of a whole county's work comes soon over a slow line: what is sent for it, page, styles and scripts together."""

import gzip
import re
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from calendar_events.models import Activity, ActivitySchedule
from tasks.models import Assignment, ProgressReport
from tests.world import AT, issue, make_clerk, make_group, make_office, make_person, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db
MOST = 100_000  # bytes: 8 seconds at 100 kbit/s, a moment on the government's network
LARGE = {"matrix": 150_000}  # a link in each of 1,400 cells
UNITS, TASKS, ANSWERS, ACTIVITIES = 45, 51, 120, 28  # as 商河 has them
TEXT = "围绕贯彻落实绿色低碳高质量发展部署要求，公开扩大有效投资、提升城市能级、强化民生保障等方面的政策和落实情况。"


class County:
    """An office with the units, tasks, answers and activities of a county's year."""

    def __init__(self):
        self.office = make_office()
        self.clerk = make_clerk(self.office)
        units = [make_unit(self.office, f"县第{n}工作部门") for n in range(UNITS)]
        self.liaison = next(iter([make_person(self.office, unit=unit) for unit in units]))
        everybody, today = make_group(self.office, "县政府各部门", *units[:33]), timezone.localdate()
        self.plan = make_plan(self.office, "2026年青山县政务公开重点工作任务分工", is_public=True)
        for n in range(TASKS):
            if n % 5 == 0:
                heading = self.plan.headings.create(level=1, text=f"{n // 5 + 1}、重点领域", position=n + 1)
            parties = [everybody] if n % 2 else units[n % 40 : n % 40 + 3]
            make_task(
                self.plan, *parties, requirement=TEXT, due_on=today + timedelta(days=15 * (n % 6)), heading=heading
            )
        issue(self.plan, by=self.clerk)
        rows = list(Assignment.objects.filter(office=self.office).order_by("pk"))
        ProgressReport.objects.bulk_create(
            ProgressReport(
                assignment=row, author=self.liaison, state="submitted", progress=TEXT, created_at=AT, submitted_at=AT
            )
            for row in rows[-ANSWERS:]
        )
        Assignment.objects.filter(pk__in=[row.pk for row in rows[-ANSWERS:]]).update(state="in_review", submitted_at=AT)
        self.own = next(row for row in rows if row.unit_id == units[0].pk)
        schedule = ActivitySchedule.objects.create(office=self.office, year=2026, title="活动安排表", state="issued")
        Activity.objects.bulk_create(
            Activity(
                schedule=schedule, seq=n + 1, month=n % 12 + 1, host=units[n], host_text=str(units[n]), theme="走进机关"
            )
            for n in range(ACTIVITIES)
        )


def weight(page: str) -> int:
    """Return the bytes of a page as it is sent (pages are not packed: docs/threat-model.md) and of its files, packed."""
    files = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', page))
    assert files
    packed = 0
    for name in files:
        with open(finders.find(name), "rb") as file:
            packed += len(gzip.compress(file.read()))
    return len(page.encode()) + packed


def test_no_page_is_heavy(client):
    county = County()
    plan, own = [county.plan.pk], [county.own.pk]
    office = {
        *[("overview",), ("progress",), ("burden",), ("circular",), ("plan_list",), ("review_queue",), ("mail_ahead",)],
        *[("reminder_rules",), ("history",), ("activities",), ("workdays", 2026), ("activity_table", 2026)],
        *[
            ("plan", *plan),
            ("matrix", *plan),
            ("plan_history", *plan),
            ("assignment", *own),
            ("activity_waiting", 2026),
        ],
    }
    asked = {"assignment_list": "?show=all&year=2026", "chase": f"?all=1&show=unanswered&plan={county.plan.pk}"}
    heavy = {}
    for user, pages in (
        (county.clerk, office | {(name,) for name in asked}),
        (county.liaison, {("my_tasks",), ("plan", *plan), ("assignment", *own), ("activities",)}),
        (None, {("public_year", "qingshan", 2026), ("login",)}),
    ):
        client.logout() if user is None else client.force_login(user)
        for name, *arguments in pages:
            answer = client.get(reverse(name, args=arguments) + asked.get(name, ""))
            assert answer.status_code == 200, name
            if (bytes_sent := weight(answer.content.decode())) > LARGE.get(name, MOST):
                heavy[name] = bytes_sent
    assert heavy == {}
