"""A draft's rows: changed, added, dropped and taken back, and read anew where their words changed."""

from datetime import date

import pytest

from tasks.models import Task
from tasks.services.drafts import fingerprint, task_add, task_drop, task_restore, task_save
from tasks.services.errors import ActRefused, StaleTask
from tasks.services.issue import obstacles
from tasks.services.roll_forward import plan_roll_forward
from tests.world import AT, issue, make_clerk, make_group, make_office, make_plan, make_task, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_clerk(office)


@pytest.fixture
def plan(office):
    return make_plan(office)


@pytest.fixture
def save(clerk):
    """Save a row as the clerk does, and return it as stored."""

    def save(task, seen=None, **values):
        task_save(task=task, values=values, by=clerk, at=AT, seen=seen)
        return Task.objects.get(pk=task.pk)

    return save


def parties(task):
    return [(party.text, party.role, party.unit or party.group) for party in task.parties.order_by("position")]


def entry(verb, kind="tasks.task"):
    return AuditEntry.objects.get(verb=verb, object_type=kind)


class TestSaving:
    """One row is changed."""

    def test_a_changed_deadline_is_read_anew(self, plan, save):
        task = save(make_task(plan, deadline_raw="6月底前", due_on=date(2026, 6, 30)), deadline_raw="9月底前")
        assert (task.deadline_raw, task.deadline_kind, str(task.due_on)) == ("9月底前", "fixed", "2026-09-30")
        assert "2026-09-30" in task.deadline_how
        assert entry("修改任务").changes == {
            "完成时限（原文）": ["6月底前", "9月底前"],
            "完成期限": ["2026-06-30", "2026-09-30"],
        }

    @pytest.mark.parametrize(
        ("raw", "kind", "due"), [("长期坚持", "open", None), ("及时", "vague", None), ("2月30日前", "vague", None)]
    )
    def test_a_deadline_without_a_day_has_none(self, plan, save, raw, kind, due):
        task = save(make_task(plan), deadline_raw=raw)
        assert (task.deadline_kind, task.due_on) == (kind, due)

    def test_changed_units_are_read_and_looked_up_anew(self, office, plan, save):
        finance, housing = make_unit(office, "县财政局"), make_unit(office, "县住建局")
        towns = make_group(office, "各镇街", make_unit(office, "甲镇", kind="town"))
        task = save(make_task(plan, finance), units_raw="青山县财政局牵头，县住建局、各镇街配合")
        assert parties(task) == [
            ("青山县财政局", "lead", finance),
            ("县住建局", "assist", housing),
            ("各镇街", "assist", towns),
        ]

    def test_an_unknown_name_stays_open_and_the_plan_asks_for_it(self, office, plan, save):
        make_unit(office, "县财政局")
        task = save(make_task(plan), units_raw="县财政局、县某某局")
        assert parties(task)[1] == ("县某某局", "responsible", None)
        assert obstacles(plan) == ["第1项：“县某某局”还没有对应到单位。"]

    def test_a_name_that_the_office_said_means_nobody_is_not_asked_for_again(self, office, plan, save):
        make_task(plan).parties.create(position=1, text="其他单位", role="responsible", ignored=True)
        task = save(make_task(plan), units_raw="其他单位")
        assert task.parties.get().ignored

    def test_a_cell_that_did_not_change_keeps_what_people_made_of_it(self, office, plan, save):
        finance = make_unit(office, "县财政局")
        task = make_task(
            plan, finance, role="lead", units_raw="县财政局", deadline_raw="及时", due_on=date(2026, 5, 31)
        )
        task = save(task, requirement="改了的要求。", units_raw="县财政局", deadline_raw="及时")
        assert parties(task) == [("县财政局", "lead", finance)]
        assert task.due_on == date(2026, 5, 31)

    def test_a_role_that_the_tables_head_gave_stays_with_the_cell(self, office, plan, save):
        finance, housing = make_unit(office, "县财政局"), make_unit(office, "县住建局")
        task = make_task(plan, finance, role="lead", units_raw="县财政局")
        assert parties(save(task, units_raw="县财政局、县住建局")) == [
            ("县财政局", "lead", finance),
            ("县住建局", "lead", housing),
        ]

    def test_an_open_name_is_looked_up_again_when_the_row_is_saved(self, office, plan, save):
        task = make_task(plan, units_raw="县某某局")
        task.parties.create(position=1, text="县某某局", role="responsible")
        unit = make_unit(office, "县某某局")
        assert parties(save(task, number="7")) == [("县某某局", "responsible", unit)]

    def test_a_deadline_in_the_units_cell_is_taken_where_there_is_no_other(self, plan, save):
        task = save(make_task(plan, deadline_raw="", due_on=None), units_raw="县财政局，6月底前完成")
        assert (str(task.due_on), parties(task)) == ("2026-06-30", [("县财政局", "responsible", None)])

    def test_duties_in_the_requirement_are_found_anew(self, plan, save):
        task = save(make_task(plan), requirement="每季度公开一次，8月31日前报送。")
        assert [duty["due_on"] for duty in task.duties if duty["due_on"]] == ["2026-08-31"]

    def test_text_from_a_form_is_stored_as_a_paper_has_it(self, plan, save):
        assert save(make_task(plan), requirement=" 公开\r\n目录。\u200b ").requirement == "公开\n目录。"

    def test_saving_the_same_is_no_act(self, plan, save):
        task = make_task(plan)
        save(task, requirement=task.requirement, deadline_raw=task.deadline_raw, number="1")
        plan.refresh_from_db()
        assert (plan.version, AuditEntry.objects.count()) == (1, 0)

    def test_each_act_moves_the_plans_version_and_stands_in_the_plans_history(self, plan, save, clerk):
        save(make_task(plan), number="8")
        task = task_add(plan=plan, values={"requirement": "新的一项。"}, by=clerk, at=AT)
        task_drop(task=task, by=clerk, at=AT)
        plan.refresh_from_db()
        assert plan.version == 4
        assert list(AuditEntry.objects.filter(object_type="tasks.plan").values_list("verb", flat=True)) == [
            "删除任务",
            "新增任务",
            "修改任务",
        ]

    def test_an_empty_requirement_is_refused(self, plan, save):
        with pytest.raises(ActRefused, match="请填写具体要求"):
            save(make_task(plan), requirement=" \n ")

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(self, plan, save):
        task = make_task(plan)
        seen = fingerprint(task)
        save(task, seen, number="5")
        with pytest.raises(StaleTask, match="对照现在的内容") as stale:
            save(task, seen, number="6")
        assert stale.value.theirs.number == "5"
        assert save(task, fingerprint(stale.value.theirs), number="6").number == "6"

    def test_a_heading_of_another_plan_is_refused(self, office, plan, save):
        foreign = make_plan(office, title="别的").headings.create(level=1, text="一、", position=1)
        with pytest.raises(ActRefused, match="标题不在这份文件里"):
            save(make_task(plan), heading=foreign)

    def test_a_row_moves_to_the_end_of_its_new_heading(self, plan, save):
        first, second = (plan.headings.create(level=1, text=text, position=n) for n, text in enumerate("一二", 1))
        one, two, three = (
            make_task(plan, heading=first),
            make_task(plan, heading=first),
            make_task(plan, heading=second),
        )
        save(one, heading=second)
        assert list(plan.tasks.order_by("position")) == [two, three, one]
        save(three, heading=first)
        assert list(plan.tasks.order_by("position")) == [two, three, one]

    def test_two_rows_do_not_carry_on_the_same_task(self, office, plan, save):
        old = make_task(make_plan(office, "2025年要点", 2025))
        save(make_task(plan), previous=old)
        with pytest.raises(ActRefused, match="已经由本年"):
            save(make_task(plan), previous=old)

    def test_a_task_of_another_office_is_not_carried_on(self, plan, save):
        foreign = make_task(make_plan(make_office("beihe", "北河县人民政府办公室", "北河县"), year=2025))
        with pytest.raises(ActRefused, match="本办公室"):
            save(make_task(plan), previous=foreign)


