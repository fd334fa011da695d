"""What no sample has: a unit with a name of 40 characters and a requirement of 2,000 without a space."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tasks.services.reports import report_submit
from tests.browser.desk import PHONE, log_in
from tests.world import issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
NAME = "青山县农业农村和乡村振兴暨移民搬迁安置工作领导小组办公室（县委农村工作综合协调办）"[:40]
WIDTHS = """() => [...document.querySelectorAll("html, .table-frame, .card, .requirement")]
  .map(part => part.scrollWidth - part.clientWidth).filter(beyond => beyond > 1)"""


def test_long_names_and_texts_stay_on_a_phone_and_leave_room_on_a_desk(live_server, new_context):
    office = make_office()
    unit, plan = make_unit(office, NAME, name=NAME), make_plan(office, leader_first=False)
    for _ in range(2):
        make_task(plan, unit, requirement="按要求公开政策措施落实情况" * 153 + "和执行情况。")
    issue(plan)
    liaison, first = make_person(office, unit=unit), unit.assignments.earliest("pk")
    values = {"progress": "已公开" * 600}
    report = report_submit(assignment=first, values=values, links=[], version=0, by=liaison, at=timezone.now())
    own = ["/my/", f"/assignments/{unit.assignments.latest('pk').pk}/", f"/plans/{plan.pk}/"]
    offices = [
        "/assignments/?show=all&year=2026",
        "/review/",
        f"/review/accept/?report={report.pk}",
        f"/plans/{plan.pk}/",
    ]

    for person, addresses in ((liaison, own), (make_clerk(office), offices)):
        page = log_in(new_context, person, PHONE)
        for address in addresses:
            page.goto(address)
            assert page.evaluate(WIDTHS) == [], address
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(offices[0])
    expect(page.get_by_role("link", name=NAME).first).to_be_visible()
    assert page.get_by_role("link", name=NAME).first.bounding_box()["width"] < 300
