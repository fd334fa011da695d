"""`python -m benchmarks.flows_desk FOLDER`: what the walks of `benchmarks.flows` need besides the demonstration offices.

Prints where today's letter to a liaison leads and which task it asks for first; writes next year's paper into FOLDER.
"""

# ruff: noqa: E402  (Django is set up before its models can be imported)
import json
import sys
from datetime import datetime, time
from pathlib import Path
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings
from django.utils import timezone
from openpyxl import load_workbook

from calendar_events.workdays import WorkdayCalendar
from reminders import answer_links, outbox, planning
from reminders.models import OutgoingMail
from tasks.models import ProgressReport
from units.models import Membership, Office

PAPER = Path(settings.BASE_DIR) / "fixtures" / "papers" / "shanghe-2023.xlsx"
NEW_UNIT = "县数据局"  # one name that the register does not know: one question


def letter() -> str:
    """Send the office's letters of a working day and return the path of the link in the liaison's."""
    office = Office.objects.get(slug="shanghe")
    day = WorkdayCalendar(office).on_or_before(timezone.localdate())
    at = timezone.make_aware(datetime.combine(day, time(9)))
    planning.plan(office, at)
    for pk in outbox.due(at, office):
        outbox.send(pk, at)
    contact = Membership.objects.get(user__username="shanghe-caizheng")
    mails = OutgoingMail.objects.filter(office=office, address_key=contact.user.email, state="sent")
    return urlsplit(answer_links.address(mails.latest("pk").pk, contact.pk)).path


def paper(folder: Path) -> str:
    """Write the office's paper as it would come next year, with one new unit, and return its path."""
    book = load_workbook(PAPER)
    year, is_named = str(timezone.localdate().year + 1), False
    for row in book.active.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace("2023", year)
                if not is_named and cell.value.strip() == "县司法局":
                    cell.value, is_named = NEW_UNIT, True
    target = folder / "next-year.xlsx"
    book.save(target)
    return str(target)


if __name__ == "__main__":
    waiting = ProgressReport.objects.filter(assignment__office__slug="shanghe", state="submitted").count()
    json.dump({"letter": letter(), "paper": paper(Path(sys.argv[1])), "waiting": waiting}, sys.stdout)
