"""The chain of seals: nothing is sealed twice, nothing is forgotten, whatever comes late."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from govopen import celery_app
from tests.units.history.desk import run, write
from units import jobs, seals
from units.models import AuditEntry, AuditSeal
from units.ranges import ranges, without
from units.seals import seal
from units.verifying import verify

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def covered() -> list[int]:
    return [key for row in AuditSeal.objects.all() for first, last in row.covers for key in range(first, last + 1)]


def copy(entry, key) -> None:
    """Write another entry under a given key: one whose transaction ended after later keys were sealed."""
    fields = {field.attname: getattr(entry, field.attname) for field in entry._meta.fields}
    AuditEntry(**fields | {"id": key}).save_base(force_insert=True, raw=True)
    for statement in connection.ops.sequence_reset_sql(no_style(), [AuditEntry]):
        run(statement)  # PostgreSQL does not see that a key was taken by hand


def test_each_entry_is_sealed_once_and_each_seal_follows_the_one_before():
    for count in (3, 1, 2):
        write(count)
        assert seal(NOW) == count
    assert seal(NOW) == 0
    chain = list(AuditSeal.objects.all())
    assert [row.count for row in chain] == [3, 1, 2]
    assert [row.previous for row in chain] == [seals.START, chain[0].digest, chain[1].digest]
    assert covered() == list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))
    assert verify().problems == []


def test_without_entries_there_is_no_seal():
    assert seal(NOW) == 0
    assert not AuditSeal.objects.exists()
    assert verify().problems == []


def test_the_job_seals_by_the_clock_of_the_database():
    write(2)
    jobs.seal()
    row = AuditSeal.objects.get()
    assert row.count == 2
    assert abs(row.sealed_at - timezone.now()) < timedelta(minutes=1)


def test_the_alarm_clock_rings_for_it_once_a_minute():
    celery_app.loader.import_default_modules()
    entry = settings.CELERY_BEAT_SCHEDULE["seal"]
    assert entry["task"] in celery_app.tasks
    assert (entry["schedule"], entry["options"]) == (60, {"expires": 50})


def test_a_backlog_is_sealed_in_several_seals_of_bounded_size(monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 4)
    write(10)
    assert seal(NOW) == 10
    assert list(AuditSeal.objects.values_list("count", flat=True)) == [4, 4, 2]
    assert verify().problems == []


def test_an_entry_that_comes_late_is_taken_in_by_a_later_seal():
    first, _, last = write(3)
    gap = last.pk + 1
    copy(first, last.pk + 3)
    seal(NOW)
    assert [part[:2] for part in seals.last_seal().gaps][-1:] == [[gap, gap + 1]]
    copy(first, gap)
    assert verify().problems == []
    assert verify().waiting == 1
    assert seal(NOW + timedelta(hours=1)) == 1
    assert [part[:2] for part in seals.last_seal().gaps][-1:] == [[gap + 1, gap + 1]]
    assert seals.last_seal().to_ref == last.pk + 3
    assert sorted(covered()) == sorted(AuditEntry.objects.values_list("pk", flat=True))
    write()
    seal(NOW + timedelta(hours=2))
    assert verify().problems == []


def test_a_gap_is_closed_after_a_day_and_who_fills_it_then_is_named():
    (first,) = write()
    copy(first, first.pk + 2)
    seal(NOW)
    write()
    seal(NOW + timedelta(days=1, minutes=1))
    copy(first, first.pk + 1)
    assert seal(NOW + timedelta(days=1, minutes=2)) == 0
    (problem,) = verify().problems
    assert f"操作记录 #{first.pk + 1}（" in problem
    assert "不在任何封存里" in problem


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time: keys come in order")
@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_end_in_the_other_order_lose_nothing():
    write()
    slow = connection.copy()
    try:
        slow.set_autocommit(False)
        with slow.cursor() as cursor:
            cursor.execute(
                "INSERT INTO units_auditentry (at, act, office_name, actor_name, origin, verb, object_type, object_ref,"
                " object_label, changes, reason) SELECT at, act, '', '', '', '慢', object_type, object_ref, '', '{}', ''"
                " FROM units_auditentry LIMIT 1"
            )
        write()
        assert seal(NOW) == 2
        slow.commit()
    finally:
        slow.close()
    assert seal(NOW) == 1
    assert seals.last_seal().count == 1
    assert sorted(covered()) == sorted(AuditEntry.objects.values_list("pk", flat=True))
    assert verify().problems == []


def test_keys_that_a_refused_act_used_up_leave_no_trouble():
    write()
    with transaction.atomic():
        point = transaction.savepoint()
        write(3)
        transaction.savepoint_rollback(point)
    write()
    seal(NOW)
    assert verify().problems == []
    assert verify().sealed == 2


def test_whatever_an_entry_holds_reads_the_same_when_it_is_checked():
    write(at=NOW.replace(microsecond=0))
    write(changes={"二": [1, 2.5], "一": {"乙": None, "甲": [True, "“”\\ \U0001f600"]}, "空": ["", []]})
    write(reason="理由\n第二行", office=None)
    seal(NOW)
    assert verify().problems == []


def test_ten_thousand_entries_are_sealed_in_about_a_second():
    (entry,) = write(
        changes={"完成期限": ["2026-12-31", "2026-10-31"], "具体要求": ["及时公开。" * 20, "按月公开。" * 20]}
    )
    fields = {field.attname: getattr(entry, field.attname) for field in entry._meta.fields if field.attname != "id"}
    AuditEntry.objects.bulk_create((AuditEntry(**fields) for _ in range(10_000)), batch_size=2000)
    since = time.process_time()
    assert seal(NOW) == 10_001
    assert time.process_time() - since < 2  # of this process; the machine may be busy with others


def test_ranges_and_what_is_left_of_them():
    assert ranges([1, 2, 3, 5, 8, 9]) == [[1, 3], [5, 5], [8, 9]]
    assert ranges([]) == []
    assert without([1, 9], [0, 1, 4, 5, 9, 12]) == [[2, 3], [6, 8]]
    assert without([4, 4], [4]) == []
    assert without([4, 6], [9]) == [[4, 6]]


def test_the_chain_does_not_fork_in_the_database():
    write()
    seal(NOW)
    columns = [field.column for field in AuditSeal._meta.fields if field.column not in ("id", "digest")]
    names = ", ".join(map(connection.ops.quote_name, columns))
    with pytest.raises(IntegrityError), transaction.atomic():
        run(f"INSERT INTO units_auditseal ({names}, digest) SELECT {names}, 'other' FROM units_auditseal")
    assert AuditSeal.objects.get().digest != "other"
