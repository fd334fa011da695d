"""What an address asks of the list of assignments, and what of it is passed over or not there."""

from datetime import date

import pytest
from django.db.models import F
from django.http import Http404

from tasks import listed
from tasks.listing import Listing
from tasks.models import Assignment, ProgressReport, TaskParty
from tasks.services.issue import plan_extend
from tasks.services.reassign import assignment_reassign
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


class Desk:
    """An office with two plans, a town and a bureau."""

    def __init__(self, slug="qingshan", name="青山县人民政府办公室", region="青山县"):
        self.office = make_office(slug, name, region)
        self.clerk = make_clerk(self.office)
        self.bureau = make_unit(self.office)
        self.town = make_unit(self.office, "甲镇", kind="town")
        self.plan, self.other = make_plan(self.office), make_plan(self.office, "2026年任务分工")
        self.chapter = self.plan.headings.create(level=1, text="一、公开", position=1)
        self.part = self.plan.headings.create(level=2, text="（一）财政", position=2, parent=self.chapter)
        make_task(self.plan, self.bureau, self.town, heading=self.part, requirement="公开财政预算。")
        make_task(self.plan, self.bureau, requirement="公开住房保障信息。", due_on=date(2026, 6, 30))
        make_task(self.other, self.town, requirement="公开救灾款物。", due_on=None)
        for plan in (self.plan, self.other):
            issue(plan, by=self.clerk)

    def ask(self, **params) -> list[str]:
        """Return what the list shows, as unit and task's number."""
        rows = Listing({name: str(value) for name, value in params.items()}, self.clerk, TODAY).rows()
        rows = rows.select_related("task", "unit").by_due_day().order_by("due_key", "pk")
        return [f"{row.unit}{row.task.requirement[2:4]}" for row in rows]


@pytest.fixture
def desk():
    return Desk()


def test_everything_of_the_year_in_order_of_due_day(desk):
    assert desk.ask() == ["县财政局住房", "县财政局财政", "甲镇财政", "甲镇救灾"]
    assert desk.ask(year=2025) == []


def test_by_plan_unit_kind_heading_and_text(desk):
    assert desk.ask(plan=desk.other.pk) == ["甲镇救灾"]
    assert desk.ask(unit=desk.bureau.pk) == ["县财政局住房", "县财政局财政"]
    assert desk.ask(kind="town") == ["甲镇财政", "甲镇救灾"]
    assert desk.ask(heading=desk.part.pk) == ["县财政局财政", "甲镇财政"]
    assert desk.ask(heading=desk.chapter.pk) == ["县财政局财政", "甲镇财政"]  # with what stands below it
    assert desk.ask(q="住房") == ["县财政局住房"]
    assert desk.ask(q="财政", unit=desk.town.pk, kind="town", plan=desk.plan.pk) == ["甲镇财政"]
    assert desk.ask(q="100%_没有") == []


@pytest.mark.parametrize("few", [True, False])
def test_a_word_that_many_tasks_hold_finds_as_much_as_a_rare_one(desk, monkeypatch, few):
    monkeypatch.setattr(listed, "_are_few", lambda *_: few)
    assert desk.ask(q="公开") == ["县财政局住房", "县财政局财政", "甲镇财政", "甲镇救灾"]
    assert desk.ask(q="公开", unit=desk.town.pk) == ["甲镇财政", "甲镇救灾"]


def report(assignment, **fields):
    person = make_person(assignment.office, unit=assignment.unit)
    return ProgressReport.objects.create(
        assignment=assignment, author=person, created_at=AT, progress="已公开。", **fields
    )


def test_by_need(desk):
    housing = desk.bureau.assignments.get(task__requirement__contains="住房")
    budget = desk.bureau.assignments.get(task__requirement__contains="财政")
    assert desk.ask(show="overdue") == ["县财政局住房"]
    assert desk.ask(show="returned") == desk.ask(show="coordination") == desk.ask(show="leader") == []
    Assignment.objects.filter(pk=housing.pk).update(state="in_progress")
    report(housing, state="returned", review_note="请补充", needs_coordination=True)
    report(housing, state="returned", review_note="再补充")
    assert desk.ask(show="returned") == ["县财政局住房"]
    assert desk.ask(show="coordination") == []  # sent back: it is the unit's turn
    report(budget, state="recorded", needs_coordination=True)
    assert desk.ask(show="coordination") == ["县财政局财政"]
    report(budget, state="at_leader")
    assert desk.ask(show="leader") == ["县财政局财政"]
    assert desk.ask(show="coordination") == []  # what was said last does not ask for it any more
    assert desk.ask(show="unreceived") == ["县财政局财政", "甲镇财政", "甲镇救灾"]


def test_plans_that_are_drafts_or_archived_are_not_listed(desk):
    draft = make_plan(desk.office, "草案")
    make_task(draft, desk.bureau)
    desk.other.state = "closed"
    desk.other.save()
    assert desk.ask(kind="town") == ["甲镇财政"]
    assert desk.ask(plan=desk.other.pk) == []


@pytest.mark.parametrize("name", ["plan", "unit", "heading"])
def test_what_belongs_to_another_office_is_not_there(desk, name):
    there = Desk("beihe", "北河县人民政府办公室", "北河县")
    objects = {"plan": there.plan, "unit": there.bureau, "heading": there.part}
    with pytest.raises(Http404):
        desk.ask(**{name: objects[name].pk})
    assert desk.ask(q="公开", show="nonsense", kind="nonsense", unit="x", year="x") == desk.ask()


def test_a_unit_gets_nothing_of_the_offices_list(desk):
    liaison = make_person(desk.office, unit=desk.bureau)
    assert not Listing({}, liaison, TODAY).rows().exists()
    assert not Listing({"unit": str(desk.bureau.pk)}, liaison, TODAY).rows().exists()


def test_a_plan_that_is_archived_in_the_same_year_is_passed_over(desk):
    desk.plan.state = "closed"
    desk.plan.save()
    assert desk.ask() == desk.ask(year=2026) == ["甲镇救灾"]
    assert desk.ask(plan=desk.plan.pk) == []


def test_a_unit_of_many_years_is_asked_for_in_one(desk):
    earlier = make_plan(desk.office, "2025年任务分工", 2025)
    make_task(earlier, desk.town, requirement="公开粮食储备。", due_on=date(2025, 12, 31))
    issue(earlier, by=desk.clerk)
    assert desk.ask(unit=desk.town.pk, year=2025) == desk.ask(year=2025) == ["甲镇粮食"]
    assert desk.ask(unit=desk.town.pk) == ["甲镇财政", "甲镇救灾"]


def test_every_way_to_an_assignment_gives_it_the_plan_and_year_of_its_task(desk):
    late = make_plan(desk.office, "2024年任务分工", 2024)
    task = make_task(late, desk.bureau)
    issue(late, by=desk.clerk)
    old = task.assignments.get()
    assignment_reassign(assignment=old, unit=desk.town, by=desk.clerk, at=AT, reason="职能调整")
    other = make_unit(desk.office, "县民政局")
    TaskParty.objects.create(task=task, position=2, text="县民政局", unit=other)
    plan_extend(plan=late, tasks=[task], by=desk.clerk, at=AT)
    assert list(task.assignments.order_by("pk").values_list("unit", "plan", "year")) == [
        (desk.bureau.pk, late.pk, 2024),
        (desk.town.pk, late.pk, 2024),
        (other.pk, late.pk, 2024),
    ]
    assert not Assignment.objects.exclude(plan=F("task__plan"), year=F("task__plan__year")).exists()
