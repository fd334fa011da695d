"""The demonstration: three real papers, twice loaded and nothing doubled."""

import pytest
from django.core.management import call_command

from calendar_events.models import Activity
from tasks.models import Assignment, Plan, Task, TaskParty
from units.models import Office, User

pytestmark = pytest.mark.django_db


def test_the_three_papers_stand_with_units_roles_and_deadlines(settings, tmp_path, monkeypatch, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr("govopen.management.commands.load_demo.LOGINS", tmp_path / "logins.txt")
    call_command("load_demo")
    tasks = {plan.office.slug: plan.tasks for plan in Plan.objects.exclude(title__startswith="演示")}
    assert {slug: rows.count() for slug, rows in tasks.items()} == {"shanghe": 51, "huainan": 28, "shicheng": 12}
    assert Activity.objects.filter(schedule__year=2024).count() == 28
    assert Activity.objects.filter(schedule__year=2024, self_selected=True).count() == 12
    assert not Activity.objects.filter(host=None).exists()
    assert all(party.is_settled for party in TaskParty.objects.all())
    assert not Task.objects.filter(parties=None).exists()
    assert not tasks["shanghe"].filter(deadline_raw="").exists()
    assert set(tasks["shanghe"].values_list("deadline_kind", flat=True)) == {"fixed", "open"}
    assert tasks["shicheng"].get(number="3").parties.filter(role="lead").count() == 4
    assert set(Assignment.objects.filter(task__plan__title__startswith="演示").values_list("state", flat=True)) == {
        "assigned",
        "in_progress",
        "in_review",
        "done",
    }

    def figures():
        return [model.objects.count() for model in (Office, User, Plan, Task, Assignment, Activity)]

    before, logins = figures(), (tmp_path / "logins.txt").read_text()
    call_command("load_demo")
    assert figures() == before
    assert (tmp_path / "logins.txt").read_text() == logins
    assert (tmp_path / "logins.txt").stat().st_mode & 0o077 == 0
    assert "shanghe-jingban1" in logins.splitlines()[0]
