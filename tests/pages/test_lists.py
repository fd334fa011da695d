"""The office's list of assignments, and chasing from it, from a plan, and from one assignment."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reminders.models import OutgoingMail, Reminder, ReminderPolicy
from tasks.models import Assignment
from tests.pages.desk import main_part, ticked
from tests.world import issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
LIST, CHASE = "/assignments/", "/chase/"


class Desk:
    """An office whose units each owe some tasks."""

    def __init__(self, rows=3, units=1, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        self.office = make_office(slug, name, region)
        self.clerk = make_clerk(self.office)
        self.units = [make_unit(self.office, f"县第{n}局") for n in range(units)]
        self.people = [make_person(self.office, unit=unit) for unit in self.units]
        self.plan = make_plan(self.office)
        for n in range(rows):
            make_task(self.plan, *self.units, due_on=date(2026, 12, n % 28 + 1))
        issue(self.plan, by=self.clerk)
        self.assignments = list(Assignment.objects.filter(office=self.office).order_by("due_on", "pk"))


@pytest.fixture
def desk(client):
    desk = Desk()
    client.force_login(desk.clerk)
    return desk


def text(answer):
    return answer.content.decode()


class TestList:
    """Page by page, without counting all."""

    def test_first_next_previous_last(self, client):
        desk = Desk(rows=120)
        client.force_login(desk.clerk)
        first = client.get(LIST, {"show": "unanswered"})
        page = first.context["page"]
        assert (len(page), page.previous, first.context["count"]) == (50, None, 120)
        second = client.get(LIST, {"cursor": page.next, "show": "unanswered"}).context["page"]
        assert client.get(LIST, {"cursor": second.previous}).context["page"].rows == page.rows
        last = client.get(LIST, {"cursor": "end"}).context["page"]
        assert (last.rows, last.next) == (desk.assignments[-50:], None)
        assert page.rows + second.rows == desk.assignments[:100]
        for words in ("下一页", "末页", "已是首页", "120件"):
            assert words in text(first)

    def test_no_page_counts_all_or_skips_rows(self, client, monkeypatch):
        monkeypatch.setattr("tasks.views.lists.COUNTED", 60)
        desk = Desk(rows=120)
        client.force_login(desk.clerk)
        for cursor in ("", "end"):
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(LIST, {"cursor": cursor})
            assert "60件以上" in text(answer)
            counted = [query["sql"] for query in seen if "COUNT(" in query["sql"]]
            counts = [sql for sql in counted if "tasks_assignment" in sql]  # tasks are few, assignments are not
            assert counts
            assert all("LIMIT 61" in sql for sql in counts)
            assert not any("OFFSET" in query["sql"] for query in seen)

    def test_turning_the_page_keeps_what_was_asked_for(self, client):
        desk = Desk(rows=60, units=2)
        client.force_login(desk.clerk)
        unit = desk.units[1]
        answer = client.get(
            LIST, {"unit": unit.pk, "plan": desk.plan.pk, "kind": "bureau", "q": "公开 ", "show": "all"}
        )
        page, query = answer.context["page"], answer.context["query"]
        following = client.get(f"{LIST}?cursor={page.next}{query}").context
        assert {row.unit_id for row in following["page"]} == {unit.pk}
        assert len(following["page"]) == 10
        assert "清除筛选" in text(answer)

    def test_the_headings_of_a_plan_are_offered_once_it_is_chosen(self, client, desk):
        heading = desk.plan.headings.create(level=1, text="一、公开", position=1)
        desk.plan.tasks.filter(number="2").update(heading=heading)
        assert "一、公开" not in text(client.get(LIST))
        assert "一、公开" in text(client.get(LIST, {"plan": desk.plan.pk}))
        rows = client.get(LIST, {"plan": desk.plan.pk, "heading": heading.pk}).context["page"].rows
        assert [row.task.number for row in rows] == ["2"]

    def test_a_leader_of_the_office_sees_no_box_to_tick(self, client, desk):
        assert 'type="checkbox"' in main_part(text(client.get(LIST)))
        assert ticked(text(client.get(LIST, {"tick": "all"}))) == 3
        client.force_login(make_person(desk.office, "office_leader"))
        assert 'type="checkbox"' not in main_part(text(client.get(LIST)))

    @pytest.mark.parametrize(
        "query", ["?q=%00&cursor=%00", "?cursor=WyI-IiwxLDJd", "?heading=x&plan=&unit=-1&kind=%F0%9F"]
    )
    def test_an_address_with_nonsense_is_no_error(self, client, desk, query):
        assert client.get(LIST + query).status_code == 200

    def test_it_costs_the_same_for_1_20_and_120(self, client):
        seen = []
        for rows, slug in ((1, "one"), (20, "two"), (120, "three")):
            desk = Desk(rows, 1, slug, f"{rows}办公室", "某县")
            client.force_login(desk.clerk)
            client.get(LIST)
            with CaptureQueriesContext(connection) as captured:
                client.get(LIST)
            seen.append(len(captured))
        assert len(set(seen)) == 1


class TestChase:
    """A page that shows who gets a letter, then the letters."""

    def test_ticked_shown_confirmed(self, client, desk):
        keys = [row.pk for row in desk.assignments[:2]]
        answer = client.get(CHASE, {"assignment": keys, "next": "/assignments/?show=overdue"})
        for words in (
            "2件任务，1封邮件",
            desk.people[0].email,
            "第1项具体要求",
            "请抓紧办理",
            "邮件内容",
            "【催办】2项",
        ):
            assert words in text(answer)
        assert "第3项" not in text(answer)
        assert not OutgoingMail.objects.exists()
        body = {"picked": answer.context["picked"], "opening": "请于周五前报送。", "confirm": "1"}
        done = client.post(CHASE, body | {"next": "/assignments/?show=overdue"}, follow=True)
        assert done.redirect_chain == [("/assignments/?show=overdue", 302)]
        assert "已催办2件任务，共1封邮件" in text(done)
        assert OutgoingMail.objects.get().opening == "请于周五前报送。"
        assert AuditEntry.objects.filter(verb="催办").count() == 2

    def test_the_list_and_the_page_of_one_say_what_was_chased(self, client, desk):
        first, second = desk.assignments[:2]
        client.post(CHASE, {"picked": f"{first.pk},{second.pk}", "opening": "请抓紧。", "confirm": "1"})
        assert text(client.get(LIST)).count("今天已催办") == 2
        assert "催办（今天已催办）" in text(client.get(first.get_absolute_url()))
        with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
            client.force_login(desk.clerk)
            assert text(client.get(LIST)).count("已催办1次，最近") == 2

    def test_pressed_twice_the_second_says_so(self, client, desk):
        body = {"picked": str(desk.assignments[0].pk), "opening": "请抓紧。", "confirm": "1"}
        client.post(CHASE, body)
        assert "已经催办，信还没有发出" in text(client.post(CHASE, body, follow=True))
        assert OutgoingMail.objects.count() == 1

    @pytest.mark.parametrize(
        ("address", "named"),
        [
            ("", "单位任务"),
            ("/assignments/?show=overdue", "单位任务"),
            ("/overview/", "总览"),
            ("/nowhere/", "上一页"),
            ("https://elsewhere.example/", "单位任务"),
        ],
    )
    def test_the_crumb_names_the_page_it_leads_to_and_is_the_only_way_back(self, client, desk, address, named):
        shown = text(client.get(CHASE, {"assignment": desk.assignments[0].pk, "next": address}))
        crumb = shown.partition('<p class="crumbs">')[2].partition("</p>")[0]
        assert f">{named}</a>" in crumb
        assert "返回" not in shown.partition("<main")[2].partition("</main>")[0]

    def test_all_that_a_list_shows_of_what_is_owed(self, client):
        desk = Desk(rows=60, units=2)
        client.force_login(desk.clerk)
        Assignment.objects.filter(pk=desk.assignments[0].pk).update(state="done", done_at="2026-05-12T00:00Z")
        context = client.get(CHASE, {"all": "1", "show": "all", "year": 2026}).context
        assert len(context["view"].assignments) == 119
        context = client.get(CHASE, {"all": "1", "unit": desk.units[1].pk, "plan": desk.plan.pk}).context
        assert {row.unit_id for row in context["view"].assignments} == {desk.units[1].pk}

    def test_a_plan_leads_to_it(self, client, desk):
        address = f"{CHASE}?all=1&amp;show=unanswered&amp;plan={desk.plan.pk}"
        assert address in text(client.get(reverse("plan", args=[desk.plan.pk])))
        assert len(client.get(address.replace("&amp;", "&")).context["view"].assignments) == 3

    def test_one_assignment_by_its_address_or_its_key(self, client, desk):
        pk = desk.assignments[0].pk
        for answer in (client.post(reverse("chase_one", args=[pk])), client.post(CHASE, {"assignment": pk})):
            assert [row.pk for row in answer.context["view"].assignments] == [pk]
        assert not Reminder.objects.exists()

    def test_who_is_left_out_and_who_cannot_be_reached_is_named(self, client, desk):
        silent = make_unit(desk.office, "县审计局")
        plan = make_plan(desk.office, "补充")
        make_task(plan, silent)
        issue(plan, by=desk.clerk)
        Assignment.objects.filter(pk=desk.assignments[0].pk).update(state="done", done_at="2026-05-12T00:00Z")
        keys = [row.pk for row in Assignment.objects.filter(office=desk.office)]
        body = text(client.get(CHASE, {"assignment": keys}))
        for words in ("县审计局：单位没有在任的联络员", "状态是“已办结”", "2件任务，1封邮件"):
            assert words in body
        done = client.post(
            CHASE, {"picked": ",".join(map(str, keys)), "opening": "请抓紧。", "confirm": "1"}, follow=True
        )
        assert "有2件没有催办：县第0局第1项（状态是“已办结”）、县审计局第1项（单位没有能收邮件的联络员）。" in text(
            done
        )

    def test_an_opening_that_does_not_do_is_asked_for_again(self, client, desk):
        body = {"picked": str(desk.assignments[0].pk), "opening": " ", "confirm": "1"}
        answer = client.post(CHASE, body)
        assert answer.status_code == 422
        assert "请写一句开头的话" in text(answer)
        answer = client.post(CHASE, body | {"opening": "长" * 301})
        assert answer.status_code == 422
        assert "长" * 301 in text(answer)
        assert not OutgoingMail.objects.exists()

    def test_outside_the_hours_and_with_the_switch_off_that_is_said(self, client, desk):
        ReminderPolicy.objects.create(office=desk.office, enabled=False)
        shown = text(client.get(CHASE, {"all": "1"}))
        assert "本办公室已停止发送，恢复之后才能催办。" in shown
        assert "现在不在发送时间" not in shown
        body = {"picked": str(desk.assignments[0].pk), "opening": "请抓紧。", "confirm": "1"}
        assert "恢复之后才能催办" in text(client.post(CHASE, body, follow=True))
        assert not OutgoingMail.objects.exists()

    def test_nothing_chosen_or_too_much_is_said(self, client, desk, monkeypatch):
        for query in ({}, {"assignment": "x"}, {"all": "1", "q": "没有这样的字"}):
            assert "没有选中要催办的任务" in text(client.get(CHASE, query, follow=True))
        monkeypatch.setattr("reminders.views.chase.MOST", 2)
        assert "一次最多催办2件" in text(client.get(CHASE, {"all": "1"}, follow=True))

    def test_keys_of_another_office_are_passed_over_and_alone_they_are_404(self, client, desk):
        there = Desk(1, 1, "beihe", "北河县人民政府办公室", "北河县")
        foreign, own = there.assignments[0].pk, desk.assignments[0].pk
        assert client.get(CHASE, {"assignment": foreign}).status_code == 404
        assert client.post(reverse("chase_one", args=[foreign])).status_code == 404
        client.post(CHASE, {"picked": f"{own},{foreign}", "opening": "请抓紧。", "confirm": "1"})
        assert [row.duty_id for row in Reminder.objects.all()] == [own]
        assert client.get(CHASE, {"all": "1", "unit": there.units[0].pk}).status_code == 404

    def test_only_the_clerk(self, client, desk):
        for person in (make_person(desk.office, "office_leader"), desk.people[0]):
            client.force_login(person)
            assert client.get(CHASE, {"all": "1"}).status_code == 403
            assert client.post(reverse("chase_one", args=[desk.assignments[0].pk])).status_code == 403

    def test_the_preview_costs_the_same_for_1_and_20_units(self, client):
        seen = []
        for units, slug in ((1, "one"), (20, "two")):
            desk = Desk(2, units, slug, f"{units}办公室", "某县")
            client.force_login(desk.clerk)
            client.get(CHASE, {"all": "1"})
            with CaptureQueriesContext(connection) as captured:
                assert len(client.get(CHASE, {"all": "1"}).context["letters"]) == units
            seen.append(len(captured))
        assert seen[0] == seen[1]


def test_the_overview_counts_what_the_lists_show(client, desk):
    other = make_plan(desk.office, "往年", 2025)
    make_task(other, *desk.units, due_on=date(2025, 12, 31))
    issue(other, by=desk.clerk)
    Assignment.objects.filter(pk=desk.assignments[0].pk).update(state="done", done_at="2026-05-12T00:00Z")
    Assignment.objects.filter(pk=desk.assignments[1].pk).update(state="cancelled")
    overview = client.get(reverse("overview_year", args=[2026])).context["overview"]
    for show in ("overdue", "week", "month", "unanswered", "unreceived", "review", "done"):
        assert client.get(LIST, {"show": show, "year": 2026}).context["count"] == overview.figures[show], show
    assert overview.figures["total"] == 2
    (plan,) = overview.plans
    assert (plan.task_count, plan.assignment_count, plan.done_count) == (3, 2, 1)
