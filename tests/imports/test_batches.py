"""From a file to a plan: preview, answers, apply, once more."""

from datetime import date

import pytest

from documents.errors import UnreadableFile
from imports.models import ImportBatch
from imports.services import (
    ImportRefused,
    batch_answer,
    batch_apply,
    batch_discard,
    batch_preview,
    plan_settle_names,
)
from tasks.models import Assignment, Plan, Task, TaskParty
from tests.imports.papers import CORRECTED, THREE, table
from tests.world import AT, issue, make_office, make_unit
from units.models import AuditEntry, UnitAlias

pytestmark = pytest.mark.django_db


def test_the_preview_shows_everything_and_writes_no_plan(desk):
    preview = batch_preview(desk.open())
    assert preview.counts == {
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "removed": 0,
        "assignments": 4,
        "activities": 0,
    }
    assert [row.text for row in preview.unsettled] == ["县某某局"]
    assert not Plan.objects.exists()


def test_applied_the_plan_holds_the_printed_words_and_what_was_made_of_them(desk):
    desk.apply(desk.open())
    plan = Plan.objects.get()
    assert (plan.title, plan.year, plan.state) == ("2026年青山县政务公开重点工作任务分工", 2026, "draft")
    first, second, third = plan.tasks.order_by("position")
    assert (first.deadline_raw, first.due_on, first.units_raw) == ("6月底前", date(2026, 6, 30), "县财政局")
    assert first.heading.text == "一、做好公开"
    assert "标题" in first.deadline_how
    assert [(p.text, p.unit) for p in second.parties.all()] == [("县住建局", desk.housing), ("县某某局", None)]
    assert (third.deadline_kind, third.due_on, third.parties.get().group) == ("open", None, desk.group)
    assert third.duties[0]["count"] == 1


def test_an_unknown_unit_is_kept_asked_for_and_blocks_the_issue(desk):
    batch = desk.open()
    desk.apply(batch)
    assert TaskParty.objects.get(text="县某某局").is_settled is False
    with pytest.raises(Exception, match="县某某局"):
        issue(batch.plan)


@pytest.mark.parametrize(
    ("answer", "settled"),
    [
        ({"as": "new", "kind": "bureau"}, "县某某局"),
        ({"as": "alias", "name": "县住建局"}, "县住建局"),
        ({"as": "alias", "name": "各镇街"}, "各镇街"),
        ({"as": "new_group"}, "县某某局"),
        ({"as": "ignore"}, None),
    ],
)
def test_an_answer_settles_every_row_and_is_remembered(desk, answer, settled):
    batch = batch_answer(batch=desk.open(), answers={"units": {"县某某局": answer}}, by=desk.clerk, at=AT)
    assert batch_preview(batch).unsettled == []
    desk.apply(batch)
    party = TaskParty.objects.get(text="县某某局")
    assert str(party.unit or party.group) == str(settled)
    assert party.ignored is (settled is None)
    assert batch_preview(desk.open()).unsettled == []
    if answer["as"] == "alias":
        assert UnitAlias.objects.get(name="县某某局").office == desk.office


def test_the_same_file_again_is_no_change(desk):
    desk.apply(desk.open())
    before = list(Task.objects.order_by("pk").values())
    counts = desk.apply(desk.open())
    assert (counts["created"], counts["updated"], counts["unchanged"], counts["removed"]) == (0, 0, 3, 0)
    assert list(Task.objects.order_by("pk").values()) == before
    assert Plan.objects.get().version == 1


