"""The office's page of its history: acts, newest first, page by page; and what its parts cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.world import (
    AT,
    issue,
    make_assignment,
    make_clerk,
    make_office,
    make_person,
    make_plan,
    make_task,
    make_unit,
)
from units import history, trail
from units.acts import load_acts
from units.history import record
from units.models import AuditEntry
from units.trail import Selection

pytestmark = pytest.mark.django_db


class Desk:
    """An office, its clerk, and a pen that writes acts a minute apart."""

    def __init__(self, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        self.office = make_office(slug, name, region)
        self.clerk = make_clerk(self.office)
        self.minutes = 0

    def act(self, *verbs, by=None, office=None, subject=None, **fields):
        """Write one act with an entry for each verb, and return its id."""
        self.minutes += 1
        at = AT + timedelta(minutes=self.minutes)
        with history.act("192.0.2.1"):
            for verb in verbs:
                office = office or self.office
                entry = record(verb, subject or office, by=by or self.clerk, at=at, office=office, **fields)
        return entry.act

    def pages(self, size=3, **asked):
        """Turn over all pages and return the acts of each."""
        selection, behind, found = Selection(self.clerk, **asked), None, []
        while True:
            page = selection.page(behind, size)
            found.append(page.acts)
            if page.older is None:
                return found
            behind = AuditEntry.objects.get(pk=page.older)


@pytest.fixture
def desk():
    return Desk()


def test_every_act_stands_on_one_page_newest_first(desk):
    made = [desk.act("甲", "乙") for _ in range(8)]
    assert desk.pages() == [made[7:4:-1], made[4:1:-1], made[1::-1]]


def test_acts_that_ran_at_the_same_time_stand_once_where_their_last_entry_stands(desk):
    first, second, third = desk.act("甲"), desk.act("乙"), desk.act("丙")
    for minutes, act in ((10, first), (11, second), (12, first)):
        entry = AuditEntry.objects.filter(act=act).first()
        fields = {field.attname: getattr(entry, field.attname) for field in entry._meta.fields if field.attname != "id"}
        AuditEntry.objects.create(**fields | {"at": AT + timedelta(minutes=minutes)})
    assert desk.pages(size=1) == [[first], [second], [third]]
    assert desk.pages(size=2) == [[first, second], [third]]


def test_an_act_larger_than_what_is_read_at_once_is_stepped_over(desk, monkeypatch):
    monkeypatch.setattr(trail, "CHUNK", 4)
    old = [desk.act("甲") for _ in range(3)]
    large = desk.act(*["乙"] * 30)
    new = [desk.act("丙") for _ in range(3)]
    assert desk.pages(size=2) == [[new[2], new[1]], [new[0], large], [old[2], old[1]], [old[0]]]
    assert desk.pages(size=4) == [[*reversed(new), large], list(reversed(old))]


def test_an_empty_history_is_one_empty_page(desk):
    assert desk.pages() == [[]]


def test_it_is_narrowed_by_person_verb_kind_and_days(desk):
    other, unit = make_clerk(desk.office), make_unit(desk.office)
    mine, theirs = desk.act("下发"), desk.act("下发", by=other)
    unit_act = desk.act("修改", subject=unit)
    desk.minutes = 60 * 24
    next_day = desk.act("修改", "下发")
    with history.act("sweep"):
        sweep = record("发送提醒", desk.office, by=None, at=AT, office=desk.office).act
    assert desk.pages(size=9, actor=other.pk) == [[theirs]]
    assert desk.pages(size=9, actor=trail.SYSTEM) == [[sweep]]
    assert desk.pages(size=9, verb="下发") == [[next_day, theirs, mine]]
    assert desk.pages(size=9, object_type="units.unit") == [[unit_act]]
    assert desk.pages(size=9, start=date(2026, 5, 12)) == [[next_day]]
    assert desk.pages(size=9, end=date(2026, 5, 11), verb="修改") == [[unit_act]]
    assert desk.pages(size=9, start=date(2026, 5, 13), end=date(2026, 5, 20)) == [[]]


def test_days_are_those_of_the_office_not_of_utc(desk):
    with history.act("x"):
        late = AT.replace(hour=16, minute=30)  # half past midnight in Shanghai
        act = record("甲", desk.office, by=desk.clerk, at=late, office=desk.office).act
    assert desk.pages(start=date(2026, 5, 12)) == [[act]]
    assert desk.pages(end=date(2026, 5, 11)) == [[]]


def test_a_narrowed_act_shows_what_was_asked_for(desk):
    act = desk.act("登记", "登记", "导入")
    selection = Selection(desk.clerk, verb="登记")
    (found,) = load_acts([act], selection.of_acts([act]))
    assert [entry.verb for entry in found.entries] == ["登记", "登记"]


def test_the_headline_is_what_was_written_last_and_rows_stand_as_they_were_done(desk):
    act = desk.act("登记", "任职", "导入")
    (found,) = load_acts([act], Selection(desk.clerk).of_acts([act]))
    assert found.lead.verb == "导入"
    assert [entry.verb for entry, _ in found.rows] == ["登记", "任职"]
    assert found.fold_label == "办公室2条"


def test_of_an_act_that_touched_two_offices_each_sees_its_own(desk):
    there = Desk("beihe", "北河县人民政府办公室", "北河县")
    with history.act("sweep"):
        for office in (desk.office, there.office):
            act = record("发送提醒", office, by=None, at=AT, office=office).act
    for each in (desk, there):
        assert each.pages() == [[act]]
        (found,) = load_acts([act], Selection(each.clerk).of_acts([act]))
        assert {entry.office_ref for entry in found.entries} == {each.office.pk}
    stranger = make_person(desk.office, unit=make_unit(desk.office))
    assert Selection(stranger).page().acts == []
    assert not Selection(stranger).of_acts([act]).exists()


def test_one_may_choose_among_what_is_there(desk):
    there = Desk("beihe", "北河县人民政府办公室", "北河县")
    there.act("只在那里")
    desk.act("下发")
    desk.act("修改", "下发", subject=make_unit(desk.office))
    with history.act("x"):
        record("自动", desk.office, by=None, at=AT, office=desk.office)
    assert sorted(trail.verbs(desk.office.pk)) == sorted(["下发", "修改", "自动"])
    assert trail.people(desk.office.pk) == [(desk.clerk.pk, desk.clerk.name)]
    assert trail.object_types() == ["units.office", "units.unit"]


def test_a_person_is_offered_with_the_latest_name_even_when_gone(desk):
    person = make_clerk(desk.office)
    for name in ("张三", "张三丰"):
        person.name = name
        desk.act("甲", by=person)
    pk = person.pk
    person.memberships.all().delete()
    person.delete()
    assert trail.people(desk.office.pk) == [(pk, "张三丰")]


# -- the page


def test_the_page_tells_who_did_what_when_from_where_and_what_changed(client, desk):
    unit = make_unit(desk.office)
    desk.act("修改", subject=unit, changes={"简称": ["县财局", "县财政局"]}, reason="更正")
    client.force_login(desk.clerk)
    page = client.get(reverse("history")).content.decode()
    for words in ("修改", "县财政局", "县财局", "更正", desk.clerk.name, "192.0.2.1", "2026-05-11 10:01"):
        assert words in page


def test_texts_of_others_are_shown_as_texts(client, desk):
    desk.act("修改", changes={"<b>甲</b>": ["<script>", "{{ 1 }}"]}, reason="<img src=x>", label="<i>x</i>")
    client.force_login(desk.clerk)
    page = client.get(reverse("history")).content.decode()
    assert "<script>" not in page
    assert "<img" not in page
    assert "<i>x" not in page
    assert "&lt;script&gt;" in page


def test_pages_are_turned_by_links_that_keep_what_was_asked(client, desk):
    made = [desk.act("下发", "修改") for _ in range(trail.PAGE + 5)]
    client.force_login(desk.clerk)
    first = client.get(reverse("history"), {"verb": "下发", "who": desk.clerk.pk})
    assert [act.lead.act for act in first.context["acts"]] == made[: -trail.PAGE - 1 : -1]
    query = f"verb=%E4%B8%8B%E5%8F%91&amp;before={first.context['older']}"
    assert query in first.content.decode().replace(f"who={desk.clerk.pk}&amp;", "")
    second = client.get(reverse("history"), {"verb": "下发", "who": desk.clerk.pk, "before": first.context["older"]})
    assert [act.lead.act for act in second.context["acts"]] == made[4::-1]
    assert second.context["older"] is None
    assert "回到最新" in second.content.decode()


@pytest.mark.parametrize("role", ["office", "office_leader", "liaison", "unit_leader"])
def test_only_people_of_the_office_look(client, desk, role):
    act = desk.act("甲")
    unit = make_unit(desk.office) if role in ("liaison", "unit_leader") else None
    client.force_login(make_person(desk.office, role, unit))
    for address in (reverse("history"), reverse("history_act", args=[act])):
        assert client.get(address).status_code == (403 if unit else 200)


def test_another_office_is_not_there(client, desk):
    act = desk.act("甲", reason="只在青山")
    there = Desk("beihe", "北河县人民政府办公室", "北河县")
    client.force_login(there.clerk)
    assert client.get(reverse("history_act", args=[act])).status_code == 404
    entry = AuditEntry.objects.get(act=act)
    assert client.get(reverse("history"), {"before": entry.pk}).status_code == 404
    for value in ("x", "-1", "9" * 30, "１２"):
        assert client.get(reverse("history"), {"before": value}).status_code == 404
    page = client.get(reverse("history"), {"who": desk.clerk.pk})
    assert page.status_code == 422
    assert "只在青山" not in page.content.decode()
    assert desk.clerk.name not in page.content.decode()


def test_a_question_that_makes_no_sense_is_answered_with_what_is_wrong(client, desk):
    desk.act("甲", reason="无关")
    client.force_login(desk.clerk)
    page = client.get(reverse("history"), {"start": "2026-05-11", "end": "2026-05-01"})
    assert page.status_code == 422
    assert "截止日期早于起始日期" in page.content.decode()
    assert "无关" not in page.content.decode()
    empty = client.get(reverse("history"), {"start": "2030-01-01"})
    assert "没有这样的操作记录" in empty.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_method_changes_anything(client, desk, method):
    act = desk.act("甲")
    client.force_login(desk.clerk)
    for address in (reverse("history"), reverse("history_act", args=[act])):
        assert getattr(client, method)(address).status_code == 405
    assert AuditEntry.objects.filter(act=act).count() == 1


def test_a_long_act_is_folded_and_told_in_full_on_its_own_pages(client, desk):
    act = desk.act(*(f"第{n:03}件" for n in range(230)))
    client.force_login(desk.clerk)
    page = client.get(reverse("history")).content.decode()
    assert "看全部230条" in page
    address = reverse("history_act", args=[act])
    assert f'href="{address}"' in page
    seen, later = [], ""
    while later is not None:
        found = client.get(address, {"after": later} if later else {})
        seen += [entry.verb for entry, _ in found.context["rows"]]
        later = found.context["later"]
    assert seen == [f"第{n:03}件" for n in range(230)]


def test_an_act_of_the_portal_stands_there_as_one_act(client, desk):
    assignment = make_assignment(make_unit(desk.office))
    liaison = make_person(desk.office, unit=assignment.unit)
    client.force_login(liaison)
    client.post(reverse("assignment_receive", args=[assignment.pk]), REMOTE_ADDR="198.51.100.7")
    client.force_login(desk.clerk)
    act = client.get(reverse("history")).context["acts"][0]
    assert (act.lead.verb, act.lead.actor_name, act.lead.origin) == ("签收", liaison.name, "198.51.100.7")
    assert [(change.old, change.new) for change in act.rows[0][1]] == [("待签收", "办理中")]


def test_the_page_costs_the_same_for_1_and_20_acts(client, desk):
    client.force_login(desk.clerk)
    counts = []
    for rows in (1, 19):
        for n in range(rows):
            plan = make_plan(desk.office, title=f"{rows}-{n}")
            make_task(plan, make_unit(desk.office, f"县{plan.pk}局"))
            with history.act("192.0.2.1"):
                issue(plan, by=desk.clerk, at=timezone.now())
            desk.act(*["甲"] * min(rows, 9))
        for query in ({}, {"verb": "甲"}, {"start": "2026-01-01"}):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse("history"), query).status_code == 200
            counts.append(len(captured))
    assert counts[:3] == counts[3:]


# -- what the database does


def many(office, count=20_000):
    """Write a history that is long enough for the database to mind."""
    at = timezone.now() - timedelta(days=100)
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                at=at + timedelta(minutes=n // 3),
                act=f"{n // 3:032x}",
                office_ref=office.pk + n % 3,
                actor_ref=n % 50,
                verb=f"操作{n % 20}",
                object_type="tasks.assignment",
                object_ref=str(n % 500),
                object_label="x",
            )
            for n in range(count)
        ),
        batch_size=2000,
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE units_auditentry")


@pytest.mark.parametrize(
    ("asked", "index"),
    [({}, "units_audit_office_page"), ({"actor": 7}, "units_audit_actor"), ({"verb": "操作7"}, "units_audit_verb")],
)
def test_each_page_goes_by_its_index_to_where_it_begins(desk, asked, index):
    many(desk.office)
    selection = Selection(desk.clerk, **asked)
    rows = selection.entries().order_by("-at", "-pk")
    behind = rows.reverse()[50]  # near the end
    for part in (rows, rows.older_than(behind.at, behind.pk)):
        plan = part.values_list("act", "at", "pk")[: trail.CHUNK].explain()
        # PostgreSQL knows that these few offices stand mixed on every page, and may go by the moment alone.
        assert index in plan or (connection.vendor == "postgresql" and not asked and "units_auditentry_at" in plan)
        assert "Seq Scan" not in plan
        assert "SCAN" not in plan
        assert "TEMP B-TREE" not in plan  # SQLite: nothing is sorted


def test_entries_of_acts_are_found_by_the_index_of_acts(desk):
    many(desk.office)
    selection = Selection(desk.clerk, actor=7, verb="操作7", object_type="tasks.assignment")
    acts = list(AuditEntry.objects.values_list("act", flat=True)[:20])
    plan = selection.of_acts(acts).explain()
    assert "units_auditentry_act" in plan
    assert "units_audit_office" not in plan


def test_what_may_be_chosen_is_found_without_reading_the_history(desk):
    many(desk.office)
    assert len(trail.verbs(desk.office.pk)) == 20
    sql = trail._NEXT.format(column="verb", scope=f"office_ref = {desk.office.pk}", name="")
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        plan = "\n".join(map(str, cursor.fetchall()))
    assert "units_audit_verb" in plan
    assert "Seq Scan on units_auditentry" not in plan
    assert "SCAN units_auditentry" not in plan