class TestIssued:
    """An issued plan is not edited."""

    def test_no_row_of_it_is_changed_added_dropped_or_restored(self, office, plan, clerk):
        task, old = make_task(plan, make_unit(office)), make_task(make_plan(office, "2025年要点", 2025))
        issue(plan)
        before = list(Task.objects.values())
        for act, values in (
            (task_save, {"task": task, "values": {"number": "9"}}),
            (task_add, {"plan": plan, "values": {"requirement": "新。"}}),
            (task_drop, {"task": task}),
            (task_restore, {"plan": plan, "previous": old}),
        ):
            with pytest.raises(ActRefused, match=r"已下发.*重新导入"):
                act(by=clerk, at=AT, **values)
        assert list(Task.objects.values()) == before


class TestAddingAndDropping:
    """Rows come and go."""

    def test_a_new_row_stands_at_the_end_of_its_heading(self, plan, clerk):
        first, second = (plan.headings.create(level=1, text=text, position=n) for n, text in enumerate("一二", 1))
        one, two = make_task(plan, heading=first), make_task(plan, heading=second)
        new = task_add(plan=plan, values={"requirement": "新。", "heading": first}, by=clerk, at=AT)
        assert list(plan.tasks.order_by("position")) == [one, new, two]

    def test_a_new_row_under_a_heading_without_rows_stands_where_the_heading_is_printed(self, plan, clerk):
        first, second, third = (plan.headings.create(level=1, text=t, position=n) for n, t in enumerate("一二三", 1))
        one, three = make_task(plan, heading=first), make_task(plan, heading=third)
        new = task_add(plan=plan, values={"requirement": "新。", "heading": second}, by=clerk, at=AT)
        assert list(plan.tasks.order_by("position")) == [one, new, three]

    def test_what_a_dropped_row_said_stays_in_the_history(self, office, plan, clerk):
        task = make_task(plan, make_unit(office), requirement="公开财政预算。")
        task_drop(task=task, by=clerk, at=AT)
        assert not plan.tasks.exists()
        changes = entry("删除任务").changes
        assert changes["具体要求"] == ["公开财政预算。", ""]
        assert changes["责任单位"] == ["县财政局", ""]

    def test_a_row_is_dropped_once(self, plan, clerk):
        task = make_task(plan)
        again = Task.objects.get(pk=task.pk)
        task_drop(task=task, by=clerk, at=AT)
        with pytest.raises(ActRefused, match="已经从草稿里删除"):
            task_drop(task=again, by=clerk, at=AT)


