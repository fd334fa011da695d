"""查找: who finds what, how it is shown, and what is said when nothing is found."""

import re

import pytest
from django.urls import reverse

from calendar_events.models import Activity, ActivitySchedule
from reports import finding
from tasks.models import Assignment, ProgressReport
from tests.pages.desk import Desk, queries
from tests.world import AT, issue, make_office, make_person, make_plan, make_task, make_unit
from units.models import UnitAlias
from units.snippets import snippet

pytestmark = pytest.mark.django_db
FIND = reverse("find")


class Office:
    """An office with tasks, answers, an activity and units that hold the same word."""

    def __init__(self, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        self.office = make_office(slug, name, region)
        self.clerk = make_person(self.office, "office")
        self.bureau, self.town = make_unit(self.office), make_unit(self.office, "甲镇", kind="town")
        self.liaison = make_person(self.office, unit=self.bureau)
        self.plan = make_plan(self.office)
        make_task(self.plan, self.bureau, self.town, requirement="公开殡葬服务收费。")
        issue(self.plan, by=self.clerk)
        for unit in (self.bureau, self.town):
            self.said(unit, f"{unit.short_name}已公示殡葬用品价格。")
        schedule = ActivitySchedule.objects.create(office=self.office, year=2026, title="安排表", state="issued")
        Activity.objects.create(schedule=schedule, seq=1, month=4, theme="走进殡葬服务站", host_text="县民政局")
        UnitAlias.objects.create(office=self.office, name="殡葬管理所", unit=self.town)

    def said(self, unit, progress, **fields):
        return ProgressReport.objects.create(
            assignment=Assignment.objects.filter(unit=unit).latest("pk"),
            author=make_person(self.office, unit=unit),
            created_at=AT,
            progress=progress,
            **{"state": "recorded"} | fields,
        )


@pytest.fixture
def office():
    return Office()


def page(client, user, **asked) -> str:
    client.force_login(user)
    answer = client.get(FIND, asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def groups(html) -> dict:
    """Return the lines of each group as plain words."""
    found = {}
    for label, body in re.findall(r'<section class="card found"><h2>(.*?)</h2>(.*?)</section>', html):
        lines = re.findall(r"<li>(.*?)</li>", body)
        found[label] = [re.sub(r"<.*?>", "", line).strip() for line in lines]
    return found


def test_the_office_finds_tasks_answers_activities_and_units(office, client):
    Office("beihe", "北河县人民政府办公室", "北河县")
    found = groups(page(client, office.clerk, q="殡葬"))
    assert list(found) == ["任务", "进展反馈", "活动", "单位"]
    assert [len(lines) for lines in found.values()] == [1, 2, 1, 1]
    assert "公开殡葬服务收费。" in found["任务"][0]
    assert "0/2办结" in found["任务"][0]
    assert found["进展反馈"][0].startswith("甲镇已公示殡葬用品价格。")  # the newest first
    assert "别名：殡葬管理所" in found["单位"][0]


def test_a_unit_finds_its_own_answers_and_not_those_of_others(office, client):
    found = groups(page(client, office.liaison, q="殡葬"))
    assert [line.split("已")[0] for line in found["进展反馈"]] == ["县财政局"]
    assert len(found["任务"]) == 1
    assert reverse("assignment", args=[Assignment.objects.get(unit=office.bureau).pk]) in page(
        client, office.liaison, q="收费"
    )


@pytest.mark.parametrize("rare", [True, False])
def test_each_way_to_the_answers_finds_the_same(office, client, monkeypatch, rare):
    Office("beihe", "北河县人民政府办公室", "北河县")
    office.said(office.bureau, "草稿里的殡葬", state="draft")
    monkeypatch.setattr(finding, "are_rare", lambda *_: rare)
    assert [len(groups(page(client, user, q="殡葬"))["进展反馈"]) for user in (office.clerk, office.liaison)] == [2, 2]


def test_what_a_unit_has_not_handed_in_is_its_own(office, client):
    office.said(office.bureau, "草稿里的鲟鱼", state="draft")
    assert groups(page(client, office.clerk, q="鲟鱼")) == {}
    assert len(groups(page(client, office.liaison, q="鲟鱼"))["进展反馈"]) == 1


def test_a_draft_plan_is_found_by_the_office_alone(office, client):
    make_task(make_plan(office.office, "明年草案", 2027), office.bureau, requirement="公开鲟鱼养殖信息。")
    assert len(groups(page(client, office.clerk, q="鲟鱼"))["任务"]) == 1
    assert groups(page(client, office.liaison, q="鲟鱼")) == {}


def test_what_was_found_is_marked_in_its_place(office, client):
    assert "公开<mark>殡葬</mark>服务收费。" in page(client, office.clerk, q="殡葬")


def test_several_words_are_all_meant(office, client):
    assert len(groups(page(client, office.clerk, q="价格　甲镇"))["进展反馈"]) == 1


def test_archived_years_come_after_those_at_work(office, client):
    old = make_plan(office.office, "2027年旧事", 2027)
    make_task(old, office.bureau, requirement="公开殡葬改革。")
    issue(old, by=office.clerk)
    old.state = "closed"
    old.save()
    first, second = groups(page(client, office.clerk, q="殡葬"))["任务"]
    assert "服务收费" in first
    assert "改革" in second
    assert "已归档" in second


def test_ten_of_a_group_are_shown_and_the_rest_page_by_page(office, client):
    for n in range(60):
        make_task(office.plan, office.bureau, requirement=f"公开鲟鱼第{n}项。")
    html = page(client, office.clerk, q="鲟鱼")
    assert len(groups(html)["任务"]) == 10
    more = re.search(r'href="(\?q=[^"]*kind=task)"', html).group(1).replace("&amp;", "&")
    html = client.get(FIND + more).content.decode()
    assert html.count("<mark>鲟鱼</mark>") == 50
    after = re.search(r'href="(\?cursor=[^"]*)" rel="next"', html).group(1).replace("&amp;", "&")
    assert client.get(FIND + after).content.decode().count("<mark>鲟鱼</mark>") == 10


def test_nothing_found_says_what_was_looked_for_and_what_to_try(office, client):
    html = page(client, office.clerk, q="量子 计算")
    assert "没有找到同时含有“量子”“计算”的内容" in html
    assert "换短一些的词" in html


def test_nothing_typed_says_where_is_looked(office, client):
    for typed in ("", "　 ", "\0"):
        assert "几个词用空格隔开" in page(client, office.clerk, q=typed)


def test_too_much_typed_is_refused_with_a_sentence(office, client):
    assert "请不要超过50个字" in page(client, office.clerk, q="长" * 51)
    assert "请不要超过5个" in page(client, office.clerk, q="一 二 三 四 五 六")


@pytest.mark.parametrize("sign", ["%", "_", "'", '"', "*", "[", "\\", "𬭚", "<b>", "--", "^", "]"])
def test_signs_that_mean_something_to_databases_are_signs_like_others(office, client, sign):
    assert groups(page(client, office.clerk, q=sign)) == {}
    office.said(office.bureau, f"含有{sign}一个\0".replace("\0", ""))
    assert len(groups(page(client, office.clerk, q=sign))["进展反馈"]) == 1
    assert len(groups(page(client, office.clerk, q=f"有{sign}一"))["进展反馈"]) == 1


def test_other_than_what_is_there_is_asked_for_as_if_nothing_was(office, client):
    html = page(client, office.clerk, q="殡葬", kind="secret", cursor="nonsense")
    assert len(groups(html)) == 4


@pytest.mark.parametrize("role", ["office", "liaison"])
def test_finding_costs_the_same_for_1_and_20_rows(client, role):
    small, large = Desk(rows=1), Desk(rows=20, slug="beihe", name="北河县人民政府办公室", region="北河县")
    counts = [queries(client, desk.people[role], f"{FIND}?q=财政") for desk in (small, large)]
    assert counts[0] == counts[1]


def test_the_menu_has_a_field_on_every_page_of_members(office, client):
    client.force_login(office.liaison)
    assert f'action="{FIND}"' in client.get(reverse("my_tasks")).content.decode()


def test_a_long_text_is_shown_from_shortly_before_the_word():
    parts = snippet("前" * 100 + "预算" + "后" * 200, ["预算"])
    assert parts[0] == ("…", False)
    assert parts[1:3] == [("前" * 20, False), ("预算", True)]
    assert parts[-1] == ("…", False)


def test_words_that_overlap_are_marked_as_one():
    assert snippet("政务公开", ["政务公", "务公开"]) == [("政务公开", True)]
    assert snippet("ＰＤＦ和pdf", ["pdf"]) == [("ＰＤＦ", True), ("和", False), ("pdf", True)]
