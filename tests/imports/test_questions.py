"""What only a person knows, each asked once for all rows, and what becomes of the answers."""

from datetime import date

import pytest
from django.urls import reverse

from imports.services import ImportRefused, batch_preview
from tasks.models import Plan, Task, TaskParty
from tests.imports.papers import table
from tests.world import AT, issue, make_group
from units.models import Unit, UnitAlias, UnitGroup


def codes(batch) -> list[str]:
    return [question.code for question in batch_preview(batch).open_questions]


def one(units="县财政局", deadline="2026年12月底前", **more) -> bytes:
    return table((1, "一、公开", "公开财政预算。", units, deadline), *more.get("rows", ()))


class TestNames:
    """Names that the register does not know."""

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("县水务局", "bureau"),
            ("许商街道", "subdistrict"),
            ("丙镇", "town"),
            ("工业园区管委会", "committee"),
            ("秘书一科", "section"),
            ("县税务局", "vertical"),
            ("市生态环境局青山分局", "vertical"),
            ("县融媒体中心", "institution"),
            ("县委网信办", "party"),
            ("国网青山县供电公司", "enterprise"),
        ],
    )
    def test_a_name_is_proposed_as_the_kind_of_unit_that_it_looks_like(self, desk, name, kind):
        (asked,) = batch_preview(desk.open(one(name))).asked
        assert asked.proposal == {"as": "new", "kind": kind}

    def test_a_name_much_like_a_known_one_is_not_decided_for_the_clerk(self, desk):
        (asked,) = batch_preview(desk.open(one("县财政管理局"))).asked
        assert asked.suggestions[0][0] == "县财政局"
        assert asked.proposal == {}

    def test_two_new_names_of_one_paper_may_mean_the_same_unit(self, desk):
        batch = desk.load(
            one("县行政审批局、行政审批局服务"),
            units={
                "县行政审批局": {"as": "new"},
                "行政审批局服务": {"as": "alias", "name": "县行政审批局"},
            },
        )
        new = Unit.objects.get(short_name="县行政审批局")
        assert set(TaskParty.objects.filter(task__plan=batch.plan).values_list("unit", flat=True)) == {new.pk}
        assert UnitAlias.objects.get(name="行政审批局服务").unit == new

    def test_words_kept_as_text_are_not_asked_about_in_the_next_paper(self, desk):
        desk.load(one("县财政局、某某专班"), units={"某某专班": {"as": "ignore"}})
        other = one("县住建局、某某专班").replace("重点工作".encode(), b"")
        assert batch_preview(desk.open(other)).unsettled == []


class TestGroups:
    """Phrases that mean many units."""

    def test_members_are_taken_by_kind_and_by_name(self, desk):
        batch = desk.load(
            one("各有关单位"),
            units={"各有关单位": {"as": "new_group"}},
            members={"各有关单位": {"kinds": ["town"], "names": "县财政局、丙镇、城关街道"}},
        )
        group = UnitGroup.objects.get(name="各有关单位")
        names = ["甲镇", "乙镇", "县财政局", "丙镇", "城关街道"]
        assert sorted(group.members.values_list("short_name", flat=True)) == sorted(names)
        assert Unit.objects.get(short_name="丙镇").kind == "town"
        issue(batch.plan)
        assert Task.objects.get().assignments.count() == 5

    def test_the_preview_counts_the_members_that_are_yet_to_be_created(self, desk):
        batch = desk.answer(
            desk.open(one("各科室")),
            units={"各科室": {"as": "new_group"}},
            members={"各科室": {"names": "秘书一科、秘书二科、县财政局"}},
        )
        assert batch_preview(batch).counts["assignments"] == 3

    def test_a_new_group_without_members_is_asked_about_until_somebody_names_them(self, desk):
        batch = desk.answer(desk.open(one("各科室")), units={"各科室": {"as": "new_group"}})
        assert codes(batch) == ["units_open_group"]
        assert codes(desk.answer(batch, members={"各科室": {"names": "秘书一科"}})) == []

    def test_a_phrase_that_names_nobody_is_asked_about_in_every_paper(self, desk):
        group = make_group(desk.office, "有关部门", desk.finance, is_open=True)
        batch = desk.open(one("有关部门"))
        assert codes(batch) == ["units_open_group"]
        desk.apply(desk.answer(batch, members={"有关部门": {"names": "县住建局"}}))
        assert list(group.members.all()) == [desk.housing]
        assert codes(desk.open(one("有关部门"))) == []
        other = one("有关部门").replace("重点工作".encode(), b"")
        assert codes(desk.open(other)) == ["units_open_group"]

    def test_the_same_paper_again_leaves_members_that_were_changed_since(self, desk):
        group = make_group(desk.office, "有关部门", is_open=True)
        desk.load(one("有关部门"), members={"有关部门": {"names": "县住建局"}})
        group.members.set([desk.finance])
        desk.load(one("有关部门"))
        assert list(group.members.all()) == [desk.finance]

    def test_a_register_group_without_members_is_asked_about(self, desk):
        make_group(desk.office, "县属企业")
        assert codes(desk.open(one("县属企业"))) == ["units_open_group"]

    def test_an_answer_with_an_unknown_kind_is_refused(self, desk):
        with pytest.raises(ImportRefused, match="类别"):
            desk.answer(desk.open(one("各科室")), members={"各科室": {"kinds": ["planet"]}})


