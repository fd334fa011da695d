"""Large papers: read and applied by whoever finds them, held by a lease, never half there."""

import json
from datetime import timedelta

import pytest

from documents.errors import UnreadableFile
from imports.models import ImportBatch
from imports.services import (
    ImportRefused,
    batch_answer,
    batch_confirm,
    batch_discard,
    batch_preview,
    batch_take,
    batch_work,
)
from imports.services.background import LEASE, TRIES
from tasks.models import Plan, Task
from tests.imports.papers import THREE, table
from tests.world import AT
from units.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_limits(settings):
    """Whatever comes counts as large."""
    settings.READ_AT_ONCE = settings.APPLY_AT_ONCE = 0


def take(desk, content=THREE, **more):
    return batch_take(office=desk.office, name="分工.txt", content=content, by=desk.clerk, at=AT, **more)


def work(batch, at=AT):
    """Do what a job does; return the batch as it stands then."""
    batch_work(pk=batch.pk, now=lambda: at)
    return ImportBatch.objects.get(pk=batch.pk)


def confirm(desk, batch):
    return batch_confirm(batch=batch, by=desk.clerk, at=AT, stamp=batch_preview(batch).stamp)


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "actor_name", "reason"))


class TestReading:
    """读取中 → 待确认 or 读不出."""

    def test_the_file_is_kept_before_it_is_read(self, desk):
        batch = take(desk)
        assert (batch.state, batch.title, batch.year, batch.content) == ("reading", "分工", None, "")
        with batch.file.open() as file:
            assert file.read() == THREE

    def test_it_is_read_as_in_the_request(self, desk, settings):
        read = work(take(desk))
        settings.READ_AT_ONCE = 1_000_000
        at_once = take(desk)
        for field in ("state", "title", "year", "columns", "sha256"):
            assert getattr(read, field) == getattr(at_once, field), field
        assert read.paper == at_once.paper
        assert (read.state, read.lease_until, read.result, read.answers) == ("previewed", None, {}, {})

    def test_the_year_that_the_clerk_gave_counts(self, desk):
        content = THREE.replace("2026年青山县".encode(), "青山县".encode())
        assert work(take(desk, content, year=2027)).paper.rows[0].deadline.due_on.year == 2027

    def test_an_unreadable_one_says_why(self, desk):
        batch = work(take(desk, b"%PDF-1.7 ..."))
        assert batch.state == "unreadable"
        assert "PDF" in batch.refusal
        assert acts()[-1] == ("没有读出文件", "", batch.refusal)

    def test_a_small_unreadable_one_keeps_no_batch(self, desk, settings):
        settings.READ_AT_ONCE = 1_000_000
        with pytest.raises(UnreadableFile):
            take(desk, b"%PDF-1.7 ...")
        assert not ImportBatch.objects.exists()

    def test_a_file_that_is_gone_from_the_disk_is_asked_for_again(self, desk):
        batch = take(desk)
        batch.file.storage.delete(batch.file.name)
        assert "重新上传" in work(batch).refusal

    def test_one_put_away_while_it_waits_stays_away(self, desk):
        batch = take(desk)
        batch_discard(batch=batch, by=desk.clerk, at=AT)
        assert work(batch).state == "discarded"

    def test_one_put_away_while_it_is_read_stays_away(self, desk, monkeypatch):
        batch = take(desk)
        monkeypatch.setattr("units.faults.listener", lambda name: batch_discard(batch=batch, by=desk.clerk, at=AT))
        read = work(batch)
        assert (read.state, read.content) == ("discarded", "")


