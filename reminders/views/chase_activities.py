"""The office chases the hosts of activities: a page that shows who will get a letter and who cannot, then the letters."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from calendar_events.models import Activity
from calendar_events.steps import LABELS
from calendar_events.workdays import WorkdayCalendar
from reminders.activity_chasing import activity_chase, asked, look, sample
from reminders.chasing import Chased
from reminders.forms import ActivityChaseForm
from reminders.post import held_words, server_state
from reminders.rules import Rules
from tasks.views.going_back import go_back, wanted
from units.access import manager_required
from units.acting import attempt

SHOWN = 20  # names in a sentence


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
        return _chase(request, rows, form)
    return _preview(request, rows, form)


def _chosen(request, pk) -> list[Activity]:
    """Return what is chosen, in order. A key that does not exist here is 404."""
    data = request.POST if request.method == "POST" else request.GET
    rows = Activity.objects.visible_to(request.user).with_unanswered().select_related("schedule", "host")
    rows = rows.order_by("schedule", "seq")
    keys = {pk} if pk else _keys(data)
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


def _keys(data) -> set[int]:
    words = data.get("picked", "").split(",")
    return {int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 19}


def _back(rows) -> str:
    return reverse("activity_waiting", args=[rows[0].schedule.year])


def _chase(request, rows, form):
    what = {"office": request.member.office, "activities": rows, "text": form.cleaned_data["opening"]}
    done = attempt(request, activity_chase, **what)
    if done:
        quiet = f"现在不在发送时间（{done.quiet}），到时间即发" if done.quiet else "几分钟内发出"
        when = f"{held}后发出" if (held := held_words(server_state())) else quiet
        messages.success(request, f"已催办{len(done.assignments)}场活动，共{len(done.envelopes)}封邮件，{when}。")
        if done.left_out:
            messages.warning(request, f"有{len(done.left_out)}场没有催办：{_named(done.left_out)}。")
    return go_back(request, _back(rows))


def _named(left_out) -> str:
    names = [f"{row.activity.host or row.activity.host_text}（{why}）" for row, why in left_out[:SHOWN]]
    return "、".join(names) + ("等" if len(left_out) > SHOWN else "")


def _preview(request, rows, form):
    office, at = request.member.office, timezone.now()
    view = look(office, rows, at)
    opening = str(form["opening"].value() or "").strip() or form.fields["opening"].initial
    context = {
        "view": view,
        "held": held_words(server_state()),
        "sending": Rules(office).policy.enabled,
        "letters": [
            (letter, [(row, view.told.get(row.key, Chased()).times) for row in letter.assignments])
            for letter in view.envelopes.values()
        ],
        "sample": sample(office, view, opening, at),
        "form": form,
        "picked": ",".join(str(row.pk) for row in rows),
        "next": wanted(request) or _back(rows),
    }
    return render(request, "reminders/chase_activities.html", context, status=422 if form.is_bound else 200)
