"""What a circular may say of a few assignments that a test moves itself."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.circular.facts import Facts, gather
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


def of_what_was_due(facts) -> list[str]:
    whole = Wording(facts, Options(good=True)).sections()[1]
    return ["".join(piece.text for piece in pieces) for head, pieces in whole.paragraphs if head == "到期任务情况"]


def test_what_is_due_on_the_last_day_itself_is_still_in_time_and_held_against_nobody(desk, time_machine):
    passed, open_one, answered = (desk.ask(due_on=date(2026, 6, day)) for day in (15, 30, 30))
    last = datetime(2026, 6, 30, 2, tzinfo=UTC)
    desk.answer(passed, AT)
    desk.answer(answered, last)
    time_machine.move_to(last)
    said = "截至6月30日已到期的单位任务2件，按期报送2件，占100%。另有1件期限就在6月30日，尚未报送，不计入逾期。"
    on_the_day = desk.facts(date(2026, 4, 1), "2026-06-30")
    assert of_what_was_due(on_the_day) == [said]
    assert "到期任务全部按期报送的单位有1个" in str(Wording(on_the_day, Options()).sections())
    time_machine.move_to(JULY)
    assert desk.facts(date(2026, 4, 1), "2026-06-30").figures == on_the_day.figures
    assert of_what_was_due(desk.facts(date(2026, 4, 1), "2026-07-01")) == [
        "截至7月1日已到期的单位任务3件，按期报送2件，占66.7%；已逾期、尚未报送1件。"
    ]
    assert open_one.due_on == date(2026, 6, 30)


def test_where_nothing_is_due_but_on_the_last_day_that_is_all_that_is_said(desk):
    assert of_what_was_due(desk.facts(date(2026, 4, 1), "2026-06-30")) == []
    desk.ask(due_on=date(2026, 6, 30))
    facts = gather(desk.office, 2026, date(2026, 4, 1), as_of("", date(2026, 6, 30)))
    assert of_what_was_due(facts) == ["有1件期限就在6月30日，尚未报送，不计入逾期。"]


def test_a_quarter_that_was_closed_by_the_former_rule_reads_as_by_this_one(desk, time_machine):
    for day in (15, 30):
        desk.ask(due_on=date(2026, 6, day))
    time_machine.move_to(JULY)
    facts = desk.facts(date(2026, 4, 1), "2026-06-30")
    kept = facts.to_json()
    for row in (kept, *kept["headings"], *kept["units"]):
        row["figures"]["due_open"] = row["figures"]["overdue"] + row["figures"].pop("today")
        row["figures"]["due"] = row["figures"]["due_open"]
    assert kept["figures"]["due"] == 2
    assert Facts.from_json(kept) == facts
