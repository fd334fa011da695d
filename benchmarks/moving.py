"""`python -m benchmarks.moving`: a SQLite file with 50,000 assignments into an empty PostgreSQL, checked row by row."""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.test")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tasks.models import Assignment
from tests.services import clean_environment
from tests.services.postgres import postgres
from tests.world import issue, make_clerk, make_group, make_office, make_plan, make_task, make_unit

UNITS, TASKS, PLANS = 100, 50, 10


def main() -> None:
    """Fill, move, say how long it took."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    office = make_office()
    clerk = make_clerk(office)
    group = make_group(office, "各单位", *[make_unit(office, f"县第{n}局") for n in range(UNITS)])
    at = datetime(2026, 2, 2, 2, tzinfo=UTC)
    for number in range(PLANS):
        plan = make_plan(office, title=f"第{number}号工作要点")
        for _ in range(TASKS):
            make_task(
                plan, group, due_on=date(2026, 6, 30), requirement="及时公开重大建设项目的批准结果和实施进展。" * 2
            )
        issue(plan, by=clerk, at=at)
    Assignment.objects.update(state="done", submitted_at=at, done_at=at, changed_at=datetime(2026, 5, 4, 2, tzinfo=UTC))
    say(f"{Assignment.objects.count()} assignments, {os.path.getsize(connection.settings_dict['NAME']) // 10**6} MB")
    connection.close()
    with postgres() as url:
        environment = clean_environment() | {
            "GOVOPEN_VAR": str(settings.VAR_DIR),
            "DJANGO_SETTINGS_MODULE": "govopen.settings.dev",
        }
        start = time.monotonic()
        command = [sys.executable, "manage.py", "move_to_postgresql", "--to", url.replace("/govopen", "/postgres")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        say(done.stdout[-400:] or done.stderr)
        say(f"{time.monotonic() - start:.1f} s with start and tables")


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
