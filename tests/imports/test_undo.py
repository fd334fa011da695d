"""Taking an import back: as before where nothing hangs on it, a list of what stays where something does."""

from datetime import date, timedelta

import pytest
from django.forms.models import model_to_dict

from calendar_events.models import Activity, ActivitySchedule
from imports.models import ImportBatch
from imports.services import ImportRefused, batch_answer, batch_apply, batch_open, batch_preview
from imports.services.undo import batch_undo
from tasks.models import Assignment, Heading, Plan, Task, TaskParty
from tasks.services.extensions import extension_ask
from tasks.services.instructions import instruction_give
from tasks.services.lifecycle import assignment_cancel
from tasks.services.reassign import assignment_reassign
from tasks.services.reports import report_save_draft, report_submit
from tests.imports.papers import CORRECTED, THREE, THREE_LEVELS, long_paper
from tests.world import AT, issue, make_clerk, make_group, make_office, make_person, make_unit
from units.models import AuditEntry, Unit, UnitAlias

pytestmark = pytest.mark.django_db
NEW = {"units": {"县某某局": {"as": "new"}}}


@pytest.fixture
def office():
    office = make_office()
    make_unit(office, "县财政局")
    make_unit(office, "县住建局")
    make_group(office, "各镇街", make_unit(office, "甲镇", kind="town"))
    return office


def load(office, content=THREE, answers=None):
    batch = batch_open(office=office, name="分工.txt", content=content, by=make_clerk(office), at=AT)
    if answers:
        batch = batch_answer(batch=batch, answers=answers, by=None, at=AT)
    batch_apply(batch=batch, by=None, at=AT, stamp=batch_preview(batch).stamp)
    batch.refresh_from_db()
    return batch


def state():
    """Everything an import may touch, without the keys that only grow."""
    models = (Plan, Heading, Task, TaskParty, Assignment, Unit, UnitAlias, ActivitySchedule, Activity)
    order = {TaskParty: ["task", "position"]}
    hidden = {"id", "version", "due_version", "members"}
    rows = {m.__name__: [model_to_dict(row) for row in m.objects.order_by(*order.get(m, ["pk"]))] for m in models}
    return {name: [{k: v for k, v in row.items() if k not in hidden} for row in found] for name, found in rows.items()}


def test_a_first_import_goes_without_a_trace_but_in_the_history(office):
    before = state()
    batch = load(office, answers=NEW)
    assert batch_undo(batch=batch, by=None, at=AT) == []
    assert state() == before
    assert AuditEntry.objects.filter(verb="撤销导入").count() == 1
    assert ImportBatch.objects.get().state == "undone"


def test_work_then_import_again_then_undo_the_second_gives_the_state_before(office):
    first = load(office, answers=NEW)
    issue(first.plan)
    finance = Assignment.objects.get(task__number="1")
    liaison = make_person(office, unit=finance.unit)
    report_submit(assignment=finance, values={"progress": "已公开。"}, links=[], version=0, by=liaison, at=AT)
    before = state()
    second = load(office, CORRECTED)
    assert state() != before
    assert batch_undo(batch=second, by=None, at=AT) == []
    assert state() == before


@pytest.mark.parametrize("is_issued", [False, True])
def test_rows_that_moved_changed_came_and_went_are_all_as_before(office, is_issued):
    first = load(office, long_paper(2026, 12))
    if is_issued:
        issue(first.plan)
    before = state()
    second = load(office, long_paper(2026, 12, corrected=True))
    assert {len(second.trace[part]) > 0 for part in ("tasks_created", "tasks_changed")} == {True}
    assert batch_undo(batch=second, by=None, at=AT) == []
    assert state() == before


def test_a_task_somebody_worked_on_stays_and_is_named(office):
    first = load(office, answers=NEW)
    issue(first.plan)
    second = load(office, CORRECTED)
    added = Assignment.objects.get(task__number="4")
    liaison = make_person(office, unit=added.unit)
    report_submit(assignment=added, values={"progress": "已督查。"}, links=[], version=0, by=liaison, at=AT)
    assert batch_undo(batch=second, by=None, at=AT) == ["第4项已有办理或批示记录，予以保留。"]
    assert Assignment.objects.get(pk=added.pk).reports.count() == 1


def test_a_task_a_leader_wrote_an_instruction_on_stays_and_is_named(office):
    issue(load(office, answers=NEW).plan)
    second = load(office, CORRECTED)
    added = Assignment.objects.get(task__number="4")
    leader = make_person(office, role="office_leader")
    instruction_give(assignment=added, text="请抓紧办理。", by=leader, at=AT)
    assert batch_undo(batch=second, by=None, at=AT) == ["第4项已有办理或批示记录，予以保留。"]
    assert added.instructions.count() == 1


