"""What an import did to each row stands in the history, in the act of the import itself."""

from datetime import date

from imports.services import batch_preview
from tasks.models import Task
from tests.imports.papers import CORRECTED, THREE, table
from tests.world import issue
from units.history import act
from units.models import AuditEntry

ROWS = ("导入新增", "导入修改", "文件中已没有")
TEXT_ONLY = {"县某某局": {"as": "ignore"}}


def entries(verb):
    """What is kept of each row: number of the task, label, changes."""
    numbers = {str(pk): number for pk, number in Task.objects.values_list("pk", "number")}
    rows = AuditEntry.objects.filter(verb=verb, object_type="tasks.task").order_by("pk")
    return [(numbers[row.object_ref], row.object_label, row.changes) for row in rows]


def test_a_new_row_is_kept_with_its_number_and_the_beginning_of_its_words(desk):
    desk.load(table((7, "一、公开", "公开预算。" + "很长" * 100, "县财政局", "6月底前")))
    ((number, label, changes),) = entries("导入新增")
    assert (number, label[:8]) == ("7", "7. 公开预算。")
    assert changes == {"序号": ["", "7"], "具体要求": ["", ("公开预算。" + "很长" * 100)[:100]]}


def test_a_changed_row_is_kept_with_each_field_before_and_after(desk):
    desk.load(units=TEXT_ONLY)
    desk.load(table((1, "一、做好公开", "公开财政预算和决算。", "县财政局牵头，各镇街配合", "9月底前")))
    ((number, _, changes),) = entries("导入修改")
    assert number == "1"
    assert changes["完成期限"] == ["2026-06-30", "2026-09-30"]
    assert changes["责任单位"] == ["县财政局", "县财政局、各镇街"]
    assert "具体要求" not in changes


def test_a_row_the_file_no_longer_has_is_kept_once_and_again_when_it_comes_back(desk):
    desk.load(units=TEXT_ONLY)
    for _ in range(2):
        desk.load(CORRECTED)
    assert [(number, changes) for number, _, changes in entries("文件中已没有")] == [("2", {})]
    desk.load(THREE)
    ((_, _, changes),) = [row for row in entries("导入修改") if row[0] == "2"]
    assert changes == {"文件中": ["已没有", "重新列入"]}


def test_all_entries_of_an_import_are_one_act_by_one_person_at_one_moment(desk):
    desk.load(units=TEXT_ONLY)
    batch = desk.open(CORRECTED)
    with act("203.0.113.7"):
        desk.apply(batch)
    whole = AuditEntry.objects.filter(verb="导入").first()
    told = AuditEntry.objects.filter(act=whole.act).exclude(pk=whole.pk)
    assert {row.verb for row in told} == set(ROWS)
    for row in told:
        assert (row.at, row.origin, row.actor_ref, row.actor_name, row.office_ref, row.office_name) == (
            *(whole.at, whole.origin, desk.clerk.pk, desk.clerk.name),
            *(desk.office.pk, desk.office.name),
        )


def test_a_row_that_only_moved_has_no_entry(desk):
    rows = [(n, "一、公开", f"公开第{n}类。", "县财政局", "6月底前") for n in (1, 2, 3)]
    desk.load(table(*rows))
    desk.load(table(rows[2], rows[0], rows[1]))
    assert list(Task.objects.order_by("position").values_list("number", flat=True)) == ["3", "1", "2"]
    assert entries("导入修改") == []


def test_the_history_holds_what_the_preview_showed(desk):
    desk.load(units=TEXT_ONLY)
    issue(Task.objects.first().plan)
    batch = desk.open(CORRECTED)
    shown = {line.number: {label: [old, new] for label, old, new in line.changes} for line in changed(batch)}
    desk.apply(batch)
    assert {number: changes for number, _, changes in entries("导入修改")} == shown
    assert Task.objects.get(number="1").due_on == date(2026, 9, 30)


def changed(batch):
    return [line for line in batch_preview(batch).comparison.lines if line.status == "changed"]
