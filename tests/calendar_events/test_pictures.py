"""Pictures of an activity: attached by its host once it was held, shown to who may see it, and to everybody where it is public."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from calendar_events.models import Activity, ActivityPicture, ActivitySchedule
from tasks.services.evidence_check import evidence_check
from tests.calendar_events.pages.desk import Desk, text
from tests.tasks.evidence.samples import EVIL, gif, jpg, pdf, png, upload, webp
from tests.world import make_clerk, make_office, make_person, make_unit
from units.files import storage
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 32


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def desk():
    desk = Desk()
    Activity.objects.update(state="held", theme="走进财政", day="2026-06-12")
    return desk


@pytest.fixture
def host(client, desk):
    client.force_login(desk.host)
    return client


def attach(client, desk, *files):
    return text(client.post(desk.address("activity_pictures"), {"files": list(files)}, follow=True))


def address(picture):
    return reverse("activity_picture", args=[picture.activity_id, picture.pk])


def test_the_host_attaches_pictures_and_they_stand_on_the_page(host, desk):
    files = [upload(f"现场.{name}", content) for name, content in (("jpg", jpg()), ("png", png()), ("webp", webp()))]
    page = attach(host, desk, *files)
    assert "已保存3张照片" in page
    assert ActivityPicture.objects.stored().count() == 3
    for picture in ActivityPicture.objects.all():
        assert f'src="{address(picture)}"' in page
        answer = host.get(address(picture))
        assert answer.getvalue() == storage.path_of(picture.key).read_bytes()
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(verb="上传活动照片").count() == 3


def test_no_picture_is_ever_asked_for(host, desk):
    assert "照片不是必须的" in text(host.get(desk.address()))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("手机.heic", HEIC, "请在手机上转成 .jpg 后再上传"),
        ("手机.jpg", HEIC, "内容却是HEIC 图片"),
        ("报道.pdf", pdf(), "可以上传：照片"),
        ("网页.jpg", EVIL, "内容却是网页"),
    ],
)
def test_what_is_no_picture_that_browsers_show_is_refused_with_a_sentence(host, desk, name, content, words):
    page = attach(host, desk, upload(name, content), upload("现场.gif", gif()))
    assert words in page
    assert "已保存1张照片" in page
    assert [row.name for row in ActivityPicture.objects.all()] == ["现场.gif"]


def test_the_same_picture_twice_is_one(host, desk):
    attach(host, desk, upload("一.gif", gif()))
    assert "没有重复保存" in attach(host, desk, upload("二.gif", gif()))
    assert ActivityPicture.objects.count() == len(list(storage.all_files())) == 1


def test_the_limits_are_those_of_evidence(host, desk, settings):
    settings.EVIDENCE_FILES = 1
    page = attach(host, desk, upload("一.gif", gif()), upload("二.png", png()))
    assert "一场活动最多1张照片" in page
    settings.EVIDENCE_FILES, settings.EVIDENCE_TASK_QUOTA = 10, len(gif())
    assert "这场活动的照片合计不能超过" in attach(host, desk, upload("二.png", png()))
    settings.EVIDENCE_LIMIT = 10
    assert "超过单个文件的上限" in attach(host, desk, upload("二.png", png()))
    assert len(list(storage.all_files())) == ActivityPicture.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [("planned", "举办以后再上传照片"), ("closed", "不能再增减照片"), ("cancelled", "不能再增减照片")],
)
def test_only_what_was_held_and_is_not_closed_takes_them(host, desk, state, words):
    attach(host, desk, upload("一.gif", gif()))
    Activity.objects.update(state=state, reason="防汛")
    assert words in attach(host, desk, upload("二.png", png()))
    picture = ActivityPicture.objects.get()
    host.post(reverse("activity_picture_remove", args=[desk.activity.pk, picture.pk]))
    assert storage.path_of(picture.key).exists()


@pytest.mark.django_db(transaction=True)
def test_a_picture_is_taken_away_again(host, desk):
    attach(host, desk, upload("一.gif", gif()))
    picture = ActivityPicture.objects.get()
    host.post(reverse("activity_picture_remove", args=[desk.activity.pk, picture.pk]))
    assert not ActivityPicture.objects.exists()
    assert not storage.path_of(picture.key).exists()
    assert AuditEntry.objects.get(verb="移除活动照片").changes == {"活动照片": ["一.gif", ""]}


def test_another_office_sees_none_and_another_unit_adds_none(client, desk):
    client.force_login(desk.host)
    attach(client, desk, upload("一.gif", gif()))
    picture = ActivityPicture.objects.get()
    client.force_login(make_person(desk.office, unit=make_unit(desk.office, "县住建局")))
    assert client.get(address(picture)).getvalue() == gif()  # the calendar is common to the units of an office
    assert client.post(desk.address("activity_pictures"), {"files": [upload("二.png", png())]}).status_code == 403
    client.force_login(make_clerk(make_office("beihe", "北河县人民政府办公室", "北河县")))
    assert client.get(address(picture)).status_code == 404


def test_everybody_sees_them_only_where_the_schedule_is_public_and_the_name_stays(host, desk, client):
    attach(host, desk, upload("张某某手机.gif", gif()))
    picture = ActivityPicture.objects.get()
    shown = reverse("public_picture", args=[desk.office.slug, picture.pk])
    page = reverse("public_activity_year", args=[desk.office.slug, 2026])
    client.logout()
    assert client.get(shown).status_code == 404
    ActivitySchedule.objects.update(is_public=True)
    answer = client.get(shown)
    assert (answer.status_code, answer.getvalue()) == (200, gif())
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "filename" in answer["Content-Disposition"]
    assert "utf-8''" not in answer["Content-Disposition"]
    public = text(client.get(page))
    assert shown in public
    assert "张某某" not in public
    Activity.objects.update(state="cancelled", reason="误登记")
    assert client.get(shown).status_code == 404
    assert shown not in text(client.get(page))


def test_the_public_page_asks_no_more_for_more_pictures(host, desk, client):
    ActivitySchedule.objects.update(is_public=True)
    page = reverse("public_activity_year", args=[desk.office.slug, 2026])

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(page)
        return len(found)

    attach(host, desk, upload("一.gif", gif()))
    before = queries()
    attach(host, desk, upload("二.png", png()), upload("三.jpg", jpg()))
    assert queries() == before


def test_the_nightly_check_knows_them(host, desk):
    later = timezone.now() + timedelta(days=2)
    attach(host, desk, upload("一.gif", gif()), upload("二.png", png()))
    assert (evidence_check(at=later).wrong, len(list(storage.all_files()))) == ([], 2)
    first, second = ActivityPicture.objects.all()
    storage.remove(first.key)
    ActivityPicture.objects.filter(pk=second.pk).update(state="pending")
    found = evidence_check(at=later)
    (sentence,) = found.wrong
    assert "有记录没有文件" in sentence
    assert "县财政局" in sentence
    assert (found.cleared, list(storage.all_files())) == (1, [])
