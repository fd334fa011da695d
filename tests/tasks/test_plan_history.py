"""What was done to a plan, act by act."""

from datetime import timedelta

import pytest
from django.db import connection

from imports.services import batch_apply, batch_open, batch_preview
from tasks.history import acts_on, load_acts
from tasks.models import Plan
from tasks.services.drafts import task_add, task_drop, task_save
from tasks.services.issue import plan_issue
from tasks.services.lifecycle import assignment_cancel, assignment_receive
from tests.imports.papers import table
from tests.world import AT, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units import history
from units.models import AuditEntry

pytestmark = pytest.mark.django_db


class Desk:
    """An office with a draft of two tasks; each act is a press of a button, a minute after the last."""

    def __init__(self, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        self.office = make_office(slug, name, region)
        self.unit, self.clerk = make_unit(self.office), make_clerk(self.office)
        self.plan = make_plan(self.office)
        self.tasks = [make_task(self.plan, self.unit) for _ in range(2)]
        self.at = AT

    def press(self, *acts):
        self.at += timedelta(minutes=1)
        with history.act("192.0.2.1"):
            for act, values in acts:
                act(by=self.clerk, at=self.at, **values)

    def acts(self, show=""):
        return load_acts([row["act"] for row in acts_on(self.plan, self.clerk, show)], self.clerk)

    def verbs(self, show=""):
        return [act.lead.verb for act in self.acts(show)]


@pytest.fixture
def desk():
    return Desk()


def test_acts_stand_newest_first_with_one_headline_each(desk):
    desk.press((task_save, {"task": desk.tasks[0], "values": {"number": "9"}}))
    desk.press((plan_issue, {"plan": desk.plan}))
    desk.press((assignment_receive, {"assignment": desk.tasks[0].assignments.get()}))
    assert desk.verbs() == ["签收", "下发", "修改任务"]
    received, issued, saved = desk.acts()
    assert received.subject == "县财政局：9. 第1项具体要求，及时公开。"
    assert [(change.label, change.old, change.new) for change in received.rows[0][1]] == [("状态", "待签收", "办理中")]
    assert [(figure.label, figure.new) for figure in issued.figures] == [("单位任务", "2")]
    assert [(entry.verb, changes[0].old, changes[0].new) for entry, changes in saved.rows] == [("修改任务", "1", "9")]
    assert saved.lead.actor_name == desk.clerk.name


def test_what_one_press_did_is_one_act(desk):
    desk.press(*((task_save, {"task": task, "values": {"number": "9"}}) for task in desk.tasks))
    (act,) = desk.acts()
    assert (act.fold_label, [entry.verb for entry, _ in act.rows]) == ("任务2条", ["修改任务"] * 2)


def test_the_history_of_a_row_that_is_gone_stays(desk):
    desk.press((task_save, {"task": desk.tasks[0], "values": {"requirement": "公开财政预算。"}}))
    desk.press((task_drop, {"task": desk.tasks[0]}))
    assert desk.verbs() == ["删除任务", "修改任务"]
    dropped = {change.label: change.old for change in desk.acts()[0].rows[0][1]}
    assert dropped["具体要求"] == "公开财政预算。"


def test_a_reason_stands_in_the_headline(desk):
    desk.press((plan_issue, {"plan": desk.plan}))
    desk.press((assignment_cancel, {"assignment": desk.tasks[0].assignments.get(), "reason": "机构撤并"}))
    assert desk.acts()[0].reason == "机构撤并"


def test_it_may_be_narrowed_to_the_paper_or_to_the_units(desk):
    desk.press((task_add, {"plan": desk.plan, "values": {"requirement": "新。", "units_raw": "县财政局"}}))
    desk.press((plan_issue, {"plan": desk.plan}))
    desk.press((assignment_receive, {"assignment": desk.tasks[0].assignments.get()}))
    assert desk.verbs("paper") == ["下发", "新增任务"]
    assert desk.verbs("units") == ["签收"]


def test_an_import_is_told_from_the_upload_on_with_what_it_registered(desk):
    content = table((1, "一、公开", "公开财政预算。", "县财政局、县某某局", "6月底前"))
    with history.act("192.0.2.1"):
        batch = batch_open(office=desk.office, name="分工.txt", content=content, by=desk.clerk, at=AT)
    batch.answers = {"units": {"县某某局": {"as": "new", "kind": "bureau"}}}
    batch.save()
    with history.act("192.0.2.1"):
        stamp = batch_preview(batch).stamp
        batch_apply(batch=batch, by=desk.clerk, at=AT + timedelta(minutes=1), stamp=stamp)
    desk.plan = Plan.objects.get(title="2026年青山县政务公开重点工作任务分工")
    assert desk.verbs() == ["导入", "上传文件"]
    applied, uploaded = desk.acts()
    assert (applied.subject, uploaded.subject) == ("分工.txt", "分工.txt")
    assert ("新增", "0", "1") in [(figure.label, figure.old, figure.new) for figure in applied.figures]
    assert "登记" in [entry.verb for entry, _ in applied.rows]


def test_another_plan_of_the_office_has_a_history_of_its_own(desk):
    other = make_plan(desk.office, title="另一份")
    desk.press((task_add, {"plan": other, "values": {"requirement": "新。"}}))
    assert desk.verbs() == []


def test_another_office_sees_nothing_even_of_an_act_that_touched_both(desk):
    there = Desk("beihe", "北河县人民政府办公室", "北河县")
    with history.act("a sweep"):
        for each in (desk, there):
            task_save(task=each.tasks[0], values={"number": "9"}, by=None, at=AT)
    (act,) = desk.acts()
    assert {entry.office_ref for entry in act.entries} == {desk.office.pk}
    assert act.total == 2
    stranger = make_person(desk.office, unit=desk.unit)
    for user in (there.clerk, stranger):
        assert not acts_on(desk.plan, user).exists()
        assert load_acts([act.lead.act], stranger) == []


@pytest.mark.parametrize("rows", [1, 20])
def test_the_number_of_queries_does_not_grow_and_long_acts_are_cut(desk, rows, django_assert_num_queries):
    for _ in range(rows):
        desk.press(*((task_save, {"task": desk.tasks[0], "values": {"number": str(n)}}) for n in range(10, 21)))
    acts = [row["act"] for row in acts_on(desk.plan, desk.clerk)]
    with django_assert_num_queries(2):
        found = load_acts(acts, desk.clerk)
    assert len(found) == rows
    assert {(act.total, len(act.entries), act.more) for act in found} == {(22, 20, 2)}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads a subquery once")
def test_what_hangs_on_the_plan_is_looked_up_once_even_before_the_tables_are_analysed(desk):
    desk.press(*((task_save, {"task": task, "values": {"number": "9"}}) for task in desk.tasks))
    assert "Join" not in acts_on(desk.plan, desk.clerk).explain()


def test_the_history_is_never_read_as_a_whole(desk):
    desk.press((plan_issue, {"plan": desk.plan}))
    rows = acts_on(desk.plan, desk.clerk)
    if connection.vendor == "sqlite":
        plan = rows.explain()
        assert "units_audit_object" in plan
        assert "SCAN" not in plan
        assert "units_audit_office" not in plan
    else:
        AuditEntry.objects.bulk_create(
            AuditEntry(at=AT, act="0" * 32, verb="x", object_type="tasks.assignment", object_ref=f"x{n}", office_ref=1)
            for n in range(20_000)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE units_auditentry")
        plan = rows.explain()
        assert "units_audit_object" in plan
        assert "Seq Scan on units_auditentry" not in plan
