"""Where the pages of the admin lead: nobody is led to a page that refuses him."""

import pytest
from lxml import html

from reminders.models import EscalationStep
from tests.admin.desk import errors, post
from tests.admin.test_access import MODELS, SEEN, url
from tests.world import log_in, make_clerk
from units.models import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ELSEWHERE = "在工作平台查看"


@pytest.mark.parametrize("who", ["clerk", "leader", "system", "security", "audit"])
def test_each_link_of_a_row_can_be_followed(client, world, who):
    log_in(client, getattr(world, who))
    links = set()
    for model in MODELS:
        if model in SEEN[who]:
            page = html.fromstring(client.get(url(model, "change", world.rows[model].pk)).content.decode())
            links |= set(page.xpath("//div[@id='main']//a/@href"))
    inside = {link for link in links if link.startswith("/") and not link.startswith("/published/")}
    assert {link: code for link in inside if (code := client.get(link).status_code) not in (200, 302)} == {}


def test_only_who_works_on_the_platform_is_led_there(client, world):
    plan = world.rows["tasks_plan"]
    for who, led in {"clerk": True, "leader": True, "system": False}.items():
        log_in(client, getattr(world, who))
        page = client.get(url("tasks_plan", "change", plan.pk)).content.decode()
        assert (ELSEWHERE in page) == led, who


def test_a_person_is_a_link_for_who_may_open_accounts(client, world):
    report = world.rows["tasks_progressreport"]
    account = url("units_user", "change", report.author_id)
    for who, led in {"clerk": True, "system": False}.items():
        log_in(client, getattr(world, who))
        page = client.get(url("tasks_progressreport", "change", report.pk)).content.decode()
        assert (account in page) == led, who
        assert report.author.name in page
        inline = client.get(url("tasks_assignment", "change", report.assignment_id)).content.decode()
        assert (account in inline) == led, who
        assert report.author.name in inline


STEP = {"after_days": 30, "audience": "office"}


def test_an_administrator_chooses_the_office_before_its_people(client, world):
    ours, theirs = (make_clerk(office).memberships.get() for office in (world.office, world.other))
    log_in(client, world.system)
    assert 'name="members"' not in client.get(url("reminders_escalationstep", "add")).content.decode()
    answer = post(client, "reminders_escalationstep", office=world.office.pk, **STEP)
    step = EscalationStep.objects.get(after_days=30)
    assert answer.headers["Location"] == url("reminders_escalationstep", "change", step.pk)
    page = client.get(answer.headers["Location"]).content.decode()
    assert f"选择告知{world.office.short_name}的哪些人员" in page
    tree = html.fromstring(page)
    offered = {int(key) for key in tree.xpath("//input[@name='members']/@value")}
    own = Membership.objects.filter(office=world.office, role__in=Membership.OFFICE_ROLES)
    assert offered == set(own.values_list("pk", flat=True))
    assert errors(post(client, "reminders_escalationstep", step.pk, **STEP, members=[theirs.pk]))
    assert post(client, "reminders_escalationstep", step.pk, **STEP, members=[ours.pk]).status_code == 302
    assert list(step.members.all()) == [ours]
