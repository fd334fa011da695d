"""`python -m benchmarks.reminders [contacts] [tasks each]`: planning and sending against their floors, and 30 days ahead.

Planning's floor is bare SQL that selects and inserts the same rows; sending's is Django's EmailMultiAlternatives with
the same texts over one open connection to the same loopback server. DATABASE_URL chooses the database (SQLite if not
set); everything happens in a database of its own that is dropped afterwards.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import logging
import os
import sys
import time
from datetime import UTC, date, datetime
from multiprocessing import Process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govopen.settings.test")

import django

django.setup()

from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from benchmarks.table import note
from govopen.celery import settle
from reminders import outbox, planning
from reminders.forecast import forecast
from reminders.models import OutgoingMail, Reminder
from tasks.models import Assignment, Task
from tests.services import free_port, listens
from tests.world import AT, make_office, make_plan
from units.models import Membership, Unit, User

MONDAY = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
DUE = date(2026, 12, 31)
ROUNDS = 5

SELECT = """
    SELECT m.office_id, u.email, m.id, a.id, a.due_version, a.due_on
    FROM tasks_assignment a
    JOIN tasks_task t ON t.id = a.task_id JOIN tasks_plan p ON p.id = t.plan_id
    JOIN units_membership m ON m.unit_id = a.unit_id JOIN units_user u ON u.id = m.user_id
    WHERE p.state = 'issued' AND a.state IN ('assigned', 'in_progress') AND a.due_on <= '2026-12-31'
      AND m.role = 'liaison' AND u.is_active AND u.email <> ''
"""
LETTERS = f"""
    INSERT INTO reminders_outgoingmail (office_id, address, address_key, kind, local_date, part, state, attempts,
        repeated, next_at, token, message_id, subject, last_reply, bounce)
    SELECT DISTINCT office_id, email, lower(email), 'digest', DATE '2026-12-21', 1, 'queued', 0, FALSE,
        TIMESTAMP '2026-12-21 02:00:00', '', '<' || email || '>', '', '', '' FROM ({SELECT}) due
"""
LINES = f"""
    INSERT INTO reminders_reminder (office_id, contact_id, duty_type, duty_id, stage, due_version, kind, due_on, state,
        mail_id, created_at)
    SELECT due.office_id, due.contact, 'assignment', due.duty, '-7', due.due_version, 'due', due.due_on, 'open', mail.id,
        TIMESTAMP '2026-12-21 02:00:00'
    FROM ({SELECT.replace("m.id,", "m.id AS contact,").replace("a.id,", "a.id AS duty,")}) due
    JOIN reminders_outgoingmail mail ON mail.address_key = lower(due.email)
"""


def main(contacts: int, tasks: int) -> None:
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        office = world(contacts, tasks)
        settle()  # as a worker does when it starts
        say(f"{connection.vendor}: {contacts * tasks} due assignments of {contacts} contacts, best of {ROUNDS}")
        ahead = min(timed(lambda: forecast(office, MONDAY)) for _ in range(ROUNDS))
        floor, ours = best(bare_sql), best(lambda: planning.plan(office, MONDAY))
        note(f"planning {contacts:,} contacts, all due", ours, floor, "bare SQL that inserts the same", "3.00")
        say(f"planning   bare SQL {floor * 1000:7.0f} ms   govopen {ours * 1000:7.0f} ms   {ours / floor:5.2f} times")
        idle = timed(lambda: planning.plan(office, MONDAY))
        note("sweep with nothing to say", idle)
        say(f"idle sweep                      govopen {idle * 1000:7.0f} ms")
        sending(contacts)
        say(
            f"30 days ahead                   govopen {ahead * 1000:7.0f} ms   (of an empty ledger; nothing is written)"
        )
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)


def world(contacts: int, tasks: int):
    """One office whose units each have one liaison and owe so many tasks."""
    office = make_office()
    plan = make_plan(office, state="issued", issued_at=AT)
    units = Unit.objects.bulk_create(
        Unit(office=office, name=f"青山县第{n}局", short_name=f"县第{n}局") for n in range(contacts)
    )
    users = User.objects.bulk_create(
        User(username=f"u{n}", name=f"联络员{n}", email=f"u{n}@qingshan.example") for n in range(contacts)
    )
    pairs = list(zip(users, units, strict=True))
    Membership.objects.bulk_create(
        Membership(user=user, office=office, unit=unit, role="liaison") for user, unit in pairs
    )
    words = "公开本单位财政预算、决算和“三公”经费，细化到功能分类的项级科目。"
    rows = Task.objects.bulk_create(
        Task(plan=plan, position=n, requirement=words, deadline_raw="2026年12月底前", due_on=DUE, deadline_kind="fixed")
        for n in range(tasks)
    )
    common = {
        "office": office,
        "plan": plan,
        "year": plan.year,
        "role": "responsible",
        "assigned_at": AT,
        "changed_at": AT,
    }
    Assignment.objects.bulk_create(
        Assignment(**common, task=task, unit=unit, due_on=DUE) for unit in units for task in rows
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return office


def bare_sql() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (LETTERS, LINES):
            if connection.vendor == "sqlite":
                statement = statement.replace("DATE '", "'").replace("TIMESTAMP '", "'")
            cursor.execute(statement)


def best(act) -> float:
    """Return the shortest time of some rounds; each begins with an empty ledger and leaves a full one."""
    return min(timed(act) for _ in range(ROUNDS) if empty())


def empty() -> bool:
    Reminder.objects.all().delete()
    OutgoingMail.objects.all().delete()
    return True


def timed(act) -> float:
    since = time.perf_counter()
    act()
    return time.perf_counter() - since


def sending(contacts: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    server = Process(target=serve, args=(settings.EMAIL_PORT,), daemon=True)
    server.start()
    while not listens(settings.EMAIL_PORT):
        time.sleep(0.05)
    sent, ours, floor = [], [], []
    for _ in range(ROUNDS):  # in turn, so that a busy moment of the machine hits both
        sent.clear()
        OutgoingMail.objects.update(state="queued", attempts=0)
        Reminder.objects.update(state="open")
        ours.append(timed(lambda: sent.extend(outbox.send_many(outbox.due(MONDAY), lambda: MONDAY))))
        assert len(sent) == contacts == OutgoingMail.objects.filter(state="sent").count()
        floor.append(timed(lambda: bare_mail(sent)))
    ours, floor = min(ours), min(floor)
    server.terminate()
    note(f"sending {contacts:,} letters", ours, floor, "smtplib by EmailMultiAlternatives", "2.00")
    say(f"sending    bare mail {contacts / floor:6.0f} a s   govopen {contacts / ours:6.0f} a s   {floor / ours:5.0%}")


def bare_mail(sent) -> None:
    with get_connection() as line:
        for _, address, letter in sent:
            message = EmailMultiAlternatives(letter.subject, letter.text, to=[address], connection=line)
            message.attach_alternative(letter.html, "text/html")
            message.send()


class Sink:
    """Takes every letter and keeps none."""

    async def handle_DATA(self, server, session, envelope):
        return "250 OK"


def serve(port: int) -> None:
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # each line of each letter would cost more than the letter
    Controller(Sink(), hostname="127.0.0.1", port=port).start()
    while True:
        time.sleep(60)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(word) for word in (*sys.argv[1:], *("2000", "5")[len(sys.argv) - 1 :])))
