"""An office with one issued plan, one schedule, and a person in each role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule
from reminders.models import OutgoingMail
from tasks.models import Assignment
from tasks.services.reports import report_submit
from tests.world import AT, issue, make_clerk, make_group, make_office, make_person, make_plan, make_task, make_unit


class Desk:
    """An office with one issued plan, one schedule, and a person in each role."""

    def __init__(self, rows=2, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        self.office = make_office(slug, name, region)
        self.unit = make_unit(self.office)
        self.units = [make_unit(self.office, f"第{n}镇", kind="town") for n in range(rows)]
        self.people = {
            "office": make_clerk(self.office),
            "office_leader": make_person(self.office, "office_leader"),
            "liaison": make_person(self.office, unit=self.unit),
            "unit_leader": make_person(self.office, "unit_leader", self.unit),
        }
        self.plan = make_plan(self.office)
        heading = self.plan.headings.create(level=1, text="一、总则", position=1)
        group = make_group(self.office, "各镇街", *self.units)
        for _ in range(rows):
            make_task(self.plan, self.unit, group, heading=heading)
        issue(self.plan, by=self.people["office"])
        self.assignment = Assignment.objects.filter(unit=self.unit).first()
        for own in Assignment.objects.filter(office=self.office, unit=self.units[0]):
            liaison = self.units[0].memberships.first()
            self.report = report_submit(
                assignment=own,
                values={"progress": "已公开。"},
                links=[("https://www.qingshan.example/1.html", "", None)],
                version=0,
                by=liaison.user if liaison else make_person(self.office, unit=self.units[0]),
                at=AT,
            )
        self.schedule = ActivitySchedule.objects.create(office=self.office, year=2026, title="安排表", state="issued")
        for n in range(rows):
            Activity.objects.create(
                schedule=self.schedule, seq=n + 1, month=n % 12 + 1, host=self.unit, host_text="县财政局"
            )
            OutgoingMail.objects.create(
                office=self.office,
                address=f"a{n}@qingshan.example",
                address_key=f"a{n}",
                local_date="2026-05-11",
                next_at=AT,
                message_id=f"<{slug}{n}@x>",
            )
        self.activity = self.schedule.activities.first()

    def addresses(self):
        """Return every page to look at, with the roles that may."""
        office, everybody = {"office", "office_leader"}, set(self.people)
        return {
            reverse("overview"): office,
            reverse("overview_year", args=[2026]): office,
            reverse("overview_year", args=[2026]) + "?on=2026-05-20": office,
            reverse("progress"): office,
            reverse("progress_year", args=[2026]) + "?on=2026-05-20": office,
            reverse("matrix", args=[self.plan.pk]) + "?on=2026-05-20&show=review&kind=town": office,
            reverse("assignment_list") + "?show=unanswered&year=2026&on=2026-05-20": office,
            reverse("plan_list"): everybody,
            reverse("plan", args=[self.plan.pk]): everybody,
            reverse("matrix", args=[self.plan.pk]): office,
            reverse("assignment_list"): office,
            reverse("review_queue"): office,
            reverse("accept_many") + f"?report={self.report.pk}": {"office"},
            reverse("leader_queue"): {"unit_leader"},
            reverse("my_tasks"): everybody - office,
            reverse("assignment", args=[self.assignment.pk]): everybody,
            reverse("activities"): everybody,
            reverse("activity_year", args=[2026]): everybody,
            reverse("activity", args=[self.activity.pk]): everybody,
            reverse("activity_table", args=[2026]): everybody,
            reverse("activity_month", args=[2026, 6]): everybody,
            reverse("activity_waiting", args=[2026]): office,
            reverse("activity_move", args=[self.activity.pk]): {"office"},
            reverse("schedule", args=[self.schedule.pk]): {"office"},
            reverse("import_start"): {"office"},
            reverse("unit_notice", args=[self.unit.pk]): {"office"},
            reverse("mail_list"): office,
            reverse("mail_ahead"): office,
            reverse("reminder_rules"): office,
            reverse("plan_reminders", args=[self.plan.pk]): office,
            reverse("workdays_now"): office,
            reverse("workdays", args=[2026]): office,
            reverse("mail", args=[self.office.mails.first().pk]): office,
            reverse("mail_runs"): office,
            reverse("assignment_mail", args=[self.assignment.pk]): everybody,
            reverse("activity_mail", args=[self.activity.pk]): everybody,
            reverse("history"): office,
            reverse("find"): everybody,
            reverse("find") + "?q=公开": everybody,
            reverse("password"): everybody,
            reverse("manual", args=["office"]): everybody,
            reverse("manual", args=["unit"]): everybody,
            reverse("manual", args=["admin"]): everybody,
        }


@pytest.fixture
def desk():
    return Desk()


def queries(client, user, address) -> int:
    client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def main_part(html: str) -> str:
    """Return a page up to the end of its main part: the panel of keys below has a box of its own."""
    return html.partition("</main>")[0]


def ticked(html: str) -> int:
    """Return how many boxes of the page's main part are ticked."""
    return main_part(html).count(" checked")
