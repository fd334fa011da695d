"""A brand-new office, without anything: each page says what to do next, with a way there."""

import re

import pytest
from django.urls import reverse

from tests.pages.desk import Desk
from tests.world import issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import Membership

pytestmark = pytest.mark.django_db

FOR_THE_OFFICE = [
    "overview",
    "progress",
    "plan_list",
    "review_queue",
    "assignment_list",
    "burden",
    "circular",
    "activities",
    "activity_table",
    "activity_waiting",
]
FOR_A_UNIT = ["my_tasks", "my_mail", "plan_list", "activities", "activity_table"]
YEARS = ("activity_table", "activity_waiting")


def address(name) -> str:
    return reverse(name, args=[2026] if name in YEARS else [])


def links_of_the_empty_part(client, name) -> list[str]:
    """The addresses in what an empty page says, all of which must open for the reader."""
    html = client.get(address(name)).content.decode()
    part = (
        html[html.index("还没有下发的任务分工") :] if name == "overview" else html[html.index('class="card empty"') :]
    )
    found = re.findall(r'<a [^>]*href="([^"#]+)', re.split("</div>|</section>", part)[0])
    for one in found:
        assert client.get(one.replace("&amp;", "&")).status_code == 200, (name, one)
    return found


@pytest.mark.parametrize("name", FOR_THE_OFFICE)
def test_an_empty_page_leads_the_clerk_to_where_a_plan_comes_in(client, name):
    client.force_login(make_clerk(make_office()))
    assert reverse("import_start") in links_of_the_empty_part(client, name)


@pytest.mark.parametrize("name", FOR_THE_OFFICE)
def test_an_empty_page_sends_a_leader_nowhere_where_he_may_not_be(client, name):
    client.force_login(make_person(make_office(), Membership.Role.OFFICE_LEADER))
    found = links_of_the_empty_part(client, name)
    assert found
    assert reverse("import_start") not in found


@pytest.mark.parametrize("role", [Membership.Role.LIAISON, Membership.Role.UNIT_LEADER])
@pytest.mark.parametrize("name", FOR_A_UNIT)
def test_an_empty_page_tells_a_unit_where_its_tasks_will_be(client, role, name):
    office = make_office()
    client.force_login(make_person(office, role, make_unit(office)))
    assert links_of_the_empty_part(client, name)


def test_the_letters_page_of_a_new_office_leads_to_the_test_letter(client):
    client.force_login(make_clerk(make_office()))
    html = client.get(reverse("mail_list")).content.decode()
    assert "还没有发出过提醒" in html
    assert html.count(reverse("mail_runs")) > 1


def test_a_list_that_is_only_narrowed_too_much_does_not_speak_of_importing(client):
    desk = Desk()
    client.force_login(desk.people["office"])
    html = client.get(reverse("assignment_list") + "?show=returned&year=2026").content.decode()
    assert "没有这样的任务" in html
    assert "还没有下发" not in html


def test_a_review_queue_that_is_worked_off_leads_to_who_has_not_answered(client):
    office = make_office()
    plan = make_plan(office)
    make_task(plan, make_unit(office))
    issue(plan)
    client.force_login(make_clerk(office))
    html = client.get(reverse("review_queue")).content.decode()
    assert "看谁还没有报送" in html


def test_a_quarter_without_tasks_is_not_offered_for_closing(client):
    client.force_login(make_clerk(make_office()))
    html = client.get(reverse("circular")).content.decode()
    assert "没有可以通报的内容" in html
    assert "封存" not in html