class TestReadingAnew:
    """Another year, or another meaning of a column: a large paper goes back to 读取中."""

    def test_the_answer_is_kept_and_the_paper_read_by_it(self, desk):
        batch = work(take(desk))
        batch = batch_answer(batch=batch, answers={}, title="新标题", year=2027, by=desk.clerk, at=AT)
        assert (batch.state, batch.year, batch.paper.year) == ("reading", 2027, 2026)
        read = work(batch)
        assert (read.state, read.title, read.year, read.paper.year) == ("previewed", "新标题", 2027, 2027)
        assert read.paper.rows[0].deadline.due_on.year == 2027

    def test_columns_that_the_office_explained_count(self, desk):
        content = THREE.replace("具体要求\t责任单位".encode(), "甲栏\t乙栏".encode())
        columns = {"甲栏": "requirement", "乙栏": "units:lead"}
        batch = batch_answer(batch=work(take(desk, content)), answers={}, columns=columns, by=desk.clerk, at=AT)
        assert {unit.role for row in work(batch).paper.rows for unit in row.units} == {"lead"}

    def test_if_it_cannot_be_read_so_it_is_as_before_and_says_why(self, desk):
        batch = work(take(desk))
        nonsense = dict.fromkeys(("工作任务", "具体要求", "责任单位", "完成时限"), "other")
        back = work(batch_answer(batch=batch, answers={}, year=2027, columns=nonsense, by=desk.clerk, at=AT))
        assert (back.state, back.year, back.columns, back.content) == ("previewed", 2026, {}, batch.content)
        assert "没有找到" in back.refusal

    def test_a_small_one_is_read_at_once(self, desk, settings):
        settings.READ_AT_ONCE = 1_000_000
        assert batch_answer(batch=take(desk), answers={}, year=2027, by=desk.clerk, at=AT).paper.year == 2027


class TestLease:
    """Who works on a batch, and what becomes of it when he dies."""

    def test_a_held_batch_is_left_alone_until_the_lease_is_over(self, desk):
        batch = take(desk)
        ImportBatch.objects.update(lease_until=AT + LEASE)
        assert work(batch, AT + LEASE - timedelta(seconds=1)).state == "reading"
        assert work(batch, AT + LEASE).state == "previewed"

    def test_a_job_that_was_thought_dead_changes_nothing(self, desk, monkeypatch):
        batch, another = take(desk), AT + 2 * LEASE
        monkeypatch.setattr("units.faults.listener", lambda name: ImportBatch.objects.update(lease_until=another))
        late = work(batch)
        assert (late.state, late.content, late.lease_until) == ("reading", "", another)

    def test_what_kills_its_worker_every_time_is_given_up(self, desk, monkeypatch):
        def die(name):
            raise SystemExit

        batch, at = take(desk), AT
        monkeypatch.setattr("units.faults.listener", die)
        for _ in range(TRIES):
            with pytest.raises(SystemExit):
                work(batch, at)
            at += LEASE
        given_up = work(batch, at)
        assert given_up.state == "unreadable"
        assert "中断" in given_up.refusal

    def test_an_error_of_ours_is_said_and_logged(self, desk, monkeypatch, caplog):
        batch = take(desk)
        monkeypatch.setattr("units.faults.listener", lambda name: 1 / 0)
        assert "管理员" in work(batch).refusal
        assert "ZeroDivisionError" in caplog.text


