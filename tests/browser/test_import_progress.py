"""The page of a large import goes on by itself, with htmx under the strict policy and without any script."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from imports.models import ImportBatch
from imports.services import batch_work
from imports.services.background import LEASE
from tests.browser.desk import PHONE, log_in
from tests.imports.papers import THREE
from tests.world import make_clerk, make_office
from units.clock import database_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


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
    expect(page.get_by_text("共120行，已读30行")).to_be_visible(timeout=15_000)
    assert page.get_by_role("progressbar").get_attribute("max") == "120"
    ImportBatch.objects.update(lease_until=None)
    batch_work(pk=ImportBatch.objects.get().pk, now=database_now)
    expect(page).to_have_url(re.compile("/questions/$"), timeout=15_000)