class TestCarryingOn:
    """Last year's rows are carried on, dropped and taken back."""

    @pytest.fixture
    def old(self, office):
        plan = make_plan(office, "2025年要点", 2025)
        first, second = (
            plan.headings.create(level=1, text=t, position=n) for n, t in enumerate(("一、甲", "二、乙"), 1)
        )
        unit = make_unit(office)
        for heading in (first, first, first, second):
            make_task(plan, unit, heading=heading, deadline_raw="2025年6月底前", due_on=date(2025, 6, 30))
        return issue(plan)

    @pytest.fixture
    def draft(self, old, clerk):
        return plan_roll_forward(plan=old, year=2026, title="2026年要点", by=clerk, at=AT)

    def test_every_row_knows_the_one_it_carries_on(self, old, draft):
        pairs = [(task.previous, task.previous.requirement) for task in draft.tasks.order_by("position")]
        assert pairs == [(task, task.requirement) for task in old.tasks.order_by("position")]

    def test_where_last_years_row_came_from_is_not_carried_on(self, old, clerk):
        old.tasks.update(upper_text="省要点第3条")
        draft = plan_roll_forward(plan=old, year=2026, title="2026年", by=clerk, at=AT)
        assert set(draft.tasks.values_list("upper_text", flat=True)) == {""}

    def test_a_row_that_the_present_paper_no_longer_lists_is_not_carried_on_and_may_be_taken_back(self, old, clerk):
        gone = old.tasks.get(number="2")
        gone.vanished = True
        gone.save()
        draft = plan_roll_forward(plan=old, year=2026, title="2026年", by=clerk, at=AT)
        assert list(draft.tasks.order_by("position").values_list("number", flat=True)) == ["1", "3", "4"]
        back = task_restore(plan=draft, previous=gone, by=clerk, at=AT)
        assert (back.position, back.vanished) == (2, False)

    def test_how_units_report_is_carried_on(self, old, clerk):
        old.leader_first = old.shares_lead = True
        old.save()
        draft = plan_roll_forward(plan=old, year=2026, title="2026年", by=clerk, at=AT)
        assert (draft.leader_first, draft.shares_lead) == (True, True)

    @pytest.mark.parametrize("place", range(4))
    def test_a_dropped_row_comes_back_to_its_place_with_its_units_and_the_day_moved(self, old, draft, clerk, place):
        rows = list(draft.tasks.order_by("position"))
        task_drop(task=rows[place], by=clerk, at=AT)
        back = task_restore(plan=draft, previous=rows[place].previous, by=clerk, at=AT)
        order = draft.tasks.order_by("position").values_list("previous", flat=True)
        assert list(order) == list(old.tasks.order_by("position").values_list("pk", flat=True))
        assert (back.deadline_raw, str(back.due_on), back.heading.plan) == ("2026年6月底前", "2026-06-30", draft)
        assert back.parties.get().unit == old.tasks.first().parties.get().unit

    def test_a_heading_that_the_draft_does_not_have_comes_back_with_its_row(self, old, draft, clerk):
        last = draft.tasks.order_by("position").last()
        task_drop(task=last, by=clerk, at=AT)
        draft.headings.filter(text="二、乙").delete()
        assert task_restore(plan=draft, previous=last.previous, by=clerk, at=AT).heading.text == "二、乙"

    def test_a_row_is_taken_back_once(self, old, draft, clerk):
        with pytest.raises(ActRefused, match="已经由本年"):
            task_restore(plan=draft, previous=old.tasks.first(), by=clerk, at=AT)
        assert draft.tasks.count() == 4

    def test_a_row_of_another_office_is_not_taken_over(self, draft, clerk):
        foreign = make_task(make_plan(make_office("beihe", "北河县人民政府办公室", "北河县"), year=2025))
        with pytest.raises(ActRefused, match="本办公室"):
            task_restore(plan=draft, previous=foreign, by=clerk, at=AT)
