"""The secret calendar of one person: the activities that concern him, and the days by which his unit owes an answer."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from calendar_events.conditional import calendar_response, not_modified
from calendar_events.ical import activity_entry, calendar, changed, day_entry, uid
from calendar_events.models import Activity
from calendar_events.services import feed_find, feed_note_read
from tasks.models import Assignment


@login_not_required
@require_safe
def calendar_feed(request, token):
    """The calendar that token opens; whatever is wrong with it, there is nothing here (404)."""
    today = timezone.localdate()
    feed = feed_find(token, today)
    if feed is None:
        raise Http404
    feed_note_read(feed, today)
    content, changed_at = feed_content(feed.membership, today)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = not_modified(request, etag) or calendar_response(content, etag, changed_at)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def feed_content(membership, today) -> tuple[bytes, object]:
    """Return the calendar of somebody in this role, and when the newest of what stands in it was changed.

    The office's people get all activities that are issued; a unit's people those that their unit hosts, and the due days
    of what their unit still owes. Activities of the years before the last one are left out.
    """
    user = membership.user
    user.acting = membership  # the address is of this role, whichever the person took up at the desk
    activities = Activity.objects.visible_to(user).filter(schedule__state="issued", schedule__year__gte=today.year - 1)
    if membership.unit_id:
        activities = activities.filter(host=membership.unit_id)
    activities = list(activities.select_related("schedule", "host").order_by("schedule__year", "seq", "pk"))
    owed = _owed(user) if membership.unit_id else []
    entries = [activity_entry(row, settings.SITE_URL + reverse("activity", args=[row.pk])) for row in activities]
    entries += [_due_day(row) for row in owed]
    name = f"{membership.unit or membership.office.short_name}政务公开日历"
    times = [*map(changed, activities), *(row.changed_at for row in owed)]
    return calendar(name, filter(None, entries)), max(times, default=None)


def _owed(user) -> list[Assignment]:
    rows = Assignment.objects.visible_to(user).with_unit().of_open_plans().exclude(due_on=None)
    columns = ("due_on", "due_version", "changed_at", "task__requirement", "task__number", "task__deadline_raw")
    return list(rows.select_related("task__plan").only(*columns, "task__plan__title").order_by("due_on", "pk"))


def _due_day(assignment) -> object:
    task, url = assignment.task, settings.SITE_URL + reverse("assignment", args=[assignment.pk])
    number = f"第{task.number}项" if task.number else ""
    return day_entry(
        key=uid("assignment", assignment.pk),
        day=assignment.due_on,
        summary=f"任务期限：{task.requirement[:60]}",
        description=f"{task.plan.title}{number}\n完成时限：{task.deadline_raw or '见工作平台'}\n{task.requirement}\n报送：{url}",
        url=url,
        sequence=assignment.due_version,
        at=assignment.changed_at,
    )
