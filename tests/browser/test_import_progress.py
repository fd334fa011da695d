"""The page of a large import goes on by itself, with htmx under the strict policy and without any script."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from imports.models import ImportBatch
from imports.services import batch_work
from imports.services.background import LEASE
from tests.browser.desk import PHONE, fits, log_in
from tests.imports.papers import THREE
from tests.world import make_clerk, make_office, make_unit
from units.clock import database_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


def test_a_large_paper_goes_its_whole_way_through_a_real_worker(
    live_server, new_context, settings, size, celery_worker
):
    settings.READ_AT_ONCE = settings.APPLY_AT_ONCE = 0
    office = make_office()
    make_unit(office, "县财政局")
    page = log_in(new_context, make_clerk(office), size)
    page.goto("/imports/")
    paper = {"name": "2026年任务分工.txt", "mimeType": "text/plain", "buffer": THREE}
    page.get_by_label("文件", exact=True).set_input_files(paper)
    page.get_by_label("年度").fill("2026")
    page.get_by_role("button", name="读取文件").click()
    page.get_by_role("button", name="保存答复，下一步：预览").click(timeout=60_000)
    fits(page)
    if page.url.endswith("/questions/"):  # the answers raised another question: who belongs to the group
        page.get_by_role("button", name="保存答复，下一步：预览").click()
    page.get_by_role("button", name="确认导入").click()
    page.get_by_role("link", name="查看并下发").click(timeout=60_000)
    expect(page.get_by_text("公开财政预算和决算。")).to_be_visible()
    fits(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_it_leads_on_when_the_file_is_read(live_server, new_context, settings, scripts):
    settings.READ_AT_ONCE = 0
    clerk = make_clerk(make_office())
    page = log_in(lambda: new_context(java_script_enabled=scripts), clerk, PHONE)
    page.goto("/imports/")
    paper = {"name": "分工.txt", "mimeType": "text/plain", "buffer": THREE}
    page.get_by_label("文件", exact=True).set_input_files(paper)
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_text("正在排队")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    held = ImportBatch.objects.filter(lease_until=None)
    held.update(lease_until=timezone.now() + LEASE, progress_done=30, progress_total=120)
    expect(page.get_by_text("共120行，已读30行")).to_be_visible(timeout=60_000)
    assert page.get_by_role("progressbar").get_attribute("max") == "120"
    ImportBatch.objects.update(lease_until=None)
    batch_work(pk=ImportBatch.objects.get().pk, now=database_now)
    expect(page).to_have_url(re.compile("/questions/$"), timeout=60_000)
