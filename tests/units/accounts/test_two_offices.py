"""Somebody with roles in two offices sees the chosen one only, and chooses by a form (P06)."""

import pytest
from django.urls import reverse

from tests.admin.conftest import fill
from tests.world import issue, make_clerk, make_office, make_plan, make_task
from units.models import AuditEntry
from units.scope import Unscoped

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LISTS = ["overview", "plan_list", "assignment_list", "review_queue", "activities", "import_start", "mail_list"]
REGISTERS = ["units_unit", "units_unitalias", "units_unitgroup", "units_membership", "units_user", "units_auditentry"]
REGISTERS += ["tasks_plan", "tasks_task", "tasks_assignment", "reminders_reminder", "reminders_outgoingmail"]


class Two:
    """青山县 and 邻水县, each with one row of everything, and one clerk of both."""

    def __init__(self):
        self.offices = make_office(), make_office("linshui", "邻水县人民政府办公室", "邻水县")
        self.words = "青山", "邻水"
        self.rows = [fill(office, word) for office, word in zip(self.offices, self.words, strict=True)]
        self.plans = [self.plan(office, word) for office, word in zip(self.offices, self.words, strict=True)]
        self.person = make_clerk(self.offices[0])
        self.person.name = "双任"
        self.person.save()
        self.person.memberships.create(office=self.offices[1], role="office")
        self.desks = [self.person.memberships.get(office=office) for office in self.offices]

    def plan(self, office, word):
        plan = make_plan(office, title=f"2026年{word}要点")
        make_task(plan, office.units.first(), requirement=f"{word}公开。")
        return issue(plan)

    def pages(self, n):
        """Return pages of office n that name its things."""
        rows = self.rows[n]
        pages = [reverse(name) for name in LISTS]
        pages += [reverse("plan", args=[self.plans[n].pk]), reverse("matrix", args=[self.plans[n].pk])]
        pages += [reverse("assignment", args=[rows["tasks_assignment"].pk])]
        pages += [reverse("activity", args=[rows["calendar_events_activity"].pk])]
        pages += [reverse("mail", args=[rows["reminders_outgoingmail"].pk])]
        pages += [reverse(f"admin:{model}_changelist") for model in REGISTERS]
        pages += [reverse(f"admin:{model}_changelist") + f"?q={self.words[1 - n]}" for model in REGISTERS]
        return pages + [reverse(f"admin:{model}_change", args=[rows[model].pk]) for model in REGISTERS]


@pytest.fixture
def two():
    return Two()


def sit(client, two, n):
    return client.post(reverse("switch_desk"), {"membership": two.desks[n].pk})


def told(client, address) -> str:
    """Return what a page says beside the choice of desks, which names both, and what was searched for."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = answer.content.decode()
    head, _, rest = text.partition('<select name="membership"')
    return head + rest.partition("</select>")[2]


@pytest.mark.parametrize("n", [0, 1])
def test_every_page_speaks_of_the_chosen_office_only(client, two, n):
    client.force_login(two.person)
    sit(client, two, n)
    for address in two.pages(n):
        page = told(client, address)
        searched = f"?q={two.words[1 - n]}" in address
        rest = (
            page.replace(f'value="{two.words[1 - n]}"', "").replace(f"q={two.words[1 - n]}", "") if searched else page
        )
        assert two.words[1 - n] not in rest, address


@pytest.mark.parametrize("n", [0, 1])
def test_what_belongs_to_the_other_office_is_not_there(client, two, n):
    client.force_login(two.person)
    sit(client, two, n)
    mine = {address for address in two.pages(n) if client.get(address).status_code == 200}
    for address in {address for address in two.pages(1 - n) if "?q=" not in address} - mine:
        assert client.get(address).status_code == 404, address
    rows = two.rows[1 - n]
    for name, pk in (("plan_close", two.plans[1 - n].pk), ("report_accept", rows["tasks_progressreport"].pk)):
        assert client.post(reverse(name, args=[pk])).status_code == 404, name


def test_choosing_is_a_form_of_ones_own_desks_and_is_written_down(client, two):
    client.force_login(two.person)
    assert client.get(reverse("switch_desk"), {"membership": two.desks[1].pk}).status_code == 405
    assert client.get(reverse("home"), {"membership": two.desks[1].pk, "office": two.offices[1].pk}).status_code == 302
    assert "青山" in told(client, reverse("plan_list"))
    assert sit(client, two, 1).status_code == 302
    assert "邻水" in told(client, reverse("plan_list"))
    entry = AuditEntry.objects.get(verb="切换身份")
    assert (entry.actor_ref, entry.office_ref) == (two.person.pk, two.offices[1].pk)
    foreign = two.rows[0]["units_membership"]
    for wrong in (foreign.pk, 0, "x", "", "１"):
        assert client.post(reverse("switch_desk"), {"membership": wrong}).status_code == 404


def test_a_desk_that_ended_is_left(client, two):
    client.force_login(two.person)
    sit(client, two, 1)
    two.desks[1].to_on = "2026-01-01"
    two.desks[1].save()
    assert "邻水" not in told(client, reverse("plan_list"))


def test_a_view_that_forgets_the_desk_is_refused_and_without_the_guard_would_speak_of_both(client, two, monkeypatch):
    monkeypatch.setattr("tasks.querysets.PlanQuerySet.visible_to", lambda rows, user: rows.all())
    client.force_login(two.person)
    with pytest.raises(Unscoped):
        client.get(reverse("plan_list"))
    monkeypatch.setattr("units.scope.is_scoped", lambda query: True)
    assert "邻水" in told(client, reverse("plan_list"))
