"""Which upper-level clause a task comes from, and who may see it: the own parent's issued plans, nothing else."""

import pytest

from tasks.lineage import cite, search, suggest
from tasks.models import Task
from tasks.services.drafts import task_save
from tasks.services.errors import ActRefused
from tasks.services.issue import plan_close
from tasks.services.lineage import task_set_lineage
from tests.world import AT, issue, make_clerk, make_office, make_plan, make_task, make_unit
from units.models import AuditEntry

pytestmark = pytest.mark.django_db


class Family:
    """A city with two counties and a township below one of them; each has a plan with one task."""

    def __init__(self):
        self.city = make_office("city", "某市人民政府办公室", "某市")
        self.county = make_office(parent=self.city)
        self.sibling = make_office("beihe", "北河县人民政府办公室", "北河县", parent=self.city)
        self.child = make_office("town", "甲镇党政办公室", "甲镇", parent=self.county)
        self.stranger = make_office("far", "远方市人民政府办公室", "远方市")
        for name in ("city", "county", "sibling", "child", "stranger"):
            office = getattr(self, name)
            plan = make_plan(office, f"{office.region}2026年要点")
            make_task(plan, make_unit(office), requirement=f"{office.region}推进政策解读，丰富解读形式。")
            setattr(self, f"{name}_plan", plan)
        for name in ("city", "sibling", "child", "stranger"):
            issue(getattr(self, f"{name}_plan"))
        self.task, self.upper = self.county_plan.tasks.get(), self.city_plan.tasks.get()

    def set(self, upper=None, text="", task=None):
        task_set_lineage(task=task or self.task, upper=upper, upper_text=text, by=make_clerk(self.county), at=AT)
        return Task.objects.get(pk=self.task.pk)

    def seen(self):
        """Return the upper task as the county's pages see it."""
        return Task.objects.with_upper(self.county.__class__.objects.get(pk=self.county.pk)).get(pk=self.task.pk).upper


@pytest.fixture
def family():
    return Family()


def test_only_the_own_parents_issued_tasks_may_be_named(family):
    assert list(Task.objects.linkable_for(family.county)) == [family.upper]
    assert not Task.objects.linkable_for(family.city).exists()
    assert not Task.objects.linkable_for(family.child).exists()  # its parent's plan is a draft
    draft = make_plan(family.city, "市里的草稿")
    make_task(draft)
    assert list(Task.objects.linkable_for(family.county)) == [family.upper]
    plan_close(plan=family.city_plan, by=None, at=AT)
    assert list(Task.objects.linkable_for(family.county)) == [family.upper]


@pytest.mark.parametrize("whose", ["sibling", "child", "stranger", "county"])
def test_a_task_of_anybody_else_is_refused(family, whose):
    foreign = getattr(family, f"{whose}_plan").tasks.get()
    with pytest.raises(ActRefused, match="上级办公室已下发"):
        family.set(foreign)
    with pytest.raises(ActRefused, match="上级办公室已下发"):
        task_save(task=family.task, values={"upper": foreign}, by=None, at=AT)
    assert Task.objects.get(pk=family.task.pk).upper is None


def test_a_draft_of_the_parent_is_refused(family):
    draft = make_task(make_plan(family.city, "市里的草稿"))
    with pytest.raises(ActRefused, match="上级办公室已下发"):
        family.set(draft)


def test_a_chosen_task_is_cited_in_the_text(family):
    task = family.set(family.upper)
    assert (task.upper, task.upper_text) == (family.upper, "《某市2026年要点》第1项")
    assert family.seen() == family.upper
    assert AuditEntry.objects.get(verb="注明上级条目").changes == {"上级任务": ["", "《某市2026年要点》第1项"]}


def test_typed_words_stay_beside_the_chosen_task(family):
    assert family.set(family.upper, "省要点第12条").upper_text == "省要点第12条"
    assert family.set(None, "省要点第12条").upper_text == "省要点第12条"


def test_the_citation_goes_with_the_task_it_cites(family):
    other = make_task(family.city_plan, requirement="另一项。")
    family.set(family.upper)
    assert family.set(other, cite(family.upper)).upper_text == "《某市2026年要点》第2项"
    assert family.set(None, cite(other)).upper_text == ""


def test_it_may_be_set_for_an_issued_plan_and_changes_no_duty(family):
    issue(family.county_plan)
    before = list(family.task.assignments.values())
    version = family.county_plan.version
    assert family.set(family.upper).upper == family.upper
    family.county_plan.refresh_from_db()
    assert (list(family.task.assignments.values()), family.county_plan.version) == (before, version)
    plan_close(plan=family.county_plan, by=None, at=AT)
    with pytest.raises(ActRefused, match="已经归档"):
        family.set(None)


def test_when_the_upper_task_is_gone_its_words_stay(family):
    family.set(family.upper)
    family.upper.assignments.all().delete()
    family.upper.delete()
    task = Task.objects.get(pk=family.task.pk)
    assert (task.upper, task.upper_text) == (None, "《某市2026年要点》第1项")


def test_when_the_parent_changes_the_task_is_seen_no_longer_and_its_words_stay(family):
    family.set(family.upper)
    family.county.parent = family.stranger
    family.county.save()
    assert family.seen() is None
    task = task_save(
        task=family.task, values={"upper": None, "upper_text": cite(family.upper), "number": "7"}, by=None, at=AT
    )
    assert (task.upper_text, task.number) == ("《某市2026年要点》第1项", "7")
    family.county.parent = family.city
    family.county.save()
    assert family.seen() == family.upper  # what nobody could see, nobody has taken away


def test_saying_the_same_again_is_no_act(family):
    family.set(family.upper)
    family.set(family.upper, cite(family.upper))
    assert AuditEntry.objects.filter(verb="注明上级条目").count() == 1


class TestSearch:
    """Finding the clause."""

    @pytest.fixture(autouse=True)
    def more(self, family):
        self.other = make_task(family.city_plan, requirement="建立公开监督员制度，聘请监督员。")
        last = make_plan(family.city, "某市2025年要点", 2025, state="closed", issued_at=AT)
        self.last = make_task(last, requirement="上年的解读。")
        make_task(make_plan(family.city, "某市2024年要点", 2024, state="closed", issued_at=AT), requirement="解读。")
        make_task(make_plan(family.city, "某市2026年草稿", 2026), requirement="草稿里的解读。")

    def test_by_words_in_the_plans_of_this_year_and_the_last(self, family):
        assert search(family.county_plan, "解读") == [family.upper, self.last]
        assert search(family.county_plan, "解读 形式") == [family.upper]
        assert search(family.county_plan, "没有这几个字") == []

    @pytest.mark.parametrize("words", ["2", "第2项"])
    def test_by_number(self, family, words):
        assert search(family.county_plan, words) == [self.other]

    def test_without_words_the_most_like_are_proposed(self, family):
        assert suggest(family.county_plan, "聘请政务公开监督员，建立监督员制度。")[0] == self.other
        assert suggest(family.city_plan, "聘请政务公开监督员，建立监督员制度。") == []
