"""What was just done is taken back as if it had not been, unless something came after it; both stand in the history."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.serializers import serialize

from tasks.models import Assignment, AssignmentPast, ExtensionRequest, ProgressReport, TaskParty
from tasks.past import KEPT
from tasks.services.extensions import extension_ask
from tasks.services.lifecycle import assignment_reopen
from tasks.services.reports import report_save_draft, report_submit
from tasks.services.review import report_accept
from tasks.services.taking_back import MOVED_ON
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import AuditEntry, Unit
from units.undoing import TOO_LATE, offered

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=2)


class Desk:
    """An office that waits for one answer."""

    def __init__(self, leader=False, answered=True, **task):
        self.office = make_office()
        self.clerk, self.unit = make_clerk(self.office), make_unit(self.office)
        self.liaison = make_person(self.office, unit=self.unit)
        self.leader = make_person(self.office, "unit_leader", unit=self.unit)
        self.plan = make_plan(self.office, leader_first=leader)
        make_task(self.plan, self.unit, **task)
        issue(self.plan, by=self.clerk)
        self.row = Assignment.objects.get()
        self.report = self.answer() if answered else None

    def answer(self):
        values = {"progress": "已公开。"}
        return report_submit(assignment=self.row, values=values, links=[], version=0, by=self.liaison, at=LATER)

    def stands(self):
        """Return everything of the assignment that the figures are made of, and its answers but for a draft's number."""
        self.row.refresh_from_db()
        reports = ProgressReport.objects.order_by("pk").values_list("state", "review_note", "reviewed_at", "passed_at")
        return {name: getattr(self.row, name) for name in KEPT}, list(reports)


def press(client, person, address, data=None, undo=True):
    """Press a button as person and then, if wanted, the 撤销 of the next page; return what was said last."""
    client.force_login(person)
    said = list(get_messages(client.post(address, data or {}).wsgi_request))
    if not undo:
        return said[-1]
    return take_back(client, said[-1])


def take_back(client, message):
    offer = offered(message)
    return list(get_messages(client.post(offer.address, {"undo": offer.token}).wsgi_request))[-1]


