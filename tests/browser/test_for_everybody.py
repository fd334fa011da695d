"""Every page is for everybody: axe's rules of WCAG 2.2 AA, room for a thumb, nothing that runs out at the side, one title each."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from calendar_events.models import ActivitySchedule
from imports.models import ImportBatch
from tasks.models import Plan
from tests.admin.conftest import fill
from tests.browser.looking import DESK, OF_LAYOUT, PHONE, axe, look, watch_shifts
from tests.permissions.policy import POLICY
from tests.permissions.world import Place
from tests.world import AT, log_in, make_admin, make_office
from units.accounts import links

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
# Files to take away, answers for programs, parts of a page, and what leads on to another page.
NO_PAGES = {
    *["my_ledger", "my_evidence_list", "plan_ledger", "plan_lines", "plan_workbook", "unit_ledger", "evidence_list"],
    *["evidence_file", "circular_paper", "schedule_workbook", "schedule_word", "import_template"],
    *["import_schedule_template", "activity_picture", "mail_test_state", "import_progress", "import_batch"],
    *["import_result", "home", "admin_password", "unsaved", "manuals"],
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
    watch_shifts(page)
    for name, address in pages:
        page.set_viewport_size(DESK)
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
    pages = list(addresses(place, role))
    if role == "clerk":  # the batch of the place is not applied yet
        told = {"file_name": "分工.xlsx", "title": "分工", "content": {}, "state": "applied", "result": {"created": 2}}
        done = ImportBatch.objects.create(office=place.office, created_at=AT, **told)
        pages.append(("import_result", reverse("import_result", args=[done.pk])))
    page = enter(new_context(), live_server, place.people[role])
    assert walk(page, pages) == {}


def test_each_page_without_a_log_in_can_be_used_by_everybody(live_server, new_context):
    place = Place("qingshan", "青山县人民政府办公室", "青山县")
    for model in (Plan, ActivitySchedule):
        model.objects.filter(office=place.office).update(is_public=True)
    clerk, liaison = place.people["clerk"], place.people["liaison"]
    link = urlsplit(links.issue(user=liaison, by=clerk, at=timezone.now())).path
    pages = [(name, reverse(name)) for name in ("login", "forgot_password")]
    pages += [("account_link", link), ("answer_link", "/a/none/"), ("account_link_gone", "/password/link/none/")]
    pages += [("public_year", "/public/qingshan/2026/"), ("public_activity_year", "/public/qingshan/activities/2026/")]
    pages += [("nothing", "/public/nowhere/")]
    assert walk(new_context().new_page(), pages) == {}


REGISTERS = {
    "clerk": ["units_unit", "units_membership", "tasks_assignment", "units_auditentry"],
    "system": ["units_office", "reminders_reminderpolicy", "reminders_mailserverstate"],
    "security": ["units_user", "units_lockout"],
}


@pytest.mark.parametrize("role", REGISTERS)
def test_the_admin_can_be_used_by_everybody(live_server, new_context, role):
    """Its theme draws buttons of 38 px; beyond that axe finds nothing in lists, forms and the first page."""
    if role == "clerk":
        user = Place("qingshan", "青山县人民政府办公室", "青山县").people["clerk"]
        rows = {}
    else:
        user, rows = make_admin(role), fill(make_office(), "青山")
    page, wrong = enter(new_context(), live_server, user), {}
    addresses = [reverse("admin:index"), *(reverse(f"admin:{name}_changelist") for name in REGISTERS[role])]
    addresses += [reverse(f"admin:{name}_change", args=[rows[name].pk]) for name in REGISTERS[role][:1] if rows]
    addresses += [reverse("admin:units_unit_add")] if role == "clerk" else []
    for address in addresses:
        page.set_viewport_size(DESK)
        page.goto(address)
        found = axe(page)
        page.set_viewport_size(PHONE)
        if found := found + axe(page, OF_LAYOUT):
            wrong[address] = found
    assert wrong == {}


# Nothing that is wrong is told by colour alone, or somewhere else only: the field says it is wrong, names its sentence,
# and the list above the form leads to it.
TIED = """() => {
  const wrong = [...document.querySelectorAll("main [aria-invalid=true]")];
  const told = part => (part.getAttribute("aria-describedby") || "").split(" ").some(
    id => document.getElementById(id)?.matches(".errorlist, [role=alert]") && document.getElementById(id).textContent.trim());
  const astray = [...document.querySelectorAll("[role=alert] a[href^='#']")]
    .filter(link => !document.getElementById(link.hash.slice(1)));
  return [wrong.length, wrong.filter(part => !told(part)).map(part => part.name), astray.map(link => link.hash)];
}"""
REFUSED = {  # a form that is sent as it stands or with these values: how many fields are wrong
    "password": ({}, 3),
    "api_tokens": ({}, 1),
    "task_new": ({}, 1),
    "activity_move": ({}, 0),
    "unit_change": ({"name": ""}, 1),
    "import_start": ({"year": "1"}, 1),
}


def test_a_refused_form_ties_each_error_to_its_field(live_server, new_context):
    place = Place("qingshan", "青山县人民政府办公室", "青山县")
    page = enter(new_context(), live_server, place.people["clerk"])
    at, wrong = dict(addresses(place, "clerk")), {}
    for name, (values, number) in REFUSED.items():
        page.goto(at[name])
        forms = page.locator("main form:has([type=submit]):not(.no-print)")
        form = forms.first if name == "unit_change" else forms.last
        form.evaluate("form => form.noValidate = true")
        for field, value in values.items():
            form.locator(f"[name={field}]").fill(value)
        with page.expect_navigation():
            form.locator("[type=submit]").first.click()
        found, untold, astray = page.evaluate(TIED)
        if untold or astray or found < number or axe(page):
            wrong[name] = (found, untold, astray, axe(page))
    assert wrong == {}


# Of what has the focus at least a corner is seen: nothing that sticks to the top or the foot of the page lies over it.
HIDDEN = """() => {
  const part = document.activeElement, box = part.getBoundingClientRect();
  const seen = (x, y) => { const top = document.elementFromPoint(x, y); return top && (part.contains(top) || top.contains(part)); };
  const points = [[box.left + 3, box.top + 3], [box.right - 3, box.bottom - 3], [(box.left + box.right) / 2, (box.top + box.bottom) / 2]];
  return part === document.body || points.some(([x, y]) => seen(x, y)) ? "" : part.outerHTML.slice(0, 120);
}"""


def test_what_has_the_focus_is_in_sight(live_server, new_context):
    place = Place("qingshan", "青山县人民政府办公室", "青山县")
    page = enter(new_context(), live_server, place.people["clerk"])
    page.set_viewport_size({"width": 1366, "height": 420})  # low: much sticks and much scrolls
    at, hidden = dict(addresses(place, "clerk")), []
    for name in ("reminder_rules", "review_queue", "matrix", "assignment_list"):
        page.goto(at[name])
        for key in ["Tab"] * 45 + ["Shift+Tab"] * 20:
            page.keyboard.press(key)
            hidden.append(page.evaluate(HIDDEN))
    assert [words for words in hidden if words] == []
