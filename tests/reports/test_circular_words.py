"""What a circular may say of a few assignments that a test moves itself."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.circular.facts import gather
from reports.circular.wording import Options, Wording
from reports.quarters import corrections, quarter_close
from tasks.models import Assignment
from tasks.past import as_of
from tasks.services.issue import plan_close
from tasks.services.lifecycle import assignment_set_due
from tasks.services.reports import report_submit
from tasks.services.review import report_pass, report_send_back
from tests.motion import TEXT
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db
JULY = datetime(2026, 7, 10, 2, tzinfo=UTC)


@pytest.fixture
def desk(time_machine):
    time_machine.move_to(AT)

    class Desk:
        office = make_office()
        clerk = make_clerk(office)
        unit = make_unit(office)
        liaison = make_person(office, unit=unit)

        def ask(self, leader_first=False, **task) -> Assignment:
            title = f"第{self.office.plans.count() + 1}份文件"
            plan = make_plan(self.office, title, leader_first=leader_first)
            make_task(plan, self.unit, **task)
            issue(plan, by=self.clerk)
            return Assignment.objects.get(plan=plan)

        def answer(self, assignment, at, **values):
            return report_submit(
                assignment=assignment, values=TEXT | values, links=[], version=0, by=self.liaison, at=at
            )

        def facts(self, first, last):
            return gather(self.office, 2026, first, as_of(last, timezone.localdate()))

    return Desk()


def quoted(desk) -> list[str]:
    return [row.text for row in desk.facts(date(2026, 4, 1), "2026-06-30").problems]


def test_a_problem_that_the_units_leader_has_not_passed_on_is_not_quoted(desk, time_machine):
    leader = make_person(desk.office, "unit_leader", desk.unit)
    passed, sent_back, stays = (desk.ask(leader_first=True) for _ in range(3))
    reports = [desk.answer(row, AT, problem="没有经费。") for row in (passed, sent_back, stays)]
    assert {report.state for report in reports} == {"at_leader"}
    assert quoted(desk) == []
    time_machine.move_to(JULY)
    report_pass(report=reports[0], by=leader, at=JULY)  # after the quarter: then it was nobody's word yet
    report_send_back(report=reports[1], by=leader, at=JULY, reason="先问财务股。")
    assert quoted(desk) == []


def test_a_problem_that_the_leader_passed_on_in_time_is_quoted(desk):
    leader = make_person(desk.office, "unit_leader", desk.unit)
    report = desk.answer(desk.ask(leader_first=True), AT, problem="没有经费。")
    report_pass(report=report, by=leader, at=AT)
    assert quoted(desk) == ["没有经费。"]


def test_the_next_turn_of_a_returning_duty_is_no_correction_but_a_moved_day_is(desk, time_machine):
    monthly = desk.ask(due_on=None, deadline_kind="periodic", deadline_raw="每月月底")
    once = desk.ask(due_on=date(2026, 6, 15))
    time_machine.move_to(JULY)
    closed = quarter_close(office=desk.office, year=2026, quarter=2, by=desk.clerk, at=JULY)
    desk.answer(monthly, JULY)
    assignment_set_due(assignment=once, due_on=date(2026, 8, 31), by=desk.clerk, at=JULY, reason="省里推迟。")
    monthly.refresh_from_db()
    assert monthly.due_on == date(2026, 6, 30)
    assert [row.key for row in corrections(closed)] == [once.pk]


def test_figures_of_parts_are_written_out_and_nothing_is_said_of_none(desk, time_machine):
    row = desk.ask(due_on=date(2026, 6, 30))
    heading = row.plan.headings.create(level=1, text="一、公开", position=1)
    row.plan.tasks.update(heading=heading)
    time_machine.move_to(JULY)
    facts = desk.facts(date(2026, 4, 1), "2026-06-30")
    text = "".join(p.text for s in Wording(facts, Options()).sections() for _, ps in s.paragraphs for p in ps)
    assert "“公开”1件，已办结0件" in text
    assert "0/1" not in text
    assert "其中已逾期" not in text  # the day itself is in time


def test_the_year_of_the_tasks_can_be_chosen_and_closing_takes_two_steps(client, desk, time_machine):
    desk.ask()
    make_task(plan := make_plan(desk.office, "去年的要点", year=2025), desk.unit)
    issue(plan, by=desk.clerk)
    time_machine.move_to(JULY)
    client.force_login(desk.clerk)
    html = client.get(reverse("circular")).content.decode()
    assert '<option value="2026" selected>2026年</option><option value="2025">2025年</option>' in html
    closing = html[html.index('<details class="note') : html.index("/circular/2026/2/close/")]
    assert " open" not in closing  # what cannot be undone is not one press away
    assert client.get(reverse("circular"), {"year": 2025}).context["wording"].facts.plans[0]["title"] == "去年的要点"


def test_who_asks_for_a_day_after_the_archiving_is_told_why_nothing_is_counted(client, desk, time_machine):
    plan = desk.ask().plan
    time_machine.move_to(closed := datetime(2026, 12, 31, 2, tzinfo=UTC))
    plan_close(plan=plan, by=desk.clerk, at=closed)
    time_machine.move_to(datetime(2027, 1, 8, 2, tzinfo=UTC))
    client.force_login(desk.clerk)
    html = client.get(reverse("circular")).content.decode()
    assert f"《{plan.title}》已于2026年12月31日归档" in html
    page = client.get(reverse("circular"), {"first": "2026-10-01", "last": "2026-12-30"})
    assert page.context["wording"].facts.figures["total"] == 1
