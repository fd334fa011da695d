"""What the public sees without log-in: the office's activities as a page and as a calendar to subscribe to."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from calendar_events import public
from calendar_events.conditional import calendar_response, not_modified
from calendar_events.ical import activity_entry, calendar, changed
from calendar_events.models import Activity
from units.models import Office

MAX_AGE = 15 * 60  # seconds for which a copy is good enough
KEPT = 24 * 3600  # seconds; a copy is found by its stamp, so it is never too old


@login_not_required
@require_safe
def public_calendar(request, slug):
    """The activities of last year, this year and later, for calendar programs."""
    office = get_object_or_404(Office, slug=slug)
    activities = list(public.public_activities(office, from_year=timezone.localdate().year - 1))
    page = settings.SITE_URL + reverse("public_activities", args=[slug])
    etag = public.stamp(office, activities, page)
    response = not_modified(request, etag)
    if response is None:
        content = cache.get_or_set(f"public-calendar-{etag}", lambda: _calendar(office, activities, page), KEPT)
        response = calendar_response(content, etag, max(map(changed, activities), default=None))
    return _for_everybody(response)


@login_not_required
@require_safe
def public_activities(request, slug, year=None):
    """The activities of a year, those to come and those that were held, for everybody."""
    office = get_object_or_404(Office, slug=slug)
    years = list(_years(office))
    today = timezone.localdate()
    if year is not None and year not in years:
        raise Http404
    shown = year or (today.year if today.year in years or not years else years[0])
    found = public.with_pictures(public.public_activities(office, year=shown), office)
    rows = sorted(public.with_answers(found), key=public.by_day)
    over = {Activity.State.HELD, Activity.State.CLOSED}
    past = [row for row in rows if row.state in over]
    # Whose day has passed without being held is in neither list: it is not to come, and nobody has said that it was.
    coming = [row for row in rows if row.state not in over and not (row.due_on and row.due_on < today)]
    context = {
        "office": office,
        "year": shown,
        "years": years,
        "is_empty": not rows,
        "coming": coming,
        "past": past[::-1],
        "calendar_address": settings.SITE_URL + reverse("public_calendar", args=[slug]),
    }
    return _for_everybody(render(request, "calendar_events/public.html", context))


def _years(office):
    rows = Activity.objects.public(office).order_by("-schedule__year")
    return rows.values_list("schedule__year", flat=True).distinct()


def _calendar(office, activities, page) -> bytes:
    entries = (activity_entry(activity, f"{page}{activity.schedule.year}/#a{activity.pk}") for activity in activities)
    return calendar(f"{office.region}政务公开活动", filter(None, entries))


def _for_everybody(response):
    """Let caches between here and the reader keep the answer: it is the same for all, logged in or not."""
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
