"""A liaison's minute: how it stands, no news, saved while typing, a leader's instruction; and what the office does."""

import re
from datetime import date
from urllib.parse import parse_qsl

import pytest
from django.urls import reverse
from lxml import html

from tasks.models import Assignment, ProgressReport, Task
from tasks.services.instructions import instruction_give
from tasks.services.lifecycle import assignment_cancel, assignment_set_due
from tasks.services.reassign import assignment_reassign
from tasks.services.reports import report_submit
from tasks.services.review import report_accept, report_return
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

pytestmark = pytest.mark.django_db
LINKS = {"links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 0}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def assignment(office):
    return make_assignment(make_unit(office))


@pytest.fixture
def liaison(client, assignment):
    person = make_person(assignment.office, unit=assignment.unit)
    client.force_login(person)
    return person


def page(assignment, name="assignment", *more):
    return reverse(name, args=[assignment.pk, *more])


def answer(client, assignment, **fields):
    return client.post(page(assignment), {"progress": "已公开。", "version": 0, **LINKS, **fields})


def test_what_was_sent_back_is_marked_in_the_offices_list_and_on_the_units_plan(client, assignment, liaison):
    clerk, plan = make_clerk(assignment.office), reverse("plan", args=[assignment.plan_id])
    address = reverse("assignment_list") + f"?year={assignment.year}"
    mark = '<span class="light overdue">已退回</span>'
    answer(client, assignment)
    assert mark not in client.get(plan).content.decode()
    report_return(report=assignment.reports.get(), by=clerk, at=AT, reason="请补链接。")
    assert client.get(plan).content.decode().count(mark) == 1
    client.force_login(clerk)
    assert client.get(address).content.decode().count(mark) == 1


def test_a_unit_sees_of_a_plan_its_own_tasks_and_goes_to_them(client, office):
    unit, plan = make_unit(office), make_plan(office)
    task = make_task(plan, unit)
    make_task(plan, make_unit(office, "县民政局"))
    issue(plan)
    client.force_login(make_person(office, unit=unit))
    shown = client.get(reverse("plan", args=[plan.pk])).content.decode()
    assert "有关的1项，共2项" in shown
    assert f'href="{page(task.assignments.get())}">去办理' in shown


def test_what_is_owed_of_another_year_is_unfolded_and_counted(client, office):
    unit = make_unit(office)
    for year in (2026, 2027):
        plan = make_plan(office, f"{year}年要点", year=year)
        make_task(plan, unit, due_on=date(year, 12, 31))
        issue(plan)
    client.force_login(make_person(office, unit=unit))
    shown = client.get(reverse("my_tasks")).content.decode()
    assert re.search(r'<details class="card" open><summary>其他年度的任务（1项没有报送）', shown)


def test_telling_how_it_stands_does_not_close(client, assignment, liaison):
    answer(client, assignment, progress_only="1")
    assert assignment.reports.get().state == "recorded"
    assert "已带出" in client.get(page(assignment)).content.decode()
    answer(client, assignment)
    assignment.refresh_from_db()
    assert assignment.state == "in_review"


def test_the_same_page_sent_twice_is_one_answer(client, assignment, liaison):
    key = client.get(page(assignment)).context["form"].initial["key"]
    for _ in range(2):
        answer(client, assignment, progress_only="1", key=str(key))
    assert assignment.reports.count() == 1


def test_no_news_is_one_press(client, assignment, liaison):
    client.post(page(assignment, "no_news"))
    assert assignment.reports.get().progress == "本期没有新的进展。"


def test_no_news_pressed_twice_is_one_turn(client, office, time_machine):
    time_machine.move_to(AT)
    unit = make_unit(office)
    make_task(plan := make_plan(office), unit, due_on=None, deadline_kind="periodic", deadline_raw="每季度末")
    issue(plan)
    row = Assignment.objects.get()
    client.force_login(make_person(office, unit=unit))
    form = re.search(r'<form[^>]*class="no-news">.*?</form>', client.get(page(row)).content.decode(), re.S)[0]
    sent = dict(re.findall(r'name="(key)" value="([^"]+)"', form))
    for _ in range(2):
        assert "没有新的进展" in client.post(page(row, "no_news"), sent, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.reports.get().period.label, row.due_on) == ("第二季度", date(2026, 9, 30))
    assert sent["key"] != str(client.get(page(row)).context["no_news"].initial["key"])


class TestAutosave:
    """What is typed is kept without pressing anything."""

    def test_the_draft_is_kept_and_the_page_gets_its_version(self, client, assignment, liaison):
        part = client.post(
            page(assignment, "autosave"), {"progress": "写到一半", "version": 0, **LINKS}
        ).content.decode()
        assert "已自动保存" in part
        assert 'name="version" id="id_version" value="1"' in part
        assert assignment.reports.get(state="draft").progress == "写到一半"

    def test_half_an_address_is_no_mistake_yet(self, client, assignment, liaison):
        form = {"progress": "写到一半", "version": 0, **LINKS, "links-0-url": "h t"}
        assert client.post(page(assignment, "autosave"), form).status_code == 204

    def test_a_colleagues_draft_is_not_overwritten(self, client, assignment, liaison):
        ProgressReport.objects.create(
            assignment=assignment, author=liaison, created_at=AT, progress="同事写的", version=4
        )
        part = client.post(page(assignment, "autosave"), {"progress": "我写的", "version": 0, **LINKS}).content.decode()
        assert "不再自动保存" in part
        assert assignment.reports.get().progress == "同事写的"

    def test_only_the_units_own_liaison_saves(self, client, assignment):
        other = make_person(assignment.office, unit=make_unit(assignment.office, "县住建局"))
        client.force_login(other)
        assert client.post(page(assignment, "autosave"), LINKS).status_code == 404
        client.force_login(make_clerk(assignment.office))
        assert client.post(page(assignment, "autosave"), LINKS).status_code == 403


def test_turns_show_which_one_is_asked_for(client, office, time_machine):
    time_machine.move_to(AT)
    unit = make_unit(office)
    make_task(plan := make_plan(office), unit, due_on=None, deadline_kind="periodic", deadline_raw="每季度末")
    issue(plan)
    assignment = Assignment.objects.get()
    client.force_login(make_person(office, unit=unit))
    assert "填报第二季度进展" in client.get(page(assignment)).content.decode()
    answer(client, assignment)
    assert "填报第三季度进展" in client.get(page(assignment)).content.decode()


def test_a_leaders_instruction_comes_first_and_is_answered(client, assignment, liaison):
    leader = make_person(assignment.office, "office_leader")
    instruction = instruction_give(assignment=assignment, text="请本周内公开。", by=leader, at=AT)
    assert "领导有批示，请回复" in client.get(reverse("my_tasks")).content.decode()
    refused = client.post(page(assignment, "instruction_reply", instruction.pk), {"reply": ""})
    assert refused.status_code == 422
    client.post(page(assignment, "instruction_reply", instruction.pk), {"reply": "已公开。"})
    instruction.refresh_from_db()
    assert (instruction.reply, instruction.replied_by) == ("已公开。", liaison)
    assert "领导有批示" not in client.get(reverse("my_tasks")).content.decode()


@pytest.mark.parametrize("ends", ["ended", "given to another unit", "done with the lead"])
def test_what_was_returned_is_to_be_mended_only_while_it_is_with_the_unit(client, office, ends):
    clerk, unit, other = make_clerk(office), make_unit(office), make_unit(office, "县住建局")
    task = make_task(make_plan(office), unit, role="assist", done_rule=Task.DoneRule.LEAD)
    task.parties.create(position=2, text="县教体局", unit=(lead := make_unit(office, "县教体局")), role="lead")
    issue(task.plan)
    row, liaison = task.assignments.get(unit=unit), make_person(office, unit=unit)
    said = {"values": {"progress": "已公开。"}, "links": [], "version": 0, "at": AT}
    report_return(report=report_submit(assignment=row, by=liaison, **said), by=clerk, at=AT, reason="请写明几条。")
    client.force_login(liaison)
    assert "被退回，请修改后重新报送" in client.get(reverse("my_tasks")).content.decode()
    if ends == "ended":
        assignment_cancel(assignment=row, by=clerk, at=AT, reason="文件废止")
    elif ends == "given to another unit":
        assignment_reassign(assignment=row, unit=other, by=clerk, at=AT, reason="职责调整")
    else:
        leads = task.assignments.get(unit=lead)
        answered = report_submit(assignment=leads, by=make_person(office, unit=lead), **said)
        report_accept(report=answered, by=clerk, at=AT)
    body = client.get(reverse("my_tasks")).content.decode()
    assert "被退回" not in body
    assert "退回理由" not in body
    assert "已办结和已终止" in body


def test_an_instruction_on_anothers_assignment_cannot_be_answered(client, assignment, liaison):
    other = make_assignment(make_unit(assignment.office, "县住建局"))
    instruction = instruction_give(
        assignment=other, text="请办。", by=make_person(other.office, "office_leader"), at=AT
    )
    assert client.post(page(assignment, "instruction_reply", instruction.pk), {"reply": "冒答"}).status_code == 404


def test_the_office_gives_the_task_to_another_unit(client, assignment):
    other = make_unit(assignment.office, "县住建局")
    client.force_login(make_clerk(assignment.office))
    answer = client.post(page(assignment, "assignment_reassign"), {"unit": other.pk, "reason": "职责调整"}, follow=True)
    assert "已调整责任单位" in answer.content.decode()
    assert Assignment.objects.get(unit=other).task_id == assignment.task_id
    there = make_unit(make_office("beihe", "北河县人民政府办公室", "北河县"))
    client.post(page(Assignment.objects.get(unit=other), "assignment_reassign"), {"unit": there.pk, "reason": "调整"})
    assert not there.assignments.exists()


@pytest.mark.parametrize(("day", "word"), [(date(2026, 11, 30), "已提前"), (date(2027, 1, 31), "已延期")])
def test_a_day_that_the_office_moved_is_called_earlier_or_later_as_it_is(client, assignment, day, word):
    clerk = make_clerk(assignment.office)
    assignment_set_due(assignment=assignment, due_on=day, by=clerk, at=AT, reason="会议改期")
    client.force_login(clerk)
    assert f"（原期限2026年12月31日，{word}）" in client.get(page(assignment)).content.decode()


def test_a_leader_of_the_office_instructs_and_does_nothing_else(client, assignment):
    client.force_login(make_person(assignment.office, "office_leader"))
    client.post(page(assignment, "instruction_give"), {"text": "请加快。"})
    assert assignment.instructions.get().text == "请加快。"
    other = make_unit(assignment.office, "县住建局")
    assert client.post(page(assignment, "assignment_reassign"), {"unit": other.pk, "reason": "x"}).status_code == 403


def test_a_lead_reads_what_the_others_said_and_they_read_the_leads_where_the_plan_lets_them(client, office):
    lead, assist = make_unit(office), make_unit(office, "县住建局")
    task = make_task(plan := make_plan(office), lead, role="lead")
    task.parties.create(position=2, text="县住建局", unit=assist, role="assist")
    issue(plan)
    people = {unit: make_person(office, unit=unit) for unit in (lead, assist)}
    for unit, person in people.items():
        client.force_login(person)
        answer(client, task.assignments.get(unit=unit), progress=f"{unit}的进展", progress_only="1")

    def sees(reader, written_by):
        client.force_login(people[reader])
        return f"{written_by}的进展" in client.get(page(task.assignments.get(unit=reader))).content.decode()

    assert sees(lead, assist)
    assert not sees(assist, lead)
    plan.shares_lead = True
    plan.save()
    assert sees(assist, lead)


def test_a_unit_with_very_many_tasks_turns_pages_within_each_group(client, office):
    unit, plan = make_unit(office), make_plan(office)
    for _ in range(64):
        make_task(plan, unit, deadline_raw="12月底前", due_on=date(2026, 12, 31))
    issue(plan)
    Assignment.objects.filter(task__position__gt=60).update(state="done", done_at=AT)
    client.force_login(make_person(office, unit=unit))

    def read(**asked):
        tree = html.fromstring(client.get(reverse("my_tasks"), asked).content.decode())
        return tree, tree.xpath("//ul[@class='tasklist']/li/a/@href")

    tree, first = read()
    turner = tree.xpath("//nav[@class='pages']")
    assert len(turner) == 1  # the four that are done need none
    assert "（60项）" in tree.xpath("//section[.//nav[@class='pages']]/h2")[0].text
    address = turner[0].xpath(".//a/@href")[0]
    asked, mark = address.removeprefix("?").split("#")
    assert tree.xpath(f"//*[@id='{mark}']//nav[@class='pages']")
    _, second = read(**dict(parse_qsl(asked)))
    assert (len(first), len(second), len({*first, *second})) == (34, 34, 64)
    assert read(group="x", page="99999")[1] == first


def test_how_a_deadline_was_read_writes_days_as_sentences_do(client, assignment, liaison):
    Task.objects.filter(pk=assignment.task_id).update(deadline_how="“12月底前”读作2026-12-31，年份取自标题")
    for address in (page(assignment), reverse("plan", args=[assignment.plan_id])):
        assert "读作2026年12月31日，年份取自标题" in client.get(address).content.decode()