def test_a_corrected_file_changes_what_changed_and_takes_nothing_away(desk):
    batch = batch_answer(batch=desk.open(), answers={"units": {"县某某局": {"as": "ignore"}}}, by=desk.clerk, at=AT)
    desk.apply(batch)
    issue(batch.plan)
    untouched = Assignment.objects.get(task__number="2")
    counts = desk.apply(desk.open(CORRECTED))
    assert (counts["created"], counts["updated"], counts["unchanged"], counts["removed"]) == (1, 1, 1, 1)
    moved = Assignment.objects.get(task__number="1")
    assert (moved.due_on, moved.due_version) == (date(2026, 9, 30), 2)
    assert Assignment.objects.get(task__number="4").unit == desk.finance
    untouched.refresh_from_db()
    assert untouched.state == "assigned"


def test_a_batch_is_applied_once(desk):
    batch = desk.open()
    desk.apply(batch)
    with pytest.raises(ImportRefused, match="已导入"):
        batch_apply(batch=batch, by=desk.clerk, at=AT, stamp="")
    assert Task.objects.count() == 3


def test_an_apply_on_an_outdated_preview_is_refused_and_writes_nothing(desk):
    desk.apply(desk.open())
    batch = desk.open(CORRECTED)
    seen = batch_preview(batch).stamp
    Plan.objects.update(version=7)
    with pytest.raises(ImportRefused, match="重新预览"):
        batch_apply(batch=batch, by=desk.clerk, at=AT, stamp=seen)
    assert Task.objects.count() == 3
    assert ImportBatch.objects.get(pk=batch.pk).state == "previewed"


def test_an_error_while_writing_leaves_nothing(desk, monkeypatch):
    batch = batch_answer(batch=desk.open(), answers={"units": {"县某某局": {"as": "new"}}}, by=desk.clerk, at=AT)
    monkeypatch.setattr("imports.services.applying.record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk.apply(batch)
    assert not Plan.objects.exists()
    assert not desk.office.units.filter(short_name="县某某局").exists()
    assert ImportBatch.objects.get().state == "previewed"


def test_a_discarded_batch_cannot_be_applied(desk):
    batch = batch_discard(batch=desk.open(), by=desk.clerk, at=AT)
    with pytest.raises(ImportRefused, match="已放弃"):
        desk.apply(batch)


def test_a_file_that_cannot_be_read_keeps_no_batch(desk):
    with pytest.raises(UnreadableFile):
        desk.open(b"%PDF-1.7 ...")
    assert not ImportBatch.objects.exists()


def test_the_act_is_in_the_history(desk):
    desk.apply(desk.open())
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"上传文件", "导入", "导入新增"}


def test_another_offices_names_mean_nothing_here(desk):
    there = make_office("beihe", "北河县人民政府办公室", "北河县")
    make_unit(there, "县某某局")
    assert [row.text for row in batch_preview(desk.open()).unsettled] == ["县某某局"]


