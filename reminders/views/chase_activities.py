"""The office chases the hosts of activities: a page that shows who will get a letter and who cannot, then the letters."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from calendar_events.models import Activity
from calendar_events.steps import LABELS
from calendar_events.workdays import WorkdayCalendar
from reminders.activity_chasing import ACTIVITIES, asked
from reminders.chasing import chase
from reminders.forms import ActivityChaseForm
from reminders.views.chased import Page, preview, say_chased
from tasks.addresses import keys_of
from tasks.views.going_back import go_back
from units.access import manager_required
from units.acting import attempt


def _name(row) -> str:
    return str(row.activity.host or row.activity.host_text)


PAGE = Page(ACTIVITIES, "办理", "reminders/chase_activities.html", _name)


@require_http_methods(["GET", "POST"])
@manager_required
def chase_activities(request, pk=None):
    """Show what chasing the hosts means; with ``confirm``, chase them. Nothing is written before that.

    Chosen is one activity (pk), those of the preview (``picked``, with commas), or with ``year`` and ``step`` all whose
    step is late.
    """
    rows = _chosen(request, pk)
    if not rows:
        messages.error(request, "没有要催办的活动。")
        return go_back(request, reverse("activities"))
    form = ActivityChaseForm(request.POST if "confirm" in request.POST else None)
    if form.is_bound and form.is_valid():
        values = {"office": request.member.office, "rows": rows, "text": form.cleaned_data["opening"]}
        if done := attempt(request, partial(chase, ACTIVITIES), form=form, **values):
            say_chased(request, PAGE, done)
            return go_back(request, _back(rows))
    return preview(request, PAGE, rows, form, back=_back(rows))


def _chosen(request, pk) -> list[Activity]:
    """Return what is chosen, in order. A key that does not exist here is 404."""
    data = request.POST if request.method == "POST" else request.GET
    rows = Activity.objects.visible_to(request.user).with_unanswered().select_related("schedule", "host")
    rows = rows.order_by("schedule", "seq")
    keys = {pk} if pk else keys_of(data.get("picked", "").split(","))
    if keys:
        found = list(rows.filter(pk__in=keys))
        if not found:
            raise Http404
        return found
    year, step = data.get("year", ""), data.get("step", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and step in LABELS):
        return []
    today = timezone.localdate()
    found = asked(rows.filter(schedule__year=int(year)), WorkdayCalendar(request.member.office), today)
    late = [one for one in found if one.step and one.step.name == step]
    return [one.activity for one in late if one.step.due_on and one.step.due_on < today]


def _back(rows) -> str:
    return reverse("activity_waiting", args=[rows[0].schedule.year])
