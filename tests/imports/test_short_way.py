"""The shortest way of a paper that leaves nothing to ask: handed in, seen, imported, issued; and each step taken back."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports.models import ImportBatch
from tasks.models import Plan
from tests.world import make_clerk, make_office, make_unit
from units.undoing import offered

pytestmark = pytest.mark.django_db
PAPER = "序号,具体要求,责任单位,完成时限\n1,公开财政预算。,县财政局,2026年12月底前\n".encode()
NAME = "2026年青山县政务公开任务分工.csv"


@pytest.fixture
def clerk(client):
    office = make_office()
    make_unit(office, "县财政局")
    clerk = make_clerk(office)
    client.force_login(clerk)
    return clerk


def hand_in(client, name=NAME, content=PAPER, **fields):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("import_start"), {"file": file, **fields}, follow=True)


def take_back(client, answer):
    offer = offered(list(get_messages(answer.wsgi_request))[-1])
    return client.post(offer.address, {"undo": offer.token}, follow=True)


def test_a_paper_without_questions_is_shown_at_once_imported_and_stands_where_it_is_issued(client, clerk):
    answer = hand_in(client, year=2026)
    batch = ImportBatch.objects.get()
    assert answer.request["PATH_INFO"] == reverse("import_preview", args=[batch.pk])
    assert "识别为任务分工表，2026年，任务1项" in answer.content.decode()
    done = client.post(reverse("import_apply", args=[batch.pk]), {"stamp": answer.context["preview"].stamp})
    plan = Plan.objects.get()
    assert done.headers["Location"] == reverse("plan", args=[plan.pk])
    take_back(client, done)
    assert not Plan.objects.exists()


def test_a_column_that_nobody_has_named_is_shown_first(client, clerk):
    strange = PAPER.replace("完成时限".encode(), "完成时限,神秘列".encode()).replace(
        "前\n".encode(), "前,无\n".encode()
    )
    answer = hand_in(client, content=strange, year=2026)
    assert answer.request["PATH_INFO"].endswith("/recognised/")


def test_an_import_that_was_put_away_goes_on(client, clerk):
    hand_in(client, year=2026)
    batch = ImportBatch.objects.get()
    answer = client.post(reverse("import_discard", args=[batch.pk]))
    assert ImportBatch.objects.get().state == "discarded"
    assert take_back(client, answer).request["PATH_INFO"] == reverse("import_preview", args=[batch.pk])


def test_what_was_never_read_is_not_brought_back(client, clerk, settings):
    settings.READ_AT_ONCE = 0
    hand_in(client, year=2026)
    batch = ImportBatch.objects.get()
    client.post(reverse("import_discard", args=[batch.pk]))
    client.post(reverse("import_restore", args=[batch.pk]))
    assert ImportBatch.objects.get().state == "discarded"


def test_the_result_of_a_schedule_of_activities_is_shown(client, clerk):
    heads = "序号,月份,活动主题,主办单位,政务公开讲,政府开放日,备注"
    content = f"2026年“政务公开讲”“政府开放日”活动安排表,,,,,,\n{heads}\n1,6月,惠企政策,县财政局,√,,\n".encode()
    answer = hand_in(client, "安排.csv", content, year=2026)
    batch = ImportBatch.objects.get()
    done = client.post(
        reverse("import_apply", args=[batch.pk]), {"stamp": answer.context["preview"].stamp}, follow=True
    )
    assert "已导入：活动1场。" in done.content.decode()
