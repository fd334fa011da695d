"""Plans and sends reminders without Celery; the same sweep that the worker runs."""

from datetime import datetime, time

from django.utils import timezone

from reminders.rehearsal import rehearse
from reminders.services import Run, run_now
from units import history
from units.clock import database_now
from units.terminal import TerminalCommand, day


class Command(TerminalCommand):
    """Say what is due and was not said yet. A second run says nothing."""

    help = "Send the day's reminder mails; --dry-run only shows them"

    def add_arguments(self, parser):
        parser.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="the day to take for today")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, send nothing")
        parser.add_argument("--format", choices=["json", "text"], default="text")

    def handle(self, *args, on, dry_run, **options):
        # A day named by hand is taken at ten in the morning and does not wait for the sending hours.
        moment = on and timezone.make_aware(datetime.combine(on, time(10)))
        at = database_now()
        with history.act("send_reminders"):
            run = rehearse(at, on=moment) if dry_run else run_now(on=moment)
        outcome = as_dict(timezone.localdate(moment or at), run)
        self.tell(outcome, None if options["format"] == "json" else as_text(outcome))


def as_dict(on, run: Run) -> dict:
    """Return the run in the form of the contract."""
    return {
        "on": on.isoformat(),
        "mails": [
            {"to": to, "subject": letter.subject, "items": [_item(entry.reminder) for entry in letter.entries]}
            for _, to, letter in run.mails
        ],
        "suppressed": [{"to": row.to, "why": row.why} for row in run.suppressed],
    }


def _item(reminder) -> dict:
    return {
        "kind": reminder.kind,
        "assignment": reminder.duty_id if reminder.duty_type == "assignment" else None,
        "activity": reminder.duty_id if reminder.duty_type == "activity" else None,
        "due_on": reminder.due_on and reminder.due_on.isoformat(),
    }


def as_text(outcome: dict) -> str:
    """Return the run for a person at a terminal."""
    lines = [f"{outcome['on']}：{len(outcome['mails'])}封邮件"]
    lines += [f"  {mail['to']}  {mail['subject']}" for mail in outcome["mails"]]
    lines += [f"  未发：{row['to']}（{row['why']}）" for row in outcome["suppressed"]]
    return "\n".join(lines)
