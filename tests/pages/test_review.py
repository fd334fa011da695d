"""The office's review: one page for all that waits, many accepted at once, ready phrases for a return."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.models import Assignment, Evidence, ProgressReport, ReturnPhrase, Task
from tasks.phrases import DEFAULTS
from tasks.queue import Queue
from tasks.services import accepting
from tasks.services.extensions import extension_ask
from tasks.services.instructions import instruction_give
from tasks.services.review import report_accept, report_return
from tests.pages.desk import ticked
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import AuditEntry
from units.undoing import offered

pytestmark = pytest.mark.django_db


class Desk:
    """An office whose unit has handed in an answer for each of some tasks."""

    def __init__(self, rows=1, slug="qingshan", name="青山县人民政府办公室", region="青山县", **fields):
        self.office = make_office(slug, name, region)
        self.clerk = make_clerk(self.office)
        self.unit = make_unit(self.office)
        self.liaison = make_person(self.office, unit=self.unit)
        self.plan = make_plan(self.office)
        for _ in range(rows):
            make_task(self.plan, self.unit, **fields)
        issue(self.plan, by=self.clerk)
        self.reports = [self.answer(row) for row in Assignment.objects.filter(office=self.office).order_by("pk")]

    def answer(self, assignment, **fields):
        Assignment.objects.filter(pk=assignment.pk).update(state="in_review", submitted_at=AT)
        told = {"state": "submitted", "progress": "已公开。", "created_at": AT, "submitted_at": AT} | fields
        return ProgressReport.objects.create(assignment=assignment, author=self.liaison, **told)


@pytest.fixture
def desk(client):
    desk = Desk(3)
    client.force_login(desk.clerk)
    return desk


def page(client, address, query="", **options):
    return client.get(address + query, **options).content.decode()


def states(reports):
    return [ProgressReport.objects.get(pk=report.pk).state for report in reports]


QUEUE, MANY = "/review/", "/review/accept/"
LOOKED = {"looked": "1"}  # the page that shows them sends it


class TestQueue:
    """What waits stands on one page."""

    def test_who_asks_for_help_is_heard_first(self, client, desk):
        ProgressReport.objects.filter(pk=desk.reports[2].pk).update(needs_coordination=True)
        items = client.get(QUEUE).context["items"]
        assert [item.report for item in items] == [desk.reports[2], desk.reports[0], desk.reports[1]]

    @pytest.mark.parametrize("most", [1000, 1])
    def test_by_plan_unit_and_need(self, client, desk, monkeypatch, most):
        monkeypatch.setattr("tasks.queue.COUNTED", most)  # 1: read by the reports' own index, as where very many wait
        other = make_unit(desk.office, "县住建局")
        plan = make_plan(desk.office, "另一份")
        make_task(plan, other)
        issue(plan, by=desk.clerk)
        fourth = desk.answer(other.assignments.get(), needs_coordination=True)
        found = lambda query: [item.report for item in client.get(QUEUE + query).context["items"]]  # noqa: E731
        assert found("") == [fourth, *desk.reports]
        assert found(f"?plan={plan.pk}") == found(f"?unit={other.pk}") == found("?need=coordination") == [fourth]
        assert found(f"?plan={desk.plan.pk}") == desk.reports
        assert found(f"?plan={desk.plan.pk}&need=coordination") == []
        assert "没有符合筛选的反馈" in page(client, QUEUE, f"?plan={desk.plan.pk}&need=coordination")

    def test_requests_for_a_later_day_wait_beside_them(self, client, desk):
        make_task(late := make_plan(desk.office, "补充"), desk.unit)
        issue(late, by=desk.clerk)
        assignment = Assignment.objects.get(task__plan=late)
        values = {"new_due_on": date(2027, 2, 1), "reason": "材料未齐"}
        extension_ask(assignment=assignment, by=desk.liaison, at=AT, **values)
        assert "材料未齐" in page(client, QUEUE)
        assert "材料未齐" in page(client, QUEUE, f"?plan={late.pk}")
        assert "材料未齐" not in page(client, QUEUE, f"?plan={desk.plan.pk}")
        assert "材料未齐" not in page(client, QUEUE, "?need=coordination")

    def test_what_belongs_to_another_office_is_not_there(self, client, desk):
        there = Desk(1, "beihe", "北河县人民政府办公室", "北河县")
        assert there.reports[0] not in [item.report for item in client.get(QUEUE).context["items"]]
        for query in (f"?plan={there.plan.pk}", f"?unit={there.unit.pk}"):
            assert client.get(QUEUE + query).status_code == 404

    def test_archived_plans_wait_no_more(self, client, desk):
        desk.plan.state = "closed"
        desk.plan.save()
        assert client.get(QUEUE).context["items"] == []

    def test_it_costs_the_same_for_1_and_25_and_turns_the_page_after_that(self, client):
        seen = []
        for rows, slug in ((1, "one"), (20, "two"), (25, "three"), (70, "four")):
            desk = Desk(rows, slug, f"{rows}办公室", "某县")
            client.force_login(desk.clerk)
            client.get(QUEUE)
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(QUEUE)
            assert len(answer.context["items"]) == min(rows, 25)
            seen.append(len(captured))
        assert len(set(seen)) == 1
        following = client.get(QUEUE, {"cursor": answer.context["page"].next}).context
        assert [item.report for item in following["items"]] == desk.reports[25:50]

    def test_few_and_very_many_are_found_alike(self, desk, monkeypatch):
        few, count = Queue(desk.clerk, {}).reports()
        monkeypatch.setattr("tasks.queue.COUNTED", 1)
        many, more = Queue(desk.clerk, {}).reports()
        assert (set(few), count, set(many), more) == (set(desk.reports), 3, set(desk.reports), 2)


class TestHints:
    """What to look at twice before accepting."""

    def hints(self, client, desk):
        return client.get(MANY, {"report": desk.reports[0].pk}).context["items"][0].hints

    def test_no_evidence_where_something_was_to_be_made_public(self, client, desk):
        assert self.hints(client, desk) == ["没有佐证，要求里写了要公开或者发布"]
        Evidence.objects.create(report=desk.reports[0], url="https://www.qingshan.example/1.html")
        assert self.hints(client, desk) == []

    @pytest.mark.parametrize("text", ["健全政务公开工作机制。", "做好依申请公开答复工作。", "组织业务培训。"])
    def test_evidence_is_not_missed_where_the_words_are_only_a_name(self, client, desk, text):
        Task.objects.update(requirement=text)
        assert self.hints(client, desk) == []

    def test_the_number_of_times_is_not_reached(self, client):
        duties = [{"text": "不少于3次", "kind": "quota", "due_on": None, "count": 3}]
        desk = Desk(requirement="组织培训不少于3次。", duties=duties)
        client.force_login(desk.clerk)
        desk.answer(desk.reports[0].assignment, state="recorded", count=1)
        desk.answer(desk.reports[0].assignment, state="returned", count=5, review_note="不实")
        ProgressReport.objects.filter(pk=desk.reports[0].pk).update(count=1)
        assert self.hints(client, desk) == ["要求不少于3次，报送了2次"]
        ProgressReport.objects.filter(pk=desk.reports[0].pk).update(count=2)
        assert self.hints(client, desk) == []

    def test_help_lateness_an_open_instruction_and_the_lead_for_all(self, client):
        desk = Desk(requirement="组织培训。", role="lead", done_rule=Task.DoneRule.LEAD)
        client.force_login(desk.clerk)
        report = desk.reports[0]
        ProgressReport.objects.filter(pk=report.pk).update(needs_coordination=True)
        Assignment.objects.update(due_on=date(2026, 5, 10))
        instruction_give(assignment=report.assignment, text="请抓紧。", by=desk.clerk, at=AT)
        assert self.hints(client, desk) == [
            "单位提出需要办公室协调",
            "逾期报送",
            "有批示还没有回复",
            "牵头单位都办结后，这项任务的其他单位随之办结",
        ]


class TestMany:
    """Ticked, shown, confirmed."""

    def test_the_preview_shows_what_will_be_accepted_and_writes_nothing(self, client, desk):
        ProgressReport.objects.filter(pk=desk.reports[0].pk).update(progress="已公开三公经费。", problem="人手不足。")
        body = page(client, MANY, f"?report={desk.reports[0].pk}&report={desk.reports[2].pk}")
        for words in ("将通过2份反馈", "县财政局", "第1项", "第3项", "已公开三公经费。", "人手不足。", "没有佐证"):
            assert words in body
        assert "第2项" not in body
        assert states(desk.reports) == ["submitted"] * 3

    def test_what_need_not_be_looked_at_twice_is_accepted_at_once_and_can_be_taken_back(self, client):
        desk = Desk(2, requirement="加强队伍建设。")
        client.force_login(desk.clerk)
        answer = client.post(MANY, {"report": [report.pk for report in desk.reports], "next": QUEUE}, follow=True)
        assert states(desk.reports) == ["accepted", "accepted"]
        (message,) = answer.context["messages"]
        client.post("/undo/", {"undo": offered(message).token})
        assert states(desk.reports) == ["submitted", "submitted"]

    def test_what_must_be_looked_at_twice_is_shown_first(self, client, desk):
        answer = client.post(MANY, {"report": [report.pk for report in desk.reports], "next": QUEUE}, follow=True)
        assert answer.redirect_chain[0][0].startswith(MANY)
        assert "将通过3份反馈" in answer.content.decode()
        assert states(desk.reports) == ["submitted"] * 3

    def test_the_queue_ticks_all_or_those_without_a_hint(self, client, desk):
        Task.objects.filter(pk=desk.reports[1].assignment.task_id).update(requirement="加强队伍建设。")
        for choice, number in (("all", 3), ("plain", 1), ("", 0)):
            assert ticked(page(client, QUEUE, f"?tick={choice}")) == number

    def test_confirmed_all_are_done_in_one_act(self, client, desk):
        body = LOOKED | {"report": [report.pk for report in desk.reports[:2]], "next": QUEUE}
        answer = client.post(MANY, body, follow=True)
        assert answer.request["PATH_INFO"] == QUEUE
        assert "已通过2份反馈" in answer.content.decode()
        assert states(desk.reports) == ["accepted", "accepted", "submitted"]
        entries = AuditEntry.objects.filter(verb="办结")
        assert (entries.count(), len(set(entries.values_list("act", flat=True)))) == (2, 1)

    def test_what_cannot_be_accepted_any_more_is_told_and_holds_up_nobody(self, client, desk):
        report_return(report=desk.reports[0], by=desk.clerk, at=AT, reason="请补充")
        body = LOOKED | {"report": [report.pk for report in desk.reports]}
        answer = client.post(MANY, body, follow=True).content.decode()
        assert "已通过2份反馈" in answer
        assert "有1份没有办理" in answer
        assert states(desk.reports) == ["returned", "accepted", "accepted"]

    def test_what_the_service_refuses_is_named(self, client, desk, monkeypatch):
        """Somebody returns one between the reading of the list and its turn."""

        def accept(*, report, by, at):
            if report == desk.reports[1]:
                report_return(report=report, by=by, at=at, reason="请补充")
            return report_accept(report=report, by=by, at=at)

        monkeypatch.setattr(accepting, "report_accept", accept)
        answer = client.post(
            MANY, LOOKED | {"report": [report.pk for report in desk.reports]}, follow=True
        ).content.decode()
        assert "没有通过：县财政局第2项。这份反馈已经处理过了，现在是“已退回”。" in answer
        assert states(desk.reports) == ["accepted", "returned", "accepted"]

    def test_the_lead_comes_last_so_that_the_others_are_accepted_and_not_passed_over(self, client, desk):
        plan, other = make_plan(desk.office, "牵头"), make_unit(desk.office, "县住建局")
        task = make_task(plan, desk.unit, role="lead", done_rule=Task.DoneRule.LEAD)
        task.parties.create(position=2, text="县住建局", unit=other, role="assist")
        issue(plan, by=desk.clerk)
        reports = [desk.answer(row) for row in task.assignments.order_by("-role")]  # lead first
        client.post(MANY, LOOKED | {"report": [report.pk for report in reports]})
        assert states(reports) == ["accepted", "accepted"]

    def test_keys_of_another_office_are_passed_over_and_alone_they_are_404(self, client, desk):
        there = Desk(1, "beihe", "北河县人民政府办公室", "北河县")
        foreign = there.reports[0].pk
        assert client.get(MANY, {"report": foreign}).status_code == 404
        context = client.get(MANY, {"report": [foreign, desk.reports[0].pk]}).context
        assert [item.report for item in context["items"]] == [desk.reports[0]]
        client.post(MANY, LOOKED | {"report": [foreign, desk.reports[0].pk]})
        assert states([there.reports[0], desk.reports[0]]) == ["submitted", "accepted"]

    @pytest.mark.parametrize("query", ["", "?report=x&report=", "?report=٣", "?report=99999999999999999999999"])
    def test_nothing_ticked_is_said(self, client, desk, query):
        assert "没有勾选" in page(client, MANY, query, follow=True)

    def test_a_leader_of_the_office_and_a_unit_may_not(self, client, desk):
        for person in (make_person(desk.office, "office_leader"), desk.liaison):
            client.force_login(person)
            assert client.get(MANY, {"report": desk.reports[0].pk}).status_code == 403
            assert client.post(MANY, {"report": desk.reports[0].pk}).status_code == 403
        assert states(desk.reports) == ["submitted"] * 3

    def test_a_whole_page_is_ticked_by_an_address_and_needs_no_script(self, client, desk):
        assert ticked(page(client, QUEUE)) == 0
        assert ticked(page(client, QUEUE, "?tick=all")) == 3

    def test_the_preview_costs_the_same_for_1_and_20(self, client):
        seen = []
        for rows, slug in ((1, "one"), (20, "two")):
            desk = Desk(rows, slug, f"{rows}办公室", "某县")
            client.force_login(desk.clerk)
            query = {"report": [report.pk for report in desk.reports]}
            client.get(MANY, query)
            with CaptureQueriesContext(connection) as captured:
                client.get(MANY, query)
            seen.append(len(captured))
        assert seen[0] == seen[1]


class TestPhrases:
    """What an office likes to say when it returns an answer."""

    def send_back(self, client, report, **fields):
        return client.post(reverse("report_return", args=[report.pk]), fields, follow=True).content.decode()

    def test_a_phrase_own_words_or_both_become_the_reason(self, client, desk):
        first, second, third = desk.reports
        self.send_back(client, first, phrase=DEFAULTS[0])
        self.send_back(client, second, phrase=DEFAULTS[0], reason="另请写明时间。")
        self.send_back(client, third, phrase="", reason="请写明时间。")
        notes = [ProgressReport.objects.get(pk=report.pk).review_note for report in desk.reports]
        assert notes == [DEFAULTS[0], DEFAULTS[0] + "另请写明时间。", "请写明时间。"]

    def test_without_any_it_is_refused(self, client, desk):
        assert "退回须写明理由" in self.send_back(client, desk.reports[0], phrase=" ", reason=" ")
        assert "不超过500个字" in self.send_back(client, desk.reports[0], phrase="长" * 100, reason="长" * 450)
        assert states(desk.reports[:1]) == ["submitted"]

    def test_the_page_offers_the_default_set_until_the_office_has_its_own(self, client, desk):
        assert DEFAULTS[3] in page(client, QUEUE)
        ReturnPhrase.objects.create(office=desk.office, text="请按模板填报。")
        body = page(client, QUEUE)
        assert "请按模板填报。" in body
        assert DEFAULTS[3] not in body

    @pytest.mark.ignore_template_errors
    def test_in_the_admin_the_first_own_phrase_stands_beside_the_default_set(self, client, desk):
        address = reverse("admin:tasks_returnphrase_changelist")
        assert DEFAULTS[0] in page(client, address)
        client.post(reverse("admin:tasks_returnphrase_add"), {"text": DEFAULTS[1], "position": 0})
        texts = list(ReturnPhrase.objects.filter(office=desk.office).values_list("text", flat=True))
        assert texts == [DEFAULTS[1], DEFAULTS[0], *DEFAULTS[2:]]
        client.post(reverse("admin:tasks_returnphrase_add"), {"text": "请按模板填报。", "position": 9})
        assert ReturnPhrase.objects.filter(office=desk.office).count() == len(DEFAULTS) + 1
