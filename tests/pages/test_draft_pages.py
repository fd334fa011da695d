"""The pages of a draft: beside last year's, one row, where a task comes from, and the plan's history."""

from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.urls import reverse

from tasks.models import Plan, Task
from tasks.services.drafts import fingerprint, task_add, task_save
from tasks.services.lineage import task_set_lineage
from tasks.services.roll_forward import plan_roll_forward
from tests.pages.desk import Desk, queries
from tests.world import AT, issue, make_office, make_plan, make_task, make_unit
from units import history

pytestmark = pytest.mark.django_db


class Draft(Desk):
    """The desk's plan rolled forward to a draft, a parent office with an issued plan, and a page for each thing."""

    def __init__(self, rows=2, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        super().__init__(rows, slug, name, region)
        self.clerk = self.people["office"]
        self.city = make_office(f"{slug}-city", f"{region}上级市人民政府办公室", f"{region}上级市")
        self.office.parent = self.city
        self.office.save()
        self.plan.office = self.office
        city_plan = make_plan(self.city, "市要点", 2027)
        for _ in range(rows):
            make_task(city_plan, make_unit(self.city, f"市第{city_plan.tasks.count()}局"))
        self.upper = issue(city_plan).tasks.first()
        self.draft = plan_roll_forward(plan=self.plan, year=2027, title="2027年要点", by=self.clerk, at=AT)
        self.task = self.draft.tasks.first()
        for task in self.draft.tasks.all():
            with history.act("192.0.2.1"):
                task_save(task=task, values={"upper": self.upper, "units_raw": "县财政局"}, by=self.clerk, at=AT)

    def addresses(self):
        """Return the pages of this file, with the roles that may."""
        office = {"office", "office_leader"}
        return {
            reverse("plan_forward", args=[self.draft.pk]): office,
            reverse("plan_forward", args=[self.draft.pk]) + "?show=changed": office,
            reverse("plan_history", args=[self.plan.pk]): office,
            reverse("plan_history", args=[self.draft.pk]) + "?show=paper": office,
            reverse("plan", args=[self.draft.pk]): office,
            self.row("task_edit"): {"office"},
            self.row("task_lineage"): {"office"},
            reverse("task_new", args=[self.draft.pk]): {"office"},
        }

    def row(self, name, task=None, plan=None):
        return reverse(name, args=[(plan or self.draft).pk, (task or self.task).pk])

    def form(self, task=None, **fields):
        """Return what the browser sends for a row that nobody has touched, with fields changed."""
        task = Task.objects.get(pk=(task or self.task).pk)
        names = ("number", "requirement", "units_raw", "deadline_raw", "done_rule", "upper_text")
        keys = {name: getattr(task, f"{name}_id") or "" for name in ("heading", "previous", "upper")}
        return {name: getattr(task, name) for name in names} | keys | {"seen": fingerprint(task)} | fields


@pytest.fixture
def desk(client):
    desk = Draft()
    client.force_login(desk.clerk)
    return desk


def body(response):
    return response.content.decode()


@pytest.mark.parametrize("role", ["office", "office_leader", "liaison", "unit_leader"])
def test_each_page_opens_for_its_roles_and_no_other(desk, client, role):
    client.force_login(desk.people[role])
    for address, roles in desk.addresses().items():
        refused = 404 if address == reverse("plan", args=[desk.draft.pk]) else 403
        assert client.get(address).status_code == (200 if role in roles else refused), address
    for name in ("task_edit", "task_drop", "task_restore", "task_lineage"):
        if role != "office":
            assert client.post(desk.row(name)).status_code == 403, name
    if role != "office":
        assert client.post(reverse("plan_link", args=[desk.draft.pk])).status_code == 403
        assert client.post(reverse("task_new", args=[desk.draft.pk])).status_code == 403


def test_a_stranger_is_led_to_the_log_in_page(desk, client):
    client.logout()
    for address in desk.addresses():
        assert client.get(address).url.startswith("/login/"), address


def test_what_belongs_to_another_office_is_not_there(desk, client):
    there = Draft(slug="beihe", name="北河县人民政府办公室", region="北河县")
    for address in there.addresses():
        assert client.get(address).status_code == 404, address
    for address in (
        there.row("task_edit"),
        there.row("task_drop"),
        there.row("task_lineage"),
        reverse("plan_link", args=[there.draft.pk]),
        reverse("task_new", args=[there.draft.pk]),
        desk.row("task_edit", there.task),
        desk.row("task_drop", there.task),
        desk.row("task_lineage", there.task),
        desk.row("task_restore", there.task.previous),
        desk.row("task_edit", desk.plan.tasks.first()),  # an own row, of another plan
    ):
        assert client.post(address, desk.form()).status_code == 404, address
    act = reverse("plan_act", args=[there.draft.pk, UUID(int=1)])
    assert client.get(act).status_code == 404
    assert there.draft.tasks.count() == 2


def test_pages_cost_the_same_for_1_and_20_rows(client):
    small, large = Draft(rows=1), Draft(rows=20, slug="beihe", name="北河县人民政府办公室", region="北河县")
    for address, twin in zip(small.addresses(), large.addresses(), strict=True):
        assert queries(client, small.clerk, address) == queries(client, large.clerk, twin), address


class TestBesideLastYear:
    """The page 与上年对照."""

    def test_it_follows_at_once_on_rolling_forward(self, desk, client):
        form = {"year": 2028, "title": "2028年要点"}
        page = client.post(reverse("plan_roll_forward", args=[desk.plan.pk]), form, follow=True)
        assert page.redirect_chain[-1][0] == reverse("plan_forward", args=[Plan.objects.get(year=2028).pk])
        assert "沿用 2" in body(page)

    def test_it_shows_each_status_with_what_changed_and_how_last_year_ended(self, desk, client):
        one, two = desk.draft.tasks.order_by("position")
        client.post(desk.row("task_edit", one), desk.form(one, requirement="第1项具体要求，主动及时公开。"))
        client.post(desk.row("task_drop", two))
        task_add(plan=desk.draft, values={"requirement": "新的一项。"}, by=None, at=AT)
        page = body(client.get(reverse("plan_forward", args=[desk.draft.pk])))
        assert "第1项具体要求，<ins>主动</ins>及时公开。" in page
        for words in ("有改动 1", "新增 1", "未沿用 1", "0/3办结", "上年没有"):
            assert words in page
        only = body(client.get(reverse("plan_forward", args=[desk.draft.pk]) + "?show=dropped"))
        assert two.requirement in only
        assert "新的一项" not in only

    def test_a_row_is_dropped_and_restored_and_the_page_comes_back_to_it(self, desk, client):
        address = reverse("plan_forward", args=[desk.draft.pk]) + "?show=same"
        previous = desk.task.previous
        back = client.post(desk.row("task_drop"), {"next": address})
        assert back.url == f"{address}#p{previous.pk}"
        assert "恢复" in body(client.get(reverse("plan_forward", args=[desk.draft.pk])))
        client.post(desk.row("task_restore", previous), {"next": address})
        assert desk.draft.tasks.filter(previous=previous).count() == 1
        again = client.post(desk.row("task_restore", previous), follow=True)
        assert "已经由本年" in body(again)

    def test_nobody_is_led_to_another_host(self, desk, client):
        back = client.post(desk.row("task_drop"), {"next": "https://elsewhere.example/"})
        assert back.url.startswith("/plans/")

    def test_a_plan_from_a_paper_is_set_beside_last_years(self, desk, client):
        paper = make_plan(desk.office, "2027年导入的", 2027)
        make_task(paper, requirement=desk.plan.tasks.first().requirement)
        make_task(paper, requirement="建立政务公开监督员制度。")
        address = reverse("plan_forward", args=[paper.pk])
        page = body(client.get(address))
        assert "选一份上年的任务分工对照" in page
        assert "<table" not in page
        page = client.post(reverse("plan_link", args=[paper.pk]), {"base": desk.plan.pk}, follow=True)
        for words in ("1项对应上了，1项没有文字相近的上年任务", "新增 1", "未沿用 1"):
            assert words in body(page)

    def test_a_plan_that_is_no_earlier_one_of_this_office_is_refused(self, desk, client):
        there = make_plan(
            make_office("beihe", "北河县人民政府办公室", "北河县"), "北河要点", 2020, state="issued", issued_at=AT
        )
        for base in (there.pk, desk.draft.pk, "x", ""):
            page = client.post(reverse("plan_link", args=[desk.draft.pk]), {"base": base}, follow=True)
            assert "没有对照：请选择一份上年的任务分工" in body(page)
        page = client.get(reverse("plan_forward", args=[desk.draft.pk]) + f"?with={there.pk}")
        assert there.title not in body(page)

    def test_where_there_is_no_earlier_plan_it_says_so(self, desk, client):
        assert "还没有更早年度" in body(client.get(reverse("plan_forward", args=[desk.plan.pk])))

    def test_an_issued_plan_is_looked_at_and_not_edited(self, desk, client):
        page = body(client.get(reverse("plan_forward", args=[issue(desk.draft).pk])))
        assert "有改动" in page
        assert "不再沿用" not in page

    def test_many_rows_come_in_pages(self, desk, client):
        Task.objects.bulk_create(Task(plan=desk.draft, position=n, requirement=f"第{n}号任务") for n in range(100, 160))
        address = reverse("plan_forward", args=[desk.draft.pk])
        assert "第1页，共2页" in body(client.get(address))
        assert "第159号任务" in body(client.get(address + "?page=2"))
        assert client.get(address + "?show=x&with=abc&page=zzz").status_code == 200


class TestOneRow:
    """The page of a row."""

    def test_it_is_saved_and_says_how_it_was_understood(self, desk, client):
        form = desk.form(deadline_raw="6月底前", units_raw="县财政局牵头，县某某局配合")
        page = client.post(desk.row("task_edit"), form, follow=True)
        assert "“6月底前”读作2027-06-30；责任单位2个，其中“县某某局”名册里没有" in body(page)
        assert "还没有对应到单位" in body(page)
        assert [party.role for party in Task.objects.get(pk=desk.task.pk).parties.all()] == ["lead", "assist"]

    def test_looking_saves_nothing_and_keeps_what_was_typed(self, desk, client):
        form = desk.form(deadline_raw="9月底前", requirement="改到一半", look="1")
        page = client.post(desk.row("task_edit"), form)
        assert page.status_code == 200
        for words in ("2027-09-30", "改到一半"):
            assert words in body(page)
        assert Task.objects.get(pk=desk.task.pk).requirement != "改到一半"

    def test_a_new_row(self, desk, client):
        form = {
            "requirement": "新的一项。",
            "deadline_raw": "及时",
            "done_rule": "lead",
            "heading": desk.task.heading_id,
        }
        page = client.post(reverse("task_new", args=[desk.draft.pk]), form, follow=True)
        assert "“及时”读作未定日期；没有责任单位" in body(page)
        task = desk.draft.tasks.get(requirement="新的一项。")
        assert (task.done_rule, task.heading, task.previous) == ("lead", desk.task.heading, None)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"requirement": " "}, "请填写具体要求"),
            ({"heading": "999999"}, "选择一个有效的选项"),
            ({"upper": "999999"}, "这一项不在上级办公室已下发的文件里"),
            ({"previous": "999999"}, "选择一个有效的选项"),
            ({"done_rule": "x"}, "选择一个有效的选项"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, desk, client, fields, words):
        page = client.post(desk.row("task_edit"), desk.form(units_raw="写了很久的单位") | fields)
        assert page.status_code == 422
        assert words in body(page)
        assert "写了很久的单位" in body(page)

    def test_two_people_at_one_row_see_what_stands_now(self, desk, client):
        mine = desk.form(requirement="乙的版本。")
        client.post(desk.row("task_edit"), desk.form(requirement="甲的版本。"))
        page = client.post(desk.row("task_edit"), mine)
        assert page.status_code == 422
        for words in ("被别人改过", "甲的版本。", "乙的版本。"):
            assert words in body(page)
        client.post(desk.row("task_edit"), mine | {"seen": fingerprint(Task.objects.get(pk=desk.task.pk))})
        assert Task.objects.get(pk=desk.task.pk).requirement == "乙的版本。"

    def test_last_years_row_is_chosen_by_hand_and_let_go(self, desk, client):
        previous = desk.task.previous
        client.post(desk.row("task_edit"), desk.form(previous=""))
        assert Task.objects.get(pk=desk.task.pk).previous is None
        assert f'value="{previous.pk}"' in body(client.get(desk.row("task_edit")))
        client.post(desk.row("task_edit"), desk.form(previous=previous.pk))
        assert Task.objects.get(pk=desk.task.pk).previous == previous

    def test_a_row_of_an_issued_plan_is_not_edited(self, desk, client):
        task = desk.plan.tasks.first()
        page = client.post(desk.row("task_edit", task, desk.plan), desk.form(task, requirement="改"), follow=True)
        assert "任务内容不能再改" in body(page)
        page = client.post(desk.row("task_drop", task, desk.plan), follow=True)
        assert "任务内容不能再改" in body(page)
        assert Task.objects.get(pk=task.pk).requirement != "改"

    def test_markup_is_shown_as_text(self, desk, client):
        evil = "<script>alert(1)</script>{{ 7|add:7 }}"
        client.post(desk.row("task_edit"), desk.form(requirement=evil, units_raw=evil, upper_text=evil, upper=""))
        for address in (*desk.addresses(), reverse("plan_history", args=[desk.draft.pk])):
            assert "<script>alert" not in body(client.get(address)), address


