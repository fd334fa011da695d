"""What was done behind the back of the program is found, and named."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests.units.history.desk import run, unguarded, write
from units import guards
from units.models import AuditEntry, AuditSeal
from units.seals import seal
from units.verifying import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    """Three seals of two entries each."""
    made = []
    for _ in range(3):
        made += write(2)
        seal(timezone.now())
    return made


def only_problem() -> str:
    (problem,) = verify().problems
    return problem


CHANGES = {
    "verb": "'另一件事'",
    "actor_name": "'李四'",
    "at": "(SELECT MAX(sealed_at) FROM units_auditseal)",
    "reason": "'补'",
    "office_ref": "NULL",
    "object_ref": "'999999'",
    "origin": "'10.0.0.1'",
    "changes": "'{\"甲\": 1}'",
    "act": "CAST(NULL AS uuid)",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_entry_is_named_whatever_was_changed(entries, column):
    value = CHANGES[column]
    if column == "act":
        value = "'" + "0" * 32 + "'" if connection.vendor == "sqlite" else "gen_random_uuid()"
    with unguarded():
        run(f"UPDATE units_auditentry SET {column} = {value} WHERE id = %s", entries[3].pk)
    assert f"操作记录 #{entries[3].pk}（" in only_problem()
    assert "内容被改动过" in only_problem()


def test_a_deleted_entry_is_named(entries):
    with unguarded():
        run("DELETE FROM units_auditentry WHERE id = %s", entries[2].pk)
    assert f"操作记录 #{entries[2].pk} 不见了" in only_problem()


def test_the_newest_entries_are_missed_too(entries):
    with unguarded():
        run("DELETE FROM units_auditentry WHERE id >= %s", entries[4].pk)
    assert len(verify().problems) == 2


def test_two_entries_that_changed_places_are_both_named(entries):
    with unguarded():
        run("UPDATE units_auditentry SET verb = id")
        seal(timezone.now())
    assert len(verify().problems) == 6


@pytest.mark.parametrize(
    "change",
    [
        "sealed_at = (SELECT MIN(at) FROM units_auditentry)",
        "digest = 'forged'",
        "count = 1",
        "covers = '[]'",
        "form = 99",
        "to_ref = to_ref + 1",
        "gaps = '[[1, 9, \"2026-01-01T00:00:00+00:00\"]]'",
    ],
)
def test_a_changed_seal_is_named_first(entries, change):
    second = AuditSeal.objects.order_by("pk")[1]
    with unguarded():
        run(f"UPDATE units_auditseal SET {change} WHERE id = %s", second.pk)
    assert verify().problems[0].startswith(f"第{second.pk}号封存")


def test_hashes_of_entries_that_were_made_to_fit_break_the_seal(entries):
    second = AuditSeal.objects.order_by("pk")[1]
    with unguarded():
        AuditSeal.objects.filter(pk=second.pk).update(rows=bytes(len(second.rows)))
    assert "封存值对不上" in verify().problems[0]


def test_a_seal_that_was_taken_out_is_missed_by_the_next(entries):
    second, third = AuditSeal.objects.order_by("pk")[1:]
    with unguarded():
        run("DELETE FROM units_auditseal WHERE id = %s", second.pk)
    assert verify().problems[0].startswith(f"第{third.pk}号封存")
    assert "接不上" in verify().problems[0]


def test_a_chain_cut_at_its_end_and_sealed_anew_is_found_by_a_seal_noted_elsewhere(entries):
    noted = AuditSeal.objects.latest("pk").digest
    assert verify(noted).problems == []
    with unguarded():
        run("DELETE FROM units_auditseal WHERE digest = %s", noted)
        run("UPDATE units_auditentry SET verb = 'x' WHERE id = %s", entries[5].pk)
    seal(timezone.now())
    assert verify().problems == []  # nothing inside can tell
    (problem,) = verify(noted).problems
    assert noted in problem


def test_missing_triggers_are_a_problem_even_when_nothing_was_changed(entries):
    guards.remove(connection)
    problems = verify().problems
    guards.install(connection)
    assert problems
    assert all("触发器" in problem for problem in problems)


def test_the_command_says_what_it_found_and_ends_with_1_when_something_is_broken(entries, capsys):
    call_command("audit", "verify")
    said = capsys.readouterr().out
    assert "核对记录 6 条" in said
    assert AuditSeal.objects.latest("pk").digest in said
    with unguarded():
        run("UPDATE units_auditentry SET verb = 'x' WHERE id > %s", entries[0].pk)
    with pytest.raises(CommandError) as caught:
        call_command("audit", "verify")
    assert caught.value.returncode == 1
    assert re.match(rf"操作记录 #{entries[1].pk}（.* 系统 x 青山县人民政府办公室）与封存时不一致", str(caught.value))


def test_the_command_seals_too(capsys):
    write(3)
    call_command("audit", "seal")
    assert "封存了 3 条" in capsys.readouterr().out
    assert AuditSeal.objects.get().count == AuditEntry.objects.count() == 3
