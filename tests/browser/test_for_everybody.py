"""Every page is for everybody: axe's rules of WCAG 2.2 AA, room for a thumb, nothing that runs out at the side, one title each."""

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.looking import look
from tests.permissions.policy import POLICY
from tests.permissions.world import Place
from tests.world import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
# Files to take away, answers for programs, parts of a page, and what leads on to another page.
NO_PAGES = {
    *["my_ledger", "my_evidence_list", "plan_ledger", "plan_lines", "plan_workbook", "unit_ledger", "evidence_list"],
    *["evidence_file", "circular_paper", "schedule_workbook", "schedule_word", "import_template"],
    *["import_schedule_template", "activity_picture", "mail_test_state", "import_progress", "import_batch"],
    *["home", "admin_password", "unsaved", "manuals"],
    # the same page at another address
    *["overview_year", "progress_year", "activities", "workdays_now", "chase_one", "chase_activities"],
}
# Asked with these words a page shows what it can.
ASKED = {
    "find": "?q=公开",
    "chase": "?all=1&show=unanswered&year=2026",
    "assignment_list": "?show=all&year=2026",
    "accept_many": "?report={report}",
}
# Who sees a page at its fullest comes first.
ORDER = ("clerk", "liaison", "unit_leader")


def addresses(place, role):
    """Yield name and address of each page that this role is the first of ORDER to see."""
    for name, line in POLICY.items():
        seen = next((one for one in ORDER if one in (line.get or ())), None)
        if seen == role and name not in NO_PAGES and not line.needs:
            objects = (line.kind, *line.more) if line.kind else line.more
            address = reverse(name, args=[place.objects.get(one, one) for one in objects])
            yield name, address + ASKED.get(name, "").format(**place.objects)


def enter(context, live_server, user):
    """Give the window the session of somebody who is logged in: the log-in page has tests of its own."""
    client = Client()
    log_in(client, user)
    session = client.cookies[configured.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return context.new_page()


def walk(page, pages) -> dict:
    """Return what is wrong, by page; two pages with one title are wrong, too."""
    wrong, titles = {}, {}
    for name, address in pages:
        page.goto(address)
        expect(page.locator("[hx-trigger=load] > p")).to_have_count(0)  # the part that comes after the page is there
        found = look(page)
        if page.title() in titles:
            found.append(f"the title of {titles[page.title()]}: {page.title()}")
        titles[page.title()] = name
        if found:
            wrong[name] = found
    return wrong


@pytest.mark.parametrize("role", ORDER)
def test_each_page_can_be_used_by_everybody(live_server, new_context, role):
    place = Place("qingshan", "青山县人民政府办公室", "青山县")
    page = enter(new_context(), live_server, place.people[role])
    assert walk(page, addresses(place, role)) == {}