class TestLineage:
    """Where a task comes from, on the pages."""

    def test_the_plan_and_the_unit_see_it(self, desk, client):
        task = desk.assignment.task
        client.post(desk.row("task_lineage", task, desk.plan), {"upper": desk.upper.pk, "upper_text": ""})
        assert "对应：《市要点》第1项 第1项具体要求" in body(client.get(reverse("plan", args=[desk.plan.pk])))
        client.force_login(desk.people["liaison"])
        page = body(client.get(reverse("assignment", args=[desk.assignment.pk])))
        assert "《市要点》第1项" in page
        assert desk.upper.requirement in page
        assert "对应：《市要点》第1项" in body(client.get(reverse("plan", args=[desk.plan.pk])))

    def test_the_rows_of_a_plan_offer_it_only_to_who_wants_to_cite_and_lead_back_there(self, desk, client):
        plan, row = reverse("plan", args=[desk.plan.pk]), desk.row("task_lineage", desk.assignment.task, desk.plan)
        quiet = body(client.get(plan))
        assert row not in quiet
        assert 'href="?upper=1"' in quiet
        citing = body(client.get(plan, {"upper": "1"}))
        assert f'{row}?next={plan}%3Fupper%3D1"' in citing
        assert f'href="{plan}"' in citing
        answer = client.post(row, {"upper": desk.upper.pk, "upper_text": "", "next": f"{plan}?upper=1"})
        assert answer.headers["Location"] == f"{plan}?upper=1#t{desk.assignment.task_id}"
        client.force_login(desk.people["liaison"])
        assert row not in body(client.get(plan, {"upper": "1"}))

    def test_clauses_are_searched_on_the_page(self, desk, client):
        Task.objects.filter(pk=desk.upper.pk).update(requirement="推进政策解读。")
        for address in (desk.row("task_edit"), desk.row("task_lineage")):
            page = body(client.post(address, desk.form(q="解读", look="1", upper="")))
            assert "推进政策解读。" in page
            page = body(client.post(address, desk.form(q="没有的字", look="1", upper="")))
            assert "没有查到" in page

    def test_only_the_own_parents_issued_plans_are_shown_and_taken(self, desk, client):
        there = Draft(slug="beihe", name="北河县人民政府办公室", region="北河县")
        there.office.parent = desk.city
        there.office.save()
        task_set_lineage(task=there.plan.tasks.first(), upper=desk.upper, upper_text="", by=None, at=AT)
        hidden = make_task(make_plan(desk.city, "市里的草稿", 2027), requirement="草稿里的要求。")
        page = body(client.post(desk.row("task_lineage"), {"q": "要求", "look": "1"}))
        assert "《市要点》" in page
        for foreign in (there.plan.title, "草稿里的要求", "2027年要点》第"):
            assert foreign not in page
        for foreign in (hidden, there.plan.tasks.first(), desk.plan.tasks.last()):
            answer = client.post(desk.row("task_lineage"), {"upper": foreign.pk, "upper_text": ""})
            assert answer.status_code == 422
        assert Task.objects.get(pk=desk.task.pk).upper == desk.upper

    def test_with_another_parent_only_the_words_are_left(self, desk, client):
        Task.objects.filter(pk=desk.upper.pk).update(requirement="只给下级看的要求。")
        desk.office.parent = make_office("far", "远方市人民政府办公室", "远方市")
        desk.office.save()
        desk.people["office"].refresh_from_db()
        for address in (reverse("plan", args=[desk.draft.pk]), desk.row("task_edit"), desk.row("task_lineage")):
            page = body(client.get(address))
            assert "《市要点》第1项" in page
            assert "只给下级看的要求" not in page

    def test_an_office_without_a_parent_types_the_clause(self, desk, client):
        desk.office.parent = None
        desk.office.save()
        page = body(client.get(desk.row("task_lineage")))
        assert "查找上级任务" not in page
        client.post(desk.row("task_lineage"), {"upper_text": "省要点第12条"})
        assert "对应：省要点第12条" in body(client.get(reverse("plan", args=[desk.draft.pk])))

    @pytest.mark.parametrize("value", ["x", "٣٣٣٣", "99999999999999999999999", "-1"])
    def test_nonsense_is_no_error(self, desk, client, value):
        assert client.post(desk.row("task_lineage"), {"upper": value, "look": "1"}).status_code == 200
        assert client.post(desk.row("task_lineage"), {"upper": value}).status_code == 422