def test_a_unit_that_was_added_to_a_task_and_has_an_instruction_keeps_it_and_is_named(office):
    issue(load(office, answers=NEW).plan)
    second = load(office, CORRECTED.replace("县财政局\t9月".encode(), "县财政局、县住建局\t9月".encode()))
    added = Assignment.objects.get(task__number="1", unit__short_name="县住建局")
    leader = make_person(office, role="office_leader")
    instruction_give(assignment=added, text="请抓紧办理。", by=leader, at=AT)
    stayed = batch_undo(batch=second, by=None, at=AT)
    assert stayed == ["第1项“县住建局”已有办理或批示记录，予以保留。"]
    assert Assignment.objects.filter(pk=added.pk).exists()


@pytest.mark.parametrize("act", ["nothing", "instruction", "extension", "draft", "handed over"])
def test_a_unit_that_the_paper_names_again_loses_the_task_again_unless_somebody_wrote_since(office, act):
    issue(load(office, answers=NEW).plan)
    row = Assignment.objects.get(task__number="1")
    load(office, THREE.replace("县财政局\t6月".encode(), "县住建局\t6月".encode()))
    assignment_cancel(assignment=row, by=None, at=AT, reason="文件不再列出")
    before = state()
    again = load(office, THREE)
    assert list(again.trace["assignments_revived"]) == [str(row.pk)]
    write_about(row, act)
    stayed = batch_undo(batch=again, by=None, at=AT)
    if act == "nothing":
        assert (stayed, state()) == ([], before)
    else:
        assert stayed == ["第1项“县财政局”已有办理或批示记录，予以保留。"]
        assert Assignment.objects.get(pk=row.pk).state == "assigned"


def write_about(row, act):
    by, later = make_person(row.office, unit=row.unit), AT + timedelta(hours=1)
    if act == "instruction":
        leader = make_person(row.office, role="office_leader")
        instruction_give(assignment=row, text="请抓紧办理。", by=leader, at=later)
    elif act == "extension":
        extension_ask(assignment=row, new_due_on=date(2026, 12, 1), reason="数据未齐", by=by, at=later)
    elif act == "draft":
        report_save_draft(assignment=row, values={"progress": "草稿。"}, links=[], version=0, by=by, at=later)
    elif act == "handed over":
        other = Unit.objects.get(short_name="甲镇")
        second = assignment_reassign(assignment=row, unit=other, by=by, at=later, reason="职责调整")
        assignment_reassign(assignment=second, unit=row.unit, by=by, at=later, reason="调整有误")


def test_headings_of_three_levels_come_and_go(office):
    first = load(office, THREE_LEVELS)
    before = state()
    second = load(office, THREE_LEVELS.replace("公开财政预算和决算".encode(), "公开政府采购信息".encode()))
    assert {heading.level for heading in Heading.objects.all()} == {1, 2, 3}
    assert batch_undo(batch=second, by=None, at=AT) == []
    assert state() == before
    batch_undo(batch=first, by=None, at=AT)
    assert not Heading.objects.exists()


def test_an_issued_first_import_is_not_taken_back(office):
    batch = load(office, answers=NEW)
    issue(batch.plan)
    with pytest.raises(ImportRefused, match="已经下发"):
        batch_undo(batch=batch, by=None, at=AT)


def test_the_later_import_is_undone_first_and_each_only_once(office):
    first, second = load(office), load(office, CORRECTED)
    with pytest.raises(ImportRefused, match="先撤销后来"):
        batch_undo(batch=first, by=None, at=AT)
    batch_undo(batch=second, by=None, at=AT)
    with pytest.raises(ImportRefused, match="已导入"):
        batch_undo(batch=second, by=None, at=AT)
    batch_undo(batch=first, by=None, at=AT)
    assert not Plan.objects.exists()


def test_a_unit_that_is_in_use_stays(office):
    batch = load(office, answers=NEW)
    make_person(office, unit=Unit.objects.get(short_name="县某某局"))
    assert batch_undo(batch=batch, by=None, at=AT) == ["“县某某局”已有任务或人员使用，予以保留。"]


def test_a_draft_that_was_changed_by_hand_since_is_not_thrown_away(office):
    batch = load(office, answers=NEW)
    Plan.objects.update(version=batch.trace["plan_version"] + 1)
    with pytest.raises(ImportRefused, match="又有改动"):
        batch_undo(batch=batch, by=None, at=AT)
    assert Task.objects.count() == 3
