"""The pages of a large import: how far it is, what became of it, and who may look."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from imports import jobs
from imports.models import ImportBatch
from imports.services import batch_preview, batch_work
from tests.imports.papers import THREE
from tests.world import make_clerk, make_office, make_person
from units.clock import database_now
from units.models import LoginSession

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def small_limits(settings):
    """Whatever comes counts as large."""
    settings.READ_AT_ONCE = settings.APPLY_AT_ONCE = 0


@pytest.fixture
def ask(desk, client):
    """Asks for a page of the only import, as the clerk."""
    client.force_login(desk.clerk)

    def ask_for(name="import_progress", headers=None, post=None, **more):
        address = reverse(name, args=[ImportBatch.objects.get().pk])
        if post is not None:
            return client.post(address, post, headers=headers, **more)
        return client.get(address, headers=headers, **more)

    return ask_for


@pytest.fixture
def batch(client, ask):
    """A large file, handed in through the page."""
    answer = client.post(reverse("import_start"), {"file": SimpleUploadedFile("分工.txt", THREE)})
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("import_progress", args=[batch.pk])
    return batch


def work():
    batch_work(pk=ImportBatch.objects.get().pk, now=database_now)


def words(answer) -> str:
    return answer.content.decode()


def test_every_way_in_leads_to_where_the_import_stands(batch, ask):
    for name in ("import_batch", "import_recognised", "import_questions", "import_preview", "import_result"):
        chain = ask(name, follow=True).redirect_chain
        assert chain[-1][0] == reverse("import_progress", args=[batch.pk]), name
    assert "正在排队" in words(ask())


def test_it_says_how_many_lines_are_read(batch, ask):
    ImportBatch.objects.update(
        lease_until=timezone.now() + timedelta(minutes=1), progress_done=1200, progress_total=20000
    )
    body = words(ask())
    assert "共20000行，已读1200行" in body
    assert '<progress aria-label="进度" value="1200" max="20000">' in body


def test_before_the_first_line_it_claims_nothing(batch, ask):
    ImportBatch.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    body = words(ask())
    assert "正在打开文件" in body
    assert "max=" not in body


def test_htmx_gets_the_part_that_changes_and_is_led_on_when_it_is_over(batch, ask):
    part = words(ask(headers=HTMX))
    assert part.lstrip().startswith('<div id="progress"')
    assert "<html" not in part
    work()
    done = ask(headers=HTMX)
    assert (done.status_code, done["HX-Redirect"]) == (200, reverse("import_batch", args=[batch.pk]))
    assert ask().url == reverse("import_batch", args=[batch.pk])


def test_the_page_keeps_the_strict_policy_and_works_without_scripts(batch, ask):
    answer = ask()
    body = words(answer)
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert body.count("<script") == body.count('<script src="/static/')
    assert '<script src="/static/django_htmx/htmx-2.min.js" defer></script>' in body
    assert '<noscript><meta http-equiv="refresh"' in body
    assert "includeIndicatorStyles" in body


def test_from_the_upload_to_the_plan_by_the_pages(batch, ask):
    work()
    assert ask("import_batch").url == reverse("import_questions", args=[batch.pk])
    assert ask("import_apply", post={"stamp": ""}).url == reverse("import_batch", args=[batch.pk])
    body = words(ask())
    assert "已经确认，正在排队" in body
    assert "放弃这次导入" not in body
    ImportBatch.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert "正在写入3项" in words(ask())
    ImportBatch.objects.update(lease_until=None)
    work()
    assert "新增任务" in words(ask("import_batch", follow=True))


def test_an_unreadable_file_says_why_and_what_to_do(batch, ask):
    with batch.file.open("wb") as file:
        file.write(b"%PDF-1.7 ...")
    work()
    body = words(ask("import_batch", follow=True))
    assert "PDF" in body
    assert "没有写入任何内容" in body
    assert f'href="{reverse("import_start")}">重新上传' in body


def test_a_refusal_stands_on_the_preview_with_the_way_on(batch, ask, desk):
    work()
    ask("import_apply", post={"stamp": ""})
    ImportBatch.objects.update(title="改过的标题", confirmed_stamp="99.1.draft")
    work()
    body = words(ask("import_batch", follow=True))
    assert "预览之后任务分工又有改动" in body
    assert "确认导入" in body
    ask("import_apply", post={"stamp": batch_preview(ImportBatch.objects.get()).stamp})
    work()
    assert ImportBatch.objects.get().state == "applied"


def test_confirmed_twice_the_second_hears_it(batch, ask):
    work()
    ask("import_apply", post={"stamp": ""})
    ask("import_apply", post={"stamp": ""})
    assert "不用再按一次" in words(ask())


def test_a_reading_can_be_called_off_and_a_writing_cannot(batch, ask):
    work()
    ask("import_apply", post={"stamp": ""})
    ask("import_discard", post={})
    assert ImportBatch.objects.get().state == "applying"
    ImportBatch.objects.update(state="reading")
    ask("import_discard", post={})
    assert ImportBatch.objects.get().state == "discarded"


def test_a_visit_wakes_a_worker_only_for_what_nobody_works_on(batch, ask, monkeypatch):
    woken = []
    monkeypatch.setattr(jobs.work, "apply_async", lambda keys, **options: woken.append((keys, options["expires"])))
    now = timezone.now()

    def visit(lease, headers=None):
        ImportBatch.objects.update(lease_until=lease, result={"since": (now - timedelta(minutes=10)).isoformat()})
        woken.clear()
        body = words(ask(headers=headers))
        assert woken in ([], [((batch.pk,), 50)])
        return bool(woken), "可能没有运行" in body

    assert visit(now + timedelta(minutes=1)) == (False, False)
    assert visit(now - timedelta(minutes=1)) == (True, False)
    assert visit(None) == (True, True)
    assert visit(None, HTMX) == (False, True)


def test_asking_again_keeps_nobody_logged_in(batch, ask):
    before = timezone.now() - timedelta(minutes=20)
    LoginSession.objects.update(seen_at=before)
    ask(headers=HTMX)
    assert LoginSession.objects.get().seen_at == before
    ask("import_preview")
    assert LoginSession.objects.get().seen_at > before


@pytest.mark.parametrize(
    ("role", "status"), [("office_leader", 403), ("liaison", 403), ("stranger", 302), ("neighbour", 404)]
)
def test_it_is_the_clerks_own_page(batch, ask, client, desk, role, status):
    if role == "neighbour":
        client.force_login(make_clerk(make_office("beihe", "北河县人民政府办公室", "北河县")))
    elif role == "stranger":
        client.logout()
    else:
        client.force_login(make_person(desk.office, role, desk.finance if role == "liaison" else None))
    assert ask().status_code == status
    assert ask(headers=HTMX).status_code == status


def test_asking_again_costs_little_however_large_the_file(batch, ask, django_assert_max_num_queries):
    ImportBatch.objects.update(content="x" * 1_000_000, lease_until=timezone.now() + timedelta(minutes=1))
    with django_assert_max_num_queries(6) as asked:  # one of them is the test's own
        ask(headers=HTMX)
    assert not any('"content"' in query["sql"] for query in asked.captured_queries[-1:])
