"""A unit's people look at the letters they got: what each said then, and how things stand now."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from calendar_events.models import Activity
from reminders.contacts import address_key
from reminders.digest import PLACE
from reminders.models import OutgoingMail, Reminder
from reminders.papers import shortened
from tasks.lights import Light, Lights
from tasks.models import Assignment
from units.access import unit_required

PAGE = 20
WENT = (OutgoingMail.State.SENT, OutgoingMail.State.UNCLEAR)
SAID = (Reminder.State.OPEN, Reminder.State.SAID)  # what a letter dropped before it left, it did not say


@dataclass(slots=True)
class Duty:
    """What a line of a letter is about, as it stands now."""

    words: str
    place: str
    unit: str
    due_on: date | None
    light: Light
    is_returned: bool
    address: str  # empty where the desk at which the person sits does not show it


@require_GET
@unit_required
def my_mail(request):
    """Letters to the person's present address, newest first."""
    page = Paginator(_letters(request).order_by("-local_date", "-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "reminders/my_mail.html", {"page": page})


@require_GET
@unit_required
def my_letter(request, pk):
    """One of them with its items as they stand."""
    mail = get_object_or_404(_letters(request), pk=pk)
    lines = _own(request).filter(mail=mail).select_related("contact__unit")
    lines = sorted(lines, key=lambda line: (PLACE[line.kind], line.due_on or date.max, line.pk))
    duties = _assignments(request, lines) | _activities(request, lines)
    items = [(line, duties.get((line.duty_type, line.duty_id))) for line in lines]
    return render(request, "reminders/my_letter.html", {"mail": mail, "items": items})


def _own(request):
    """Return what was said to the person for the roles held today at the office, whichever of them is at the desk."""
    roles = request.user.memberships.current().filter(office=request.member.office_id)
    return Reminder.objects.visible_to(request.user).filter(contact__in=roles, state__in=SAID)


def _letters(request):
    mails = OutgoingMail.objects.visible_to(request.user).filter(state__in=WENT)
    mails = mails.filter(reminders__in=_own(request), address_key=address_key(request.user.email))
    return mails.annotate(item_count=Count("reminders", distinct=True))


def _keys(lines, duty) -> set[int]:
    return {line.duty_id for line in lines if line.duty_type == duty}


def _assignments(request, lines) -> dict:
    """Return the assignments of the lines, by type and key. Two queries, whatever their number."""
    lights = Lights(request.member.office, timezone.localdate())
    rows = Assignment.objects.filter(office=request.member.office_id, pk__in=_keys(lines, Reminder.Duty.ASSIGNMENT))
    rows = list(rows.for_list())
    returned = Assignment.objects.filter(office=request.member.office_id).keys_returned(rows)
    return {
        (Reminder.Duty.ASSIGNMENT.value, row.pk): Duty(
            shortened(row.task.requirement),
            f"《{row.task.plan.title}》{f'第{row.task.number}项' if row.task.number else ''}",
            str(row.unit),
            row.due_on,
            lights.of(row),
            row.pk in returned,
            row.get_absolute_url() if row.unit_id == request.member.unit_id else "",
        )
        for row in rows
    }


def _activities(request, lines) -> dict:
    rows = Activity.objects.visible_to(request.user).filter(pk__in=_keys(lines, Reminder.Duty.ACTIVITY))
    return {
        (Reminder.Duty.ACTIVITY.value, row.pk): Duty(
            row.theme_words,
            f"《{row.schedule.title}》",
            str(row.host or row.host_text),
            row.due_on,
            Light(*row.standing),
            False,
            reverse("activity", args=[row.pk]),
        )
        for row in rows.select_related("schedule", "host")
    }
