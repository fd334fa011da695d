"""A unit answers, the office accepts or returns, and what does not fit is refused."""

from datetime import date, timedelta

import pytest

from tasks.models import Assignment, Plan, ProgressReport
from tasks.services.errors import ActRefused, StaleDraft
from tasks.services.extensions import extension_ask, extension_decide
from tasks.services.lifecycle import assignment_cancel, assignment_receive, assignment_reopen, assignment_set_due
from tasks.services.reports import report_save_draft, report_submit
from tasks.services.review import report_accept, report_return
from tests.world import AT, make_assignment, make_clerk, make_office, make_person, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """A unit with one assignment, its liaison, and the office's clerk."""

    class Desk:
        office = make_office()
        unit = make_unit(office)
        assignment = make_assignment(unit)
        liaison = make_person(office, unit=unit)
        clerk = make_clerk(office)

        def submit(self, progress="已公开3条。", version=0, at=AT, links=()):
            return report_submit(
                assignment=self.assignment,
                values={"progress": progress},
                links=links,
                version=version,
                by=self.liaison,
                at=at,
            )

        @property
        def state(self):
            self.assignment.refresh_from_db()
            return self.assignment.state

    return Desk()


def test_an_answer_acknowledges_receipt_and_waits_for_review(desk):
    report = desk.submit(links=[("https://www.qingshan.example/1.html", "公告", date(2026, 5, 1))])
    assert desk.state == "in_review"
    assert desk.assignment.received_at == desk.assignment.submitted_at == AT
    assert report.evidence.get().title == "公告"
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == ["签收", "报送"]


def test_an_accepted_answer_is_done_and_locked(desk):
    report_accept(report=desk.submit(), by=desk.clerk, at=AT)
    assert desk.state == "done"
    with pytest.raises(ActRefused, match="已办结"):
        desk.submit()
    with pytest.raises(ActRefused, match="已经处理过"):
        report_accept(report=ProgressReport.objects.get(), by=desk.clerk, at=AT)


def test_a_returned_answer_comes_back_as_a_draft_with_its_links(desk):
    report = desk.submit("写得太短", links=[("https://www.qingshan.example/1.html", "公告", None)])
    report_return(report=report, by=desk.clerk, at=AT, reason="请写明公开了几条。")
    assert desk.state == "in_progress"
    draft = desk.assignment.reports.get(state="draft")
    assert (draft.progress, draft.evidence.get().title) == ("写得太短", "公告")
    desk.submit("已公开3条。", version=draft.version)
    assert desk.state == "in_review"
    assert desk.assignment.reports.get(state="returned").progress == "写得太短"


def test_a_return_needs_a_reason(desk):
    report = desk.submit()
    with pytest.raises(ActRefused, match="理由"):
        report_return(report=report, by=desk.clerk, at=AT, reason="  ")
    with pytest.raises(ActRefused):  # a word that nobody sees is none
        report_return(report=report, by=desk.clerk, at=AT, reason=" \u200b\u2060")
    assert desk.state == "in_review"


def test_an_empty_answer_is_refused_and_changes_nothing(desk):
    with pytest.raises(ActRefused, match="进展情况"):
        desk.submit("   ")
    assert desk.state == "assigned"
    assert not desk.assignment.reports.exists()


def test_of_two_people_at_one_draft_the_second_sees_the_first(desk):
    values = {"assignment": desk.assignment, "links": [], "by": desk.liaison, "at": AT}
    first = report_save_draft(values={"progress": "甲"}, version=0, **values)
    with pytest.raises(StaleDraft) as stale:
        report_save_draft(values={"progress": "乙"}, version=0, **values)
    assert stale.value.theirs.progress == "甲"
    report_save_draft(values={"progress": "甲和乙"}, version=first.version, **values)
    assert desk.assignment.reports.get().progress == "甲和乙"


def test_receipt_is_acknowledged_once(desk):
    assignment_receive(assignment=desk.assignment, by=desk.liaison, at=AT)
    with pytest.raises(ActRefused, match="办理中"):
        assignment_receive(assignment=desk.assignment, by=desk.liaison, at=AT)


def test_cancelling_and_reopening_need_a_reason(desk):
    report_accept(report=desk.submit(), by=desk.clerk, at=AT)
    with pytest.raises(ActRefused, match="须写明理由"):
        assignment_reopen(assignment=desk.assignment, by=desk.clerk, at=AT, reason="")
    assignment_reopen(assignment=desk.assignment, by=desk.clerk, at=AT, reason="链接失效")
    assignment_cancel(assignment=desk.assignment, by=desk.clerk, at=AT, reason="机构撤销")
    assert desk.state == "cancelled"
    with pytest.raises(ActRefused):
        assignment_reopen(assignment=desk.assignment, by=desk.clerk, at=AT, reason="再试")


def test_nothing_moves_in_a_closed_plan(desk):
    Plan.objects.update(state=Plan.State.CLOSED)
    with pytest.raises(ActRefused, match="归档"):
        desk.submit()


def test_the_due_day_itself_is_in_time_in_shanghai(desk):
    desk.assignment.due_on = date(2026, 5, 11)
    desk.assignment.submitted_at = AT + timedelta(hours=13, minutes=59)  # 23:59 in Shanghai
    assert not desk.assignment.was_late
    desk.assignment.submitted_at += timedelta(minutes=2)
    assert desk.assignment.was_late


