"""A plan beside last year's: which row is which, and what became of it."""

from datetime import date, timedelta

import pytest

from tasks.comparison import compare, compared_plans
from tasks.likeness import pair_tasks
from tasks.models import Assignment, Task
from tasks.outcomes import outcomes
from tasks.services.drafts import task_drop
from tasks.services.errors import ActRefused
from tasks.services.lineage import plan_link_previous
from tasks.services.roll_forward import plan_roll_forward
from tasks.years import move_years, names_year
from tests.world import AT, issue, make_clerk, make_office, make_plan, make_task, make_unit
from units.marks import marked
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
TEXTS = ("公开财政预算和决算，细化到项级科目。", "公开住房保障信息，按季度更新。", "办好政府开放日，邀请群众代表参加。")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def old(office):
    plan = make_plan(office, "2025年要点", 2025)
    heading = plan.headings.create(level=1, text="一、做好公开", position=1)
    for text in TEXTS:
        make_task(
            plan, make_unit(office, f"县第{len(text)}局"), requirement=text, units_raw="县财政局", heading=heading
        )
    plan.tasks.update(deadline_raw="2025年12月底前", due_on=date(2025, 12, 31))
    return issue(plan)


@pytest.fixture
def draft(old):
    return plan_roll_forward(plan=old, year=2026, title="2026年要点", by=None, at=AT)


def statuses(plan, also=None):
    return [(row.status.value, row.shown.number) for row in compare(plan, compared_plans(plan, also))]


def change(task, **values):
    Task.objects.filter(pk=task.pk).update(**values)


class TestStatus:
    """Same, changed, new, not carried on."""

    def test_a_plan_rolled_forward_is_the_same_but_for_the_year(self, draft):
        assert statuses(draft) == [("same", "1"), ("same", "2"), ("same", "3")]

    @pytest.mark.parametrize(
        ("cell", "words"),
        [
            ("requirement", "公开住房保障信息，按月更新。"),
            ("units_raw", "县住建局"),
            ("deadline_raw", "2026年6月底前"),
            ("done_rule", "lead"),
        ],
    )
    def test_a_row_with_another_cell_is_changed_and_says_which(self, draft, cell, words):
        due = {"due_on": date(2026, 6, 30)} if cell == "deadline_raw" else {}
        change(draft.tasks.get(number="2"), **{cell: words}, **due)
        (row,) = [row for row in compare(draft, compared_plans(draft)) if row.status == "changed"]
        assert (row.task.number, list(row.changes)) == ("2", [cell])

    @pytest.mark.parametrize(
        ("cell", "words"),
        [
            ("requirement", "公开住房保障信息, 按季度更新。"),
            ("number", "12"),
            ("deadline_raw", "12月底前"),
            ("deadline_raw", "2025年12月底前"),
        ],
    )
    def test_blanks_numbers_and_the_year_make_no_change(self, draft, cell, words):
        change(draft.tasks.get(number="2"), **{cell: words})
        assert [status for status, _ in statuses(draft)] == ["same"] * 3

    def test_the_moved_year_in_the_requirement_makes_no_change_and_last_years_is_pointed_out(self, old, draft):
        change(old.tasks.get(number="1"), requirement="公开2025年预算。")
        change(draft.tasks.get(number="1"), requirement="公开2026年预算。")
        change(old.tasks.get(number="2"), requirement="公开2025年决算。")
        change(draft.tasks.get(number="2"), requirement="公开2025年决算。")
        rows = compare(draft, compared_plans(draft))
        assert [(row.status.value, row.stale_year) for row in rows[:2]] == [("same", None), ("same", 2025)]

    def test_a_heading_counts_by_its_words_and_not_by_its_numeral(self, draft):
        draft.headings.update(text="二、做好公开")
        assert {status for status, _ in statuses(draft)} == {"same"}
        draft.headings.update(text="二、加强保障")
        assert {status for status, _ in statuses(draft)} == {"changed"}

    def test_a_dropped_row_stands_where_it_was_and_a_new_one_is_new(self, draft):
        for number in ("1", "3"):
            task_drop(task=draft.tasks.get(number=number), by=None, at=AT)
        Task.objects.create(plan=draft, position=9, number="9", requirement="新。")
        assert statuses(draft) == [("dropped", "1"), ("same", "2"), ("dropped", "3"), ("new", "9")]

    def test_with_every_row_dropped_last_years_plan_may_still_be_named(self, old, draft):
        draft.tasks.all().delete()
        assert statuses(draft) == []
        assert [status for status, _ in statuses(draft, old)] == ["dropped"] * 3

    @pytest.mark.parametrize("rows", [1, 20])
    def test_the_number_of_queries_does_not_grow(self, office, rows, django_assert_num_queries):
        base = make_plan(office, "旧", 2025)
        for n in range(rows):
            make_task(base, heading=base.headings.create(level=1, text=f"{n}", position=n))
        new = plan_roll_forward(plan=base, year=2026, title="新", by=None, at=AT)
        with django_assert_num_queries(4):
            compare(new, compared_plans(new))


class TestOutcome:
    """How last year ended."""

    def test_done_of_all_and_those_late_by_answer_or_by_silence(self, office):
        plan = make_plan(office)
        task = make_task(plan, *(make_unit(office, f"县第{n}局") for n in range(5)), due_on=date(2026, 5, 20))
        issue(plan)
        on_time, late, silent, ended, reviewed = task.assignments.order_by("pk")
        day = timedelta(days=1)
        done = {"state": "done", "done_at": AT + 30 * day}
        Assignment.objects.filter(pk=on_time.pk).update(submitted_at=AT + day, **done)
        Assignment.objects.filter(pk=late.pk).update(submitted_at=AT + 20 * day, **done)
        Assignment.objects.filter(pk=ended.pk).update(state="cancelled")
        Assignment.objects.filter(pk=reviewed.pk).update(
            submitted_at=AT + 12 * day, review_time=5 * day, **done
        )  # the office's own time is taken off
        found = outcomes([task], date(2026, 6, 30))[task.pk]
        assert (found.done, found.total, found.late) == (3, 4, 2)
        assert outcomes([task], date(2026, 5, 20))[task.pk].late == 1  # the due day itself is in time
        assert silent.state == "assigned"

    def test_a_task_that_nobody_got_has_none(self, office):
        task = make_task(make_plan(office))
        assert outcomes([task], date(2026, 6, 30))[task.pk].total == 0