class TestDeadlines:
    """Days that a person must look at."""

    def test_a_day_that_is_past_is_asked_about_once_for_all_rows(self, desk, time_machine):
        time_machine.move_to(AT)
        rows = [(n, "一、公开", f"公开第{n}类。", "县财政局", "2026年3月底前") for n in (2, 3)]
        batch = desk.open(one(deadline="2026年3月底前", rows=rows))
        (asked,) = batch_preview(batch).deadlines
        assert (asked.code, asked.count, asked.reading.due_on) == ("deadline_past", 3, date(2026, 3, 31))

    @pytest.mark.parametrize(
        ("answer", "due_on"), [("keep", date(2026, 3, 31)), ("2026-12-01", date(2026, 12, 1)), ("open", None)]
    )
    def test_a_past_day_is_kept_or_moved_or_given_up(self, desk, time_machine, answer, due_on):
        time_machine.move_to(AT)
        batch = desk.answer(desk.open(one(deadline="2026年3月底前")), deadlines={"2026年3月底前": answer})
        assert codes(batch) == []
        desk.apply(batch)
        assert Task.objects.get().due_on == due_on

    def test_a_day_that_hangs_on_a_missing_date_of_issue_may_be_left_open_until_the_plan_is_issued(self, desk):
        batch = desk.open(one(deadline="本月底前"))
        assert codes(batch) == ["deadline_vague"]
        desk.apply(batch)
        task = Task.objects.get()
        assert (task.deadline_raw, task.deadline_kind, task.due_on) == ("本月底前", "vague", None)
        assert batch_preview(desk.open(one(deadline="本月底前"))).changes_nothing

    def test_the_question_about_a_deadline_names_its_task_and_where_it_stands(self, desk, client):
        client.force_login(desk.clerk)
        rows = (
            (2, "一、公开", "公开决算。", "县财政局", "适时"),
            (3, "一、公开", "公开救助信息。", "县财政局", "适时"),
        )
        for more, said in (((), "“公开财政预算。”（"), (rows, "如“公开财政预算。”（")):
            batch = desk.open(one(deadline="适时", rows=more))
            page = client.get(reverse("import_questions", args=[batch.pk])).content.decode()
            assert f">{said}{batch_preview(batch).deadlines[0].source}）" in page

    def test_two_phrases_in_one_cell_are_asked_about(self, desk, time_machine):
        time_machine.move_to(AT)
        batch = desk.open(one(deadline="6月底前完成方案，12月底前全面完成"))
        assert codes(batch) == ["deadline_two"]


class TestNumbers:
    """The same number twice."""

    ROWS = (
        (2, "一、公开", "公开决算。", "县财政局", "12月底前"),
        (2, "一、公开", "公开决算情况。", "县财政局", "12月底前"),
    )

    def test_a_row_printed_again_is_left_out_and_said(self, desk):
        batch = desk.open(one(rows=self.ROWS))
        (asked,) = batch_preview(batch).numbered_twice
        assert asked.row.requirement == "公开决算情况。"
        batch = desk.answer(batch, rows={asked.key: "drop"})
        assert batch_preview(batch).paper.not_read[-1].why == "按答复不导入"
        assert desk.apply(batch)["created"] == 2

    def test_two_tasks_with_one_number_are_both_kept(self, desk):
        batch = desk.open(one(rows=self.ROWS))
        (asked,) = batch_preview(batch).numbered_twice
        batch = desk.answer(batch, rows={asked.key: "keep"})
        assert codes(batch) == []
        assert desk.apply(batch)["created"] == 3


def test_a_paper_without_a_year_asks_for_it_first(desk):
    batch = desk.open(one(deadline="12月底前").replace("2026年".encode(), b""))
    assert codes(batch)[0] == "year_missing"
    with pytest.raises(ImportRefused, match="年度"):
        desk.apply(batch)
    assert not Plan.objects.exists()