class TestHistory:
    """The page 操作记录."""

    def test_it_is_linked_from_the_plan_and_tells_each_act(self, desk, client):
        address = reverse("plan_history", args=[desk.draft.pk])
        assert address in body(client.get(reverse("plan", args=[desk.draft.pk])))
        client.post(desk.row("task_edit"), desk.form(deadline_raw="6月底前"))
        page = body(client.get(address))
        assert "修改任务" in page
        assert "<del>2027年12月底前</del> → <ins>6月底前</ins>" in page
        assert desk.clerk.name in page

    def test_a_long_act_has_a_page_of_its_own(self, desk, client):
        with history.act("192.0.2.1"):
            for n in range(60):
                task_add(plan=desk.draft, values={"requirement": f"第{n}号任务。"}, by=desk.clerk, at=AT)
        page = client.get(reverse("plan_history", args=[desk.draft.pk]))
        assert "看全部120条" in body(page)
        act = page.context["acts"][0].lead.act
        whole = reverse("plan_act", args=[desk.draft.pk, act])
        assert "第1页，共2页" in body(client.get(whole))
        assert "第59号任务" in body(client.get(whole + "?page=2"))
        client.force_login(desk.people["liaison"])
        assert client.get(whole).status_code == 403

    def test_an_act_on_another_plan_is_not_shown_under_this_one(self, desk, client):
        with history.act("192.0.2.1"):
            task_add(plan=desk.draft, values={"requirement": "新。"}, by=desk.clerk, at=AT)
        act = client.get(reverse("plan_history", args=[desk.draft.pk])).context["acts"][0].lead.act
        assert client.get(reverse("plan_act", args=[desk.plan.pk, act])).status_code == 404

    def test_addresses_with_nonsense_are_no_error(self, desk, client):
        query = urlencode({"show": "x", "page": "zzz"})
        assert client.get(reverse("plan_history", args=[desk.draft.pk]) + "?" + query).status_code == 200
        empty = make_plan(desk.office, "空的")
        assert "没有这样的操作记录" in body(client.get(reverse("plan_history", args=[empty.pk])))
