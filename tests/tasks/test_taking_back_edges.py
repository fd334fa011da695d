"""What stands in the way of taking an act back: another role, an archived plan, a clock set back, what came in between."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from reports.said import said
from tasks.models import Assignment, ExtensionRequest, Plan, ProgressReport
from tasks.past import AsOf
from tasks.services.errors import ActRefused
from tasks.services.extensions import extension_ask, extension_decide
from tasks.services.issue import plan_close
from tasks.services.lifecycle import assignment_cancel, assignment_reopen
from tasks.services.reports import report_no_news, report_submit
from tasks.services.review import report_accept
from tasks.services.taking_back import accept_take_back, act_take_back, report_withdraw
from tasks.views.undo import GONE
from tests.tasks.test_taking_back import LATER, Desk, press, take_back
from tests.world import issue, make_clerk, make_office, make_plan, make_task
from units.models import Membership
from units.undoing import TOO_LATE

pytestmark = pytest.mark.django_db
FORM = {"links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}


def test_an_offer_ends_with_the_role_in_which_it_was_made(client):
    desk = Desk()
    accepted = press(client, desk.clerk, f"/reports/{desk.report.pk}/accept/", undo=False)
    Membership.objects.filter(user=desk.clerk).update(role="office_leader")
    assert str(take_back(client, accepted)) == TOO_LATE
    desk.row.refresh_from_db()
    assert desk.row.state == "done"


def test_nothing_of_an_archived_plan_is_taken_back():
    desk = Desk()
    report = report_accept(report=desk.report, by=desk.clerk, at=LATER)
    plan_close(plan=desk.plan, by=desk.clerk, at=LATER)
    with pytest.raises(ActRefused, match="归档"):
        accept_take_back(report=report, stamp=report.assignment.changed_at, by=desk.clerk, at=LATER)


@pytest.mark.parametrize("leader", [False, True])
def test_an_unlocking_stays_when_the_unit_has_answered_since(leader):
    desk = Desk(leader=leader, answered=False)
    desk.plan.leader_first = False
    desk.plan.save()
    report_accept(report=desk.answer(), by=desk.clerk, at=LATER)
    desk.plan.leader_first = leader
    desk.plan.save()
    row = assignment_reopen(assignment=desk.row, by=desk.clerk, at=LATER, reason="链接打不开。")
    at = LATER + timedelta(hours=1)
    if leader:
        report_submit(assignment=row, values={"progress": "改好了。"}, links=[], version=0, by=desk.liaison, at=at)
    else:
        report_no_news(assignment=row, by=desk.liaison, at=at)
    with pytest.raises(ActRefused):
        act_take_back(assignment=row, stamp=row.changed_at, verb="reopen", by=desk.clerk, at=at)


@pytest.mark.parametrize("act", ["accept", "cancel"])
def test_a_clock_that_was_set_back_does_not_make_it_another_state(act):
    desk = Desk()
    before, back = desk.stands(), LATER - timedelta(seconds=1)
    if act == "accept":
        stamp = report_accept(report=desk.report, by=desk.clerk, at=back).assignment.changed_at
        accept_take_back(report=desk.report, stamp=stamp, by=desk.clerk, at=back)
    else:
        stamp = assignment_cancel(assignment=desk.row, by=desk.clerk, at=back, reason="撤并。").changed_at
        act_take_back(assignment=desk.row, stamp=stamp, verb="cancel", by=desk.clerk, at=back)
    assert desk.stands() == before


def test_what_a_unit_took_back_was_not_said():
    desk = Desk()
    report_withdraw(report=desk.report, stamp=desk.report.assignment.changed_at, by=desk.liaison, at=LATER)
    assert not said([desk.plan], AsOf(timezone.localdate())).exists()


def test_the_page_of_an_answer_that_was_taken_back_hands_nothing_in(client):
    desk = Desk(answered=False)
    client.force_login(desk.liaison)
    key = client.get(f"/assignments/{desk.row.pk}/").context["form"]["key"].value()
    form = {**FORM, "progress": "已公开", "key": key}
    press(client, desk.liaison, f"/assignments/{desk.row.pk}/", form)
    answer = client.post(f"/assignments/{desk.row.pk}/", {**form, "progress": "已公开三条"})
    assert answer.status_code < 500
    assert "撤回" in str(list(get_messages(answer.wsgi_request))[-1])


def test_what_is_gone_is_said_to_be_gone(client):
    desk = Desk()
    closed = press(client, desk.clerk, f"/plans/{desk.plan.pk}/close/", undo=False)
    Plan.objects.filter(pk=desk.plan.pk).update(office=make_office("elsewhere", "别处县人民政府办公室"))
    assert str(take_back(client, closed)) == GONE


def test_how_many_stay_when_one_of_many_closed_others(client):
    desk = Desk()
    plan = make_plan(desk.office, title="牵头办结的分工")
    make_task(plan, desk.unit, role="lead", done_rule="lead")
    issue(plan, by=desk.clerk)
    row = Assignment.objects.exclude(pk=desk.row.pk).get()
    report_submit(assignment=row, values={"progress": "已公开。"}, links=[], version=0, by=desk.liaison, at=LATER)
    data = {"report": list(ProgressReport.objects.values_list("pk", flat=True)), "looked": "1"}
    accepted = press(client, desk.clerk, "/review/accept/", data, undo=False)
    assert "牵头单位的1件没有撤销" in str(take_back(client, accepted))


def test_an_old_offer_does_not_take_back_what_somebody_else_decided(client):
    desk = Desk(answered=False)
    day = desk.row.due_on + timedelta(days=60)
    asked = extension_ask(
        assignment=desk.row, new_due_on=day, reason="材料未齐。", by=desk.liaison, at=desk.row.changed_at
    )
    data = {"decision": "refuse", "note": "请按期。"}
    refused = press(client, desk.clerk, f"/extensions/{asked.pk}/decide/", data, undo=False)
    take_back(client, refused)
    other = make_clerk(desk.office)
    extension_decide(extension=asked, granted=False, note="不能再延。", by=other, at=LATER)
    take_back(client, refused)
    assert ExtensionRequest.objects.get().state == "refused"
