"""However many processes seal at once, there is one chain; without its guard there is not (D11)."""

import signal
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from tests.services.actors import Actor
from tests.units.history.desk import write
from units import guards
from units.models import AuditEntry, AuditSeal
from units.seals import seal
from units.verifying import verify

pytestmark = pytest.mark.django_db(transaction=True)
GUARD = AuditSeal._meta.constraints[0]


def together(count, *, sleep=0.0, die=False) -> list[tuple[int, str]]:
    """Let processes seal at the same moment; return how each ended and what it said."""
    told = {"database": str(connection.settings_dict["NAME"]), "sleep": sleep, "die": die}
    children = [Actor("tests.units.history.child", told) for _ in range(count)]
    try:
        for child in children:
            assert child.stdout.readline() == "ready\n", child.stderr.read()
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
        said = [child.communicate(timeout=60) for child in children]
        for child, (_, complaint) in zip(children, said, strict=True):
            assert child.returncode in (0, -signal.SIGKILL), complaint
            assert "Traceback" not in complaint, complaint
        return [(child.returncode, answer.strip()) for child, (answer, _) in zip(children, said, strict=True)]
    finally:
        for child in children:
            child.kill()
            child.communicate()


def times_covered() -> Counter:
    return Counter(key for row in AuditSeal.objects.all() for a, b in row.covers for key in range(a, b + 1))


def test_ten_processes_that_seal_at_once_make_one_chain():
    for _ in range(2):
        write(20)
        answers = together(10, sleep=1)
        assert sorted(int(answer) for _, answer in answers) == [0] * 9 + [20]
    assert times_covered() == Counter(AuditEntry.objects.values_list("pk", flat=True))
    assert AuditSeal.objects.count() == 2
    assert verify().problems == []


@contextmanager
def without_guard():
    """As long as this lasts, the table takes two seals that follow the same one."""
    guards.remove(connection)
    with pytest.MonkeyPatch.context() as patch, connection.schema_editor() as editor:
        patch.setattr(AuditSeal._meta, "constraints", [])  # SQLite makes the table anew from these
        editor.remove_constraint(AuditSeal, GUARD)
    try:
        yield
    finally:
        AuditSeal.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(AuditSeal, GUARD)
        guards.install(connection)


def test_without_the_guard_the_chain_forks():
    write(20)
    with without_guard():
        together(4, sleep=2)
        assert AuditSeal.objects.count() > 1
        assert max(times_covered().values()) > 1
        assert any("接不上" in problem for problem in verify().problems)


def test_killed_before_its_seal_is_stored_the_next_one_seals_everything():
    write(5)
    assert together(1, die=True) == [(-signal.SIGKILL, "")]
    assert not AuditSeal.objects.exists()
    assert seal(timezone.now()) == 5
    assert verify().problems == []