def test_time_in_review_is_taken_off_when_lateness_is_counted(desk):
    desk.assignment.due_on = date(2026, 5, 12)
    desk.assignment.save()
    report_return(report=desk.submit(), by=desk.clerk, at=AT + timedelta(days=10), reason="请补充。")
    draft = desk.assignment.reports.get(state="draft")
    desk.submit("已补充。", version=draft.version, at=AT + timedelta(days=10))
    assert desk.state == "in_review"
    assert not desk.assignment.was_late


def test_time_that_the_office_held_an_accepted_answer_is_taken_off_when_it_reopens_it(desk):
    """Due 12 May, answered on the 11th, reopened on the 21st, answered again in an hour."""
    desk.assignment.due_on = date(2026, 5, 12)
    desk.assignment.save()
    report_accept(report=desk.submit(), by=desk.clerk, at=AT + timedelta(days=2))
    reopened = AT + timedelta(days=10)
    assignment_reopen(assignment=desk.assignment, by=desk.clerk, at=reopened, reason="链接失效")
    desk.submit("已改。", at=reopened + timedelta(hours=1))
    assert desk.state == "in_review"
    assert (desk.assignment.review_time, desk.assignment.was_late) == (timedelta(days=10), False)
    report_accept(report=desk.assignment.reports.get(state="submitted"), by=desk.clerk, at=reopened)
    assignment_reopen(assignment=desk.assignment, by=desk.clerk, at=reopened + timedelta(hours=2), reason="再改")
    desk.submit("又改。", at=reopened + timedelta(days=2))  # two days that were the unit's own
    assert desk.state == "in_review"
    assert desk.assignment.was_late


def test_a_second_press_gets_the_first_answer(desk):
    assert desk.submit() == desk.submit()
    assert desk.assignment.reports.count() == 1
    assert AuditEntry.objects.filter(verb="报送").count() == 1


def test_a_page_opened_before_the_return_does_not_overwrite_the_new_draft(desk):
    values = {"assignment": desk.assignment, "links": [], "by": desk.liaison, "at": AT}
    first = report_save_draft(values={"progress": "甲"}, version=0, **values)
    report_return(report=desk.submit(version=first.version), by=desk.clerk, at=AT, reason="请补充。")
    with pytest.raises(StaleDraft):
        report_save_draft(values={"progress": "旧页面"}, version=first.version, **values)


def test_cancelling_settles_what_waits_for_the_office(desk):
    report = desk.submit()
    assignment_cancel(assignment=desk.assignment, by=desk.clerk, at=AT, reason="机构撤销")
    report.refresh_from_db()
    assert report.state == "void"
    assert not ProgressReport.objects.waiting().exists()


def test_the_office_sets_a_first_day(desk):
    desk.assignment.due_on = desk.assignment.original_due_on = None
    desk.assignment.save()
    changed = assignment_set_due(
        assignment=desk.assignment, due_on=date(2026, 9, 30), by=desk.clerk, at=AT, reason="补定"
    )
    assert (changed.due_on, changed.original_due_on, changed.due_version) == (date(2026, 9, 30), date(2026, 9, 30), 2)


class TestExtension:
    def ask(self, desk, day=date(2027, 1, 31), at=AT):
        return extension_ask(assignment=desk.assignment, new_due_on=day, reason="材料未齐", by=desk.liaison, at=at)

    def test_granted_it_moves_the_day_and_keeps_the_old_one(self, desk):
        extension_decide(extension=self.ask(desk), granted=True, by=desk.clerk, at=AT)
        desk.assignment.refresh_from_db()
        assert desk.assignment.due_on == date(2027, 1, 31)
        assert desk.assignment.original_due_on == date(2026, 12, 31)
        assert desk.assignment.due_version == 2

    def test_refused_it_needs_a_reason_and_moves_nothing(self, desk):
        request = self.ask(desk)
        with pytest.raises(ActRefused, match="理由"):
            extension_decide(extension=request, granted=False, by=desk.clerk, at=AT)
        extension_decide(extension=request, granted=False, by=desk.clerk, at=AT, note="年底前须完成")
        assert Assignment.objects.get().due_on == date(2026, 12, 31)

    def test_it_is_not_granted_when_the_assignment_is_over_or_the_day_moved_past_it(self, desk):
        request = self.ask(desk)
        Assignment.objects.update(due_on=date(2027, 3, 31))
        with pytest.raises(ActRefused, match="不再适用"):
            extension_decide(extension=request, granted=True, by=desk.clerk, at=AT)
        report_accept(report=desk.submit(), by=desk.clerk, at=AT)
        with pytest.raises(ActRefused, match="已经处理过了"):  # accepting has settled it
            extension_decide(extension=request, granted=True, by=desk.clerk, at=AT)
        assert Assignment.objects.get().due_on == date(2027, 3, 31)

    def test_it_is_asked_before_the_day_for_a_later_day_and_once_at_a_time(self, desk):
        with pytest.raises(ActRefused, match="期限之前"):
            self.ask(desk, at=AT + timedelta(days=300))
        with pytest.raises(ActRefused, match="晚于"):
            self.ask(desk, day=date(2026, 12, 31))
        self.ask(desk)
        with pytest.raises(ActRefused, match="已有一份"):
            self.ask(desk)