class TestApplying:
    """待确认 → 写入中 → 已导入, or back to 待确认 with a sentence."""

    def test_the_job_writes_what_was_confirmed(self, desk):
        waiting = confirm(desk, work(take(desk)))
        assert (waiting.state, waiting.progress_total) == ("applying", 3)
        assert not Plan.objects.exists()
        done = work(waiting, AT + timedelta(minutes=1))
        assert (done.state, done.plan.tasks.count(), done.applied_by) == ("applied", 3, desk.clerk)
        assert done.applied_at == AT + timedelta(minutes=1)
        assert [(verb, name == desk.clerk.name) for verb, name, _ in acts()] == [
            ("上传文件", True),
            ("读取文件", False),
            ("确认导入", True),
            *[("导入新增", True)] * 3,
            ("导入", True),
        ]

    def test_a_small_one_is_written_in_the_request(self, desk, settings):
        settings.APPLY_AT_ONCE = 3
        assert confirm(desk, work(take(desk))).state == "applied"

    def test_i08_a_plan_changed_since_the_preview_sends_it_back(self, desk):
        confirm(desk, work(take(desk)))
        batch = ImportBatch.objects.get()
        desk.load(table((9, "一、公开", "别的任务。", "县财政局", "6月底前")))
        back = work(batch)
        assert (back.state, back.applied_by, back.lease_until, back.result) == ("previewed", None, None, {})
        assert "重新预览" in back.refusal
        assert Task.objects.count() == 1
        assert acts()[-1] == ("没有导入", desk.clerk.name, back.refusal)

    def test_once_more_after_a_refusal(self, desk):
        ImportBatch.objects.filter(pk=take(desk).pk).update(refusal="上次没有导入。")
        done = work(confirm(desk, work(ImportBatch.objects.get())))
        assert (done.state, done.refusal) == ("applied", "")

    def test_an_answer_settles_the_refusal(self, desk):
        batch = work(take(desk))
        ImportBatch.objects.update(refusal="上次没有导入。")
        assert batch_answer(batch=batch, answers={}, by=desk.clerk, at=AT).refusal == ""

    @pytest.mark.parametrize("state", ["applying", "applied"])
    def test_what_is_being_written_is_not_put_away(self, desk, state):
        batch = confirm(desk, work(take(desk)))
        ImportBatch.objects.update(state=state)
        with pytest.raises(ImportRefused):
            batch_discard(batch=batch, by=desk.clerk, at=AT)

    def test_a_plan_archived_meanwhile_is_refused_at_once(self, desk):
        desk.load()
        batch = work(take(desk))
        Plan.objects.update(state="closed", issued_at=AT)
        with pytest.raises(ImportRefused, match="归档"):
            confirm(desk, batch)
        assert ImportBatch.objects.get(pk=batch.pk).state == "previewed"

    def test_the_second_who_confirms_is_told_who_was_first(self, desk):
        batch = work(take(desk))
        confirm(desk, batch)
        with pytest.raises(ImportRefused, match="正在写入"):
            confirm(desk, batch)
        work(batch)
        with pytest.raises(ImportRefused, match=f"{desk.clerk.name}确认"):
            confirm(desk, batch)


def spoilt(batch, place, **values):
    """Store the batch's paper with a row that reading would never let through."""
    paper = json.loads(batch.content)
    for name, value in values.items():
        part, _, key = name.rpartition("__")
        row = paper["rows"][place]
        (row[part] if part else row)[key] = value
    batch.content = json.dumps(paper)
    batch.save()
    return batch


class TestI01:
    """One row in five hundred cannot be stored: none is, and the row is named."""

    @pytest.fixture
    def batch(self, desk, settings):
        settings.READ_AT_ONCE = settings.APPLY_AT_ONCE = 1_000_000
        return desk.open(self.paper("信息"))

    def paper(self, what):
        rows = ((n, f"第{n % 9}部分", f"公开第{n}类{what}。", "县财政局", "6月底前") for n in range(1, 501))
        return table(*rows)

    @pytest.mark.parametrize(
        ("values", "why"),
        [
            ({"deadline__how": None}, "缺少必需的内容"),  # the constraint: a text, be it empty
            ({"requirement": "公开\ud800信息。"}, "不能保存的字符"),
        ],
    )
    def test_a_first_import(self, desk, batch, values, why):
        spoilt(batch, 299, **values)
        with pytest.raises(ImportRefused, match=why) as refused:
            desk.apply(batch)
        assert batch.paper.rows[299].source in str(refused.value)
        assert not Plan.objects.exists()
        assert ImportBatch.objects.get().state == "previewed"

    def test_a_second_one_into_the_same_plan(self, desk, batch):
        desk.apply(batch)
        before = list(Task.objects.order_by("pk").values())
        again = desk.open(self.paper("政府信息"))
        spoilt(again, 299, deadline__how=None)
        with pytest.raises(ImportRefused, match="第301行"):
            desk.apply(again)
        assert list(Task.objects.order_by("pk").values()) == before

    def test_in_the_background_the_preview_says_it(self, desk, batch, settings):
        settings.APPLY_AT_ONCE = 0
        confirm(desk, spoilt(batch, 299, deadline__how=None))
        back = work(batch)
        assert back.state == "previewed"
        assert "第301行" in back.refusal
