"""The demonstration: three real papers, twice loaded and nothing doubled."""

import sqlite3
from contextlib import closing

import pytest

from tests.operations.command import manage

PAPERS = "FROM tasks_task t JOIN tasks_plan p ON p.id = t.plan_id JOIN units_office o ON o.id = p.office_id"
PAPERS += " WHERE p.title NOT LIKE '演示%'"
ROOMS = ("units_office", "units_user", "tasks_plan", "tasks_task", "tasks_assignment", "calendar_events_activity")


@pytest.fixture
def ask(copy_of_loaded):
    """Asks the demonstration's database and returns the rows; of rows with one value these values."""

    def asked(query):
        with closing(sqlite3.connect(copy_of_loaded / "govopen.sqlite3")) as database:
            rows = database.execute(query).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    return asked


def test_the_three_papers_stand_with_units_roles_and_deadlines(ask):
    assert dict(ask(f"SELECT o.slug, COUNT(*) {PAPERS} GROUP BY 1")) == {"shanghe": 51, "huainan": 28, "shicheng": 12}
    assert ask(
        "SELECT COUNT(*), SUM(self_selected) FROM calendar_events_activity a"
        " JOIN calendar_events_activityschedule s ON s.id = a.schedule_id WHERE s.year = 2024"
    ) == [(28, 12)]
    assert ask("SELECT COUNT(*) FROM calendar_events_activity WHERE host_id IS NULL") == [0]
    settled = "unit_id IS NOT NULL OR group_id IS NOT NULL OR ignored"
    assert ask(f"SELECT text FROM tasks_taskparty WHERE NOT ({settled})") == []
    assert ask("SELECT id FROM tasks_task WHERE id NOT IN (SELECT task_id FROM tasks_taskparty)") == []
    assert ask(f"SELECT t.number {PAPERS} AND o.slug = 'shanghe' AND t.deadline_raw = ''") == []
    assert set(ask(f"SELECT t.deadline_kind {PAPERS} AND o.slug = 'shanghe'")) == {"fixed", "open"}
    third = f"SELECT t.id {PAPERS} AND o.slug = 'shicheng' AND t.number = '3'"
    assert ask(f"SELECT COUNT(*) FROM tasks_taskparty WHERE role = 'lead' AND task_id IN ({third})") == [4]


def test_a_year_is_played_in_which_every_state_is_met(ask):
    states = ask(
        "SELECT DISTINCT a.state FROM tasks_assignment a JOIN tasks_plan p ON p.id = a.plan_id WHERE p.title LIKE '演示%'"
    )
    assert set(states) == {"assigned", "in_progress", "in_review", "done"}


def test_loaded_again_it_changes_nothing(ask, copy_of_loaded):
    def figures():
        return [ask(f"SELECT COUNT(*) FROM {room}") for room in ROOMS]

    logins = copy_of_loaded / "logins.txt"
    before, words = figures(), logins.read_text(encoding="utf-8")
    done = manage(copy_of_loaded, "load_demo", "--skip-checks")
    assert done.returncode == 0, done.stderr
    assert (figures(), logins.read_text(encoding="utf-8")) == (before, words)
    assert logins.stat().st_mode & 0o077 == 0
    assert "shanghe-jingban1" in words.splitlines()[0]