@pytest.mark.parametrize("rows", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_rows(desk, rows, django_assert_max_num_queries):
    content = table(
        *((n, "一、做好公开", f"公开第{n}类信息。", "县财政局、各镇街", "6月底前") for n in range(1, rows + 1))
    )
    batch = desk.open(content)
    with django_assert_max_num_queries(37):
        desk.apply(batch)


class TestRepeat:
    """What a second import must not do."""

    def test_it_leaves_the_frozen_groups_alone(self, desk):
        batch = batch_answer(batch=desk.open(), answers={"units": {"县某某局": {"as": "ignore"}}}, by=None, at=AT)
        desk.apply(batch)
        issue(batch.plan)
        before = Assignment.objects.count()
        desk.group.members.add(make_unit(desk.office, "丙镇", kind="town"))
        counts = desk.apply(desk.open())
        assert (counts["updated"], Assignment.objects.count()) == (0, before)

    def test_an_ignored_phrase_stays_ignored_when_its_row_changes(self, desk):
        batch = batch_answer(batch=desk.open(), answers={"units": {"县某某局": {"as": "ignore"}}}, by=None, at=AT)
        desk.apply(batch)
        changed = THREE.replace("公开住房保障信息。".encode(), "公开住房保障信息和计划。".encode())
        assert desk.apply(desk.open(changed))["updated"] == 1
        assert TaskParty.objects.get(text="县某某局").ignored

    def test_ignoring_can_still_be_answered_after_the_first_import(self, desk):
        batch = desk.open()
        desk.apply(batch)
        second = batch_answer(batch=desk.open(), answers={"units": {"县某某局": {"as": "ignore"}}}, by=None, at=AT)
        assert desk.apply(second)["updated"] == 1
        issue(batch.plan)

    def test_rows_with_the_same_words_and_other_units_are_told_apart(self, desk):
        def same(*units):
            return table(
                *((n, "一、公开", "及时公开有关信息。", unit, "6月底前") for n, unit in enumerate(units, start=1))
            )

        desk.apply(desk.open(same("县财政局", "县住建局", "甲镇")))
        kept = dict(Task.objects.values_list("units_raw", "pk"))
        counts = desk.apply(desk.open(same("乙镇", "县财政局", "县住建局", "甲镇")))
        assert (counts["created"], counts["removed"]) == (1, 0)
        assert {unit: pk for unit, pk in Task.objects.values_list("units_raw", "pk") if unit in kept} == kept

    def test_numbers_that_begin_anew_under_each_heading_are_told_apart(self, desk):
        def paper(end):
            return table(
                (1, "一、财政", f"公开预算{end}", "县财政局", "6月底前"),
                (1, "二、住房", f"公开房源{end}", "县住建局", "6月底前"),
            )

        desk.apply(desk.open(paper("。")))
        counts = desk.apply(desk.open(paper("并解读。")))
        assert (counts["created"], counts["updated"], counts["removed"]) == (0, 2, 0)

    def test_a_task_that_is_gone_stands_behind_the_others(self, desk):
        desk.apply(desk.open())
        desk.apply(desk.open(CORRECTED))
        assert list(Task.objects.order_by("position").values_list("number", flat=True)) == ["1", "3", "4", "2"]

    def test_units_no_longer_named_are_shown_before_they_are_forgotten(self, desk):
        batch = batch_answer(batch=desk.open(), answers={"units": {"县某某局": {"as": "ignore"}}}, by=None, at=AT)
        desk.apply(batch)
        issue(batch.plan)
        changed = THREE.replace("\t县财政局\t".encode(), "\t县住建局\t".encode())
        (leaving,) = batch_preview(desk.open(changed)).leaving
        assert [row.unit for row in leaving.assignments] == [desk.finance]

    def test_a_closed_plan_takes_nothing(self, desk):
        desk.apply(desk.open())
        Plan.objects.update(state="closed", issued_at=AT)
        with pytest.raises(ImportRefused, match="归档"):
            desk.apply(desk.open(CORRECTED))

    def test_a_plan_issued_after_the_preview_is_noticed(self, desk):
        batch = batch_answer(batch=desk.open(), answers={"units": {"县某某局": {"as": "ignore"}}}, by=None, at=AT)
        desk.apply(batch)
        second = desk.open(CORRECTED)
        seen = batch_preview(second).stamp
        issue(batch.plan)
        with pytest.raises(ImportRefused, match="重新预览"):
            batch_apply(batch=second, by=desk.clerk, at=AT, stamp=seen)


class TestAnswers:
    """What only a person knows."""

    def test_another_year_reads_the_deadlines_anew(self, desk):
        paper = THREE.replace("2026年青山县".encode(), "青山县".encode())
        batch = desk.open(paper)
        assert batch.year is None
        batch = batch_answer(batch=batch, answers={}, year=2027, by=desk.clerk, at=AT)
        desk.apply(batch)
        assert Task.objects.get(number="1").due_on == date(2027, 6, 30)

    def test_a_vague_deadline_gets_a_day_for_all_its_rows(self, desk):
        rows = ((n, "一、公开", f"公开第{n}类。", "县财政局", "适时" if n > 1 else "") for n in (1, 2, 3))
        batch = desk.open(table(*rows))
        assert [(asked.phrase, asked.count) for asked in batch_preview(batch).deadlines] == [("", 1), ("适时", 2)]
        answers = {"deadlines": {"适时": "2026-10-31", "": "open"}}
        desk.apply(batch_answer(batch=batch, answers=answers, by=desk.clerk, at=AT))
        assert list(Task.objects.order_by("position").values_list("due_on", "deadline_kind", "deadline_raw")) == [
            (None, "open", ""),
            (date(2026, 10, 31), "fixed", "适时"),
            (date(2026, 10, 31), "fixed", "适时"),
        ]

    def test_a_row_without_units_gets_them(self, desk):
        batch = desk.open(
            table((1, "一、公开", "公开预算。", "", "6月底前"), (2, "一、公开", "公开决算。", "县财政局", "6月底前"))
        )
        desk.apply(batch_answer(batch=batch, answers={"row_units": {"1:1": "县财政局、各镇街"}}, by=None, at=AT))
        assert [party.text for party in Task.objects.get(number="1").parties.all()] == ["县财政局", "各镇街"]

    def test_an_answer_can_be_taken_back(self, desk):
        batch = batch_answer(batch=desk.open(), answers={"units": {"县某某局": {"as": "ignore"}}}, by=None, at=AT)
        batch = batch_answer(batch=batch, answers={"units": {"县某某局": {}}}, by=None, at=AT)
        assert [row.text for row in batch_preview(batch).unsettled] == ["县某某局"]

    @pytest.mark.parametrize(
        "answers",
        [
            {"units": {"县某某局": {"as": "neu"}}},
            {"units": {"县某某局": {"as": "new", "kind": "火星"}}},
            {"units": {"县某某局": {"as": "alias", "name": "没有这个局"}}},
            {"deadlines": {"适时": "明天"}},
        ],
    )
    def test_an_answer_that_cannot_be_followed_is_refused(self, desk, answers):
        with pytest.raises(ImportRefused):
            batch_answer(batch=desk.open(), answers=answers, by=None, at=AT)

    def test_the_name_of_a_dissolved_unit_is_refused_with_a_sentence(self, desk):
        make_unit(desk.office, "县某某局", active_to="2020-01-01")
        batch = batch_answer(batch=desk.open(), answers={"units": {"县某某局": {"as": "new"}}}, by=None, at=AT)
        with pytest.raises(ImportRefused, match="已经"):
            desk.apply(batch)

    def test_names_left_open_are_settled_afterwards(self, desk):
        batch = desk.open()
        desk.apply(batch)
        UnitAlias.objects.create(office=desk.office, name="县某某局", unit=desk.housing)
        assert plan_settle_names(plan=batch.plan, answers={}, by=desk.clerk, at=AT) == 1
        issue(batch.plan)

    def test_very_long_words_are_kept_whole(self, desk):
        long = "县财政局及其所属各单位" * 40
        batch = desk.open(table((1, "一、" + "很长的标题" * 80, "公开预算。", long, "6月底前")))
        desk.apply(batch)
        assert (
            desk.apply(desk.open(table((1, "一、" + "很长的标题" * 80, "公开预算。", long, "6月底前"))))["updated"] == 0
        )


def test_what_a_column_means_can_be_said_and_is_remembered(desk):
    paper = THREE.replace("具体要求\t责任单位".encode(), "甲栏\t乙栏".encode())
    batch = batch_answer(
        batch=desk.open(paper), answers={}, columns={"甲栏": "requirement", "乙栏": "units:lead"}, by=desk.clerk, at=AT
    )
    assert {found.head: found.meaning for found in batch.paper.columns}["乙栏"] == "units:lead"
    desk.apply(batch)
    assert set(TaskParty.objects.values_list("role", flat=True)) == {"lead"}
    assert desk.open(paper).columns == {"甲栏": "requirement", "乙栏": "units:lead"}