class TestLinking:
    """The new plan came in as a paper of its own."""

    @pytest.fixture
    def paper(self, office):
        plan = make_plan(office, "2026年任务分工", 2026)
        make_task(plan, requirement="办好政府开放日，邀请群众代表和企业代表参加。")
        make_task(plan, requirement="公开财政预算和决算，细化到项级科目。")
        make_task(plan, requirement="建立公开监督员制度。")
        return plan

    def test_rows_are_linked_to_those_they_are_most_like(self, old, paper):
        assert plan_link_previous(plan=paper, base=old, by=None, at=AT) == 2
        assert statuses(paper) == [("changed", "1"), ("changed", "2"), ("dropped", "2"), ("new", "3")]
        assert list(paper.tasks.order_by("position").values_list("previous__number", flat=True)) == ["3", "1", None]
        assert AuditEntry.objects.get(verb="与上年对照", object_type="tasks.plan").changes == {"对应": [0, 2]}
        assert AuditEntry.objects.filter(verb="与上年对照", object_type="tasks.task").count() == 2

    def test_again_it_finds_nothing_new_and_writes_nothing(self, old, paper):
        plan_link_previous(plan=paper, base=old, by=None, at=AT)
        entries = AuditEntry.objects.count()
        assert plan_link_previous(plan=paper, base=old, by=None, at=AT) == 0
        assert AuditEntry.objects.count() == entries

    def test_a_link_that_stands_is_left_alone(self, old, paper):
        one, two = old.tasks.get(number="1"), paper.tasks.get(number="2")
        change(paper.tasks.get(number="3"), previous=one)
        plan_link_previous(plan=paper, base=old, by=None, at=AT)
        two.refresh_from_db()
        assert two.previous is None  # its like is taken, and a second best is no match

    def test_rows_that_are_told_apart_by_nothing_stay_unlinked(self, old, paper):
        change(paper.tasks.get(number="3"), requirement=TEXTS[0])
        plan_link_previous(plan=paper, base=old, by=None, at=AT)
        assert list(paper.tasks.filter(previous=None).values_list("number", flat=True)) == ["2", "3"]

    def test_equal_words_are_told_apart_by_their_units(self, office, old, paper):
        change(old.tasks.get(number="2"), requirement=TEXTS[0], units_raw="各镇街")
        change(paper.tasks.get(number="2"), units_raw="各镇街")
        plan_link_previous(plan=paper, base=old, by=None, at=AT)
        assert paper.tasks.get(number="2").previous.number == "2"

    def test_the_year_in_the_words_does_not_tell_them_apart(self, office):
        old, new = make_plan(office, "旧", 2025), make_plan(office, "新", 2026)
        for year in (2025, 2024):
            make_task(old, requirement=f"{year}年报告。")
        task = make_task(new, requirement="2026年报告。")
        assert pair_tasks([task], list(old.tasks.all()), 1) == {task.pk: old.tasks.get(number="1").pk}

    def test_it_works_for_an_issued_plan_and_not_for_a_closed_one(self, office, old, paper):
        for task in paper.tasks.all():
            task.parties.create(position=1, text="县财政局", unit=office.units.first())
        issue(paper)
        assert plan_link_previous(plan=paper, base=old, by=None, at=AT) == 2
        paper.state = "closed"
        paper.save()
        with pytest.raises(ActRefused, match="已经归档"):
            plan_link_previous(plan=paper, base=old, by=None, at=AT)

    def test_a_plan_of_another_office_is_refused(self, paper):
        foreign = make_plan(make_office("beihe", "北河县人民政府办公室", "北河县"), year=2025)
        with pytest.raises(ActRefused, match="本办公室"):
            plan_link_previous(plan=paper, base=foreign, by=make_clerk(paper.office), at=AT)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("公开目录并及时更新。", "主动公开目录并及时更新。", [("", "", "主动"), ("公开目录并及时更新。", "", "")]),
        ("每年公开10次以上", "每年公开12次以上", [("每年公开", "10", "12"), ("次以上", "", "")]),
        ("完全不同的一句话", "另外写了别的东西", [("", "完全不同的一句话", "另外写了别的东西")]),
        ("公开预算", "公开预算", [("公开预算", "", "")]),
        ("", "新写的", [("", "", "新写的")]),
    ],
)
def test_what_differs_is_marked_and_no_number_is_cut_in_two(old, new, pieces):
    assert marked(old, new) == pieces


@pytest.mark.parametrize("texts", [("公" * 5000, "开" * 5000), ("公开" * 700, "开公" * 700)])
def test_the_pieces_of_any_two_texts_add_up_to_both(texts):
    old, new = texts
    pieces = marked(old, new)
    assert "".join(same + before for same, before, _ in pieces) == old
    assert "".join(same + after for same, _, after in pieces) == new


def test_years_are_moved_and_found_however_they_are_written():
    assert move_years("2025年、2025-12-31、二〇二五年、12025年", 1) == "2026年、2026-12-31、二〇二六年、12025年"
    assert names_year("按二○二五年要求", 2025)
    assert not names_year("电话 20251234", 2025)