BACK = "已撤销：县财政局第1项现在是“待审核”。"
ACTS = {
    "accept": ("/reports/{report}/accept/", {}),
    "return": ("/reports/{report}/return/", {"reason": "请补充。"}),
    "cancel": ("/assignments/{row}/cancel/", {"reason": "机构撤并。"}),
    "due": ("/assignments/{row}/due/", {"due_on": "2026-10-31", "reason": "会议改期。"}),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_of_the_office_is_taken_back_as_if_it_had_not_been(client, act):
    desk = Desk()
    before, (address, data) = desk.stands(), ACTS[act]
    said = press(client, desk.clerk, address.format(report=desk.report.pk, row=desk.row.pk), data)
    assert str(said) == BACK
    assert desk.stands() == before
    assert AuditEntry.objects.filter(verb__startswith="撤销", object_ref=str(desk.row.pk)).count() == 1
    past = AssignmentPast.objects.filter(assignment=desk.row).latest("until")
    assert past.until == desk.row.changed_at  # the time between stays what it was


def test_an_accepted_answer_is_unlocked_and_locked_again(client):
    desk = Desk()
    report_accept(report=desk.report, by=desk.clerk, at=LATER)
    before = desk.stands()
    said = press(client, desk.clerk, f"/assignments/{desk.row.pk}/reopen/", {"reason": "链接打不开。"})
    assert str(said) == "已撤销：县财政局第1项现在是“已办结”。"
    assert desk.stands() == before


@pytest.mark.parametrize("act", ["pass", "send-back"])
def test_a_leader_takes_back_what_was_passed_on_or_sent_back(client, act):
    desk = Desk(leader=True)
    before = desk.stands()
    press(client, desk.leader, f"/reports/{desk.report.pk}/{act}/", {"reason": "请补充。"})
    assert desk.stands() == before
    assert desk.report.state == "at_leader"


@pytest.mark.parametrize("decision", ["grant", "refuse"])
def test_a_later_day_is_decided_on_again(client, decision):
    desk = Desk(answered=False)
    extension = extension_ask(
        assignment=desk.row, new_due_on=date(2027, 1, 31), reason="材料未齐。", by=desk.liaison, at=AT
    )
    version = desk.row.due_version
    before = desk.stands()
    press(client, desk.clerk, f"/extensions/{extension.pk}/decide/", {"decision": decision, "note": "请按期。"})
    assert desk.stands() == before
    extension.refresh_from_db()
    assert (extension.state, extension.decided_by, extension.decision_note) == ("asked", None, "")
    assert desk.row.due_version == version + 2 * (decision == "grant")  # what was said of the other day is not of this


def test_an_ended_assignment_comes_back_with_what_waited(client):
    desk = Desk(answered=False)
    extension_ask(assignment=desk.row, new_due_on=date(2027, 1, 31), reason="材料未齐。", by=desk.liaison, at=AT)
    press(client, desk.clerk, f"/assignments/{desk.row.pk}/cancel/", {"reason": "机构撤并。"})
    assert ExtensionRequest.objects.get().state == "asked"


def test_a_request_for_a_later_day_is_settled_by_accepting_and_waits_again_when_that_is_taken_back(client):
    desk = Desk(answered=False)
    extension_ask(assignment=desk.row, new_due_on=date(2027, 1, 31), reason="材料未齐。", by=desk.liaison, at=AT)
    report = desk.answer()
    said = press(client, desk.clerk, f"/reports/{report.pk}/accept/", undo=False)
    request = ExtensionRequest.objects.get()
    assert (request.state, request.decision_note) == ("refused", "任务已办结，不再需要延期")
    assert client.get("/review/").context["extensions"] == []
    take_back(client, said)
    request.refresh_from_db()
    assert (request.state, request.decided_by, request.decision_note) == ("asked", None, "")


@pytest.mark.parametrize("leader", [False, True])
def test_a_unit_takes_its_answer_back_and_goes_on_with_it(client, leader):
    desk = Desk(leader=leader, answered=False)
    client.force_login(desk.liaison)
    form = {"progress": "已公开", "links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}
    said = press(client, desk.liaison, f"/assignments/{desk.row.pk}/", form)
    assert str(said) == "已撤回，改好之后再报送。"
    desk.row.refresh_from_db()
    assert (desk.row.state, desk.row.submitted_at, desk.row.review_time) == ("in_progress", None, timedelta())
    kept, draft = ProgressReport.objects.order_by("pk")
    assert (kept.state, kept.review_note) == ("withdrawn", "单位撤回")
    assert (draft.state, draft.progress) == ("draft", "已公开")


def test_an_answer_that_was_decided_on_is_not_taken_back(client):
    desk = Desk(answered=False)
    form = {"progress": "已公开", "links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}
    said = press(client, desk.liaison, f"/assignments/{desk.row.pk}/", form, undo=False)
    report_accept(report=ProgressReport.objects.get(), by=desk.clerk, at=LATER)
    assert "已经有人处理" in str(take_back(client, said))
    desk.row.refresh_from_db()
    assert desk.row.state == "done"


def test_a_return_stays_when_the_unit_has_begun_to_mend_it(client):
    desk = Desk()
    said = press(client, desk.clerk, f"/reports/{desk.report.pk}/return/", {"reason": "请补充。"}, undo=False)
    draft = ProgressReport.objects.get(state="draft")
    values = {"progress": "已公开三条。"}
    report_save_draft(assignment=desk.row, values=values, links=[], version=draft.version, by=desk.liaison, at=LATER)
    assert "已经开始修改" in str(take_back(client, said))
    assert ProgressReport.objects.get(state="draft").progress == "已公开三条。"


def test_nothing_is_taken_back_when_something_came_after_it(client):
    desk = Desk()
    said = press(client, desk.clerk, f"/reports/{desk.report.pk}/accept/", undo=False)
    assignment_reopen(assignment=desk.row, by=desk.clerk, at=LATER + timedelta(days=400), reason="链接打不开。")
    assert str(take_back(client, said)) == MOVED_ON
    desk.row.refresh_from_db()
    assert desk.row.state == "in_progress"


def test_pressed_twice_it_is_taken_back_once(client):
    desk = Desk()
    said = press(client, desk.clerk, ACTS["due"][0].format(row=desk.row.pk), ACTS["due"][1], undo=False)
    assert str(take_back(client, said)) == BACK
    assert str(take_back(client, said)) == MOVED_ON


def test_an_offer_is_for_the_one_who_did_it(client):
    desk = Desk()
    said = press(client, desk.clerk, f"/reports/{desk.report.pk}/accept/", undo=False)
    client.force_login(make_clerk(desk.office))
    assert str(take_back(client, said)) == TOO_LATE
    desk.row.refresh_from_db()
    assert desk.row.state == "done"


def test_what_the_lead_closed_for_all_is_not_offered_to_be_taken_back(client):
    desk = Desk(role="lead", done_rule="lead")
    said = press(client, desk.clerk, f"/reports/{desk.report.pk}/accept/", undo=False)
    assert offered(said) is None


def test_many_are_taken_back_but_for_those_that_went_on(client):
    desk = Desk()
    for _ in range(2):
        plan = make_plan(desk.office, title=f"第{_}号分工")
        make_task(plan, desk.unit)
        issue(plan, by=desk.clerk)
    for row in Assignment.objects.exclude(pk=desk.row.pk).order_by("pk"):
        report_submit(assignment=row, values={"progress": "已公开。"}, links=[], version=0, by=desk.liaison, at=LATER)
    reports = list(ProgressReport.objects.order_by("pk"))
    data = {"report": [report.pk for report in reports], "looked": "1"}
    said = press(client, desk.clerk, "/review/accept/", data, undo=False)
    last = Assignment.objects.get(pk=reports[-1].assignment_id)
    assignment_reopen(assignment=last, by=desk.clerk, at=LATER + timedelta(days=400), reason="链接打不开。")
    assert str(take_back(client, said)) == "已撤销2件。"
    assert sorted(Assignment.objects.values_list("state", flat=True)) == ["in_progress", "in_review", "in_review"]


def test_an_archived_plan_goes_on(client):
    desk = Desk()
    assert (
        str(press(client, desk.clerk, f"/plans/{desk.plan.pk}/close/"))
        == "已撤销：《2026年青山县政务公开工作要点》恢复原样。"
    )
    desk.plan.refresh_from_db()
    assert (desk.plan.state, desk.plan.closed_at) == ("issued", None)


@pytest.fixture
def draft():
    office = make_office()
    plan = make_plan(office)
    make_task(plan, make_unit(office), make_unit(office, "县教体局"), requirement="公开财政预算。")
    return plan, make_clerk(office)


def whole(plan):
    return serialize("json", [*plan.tasks.all(), *TaskParty.objects.filter(task__plan=plan)])


def test_a_row_that_was_dropped_from_a_draft_stands_there_again_under_its_key(client, draft):
    plan, clerk = draft
    before = whole(plan)
    said = press(client, clerk, f"/plans/{plan.pk}/tasks/{plan.tasks.get().pk}/drop/", undo=False)
    assert not plan.tasks.exists()
    assert str(take_back(client, said)) == "已撤销：《2026年青山县政务公开工作要点》恢复原样。"
    assert whole(plan) == before


def test_a_dropped_row_stays_away_when_the_draft_was_changed_since(client, draft):
    plan, clerk = draft
    make_task(plan, requirement="公开决算。")
    said = press(client, clerk, f"/plans/{plan.pk}/tasks/{plan.tasks.first().pk}/drop/", undo=False)
    press(client, clerk, f"/plans/{plan.pk}/tasks/{plan.tasks.first().pk}/drop/", undo=False)
    assert "又有改动" in str(take_back(client, said))
    assert not plan.tasks.exists()


def test_a_dropped_row_stays_away_when_its_unit_is_gone_from_the_register(client, draft):
    plan, clerk = draft
    said = press(client, clerk, f"/plans/{plan.pk}/tasks/{plan.tasks.get().pk}/drop/", undo=False)
    Unit.objects.get(short_name="县教体局").delete()
    assert "已经不在" in str(take_back(client, said))
    assert not plan.tasks.exists()
