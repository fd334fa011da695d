"""`python -m tests.services [pytest arguments]`: every test, against SQLite and against PostgreSQL, with a real Redis.

The first run is the whole suite on SQLite; the second repeats on PostgreSQL what depends on the database: models, services, SQL,
races, deaths, and every page once (pages/test_every_page.py). What pages say is the same on both. Both share one PostgreSQL
server: backups, moves and upgrades need it beside SQLite. docs/operations.md says how the time is kept short.
"""

import re
import subprocess
import sys
import time

from tests.services import browser, clean_environment, scratch
from tests.services.postgres import postgres
from tests.services.redis import redis

# Two processes: the suite mostly waits for one core each. Files stay together: their databases and servers do too.
COMMAND = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-q", "-rfEs"]
# No database, or one of their own.
ONCE = ["documents", "fixtures", "manuals", "operations", "browser", "faults"]
# Words, forms and doors of pages, over services that are tested on both.
ONCE += ["admin", "calendar_events/pages", "permissions/test_routes.py", "reports/api/test_pages.py"]
ONCE += [f"pages/test_{name}.py" for name in ("draft_pages", "leader_desk", "refused_forms", "review", "the_way")]
ONCE += [f"pages/test_{name}.py" for name in ("unit_answers", "unit_change_page")]
ONCE += [f"reminders/test_{name}_page.py" for name in ("rules", "runs", "workdays")]
ONCE += ["reminders/test_mail_pages.py", "reminders/test_my_mail.py", "units/accounts/test_csrf.py"]
# What mails and papers say, and how they look as files; what a mail server does to us.
ONCE += ["reminders/explaining", "reminders/test_digest_text.py", "imports/test_export.py"]
ONCE += ["reminders/test_server.py", "reminders/test_hostile_server.py"]
ONCE += [f"reports/test_{name}.py" for name in ("charts", "circular_words", "matrix_drawing")]
ONCE += ["tasks/evidence/test_kinds.py", "tasks/evidence/test_names.py"]
NOTHING_COLLECTED = 5
CLOSING = re.compile(r"\d+ (passed|failed|errors?|skipped|deselected)|no tests ran")


def main(arguments: list[str]) -> int:
    browser.install_missing()
    results = []
    with scratch() as var, redis() as redis_url, postgres() as database_url:
        environment = clean_environment() | {"GOVOPEN_VAR": str(var), "REDIS_URL": redis_url}
        environment["TEST_POSTGRES"] = database_url.rpartition("/")[0]
        results.append(run("SQLite", arguments, environment))
        less = [f"--ignore=tests/{path}" for path in ONCE]
        results.append(run("PostgreSQL", [*less, *arguments], environment | {"DATABASE_URL": database_url}))
    say("\n" + "\n".join(f"{title:<11} {verdict(code)}  {closing}" for title, code, closing in results))
    accepted = {0, NOTHING_COLLECTED} if arguments else {0}  # a selection may miss one of the two runs
    return int(any(code not in accepted for _, code, _ in results))


def run(title: str, arguments: list[str], environment: dict[str, str]) -> tuple[str, int, str]:
    """Run pytest, pass its words on, keep its closing line for the end."""
    say(f"\n━━ {title} ━━")
    since, closing = time.monotonic(), ""
    command = [*COMMAND, "--color=yes" if sys.stdout.isatty() else "--color=no", *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            closing = line.strip() if CLOSING.search(line) else closing
    return title, process.returncode, closing or f"no result after {time.monotonic() - since:.0f} s"


def verdict(code: int) -> str:
    return {0: "ok    ", NOTHING_COLLECTED: "empty "}.get(code, "FAILED")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
